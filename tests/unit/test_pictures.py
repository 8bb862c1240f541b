"""What the engine gives out of its pictures by id: thumbnails, proxies, originals, and facts of pictures from outside."""

from __future__ import annotations

import io
import os
import shutil
import threading
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from PIL import Image

from bowerbird_engine import (
    THUMBNAIL_SIDES,
    Asset,
    AssetChangedError,
    AssetGoneError,
    AssetId,
    AssetOfflineError,
    Engine,
    PictureError,
    SearchPage,
    SearchQuery,
    UnknownAssetError,
    UsageError,
    load_settings,
    located,
    wrap_rgba,
)
from bowerbird_engine.answering import ModelSwitch
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import PictureTooLargeError
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from fakes import pictures
from fakes.indexed import make_picture

SIZE = (1600, 1200)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a large picture, a copy of it and a small one."""
    make_picture(tmp_path / "pictures" / "large.jpg", 1, SIZE)
    make_picture(tmp_path / "pictures" / "small.png", 2, (64, 48))
    return tmp_path / "pictures"


@pytest.fixture
def engine(tmp_path: Path, folder: Path) -> Generator[Engine]:
    """Index the folder."""
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
        yield engine


def named(engine: Engine, name: str) -> Asset:
    """Find a picture by its file's name."""
    return next(hit.asset for hit in engine.search(SearchQuery(text=f"name:{name}")).hits)


def size(data: bytes) -> tuple[int, int]:
    """Read the size of a WebP file."""
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "WEBP"
        return image.size


def forget_renditions(engine: Engine) -> Path:
    """Delete the cache of thumbnails and proxies."""
    shutil.rmtree(engine.settings.cache_dir / "renditions")
    return engine.settings.cache_dir / "renditions"


@pytest.fixture(autouse=True)
def noticed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the engine look anew each time where its folders are."""
    monkeypatch.setattr(located, "ROOTS_FRESH_S", 0)


def unplug(folder: Path) -> None:
    """Take a folder's disk away, as far as the engine can tell."""
    folder.rename(folder.with_name("unplugged"))


def test_thumbnails_have_the_size_that_was_asked_for(engine: Engine) -> None:
    """Each size is as wide as it says, a small picture is never enlarged, and a proxy is what a thumbnail is made of."""
    large, small = named(engine, "large"), named(engine, "small")
    assert [size(engine.thumbnail(large.id, side))[0] for side in THUMBNAIL_SIDES] == [160, 320, 640]
    assert size(engine.thumbnail(large.id))[0] == 320
    assert size(engine.proxy(large.id)) == (1024, 768)
    assert [size(engine.thumbnail(small.id, side)) for side in THUMBNAIL_SIDES] == [(64, 48)] * 3
    for side in (0, 161, 4096, -1):
        with pytest.raises(UsageError, match="choose one of 160, 320, 640"):
            engine.thumbnail(large.id, side)


def test_a_made_thumbnail_is_kept(engine: Engine, folder: Path) -> None:
    """The second time nothing is decoded: it is there with the disk and all that it could be made of gone."""
    large = named(engine, "large")
    made = engine.thumbnail(large.id, 640)
    unplug(folder)
    for proxy in engine.settings.cache_dir.rglob("*.p.webp"):
        proxy.unlink()
    assert engine.thumbnail(large.id, 640) == made
    with pytest.raises(AssetOfflineError, match=r"large\.jpg cannot be opened now: "):
        engine.thumbnail(large.id, 160)
    with pytest.raises(AssetOfflineError):
        engine.proxy(large.id)


def test_while_the_disk_is_away_the_proxy_makes_every_size(engine: Engine, folder: Path) -> None:
    """A proxy that was kept stands for its picture."""
    large = named(engine, "large")
    unplug(folder)
    assert [size(engine.thumbnail(large.id, side))[0] for side in THUMBNAIL_SIDES] == [160, 320, 640]
    assert size(engine.proxy(large.id)) == (1024, 768)


def test_what_was_lost_is_made_again_at_once(engine: Engine) -> None:
    """With the cache deleted one look brings back thumbnail, proxy and the size that was asked for."""
    large = named(engine, "large")
    before = engine.thumbnail(large.id), engine.proxy(large.id)
    folder = forget_renditions(engine)
    assert size(engine.thumbnail(large.id, 160)) == (160, 120)
    assert sorted(path.suffixes[0] for path in folder.rglob("*.webp")) == [".p", ".s", ".t"]
    assert (engine.thumbnail(large.id), engine.proxy(large.id)) == before


def test_a_damaged_proxy_is_not_the_end(engine: Engine) -> None:
    """A cache file that is whole and yet no picture is passed over for the original."""
    large = named(engine, "large")
    for proxy in engine.settings.cache_dir.rglob("*.p.webp"):
        data = proxy.read_bytes()
        proxy.write_bytes(data[:12] + bytes(len(data) - 12))
    assert size(engine.thumbnail(large.id, 640)) == (640, 480)


def test_pixels_are_those_of_the_thumbnail(engine: Engine) -> None:
    """Each size comes as the pixels that its file shows, opaque, and a small picture is never enlarged."""
    for name in ("large", "small"):
        asset = named(engine, name)
        for side in THUMBNAIL_SIDES:
            pixels = engine.thumbnail_pixels(asset.id, side)
            with Image.open(io.BytesIO(engine.thumbnail(asset.id, side))) as image:
                assert (pixels.width, pixels.height) == image.size
                assert pixels.rgba == image.convert("RGBA").tobytes()
    with pytest.raises(UsageError, match="choose one of 160, 320, 640"):
        engine.thumbnail_pixels(asset.id, 161)
    with pytest.raises(UnknownAssetError):
        engine.thumbnail_pixels(AssetId("01" * 13))


def test_pixels_of_a_damaged_thumbnail_are_made_anew(engine: Engine) -> None:
    """A cache file that is whole and yet no picture is replaced; the file that is given out is good again, too."""
    large = named(engine, "large")
    before = engine.thumbnail_pixels(large.id)
    file = engine.thumbnail(large.id)
    [kept] = [path for path in engine.settings.cache_dir.rglob("*.t.webp") if path.read_bytes() == file]
    kept.write_bytes(file[:12] + bytes(len(file) - 12))
    with pytest.raises(OSError, match="cannot identify"):
        Image.open(io.BytesIO(engine.thumbnail(large.id)))

    again = engine.thumbnail_pixels(large.id)
    assert (again.width, again.height) == (before.width, before.height)
    assert size(engine.thumbnail(large.id)) == (320, 240)


def test_pixels_wait_for_no_large_original(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every worker for originals busy, the pixels of a thumbnail that is kept come all the same."""
    large = named(engine, "large")

    def busy(_pool: DecodePool, _request: DecodeRequest) -> NoReturn:
        raise AssertionError("this waits")

    originals: DecodePool = engine._pictures._pool  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(originals, "submit", partial(busy, originals))
    assert engine.thumbnail_pixels(large.id).width == 320
    with pytest.raises(AssertionError, match="this waits"):
        engine.thumbnail(large.id, 160)


def test_a_copy_on_another_disk_stands_in(engine: Engine, folder: Path, tmp_path: Path) -> None:
    """Where a picture's own file is not here, another file with its bytes makes the thumbnail."""
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(folder / "large.jpg", other / "copy.jpg")
    engine.add_folder(other)
    engine.index(ocr=False)
    large = named(engine, "large")
    assert large.path.parent == folder
    unplug(folder)
    forget_renditions(engine)
    assert size(engine.thumbnail(large.id))[0] == 320
    with pytest.raises(AssetOfflineError):
        engine.open_original(large.id)


def test_a_picture_that_has_changed_gives_no_thumbnail_of_what_it_is_now(
    engine: Engine, folder: Path
) -> None:
    """What was searched is what is shown, or nothing; and nothing of the other picture is kept for it."""
    large = named(engine, "large")
    forget_renditions(engine)
    make_picture(folder / "large.jpg", 99, SIZE)
    for get in (engine.thumbnail, engine.proxy):
        with pytest.raises(AssetChangedError, match="has changed since it was indexed"):
            get(large.id)
    (folder / "large.jpg").unlink()
    (folder / "large.jpg").symlink_to(folder / "small.png")
    with pytest.raises(AssetChangedError):
        engine.thumbnail(large.id)
    (folder / "large.jpg").unlink()
    with pytest.raises(AssetGoneError):
        engine.thumbnail(large.id)
    assert not list(engine.settings.cache_dir.rglob("*.webp"))


def test_a_cache_that_cannot_be_written_hides_no_picture(engine: Engine) -> None:
    """A disk that takes no thumbnail costs time the next time, and nothing now."""
    large = named(engine, "large")
    renditions = forget_renditions(engine)
    renditions.write_bytes(b"a file where the folder should be")
    assert size(engine.thumbnail(large.id, 640)) == (640, 480)


def test_an_original_is_the_file_with_its_facts(engine: Engine, folder: Path) -> None:
    """Bytes, size, kind and hash; closed with its block; nothing of the file is written."""
    large = named(engine, "large")
    before = (folder / "large.jpg").stat()
    with engine.open_original(large.id) as original:
        assert original.stream.tell() == 0
        assert original.stream.read() == (folder / "large.jpg").read_bytes()
        assert original.size == before.st_size == large.byte_size
        assert (original.media_type, original.content_hash) == ("image/jpeg", large.content_hash)
    assert original.stream.closed
    after = (folder / "large.jpg").stat()
    assert (before.st_mtime_ns, before.st_size, before.st_mode) == (
        after.st_mtime_ns,
        after.st_size,
        after.st_mode,
    )


def test_why_an_original_is_not_given(engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changed, gone, on a disk that is away and never known are four different answers (check 43)."""
    large, small = named(engine, "large"), named(engine, "small")
    with pytest.raises(UnknownAssetError):
        engine.open_original(AssetId("01ARZ3NDEKTSV4RRFFQ69G5FAV"))
    for odd in ("../small.png", "", "\udcff", "x" * 10_000, "' OR 1=1 --"):
        with pytest.raises(UnknownAssetError):
            engine.open_original(AssetId(odd))
    os.truncate(folder / "small.png", 20)
    with pytest.raises(AssetChangedError):
        engine.open_original(small.id)
    (folder / "small.png").unlink()
    with pytest.raises(AssetGoneError):
        engine.open_original(small.id)
    # Before the folders are looked at again.
    monkeypatch.setattr(located, "ROOTS_FRESH_S", 3600)
    engine.open_original(large.id).close()
    folder.rename(folder.with_name("unplugged"))
    with pytest.raises(
        AssetOfflineError, match=r"is not there; was it moved or renamed\? Put the folder back"
    ):
        engine.open_original(large.id)


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n",
        b"root:x:0:0",
    ],
)
def test_what_does_not_begin_as_the_picture_did_is_not_given_out(
    engine: Engine, folder: Path, content: bytes
) -> None:
    """Even a file of the very same size, time and inode must begin as a picture of the kind that was indexed (check 43)."""
    small = named(engine, "small")
    facts = (folder / "small.png").stat()
    with (folder / "small.png").open("r+b") as file:
        file.write(content.ljust(facts.st_size))
    os.utime(folder / "small.png", ns=(facts.st_mtime_ns, facts.st_mtime_ns))
    assert (folder / "small.png").stat().st_size == facts.st_size
    with pytest.raises(AssetChangedError):
        engine.open_original(small.id)


def test_a_hard_link_to_what_is_no_picture_is_never_indexed(engine: Engine, folder: Path) -> None:
    """Its name may say so; what it begins with decides (check 43)."""
    secret = folder.with_name("secret.txt")
    secret.write_bytes(b"root:x:0:0:" * 100)
    (folder / "linked.jpg").hardlink_to(secret)
    engine.index(ocr=False)
    assert not [
        hit for hit in engine.search(SearchQuery(text="name:linked")).hits if "linked" in hit.asset.path.name
    ]
    assert [failure.path.name for failure in engine.failures()] == ["linked.jpg"]
    with Catalogue.open(engine.settings.catalogue_path, read_only=True) as catalogue:
        files = catalogue.files.of_root(engine.folders()[0].id)
    linked = next(file.asset_id for file in files if file.path == b"linked.jpg")
    for get in (engine.thumbnail, engine.proxy, engine.open_original):
        with pytest.raises(UnknownAssetError):
            get(linked)


def test_several_pictures_are_looked_up_at_once(engine: Engine) -> None:
    """In the order that was asked for, each once, unknown ids left out."""
    large, small = named(engine, "large"), named(engine, "small")
    unknown = AssetId("01ARZ3NDEKTSV4RRFFQ69G5FAV")
    found = engine.assets([small.id, unknown, large.id, small.id, AssetId("\udcff")])
    assert list(found.items()) == [(small.id, small), (large.id, large)]
    assert engine.assets([]) == {}


def test_a_picture_from_outside_is_examined(engine: Engine) -> None:
    """Its size is that after its orientation; raw pixels in their wrapping are a picture like others."""
    turned = pictures.encoded(pictures.two_halves((64, 48)), "JPEG", exif=pictures.oriented(6))
    facts = engine.examine_picture(turned)
    assert (facts.width, facts.height, facts.media_type) == (48, 64, "image/jpeg")
    facts = engine.examine_picture(wrap_rgba(3, 2, bytes(24)))
    assert (facts.width, facts.height, facts.media_type) == (3, 2, "image/png")


@pytest.mark.parametrize("data", [b"", b"x", b"<svg/>", pictures.encoded(pictures.two_halves(), "PNG")[:60]])
def test_what_is_no_picture_is_refused(engine: Engine, data: bytes) -> None:
    """Nothing, text, a drawing that could run scripts, half a file."""
    with pytest.raises(PictureError):
        engine.examine_picture(data)


def test_a_picture_that_claims_too_much_is_refused(engine: Engine) -> None:
    """A header of 50,000 x 50,000 pixels, and bytes beyond the limit, which no worker is sent (check 25)."""
    with pytest.raises(PictureTooLargeError):
        engine.examine_picture(pictures.png_header_alone((50_000, 50_000)))
    with pytest.raises(PictureTooLargeError, match="larger than 512 MB"):
        engine.examine_picture(_Long())


class _Long(bytes):
    def __len__(self) -> int:
        return (512 << 20) + 1


def test_thumbnails_do_not_wait_for_a_search(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a search is under way, what is kept and what has to be made are given out; another search would wait."""
    large = named(engine, "large")
    begun, end = threading.Event(), threading.Event()

    def wait(switch: ModelSwitch, query: SearchQuery) -> SearchPage:
        begun.set()
        end.wait(60)
        return SearchPage("", "", (), None)

    monkeypatch.setattr(ModelSwitch, "search", wait)
    search = threading.Thread(target=engine.search, args=(SearchQuery(text="red"),))
    search.start()
    try:
        assert begun.wait(30)
        assert [size(engine.thumbnail(large.id, side))[0] for side in THUMBNAIL_SIDES] == [160, 320, 640]
        engine.open_original(large.id).close()
        assert engine.assets([large.id]) == {large.id: engine.asset(large.id)}
        assert search.is_alive()
    finally:
        end.set()
        search.join()
