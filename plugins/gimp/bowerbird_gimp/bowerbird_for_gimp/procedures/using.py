"""Pictures of the library as layers and images, for scripts and for entries that need no window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from gi.repository import Gimp

from bowerbird_client import Asset, BusyError, OfflineError, ProblemError, RefusedError, WrongLibraryError
from bowerbird_panel.foreign import is_id, quoted
from bowerbird_panel.host import CANNOT_LOAD, HostTrouble
from bowerbird_panel.provenance import origin_of
from bowerbird_panel.scripting import BadArgument, ScriptHub, with_file, with_original
from bowerbird_panel.steps import run_through
from bowerbird_panel.words import _, ngettext

from ..host import inserting, relinking
from ..model.placing import Placing
from .call import Call, Values
from .hub import connected
from .places import credential_file, fetched_folder, settings_file

AS_LAST = "last"
"""For `insert-last`: the way of the last time."""

MOST_RELINKED = 100
"""Layers in one call; what is left of more waits for the next one."""


def insert(call: Call) -> Values:
    """Insert a picture by its id."""
    asset = call.text("asset")
    if not asset:
        raise BadArgument(_("asset is missing: the id of a picture, as a search returns it."))
    if not is_id(asset):
        raise BadArgument(_("asset is no id of a picture, as a search returns it."))
    return _insert(call, asset, Placing(call.text("placing")))


def insert_last(call: Call) -> Values:
    """Insert once more what was inserted last from the window."""
    last = settings_file().load().last
    if last is None:
        raise BadArgument(_("Nothing was inserted yet. Insert a picture from Bowerbird's window first."))
    credential = credential_file().load()
    if credential is not None and credential.library_id != last.library_id:
        raise WrongLibraryError(
            _("{name} was inserted from another library.").format(name=quoted(last.name)), ""
        )
    placing = call.text("placing")
    return _insert(call, last.asset, Placing(last.placing if placing == AS_LAST else placing))


def relink(call: Call) -> Values:
    """Put originals in the place of their stand-ins."""
    waiting = relinking.waiting(call.image)
    away: Counter[str] = Counter()
    pairs = _with_originals(waiting, away) if waiting else []
    names = relinking.exchange(call.image, pairs) if pairs else []
    if call.interactive:
        Gimp.message(relinked(names, len(waiting) - len(names), away))
    return (len(names),)


def _with_originals(
    waiting: Sequence[relinking.Waiting], away: Counter[str]
) -> list[tuple[relinking.Waiting, Any]]:
    """Make the layers with the originals, of all for which there are some now; they lie in no stack yet.

    Counts in `away` for which disk how many wait.
    """
    alike: dict[tuple[str, str], list[relinking.Waiting]] = {}
    for one in waiting:
        # The file may come from anybody, and name any picture. Only who had the picture knows what it consists of.
        if one.provenance.content:
            alike.setdefault((one.provenance.asset, one.provenance.content), []).append(one)
    pairs: list[tuple[relinking.Waiting, Any]] = []
    try:
        with connected() as hub:
            for group in alike.values():
                _prepare(hub, group[: MOST_RELINKED - len(pairs)], pairs, away)
    except BaseException:
        for _one, made in pairs:
            made.delete()
        raise
    return pairs


def _insert(call: Call, asset_id: str, placing: Placing) -> Values:
    if placing is not Placing.NEW_IMAGE and call.image is None:
        raise BadArgument(_("image is missing: the image to insert into."))
    with connected() as hub:
        asset = hub.ask(lambda client: client.asset(asset_id))

        def put(file: Path, rendition: str) -> Any:
            origin = origin_of(asset, hub.library_id, rendition, datetime.now().astimezone())
            if placing is Placing.NEW_IMAGE:
                return run_through(inserting.open_as_image(file, origin, shown=call.interactive))
            return run_through(inserting.insert(file, placing, call.image, origin))

        made = with_file(hub, asset, fetched_folder(), put)
    if placing is Placing.NEW_IMAGE:
        return (None, made)
    return (made, call.image)


def _with_original_or_disk(
    hub: ScriptHub, asset: Asset, use: Callable[[Path, str], None], wants: Callable[[str], None]
) -> None:
    """Use a picture's file; where its disk is away, tell which one it `wants`."""
    try:
        with_original(hub, asset, fetched_folder(), use)
    except OfflineError:
        disk = asset.disk or hub.ask(lambda client: client.asset(asset.id)).disk
        if disk:
            wants(disk)


def _prepare(
    hub: ScriptHub,
    group: Sequence[relinking.Waiting],
    pairs: list[tuple[relinking.Waiting, Any]],
    away: Counter[str],
) -> None:
    """Fetch the original of a group of layers, once, and make theirs; none where it is not to be had now."""
    group = [one for one in group if one.provenance.library == hub.library_id]
    if not group:
        return
    mark = group[0].provenance

    def use(file: Path, _rendition: str) -> None:
        for one in group:
            made = run_through(relinking.prepare(one, file))
            if made is not None:
                pairs.append((one, made))

    try:
        asset = hub.ask(lambda client: client.asset(mark.asset))
        if asset.content == mark.content:
            _with_original_or_disk(hub, asset, use, lambda disk: away.update({disk: len(group)}))
    except (BusyError, RefusedError):
        raise
    except ProblemError:
        # One that cannot be had keeps no other from its original.
        pass
    except HostTrouble as trouble:
        if trouble.code != CANNOT_LOAD:
            raise


def relinked(names: Sequence[str], left: int, away: Mapping[str, int]) -> str:
    """Say which layers have their originals now, hidden ones too, and how many still wait, and for which disks."""
    if not names and not left:
        return _("No layer of this image waits for its original.")
    done = len(names)
    if names:
        told = ngettext(
            "{done} layer has its original now: {names}.",
            "{done} layers have their originals now: {names}.",
            done,
        ).format(done=done, names=", ".join(quoted(name) for name in names))
    else:
        told = _("No original could be reached.")
    sentences = [told]
    for disk, count in sorted(away.items()):
        waits = ngettext(
            "{count} layer waits for the disk “{disk}”.", "{count} layers wait for the disk “{disk}”.", count
        )
        sentences.append(waits.format(count=count, disk=quoted(disk)))
    others = left - sum(away.values())
    if others > 0:
        waits = ngettext(
            "{others} layer still waits for its original.",
            "{others} layers still wait for their originals.",
            others,
        )
        sentences.append(waits.format(others=others))
    return " ".join(sentences)
