"""SIGKILL of the program, of PostgreSQL and of Neo4j in the middle of an import, a publish and a merge loses nothing.

The command is a process of its own that stops at a chosen place, inside a transaction, and says so; then its victim is
killed, and what is left goes on. Whoever repeats the command ends where an undisturbed archive ends: the canonical
exports are equal, `rebuild --check` finds nothing, and `doctor` is content. Servers are real, and the test's own.
"""

import csv
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from creditgraph.archive.archive import Archive
from creditgraph.identifiers import create_key, credit_code_check, org_code_check
from creditgraph.ingest import template
from creditgraph.model.errors import Refused
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty
from creditgraph.relations.paths import Bounds
from creditgraph.usecases.context import Context
from creditgraph.usecases.decide import merge
from creditgraph.usecases.export import export_canonical
from creditgraph.usecases.find_paths import find_paths
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options
from creditgraph.usecases.publish import doctor, publish
from creditgraph.usecases.rebuild import rebuild
from support.archives import Server
from support.graph_process import GraphProcess, run_python
from support.graph_server import graph_address
from support.postgres_process import PostgresProcess, own_postgres

pytestmark = pytest.mark.slow

STATED = Options(stated_on=20240101)
COMPANIES, LATER = 30, 45
PAIR = ("海东市第3号贸易有限公司", "海东第三贸易有限公司")
PATIENCE = 60
COMMAND = """
import os, sys, time
from pathlib import Path
from creditgraph.archive import archive, decisions
from creditgraph.graph.neo4j import publisher, server

def stop():
    Path(os.environ["STOPPED"]).touch()
    while not Path(os.environ["GO_ON"]).exists():
        time.sleep(0.01)

def in_the_archive(module):
    real = module.settle
    def settle(*arguments):
        stop()
        real(*arguments)
    module.settle = settle

def in_the_graph():
    real, sent = server.Transaction.rows, []
    def rows(self, name, **parameters):
        if name.startswith(("publish/open", "publish/close", "publish/entities")):
            sent.append(name)
            if len(sent) == int(os.environ["STATEMENT"]):
                stop()
        return real(self, name, **parameters)
    server.Transaction.rows = rows
    publisher.CHUNK = 2

if os.environ["PLACE"] == "archive":
    in_the_archive(archive)
    in_the_archive(decisions)
else:
    in_the_graph()
sys.argv = ["creditgraph", *sys.argv[1:]]
from creditgraph.cli.main import main
main()
"""


def code(number: int) -> str:
    """A valid code of division 379900."""
    body = f"MA{number:06d}"
    made = f"91379900{body}{org_code_check(body)}"
    return made + credit_code_check(made)


def name(number: int) -> str:
    return f"海东市第{number}号贸易有限公司"


def write(path: Path, kind: str, rows: list[list[str]]) -> Path:
    """A file under the headings of a template."""
    headings = list(template(kind))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows([*row, *[""] * (len(headings) - len(row))] for row in rows)
    return path


@dataclass
class Site:
    """Two servers to kill, files to deliver, and the key of all archives here."""

    postgres: PostgresProcess
    neo4j: GraphProcess
    address: str
    folder: Path
    serial: int = 0

    @property
    def key_path(self) -> Path:
        return self.folder / "archive.key"

    def files(self) -> list[Path]:
        """The deliveries, in order."""
        return sorted(self.folder.glob("*.csv"))

    def context(self, address: str, graph: str | None) -> Context:
        context = Context(Archive(address), self.key_path, graph_address=graph)
        context.ensure()
        return context

    def archive(self, *files: Path) -> Context:
        """A new archive of some deliveries on the server, published."""
        import psycopg

        self.serial += 1
        made = f"killed_{self.serial}"
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {made}")
        address = make_url(self.address).set(database=made).render_as_string(hide_password=False)
        context = self.context(address, None)
        for file in files:
            import_file(context, Request(), file, STATED)
        context.graph_address = self.neo4j.address
        publish(context, Request(), rebuild=True)
        return context


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, postgres_server: Server) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("killed")
    create_key(folder / "archive.key")
    write(folder / "1.csv", "registration", [[name(n), code(n), "", "张三"] for n in range(COMPANIES)])
    write(folder / "2.csv", "registration", [[PAIR[1]]])
    held = [[name(n), code(n), name(n + 1), code(n + 1), "60"] for n in range(LATER)]
    write(folder / "3.csv", "shareholders", held)
    write(folder / "4.csv", "officers", [[name(n), code(n), "李四", "", "董事"] for n in range(10, LATER)])
    neo4j = GraphProcess(graph_address(), folder)
    with own_postgres() as postgres, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        address = postgres.start()
        neo4j.start()
        yield Site(postgres, neo4j, address, folder)
        neo4j.kill()


Kill = Callable[["subprocess.Popen[bytes]"], None]


def disturbed(site: Site, context: Context, place: str, kill: Kill, *arguments: str) -> None:
    """Run a command to its place, kill, and let what is left go on to its end."""
    stopped, go_on = site.folder / "stopped", site.folder / "go-on"
    stopped.unlink(missing_ok=True)
    go_on.unlink(missing_ok=True)
    process = run_python(
        COMMAND,
        *arguments,
        CREDITGRAPH_ARCHIVE=context.archive.address,
        CREDITGRAPH_GRAPH=site.neo4j.address,
        CREDITGRAPH_KEY_FILE=str(site.key_path),
        STOPPED=str(stopped),
        GO_ON=str(go_on),
        PLACE=place,
        STATEMENT="1" if arguments[0] == "merge" else "3",  # a merge needs few
    )
    give_up = time.monotonic() + PATIENCE
    while not stopped.exists() and process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.01)
    assert stopped.exists(), f"{arguments} never came to the place"
    kill(process)
    go_on.touch()
    process.wait(PATIENCE)


def assert_well(context: Context) -> None:
    """The graph is as the archive, and the archive as its evidence says."""
    told = doctor(context, Request())
    assert (told["findings"], told["state"]) == (0, "published"), told
    assert rebuild(context, Request(), check=True)["differences"] == 0


@pytest.mark.parametrize("victim", ["worker", "postgres", "neo4j"])
def test_repeated_it_ends_where_an_undisturbed_one_ends(site: Site, victim: str) -> None:
    first, second, third, fourth = site.files()
    context = site.archive(first, second)
    place = "graph" if victim == "neo4j" else "archive"

    def kill(process: "subprocess.Popen[bytes]") -> None:
        {"worker": process.kill, "postgres": site.postgres.kill, "neo4j": site.neo4j.kill}[victim]()

    def revive() -> None:
        context.close()  # what is connected to a dead server
        if victim == "postgres":
            site.postgres.start()
        elif victim == "neo4j":
            site.neo4j.start()

    disturbed(site, context, place, kill, "import", str(third), "--stated-on", "2024-01-01")
    revive()
    import_file(context, Request(), third, STATED)
    publish(context, Request())
    assert_well(context)

    context.graph_address = None  # a commit that could not be published at once
    import_file(context, Request(), fourth, STATED)
    context.graph_address = site.neo4j.address
    disturbed(site, context, "graph", kill, "publish")
    revive()
    publish(context, Request())
    assert_well(context)

    disturbed(site, context, place, kill, "merge", *PAIR)
    revive()
    if victim == "neo4j":  # it was committed, and is not decided twice
        with pytest.raises(Refused):
            merge(context, Request(), *PAIR)
    else:
        merge(context, Request(), *PAIR)
    publish(context, Request())
    assert_well(context)
    assert list(export_canonical(context, Request())) == undisturbed(site, victim)
    context.close()


def undisturbed(site: Site, name: str) -> list[str]:
    """The export of an archive that nobody disturbed, in a file."""
    context = site.context(str(site.folder / f"calm-{name}" / "archive.sqlite"), None)
    for file in site.files():
        import_file(context, Request(), file, STATED)
    merge(context, Request(), *PAIR)
    lines = list(export_canonical(context, Request()))
    context.close()
    return lines


def test_without_its_data_the_graph_is_made_anew_and_answers_the_same(site: Site) -> None:
    context = site.archive(*site.files())

    def ask() -> Any:
        return find_paths(context, Request(), [code(0)], [code(4)], Bounds(max_hops=6), Certainty.PROBABLE)

    before = ask()
    assert before["status"] == "found"
    assert before["graph"] == {"answered_by": "neo4j"}
    site.neo4j.kill()
    site.neo4j.lose_data()
    site.neo4j.start()
    meanwhile = ask()
    assert meanwhile["graph"] == {"answered_by": "archive", "why": "graph_not_published"}
    publish(context, Request(), rebuild=True)
    assert ask() == before
    assert meanwhile | {"graph": before["graph"]} == before
    assert doctor(context, Request())["findings"] == 0
    context.close()
