"""Thousands of results: little of them is in the document, and the main thread is never held."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest

from hosts.vscode.view_page import MANY, MOST_CELLS, OpenView, Stage, many, small_webp

pytest_plugins = ("hosts.vscode.view_fixtures",)

MOST_NODES = 2200
LONGEST_MS = 50
"""What the main thread may be held at most while the person scrolls."""

SCROLL = """async ([way, steps]) => {
  const scroller = document.querySelector(".scroller");
  const end = scroller.scrollHeight - scroller.clientHeight;
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  let cells = 0;
  stage.measure();
  for (let step = 0; step <= steps; step += 1) {
    if (way === "wheel") scroller.scrollTop += 120;
    else if (way === "drag") scroller.scrollTop = end * (step / steps);
    else scroller.scrollTop = end * ((step * 0.618) % 1);
    await frame();
    cells = Math.max(cells, document.querySelectorAll(".cell").length);
  }
  await new Promise((done) => setTimeout(done, 200));
  return [stage.longest, cells, document.querySelectorAll("*").length];
}"""


@contextmanager
def traced(stage: Stage) -> Generator[list[float]]:
    """Measure each task of the page's main thread by the time that the thread itself has spent on it, in milliseconds.

    The clock on the wall also counts what other programs did meanwhile; it is asked as well, by a machine at rest.
    """
    browser = stage.page.context.browser
    assert browser is not None
    tasks: list[float] = []
    browser.start_tracing(page=stage.page, categories=["toplevel"])
    try:
        yield tasks
    finally:
        events: list[dict[str, Any]] = json.loads(browser.stop_tracing())["traceEvents"]
    mains = {
        (each["pid"], each["tid"])
        for each in events
        if each.get("name") == "thread_name" and each["args"]["name"] == "CrRendererMain"
    }
    tasks += [
        each["tdur"] / 1000
        for each in events
        if each.get("ph") == "X" and "tdur" in each and (each["pid"], each["tid"]) in mains
    ]


def is_at_rest() -> bool:
    """Say whether nothing else keeps the processors from the browser."""
    return os.getloadavg()[0] < (os.cpu_count() or 1)


def serve_all(stage: Stage) -> None:
    """Answer every wish for one of the many with the same thumbnail."""
    stage.page.evaluate(
        """([webp, count]) => {
          stage.thumbnails = Object.fromEntries(Array.from({ length: count }, (_, n) =>
            [`asset-${n}`, { content: n.toString(16).padStart(64, "0"), webp }]));
        }""",
        [small_webp(), MANY],
    )


def shortest(tries: Callable[[], tuple[float, float]]) -> tuple[float, float]:
    """Try three times at most, and give the best of the longest tasks: by the thread's time, and by the clock."""
    own, wall = tries()
    for _ in range(2):
        if own <= LONGEST_MS and (wall <= LONGEST_MS or not is_at_rest()):
            break
        own, wall = min((own, wall), tries())
    return own, wall if is_at_rest() else own


@pytest.mark.parametrize("way", ["wheel", "drag", "jump"])
def test_scrolling_5000_results_never_holds_the_main_thread(open_view: OpenView, way: str) -> None:
    """No task takes longer than 50 ms, with thumbnails coming in; the best of three."""

    def scroll() -> tuple[float, float]:
        with open_view() as stage:
            many(stage)
            serve_all(stage)
            with traced(stage) as tasks:
                wall, cells, nodes = stage.page.evaluate(SCROLL, [way, 100])
        assert cells < MOST_CELLS
        assert nodes < MOST_NODES
        return max(tasks), wall

    assert max(shortest(scroll)) <= LONGEST_MS


def test_taking_5000_results_never_holds_the_main_thread(open_view: OpenView) -> None:
    """Neither does their coming in, page by page, nor the slider."""

    def take() -> tuple[float, float]:
        with open_view() as stage:
            stage.page.evaluate("stage.measure()")
            with traced(stage) as tasks:
                many(stage)
                slider = stage.page.get_by_label("At least")
                for percent in range(0, 60, 6):
                    slider.fill(str(percent))
                stage.page.wait_for_timeout(200)
            return max(tasks), stage.page.evaluate("stage.longest")

    assert max(shortest(take)) <= LONGEST_MS


def test_a_task_that_holds_the_main_thread_is_seen(stage: Stage) -> None:
    """Control: one of 80 ms is measured, by both clocks."""
    with traced(stage) as tasks:
        wall: Any = stage.page.evaluate(
            """async () => {
              stage.measure();
              await new Promise((done) => setTimeout(() => {
                let n = 0;
                for (let until = performance.now() + 160; performance.now() < until; n += 1);
                done();
              }));
              await new Promise((done) => setTimeout(done, 300));
              return stage.longest;
            }"""
        )
    assert wall >= 160
    assert max(tasks) > (LONGEST_MS if is_at_rest() else 10)


def test_blobs_are_given_back(open_view: OpenView) -> None:
    """However far the person scrolls, what is kept stays under the limit: blob URLs are revoked."""
    with open_view() as stage:
        many(stage, 1500)
        # 256 KB each: the limit of 24 MB is reached soon.
        stage.page.evaluate(
            """(webp) => {
              const file = atob(webp);
              const large = btoa(file + "\\0".repeat(256 * 1024));
              stage.thumbnails = Object.fromEntries(Array.from({ length: 1500 }, (_, n) =>
                [`asset-${n}`, { content: n.toString(16).padStart(64, "0"), webp: large }]));
            }""",
            small_webp(),
        )
        stage.page.evaluate(SCROLL, ["drag", 120])
        made, revoked = stage.page.evaluate("[stage.made, stage.revoked]")
        assert made > 150
        assert made - revoked <= 24 * 4 + MOST_CELLS
        stage.settled()
