"""What a person does with the installed models: list them, choose one, remove one."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bowerbird_engine.answering import ModelSwitch
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import Choice
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.errors import PackInUseError, UnknownPackError
from bowerbird_engine.indexing.succession import still_waiting
from bowerbird_engine.reports import RemovedPack
from bowerbird_engine.search.live_index import cache_file, graph_file_of

if TYPE_CHECKING:
    from bowerbird_engine.models.shelf import ModelShelf


@dataclass(frozen=True, slots=True)
class PackInfo:
    """One installed model pack: whether it answers, was chosen, and how many of the pictures it has learned."""

    pack: ModelPack
    builtin: bool
    answers: bool
    chosen: bool
    learned: int
    contents: int


def list_packs(switch: ModelSwitch, catalogue: Catalogue) -> list[PackInfo]:
    """List the installed model packs, the built-in one first."""
    answering, recorded = switch.current(), catalogue.choice.get()
    contents = len(catalogue.files.live_contents(None))
    return [
        PackInfo(
            pack=pack,
            builtin=key is None,
            answers=answering.model is not None and answering.key == key,
            chosen=recorded.chosen == key,
            learned=switch.learned(pack),
            contents=contents,
        )
        for key, pack in switch.installed()
    ]


def choose(switch: ModelSwitch, catalogue: Catalogue, pack: ModelPack, *, now: bool) -> None:
    """Choose a pack, and let it answer in the same commit when no picture is lost to the searches by that.

    Raises UnknownPackError when it was removed or exchanged since it was found.
    """
    model, key = switch.current().model, switch.key_of(pack)
    if all(installed != key for installed, _ in switch.installed()):
        raise UnknownPackError(
            f"'{pack.id}' was removed or replaced meanwhile. `bowerbird models list` lists what is installed."
        )
    with catalogue.transaction():
        catalogue.choice.choose(key)
        if now or model is None or not still_waiting(catalogue, model.pack.space, pack.space):
            catalogue.choice.take_over()


def remove(
    installed: Sequence[PackInfo], shelf: ModelShelf, catalogue: Catalogue, pack_id: str, cache_dir: Path
) -> RemovedPack:
    """Remove a pack's files, its vectors and the cache of them. Raises UnknownPackError or PackInUseError."""
    info = next((info for info in installed if info.pack.id == pack_id), None)
    if info is None or not info.builtin:
        _demand_unused(catalogue.choice.get(), info, pack_id)
    spaces = catalogue.spaces.of_pack(pack_id)
    try:
        freed = shelf.remove(pack_id)
    except UnknownPackError:
        # Who deleted the folder by hand, or was stopped here before, can still give the vectors free.
        if not spaces:
            raise
        freed = 0
    vectors = catalogue.spaces.forget(pack_id)
    for space in spaces:
        vectors_file = cache_file(cache_dir, space)
        for file in (vectors_file, graph_file_of(vectors_file)):
            # A file that another process has open cannot be deleted on Windows; it is only a cache.
            with contextlib.suppress(OSError):
                file.unlink()
    return RemovedPack(freed, vectors)


def _demand_unused(recorded: Choice, info: PackInfo | None, pack_id: str) -> None:
    in_use = {key.pack_id for key in (recorded.chosen, recorded.answers) if key is not None}
    if pack_id in in_use or (info is not None and info.answers):
        raise PackInUseError(
            f"'{pack_id}' is in use. Choose another model first, `bowerbird models use starter` for one, and run"
            " `bowerbird index` until that one answers."
        )
