"""What a client without the scope for paths is told."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from bowerbird_bridge.v1.discretion import legible, without_paths
from bowerbird_engine import Root
from fakes.live_hub import LiveHub
from fakes.sampled import make_sampled_library

ROOT = Root(1, Path("/home/you/Pictures/best"), "volume", "Pictures", online=False)
INNER = Root(2, Path("/home/you/Pictures/best and more"), "volume", "Pictures", online=False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the disk \u201cA\u201d is not connected", "the disk \u201cA\u201d is not connected"),
        ("the folder /home/you/Pictures/best is empty", "the folder best is empty"),
        ("/home/you/Pictures/best/a b.jpg is gone", "best/a b.jpg is gone"),
        ("/home/you/Pictures/best and more/x.jpg", "best and more/x.jpg"),
        ("words and/or letters, 24/7", "words and/or letters, 24/7"),
        ("GET /v1/folders lists them", "GET /v1/folders lists them"),
        ("https and file:// are no folders", "https and file:// are no folders"),
    ],
)
def test_folders_of_the_library_are_named_without_the_way_to_them(text: str, told: str) -> None:
    """Nothing of a sentence is lost but where the folder lies."""
    assert without_paths(text, [ROOT, INNER]) == told


@pytest.mark.parametrize(
    "text",
    [
        "/etc/passwd",
        "moved to /srv/x.bin",
        "see \u201c/srv/x\u201d",
        "in C:\\Users\\you",
        "at \\\\server\\share",
        "in ~/Pictures",
        "path:/srv/x",
    ],
)
def test_a_sentence_with_another_path_is_withheld(text: str) -> None:
    """What cannot be told without a path is not told, and says so."""
    said = without_paths(text, [ROOT])

    assert "/" not in said
    assert "\\" not in said
    assert said


def test_undecodable_names_become_text() -> None:
    """A name of bytes that are no text can stand in JSON."""
    assert legible("a\udcff.jpg") == "a?.jpg"


def test_no_answer_tells_a_path_to_who_may_not_know(tmp_path: Path) -> None:
    """Hits, assets, folders, notes and errors of pictures that went away hold no path; with the scope they do."""
    library = make_sampled_library(tmp_path)
    place = str(library.folder)
    with LiveHub(library.home) as hub:
        plain, trusted = hub.client("search", "thumbnails"), hub.client("search", "thumbnails", "originals")
        asset = plain.post("/v1/search", {"text": "a mug", "limit": 1}).json["hits"][0]["id"]
        shutil.rmtree(library.home / "cache", ignore_errors=True)
        library.folder.rename(tmp_path / "elsewhere")
        while plain.get("/v1/folders").json["folders"][0]["online"]:
            time.sleep(0.1)  # where disks are is looked at once a second
        asked = [
            ("POST", "/v1/search", {"text": "a mug"}),
            ("GET", f"/v1/assets/{asset}", None),
            ("GET", f"/v1/assets/{asset}/thumbnail?size=640", None),
            ("GET", f"/v1/assets/{asset}/proxy", None),
            ("GET", f"/v1/assets/{asset}/similar", None),
            ("GET", "/v1/folders", None),
            ("GET", "/v1/status", None),
        ]
        told = [plain.send(method, path, content).body.decode() for method, path, content in asked]
        known = [trusted.send(method, path, content).body.decode() for method, path, content in asked]

    assert not [answer for answer in told if str(tmp_path) in answer]
    assert any("cannot be opened now" in answer for answer in told)
    # The control: the same questions do tell it to who may know.
    assert [answer for answer in known if place in answer]
