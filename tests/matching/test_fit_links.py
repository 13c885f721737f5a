"""Learning from records that were linked: weights of names and of the best candidate, from where a model stood."""

import random
from dataclasses import replace

import pytest

from creditgraph.matching.fit_links import fit_links
from creditgraph.matching.model import Model, parse_model, shipped_model
from creditgraph.matching.record import Record
from creditgraph.matching.side import Side

PLACES, TRADES = ("山东", "青岛", "烟台", "江苏"), ("科技", "贸易", "机械", "环保", "食品")
Linked = list[tuple[Side, str]]


def side(name: str) -> Side:
    return Side(Record("", "organisation", name))


@pytest.fixture
def truth() -> tuple[Linked, Linked]:
    """Short names and the registered names that they mean, each with its cluster; families share a brand."""
    rng = random.Random(5)
    brands = ["".join(rng.choices("清霖海川鼎盛宏远瑞泰隆昌恒达景明", k=2)) for _ in range(90)]
    held, asked = [], []
    for number, brand in enumerate(brands):
        for sister, trade in enumerate(rng.sample(TRADES, 2)):
            held.append((side(f"{rng.choice(PLACES)}{brand}{trade}股份有限公司"), f"{number}-{sister}"))
            asked.append((side(brand + trade), f"{number}-{sister}"))
    return asked, held


def worst(model: Model) -> Model:
    """A model that knows nothing of Han names."""
    return replace(model, names={**model.names, "han_organisation": (0.0,) * len(model.names["han_organisation"])})


def test_a_model_learns_what_links(truth: tuple[Linked, Linked]) -> None:
    asked, held = truth
    before = worst(shipped_model())
    learnt = fit_links(asked, held, before, "own-1", "here")
    assert (learnt.version, learnt.trained) == ("own-1", "here")
    assert learnt.names["han_organisation"] != before.names["han_organisation"]
    assert learnt.names["world_person"] == before.names["world_person"]
    assert learnt.record != before.record
    assert parse_model(learnt.text(), "own").version == "own-1"


def test_the_same_truth_in_another_order_teaches_the_same(truth: tuple[Linked, Linked]) -> None:
    asked, held = truth
    first = fit_links(asked, held, shipped_model(), "own-1", "")
    again = fit_links(asked[::-1], held[::-1], shipped_model(), "own-1", "")
    assert first.text() == again.text()


def test_too_few_teach_nothing(truth: tuple[Linked, Linked]) -> None:
    asked, held = truth
    with pytest.raises(ValueError, match="too few"):
        fit_links(asked[:5], held, shipped_model(), "own-1", "")
