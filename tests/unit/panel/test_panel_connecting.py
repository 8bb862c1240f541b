"""The hub comes and goes, and the window goes on."""

from __future__ import annotations

import pytest

from bowerbird_client import (
    BowerbirdClientError,
    CannotStartError,
    GarbledError,
    HubTooOldError,
    NotRunningError,
    RogueHubError,
    StorageError,
    TimedOutError,
    WrongLibraryError,
)
from bowerbird_panel.connecting import RETRY_MS
from bowerbird_panel.state import Connection, Remedy
from fakes.panel_desk import PanelDesk
from fakes.panel_hub import hit


def _starts(desk: PanelDesk) -> list[bool]:
    return [start for kind, start in desk.hub.calls if kind == "connect"]


def test_a_hub_that_runs_is_found(desk: PanelDesk) -> None:
    """The window shows how large the library is and which folders it has."""
    assert desk.now().connection is Connection.CONNECTING
    desk.connected()

    assert desk.now().connection is Connection.READY
    assert desk.now().library_size == 10
    assert [folder.name for folder in desk.now().folders] == ["Pictures"]
    assert desk.now().notice is None


def test_the_first_connection_starts_the_hub(desk: PanelDesk) -> None:
    """A hub that does not run is started when the window opens."""
    desk.hub.running, desk.hub.startable = False, True
    desk.connected()

    assert desk.now().connection is Connection.READY


def test_a_hub_that_is_down_is_told_and_looked_for_at_growing_intervals(desk: PanelDesk) -> None:
    """The window tries again by itself, less and less often, and never brings back a hub that was stopped."""
    desk.hub.running = False
    desk.connected()

    assert desk.now().connection is Connection.NOT_RUNNING
    assert desk.told().remedy is Remedy.CONNECT
    for wait in (*RETRY_MS, RETRY_MS[-1]):
        before = len(_starts(desk))
        desk.gimp.advance(wait - 1)
        assert len(_starts(desk)) == before
        desk.gimp.advance(1)
        assert len(_starts(desk)) == before + 1
        desk.hub.settle()
    assert _starts(desk) == [True] + [False] * (len(RETRY_MS) + 1)

    desk.hub.running = True
    desk.gimp.advance(RETRY_MS[-1])
    desk.hub.settle()
    assert desk.now().connection is Connection.READY
    assert desk.now().notice is None


def test_what_the_person_does_looks_for_the_hub_at_once(desk: PanelDesk) -> None:
    """A search while the hub is down starts it, and is sent when it is there."""
    desk.hub.running = False
    desk.connected()
    desk.hub.startable = True
    desk.panel.set_words("red mug")
    desk.panel.search()
    assert desk.now().connection is Connection.CONNECTING
    desk.hub.settle()

    assert desk.now().connection is Connection.READY
    assert desk.words_of_searches == ["red mug"]
    assert len(desk.now().hits) == 60


@pytest.mark.parametrize(
    ("error", "connection", "remedy"),
    [
        (NotRunningError("No."), Connection.NOT_RUNNING, Remedy.CONNECT),
        (CannotStartError("No."), Connection.NOT_RUNNING, Remedy.CONNECT),
        (WrongLibraryError("No."), Connection.TROUBLE, Remedy.PAIR),
        (RogueHubError("No."), Connection.TROUBLE, Remedy.CONNECT),
        (HubTooOldError("No."), Connection.TROUBLE, Remedy.CONNECT),
        (TimedOutError("No."), Connection.TROUBLE, Remedy.CONNECT),
        (GarbledError("No."), Connection.TROUBLE, Remedy.CONNECT),
        (StorageError("No."), Connection.TROUBLE, Remedy.PAIR),
        (BowerbirdClientError("Something unforeseen."), Connection.TROUBLE, Remedy.CONNECT),
    ],
)
def test_whatever_keeps_the_window_from_the_hub_is_told_and_passes(
    desk: PanelDesk, error: BowerbirdClientError, connection: Connection, remedy: Remedy
) -> None:
    """Each error has a sentence and a button, the words stay, and the window connects when the error is gone."""
    desk.hub.errors["connect"] = error
    desk.panel.set_words("red mug")
    desk.connected()

    assert desk.now().connection is connection
    assert desk.told().sentence
    assert desk.told().remedy is remedy
    assert desk.now().clue.words == "red mug"

    del desk.hub.errors["connect"]
    desk.gimp.advance(RETRY_MS[0])
    desk.hub.settle()
    assert desk.now().connection is Connection.READY
    assert desk.now().notice is None


def test_a_second_click_on_connect_does_not_begin_again(desk: PanelDesk) -> None:
    """A hub that is just starting is not asked twice, because the second start would be refused."""
    desk.panel.connect()
    desk.panel.connect()

    assert len(_starts(desk)) == 1


def test_a_hub_with_another_library_shows_nothing_of_the_one_before(desk: PanelDesk) -> None:
    """Results, the folder and the picture of the old library go; words stay and are searched for anew."""
    desk.showing()
    desk.panel.set_folder("f1")
    desk.panel.choose("a1")
    desk.hub.settle()
    desk.hub.library_id = "library-2"
    desk.hub.library = desk.hub.library[:3]
    desk.panel.connect()
    desk.hub.settle()

    assert desk.now().clue.words == "red mug"
    assert [hit.id for hit in desk.now().hits] == ["a0", "a1", "a2"]
    assert desk.now().folder is None
    assert not desk.now().can_go_back


@pytest.mark.parametrize("kind", ["search", "more"])
def test_an_answer_of_another_library_is_not_shown(desk: PanelDesk, kind: str) -> None:
    """The hub is looked at anew, what was of the old library goes, and the words are searched for in the new one."""
    desk.showing()
    desk.panel.set_folder("f1")
    desk.hub.settle()
    assert (desk.now().folder, len(desk.now().hits)) == ("f1", 60)
    desk.hub.library_id = "library-2"
    desk.hub.library = [hit("b0"), hit("b1"), *desk.hub.library[:70]]
    looked, before = len(_starts(desk)), len(desk.states)
    desk.panel.search() if kind == "search" else desk.panel.more()
    desk.hub.settle()

    assert len(_starts(desk)) == looked + 1
    assert desk.now().connection is Connection.READY
    assert (desk.now().clue.words, desk.now().folder, desk.now().can_go_back) == ("red mug", None, False)
    assert [each.id for each in desk.now().hits[:3]] == ["b0", "b1", "a0"]
    assert all(not state.hits for state in desk.states[before:] if state.connection is not Connection.READY)
    desk.panel.more()
    desk.hub.settle()
    assert len(_starts(desk)) == looked + 1


def test_answers_that_stay_of_another_library_are_told(desk: PanelDesk) -> None:
    """Who says one thing of itself and another in its answers is looked at once more, and not in a circle."""
    desk.showing()
    desk.hub.answers_of = "library-2"
    desk.panel.search()
    desk.hub.settle()
    assert (desk.notice, desk.now().hits) == ("garbled", ())

    desk.hub.answers_of = None
    desk.panel.search()
    desk.hub.settle()
    assert (desk.notice, len(desk.now().hits)) == ("", 60)


def test_disconnecting_forgets_the_rights_and_keeps_the_words(desk: PanelDesk) -> None:
    """The window goes back to where it offers to connect; what runs is given up."""
    desk.showing()
    desk.panel.search()
    desk.panel.disconnect()
    desk.hub.settle()

    assert desk.now().connection is Connection.NOT_PAIRED
    assert desk.notice == "not_paired"
    assert desk.now().clue.words == "red mug"
    assert "disconnect" in desk.hub.sent


def test_the_page_is_opened_by_the_recorded_program_without_a_shell(desk: PanelDesk) -> None:
    """`serve` becomes `open`; where nothing was recorded, a sentence names the command."""
    desk.panel.open_hub_page()
    assert desk.opened == [("python", "-m", "bowerbird_bridge", "open")]

    desk.can_open = False
    desk.panel.open_hub_page()
    assert "bowerbird open" in desk.told().advice


def test_a_listener_that_fails_keeps_nobody_from_anything(desk: PanelDesk) -> None:
    """An error while a change is painted is logged; the others hear of the change, and the search goes on."""
    heard: list[int] = []

    def fail() -> None:
        raise ValueError("a mistake of the window")

    desk.panel.listen(fail)
    desk.panel.listen(lambda: heard.append(1))
    desk.showing()

    assert heard
    assert len(desk.now().hits) == 60


def test_why_it_could_not_be_started_stays_until_something_changes(desk: PanelDesk) -> None:
    """Looking on by itself finds that none runs, which is no news; another trouble is, and so is a hub."""
    desk.hub.errors["connect"] = CannotStartError("It ended at once.")
    desk.connected()
    assert desk.notice == "cannot_start"
    desk.hub.errors["connect"] = NotRunningError("No.")
    for _look in range(3):
        desk.gimp.advance(RETRY_MS[-1])
        desk.hub.settle()
        assert desk.notice == "cannot_start"

    desk.hub.errors["connect"] = RogueHubError("No.")
    desk.gimp.advance(RETRY_MS[-1])
    desk.hub.settle()
    assert desk.notice == "rogue_hub"
    desk.hub.errors["connect"] = NotRunningError("No.")
    desk.gimp.advance(RETRY_MS[-1])
    desk.hub.settle()
    assert desk.notice == "not_running"


def test_what_was_taken_back_is_said_no_longer(desk: PanelDesk) -> None:
    """After an undo nothing says that a picture was inserted; what went wrong meanwhile still stands."""
    desk.showing()
    desk.panel.choose("a3")
    desk.panel.insert()
    desk.settle()
    assert desk.now().said
    desk.panel.unsay()
    assert not desk.now().said
