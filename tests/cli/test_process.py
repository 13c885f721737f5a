"""The installed program in a process of its own: streams, exit status, Ctrl-C, a reader that leaves."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import environment

PROGRAM = (sys.executable, "-c", "from creditgraph.cli.main import main; main()")


def start(folder: Path, *arguments: str, **more: str) -> "subprocess.Popen[bytes]":
    """Start the program."""
    return subprocess.Popen(
        (*PROGRAM, *arguments),
        env={**os.environ, **environment(folder), **more},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(folder: Path, *arguments: str, **more: str) -> tuple[int, bytes, bytes]:
    """Run the program to its end."""
    process = start(folder, *arguments, **more)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_json_is_utf8_under_any_locale(imported: Path) -> None:
    status, out, err = run(imported, "search", "清霖", "--json", PYTHONIOENCODING="ascii")
    assert (status, err) == (0, b"")
    assert json.loads(out)["results"][0]["name"] == "云泽省清霖仪器有限公司"
    assert "清霖".encode() in out


def test_bytes_that_are_no_text_are_refused_in_words(imported: Path) -> None:
    command = (*PROGRAM, "search", b"\xff\xfe")
    done = subprocess.run(
        command, env={**os.environ, **environment(imported)}, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_a_reader_that_leaves_ends_an_export(imported: Path) -> None:
    process = start(imported, "export", "--canonical")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_is_clean(tmp_path: Path) -> None:
    rows = "\n".join(f"海东市第{number}号商行,,王海,,经理,," for number in range(200_000))
    (tmp_path / "officers.csv").write_text(f"企业名称,统一社会信用代码,姓名,证件号码,职务,任职日期,离任日期\n{rows}\n")
    process = start(tmp_path, "import", "officers.csv")
    staged = tmp_path / "archive.sqlite.staging"
    for _ in range(600):
        if staged.exists():
            break
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert "已中断" in err.decode()
    status, out, _err = run(tmp_path, "status", "--json")
    assert (status, json.loads(out)["tx"]) == (0, 0)


def test_ctrl_c_while_the_program_is_read_prints_no_traceback(imported: Path) -> None:
    interrupted = (
        "import sys, importlib.abc\n"
        "class Interrupt(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'creditgraph.cli.questions':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from creditgraph.cli.main import main; main()"
    )
    done = subprocess.run((sys.executable, "-c", interrupted), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_a_command_loads_no_web_framework() -> None:
    """It takes as long to load as all the rest."""
    loaded = "import sys, creditgraph.cli.main; print({'fastapi', 'starlette', 'uvicorn'} & sys.modules.keys())"
    done = subprocess.run((sys.executable, "-c", loaded), capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "set()\n"
