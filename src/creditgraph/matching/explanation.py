"""Why two records match or not: one typed object, one line for a log, one sentence for a reader.

The line lists what speaks for (`+`), against (`-`) and half for (`~`) the two being one: `+CODE +BRAND -DIVISION`.
"""

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from creditgraph.model.tables import table_rows


class PairVerdict(StrEnum):
    """What a comparison says of a pair."""

    SAME = "same"
    REVIEW = "review"
    DIFFERENT = "different"


class Feature(NamedTuple):
    """One thing compared: `score` is 1 for full agreement, 0 for none; `detail` shows both sides, `鲁信 ≠ 鲁新`."""

    name: str
    score: float
    detail: str

    @property
    def sign(self) -> str:
        """`+` speaks for, `-` against, `~` in between."""
        return "+" if self.score >= 0.9 else "-" if self.score < 0.5 else "~"


class Explanation(NamedTuple):
    """A verdict with its reasons. `probability` is that of the two being one."""

    verdict: PairVerdict
    probability: float
    features: tuple[Feature, ...]

    @property
    def key(self) -> str:
        """The reasons in one line: `+BRAND -DIVISION`."""
        return " ".join(feature.sign + feature.name for feature in self.features)

    @property
    def zh(self) -> str:
        """One sentence in Chinese."""
        told = {"same": "判定为同一主体", "review": "需要人工复核", "different": "判定为不同主体"}[self.verdict]
        return self._sentence(0, told, "；", "，", ("一致", "相近", "不一致"), "没有可比较的内容") + "。"

    @property
    def en(self) -> str:
        """One sentence in English."""
        told = {"same": "The same subject", "review": "For a person to review", "different": "Different subjects"}
        agree = ("agrees", "is close", "differs")
        return self._sentence(1, told[self.verdict], "; ", ": ", agree, "nothing to compare") + "."

    def _sentence(
        self, column: int, told: str, between: str, after: str, words: tuple[str, str, str], none: str
    ) -> str:
        parts = []
        for feature in self.features:
            agreement = words["+~-".index(feature.sign)]
            detail = f"({feature.detail})" if feature.detail else ""
            blank = " " if column else ""
            parts.append(f"{_words()[feature.name][column]}{blank}{agreement}{blank if detail else ''}{detail}")
        return told + after + (between.join(parts) or none)


@cache
def _words() -> dict[str, tuple[str, str]]:
    return {name: (zh, en) for name, zh, en in table_rows("creditgraph.matching", "tables/features.tsv")}
