"""Paths for a reader: a chain from one end to the other, with dates, certainty and the rows that state each hop."""

from creditgraph.cli.output import Output, Told
from creditgraph.cli.phrases import attributes, interval, plural, stated_in


def view_paths(output: Output, told: Told) -> None:
    """The status, each path as a chain, and what was met but not walked."""
    first, second = (output.pick("、", ", ").join(one["name"] for one in told[end]) for end in ("from", "to"))
    output.line(f"{first} — {second}", style="bold")
    bounds = told["bounds"]
    within = output.pick(
        f"（最多 {bounds['max_hops']} 步，事务 {told['tx']}）",
        f" (at most {plural(bounds['max_hops'], 'hop')}, tx {told['tx']})",
    )
    output.line(output.word("paths", told["status"]) + within)
    for number, path in enumerate(told["paths"], 1):
        output.line()
        view_path(output, number, path)
    view_skipped(output, told["skipped"], told["skipped_count"])


def view_path(output: Output, number: int, path: Told) -> None:
    """A path under its number; one without hops says that both ends are one."""
    steps, sure = len(path["hops"]), output.word("certainty", path["certainty"])
    if not steps:
        same = output.pick("两端是同一主体", "both ends are the same entity")
        output.line(output.pick(f"路径 {number}：{same}", f"path {number}: {same}"))
        output.line(path["entities"][0], 2)
        return
    output.line(output.pick(f"路径 {number}：{steps} 步，{sure}", f"path {number}: {plural(steps, 'hop')}, {sure}"))
    view_chain(output, path, path["entities"][0], indent=2)


def view_chain(output: Output, path: Told, start: str, indent: int) -> None:
    """A path, one line an entity and one a hop; the arrow points the way the link is read."""
    here = start
    for hop in path["hops"]:
        forward = hop["from"] == here
        if here == start:
            output.line(f"{hop['from_name'] if forward else hop['to_name']}", indent)
        for edge in (hop, *hop.get("also", ())):
            output.line(hop_line(output, edge, here), indent + 2)
        here = hop["to"] if forward else hop["from"]
        output.line(f"{hop['to_name'] if forward else hop['from_name']}  {here}", indent)


def chain_in_line(output: Output, path: Told, start: str) -> str:
    """A path in one line: entities, arrows and types."""
    here, text = start, ""
    for hop in path["hops"]:
        forward = hop["from"] == here
        type_ = output.word("link", hop["type"]) + attributes(output, hop.get("attributes", ()))
        text = text or (hop["from_name"] if forward else hop["to_name"])
        arrow = f" —{type_}→ " if forward else f" ←{type_}— "
        text += arrow + (hop["to_name"] if forward else hop["from_name"])
        here = hop["to"] if forward else hop["from"]
    return text


def view_skipped(output: Output, skipped: list[Told], count: int) -> None:
    """What was met but not walked through, those that would connect the two ends first."""
    if not skipped:
        return
    output.line()
    output.line(output.pick(f"遇到但未穿过的主体（{count}）：", f"met but not walked through ({count}):"))
    for one in skipped:
        connects = output.pick("，连接两端", ", connects the two ends") if one.get("connects") else ""
        degree = output.pick(f"至少 {one['degree']} 个关联方", f"at least {plural(one['degree'], 'neighbour')}")
        output.line(f"{one['name']}  {one['id']}  {output.word('skipped', one['reason'])}，{degree}{connects}", 2)


def hop_line(output: Output, edge: Told, here: str) -> str:
    """A relation in one line; the arrow points from the entity that is read before it."""
    arrow = "↓" if edge["from"] == here else "↑"
    certainty = "" if edge["certainty"] == "certain" else f" ({output.word('certainty', edge['certainty'])})"
    type_ = output.word("link", edge["type"]) + attributes(output, edge.get("attributes", ()))
    dates = interval(output, edge["valid_from"], edge["valid_to"])
    return f"{arrow} {type_}{certainty}  {dates}  {stated_in(output, edge['sources'])}"
