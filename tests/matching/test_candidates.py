"""Which records are compared, and what becomes of a record among others."""

import random

from hypothesis import given
from hypothesis import strategies as st

from creditgraph.matching import (
    Candidates,
    Corpus,
    Matcher,
    Outcome,
    Record,
    Side,
    candidate_pairs,
    link,
    shipped_policy,
)
from creditgraph.matching.candidates import rare_pieces
from creditgraph.matching.evaluation import evaluate_dedupe, evaluate_link, evaluate_pairs
from creditgraph.matching.rarity import rarity_of

ARCHIVE = (
    "山东鲁信科技有限公司",
    "山东鲁信投资控股集团有限公司",
    "青岛华塑材料股份有限公司",
    "安徽华塑股份有限公司",
    "浙江伟星新型建材股份有限公司",
    "贵州轮胎股份有限公司",
    "上海复星医药(集团)股份有限公司",
    "济南清霖软件有限公司",
)


def company(name: str, number: object = "", **fields: str) -> Side:
    return Side(Record(str(number), "organisation", name, **fields))


def archive() -> list[Side]:
    return [company(name, at) for at, name in enumerate(ARCHIVE)]


def test_a_short_name_finds_its_company() -> None:
    held = archive()
    index = Candidates(held, Corpus(held))
    for short, full in (("伟星新材", 4), ("黔轮胎Ａ", 5), ("复星医药", 6), ("鲁信科技", 0)):
        assert index.of(company(short), 3)[0] == full, short


def test_a_shared_telephone_finds_another_name() -> None:
    held = [company("甲乙有限公司", 0, phone="053188880001"), company("丙丁商店", 1, phone="88880001")]
    assert Candidates(held, Corpus(held)).of(held[0], 5, 0) == [1]


def test_no_more_are_found_than_asked_for() -> None:
    held = [company(f"山东鲁信{c}有限公司", at) for at, c in enumerate("甲乙丙丁戊己庚辛壬癸")]
    index = Candidates(held, Corpus(held))
    assert len(index.of(held[0], 4, 0)) == 4


def test_one_name_many_times_stays_bounded() -> None:
    held = [company("山东鲁信科技有限公司", at) for at in range(600)]
    pairs = candidate_pairs(held, Corpus(held), 3)
    assert 0 < len(pairs) <= 3 * len(held)


@given(st.randoms(use_true_random=False))
def test_pairs_do_not_hang_on_the_order_of_records(rng: random.Random) -> None:
    held = archive()
    shuffled = held.copy()
    rng.shuffle(shuffled)

    def named(sides: list[Side]) -> set[frozenset[str]]:
        pairs = candidate_pairs(sides, Corpus(sides), 3)
        return {frozenset((sides[a].key, sides[b].key)) for a, b in pairs}

    assert named(shuffled) == named(held)


def outcome(name: str) -> tuple[Outcome, str]:
    held = archive()
    corpus = Corpus(held)
    found = link(company(name), Candidates(held, corpus), held, Matcher(shipped_policy(), corpus), 50)
    return found.outcome, held[found.candidates[0][0]].key if found.candidates else ""


def test_a_record_is_joined_reviewed_or_new() -> None:
    assert outcome("贵州轮胎股份有限公司") == (Outcome.JOINED, "贵州轮胎股份有限公司")
    assert outcome("山东省鲁信科技有限公司") == (Outcome.REVIEW, "山东鲁信科技有限公司")
    assert outcome("内蒙古钒钛")[0] is Outcome.NEW


def test_a_name_that_fits_two_is_not_joined() -> None:
    assert outcome("华塑股份")[0] is not Outcome.JOINED


def test_duplicates_are_found_and_measured() -> None:
    rng = random.Random(11)
    sides, truth = [], []
    for number in range(150):
        name, street = (
            f"Brand{rng.randrange(10**6)} Trading Ltd",
            f"{rng.randrange(1, 999)} Street{rng.randrange(10**4)}",
        )
        phone = str(rng.randrange(10**9, 10**10))
        for copy in range(2):
            written = name if copy == 0 else name.upper().replace("TRADING LTD", "Trading Limited")
            sides.append(company(written, f"{number}-{copy}", address=street, phone=phone))
            truth.append(str(number))
    found = evaluate_dedupe(sides, truth, shipped_policy())
    assert found.at_setting.f1 > 0.99
    assert found.recall_at[50] == 1
    assert found.policy.startswith("names-1+estimated/")


def test_links_are_measured() -> None:
    queries = [("伟星新材", "4"), ("鲁信科技", "0"), ("内蒙古钒钛", None)]
    sides = [company(name, at, source="B") for at, name in enumerate(ARCHIVE)]
    sides += [company(name, f"q{at}", source="A") for at, (name, _) in enumerate(queries)]
    truth = [str(at) for at in range(len(ARCHIVE))] + [right for _, right in queries]
    found = evaluate_link(sides, truth, shipped_policy())
    assert (found.top1, found.top5, found.answerable) == (2 / 3, 2 / 3, 2 / 3)


def test_judged_pairs_are_measured() -> None:
    a, b, c = company("HSBC Holdings plc"), company("HSBC Holdings p.l.c."), company("Deutsche Bank AG")
    found = evaluate_pairs([(a, b, True), (a, c, False), (b, c, True)], shipped_policy())
    assert (found.at_setting.precision, found.at_setting.recall) == (1, 0.5)
    assert [(error.left, error.expected) for error in found.worst] == [("HSBC Holdings p.l.c.", True)]


def test_rare_pieces_are_words_and_pairs_with_a_han_character_the_rarest_first() -> None:
    rarity = rarity_of(["清霖科技", "明泽科技", "远帆科技", "远帆ABC"])
    assert rare_pieces("清霖科技", rarity, 2) == ["清霖", "霖科"]
    assert "科技" not in rare_pieces("远帆科技", rarity, 2)
    assert set(rare_pieces("远帆ABC", rarity)) == {"帆a", "abc", "远帆"}


def test_a_corpus_of_counts_says_what_one_of_all_records_says() -> None:
    sides = [
        Side(Record(str(at), "organisation", "Blue Harbour Ltd", phone="5551234", address=f"{at} Main Street"))
        for at in range(3)
    ]
    whole = Corpus(sides)
    counted = Corpus.measured(sides, {"5551234": 3, sides[0].key: 3}, {})
    assert counted.places_of("5551234") == whole.places_of("5551234") == 3
    assert counted.overlap(sides[0], sides[1]) == whole.overlap(sides[0], sides[1])
