"""The two real files of listed companies, where the project's reference data lies beside the checkout."""

from collections import Counter

import pytest
from tests.support.ingest import state

from creditgraph.identifiers import Sealer
from creditgraph.ingest import Mapping, compile_mapping, fit_mapping, open_table
from creditgraph.model.statement import Statement
from creditgraph.model.vocabulary import DetailKind, EntityKind, LinkType, NameKind
from support.shared_data import A_SHARE, need

pytestmark = pytest.mark.shared


def load(name: str, sealer: Sealer) -> tuple[Mapping, list[Statement]]:
    path = A_SHARE / name
    need(path)
    table = open_table(path)
    mapping = fit_mapping(header.cells for header in table.header_candidates())
    mapper = compile_mapping(mapping, table.find_header(mapping.fits).cells, sealer, 20261124)
    statements = []
    rows = list(table.rows())
    for row, (statement, problems) in zip(rows, state(mapper, mapper.redact(rows), rows[0].number), strict=True):
        assert (row.problem, problems) == (None, ())
        assert statement is not None
        statements.append(statement)
    assert len({statement.key for statement in statements}) == len(statements)
    return mapping, statements


def test_companies_and_their_stated_controllers(sealer: Sealer) -> None:
    mapping, statements = load("companies.csv", sealer)
    assert (mapping.name, len(statements)) == ("a_share_companies", 5485)
    absent = [s for s in statements if (DetailKind.CONTROL_STATED_ABSENT, "true") in s.sources[0].details]
    assert len(absent) == 349
    assert all(not s.links and len(s.sources) == 1 for s in absent)
    links = [link for s in statements for link in s.links]
    assert len(links) == 5485 - 349
    assert {(link.type, link.attributes) for link in links} == {(LinkType.CONTROLS, (("basis", "stated"),))}
    kinds = Counter(s.sources[1].kind for s in statements if s.links)
    assert kinds[EntityKind.NATURAL_PERSON] > 3000
    bodies = [s.sources[1] for s in statements if s.links and "国有资产监督管理委员会" in s.sources[1].names[0].text]
    assert {body.kind for body in bodies} == {EntityKind.NON_ENTERPRISE_LEGAL_PERSON}
    # An organisation is only named: its sources are joined later, never by the import.
    assert len({body.key for body in bodies}) == len(bodies)
    assert {body.context for body in bodies} == {None}


def test_officers(sealer: Sealer) -> None:
    mapping, statements = load("officers_2018.csv", sealer)
    assert (mapping.name, mapping.file.stated_on, len(statements)) == (
        "a_share_officers",
        "2018-12-31",
        24775,
    )
    nameless = [s.sources[0] for s in statements if not s.sources[0].names]
    assert len(nameless) == 10497
    assert all(source.identifiers for source in nameless)
    assert {name.kind for s in statements for name in s.sources[0].names} == {NameKind.SHORT}
    assert {source.context for s in statements for source in s.sources[1:]} == {0}
    sexes = Counter(dict(s.sources[1].details).get(DetailKind.SEX) for s in statements)
    assert sexes == {"男": 21018, "女": 3694, None: 63}
    assert sum(DetailKind.BIRTH_YEAR in dict(s.sources[1].details) for s in statements) == 24775 - 464
    posts = Counter(value for s in statements for link in s.links for _, value in link.attributes)
    assert (posts["董事"], posts["董事长"]) == (15020, 2821)
    scopes = {s.scope for s in statements}
    assert len(scopes) == len({s.sources[0].key for s in statements})
