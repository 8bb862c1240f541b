"""The Flask application of one hub: the table of routes, bound to it."""

from __future__ import annotations

import re
from typing import Final

from flask import Flask
from werkzeug.routing import Rule

from bowerbird_bridge.hub import Hub
from bowerbird_bridge.v1.all_routes import all_routes
from bowerbird_bridge.v1.refusals import refuse_in_problems
from bowerbird_bridge.v1.routing import view

_PART: Final = re.compile(r"\{(\w+)\}")


def create_app(hub: Hub) -> Flask:
    """Make the application. It stands behind the guard, which has looked at every request before."""
    # No folder of static files: what is served is in the table of routes and nowhere else.
    app = Flask("bowerbird", static_folder=None)
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    refuse_in_problems(app)
    for route in all_routes():
        serve = view(route, hub)
        app.view_functions[route.name] = serve
        # Not through Flask's own method, which would answer OPTIONS by itself.
        app.url_map.add(Rule(_PART.sub(r"<\1>", route.path), methods=[route.method], endpoint=route.name))
    return app
