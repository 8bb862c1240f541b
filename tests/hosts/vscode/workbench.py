"""A person at the real VS Code: its window, the view of the extension in it, and what is written in its editors."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Frame,
    FrameLocator,
    Locator,
    Page,
    expect,
)
from playwright.sync_api import (
    TimeoutError as Late,
)

from hosts.harness.hubs import PersonsHub
from hosts.vscode import owner, window
from hosts.vscode.code_server import Server

EXTENSION = "bowerbird.bowerbird"
TITLE = "Bowerbird"
CODE = re.compile(r"\d{3}-\d{3}")


@dataclass
class Workbench:
    """One window. What the extension's view breaks of its own policy stands in `complaints`."""

    browser: BrowserContext
    server: Server
    hub: PersonsHub
    page: Page = field(init=False)
    complaints: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        """Open the window."""
        self.page = self.browser.new_page()
        self.page.on("console", self._hear)

    def open(self, place: Path) -> None:
        """Open a folder, or a file that says which folders, and wait until the window can be used."""
        kind = "folder" if place.is_dir() else "workspace"
        self.page.goto(f"{self.server.address}?{kind}={quote(str(place))}", timeout=window.OPEN_MS)
        self.page.locator(".monaco-workbench .part.statusbar").wait_for(timeout=window.OPEN_MS)
        self.page.locator(".explorer-folders-view .monaco-list").wait_for(timeout=window.OPEN_MS)

    def reload(self) -> None:
        """Load the window again, as a person does who has lost patience."""
        self.page.reload(timeout=window.OPEN_MS)
        self.page.locator(".monaco-workbench .part.statusbar").wait_for(timeout=window.OPEN_MS)

    def command(self, title: str) -> None:
        """Run a command by its title, from the palette."""
        labels = self.page.locator(".quick-input-list .monaco-list-row .label-name")
        row = labels.filter(has_text=re.compile(rf"^{re.escape(title)}$")).first
        self._take("F1", f">{title}", row)

    def _take(self, key: str, words: str, row: Locator) -> None:
        """Press a key, type into the list that it opens, and click a row of it."""
        # While a window opens the list does not have all rows yet, and does not look again, or what opens takes the
        # keyboard and the list goes. Nor can that be told from one that is slow: each look is twice as long as the one before.
        for seconds in (2, 4, 8, 16, 32):
            self.page.keyboard.press(key)
            box = self.page.locator(".quick-input-widget input.input")
            try:
                expect(box).to_be_focused(timeout=seconds * 1000)
                box.fill(words, timeout=seconds * 1000)
                row.wait_for(timeout=seconds * 1000)
            except (Late, AssertionError):
                self.page.keyboard.press("Escape")
            else:
                # Not tried again when that takes long: it may have been done all the same.
                row.click()
                return
        raise AssertionError(f"nothing is offered for {words}")

    def palette(self, words: str) -> list[str]:
        """List the commands that the palette offers for words."""
        self.page.keyboard.press("F1")
        self.page.locator(".quick-input-widget input.input").fill(f">{words}")
        rows = self.page.locator(".quick-input-list .monaco-list-row .label-name")
        rows.first.wait_for()
        found = rows.all_inner_texts()
        self.page.keyboard.press("Escape")
        return found

    def picks(self) -> Locator:
        """Give what is offered to pick from."""
        return self.page.locator(".quick-input-list .monaco-list-row")

    def pick(self, text: str) -> None:
        """Pick what has a text."""
        self.picks().filter(has_text=text).first.click()

    def menu(self, *commands: str) -> None:
        """Choose from the menu that is open, and from those that open in it."""
        for command in commands:
            entry = self.page.locator(".context-view .action-menu-item").filter(
                has=self.page.locator(f'.action-label:text-is("{command}")')
            )
            expect(entry).to_be_visible()
            # A menu that has just opened takes a click for the end of the one that opened it.
            self.until(f"the menu to take {command}", partial(_press, entry))

    def show_explorer(self) -> None:
        """Show the files."""
        self.page.keyboard.press("Control+Shift+E")
        self.page.locator(".explorer-folders-view .monaco-list").wait_for()

    def show_bowerbird(self) -> None:
        """Show the extension's view; by its command, for a click on its icon would hide what a window shows again."""
        self.command(f"View: Show {TITLE}")
        expect(self.sidebar.locator(".composite.title").get_by_text(TITLE)).to_be_visible()

    @property
    def sidebar(self) -> Locator:
        """What is beside the editors."""
        return self.page.locator(".part.sidebar")

    @property
    def view(self) -> FrameLocator:
        """The inside of the extension's view."""
        return window.view_of(self.page, EXTENSION)

    @property
    def view_frame(self) -> Frame:
        """The same, for what runs scripts there."""
        self.view.locator("body").wait_for()
        for frame in window.frames_of_views(self.page):
            outer = frame.parent_frame
            if outer is not None and f"extensionId={EXTENSION}" in outer.url:
                return frame
        raise AssertionError("the view is not there")

    def open_file(self, name: str) -> None:
        """Open a file of the folder by its name."""
        self._take("Control+P", name, self.picks().filter(has_text=Path(name).name).first)
        self.tab(Path(name).name).wait_for()

    def tab(self, name: str) -> Locator:
        """Give the tab of a file."""
        return self.page.locator(f'.tabs-container .tab[data-resource-name="{name}"]')

    def file(self, name: str) -> Locator:
        """Give a file or a folder in the Explorer."""
        return self.page.locator(f'.explorer-folders-view .monaco-list-row[aria-label^="{name}"]')

    @property
    def editor(self) -> Locator:
        """The editor that has the keyboard, or had it last."""
        return self.page.locator(".editor-group-container.active .editor-instance .monaco-editor").first

    def focus_editor(self) -> None:
        """Put the keyboard back into the editor."""
        self.command("View: Focus Active Editor Group")

    def go_to_line(self, line: int) -> None:
        """Put the cursor to the end of a line, counted from 1."""
        self.page.keyboard.press("Control+G")
        box = self.page.locator(".quick-input-widget input.input")
        expect(box).to_be_focused()
        box.fill(f":{line}")
        self.picks().filter(has_text=f"to go to line {line}").click()
        expect(box).to_be_hidden()
        self.page.keyboard.press("End")

    def text(self) -> str:
        """Read what stands in the active editor: only what is in view, and lines that are not wrapped."""
        lines = self.editor.locator(".view-lines .view-line")
        placed = lines.evaluate_all(
            "lines => lines.map((line) => [parseFloat(line.style.top), line.innerText])"
        )
        return "\n".join(str(text).replace("\xa0", " ") for _, text in sorted(placed))

    def save(self) -> None:
        """Save the active editor, and wait until it is."""
        dirty = self.page.locator(".editor-group-container.active .tab.active.dirty")
        expect(dirty).to_have_count(1)
        self.command("File: Save")
        expect(dirty).to_have_count(0)

    def undo(self) -> None:
        """Take back what was done last in the active editor."""
        self.page.keyboard.press("Control+Z")

    def notifications(self) -> list[str]:
        """Read what the window tells in its corner."""
        return self.page.locator(".notification-toast .notification-list-item-message").all_inner_texts()

    def await_notification(self, text: str) -> None:
        """Wait until the window tells something."""
        expect(self.page.locator(".notification-toast").filter(has_text=text).first).to_be_visible()

    def dismiss_notifications(self) -> None:
        """Leave nothing in the corner."""
        self.command("Notifications: Clear All Notifications")

    def let_in(self) -> str:
        """Approve the code that is shown, as the owner of the library; gives it."""
        row = self.sidebar.locator(".monaco-list-row").filter(has_text=CODE)
        expect(row).to_be_visible()
        found = CODE.search(row.inner_text())
        assert found is not None
        return owner.decide(self.hub, shown=found[0])

    def until(self, what: str, look: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait until something is so, while the browser goes on."""
        end = time.monotonic() + seconds
        while not look():
            assert time.monotonic() < end, f"waited {seconds} s for {what}"
            self.page.wait_for_timeout(50)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith("CSP: "):
            self.complaints.append(message.text)


def _press(entry: Locator) -> bool:
    if entry.count() == 0:
        return True
    entry.hover()
    entry.click()
    entry.page.wait_for_timeout(300)
    return entry.count() == 0
