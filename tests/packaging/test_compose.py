"""The compose file and the image: checked for what would go wrong, and by the engine's own reader if it is there."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
KEYS = {
    "build",
    "command",
    "depends_on",
    "environment",
    "healthcheck",
    "image",
    "ports",
    "restart",
    "shm_size",
    "volumes",
}
SECRET = re.compile(r"\$\{(\w+):\?[^}]+\}")
OURS = {"CREDITGRAPH_ARCHIVE", "CREDITGRAPH_GRAPH"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text("utf-8"))  # type: ignore[no-any-return]


def test_it_has_the_parts_and_no_unknown_key(compose: dict[str, Any]) -> None:
    assert {key for key in compose if not key.startswith("x-")} == {"services", "volumes"}
    assert set(compose["services"]) == {"postgres", "neo4j", "api", "worker"}
    for name, service in compose["services"].items():
        assert set(service) <= KEYS, name
        assert service["restart"] == "unless-stopped"


def test_every_port_is_bound_to_loopback(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", ())]
    assert ports
    assert all(re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port) for port in ports)


def test_secrets_come_from_the_environment_and_nothing_starts_without_them(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for variable, value in service["environment"].items():
            if re.search("PASSWORD|AUTH", variable) or variable in OURS:
                assert SECRET.search(value), f"{name}: {variable}"
    assert set(SECRET.findall(FILE.read_text("utf-8"))) == {
        "CREDITGRAPH_POSTGRES_PASSWORD",
        "CREDITGRAPH_NEO4J_PASSWORD",
    }


def test_whoever_is_waited_for_says_when_it_is_well(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for service in services.values():
        for other, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}
            assert {"test", "interval", "timeout", "retries"} <= services[other]["healthcheck"].keys()
    assert "healthcheck" in services["api"]


def test_volumes_are_declared_and_used(compose: dict[str, Any]) -> None:
    mounted = {volume.split(":")[0] for service in compose["services"].values() for volume in service["volumes"]}
    assert mounted == set(compose["volumes"])


def test_images_have_a_version_and_name_no_registry(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert re.fullmatch(r"[a-z0-9]+:[\w.-]+", service["image"])
        assert not service["image"].endswith(":latest")
    for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines():
        if line.startswith("FROM"):
            assert re.match(r"FROM python:3\.11-slim-bookworm\b", line)


def test_the_image_copies_what_there_is_and_what_the_ignore_file_lets_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    copied = set()
    for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            copied |= set(line.split()[1:-1])
    assert copied == let_in
    assert all((ROOT / path).exists() for path in copied)


def test_the_commands_are_those_of_the_program(compose: dict[str, Any]) -> None:
    from typer.main import get_command

    from creditgraph.cli.main import app

    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert compose["services"]["worker"]["command"].split()[1] in commands
    assert re.search(r'CMD \["creditgraph", "(\w+)"', (ROOT / "Dockerfile").read_text("utf-8"))[1] in commands  # type: ignore[index]


def reader() -> list[str] | None:
    """Docker's own reader of the file, with or without an engine."""
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0:
        return ["docker", "compose"]
    return None


def test_the_engines_reader_takes_it() -> None:
    command = reader()
    if command is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("NOT TESTED by docker compose: it is not installed")
    secrets = {"CREDITGRAPH_POSTGRES_PASSWORD": "one", "CREDITGRAPH_NEO4J_PASSWORD": "two"}
    asked = [*command, "--file", str(FILE), "config", "--quiet"]
    without = {key: value for key, value in os.environ.items() if key not in secrets}
    assert subprocess.run(asked, env={**without, **secrets}, capture_output=True).returncode == 0
    assert subprocess.run(asked, env=without, capture_output=True).returncode != 0
