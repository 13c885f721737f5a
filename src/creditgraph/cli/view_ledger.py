"""What the ledger keeps, for a reader: the audit trail, the proof of a stored check, what a worker did."""

from creditgraph.cli.output import Output, Told
from creditgraph.cli.phrases import moment


def view_trail(output: Output, told: Told) -> None:
    """An entry a line, and how to go on."""
    headings = (
        output.pick("序号", "number"),
        output.pick("时间", "time"),
        output.pick("操作人", "who"),
        output.pick("操作", "action"),
        output.pick("阶段", "stage"),
        output.pick("对象", "about"),
        output.pick("用途", "purpose"),
    )
    output.table(headings, (_line(output, entry) for entry in told["entries"]))
    if told["next"] is not None:
        after = f"creditgraph audit list --after {told['next']}"
        output.line(output.pick(f"后续条目：{after}", f"more: {after}"))


def _line(output: Output, entry: Told) -> tuple[object, ...]:
    begun = entry["outcome"] is None
    stage = output.word("stage", entry["stage"]) if begun else output.word("outcome", entry["outcome"])
    about = output.pick("、", ", ").join(entry["about"])
    purpose = " / ".join(filter(None, (entry["purpose"], entry["reason"])))
    return entry["seq"], moment(entry["at"]), entry["principal"], entry["action"], stage, about, purpose


def view_verified(output: Output, told: Told) -> None:
    """Whether a stored check is what was answered."""
    state = output.word("verified", "unaltered" if told["unaltered"] else "altered")
    output.line(f"{told['number']}  {state}")
    output.line(f"sha256 {told['sha256']}", 2)


def view_worked(output: Output, told: Told) -> None:
    """How many jobs a worker ran."""
    output.line(output.pick(f"已处理任务 {told['jobs']} 个", f"jobs run: {told['jobs']}"))
