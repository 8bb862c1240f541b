"""Downloads from the loopback hub: undisturbed by the surroundings, and in processes of their own that can be killed.

As a program, one download: python -m fakes.hub_downloads JSON, with the keys of `Order`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypedDict, cast
from unittest import mock

from bowerbird_engine.errors import BowerbirdError
from bowerbird_engine.models.download import Downloaded, HubFile, Patience, download
from bowerbird_engine.models.ledger import FILE_NAME, Ledger
from bowerbird_engine.reports import Progress
from fakes.hub import FakeHub

REPOSITORY = "owner/name"
SMALL, LARGE = "config.json", "onnx/model.onnx"
QUICK = Patience(connect_seconds=5.0, read_seconds=20.0, waits=(0.01, 0.01))
SHORT_READS = Patience(connect_seconds=5.0, read_seconds=0.8, waits=(0.01, 0.01))
TESTS = Path(__file__).parents[1]
ABOUT_THE_NETWORK = ("proxy", "hf_", "huggingface", "transformers_", "ssl_cert")


def bare_environment() -> dict[str, str]:
    """Give the environment without what sends requests elsewhere or forbids them."""
    return {
        name: value
        for name, value in os.environ.items()
        if not any(x in name.lower() for x in ABOUT_THE_NETWORK)
    }


@contextmanager
def lone_hub() -> Generator[FakeHub]:
    """Start a hub that is reached without proxies, and forget its connections afterwards."""
    from huggingface_hub import close_session, constants  # noqa: PLC0415  only where a hub is wanted

    close_session()
    with (
        mock.patch.dict(os.environ, bare_environment(), clear=True),
        mock.patch.object(constants, "HF_HUB_OFFLINE", new=False),
        mock.patch.object(constants, "HF_HUB_DISABLE_TELEMETRY", new=True),
        FakeHub() as hub,
    ):
        yield hub
    close_session()


def pull(
    hub: FakeHub,
    home: Path,
    *paths: str,
    patience: Patience = QUICK,
    progress: Callable[[Progress], None] | None = None,
) -> Downloaded:
    """Download files of the one repository into `home/into`, with the ledger beside it."""
    files = [HubFile(REPOSITORY, path) for path in paths or (SMALL, LARGE)]
    ledger = Ledger(home / FILE_NAME)
    return download(
        files, home / "into", ledger=ledger, endpoint=hub.endpoint, patience=patience, progress=progress
    )


def laid_down(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True, slots=True)
class Order:
    """What another process is to do: `limit` is the most bytes that a file may have there."""

    endpoint: str
    home: str
    paths: tuple[str, ...] = (SMALL, LARGE)
    limit: int | None = None
    library: bool = False
    """Ask with the library's own settings instead, as a control."""


def start(order: Order, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Download in another process."""
    return subprocess.Popen(
        [sys.executable, "-X", "dev", "-W", "error", "-m", "fakes.hub_downloads", json.dumps(asdict(order))],
        cwd=TESTS,
        env={**bare_environment(), **(environment or {}), "PYTHONPATH": str(TESTS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class Told(TypedDict):
    """What another process tells at its end: a revision or an error, and where its connections went."""

    revision: str
    code: str
    message: str
    addresses: list[str]


def finish(process: subprocess.Popen[str]) -> tuple[Told, str]:
    """Wait for another process: what it told, and what stands on its standard error."""
    out, err = process.communicate(timeout=60)
    assert out, err
    told: Told = json.loads(out.splitlines()[-1])
    return told, err


def main(order: Order) -> None:
    """Download, and tell where connections went and how it ended."""
    addresses: set[str] = set()
    told = Told(revision="", code="", message="", addresses=[])

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event in {"socket.connect", "socket.getaddrinfo"}:
            place = arguments[1] if event == "socket.connect" else arguments[:2]
            assert isinstance(place, tuple)
            addresses.add(":".join(str(part) for part in cast("tuple[object, ...]", place)))

    sys.addaudithook(watch)
    if order.limit is not None:
        import resource  # noqa: PLC0415  not on Windows

        resource.setrlimit(resource.RLIMIT_FSIZE, (order.limit, order.limit))
    try:
        told["revision"] = _by_the_library(order) if order.library else _by_us(order)
    except BowerbirdError as error:
        told["code"], told["message"] = error.code, str(error)
    told["addresses"] = sorted(addresses)
    sys.stdout.write(json.dumps(told) + "\n")


def _by_us(order: Order) -> str:
    home = Path(order.home)
    files = [HubFile(REPOSITORY, path) for path in order.paths]
    ledger = Ledger(home / FILE_NAME)
    return download(files, home / "into", ledger=ledger, endpoint=order.endpoint, patience=QUICK).revision


def _by_the_library(order: Order) -> str:
    from huggingface_hub import HfApi  # noqa: PLC0415  only for the control

    return str(HfApi(order.endpoint).model_info(REPOSITORY).sha)


if __name__ == "__main__":
    main(Order(**json.loads(sys.argv[1])))
