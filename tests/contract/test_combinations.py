"""The same deliveries give the same answers on SQLite and on PostgreSQL, and from the archive's own tables and Neo4j.

Each archive imports the files by itself. Two things differ between any two archives, of whatever database: the random
ids of sources and the moments of transactions. Both are set to equal values after the import, so that whole answers are
compared, word for word. A check's number is random too and is left out, and so is who answered, which is asserted.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from creditgraph.example import copy_example
from creditgraph.identifiers import create_key, load_key
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty
from creditgraph.relations import network as network_bounds
from creditgraph.relations.paths import Bounds
from creditgraph.usecases.adjacent import adjacent
from creditgraph.usecases.archive_page import archive_page
from creditgraph.usecases.check import check
from creditgraph.usecases.context import Context
from creditgraph.usecases.decide import merge
from creditgraph.usecases.export import export_canonical
from creditgraph.usecases.find_paths import find_paths
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options
from creditgraph.usecases.network import network
from creditgraph.usecases.publish import doctor, publish
from creditgraph.usecases.search import search
from creditgraph.usecases.show import show
from support.archives import Server, archives
from support.graph_server import emptied_graph
from support.shared_data import A_SHARE, need

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "examples" / "province" / "data"
STATED = Options(stated_on=20240101)
_HOME = "UPDATE source SET home_id = sid * 1000003"
_MOMENT = "UPDATE tx SET at = :second || substr(CAST(1000000 + tx AS TEXT), 2) || :zone"

Question = Callable[[Context], Mapping[str, Any]]


def questions(subjects: list[str], names: list[str], pairs: list[tuple[str, str]]) -> Iterator[tuple[str, Question]]:
    """What is asked of an archive: of subjects by code, of names, and of pairs of subjects."""
    for request in (Request(), Request(tx=1), Request(as_of=20180601)):
        frame = f"tx {request.tx}, as of {request.as_of}"
        for name in names:
            yield f"search {name}, {frame}", lambda c, r=request, n=name: search(c, r, n, 10)
        for code in subjects:
            yield f"show {code}, {frame}", lambda c, r=request, s=code: show(c, r, s)
            yield f"archive page {code}, {frame}", lambda c, r=request, s=code: archive_page(c, r, s)
            yield f"adjacent {code}, {frame}", lambda c, r=request, s=code: adjacent(c, r, s)
            yield (
                f"network {code}, {frame}",
                lambda c, r=request, s=code: network(
                    c, r, [s], network_bounds.Bounds(max_hops=2, hub_degree=20), Certainty.SUSPECTED
                ),
            )
        for a, b in pairs:
            for least in (Certainty.PROBABLE, Certainty.SUSPECTED):
                yield (
                    f"paths {a} {b}, {least.word}, {frame}",
                    lambda c, r=request, a=a, b=b, least=least: find_paths(
                        c, r, [a], [b], Bounds(max_hops=5, hub_degree=60), least
                    ),
                )
        asked = Request(purpose="tests", tx=request.tx, as_of=request.as_of)
        yield f"check, {frame}", lambda c, r=asked: check(c, r, subjects)


def answers(context: Context, asked: list[tuple[str, Question]]) -> dict[str, Any]:
    """Each answer as a JSON document is read; a refusal by its code."""
    from creditgraph.model.errors import CreditGraphError

    told: dict[str, Any] = {}
    for name, question in asked:
        try:
            answer = json.loads(json.dumps(question(context)))
        except CreditGraphError as error:
            answer = {"error": error.code, "message": error.message}
        answered_by = answer.pop("graph", {}).get("answered_by", "archive")
        if name.split(maxsplit=1)[0].rstrip(",") in ("check", "network", "paths") and "error" not in answer:
            assert answered_by == ("archive" if context.graph_address is None else "neo4j"), name
        answer.pop("number", None)
        told[name] = answer
    return told


@contextmanager
def both(folder: Path, server: Server, load: Callable[[Context], None]) -> Iterator[dict[str, Context]]:
    """An archive on each database that loaded the same, ids and moments made equal, under one key."""
    key_path = folder / "archive.key"
    create_key(key_path)
    fingerprint = load_key(key_path).fingerprint
    with archives(folder, None) as files, archives(folder, server) as served:
        contexts = {
            "SQLite": files.context(files(key=fingerprint), key_path),
            "PostgreSQL": served.context(served(key=fingerprint), key_path),
        }
        for context in contexts.values():
            load(context)
            with context.archive.maintenance() as sql:
                sql.run(_HOME)
                sql.run(_MOMENT, second="2024-01-01T00:00:00.", zone="+00:00")
        yield contexts


def assert_alike(contexts: dict[str, Context], asked: list[tuple[str, Question]]) -> None:
    """The four combinations answer alike; each graph was published from the archive beside it and is well."""
    exports = [list(export_canonical(context, Request())) for context in contexts.values()]
    assert exports[0] == exports[1]
    wanted = answers(contexts["SQLite"], asked)
    assert sum("error" not in answer for answer in wanted.values()) > len(wanted) / 2
    assert answers(contexts["PostgreSQL"], asked) == wanted
    for database, context in contexts.items():
        with emptied_graph() as address:
            context.graph_address = address
            publish(context, Request())
            found = answers(context, asked)
            told = doctor(context, Request())
            assert told["findings"] == 0, (database, told)
            context.graph_address = None
        assert found == wanted, f"{database} with Neo4j"


@pytest.fixture
def private_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deliveries for a server are staged in the cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.usefixtures("private_cache")
def test_the_province_is_the_same_on_all_four(tmp_path: Path, postgres_server: Server) -> None:
    expected = json.loads((EXAMPLE / "expected.json").read_text("utf-8"))
    told = expected["subjects"]
    twin = next(one for one in expected["twins"] if one["join"] == "steward")
    known = [one for name, group in told.items() if name not in ("unknown", "invalid_code") for one in group]
    pairs = [(group[0]["code"], other["code"]) for group in told.values() if len(group) > 1 for other in group[1:]]

    def load(context: Context) -> None:
        for file in copy_example(tmp_path / f"files-{context.archive.display_address.rpartition('/')[2]}"):
            import_file(context, Request(), file, STATED)
        merge(context, Request(reason="tests"), twin["code"], twin["as"])

    with both(tmp_path, postgres_server, load) as contexts:
        codes = list(dict.fromkeys(one["code"] for one in known))[::2]
        names = ["云泽", "公司", "墨", "清霖仪器", told["unknown"][0]["name"]]
        assert_alike(
            contexts, list(questions([*codes, twin["code"], told["invalid_code"][0]["code"]], names, pairs[::2]))
        )


@pytest.mark.shared
@pytest.mark.usefixtures("private_cache")
def test_the_listed_companies_are_the_same_on_all_four(tmp_path: Path, postgres_server: Server) -> None:
    files = [A_SHARE / "companies.csv", A_SHARE / "officers_2018.csv"]
    need(*files)

    def load(context: Context) -> None:
        for file in files:
            copy = tmp_path / file.name
            copy.write_bytes(file.read_bytes())  # a quarantine file is written beside
            import_file(context, Request(), copy, STATED)

    with files[0].open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    codes = [row["stock_code"] for row in rows[:: len(rows) // 12]]
    pairs = [(codes[n], codes[n + 1]) for n in range(0, 12, 2)]
    held = [row["stock_code"] for row in rows if row["actual_controller"] == "国务院国有资产监督管理委员会"]
    pairs.append((held[0], held[-1]))
    with both(tmp_path, postgres_server, load) as contexts:
        names = ["银行", "股份", "海", rows[7]["full_name"]]
        assert_alike(contexts, list(questions(codes, names, pairs)))
