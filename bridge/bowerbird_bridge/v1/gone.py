"""Pictures that are gone: what waits for the owner's word, what left the library, and its way back. No file is touched."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bowerbird_bridge import folder_ids
from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.gone import (
    BringBackRequest,
    Counted,
    DroppedPictures,
    DropRequest,
    GonePictures,
    HeldPictures,
)
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.routing import Call, Route, route


@route("GET", "/v1/gone", scope=Scope.SEARCH)
def list_gone(call: Call) -> GonePictures:
    """List the pictures that were not found and wait for the owner's word, and those that left within 30 days."""
    gone, paths = call.hub.engine.gone(), call.may(Scope.ORIGINALS)
    return GonePictures(
        [
            HeldPictures(
                folder=str(held.root_id),
                name=legible(held.folder.name or held.folder),
                path=legible(held.folder) if paths else None,
                within=_within(held.folder, held.within),
                pictures=held.pictures,
                known=held.known,
                since=held.since,
                latest=held.latest,
            )
            for held in gone.held
        ],
        [
            DroppedPictures(
                folder=str(dropped.root_id),
                name=legible(dropped.folder.name or dropped.folder),
                path=legible(dropped.folder) if paths else None,
                within=_within(dropped.folder, dropped.within),
                pictures=dropped.pictures,
                day=dropped.day,
                until=dropped.until,
                removed=dropped.removed,
            )
            for dropped in gone.dropped
        ],
    )


@route("POST", "/v1/gone/drop", scope=Scope.ADMIN, problems=("unknown_folder", "library_busy"))
def drop_gone(call: Call, body: DropRequest) -> Counted:
    """Say that pictures are gone that were not found: they leave the library, and can be brought back for 30 days."""
    folder = None if body.folder is None else folder_ids.folder_of(body.folder, call.hub.engine.folders())[1]
    return Counted(call.hub.engine.drop_gone(folder, held_by=body.held_by))


@route(
    "POST",
    "/v1/gone/bring-back",
    scope=Scope.ADMIN,
    problems=("unknown_folder", "bad_folder", "library_busy"),
)
def bring_back(call: Call, body: BringBackRequest) -> Counted:
    """Bring back what left the library: it is searchable at once, and stays although its files are gone.

    The id of a folder that was taken out, as `dropped` tells it, brings back the folder.
    """
    folder = None if body.folder is None else _folder(call, body.folder)
    pictures = call.hub.engine.bring_back(folder, since=body.since, until=body.until)
    call.hub.upkeep.changed_folders()
    return Counted(pictures)


def _folder(call: Call, folder: str) -> Path:
    removed = (each for each in call.hub.engine.gone().dropped if each.removed)
    for each in removed:
        if str(each.root_id) == folder:
            return each.folder
    return folder_ids.folder_of(folder, call.hub.engine.folders())[1]


def _within(folder: Path, within: Path) -> str:
    """Name a folder by the way to it from where the person's folder lies, as elsewhere."""
    name = folder.name or str(folder)
    return legible("/".join((name, *within.relative_to(folder).parts)))


ROUTES: Final[tuple[Route, ...]] = (list_gone, drop_gone, bring_back)
