"""What the engine gives of a picture for use in a document: versions in any form, and what the picture says."""

from __future__ import annotations

import io
import shutil
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from PIL import Image

from bowerbird_engine import (
    Asset,
    AssetChangedError,
    AssetGoneError,
    AssetId,
    AssetOfflineError,
    Engine,
    PictureError,
    PictureWords,
    RenditionForm,
    SearchQuery,
    TextRegion,
    UnknownAssetError,
    UsageError,
    documents,
    load_settings,
    located,
)
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import FormatUnavailableError
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from fakes import pictures
from fakes.indexed import make_picture

SAID = "Two herons at dusk"
WEBP = RenditionForm("webp", 400)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a turned photo that has a caption, and a drawing that has none."""
    place = tmp_path / "pictures"
    place.mkdir()
    exif = pictures.oriented(6)
    exif[0x010E] = SAID
    (place / "photo.jpg").write_bytes(pictures.encoded(pictures.two_halves((1600, 1200)), "JPEG", exif=exif))
    make_picture(place / "drawing.png", 2, (64, 48))
    return place


@pytest.fixture
def engine(tmp_path: Path, folder: Path) -> Generator[Engine]:
    """Index the folder."""
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
        yield engine


@pytest.fixture(autouse=True)
def noticed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the engine look anew each time where its folders are."""
    monkeypatch.setattr(located, "ROOTS_FRESH_S", 0)


def named(engine: Engine, name: str) -> Asset:
    """Find a picture by its file's name."""
    return next(hit.asset for hit in engine.search(SearchQuery(text=f"name:{name}")).hits)


def test_a_rendition_has_the_form_that_was_asked_for(engine: Engine) -> None:
    """Format, media type and size are as asked, turned as the file says, and a small picture is never enlarged."""
    photo, drawing = named(engine, "photo"), named(engine, "drawing")
    for kind in ("webp", "avif", "jpeg", "png"):
        made = engine.rendition(photo.id, RenditionForm(kind, 400))  # pyright: ignore[reportArgumentType]
        with Image.open(io.BytesIO(made.data)) as image:
            assert (image.format, image.size) == (kind.upper(), (300, 400))
        assert (made.media_type, made.width, made.height) == (f"image/{kind}", 300, 400)
        assert made == engine.rendition(photo.id, RenditionForm(kind, 400))  # pyright: ignore[reportArgumentType]
    whole = engine.rendition(photo.id, RenditionForm("webp"))
    assert (whole.width, whole.height) == (1200, 1600)
    small = engine.rendition(drawing.id, WEBP)
    assert (small.width, small.height) == (64, 48)


def test_a_picture_in_the_form_already_is_written_anew(engine: Engine) -> None:
    """It is not given out as it is: its file says things that a document must not carry around."""
    photo = named(engine, "photo")
    made = engine.rendition(photo.id, RenditionForm("jpeg", quality=95))
    assert SAID.encode() in photo.path.read_bytes()
    assert SAID.encode() not in made.data


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (RenditionForm("gif"), "choose one of webp, avif, jpeg, png"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        (RenditionForm("webp", 0), "1 to 8,192 pixels"),
        (RenditionForm("webp", 8193), "1 to 8,192 pixels"),
        (RenditionForm("webp", quality=0), "1 to 100"),
        (RenditionForm("webp", quality=101), "1 to 100"),
    ],
)
def test_a_form_that_there_is_not(engine: Engine, form: RenditionForm, says: str) -> None:
    """What cannot be made is refused with the bounds of what can."""
    with pytest.raises(UsageError, match=says):
        engine.rendition(named(engine, "photo").id, form)


def test_a_format_that_cannot_be_written_here(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Pillow came without an encoder a sentence says so, and the other formats are made."""
    photo = named(engine, "photo")
    monkeypatch.setattr(documents, "can_write", "webp".__eq__)
    with pytest.raises(FormatUnavailableError, match="cannot write AVIF files; choose another format"):
        engine.rendition(photo.id, RenditionForm("avif"))
    assert engine.rendition(photo.id, WEBP).width == 300


def test_a_copy_of_the_same_content_stands_in(engine: Engine, folder: Path, tmp_path: Path) -> None:
    """Where a picture's own file is not here, another file with its bytes is read, for versions and captions alike."""
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(folder / "photo.jpg", other / "copy.jpg")
    engine.add_folder(other)
    engine.index(ocr=False)
    photo = named(engine, "photo")
    before = engine.rendition(photo.id, WEBP)
    folder.rename(folder.with_name("unplugged"))
    assert engine.rendition(photo.id, WEBP) == before
    assert engine.words(photo.id).caption == SAID
    with pytest.raises(AssetOfflineError):
        engine.open_original(photo.id)


def test_what_cannot_be_read_is_told_as_everywhere(engine: Engine, folder: Path) -> None:
    """Another file in its place, no file, no disk and no such id each have their own error, and say nothing."""
    photo, drawing = named(engine, "photo"), named(engine, "drawing")
    make_picture(folder / "drawing.png", 3, (64, 48))
    with pytest.raises(AssetChangedError):
        engine.rendition(drawing.id, WEBP)
    (folder / "drawing.png").unlink()
    with pytest.raises(AssetGoneError):
        engine.rendition(drawing.id, WEBP)
    assert engine.words(drawing.id) == PictureWords((), None)
    folder.rename(folder.with_name("unplugged"))
    with pytest.raises(AssetOfflineError, match=r"photo\.jpg cannot be opened now: "):
        engine.rendition(photo.id, WEBP)
    assert engine.words(photo.id) == PictureWords((), None)
    for ask in (engine.words, partial(engine.rendition, form=WEBP)):
        with pytest.raises(UnknownAssetError):
            ask(AssetId("01" * 13))


def test_words_of_a_picture(engine: Engine) -> None:
    """The letters come from the index, line by line, and the caption from the file; either may be missing."""
    photo, drawing = named(engine, "photo"), named(engine, "drawing")
    assert engine.words(photo.id) == PictureWords((), SAID)
    with Catalogue.open(engine.settings.catalogue_path) as catalogue:
        box = (0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0)
        catalogue.texts.put(
            drawing.content_id, "r", [TextRegion("EXIT", 0.9, box), TextRegion("ONLY", 0.8, box)]
        )
    assert engine.words(drawing.id) == PictureWords(("EXIT", "ONLY"), None)


def test_a_caption_is_found_as_what_it_is(engine: Engine) -> None:
    """What a file says of itself is no letters of its picture: a search for it says that a caption has it."""
    page = engine.search(SearchQuery(letters=SAID))
    assert page.hits
    assert {reason.signal for hit in page.hits for reason in hit.reasons} == {"caption"}
    # Control: what it does not say finds nothing.
    assert not engine.search(SearchQuery(letters="Five storks at dawn")).hits


def test_a_rendition_holds_up_no_thumbnail(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workers of thumbnails and the one of renditions wait for each other in neither direction."""
    photo = named(engine, "photo")

    def busy(_request: DecodeRequest) -> NoReturn:
        raise AssertionError("this waits")

    own: DecodePool = engine._documents._pool  # pyright: ignore[reportPrivateUsage]
    others: DecodePool = engine._pictures._pool  # pyright: ignore[reportPrivateUsage]
    with monkeypatch.context() as patch:
        patch.setattr(others, "submit", busy)
        assert engine.rendition(photo.id, WEBP).width == 300
        with pytest.raises(AssertionError, match="this waits"):
            engine.thumbnail(photo.id, 160)
    monkeypatch.setattr(own, "submit", busy)
    assert engine.thumbnail(photo.id, 160)
    assert engine.words(photo.id).caption == SAID
    with pytest.raises(AssertionError, match="this waits"):
        engine.rendition(photo.id, WEBP)


def test_a_picture_that_may_not_be_read(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged read is the picture's error for a version, and no caption for its words."""
    photo = named(engine, "photo")

    def unreadable(_pool: DecodePool, _request: DecodeRequest) -> NoReturn:
        raise PictureError("It may not be read.")

    monkeypatch.setattr(DecodePool, "submit", unreadable)
    with pytest.raises(PictureError, match="may not be read"):
        engine.rendition(photo.id, WEBP)
    assert engine.words(photo.id).caption is None
    assert folder.is_dir()
