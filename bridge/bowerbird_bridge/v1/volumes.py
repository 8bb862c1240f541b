"""The disks that the library's folders lie on."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.volumes import Volume, VolumeList
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_engine import Root


@route("GET", "/v1/volumes", scope=Scope.SEARCH)
def list_volumes(call: Call) -> VolumeList:
    """List the disks of the library. One is online while at least one of its folders can be used."""
    by_key: dict[str, list[Root]] = {}
    for root in call.hub.engine.folders():
        by_key.setdefault(root.volume_key, []).append(root)
    return VolumeList(
        [
            Volume(legible(roots[0].volume_label), any(root.online for root in roots), len(roots))
            for roots in by_key.values()
        ]
    )


ROUTES: Final[tuple[Route, ...]] = (list_volumes,)
