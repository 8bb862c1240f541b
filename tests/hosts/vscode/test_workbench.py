"""A person at the real VS Code, beside a real hub: from being let in to pictures in what they write."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hosts.harness.hubs import PersonsHub
from hosts.vscode import owner
from hosts.vscode.search_view import CONNECT, SearchView, let_in
from hosts.vscode.workbench import Workbench

MUG = "mug-red-front.jpg"
WORDS = "red mug"
GUIDE = "# Guide\n\nA mug is shown here:\n\n\n\nThe end.\n"


@pytest.fixture
def view(workbench: Workbench) -> SearchView:
    """Give the view of an editor that is let in."""
    return let_in(workbench)


def test_the_same_code_lets_the_editor_in_and_it_stays_in(workbench: Workbench, hub: PersonsHub) -> None:
    """The sidebar shows the code that the owner sees; once approved the editor searches, also after it was loaded again."""
    assert owner.plugins(hub) == []
    workbench.show_bowerbird()
    workbench.sidebar.get_by_role("button", name=CONNECT, exact=True).click()
    workbench.let_in()
    view = SearchView(workbench)
    expect(view.words).to_be_visible()
    assert len(owner.plugins(hub)) == 1

    workbench.reload()
    workbench.show_bowerbird()
    view.search(WORDS, MUG)
    assert len(owner.plugins(hub)) == 1


def test_words_find_and_the_slider_narrows(view: SearchView) -> None:
    """What fits best comes first; the slider hides what is less alike, and shows it again."""
    view.search(WORDS, MUG)
    assert "mug-red" in view.names()[0]
    expect(view.count).to_have_text("100+ pictures")
    view.slide(90)
    expect(view.count).to_contain_text(" of ")
    narrowed = view.similarities()
    assert narrowed
    assert min(narrowed) >= 90
    view.slide(0)
    expect(view.count).to_have_text("100+ pictures")


def test_a_picture_goes_into_markdown_in_one_edit(view: SearchView, site: Path, pictures: Path) -> None:
    """Enter copies the picture beside the document and links it at the cursor; one undo takes the text back."""
    workbench = view.workbench
    workbench.open_file("guide.md")
    workbench.go_to_line(5)
    view.search(WORDS, MUG)
    view.choose(MUG).press("Enter")
    expect(workbench.editor).to_contain_text(f"](images/{MUG})")
    copied = site / "images" / MUG
    assert copied.read_bytes() == (pictures / "products" / MUG).read_bytes()
    line = workbench.text().splitlines()[4]
    assert line.startswith("![")
    assert line.endswith(f"](images/{MUG})")

    workbench.focus_editor()
    workbench.page.keyboard.press("Escape")
    workbench.undo()
    expect(workbench.editor).not_to_contain_text("images")
    assert workbench.text() == GUIDE
    assert copied.exists()


def test_a_second_picture_goes_below_the_first(view: SearchView) -> None:
    """The next picture leaves the first one whole, although its alternative text is selected to be chosen."""
    workbench = view.workbench
    workbench.open_file("guide.md")
    workbench.go_to_line(5)
    view.search(WORDS, MUG)
    view.choose(MUG).press("Enter")
    expect(workbench.editor).to_contain_text(f"](images/{MUG})")
    expect(workbench.page.locator(".suggest-widget.visible")).to_be_visible()
    view.choose("mug-red-dark.jpg").press("Enter")
    expect(workbench.editor).to_contain_text("](images/mug-red-dark.jpg)")
    first, second = workbench.text().splitlines()[4:6]
    assert first == f"![Mug red front](images/{MUG})"
    assert second == "![Mug red dark](images/mug-red-dark.jpg)"
    workbench.focus_editor()
    workbench.page.keyboard.press("Escape")
    workbench.undo()
    expect(workbench.editor).not_to_contain_text("dark")
    expect(workbench.editor).to_contain_text(first)


def test_a_picture_goes_into_css_in_its_own_form(view: SearchView, site: Path) -> None:
    """In CSS it is a url()."""
    workbench = view.workbench
    workbench.open_file("style.css")
    workbench.go_to_line(2)
    workbench.page.keyboard.press("ArrowLeft")
    view.search(WORDS, MUG)
    view.choose(MUG).dblclick()
    expect(workbench.editor).to_contain_text("url(")
    workbench.save()
    assert (site / "style.css").read_text().splitlines()[1] == f'  background: url("images/{MUG}");'
    assert (site / "images" / MUG).is_file()


def test_a_copy_in_the_workspace_is_made_once(view: SearchView, site: Path) -> None:
    """A picture's menu copies it; the same content comes no second time, and nothing is written into the text."""
    workbench = view.workbench
    workbench.open_file("guide.md")
    view.search(WORDS, MUG)
    view.menu(MUG, "Copy to Workspace")
    expect(view.said).to_contain_text("Copied")
    view.menu(MUG, "Copy to Workspace")
    expect(view.said).to_contain_text("there already")
    workbench.show_explorer()
    expect(workbench.file("images")).to_be_visible()
    assert [file.name for file in (site / "images").iterdir()] == [MUG]
    assert (site / "guide.md").read_text() == GUIDE


def test_an_image_of_the_explorer_finds_its_like(view: SearchView, site: Path, pictures: Path) -> None:
    """The menu of an image file searches with its pixels: the same picture comes first."""
    workbench = view.workbench
    shutil.copyfile(pictures / "products" / MUG, site / "unnamed.jpg")
    workbench.show_explorer()
    workbench.file("unnamed.jpg").click(button="right")
    workbench.menu("Find Similar in Library")
    expect(view.inside.locator(".chip-name")).to_contain_text("unnamed.jpg")
    expect(view.cells.first).to_contain_text(MUG)


@pytest.fixture
def waiting(window: Workbench, site: Path) -> SearchView:
    """Give the view of an editor that is let in and may start no hub."""
    window.hub.ensure()
    window.server.place.configure(bowerbird__hub__start=False)
    window.open(site)
    return let_in(window)


def test_a_hub_that_comes_back_is_found_without_being_let_in_again(
    waiting: SearchView, hub: PersonsHub
) -> None:
    """A hub that goes is told with words kept; when one runs again, on another port, the same words find."""
    waiting.search(WORDS, MUG)
    hub.stop()
    waiting.ask("teapot")
    expect(waiting.notice).to_be_visible()
    expect(waiting.words).to_have_value("teapot")
    hub.start()
    waiting.search(WORDS, MUG)
    expect(waiting.notice).to_have_count(0)
    assert len(owner.plugins(hub)) == 1


def test_without_a_hub_nothing_is_found(waiting: SearchView, hub: PersonsHub) -> None:
    """Control: what passes above fails where the hub's process was stopped."""
    hub.close()
    waiting.ask(WORDS)
    expect(waiting.notice).to_be_visible()
    with pytest.raises(AssertionError):
        expect(waiting.cells.filter(has_text=MUG).first).to_be_visible(timeout=3000)
