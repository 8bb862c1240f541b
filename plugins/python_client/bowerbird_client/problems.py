"""What an answer that is no success means: the hub's problem+json as one of the client's errors."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import (
    BowerbirdClientError,
    BusyError,
    ChangedError,
    GarbledError,
    HubTooNewError,
    NotPairedError,
    OfflineError,
    PairingDeniedError,
    PairingExpiredError,
    ProblemError,
    RefusedError,
    UnknownError,
    WrongLibraryError,
)
from .fields import Json, parse, text
from .line import Answer

_BY_CODE: Mapping[str, type[ProblemError]] = {
    "asset_offline": OfflineError,
    "asset_changed": ChangedError,
    "asset_gone": ChangedError,
    "busy": BusyError,
    "library_busy": BusyError,
    "too_many_requests": BusyError,
    "not_found": UnknownError,
}
_NOT_KNOWN = "Bowerbird does not know this plug-in (any more)."
_PLAIN: Mapping[str, tuple[type[BowerbirdClientError], str]] = {
    "api_version": (HubTooNewError, "The Bowerbird that runs does not speak the version of this plug-in."),
    "pairing_denied": (PairingDeniedError, "The request to connect was denied."),
    "pairing_gone": (PairingExpiredError, "The request to connect was not approved in time."),
    "unauthorized": (NotPairedError, _NOT_KNOWN),
    "wrong_library": (WrongLibraryError, "The Bowerbird that runs holds another library."),
}
_BY_STATUS: Mapping[int, str] = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    410: "gone",
    413: "too_large",
    426: "api_version",
    429: "too_many_requests",
    503: "busy",
}
_LONGEST_DETAIL = 500
_LONGEST_WAIT_S = 3600.0


def problem_of(answer: Answer, scope: str | None = None) -> BowerbirdClientError:
    """Make the error that an answer means; `scope` is the right that was needed."""
    fields: Json = {}
    # The guard and the server themselves answer with less than a problem.
    if "json" in answer.headers.get("content-type", ""):
        try:
            fields = parse(answer.body)
        except GarbledError:
            fields = {}
    code = text(fields, "code") or _BY_STATUS.get(answer.status) or "error"
    if code in _PLAIN:
        kind, sentence = _PLAIN[code]
        return kind(sentence)
    told = text(fields, "detail") or text(fields, "title") or ""
    detail = told[:_LONGEST_DETAIL].strip() or f"Bowerbird refused (status {answer.status})."
    # The hub's own sentences say what to do.
    advice = "" if told else None
    if code == "insufficient_scope":
        named = scope or "that"
        return RefusedError(f"This plug-in may not do that: it lacks the permission {named!r}.", scope=scope)
    kind_by_code = _BY_CODE.get(code, UnknownError if code.startswith("unknown_") else ProblemError)
    return kind_by_code(
        detail,
        advice,
        code=code,
        status=answer.status,
        field=text(fields, "field"),
        retry_after=_retry_after(answer),
    )


def refusal_of_proof(answer: Answer) -> BowerbirdClientError:
    """Make the error that a hub's refusal to prove itself means: the client that it does not know is this plug-in then."""
    error = problem_of(answer)
    return NotPairedError(_NOT_KNOWN) if error.code == "unknown_client" else error


def _retry_after(answer: Answer) -> float | None:
    told = answer.headers.get("retry-after", "")
    return min(float(told), _LONGEST_WAIT_S) if told.isascii() and told.isdigit() else None
