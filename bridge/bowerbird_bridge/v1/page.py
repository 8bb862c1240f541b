"""The hub's own page and its files. Whoever comes for it needs no token: it is the same for everybody and holds nothing."""

from __future__ import annotations

from typing import Final

from werkzeug.http import quote_etag

from bowerbird_bridge.page_files import MEDIA_TYPES
from bowerbird_bridge.v1.refusals import Refused
from bowerbird_bridge.v1.routing import Call, Raw, Route, not_modified, route

INDEX: Final = "index.html"

# Nothing inline, nothing from elsewhere; pictures come by fetch, with the token, and are shown as blobs.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


@route("GET", "/", scope=None, gives=("text/html",), tagged=True, problems=("not_found",))
def show_page(call: Call) -> Raw:
    """Give the page on which the owner looks after the library."""
    return _file(call, INDEX)


@route(
    "GET",
    "/page/{file}",
    scope=None,
    gives=tuple(sorted({kind.partition(";")[0] for kind in MEDIA_TYPES.values()})),
    tagged=True,
    problems=("not_found",),
)
def show_page_file(call: Call, file: str) -> Raw:
    """Give a script, a style or a picture of the page."""
    return _file(call, file)


def _file(call: Call, name: str) -> Raw:
    found = call.hub.page_files.get(name)
    if found is None:
        raise Refused("not_found", "The page has no such file.")
    if call.knows(found.etag):
        return not_modified(found.etag)
    headers = {"Content-Security-Policy": POLICY, "ETag": quote_etag(found.etag)}
    return Raw(found.body, found.media_type, headers=headers)


ROUTES: Final[tuple[Route, ...]] = (show_page, show_page_file)
