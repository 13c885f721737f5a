"""A network for a reader: who is in it, how they are linked, and where there is more."""

from creditgraph.cli.output import Output, Told
from creditgraph.cli.phrases import attributes, interval, plural, stated_in

_ENTITIES = 60
_LINKS = 120


def view_network(output: Output, told: Told) -> None:
    """The entities by distance, the links among them, and where it was cut."""
    names = {one["id"]: one["name"] for one in told["entities"]}
    output.line(output.pick("、", ", ").join(names[seed] for seed in told["seeds"]), style="bold")
    bounds = told["bounds"]
    within = output.pick(
        f"（最多 {bounds['max_hops']} 步、{bounds['max_entities']} 个主体，事务 {told['tx']}）",
        f" (at most {plural(bounds['max_hops'], 'hop')} and {plural(bounds['max_entities'], 'entity', 'entities')},"
        f" tx {told['tx']})",
    )
    output.line(output.word("paths", told["status"]) + within)
    _view_entities(output, told["entities"])
    _view_links(output, told["links"])
    _view_cut(output, told["cut"], told["cut_count"])


def _view_entities(output: Output, entities: list[Told]) -> None:
    output.line()
    output.line(output.pick(f"主体 ({len(entities)})", f"entities ({len(entities)})"), style="underline")
    for one in entities[:_ENTITIES]:
        steps = output.pick(f"{one['distance']} 步", plural(one["distance"], "hop"))
        output.line(
            f"{one['name']}  {output.word('entity', one['kind'])}  {one['id']}  {steps}{_degree(output, one)}", 2
        )
    _more(output, len(entities) - _ENTITIES)


def _degree(output: Output, one: Told) -> str:
    if one["degree"] is None:
        return ""
    if one["degree_capped"]:
        return output.pick(f"，{one['degree']}+ 个关联方", f", {one['degree']}+ neighbours")
    return output.pick(f"，{one['degree']} 个关联方", f", {plural(one['degree'], 'neighbour')}")


def _view_links(output: Output, links: list[Told]) -> None:
    output.line()
    output.line(output.pick(f"关联 ({len(links)})", f"links ({len(links)})"), style="underline")
    for hop in links[:_LINKS]:
        for edge in (hop, *hop.get("also", ())):
            certainty = "" if edge["certainty"] == "certain" else f" ({output.word('certainty', edge['certainty'])})"
            type_ = output.word("link", edge["type"]) + attributes(output, edge["attributes"])
            dates = interval(output, edge["valid_from"], edge["valid_to"])
            ends = f"{edge['from_name']} —{type_}→ {edge['to_name']}"
            output.line(f"{ends}{certainty}  {dates}  {stated_in(output, edge['sources'])}", 2)
    _more(output, len(links) - _LINKS)


def _view_cut(output: Output, cut: list[Told], count: int) -> None:
    if not cut:
        return
    output.line()
    output.line(output.pick(f"未展开处（{count}）：", f"where there is more ({count}):"))
    for one in cut:
        counts = (
            f"{output.word('link', part['type'])} {'→' if part['direction'] == 'out' else '←'}"
            f" {part['count']}{'+' if part['capped'] else ''}"
            for part in one["counts"]
        )
        listed = output.pick("、", ", ").join(counts)
        output.line(f"{one['name']}  {one['id']}  {output.word('skipped', one['reason'])}  {listed}", 2)


def _more(output: Output, left: int) -> None:
    if left > 0:
        output.line(output.pick(f"…另有 {left} 条，见 --json", f"… and {left} more, see --json"), 2)
