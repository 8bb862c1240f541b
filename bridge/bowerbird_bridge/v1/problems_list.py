"""Files that are not searchable, each with its reason."""

from __future__ import annotations

import re
from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.fields import Paging
from bowerbird_bridge.schemas.problems_list import ProblemFile, ProblemList
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.refusals import Refused
from bowerbird_bridge.v1.routing import Call, Route, route

MOST: Final = 100_000
"""Nobody reads so many one by one, and each page reads those before it."""

_CURSOR = re.compile(r"after-([0-9]{1,6})", re.ASCII)


@route("GET", "/v1/problems", scope=Scope.ADMIN, problems=("bad_cursor",))
def list_problems(call: Call, query: Paging) -> ProblemList:
    """List files that are not searchable, and why."""
    start = 0 if query.cursor is None else _start(query.cursor)
    found = call.hub.engine.failures(start + query.limit + 1)[start:]
    page, more = found[: query.limit], len(found) > query.limit
    return ProblemList(
        problems=[
            ProblemFile(
                path=legible(failure.path),
                name=legible(failure.path.name),
                status=failure.status.value,
                code=failure.code,
                reason=legible(failure.reason),
            )
            for failure in page
        ],
        next=f"after-{start + query.limit}" if more and start + query.limit < MOST else None,
    )


def _start(cursor: str) -> int:
    found = _CURSOR.fullmatch(cursor)
    if found is None or int(found[1]) >= MOST:
        raise Refused("bad_cursor", "This cursor is none of this list. Begin again without one.")
    return int(found[1])


ROUTES: Final[tuple[Route, ...]] = (list_problems,)
