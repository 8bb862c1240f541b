"""Hubs that are away, hang or answer nonsense: a clear sentence, no freeze, no lost word (check 62)."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fakes.client_hub import Reply, Seen
from hosts.gimp.desktop import GimpDesktop
from hosts.gimp.panel import SEARCH, Panel
from hosts.gimp.planting import planted
from hosts.gimp.profiles import token_file
from hosts.harness.hubs import PersonsHub
from hosts.harness.misbehaving import BAD_ANSWERS, another_hub

MUG = "mug-red-front.jpg"

SHORT_PATIENCE = ("bowerbird_client/client.py", "SEARCH_SECONDS = 15.0", "SEARCH_SECONDS = 2.5")
"""Nobody wants to wait 15 s for a test."""


@pytest.fixture
def poster(desktop: GimpDesktop, pictures: Path) -> int:
    """Have an image open."""
    return desktop.show(pictures / "interiors" / "living-room-day.jpg")


def test_a_main_loop_that_is_held_is_noticed(panel: Panel, poster: int) -> None:
    """Control: a window whose process is stopped for 0.4 s fails the check that all others here pass."""
    panel.open()
    (process,) = panel.processes
    with panel.responsive():
        panel.search("red mug", MUG)

    def hold() -> None:
        with panel.responsive():
            os.kill(process, signal.SIGSTOP)
            time.sleep(0.4)
            os.kill(process, signal.SIGCONT)
            panel.read()

    with pytest.raises(AssertionError, match="did not answer"):
        hold()


def test_a_hub_that_goes_and_comes_back(panel: Panel, poster: int, hub: PersonsHub) -> None:
    """Without a hub the window says so and keeps the words; when one runs again it finds by itself."""
    panel.open()
    panel.search("red mug", MUG)
    hub.stop()
    with panel.responsive():
        panel.type("teapot")
        panel.says("Bowerbird")
        window = panel.desktop.wait(
            lambda: panel.read() if panel.read().find(name="Try again") else None, "a button to try again"
        )
    assert "could not be started" in window.text or "is not running" in window.text
    assert panel.desktop.await_widget("text", SEARCH).text == "teapot"
    hub.start()
    with panel.responsive():
        # It looks after 2, 4, 8… seconds.
        panel.await_hits("teapot")


def test_a_hub_that_is_frozen(panel: Panel, poster: int, hub: PersonsHub) -> None:
    """A hub that neither answers nor ends leads to a sentence and to no freeze; when it goes on, it finds again."""
    with planted(panel.desktop, *SHORT_PATIENCE):
        panel.open()
        panel.search("red mug", MUG)
        hub.freeze()
        try:
            with panel.responsive():
                panel.type("teapot")
                panel.says("Searching…")
                panel.says("takes too long to answer")
            assert panel.desktop.await_widget("text", SEARCH).text == "teapot"
        finally:
            hub.thaw()
        with panel.responsive():
            panel.press("Search again")
            panel.await_hits("teapot")
        panel.close()


def test_rights_that_were_taken_back(panel: Panel, poster: int, hub: PersonsHub) -> None:
    """A token that was revoked leads to a sentence and a button to connect; the words are kept."""
    token = token_file(panel.desktop.profile)
    panel.open()
    panel.search("red mug", MUG)
    hub.person.run("clients", "revoke", json.loads(token.read_text())["client_id"])
    try:
        with panel.responsive():
            panel.type("teapot")
            panel.says("Bowerbird does not know GIMP any more.", "Connect")
        assert panel.desktop.await_widget("text", SEARCH).text == "teapot"
    finally:
        hub.pair(token, "GIMP")


@pytest.mark.parametrize(("reply", "sentence"), BAD_ANSWERS)
def test_answers_that_are_none(
    panel: Panel, poster: int, hub: PersonsHub, reply: Callable[[Seen], Reply], sentence: str
) -> None:
    """What cannot be an answer is told in a sentence, and the next answer is shown."""
    with another_hub(token_file(panel.desktop.profile), hub) as fake:
        panel.open()
        fake.overrides["POST", "/v1/search"] = reply
        with panel.responsive():
            panel.type("red mug")
            panel.says(sentence)
        assert panel.desktop.await_widget("text", SEARCH).text == "red mug"
        fake.overrides.clear()
        with panel.responsive():
            panel.press("Search again")
            panel.await_hits("A0.jpg")
        panel.close()


def test_a_hub_that_hangs(panel: Panel, poster: int, hub: PersonsHub) -> None:
    """A search that is not answered can be stopped at once; waited for, it ends with a sentence."""
    with another_hub(token_file(panel.desktop.profile), hub) as fake, planted(panel.desktop, *SHORT_PATIENCE):
        panel.open()
        fake.delay = lambda seen: 25.0 if seen.path == "/v1/search" else 0.0
        with panel.responsive():
            panel.type("red mug")
            panel.says("Searching…")
            panel.desktop.screen.press("Escape")
            panel.desktop.wait(lambda: "Searching…" not in panel.read().text, "the end of the search", 3)
            panel.type("red mugs")
            panel.says("Searching…")
            panel.says("takes too long to answer")
        fake.delay = lambda _seen: 0.0
        panel.press("Search again")
        panel.await_hits("A0.jpg")
        panel.close()
