"""Problems: the one form of every error that the API gives, `application/problem+json`, and its status by code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from wsgiref.types import StartResponse

from werkzeug.http import HTTP_STATUS_CODES

PROBLEM_TYPE = "application/problem+json"

STATUSES: Mapping[str, int] = MappingProxyType(
    {
        "bad_request": 400,
        "unauthorized": 401,
        "forbidden": 403,
        "insufficient_scope": 403,
        "pairing_denied": 403,
        "not_found": 404,
        "unknown_asset": 404,
        "unknown_client": 404,
        "unknown_collection": 404,
        "unknown_folder": 404,
        "unknown_job": 404,
        "unknown_pack": 404,
        "unknown_query_image": 404,
        "unknown_saved_search": 404,
        "no_self_test": 404,
        "method_not_allowed": 405,
        "request_timeout": 408,
        "asset_changed": 409,
        "asset_offline": 409,
        "bad_pack": 409,
        "library_busy": 409,
        "no_curated_folder": 409,
        "pack_in_use": 409,
        "recipe_needs": 409,
        "asset_gone": 410,
        "pairing_gone": 410,
        "session_code_gone": 410,
        "length_required": 411,
        "wrong_library": 412,
        "picture_too_large": 413,
        "too_large": 413,
        "unsupported_media_type": 415,
        "bad_range": 416,
        "bad_collection_name": 409,
        "bad_saved_search_name": 409,
        "same_file": 409,
        "bad_cursor": 422,
        "bad_folder": 422,
        "bad_origin": 422,
        "bad_recipe": 422,
        "bad_template": 422,
        "decoder_died": 422,
        "empty_query": 422,
        "invalid": 422,
        "unreadable_picture": 422,
        "wrong_code": 422,
        "api_version": 426,
        "library_required": 428,
        "too_many_requests": 429,
        "headers_too_large": 431,
        "error": 500,
        "format_unavailable": 501,
        "not_implemented": 501,
        "busy": 503,
        "disk_full": 507,
    }
)
"""The status of each code; a code that is not here is an error of ours or of the machine: 500."""

_OUR_FAULT = 500

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

    `field` names the value that does not fit, `retry_after` the seconds to wait, `allow` the methods that there are.
    """

    code: str
    detail: str
    field: str | None = None
    retry_after: int | None = None
    allow: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """The HTTP status of the code."""
        return STATUSES.get(self.code, _OUR_FAULT)

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
            "status": self.status,
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
        if self.status == STATUSES["unauthorized"]:
            headers.append(("WWW-Authenticate", "Bearer"))
        if self.retry_after is not None:
            headers.append(("Retry-After", str(self.retry_after)))
        if self.allow:
            headers.append(("Allow", ", ".join(self.allow)))
        return headers

    @property
    def status_line(self) -> str:
        """Status and phrase, as WSGI wants them."""
        return f"{self.status} {HTTP_STATUS_CODES[self.status]}"


UNAUTHORIZED = Problem(
    "unauthorized", "This needs the token of a paired program: Authorization: Bearer hub_..."
)


def problem_response(problem: Problem, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a WSGI request with a problem."""
    start_response(problem.status_line, problem.headers)
    return [problem.body]
