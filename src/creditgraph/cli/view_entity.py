"""Entities for a reader: what a search found, and the archive page of one."""

from collections.abc import Iterable

from creditgraph.cli.output import Output, Told
from creditgraph.cli.phrases import attributes, interval, moment, record_line, stated_in

_SOURCES = 10


def view_search(output: Output, told: Told) -> None:
    """One row an entity: id, name, kind, numbers, and what found it where that is not the name."""
    if not told["results"]:
        output.line(output.pick("没有找到。", "Nothing found."))
    else:
        headings = (
            output.pick("编号", "id"),
            output.pick("名称", "name"),
            output.pick("类型", "kind"),
            output.pick("代码", "codes"),
            output.pick("命中", "found by"),
        )
        output.table(headings, (_search_row(output, one) for one in told["results"]))
    if told["truncated"]:
        output.note(
            output.pick(
                "结果不全：请输入更完整的名称，或加大 --limit",
                "There are more: write more of the name, or raise --limit.",
            )
        )


def _search_row(output: Output, one: Told) -> tuple[str, ...]:
    hit = one["hit"]
    kind = (
        output.word("name", hit["name_kind"])
        if hit["name_kind"] is not None
        else output.word("identifier", hit["identifier_kind"])
    )
    found_by = kind if hit["text"] == one["name"] else f"{kind} {hit['text']}"
    numbers = " ".join(number["value"] for number in one["identifiers"])
    return one["id"], one["name"], output.word("entity", one["kind"]), numbers, found_by


def view_entity(output: Output, told: Told) -> None:
    """The archive page: names, numbers, links, records, and why its sources are one."""
    output.line(f"{told['name']}  {output.word('entity', told['kind'])}  {told['id']}", style="bold")
    if "moved_from" in told:
        output.line(output.pick(f"{told['moved_from']} 已并入本主体", f"{told['moved_from']} is part of it now"))
    as_of = output.pick(f"，查询日期 {told['as_of']}", f", as of {told['as_of']}") if told["as_of"] else ""
    output.line(output.pick(f"事务 {told['tx']}", f"tx {told['tx']}") + as_of)
    _section(
        output,
        output.pick("名称", "names"),
        len(told["names"]),
        (_name(output, one) for one in told["names"]),
    )
    numbers = (f"{output.word('identifier', one['kind'])}  {one['value']}" for one in told["identifiers"])
    _section(output, output.pick("代码", "identifiers"), len(told["identifiers"]), numbers)
    details = (f"{output.word('detail', one['kind'])}  {one['value']}" for one in told["details"])
    _section(output, output.pick("基本信息", "details"), len(told["details"]), details)
    _section(
        output,
        output.pick("关联关系", "links"),
        told["links_count"],
        (_link(output, one) for one in told["links"]),
        told["links_capped"],
    )
    records = (f"{output.word('record', one['type'])}  {record_line(output, one)}" for one in told["records"])
    _section(output, output.pick("信用记录", "records"), told["records_count"], records)
    _view_sources(output, told)


def _section(output: Output, title: str, count: int, lines: Iterable[str], more: bool = False) -> None:
    output.line()
    output.line(f"{title} ({count}{'+' if more else ''})", style="underline")
    left = count
    for line in lines:
        output.line(line, 2)
        left -= 1
    _left(output, left)


def _left(output: Output, left: int) -> None:
    if left > 0:
        output.line(output.pick(f"…另有 {left} 条未列出", f"… and {left} more, not listed"), 2)


def _name(output: Output, one: Told) -> str:
    dates = f"  {interval(output, one['valid_from'], one['valid_to'])}" if one["valid_from"] or one["valid_to"] else ""
    return f"{one['text']}  {output.word('name', one['kind'])}{dates}"


def _link(output: Output, one: Told) -> str:
    arrow = "→" if one["direction"] == "out" else "←"
    certainty = "" if one["certainty"] == "certain" else f" ({output.word('certainty', one['certainty'])})"
    type_ = output.word("link", one["type"]) + attributes(output, one.get("attributes", ()))
    dates = interval(output, one["valid_from"], one["valid_to"])
    return f"{arrow} {type_}{certainty}  {one['name']}  {one['id']}  {dates}  {stated_in(output, one['sources'])}"


def _view_sources(output: Output, told: Told) -> None:
    """The sources by dataset, and what joins them."""
    datasets: dict[str, int] = {}
    for source in told["sources"]:
        datasets[source["dataset"]] = datasets.get(source["dataset"], 0) + 1
    lines = (f"{dataset}  {count}" for dataset, count in datasets.items())
    _section(output, output.pick("数据来源", "sources"), len(datasets), lines)
    count = told["decisions_count"]
    output.line()
    output.line(output.pick("归并依据", "why it is one") + f" ({count})", style="underline")
    for line in _decisions(output, told["decisions"]):
        output.line(line, 2)
    _left(output, count - len(told["decisions"]))


def _decisions(output: Output, decisions: Iterable[Told]) -> list[str]:
    """A line for each judgement; the claims of one rule, one for each source, are a line together."""
    grouped: dict[tuple[str, ...], list[Told]] = {}
    for one in decisions:
        alone = "" if one["id"].startswith("claim:") else one["id"]
        grouped.setdefault((one["verdict"], one["by"], one["reason"], alone), []).append(one)
    return [_decision(output, group) for group in grouped.values()]


def _decision(output: Output, group: list[Told]) -> str:
    one = group[0]
    by = output.pick("规则", "rule") if one["by"] == "rule" else one["by"]
    reason = output.word("reason", one["reason"])
    line = f"{output.word('verdict', one['verdict'])}  {by}  {reason}  {moment(one['at'])}  {one['id']}"
    if len(group) == 1:
        return line
    return line + output.pick(f" 等 {len(group)} 项，见 --json", f" and {len(group) - 1} more, see --json")
