"""The application: `create_app(settings)`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from creditgraph.api import description
from creditgraph.api.dependencies import State
from creditgraph.api.guard import Guard
from creditgraph.api.problems import on_error, on_http, on_invalid
from creditgraph.api.routers import (
    checks,
    entities,
    imports,
    match,
    merges,
    network,
    operations,
    paths,
    reconcile,
    reviews,
    search,
    sources,
    why,
)
from creditgraph.api.settings import Settings
from creditgraph.model.errors import CreditGraphError

PREFIX = "/api/v1"
_LEAST_COMPRESSED, _COMPRESSION = 1024, 4
"""Answers of fewer bytes are sent as they are; the level costs a tenth of what asking does, and shrinks tenfold."""
ROUTERS = (search, match, entities, paths, network, checks, imports, merges, reviews, sources, why)


def create_app(settings: Settings) -> FastAPI:
    """The application that answers for one archive, which its lifespan opens and closes."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
        current_default_thread_limiter().total_tokens = settings.threads
        context = settings.context()
        yield {"context": context, "settings": settings}
        context.archive.close()

    app = FastAPI(
        title="CreditGraph",
        summary="A graph-based entity credit archive (实体信用档案)",
        description=description.INTRODUCTION,
        version=version("creditgraph"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_tags=description.TAGS,
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    app.add_middleware(GZipMiddleware, minimum_size=_LEAST_COMPRESSED, compresslevel=_COMPRESSION)
    app.add_middleware(Guard, settings=settings)
    app.add_exception_handler(CreditGraphError, on_error)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    for noun in ROUTERS:
        app.include_router(noun.router, prefix=PREFIX)
    app.include_router(match.yente)
    app.include_router(reconcile.router)
    app.include_router(operations.router)
    app.openapi = description.describer(app)  # type: ignore[method-assign]
    if settings.web is not None:
        app.frontend("/", directory=settings.web, fallback=None)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name
