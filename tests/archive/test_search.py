"""Names and numbers are found in tiers; what is asked is never syntax; what is not shown is said."""

from collections.abc import Iterator

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from creditgraph.archive import search as search_module
from creditgraph.archive.archive import newest_tx
from creditgraph.archive.database import Sql
from creditgraph.archive.search import SearchResult, bearers, holders, holders_of_secret, search_names
from creditgraph.identifiers import credit_code_check, org_code_check
from creditgraph.model.digest import digest
from creditgraph.model.errors import BadInput, CreditGraphError
from creditgraph.model.statement import Described, Identifier, Name, Statement
from creditgraph.model.vocabulary import Delivery, EntityKind, IdentifierKind, NameKind
from creditgraph.names import person_key, strict_key
from creditgraph.resolution.reference import Delivered
from support.archives import Archives, Server, archives
from support.histories import World

ORG_CODE = "MA000000" + org_code_check("MA000000")
CODE = "91379900" + ORG_CODE + credit_code_check("91379900" + ORG_CODE)
SECRET = "a" * 32
PLAIN_NAMES = (
    "海东市甲乙科技有限公司",
    "海东市甲乙科技有限公司丙丁分公司",
    "甲乙科技（海东）股份有限公司",
    "海东市第十四中学",
    "海东三一ABC贸易有限公司",
    "ŻÓŁW Łódź 商贸",
    "买买提·艾力",
    "李乾",
    "張三丰",
    "𠮷野家餐饮店",
    "甲" * 60,
)


def organisation(number: int, *names: Name, identifiers: tuple[Identifier, ...] = ()) -> Statement:
    """A row about one organisation, or about a person where the name is short."""
    kind = EntityKind.NATURAL_PERSON if len(names[0].text) < 4 else EntityKind.ENTERPRISE
    key = digest("row", str(number))
    return Statement(number, key, None, (Described(key, kind, names, identifiers),), (), (), (str(number),))


def deliver(world: World, *rows: Statement, day: int = 20240101) -> int:
    """Apply rows of one dataset."""
    return world.deliver(Delivered(0, "registry", Delivery.UPSERT, day, list(rows)))


@pytest.fixture(scope="module")
def sql(tmp_path_factory: pytest.TempPathFactory, database_server: Server | None) -> Iterator[Sql]:
    with archives(tmp_path_factory.mktemp("search"), database_server) as new_archive:
        yield from searched(World(new_archive()))


def searched(world: World) -> Iterator[Sql]:
    """A snapshot of an archive of many names."""
    rows = [organisation(number, Name(text)) for number, text in enumerate(PLAIN_NAMES, 2)]
    numbers = (
        Identifier(IdentifierKind.CREDIT_CODE, CODE),
        Identifier(IdentifierKind.STOCK_CODE, "990001"),
        Identifier(IdentifierKind.CITIZEN_ID, SECRET, "379900********0019", b"x"),
    )
    renamed = (
        Name("海西新名实业有限公司", valid_from=20220101),
        Name("海西旧名实业有限公司", NameKind.FORMER, None, 20220101),
        Name("西新", NameKind.SHORT),
    )
    rows += [organisation(90, *renamed, identifiers=numbers), organisation(91, Name("海西旧名实业有限公司"))]
    deliver(world, *rows)
    with world.archive.read() as one:
        yield one


def find(sql: Sql, query: str, limit: int = 200, as_of: int | None = None) -> SearchResult:
    return search_names(sql, query, newest_tx(sql), limit, as_of)


def texts(result: SearchResult) -> list[str]:
    return [hit.text for hit in result.hits]


def test_an_equal_name_comes_before_a_prefix_before_what_contains_it(sql: Sql) -> None:
    assert texts(find(sql, "海东市甲乙科技有限责任公司")) == list(PLAIN_NAMES[:2])
    assert texts(find(sql, "甲乙科技"))[0] == "甲乙科技（海东）股份有限公司"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("长城", []),
        ("海東市第14中學", ["海东市第十四中学"]),
        ("甲乙科技海东", ["甲乙科技（海东）股份有限公司"]),
        ("科技 海东", list(PLAIN_NAMES[:3])),
        ("三一abc", ["海东三一ABC贸易有限公司"]),
        ("張三", ["張三丰"]),
        ("乾", ["李乾"]),
        ("乙 甲乙 有限", list(PLAIN_NAMES[:3])),
    ],
)
def test_folding_makes_no_difference_and_words_are_looked_for_each(sql: Sql, query: str, found: list[str]) -> None:
    assert sorted(texts(find(sql, query))) == sorted(found)


@pytest.mark.parametrize(
    ("query", "shown", "kind"),
    [
        (CODE.lower(), CODE, IdentifierKind.CREDIT_CODE),
        (f" {CODE[:8]} {CODE[8:]} ", CODE, IdentifierKind.CREDIT_CODE),
        (f"{ORG_CODE[:8]}-{ORG_CODE[8]}", ORG_CODE, IdentifierKind.ORG_CODE),
        ("990001.SH", "990001", IdentifierKind.STOCK_CODE),
    ],
)
def test_a_number_finds_its_holder_however_it_is_written(
    sql: Sql, query: str, shown: str, kind: IdentifierKind
) -> None:
    (hit,) = find(sql, query).hits
    assert (hit.text, hit.identifier_kind, hit.name_kind) == (shown, kind, None)


def test_a_secret_number_is_found_by_its_hash_and_only_where_that_is_asked_for(sql: Sql) -> None:
    assert find(sql, SECRET).hits == ()
    assert holders(sql, SECRET, newest_tx(sql), 5) == ()
    (hit,) = holders_of_secret(sql, SECRET, newest_tx(sql), 5)
    assert hit.text == "379900********0019"
    assert holders_of_secret(sql, CODE, newest_tx(sql), 5) == ()


def test_former_and_short_names_are_found_and_named_as_such(sql: Sql) -> None:
    kinds = {hit.name_kind for hit in find(sql, "海西旧名").hits}
    assert kinds == {NameKind.FORMER, NameKind.REGISTERED}
    (hit,) = find(sql, "西新").hits
    assert (hit.text, hit.name_kind) == ("西新", NameKind.SHORT)
    assert [hit.name_kind for hit in bearers(sql, "海西旧名实业有限公司", newest_tx(sql), 5)] == [
        NameKind.REGISTERED,
        NameKind.FORMER,
    ]


def test_as_of_a_day_only_names_count_that_were_borne_then(sql: Sql) -> None:
    assert texts(find(sql, "海西新名", as_of=20210101)) == []
    assert len(find(sql, "海西旧名", as_of=20210101).hits) == 2
    assert [hit.name_kind for hit in find(sql, "海西旧名", as_of=20230101).hits] == [NameKind.REGISTERED]


def test_an_entity_is_one_hit_and_the_limit_is_said(sql: Sql) -> None:
    result = find(sql, "海西")
    assert len({hit.eid for hit in result.hits}) == len(result.hits) == 2
    assert not result.truncated
    assert find(sql, "海西", limit=1) == SearchResult(result.hits[:1], truncated=True, more=True)


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_the_limit_is_bounded(sql: Sql, limit: int) -> None:
    with pytest.raises(BadInput, match="limit"):
        find(sql, "海", limit=limit)


def test_beyond_the_cap_of_candidates_the_answer_says_so(sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "CANDIDATES", 2)
    assert find(sql, "司").truncated
    assert not find(sql, "三一").truncated


@pytest.mark.parametrize("query", ["", "  ", "…", "%", '"', "*", "_", "海\x00", "海\x1b[31m", "海" * 5000, "\udc80"])
def test_a_query_without_anything_to_look_for_is_refused(sql: Sql, query: str) -> None:
    with pytest.raises(BadInput) as raised:
        find(sql, query)
    assert raised.value.code == "query"


@pytest.mark.parametrize(
    "query",
    ["name:(", "海 AND", "NEAR(海 东)", "海*", "海 OR 东", "NOT 海", "^海", "a'; DROP TABLE text; --", "grams : 海"],
)
def test_nothing_in_a_query_is_syntax(sql: Sql, query: str) -> None:
    words = [strict_key(word) for word in query.split()]
    for text in texts(find(sql, query)):
        assert all(set(filter(str.isalnum, word)) <= set(strict_key(text)) for word in words)


def test_past_belief_is_searched_as_it_was(new_archive: Archives) -> None:
    world = World(new_archive())
    first = deliver(world, organisation(2, Name("海东旧称有限公司")))
    second = deliver(world, organisation(2, Name("海东新称有限公司")))
    with world.archive.read() as sql:
        assert texts(search_names(sql, "海东", first, 5)) == ["海东旧称有限公司"]
        assert texts(search_names(sql, "海东", second, 5)) == ["海东新称有限公司"]


@given(st.sampled_from(PLAIN_NAMES), st.data())
def test_any_part_of_a_stored_name_finds_it(sql: Sql, name: str, data: st.DataObject) -> None:
    key = person_key(name) if len(name) < 4 else strict_key(name)
    start = data.draw(st.integers(0, len(key) - 1))
    part = key[start : data.draw(st.integers(start + 1, len(key)))]
    assume(any("\u4e00" <= character <= "\u9fff" for character in part))
    result = find(sql, part)
    assert result.truncated or name in texts(result)


@given(st.text(st.characters() | st.sampled_from("海甲乙()\"'*:^-+ANDORT{}%_ \x00"), max_size=40))
@example("甲 \u0300")
def test_no_text_raises_anything_of_its_own(sql: Sql, query: str) -> None:
    try:
        result = find(sql, query)
    except CreditGraphError:
        return
    assert len(result.hits) <= 200
