"""Which page stands in the middle of the window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bowerbird_panel import notices
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.pages import Foremost, Page, in_large, is_worth_reporting, page_of
from bowerbird_panel.state import Activity, Clue, Connection, Notice, PanelState
from fakes.panel_hub import hit

TOLD = Notice("Something is so.")
READY = PanelState(connection=Connection.READY, library_size=10)
FOUND = replace(READY, clue=Clue("mug"), hits=(replace(hit("a"), similarity=50.0),))


@pytest.mark.parametrize("connection", list(Connection))
@pytest.mark.parametrize("notice", [None, TOLD])
def test_results_stay_whatever_becomes_of_the_hub(connection: Connection, notice: Notice | None) -> None:
    """What was found is never taken away, save while a code is to be compared."""
    wanted = Page.PAIRING if connection is Connection.PAIRING else Page.RESULTS
    assert page_of(replace(FOUND, connection=connection, notice=notice)) is wanted


@pytest.mark.parametrize(
    ("state", "page"),
    [
        (PanelState(), Page.CONNECTING),
        (PanelState(connection=Connection.NOT_RUNNING, notice=TOLD), Page.NOTICE),
        (PanelState(connection=Connection.NOT_PAIRED, notice=TOLD), Page.NOTICE),
        (PanelState(connection=Connection.TROUBLE, notice=TOLD), Page.NOTICE),
        (PanelState(connection=Connection.TROUBLE), Page.CONNECTING),
        (PanelState(connection=Connection.PAIRING), Page.PAIRING),
        (READY, Page.TEACHING),
        (replace(READY, library_size=0, notice=TOLD), Page.NOTICE),
        (replace(READY, clue=Clue("x"), activity=Activity.SEARCHING), Page.SEARCHING),
        (replace(READY, clue=Clue("x"), notice=TOLD), Page.NOTICE),
        (replace(FOUND, similarity=90, notice=TOLD), Page.NOTICE),
        (FOUND, Page.RESULTS),
        (replace(FOUND, activity=Activity.SEARCHING), Page.RESULTS),
    ],
)
def test_each_state_has_its_page(state: PanelState, page: Page) -> None:
    """Nothing is ever empty without saying why."""
    assert page_of(state) is page


def test_the_way_to_the_hub_stays_on_the_page_whatever_is_told() -> None:
    """Something told of GIMP stands beside it, and can be dismissed; with the hub there it is the page."""
    unpaired = PanelState(connection=Connection.NOT_PAIRED, notice=LATER, standing=TOLD)
    assert page_of(unpaired) is Page.NOTICE
    assert in_large(unpaired) == TOLD
    assert in_large(replace(unpaired, connection=Connection.READY)) == LATER
    assert in_large(replace(unpaired, standing=None)) == LATER


def test_what_went_wrong_beside_an_empty_entry_does_not_hide_how_to_begin() -> None:
    """A search with the canvas where no image is open: the notice stands above, and the page still teaches."""
    assert page_of(replace(READY, notice=TOLD)) is Page.TEACHING


def test_only_what_nobody_can_mend_alone_is_worth_a_report() -> None:
    """That nothing is selected is plain to see; that an answer is garbled is not."""
    assert is_worth_reporting(Notice("x", is_error=True, details="garbled"))
    assert not is_worth_reporting(Notice("x", details="nothing_found"))
    assert not is_worth_reporting(Notice("x", is_error=True))


@pytest.mark.parametrize("is_fault", [True, False])
def test_what_a_program_refuses_is_no_fault_to_report(is_fault: bool) -> None:
    """A person sees what is selected, and of which kind a file is; that something failed inside it is a fault."""
    trouble = HostTrouble("some_code", "No.", is_fault=is_fault)
    assert is_worth_reporting(notices.of_trouble("GIMP", trouble)) is is_fault


CRASH = Notice("Something in this window went wrong.", is_error=True)
LATER = Notice("The picture is not there any more.", is_error=True)


def test_a_notice_of_the_windows_own_gives_way_to_a_later_one() -> None:
    """What the window told of itself must not hide what goes wrong afterwards."""
    foremost = Foremost()
    assert foremost.of(TOLD, elsewhere=False) == TOLD
    foremost.tell(CRASH)

    assert foremost.of(TOLD, elsewhere=False) == CRASH
    assert foremost.of(LATER, elsewhere=False) == LATER
    assert foremost.of(None, elsewhere=False) is None


def test_a_notice_of_the_windows_own_stays_while_nothing_newer_is_told() -> None:
    """Also when what was told before is over; the person takes it away."""
    foremost = Foremost()
    foremost.tell(CRASH)
    assert foremost.of(None, elsewhere=False) == foremost.of(None, elsewhere=True) == CRASH
    foremost.tell(None)
    assert foremost.of(TOLD, elsewhere=True) is None
