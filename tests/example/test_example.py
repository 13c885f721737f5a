"""The example is copied whole, in an order, and again without harm."""

from pathlib import Path

from creditgraph.example import copy_example

DATA = Path(__file__).parents[2] / "examples" / "province" / "data"


def test_all_files_of_the_province_are_copied_as_they_are(tmp_path: Path) -> None:
    copied = copy_example(tmp_path / "deep" / "folder")
    assert [path.name for path in copied] == sorted(
        path.name for path in DATA.glob("*.csv") if "quarantine" not in path.name
    )
    assert all(path.read_bytes() == (DATA / path.name).read_bytes() for path in copied)
    assert {path.parent for path in copied} == {tmp_path / "deep" / "folder"}


def test_what_was_changed_in_the_folder_is_written_anew_and_the_rest_left(tmp_path: Path) -> None:
    first = copy_example(tmp_path)
    first[0].write_text("changed", "utf-8")
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    again = copy_example(tmp_path)
    assert again == first
    assert again[0].read_bytes() == (DATA / again[0].name).read_bytes()
    assert (tmp_path / "mine.txt").read_text("utf-8") == "mine"


def test_quarantine_files_are_not_part_of_the_example(tmp_path: Path) -> None:
    assert not [path for path in copy_example(tmp_path) if path.name.endswith(".quarantine.csv")]
