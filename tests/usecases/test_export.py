"""The canonical export: the same bytes after a second import, a rebuild, and for every past transaction."""

from typing import Any

import pytest

from creditgraph.example import copy_example
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.usecases.export import export_canonical
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options
from creditgraph.usecases.rebuild import rebuild


def test_the_province_twice_rebuilt_and_in_another_order_prints_the_same(province: Any, office: Any) -> None:
    archive = office.archives("x", province.context.key().fingerprint)
    other = type(office)(
        office.archives.context(archive, province.context.key_path), office.folder / "x", office.archives
    )
    files = copy_example(office.folder / "files")
    for file in [*reversed(files), *files]:
        import_file(other.context, Request(), file, Options())
    lines = province.export()
    assert other.export() == lines
    assert len(lines) > 5000
    assert rebuild(other.context, Request())["differences"] == 0
    assert other.export() == lines


def test_a_past_transaction_prints_what_it_printed(office: Any) -> None:
    printed = []
    for number in range(3):
        office.imported("registration", [f"海东市第{number}有限公司", office.code(1)])
        printed.append(office.export())
    assert [office.export(tx) for tx in (1, 2, 3)] == printed
    assert office.export(0) == []


def test_a_transaction_to_come_is_bad_input(office: Any) -> None:
    with pytest.raises(BadInput):
        list(export_canonical(office.context, Request(tx=9)))


def test_a_reader_that_stops_early_leaves_no_lock(office: Any) -> None:
    office.imported("registration", ["海东市甲乙有限公司"], ["海东市丙丁有限公司"])
    lines = export_canonical(office.context, Request())
    assert next(lines)
    lines.close()  # type: ignore[attr-defined]
    assert office.imported("registration", ["海东市戊己有限公司"]).status == "imported"
