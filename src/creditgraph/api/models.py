"""What callers send: strict, bounded, and nothing that is not named here."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from creditgraph.api.shapes.reviews import ReviewKind
from creditgraph.archive.search import MOST_HITS
from creditgraph.model.dates import Day, parse_day
from creditgraph.model.request import Language
from creditgraph.model.vocabulary import LinkType
from creditgraph.relations.paths import MAX_HOPS
from creditgraph.usecases.reviews import MOST_CASES

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_DAY = r"^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_PLAIN = r"^[^\x00-\x1f\x7f-\x9f]*$"


def _no_control(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("control characters are no part of a text")
    return text


def _as_day(text: str) -> str:
    parse_day(text)
    return text


def day_of(text: str | None) -> Day | None:
    """The day of a validated text."""
    return None if text is None else parse_day(text)


Subject = Annotated[
    str, StringConstraints(min_length=1, max_length=200), AfterValidator(_no_control), Field(pattern=_PLAIN)
]
"""An id, a code or a name."""
Words = Annotated[
    str, StringConstraints(min_length=1, max_length=200), AfterValidator(_no_control), Field(pattern=_PLAIN)
]
"""A sentence: a purpose, a reason."""
AsOf = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_as_day),
    WithJsonSchema({"type": "string", "pattern": _DAY, "examples": ["2020-06-30"]}),
    Field(description="Only what was so on this day, month or year."),
]
KnownAt = Annotated[
    str,
    StringConstraints(min_length=1, max_length=40),
    Field(description="As the archive believed at a time, or at a transaction: `tx:5`.", examples=["tx:5"]),
]
Certain = Annotated[
    Literal["certain", "probable", "suspected"], Field(description="How sure each link must be, at the least.")
]
Hops = Annotated[int, Field(ge=1, le=MAX_HOPS, description="How many links away to look.")]
Degree = Annotated[
    int, Field(ge=1, le=10_000, description="An entity with more neighbours is named, but not walked through.")
]
Types = Annotated[list[Annotated[LinkType, Field(strict=False)]], Field(min_length=1, max_length=len(LinkType))]
Cursor = Annotated[
    str, StringConstraints(min_length=1, max_length=2000), Field(description="`next` of the page before.")
]


class Frame(BaseModel):
    """The parameters of every question."""

    model_config = ConfigDict(extra="forbid")

    as_of: AsOf | None = None
    known_at: KnownAt | None = None
    purpose: Annotated[Words | None, Field(description="What the answer is for; kept in the audit trail.")] = None
    lang: Language | None = None


class Tongue(BaseModel):
    """The parameters of a question or change whose frame stands in its body."""

    model_config = ConfigDict(extra="forbid")

    lang: Annotated[Language | None, Field(description="The language of sentences; else by Accept-Language.")] = None


class SearchQuery(Frame):
    """What to search for."""

    q: Annotated[Subject, Field(description="A name, former name or part of one, or a code.", examples=["清霖仪器"])]
    limit: Annotated[int, Field(ge=1, le=MOST_HITS)] = 20
    cursor: Cursor | None = None


class AdjacentQuery(Frame):
    """Which links to count."""

    min_certainty: Certain = "probable"


class AdjacentPageQuery(AdjacentQuery):
    """Which page of one type of links."""

    direction: Literal["out", "in"] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Cursor | None = None


class KnownTongue(Tongue):
    """The parameters of a question that is about no day."""

    known_at: KnownAt | None = None
    purpose: Annotated[Words | None, Field(description="What the answer is for; kept in the audit trail.")] = None


class WhyQuery(KnownTongue):
    """Which two."""

    a: Annotated[Subject, Field(description="An id, a code or a name.", examples=["91379911YX990007X1"])]
    b: Annotated[Subject, Field(description="The other.", examples=["91379931YX9900096T"])]


class ReviewsQuery(KnownTongue):
    """Which part of the queue."""

    kind: Annotated[
        ReviewKind | None,
        Field(description="Only reviews of this kind."),
    ] = None
    dataset: Annotated[
        str | None,
        StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,99}$"),
        Field(description="Only those with a source of this dataset."),
    ] = None
    entity: Annotated[Subject | None, Field(description="Only those about this entity.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST_CASES)] = 20
    cursor: Cursor | None = None


class Body(BaseModel):
    """A JSON body."""

    model_config = ConfigDict(extra="forbid", strict=True)


class PathsBody(Body):
    """Between whom to look for paths, and within which bounds."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"from": ["91379911YX990007X1"], "to": ["91379931YX9900096T"], "max_hops": 4, "purpose": "招标审查"}
            ]
        }
    )

    from_: Annotated[list[Subject], Field(alias="from", min_length=1, max_length=50)]
    to: Annotated[list[Subject], Field(min_length=1, max_length=50)]
    max_hops: Hops = 4
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    hub_degree: Degree = 100
    min_certainty: Certain = "probable"
    types: Annotated[Types | None, Field(description="Only links of these types.")] = None
    avoid: Annotated[list[Subject], Field(max_length=50, description="Rather not through these.")] = []
    forbid_avoided: Annotated[bool, Field(description="Not at all through those of `avoid`.")] = False
    require_sources: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,99}$")]],
        Field(max_length=50, description="Only paths that one of these datasets states a hop of."),
    ] = []
    as_of: AsOf | None = None
    known_at: KnownAt | None = None
    purpose: Words | None = None


class NetworkBody(Body):
    """Around whom to draw the network, and within which bounds."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"seeds": ["91379911YX9900037Q"], "max_hops": 2, "max_entities": 150}]}
    )

    seeds: Annotated[list[Subject], Field(min_length=1, max_length=50)]
    max_hops: Annotated[int, Field(ge=1, le=3)] = 1
    max_entities: Annotated[int, Field(ge=1, le=2000)] = 150
    hub_degree: Degree = 100
    min_certainty: Certain = "probable"
    types: Types | None = None
    as_of: AsOf | None = None
    known_at: KnownAt | None = None
    purpose: Words | None = None


class ChecksBody(Body):
    """Whom to check, and for what."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"subjects": ["91379911YX9900037Q"], "purpose": "招标审查", "max_hops": 2}]}
    )

    subjects: Annotated[list[Subject], Field(min_length=1, max_length=500, description="1 to 500.")]
    purpose: Annotated[Words, Field(description="What the check is for. Without one there is no answer.")]
    business_item: Annotated[Words | None, Field(description="The matter that it belongs to.")] = None
    max_hops: Hops = 2
    as_of: AsOf | None = None
    known_at: KnownAt | None = None


class MergesBody(Body):
    """Which two are one, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"a": "91379911YX9900037Q", "b": "91379911YX990007X1", "reason": "同一主体", "dry_run": True}]
        }
    )

    a: Subject
    b: Subject
    reason: Annotated[Words, Field(description="Kept with the decision.")]
    dry_run: Annotated[bool, Field(description="Say what would come of it; decide nothing.")] = False
    purpose: Words | None = None


class ReverseBody(Body):
    """Why a decision is undone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "误判"}]})

    reason: Annotated[Words | None, Field(description="Kept with the decision.")] = None
    purpose: Words | None = None


class ReviewDecisionBody(Body):
    """What a steward decides of a review, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"verdict": "different", "reason": "同名不同人"}]})

    verdict: Literal["same", "different", "unsure"]
    reason: Annotated[Words, Field(description="Kept with the decision.")]
    a: Annotated[Subject | None, Field(description="Where a review names more than two: the id of one.")] = None
    b: Annotated[Subject | None, Field(description="The id of the other.")] = None
    purpose: Words | None = None
