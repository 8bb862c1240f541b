"""Whether the caches are whole and of this library, how large they are, and what killed processes left behind.

All of it can be made again, so that nothing here is ever bad.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.doctor.findings import Check, counted, note
from bowerbird_engine.features import postings_file
from bowerbird_engine.features.vocabulary import shipped_vocabulary
from bowerbird_engine.imaging.renditions import LEFTOVER, Renditions
from bowerbird_engine.search.live_copies import postings_owner, postings_place
from bowerbird_engine.search.live_index import cache_file, cache_owner, graph_file_of
from bowerbird_engine.settings import MIB, Settings
from bowerbird_engine.vectors import flatfile, graph_file

_GRAPH_READ_BYTES: Final = 512 * MIB
"""A larger graph takes seconds to read; whatever is wrong with it, its next use finds that too."""

_RENDITIONS_S: Final = 2.0
_SAMPLE: Final = 500
_ABANDONED_S: Final = 3600.0
"""Nothing that is being written takes an hour."""

_LEFTOVERS: Final = (".tmp", ".unfinished", LEFTOVER, ".new")
_AGAIN: Final = "Nothing is to be done: it is made again with the next search."
_FAILING: Final = f"{_AGAIN} Where this comes back, the disk may be failing."


def vectors(catalogue: Catalogue, settings: Settings) -> list[Check]:
    """Read the cache files of all spaces as a start does, and name the files that belong to none."""
    place = postings_place(settings.cache_dir)
    known: set[Path] = {place}
    found: list[Check] = []
    for kept in catalogue.condition.spaces():
        space = Space(kept.pack_id, kept.digest, kept.dimension, kept.role)
        path, owner = cache_file(settings.cache_dir, space), cache_owner(catalogue.library_id, space)
        graph = graph_file_of(path)
        known |= {path, graph}
        found += _graph(graph, kept.dimension, owner)
        loads = path.is_file() and flatfile.load(path, kept.generation, dimension=kept.dimension, owner=owner)
        if path.is_file() and not loads:
            found += _unusable(path, kept.generation)
    found += [*_copies(catalogue, settings.cache_dir), *_strangers(place.parent, known)]
    size = sum(path.stat().st_size for path in known if path.is_file())
    return found or [Check("vector cache", "ok", f"{size / MIB:,.1f} MiB, whole and of this library")]


def thumbnails(settings: Settings) -> Iterator[Check]:
    """Count and measure the thumbnails for two seconds at most, and read some of them."""
    budget = settings.thumbnail_budget_bytes
    renditions = Renditions(settings.cache_dir, budget)
    survey = renditions.survey(time.monotonic() + _RENDITIONS_S, _SAMPLE)
    more = "" if survey.complete else " or more"
    detail = f"{survey.files:,} files{more}, {survey.size // MIB:,} of {budget // MIB:,} MiB"
    if survey.damaged:
        yield note(
            "thumbnails",
            "thumbnails_damaged",
            f"of {survey.read:,} that were read {len(survey.damaged):,} cut short",
            "Nothing is to be done: each is made again when it is wanted. Where this comes back, the disk may be failing.",
        )
    elif survey.size > budget:
        yield note(
            "thumbnails",
            "thumbnails_over_budget",
            detail,
            "The oldest are deleted when `bowerbird index` next takes in new pictures.",
        )
    else:
        yield Check("thumbnails", "ok", detail)
    if survey.leftovers:
        yield note(
            "thumbnails",
            "thumbnail_leftovers",
            f"{counted(survey.leftovers, 'unfinished file')} of a process that was killed",
            f"Delete them while nothing runs: find {shlex.quote(str(settings.cache_dir))} -name '*{LEFTOVER}' -delete",
        )


def leftovers(settings: Settings) -> Iterator[Check]:
    """Find files beside the catalogue and the caches that a killed process did not finish."""
    places = (settings.state_dir, postings_place(settings.cache_dir).parent)
    old = [path for place in places if place.is_dir() for path in place.iterdir() if _abandoned(path)]
    if old:
        size = sum(path.lstat().st_size for path in old)
        yield note(
            "leftovers",
            "unfinished_files",
            f"{counted(len(old), 'unfinished file')} of a process that was killed, {size // MIB:,} MiB: {old[0].name}",
            f"Delete them while nothing runs; the first one is {old[0]}",
        )


def _unusable(path: Path, generation: int) -> Iterator[Check]:
    stored = _stored_generation(path)
    if stored is None or stored == generation:
        yield note(
            "vector cache", "vector_cache_damaged", f"{path.name} is damaged or not of this library", _FAILING
        )
    elif stored > generation:
        yield note(
            "vector cache",
            "vector_cache_ahead",
            f"{path.name} is newer than the catalogue, as after bringing back an older catalogue",
            _AGAIN,
        )
    # An older one is what every run of the index leaves until the next search.


def _stored_generation(path: Path) -> int | None:
    with path.open("rb") as file:
        head = file.read(flatfile.HEADER.size)
    if len(head) != flatfile.HEADER.size:
        return None
    magic, _, _, generation, _ = flatfile.HEADER.unpack(head)
    return int(generation) if magic == flatfile.MAGIC else None


def _graph(path: Path, dimension: int, owner: str) -> Iterator[Check]:
    if not path.is_file() or path.stat().st_size > _GRAPH_READ_BYTES:
        return
    if graph_file.load(path, dimension=dimension, owner=owner) is None:
        yield note(
            "vector cache", "graph_damaged", f"{path.name} is damaged or not of this library", _FAILING
        )


def _copies(catalogue: Catalogue, cache_dir: Path) -> Iterator[Check]:
    path, identity = postings_place(cache_dir), shipped_vocabulary().identity
    newest = catalogue.visual_words.generation(identity)
    owner = postings_owner(catalogue.library_id, identity)
    if path.is_file() and newest and postings_file.load(path, newest=newest, owner=owner) is None:
        yield note(
            "copies cache", "copies_cache_damaged", f"{path.name} is damaged or not of this library", _FAILING
        )


def _strangers(folder: Path, known: set[Path]) -> Iterator[Check]:
    strange = [
        path
        for path in (sorted(folder.iterdir()) if folder.is_dir() else ())
        if path not in known and not any(path.name.endswith(ending) for ending in _LEFTOVERS)
    ]
    if strange:
        size = sum(path.lstat().st_size for path in strange)
        yield note(
            "vector cache",
            "vector_cache_foreign",
            f"{counted(len(strange), 'file')} of no model of this library, {size // MIB:,} MiB in {folder}: {strange[0].name}",
            "Delete what is named there: nothing reads it.",
        )


def _abandoned(path: Path) -> bool:
    if not any(path.name.endswith(ending) for ending in _LEFTOVERS):
        return False
    return path.lstat().st_mtime < time.time() - _ABANDONED_S
