"""Downloads of model files: the same bytes as at the first install or nothing, and no byte twice without need."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bowerbird_engine.encoding.fields import is_plain_path
from bowerbird_engine.errors import HubError
from bowerbird_engine.models.download_job import PARTIAL, Job, Meter
from bowerbird_engine.models.download_line import Patience, file_url
from bowerbird_engine.models.ledger import Entry, Ledger
from bowerbird_engine.reports import Progress

__all__ = ["Downloaded", "HubFile", "Patience", "download", "file_url", "free_bytes", "places"]

_OWNER_AND_NAME: Final = 2


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository of the hub; an `optional` one is left out when the repository does not have it."""

    repository: str
    path: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What arrived, as it stands in the ledger now, in the order in which it was asked for."""

    files: tuple[Entry, ...]

    @property
    def revision(self) -> str:
        """The commit, or the commits joined by `+` when there are several repositories."""
        return "+".join(dict.fromkeys(entry.commit for entry in self.files))


def places(files: Sequence[HubFile]) -> tuple[str, ...]:
    """Tell where each file lies in the folder: at its own path, below the repository's name if there are several.

    Raises HubError when a path could lead out of the folder or two files have one place.
    """
    several = len({file.repository for file in files}) > 1
    found: list[str] = []
    for file in files:
        owner_and_name = file.repository.split("/")
        place = f"{owner_and_name[-1]}/{file.path}" if several else file.path
        if len(owner_and_name) != _OWNER_AND_NAME or not is_plain_path(file.repository):
            raise HubError(f"'{file.repository}' is no repository of the hub: it must be like owner/name.")
        if not is_plain_path(place):
            raise HubError(f"'{file.path}' of {file.repository} is no plain path. Choose another model.")
        found.append(place)
    if len({place.casefold() for place in found}) != len(found):
        raise HubError("Two of the files would lie in one place. Choose another model.")
    return tuple(found)


def free_bytes(folder: Path) -> int:
    """Tell how much the disk of a folder can take."""
    return shutil.disk_usage(folder).free


def download(
    files: Sequence[HubFile],
    into: Path,
    *,
    ledger: Ledger,
    endpoint: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
    patience: Patience | None = None,
    free: Callable[[Path], int] = free_bytes,
) -> Downloaded:
    """Bring the files into a folder, as `places` lays them out, and record them in the ledger.

    What is there already is kept if it is right, and gone on with if it is incomplete, also in another process. The
    caller sees to it that nobody else downloads into the folder or records in the ledger meanwhile. `progress` is called
    in the caller's own thread.
    Raises DigestError when a file is not what the hub reports or what was recorded, HubUnreachableError,
    HubRefusedError, HubError, DiskFullError or Cancelled; then nothing is recorded, and what arrived is kept.
    """
    at = places(files)
    # Most who search never download, and the library costs a third of a second.
    from bowerbird_engine.models.download_hub import Hub  # noqa: PLC0415

    patience, cancel = patience or Patience(), cancel or threading.Event()
    job = Job(into, ledger, Hub(endpoint, patience, cancel), patience=patience, cancel=cancel)
    wanted = job.plan(
        {place: (file.repository, file.path) for place, file in zip(at, files, strict=True)},
        {place for place, file in zip(at, files, strict=True) if file.optional},
    )
    job.check_room(wanted, free)
    meter = Meter(progress, sum(each.reported.size for each in wanted))
    arrived = tuple(job.bring(each, meter) for each in wanted)
    ledger.record(arrived)
    # It may also hold what was begun from another version.
    shutil.rmtree(into / PARTIAL, ignore_errors=True)
    return Downloaded(arrived)
