"""The project's reference data beside the checkout: tests that want it skip loudly without it, and fail in CI."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("CREDITGRAPH_SHARED", Path(__file__).parents[2].parent / "shared"))
A_SHARE = SHARED / "data" / "a_share"


def need(*files: Path) -> None:
    """Skip the test where a file is absent."""
    missing = [str(file) for file in files if not file.exists()]
    if missing:
        message = f"NOT TESTED: {', '.join(missing)} absent; set CREDITGRAPH_SHARED"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
