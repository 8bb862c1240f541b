"""What is given up or closed in the middle leaves nothing: no layer, no file, no timer."""

from __future__ import annotations

import pytest

from bowerbird_for_gimp.model.requests import carry_out
from bowerbird_panel.state import Activity
from fakes.panel_desk import PanelDesk


def test_giving_up_leaves_nothing(desk: PanelDesk) -> None:
    """While the file comes or while GIMP reads it: nothing is inserted, nothing stays on the disk."""
    desk.showing()
    desk.panel.insert("a3")
    desk.panel.stop()
    desk.settle()
    desk.gimp.advance(1000)
    desk.panel.insert("a3")
    desk.hub.settle()
    assert desk.now().activity is Activity.INSERTING
    desk.panel.stop()
    desk.settle()

    assert not desk.gimp.inserted
    assert not desk.fetched
    assert desk.now().activity is Activity.IDLE


@pytest.mark.parametrize("stage", ["fetching", "inserting", "searching", "taking", "pairing", "connecting"])
def test_after_the_window_is_closed_nothing_happens(desk: PanelDesk, stage: str) -> None:
    """Whatever runs: nothing is told, nothing comes into GIMP, nothing stays on the disk, no timer goes off."""
    desk.showing()
    if stage in {"fetching", "inserting"}:
        desk.panel.insert("a3")
    if stage == "inserting":
        desk.hub.settle()
    if stage == "searching":
        desk.panel.search()
    if stage == "taking":
        carry_out(desk.panel, {"wish": "search-canvas"}, 1)
    if stage == "pairing":
        desk.panel.pair()
        desk.hub.settle()
    if stage == "connecting":
        desk.hub.running = False
        desk.panel.connect()
        desk.hub.settle()
    jobs = list(desk.hub.jobs)
    desk.panel.close()
    state, calls = desk.panel.state, list(desk.hub.calls)
    desk.gimp.closed = True
    desk.states.clear()
    for job in jobs:
        job.ticket.cancelled = False
    desk.hub.jobs.extend(job for job in jobs if job.kind != "original")
    desk.hub.settle()
    desk.gimp.advance(10_000_000)
    desk.panel.search()
    desk.panel.insert("a1")
    desk.panel.close()

    assert desk.states == []
    assert desk.panel.state == state
    assert desk.hub.calls == calls
    assert not desk.gimp.inserted
    assert not list(desk.folder.glob("fetched/*"))
    assert desk.gimp.waiting == 0
