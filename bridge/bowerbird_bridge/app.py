"""The Flask application of one hub: the table of routes bound to it, and CORS for origins that the owner has paired."""

from __future__ import annotations

import re
from typing import Final

from flask import Flask, Response, request
from flask_cors.core import get_cors_options, set_cors_headers
from werkzeug.routing import Rule

from bowerbird_bridge.hub import Hub
from bowerbird_bridge.v1.all_routes import all_routes
from bowerbird_bridge.v1.refusals import refuse_in_problems
from bowerbird_bridge.v1.routing import LIBRARY_HEADER, no_content, view

API: Final = "/v1/"

_PART: Final = re.compile(r"\{(\w+)\}")
_ASKED_HEADERS: Final = ("Authorization", "Content-Type", "If-None-Match", "Range", LIBRARY_HEADER)
_SHOWN_HEADERS: Final = ("Content-Range", "ETag", "Retry-After")


def create_app(hub: Hub) -> Flask:
    """Make the application. It stands behind the guard, which has looked at every request before."""
    # No folder of static files: what is served is in the table of routes and nowhere else.
    app = Flask("bowerbird", static_folder=None)
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    refuse_in_problems(app)
    for route in all_routes():
        # Not through Flask's own method, which would answer OPTIONS by itself.
        app.view_functions[route.name] = view(route, hub)
        app.url_map.add(Rule(_PART.sub(r"<\1>", route.path), methods=[route.method], endpoint=route.name))
    _allow_paired_origins(app, hub)
    return app


def _allow_paired_origins(app: Flask, hub: Hub) -> None:
    """Let pages of paired origins read answers. The list may change at any time, so each request asks for it."""

    @app.before_request
    def answer_preflight() -> Response | None:
        return no_content() if request.method == "OPTIONS" and _from_paired_origin(hub) else None

    @app.after_request
    def allow(response: Response) -> Response:
        if not _from_paired_origin(hub):
            return response
        options = get_cors_options(
            app,
            {
                "origins": sorted(hub.book.origins()),
                "methods": ["GET", "HEAD", "POST", "PATCH", "DELETE"],
                "allow_headers": list(_ASKED_HEADERS),
                "expose_headers": list(_SHOWN_HEADERS),
                "supports_credentials": False,
                "always_send": False,
            },
        )
        set_cors_headers(response, options)
        # The browser's own question about private networks is answered by nobody: it is not settled, nor needed.
        response.headers.pop("Access-Control-Allow-Private-Network", None)
        return response


def _from_paired_origin(hub: Hub) -> bool:
    return request.path.startswith(API) and request.headers.get("Origin") in hub.book.origins()
