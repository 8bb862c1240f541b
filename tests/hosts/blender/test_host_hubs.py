"""Hubs that are away, hang or answer nonsense: a clear sentence, no lost word, and turns of the timer that stay short."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import pytest

from fakes.client_hub import Reply, Seen
from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.panel import BlenderPanel, open_panel
from hosts.blender.profiles import token_file
from hosts.harness.hubs import PersonsHub
from hosts.harness.misbehaving import BAD_ANSWERS, another_hub

MUG = "mug-red-front.jpg"
HELD_S = 0.8
"""The client's shortest patience is a second: a turn that takes so long has waited for the hub, on any machine."""


@contextmanager
def never_held(panel: BlenderPanel) -> Generator[None]:
    """Fail where a turn of the timer waited for the hub."""
    panel.run(
        """
        import time
        turns = []
        def timed(tick=desk.pump.tick):
            def turn():
                began = time.monotonic()
                try:
                    return tick()
                finally:
                    turns.append(time.monotonic() - began)
            return turn
        desk.pump.tick = timed()
        """
    )
    yield
    turns = panel.blender.run("turns")
    assert turns
    assert max(turns) < HELD_S, "the main thread waited"


def short_patience(panel: BlenderPanel) -> None:
    """Have the client wait for a search as long as a test wants to."""
    panel.blender.run("__import__('bowerbird_client.client').client.SEARCH_SECONDS = 2.0")


def test_a_main_thread_that_is_held_is_noticed(panel: BlenderPanel) -> None:
    """Control: an answer that takes a second to be shown fails the check that all others here pass."""

    def hold() -> None:
        with never_held(panel):
            panel.run("panel.listen(lambda: time.sleep(1))")
            panel.search("red mug")

    with pytest.raises(AssertionError, match="the main thread waited"):
        hold()


def test_a_hub_that_goes_and_comes_back(panel: BlenderPanel, hub: PersonsHub) -> None:
    """Without a hub the panel says so and keeps the words; when one runs again it finds by itself."""
    assert MUG in panel.search("red mug").hits
    # Else this Blender would start one: that is the next test.
    panel.run("desk.session._starter = None")
    hub.stop()
    with never_held(panel):
        panel.run("panel.set_words('teapot'); panel.search()")
        seen = panel.until("seen()['connection'] == 'not-running' and seen()['notice']")
        assert "Bowerbird" in seen.notice
        assert seen.words == "teapot"
        assert MUG in seen.hits
    hub.start()
    with never_held(panel):
        # It looks after 2, 4, 8… seconds.
        seen = panel.until("seen()['hits'] and 'teapot' in seen()['hits'][0]", 40)
    assert seen.notice == ""


def test_a_hub_is_started(panel: BlenderPanel, hub: PersonsHub) -> None:
    """Where none runs, opening the panel starts one, as the installation recorded it; what is not there to start is told."""
    panel.close()
    hub.stop()
    assert hub.pids == []
    try:
        panel.blender.run("part('desk').desk().attend()")
        seen = panel.until("seen()['connection'] in ('ready', 'not-running') and seen()['connection']", 60)
        if panel.blender.system.sees_this_machine:
            assert seen.connection == "ready"
            assert len(hub.pids) == 1
            assert MUG in panel.search("red mug").hits
        else:
            assert "Bowerbird" in seen.notice
            assert hub.pids == []
    finally:
        panel.close()
        for pid in hub.pids:
            os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + 10
        while list(hub.person.hubs.glob("hub-*.json")) and time.monotonic() < until:
            time.sleep(0.05)


def test_a_hub_that_is_frozen(panel: BlenderPanel, hub: PersonsHub) -> None:
    """A hub that neither answers nor ends leads to a sentence; when it goes on, it finds again."""
    short_patience(panel)
    panel.search("red mug")
    hub.freeze()
    try:
        with never_held(panel):
            panel.run("panel.set_words('teapot'); panel.search()")
            assert panel.until("seen()['activity'] == 'searching'").notice == ""
            seen = panel.until("seen()['notice']")
            assert "takes too long to answer" in seen.notice
            assert seen.words == "teapot"
    finally:
        hub.thaw()
    with never_held(panel):
        panel.run("panel.remedy()")
        assert "teapot" in panel.until("'teapot' in seen()['hits'][0]").hits[0]


def test_rights_that_were_taken_back(panel: BlenderPanel, hub: PersonsHub) -> None:
    """A token that was revoked leads to a sentence; the words are kept."""
    token = token_file(panel.blender.profile)
    panel.search("red mug")
    hub.person.run("clients", "revoke", json.loads(token.read_text())["client_id"])
    try:
        with never_held(panel):
            panel.run("panel.set_words('teapot'); panel.search()")
            seen = panel.until("seen()['connection'] == 'not-paired'")
        assert "Bowerbird does not know Blender any more." in seen.notice
        assert seen.words == "teapot"
    finally:
        hub.pair(token, "Blender")


@pytest.mark.parametrize(("reply", "sentence"), BAD_ANSWERS)
def test_answers_that_are_none(
    blender: BlenderConsole, hub: PersonsHub, reply: Callable[[Seen], Reply], sentence: str
) -> None:
    """What cannot be an answer is told in a sentence, and the next answer is shown."""
    with another_hub(token_file(blender.profile), hub) as fake, open_panel(blender) as panel:
        fake.overrides["POST", "/v1/search"] = reply
        with never_held(panel):
            panel.run("panel.set_words('red mug'); panel.search()")
            assert sentence in panel.until("seen()['notice']").notice
            fake.overrides.clear()
            panel.run("panel.remedy()")
            assert panel.until("seen()['hits']").hits[0] == "A0.jpg"


def test_a_search_that_hangs_is_given_up(blender: BlenderConsole, hub: PersonsHub) -> None:
    """A search that is not answered can be stopped at once; what is looked for next is found."""
    with another_hub(token_file(blender.profile), hub) as fake, open_panel(blender) as panel:
        short_patience(panel)
        fake.delay = lambda seen: 25.0 if seen.path == "/v1/search" else 0.0
        with never_held(panel):
            panel.run("panel.set_words('red mug'); panel.search()")
            panel.until("seen()['activity'] == 'searching'")
            panel.blender.run("bpy.ops.bowerbird.stop()")
            assert panel.seen.activity == "idle"
            fake.delay = lambda _seen: 0.0
            assert panel.search("red mugs").hits[0] == "A0.jpg"
