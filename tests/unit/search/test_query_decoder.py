"""The decoder of query pictures: real workers, and pictures decoded ahead of the moment in which others wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from PIL import Image

from bowerbird_engine import Engine, Region, SearchQuery, load_settings
from bowerbird_engine.errors import PictureError
from bowerbird_engine.search.query_decoder import QueryDecoder
from bowerbird_engine.search.reference import QueryPicture
from bowerbird_engine.settings import DecodeLimits
from fakes.encoders import FAKE_RECIPE
from fakes.indexed import make_picture
from fakes.pictures import encoded, two_halves

PICTURE = encoded(two_halves(), "PNG")
LEFT = Region(0.0, 0.0, 0.5, 1.0)


@pytest.fixture
def decoder() -> Generator[QueryDecoder]:
    """Give a decoder."""
    opened = QueryDecoder(DecodeLimits())
    yield opened
    opened.close()


def test_what_was_decoded_ahead_is_not_decoded_again(decoder: QueryDecoder, tmp_path: Path) -> None:
    """Within the block the very picture that was decoded ahead is given, for bytes, a file and a part alike."""
    fit = decoder.fit_for(FAKE_RECIPE)
    path = tmp_path / "a.png"
    path.write_bytes(PICTURE)
    for source, region in ((PICTURE, None), (path, None), (PICTURE, LEFT)):
        with decoder.ahead(FAKE_RECIPE, source, region):
            first = fit(source, region)
            assert fit(source, region) is first
            assert fit(encoded(two_halves((80, 40)), "PNG"), region).hash != first.hash
            assert fit(source, Region(0.5, 0.0, 0.5, 1.0)) is not first
        assert fit(source, region) is not first


def test_it_is_for_the_thread_that_asked(decoder: QueryDecoder) -> None:
    """Another thread that wants the same picture decodes its own."""
    fit = decoder.fit_for(FAKE_RECIPE)
    given: list[QueryPicture] = []
    with decoder.ahead(FAKE_RECIPE, PICTURE, None):
        thread = threading.Thread(target=lambda: given.append(fit(PICTURE, None)))
        thread.start()
        thread.join()
        assert given[0] is not fit(PICTURE, None)


@pytest.mark.parametrize("source", [b"no picture", Path("/nowhere/a.png")])
def test_what_is_wrong_is_raised_when_it_is_asked_for(decoder: QueryDecoder, source: bytes | Path) -> None:
    """A broken or missing picture does not end the block before it is wanted."""
    with decoder.ahead(FAKE_RECIPE, source, None), pytest.raises(PictureError):
        decoder.fit_for(FAKE_RECIPE)(source, None)


def test_searches_go_on_while_a_picture_is_decoded(tmp_path: Path) -> None:
    """A search by a picture that takes long to decode holds up neither searches by words nor the status."""
    make_picture(tmp_path / "pictures" / "a.png", 1)
    with Engine(load_settings(tmp_path / "home")) as engine:
        engine.add_folder(tmp_path / "pictures")
        engine.index(ocr=False)
        engine.search(SearchQuery(text="blocks"))
        ended: list[float] = []
        large = encoded(Image.new("RGB", (7000, 7000)), "PNG")

        def slow_search() -> None:
            engine.search(SearchQuery(like=large))
            ended.append(time.monotonic())

        slow = threading.Thread(target=slow_search)
        slow.start()
        time.sleep(0.05)
        assert engine.search(SearchQuery(text="blocks")).hits
        engine.status()
        others_ended = time.monotonic()
        slow.join()
        assert others_ended < ended[0]
