"""Neo4j Community from its Maven artifacts, without authentication, on the loopback interface."""

import os
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from running import Failed, Process, free_port, say

_NAME = "Neo4j"
_MAIN = "org.neo4j.server.CommunityEntryPoint"
_JAVAS = (17, 21)
_HANDSHAKE = b"\x60\x60\xb0\x17" + b"\x00\x08\x08\x05" + b"\x00\x02\x04\x04" + b"\0" * 8
_FLAGS = (
    "-XX:+UseG1GC",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:+DisableExplicitGC",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dlog4j2.disable.jmx=true",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
)


def process(folder: Path) -> Process:
    """The server of this folder, whether it runs or not."""
    return Process(_NAME, folder / "neo4j")


def lines(server: Process) -> list[str]:
    """What a shell should know of it."""
    return [f"CREDITGRAPH_GRAPH=bolt://127.0.0.1:{server.port}", f"CREDITGRAPH_NEO4J_ADMIN={_admin(server.folder)}"]


def up(folder: Path) -> Process:
    """Start it, unless it runs; the first time Maven fetches it."""
    server = process(folder)
    if server.port is not None:
        return server
    java = _java()
    _fetch(server.folder)
    port = free_port(os.environ.get("CREDITGRAPH_NEO4J_PORT"))
    heap = os.environ.get("CREDITGRAPH_NEO4J_HEAP", "1g")
    _configure(server.folder, port, heap)
    home = server.folder
    _write_admin(home, java, heap)
    command = [java, f"-Xms{heap}", f"-Xmx{heap}", *_FLAGS, "-cp", f"{home}/plugins/*:{home}/conf/*:{home}/lib/*"]
    server.start([*command, _MAIN, f"--home-dir={home}", f"--config-dir={home}/conf", "--console-mode"], port, None, {})
    server.wait(lambda: _answers(port), 180)
    return server


def down(folder: Path) -> bool:
    """Stop it with a checkpoint; False where it did not run."""
    return process(folder).stop(signal.SIGTERM)


def _java() -> str:
    """A Java that this Neo4j runs on: `JAVA_HOME`'s, the one on the path, or one of the system's folder."""
    home, path = os.environ.get("JAVA_HOME"), shutil.which("java")
    tried = [f"{home}/bin/java"] if home else []
    tried += [path] if path else []
    tried += sorted(str(java) for java in Path("/usr/lib/jvm").glob("*/bin/java"))
    for java in tried:
        if Path(java).exists() and _version(java) in _JAVAS:
            return java
    wanted = " or ".join(map(str, _JAVAS))
    raise Failed(f"{_NAME} needs Java {wanted}; on Debian: apt-get install openjdk-17-jre-headless, or set JAVA_HOME")


def _version(java: str) -> int:
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


def _fetch(home: Path) -> None:
    """Have Maven collect the server's jars, once a version of `pom.xml`."""
    pom, stamp = Path(__file__).with_name("pom.xml"), home / "lib" / "pom.xml"
    if stamp.exists() and stamp.read_bytes() == pom.read_bytes():
        return
    maven = shutil.which("mvn")
    if maven is None:
        raise Failed(f"{_NAME} is fetched by Maven, and mvn is not installed; on Debian: apt-get install maven")
    say(f"{_NAME}: Maven collects its jars into {home}/lib")
    shutil.rmtree(home / "lib", ignore_errors=True)
    command = [maven, "--batch-mode", "--quiet", "--file", str(pom), f"-Dlib={home}/lib", "package"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"Maven failed: {done.stdout.strip()}\n{done.stderr.strip()}")
    shutil.copyfile(pom, stamp)


def _configure(home: Path, port: int, heap: str) -> None:
    for folder in ("conf", "data", "logs", "run", "import", "plugins"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    settings = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.memory.heap.initial_size": heap,
        "server.memory.heap.max_size": heap,
        "server.memory.pagecache.size": os.environ.get("CREDITGRAPH_NEO4J_PAGECACHE", "512m"),
        "dbms.security.auth_enabled": "false",
        "dbms.usage_report.enabled": "false",
        "dbms.cypher.forbid_exhaustive_shortestpath": "true",
        "dbms.cypher.forbid_shortestpath_common_nodes": "false",
        "dbms.cypher.hints_error": "true",
        "dbms.cypher.min_replan_interval": "1h",  # tests empty and fill the graph all the time
        "db.transaction.timeout": "60s",
        "db.lock.acquisition.timeout": "20s",
        "db.tx_log.rotation.retention_policy": "keep_none",
        "db.tx_log.rotation.size": "64m",
    }
    text = "".join(f"{name}={value}\n" for name, value in settings.items())
    (home / "conf" / "neo4j.conf").write_text(text)


def _admin(home: Path) -> Path:
    return home / "bin" / "neo4j-admin"


def _write_admin(home: Path, java: str, heap: str) -> None:
    """The admin tool, on a home of its own: it imports where no server runs."""
    (home / "admin" / "conf").mkdir(parents=True, exist_ok=True)
    script = _admin(home)
    script.parent.mkdir(exist_ok=True)
    main = "org.neo4j.server.startup.Neo4jAdminCommand"
    script.write_text(
        f"#!/bin/sh\nexec '{java}' -Xmx{heap} -cp '{home}/lib/*' -Dbasedir='{home}/admin' {main} \"$@\"\n"
    )
    script.chmod(0o755)


def _answers(port: int) -> bool:
    """Whether somebody there speaks Bolt."""
    try:
        with socket.create_connection(("127.0.0.1", port), 2) as bolt:
            bolt.settimeout(2)
            bolt.sendall(_HANDSHAKE)
            answer = bolt.recv(4)
    except OSError:
        return False
    return len(answer) == 4 and answer != b"\0\0\0\0"
