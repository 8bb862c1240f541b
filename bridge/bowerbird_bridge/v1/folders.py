"""The folders of the library: which there are, what lies below them, and for the owner adding, moving and forgetting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from bowerbird_bridge import folder_ids
from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.places import folder_as_it_was, folder_as_written, place_of
from bowerbird_bridge.schemas.folders import (
    AddedFolder,
    Folder,
    FolderList,
    FolderMove,
    ForgetQuery,
    Forgotten,
    NewFolder,
    Subfolder,
    SubfolderList,
)
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.display import offline_reason
from bowerbird_bridge.v1.refusals import Refused
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_engine import THIS_COMPUTER, FolderHealth, Root, name_advice


@route("GET", "/v1/folders", scope=Scope.SEARCH)
def list_folders(call: Call) -> FolderList:
    """List the folders that the owner added, each online or with the reason why not."""
    health = call.hub.board.library.folder_health()
    return FolderList([_folder(call, root, health) for root in call.hub.engine.folders()])


@route("GET", "/v1/folders/{folder_id}/subfolders", scope=Scope.SEARCH, problems=("unknown_folder",))
def list_subfolders(call: Call, folder_id: str) -> SubfolderList:
    """List all folders below one that hold pictures, at any depth."""
    root, folder = folder_ids.folder_of(folder_id, call.hub.engine.folders())
    own = [each for each in call.hub.board.library.folder_health() if each.root_id == root.id]
    within = PurePosixPath(folder.relative_to(root.path).as_posix())
    return SubfolderList(
        [
            Subfolder(
                id=folder_ids.folder_id(root, root.path / way),
                name=legible(way.relative_to(within).as_posix()),
                pictures=pictures,
                advice=_advice(own, way.as_posix(), root.path / way),
            )
            for way, pictures in pictures_below(own).items()
            if way != within and way.is_relative_to(within)
        ]
    )


@route("POST", "/v1/folders", scope=Scope.ADMIN, status=201, problems=("bad_folder",))
def add_folder(call: Call, body: NewFolder) -> AddedFolder:
    """Add a folder of this computer, and index it. Nothing is copied, and one that is there already stays as it is.

    One that was taken out within 30 days comes back as it was.
    """
    folder = folder_as_written(body.path) if isinstance(body.path, str) else place_of(str(body.place))
    added = call.hub.engine.add_folder(folder)
    call.hub.jobs.start_index(letters=call.hub.engine.preferences().letters)
    call.hub.upkeep.changed_folders()
    described = _folder(call, added.root, call.hub.board.library.folder_health())
    return AddedFolder(**msgspec.structs.asdict(described), brought_back=added.brought_back)


@route(
    "POST",
    "/v1/folder-moves",
    scope=Scope.ADMIN,
    problems=("unknown_folder", "bad_folder", "library_busy"),
)
def move_folder(call: Call, body: FolderMove) -> FolderList:
    """Say that a folder, or all folders below `old`, lie elsewhere now; list these, and index them. No file is touched.

    For pictures that were moved to another disk or path, with their folders as they were. Nothing is learned again, and
    ids and collections stay. All of them move, or none.
    """
    old, new = folder_as_it_was(body.old), folder_as_written(body.new)
    moved = call.hub.jobs.exclusively(lambda: call.hub.engine.move_folder(old, new))
    call.hub.jobs.start_index(letters=call.hub.engine.preferences().letters)
    call.hub.upkeep.changed_folders()
    health = call.hub.board.library.folder_health()
    return FolderList([_folder(call, root, health) for root in moved])


@route("DELETE", "/v1/folders/{folder_id}", scope=Scope.ADMIN, problems=("unknown_folder", "library_busy"))
def forget_folder(call: Call, folder_id: str, query: ForgetQuery) -> Forgotten:
    """Take a folder out of the library. Its files are not touched.

    For 30 days it comes back as it was when it is added again, or by `/v1/gone/bring-back`. With `forget` all that was
    learned from it is gone at once, also of a folder that was taken out before.
    """
    folder = _taken_out(call, folder_id) if query.forget else None
    if folder is None:
        root, folder = folder_ids.folder_of(folder_id, call.hub.engine.folders())
        if folder != root.path:
            raise Refused(
                "unknown_folder", "Only a folder that was added can be forgotten, with all below it."
            )
    place = folder
    # The index goes on afterwards, without it.
    forgotten = call.hub.jobs.exclusively(lambda: call.hub.engine.remove_folder(place, forget=query.forget))
    call.hub.upkeep.changed_folders()
    return Forgotten(forgotten)


def pictures_below(folders: Iterable[FolderHealth]) -> Mapping[PurePosixPath, int]:
    """Count the pictures of each folder with all below it, by way from the root; ways to them are folders too."""
    counts: dict[PurePosixPath, int] = {}
    for folder in folders:
        way = PurePosixPath(folder.name)
        for place in (way, *way.parents):
            counts[place] = counts.get(place, 0) + folder.pictures
    return {way: counts[way] for way in sorted(counts) if counts[way]}


def _taken_out(call: Call, folder_id: str) -> Path | None:
    dropped = call.hub.engine.gone().dropped
    return next((each.folder for each in dropped if each.removed and str(each.root_id) == folder_id), None)


def _folder(call: Call, root: Root, health: Iterable[FolderHealth]) -> Folder:
    own = [each for each in health if each.root_id == root.id]
    return Folder(
        id=str(root.id),
        name=legible(root.path.name or root.path),
        path=legible(root.path) if call.may(Scope.ORIGINALS) else None,
        online=root.online,
        offline_reason=offline_reason(call, root),
        disk="" if not root.online and root.volume_label == THIS_COMPUTER else legible(root.volume_label),
        pictures=sum(each.pictures for each in own),
        advice=_advice(own, ".", root.path),
    )


def _advice(health: Iterable[FolderHealth], name: str, path: Path) -> list[str]:
    judged = next((each.advice for each in health if each.name == name), None)
    if judged is None:
        said = name_advice(path)
        judged = () if said is None else (said,)
    return [legible(sentence) for sentence in judged]


ROUTES: Final[tuple[Route, ...]] = (list_folders, list_subfolders, add_folder, move_folder, forget_folder)
