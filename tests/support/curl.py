"""A guide's curl commands, sent to a server of the test's own."""

import shlex
from pathlib import Path

import httpx

ADDRESS = "http://127.0.0.1:8000"
"""Where the guides say that the server is."""


def send(client: httpx.Client, command: str, files_in: Path) -> httpx.Response:
    """What a curl command is answered; the files that it names are those of a folder."""
    words = iter(shlex.split(command)[1:])
    url, headers, data, query, files = "", {}, None, {}, {}
    as_query = False
    for word in words:
        if word == "-G":
            as_query = True
        elif word == "-H":
            name, value = next(words).split(": ", 1)
            headers[name] = value
        elif word in ("-d", "--data-urlencode"):
            data = next(words)
            if as_query:
                name, value = data.split("=", 1)
                query[name] = value
        elif word == "-F":
            name, value = next(words).split("=", 1)
            content = (files_in / Path(value).name).read_bytes() if value.startswith("@") else value.encode()
            files[name] = (Path(value).name, content) if value.startswith("@") else (None, content)
        else:
            assert word.startswith(ADDRESS + "/"), word
            url = word.removeprefix(ADDRESS)
    if files:
        return client.post(url, files=files)
    if data is not None and not as_query:
        return client.post(url, content=data.encode(), headers=headers)
    return client.get(url, params=query or None)
