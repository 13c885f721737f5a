"""Why two are one entity or not, and how one came to be, for a reader."""

from creditgraph.cli.output import Output, Told, candidate_line
from creditgraph.cli.phrases import moment, stated_in
from creditgraph.cli.view_reviews import view_comparison


def view_why(output: Output, told: Told) -> None:
    """Both sides, the sentence, the facts with their rows, and what matching says."""
    for side in ("a",) if told["one"] else ("a", "b"):
        output.line(candidate_line(output, told[side]), style="bold")
    output.line(told["explanation"][output.lang])
    for fact in told["joined_by"]:
        _view_fact(output, fact, 2)
    for cause in told["kept_apart_by"]:
        if "decision" in cause:
            output.line(f"{cause['decision']}  {cause['by']}  {cause['said']}", 2)
        if "review" in cause:
            output.line(f"creditgraph reviews show {cause['review']}  {output.word('review', cause['review_kind'])}", 2)
    output.line()
    output.line(output.pick("比对", "compared"), style="underline")
    view_comparison(output, told["comparison"])


def view_how(output: Output, told: Told) -> None:
    """A block a step: both sides, the fact, the rows."""
    output.line(f"{told['name']}  {output.word('entity', told['kind'])}  {told['id']}", style="bold")
    if not told["steps"]:
        output.line(output.pick("只有一个来源，没有归并。", "One source: nothing was joined."))
    for step in told["steps"]:
        output.line(f"{step['step']}  " + "  +  ".join(_side(output, step[side]) for side in ("left", "right")))
        _view_fact(output, step["fact"], 4)
    left = told["steps_count"] - len(told["steps"])
    if left:
        output.line(output.pick(f"…另有 {left} 步未列出", f"… and {left} more steps, not listed"))


def _view_fact(output: Output, fact: Told, indent: int) -> None:
    by = output.pick("规则", "rule") if fact["by"] == "rule" else fact["by"]
    values = output.pick("、", ", ").join(value["value"] for value in fact["values"])
    certainty = output.word("certainty", fact["certainty"])
    parts = [output.word("reason", fact["reason"]), values, certainty, by, fact["said"], moment(fact["since"]["at"])]
    output.line("  ".join(part for part in parts if part), indent)
    for side in ("a", "b"):
        rows = f"  {stated_in(output, fact[side]['rows'])}" if fact[side]["rows"] else ""
        output.line(f"{fact[side]['source']}  {fact[side]['name']}{rows}", indent + 2)


def _side(output: Output, side: Told) -> str:
    count = side["sources_count"]
    several = "" if count == 1 else output.pick(f"（{count} 个来源）", f" ({count} sources)")
    return f"{side['name']} {side['source']}{several}"
