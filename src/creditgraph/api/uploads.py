"""Reading a multipart form part by part: the file goes to its sink as it arrives, only small fields stay in memory."""

import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

from anyio.to_thread import run_sync
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from creditgraph.model.errors import BadInput

logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # it would write parts of what was sent

MOST_FIELDS = 20
MOST_FIELD_BYTES = 4000
FILE = "file"
_MEDIA_TYPE = b"multipart/form-data"


class Sink(Protocol):
    """Where the bytes of the file go."""

    def write(self, chunk: bytes) -> None:
        """Take a part of the file in."""
        ...


async def read_form(content_type: str, stream: AsyncIterator[bytes], sink: Sink) -> tuple[str, dict[str, str]]:
    """The name of the file, whose bytes go to the sink, and the other fields.

    BadInput for what is no form, has no file or several, or was cut off.
    """
    form = _Form(content_type, sink)
    try:
        async for chunk in stream:
            # Sealing and writing a part of a large file is work for a thread.
            await run_sync(form.feed, chunk)
    except ClientDisconnect:
        raise BadInput("cut_off", "the upload was cut off", "send it again") from None
    return form.finish()


class _Form:
    def __init__(self, content_type: str, sink: Sink) -> None:
        media, options = parse_options_header(content_type)
        if media != _MEDIA_TYPE or not options.get(b"boundary"):
            raise BadInput("media_type", "an upload is multipart/form-data", "send a form with the field file")
        self._sink = sink
        self._fields: dict[str, bytearray] = {}
        self._file_name: str | None = None
        self._headers: dict[bytes, bytes] = {}
        self._header, self._value = bytearray(), bytearray()
        self._take: Callable[[bytes], None] = lambda _data: None
        self._ended = False
        callbacks: Any = {
            "on_part_begin": self._headers.clear,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._part_begins,
            "on_part_data": lambda data, start, end: self._take(data[start:end]),
            "on_end": self._end,
        }
        try:
            self._parser = MultipartParser(options[b"boundary"], callbacks)
        except FormParserError:
            raise _no_form() from None

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise _no_form() from None

    def finish(self) -> tuple[str, dict[str, str]]:
        if not self._ended:
            raise BadInput("cut_off", "the upload was cut off", "send it again")
        if self._file_name is None:
            raise BadInput("no_file", "the form has no file", "send the file in the field file")
        try:
            return self._file_name, {name: bytes(value).decode() for name, value in self._fields.items()}
        except UnicodeDecodeError:
            raise _no_form() from None

    def _header_end(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _part_begins(self) -> None:
        _kind, options = parse_options_header(self._headers.get(b"content-disposition", b"").decode("latin-1"))
        name, file_name = (_text(options.get(option, b"")) for option in (b"name", b"filename"))
        if name == FILE:
            if self._file_name is not None:
                raise BadInput("several_files", "the form has several files", "send each in a request of its own")
            self._file_name = file_name
            self._take = self._sink.write
            return
        if name in self._fields or len(self._fields) >= MOST_FIELDS:
            raise BadInput("invalid", f"the form has the field {name[:50]!r} twice, or too many", "name each once")
        field = self._fields[name] = bytearray()

        def take(data: bytes) -> None:
            if len(field) + len(data) > MOST_FIELD_BYTES:
                raise BadInput("too_large", f"the field {name[:50]!r} is too long", "send less")
            field.extend(data)

        self._take = take

    def _end(self) -> None:
        self._ended = True


def _no_form() -> BadInput:
    return BadInput("malformed", "the body is no multipart form", "send a form with the field file")


def _text(value: bytes) -> str:
    """A name as browsers and curl send it, in UTF-8."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise _no_form() from None
