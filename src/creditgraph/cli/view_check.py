"""A credit check for a reader: own records first, records of related parties apart from them."""

from creditgraph.cli.output import Output, Told, candidate_line
from creditgraph.cli.phrases import moment, plural, record_line
from creditgraph.cli.view_paths import chain_in_line, view_skipped
from creditgraph.usecases.subject_problems import problem_said

_RECORDS = 20
_PARTIES = 50


def view_check(output: Output, told: Told) -> None:
    """One block a subject."""
    head = output.pick(
        f"信用核查  用途：{told['purpose']}  数据截至 {moment(told['at'])}（事务 {told['tx']}）",
        f"credit check  for: {told['purpose']}  data of {moment(told['at'])} (tx {told['tx']})",
    )
    as_of = output.pick(f"  查询日期 {told['as_of']}", f"  as of {told['as_of']}") if told["as_of"] else ""
    output.line(head + as_of, style="bold")
    output.line(output.pick(f"核查编号 {told['number']}", f"number {told['number']}"))
    for number, subject in enumerate(told["subjects"], 1):
        output.line()
        _view_subject(output, number, subject)
    if told.get("output"):
        output.line()
        output.line(output.pick(f"核查结果已写入 {told['output']}", f"the answers are in {told['output']}"))


def _view_subject(output: Output, number: int, subject: Told) -> None:
    output.line(f"{number}. {subject['query']}  {output.word('subject', subject['status'])}", style="bold")
    if subject["id"] is None:
        if subject["problem"]:
            output.line(problem_said(subject["problem"], output.lang), 3)
        if suggestion := subject["suggestion"]:
            output.line(output.pick(f"是否指 {suggestion}？", f"did you mean {suggestion}?"), 3)
        if subject["candidates"]:
            fits = subject["status"] == "ambiguous"
            output.line(output.pick("候选：" if fits else "相近：", "it may be:" if fits else "nearest:"), 3)
        for candidate in subject["candidates"]:
            output.line(candidate_line(output, candidate), 5)
        return
    output.line(f"{subject['name']}  {output.word('entity', subject['kind'])}  {subject['id']}", 3)
    _view_own(output, subject["own"])
    _view_related(output, subject)


def _view_own(output: Output, own: dict[str, Told]) -> None:
    output.line(output.pick("本主体记录", "its own records"), 3, "underline")
    missing = [output.word("record", type_) for type_, section in own.items() if section["state"] == "not_collected"]
    for type_, section in own.items():
        if section["state"] == "not_collected":
            continue
        count, last = section["count"], section["last_delivery"]
        output.line(
            output.word("record", type_)
            + output.pick(f"  {count} 条（最近归集 {last}）", f"  {count} (last delivery {last})"),
            5,
        )
        _view_records(output, section["records"], count, 7)
    if missing:
        output.line(output.pick("未归集：", "not collected: ") + output.pick("、", ", ").join(missing), 5)


def _view_records(output: Output, records: list[Told], count: int, indent: int) -> None:
    for record in records[:_RECORDS]:
        output.line("- " + record_line(output, record), indent)
    if count > _RECORDS:
        left = count - _RECORDS
        output.line(output.pick(f"…另有 {left} 条，见 --json", f"… and {left} more, see --json"), indent)


def _view_related(output: Output, subject: Told) -> None:
    related = subject["related"]
    carrying = [party for party in related if party["count"]]
    output.line(
        output.pick(
            f"关联方记录（不属于本主体）：关联方 {len(related)} 个，其中 {len(carrying)} 个有记录",
            "records of related parties (not its own):"
            f" {plural(len(related), 'party', 'parties')}, {len(carrying)} with records",
        ),
        3,
        "underline",
    )
    if subject["related_status"] in ("truncated", "timed_out"):
        output.line(output.word("paths", subject["related_status"]), 5)
    for party in carrying[:_PARTIES]:
        output.line(f"{party['name']}  {output.word('entity', party['kind'])}  {party['id']}", 5)
        sure = output.word("certainty", party["path"]["certainty"])
        output.line(f"{chain_in_line(output, party['path'], subject['id'])}  ({sure})", 7)
        for record in party["records"][:_RECORDS]:
            output.line(f"- {output.word('record', record['type'])}  {record_line(output, record)}", 9)
        left = party["count"] - min(len(party["records"]), _RECORDS)
        if left > 0:
            output.line(output.pick(f"…另有 {left} 条，见 --json", f"… and {left} more, see --json"), 9)
    if len(carrying) > _PARTIES:
        left = len(carrying) - _PARTIES
        output.line(output.pick(f"…另有 {left} 个关联方，见 --json", f"… and {left} parties more, see --json"), 5)
    view_skipped(output, subject["skipped"], len(subject["skipped"]))
