"""What was found in the view: filtered, fetched as it is needed, kept in sight, and given back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hosts.harness.pages import until
from hosts.vscode.view_page import (
    MANY,
    MOST_CELLS,
    OpenView,
    Stage,
    hit,
    many,
    sample_hits,
    sample_thumbnails,
    small_webp,
    state,
)

pytest_plugins = ("hosts.vscode.view_fixtures",)


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
    until(stage.page, "() => stage.said.some(({type}) => type === 'similarity')")
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


def test_only_what_is_near_is_wanted_and_what_is_seen_comes_first(stage: Stage) -> None:
    """Each wish replaces the one before: what was scrolled past is not in it."""
    many(stage)
    wanted = [each["id"] for each in stage.last("want")["thumbnails"]]
    assert wanted[0] == "asset-0"
    assert len(wanted) < MOST_CELLS
    stage.page.locator(".scroller").evaluate("(element) => element.scrollTo(0, element.scrollHeight / 2)")
    until(
        stage.page,
        "() => stage.said.at(-1).type === 'want' && stage.said.at(-1).thumbnails[0].id > 'asset-2'",
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
    until(stage.page, "() => stage.said.some(({type}) => type === 'more')")
    assert len(stage.said("more")) == 1
    expect(stage.page.locator(".count")).to_have_text("60+ pictures")
    more = [hit(number) for number in range(60, 120)]
    stage.say({"type": "hits", "search": 1, "from": 60, "hits": more})
    scroller.evaluate("(element) => element.scrollTo(0, element.scrollHeight)")
    until(stage.page, "() => stage.said.filter(({type}) => type === 'more').length === 2")
    stage.forget()
    stage.page.get_by_label("At least").fill("90")
    until(stage.page, "() => stage.said.some(({type}) => type === 'similarity')")
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
    until(stage.page, f"(narrow) => ({rows})() !== narrow", argument=narrow)
    stage.drawn()
    assert abs(stage.page.evaluate(top) - before) <= 4


def test_a_hidden_view_comes_back_where_it_was(stage: Stage) -> None:
    """The editor throws a hidden view away: the place, the picture and what was typed come back with the hits."""
    many(stage, 1000)
    stage.page.locator(".scroller").evaluate("(element) => element.scrollTo(0, 6000)")
    stage.page.get_by_role("button", name="Show or hide the details").click()
    until(stage.page, "() => Math.abs((stage.kept?.top ?? 0) - 6000) < 2 && stage.kept.detailsOpen === false")
    stage.page.reload()
    until(stage.page, "() => stage.said.some(({type}) => type === 'ready')")
    stage.say({"type": "words", "language": "en", "bundle": {}})
    many(stage, 1000)
    assert abs(stage.page.evaluate("document.querySelector('.scroller').scrollTop") - 6000) < 300
    expect(stage.page.locator(".details-body")).to_be_hidden()


def test_a_hidden_view_comes_back_to_where_the_last_results_are(stage: Stage) -> None:
    """Many results come in parts, and where the person was is in the last one."""
    hits = [hit(number) for number in range(600)]
    stage.show(hits)
    stage.page.locator(".scroller").evaluate("(element) => element.scrollTo(0, 40000)")
    until(stage.page, "() => Math.abs((stage.kept?.top ?? 0) - 40000) < 2")
    stage.page.reload()
    until(stage.page, "() => stage.said.some(({type}) => type === 'ready')")
    stage.say({"type": "words", "language": "en", "bundle": {}})
    stage.show(hits[:250], total=600)
    assert stage.page.evaluate("document.querySelector('.scroller').scrollTop") < 39_000
    stage.say({"type": "hits", "search": 1, "from": 250, "hits": hits[250:500]})
    stage.say({"type": "hits", "search": 1, "from": 500, "hits": hits[500:]})
    assert abs(stage.page.evaluate("document.querySelector('.scroller').scrollTop") - 40_000) < 300


def test_what_was_typed_does_not_come_back_into_another_search(stage: Stage) -> None:
    """While the view is hidden an image of the Explorer is searched with: no words of before stand beside it."""
    stage.words.fill("red mug")
    stage.show([hit(0)], search=7)
    until(stage.page, "() => stage.kept?.words === 'red mug' && stage.kept.search === 7")
    for search, words in ((7, "red mug"), (8, "")):
        stage.page.reload()
        until(stage.page, "() => stage.said.some(({type}) => type === 'ready')")
        stage.say({"type": "words", "language": "en", "bundle": {}})
        stage.show([hit(1)], search=search, clue={"words": words, "avoid": "", "picture": None})
        expect(stage.words).to_have_value(words)


@pytest.mark.parametrize("apart", [False, True], ids=["together", "apart"])
def test_a_window_that_was_closed_comes_back_with_what_it_showed(stage: Stage, *, apart: bool) -> None:
    """The extension knows of nothing then: the view searches again, and goes down page by page to where the person was.

    Also where it is drawn between a state and the hits that it tells of.
    """
    hits = [hit(number) for number in range(300)]
    stage.words.fill("red mug")
    stage.show(hits, search=7)
    stage.page.locator(".scroller").evaluate("(element) => element.scrollTo(0, 20000)")
    until(stage.page, "() => Math.abs((stage.kept?.top ?? 0) - 20000) < 2")
    stage.page.reload()
    until(stage.page, "() => stage.said.some(({type}) => type === 'ready')")
    stage.say({"type": "words", "language": "en", "bundle": {}}, {"type": "state", "state": state()})
    assert stage.last("search") == {"type": "search", "words": "red mug", "avoid": ""}
    top = "document.querySelector('.scroller').scrollTop"
    for end in (100, 200, 300):
        assert stage.page.evaluate(top) < 19_000
        stage.forget()
        stage.show(hits[:end], apart=apart, hasMore=end < 300)
        if end < 300:
            stage.last("more")
    until(stage.page, f"() => Math.abs({top} - 20000) < 300")


def test_whoever_goes_elsewhere_meanwhile_is_not_taken_back(stage: Stage) -> None:
    """A key counts, and so does a panel that shows another search by then."""
    hits = [hit(number) for number in range(300)]
    for way in ("key", "other"):
        stage.show(hits, search=7)
        stage.page.locator(".scroller").evaluate("(element) => element.scrollTo(0, 9000)")
        until(stage.page, "() => Math.abs((stage.kept?.top ?? 0) - 9000) < 2")
        stage.page.reload()
        until(stage.page, "() => stage.said.some(({type}) => type === 'ready')")
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
