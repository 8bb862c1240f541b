"""What the command line writes while a hub owns the library: asked of the hub, in the values that the engine gives.

Errors are the client's, with the codes of the engine.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Generator, Mapping
from datetime import date, datetime
from pathlib import Path, PureWindowsPath
from typing import Any, Final, cast
from urllib.parse import quote

from bowerbird_bridge import folder_ids
from bowerbird_bridge.commands.own_hub import owner_credential
from bowerbird_client import (
    BusyError,
    CancelledError,
    Client,
    NotRunningError,
    Place,
    ProblemError,
    TimedOutError,
)
from bowerbird_engine import (
    AddedFolder,
    Engine,
    FileStatus,
    HeldPictures,
    IndexReport,
    PackChoice,
    Precision,
    Progress,
    RemovedPack,
    Root,
    SwitchReport,
)

ASK_EVERY_S: Final = 0.2
MAKES_ROOM_S: Final = 120.0
"""What excludes an index run waits until that has made room, which a slow picture delays."""
PATIENCE_S: Final = 60.0
_FINAL: Final = frozenset({"succeeded", "failed", "cancelled"})

Json = Mapping[str, Any]
Tell = Callable[[Progress], None]


class RemoteLibrary:
    """The library through its hub. Reads go to the engine directly: they need no lock."""

    def __init__(self, engine: Engine, client: Client) -> None:
        self.through_hub = True
        self._engine = engine
        self._client = client

    @property
    def client(self) -> Client:
        """The line to the hub."""
        return self._client

    def add_folder(self, folder: Path) -> AddedFolder:
        """Add a folder; the hub begins to index it."""
        told = self._ask("POST", "/v1/folders", {"path": _as_text(folder)}, seconds=MAKES_ROOM_S)
        root = next(root for root in self._engine.folders() if str(root.id) == told["id"])
        return AddedFolder(root, told.get("brought_back", 0))

    def remove_folder(self, folder: Path, *, forget: bool = False) -> int:
        """Take a folder out of the library, or forget it for good; return how many files that were."""
        wanted = _spellings(folder)
        root_id = next((root.id for root in self._engine.folders() if root.path in wanted), None)
        if root_id is None and forget:
            root_id = self._taken_out(wanted)
        if root_id is None:
            raise ProblemError(
                f"{folder} is not in the library; `bowerbird folders` lists what is.", code="unknown_folder"
            )
        query = "?forget=true" if forget else ""
        told = self._ask("DELETE", f"/v1/folders/{root_id}{query}", seconds=MAKES_ROOM_S)
        return int(told["forgotten"])

    def move_folder(self, old: Path, new: Path) -> list[Root]:
        """Let a folder, or all folders below it, lie elsewhere; the hub begins to index them."""
        asked = {"old": _in_text(_as_it_was(old)), "new": _as_text(new)}
        told = self._ask("POST", "/v1/folder-moves", asked, seconds=MAKES_ROOM_S)
        moved = {each["id"] for each in told["folders"]}
        return [root for root in self._engine.folders() if str(root.id) in moved]

    def drop_gone(self, folder: Path | None) -> int:
        """Say that pictures are gone that were not found; count them."""
        asked: list[dict[str, str]] = [{}]
        if folder is not None:
            asked = [{"folder": each} for each in self._ids_below(folder)]
        return sum(int(self._ask("POST", "/v1/gone/drop", each)["pictures"]) for each in asked)

    def bring_back(self, folder: Path | None, *, since: date | None, until: date | None) -> int:
        """Bring back what left the library; count it."""
        days = {
            name: day.isoformat() for name, day in (("since", since), ("until", until)) if day is not None
        }
        asked: list[dict[str, str]] = [{}]
        if folder is not None:
            removed = self._taken_out(_spellings(folder))
            ids = self._ids_below(folder) if removed is None else [str(removed)]
            asked = [{"folder": each} for each in ids]
        return sum(
            int(self._ask("POST", "/v1/gone/bring-back", {**each, **days})["pictures"]) for each in asked
        )

    def _taken_out(self, wanted: set[Path]) -> int | None:
        dropped = self._engine.gone().dropped
        return next((each.root_id for each in dropped if each.removed and each.folder in wanted), None)

    def _ids_below(self, folder: Path) -> list[str]:
        """Give the ids that stand for a folder: its own, or those of the library's folders below it."""
        ids = set[str]()
        for spelled in _spellings(folder):
            for root in self._engine.folders():
                if spelled.is_relative_to(root.path):
                    ids.add(folder_ids.folder_id(root, spelled))
                elif root.path.is_relative_to(spelled):
                    ids.add(str(root.id))
        if not ids:
            raise ProblemError(
                f"{folder} is not part of the library; `bowerbird folders` lists what is.",
                code="unknown_folder",
            )
        return sorted(ids)

    def index(
        self, *, ocr: bool = True, progress: Tell | None = None, cancel: threading.Event | None = None
    ) -> IndexReport:
        """Bring the library up to date, as a job of the hub that is followed to its end."""
        job = self._ask("POST", "/v1/jobs", {"kind": "index", "letters": ocr})
        return self._report(self._follow(job, progress, cancel))

    def use_pack(self, pack_id: str, *, now: bool = False) -> PackChoice:
        """Choose a model; the hub goes on learning with it."""
        self._follow(self._ask("POST", f"/v1/models/{_part(pack_id)}/use", {"now": now}))
        return self._engine.choice()

    def install(
        self,
        pack_id: str,
        *,
        precision: Precision = "float32",
        progress: Tell | None = None,
        cancel: threading.Event | None = None,
    ) -> tuple[str, str]:
        """Download a model and try it; return its id and title."""
        asked = {"precision": precision}
        job = self._ask("POST", f"/v1/models/{_part(pack_id)}/install", asked)
        result = self._follow(job, progress, cancel)
        return str(result["id"]), str(result["title"])

    def remove_pack(self, pack_id: str) -> RemovedPack:
        """Remove a model with what it has learned."""
        told = self._ask("DELETE", f"/v1/models/{_part(pack_id)}", seconds=MAKES_ROOM_S)
        return RemovedPack(int(told["bytes_freed"]), int(told["vectors"]))

    def _ask(self, method: str, path: str, fields: Json | None = None, *, seconds: float = 30.0) -> Json:
        return self._client.connection.ask(method, path, fields, seconds=seconds)

    def _follow(self, job: Json, progress: Tell | None = None, cancel: threading.Event | None = None) -> Json:
        """Wait for the end of a job and give its result; the job goes on when we are broken off."""
        path = f"/v1/jobs/{_part(str(job['id']))}"
        asked_to_stop = False
        while job["state"] not in _FINAL:
            if cancel is not None and cancel.is_set() and not asked_to_stop:
                asked_to_stop = True
                self._ask("POST", f"{path}/cancel", {})
            if progress is not None and (told := self._ahead_of(job).get("progress")) is not None:
                progress(Progress(told["phase"], told["done"], told["total"], told["current"]))
            if cancel is None or asked_to_stop:
                time.sleep(ASK_EVERY_S)
            else:
                cancel.wait(ASK_EVERY_S)
            job = self._look(path)
        if job["state"] == "cancelled":
            raise CancelledError("Stopped. What was done is kept; run the same command again to go on.")
        if job["state"] == "failed":
            raise ProblemError(job["error"]["detail"], code=job["error"]["code"])
        return cast("Json", job["result"] or {})

    def _ahead_of(self, job: Json) -> Json:
        """Give the job that one which waits is waiting for; that one itself once it runs."""
        if job["state"] != "queued" or job["kind"] != "index":
            return job
        jobs = self._look("/v1/jobs")["jobs"]
        return next(
            (each for each in jobs if each["state"] == "running" and each["kind"] == job["kind"]), job
        )

    def _look(self, path: str) -> Json:
        """See how jobs stand; a hub that is too busy to say gets some time."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self._client.connection.ask("GET", path)
            except (TimedOutError, BusyError):
                if time.monotonic() > until:
                    raise
                time.sleep(ASK_EVERY_S)
            except NotRunningError as error:
                raise NotRunningError(
                    "The hub ended in the middle of it. What was done is kept.",
                    "Run the same command again to go on.",
                ) from error

    def _report(self, result: Json) -> IndexReport:
        away = {root["path"] for root in result["offline"]}
        switch = result["model"]
        return IndexReport(
            found=result["found"],
            counts={FileStatus(name): count for name, count in result["counts"].items()},
            embedded=result["embedded"],
            moved=result["moved"],
            missing=result["missing"],
            # A hub that was begun before an update does not tell it.
            returned=result.get("returned", 0),
            read_for_letters=result["read_for_letters"],
            offline=tuple(root for root in self._engine.folders() if str(root.path) in away),
            failures=tuple(self._engine.failures()),
            skips=dict(result["skips"]),
            held=tuple(self._held(held) for held in result["held"]),
            switch=None
            if switch is None
            else SwitchReport(
                switch["title"],
                switch["learned"],
                switch["refused"],
                switch["waiting"],
                switch["took_over"],
                switch["trouble"] or "",
            ),
        )

    def _held(self, told: Json) -> HeldPictures:
        folder = Path(told["path"])
        root_id = next((root.id for root in self._engine.folders() if root.path == folder), 0)
        return HeldPictures(
            root_id,
            folder,
            Path(told["within"]),
            told["pictures"],
            told["known"],
            datetime.fromisoformat(told["since"]),
            None if told.get("latest") is None else datetime.fromisoformat(told["latest"]),
        )


@contextlib.contextmanager
def hub_of(engine: Engine) -> Generator[RemoteLibrary | None]:
    """Open the way to the hub of this very library; None where none answers.

    Raises OwnerKeyError where its key cannot be read, and the client's errors where it does not let us in.
    """
    credential = owner_credential(engine.settings, engine.library_id)
    with Client(credential, place=Place(ports=())) as client:
        yield RemoteLibrary(engine, client) if _is_there(client) else None


def _is_there(client: Client) -> bool:
    try:
        client.me()
    except NotRunningError:
        # It has just ended, or was killed and left its file: the library's lock has the last word then.
        return False
    return True


def _as_text(folder: Path) -> str:
    """Write a folder as the hub takes it: whole, and as text."""
    written = folder
    with contextlib.suppress(OSError, RuntimeError, ValueError):
        written = folder.expanduser().resolve()
    return _in_text(written)


def _as_it_was(folder: Path) -> Path:
    """Write a folder whole, and as it was named: where it lay there may be a link to where it lies now."""
    if PureWindowsPath(folder).is_absolute():
        return folder
    with contextlib.suppress(OSError, RuntimeError, ValueError):
        whole = folder.expanduser().absolute()
        return whole.resolve() if ".." in whole.parts else whole
    return folder


def _in_text(folder: Path) -> str:
    text = str(folder)
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    raise ProblemError(
        f"The name of {folder} is no text, and cannot be told to the hub.",
        "Stop it with `bowerbird stop`, and run the same command then.",
        code="bad_folder",
    )


def _spellings(folder: Path) -> set[Path]:
    spelled = {folder}
    for way in (Path.absolute, Path.resolve):
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            spelled.add(way(folder.expanduser()))
    return spelled


def _part(identity: str) -> str:
    return quote(identity, safe="")
