"""GIMP ends while the window is open."""

from __future__ import annotations

import time
from pathlib import Path

from hosts.gimp.desktop import GimpDesktop
from hosts.gimp.panel import Panel


def test_gimp_quits_with_the_window_open(desk: GimpDesktop) -> None:
    """Ctrl+Q ends GIMP and the window with it, at once and without a complaint; no process stays."""
    panel = Panel(desk)
    panel.open()
    panel.search("red mug", "mug-red-front.jpg")
    (process,) = panel.processes
    desk.bring(desk.title)
    began = time.monotonic()
    desk.screen.press("ctrl+q")
    assert desk.process.wait(15) == 0
    assert time.monotonic() - began < 10
    deadline = time.monotonic() + 3
    while Path(f"/proc/{process}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{process}").exists()
    assert [each for each in desk.complaints() if "Traceback" in each or "crashed" in each] == []
