"""Which graph answers: the published one where it is up and knows enough; else the archive, and the answer says so."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import Record

from creditgraph.archive.archive import Archive
from creditgraph.graph.neo4j.reading import Neo4jGraph
from creditgraph.graph.neo4j.server import Server
from creditgraph.model.errors import BadInput, Unreachable
from creditgraph.model.request import Request
from creditgraph.relations.paths import Bounds
from creditgraph.usecases import choice
from creditgraph.usecases.check import check
from creditgraph.usecases.context import Context
from creditgraph.usecases.find_paths import find_paths
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options
from creditgraph.usecases.jobs import work
from creditgraph.usecases.publish import doctor, publish
from creditgraph.usecases.published import catch_up, graph_state
from creditgraph.usecases.status import status
from support.graph_server import emptied_graph

NOBODY = "bolt://127.0.0.1:9"
A, B = "91379900MA00000156", "91379900MA00000231"


@pytest.fixture
def graph() -> Iterator[str]:
    """The address of the real server, empty, for one test process at a time."""
    with emptied_graph() as address:
        yield address


def context_at(folder: Path, address: str | None) -> Context:
    context = Context(Archive(str(folder / "archive.sqlite")), folder / "key", graph_address=address)
    context.ensure()
    return context


def load(context: Context, folder: Path, day: int = 20240101) -> None:
    """One holding, as a file of our own template."""
    from creditgraph.ingest import template

    headings = list(template("shareholders"))
    cells = dict.fromkeys(headings, "")
    values = iter(("甲科技有限公司", A, "乙贸易有限公司", B))
    for heading in headings[:4]:
        cells[heading] = next(values)
    path = folder / "shareholders.csv"
    path.write_text(",".join(headings) + "\n" + ",".join(cells.values()) + "\n", "utf-8")
    import_file(context, Request(), path, Options(stated_on=day))


def asked(context: Context, **wishes: object) -> dict[str, object]:
    return find_paths(context, Request(purpose="test", **wishes), [A], [B], Bounds())  # type: ignore[arg-type]


def test_without_a_graph_the_archive_answers_and_nothing_is_said(tmp_path: Path) -> None:
    context = context_at(tmp_path, None)
    load(context, tmp_path)
    told = asked(context)
    assert told["status"] == "found"
    assert "graph" not in told
    assert "graph" not in status(context, Request())


def test_a_commit_is_published_at_once_and_the_graph_answers(graph: str, tmp_path: Path) -> None:
    context = context_at(tmp_path, graph)
    load(context, tmp_path)
    told = asked(context)
    assert (told["status"], told["graph"]) == ("found", {"answered_by": "neo4j"})
    lag = {"transactions": 0, "since": None}
    assert graph_state(graph, context.archive) == {"state": "published", "tx": told["tx"], "address": graph, "lag": lag}
    assert doctor(context, Request())["findings"] == 0


def test_a_linked_check_is_one_statement(graph: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = context_at(tmp_path, graph)
    load(context, tmp_path)
    sent: list[str] = []
    read = Server.read

    def noted(server: Server, name: str, **parameters: object) -> list[Record]:
        sent.append(name)
        return read(server, name, **parameters)

    monkeypatch.setattr(Server, "read", noted)
    (told,) = check(context, Request(purpose="test"), [A])["subjects"]
    assert [one["id"] for one in told["related"]] != []
    assert sent == ["read/watermark", "read/walk"]


def test_a_worker_without_a_job_publishes_what_lags(
    graph: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("creditgraph.usecases.jobs._CATCH_UP_SECONDS", 0.0)
    context = context_at(tmp_path, graph)
    unpublished = Context(context.archive, tmp_path / "key")
    load(unpublished, tmp_path)
    catch_up(graph, context.archive)
    assert graph_state(graph, context.archive)["state"] == "not_published"  # the first time is an operator's choice
    publish(context, Request())
    load(unpublished, tmp_path, 20240201)
    assert graph_state(graph, context.archive)["state"] == "behind"
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(context, "w", stop))
    worker.start()
    try:
        give_up = time.monotonic() + 30
        while graph_state(graph, context.archive)["state"] != "published" and time.monotonic() < give_up:
            time.sleep(0.1)
    finally:
        stop.set()
        worker.join()
    assert graph_state(graph, context.archive)["state"] == "published"


def test_both_graphs_give_one_answer(graph: str, tmp_path: Path) -> None:
    context = context_at(tmp_path, graph)
    load(context, tmp_path)
    published = asked(context)
    own = asked(Context(context.archive, tmp_path / "key"))
    assert {name: value for name, value in published.items() if name != "graph"} == own


def test_a_server_that_is_down_fails_no_commit_and_no_question(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    context = context_at(tmp_path, NOBODY)
    load(context, tmp_path)
    told = asked(context)
    assert (told["status"], told["graph"]) == ("found", {"answered_by": "archive", "why": "graph_down"})
    assert "catch up with creditgraph publish" in caplog.text
    assert status(context, Request())["graph"]["state"] == "graph_down"  # type: ignore[index]


def test_a_server_that_goes_down_in_the_middle_is_replaced(
    graph: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = context_at(tmp_path, graph)
    load(context, tmp_path)

    def gone(*_arguments: object) -> None:
        raise Unreachable("graph_down", "gone")

    monkeypatch.setattr(Neo4jGraph, "ahead", gone)
    told = asked(context)
    assert (told["status"], told["graph"]) == ("found", {"answered_by": "archive", "why": "graph_down"})


def test_what_was_not_published_is_answered_by_the_archive(
    graph: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = context_at(tmp_path, graph)
    load(context, tmp_path)
    unpublished = Context(context.archive, tmp_path / "key")
    load(unpublished, tmp_path, 20250101)
    monkeypatch.setattr(choice, "WAIT_SECONDS", 0.1)
    first, second = 1, 2
    assert asked(context)["tx"] == first  # the graph may lag for a moment
    assert asked(context, min_tx=second)["graph"] == {"answered_by": "archive", "why": "graph_behind"}
    assert asked(context, tx=first)["graph"] == {"answered_by": "neo4j"}
    monkeypatch.setattr(choice, "LAG_SECONDS", 0.0)
    told = asked(context)
    assert (told["tx"], told["graph"]) == (second, {"answered_by": "archive", "why": "graph_behind"})
    assert publish(context, Request())["tx"] == second
    assert asked(context)["graph"] == {"answered_by": "neo4j"}


def test_another_archives_graph_is_not_asked(graph: str, tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    load(context_at(tmp_path / "one", graph), tmp_path / "one")
    other = context_at(tmp_path / "other", graph)
    load(other, tmp_path / "other")
    assert asked(other)["graph"] == {"answered_by": "archive", "why": "graph_of_another_archive"}


def test_an_empty_server_is_not_asked(graph: str, tmp_path: Path) -> None:
    load(context_at(tmp_path, None), tmp_path)
    told = asked(context_at(tmp_path, graph))
    assert told["graph"] == {"answered_by": "archive", "why": "graph_not_published"}


@pytest.mark.parametrize("address", ["http://127.0.0.1", "bolt://", "bolt://host:port", "127.0.0.1:7687"])
def test_an_address_that_is_none_is_said(tmp_path: Path, address: str) -> None:
    context = context_at(tmp_path, address)
    with pytest.raises(BadInput, match="address of the graph"):
        publish(context, Request())


def test_publishing_needs_a_graph(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no graph is named"):
        publish(context_at(tmp_path, None), Request())
