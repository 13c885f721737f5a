"""What callers of `/match` send, in yente's words. Items are bounded in number and bytes, and judged one by one."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from creditgraph.api.models import Body, KnownAt, Words
from creditgraph.model.request import Language
from creditgraph.usecases.match import MOST_QUERIES, MOST_RESULTS, Wishes

Score = Annotated[float, Field(ge=0, le=1)]
Limit = Annotated[int, Field(ge=1, le=MOST_RESULTS, description="How many candidates an item lists.")]
Threshold = Annotated[Score, Field(description="From this score on the one that the decision is for is a `match`.")]
Cutoff = Annotated[
    Score | None, Field(description="Less likely candidates are not listed; by default those not worth a look.")
]
Dataset = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,99}$")]
Datasets = Annotated[list[Dataset], Field(max_length=50, default_factory=list)]
Schema = Literal["Company", "Organization", "LegalEntity", "Person"]
Schemas = Annotated[list[Schema], Field(max_length=10, default_factory=list)]
Ids = Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=50, default_factory=list)]
Algorithm = Annotated[str | None, Field(max_length=100, description="Ignored: there is one, and `policy` names it.")]
Tuning = Annotated[dict[str, Any], Field(max_length=200, default_factory=dict)]
WHOLE = "default"
"""The dataset that is the whole archive."""
_QUERY: JsonDict = {
    "schema": "Company",
    "properties": {"name": ["云泽省清霖仪器有限公司"], "uscCode": "91379911YX99000101"},
}
Queries = Annotated[
    dict[str, Any],
    Field(
        min_length=1,
        max_length=MOST_QUERIES,
        description="Name → `schema`, `properties` (a text or a list of texts each), and, if they differ from those of"
        " the batch, `limit`, `threshold`, `cutoff`. An item that cannot be answered says so in its own `status`.",
    ),
]


class MatchBody(Body):
    """Records, and what holds for all of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"queries": {"q1": _QUERY}, "limit": 3}]})

    queries: Queries
    limit: Limit = 5
    threshold: Threshold = 0.7
    cutoff: Cutoff = None
    include_dataset: Datasets
    exclude_dataset: Datasets
    exclude_schema: Schemas
    exclude_entity_ids: Ids
    known_at: KnownAt | None = None
    purpose: Words | None = None

    def wishes(self) -> Wishes:
        """As the use case takes them."""
        return wishes_of(self, tuple(self.include_dataset))


class YenteBody(BaseModel):
    """yente's body. `weights` and `config` tune another algorithm: they are ignored, and the answer says so."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"queries": {"q1": _QUERY}}]})

    queries: Queries
    weights: Tuning
    config: Tuning


class YenteQuery(BaseModel):
    """yente's parameters. One that is not here is refused: it would ask for another answer."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = 5
    threshold: Threshold = 0.7
    cutoff: Cutoff = None
    algorithm: Algorithm = None
    include_dataset: Datasets
    exclude_dataset: Datasets
    exclude_schema: Schemas
    exclude_entity_ids: Ids
    lang: Language | None = None

    def wishes(self, dataset: str) -> Wishes:
        """As the use case takes them, for the dataset of the path."""
        return wishes_of(self, (*([] if dataset == WHOLE else [dataset]), *self.include_dataset))


def wishes_of(sent: MatchBody | YenteQuery, datasets: tuple[str, ...]) -> Wishes:
    """The wishes that both faces take."""
    return Wishes(
        sent.limit,
        sent.threshold,
        sent.cutoff,
        datasets,
        tuple(sent.exclude_dataset),
        tuple(sent.exclude_schema),
        tuple(sent.exclude_entity_ids),
    )
