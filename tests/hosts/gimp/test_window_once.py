"""One window for one GIMP, however it is asked for; and a sentence where there can be none."""

from __future__ import annotations

import time

from bowerbird_for_gimp.procedures.turn import Turn
from hosts.gimp.inside_gimp import GimpConsole
from hosts.gimp.panel import SEARCH, TITLE, Panel


def test_while_another_process_has_the_turn_no_window_opens(panel: Panel) -> None:
    """As when two processes have just begun and neither finds a window: the second waits for the first to be reached."""
    gimp = panel.desktop.run("import os\nos.getppid()")
    first = Turn(panel.desktop.profile / "bowerbird" / "windows.lock", gimp)
    assert first.take()
    panel.desktop.bring(panel.desktop.title)
    panel.desktop.screen.press("ctrl+shift+F9")
    time.sleep(1.2)
    assert panel.processes == []

    # It came to nothing: the one that waits opens the window.
    first.close()
    panel.desktop.await_widget(name=SEARCH)
    assert not Turn(panel.desktop.profile / "bowerbird" / "windows.lock", gimp).take()


def test_presses_at_once_open_one_window(panel: Panel) -> None:
    """However many processes begin, one becomes the window, and the others hand over and end."""
    panel.desktop.bring(panel.desktop.title)
    panel.desktop.screen.do("key", "--clearmodifiers", "--delay", "0", *["ctrl+shift+F9"] * 3)
    panel.desktop.await_widget(name=SEARCH)
    time.sleep(3)

    assert len(panel.processes) == 1
    assert len(panel.desktop.windows(TITLE)) == 1
    panel.close()
    # Nothing is left of the turn: the next window opens as fast as the first.
    panel.open()
    assert len(panel.processes) == 1


def test_what_is_no_request_does_not_stop_the_window(panel: Panel) -> None:
    """Another plug-in may send anything to the procedure that reaches the window: nothing is complained of."""
    panel.open()
    panel.desktop.run(
        """
        window = Gimp.get_pdb().lookup_procedure("bowerbird-window")
        for request in ("[" * 200_000, "{", "[]"):
            config = window.create_config()
            config.set_property("request", request)
            window.run(config)
        """
    )
    panel.type("red mug")
    panel.await_hits("mug-red-front.jpg")


def test_without_a_screen_there_is_a_sentence(gimp: GimpConsole) -> None:
    """A call that wants a window fails as a call does: no process dies, and what to do is said."""
    called = gimp.call("bowerbird-search", mode="INTERACTIVE")

    assert called.status == "execution-error"
    assert "no screen" in called.error
    assert "NONINTERACTIVE" in called.error
    # The control: without a window all is well.
    assert gimp.call("bowerbird-search", words="mug").status == "success"
