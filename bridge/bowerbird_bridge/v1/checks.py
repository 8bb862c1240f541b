"""What the doctor finds."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.checks import Check, CheckList
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.routing import Call, Route, route


@route("GET", "/v1/checks", scope=Scope.ADMIN)
def run_checks(call: Call) -> CheckList:
    """Check the library, its model and its machine, and say what to do about what is wrong. Takes seconds."""
    return CheckList(
        [
            Check(check.name, check.state, legible(check.detail), legible(check.advice), check.code)
            for check in call.hub.engine.doctor()
        ]
    )


ROUTES: Final[tuple[Route, ...]] = (run_checks,)
