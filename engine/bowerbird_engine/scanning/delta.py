"""What a walk changed against the catalogue: pure, no file system, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bowerbird_engine.assets import ScanDelta, StoredFile, WalkedFile

_Identity = tuple[int, int, int]


def compare(
    stored: Iterable[StoredFile], walked: Iterable[WalkedFile], unread: Sequence[bytes] = ()
) -> ScanDelta:
    """Match the files of one root with what a walk of it met. Each file is used at most once.

    In this order a walked file is: the stored file of the same place and facts; a stored file that left its place and
    has the same inode, size and time (a move, even when it now lies where another file lay, as after renumbering);
    the stored file of the same place, changed; or a new one. Size and time decide whether a file at its place has
    changed; its inode does not, because FAT and network file systems give new ones at each mount.

    `unread` are folders that could not be listed: what is known below them is neither missing nor moved.
    """
    known = _Known(stored, unread)
    elsewhere = [seen for seen in sorted(walked, key=_by_path) if not known.keeps(seen, need_inode=True)]
    movable = known.movable() if elsewhere else {}

    moved: list[tuple[StoredFile, WalkedFile]] = []
    unmoved: list[WalkedFile] = []
    for seen in elsewhere:
        source = movable.pop(_identity(seen), None) if seen.inode else None
        if source is None:
            unmoved.append(seen)
        else:
            known.used.add(source.id)
            moved.append((source, seen))

    added: list[WalkedFile] = []
    changed: list[tuple[StoredFile, WalkedFile]] = []
    for seen in unmoved:
        if known.keeps(seen, need_inode=False):
            continue
        match = known.at(seen.path)
        if match is None:
            added.append(seen)
        else:
            known.used.add(match.id)
            changed.append((match, seen))

    return ScanDelta(
        added=tuple(added),
        changed=tuple(changed),
        moved=tuple(moved),
        returned=tuple(known.returned),
        missing=known.missing(),
    )


def kept_unread(stored: Iterable[StoredFile], walked: Iterable[WalkedFile], unread: Sequence[bytes]) -> int:
    """Count the known files below folders that could not be listed, which a comparison leaves as they were."""
    if not unread:
        return 0
    blind = _below(unread)
    met = {seen.path for seen in walked}
    return sum(f.present and f.path.startswith(blind) and f.path not in met for f in stored)


class _Known:
    """The stored files by place, and which of them a walked file was already matched with."""

    def __init__(self, stored: Iterable[StoredFile], unread: Sequence[bytes]) -> None:
        self.present: dict[bytes, StoredFile] = {}
        self.held: dict[bytes, StoredFile] = {}
        self.gone: dict[bytes, StoredFile] = {}
        for file in sorted(stored, key=_by_id):
            places = self.present if file.present else self.gone if file.missing else self.held
            places.setdefault(file.path, file)
        self.used: set[int] = set()
        self.returned: list[StoredFile] = []
        self._blind = _below(unread)

    def at(self, path: bytes) -> StoredFile | None:
        """Find the unused file of a place, one that is present before one that is held, and missing ones last."""
        for places in (self.present, self.held, self.gone):
            file = places.get(path)
            if file is not None and file.id not in self.used:
                return file
        return None

    def keeps(self, seen: WalkedFile, *, need_inode: bool) -> bool:
        """Match a walked file with the stored one of the same place and facts."""
        for places in (self.present, self.held, self.gone):
            file = places.get(seen.path)
            if file is None or file.id in self.used:
                continue
            same = file.size == seen.size and file.mtime_ns == seen.mtime_ns
            if same and (file.inode == seen.inode or not need_inode):
                self.used.add(file.id)
                if not file.present:
                    self.returned.append(file)
                return True
        return False

    def movable(self) -> dict[_Identity, StoredFile]:
        found: dict[_Identity, StoredFile] = {}
        for file in (*self.present.values(), *self.held.values(), *self.gone.values()):
            if file.id not in self.used and not file.path.startswith(self._blind):
                found.setdefault(_identity(file), file)
        return found

    def missing(self) -> tuple[StoredFile, ...]:
        left = (f for f in self.present.values() if f.id not in self.used)
        return tuple(f for f in left if not f.path.startswith(self._blind))


def _below(folders: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(folder + b"/" if folder else b"" for folder in folders)


def _identity(file: StoredFile | WalkedFile) -> _Identity:
    return (file.inode, file.size, file.mtime_ns)


def _by_id(file: StoredFile) -> int:
    return file.id


def _by_path(file: WalkedFile) -> bytes:
    return file.path
