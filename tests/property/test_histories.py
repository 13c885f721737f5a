"""The properties of the archive on random histories, against the readable oracle (architecture 1.3)."""

import os
import random

import pytest

from creditgraph.archive.archive import Archive
from creditgraph.archive.canonical import canonical_lines
from creditgraph.archive.rebuild import compare
from creditgraph.model.vocabulary import Delivery, Verdict
from creditgraph.resolution.policy import EXACT
from creditgraph.resolution.reference import Delivered, graph
from support.archives import ON_POSTGRES, ON_SQLITE, Archives
from support.histories import DATASETS, Dataset, World, delivery, step
from support.oracle import MATCHER, reference_lines

HISTORIES = int(os.environ.get("CREDITGRAPH_HISTORIES", "60"))
"""How many histories of each kind; CI and a doubt run more."""
STEPS = 10
QUICK = 2
ON_BOTH = [("sqlite", seed) for seed in range(HISTORIES)] + [
    pytest.param("postgres", seed, marks=pytest.mark.slow if seed >= QUICK else ()) for seed in range(HISTORIES // 6)
]
"""The same rules on either database; a server takes longer for a history, and what it does differently shows soon."""
on_both = pytest.mark.parametrize(("database", "seed"), ON_BOTH, indirect=["database"])


def printed(world: World, tx: int) -> list[str]:
    """The canonical export at a transaction."""
    with world.archive.read() as sql:
        return list(canonical_lines(sql, tx))


def newest(world: World) -> int:
    """The last transaction's number."""
    with world.archive.read() as sql:
        return int(sql.value("SELECT COALESCE(MAX(tx), 0) FROM tx"))


def check_history(archive: Archive, seed: int) -> None:
    """Walk one history, compare at every step, then compare every past export and a rebuild."""
    rng = random.Random(seed)
    world = World(archive)
    world.kill = lambda: rng.random() < 0.1
    at_the_time: dict[int, list[str]] = {}
    for _ in range(STEPS):
        step(world, rng)
        tx = newest(world)
        at_the_time.setdefault(tx, printed(world, tx))
        assert at_the_time[tx] == reference_lines(graph(world.history, tx, EXACT, MATCHER)), f"seed {seed}, tx {tx}"
    for tx, lines in at_the_time.items():
        assert printed(world, tx) == lines, f"seed {seed}: the export for tx {tx} changed later"
    with world.archive.read() as sql:
        assert compare(sql, EXACT, newest(world)).total == 0, f"seed {seed}: a rebuild differs"


@on_both
def test_increments_equal_the_reference_and_a_rebuild_at_every_transaction(new_archive: Archives, seed: int) -> None:
    check_history(new_archive(), seed)


@pytest.mark.slow
@ON_SQLITE
@pytest.mark.parametrize("seed", range(1000, 1000 + 5 * HISTORIES))
def test_more_histories(new_archive: Archives, seed: int) -> None:
    check_history(new_archive(), seed)


@pytest.mark.slow
@ON_POSTGRES
@pytest.mark.parametrize("seed", range(2000, 2000 + HISTORIES))
def test_more_histories_on_a_server(new_archive: Archives, seed: int) -> None:
    check_history(new_archive(), seed)


def deliveries_without_corrections(rng: random.Random) -> list[Delivered]:
    """Deliveries of all datasets in which no key is stated twice for one date."""
    found = [
        delivery(rng, dataset, day) for dataset in DATASETS for day in rng.sample((20200101, 20210101, 20220101), 2)
    ]
    journal: set[bytes] = set()
    for number, one in enumerate(found):
        if one.delivery is Delivery.APPEND:
            found[number] = Delivered(
                0, one.dataset, one.delivery, one.stated_on, [row for row in one.rows if row.key not in journal]
            )
            journal |= {row.key for row in one.rows}
    return found


def in_parts(rng: random.Random, one: Delivered) -> list[Delivered]:
    """The same delivery in several files; a snapshot stays whole."""
    if one.delivery is Delivery.SNAPSHOT or len(one.rows) < 2:
        return [one]
    cut = rng.randrange(1, len(one.rows))
    return [Delivered(0, one.dataset, one.delivery, one.stated_on, part) for part in (one.rows[:cut], one.rows[cut:])]


@on_both
def test_order_and_batches_of_deliveries_do_not_matter(new_archive: Archives, seed: int) -> None:
    rng = random.Random(seed)
    deliveries = deliveries_without_corrections(rng)
    exports = []
    for number in range(3):
        world = World(new_archive(str(number)))
        order = [part for one in deliveries for part in in_parts(rng, one)] if number else list(deliveries)
        if number:
            rng.shuffle(order)
        for one in order:
            world.deliver(one)
        exports.append(printed(world, newest(world)))
    assert exports[0] == exports[1] == exports[2], f"seed {seed}"


@on_both
def test_a_reversed_merge_leaves_no_trace(new_archive: Archives, seed: int) -> None:
    """Merge, import more about both, reverse: the export of an archive that never merged."""
    merged, never = World(new_archive("merged")), World(new_archive("never"))
    rng = random.Random(seed)
    before = [delivery(rng, rng.choice(DATASETS)) for _ in range(2)]
    after = [delivery(rng, rng.choice(DATASETS)) for _ in range(3)]
    for one in before:
        merged.deliver(one)
        never.deliver(one)
    places = sorted(merged.places())
    if len(places) < 2:
        pytest.skip("the deliveries state one source only")
    judgements = [merged.judge(*rng.sample(places, 2), Verdict.SAME) for _ in range(4)]
    for one in after:
        merged.deliver(one)
        never.deliver(one)
    for jid in rng.sample(judgements, len(judgements)):
        if jid is not None:
            assert merged.reverse(f"judgement:{jid}") == "reversed"
            assert merged.reverse(f"judgement:{jid}") == "already_reversed"
    assert printed(merged, newest(merged)) == printed(never, newest(never)), f"seed {seed}"


def test_a_dataset_of_its_own_kind_is_needed_for_each_delivery() -> None:
    """The histories reach every delivery and absence; a new one must be added here."""
    assert {one.delivery for one in DATASETS} == set(Delivery)
    assert all(isinstance(one, Dataset) for one in DATASETS)
