"""Radiance and OpenEXR files in a real library: found, shown, read, searched with, and given out as they are."""

from __future__ import annotations

import json
from collections.abc import Generator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import OpenEXR
import pytest
from click.testing import CliRunner
from PIL import Image

from bowerbird_bridge.cli import bowerbird
from fakes import light_files
from fakes.live_hub import Caller, LiveHub
from fakes.sampled import SAMPLES, lay_pictures

MEDIA_TYPES = {"hdr": "image/vnd.radiance", "pic": "image/vnd.radiance", "exr": "image/x-exr"}


def light_of(path: Path) -> light_files.Colours:
    """Give the linear light of an ordinary picture."""
    with Image.open(path) as picture:
        encoded = np.asarray(picture.convert("RGB"), np.float32) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay a folder of samples, and beside them the label as three kinds of light, a deep file, and one that ends early."""
    laid = lay_pictures(tmp_path_factory.mktemp("pictures"))
    light = light_of(laid.label)
    (laid.folder / "panorama.hdr").write_bytes(light_files.radiance(light))
    (laid.folder / "oldest.pic").write_bytes(light_files.radiance(light * np.float32(0.98), "flat"))
    exr = light_files.openexr(
        {**light_files.rgb(light, "ViewLayer.Combined."), "ViewLayer.Depth.Z": light[..., 0]}
    )
    (laid.folder / "render.exr").write_bytes(exr)
    (laid.folder / "short.exr").write_bytes(exr[: len(exr) // 2])
    (laid.folder / "deep.exr").write_bytes(light_files.deep_openexr())
    laid.label.unlink()
    (laid.folder / "again" / "copy.jpg").unlink()
    return laid.folder


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, pictures: Path) -> Generator[LiveHub]:
    """Run a hub with all that indexed."""
    with LiveHub(tmp_path_factory.mktemp("home")) as live:
        live.engine.add_folder(pictures)
        live.engine.index()
        yield live


@pytest.fixture(scope="module")
def owner(hub: LiveHub) -> Caller:
    """Make a client that may everything."""
    return hub.owner()


@pytest.fixture(scope="module")
def code() -> str:
    """Give the longest word on the label."""
    manifest = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))
    label = next(each for each in manifest["pictures"] if each["kind"] == "label" and each["text"])
    return str(max(label["text"], key=len))


def by_name(hits: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give the hits of light by their names."""
    return {hit["name"]: hit for hit in hits if hit["name"].endswith(tuple(MEDIA_TYPES))}


def test_letters_in_them_are_read(owner: Caller, code: str) -> None:
    """The letters of a label are found in all three files, with the size and the media type of each."""
    found = by_name(owner.post("/v1/search", {"letters": code}).json["hits"])
    assert set(found) == {"panorama.hdr", "oldest.pic", "render.exr"}
    for name, hit in found.items():
        assert hit["media_type"] == MEDIA_TYPES[name.rpartition(".")[2]]
        assert min(hit["width"], hit["height"]) > 200


def test_they_are_shown_and_given_out_untouched(owner: Caller, pictures: Path, code: str) -> None:
    """Thumbnails and proxies are WebP files of an ordinary picture; the original is the file, byte for byte."""
    for name, hit in by_name(owner.post("/v1/search", {"letters": code}).json["hits"]).items():
        for kind in ("thumbnail", "proxy"):
            answer = owner.get(f"/v1/assets/{hit['id']}/{kind}")
            assert answer.headers["content-type"] == "image/webp"
            with Image.open(BytesIO(answer.body)) as picture:
                shown = np.asarray(picture.convert("L"), np.float32)
            assert shown.std() > 20
        original = owner.get(f"/v1/assets/{hit['id']}/original")
        assert original.headers["content-type"] == hit["media_type"]
        assert original.headers["x-content-type-options"] == "nosniff"
        assert original.body == (pictures / name).read_bytes()


@pytest.mark.parametrize("kind", ["exr", "hdr"])
def test_they_are_searched_with(owner: Caller, pictures: Path, kind: str) -> None:
    """A file that is sent finds itself and the same picture in the other format, and so does a picture of the library."""
    data = next(
        path for path in pictures.glob(f"*.{kind}") if path.stem in {"panorama", "render"}
    ).read_bytes()
    sent = owner.send("POST", "/v1/query-images", data=data, headers={"Content-Type": MEDIA_TYPES[kind]})
    assert sent.status == 201
    hits = owner.post("/v1/search", {"like": {"query_image": sent.json["id"]}}).json["hits"]
    assert set(by_name(hits[:3])) == {"panorama.hdr", "oldest.pic", "render.exr"}
    assert hits[0]["similarity"] > 90
    similar = owner.post("/v1/search", {"like": {"asset": hits[0]["id"]}}).json["hits"]
    assert len(by_name(similar[:3])) >= 2
    region = {"x": 0.1, "y": 0.1, "width": 0.4, "height": 0.4}
    assert (
        owner.post("/v1/search", {"like": {"query_image": sent.json["id"]}, "region": region}).status == 200
    )


def test_the_command_line_searches_with_them(
    hub: LiveHub, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`bowerbird search --like` takes such a file."""
    monkeypatch.setenv("BOWERBIRD_HOME", str(hub.engine.settings.state_dir))
    answer = CliRunner().invoke(bowerbird, ["search", "--like", str(pictures / "panorama.hdr"), "--json"])
    assert answer.exit_code == 0, answer.output
    assert "panorama.hdr" in answer.output


def test_what_cannot_be_shown_is_named(hub: LiveHub) -> None:
    """A deep file and one that ends too early are listed with their reason, and nothing else of the light is."""
    failures = {Path(failure.path).name: failure.code for failure in hub.engine.failures()}
    assert {name for name in failures if name.endswith(tuple(MEDIA_TYPES))} == {"short.exr", "deep.exr"}
    assert failures["deep.exr"] == "deep_picture"
    assert failures["short.exr"] == "damaged"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (light_files.deep_openexr(), 422),
        (light_files.openexr_header((50_000, 50_000)) + bytes(800), 413),
        (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 50000 +X 50000\n" + bytes(100), 413),
        (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 50 +X 50\n" + bytes(100), 422),
    ],
    ids=["deep", "huge OpenEXR", "huge Radiance", "short"],
)
def test_hostile_uploads_are_refused(owner: Caller, data: bytes, status: int) -> None:
    """A file that is deep, claims too many pixels or ends too early is refused by name, and the next one is taken."""
    answer = owner.send("POST", "/v1/query-images", data=data, headers={"Content-Type": "image/x-exr"})
    assert answer.status == status
    good = light_files.openexr(light_files.rgb(light_files.two_lights()), OpenEXR.PIZ_COMPRESSION)
    again = owner.send("POST", "/v1/query-images", data=good, headers={"Content-Type": "image/x-exr"})
    assert again.status == 201
