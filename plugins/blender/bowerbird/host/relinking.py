"""Originals in the place of the previews that stood in for them while their disk was away.

The datablock stays, and with it everything that uses it. A .blend may come from anybody, and name any picture: only who
had the picture knows what it consists of, so one without the hash of its content is given none.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bpy

from bowerbird_client import Asset, BusyError, ChangedError, OfflineError, ProblemError, RefusedError
from bowerbird_panel.fetched import FetchFolder
from bowerbird_panel.foreign import quoted
from bowerbird_panel.host import CANNOT_LOAD, HostTrouble
from bowerbird_panel.provenance import ORIGINAL, PROXY, Provenance, file_name
from bowerbird_panel.scripting import ScriptHub
from bowerbird_panel.words import _, ngettext

from . import marks, storing

MOST = 100
"""Pictures in one call; what is left of more waits for the next one."""


@dataclass(frozen=True)
class Waiting:
    """An image, or a strip of a scene, that waits for its original."""

    what: Any
    provenance: Provenance
    scene: Any = None
    """That of a strip."""


@dataclass
class Relinked:
    """What was done, and what could not be done yet."""

    names: list[str] = field(default_factory=list)
    left: int = 0
    away: Counter[str] = field(default_factory=Counter)
    """How many wait for which disk."""
    remarks: dict[str, None] = field(default_factory=dict)
    """What the person should know of how they are kept, each once, in order."""


def any_waiting() -> bool:
    """Tell whether anything in this file waits for its original. Quick: drawing asks for it."""
    images = (image for image in bpy.data.images if marks.may_be(image, PROXY) and _can_be_exchanged(image))
    return any(_waits(image) is not None for image in images) or bool(_strips())


def waiting() -> list[Waiting]:
    """List what waits for its original, and can be given one."""
    found = [
        Waiting(image, mark)
        for image in bpy.data.images
        if (mark := _waits(image)) is not None and _can_be_exchanged(image) and not image.is_dirty
    ]
    return found + _strips()


def relink(waiting: Sequence[Waiting], hub: ScriptHub, folder: FetchFolder) -> Relinked:
    """Fetch the originals, each once, and put them in. Raises BowerbirdClientError where the hub is not there.

    One that cannot be had keeps no other from its original.
    """
    done = Relinked()
    alike: dict[tuple[str, str], list[Waiting]] = {}
    for one in waiting:
        if one.provenance.content and one.provenance.library == hub.library_id:
            alike.setdefault((one.provenance.asset, one.provenance.content), []).append(one)
    for group in alike.values():
        if len(done.names) < MOST:
            _relink_alike(group, hub, folder, done)
    done.left = len(waiting) - len(done.names)
    return done


def told(done: Relinked) -> str:
    """Say which have their originals now, how many still wait, and for which disks."""
    count = len(done.names)
    if count:
        sentences = [
            ngettext(
                "{count} picture has its original now: {names}.",
                "{count} pictures have their originals now: {names}.",
                count,
            ).format(count=count, names=", ".join(quoted(name) for name in done.names))
        ]
    else:
        sentences = [_("No original could be reached.")]
    return " ".join((*sentences, *_still_waiting(done.away, done.left), *done.remarks))


def _still_waiting(away: Mapping[str, int], left: int) -> list[str]:
    sentences = [
        ngettext(
            "{count} picture waits for the disk “{disk}”.",
            "{count} pictures wait for the disk “{disk}”.",
            count,
        ).format(count=count, disk=quoted(disk))
        for disk, count in sorted(away.items())
    ]
    others = left - sum(away.values())
    if others > 0:
        sentences.append(
            ngettext(
                "{count} picture still waits for its original.",
                "{count} pictures still wait for their originals.",
                others,
            ).format(count=others)
        )
    return sentences


def _can_be_exchanged(image: Any) -> bool:
    """Tell whether an image is still of the kind that we made, and this file's."""
    return image.library is None and image.source == "FILE"


def _waits(what: Any) -> Provenance | None:
    mark = marks.read(what)
    return mark if mark is not None and mark.relink else None


def _strips() -> list[Waiting]:
    return [
        Waiting(strip, mark, scene)
        for scene in bpy.data.scenes
        if scene.library is None and scene.sequence_editor is not None
        for strip in storing.strips_of(scene.sequence_editor, deep=True)
        if strip.type == "IMAGE" and (mark := _waits(strip)) is not None
    ]


def _relink_alike(group: Sequence[Waiting], hub: ScriptHub, folder: FetchFolder, done: Relinked) -> None:
    mark = group[0].provenance
    try:
        asset = hub.ask(lambda client: client.asset(mark.asset))
        # The same place may hold another picture by now.
        if asset.content == mark.content:
            _fetch_and_exchange(group, asset, hub, folder, done)
        else:
            _tell_changed(mark, done)
    except (BusyError, RefusedError):
        raise
    except ChangedError as error:
        if error.code == "asset_changed":
            _tell_changed(mark, done)
    except ProblemError:
        pass
    except HostTrouble as trouble:
        if trouble.code != CANNOT_LOAD:
            raise


def _fetch_and_exchange(
    group: Sequence[Waiting], asset: Asset, hub: ScriptHub, folder: FetchFolder, done: Relinked
) -> None:
    """Fetch an original and put it in; where its disk is away, count who waits for it."""
    file = folder.room_for(file_name(asset, ORIGINAL))
    try:
        hub.ask(lambda client: client.original(asset.id, file))
        mark = group[0].provenance
        # The hub says what it saw when it looked last; the bytes tell what they are.
        if not _is_content(file, mark.content):
            _tell_changed(mark, done)
            return
        for one in group:
            remarks = _exchange(one, file, Path(asset.path) if asset.path else None)
            done.names.append(one.what.name)
            done.remarks |= dict.fromkeys(remarks)
    except OfflineError:
        disk = asset.disk or hub.ask(lambda client: client.asset(asset.id)).disk
        if disk:
            done.away[disk] += len(group)
    finally:
        folder.remove(file)


def _is_content(file: Path, content: str) -> bool:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest() == content


def _tell_changed(mark: Provenance, done: Relinked) -> None:
    sentence = _("{name} has changed since its preview came: the preview stays.")
    done.remarks[sentence.format(name=quoted(mark.name))] = None


def _exchange(one: Waiting, file: Path, original: Path | None) -> list[str]:
    """Put an original in; everything that uses the datablock goes on to. Gives what to remark."""
    provenance = one.provenance.as_rendition(ORIGINAL)
    picture = storing.Picture(file, provenance, marks.storing_of(one.what), original)
    if one.scene is None:
        picture.put_into(one.what)
        for marked in _marked():
            _mark(marked, one.provenance)
    else:
        picture.put_into_strip(one.what)
        marks.attach(one.what, provenance)
    return picture.remarks


def _marked() -> Iterator[Any]:
    """Give all beside images that may say that they show a preview."""
    yield from bpy.data.objects
    yield from bpy.data.textures
    yield from bpy.data.worlds
    for owner in (*bpy.data.materials, *bpy.data.worlds):
        if owner.node_tree is not None:
            yield from owner.node_tree.nodes


def _mark(what: Any, was: Provenance) -> None:
    mark = marks.read(what)
    if (
        mark is not None
        and mark.relink
        and (mark.library, mark.asset, mark.content) == (was.library, was.asset, was.content)
        and what.id_data.library is None
    ):
        marks.attach(what, mark.as_rendition(ORIGINAL))
