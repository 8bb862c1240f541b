"""The plug-ins' client against the real hub, by each Python of this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

import bowerbird_client
from bowerbird_bridge.access.pairing import PairingDesk
from bowerbird_bridge.discovery import announce
from bowerbird_client import (
    Client,
    Credential,
    CredentialFile,
    NotPairedError,
    NotRunningError,
    Pairing,
    PairingDeniedError,
    Picture,
    Place,
    ProblemError,
    Query,
    RefusedError,
    Region,
    RogueHubError,
    UnknownError,
    WrongLibraryError,
    find_hub,
)
from fakes.interpreters import WANTED, find_interpreters
from fakes.live_hub import Caller, LiveHub
from fakes.sampled import SampledLibrary

CLIENT_FOLDER = Path(bowerbird_client.__file__).parents[1]
SMOKE = Path(__file__).parents[1] / "unit" / "client" / "smoke.py"
INTERPRETERS = find_interpreters()


@pytest.fixture(scope="module")
def place(live_hub: LiveHub, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Announce the hub in a folder of the test's own."""
    folder = tmp_path_factory.mktemp("announced")
    folder.chmod(0o700)
    announce(
        port=live_hub.port,
        server_id=live_hub.hub.server_id,
        library_id=live_hub.engine.library_id,
        folder=folder,
    )
    return Place(folder, ports=())


@pytest.fixture(scope="module")
def client(live_hub: LiveHub, place: Place) -> Generator[Client]:
    """Be a plug-in with all that plug-ins may."""
    with _paired(live_hub, place, "search", "thumbnails", "originals", "curate") as paired:
        yield paired


def _paired(live_hub: LiveHub, place: Place, *scopes: str) -> Client:
    caller = live_hub.client(*scopes)
    return Client(Credential(caller.client_id, caller.token, live_hub.engine.library_id), place=place)


def test_the_hub_is_found_and_speaks_our_version(live_hub: LiveHub, place: Place) -> None:
    """Hello names the library, the state and the capabilities that the specification lists."""
    hub = find_hub(live_hub.engine.library_id, folder=place.folder, ports=())

    assert (hub.port, hub.state) == (live_hub.port, "ready")
    assert all(
        hub.can(what)
        for what in (
            "search.words",
            "search.region",
            "query_images",
            "thumbnails",
            "thumbnails.rgba",
            "pairing",
        )
    )
    assert not hub.can("labels")
    with pytest.raises(WrongLibraryError):
        find_hub("another", folder=place.folder, ports=())


def test_the_hub_is_found_by_its_port_alone(
    live_hub: LiveHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sandboxed host that sees no files asks the ports; one that would see them goes by them alone."""
    folder = tmp_path / "absent"
    with pytest.raises(NotRunningError):
        find_hub(folder=folder, ports=(live_hub.port,))

    monkeypatch.setenv("SNAP", "/snap/gimp/1")
    monkeypatch.delenv("SNAP_REAL_HOME", raising=False)
    found = find_hub(folder=folder, ports=(live_hub.port,))
    assert (found.library_id, found.noted) == (live_hub.engine.library_id, False)


def test_a_sandboxed_plug_in_works_by_the_port_alone(
    live_hub: LiveHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It pairs with a caution, is let in by the proof, and once revoked is not told to pair with whoever is there."""
    monkeypatch.setenv("SNAP", "/snap/gimp/1")
    monkeypatch.delenv("SNAP_REAL_HOME", raising=False)
    place = Place(tmp_path / "absent", (live_hub.port,))
    pairing = Pairing("GIMP", place=place)
    code = pairing.request()
    assert code in pairing.caution
    owner = live_hub.owner()
    [pending] = owner.get("/v1/pairings").json["pairings"]
    owner.post(f"/v1/pairings/{pending['id']}/approve", {"code": code})

    with Client(pairing.wait(), place=place) as client:
        client_id = client.me().client_id
        owner.delete(f"/v1/clients/{client_id}")
        # Over the connection that was proved, the hub is believed.
        with pytest.raises(NotPairedError):
            client.me()
        client.connection.hang_up()
        with pytest.raises(RogueHubError, match="Look in Bowerbird itself"):
            client.me()


def test_words_letters_and_pictures_find(client: Client, sampled_library: SampledLibrary) -> None:
    """Each clue gives hits with all the fields that the client types."""
    words = client.search(Query(text="a chart with bars", limit=5))
    letters = client.search(Query(letters=sampled_library.code))
    picture = client.search(Query(picture=Picture.file(sampled_library.label.read_bytes())))
    again = client.search(Query(asset=picture.hits[0].id, text="blue", limit=3))

    assert len(words.hits) == 5
    assert words.entry == "words"
    assert letters.hits[0].path in {str(path) for path in sampled_library.folder.rglob("*")}
    assert letters.hits[0].copies == len(letters.hits[0].copy_paths or ()) == 1
    assert picture.hits[0].content == letters.hits[0].content
    assert picture.hits[0].similarity > 95
    assert again.hits
    hit = words.hits[0]
    assert hit.folder.name
    assert hit.reasons
    assert hit.width
    assert (hit.online, hit.calibrated, hit.labels, hit.boxes) == (True, True, None, ())


def test_avoiding_puts_pictures_behind(client: Client) -> None:
    """What is to be avoided is told by its reason, and is still in the list."""
    plain = client.search(Query(text="a picture", limit=500)).hits
    without = client.search(Query(text="a picture", avoid="a sunset, green", limit=500)).hits
    avoided = [hit.id for hit in without if hit.reasons[0].signal == "avoided"]

    assert avoided
    assert sorted(hit.id for hit in plain) == sorted(hit.id for hit in without)
    assert [hit.id for hit in plain] != [hit.id for hit in without]


def test_pages_follow_each_other(client: Client) -> None:
    """The cursor leads on without repeating a hit."""
    first = client.search(Query(text="picture", limit=4))
    second = client.search(Query(text="picture", limit=4), cursor=first.next)

    assert len({hit.id for page in (first, second) for hit in page.hits}) == 8


def test_one_upload_serves_a_search_and_its_regions(client: Client, sampled_library: SampledLibrary) -> None:
    """An uploaded picture is searched with whole and in part, then taken back."""
    image = client.upload(Picture.file(sampled_library.label.read_bytes()))
    whole = client.search(Query(limit=3), query_image=image.id)
    part = client.search(Query(limit=3, region=Region(0.25, 0.25, 0.5, 0.5)), query_image=image.id)
    client.drop_upload(image.id)

    assert image.width
    assert whole.hits
    assert part.hits
    with pytest.raises(UnknownError) as caught:
        client.search(Query(), query_image=image.id)
    assert caught.value.code == "unknown_query_image"


def test_raw_pixels_are_searched_with(client: Client) -> None:
    """A canvas goes up as RGBA."""
    image = client.upload(Picture.rgba(40, 30, bytes((0, 90, 200, 255)) * 1200))

    assert (image.width, image.height) == (40, 30)
    assert client.search(Query(), query_image=image.id).hits


def test_folders_narrow(client: Client, sampled_library: SampledLibrary) -> None:
    """The folders that the client lists narrow a search."""
    [folder] = client.folders()
    below = client.subfolders(folder.id)
    again = next(sub for sub in below if sub.name == "again")
    page = client.search(Query(text="label", inside=(again.id,)))

    assert folder.path == str(sampled_library.folder)
    assert folder.pictures
    assert len(page.hits) == 1


def test_pixels_come_in_every_size(client: Client, sampled_library: SampledLibrary, tmp_path: Path) -> None:
    """Thumbnails and proxies are WebP with a tag that answers not modified; the original is the file itself."""
    hit = client.search(Query(letters=sampled_library.code)).hits[0]
    for size in (160, 320, 640):
        rendition = client.thumbnail(hit.id, size=size)
        assert rendition is not None
        assert rendition.data[8:12] == b"WEBP"
        assert client.thumbnail(hit.id, size=size, etag=rendition.etag) is None
        pixels = client.thumbnail_pixels(hit.id, size=size)
        assert pixels is not None
        assert max(pixels.width, pixels.height) == size
        assert len(pixels.rgba) == pixels.width * pixels.height * 4
        assert client.thumbnail_pixels(hit.id, size=size, etag=pixels.etag) is None
    proxy = client.proxy(hit.id)
    assert proxy is not None
    assert proxy.data[8:12] == b"WEBP"
    assert client.save_proxy(hit.id, tmp_path / "proxy").read_bytes() == proxy.data

    saved = client.original(hit.id, tmp_path / "original")
    assert saved.read_bytes() == sampled_library.label.read_bytes()


def test_assets_similar_and_status(client: Client) -> None:
    """An asset by its id, more like it, and the state of all parts."""
    hit = client.search(Query(text="chart", limit=1)).hits[0]

    assert client.asset(hit.id).content == hit.content
    assert client.similar(hit.id, limit=2).hits
    status = client.status()
    assert status.pictures
    assert {"catalogue", "index", "models", "letters", "watcher"} <= {part.name for part in status.parts}
    assert client.me().scopes
    with pytest.raises(UnknownError):
        client.asset("01" * 13)


def test_collections_and_curated_copies(client: Client, live_hub: LiveHub, tmp_path: Path) -> None:
    """What a plug-in may write: a collection, and copies in the curated folder, which the owner must have chosen."""
    hit = client.search(Query(text="chart", limit=1)).hits[0]
    collection = client.create_collection("Charts")
    client.add_to_collection(collection.id, [hit.id])
    assert [(each.name, each.pictures) for each in client.collections()] == [("Charts", 1)]

    with pytest.raises(ProblemError) as caught:
        client.copy_curated([hit.id])
    assert caught.value.code == "no_curated_folder"
    curated = tmp_path / "curated"
    curated.mkdir()
    live_hub.owner().patch("/v1/preferences", {"curated_folder": str(curated)})
    first, again = client.copy_curated([hit.id], query="chart"), client.copy_curated([hit.id])
    assert (first[0].created, again[0].created) == (True, False)
    assert first[0].content == hit.content


def test_a_right_that_is_lacking_is_named(live_hub: LiveHub, place: Place, tmp_path: Path) -> None:
    """A plug-in that may only search is told what it lacks, and sees no paths."""
    with _paired(live_hub, place, "search") as modest:
        hit = modest.search(Query(text="chart", limit=1)).hits[0]
        assert (hit.path, hit.copy_paths) == (None, None)
        for call, scope in (
            (lambda: modest.thumbnail(hit.id), "thumbnails"),
            (lambda: modest.original(hit.id, tmp_path / "x"), "originals"),
            (lambda: modest.copy_curated([hit.id]), "curate"),
        ):
            with pytest.raises(RefusedError) as caught:
                call()
            assert caught.value.scope == scope


def test_a_revoked_client_is_told_to_connect(live_hub: LiveHub, place: Place) -> None:
    """After the owner revoked it, the next call says so, on the same connection and on a new one (check 20)."""
    revoked = _paired(live_hub, place, "search")
    with revoked:
        client_id = revoked.me().client_id
        live_hub.owner().delete(f"/v1/clients/{client_id}")
        for _ in range(2):
            with pytest.raises(NotPairedError):
                revoked.me()
            revoked.connection.hang_up()


def test_a_token_of_another_hub_is_not_sent(live_hub: LiveHub, place: Place) -> None:
    """A hub whose table holds our id with another token cannot prove itself (check 17)."""
    caller = live_hub.client("search")
    other = Credential(caller.client_id, "hub_" + "x" * 43, live_hub.engine.library_id)
    with Client(other, place=place) as client, pytest.raises(RogueHubError):
        client.me()


def test_pairing_by_the_owner(live_hub: LiveHub, place: Place, tmp_path: Path) -> None:
    """Both sides see the same code; the owner gives less than was asked for; the token works with just that."""
    keep = CredentialFile(tmp_path / "token.json")
    pairing = Pairing("GIMP", ("search", "thumbnails", "originals"), keep=keep, place=place)
    code = pairing.request()
    owner = live_hub.owner()
    [pending] = owner.get("/v1/pairings").json["pairings"]
    assert (pending["name"], pending["code"]) == ("GIMP", code)
    assert pairing.poll() is None
    answer = owner.post(f"/v1/pairings/{pending['id']}/approve", {"code": code, "scopes": ["search"]})
    assert answer.status == 204

    credential = pairing.wait()
    assert keep.load() == credential
    with Client(credential, place=place) as client:
        assert client.me().scopes == ("search",)
        client.forget_me()
        with pytest.raises(NotPairedError):
            client.me()


def test_pairing_denied_by_the_owner(live_hub: LiveHub, place: Place) -> None:
    """The owner's no arrives."""
    pairing = Pairing("GIMP", place=place)
    pairing.request()
    owner = live_hub.owner()
    [pending] = owner.get("/v1/pairings").json["pairings"]
    owner.post(f"/v1/pairings/{pending['id']}/deny")

    with pytest.raises(PairingDeniedError):
        pairing.poll()


@pytest.mark.parametrize("version", INTERPRETERS if os.environ.get("BOWERBIRD_NO_SKIPS") else WANTED)
def test_a_plug_ins_day_by_each_python(live_hub: LiveHub, place: Place, tmp_path: Path, version: str) -> None:
    """The hosts' own Pythons, without any package, pair, search, fetch and disconnect, warnings being errors.

    Nothing but 127.0.0.1 is connected to, and no name is looked up (check 61).
    """
    interpreter = INTERPRETERS.get(version)
    if interpreter is None:
        pytest.skip(f"this machine has no Python {version}")
    # Else the hub's limit on requests to pair would stop so many plug-ins in one minute.
    live_hub.hub.pairings = PairingDesk(live_hub.hub.book)
    approving = threading.Thread(target=_approve_next, args=(live_hub.owner(),))
    approving.start()
    done = subprocess.run(
        [
            interpreter,
            "-I",
            "-B",
            "-W",
            "error",
            str(SMOKE),
            str(CLIENT_FOLDER),
            str(place.folder),
            str(tmp_path / "t"),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    approving.join()

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    told: Any = json.loads(done.stdout)
    assert told.pop("thumbnail") > 100
    assert len(told.pop("code")) == 7
    assert told == {
        "python": [int(part) for part in version.split(".")],
        "same": True,
        "words": 5,
        "more": [],
        "like": told["like"],
        "left": False,
        "closed": True,
        "addresses": ["127.0.0.1"],
        "names": [],
        "seen": ["127.0.0.1"],
    }
    assert told["like"]


def _approve_next(owner: Caller) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        for pending in owner.get("/v1/pairings").json["pairings"]:
            owner.post(f"/v1/pairings/{pending['id']}/approve", {"code": pending["code"]})
            return
        time.sleep(0.1)


def test_the_interpreter_of_the_tests_is_among_them() -> None:
    """The day is never gone through by no Python at all."""
    assert f"{sys.version_info.major}.{sys.version_info.minor}" in INTERPRETERS
