"""Many results: little of them is in the document, the main thread is never held, and memory is given back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from hosts.vscode.view_page import OpenView, Stage, hit, sample_hits, sample_thumbnails, small_webp, state

pytest_plugins = ("hosts.vscode.view_fixtures",)

MANY = 5000
PAGE = 250
MOST_CELLS = 80
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


TAKE = """async ([state, hit, count, page]) => {
  stage.say({ type: "state", state });
  for (let from = 0; from < count; from += page) {
    const hits = Array.from({ length: Math.min(page, count - from) }, (_, n) => ({
      ...hit, id: `asset-${from + n}`, content: (from + n).toString(16).padStart(64, "0"), name: `picture ${from + n}.jpg`,
      similarity: Math.max(1, 100 - (from + n) * 0.018), ...[[1200, 800], [800, 1200], [1000, 1000], [1600, 900]]
        .map(([width, height]) => ({ width, height }))[(from + n) % 4],
    }));
    await new Promise((done) => setTimeout(done));
    stage.say({ type: "hits", search: 1, from, hits });
  }
}"""


def many(stage: Stage, count: int = MANY) -> None:
    """Show many hits, as the extension sends them: made in the page, for to hand them over is a long task of its own."""
    clue = {"words": "everything", "avoid": "", "picture": None}
    shown = state(clue=clue, search=1, total=count, hasMore=False)
    stage.page.evaluate(TAKE, [shown, hit(0), count, PAGE])
    expect(stage.page.locator(".count")).to_have_text(f"{count:,} pictures")


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


def test_keys_reach_the_ends_of_5000_results(stage: Stage) -> None:
    """End and Home, with the place and the number told to a screen reader."""
    many(stage)
    stage.words.press("ArrowDown")
    stage.press("End")
    assert stage.active() == MANY
    expect(stage.option(MANY)).to_have_attribute("aria-setsize", str(MANY))
    stage.press("ArrowUp", "ArrowDown")
    assert MANY - 2 <= stage.active() <= MANY
    stage.press("Home")
    assert stage.active() == 1
    assert stage.options.count() < MOST_CELLS


def test_the_slider_filters_what_is_here_and_tells_the_extension(stage: Stage) -> None:
    """The count follows at once; the extension hears the last place, once."""
    many(stage)
    stage.forget()
    slider = stage.page.get_by_label("At least")
    slider.evaluate(
        """(input) => {
          for (const percent of ["10", "30", "55"]) {
            input.value = percent;
            input.dispatchEvent(new Event("input", { bubbles: true }));
          }
        }"""
    )
    expect(stage.page.locator(".count")).to_have_text("2,501 of 5,000 pictures")
    stage.page.wait_for_function("() => stage.said.some(({type}) => type === 'similarity')")
    assert stage.said("similarity") == [{"type": "similarity", "percent": 55}]
    expect(slider).to_have_attribute("aria-valuetext", "at least 55 percent alike")


def test_states_that_come_late_do_not_move_the_slider_back(stage: Stage) -> None:
    """While the person moves it, what the extension tells of an earlier place is not believed; later it is."""
    many(stage)
    slider = stage.page.get_by_label("At least")
    slider.fill("60")
    stage.show([hit(1)], similarity=20)
    expect(slider).to_have_value("60")
    stage.page.wait_for_timeout(1100)
    stage.show([hit(1)], similarity=30, search=2)
    expect(slider).to_have_value("30")


def test_the_spread_of_the_hits_is_drawn(stage: Stage) -> None:
    """Bars stand where hits are, and those that pass look different."""
    stage.show([hit(0, similarity=95), hit(1, similarity=94), hit(2, similarity=10)], similarity=50)
    heights = stage.page.evaluate(
        "() => [...document.querySelectorAll('.bars span')].map((bar) => [bar.offsetHeight, bar.classList.contains('in')])"
    )
    standing = [(place, is_in) for place, (height, is_in) in enumerate(heights) if height]
    assert standing == [(2, False), (23, True)]
    assert heights[23][0] > heights[2][0]


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


def test_only_what_is_near_is_wanted_and_what_is_seen_comes_first(stage: Stage) -> None:
    """Each wish replaces the one before: what was scrolled past is not in it."""
    many(stage)
    wanted = [each["id"] for each in stage.last("want")["thumbnails"]]
    assert wanted[0] == "asset-0"
    assert len(wanted) < MOST_CELLS
    stage.page.locator(".scroller").evaluate("(element) => element.scrollTo(0, element.scrollHeight / 2)")
    stage.page.wait_for_function(
        "() => stage.said.at(-1).type === 'want' && stage.said.at(-1).thumbnails[0].id > 'asset-2'"
    )
    later = [each["id"] for each in stage.last("want")["thumbnails"]]
    assert not set(wanted[1:]) & set(later)
    seen = stage.page.evaluate(
        """() => {
          const view = document.querySelector(".scroller").getBoundingClientRect();
          return [...document.querySelectorAll(".cell")].filter((cell) => {
            const box = cell.getBoundingClientRect();
            return box.bottom > view.top && box.top < view.bottom;
          }).map((cell) => cell.dataset.id);
        }"""
    )
    assert set(later[: len(seen)]) == set(seen)


def test_a_picture_that_cannot_be_had_is_marked_and_asked_for_again_with_the_next_search(
    stage: Stage,
) -> None:
    """Its place shows a glyph instead of waiting for ever."""
    stage.serve({"asset-0": {"content": f"{0:064x}", "webp": None}})
    stage.show([hit(0)])
    expect(stage.page.locator(".frame.lost")).to_have_count(1)
    stage.serve({"asset-0": {"content": f"{0:064x}", "webp": small_webp()}})
    stage.show([hit(0)], search=2)
    expect(stage.page.locator(".frame img")).to_be_visible()


def test_further_results_are_asked_for_once_near_the_end(stage: Stage) -> None:
    """Not again until they have come, and not where all that follow would be below the slider."""
    first = [hit(number) for number in range(60)]
    stage.show(first, hasMore=True)
    assert stage.said("more") == []
    scroller = stage.page.locator(".scroller")
    for _ in range(3):
        scroller.evaluate("(element) => element.scrollTo(0, element.scrollHeight)")
        stage.drawn()
    stage.page.wait_for_function("() => stage.said.some(({type}) => type === 'more')")
    assert len(stage.said("more")) == 1
    expect(stage.page.locator(".count")).to_have_text("60+ pictures")
    more = [hit(number) for number in range(60, 120)]
    stage.say({"type": "hits", "search": 1, "from": 60, "hits": more})
    scroller.evaluate("(element) => element.scrollTo(0, element.scrollHeight)")
    stage.page.wait_for_function("() => stage.said.filter(({type}) => type === 'more').length === 2")
    stage.forget()
    stage.page.get_by_label("At least").fill("90")
    stage.page.wait_for_function("() => stage.said.some(({type}) => type === 'similarity')")
    stage.drawn()
    assert stage.said("more") == []


def test_the_picture_with_the_keyboard_keeps_it_when_others_come(stage: Stage) -> None:
    """Further pages and the slider leave the focus, the selection and the place alone."""
    stage.show([hit(number) for number in range(60)], hasMore=True)
    stage.words.press("ArrowDown")
    stage.press("ArrowDown", "ArrowDown")
    before = stage.active()
    more = [hit(number) for number in range(60, 120)]
    stage.say({"type": "hits", "search": 1, "from": 60, "hits": more})
    assert stage.active() == before
    stage.page.get_by_label("At least").fill("80")
    assert stage.chosen() == [f"picture {before - 1}.jpg"]


def test_a_new_search_begins_at_the_top_with_nothing_chosen(stage: Stage) -> None:
    """What was chosen before is not what commands are for."""
    many(stage, 500)
    stage.option(2).click()
    stage.words.focus()
    stage.page.locator(".scroller").evaluate("(element) => element.scrollTo(0, 4000)")
    stage.show([hit(number) for number in range(40)], search=2)
    assert stage.page.evaluate("document.querySelector('.scroller').scrollTop") == 0
    assert stage.chosen() == []
    assert stage.last("choose")["ids"] == []


def test_a_wider_view_keeps_the_picture_in_sight(stage: Stage) -> None:
    """Rows are laid out anew; what stood at the top stays there."""
    many(stage, 1000)
    stage.page.locator(".scroller").evaluate("(element) => element.scrollTo(0, element.scrollHeight / 2)")
    stage.drawn()
    top = """() => {
      const view = document.querySelector(".scroller").getBoundingClientRect();
      const cells = [...document.querySelectorAll(".cell")].filter((cell) => cell.getBoundingClientRect().bottom > view.top + 2);
      return Number(cells[0].getAttribute("aria-posinset"));
    }"""
    before = stage.page.evaluate(top)
    rows = "() => getComputedStyle(document.querySelector('.cell')).width"
    narrow = stage.page.evaluate(rows)
    stage.page.set_viewport_size({"width": 560, "height": 760})
    stage.page.wait_for_function(f"(narrow) => ({rows})() !== narrow", arg=narrow)
    stage.drawn()
    assert abs(stage.page.evaluate(top) - before) <= 4


def test_a_hidden_view_comes_back_where_it_was(stage: Stage) -> None:
    """The editor throws a hidden view away: the place, the picture and what was typed come back with the hits."""
    many(stage, 1000)
    stage.page.locator(".scroller").evaluate("(element) => element.scrollTo(0, 6000)")
    stage.page.get_by_role("button", name="Show or hide the details").click()
    stage.page.wait_for_function(
        "() => Math.abs((stage.kept?.top ?? 0) - 6000) < 2 && stage.kept.detailsOpen === false"
    )
    stage.page.reload()
    stage.page.wait_for_function("() => stage.said.some(({type}) => type === 'ready')")
    stage.say({"type": "words", "language": "en", "bundle": {}})
    many(stage, 1000)
    assert abs(stage.page.evaluate("document.querySelector('.scroller').scrollTop") - 6000) < 300
    expect(stage.page.locator(".details-body")).to_be_hidden()


def test_what_was_typed_does_not_come_back_into_another_search(stage: Stage) -> None:
    """While the view is hidden an image of the Explorer is searched with: no words of before stand beside it."""
    stage.words.fill("red mug")
    stage.show([hit(0)], search=7)
    stage.page.wait_for_function("() => stage.kept?.words === 'red mug' && stage.kept.search === 7")
    for search, words in ((7, "red mug"), (8, "")):
        stage.page.reload()
        stage.page.wait_for_function("() => stage.said.some(({type}) => type === 'ready')")
        stage.say({"type": "words", "language": "en", "bundle": {}})
        stage.show([hit(1)], search=search, clue={"words": words, "avoid": "", "picture": None})
        expect(stage.words).to_have_value(words)


def test_a_window_that_was_closed_comes_back_with_what_it_showed(stage: Stage) -> None:
    """The extension knows of nothing then: the view searches again, and goes down page by page to where the person was."""
    hits = [hit(number) for number in range(300)]
    stage.words.fill("red mug")
    stage.show(hits, search=7)
    stage.page.locator(".scroller").evaluate("(element) => element.scrollTo(0, 20000)")
    stage.page.wait_for_function("() => Math.abs((stage.kept?.top ?? 0) - 20000) < 2")
    stage.page.reload()
    stage.page.wait_for_function("() => stage.said.some(({type}) => type === 'ready')")
    stage.say({"type": "words", "language": "en", "bundle": {}}, {"type": "state", "state": state()})
    assert stage.last("search") == {"type": "search", "words": "red mug", "avoid": ""}
    top = "document.querySelector('.scroller').scrollTop"
    for end in (100, 200, 300):
        assert stage.page.evaluate(top) < 19_000
        stage.forget()
        stage.show(hits[:end], hasMore=end < 300)
        if end < 300:
            stage.last("more")
    assert abs(stage.page.evaluate(top) - 20000) < 300


def test_whoever_goes_elsewhere_meanwhile_is_not_taken_back(stage: Stage) -> None:
    """A key counts, and so does a panel that shows another search by then."""
    hits = [hit(number) for number in range(300)]
    for way in ("key", "other"):
        stage.show(hits, search=7)
        stage.page.locator(".scroller").evaluate("(element) => element.scrollTo(0, 9000)")
        stage.page.wait_for_function("() => Math.abs((stage.kept?.top ?? 0) - 9000) < 2")
        stage.page.reload()
        stage.page.wait_for_function("() => stage.said.some(({type}) => type === 'ready')")
        stage.say({"type": "words", "language": "en", "bundle": {}})
        if way == "key":
            stage.say({"type": "state", "state": state()})
            stage.press("Control")
            stage.show(hits)
        else:
            stage.show(hits, search=1, clue={"words": "blue", "avoid": "", "picture": None})
            assert stage.said("search") == []
        assert stage.page.evaluate("document.querySelector('.scroller').scrollTop") == 0


def test_real_pictures_are_shown_whole(open_view: OpenView) -> None:
    """The samples: every thumbnail in sight is drawn in its own proportions."""
    hits = sample_hits()[:12]
    with open_view() as stage:
        stage.serve(sample_thumbnails(hits))
        stage.show(hits)
        stage.settled()
        wrong = stage.page.evaluate(
            """() => [...document.querySelectorAll(".cell img")].filter((picture) => {
              const ratio = picture.naturalWidth / picture.naturalHeight;
              return picture.naturalWidth === 0 || getComputedStyle(picture).objectFit !== "contain"
                || (ratio > 0.7 && ratio < 2.3 && Math.abs(picture.clientWidth / picture.clientHeight / ratio - 1) > 0.05);
            }).length"""
        )
        assert wrong == 0


def test_pictures_end_where_the_field_ends(stage: Stage) -> None:
    """The grid is in line with the field of words on both sides."""
    stage.show([hit(number) for number in range(30)])
    field = stage.page.locator(".field.words").bounding_box()
    grid = stage.page.locator(".grid").bounding_box()
    assert field
    assert grid
    assert grid["x"] == pytest.approx(field["x"], abs=1)
    assert grid["x"] + grid["width"] == pytest.approx(field["x"] + field["width"], abs=2.1)


def test_a_long_path_is_cut_at_its_start(stage: Stage) -> None:
    """What tells the most, its end, is seen; a short one begins where all lines begin."""
    long = "/home/anna/Pictures/" + "a folder with a name/" * 8 + "the end.jpg"
    stage.show([hit(0, path=long), hit(1, path="/short.jpg")])
    stage.words.press("ArrowDown")
    place = stage.page.locator(".place")
    ends = """(place) => {
      const text = place.querySelector("bdi").getBoundingClientRect();
      const box = place.getBoundingClientRect();
      return [text.left - box.left, text.right - box.right];
    }"""
    left, right = place.evaluate(ends)
    assert left < -20
    assert abs(right) < 1
    expect(place).to_have_attribute("title", long)
    stage.press("ArrowRight")
    expect(place).to_have_text("/short.jpg")
    left, right = place.evaluate(ends)
    assert abs(left) < 1
    assert right < -20
