"""`backup` and `restore`, as they are typed."""

from pathlib import Path

from .conftest import Run, answer, problem


def test_a_backup_is_made_and_restored(run_copy: Run, tmp_path: Path) -> None:
    file, place = tmp_path / "one.cgb", tmp_path / "restored.sqlite"
    told = answer(run_copy("backup", str(file), "--json"))
    assert (told["file"], told["tx"]) == (str(file), 8)
    exported = run_copy("export", "--canonical").stdout_bytes
    restored = answer(run_copy("restore", str(file), "--archive", str(place), "--json"))
    assert (restored["archive"], restored["tx"], restored["sha256"]) == (str(place), 9, told["sha256"])
    assert run_copy("export", "--canonical", "--archive", str(place)).stdout_bytes == exported
    said = run_copy("status").stdout
    assert f"tx 8  {file}" in said
    trail = [
        entry["action"] for entry in answer(run_copy("audit", "list", "--archive", str(place), "--json"))["entries"]
    ]
    assert "restore" in trail


def test_it_says_what_it_did(run_copy: Run, tmp_path: Path) -> None:
    said = run_copy("backup", str(tmp_path / "one.cgb"), "--lang", "en").stdout
    assert "wrote" in said
    assert "The key is not in it" in said
    said = run_copy("restore", str(tmp_path / "one.cgb"), "--archive", str(tmp_path / "new.sqlite")).stdout
    assert "已核对" in said


def test_what_is_there_is_an_error(run_copy: Run, tmp_path: Path) -> None:
    (tmp_path / "one.cgb").write_text("mine")
    result = run_copy("backup", str(tmp_path / "one.cgb"), "--json")
    assert (result.exit_code, problem(result)["code"]) == (1, "file_exists")
    assert (tmp_path / "one.cgb").read_text() == "mine"
    result = run_copy("restore", str(tmp_path / "one.cgb"), "--json")
    assert (result.exit_code, problem(result)["code"]) == (1, "target_not_empty")
