"""The first hour in a minute: load the example, ask what is on record, ask how two companies are linked."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from creditgraph.example import copy_example
from creditgraph.model.errors import Refused
from creditgraph.model.request import Request
from creditgraph.relations.paths import Bounds
from creditgraph.usecases.check import check
from creditgraph.usecases.context import Context
from creditgraph.usecases.find_paths import find_paths
from creditgraph.usecases.import_file import Report, import_file
from creditgraph.usecases.intake import Options

SUBJECT = "91379911YX9900037Q"
"""墨川市远帆商贸有限公司: clean itself, and its legal representative also represents a listed company."""
FROM, TO = "91379911YX990007X1", "91379931YX9900096T"
"""墨川市青筠文化传播有限公司 and 霁州市松烟笔墨有限公司: four hops apart, through two people with identity numbers."""


def _refuse_other_archive(context: Context, files: list[Path]) -> None:
    """The example is fiction and must not come among real records."""
    with context.archive.read() as sql:
        held = {file for (file,) in sql.all("SELECT DISTINCT file FROM batch")}
    if held - {file.name for file in files}:
        raise Refused(
            "demo_archive",
            f"{context.archive.display_address} holds other files; the example is fiction and stays apart",
            "run the demo in an empty folder, or name another archive",
        )


def demo(context: Context, request: Request, folder: Path, say: Callable[[Report], None]) -> dict[str, object]:
    """Copy the example into a folder, import it (`say` hears of each file), then check a company and find a path."""
    files = copy_example(folder)
    _refuse_other_archive(context, files)
    reports = []
    for file in files:
        report = import_file(context, request, file, Options())
        say(report)
        reports.append(report.as_json())
    asked = replace(request, purpose=request.purpose or "demo")
    return {
        "imports": reports,
        "check": check(context, asked, [SUBJECT]),
        "paths": find_paths(context, asked, [FROM], [TO], Bounds()),
    }
