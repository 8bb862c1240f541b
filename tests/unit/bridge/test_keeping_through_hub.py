"""Commands that keep something while a hub owns the library: through it, with the same outcome as without one."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from bowerbird_bridge.commands.keeping import Keeper, OwnKeeper
from bowerbird_bridge.commands.keeping_through_hub import RemoteKeeper
from bowerbird_bridge.discovery import announce
from bowerbird_client import BowerbirdClientError, Client, Credential, Place
from bowerbird_engine import (
    AssetId,
    BowerbirdError,
    Engine,
    Filters,
    PreferenceChanges,
    Probe,
    Region,
    SearchQuery,
    load_settings,
)
from fakes.live_hub import LiveHub
from fakes.sampled import SampledLibrary


@pytest.fixture(scope="module")
def keepers(
    sampled_library: SampledLibrary, tmp_path_factory: pytest.TempPathFactory
) -> Generator[tuple[Engine, dict[str, Keeper]]]:
    """Give both ways to a copy of the indexed samples that a hub owns, and an engine that reads it."""
    base = tmp_path_factory.mktemp("kept")
    home = sampled_library.copy(base / "library")
    with LiveHub(home) as hub, Engine(load_settings(home)) as reader:
        hub.engine.set_preferences(PreferenceChanges(curated_folder=base / "best"))
        owner, announced = hub.owner(), base / "announced"
        announced.mkdir(mode=0o700)
        announce(
            port=hub.port, server_id=hub.hub.server_id, library_id=hub.engine.library_id, folder=announced
        )
        credential = Credential(owner.client_id, owner.token, hub.engine.library_id)
        with Client(credential, place=Place(announced, ports=())) as client:
            yield reader, {"remote": RemoteKeeper(reader, client), "own": OwnKeeper(hub.engine)}


def test_a_search_saved_through_the_hub_is_the_same_search(
    keepers: tuple[Engine, dict[str, Keeper]], sampled_library: SampledLibrary
) -> None:
    """Every clue, place and filter arrives; the picture from outside as a small file of the same contents."""
    reader, ways = keepers
    ids = [hit.asset.id for hit in reader.search(SearchQuery(text="a mug", limit=3)).hits]
    query = SearchQuery(
        text="mug",
        letters="BB",
        like=ids[0],
        region=Region(0.25, 0.25, 0.5, 0.5),
        avoid="blue",
        inside=(sampled_library.folder,),
        examples=(sampled_library.label,),
        core=(ids[1],),
        weight=0.5,
        filters=Filters(min_width=8, media_types=("image/jpeg", "image/png")),
        among=tuple(ids),
        sort="newest",
        collapse=True,
    )
    saved = {name: way.save_search(name, query) for name, way in ways.items()}
    opened = {name: reader.saved_query(each.id) for name, each in saved.items()}
    assert saved["remote"].says == saved["own"].says
    assert opened["remote"] == opened["own"]
    assert reader.saved_pictures(saved["remote"].id) == reader.saved_pictures(saved["own"].id)
    ways["remote"].rename_search(saved["own"].id, "third")
    ways["remote"].delete_search(saved["remote"].id)
    assert [each.name for each in reader.saved_searches()] == ["third"]
    ways["own"].delete_search(saved["own"].id)
    assert reader.saved_searches() == []


def test_copies_and_the_self_test_go_through_the_hub(
    keepers: tuple[Engine, dict[str, Keeper]], sampled_library: SampledLibrary
) -> None:
    """The template is set, copies are made, the self-test is set up, kept and forgotten."""
    reader, ways = keepers
    remote = ways["remote"]
    (hit,) = reader.search(SearchQuery(text="a mug", limit=1)).hits
    remote.set_template("{project}/{subject}")
    (made,) = remote.copy_curated([hit.asset.id], query="a mug", project="Shop", subject=None)
    assert Path(made.path).parts[-2:] == ("Shop", f"a mug{hit.asset.path.suffix}")
    (again,) = ways["own"].copy_curated([hit.asset.id], query=None, project=None, subject=None)
    assert (made.created, again.created, again.path) == (True, False, made.path)
    remote.set_template(None)
    assert reader.preferences().curated_template == "{name}"
    remote.set_self_test([Probe(picture=sampled_library.label), Probe(words="a mug", expected=hit.asset.id)])
    kept = reader.self_test()
    assert kept is not None
    assert [(probe.name, probe.expected) for probe in kept.probes] == [
        (sampled_library.label.name, None),
        ("\u201ca mug\u201d", hit.asset.content_hash),
    ]
    assert reader.run_self_test().verdict == "same"
    remote.keep_self_test()
    remote.forget_self_test()
    assert reader.self_test() is None


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (SearchQuery(), "bad_request"),
        (SearchQuery(like=AssetId("01ARZ3NDEKTSV4RRFFQ69G5FAV")), "unknown_asset"),
        (SearchQuery(text="x", inside=(Path("/nowhere/at/all"),)), "unknown_folder"),
        (SearchQuery(like=Path("/nowhere/at/all.png")), "unreadable_picture"),
    ],
)
def test_errors_have_one_code(
    keepers: tuple[Engine, dict[str, Keeper]], query: SearchQuery, code: str
) -> None:
    """Whoever does the work."""
    _, ways = keepers
    for way in ways.values():
        with pytest.raises((BowerbirdError, BowerbirdClientError)) as error:
            way.save_search("name", query)
        assert error.value.code == code  # type: ignore[attr-defined]
