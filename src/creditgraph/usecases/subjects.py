"""Whom does a text mean? An id, a number or a name; what fits several is never silently the first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from creditgraph.archive import read
from creditgraph.archive.facts import live
from creditgraph.archive.search import (
    Hit,
    bearers,
    holders,
    holders_of_secret,
    query_problem,
    search_names,
)
from creditgraph.graph.port import Frame
from creditgraph.identifiers import (
    Parsed,
    Sealer,
    clean,
    looks_like_code,
    mask_number,
    parse_citizen_id,
    parse_credit_code,
    parse_registration_number,
    parse_tax_number,
    redact_text,
    suggest_credit_code,
)
from creditgraph.model.errors import Ambiguous, BadInput, NotFound
from creditgraph.model.ids import PREFIX, encode_id, parse_id
from creditgraph.model.vocabulary import IdentifierKind
from creditgraph.names.validity import MOST_CHARACTERS
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.intake import today
from creditgraph.usecases.subject_problems import problem_said

Status = Literal["confirmed", "probable", "ambiguous", "unknown", "invalid"]
Candidate = dict[str, Any]

CANDIDATES = 20
NEAREST = 5
_REGISTRATION_NUMBER = 15


@dataclass(frozen=True, slots=True)
class Subject:
    """What a text was taken for. `eid` is set where it is one entity: by a number or id (`confirmed`) or by its
    name alone (`probable`). `candidates` are those that fit, or the nearest names where none does. `problem` says
    why a text is invalid, or that an id is withdrawn.
    In `query` an identity number is masked, and a text too long for a name is cut.
    """

    query: str
    status: Status
    eid: int | None = None
    candidates: list[Candidate] = field(default_factory=list)
    problem: str | None = None
    suggestion: str | None = None


def find_subject(reading: Reading, sealer: Sealer | None, text: str) -> Subject:
    """The entity that an id, a number or a name means; never raises for a bad text. Without a sealer no identity
    number can be looked up.
    """
    text = text.strip()
    problem = query_problem(text)
    query = redact_text(text, mask_number)[:MOST_CHARACTERS]  # half a number would not be known for one
    if problem is not None:
        return Subject(query, "invalid", problem=problem)
    if text.lower().startswith(PREFIX) and len(text) == len(encode_id(0)):
        return _by_id(reading, text)
    hits = _by_number(reading, sealer, text)
    if hits:
        return _one_or_several(reading, query, hits, "confirmed")
    if looks_like_code(text):
        parsed = _parse_code(text)
        if parsed.problem is not None:
            return Subject(query, "invalid", problem=parsed.problem, suggestion=suggest_credit_code(text))
        return Subject(query, "unknown")
    hits = bearers(reading.sql, text, reading.tx, CANDIDATES + 1)
    if hits:
        return _one_or_several(reading, query, hits, "probable")
    nearest = search_names(reading.sql, text, reading.tx, NEAREST).hits
    return Subject(query, "unknown", None, tell_candidates(reading, [hit.eid for hit in nearest]))


def require_subject(reading: Reading, sealer: Sealer | None, text: str) -> int:
    """The one entity that a text means. BadInput where it is invalid, NotFound where nothing fits, Ambiguous where
    several do; the last two name candidates.
    """
    subject = find_subject(reading, sealer, text)
    if subject.eid is not None:
        return subject.eid
    if subject.status == "ambiguous":
        # Without a number nothing says that two of one name are two, or one: a steward may know.
        bare = any(not one["identifiers"] for one in subject.candidates)
        raise Ambiguous(
            "ambiguous",
            f"{subject.query!r} fits several",
            subject.candidates,
            "name one by its id or its code" + ("; if two are one, say so with creditgraph merge" if bare else ""),
            message_zh=f"“{subject.query}”有多个相符的主体",
            remedy_zh="用编号或代码指明其中一个"
            + ("；若其中两个实为同一主体，用 creditgraph merge 合并" if bare else ""),
        )
    if subject.status == "invalid":
        meant = f"did you mean {subject.suggestion}?" if subject.suggestion else "check it against its source"
        said, said_zh = (problem_said(subject.problem or "", lang) for lang in ("en", "zh"))
        raise BadInput(
            "invalid_subject",
            f"{subject.query!r} is no valid id, code or name: {said}",
            meant,
            message_zh=f"“{subject.query}”不是有效的编号、代码或名称：{said_zh}",
            remedy_zh=f"是否为 {subject.suggestion}？" if subject.suggestion else "请与来源核对",
        )
    if subject.problem == "withdrawn":
        raise NotFound(
            "withdrawn",
            f"no believed row states {subject.query} any more",
            "see the candidates for what it was one with, or ask with --known-at for an earlier time",
            candidates=subject.candidates,
            message_zh=f"陈述 {subject.query} 的来源数据已不再有效",
            remedy_zh="见曾与之为同一主体的候选，或用 --known-at 查询更早的时间",
        )
    raise NotFound(
        "unknown_subject",
        f"nothing in the archive fits {subject.query!r}",
        "look for a part of the name with creditgraph search",
        candidates=subject.candidates,
        message_zh=f"档案中没有相符的主体：{subject.query}",
        remedy_zh="用 creditgraph search 按名称的一部分检索",
    )


def sealer_for(context: Context, *texts: str) -> Sealer | None:
    """The sealer where one of the texts is an identity number: nothing else that is asked needs the archive's key."""
    return context.sealer() if any(map(is_citizen_number, texts)) else None


def is_citizen_number(text: str) -> bool:
    """Whether a text is a valid citizen number and no credit code."""
    return parse_credit_code(text).problem is not None and parse_citizen_id(text, today()).problem is None


def holders_of_citizen_number(reading: Reading, sealer: Sealer, text: str, limit: int) -> tuple[Hit, ...]:
    """The entities of a valid citizen number, by its keyed hash."""
    number = parse_citizen_id(text, today()).value
    secret = sealer.identifier(IdentifierKind.CITIZEN_ID, number)
    return holders_of_secret(reading.sql, secret.value, reading.tx, limit)


def tell_candidates(reading: Reading, eids: Sequence[int]) -> list[Candidate]:
    """Id, name, kind and identifiers of entities, in the order given; secret numbers masked."""
    entities = reading.graph.entities(eids, Frame(reading.tx))
    homes = read.home_ids(reading.sql, eids)
    numbers = tell_identifiers(reading, eids)
    return [
        {
            "id": encode_id(homes[eid]),
            "kind": entities[eid].kind.value if eid in entities else "",
            "name": entities[eid].name if eid in entities else "",
            "identifiers": numbers.get(eid, []),
        }
        for eid in eids
    ]


def tell_identifiers(reading: Reading, eids: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    """The distinct identifiers of entities by entity, as they may be shown."""
    found: dict[int, dict[tuple[str, str], None]] = {}
    for row in read.identifiers(reading.sql, eids, reading.tx):
        found.setdefault(row.eid, {}).setdefault((row.kind.value, row.shown))
    return {
        eid: [{"kind": kind, "value": value} for kind, value in sorted(pairs)][:CANDIDATES]
        for eid, pairs in found.items()
    }


def _by_id(reading: Reading, text: str) -> Subject:
    home = parse_id(text)
    place = None if home is None else read.whereabouts(reading.sql, home, reading.tx)
    if home is None:
        return Subject(text, "invalid", problem="id")
    if place is None:
        return Subject(text, "unknown")
    if place.eid is not None:
        return Subject(text, "confirmed", place.eid)
    fellows = _last_fellows(reading, place.sid)
    return Subject(text, "unknown", None, tell_candidates(reading, fellows), "withdrawn")


def _last_fellows(reading: Reading, sid: int) -> list[int]:
    """Where the sources are now that were one with a withdrawn one to its end."""
    return [
        eid
        for (eid,) in reading.sql.all(
            "SELECT DISTINCT m.eid FROM (SELECT eid, tx_to FROM member WHERE sid = :sid AND tx_to <= :tx"
            " ORDER BY tx_from DESC LIMIT 1) AS l JOIN member AS f ON f.eid = l.eid AND f.tx_from < l.tx_to"
            f" AND (f.tx_to IS NULL OR f.tx_to >= l.tx_to) JOIN member AS m ON m.sid = f.sid AND {live('m')}"
            " ORDER BY m.eid LIMIT :limit",
            sid=sid,
            tx=reading.tx,
            limit=CANDIDATES,
        )
    ]


def _by_number(reading: Reading, sealer: Sealer | None, text: str) -> tuple[Hit, ...]:
    hits = holders(reading.sql, text, reading.tx, CANDIDATES + 1)
    if not hits and sealer is not None and is_citizen_number(text):
        hits = holders_of_citizen_number(reading, sealer, text, CANDIDATES + 1)
    return hits


def _one_or_several(reading: Reading, query: str, hits: Sequence[Hit], status: Status) -> Subject:
    if len(hits) == 1:
        return Subject(query, status, hits[0].eid)
    return Subject(query, "ambiguous", None, tell_candidates(reading, [hit.eid for hit in hits[:CANDIDATES]]))


def _parse_code(text: str) -> Parsed:
    """The text as whichever number it is a valid one of; else what is wrong with it as the one of its length."""
    credit_code, registration_number = parse_credit_code(text), parse_registration_number(text)
    readings = (credit_code, registration_number, parse_citizen_id(text, today()), parse_tax_number(text))
    valid = [parsed for parsed in readings if parsed.problem is None]
    by_length = registration_number if len(clean(text)) == _REGISTRATION_NUMBER else credit_code
    return valid[0] if valid else by_length
