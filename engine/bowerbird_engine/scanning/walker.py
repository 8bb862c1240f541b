"""Meet the picture files below a folder. Reads names and stats only; follows no link, enters no other disk."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from bowerbird_engine.assets import WalkedFile
from bowerbird_engine.scanning.ignore import (
    IGNORE_FILE,
    MAX_IGNORE_BYTES,
    OwnRules,
    Rules,
    parse_rules,
    skip_code,
)

_LISTED_FOLDERS = 200
"""How many skipped folders are named; all are counted."""

_MARKERS = {b".nomedia": "own_rule", b"CACHEDIR.TAG": "cache"}
"""Files whose presence says that a folder's pictures are not for showing."""

_RECALL_ON_DATA_ACCESS = 0x0040_0000  # winnt.h: FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS
_DATALESS = 0x4000_0000  # sys/stat.h on macOS: SF_DATALESS

_OPEN_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class WalkProblem:
    """A folder or an ignore file that could not be used as it is."""

    path: bytes
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Walk:
    """What one walk met.

    `folders` are those that were looked into, the root as an empty name. `unread` are folders that could not be listed: nothing may be concluded about what lies below them. `vanished` says
    that the root itself went away or was replaced while it was walked, so that nothing may be concluded at all.
    """

    files: tuple[WalkedFile, ...]
    skips: dict[str, int]
    skipped_folders: tuple[tuple[bytes, str], ...]
    problems: tuple[WalkProblem, ...]
    unread: tuple[bytes, ...]
    folders: tuple[bytes, ...]
    vanished: bool


def walk(
    root: Path,
    rules: Rules,
    on_folder: Callable[[int], None] | None = None,
    own_folders: Collection[Path] = (),
) -> Walk:
    """Walk a folder. `on_folder` is told how many pictures were met before each folder; what it raises ends the walk.

    `own_folders` are where the library keeps its own files: no rule brings them in.
    """
    return _Walker(os.fsencode(root), rules, on_folder, _below(root, own_folders)).run()


class _Walker:
    def __init__(
        self,
        root: bytes,
        rules: Rules,
        on_folder: Callable[[int], None] | None,
        own_folders: frozenset[bytes],
    ) -> None:
        self._root = root
        self._rules = rules
        self._on_folder = on_folder
        self._own_folders = own_folders
        self._files: list[WalkedFile] = []
        self._skips: Counter[str] = Counter()
        self._skipped_folders: list[tuple[bytes, str]] = []
        self._problems: list[WalkProblem] = []
        self._unread: list[bytes] = []
        self._folders: list[bytes] = []

    def run(self) -> Walk:
        try:
            before = os.lstat(self._root)
        except OSError:
            return self._result(vanished=True)
        pending: list[tuple[bytes, tuple[OwnRules, ...]]] = [(b"", self._rules.own)]
        while pending:
            folder, own = pending.pop()
            if self._on_folder is not None:
                self._on_folder(len(self._files))
            pending.extend(self._list(folder, own, before.st_dev))
        try:
            after = os.lstat(self._root)
        except OSError:
            return self._result(vanished=True)
        same = (before.st_dev, before.st_ino) == (after.st_dev, after.st_ino)
        return self._result(vanished=not same or b"" in self._unread)

    def _result(self, *, vanished: bool) -> Walk:
        return Walk(
            files=tuple(self._files),
            skips=dict(self._skips),
            skipped_folders=tuple(self._skipped_folders),
            problems=tuple(self._problems),
            unread=tuple(self._unread),
            folders=tuple(self._folders),
            vanished=vanished,
        )

    def _list(
        self, folder: bytes, own: tuple[OwnRules, ...], device: int
    ) -> list[tuple[bytes, tuple[OwnRules, ...]]]:
        """Take the files of one folder and return its subfolders, the last to be walked first."""
        try:
            entries = self._entries(folder, device)
        except OSError as error:
            self._cannot_read(folder, error)
            return []
        if entries is None:
            self._skip_folder(folder, "other_volume")
            return []
        names = {name for name, _ in entries}
        if folder:
            marker = next((code for name, code in _MARKERS.items() if name in names), None)
            if marker is not None:
                self._skip_folder(folder, marker)
                return []
        self._folders.append(folder)
        if IGNORE_FILE in names:
            own = self._with_own_rules(folder, own)
        subfolders: list[tuple[bytes, tuple[OwnRules, ...]]] = []
        for name, facts in sorted(entries, key=_by_name, reverse=True):
            path = folder + b"/" + name if folder else name
            if _is_junction(facts):
                self._skips["symlink"] += 1
            elif stat.S_ISDIR(facts.st_mode):
                is_own = path in self._own_folders
                code = "cache" if is_own else skip_code(path, name, own, is_folder=True)
                if code is None:
                    subfolders.append((path, own))
                else:
                    self._skip_folder(path, code)
            else:
                self._take(path, name, facts, own)
        return subfolders

    def _entries(self, folder: bytes, device: int) -> list[tuple[bytes, os.stat_result]] | None:
        """List a folder with the facts of its entries; None when it lies on another disk."""
        path = self._absolute(folder)
        if os.scandir not in os.supports_fd:
            with os.scandir(path) as listing:
                return [(e.name, e.stat(follow_symlinks=False)) for e in listing]
        # Through a descriptor, so that a folder that is swapped for a link meanwhile is not followed.
        descriptor = os.open(path, _OPEN_FOLDER)
        try:
            if os.fstat(descriptor).st_dev != device:
                return None
            found: list[tuple[bytes, os.stat_result]] = []
            with os.scandir(descriptor) as listing:
                for entry in listing:
                    try:
                        found.append((os.fsencode(entry.name), entry.stat(follow_symlinks=False)))
                    except FileNotFoundError:  # gone since it was listed
                        continue
            return found
        finally:
            os.close(descriptor)

    def _take(self, path: bytes, name: bytes, facts: os.stat_result, own: Sequence[OwnRules]) -> None:
        code = self._why_not(path, name, facts, own)
        if code is None:
            self._files.append(WalkedFile(path, facts.st_size, facts.st_mtime_ns, facts.st_ino))
        else:
            self._skips[code] += 1

    def _why_not(
        self, path: bytes, name: bytes, facts: os.stat_result, own: Sequence[OwnRules]
    ) -> str | None:
        if stat.S_ISLNK(facts.st_mode):
            return "symlink"
        if not stat.S_ISREG(facts.st_mode):
            return "not_a_file"
        if not self._rules.is_picture(name):
            return "not_a_picture"
        if _only_in_the_cloud(facts):
            return "in_the_cloud"
        return skip_code(path, name, own, is_folder=False)

    def _with_own_rules(self, folder: bytes, own: tuple[OwnRules, ...]) -> tuple[OwnRules, ...]:
        path = folder + b"/" + IGNORE_FILE if folder else IGNORE_FILE
        try:
            text = _read_rules(self._absolute(path))
        except (OSError, ValueError) as error:
            self._skips["bad_ignore_rule"] += 1
            self._problems.append(
                WalkProblem(path, "bad_ignore_file", f"the ignore file is not used: {error}")
            )
            return own
        rules, bad = parse_rules(folder, text.splitlines())
        self._skips.update({"bad_ignore_rule": len(bad)} if bad else {})
        self._problems += [
            WalkProblem(path, "bad_ignore_rule", f"this rule makes no sense: \u2018{b}\u2019") for b in bad
        ]
        return own if rules is None else (*own, rules)

    def _absolute(self, path: bytes) -> bytes:
        return self._root.rstrip(b"/") + b"/" + path if path else self._root

    def _skip_folder(self, path: bytes, code: str) -> None:
        self._skips[code] += 1
        if len(self._skipped_folders) < _LISTED_FOLDERS:
            self._skipped_folders.append((path, code))

    def _cannot_read(self, folder: bytes, error: OSError) -> None:
        if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP} and folder:
            return  # removed or replaced since it was listed: the next walk sees what is there
        code = {
            errno.EACCES: "no_permission",
            errno.EPERM: "no_permission",
            errno.ENAMETOOLONG: "path_too_long",
        }.get(error.errno or 0, "unreachable")
        self._unread.append(folder)
        self._problems.append(WalkProblem(folder, code, error.strerror or str(error)))
        self._skip_folder(folder, code)


def _below(root: Path, folders: Collection[Path]) -> frozenset[bytes]:
    """Give those of some folders that lie below the root, relative to it; links on the way to them are followed."""
    real_root = Path(os.path.realpath(root))
    real = (Path(os.path.realpath(folder)) for folder in folders)
    return frozenset(
        os.fsencode(folder.relative_to(real_root).as_posix())
        for folder in real
        if real_root in folder.parents
    )


def _read_rules(path: bytes) -> str:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > MAX_IGNORE_BYTES:
            raise ValueError("it is no regular file, or too large")
        return file.read(MAX_IGNORE_BYTES).decode("utf-8-sig", "surrogateescape")


def _is_junction(facts: os.stat_result) -> bool:
    """Tell a Windows folder that leads elsewhere; `S_ISLNK` does not."""
    return sys.platform == "win32" and facts.st_reparse_tag == stat.IO_REPARSE_TAG_MOUNT_POINT


def _only_in_the_cloud(facts: os.stat_result) -> bool:
    """Tell a placeholder whose bytes would have to be fetched first: reading it would fill the disk."""
    if sys.platform == "win32":
        return bool(facts.st_file_attributes & _RECALL_ON_DATA_ACCESS)
    elif sys.platform == "darwin":  # noqa: RET505  type checkers follow the platform through elif alone
        return bool(facts.st_flags & _DATALESS)
    else:
        return False


def _by_name(entry: tuple[bytes, os.stat_result]) -> bytes:
    return entry[0]
