"""What is known of earlier deliveries: the same file, the same row, what came of it."""

from typing import Any

from creditgraph.archive.batches import KnownRows, entity_counts, find_batch


def found(box: Any, sha: str, on: int = 20200101, mapping: str = "mapping") -> Any:
    with box.archive.read() as sql:
        return find_batch(sql, "registry", sha, mapping, on)


def test_the_same_file_mapping_and_day_is_known(box: Any) -> None:
    box.load("registry", box.row("r", box.org("o")))
    assert found(box, "sha1") == (1, 1, 0)
    assert found(box, "sha1", on=20210101) is None
    assert found(box, "sha1", mapping="mended") is None
    assert found(box, "sha2") is None
    with box.archive.read() as sql:
        assert find_batch(sql, "roll", "sha1", "mapping", 20200101) is None


def test_a_file_that_another_followed_on_that_day_is_news_again(box: Any) -> None:
    box.load("registry", box.row("r", box.org("o", "甲")))
    box.load("registry", box.row("r", box.org("o", "乙")))
    assert found(box, "sha1") is None
    assert found(box, "sha2") == (2, 1, 0)
    box.load("registry", box.row("r", box.org("o", "丙")), on=20210101)
    assert found(box, "sha2") == (2, 1, 0)


def first_row(box: Any) -> int:
    """The version of the first row that was stored."""
    return int(box.ask("SELECT MIN(vid) FROM version")[0][0])


def test_a_row_repeats_the_last_version_by_its_day(box: Any) -> None:
    row = box.row("r", box.org("o"))
    digest = box.digest_of(row)
    box.load("registry", row, on=20200101)
    box.load("registry", box.row("r", box.org("o", "乙")), on=20220101)
    with box.archive.read() as sql:
        days = {day: KnownRows(sql, "registry", day).content(row.key, digest) for day in (20190101, 20210101, 20230101)}
        assert days == {20190101: None, 20210101: first_row(box), 20230101: None}
        assert KnownRows(sql, "nowhere", 20210101).content(row.key, digest) is None
        assert KnownRows(sql, "registry", 20210101).content(box.key("other"), digest) is None


def test_rows_that_keep_their_order_or_lose_it_are_known_alike(box: Any) -> None:
    rows = [box.row(f"r{n}", box.org(f"o{n}", f"山东甲{n}有限公司")) for n in range(12)]
    box.load("registry", *rows, on=20200101)
    box.load("registry", box.row("r5", box.org("o5", "山东乙有限公司")), on=20210101)
    told = {row.key: box.digest_of(row) for row in rows}
    for order in (rows, rows[::-1], rows[::2] + rows[1::2]):
        with box.archive.read() as sql:
            known = KnownRows(sql, "registry", 20220101)
            found = {}
            for row in order:
                (neighbour,) = known.neighbours([told[row.key]])
                found[row.key] = known.content(row.key, told[row.key])
                assert neighbour in (None, (row.key, found[row.key]))
        assert [found[row.key] for row in rows] == [None if n == 5 else first_row(box) + n for n in range(12)]


def test_entities_are_counted_as_new_or_joined(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1", "甲", box.code(1))), box.row("r2", box.org("o2", "乙")))
    applied = box.load("roll", box.row("r3", box.org("o3", "丙", box.code(1))), box.row("r4", box.org("o4", "丁")))
    with box.archive.read() as sql:
        assert entity_counts(sql, 1, 0) == {"joined": 0, "review": 0, "new": 3}
        assert entity_counts(sql, 2, applied.sbase) == {"joined": 1, "review": 0, "new": 1}
        assert entity_counts(sql, 2, 99) == {"joined": 0, "review": 0, "new": 0}
