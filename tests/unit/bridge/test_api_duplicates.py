"""Duplicates over HTTP, by the command line, and through the hub: what is listed, and what is said not to be the same."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from bowerbird_bridge.commands.keeping_through_hub import RemoteKeeper
from bowerbird_bridge.discovery import announce
from bowerbird_client import BowerbirdClientError, Client, Credential, Place
from bowerbird_engine import AssetId, Engine, load_settings
from fakes.live_hub import Caller, LiveHub
from fakes.scenes import scene
from unit.bridge.conftest import Command

UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Generator[LiveHub]:
    """Serve a scene with two copies, another one that is there twice, and a third."""
    base = tmp_path_factory.mktemp("duplicates")
    folder = base / "pictures"
    folder.mkdir()
    scene(0).save(folder / "whole.png")
    scene(0).save(folder / "small file.jpg", quality=30)
    scene(0).resize((240, 180)).save(folder / "half.png")
    scene(1).save(folder / "one.png")
    (folder / "one again.png").write_bytes((folder / "one.png").read_bytes())
    scene(2).save(folder / "other.png")
    with Engine(load_settings(base / "home")) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
    with LiveHub(base / "home") as hub:
        yield hub


@pytest.fixture
def curator(hub: LiveHub) -> Iterator[Caller]:
    """Give a client that may curate, and take back what it said."""
    caller = hub.client("search", "curate")
    yield caller
    for pair in caller.get("/v1/duplicates/not-same").json["pairs"]:
        first, second = (asset["id"] for asset in pair["assets"])
        assert caller.delete(f"/v1/duplicates/not-same/{first}/{second}").status == 204


def named(caller: Caller, tier: str) -> list[dict[str, str]]:
    """Give the ids of each group by the names of its files."""
    groups = caller.get(f"/v1/duplicates?tier={tier}").json["groups"]
    return [
        {member["asset"]["name"]: member["asset"]["id"] for member in group["members"]} for group in groups
    ]


def test_groups_say_what_is_the_same_and_what_is_the_largest(curator: Caller) -> None:
    """By tier; paths need a scope of their own; a page of one group has no next."""
    answer = curator.get("/v1/duplicates?limit=1").json
    (group,) = answer["groups"]
    assert (answer["next"], answer["notes"], group["tier"]) == (None, [], "same_picture")
    assert {member["asset"]["name"] for member in group["members"]} == {
        "whole.png",
        "small file.jpg",
        "half.png",
    }
    assert [member["largest"] for member in group["members"]] == [True, False, False]
    assert group["members"][-1]["asset"]["name"] == "half.png"
    assert group["spare_bytes"] == sum(member["asset"]["bytes"] for member in group["members"][1:])
    assert group["members"][0]["asset"]["path"] is None
    assert [set(each) for each in named(curator, "same_file")] == [{"one.png", "one again.png"}]
    similar = curator.get("/v1/duplicates?tier=similar").json
    assert similar["next"] is None
    found = curator.post("/v1/search", {"text": "name:whole", "collapse": True}).json["hits"][0]
    assert found["group"] == group["id"]


def test_not_the_same_is_kept_listed_and_taken_back(curator: Caller) -> None:
    """Said twice it is one pair; taken back twice nothing is wrong."""
    (group,) = named(curator, "same_picture")
    asked = {"assets": [group["whole.png"], group["half.png"]]}
    for _ in range(2):
        assert curator.post("/v1/duplicates/not-same", asked).status == 204
    assert not [each for each in named(curator, "same_picture") if {"whole.png", "half.png"} <= set(each)]
    (pair,) = curator.get("/v1/duplicates/not-same").json["pairs"]
    assert {asset["name"] for asset in pair["assets"]} == {"whole.png", "half.png"}
    for _ in range(2):
        assert curator.delete("/v1/duplicates/not-same/" + "/".join(asked["assets"])).status == 204
    assert named(curator, "same_picture") == [group]


def test_what_cannot_be_said_is_refused(curator: Caller, hub: LiveHub) -> None:
    """Equal bytes, unknown pictures, three of them, a foreign cursor; and a client that may only search."""
    (twins,) = named(curator, "same_file")
    (group,) = named(curator, "same_picture")
    one = group["whole.png"]
    refused = curator.post("/v1/duplicates/not-same", {"assets": list(twins.values())})
    assert (refused.status, refused.json["code"]) == (409, "same_file")
    refused = curator.post("/v1/duplicates/not-same", {"assets": [one, UNKNOWN]})
    assert (refused.status, refused.json["code"]) == (404, "unknown_asset")
    assert curator.post("/v1/duplicates/not-same", {"assets": [one, one, one]}).status == 422
    assert curator.get("/v1/duplicates?cursor=nonsense").json["code"] == "bad_cursor"
    searcher = hub.client("search")
    assert searcher.get("/v1/duplicates").status == 200
    assert searcher.post("/v1/duplicates/not-same", {"assets": list(group.values())[:2]}).status == 403


def test_the_command_line_keeps_it_through_the_hub(curator: Caller, hub: LiveHub, tmp_path: Path) -> None:
    """With the same outcome as a program that is paired, and the same codes."""
    owner, announced = hub.owner(), tmp_path / "announced"
    announced.mkdir(mode=0o700)
    announce(port=hub.port, server_id=hub.hub.server_id, library_id=hub.engine.library_id, folder=announced)
    credential = Credential(owner.client_id, owner.token, hub.engine.library_id)
    (group,) = named(curator, "same_picture")
    first, second = AssetId(group["whole.png"]), AssetId(group["half.png"])
    with Client(credential, place=Place(announced, ports=())) as client:
        keeper = RemoteKeeper(hub.engine, client)
        keeper.tell_apart(first, second)
        assert len(hub.engine.told_apart().pairs) == 1
        keeper.take_back_telling_apart(second, first)
        assert hub.engine.told_apart().pairs == ()
        with pytest.raises(BowerbirdClientError) as refused:
            keeper.tell_apart(first, first)
    assert refused.value.code == "same_file"


def test_commands_list_groups_and_keep_what_is_not_the_same(tmp_path: Path) -> None:
    """For people and for scripts; and they say how to go on, since nothing is deleted."""
    run = Command(tmp_path / "home")
    folder = tmp_path / "pictures"
    folder.mkdir()
    scene(0).save(folder / "whole.png")
    scene(0).resize((240, 180)).save(folder / "half.png")
    assert run("add", folder).code == 0
    assert run("index", "--no-ocr").code == 0
    told = run("duplicates")
    assert "2 files" in told.out
    assert "bowerbird reveal ID" in told.out
    (group,) = run("duplicates", "--json").json["groups"]
    first, second = (member["id"] for member in group["members"])
    assert [member["largest"] for member in group["members"]] == [True, False]
    assert "No file is there twice." in run("duplicates", "--tier", "same_file").out
    assert run("duplicates", "not-same", first, second).code == 0
    assert "No picture is there twice." in run("duplicates").out
    assert len(run("duplicates", "list-not-same", "--json").json["pairs"]) == 1
    assert run("duplicates", "not-same", second.lower(), first, "--take-back").code == 0
    assert run("duplicates", "--json").json["groups"] == [group]
    assert "the same bytes" in run("duplicates", "not-same", first, first).err
    assert sorted(path.name for path in folder.iterdir()) == ["half.png", "whole.png"]
