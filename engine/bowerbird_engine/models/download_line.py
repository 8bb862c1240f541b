"""What goes over the line between the hub and here, and how it can fail. Loads nothing that opens connections."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from bowerbird_engine.errors import HubError, HubRefusedError, HubUnreachableError

HUB: Final = "https://huggingface.co"
BRANCH: Final = "main"
SIDE_LOAD: Final = (
    "Without a network, `bowerbird models show ID` prints the files to fetch on another machine, and "
    "`bowerbird models add FOLDER --name ID` installs them here."
)

_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}|git:[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for the hub: for a connection, for the next bytes, and before each new try."""

    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    waits: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0)
    """One new try for each, as long as no new byte arrives."""
    longest_wait: float = 60.0
    """The hub may ask for more patience than our own, up to here."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What the hub reports of a file: its size, and `sha256:` or `git:` and the digest in hexadecimal."""

    size: int
    digest: str

    def __post_init__(self) -> None:
        if self.size < 0 or not _DIGEST.fullmatch(self.digest):
            raise ValueError(f"{self.digest} is no digest, or {self.size} no size")


@dataclass(frozen=True, slots=True)
class Report:
    """What the hub reports of one commit of a repository: of each file that it tells size and digest of."""

    commit: str
    files: Mapping[str, Reported]

    def __post_init__(self) -> None:
        if not _COMMIT.fullmatch(self.commit):
            raise ValueError(f"{self.commit} is no commit")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a file, and where in the file they belong."""

    offset: int
    data: bytes


class LineBrokenError(Exception):
    """The line broke or the hub is in trouble: trying again may help, after `wait` seconds or more.

    `reached` tells whether the hub answered at all.
    """

    def __init__(self, detail: str, *, reached: bool, wait: float = 0.0) -> None:
        super().__init__(detail)
        self.reached = reached
        self.wait = wait


class RangeRefusedError(Exception):
    """The hub cannot go on with a file from where it was asked to."""


class RevisionGoneError(HubRefusedError):
    """The repository has no such commit."""


def unreachable(endpoint: str, error: LineBrokenError) -> HubUnreachableError:
    """Make the error that says that trying again was of no use."""
    return HubUnreachableError(
        f"{endpoint} cannot be reached or does not answer in time ({error}). Check the connection and try again: what was "
        f"downloaded is kept. {SIDE_LOAD}"
    )


def file_url(repository: str, path: str, endpoint: str | None = None, revision: str = BRANCH) -> str:
    """Tell the address of a file on the hub, without asking it. Raises HubError as `checked_endpoint` does."""
    return (
        f"{checked_endpoint(endpoint)}/{quote(repository)}/resolve/{quote(revision, safe='')}/{quote(path)}"
    )


def checked_endpoint(endpoint: str | None) -> str:
    """Give the address of the hub. Raises HubError when what was given is none."""
    if endpoint is None:
        return HUB
    try:
        parts = urlsplit(endpoint)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    else:
        fits = fits and not ("@" in parts.netloc or parts.query or parts.fragment)
    if not fits:
        raise HubError(
            "HF_ENDPOINT must be an address like https://mirror.example, without a name or a password. Correct it or "
            "unset it."
        )
    return endpoint.rstrip("/")
