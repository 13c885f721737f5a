"""What a migration changed, in words."""

from typing import Any

from creditgraph.cli.output import Output, Told


def view_migrate(output: Output, told: Told) -> None:
    """The archive's migrations, then the graph's."""
    archive = told["archive"]
    _applied(
        output,
        told,
        output.pick(
            f"{archive['address']}：结构 {archive['from']} → {archive['to']}",
            f"{archive['address']}: schema {archive['from']} to {archive['to']}",
        ),
        [f"{one['version']}  {one['name']}" for one in archive["applied"]],
    )
    if "graph" in told:
        _applied(output, told, told["graph"]["address"], told["graph"]["applied"])


def _applied(output: Output, told: Told, head: str, names: list[Any]) -> None:
    output.line(head, style="bold")
    if not names:
        output.line(output.pick("无需迁移", "nothing to do"), 2)
    word = output.pick("将执行", "would apply") if told["dry_run"] else output.pick("已执行", "applied")
    for name in names:
        output.line(f"{word} {name}", 2)
