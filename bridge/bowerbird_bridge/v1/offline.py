"""Why a folder is offline, in words for those who may know where it lies and for those who may not."""

from __future__ import annotations

from bowerbird_bridge.access import Scope
from bowerbird_bridge.v1.display import legible
from bowerbird_bridge.v1.routing import Call
from bowerbird_engine import Root


def offline_reason(call: Call, root: Root) -> str | None:
    """Say why a folder cannot be used now; None when it can."""
    if root.online or root.offline_reason is None:
        return None
    if call.may(Scope.ORIGINALS):
        return legible(root.offline_reason)
    said = root.offline_reason.replace(str(root.path), f"\u201c{root.path.name}\u201d")
    if "/" in said or "\\" in said:  # it was looked for at yet another place
        return "the folder cannot be reached now; the hub's page says why"
    return legible(said)
