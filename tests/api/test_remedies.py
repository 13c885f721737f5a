"""An API client is told what a client can do: fields and routes, no options of a command."""

import re
import time

import httpx
import pytest

from creditgraph.api.remedies import for_client

from .conftest import V1, problem


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ask with --known-at for an earlier time", "ask with known_at for an earlier time"),
        ("用 --encoding 指明编码，或修复损坏的字节", "用 encoding 指明编码，或修复损坏的字节"),
        ("import it with --encoding utf-16", "import it with encoding=utf-16"),
        ("if the file is complete, repeat with --accept-shrink", "if the file is complete, repeat with accept_shrink"),
        ("name one with --mapping, or have one drafted", "name one with mapping, or have one drafted"),
        ("看 creditgraph show 所列", "看 GET /api/v1/entities/{id} 所列"),
        ("make one with creditgraph init", "make one with creditgraph init"),
        ("use 127.0.0.1; see --expose-without-access-control", "use 127.0.0.1; see --expose-without-access-control"),
    ],
)
def test_options_become_fields_and_commands_routes(said: str, told: str) -> None:
    assert for_client(said) == told


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("subject", ["91379911YX9900993M", "91379911YX99000102", "云泽锦程商贸有限公司", "无此公司"])
def test_a_subject_that_is_none_is_told_in_one_language_and_without_options(
    client: httpx.Client, subject: str, lang: str
) -> None:
    response = client.get(f"{V1}/entities/{subject}", params={"lang": lang})
    problem(response)
    told = response.json()
    for sentence in (told["detail"], told["remedy"]):
        assert "--" not in sentence
        assert "creditgraph " not in sentence
        plain = sentence.replace(subject, "")
        assert bool(re.search("[\u4e00-\u9fff]", plain)) == (lang == "zh"), sentence


def test_the_error_of_a_job_speaks_to_its_client(served: object) -> None:
    client = served()  # type: ignore[operator]
    sent = {"file": ("a.csv", "谁,什么\n一,二\n".encode())}
    job = client.post(f"{V1}/imports", files=sent).json()["job"]
    while (told := client.get(f"{V1}/imports/{job}").json())["status"] in ("queued", "running"):
        time.sleep(0.05)
    assert told["status"] == "failed"
    assert "import with mapping a.yaml" in told["error"]["remedy"]
