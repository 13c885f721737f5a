"""The OpenAPI document as it is committed. `python tests/support/openapi.py` writes it, and docs/errors.md, anew."""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "openapi.json"
ERRORS = ROOT / "docs" / "errors.md"
HOW = "write it anew with: python tests/support/openapi.py"


def described() -> dict[str, Any]:
    """What the application says now; its version is that of the release, not of the interface."""
    from creditgraph.api.app import create_app
    from creditgraph.api.settings import Settings

    document = create_app(Settings("none.sqlite", Path("none"))).openapi()
    return json.loads(json.dumps(document))  # type: ignore[no-any-return]


def text_of(document: dict[str, Any]) -> str:
    """The document as it is written."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    from support.errors import page

    DOCUMENT.write_text(text_of(described()), "utf-8")
    ERRORS.write_text(page(), "utf-8")
