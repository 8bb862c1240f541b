"""The hub for scripts: never with a token that nobody has confirmed, and started once where it does not run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from bowerbird_client import (
    BusyError,
    CannotStartError,
    Client,
    Credential,
    CredentialFile,
    NotPairedError,
    NotRunningError,
    WrongLibraryError,
)
from bowerbird_for_gimp.model.program import GIMP
from bowerbird_panel import scripting
from bowerbird_panel.scripting import ScriptHub, connected
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
