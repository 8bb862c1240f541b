"""What the hub gave at the first install of each file, kept beside the packs and demanded ever after.

It outlives the packs: a pack that is removed and installed anew must consist of the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, cast

from bowerbird_engine.durability import replace_file
from bowerbird_engine.encoding.fields import Fields
from bowerbird_engine.errors import DigestError, HubError, PackError
from bowerbird_engine.models.room import writing_pack

FORMAT: Final = 1
FILE_NAME: Final = "ledger.json"
# Some 300 bytes a file, some ten files a pack: what is larger is something else.
MAX_BYTES: Final = 4 * 1024 * 1024
MAX_FILE_BYTES: Final = 2**53


@dataclass(frozen=True, slots=True)
class Entry:
    """One file as it was when it first came: `sha256` of its bytes as computed here, in hexadecimal.

    `reported` is the digest that the hub told: `sha256:` or `git:` and hexadecimal digits.
    """

    repository: str
    path: str
    commit: str
    size: int
    sha256: str
    reported: str


class Ledger:
    """The entries in one file. Whoever records holds the lock on the packs."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def entries(self) -> tuple[Entry, ...]:
        """Read all entries, the oldest first. Raises HubError when the file is damaged: nothing is trusted anew unseen."""
        try:
            with self._file.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise HubError(
                f"{self._file} cannot be read: {error.strerror}. Check its permissions."
            ) from error
        try:
            return _parse(data)
        except (PackError, ValueError, RecursionError) as error:
            raise HubError(
                f"{self._file}, which holds the digests of the models that were installed, is damaged ({error}). "
                "Bring it back from a backup; or delete it, and what is downloaded next is trusted as at first."
            ) from error

    def commit(self, repository: str) -> str | None:
        """Tell which commit of a repository was recorded last."""
        commits = [entry.commit for entry in self.entries() if entry.repository == repository]
        return commits[-1] if commits else None

    def find(self, repository: str, path: str) -> Entry | None:
        """Give what was recorded of a file."""
        for entry in self.entries():
            if (entry.repository, entry.path) == (repository, path):
                return entry
        return None

    def record(self, arrived: Sequence[Entry]) -> None:
        """Add what is not yet there, all of it or nothing.

        Raises DigestError when a file is not the recorded one, DiskFullError, or PackError when the disk refuses.
        """
        known = {(entry.repository, entry.path): entry for entry in self.entries()}
        for entry in arrived:
            first = known.setdefault((entry.repository, entry.path), entry)
            if first.sha256 != entry.sha256:
                raise exchanged(entry.repository, entry.path)
        told = {"format": FORMAT, "files": [asdict(entry) for entry in known.values()]}
        with writing_pack(self._file.parent, 0):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._file, [json.dumps(told, indent=1).encode()])


def exchanged(repository: str, path: str) -> DigestError:
    """Make the error for a file that is not the one that was recorded."""
    return DigestError(
        f"{path} of {repository} is not the file that came at the first install: it was exchanged on the hub or on "
        "the way. Nothing was installed. If you trust the new file, get it yourself and add it with "
        "`bowerbird models add FOLDER --name NAME`; else leave it."
    )


def _parse(data: bytes) -> tuple[Entry, ...]:
    if len(data) > MAX_BYTES:
        raise PackError("it is too long")
    ledger = Fields(cast("object", json.loads(data)))
    ledger.whole("format", FORMAT, FORMAT)
    entries = tuple(
        Entry(
            repository=file.text("repository"),
            path=file.place("path"),
            commit=file.text("commit"),
            size=file.whole("size", 0, MAX_FILE_BYTES),
            sha256=file.digest("sha256"),
            reported=file.text("reported"),
        )
        for file in ledger.inners("files")
    )
    if len({(entry.repository, entry.path) for entry in entries}) != len(entries):
        raise PackError("it names a file twice")
    return entries
