"""The steward's queue for a reader."""

from creditgraph.cli.output import Output, Told
from creditgraph.cli.phrases import moment, plural, stated_in
from creditgraph.cli.view_work import view_decision


def view_reviews(output: Output, told: Told) -> None:
    """A block a case: number, kind and reason, then its subjects."""
    if not told["results"]:
        output.line(output.pick("没有待办。", "Nothing to decide."))
    for case in told["results"]:
        output.line(_head(output, case), style="bold")
        for subject in case["subjects"]:
            output.line(_subject(output, subject), 2)
        left = case["subjects_count"] - len(case["subjects"])
        if left:
            output.line(output.pick(f"…另有 {left} 个", f"… and {left} more"), 2)
    if told["next"]:
        output.note(output.pick("后面还有：加大 --limit", "There are more: raise --limit."))


def view_review(output: Output, told: Told) -> None:
    """One case: what it is about, both sides with their rows, and what matching says of them."""
    output.line(_head(output, told), style="bold")
    if told["state"] != "open":
        output.line(output.word("review_state", told["state"]), 2)
    if told["judged"] is not None:
        judged = told["judged"]
        by = output.pick("规则", "rule") if judged["by"] == "rule" else judged["by"]
        said = (told["decision"], output.word("verdict", judged["verdict"]), by, judged["said"], moment(judged["at"]))
        output.line("  ".join(filter(None, said)), 2)
    for subject in told["subjects"]:
        output.line(_subject(output, subject), 2)
        if subject["sources"]:
            output.line(stated_in(output, subject["sources"]), 4)
    names = {subject["source"]: subject["name"] for subject in told["subjects"]}
    for one in told["comparisons"]:
        output.line()
        output.line("  |  ".join(names.get(id_, id_) for id_ in one["pair"]), style="underline")
        view_comparison(output, one)
    output.line()
    output.line(
        output.pick(
            f"判定：creditgraph reviews decide {told['id']} same|different|unsure --reason 理由",
            f"to decide: creditgraph reviews decide {told['id']} same|different|unsure --reason TEXT",
        )
    )


def view_comparison(output: Output, one: Told) -> None:
    """What matching says of a pair: verdict, probability, key, sentence."""
    output.line(f"{output.word('pair', one['verdict'])}  {one['probability']:.2f}  {one['key']}", 2)
    output.line(one["explanation"][output.lang], 2)


def view_decided(output: Output, told: Told) -> None:
    """What a decision came to."""
    output.line(
        output.pick(f"待办 {told['review']}：", f"review {told['review']}: ") + output.word("verdict", told["verdict"])
    )
    view_decision(output, told)


def view_sheet(output: Output, told: Told) -> None:
    """Where the file lies and what to do with it."""
    file, count = told["output"], told["reviews"]
    output.line(output.pick(f"{file}：{count} 件待办", f"{file}: {plural(count, 'review')}"))
    output.line(
        output.pick(
            f"填写“判断”（同一、不同、存疑）和“理由”，然后 creditgraph reviews decide --file {file}",
            f"fill in verdict (same, different, unsure) and reason, then creditgraph reviews decide --file {file}",
        )
    )


def view_decided_file(output: Output, told: Told) -> None:
    """What became of each row that was filled in."""
    counts = told["done"], told["unchanged"], told["refused"]
    output.line(
        output.pick(
            "已判定 {} 件，未变 {} 件，未受理 {} 件".format(*counts),
            "{} decided, {} unchanged, {} refused".format(*counts),
        )
    )
    for row in told["rows"]:
        if row["state"] == "done":
            verdict = output.word("verdict", row["verdict"])
            output.line(_row(output, row) + f"{verdict}  {row['decision']}", 2)
        elif row["state"] == "refused":
            output.line(_row(output, row) + f"{row['problem']}  {row['remedy']}", 2)


def _row(output: Output, row: Told) -> str:
    return output.pick(f"第{row['row']}行  待办 {row['review']}  ", f"row {row['row']}  review {row['review']}  ")


def _head(output: Output, case: Told) -> str:
    score = "" if case["score"] is None else f"{case['score']:.2f}"
    reason = output.word("reason", case["reason"]) if case["reason"] else case["decision"] or ""
    parts = [str(case["id"]), output.word("review", case["kind"]), score, case["key"], reason, moment(case["since"])]
    return "  ".join(part for part in parts if part)


def _subject(output: Output, subject: Told) -> str:
    numbers = " ".join(number["value"] for number in subject["identifiers"])
    gone = "" if subject["id"] else output.pick("（来源已撤）", "(stated no more)")
    parts = [subject["source"], subject["name"], subject["organisation"], numbers, subject["dataset"], gone]
    return "  ".join(part for part in parts if part)
