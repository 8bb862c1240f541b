"""Pictures that are gone over HTTP, by the command line, through the hub, and as events."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bowerbird_bridge.access.clients import ALL_SCOPES
from bowerbird_bridge.access.clients import Client as Listener
from bowerbird_bridge.commands.gone_lines import held_line
from bowerbird_bridge.commands.through_hub import RemoteLibrary
from bowerbird_bridge.discovery import announce
from bowerbird_bridge.news.events import Events
from bowerbird_bridge.news.reporter import Reporter
from bowerbird_client import BowerbirdClientError, Client, Credential, Place
from bowerbird_engine import Engine, HeldPictures, IndexReport, load_settings
from fakes.indexed import make_picture
from fakes.live_hub import LiveHub
from unit.bridge.conftest import Command

SOON_S = 60.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Have a library whose folder lost 30 of its 40 pictures."""
    folder = tmp_path / "pictures"
    for number in range(40):
        make_picture(folder / ("best" if number < 30 else "rest") / f"{number}.png", number)
    with Engine(dataclasses.replace(load_settings(tmp_path / "home"), details=False)) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
    return folder


def lose(folder: Path) -> None:
    """Put the best pictures away."""
    (folder / "best").rename(folder.parent / "away")


def find_again(folder: Path) -> None:
    """Put the best pictures back."""
    (folder.parent / "away").rename(folder / "best")


@pytest.fixture
def hub(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[LiveHub]:
    """Serve that library."""
    assert folder.is_dir()
    monkeypatch.setenv("BOWERBIRD_DETAILS", "0")
    with LiveHub(tmp_path / "home") as hub:
        yield hub


def index(hub: LiveHub) -> IndexReport:
    """Run the index as a job."""
    job = hub.hub.jobs.wait(hub.hub.jobs.start_index(letters=False).id, SOON_S)
    assert isinstance(job.result, IndexReport), job.error
    return job.result


def test_what_waits_is_listed_and_dropped_and_comes_back(hub: LiveHub, folder: Path) -> None:
    """Counts and names are for who may search; only the owner says that pictures are gone, or has them back."""
    owner, plain = hub.owner(), hub.client("search", "thumbnails")
    assert plain.get("/v1/gone").json == {"held": [], "dropped": []}
    hit = plain.post("/v1/search", {"text": "a picture", "limit": 40}).json["hits"]
    best = next(each["id"] for each in hit if each["folder"]["name"] == "pictures/best")
    lose(folder)
    report = index(hub)
    assert sum(held.pictures for held in report.held) == 30

    (held,) = plain.get("/v1/gone").json["held"]
    assert (held["name"], held["within"], held["path"]) == ("pictures", "pictures/best", None)
    assert (held["pictures"], held["known"]) == (30, 40)
    assert owner.get("/v1/gone").json["held"][0]["path"] == str(folder)
    settled(hub, 30)
    assert plain.get("/v1/status").json["held"] == 30
    assert plain.get(f"/v1/assets/{best}/thumbnail").status == 200
    asset = plain.get(f"/v1/assets/{best}").json
    assert (asset["online"], "was not there" in asset["offline_reason"]) == (False, True)
    hits = plain.post("/v1/search", {"text": "a picture", "limit": 40}).json["hits"]
    # No disk has to be plugged in for what is missing on one that is here.
    assert asset["disk"] is None
    assert {hit["online"] for hit in hits if hit["disk"] is None} == {False}
    assert {hit["online"] for hit in hits if hit["disk"] is not None} == {True}
    answer = owner.get(f"/v1/assets/{best}/original")
    assert (answer.status, answer.code) == (410, "asset_gone")
    assert owner.post(f"/v1/assets/{best}/reveal", {}).code == "asset_gone"

    for path in ("/v1/gone/drop", "/v1/gone/bring-back"):
        assert plain.post(path, {}).status == 403
        assert owner.post(path, {"folder": "999"}).code == "unknown_folder"
    # A yes is for what was shown: of what was found gone since then, nothing leaves.
    before = (datetime.fromisoformat(held["latest"]) - timedelta(seconds=1)).isoformat()
    assert owner.post("/v1/gone/drop", {"folder": held["folder"], "held_by": before}).json == {"pictures": 0}
    shown = {"folder": held["folder"], "held_by": held["latest"]}
    assert owner.post("/v1/gone/drop", shown).json == {"pictures": 30}
    assert owner.post("/v1/gone/drop", {}).json == {"pictures": 0}
    assert plain.get(f"/v1/assets/{best}").code == "unknown_asset"
    (dropped,) = plain.get("/v1/gone").json["dropped"]
    assert (dropped["pictures"], dropped["within"], dropped["removed"]) == (30, "pictures/best", False)
    before = (datetime.fromisoformat(dropped["day"]) - timedelta(days=1)).date().isoformat()
    assert owner.post("/v1/gone/bring-back", {"until": before}).json == {"pictures": 0}
    assert owner.post("/v1/gone/bring-back", {"since": before}).json == {"pictures": 30}
    assert plain.get(f"/v1/assets/{best}").status == 200


def test_a_folder_that_was_taken_out_comes_back_by_its_id_or_is_forgotten(hub: LiveHub, folder: Path) -> None:
    """Within 30 days it is listed as removed; forgetting it leaves nothing to bring back."""
    owner = hub.owner()
    folder_id = owner.get("/v1/folders").json["folders"][0]["id"]
    assert owner.delete(f"/v1/folders/{folder_id}").json == {"forgotten": 40}
    assert owner.get("/v1/folders").json == {"folders": []}
    (dropped,) = owner.get("/v1/gone").json["dropped"]
    assert (dropped["folder"], dropped["removed"], dropped["pictures"]) == (folder_id, True, 40)
    assert owner.post("/v1/gone/bring-back", {"folder": folder_id}).json == {"pictures": 40}
    until = time.monotonic() + SOON_S
    # What it costs to count is not paid for each request.
    while owner.get("/v1/folders").json["folders"][0]["pictures"] != 40:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert owner.get("/v1/gone").json["dropped"] == []

    owner.delete(f"/v1/folders/{folder_id}")
    added = owner.post("/v1/folders", {"path": str(folder)})
    assert (added.status, added.json["id"], added.json["brought_back"]) == (201, folder_id, 40)
    assert owner.post("/v1/folders", {"path": str(folder)}).json["brought_back"] == 0
    owner.delete(f"/v1/folders/{folder_id}")
    assert owner.delete(f"/v1/folders/{folder_id}?forget=perhaps").code == "invalid"
    assert owner.delete(f"/v1/folders/{folder_id}?forget=true").json == {"forgotten": 40}
    assert owner.get("/v1/gone").json["dropped"] == []
    assert owner.post("/v1/gone/bring-back", {"folder": folder_id}).code == "unknown_folder"
    assert len(list(folder.rglob("*.png"))) == 40


def test_listeners_are_told_when_pictures_begin_to_wait(hub: LiveHub, folder: Path) -> None:
    """An event says how many, once; the status says it all the time."""
    events = Events()
    who = Listener("one", "one", "owner", ALL_SCOPES, datetime(2026, 1, 1, tzinfo=UTC), None)
    stream = events.subscribe(who)
    reporter = Reporter(events, hub.hub.board, lambda: 0)
    reporter.look()
    # The control: while nothing waits, nothing is told of it.
    assert b"event: gone" not in next(stream)
    lose(folder)
    index(hub)
    settled(hub, 30)
    reporter.look()
    told = next(stream)
    assert b'event: gone\ndata: {"held":30}\n' in told
    assert told.index(b"event: status") < told.index(b"event: gone")
    reporter.look()
    events.publish("mark", {})
    assert b"event: gone" not in next(stream)


def settled(hub: LiveHub, held: int) -> None:
    """Wait until the status says how many wait: what it costs to sum up is not paid for each request."""
    until = time.monotonic() + SOON_S
    while hub.hub.board.now().held != held:
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture
def run(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give the command line of that library, which no hub owns."""
    assert folder.is_dir()
    monkeypatch.setenv("BOWERBIRD_DETAILS", "0")
    return Command(tmp_path / "home")


def test_the_command_line_says_what_waits_and_what_to_do(run: Command, folder: Path) -> None:
    """Index and status speak of it, `gone` lists it, and its commands do what they say."""
    assert "nothing left the library" in run("gone").out
    lose(folder)
    report = run("index", "--no-ocr", "--json").json
    assert (report["missing"], report["found"]) == (0, 10)
    assert (report["held"][0]["pictures"], report["held"][0]["within"]) == (30, str(folder / "best"))
    for command in (("status",), ("gone",), ("index", "--no-ocr")):
        shown = " ".join(run(*command).out.split())
        assert "30 of 40 pictures were not found (75 %)" in shown
        assert "`bowerbird gone`" in shown
    assert "ignore rule" in run("gone").out
    assert run("status", "--json").json["held"] == report["held"]
    listed = run("gone", "--json").json
    assert (listed["held"], listed["dropped"]) == (report["held"], [])

    assert run("gone", "drop", "/no/such/folder", "--json").json["error"]["code"] == "unknown_folder"
    assert run("gone", "drop", folder, "--json").json == {"dropped": 30}
    assert "Nothing waits" in run("gone", "drop").out
    assert "30 pictures no longer there" in " ".join(run("gone").out.split())
    today = datetime.now(UTC).astimezone().date()
    assert run("gone", "bring-back", "--since", "2099-01-01", "--json").json == {"brought_back": 0}
    refused = run("gone", "bring-back", "--since", "soon")
    assert (refused.code, "Write it like this: 2026-11-29" in refused.err) == (2, True)
    answer = run("gone", "bring-back", folder / "best", "--since", today.isoformat(), "--json")
    assert answer.json == {"brought_back": 30}
    assert "Nothing is to be brought back" in run("gone", "bring-back").out
    find_again(folder)
    assert "30 found again" in " ".join(run("index", "--no-ocr").out.split())
    # The control: they are there as ever.
    assert run("index", "--no-ocr", "--json").json["returned"] == 0


def test_a_folder_that_was_removed_can_be_had_back_or_forgotten(run: Command, folder: Path) -> None:
    """`remove` says how; `add` is one way, `gone bring-back` the other, and `remove --forget` leaves none."""
    assert "brings it back as it was" in " ".join(run("remove", folder).out.split())
    assert "40 pictures taken out with its folder" in " ".join(run("gone").out.split())
    back = " ".join(run("add", folder).out.split())
    assert f"Added {folder} 40 pictures that were removed before are back, with all that was learned." in back
    # The control: added once more, nothing comes back.
    assert "are back" not in run("add", folder).out
    assert run("index", "--no-ocr", "--json").json["embedded"] == 0
    run("remove", folder)
    assert [each["brought_back"] for each in run("add", folder, "--json").json["added"]] == [40]
    run("remove", folder)
    assert run("gone", "bring-back", folder, "--json").json == {"brought_back": 40}
    assert run("remove", folder, "--forget", "--json").json == {"removed": {str(folder): 40}}
    assert run("remove", folder, "--forget", "--json").json["error"]["code"] == "unknown_folder"
    assert run("gone", "--json").json == {"held": [], "dropped": []}


def test_it_is_the_same_through_the_hub(hub: LiveHub, folder: Path, tmp_path: Path) -> None:
    """While a hub owns the library, the command line asks it, with the same answers and errors."""
    owner, announced = hub.owner(), tmp_path / "announced"
    announced.mkdir(mode=0o700)
    announce(port=hub.port, server_id=hub.hub.server_id, library_id=hub.engine.library_id, folder=announced)
    credential = Credential(owner.client_id, owner.token, hub.engine.library_id)
    lose(folder)
    with Client(credential, place=Place(announced, ports=())) as client:
        library = RemoteLibrary(hub.engine, client)
        assert library.index(ocr=False).held == hub.engine.gone().held
        assert library.index(ocr=False).returned == 0
        find_again(folder)
        assert (library.index(ocr=False).returned, hub.engine.gone().held) == (30, ())
        lose(folder)
        library.index(ocr=False)
        with pytest.raises(BowerbirdClientError) as refused:
            library.drop_gone(tmp_path / "elsewhere")
        assert refused.value.code == "unknown_folder"
        assert library.drop_gone(folder / "rest") == 0
        assert library.drop_gone(tmp_path) == 30
        (dropped,) = hub.engine.gone().dropped
        assert library.bring_back(None, since=None, until=dropped.day - timedelta(days=1)) == 0
        assert library.bring_back(folder / "best", since=dropped.day, until=dropped.day) == 30
        assert library.drop_gone(None) == 30

        assert library.remove_folder(folder) == 40 - 30
        assert library.bring_back(folder, since=None, until=None) == 40 - 30
        library.remove_folder(folder)
        assert (library.add_folder(folder).brought_back, library.add_folder(folder).brought_back) == (10, 0)
        library.remove_folder(folder)
        assert library.remove_folder(folder, forget=True) == 40
        with pytest.raises(BowerbirdClientError) as refused:
            library.remove_folder(folder, forget=True)
    assert refused.value.code == "unknown_folder"


@pytest.mark.parametrize(
    ("pictures", "known", "said"),
    [
        (1, 1, "1 of 1 picture was not found (100 %)"),
        (1, 4, "1 of 4 pictures was not found (25 %)"),
        (1240, 4000, "1,240 of 4,000 pictures were not found (31 %)"),
    ],
)
def test_the_sentence_about_what_waits(pictures: int, known: int, said: str) -> None:
    """It has the count, the share, and the way on."""
    held = HeldPictures(1, Path("/x"), Path("/x/y"), pictures, known, datetime.now(UTC))
    assert held_line(held).startswith(f"{said}: /x/y.")
