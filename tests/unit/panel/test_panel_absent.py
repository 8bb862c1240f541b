"""Pictures that are found and cannot be opened now, in the window: their previews stand in, and it is said what to do."""

from __future__ import annotations

import pytest

from bowerbird_client import BowerbirdClientError, ChangedError, OfflineError, ProblemError
from bowerbird_for_gimp.model.placing import Placing
from bowerbird_panel.pages import is_worth_reporting
from bowerbird_panel.state import Activity, Remedy
from fakes.panel_desk import PanelDesk
from fakes.panel_hub import hit, original_of, proxy_of


def _inserted(desk: PanelDesk) -> list[tuple[str, bytes, str, int | None]]:
    return [(each.name, each.data, each.placing, each.image_id) for each in desk.gimp.inserted]


def test_a_picture_whose_disk_is_away_comes_as_its_preview(desk: PanelDesk) -> None:
    """The proxy is inserted, marked to be relinked, and the window says which disk to plug in."""
    desk.hub.library = [hit("away", online=False, disk="Archive", width=4000, height=3000)]
    desk.showing()
    desk.panel.insert("away")
    desk.settle()

    assert _inserted(desk) == [("away.webp", proxy_of("away"), Placing.CENTRED, 1)]
    assert desk.gimp.inserted[0].provenance.relink
    assert desk.gimp.inserted[0].provenance.size_of((2, 2)) == (4000, 3000)
    assert (
        desk.now().said
        == "The disk “\u2068Archive\u2069” is away: a preview of 1,024 px was inserted, marked to be relinked."
    )


def test_a_picture_that_was_not_found_comes_as_its_preview_too(desk: PanelDesk) -> None:
    """No disk is named, for none has to be plugged in; the mark lets it be relinked once it was put back."""
    desk.hub.library = [hit("lost", online=False, disk=None)]
    desk.showing()
    desk.panel.insert("lost")
    desk.settle()

    assert _inserted(desk) == [("lost.webp", proxy_of("lost"), Placing.CENTRED, 1)]
    assert desk.gimp.inserted[0].provenance.relink
    assert desk.now().said == (
        "\u2068lost.jpg\u2069 was not found: a preview of 1,024 px was inserted, marked to be relinked."
    )


def test_a_picture_that_went_since_the_search_is_no_preview(desk: PanelDesk) -> None:
    """It may have been deleted on purpose: searching again tells what became of it."""
    desk.showing()
    desk.hub.library[3] = hit("a3", online=False, disk=None)
    desk.panel.insert("a3")
    desk.settle()

    assert not desk.gimp.inserted
    assert (desk.notice, desk.told().remedy) == ("asset_gone", Remedy.SEARCH_AGAIN)


def test_a_disk_that_was_taken_away_since_the_search_makes_no_difference(desk: PanelDesk) -> None:
    """The hub says so when the original is asked for; the proxy comes instead."""
    desk.showing()
    desk.hub.library[3] = hit("a3", online=False, disk="Archive")
    desk.panel.insert("a3")
    desk.settle()

    assert [each.provenance.rendition for each in desk.gimp.inserted] == ["proxy"]
    assert desk.now().said.startswith("The disk with \u2068a3.jpg\u2069 is away")


def test_a_disk_that_came_back_since_the_search_gives_its_original(desk: PanelDesk) -> None:
    """What a search has said of the disk may be long ago; the hub is asked for the original all the same."""
    desk.hub.library = [hit("back", online=False, disk="Archive")]
    desk.showing()
    desk.hub.library = [hit("back", disk="Archive")]
    desk.panel.insert("back")
    desk.settle()

    assert _inserted(desk) == [("back.jpg", original_of("back"), Placing.CENTRED, 1)]
    assert desk.now().said == "Inserted \u2068back.jpg\u2069 as a layer of \u2068poster.xcf\u2069."


def test_copying_from_a_disk_that_is_away_names_it(desk: PanelDesk) -> None:
    """It says which disk to plug in, and what to do then."""
    desk.hub.library = [hit("a3", online=False, disk="archive")]
    desk.hub.errors["copy_curated"] = OfflineError("It lies elsewhere.", code="asset_offline")
    desk.showing().panel.choose("a3")
    desk.panel.copy_curated()
    desk.settle()

    assert (desk.told().sentence, desk.told().advice) == (
        "\u2068a3.jpg\u2069 lies on the disk \u2068archive\u2069.",
        "Plug it in, then copy again.",
    )
    assert desk.now().activity is Activity.IDLE


@pytest.mark.parametrize(
    "error",
    [
        ChangedError("It was not there on 3 May 2026.", code="asset_gone"),
        OfflineError("The folder was renamed.", code="asset_offline"),
    ],
)
@pytest.mark.parametrize("kind", ["copy_curated", "reveal"])
def test_of_a_picture_that_was_not_found_it_is_said_what_to_do(
    desk: PanelDesk, kind: str, error: BowerbirdClientError
) -> None:
    """Its own place and the page bring it back, and no search does; what the hub knows stands beside it."""
    desk.hub.library = [hit("lost", online=False, disk=None), hit("away", online=False, disk="Archive")]
    desk.hub.errors[kind] = error
    desk.showing().panel.choose("lost")
    getattr(desk.panel, kind)()
    desk.settle()

    told = desk.told()
    assert told.sentence == "\u2068lost.jpg\u2069 was not found."
    assert told.advice.startswith(
        "Put it back where it was, or say on Bowerbird's page under Folders that it is gone."
    )
    assert told.advice.endswith(str(error))
    assert told.remedy is Remedy.OPEN_HUB_PAGE
    assert not is_worth_reporting(told)
    assert desk.now().activity is Activity.IDLE

    desk.panel.choose("away")
    getattr(desk.panel, kind)()
    desk.settle()
    assert "not found" not in desk.told().sentence


def test_what_else_goes_wrong_with_a_picture_that_was_not_found_is_told_as_usual(desk: PanelDesk) -> None:
    """That no folder for copies was chosen has nothing to do with it."""
    desk.hub.library = [hit("lost", online=False, disk=None)]
    desk.hub.errors["copy_curated"] = ProblemError("No folder yet.", code="no_curated_folder")
    desk.showing().panel.choose("lost")
    desk.panel.copy_curated()
    desk.settle()

    assert desk.told().sentence == "No folder for curated copies was chosen yet."
