"""Matching a file of generated names in bulk, beside plain rapidfuzz in blocks, in one run.

    python bench/bulk_matching.py --records N [--memory-mb N]

Names are made of divisions, brands, trades and legal forms; three in ten records are another one's name written
otherwise. `written`: width, blanks, brackets, variants of characters; `division`: the class word of the division is
left out; `short`: the legal form is left out; `misspelt`: a character of the brand is another of the same sound, which
no rule on names alone may join. CPU seconds of all processes and their peaks of memory together.
"""

import argparse
import csv
import json
import multiprocessing
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from creditgraph.bulk.stages import Folder
from creditgraph.bulk.truth import recall
from creditgraph.model.tables import table_rows
from creditgraph.names.loose import sound_of
from creditgraph.usecases.match_bulk import match_bulk

_SEED = 20261124
_COPIES = 0.3
_KINDS = ("written", "division", "short", "misspelt")
_TRADES = (
    "科技",
    "信息技术",
    "网络科技",
    "商贸",
    "贸易",
    "建材",
    "建筑工程",
    "装饰工程",
    "餐饮管理",
    "食品",
    "农业发展",
    "生物科技",
    "医药",
    "医疗器械",
    "物流",
    "运输",
    "机械制造",
    "电子科技",
    "电气",
    "环保科技",
    "新能源",
    "化工",
    "纺织",
    "服饰",
    "家具",
    "文化传媒",
    "广告",
    "教育咨询",
    "企业管理咨询",
    "房地产开发",
    "物业管理",
    "人力资源",
    "汽车销售",
    "汽车配件",
    "五金制品",
    "塑料制品",
    "包装材料",
    "印刷",
    "石油化工",
    "钢结构",
    "矿业",
    "水产",
    "畜牧",
    "园林绿化",
    "旅游",
    "酒店管理",
    "健康管理",
    "软件",
    "数据服务",
)
_FORMS = ("有限公司",) * 12 + ("有限责任公司",) * 3 + ("股份有限公司",) * 2 + ("集团有限公司",)
_TRADITIONAL = dict(zip("东华国业车门马龙广长兴丰", "東華國業車門馬龍廣長興豐", strict=True))


def main() -> None:
    """Print both runs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--memory-mb", type=int, default=1500)
    parser.add_argument("--folder", type=Path, help="keep the files here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        sizes = generate(folder, options.records)
        print(f"{options.records:,} records, planted {sizes}")
        for run in (_ours, _plain):
            print(
                f"{run.__name__.strip('_'):8}", json.dumps(_apart(run, folder, options.memory_mb), ensure_ascii=False)
            )


def generate(folder: Path, records: int) -> dict[str, int]:
    """Write `records.csv`, and `truth.csv` and one file of truth for each kind of copy; how many of each there are."""
    rng = random.Random(_SEED)
    names = _Names(rng)
    sizes = dict.fromkeys(_KINDS, 0)
    order = list(range(records))
    rng.shuffle(order)
    files = {kind: (folder / f"truth-{kind}.csv").open("w", encoding="utf-8", newline="") for kind in _KINDS}
    with (
        (folder / "records.csv").open("w", encoding="utf-8", newline="") as out,
        (folder / "truth.csv").open("w", encoding="utf-8", newline="") as truth,
    ):
        rows, clusters = csv.writer(out), csv.writer(truth)
        rows.writerow(("record_id", "kind", "name"))
        for file in (truth, *files.values()):
            csv.writer(file).writerow(("record_id", "cluster_id"))
        original = ""
        parts = names.parts()
        for place in order:
            record = f"R{place:08d}"
            if original and rng.random() < _COPIES:
                kind = rng.choices(_KINDS, (40, 25, 15, 20))[0]
                name = names.written_otherwise(parts, kind)
                sizes[kind] += 1
                for row in (original, record):
                    csv.writer(files[kind]).writerow((row, original))
                clusters.writerow((record, original))
                original = ""  # the next record is one of its own
            else:
                parts, original = names.parts(), record
                name = "".join(parts)
                clusters.writerow((record, original))
            rows.writerow((record, "company", name))
    for file in files.values():
        file.close()
    return sizes


class _Names:
    """Makes names whose parts are as unevenly frequent as in a registry."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        divisions = [
            word for _, words in table_rows("creditgraph.names", "tables/divisions.tsv") for word in words.split()
        ]
        self._divisions = sorted({word for word in divisions if word.endswith(("市", "区", "县", "省"))})
        letters = [chr(code) for code in range(0x4E00, 0x9FA5) if (sound_of(chr(code)) or "") and _is_usual(chr(code))]
        rng.shuffle(letters)
        self._letters = letters[:3000]
        self._weights = list(accumulate(1 / (rank + 40) for rank in range(len(self._letters))))
        self._sounds = defaultdict(list)
        for letter in self._letters:
            self._sounds[sound_of(letter)].append(letter)

    def parts(self) -> list[str]:
        """Division, brand, trade and form of a new name."""
        rng = self._rng
        brand = "".join(rng.choices(self._letters, cum_weights=self._weights, k=rng.choice((2, 2, 2, 3))))
        return [rng.choice(self._divisions), brand, rng.choice(_TRADES), rng.choice(_FORMS)]

    def written_otherwise(self, parts: list[str], kind: str) -> str:
        """The name of these parts in another spelling."""
        division, brand, trade, form = parts
        if kind == "division":
            division = division[:-1] if len(division) > 2 else division
        elif kind == "short":
            form = ""
        elif kind == "misspelt":
            at = self._rng.randrange(len(brand))
            others = [letter for letter in self._sounds[sound_of(brand[at])] if letter != brand[at]]
            brand = brand[:at] + self._rng.choice(others or self._letters) + brand[at + 1 :]
        name = division + brand + trade + form
        if kind == "written":
            blank = self._rng.randrange(len(name))
            name = "".join(_TRADITIONAL.get(letter, letter) for letter in name)
            name = self._rng.choice((name + " ", name[:blank] + "\u3000" + name[blank:], f" {name}\u3000"))
        return name


def _is_usual(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _ours(folder: Path, memory_mb: int) -> dict[str, Any]:
    told = match_bulk(folder / "records.csv", folder / "out", lambda *_told: None, memory_mb)
    known = Folder(folder / "out", {})
    known.work.mkdir()
    kinds = {}
    for kind in _KINDS:
        found = recall(known, folder / f"truth-{kind}.csv", memory_mb)
        kinds[kind] = {stage: found[stage] for stage in ("proposed", "compared", "kept", "clusters")}
    return told | {"recall_by_kind": kinds}


def _plain(folder: Path, _memory_mb: int) -> dict[str, Any]:
    """Three block keys, rapidfuzz's ratio within blocks of at most 50, and the closure of what reaches 85."""
    started = time.process_time()
    with (folder / "records.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(row["record_id"], "".join(row["name"].split())) for row in csv.DictReader(stream)]
    parents = list(range(len(rows)))
    compared, pairs = 0, set()
    for low, high in ((0, 4), (2, 6), (3, 8)):
        blocks: dict[str, list[int]] = defaultdict(list)
        for at, (_, name) in enumerate(rows):
            blocks[name[low:high]].append(at)
        for a, b in _within(blocks):
            compared += 1
            if fuzz.ratio(rows[a][1], rows[b][1], score_cutoff=85):
                pairs.add((a, b))
    for a, b in pairs:
        ours, theirs = _root(parents, a), _root(parents, b)
        parents[max(ours, theirs)] = min(ours, theirs)
    spent = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as stream:
        truth = {row["record_id"]: row["cluster_id"] for row in csv.DictReader(stream)}
    right = sum(1 for a, b in pairs if truth[rows[a][0]] == truth[rows[b][0]])
    wanted = len(truth) - len(set(truth.values()))
    return {
        "cpu_seconds": round(spent, 1),
        "peak_memory_mb": peak,
        "compared_per_record": round(compared / len(rows), 1),
        "recall": round(right / wanted, 4),
        "precision": round(right / max(len(pairs), 1), 4),
    }


def _within(blocks: dict[str, list[int]]) -> Iterator[tuple[int, int]]:
    for block in blocks.values():
        for place, a in enumerate(block):
            for b in block[place + 1 : place + 50]:
                yield a, b


def _root(parents: list[int], at: int) -> int:
    while parents[at] != at:
        parents[at] = parents[parents[at]]
        at = parents[at]
    return at


def _apart(run: Any, folder: Path, memory_mb: int) -> dict[str, Any]:
    """Run in a process of its own, so that memory is its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(theirs, run, folder, memory_mb))
    process.start()
    theirs.close()
    try:
        return dict(ours.recv())
    finally:
        process.join()


def _answer(connection: Any, run: Any, folder: Path, memory_mb: int) -> None:
    connection.send(run(folder, memory_mb))


if __name__ == "__main__":
    main()
