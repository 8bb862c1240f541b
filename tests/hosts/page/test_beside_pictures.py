"""Words beside a picture, directions, and several example pictures, in the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from fakes.sampled import SampledLibrary
from hosts.page.browsing import Visit, picture_bytes
from hosts.page.proofs import Answer, asking, last_asked, rewrite

DROP = """([selector, bytes, name, asset]) => {
  const data = new DataTransfer();
  if (asset) data.setData("application/x-bowerbird-asset", asset);
  else data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.querySelector(selector).dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
  }
}"""


def like_the_first(visit: Visit) -> list[str]:
    """Search with the first picture that is found; gives the ids that were found before."""
    visit.search("a bar chart")
    ids = [str(each.get_attribute("data-id")) for each in visit.options.all()]
    visit.go(f"#/?like={ids[0]}")
    expect(visit.page.locator(".entry")).to_have_text(["Picture"])
    visit.settled()
    return ids


def test_the_weight_of_the_words_is_seen_and_set(visit: Visit) -> None:
    """The slider is there while there are words beside a picture; it is part of the query and of the address."""
    like_the_first(visit)
    weight = visit.page.get_by_label("Picture or words")
    expect(weight).to_be_hidden()
    with asking(visit, lambda body: body.get("text") == "blue"):
        visit.search_without_answer("blue")
    expect(weight).to_be_visible()
    expect(weight).to_have_attribute("aria-valuetext", "words 50 %, picture 50 %")
    assert "weight" not in last_asked(visit)
    with asking(visit):
        weight.fill("0.8")
    assert last_asked(visit)["weight"] == pytest.approx(0.8)
    visit.page.reload()
    expect(weight).to_have_value("0.8")
    weight.focus()
    with asking(visit, lambda body: body.get("weight") == 1):
        weight.press("End")
    expect(weight).to_have_attribute("aria-valuetext", "words alone")


def test_directions_go_into_the_text_and_out_again(visit: Visit) -> None:
    """A direction adds its word to the text, shows as pressed while it stands there, and takes just that word out."""
    like_the_first(visit)
    group = visit.page.get_by_role("group", name="The same, but")
    box = visit.page.get_by_label("Search your pictures")
    with asking(visit):
        group.get_by_role("button", name="warmer").press("Enter")
    expect(box).to_have_value("warmer")
    expect(group.get_by_role("button", name="warmer")).to_be_focused()
    expect(group.get_by_role("button", name="warmer")).to_have_attribute("aria-pressed", "true")
    with asking(visit):
        group.get_by_role("button", name="simpler").click()
    expect(box).to_have_value("warmer, simpler")
    assert last_asked(visit)["text"] == "warmer, simpler"
    with asking(visit, lambda body: body["text"].endswith("tones")):
        visit.search_without_answer("warmer, simpler, lukewarmer tones")
    with asking(visit):
        group.get_by_role("button", name="warmer").click()
    expect(box).to_have_value("simpler, lukewarmer tones")
    expect(group.get_by_role("button", name="warmer")).to_have_attribute("aria-pressed", "false")


def test_what_was_understood_names_the_directions(visit: Visit) -> None:
    """The directions that the hub saw in the words stand beside the entry."""

    def change(_: dict[str, Any], content: Answer) -> None:
        content["directions"] = ["warmer"]

    like_the_first(visit)
    rewrite(visit, change)
    visit.search("make it warmer")
    expect(visit.page.locator(".direction-asked")).to_have_text(["warmer"])
    expect(visit.page.get_by_text("Checking what is the same…")).to_have_count(0)


def test_examples_are_added_and_taken_away(visit: Visit) -> None:
    """A hit joins by a key, by the panel and by being dropped on the row; each chip takes its own away."""
    ids = like_the_first(visit)
    visit.options.nth(1).focus()
    second = str(visit.options.nth(1).get_attribute("data-id"))
    with asking(visit):
        visit.page.keyboard.press("e")
    visit.settled()
    assert last_asked(visit)["examples"] == [{"asset": second}]
    third = next(each for each in ids if each not in {ids[0], second})
    with asking(visit):
        visit.evaluate(DROP, [".beside", [], "", third])
    visit.settled()
    assert last_asked(visit)["examples"] == [{"asset": second}, {"asset": third}]
    expect(visit.page.locator(".chip-text")).to_have_text("Like these 3")
    with asking(visit):
        visit.page.get_by_role("button", name="Take example 2 away").press("Enter")
    expect(visit.page.get_by_role("button", name="Take example 2 away")).to_be_focused()
    visit.settled()
    assert last_asked(visit)["examples"] == [{"asset": third}]
    with asking(visit):
        visit.page.get_by_role("button", name="Take the picture away").click()
    visit.settled()
    assert last_asked(visit)["like"] == {"asset": third}
    assert "examples" not in last_asked(visit)


def test_a_second_picture_can_be_kept_beside_the_first(visit: Visit, sampled_library: SampledLibrary) -> None:
    """A picture that is dropped takes the place of the one before, and one press keeps both; a reload keeps the library's."""
    ids = like_the_first(visit)
    chart = next(sampled_library.folder.glob("diagrams/*.png"))
    with asking(visit):
        visit.evaluate(DROP, ["main", picture_bytes(chart), chart.name, None])
    visit.settled()
    assert "query_image" in last_asked(visit)["like"]
    visit.notice("Searching with the new picture.")
    with asking(visit):
        visit.page.get_by_role("button", name="Search with both").click()
    visit.settled()
    assert last_asked(visit)["like"] == {"asset": ids[0]}
    assert "query_image" in last_asked(visit)["examples"][0]
    assert len(visit.paths("/v1/query-images")) == 1


def test_an_example_is_chosen_from_the_computer(visit: Visit, sampled_library: SampledLibrary) -> None:
    """The row's own button adds a file; a region stays with the picture that it is a part of."""
    like_the_first(visit)
    like = last_asked(visit)["like"]["asset"]
    visit.go(f"#/?like={like}&part=0.1,0.1,0.5,0.5")
    visit.settled()
    chart = next(sampled_library.folder.glob("diagrams/*.png"))
    with visit.page.expect_file_chooser() as chooser:
        visit.page.get_by_role("button", name="Add an example").click()
    with asking(visit):
        chooser.value.set_files(Path(chart))
    visit.settled()
    assert last_asked(visit)["region"] == {"x": 0.1, "y": 0.1, "width": 0.5, "height": 0.5}
    assert len(last_asked(visit)["examples"]) == 1


def test_no_row_where_there_is_no_picture(visit: Visit) -> None:
    """Control: words alone have neither weight, nor directions, nor examples."""
    visit.search("warmer")
    expect(visit.page.locator(".beside")).to_be_hidden()
    assert not {"weight", "like", "examples"} & last_asked(visit).keys()
