"""Whom is an entity linked to? Counts by type and direction first, then pages of one type: also of a hub."""

from creditgraph.access.audit import audited
from creditgraph.graph.port import BEGINNING, Direction, Edge, Frame, Graph, Spread
from creditgraph.model.cursor import Cursor, asked, place_in, resumed
from creditgraph.model.dates import iso
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.usecases.context import Context
from creditgraph.usecases.hops import Teller, tell_entities
from creditgraph.usecases.subjects import require_subject, sealer_for

COUNTED = 1000
"""How far neighbours are counted; `capped` says that there are more."""
MOST_ADJACENT = 200
_PLACES = 1 + len(BEGINNING)

Told = dict[str, object]


def adjacent(context: Context, request: Request, subject: str, min_certainty: Certainty = Certainty.PROBABLE) -> Told:
    """How many neighbours an entity has by links of each type in each direction. What it has none of is left out."""
    with audited(context.audit, request, "adjacent", subject), context.reading(request) as reading:
        eid = require_subject(reading, sealer_for(context, subject), subject)
        spread = reading.graph.spread(eid, reading.frame(request, min_certainty), COUNTED)
        return {
            "tx": reading.tx,
            **tell_entities(reading, request, [eid])[eid],
            "as_of": iso(request.as_of),
            "adjacent": [tell_spread(one) for one in spread],
        }


def tell_spread(spread: Spread) -> Told:
    """A count of neighbours, no further than `COUNTED`."""
    return {
        "type": spread.type.value,
        "direction": spread.direction.value,
        "count": min(spread.neighbours, COUNTED),
        "capped": spread.neighbours > COUNTED,
    }


def adjacent_page(
    context: Context,
    request: Request,
    subject: str,
    type_: LinkType,
    direction: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
    min_certainty: Certainty = Certainty.PROBABLE,
) -> Told:
    """A page of an entity's neighbours by links of one type, in one direction or (None) first outgoing, then incoming.

    One result a neighbour: the surest of the relations of this type, the others in `also`. `next` goes on in the same
    transaction. BadInput for a limit out of range and a cursor that does not belong here.
    """
    if not 1 <= limit <= MOST_ADJACENT:
        raise BadInput("limit", f"the limit lies between 1 and {MOST_ADJACENT}, not at {limit}")
    with audited(context.audit, request, "adjacent_page", subject):
        request, held = resumed(request, cursor, _PLACES)
        with context.reading(request) as reading:
            eid = require_subject(reading, sealer_for(context, subject), subject)
            question = asked("adjacent", eid, type_, direction, min_certainty)
            ways = list(Direction) if direction is None else [Direction(direction)]
            place = place_in(held, question) or (0, *BEGINNING)
            edges, following = _page(
                reading.graph, eid, reading.frame(request, min_certainty), type_, ways, place, limit
            )
            entities = tell_entities(reading, request, sorted({eid, *(edge.other(eid) for edge in edges)}))
            return {
                "tx": reading.tx,
                "id": entities[eid]["id"],
                "type": type_.value,
                "direction": direction,
                "results": _results(Teller(reading, edges, entities), edges, eid, entities),
                "next": None if following is None else Cursor(reading.tx, request.as_of, question, following).text(),
            }


def _page(
    graph: Graph, eid: int, frame: Frame, type_: LinkType, ways: list[Direction], place: tuple[int, ...], limit: int
) -> tuple[list[Edge], tuple[int, ...] | None]:
    """Edges of one direction after another until the page is full, and the place behind the last."""
    edges: list[Edge] = []
    way, *after = place
    for number, direction in list(enumerate(ways))[way:]:
        start = (after[0], after[1]) if number == way else BEGINNING
        if len(edges) == limit:
            more = graph.adjacent(eid, frame, type_, direction, start, 1).edges
            return edges, ((number, *start) if more else None)
        page = graph.adjacent(eid, frame, type_, direction, start, limit - len(edges))
        edges += page.edges
        if page.next is not None:
            return edges, (number, *page.next)
    return edges, None


def _results(teller: Teller, edges: list[Edge], eid: int, entities: dict[int, dict[str, str]]) -> list[Told]:
    kept = ("valid_from", "valid_to", "certainty", "attributes", "sources", "sources_truncated", "also")
    told = []
    for edge in edges:
        link, other = teller.link(edge), entities[edge.other(eid)]
        told.append(
            {
                "type": edge.type.value,
                "direction": (Direction.OUT if edge.from_eid == eid else Direction.IN).value,
                **other,
                **{name: link[name] for name in kept if name in link},
            }
        )
    return told
