"""How a request is refused from anywhere below the guard: every error becomes a problem, and none tells of the inside."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from types import MappingProxyType

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from bowerbird_bridge.problems import Problem
from bowerbird_bridge.v1.discretion import said_to
from bowerbird_engine import BowerbirdError

_log = logging.getLogger(__name__)

_BY_STATUS = {
    400: Problem("bad_request", "The hub cannot make sense of this request."),
    404: Problem("not_found", "There is nothing at this address; GET /v1/hello tells what this hub can do."),
    405: Problem("method_not_allowed", "This address takes another method; the header Allow names those."),
    413: Problem("too_large", "The request is larger than the hub takes."),
    415: Problem("unsupported_media_type", "The hub does not take a body of this kind here."),
}
_NOT_FOUND = 404
_OTHER_VERSION = re.compile(r"/v(?!1/)[0-9]+/", re.ASCII)
_SPEAKS = Problem(
    "api_version",
    "This hub speaks version 1 of the API. Update whichever of the two is older: the hub, or the program that asks.",
)
_OWN_FAULT = Problem(
    "error", "Something went wrong in the hub. Its log says more; `bowerbird doctor` may say what to do."
)


class Refused(Exception):  # noqa: N818  most refusals are no error of anybody
    """End the request with this problem."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        field: str | None = None,
        retry_after: int | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(detail)
        self.problem = Problem(code, detail, field=field, retry_after=retry_after)
        self.headers = headers


def answer_with(problem: Problem) -> Response:
    """Make the answer that a problem is."""
    return Response(problem.body, status=problem.status, headers=problem.headers)


def refuse_in_problems(app: Flask) -> None:
    """Have every error of a request answered as a problem."""

    @app.errorhandler(Refused)
    def _refused(error: Refused) -> Response:
        response = answer_with(error.problem)
        response.headers.update(error.headers)
        return response

    @app.errorhandler(BowerbirdError)
    def _known(error: BowerbirdError) -> Response:
        retry_after = getattr(error, "retry_after", None)
        call = g.get("call")
        detail = str(error) if call is None else said_to(call, str(error))
        problem = Problem(error.code, detail, retry_after=retry_after)
        if problem.status == _OWN_FAULT.status:
            _log.warning("%s %s: %s: %s", request.method, request.path, error.code, error)
        return answer_with(problem)

    @app.errorhandler(HTTPException)
    def _framework(error: HTTPException) -> Response:
        other_version = error.code == _NOT_FOUND and _OTHER_VERSION.match(request.path)
        problem = _SPEAKS if other_version else _BY_STATUS.get(error.code or 500)
        if problem is None:
            _log.warning("%s %s: %s", request.method, request.path, error)
            return answer_with(_OWN_FAULT)
        response = answer_with(problem)
        allowed = error.get_response().headers.get("Allow")
        if allowed is not None:
            response.headers["Allow"] = allowed
        return response

    @app.errorhandler(Exception)
    def _unknown(error: Exception) -> Response:
        _log.error("%s %s failed", request.method, request.path, exc_info=error)
        return answer_with(_OWN_FAULT)
