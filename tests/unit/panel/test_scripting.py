"""The hub for scripts: never with a token that nobody has confirmed, and started once where it does not run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest

from bowerbird_client import (
    Asset,
    BusyError,
    CannotStartError,
    ChangedError,
    Client,
    Credential,
    CredentialFile,
    NotPairedError,
    NotRunningError,
    OfflineError,
    ProblemError,
    WrongLibraryError,
)
from bowerbird_for_gimp.model.program import GIMP
from bowerbird_panel import scripting
from bowerbird_panel.host import CANNOT_LOAD, HostTrouble
from bowerbird_panel.scripting import ScriptHub, connected, with_file, with_original
from bowerbird_panel.settings import Settings, SettingsFile


@dataclass
class Starts:
    """Stands in for `Starter`, and counts."""

    count: int = 0
    fails: bool = False

    def start_hub(self) -> None:
        """Start it, or say that it cannot be."""
        self.count += 1
        if self.fails:
            raise CannotStartError("It cannot be started.")


@dataclass
class Calls:
    """Work with the hub that meets these one after the other; None is an answer."""

    meets: list[Exception | None]
    count: int = field(default=0, init=False)

    def __call__(self, _client: Client) -> str:
        """Meet the next one."""
        error = self.meets[self.count]
        self.count += 1
        if error is not None:
            raise error
        return "answer"


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> Starts:
    """Start nothing."""
    made = Starts()
    factory: Callable[[], Starts] = lambda: made  # noqa: E731  stands in for a class
    monkeypatch.setattr(scripting, "Starter", factory)
    return made


@pytest.fixture
def hub() -> ScriptHub:
    """Give a hub whose client is not looked at."""
    return ScriptHub(cast("Client", None))


@pytest.mark.parametrize("state", ["no token", "unconfirmed", "confirmed"])
def test_a_token_that_nobody_confirmed_is_not_used(tmp_path: Path, state: str) -> None:
    """Without a token, and with one of a hub that showed no code, it is said how to connect; a confirmed one is used."""
    credentials = CredentialFile(tmp_path / "token.json")
    settings = SettingsFile(tmp_path / "settings.json", GIMP)
    if state != "no token":
        credentials.save(Credential("c1", "x" * 43, "library-1"))
    settings.save(Settings(unconfirmed=state == "unconfirmed"))
    gate = connected("Blender", credentials, settings, how_to_connect="Open the tab.")
    if state == "confirmed":
        with gate as made:
            assert made.library_id == "library-1"
        return
    with pytest.raises(NotPairedError) as told, gate:
        pass
    assert (told.value.sentence, told.value.advice) == (
        "Blender is not connected to Bowerbird yet.",
        "Open the tab.",
    )


def test_a_token_that_was_taken_back_is_told(tmp_path: Path) -> None:
    """What the hub says of a token in the middle of a call becomes the advice of this program."""
    credentials = CredentialFile(tmp_path / "token.json")
    credentials.save(Credential("c1", "x" * 43, "library-1"))
    settings = SettingsFile(tmp_path / "settings.json", GIMP)
    with (
        pytest.raises(NotPairedError) as told,
        connected("Blender", credentials, settings, how_to_connect="Open the tab."),
    ):
        raise NotPairedError("It knows you no more.")
    assert (told.value.sentence, told.value.advice) == ("It knows you no more.", "Open the tab.")


def test_a_hub_that_does_not_run_is_started_once(hub: ScriptHub, starts: Starts) -> None:
    """It is asked again after it was started, and not a third time; one that runs, the control, is not started."""
    assert hub.ask(Calls([None])) == "answer"
    assert starts.count == 0

    assert hub.ask(Calls([NotRunningError("None."), None])) == "answer"
    assert starts.count == 1

    work = Calls([NotRunningError("None."), NotRunningError("Still none.")])
    with pytest.raises(NotRunningError, match="Still none"):
        hub.ask(work)
    assert (starts.count, work.count) == (2, 2)


@pytest.mark.parametrize(
    "error", [CannotStartError("No."), WrongLibraryError("Another."), BusyError("Much.")]
)
def test_what_starting_does_not_mend_is_told(hub: ScriptHub, starts: Starts, error: Exception) -> None:
    """A hub that cannot be started, is another library's or has too much to do is not started."""
    with pytest.raises(type(error)):
        hub.ask(Calls([error]))
    assert starts.count == 0


@dataclass
class Files:
    """A client that writes a picture's file, while its disk is there, and its preview."""

    is_away: bool = False
    error: ProblemError = field(default_factory=lambda: OfflineError("The disk is away."))

    def original(self, asset_id: str, target: Path) -> None:
        """Write the file itself."""
        if self.is_away:
            raise self.error
        target.write_text(f"original of {asset_id}")

    def save_proxy(self, asset_id: str, target: Path) -> None:
        """Write the preview."""
        target.write_text(f"preview of {asset_id}")


@dataclass
class Uses:
    """A program that loads files, and meets these troubles one after the other."""

    meets: list[HostTrouble] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def __call__(self, file: Path, rendition: str) -> str:
        """Load a file."""
        self.seen.append(f"{rendition}: {file.read_text()} in {file.name}")
        if self.meets:
            raise self.meets.pop(0)
        return rendition


ORIGINAL_SEEN = "original: original of a1 in mug.psd"
PREVIEW_SEEN = "proxy: preview of a1 in mug.webp"


def _picture(*, is_away: bool) -> tuple[ScriptHub, Asset]:
    asset = Asset.read({"id": "a1", "name": "mug.psd", "folder": {"id": "f1", "name": "f"}, "online": True})
    return ScriptHub(cast("Client", Files(is_away))), asset


@pytest.mark.parametrize(
    ("is_away", "meets", "seen"),
    [
        (False, [], [ORIGINAL_SEEN]),
        (True, [], [PREVIEW_SEEN]),
        (False, [HostTrouble(CANNOT_LOAD, "It cannot be loaded.")], [ORIGINAL_SEEN, PREVIEW_SEEN]),
    ],
)
def test_a_preview_stands_in_for_a_file(
    tmp_path: Path, is_away: bool, meets: list[HostTrouble], seen: list[str]
) -> None:
    """The file itself is used, and the preview only while its disk is away or where it cannot be loaded; no file stays."""
    hub, asset = _picture(is_away=is_away)
    uses = Uses(meets)

    assert with_file(hub, asset, tmp_path, uses) == seen[-1].partition(":")[0]
    assert uses.seen == seen
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("online", "disk", "code", "stands_in"),
    [
        (False, None, "asset_gone", True),
        (False, "Archive", "asset_gone", False),
        (True, None, "asset_gone", False),
        (False, None, "asset_changed", False),
    ],
)
def test_a_preview_stands_in_for_what_was_not_found_and_is_known_so(
    tmp_path: Path, online: bool, disk: str | None, code: str, stands_in: bool
) -> None:
    """What was there a moment ago may just have been deleted, and what has changed is another picture."""
    _hub, asset = _picture(is_away=True)
    hub = ScriptHub(cast("Client", Files(is_away=True, error=ChangedError("It was not there.", code=code))))
    asset = replace(asset, online=online, disk=disk)
    uses = Uses()
    if stands_in:
        assert with_file(hub, asset, tmp_path, uses) == "proxy"
        return
    with pytest.raises(ChangedError):
        with_file(hub, asset, tmp_path, uses)
    assert not uses.seen


def test_no_other_trouble_is_hidden_by_a_preview(tmp_path: Path) -> None:
    """What goes wrong otherwise is told, also with the preview; and where the original alone is wanted, that it is away."""
    hub, asset = _picture(is_away=False)
    cannot_load = HostTrouble(CANNOT_LOAD, "It cannot be loaded.")
    for meets, code in (
        ([HostTrouble("image_closed", "It was closed.")], "image_closed"),
        ([cannot_load, cannot_load], CANNOT_LOAD),
    ):
        with pytest.raises(HostTrouble) as told:
            with_file(hub, asset, tmp_path, Uses(meets))
        assert told.value.code == code

    hub, asset = _picture(is_away=True)
    with pytest.raises(OfflineError):
        with_original(hub, asset, tmp_path, Uses())
    assert list(tmp_path.iterdir()) == []
