"""Estimation, regression, clusters and measures: small examples whose answers are known."""

import random

import pytest

from creditgraph.matching.agglomerate import agglomerate
from creditgraph.matching.em import estimate
from creditgraph.matching.fields import FIELDS, Levels
from creditgraph.matching.fitting import fit_fields
from creditgraph.matching.logistic import fit_logistic, logit, sigmoid
from creditgraph.matching.measures import calibration, cluster_quality, curve, quality
from creditgraph.matching.model import parse_model, shipped_model
from creditgraph.model.errors import BadInput


def pattern(**levels: int) -> Levels:
    return tuple([levels.get(field) for field in FIELDS])


def drawn(count: int, share: float) -> list[tuple[Levels, bool]]:
    """Pairs whose levels are drawn independently: matches agree in nine of ten fields, others in one."""
    rng = random.Random(7)
    found = []
    for _ in range(count):
        match = rng.random() < share
        agree = 0.9 if match else 0.1
        levels = {
            field: 0 if rng.random() < agree else worst for field, worst in (("CITY", 2), ("DATE", 3), ("SEX", 1))
        }
        found.append((pattern(**levels), match))
    return found


def test_estimation_finds_the_share_and_the_weights() -> None:
    found = estimate([levels for levels, _ in drawn(20_000, 0.2)])
    assert found is not None
    assert found.share == pytest.approx(0.2, abs=0.02)
    assert found.fields.keys() == {"CITY", "DATE", "SEX"}
    assert found.fields["SEX"][0] == pytest.approx(2.2, abs=0.2)
    assert found.fields["SEX"][1] == pytest.approx(-2.2, abs=0.2)


def test_estimation_does_not_hang_on_the_order_of_pairs() -> None:
    patterns = [levels for levels, _ in drawn(500, 0.3)]
    assert estimate(patterns) == estimate(patterns[::-1])


def test_nothing_is_estimated_from_names_alone() -> None:
    assert estimate([pattern(NAME=0), pattern(NAME=7)] * 200) is None


def test_labels_move_estimated_weights() -> None:
    pairs = drawn(400, 0.5)
    before = estimate([levels for levels, _ in pairs])
    assert before is not None
    turned = [not match for _, match in pairs]
    fields, _ = fit_fields([levels for levels, _ in pairs], turned, before)
    assert before.fields["SEX"][0] > 0 > fields["SEX"][0]


def test_regression_finds_what_made_the_data() -> None:
    rng = random.Random(3)
    rows = [(rng.random(), rng.random()) for _ in range(5_000)]
    labels = [rng.random() < sigmoid(4 * x - 2 * y - 1) for x, y in rows]
    assert fit_logistic(rows, labels, 0.1) == pytest.approx([4, -2, -1], abs=0.4)


def test_separable_data_do_not_run_away() -> None:
    weights = fit_logistic([(0.0,), (1.0,)] * 50, [False, True] * 50)
    assert all(abs(weight) < 20 for weight in weights)


def test_a_regression_needs_both_labels() -> None:
    with pytest.raises(ValueError, match="both kinds"):
        fit_logistic([(0.0,), (1.0,)], [True, True])


@pytest.mark.parametrize("odds", [-800.0, -5.0, 0.0, 5.0, 800.0])
def test_log_odds_and_probability_fit(odds: float) -> None:
    assert logit(sigmoid(odds)) == pytest.approx(max(-35, min(35, odds)), abs=1e-6)


def test_a_chain_is_not_fused() -> None:
    assert agglomerate([(0, 1, 8.0), (1, 2, 4.0), (0, 2, -8.0)]) == [[0, 1]]
    assert agglomerate([(0, 1, 8.0), (1, 2, 4.0), (0, 2, 1.0)]) == [[0, 1, 2]]


def test_clusters_do_not_hang_on_the_order_of_pairs() -> None:
    rng = random.Random(5)
    pairs = [(a, b, round(rng.uniform(-6, 6), 3)) for a in range(14) for b in range(a + 1, 14) if rng.random() < 0.6]
    expected = agglomerate(pairs)
    for _ in range(20):
        rng.shuffle(pairs)
        assert agglomerate(pairs) == expected


def test_quality_of_clusters_counts_pairs() -> None:
    found = cluster_quality([[0, 1, 2], [3, 4]], ["a", "a", "b", "c", None])
    assert found == quality(1, 3, 1)
    assert (found.precision, found.recall) == (pytest.approx(1 / 3), 1)


def test_a_curve_has_a_point_a_probability() -> None:
    points = curve([(0.9, True), (0.5, False), (0.5, True), (0.1, False)], 2)
    assert [(point.probability, point.recall) for point in points] == [(0.9, 0.5), (0.5, 1.0), (0.1, 1.0)]
    assert len(curve([(at / 1000, True) for at in range(1000)], 1000)) <= 201


def test_calibration_tells_the_share_that_was_right() -> None:
    assert [(one.right, one.size) for one in calibration([(0.95, True), (0.97, False), (0.05, False)])] == [
        (0, 1),
        (0.5, 2),
    ]


def test_a_model_is_read_as_it_was_written() -> None:
    model = shipped_model()
    assert parse_model(model.text(), "again").text() == model.text()


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"version": 1}'])
def test_another_file_is_no_model(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_model(text, "file.json")
    assert refused.value.code == "matching_model"
