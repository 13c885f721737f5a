"""What to do, in the words of an API client: where a command says `--known-at`, a request says `known_at`.

Fields and parameters bear the names of the options (`interfaces.md` 2: the same words in HTTP), and questions have
routes. What only whoever runs the server can do keeps the words of the command line.
"""

import re

_OPTIONS = (
    "accept-shrink",
    "all-or-nothing",
    "as-of",
    "encoding",
    "known-at",
    "mapping",
    "max-hops",
    "min-certainty",
    "purpose",
    "reason",
    "sheet",
    "snapshot",
    "stated-on",
)
_OPTION = re.compile(rf"--({'|'.join(_OPTIONS)})(?![\w-])(?: (?=[a-z0-9]+-?[0-9]+\b))?")
_ROUTES = {
    "creditgraph search": "GET /api/v1/search",
    "creditgraph show": "GET /api/v1/entities/{id}",
    "creditgraph merge": "POST /api/v1/merges",
    "creditgraph reviews list": "GET /api/v1/reviews",
    "creditgraph reviews show": "GET /api/v1/reviews/{id}",
}
_COMMAND = re.compile("|".join(_ROUTES))


def for_client(text: str) -> str:
    """A sentence that names options and commands, as one that names fields and routes.

    >>> for_client("ask with --known-at for an earlier time, or import it with --encoding utf-16")
    'ask with known_at for an earlier time, or import it with encoding=utf-16'
    """
    fields = _OPTION.sub(lambda found: found[1].replace("-", "_") + ("=" if found[0].endswith(" ") else ""), text)
    return _COMMAND.sub(lambda found: _ROUTES[found[0]], fields)
