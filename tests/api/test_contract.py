"""Requests made from the OpenAPI document, right ones and wrong ones: no 5xx, and every answer as described."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from creditgraph.api.settings import Settings
from support.openapi import DOCUMENT
from support.server import running

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
EXAMPLES = 25

REFUSED = ["400", "403", "404", "405", "409", "413", "415", "422"]
"""413 is ours for a list that is too long."""

document = schemathesis.openapi.from_dict(
    json.loads(DOCUMENT.read_text("utf-8")),
    config=schemathesis.Config.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSED}}}),
)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(province_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of a copy of the example, which the requests may change."""
    copy = tmp_path_factory.mktemp("contract") / "archive.sqlite"
    shutil.copy2(Path(province_settings.archive), copy)
    with running(replace(province_settings, archive=str(copy))) as client:
        yield str(client.base_url)


@document.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: Case, address: str) -> None:
    case.call_and_validate(base_url=address, checks=CHECKS)
