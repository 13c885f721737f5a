"""What holds the sources of an entity together: the claims that they share and the judgements between them.

A key of a person's name counts inside one organisation only, and a key that is ambiguous joins nothing: the first is
told apart by the organisation's entity, the second is left out.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from creditgraph.archive.codes import VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import latest_statements, live, not_withdrawn, orders_of, views
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.vocabulary import Certainty, Verdict
from creditgraph.resolution.claims import CERTAINTY, JOINING, Reason, claimed, claims
from creditgraph.resolution.clustering import AMBIGUOUS_KEY, about_key, key_within
from creditgraph.resolution.policy import Policy

_SAME = VERDICT.number[Verdict.SAME]


class KeyGroup(NamedTuple):
    """Sources of one entity that claim a key, each with the transaction since which it does."""

    reason: Reason
    key: bytes
    since: dict[int, int]


class Fact(NamedTuple):
    """Why two sources are the same: a shared key, or a judgement (then without a key).

    `decisions` are the ids by which it can be reversed, `by` is who judged (empty for a rule), `name` the name that a
    judgement is about.
    """

    reason: Reason
    a: int
    b: int
    certainty: Certainty
    since: int
    decisions: tuple[str, ...]
    key: bytes | None = None
    score: float | None = None
    policy: str = ""
    by: str = ""
    why: str = ""
    name: str = ""


class Joins(NamedTuple):
    """All that joins the sources of an entity, the strongest reason first."""

    groups: tuple[KeyGroup, ...]
    judged: tuple[Fact, ...]


def joins(sql: Sql, sids: list[int], tx: int) -> Joins:
    """What joins sources of one entity as believed at a transaction."""
    ambiguous = {
        about
        for (about,) in sql.all(
            "SELECT DISTINCT c.about FROM review_subject AS r JOIN review_case AS c ON c.cid = r.cid"
            f" AND c.kind = '{AMBIGUOUS_KEY}' AND {live('c')} WHERE r.sid IN EACH(:sids)",
            sids=sids,
            tx=tx,
        )
    }
    groups: dict[tuple[int, int, bytes], dict[int, int]] = {}
    for sid, kind, key, since, context in sql.all(
        "SELECT c.sid, c.kind, c.key, c.tx_from, m.eid FROM claim AS c JOIN source AS s ON s.sid = c.sid LEFT JOIN"
        f" member AS m ON m.sid = s.context_sid AND {live('m')} WHERE c.sid IN EACH(:sids) AND c.kind IN EACH(:joining)"
        f" AND {live('c')} AND {not_withdrawn('c')} ORDER BY c.kind, c.key, c.sid",
        sids=sids,
        joining=[int(reason) for reason in JOINING],
        tx=tx,
    ):
        within = (context or 0) if kind == Reason.SAME_ORGANISATION else 0
        groups.setdefault((kind, within, bytes(key)), {})[sid] = since
    return Joins(
        tuple(
            KeyGroup(Reason(kind), key, since)
            for (kind, within, key), since in groups.items()
            if len(since) > 1 and about_key(Reason(kind), key_within(within, key)) not in ambiguous
        ),
        tuple(_judged(sql, sids, tx)),
    )


def shared(group: KeyGroup, a: int, b: int) -> Fact:
    """That two sources of a group share its key."""
    hex_ = group.key.hex()
    return Fact(
        group.reason,
        a,
        b,
        CERTAINTY[group.reason],
        max(group.since[a], group.since[b]),
        (f"claim:{a}:{hex_}", f"claim:{b}:{hex_}"),
        group.key,
    )


def turned(fact: Fact) -> Fact:
    """A fact as seen from its other source."""
    return fact._replace(a=fact.b, b=fact.a, decisions=fact.decisions[::-1])


def joining_facts(sql: Sql, cluster: list[int], tx: int) -> list[tuple[str, tuple[int, ...]]]:
    """The claims and judgements that hold a cluster together, as decision ids with the sources they concern."""
    found = joins(sql, cluster, tx)
    told: list[tuple[str, tuple[int, ...]]] = [
        (f"claim:{sid}:{group.key.hex()}", (sid,)) for group in found.groups for sid in group.since
    ]
    return told + [(fact.decisions[0], (fact.a, fact.b)) for fact in found.judged]


def in_order(sql: Sql, sids: list[int], found: Joins) -> list[Fact]:
    """Facts in the order in which clustering tries them (architecture 1.3), as many as join each key's sources: by
    reason, the higher score first, then by dataset and key of the two sources.
    """
    order = orders_of(sql, sids)

    def rank(fact: Fact) -> tuple[Any, ...]:
        a, b = sorted((fact.a, fact.b), key=order.__getitem__)
        return int(fact.reason), -(fact.score or 0.0), order[a], order[b], fact.decisions

    keyed = []
    for group in found.groups:
        first, *others = sorted(group.since, key=order.__getitem__)
        keyed += [shared(group, first, other) for other in others]
    return sorted([*keyed, *found.judged], key=rank)


class Claimed(NamedTuple):
    """A claim in words: the parts of its key's text, and the facts by whose ids `read.evidence` finds its rows."""

    parts: tuple[str, ...]
    facts: tuple[int, ...]


def claimed_by(sql: Sql, sids: Iterable[int], tx: int, policy: Policy) -> dict[tuple[int, bytes], Claimed]:
    """What sources claim under a policy, by source and key."""
    statements = latest_statements(sql, sorted(set(sids)), tx)
    seen = views(sql, {(one.vid, one.sid) for one in statements})
    found: dict[tuple[int, bytes], Claimed] = {}
    for (vid, sid), view in sorted(seen.items(), key=lambda one: one[0]):
        for claim, (_reason, text) in zip(claims(view, policy), claimed(view, policy), strict=True):
            before = found.get((sid, claim.key))
            facts = (*(before.facts if before else ()), vid << FACT_BITS)
            found[sid, claim.key] = Claimed(tuple(text.split("\x1f")), facts)
    return found


def _judged(sql: Sql, sids: list[int], tx: int) -> Iterator[Fact]:
    for jid, a, b, kind, certainty, score, policy, origin, actor, why, since, name in sql.all(
        "SELECT j.jid, j.a_sid, j.b_sid, j.kind, j.certainty, j.score, j.policy, j.origin, j.actor, j.why, j.tx_from,"
        f" COALESCE(t.folded, '') FROM judgement AS j LEFT JOIN text AS t ON t.tid = j.tid WHERE j.verdict = {_SAME}"
        f" AND {live('j')} AND j.a_sid IN EACH(:sids) AND j.b_sid IN EACH(:sids) ORDER BY j.jid",
        sids=sids,
        tx=tx,
    ):
        by = actor if origin == "steward" else ""
        yield Fact(
            Reason(kind), a, b, Certainty(certainty), since, (f"judgement:{jid}",), None, score, policy, by, why, name
        )
