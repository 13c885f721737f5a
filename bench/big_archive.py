"""An archive of a million entities and two million links, written straight into the tables.

What a question costs depends on what stands in the archive, not on how it came there, and an import of three million
rows takes an hour on a small machine. The rows are those that imports of registrations, officers, shareholders,
licences and penalties leave: a holder is a source of its own in each row that states it, joined by its code.

- Suffixes are as frequent as in a real register: nine names of organisations in ten end in 公司, seven in 有限公司.
- One company in three holds a licence, one in twenty a penalty. Ten companies have 10,000 holders each.
"""

import argparse
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from licences import code
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex

from creditgraph.archive import schema
from creditgraph.archive.archive import Archive
from creditgraph.archive.codes import (
    ENTITY_KIND,
    IDENTIFIER_KIND,
    LINK_TYPE,
    NAME_KIND,
    RECORD_TYPE,
)
from creditgraph.model.ids import encode_id
from creditgraph.model.vocabulary import Certainty, EntityKind, IdentifierKind, LinkType, NameKind, RecordType
from creditgraph.names import grams
from creditgraph.resolution.claims import Reason
from creditgraph.usecases.context import Context

_DAY = 20240101
_HOME = 7919
_HUBS, _HUB_LINKS = 10, 10_000
_PLACES = ("济南市", "青岛市", "淄博市", "烟台市", "潍坊市", "临沂市", "山东", "德州市", "日照市", "海东市")
_CHARACTERS = (
    "华天海金泰鑫盛兴隆昌顺达通恒信诚德仁义和祥瑞福禄寿喜康宁平安吉庆丰裕富贵荣升腾飞跃龙凤麟鹤鹏云峰岭川江河湖泽清源"
    "泉润沐霖雨雪霜露晨曦旭阳光明辉煌耀星辰月亮宇宙环球世纪新时代未来创智慧科技远大宏伟博雅文翰墨书香兰竹梅菊松柏青翠碧"
)
_TRADES = ("科技", "商贸", "建材", "食品", "物流", "机械", "化工", "餐饮管理", "环保科技", "医药", "建筑工程", "置业")
_ENDINGS = (("有限公司", 70), ("股份有限公司", 8), ("有限公司分公司", 12), ("中心", 4), ("厂", 3), ("合作社", 3))
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


def context_of(path: Path) -> Context:
    """The archive at a path, with its key beside it."""
    return Context(Archive(str(path)), path.with_name("key"))


def make(path: Path, entities: int = 1_000_000, links: int = 2_000_000, seed: int = 7) -> None:
    """Write an archive at a path, if there is none."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    context_of(path).ensure()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-1000000")
    connection.execute("BEGIN")
    for index in schema.INDEXES:
        connection.execute(f"DROP INDEX {index.name}")
    rng = random.Random(seed)
    _entities(connection, rng, entities)
    _links(connection, rng, entities, links)
    _records(connection, entities, links)
    for index in schema.INDEXES:
        connection.execute(str(CreateIndex(index).compile(dialect=sqlite.dialect())))  # type: ignore[no-untyped-call]
    connection.execute("INSERT INTO tx VALUES (1, '2024-01-01T00:00:00.000000+00:00', 'import', 'bench')")
    connection.execute("ANALYZE")
    connection.execute("COMMIT")
    connection.close()


@contextmanager
def asked_for(description: str | None, queries: int) -> Iterator[tuple[Path, int]]:
    """What the command line of a bench asks for: the archive, made where it is not there, and how many queries."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--entities", type=int, default=1_000_000)
    parser.add_argument("--links", type=int, default=2_000_000)
    parser.add_argument("--queries", type=int, default=queries)
    parser.add_argument("--archive", type=Path, default=None, help="keep the archive here and use it again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="creditgraph-bench-") as folder:
        path = arguments.archive or Path(folder) / "archive.sqlite"
        make(path, arguments.entities, arguments.links)
        yield path, arguments.queries


def id_of(sid: int) -> str:
    """The public id of a source."""
    return encode_id(sid * _HOME)


def name_of(number: int, rng: random.Random) -> str:
    """A person's name for every fifth entity, else an organisation's."""
    if number % 5 == 0:
        return rng.choice(_SURNAMES) + "".join(rng.choices(_CHARACTERS, k=rng.choice((1, 2, 2))))
    ending = rng.choices([word for word, _ in _ENDINGS], [weight for _, weight in _ENDINGS])[0]
    brand = "".join(rng.choices(_CHARACTERS, k=rng.choice((2, 2, 2, 3, 4))))
    return rng.choice(_PLACES) + brand + rng.choice(_TRADES) + ending


def _batch(connection: sqlite3.Connection, bid: int, name: str, types: str) -> None:
    connection.execute("INSERT INTO dataset VALUES (?, ?)", (bid, name))
    row = (bid, bid, 1, f"{name}.csv", "", name, "", "upsert", None, _DAY, "[]", types, 0, 0, 0, 0)
    connection.execute(f"INSERT INTO batch VALUES ({', '.join('?' * len(row))})", row)


def _entities(connection: sqlite3.Connection, rng: random.Random, count: int) -> None:
    _batch(connection, 1, "registration", "[]")
    tids: dict[str, int] = {}
    enterprise, person = (ENTITY_KIND.number[kind] for kind in (EntityKind.ENTERPRISE, EntityKind.NATURAL_PERSON))
    registered = NAME_KIND.number[NameKind.REGISTERED]

    def rows() -> Iterator[tuple[int, int, str, int]]:
        for number in range(1, count + 1):
            name = name_of(number, rng)
            yield number, tids.setdefault(name, len(tids) + 1), code(number), person if number % 5 == 0 else enterprise

    connection.execute("CREATE TEMP TABLE one (n INTEGER PRIMARY KEY, tid INTEGER, code TEXT, kind INTEGER)")
    connection.executemany("INSERT INTO one VALUES (?, ?, ?, ?)", rows())
    connection.executemany("INSERT INTO text VALUES (?, ?, 0, 1)", ((tid, name) for name, tid in tids.items()))
    connection.executemany(
        "INSERT INTO gram_index (rowid, grams) VALUES (?, ?)",
        ((tid, " ".join(grams(name))) for name, tid in tids.items()),
    )
    _versions(connection, "SELECT n FROM one ORDER BY n", 1)
    fid = f"n << {schema.FACT_BITS}"
    for into in (
        f"source SELECT n, 1, CAST(printf('%012d', n) AS BLOB), n * {_HOME}, kind = 5, NULL, 1 FROM one",
        f"name SELECT {fid}, n, tid, NULL, {registered}, kind, NULL, NULL, NULL FROM one",
        f"identifier SELECT {fid}, n, {IDENTIFIER_KIND.number[IdentifierKind.CREDIT_CODE]}, code, NULL, NULL FROM one",
        f"member SELECT n, 1, NULL, n, {int(Certainty.CERTAIN)} FROM one",
        f"claim SELECT n, CAST(printf('%012d', n) AS BLOB), {int(Reason.IDENTIFIER)}, 1, NULL FROM one",
    ):
        connection.execute(f"INSERT INTO {into}")


def _links(connection: sqlite3.Connection, rng: random.Random, entities: int, links: int) -> None:
    """Holders and officers, each a mention in its company's row."""
    _batch(connection, 2, "shareholders", "[]")
    holds, officer = LINK_TYPE.number[LinkType.HOLDS], LINK_TYPE.number[LinkType.OFFICER_OF]

    def rows() -> Iterator[tuple[int, int, int, int]]:
        for number in range(1, links + 1):
            holder = rng.randint(1, entities)
            company = number % _HUBS + 1 if number <= _HUBS * _HUB_LINKS else rng.randint(1, entities)
            company += company % 5 == 0
            yield number + entities, holder, company, officer if holder % 5 == 0 else holds

    connection.execute("CREATE TEMP TABLE two (n INTEGER PRIMARY KEY, a INTEGER, b INTEGER, type INTEGER)")
    connection.executemany("INSERT INTO two VALUES (?, ?, ?, ?)", rows())
    connection.execute("DELETE FROM two WHERE a = b")
    _versions(connection, "SELECT n FROM two ORDER BY n", 2)
    fid, key = f"n << {schema.FACT_BITS}", "CAST(printf('%012d', two.n) AS BLOB)"
    joined = "FROM two JOIN one ON one.n = two.a"
    for into in (
        f"source SELECT two.n, 2, {key}, two.n * {_HOME}, one.kind = 5, b, 1 {joined}",
        f"name SELECT two.{fid}, two.n, tid, NULL, {NAME_KIND.number[NameKind.REGISTERED]}, kind, NULL, NULL, NULL"
        f" {joined}",
        f"identifier SELECT two.{fid}, two.n, {IDENTIFIER_KIND.number[IdentifierKind.CREDIT_CODE]}, code, NULL, NULL"
        f" {joined}",
        f"member SELECT n, 1, NULL, a, {int(Certainty.CERTAIN)} FROM two",
        f"claim SELECT n, CAST(printf('%012d', a) AS BLOB), {int(Reason.IDENTIFIER)}, 1, NULL FROM two",
        f'link SELECT {fid}, type, n, b, \'{{"share_text": "1.5"}}\', 20150101, NULL FROM two',
    ):
        connection.execute(f"INSERT INTO {into}")


def _records(connection: sqlite3.Connection, entities: int, links: int) -> None:
    _batch(connection, 3, "licence", '["licence", "penalty"]')
    connection.execute('INSERT INTO layout VALUES (1, \'["doc_no", "authority", "content"]\')')
    base = entities + links
    for every, type_ in ((3, RecordType.LICENCE), (20, RecordType.PENALTY)):
        chosen = f"SELECT {base} + n AS vid, n FROM one WHERE n % {every} = 0"
        _versions(connection, f"SELECT vid FROM ({chosen}) ORDER BY vid", 3)
        connection.execute(
            f"INSERT INTO record SELECT vid << {schema.FACT_BITS}, n, {RECORD_TYPE.number[type_]}, '{type_.value}',"
            " CAST(printf('%012d', vid) AS BLOB), 1, '[\"海审〔2024〕' || n || '号\", \"海东市审批局\", \"准予许可\"]',"
            f" 20200101, NULL FROM ({chosen})"
        )
        base += entities


def _versions(connection: sqlite3.Connection, vids: str, batch: int) -> None:
    connection.execute(
        f"INSERT INTO version SELECT v.n, {batch}, CAST(printf('%012d', v.n) AS BLOB), {batch}, v.n, {_DAY}, x'00',"
        f" x'00', NULL, v.n, 1 FROM ({vids.replace('SELECT vid', 'SELECT vid AS n')}) AS v"
    )
    connection.execute(
        f"INSERT INTO belief SELECT v.n, 1, NULL, NULL FROM ({vids.replace('SELECT vid', 'SELECT vid AS n')}) AS v"
    )
