"""One download of several files: what each must be, whether there is room, and then one after the other."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bowerbird_engine.errors import DigestError, DiskFullError, HubRefusedError
from bowerbird_engine.models.download_background import pause
from bowerbird_engine.models.download_content import Fetch, WrongLengthError, digests, length, writing
from bowerbird_engine.models.download_line import (
    BRANCH,
    LineBrokenError,
    Patience,
    Report,
    Reported,
    RevisionGoneError,
    file_url,
    unreachable,
)
from bowerbird_engine.models.ledger import Entry, Ledger, exchanged
from bowerbird_engine.models.room import SPARE_BYTES, megabytes
from bowerbird_engine.reports import Progress

if TYPE_CHECKING:
    from bowerbird_engine.models.download_hub import Hub

PARTIAL: Final = ".partial"
"""The folder in the target that holds what has not fully arrived."""
TRIES: Final = 2
"""A file that arrived damaged is fetched anew once; damaged again, it is not the line's fault."""
TICK_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that must lie in its place, as the hub reports it; `first` is how it came at its first install."""

    repository: str
    path: str
    place: Path
    partial: Path
    commit: str
    reported: Reported
    first: Entry | None


class Meter:
    """Tells how far all files together are, ten times a second at most and at the end of each file."""

    def __init__(self, progress: Callable[[Progress], None] | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._before = 0
        self._told = float("-inf")

    def at(self, path: str, there: int, *, end: bool = False) -> None:
        """Say how much of a file is there."""
        now = time.monotonic()
        if self._progress is not None and (end or now - self._told >= TICK_SECONDS):
            self._told = now
            self._progress(Progress("download", self._before + there, self._total, path))
        if end:
            self._before += there


class Job:
    """A download into one folder, at one time."""

    def __init__(
        self, into: Path, ledger: Ledger, hub: Hub, *, patience: Patience, cancel: threading.Event
    ) -> None:
        self._into = into
        self._ledger = ledger
        self._hub = hub
        self._patience = patience
        self._cancel = cancel

    def plan(
        self, files: Mapping[str, tuple[str, str]], optional: Collection[str] = frozenset()
    ) -> list[Wanted]:
        """Ask the hub what each file must be, at one commit a repository; `files` are repository and path by place.

        Those at the `optional` places are left out when the hub does not have them.

        Raises HubError, and DigestError when the hub reports another file than was recorded.
        """
        reports = {name: self._ask(name) for name in dict.fromkeys(name for name, _ in files.values())}
        wanted: list[Wanted] = []
        for place, (repository, path) in files.items():
            report = reports[repository]
            reported = report.files.get(path)
            if reported is None and place in optional:
                continue
            if reported is None:
                raise HubRefusedError(
                    f"{repository} on {self._hub.endpoint} has no file {path}, or the hub does not tell its size and digest. "
                    "Choose another model or precision from `bowerbird models list`."
                )
            first = self._ledger.find(repository, path)
            if first is not None and _contradicts(reported, first):
                raise exchanged(repository, path)
            # Named by its content: what was begun from another version is never gone on with.
            partial = self._into / PARTIAL / reported.digest.replace(":", "-")
            wanted.append(
                Wanted(repository, path, self._into / place, partial, report.commit, reported, first)
            )
        return wanted

    def check_room(self, wanted: Sequence[Wanted], free: Callable[[Path], int]) -> None:
        """Make the folder. Raises DiskFullError when its disk cannot take what is missing."""
        partial = self._into / PARTIAL
        with writing(partial):
            partial.mkdir(parents=True, exist_ok=True)
            missing = sum(
                max(0, each.reported.size - max(length(each.place), length(each.partial))) for each in wanted
            )
            there = free(self._into)
        if missing and there < missing + SPARE_BYTES:
            raise DiskFullError(
                f"{megabytes(missing)} are still to be downloaded and {megabytes(SPARE_BYTES)} must stay free, but the "
                f"disk of {self._into} has only {megabytes(there)} left. Free some space there and install the model again."
            )

    def bring(self, wanted: Wanted, meter: Meter) -> Entry:
        """Make sure that a file lies in its place. Raises DigestError when the hub gives another one than it reports."""
        with writing(wanted.place):
            entry = self._take(wanted, wanted.place)
            for _ in range(TRIES):
                entry = entry or self._fetched(wanted, meter)
        if entry is None:
            raise DigestError(
                f"{wanted.path} of {wanted.repository} arrived {TRIES} times as another file than the hub reports: it is "
                "damaged there or was exchanged on the way. Nothing was installed. Try later or over another network."
            )
        meter.at(wanted.path, wanted.reported.size, end=True)
        return entry

    def _fetched(self, wanted: Wanted, meter: Meter) -> Entry | None:
        url = file_url(wanted.repository, wanted.path, self._hub.endpoint, wanted.commit)
        fetch = Fetch(
            self._hub, url, wanted.partial, wanted.reported.size, lambda there: meter.at(wanted.path, there)
        )
        try:
            fetch.run(self._patience, self._cancel)
        except WrongLengthError:
            wanted.partial.unlink()
            return None
        return self._take(wanted, wanted.partial)

    def _take(self, wanted: Wanted, path: Path) -> Entry | None:
        """Compare a file that is there with what it must be; right, it comes into its place, wrong, it goes."""
        if not path.is_file():
            return None
        computed = digests(path, self._cancel)
        if not computed.fit(wanted.reported):
            path.unlink()
            return None
        if wanted.first is not None and wanted.first.sha256 != computed.sha256:
            path.unlink()
            raise exchanged(wanted.repository, wanted.path)
        if path != wanted.place:
            wanted.place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(wanted.place)
        return Entry(
            repository=wanted.repository,
            path=wanted.path,
            commit=wanted.commit,
            size=computed.size,
            sha256=computed.sha256,
            reported=wanted.reported.digest,
        )

    def _ask(self, repository: str) -> Report:
        recorded = self._ledger.commit(repository)
        if recorded is not None:
            # A commit that the hub forgot is no reason to stop: the recorded digests are demanded of any other.
            with contextlib.suppress(RevisionGoneError):
                return self._patiently(repository, recorded)
        return self._patiently(repository, BRANCH)

    def _patiently(self, repository: str, revision: str) -> Report:
        tries = 0
        while True:
            try:
                return self._hub.report(repository, revision)
            except LineBrokenError as error:
                # Without a line nobody wants to watch fifteen seconds of trying.
                if not error.reached or tries == len(self._patience.waits):
                    raise unreachable(self._hub.endpoint, error) from error
                pause(max(self._patience.waits[tries], error.wait), self._cancel)
                tries += 1


def _contradicts(reported: Reported, first: Entry) -> bool:
    """Tell before anything is fetched whether it cannot be the recorded file."""
    kind, _, digest = reported.digest.partition(":")
    if reported.size != first.size or kind == "sha256":
        return (reported.size, digest) != (first.size, first.sha256)
    return first.reported.startswith("git:") and first.reported != reported.digest
