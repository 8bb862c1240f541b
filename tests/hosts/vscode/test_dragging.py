"""Pictures that are dragged from the view into what is written, and pasted, in the real VS Code."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from hosts.vscode.search_view import SearchView, let_in
from hosts.vscode.workbench import Workbench

MUG = "mug-red-front.jpg"
WORDS = "red mug"
GUIDE = "# Guide\n\nA mug is shown here:\n\n\n\nThe end.\n"


@pytest.fixture
def view(workbench: Workbench) -> SearchView:
    """Give the view of an editor that is let in."""
    return let_in(workbench)


def _drag(workbench: Workbench, cell: Locator, line: int) -> None:
    """Drag a picture by the mouse to the beginning of a line of the active editor, counted from 1."""
    lines = workbench.editor.locator(".view-lines .view-line")
    found = [lines.nth(number).bounding_box() for number in range(lines.count())]
    target = sorted((box for box in found if box), key=lambda box: box["y"])[line - 1]
    start = cell.bounding_box()
    assert start
    mouse = workbench.page.mouse
    mouse.move(start["x"] + 30, start["y"] + 30)
    mouse.down()
    mouse.move(start["x"] + 45, start["y"] + 45, steps=4)
    mouse.move(target["x"] + 2, target["y"] + 8, steps=12)
    mouse.up()


def test_a_picture_is_dragged_into_the_text(view: SearchView, site: Path) -> None:
    """Without any key held it goes where it is dropped, as a copy; one undo takes the text back."""
    workbench = view.workbench
    workbench.open_file("guide.md")
    cell = view.search(WORDS, MUG)
    _drag(workbench, cell, 5)
    expect(workbench.editor).to_contain_text(f"](images/{MUG})")
    assert workbench.text().splitlines()[4].startswith("![")
    assert (site / "images" / MUG).is_file()
    workbench.focus_editor()
    workbench.page.keyboard.press("Escape")
    workbench.undo()
    expect(workbench.editor).not_to_contain_text("images")
    assert workbench.text() == GUIDE


def test_what_was_dropped_can_be_made_something_else(view: SearchView) -> None:
    """The editor offers the same picture as HTML."""
    workbench = view.workbench
    workbench.open_file("guide.md")
    cell = view.search(WORDS, MUG)
    _drag(workbench, cell, 5)
    expect(workbench.editor).to_contain_text(f"](images/{MUG})")
    workbench.page.keyboard.press("Escape")
    expect(workbench.page.locator(".suggest-widget.visible")).to_have_count(0)
    workbench.page.locator(".post-edit-widget").click()
    workbench.page.locator(".action-widget").get_by_text("HTML").click()
    expect(workbench.editor).to_contain_text(f'<img src="images/{MUG}"')
    expect(workbench.editor).not_to_contain_text("![")


def test_a_picture_is_pasted_into_the_text(view: SearchView, site: Path) -> None:
    """What was copied in the view goes to the cursor, and nothing is copied before that."""
    workbench = view.workbench
    workbench.open_file("guide.md")
    workbench.go_to_line(5)
    view.search(WORDS, MUG)
    view.choose(MUG)
    workbench.page.keyboard.press("Control+C")
    assert not (site / "images").exists()
    workbench.focus_editor()
    workbench.page.keyboard.press("Control+V")
    expect(workbench.editor).to_contain_text(f"](images/{MUG})")
    assert (site / "images" / MUG).is_file()


def test_the_next_picture_leaves_the_text_of_the_last_one(view: SearchView) -> None:
    """The alternative text of what was pasted is selected then: what is pasted next goes below it."""
    workbench = view.workbench
    workbench.open_file("guide.md")
    workbench.go_to_line(5)
    view.search(WORDS, MUG)
    view.choose(MUG)
    workbench.page.keyboard.press("Control+C")
    workbench.focus_editor()
    tags = workbench.editor.locator(".view-line").filter(has_text=f"](images/{MUG})")
    for number in (1, 2):
        workbench.page.keyboard.press("Control+V")
        expect(tags).to_have_count(number)
    lines = [line for line in workbench.text().splitlines() if line.startswith("![")]
    assert len(lines) == 2
    assert lines[0] == lines[1]
