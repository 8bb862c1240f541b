"""Bring the catalogue up to date with what lies on the disks; no picture is opened yet."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bowerbird_engine.assets import AssetId, FileStatus, Root, ScanDelta, StoredFile, Volume
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import StoredRoot
from bowerbird_engine.errors import UsageError
from bowerbird_engine.imaging.formats import PICTURE_SUFFIXES
from bowerbird_engine.indexing.places import path_of
from bowerbird_engine.reports import Progress
from bowerbird_engine.scanning.delta import compare, kept_unread
from bowerbird_engine.scanning.ignore import MAX_IGNORE_BYTES, Rules, make_rules
from bowerbird_engine.scanning.losses import TOGETHER, Loss, asked_about
from bowerbird_engine.scanning.roots import not_allowed, offline, resolve
from bowerbird_engine.scanning.walker import Walk, walk

_WORTH_ANOTHER_TRY = frozenset(
    {"no_permission", "vanished", "changed_while_read", "cannot_read", "bad_embedding"}
)
"""Failures that lie around the file and not in it: its size and time need not change for it to be indexed after all."""

_ADDED_AT_ONCE = 20_000
"""New files stored in one transaction, 0.3 s: who writes beside the index waits no longer, and what a stop leaves out is
met by the next scan."""

_ALL_AT_ONCE = 3
"""So many pictures that are gone together, with none left, look like a disk that is not there; fewer, in a folder that
holds other things, like pictures that a person deleted."""


@dataclass(slots=True)
class ScanResult:
    """What the scan of all roots gave."""

    online: dict[int, Root] = field(default_factory=dict[int, Root])
    offline: list[Root] = field(default_factory=list[Root])
    found_in: dict[int, int] = field(default_factory=dict[int, int])
    moved: int = 0
    missing: set[AssetId] = field(default_factory=set[AssetId])
    held: int = 0
    returned: int = 0

    @property
    def found(self) -> int:
        """The pictures of the roots that are here."""
        return sum(self.found_in.values())

    def lose(self, gone: Iterable[Root]) -> None:
        """Take note of roots that went away after they were scanned."""
        for root in gone:
            self.online.pop(root.id, None)
            self.found_in.pop(root.id, None)
            self.offline.append(root)


def locate_roots(catalogue: Catalogue) -> list[Root]:
    """Find the library's folders on the disks that are here."""
    stored = catalogue.roots.all()
    return resolve(stored, [root.id for root in stored if catalogue.files.are_in(root.id)])


def read_rules(ignore_file: Path) -> tuple[Rules, int]:
    """Read the person's ignore file, if there is one, on top of the built-in rules; count the lines without sense."""
    try:
        with ignore_file.open("rb") as file:
            text = file.read(MAX_IGNORE_BYTES).decode("utf-8-sig", "surrogateescape")
    except FileNotFoundError:
        text = ""
    except OSError as error:
        raise UsageError(
            f"The ignore file {ignore_file} cannot be read ({error.strerror}). Change its permissions or delete it."
        ) from error
    rules, bad = make_rules(PICTURE_SUFFIXES, text.splitlines())
    return rules, len(bad)


def scan(
    catalogue: Catalogue,
    ignore_file: Path,
    report: Callable[[Progress], None],
    check: Callable[[], None],
    own_folders: Collection[Path] = (),
) -> ScanResult:
    """Walk every root that is here and store what changed, one transaction per root and more for thousands of new files.

    A root that is not here, that went away while it was walked, or in which no picture is left although some are
    known, is offline: nothing of it changes. `own_folders`, where the library keeps its own files, are left out.

    Nothing is stored before all are walked: whether what is gone may be dropped depends on how much it is.
    """
    result = ScanResult()
    rules, bad_rules = read_rules(ignore_file)
    stored_roots = {root.id: root for root in catalogue.roots.all()}
    walked: list[_Walked] = []
    for root in locate_roots(catalogue):
        if root.online:
            # The person's own rules hold everywhere; what is wrong with them is counted once.
            own_skips = {"bad_ignore_rule": bad_rules} if bad_rules and not walked else {}
            walker = _Walker(rules, own_skips, own_folders, report, check)
            one = _walk_root(catalogue, root, walker, result)
            walked += [] if one is None else [one]
        else:
            result.offline.append(root)
    asked = asked_about(_losses(catalogue, walked))
    for one in walked:
        decided = _held(one) if one.root.id in asked else one
        _store(catalogue, stored_roots[one.root.id], decided, check)
        result.moved += len(decided.delta.moved)
        result.missing.update(file.asset_id for file in decided.delta.missing)
        result.held += len(decided.delta.held)
        result.returned += _found_again(decided.delta)
    if catalogue.files.counts(result.online)[FileStatus.UNREADABLE]:
        catalogue.files.retry_failed(result.online, _WORTH_ANOTHER_TRY)
    return result


@dataclass(slots=True)
class _Walker:
    rules: Rules
    own_skips: Mapping[str, int]
    own_folders: Collection[Path]
    report: Callable[[Progress], None]
    check: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Walked:
    """A root that was walked, and what that changes."""

    root: Root
    delta: ScanDelta
    skips: Mapping[str, int]
    pictures: int
    """How many of the known ones lay there before and were indexed."""


def _walk_root(catalogue: Catalogue, root: Root, by: _Walker, result: ScanResult) -> _Walked | None:
    """Walk a root and give what that changes; None when nothing may be concluded from it."""

    def on_folder(count: int) -> None:
        by.check()
        by.report(Progress("scan", result.found + count, None, str(root.path)))

    walked = walk(root.path, by.rules, on_folder, by.own_folders)
    known = catalogue.files.of_root(root.id)
    delta = compare(known, walked.files, walked.unread)
    reason = _why_nothing_may_be_concluded(root, walked, known, delta)
    if reason is not None:
        result.offline.append(offline(root, reason))
        return None
    result.online[root.id] = root
    result.found_in[root.id] = len(walked.files) + kept_unread(known, walked.files, walked.unread)
    pictures = sum(file.present and file.status is FileStatus.INDEXED for file in known)
    return _Walked(root, delta, dict(Counter(walked.skips) + Counter(by.own_skips)), pictures)


def _losses(catalogue: Catalogue, walked: Sequence[_Walked]) -> dict[int, Loss]:
    lately = catalogue.gone.lost_since(round((time.time() - TOGETHER.total_seconds()) * 1000))
    return {
        one.root.id: Loss(len(_pictures(one.delta.missing)), one.pictures, lately.get(one.root.id, 0))
        for one in walked
    }


def _held(walked: _Walked) -> _Walked:
    """Have the pictures that are gone held. Of files that were no pictures, or not yet, nothing was learned."""
    pictures = _pictures(walked.delta.missing)
    others = tuple(file for file in walked.delta.missing if file.status is not FileStatus.INDEXED)
    return replace(walked, delta=replace(walked.delta, missing=others, held=pictures))


def _pictures(files: Iterable[StoredFile]) -> tuple[StoredFile, ...]:
    return tuple(file for file in files if file.status is FileStatus.INDEXED)


def _found_again(delta: ScanDelta) -> int:
    """Count the files that were gone and lie at their places again. Copies from a backup often have other times."""
    rewritten = sum(not file.present and file.size == seen.size for file, seen in delta.changed)
    return len(delta.returned) + rewritten


def _store(catalogue: Catalogue, stored_root: StoredRoot, walked: _Walked, check: Callable[[], None]) -> None:
    root, delta, skips = walked.root, walked.delta, walked.skips
    # Even an empty transaction tells every reader that something changed.
    known_again = root.volume_key != stored_root.volume_key and _holds_what_it_did(walked)
    moved = known_again or root.path != stored_root.last_path
    if delta or catalogue.files.skips([root.id]) != skips or moved:
        key = root.volume_key if known_again else stored_root.volume_key
        volume = Volume(key, root.volume_label, root.path)
        with catalogue.transaction():
            catalogue.files.apply(root.id, replace(delta, added=delta.added[:_ADDED_AT_ONCE]))
            catalogue.files.set_skips(root.id, skips)
            catalogue.roots.seen_at(root.id, root.path, volume)
        for start in range(_ADDED_AT_ONCE, len(delta.added), _ADDED_AT_ONCE):
            check()
            catalogue.files.apply(root.id, ScanDelta(added=delta.added[start : start + _ADDED_AT_ONCE]))


def _holds_what_it_did(walked: _Walked) -> bool:
    """Tell whether the pictures that were met are those that were known: only then is a disk given another key."""
    lost = len(_pictures(walked.delta.missing)) + len(walked.delta.held)
    return bool(walked.delta.returned) or lost < max(1, walked.pictures)


def _why_nothing_may_be_concluded(
    root: Root, walked: Walk, known: Sequence[StoredFile], delta: ScanDelta
) -> str | None:
    """Tell why what a walk met is no news of the pictures, None when it is."""
    if walked.vanished:
        problem = next((problem for problem in walked.problems if not problem.path), None)
        if problem is not None and problem.code == "no_permission":
            return not_allowed(root.path)
        return f"the folder {root.path} went away while it was being looked at"
    gone = len(delta.missing)
    if walked.files or not gone or gone < sum(file.present for file in known):
        return None
    if gone < _ALL_AT_ONCE and walked.skips:
        return None
    # Pictures that are there and were left out, by a new rule of the person say, are no sign of an absent disk.
    if any(os.path.lexists(path_of(root, file.path)) for file in delta.missing):
        return None
    held = "1 picture" if gone == 1 else f"{gone} pictures"
    return (
        f"no picture is left in {root.path} although it held {held}; is its disk connected?"
        " If you emptied it on purpose, remove the folder with `bowerbird remove`"
    )
