"""Folders over HTTP: what is listed for whom, adding and forgetting; volumes; places to choose from."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from pathlib import Path

import pytest

from bowerbird_bridge.folder_ids import folder_id
from bowerbird_bridge.places import place_id
from bowerbird_bridge.v1.folders import pictures_below
from bowerbird_engine import FolderHealth, Progress
from fakes.indexed import make_picture
from fakes.live_hub import Caller, LiveHub
from fakes.sampled import SampledLibrary

SOON_S = 60.0


def settled(live_hub: LiveHub) -> None:
    """Wait until no index job waits or runs."""
    while (job := live_hub.hub.jobs.indexing()) is not None:
        live_hub.hub.jobs.wait(job.id, SOON_S)


def add(owner: Caller, folder: Path) -> str:
    """Add a folder, wait for its index, and give its id."""
    answer = owner.post("/v1/folders", {"path": str(folder)})
    assert answer.status == 201, answer.body
    settled(owner.hub)
    return str(answer.json["id"])


def test_a_search_client_sees_folders_without_their_place(
    live_hub: LiveHub, sampled_library: SampledLibrary
) -> None:
    """Names and counts are for everybody who may search, paths for those who may have originals."""
    plain = live_hub.client("search").get("/v1/folders").json["folders"]
    full = live_hub.client("search", "originals").get("/v1/folders").json["folders"]
    assert [folder["name"] for folder in plain] == ["pictures"]
    assert [folder["path"] for folder in plain] == [None]
    assert [folder["path"] for folder in full] == [str(sampled_library.folder)]
    assert plain[0]["online"]
    assert plain[0]["pictures"] == full[0]["pictures"] > 10


def test_folders_below_are_listed_at_any_depth(live_hub: LiveHub) -> None:
    """Each has an id that narrows a search, and counts what it holds with all below it."""
    client = live_hub.client("search")
    top = client.get("/v1/folders").json["folders"][0]
    below = {each["name"]: each for each in client.get(f"/v1/folders/{top['id']}/subfolders").json["folders"]}
    assert below["again"]["pictures"] == 1
    found = client.post(
        "/v1/search", {"text": "a picture", "inside": [below["again"]["id"]], "limit": 50}
    ).json
    assert [hit["name"] for hit in found["hits"]] == ["copy.jpg"]
    deeper = client.get(f"/v1/folders/{below['again']['id']}/subfolders")
    assert deeper.json == {"folders": []}


def test_ways_to_pictures_are_folders_too() -> None:
    """A folder that holds pictures only further down is there, with their number; an empty one is not."""
    counts = pictures_below(
        [
            FolderHealth(1, ".", 1, ()),
            FolderHealth(1, "a/b/c", 2, ()),
            FolderHealth(1, "a/d", 3, ()),
            FolderHealth(1, "empty", 0, ()),
        ]
    )
    assert {str(way): number for way, number in counts.items()} == {
        ".": 6,
        "a": 5,
        "a/b": 2,
        "a/b/c": 2,
        "a/d": 3,
    }


@pytest.mark.parametrize("text", ["99", "1.", "1.Li4", "1.L2V0Yw", "x", "1.YS8uLi8uLg", "1.YS8vYg", "-1"])
def test_ids_that_name_nothing(live_hub: LiveHub, text: str) -> None:
    """An id is decoded and never looked up on the disk: what leads out of the library is no folder (check 39)."""
    answer = live_hub.client("search").get(f"/v1/folders/{text}/subfolders")
    assert (answer.status, answer.code) == (404, "unknown_folder")


def test_adding_a_folder_indexes_it_and_forgetting_it_forgets(live_hub: LiveHub, tmp_path: Path) -> None:
    """The owner adds a folder and finds its pictures without another step; forgetting leaves the files alone."""
    owner = live_hub.owner()
    for number in range(3):
        make_picture(tmp_path / "summer" / f"{number}.png", 1000 + number)
    before = owner.get("/v1/status").json["searchable"]
    folder = add(owner, tmp_path / "summer")
    assert folder in [each["id"] for each in owner.get("/v1/folders").json["folders"]]
    assert live_hub.engine.status().searchable == before + 3
    gone = owner.delete(f"/v1/folders/{folder}")
    assert (gone.status, gone.json) == (200, {"forgotten": 3})
    assert live_hub.engine.status().searchable == before
    assert len(list((tmp_path / "summer").iterdir())) == 3
    assert owner.delete(f"/v1/folders/{folder}").code == "unknown_folder"


def test_adding_twice_changes_nothing(live_hub: LiveHub, tmp_path: Path) -> None:
    """The same folder is the same folder, and one that overlaps is refused with a sentence that says why."""
    owner = live_hub.owner()
    make_picture(tmp_path / "one" / "a.png", 2000)
    folder = add(owner, tmp_path / "one")
    assert add(owner, tmp_path / "one") == folder
    (tmp_path / "one" / "below").mkdir()
    answer = owner.post("/v1/folders", {"path": str(tmp_path / "one" / "below")})
    assert (answer.status, answer.code) == (422, "bad_folder")
    assert "in the library already" in answer.json["detail"]
    owner.delete(f"/v1/folders/{folder}")


def test_a_folder_that_lies_elsewhere_now(live_hub: LiveHub, tmp_path: Path) -> None:
    """It keeps its id and what was learned; a place without its pictures is refused, and moves nothing."""
    owner = live_hub.owner()
    make_picture(tmp_path / "before" / "a.png", 2500)
    folder = add(owner, tmp_path / "before")
    learned = live_hub.engine.status().searchable
    (tmp_path / "empty").mkdir()
    slip = {"old": str(tmp_path / "before"), "new": str(tmp_path / "empty")}
    answer = owner.post("/v1/folder-moves", slip)
    assert (answer.status, answer.code) == (422, "bad_folder")
    assert str(tmp_path / "before") in [each["path"] for each in owner.get("/v1/folders").json["folders"]]
    shutil.move(tmp_path / "before", tmp_path / "after")
    moved = owner.post("/v1/folder-moves", {**slip, "new": str(tmp_path / "after")})
    assert moved.status == 200, moved.body
    (told,) = moved.json["folders"]
    assert (told["id"], told["path"], told["online"]) == (folder, str(tmp_path / "after"), True)
    settled(live_hub)
    assert live_hub.engine.status().searchable == learned
    assert owner.delete(f"/v1/folders/{folder}").json == {"forgotten": 1}


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (("/nowhere/at/all", "{here}"), "unknown_folder"),
        (("D:\\Photos", "{here}"), "unknown_folder"),
        (("Photos", "{here}"), "bad_folder"),
        (("D:\\Pho\0tos", "{here}"), "invalid"),
        (("", "{here}"), "invalid"),
        (("{library}", "Photos"), "bad_folder"),
        (("{library}", "/nowhere/at/all"), "bad_folder"),
        (("{library}", "{here}"), "bad_folder"),
    ],
)
def test_a_move_that_is_none_is_refused(
    live_hub: LiveHub, sampled_library: SampledLibrary, tmp_path: Path, named: tuple[str, str], code: str
) -> None:
    """Each with its code, and all folders stay where they are."""
    before = live_hub.engine.folders()
    places = {"{here}": str(tmp_path), "{library}": str(sampled_library.folder)}
    old, new = (places.get(each, each) for each in named)
    answer = live_hub.owner().post("/v1/folder-moves", {"old": old, "new": new})
    assert answer.code == code
    assert live_hub.engine.folders() == before


def test_what_has_to_be_alone_keeps_a_move_out(live_hub: LiveHub, sampled_library: SampledLibrary) -> None:
    """Beside an index that gives no way it is refused with the code for that, and goes through when that is over."""
    owner, place = live_hub.owner(), str(sampled_library.folder)
    settled(live_hub)
    under_way, go_on = threading.Event(), threading.Event()

    def wait(_: Progress) -> None:
        under_way.set()
        assert go_on.wait(SOON_S)

    index = threading.Thread(target=live_hub.engine.index, kwargs={"ocr": False, "progress": wait})
    index.start()
    try:
        assert under_way.wait(SOON_S)
        answer = owner.post("/v1/folder-moves", {"old": place, "new": place})
    finally:
        go_on.set()
        index.join(SOON_S)
    assert (answer.status, answer.code) == (409, "library_busy")
    assert owner.post("/v1/folder-moves", {"old": place, "new": place}).status == 200
    settled(live_hub)


def test_only_a_folder_that_was_added_can_be_forgotten(
    live_hub: LiveHub, sampled_library: SampledLibrary
) -> None:
    """A part of one cannot: it would be back with the next index."""
    owner = live_hub.owner()
    root = live_hub.engine.folders()[0]
    below = folder_id(root, sampled_library.folder / "again")
    assert owner.delete(f"/v1/folders/{below}").code == "unknown_folder"
    assert live_hub.engine.folders() == [root]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid"),
        ({"path": "/tmp", "place": "x"}, "invalid"),  # noqa: S108  nothing is put there
        ({"path": ""}, "invalid"),
        ({"path": "pictures"}, "bad_folder"),
        ({"path": "/nowhere/at/all"}, "bad_folder"),
        ({"path": "/etc/hostname"}, "bad_folder"),
        ({"place": "!"}, "bad_folder"),
        ({"path": "/tmp", "recursive": True}, "invalid"),  # noqa: S108  likewise
        ({"path": 5}, "invalid"),
    ],
)
def test_what_is_no_folder_is_refused(live_hub: LiveHub, body: dict[str, object], code: str) -> None:
    """Each with its code, and nothing is added."""
    before = live_hub.engine.folders()
    answer = live_hub.owner().post("/v1/folders", body)
    assert (answer.status, answer.code) == (422, code)
    assert live_hub.engine.folders() == before


def test_a_network_path_connects_to_nothing(live_hub: LiveHub) -> None:
    """Check 41: a UNC path in the request is refused before anything is opened, and no listener hears of it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]
        for path in (f"\\\\127.0.0.1@{port}\\share", f"//127.0.0.1:{port}/share"):
            assert live_hub.owner().post("/v1/folders", {"path": path}).code == "bad_folder"
            for asked in ({"old": path, "new": "/"}, {"old": "/", "new": path}):
                assert live_hub.owner().post("/v1/folder-moves", asked).code == "bad_folder"
        with pytest.raises(TimeoutError):
            listener.accept()


def test_a_folder_that_is_away_says_so_without_its_place(live_hub: LiveHub, tmp_path: Path) -> None:
    """Offline folders stay, with the reason; who may not know paths gets the reason without one."""
    owner = live_hub.owner()
    make_picture(tmp_path / "away" / "a.png", 3000)
    folder = add(owner, tmp_path / "away")
    shutil.move(tmp_path / "away", tmp_path / "elsewhere")
    limit = time.monotonic() + SOON_S
    while all(root.online for root in live_hub.engine.folders()):
        assert time.monotonic() < limit
        time.sleep(0.1)
    plain = {each["id"]: each for each in live_hub.client("search").get("/v1/folders").json["folders"]}[
        folder
    ]
    assert (plain["online"], plain["pictures"]) == (False, 1)
    assert plain["offline_reason"] is not None
    assert str(tmp_path) not in str(plain)
    full = {each["id"]: each for each in owner.get("/v1/folders").json["folders"]}[folder]
    assert str(tmp_path / "away") in full["offline_reason"]
    assert owner.get("/v1/status").json["folders"]["offline"] == 1
    assert owner.delete(f"/v1/folders/{folder}").json == {"forgotten": 1}


def test_changing_folders_is_for_the_owner(live_hub: LiveHub, tmp_path: Path) -> None:
    """No plug-in without the scope admin adds, forgets, or looks around on the disk (check 13)."""
    client = live_hub.client("search", "thumbnails", "originals", "curate")
    for answer in (
        client.post("/v1/folders", {"path": str(tmp_path)}),
        client.delete("/v1/folders/1"),
        client.post("/v1/folder-moves", {"old": str(tmp_path), "new": str(tmp_path)}),
        client.get("/v1/places"),
    ):
        assert (answer.status, answer.code) == (403, "insufficient_scope")


def test_the_disks_of_the_library(live_hub: LiveHub) -> None:
    """Each disk is there once, with the number of its folders."""
    volumes = live_hub.client("search").get("/v1/volumes").json["volumes"]
    assert [(volume["online"], volume["folders"]) for volume in volumes] == [(True, 1)]
    assert volumes[0]["name"] == live_hub.engine.folders()[0].volume_label


def test_choosing_a_folder_by_looking_around(live_hub: LiveHub, tmp_path: Path) -> None:
    """From the suggestions down to a folder by ids alone, back up by `parent`, and the folder is added by its id."""
    owner = live_hub.owner()
    odd = os.fsdecode(b"caf\xe9")
    make_picture(tmp_path / "tree" / odd / "a.png", 4000)
    assert owner.get("/v1/places").json["places"]
    tree = owner.get(f"/v1/places?within={place_id(tmp_path / 'tree')}").json
    assert tree["parent"] == place_id(tmp_path)
    assert [(place["name"], place["in_library"]) for place in tree["places"]] == [("caf?", False)]
    added = owner.post("/v1/folders", {"place": tree["places"][0]["id"]})
    assert added.status == 201
    settled(live_hub)
    again = owner.get(f"/v1/places?within={place_id(tmp_path / 'tree')}").json
    assert [place["in_library"] for place in again["places"]] == [True]
    assert owner.delete(f"/v1/folders/{added.json['id']}").json == {"forgotten": 1}


def test_places_that_are_none(live_hub: LiveHub, tmp_path: Path) -> None:
    """An id that is none, a path of the network, and a link are refused alike."""
    (tmp_path / "link").symlink_to("/", target_is_directory=True)
    for within in ("!!", place_id(Path("//127.0.0.1/share")), place_id(tmp_path / "link"), "cmVsYXRpdmU"):
        answer = live_hub.owner().get(f"/v1/places?within={within}")
        assert (answer.status, answer.code) == (422, "bad_folder"), within
