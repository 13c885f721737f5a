"""Rebuilding, exporting, and saying what there is."""

import hashlib
import sqlite3
from pathlib import Path

from creditgraph.archive.schema import SCHEMA_VERSION
from support.archives import FIRST_VERSION

from .conftest import Run, answer


def test_a_rebuild_finds_no_difference(run: Run) -> None:
    told = answer(run("rebuild", "--check", "--json"))
    assert (told["differences"], told["checked"]) == (0, True)
    assert "差异 0" in run("rebuild", "--check").stdout


def test_a_difference_is_a_finding_and_is_mended(run_copy: Run, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "archive.sqlite") as db:
        db.execute("DELETE FROM member WHERE sid = 1")
    db.close()
    assert run_copy("rebuild", "--check").exit_code == 3
    assert run_copy("rebuild").exit_code == 3
    assert run_copy("rebuild", "--check").exit_code == 0


def test_keys_can_be_made_anew(run_copy: Run) -> None:
    assert answer(run_copy("rebuild", "--keys", "--json"))["names_moved"] == 0
    assert answer(run_copy("search", "清霖", "--json"))["results"]


def test_an_export_is_the_same_on_either_way(run: Run, tmp_path: Path) -> None:
    printed = run("export", "--canonical").stdout_bytes
    told = answer(run("export", "--canonical", "--output", str(tmp_path / "x.tsv"), "--json"))
    assert (tmp_path / "x.tsv").read_bytes() == printed
    assert told["sha256"] == hashlib.sha256(printed).hexdigest()
    assert told["lines"] == printed.count(b"\n") > 1000
    assert printed.splitlines() == sorted(printed.splitlines())
    earlier = answer(run("export", "--canonical", "--output", str(tmp_path / "y.tsv"), "--known-at", "tx:1", "--json"))
    assert earlier["lines"] < told["lines"]
    assert run("export", "--canonical", "--output", str(tmp_path / "no" / "x.tsv")).exit_code == 1


def test_migrations_are_tried_and_told(run_copy: Run, tmp_path: Path) -> None:
    assert answer(run_copy("migrate", "--dry-run", "--json"))["archive"]["applied"] == []
    with sqlite3.connect(tmp_path / "archive.sqlite") as db:
        for statement in FIRST_VERSION:
            db.execute(statement)
    db.close()
    assert run_copy("status").exit_code == 1
    assert "将执行 2" in run_copy("migrate", "--dry-run").stdout
    told = answer(run_copy("migrate", "--json"))
    assert (told["archive"]["from"], told["archive"]["to"], told["dry_run"]) == (1, SCHEMA_VERSION, False)
    assert run_copy("status").exit_code == 0
    assert "nothing to do" in run_copy("migrate", "--lang", "en").stdout


def test_status_counts(run: Run) -> None:
    told = answer(run("status", "--json"))
    assert told["tx"] == 8
    assert {one["dataset"] for one in told["datasets"]} >= {"registration", "officers"}
    said = run("status").stdout
    assert "registration" in said
    assert f"主体 {told['entities']}" in said


def test_config_names_archive_and_key(run_alone: Run, tmp_path: Path) -> None:
    told = answer(run_alone("config", "show", "--json"))
    assert told["archive"] == str(tmp_path / "archive.sqlite")
    assert told["key_file"] == str(tmp_path / "key")
    assert (told["archive_exists"], told["key_exists"], told["lang"]) == (False, False, "zh")
    assert "key_file" in run_alone("config", "show").stdout
