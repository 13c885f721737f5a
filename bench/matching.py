"""Matching on labelled sets, beside the peers that are installed, in one run.

    pip install -r bench/requirements-matching.txt
    python bench/matching.py FOLDER_OF_SETS [--only SET]

Each set is a folder as docs/matching.md lays it out. Ours runs at its shipped setting. A peer that ranks or scores is
given the best threshold of the set itself, which no user would know: an upper bound. CPU seconds count, not the clock.
"""

import argparse
import importlib.metadata
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from creditgraph.matching import Corpus, Matcher, candidate_pairs, shipped_policy
from creditgraph.matching.measures import curve, pairs_within
from creditgraph.usecases.evaluate_matching import evaluate
from creditgraph.usecases.labelled_set import LabelledSet, read_labelled_set

Figures = dict[str, Any]
_PEERS = ("rapidfuzz", "scikit-learn", "string-grouper", "recordlinkage", "splink")


def main() -> None:
    """Print a table a set."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/data/matching"))
    parser.add_argument("--only")
    options = parser.parse_args()
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    if not options.folder.is_dir():
        print(f"NOT MEASURED: there are no labelled sets in {options.folder}")
        return
    print({name: _version(name) for name in _PEERS})
    for folder in sorted(path for path in options.folder.iterdir() if (path / "records.csv").exists()):
        if options.only in (None, folder.name):
            _compare(folder)


def _compare(folder: Path) -> None:
    print(f"\n{folder.name}")
    ours = evaluate(folder)
    _row(
        "ours, shipped setting", ours["cpu_seconds"], {key: ours[key] for key in ("f1", "top1", "top5") if key in ours}
    )
    _row("ours, best threshold", None, {"f1": ours["best"]["f1"], "automatic": ours["auto"]})
    print(f"  recall by candidates: {ours.get('recall_at')}, compared per record {ours['compared_per_record']}")
    known = read_labelled_set(folder)
    _speed(known)
    peers: dict[str, tuple[Callable[[LabelledSet], Figures], ...]] = {
        "link": (_rapidfuzz_link, _tfidf_link, _string_grouper_link),
        "pairs": (_rapidfuzz_pairs,),
        "dedupe": (_rapidfuzz_dedupe, _recordlinkage_dedupe, _splink_dedupe),
    }
    for peer in peers[ours["task"]]:
        started = time.process_time()
        try:
            figures = peer(known)
        except Exception as error:  # a peer that fails on a set is told, and the others go on
            figures = {"failed": f"{type(error).__name__}: {str(error)[:100]}"}
        _row(peer.__name__.strip("_"), time.process_time() - started, figures)


def _speed(known: LabelledSet) -> None:
    """Decisions and explanations a second on pairs that are compared anyway."""
    sides = known.sides[:3000]
    corpus = Corpus(sides)
    pairs = list(candidate_pairs(sides, corpus, 20))
    if not pairs:
        return
    matcher = Matcher(shipped_policy(), corpus)
    for a, b in pairs:
        matcher.judge(sides[a], sides[b])  # parts are memoised, as in a run of some length
    started = time.process_time()
    for a, b in pairs:
        matcher.judge(sides[a], sides[b])
    judged = time.process_time()
    for a, b in pairs[:5000]:
        matcher.explain(sides[a], sides[b])
    explained = time.process_time()
    print(
        f"  decisions/s {len(pairs) / (judged - started):,.0f},"
        f" explanations/s {len(pairs[:5000]) / (explained - judged):,.0f}"
    )


# linking -------------------------------------------------------------------------------------------------------------


def _split(known: LabelledSet) -> tuple[list[str], list[str | None], list[str], list[str | None]]:
    """Names and clusters of the records that are asked for, and of those in the archive."""
    asked = [at for at, side in enumerate(known.sides) if side.record.source != "B"]
    held = [at for at, side in enumerate(known.sides) if side.record.source == "B"]

    def columns(places: list[int]) -> tuple[list[str], list[str | None]]:
        return [known.sides[at].record.name for at in places], [known.clusters[at] for at in places]

    return *columns(asked), *columns(held)


def _tops(found: Iterable[list[tuple[float, int]]], right: list[str | None], held: list[str | None]) -> Figures:
    """Figures of ranked positions in the archive, one list a record."""
    first = five = 0
    scored = []
    for ranked, wanted in zip(found, right, strict=True):
        clusters = [held[at] for _, at in ranked]
        first += wanted in clusters[:1]
        five += wanted in clusters[:5]
        if ranked:
            scored.append((ranked[0][0], wanted in clusters[:1]))
    answerable = sum(1 for wanted in right if wanted in set(held))
    points = curve(scored, answerable)
    automatic = [point for point in points if point.precision >= 0.99]
    share = max((point.recall / point.precision for point in automatic), default=0.0) * answerable / len(right)
    best = max(point.f1 for point in points)
    return {"top1": first / len(right), "top5": five / len(right), "f1": best, "automatic": share}


def _rapidfuzz_link(known: LabelledSet) -> Figures:
    from rapidfuzz import fuzz, process

    names, right, archive, held = _split(known)
    found = (
        [(score, at) for _, score, at in process.extract(name, archive, scorer=fuzz.ratio, limit=5)] for name in names
    )
    return _tops(found, right, held)


def _tfidf_link(known: LabelledSet) -> Figures:
    from sklearn.feature_extraction.text import TfidfVectorizer

    names, right, archive, held = _split(known)
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 2)).fit(archive)
    likeness = vectors.transform(names) @ vectors.transform(archive).T

    def ranked(at: int) -> list[tuple[float, int]]:
        row = likeness[at]
        return sorted(zip(row.data.tolist(), row.indices.tolist(), strict=True), reverse=True)[:5]

    return _tops(map(ranked, range(len(names))), right, held)


def _string_grouper_link(known: LabelledSet) -> Figures:
    import pandas
    from string_grouper import match_strings

    names, right, archive, held = _split(known)
    made = match_strings(
        pandas.Series(archive),
        pandas.Series(names),
        ngram_size=2,
        min_similarity=0.1,
        max_n_matches=5,
        regex="",
        normalize_to_ascii=False,
    )
    found: list[list[tuple[float, int]]] = [[] for _ in names]
    for left, score, asked in zip(made["left_index"], made["similarity"], made["right_index"], strict=True):
        found[asked].append((float(score), int(left)))
    return _tops([sorted(ranked, reverse=True)[:5] for ranked in found], right, held)


# pairs and duplicates ------------------------------------------------------------------------------------------------


def _rapidfuzz_pairs(known: LabelledSet) -> Figures:
    from rapidfuzz import fuzz, utils

    scored = [
        (
            fuzz.WRatio(known.sides[a].record.name, known.sides[b].record.name, processor=utils.default_process),
            same,
        )
        for (a, b), same in known.pairs.items()
    ]
    return {"f1": max(point.f1 for point in curve(scored, sum(same for _, same in scored)))}


def _rapidfuzz_dedupe(known: LabelledSet) -> Figures:
    from rapidfuzz import fuzz, utils

    def text(at: int) -> str:
        record = known.sides[at].record
        return utils.default_process(f"{record.name} {record.address} {record.phone}")

    pairs = candidate_pairs(known.sides, Corpus(known.sides), 50)
    scored = [(fuzz.token_sort_ratio(text(a), text(b)), known.clusters[a] == known.clusters[b]) for a, b in pairs]
    return {"f1": max(point.f1 for point in curve(scored, _wanted(known)))}


def _frame(known: LabelledSet) -> Any:
    import pandas

    records = [side.record for side in known.sides]
    columns = ("name", "given", "family", "address", "city", "postcode", "phone", "date")
    frame = pandas.DataFrame({column: [getattr(record, column) or None for record in records] for column in columns})
    frame["number"] = [dict(record.identifiers).get("soc_sec_id") for record in records]
    return frame.dropna(axis="columns", how="all")


def _recordlinkage_dedupe(known: LabelledSet) -> Figures:
    import recordlinkage

    frame = _frame(known)
    indexer = recordlinkage.Index()
    for column in frame.columns:
        indexer.block(column)
    compare = recordlinkage.Compare()
    for column in frame.columns:
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    levels = compare.compute(indexer.index(frame), frame)
    model = recordlinkage.ECMClassifier()
    model.fit_predict(levels)
    probabilities = model.prob(levels)
    scored = [
        (float(score), known.clusters[a] == known.clusters[b])
        for (a, b), score in zip(probabilities.index, probabilities, strict=True)
    ]
    return _figures(scored, known)


def _splink_dedupe(known: LabelledSet) -> Figures:
    import splink.comparison_library as levels
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    frame = _frame(known).reset_index(names="unique_id")
    columns = [column for column in frame.columns if column != "unique_id"]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[levels.JaroWinklerAtThresholds(column, [0.95, 0.85]) for column in columns],
        blocking_rules_to_generate_predictions=[block_on(column) for column in columns],
    )
    database = DuckDBAPI()
    linker = Linker(database.register(frame), settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for column in columns[:3]:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    found = linker.inference.predict().as_pandas_dataframe()
    scored = [
        (float(score), known.clusters[a] == known.clusters[b])
        for a, b, score in zip(found["unique_id_l"], found["unique_id_r"], found["match_probability"], strict=True)
    ]
    return _figures(scored, known)


def _figures(scored: list[tuple[float, bool]], known: LabelledSet) -> Figures:
    points = curve(scored, _wanted(known))
    usual = [right for score, right in scored if score >= 0.5]
    default = 2 * sum(usual) / (len(usual) + _wanted(known))
    return {"f1": max(point.f1 for point in points), "f1 at its own 0.5": default}


def _wanted(known: LabelledSet) -> int:
    return pairs_within(Counter(cluster for cluster in known.clusters if cluster is not None).values())


def _row(name: str, seconds: float | None, figures: Figures) -> None:
    told = "  ".join(
        f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}" for key, value in figures.items()
    )
    print(f"  {name:24} {told}" + ("" if seconds is None else f"  CPU {seconds:.1f} s"))


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    main()
