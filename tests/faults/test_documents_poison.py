"""Pictures that crash, hang or choke the worker that makes versions of them or reads their captions."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bowerbird_engine import AssetId, Engine, PictureError, RenditionForm, SearchQuery, load_settings
from bowerbird_engine.errors import DecoderDiedError, PictureTooLargeError
from bowerbird_engine.imaging.failures import reason_code
from bowerbird_engine.imaging.pool import DecodePool, DecodeRequest
from bowerbird_engine.imaging.work import Export
from bowerbird_engine.settings import MIB, DecodeLimits
from fakes import pictures
from fakes.indexed import make_picture

POISON = "fakes.decoders.poison:decode"
WORDS = (b"crash", b"leave", b"memory", b"hang")
WEBP = RenditionForm("webp", 100)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Engine]:
    """Index poisoned pictures with the real decoder, which they do not harm, and look at them with the other one."""
    folder = tmp_path / "pictures"
    make_picture(folder / "good.png", 1)
    for number, word in enumerate(WORDS, 2):
        picture = make_picture(folder / f"{word.decode()}.png", number)
        picture.write_bytes(picture.read_bytes() + b"POISON:" + word + b"\n")
    settings = load_settings(tmp_path / "home")
    with Engine(replace(settings, decode=replace(settings.decode, seconds=4))) as engine:
        engine.add_folder(folder)
        engine.index(ocr=False)
        limits = engine.settings.decode
        with DecodePool(limits, 1, POISON) as pool, DecodePool(limits, 2, POISON) as others:
            monkeypatch.setattr(engine._documents, "_pool", pool)  # pyright: ignore[reportPrivateUsage]
            monkeypatch.setattr(engine._pictures, "_pool", others)  # pyright: ignore[reportPrivateUsage]
            yield engine


def named(engine: Engine, name: str) -> AssetId:
    """Find a picture by its file's name."""
    return next(hit.asset.id for hit in engine.search(SearchQuery(text=f"name:{name}")).hits)


@pytest.mark.parametrize("word", WORDS)
def test_a_worker_that_dies_is_the_picture_s_problem(engine: Engine, word: bytes) -> None:
    """A version of it fails with a reason, it has no caption, and the next picture is as good as ever."""
    bad, good = named(engine, word.decode()), named(engine, "good")
    with pytest.raises(DecoderDiedError) as died:
        engine.rendition(bad, WEBP)
    assert reason_code(died.value) in {"crashed", "timed_out", "out_of_memory"}
    assert ("smaller version" in str(died.value)) is (reason_code(died.value) != "crashed")
    assert engine.words(bad).caption is None
    assert engine.rendition(good, WEBP).width == 64


def bombs() -> dict[str, bytes]:
    """Make small files that ask for far more than they hold."""
    return {
        "webp": pictures.WEBP_100_MEGAPIXELS,
        "beyond": pictures.WEBP_178_MEGAPIXELS,
        "header": pictures.png_header_alone((50_000, 50_000)),
    }


@pytest.mark.parametrize("kind", ["webp", "avif", "jpeg", "png"])
def test_bombs_stay_in_the_worker(kind: str) -> None:
    """What unpacks to a hundred megapixels ends as a version or a reason, within memory, and the worker goes on."""
    limits = DecodeLimits(seconds=40, memory_bytes=2048 * MIB)
    wish = Export(kind, 1600, 82)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    me = psutil.Process()
    before = me.memory_info().rss
    with DecodePool(limits, 1) as pool:
        for name, data in bombs().items():
            future = pool.submit(DecodeRequest(data, export=wish))
            error = future.exception(timeout=60)
            if name != "webp":
                assert isinstance(error, PictureTooLargeError), name
            elif error is None:
                assert max(future.result().exported_size) == 1600
            else:
                assert isinstance(error, PictureError)
            for worker in me.children():
                with suppress(psutil.Error):
                    assert worker.memory_info().rss <= limits.memory_bytes
        small = pictures.encoded(pictures.two_halves(), "PNG")
        assert pool.submit(DecodeRequest(small, export=wish)).result().exported_size == (64, 48)
    assert me.memory_info().rss - before < 100 * MIB
