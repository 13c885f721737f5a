"""One run of a command: the archive it works on, the request it makes, and where its output goes."""

import os
from dataclasses import dataclass, field
from functools import cached_property

from creditgraph.archive.archive import Archive
from creditgraph.cli.output import Output
from creditgraph.identifiers import default_key_path
from creditgraph.model.dates import Day
from creditgraph.model.request import Language, Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.resolve_tx import known_at

ARCHIVE_VARIABLE = "CREDITGRAPH_ARCHIVE"
GRAPH_VARIABLE = "CREDITGRAPH_GRAPH"
DEFAULT_ARCHIVE = "creditgraph.sqlite"
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Session:
    """The shared options of a command. Unset ones have their defaults from the environment."""

    archive: str | None = None
    graph: str | None = None
    as_json: bool = False
    lang: Language | None = None
    purpose: str | None = None
    reason: str | None = None
    as_of: Day | None = None
    known_at: str | None = None
    _opened: list[Context] = field(default_factory=list)

    @cached_property
    def output(self) -> Output:
        """Where answers, notes and errors go."""
        return Output(self.language, self.as_json)

    @cached_property
    def context(self) -> Context:
        """The archive and the file of its key."""
        return self.context_at(DEFAULT_ARCHIVE)

    @property
    def graph_address(self) -> str | None:
        """The published graph that the options or the environment name."""
        return self.graph or os.environ.get(GRAPH_VARIABLE) or None

    def context_at(self, default: str) -> Context:
        """The archive that the options or the environment name, else the one at `default`."""
        address = self.archive or os.environ.get(ARCHIVE_VARIABLE) or default
        context = Context(Archive(address), default_key_path(), graph_address=self.graph_address)
        self._opened.append(context)
        return context

    def close(self) -> None:
        """Close the archives that the command worked on."""
        for context in self._opened:
            context.close()

    @property
    def language(self) -> Language:
        """`--lang`, else the locale's, else Chinese."""
        named = next(filter(None, map(os.environ.get, _LOCALE_VARIABLES)), None)
        return self.lang or language_of(named)

    def request(self) -> Request:
        """The frame of the question or the change; `--known-at` is resolved to a transaction here, once."""
        tx = None if self.known_at is None else known_at(self.context, self.known_at)
        return Request(purpose=self.purpose, reason=self.reason, as_of=self.as_of, tx=tx, lang=self.language)


def language_of(locale_name: str | None) -> Language:
    """English for an English locale, Chinese for every other and for none.

    >>> language_of("en_GB.UTF-8"), language_of("C.UTF-8")
    ('en', 'zh')
    """
    return "en" if (locale_name or "").lower().startswith("en") else "zh"
