"""`/healthz /readyz /version /docs`: for whoever runs or reads the server."""

from importlib.metadata import version

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse

from creditgraph.api.answers import answer
from creditgraph.api.dependencies import StateOf
from creditgraph.api.description import NOT_READY
from creditgraph.api.page import documentation
from creditgraph.api.shapes.work import Health, Ready, Version
from creditgraph.archive.schema import SCHEMA_VERSION
from creditgraph.model.errors import Broken, CreditGraphError
from creditgraph.usecases.published import graph_state

router = APIRouter(tags=["operations"])


@router.get("/healthz", response_model=Health)
async def get_health() -> Response:
    """Whether the process answers."""
    return answer({"status": "ok"})


@router.get("/readyz", response_model=Ready, responses=NOT_READY)
def get_readiness(state: StateOf) -> Response:
    """Whether the archive can be read and its key is there."""
    context = state["context"]
    try:
        context.key()  # opens the archive too
    except CreditGraphError as error:
        raise Broken("not_ready", f"{error.code}: {error.message}") from None
    if context.graph_address is None:
        return answer({"status": "ready"})
    return answer({"status": "ready", "graph": graph_state(context.graph_address, context.archive)["state"]})


@router.get("/version", response_model=Version)
async def get_version() -> Response:
    """The version of the program, and of the archives it reads."""
    return answer({"name": "creditgraph", "version": version("creditgraph"), "schema": SCHEMA_VERSION})


@router.get("/docs", response_class=HTMLResponse, include_in_schema=False)
async def get_documentation(request: Request) -> HTMLResponse:
    """This description as a page that loads nothing from elsewhere."""
    return HTMLResponse(documentation(request.app.openapi()))
