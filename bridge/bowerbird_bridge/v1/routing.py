"""The declaration of a route: one decorator says what a handler needs, and does what all handlers need.

    @route("GET", "/v1/folders/{folder_id}", scope=Scope.SEARCH, problems=("unknown_folder",))
    def show_folder(call: Call, folder_id: str) -> Folder: ...

A parameter named `body` is the decoded JSON, one named `query` the decoded parameters of the address; the others are
the parts of the path. The type of the answer says what goes back: a struct as JSON, None as 204, `Raw` as it is. The
same declarations make the specification (openapi.py) and the tests of scopes.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import io
import re
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import BinaryIO, Final, Literal, cast

import msgspec
from flask import Request, Response, g, request
from werkzeug.datastructures import Headers
from werkzeug.http import parse_etags, quote_etag
from werkzeug.wsgi import wrap_file

from bowerbird_bridge.access.clients import Client, Scope
from bowerbird_bridge.hub import Hub
from bowerbird_bridge.problems import UNAUTHORIZED
from bowerbird_bridge.v1.decoding import decode_body, decode_query
from bowerbird_bridge.v1.refusals import Refused

LIBRARY_HEADER: Final = "Bowerbird-Library"

PART: Final = r"^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,4095}$"
"""What a part of a path looks like that stands for something: every id, and every file of the page."""

_NOT_MODIFIED: Final = 304
_PART: Final = re.compile(PART, re.ASCII)

Method = Literal["GET", "POST", "PATCH", "DELETE"]
Access = Scope | Literal["any"] | None
"""The scope that a route needs; "any": a token, whatever it is good for; None: no token."""

_WRITING_SCOPES: Final = frozenset({Scope.CURATE, Scope.ADMIN})


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Be the body `{}`, of requests that have nothing more to say, and the query of routes without parameters."""


class Upload:
    """The body of a route that takes something else than JSON. It is given out once, and takes no room afterwards."""

    def __init__(self, data: bytes = b"") -> None:
        self._data = data

    def __len__(self) -> int:
        """Count its bytes."""
        return len(self._data)

    def take(self) -> bytes:
        """Give it away."""
        data, self._data = self._data, b""
        return data


@dataclass(frozen=True, slots=True)
class Call:
    """One request as its handler sees it. `client` is None only on routes that need no token."""

    hub: Hub
    caller: Client | None
    method: str
    headers: Headers
    upload: Upload

    @property
    def client(self) -> Client:
        """Who asks."""
        if self.caller is None:
            raise _unauthorized()
        return self.caller

    def knows(self, etag: str) -> bool:
        """Tell whether the client has the answer with this tag already."""
        return parse_etags(self.headers.get("If-None-Match")).contains_weak(etag)

    def may(self, scope: Scope) -> bool:
        """Tell whether the client has this scope too."""
        return self.caller is not None and scope in self.caller.scopes


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer that is no JSON: bytes, pieces as they come, or an open file, which whoever sends it closes."""

    body: bytes | Iterable[bytes] | BinaryIO
    media_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Forms:
    """What a handler's signature says of its request and its answer."""

    body: type[msgspec.Struct] | None
    query: type[msgspec.Struct]
    answer: type[msgspec.Struct] | None
    """None where there is no JSON in the answer."""


@dataclass(frozen=True)
class Route:
    """One method of one address, with all that is known of it."""

    method: Method
    path: str
    scope: Access
    handler: Callable[..., object]
    status: int
    problems: tuple[str, ...]
    takes: tuple[str, ...]
    """The media types of the body, where it is no JSON."""
    gives: tuple[str, ...]
    """The media types of the answer, where it is no JSON."""
    tagged: bool
    """Whether the answer has an ETag, and is 304 where the client knows it already."""
    heads: bool
    """Whether HEAD is worth its own entry in the specification; it is served wherever GET is."""
    also: Mapping[int, str]
    """Further statuses of success, each with what it says."""
    tells: Mapping[str, str]
    """Headers with a whole number that an answer may have, each with what it says."""

    @property
    def name(self) -> str:
        """The handler's name, which the specification calls the operation by."""
        return self.handler.__name__

    @property
    def names_library(self) -> bool:
        """Whether the request must say which library it means: what changes one must not land in another."""
        return self.method != "GET" and self.scope in _WRITING_SCOPES

    @functools.cached_property
    def forms(self) -> Forms:
        """The structs of the handler's signature."""
        hints: dict[str, type] = typing.get_type_hints(self.handler)
        answer = hints["return"]
        body = hints.get("body")
        if body is None and self.method in {"POST", "PATCH"} and not self.takes:
            body = Nothing
        told = answer if inspect.isclass(answer) and issubclass(answer, msgspec.Struct) else None
        return Forms(body, hints.get("query", Nothing), told)

    @functools.cached_property
    def arguments(self) -> frozenset[str]:
        """The names of the handler's parameters."""
        return frozenset(inspect.signature(self.handler).parameters)


def route(
    method: Method,
    path: str,
    *,
    scope: Access,
    status: int = 200,
    problems: tuple[str, ...] = (),
    takes: tuple[str, ...] = (),
    gives: tuple[str, ...] = (),
    tagged: bool = False,
    heads: bool = False,
    also: Mapping[int, str] = MappingProxyType({}),
    tells: Mapping[str, str] = MappingProxyType({}),
) -> Callable[[Callable[..., object]], Route]:
    """Declare what a handler serves; the name then stands for the route. See this module's docstring."""
    return lambda handler: Route(
        method, path, scope, handler, status, problems, takes, gives, tagged, heads, also, tells
    )


def view(of: Route, hub: Hub) -> Callable[..., Response]:
    """Make what Flask calls for a route: who asks, what for, what with; and how the answer goes back."""
    encoder = msgspec.json.Encoder()

    def serve(**parts: str) -> Response:
        caller = None if of.scope is None else _admit(of, hub, request)
        if not all(map(_PART.fullmatch, parts.values())):
            raise Refused("not_found", "There is nothing with this id.")
        arguments: dict[str, object] = dict(parts)
        query = decode_query(request.args.to_dict(flat=False), of.forms.query)
        if "query" in of.arguments:
            arguments["query"] = query
        if of.forms.body is not None:
            body = decode_body(request.get_data(cache=False), of.forms.body)
            if "body" in of.arguments:
                arguments["body"] = body
        call = Call(hub, caller, request.method, request.headers, _upload(of, request))
        g.call = call  # for how an error may be told
        return _respond(of, call, of.handler(call, **arguments), encoder)

    serve.__name__ = of.name
    return serve


def _upload(of: Route, asked: Request) -> Upload:
    if not of.takes:
        return Upload()
    received: object = asked.environ["wsgi.input"]
    if not isinstance(received, io.BytesIO):
        return Upload(asked.get_data(cache=False))
    # What lies in memory already is taken over, not copied, and the server's own hold on it ends here.
    with received:
        return Upload(received.getvalue())


def _admit(of: Route, hub: Hub, asked: Request) -> Client:
    client = hub.callers.authenticate(asked.headers.get("Authorization", ""))
    if client is None:
        raise _unauthorized()
    if of.scope != "any" and of.scope not in client.scopes:
        raise Refused(
            "insufficient_scope",
            f"This needs the scope {of.scope}, which the token does not have. Pair again and ask for it.",
        )
    if of.names_library:
        named = asked.headers.get(LIBRARY_HEADER)
        if named is None:
            raise Refused(
                "library_required",
                f"What changes a library names it in the header {LIBRARY_HEADER}; GET /v1/hello tells its id.",
            )
        if named != hub.engine.library_id:
            raise Refused(
                "wrong_library", "This hub serves another library than the request names. Connect again."
            )
    return client


def _unauthorized() -> Refused:
    return Refused(UNAUTHORIZED.code, UNAUTHORIZED.detail)


def _respond(of: Route, call: Call, answer: object, encoder: msgspec.json.Encoder) -> Response:
    if answer is None:
        return no_content()
    if isinstance(answer, Raw):
        return _as_it_is(answer)
    data = encoder.encode(answer)
    headers: dict[str, str] = {}
    if of.tagged:
        etag = hashlib.sha256(data).hexdigest()[:32]
        if call.knows(etag):
            return _as_it_is(not_modified(etag))
        headers["ETag"] = quote_etag(etag)
    return Response(data, status=of.status, content_type="application/json", headers=headers)


def no_content() -> Response:
    """Make the answer that has nothing in it."""
    empty = Response(status=204)
    del empty.headers["Content-Type"]
    return empty


def not_modified(etag: str) -> Raw:
    """Answer that the client has it already."""
    return Raw(b"", "", _NOT_MODIFIED, {"ETag": quote_etag(etag)})


def _as_it_is(answer: Raw) -> Response:
    response = Response(status=answer.status, content_type=answer.media_type, headers=dict(answer.headers))
    if answer.status == _NOT_MODIFIED:
        del response.headers["Content-Type"]
    elif isinstance(answer.body, bytes):
        response.set_data(answer.body)
    elif hasattr(answer.body, "read") and request.method == "HEAD":
        cast("BinaryIO", answer.body).close()
    elif hasattr(answer.body, "read"):
        # The server reads the file itself while it sends: a slow client holds no thread.
        response.response = wrap_file(request.environ, cast("BinaryIO", answer.body))
        response.direct_passthrough = True
    else:
        response.response = answer.body
    return response
