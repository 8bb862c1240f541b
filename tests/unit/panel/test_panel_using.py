"""From the results into GIMP: the file, where it goes, what is said about it, and that nothing of it stays behind."""

from __future__ import annotations

import pytest

from bowerbird_client import (
    BowerbirdClientError,
    ChangedError,
    NotRunningError,
    ProblemError,
    RefusedError,
    TimedOutError,
)
from bowerbird_for_gimp.model.placing import Placing
from bowerbird_for_gimp.model.requests import carry_out
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.state import Activity, Connection, Remedy
from bowerbird_panel.using import DOUBLE_CLICK_S, PATIENCE_S
from fakes.panel_desk import NOW, PanelDesk
from fakes.panel_hub import hit, original_of


def _inserted(desk: PanelDesk) -> list[tuple[str, bytes, str, int | None]]:
    return [(each.name, each.data, each.placing, each.image_id) for each in desk.gimp.inserted]


def test_a_picture_comes_in_as_it_is_with_its_origin(desk: PanelDesk) -> None:
    """The original's bytes under its own name, in the image that the person came from, with where it came from."""
    desk.showing()
    desk.panel.choose("a3")
    desk.panel.insert()
    assert desk.now().activity is Activity.FETCHING
    desk.hub.settle()
    assert desk.now().activity is Activity.INSERTING
    desk.settle()

    assert _inserted(desk) == [("a3.jpg", original_of("a3"), Placing.CENTRED, 1)]
    origin = desk.gimp.inserted[0].provenance
    assert (origin.asset, origin.library, origin.query) == ("a3", "library-1", "red mug")
    assert (origin.similarity, origin.rendition, origin.folder) == (61.5, "original", "Pictures")
    assert origin.inserted == NOW.isoformat()
    assert desk.now().said == "Inserted \u2068a3.jpg\u2069 as a layer of \u2068poster.xcf\u2069."
    assert desk.now().activity is Activity.IDLE
    assert not desk.fetched


def test_a_double_click_inserts_once(desk: PanelDesk) -> None:
    """The second half of it finds the first one at work, or just done; a later click is meant."""
    desk.showing()
    desk.panel.insert("a3")
    desk.panel.insert("a3")
    desk.hub.settle()
    desk.gimp.advance(40)
    desk.panel.insert("a3")
    desk.settle()
    assert len(desk.gimp.inserted) == 1

    desk.gimp.advance(int(DOUBLE_CLICK_S * 1000) + 1)
    desk.panel.insert("a3")
    desk.settle()
    assert len(desk.gimp.inserted) == 2


@pytest.mark.parametrize(
    ("placing", "said"),
    [
        (Placing.NEW_IMAGE, "Opened \u2068a3.jpg\u2069 as an image."),
        (
            Placing.REPLACE,
            "Put \u2068a3.jpg\u2069 in the place of the active layer of \u2068poster.xcf\u2069.",
        ),
        (Placing.MASKED, "Inserted \u2068a3.jpg\u2069 as a layer of \u2068poster.xcf\u2069."),
    ],
)
def test_each_way_of_using_says_what_was_done(desk: PanelDesk, placing: Placing, said: str) -> None:
    """And it is remembered, so that it can be done again after GIMP was closed."""
    desk.showing()
    desk.panel.insert("a3", placing)
    desk.settle()
    assert desk.now().said == said

    desk.start_again()
    carry_out(desk.panel, {"wish": "insert-last"}, 1)
    desk.settle()
    assert [each.placing for each in desk.gimp.inserted] == [placing, placing]


def test_what_gimp_cannot_open_comes_as_its_preview_once(desk: PanelDesk) -> None:
    """A format that GIMP does not know: the proxy is tried, and if that fails too, it is told."""
    desk.gimp.loads = lambda name: name.endswith(".webp")
    desk.showing()
    desk.panel.insert("a3")
    desk.settle()
    assert [each.provenance.rendition for each in desk.gimp.inserted] == ["proxy"]
    assert desk.now().said.startswith("GIMP cannot open \u2068a3.jpg\u2069")

    desk.gimp.loads = lambda _name: False
    desk.panel.insert("a4")
    desk.settle()
    assert len(desk.gimp.inserted) == 1
    assert desk.notice == "cannot_load"
    assert not desk.fetched


@pytest.mark.parametrize(
    ("kind", "error", "remedy"),
    [
        ("original", ChangedError("a3.jpg has changed."), Remedy.SEARCH_AGAIN),
        ("original", ChangedError("a3.jpg is gone.", code="asset_gone"), Remedy.SEARCH_AGAIN),
        ("original", RefusedError("It lacks the permission 'originals'."), Remedy.PAIR),
        ("original", TimedOutError("It takes too long."), Remedy.SEARCH_AGAIN),
        ("copy_curated", ProblemError("No folder yet.", code="no_curated_folder"), Remedy.OPEN_HUB_PAGE),
        ("copy_curated", ProblemError("No room.", code="disk_full"), Remedy.NONE),
        ("reveal", ChangedError("a3.jpg is gone.", code="asset_gone"), Remedy.SEARCH_AGAIN),
    ],
)
def test_what_the_hub_refuses_is_told(
    desk: PanelDesk, kind: str, error: BowerbirdClientError, remedy: Remedy
) -> None:
    """A sentence, what to do, and nothing left behind; the results stay."""
    desk.showing()
    desk.panel.choose("a3")
    desk.hub.errors[kind] = error
    {"original": desk.panel.insert, "copy_curated": desk.panel.copy_curated, "reveal": desk.panel.reveal}[
        kind
    ]()
    desk.settle()

    assert desk.told().remedy is remedy
    assert desk.told().is_error
    assert desk.now().activity is Activity.IDLE
    assert not desk.gimp.inserted
    assert not desk.fetched
    assert len(desk.now().hits) == 60


@pytest.mark.parametrize("code", ["image_closed", "several_layers", "nothing_selected", "gimp_failed"])
def test_what_gimp_refuses_is_told(desk: PanelDesk, code: str) -> None:
    """The file that was fetched is removed all the same."""
    desk.showing()
    desk.gimp.trouble = HostTrouble(code, "GIMP says no.", "Do this.")
    desk.panel.insert("a3")
    desk.settle()

    assert desk.notice == code
    assert (desk.told().sentence, desk.told().advice) == ("GIMP says no.", "Do this.")
    assert not desk.fetched
    assert desk.panel.settings.last is None


def test_an_image_closed_meanwhile_is_told_and_another_one_is_chosen(desk: PanelDesk) -> None:
    """Nothing goes into an image that the person did not mean."""
    desk.gimp.images = {1: "poster.xcf", 2: "other.xcf"}
    desk.showing()
    desk.panel.came_from(1)
    desk.panel.insert("a3")
    del desk.gimp.images[1]
    desk.settle()

    assert desk.notice == "image_closed"
    assert not desk.gimp.inserted
    assert desk.now().target == 2


def test_an_image_that_was_just_opened_is_the_one_in_front(desk: PanelDesk) -> None:
    """GIMP tells nobody which image is in front; the one that a menu call came from is it all the same."""
    desk.gimp.images = {1: "poster.xcf"}
    desk.panel.refresh_targets()
    desk.gimp.images = {1: "poster.xcf", 2: "other.xcf"}
    desk.panel.refresh_targets()
    assert desk.now().target == 2

    desk.panel.set_target(1)
    desk.panel.refresh_targets()
    assert desk.now().target == 1

    desk.gimp.images[3] = "third.xcf"
    desk.panel.came_from(1)
    desk.panel.refresh_targets()
    assert desk.now().target == 1


def test_without_an_image_nothing_is_fetched_that_could_not_be_used(desk: PanelDesk) -> None:
    """Only a new image needs none."""
    desk.gimp.images = {}
    desk.showing()
    desk.panel.insert("a3")
    desk.settle()
    assert desk.notice == "no_image"
    assert "original" not in desk.hub.sent

    desk.panel.insert("a3", Placing.NEW_IMAGE)
    desk.settle()
    assert len(desk.gimp.inserted) == 1


def test_an_action_needs_a_picture(desk: PanelDesk) -> None:
    """Inserting, copying and revealing say so where none is chosen."""
    desk.showing()
    for act in (desk.panel.insert, desk.panel.copy_curated, desk.panel.reveal):
        act()
        assert desk.notice == "nothing_chosen"
        desk.panel.dismiss()


def test_the_last_picture_of_another_library_is_not_looked_for(desk: PanelDesk) -> None:
    """Before anything was inserted, and in another library, "insert last" says so."""
    desk.showing()
    desk.panel.insert_last()
    assert desk.notice == "nothing_inserted"
    desk.panel.insert("a3")
    desk.settle()
    desk.hub.library_id = "library-2"
    desk.start_again()
    desk.connected().panel.insert_last()
    desk.settle()

    assert desk.notice == "nothing_inserted"
    assert len(desk.gimp.inserted) == 1


def test_copying_and_revealing_say_what_was_done(desk: PanelDesk) -> None:
    """The copy knows what was searched for."""
    desk.showing()
    desk.panel.choose("a3")
    desk.panel.copy_curated()
    assert desk.now().activity is Activity.COPYING
    desk.hub.settle()
    assert desk.now().said == "Copied \u2068a3.jpg\u2069 into the curated folder."
    assert ("copy_curated", (("a3",), "red mug")) in desk.hub.calls

    desk.panel.reveal()
    desk.hub.settle()
    assert desk.now().said == "Showed \u2068a3.jpg\u2069 in its folder."


def test_an_old_hub_is_not_asked_for_what_it_cannot_do(desk: PanelDesk) -> None:
    """A sentence says to update it."""
    desk.hub.capabilities = ("search.words",)
    desk.showing()
    desk.panel.choose("a3")
    for act in (desk.panel.copy_curated, desk.panel.reveal):
        act()
        assert desk.notice == "not_offered"
        desk.panel.dismiss()


def test_progress_is_how_much_of_the_file_is_there(desk: PanelDesk) -> None:
    """It is read from what lies on the disk while the hub still sends."""
    desk.hub.library = [hit("big", bytes=1000)]
    desk.showing()
    desk.panel.insert("big")
    room = next(desk.folder.glob("fetched/*/picture-*"))
    (room / ".big.jpg.part").write_bytes(bytes(250))
    desk.gimp.advance(200)
    assert desk.now().progress == 0.25
    (room / ".big.jpg.part").unlink()
    desk.settle()

    assert desk.now().progress is None
    assert len(desk.gimp.inserted) == 1


def test_a_hub_that_is_lost_while_it_sends_is_told(desk: PanelDesk) -> None:
    """Nothing is inserted by surprise when it comes back; the person clicks again."""
    desk.showing()
    desk.hub.errors["original"] = NotRunningError("No.")
    desk.panel.insert("a3")
    desk.hub.settle()
    assert desk.now().connection is Connection.NOT_RUNNING
    assert desk.now().activity is Activity.IDLE
    desk.settle()

    assert desk.now().connection is Connection.READY
    assert not desk.fetched
    assert not desk.gimp.inserted


@pytest.mark.parametrize(("seconds", "times"), [(1, 1), (PATIENCE_S + 1, 0)])
def test_a_click_while_the_hub_is_away_waits_for_it_but_not_for_ever(
    desk: PanelDesk, seconds: float, times: int
) -> None:
    """It starts the hub and is done when that is there; after a minute it would come as a surprise."""
    desk.showing()
    desk.hub.running = False
    desk.panel.connect()
    desk.hub.settle()
    desk.panel.insert("a3")
    desk.gimp.now += seconds
    desk.hub.running = True
    desk.settle()

    assert desk.now().connection is Connection.READY
    assert len(desk.gimp.inserted) == times
