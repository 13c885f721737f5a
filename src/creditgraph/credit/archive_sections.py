"""The sections of the archive page (公共信用信息报告的分类) and which records stand in each: a table, not code.

Every record type has a section, and every record exactly one: the rule with the most conditions that it meets.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from creditgraph.model.vocabulary import RecordType


class Rule(NamedTuple):
    """Which records of a type: all, those of a list's polarity, those whose item holds a word."""

    type: RecordType
    polarity: str | None = None
    item_holds: str | None = None
    title: Mapping[str, str] | None = None

    @property
    def conditions(self) -> int:
        """How particular the rule is."""
        return sum(condition is not None for condition in (self.polarity, self.item_holds))

    def covers(self, type_: RecordType, item: str, fields: Mapping[str, str]) -> bool:
        """Whether a record meets the rule."""
        return (
            type_ is self.type
            and (self.polarity is None or fields.get("polarity") == self.polarity)
            and (self.item_holds is None or self.item_holds in item)
        )


class ArchiveSection(NamedTuple):
    """A section: its name, its title by language, and its record types in order."""

    name: str
    title: Mapping[str, str]
    rules: tuple[Rule, ...]

    def title_of(self, type_: RecordType) -> dict[str, str] | None:
        """What the records of a type are called here, by language; None where by their type alone."""
        return next((dict(rule.title) for rule in self.rules if rule.type is type_ and rule.title), None)

    @property
    def types(self) -> tuple[RecordType, ...]:
        """The record types of the section, in the table's order."""
        return tuple(dict.fromkeys(rule.type for rule in self.rules))


@lru_cache(maxsize=1)
def archive_sections() -> tuple[ArchiveSection, ...]:
    """The sections in their order."""
    table = yaml.safe_load((files("creditgraph.credit") / "archive_sections.yaml").read_text("utf-8"))
    return tuple(
        ArchiveSection(
            one["section"],
            one["title"],
            tuple(
                Rule(RecordType(rule["type"]), rule.get("polarity"), rule.get("item_holds"), rule.get("title"))
                for rule in one["rules"]
            ),
        )
        for one in table["sections"]
    )


def section_of(type_: RecordType, item: str, fields: Mapping[str, str]) -> str:
    """The name of the section in which a record stands."""
    rules = [(rule, section.name) for section in archive_sections() for rule in section.rules]
    met = [(rule, name) for rule, name in rules if rule.covers(type_, item, fields)]
    return max(met, key=lambda one: one[0].conditions)[1]
