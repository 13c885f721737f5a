"""What a published graph must be told of a span of transactions: rows, by phase, in order of one number each.

The rows of a span are a function of the span, whatever the archive has learnt since: an interval that ended later than
the span is told as open. They are found by index from the members, beliefs and claims that changed in the span.
"""

from creditgraph.graph.publication.entities import Entities
from creditgraph.graph.publication.links import Apart, Groups, Links, Records
from creditgraph.graph.publication.span import Chunk, Phase, Span, has_indexes, make_indexes

PHASES: tuple[Phase, ...] = (Entities(), Links(), Records(), Groups(), Apart())
"""In the order in which they are published: what links stand between is there before them."""

__all__ = ["PHASES", "Chunk", "Phase", "Span", "has_indexes", "make_indexes"]
