"""Thumbnails in a plug-in's conversation with the hub: fetched once, kept within bounds, given up when they scroll away."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from bowerbird_client import CredentialFile, GarbledError, Hit, Outcome, Place, Query, RawPixels, Session
from fakes.client_hub import PIXELS, ClientHub, a_hit
from fakes.draining import answered


def test_thumbnails_are_fetched_once_for_the_same_content(hub: ClientHub, session: Session) -> None:
    """What was fetched is there at once, for a copy too; a hit whose content is unknown asks with its tag."""
    first, copy = Hit.read(a_hit("A1")), Hit.read(a_hit("A2", content=a_hit("A1")["content"]))
    assert session.cached_thumbnail(first) is None
    assert answered(session, lambda done: session.thumbnail(first, done)).value == b"webp of A1"
    assert session.cached_thumbnail(copy) == b"webp of A1"
    assert answered(session, lambda done: session.thumbnail(copy, done)).value == b"webp of A1"
    assert len([seen for seen in hub.seen if "thumbnail" in seen.path]) == 1

    unknown = Hit.read(a_hit("A3", content=None))
    for _ in range(2):
        assert answered(session, lambda done: session.thumbnail(unknown, done)).value == b"webp of A3"
    assert hub.seen[-1].headers["if-none-match"] == '"A3"'


def test_pixels_are_fetched_once_for_the_same_content(hub: ClientHub, session: Session) -> None:
    """Pixels are kept as thumbnails are, apart from the WebP file of the same picture and by their size."""
    first, copy = Hit.read(a_hit("A1")), Hit.read(a_hit("A2", content=a_hit("A1")["content"]))
    assert answered(session, lambda done: session.thumbnail(first, done)).value == b"webp of A1"
    assert session.cached_pixels(first) is None
    fetched = [answered(session, partial(session.thumbnail_pixels, hit)).value.rgba for hit in (first, copy)]
    assert fetched == [PIXELS, PIXELS]
    assert session.cached_pixels(copy) == RawPixels(2, 1, PIXELS, '"A1"')
    assert (session.cached_pixels(copy, 160), session.cached_thumbnail(copy)) == (None, b"webp of A1")
    assert len([seen for seen in hub.seen if "form=rgba" in seen.path]) == 1

    unknown = Hit.read(a_hit("A3", content=None))
    for _ in range(2):
        outcome = answered(session, lambda done: session.thumbnail_pixels(unknown, done))
        assert (outcome.value.width, outcome.value.height, outcome.value.rgba) == (2, 1, PIXELS)
    assert hub.seen[-1].headers["if-none-match"] == '"A3"'

    hub.overrides["GET", "/v1/assets/A4/thumbnail"] = lambda _seen: (304, {}, b"")
    error = answered(session, lambda done: session.thumbnail_pixels(Hit.read(a_hit("A4")), done)).error
    assert isinstance(error, GarbledError)


def test_pixels_count_against_the_size_of_the_cache(
    hub: ClientHub, place: Place, token_file: CredentialFile
) -> None:
    """Files and pixels share the room; what was unused longest goes first, whichever it is."""
    session = Session("GIMP", token_file, place=place, start=False, cache_bytes=20)
    hits = [Hit.read(a_hit(f"A{number}")) for number in range(2)]
    answered(session, lambda done: session.thumbnail(hits[0], done))
    answered(session, lambda done: session.thumbnail_pixels(hits[0], done))
    assert session.cached_thumbnail(hits[0])
    answered(session, lambda done: session.thumbnail_pixels(hits[1], done))

    kept = [session.cached_pixels(hit) is not None for hit in hits]
    assert (session.cached_thumbnail(hits[0]), kept) == (b"webp of A0", [False, True])
    assert session.close()


def test_the_cache_keeps_to_its_size(hub: ClientHub, place: Place, token_file: CredentialFile) -> None:
    """The thumbnail that was unused longest goes first."""
    session = Session("GIMP", token_file, place=place, start=False, cache_bytes=25)
    hits = [Hit.read(a_hit(f"A{number}")) for number in range(3)]
    for hit in (hits[0], hits[1], hits[0], hits[2]):
        answered(session, lambda done, hit=hit: session.thumbnail(hit, done))  # type: ignore[misc]

    assert [session.cached_thumbnail(hit) is not None for hit in hits] == [True, False, True]
    assert session.close()


def test_scrolling_away_gives_thumbnails_up(hub: ClientHub, session: Session) -> None:
    """Thumbnails that were not begun are never asked for."""
    hub.delay = lambda _seen: 0.05
    outcomes: list[Outcome[Any]] = []
    for number in range(25):
        session.thumbnail(Hit.read(a_hit(f"A{number}")), outcomes.append)
        session.thumbnail_pixels(Hit.read(a_hit(f"A{number}")), outcomes.append)
    time.sleep(0.1)
    session.cancel_thumbnails()
    page = answered(session, lambda done: session.search(Query(text="a"), done))

    assert page.value.hits
    assert len([seen for seen in hub.seen if "thumbnail" in seen.path]) < 10
