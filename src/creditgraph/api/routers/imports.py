"""`/imports`: a file in. It is taken in while it arrives; a worker imports it, and the job says how far it is."""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from starlette.responses import FileResponse

from creditgraph.api.answers import answer
from creditgraph.api.dependencies import Caller, CallerOf, IdempotencyKey
from creditgraph.api.description import BODY, CHANGE, QUESTION, UNKNOWN
from creditgraph.api.idempotency import once
from creditgraph.api.models import AsOf, Tongue, Words, day_of
from creditgraph.api.remedies import for_client
from creditgraph.api.shapes.work import Job
from creditgraph.api.uploads import read_form
from creditgraph.usecases import jobs
from creditgraph.usecases.intake import Options

router = APIRouter(tags=["imports"])
Number = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,40}$", examples=["JB20261124-0123456789AB"])]


class Fields(BaseModel):
    """The fields of the form beside the file."""

    model_config = ConfigDict(extra="forbid")

    mapping: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,99}$")] | None = None
    dataset: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,99}$")] | None = None
    supplier: Words | None = None
    stated_on: AsOf | None = None
    encoding: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,40}$")] | None = None
    sheet: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    snapshot: Literal["dataset"] | None = None
    accept_shrink: bool = False
    dry_run: bool = False
    all_or_nothing: bool = False
    purpose: Words | None = None
    reason: Words | None = None


_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    **Fields.model_json_schema(),
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "The file, of any size allowed."},
                        **Fields.model_json_schema()["properties"],
                    },
                    "required": ["file"],
                }
            }
        },
    }
}


@router.post("/imports", status_code=202, response_model=Job, responses=CHANGE | BODY, openapi_extra=_FORM)
async def import_file(
    asked: Request, caller: CallerOf, _tongue: Annotated[Tongue, Query()], idempotency_key: IdempotencyKey = None
) -> Response:
    """Send a file to be imported. The answer is a job; its Location says how far it is.

    The same file twice changes nothing. What cannot be loaded stands in the job's quarantine file, the rest is loaded.
    """
    with await run_in_threadpool(jobs.receive_upload, caller.context) as upload:
        sink = _Hashing(upload)
        name, sent = await read_form(asked.headers.get("content-type", ""), asked.stream(), sink)
        fields = _fields(sent)
        told = f"{name}\n{sorted(sent.items())}\n{sink.digest.hexdigest()}".encode()
        later = caller.anew()  # the clock stood while the file arrived

        def submit() -> Response:
            job = _submit(later, upload, name, fields)
            return answer(job, 202, {"location": _place(job)})

        return await run_in_threadpool(once, later, idempotency_key, "import", told, submit, _place)


@router.get("/imports/{job}", response_model=Job, responses=QUESTION | UNKNOWN)
def get_import(caller: CallerOf, job: Number, query: Annotated[Tongue, Query()]) -> Response:
    """How far a job is; when it is done, `result` is the report of the import."""
    told = jobs.job_status(caller.context, caller.request(), job)
    if isinstance(told["error"], dict):
        told["error"] = {name: for_client(text) for name, text in told["error"].items()}
    return answer(told)


@router.get(
    "/imports/{job}/quarantine",
    response_class=FileResponse,
    responses=QUESTION | UNKNOWN | {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def get_quarantine(caller: CallerOf, job: Number, query: Annotated[Tongue, Query()]) -> Response:
    """What could not be loaded: CSV by row and column, with reason and remedy in both languages."""
    path = jobs.quarantine_file(caller.context, caller.request(), job)
    return FileResponse(path, media_type="text/csv", filename=f"{job}.quarantine.csv")


@router.get(
    "/imports/{job}/returned",
    response_class=FileResponse,
    responses=QUESTION | UNKNOWN | {200: {"content": {_WORKBOOK: {"schema": {"type": "string", "format": "binary"}}}}},
)
def get_returned(caller: CallerOf, job: Number, query: Annotated[Tongue, Query()]) -> Response:
    """The rows to mend as a workbook: what stood in the file, with reason and remedy; importable once mended."""
    path = jobs.returned_file(caller.context, caller.request(), job)
    return FileResponse(path, media_type=_WORKBOOK, filename=f"{job}.returned.xlsx")


class _Hashing:
    """A sink that also hashes what goes through."""

    def __init__(self, sink: Any) -> None:
        self._write = sink.write
        self.digest = hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        """Take a part of the file in."""
        self.digest.update(chunk)
        self._write(chunk)


def _fields(sent: dict[str, str]) -> Fields:
    try:
        return Fields.model_validate({name: value for name, value in sent.items() if value})
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(found) from None


def _submit(caller: Caller, upload: Any, name: str, fields: Fields) -> dict[str, object]:
    options = Options(
        fields.mapping,
        fields.dataset,
        fields.supplier,
        day_of(fields.stated_on),
        fields.encoding,
        fields.snapshot == "dataset",
        fields.accept_shrink,
        fields.dry_run,
        fields.all_or_nothing,
        sheet=fields.sheet,
    )
    request = caller.request(purpose=fields.purpose, reason=fields.reason)
    return jobs.submit_import(caller.context, request, upload, name, options)


def _place(told: Mapping[str, Any]) -> str:
    return f"/api/v1/imports/{told['job']}"
