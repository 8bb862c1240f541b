"""The extension's view, as a person uses it: words, the slider, pictures, and what is told."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import FrameLocator, Locator, expect

from hosts.vscode.window import outer_frame
from hosts.vscode.workbench import EXTENSION, Workbench

CONNECT = "Connect"


@dataclass(frozen=True)
class SearchView:
    """What is in the sidebar of one window once the editor was let in."""

    workbench: Workbench

    @property
    def inside(self) -> FrameLocator:
        """The document of the view."""
        return self.workbench.view

    @property
    def words(self) -> Locator:
        """The field of words."""
        return self.inside.get_by_label("Search your pictures", exact=True)

    @property
    def cells(self) -> Locator:
        """The pictures that are in the document."""
        return self.inside.locator(".cell")

    @property
    def count(self) -> Locator:
        """How many there are."""
        return self.inside.locator(".count")

    @property
    def slider(self) -> Locator:
        """What hides pictures that are less alike."""
        return self.inside.locator("#similarity")

    @property
    def notice(self) -> Locator:
        """What keeps a person from their work."""
        return self.inside.locator(".notice")

    @property
    def said(self) -> Locator:
        """What was done."""
        return self.inside.locator(".said")

    def cell(self, name: str) -> Locator:
        """Give the picture that has a name."""
        return self.inside.locator(".cell").filter(has=self.inside.locator(f'.cell-name:text-is("{name}")'))

    def names(self) -> list[str]:
        """Give the names of the pictures in the document, in the order of the results."""
        return [name.strip("\u2068\u2069") for name in self.inside.locator(".cell-name").all_inner_texts()]

    def similarities(self) -> list[int]:
        """Give how much alike they are, in percent."""
        return [int(text.split()[0]) for text in self.inside.locator(".cell .percent").all_inner_texts()]

    def ask(self, words: str) -> None:
        """Type words and press Enter."""
        self.words.fill(words)
        self.words.press("Enter")

    def search(self, words: str, name: str) -> Locator:
        """Search, and wait until a picture is found; gives it."""
        self.ask(words)
        found = self.inside.locator(".cell").filter(has_text=name).first
        expect(found).to_be_visible()
        expect(found.locator(".frame:not(.waiting):not(.lost)")).to_be_visible()
        return found

    def slide(self, percent: int) -> None:
        """Move the slider."""
        self.slider.fill(str(percent))

    def choose(self, name: str) -> Locator:
        """Click a picture that is there."""
        found = self.inside.locator(".cell").filter(has_text=name).first
        found.click()
        expect(found).to_have_attribute("aria-selected", "true")
        return found

    def menu(self, name: str, command: str) -> None:
        """Use the menu of a picture."""
        self.inside.locator(".cell").filter(has_text=name).first.click(button="right")
        self.workbench.menu(command)


def let_in(workbench: Workbench) -> SearchView:
    """Have the editor let in, as a person does, where it was not; gives its view."""
    workbench.show_bowerbird()
    view = SearchView(workbench)
    connect = workbench.sidebar.get_by_role("button", name=CONNECT, exact=True)
    expect(connect.or_(outer_frame(workbench.page, EXTENSION))).to_be_visible()
    if connect.is_visible():
        connect.click()
        workbench.let_in()
    expect(view.words).to_be_visible()
    return view
