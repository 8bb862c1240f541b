"""Problems: the one form of every error that the API gives, `application/problem+json`, and its status by code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

PROBLEM_TYPE = "application/problem+json"

STATUSES: Mapping[str, HTTPStatus] = MappingProxyType(
    {
        "bad_request": HTTPStatus.BAD_REQUEST,
        "unauthorized": HTTPStatus.UNAUTHORIZED,
        "forbidden": HTTPStatus.FORBIDDEN,
        "insufficient_scope": HTTPStatus.FORBIDDEN,
        "pairing_denied": HTTPStatus.FORBIDDEN,
        "not_found": HTTPStatus.NOT_FOUND,
        "unknown_asset": HTTPStatus.NOT_FOUND,
        "unknown_client": HTTPStatus.NOT_FOUND,
        "unknown_collection": HTTPStatus.NOT_FOUND,
        "unknown_folder": HTTPStatus.NOT_FOUND,
        "unknown_job": HTTPStatus.NOT_FOUND,
        "unknown_pack": HTTPStatus.NOT_FOUND,
        "unknown_query_image": HTTPStatus.NOT_FOUND,
        "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
        "request_timeout": HTTPStatus.REQUEST_TIMEOUT,
        "asset_changed": HTTPStatus.CONFLICT,
        "asset_offline": HTTPStatus.CONFLICT,
        "library_busy": HTTPStatus.CONFLICT,
        "no_curated_folder": HTTPStatus.CONFLICT,
        "pack_in_use": HTTPStatus.CONFLICT,
        "asset_gone": HTTPStatus.GONE,
        "pairing_gone": HTTPStatus.GONE,
        "session_code_gone": HTTPStatus.GONE,
        "length_required": HTTPStatus.LENGTH_REQUIRED,
        "wrong_library": HTTPStatus.PRECONDITION_FAILED,
        "picture_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "unsupported_media_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "bad_range": HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
        "bad_collection_name": HTTPStatus.CONFLICT,
        "bad_cursor": HTTPStatus.UNPROCESSABLE_ENTITY,
        "bad_folder": HTTPStatus.UNPROCESSABLE_ENTITY,
        "bad_origin": HTTPStatus.UNPROCESSABLE_ENTITY,
        "decoder_died": HTTPStatus.UNPROCESSABLE_ENTITY,
        "empty_query": HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
        "unreadable_picture": HTTPStatus.UNPROCESSABLE_ENTITY,
        "wrong_code": HTTPStatus.UNPROCESSABLE_ENTITY,
        "api_version": HTTPStatus.UPGRADE_REQUIRED,
        "library_required": HTTPStatus.PRECONDITION_REQUIRED,
        "too_many_requests": HTTPStatus.TOO_MANY_REQUESTS,
        "headers_too_large": HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "error": HTTPStatus.INTERNAL_SERVER_ERROR,
        "not_implemented": HTTPStatus.NOT_IMPLEMENTED,
        "busy": HTTPStatus.SERVICE_UNAVAILABLE,
        "disk_full": HTTPStatus.INSUFFICIENT_STORAGE,
    }
)
"""The status of each code; a code that is not here is an error of ours or of the machine: 500."""

_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "unauthorized": "A token is needed",
        "forbidden": "This request is not let in",
        "insufficient_scope": "The token does not allow this",
        "busy": "The hub is busy",
        "error": "Something went wrong in the hub",
        "disk_full": "The disk is full",
        "invalid": "A value does not fit",
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as clients see it: a stable `code`, and a plain `detail` that says what to do next.

    `field` names the value that does not fit, `retry_after` the seconds to wait.
    """

    code: str
    detail: str
    field: str | None = None
    retry_after: int | None = None

    @property
    def status(self) -> HTTPStatus:
        """The HTTP status of the code."""
        return STATUSES.get(self.code, HTTPStatus.INTERNAL_SERVER_ERROR)

    @property
    def title(self) -> str:
        """What kind of problem it is, the same words each time."""
        return _TITLES.get(self.code) or self.code.replace("_", " ").capitalize()

    @property
    def body(self) -> bytes:
        """The problem as JSON."""
        members: dict[str, object] = {
            "type": f"urn:bowerbird:problem:{self.code}",
            "title": self.title,
            "status": int(self.status),
            # The name of a file may hold bytes that are no text, and those have no place in JSON.
            "detail": self.detail.encode("utf-8", "replace").decode("utf-8"),
            "code": self.code,
        }
        if self.field is not None:
            members["field"] = self.field
        return json.dumps(members, ensure_ascii=False).encode()

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers that belong to it, length included."""
        headers = [("Content-Type", PROBLEM_TYPE), ("Content-Length", str(len(self.body)))]
        if self.status is HTTPStatus.UNAUTHORIZED:
            headers.append(("WWW-Authenticate", "Bearer"))
        if self.retry_after is not None:
            headers.append(("Retry-After", str(self.retry_after)))
        return headers

    @property
    def status_line(self) -> str:
        """Status and phrase, as WSGI wants them."""
        return f"{self.status.value} {self.status.phrase}"


def problem_response(problem: Problem, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a WSGI request with a problem."""
    start_response(problem.status_line, problem.headers)
    return [problem.body]
