"""Every error of the HTTP doors in one shape (RFC 9457): what is wrong, where, and the way out; never a traceback."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.web.bodies import Body
from app.web.shape_errors import in_words
from usecases.bundles import NoBundleError

JSON = "application/json"
MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str, *, way_out: str = "", errors: list[dict[str, str]] | None = None) -> JSONResponse:
    """One problem as a response; `errors` names each place in the request that is wrong."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body |= {"detail": detail} | ({"way_out": way_out} if way_out else {}) | ({"errors": errors} if errors else {})
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)


async def on_http_error(_request: Request, error: Exception) -> JSONResponse:
    """A refusal raised by a door or by the framework."""
    if not isinstance(error, HTTPException):
        raise error
    unread = error.status_code == 400 and "parsing the body" in str(error.detail)
    response = problem(error.status_code, str(error.detail), way_out="Send JSON in UTF-8." if unread else "")
    response.headers.update(error.headers or {})
    return response


async def on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    """A body or parameter of the wrong shape: each place is named, its value is not repeated."""
    if not isinstance(error, RequestValidationError):
        raise error
    errors = []
    for one in error.errors():
        what, out = in_words(one, _fields())
        errors.append({"where": ".".join(str(part) for part in one["loc"]), "what": what, "way_out": out})
    way_out = "The API is described at /openapi.json."
    if request.headers.get("content-type", "").partition(";")[0] != JSON and errors[0]["where"] == "body":
        way_out = f"Send the body as JSON, with the header Content-Type: {JSON}."
    return problem(422, "The request has the wrong shape.", way_out=way_out, errors=errors)


def _fields() -> set[str]:
    """Every field of every body that the API takes."""
    return {name for body in Body.__subclasses__() for name in body.model_fields}


async def on_nothing_published(_request: Request, _error: Exception) -> JSONResponse:
    """The operator's turn: there is no experience to show or to work by."""
    way_out = "Run `echoloop publish`."
    return problem(503, "Nothing is published yet, or not for this version.", way_out=way_out)


async def on_bug(request: Request, error: Exception) -> JSONResponse:
    """Our own fault: logged with its traceback, answered without one."""
    structlog.get_logger().error("request failed", path=request.url.path, exc_info=error)
    return problem(500, "Something broke here, not in the request.", way_out="Try again; the log says what broke.")


def add_problem_responses(app: FastAPI) -> None:
    """Let every error of `app` be answered as a problem."""
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(NoBundleError, on_nothing_published)
    app.add_exception_handler(Exception, on_bug)
