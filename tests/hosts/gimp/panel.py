"""The plug-in's window as a person uses it: words typed, pictures looked at, buttons pressed."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image

from hosts.gimp.desktop import GimpDesktop, Widget, Window

SEARCH = "Search your pictures"
TITLE = "^Bowerbird$"
PRESSED = {"button", "push button", "toggle button", "menu item", "radio menu item", "check menu item"}


@dataclass
class Panel:
    """A person's hands and eyes on the window."""

    desktop: GimpDesktop

    # Opening

    def open(self, keys: str = "ctrl+shift+F9") -> Widget:
        """Press the shortcut in GIMP, wait for the window, and give its entry."""
        self.desktop.bring(self.desktop.title)
        self.desktop.screen.press(keys)
        return self.desktop.await_widget(name=SEARCH)

    @property
    def processes(self) -> list[int]:
        """The processes that have such a window."""
        return self.desktop.programs("bowerbird")

    def close(self) -> None:
        """Close the window as a person does."""
        self.desktop.bring(TITLE)
        self.desktop.screen.press("ctrl+w")
        self.desktop.wait(lambda: not self.processes, "the end of the window")

    def read(self) -> Window:
        """Read the window."""
        return self.desktop.read()

    # Searching

    def type(self, words: str) -> None:
        """Write words in place of those that stand there."""
        self.desktop.click(self.desktop.await_widget("text", SEARCH))
        self.desktop.screen.press("ctrl+a")
        self.desktop.screen.type(words)

    def search(self, words: str, *expected: str) -> list[Widget]:
        """Search with words, and wait for pictures whose names are known."""
        self.type(words)
        return self.await_hits(*expected)

    def hits(self) -> list[Widget]:
        """Give the pictures that are seen, row by row."""
        window = self.read()
        for results in window.find("list", "Results"):
            inside = [each for each in window.widgets if each.path[:-1] == results.path and each.name]
            hits = [each for each in inside if each.role not in {"button", "push button"}]
            return sorted(hits, key=lambda each: (each.box[1], each.box[0]))
        return []

    def await_hits(self, *expected: str) -> list[Widget]:
        """Wait until pictures with these names are among the first."""
        return self.desktop.wait(
            lambda: self._hits_with(expected),
            f"pictures named {expected}",
            instead=lambda: self.read().text,
        )

    def _hits_with(self, expected: Sequence[str]) -> list[Widget] | None:
        hits = self.hits()
        return hits if hits and all(any(name in hit.name for hit in hits) for name in expected) else None

    def press(self, name: str, role: str | None = None) -> None:
        """Press a button, open a menu, or choose in one."""
        self.desktop.click(
            self.desktop.wait(
                lambda: self._pressable(name, role), f"{name} to press", instead=lambda: self.read().text
            )
        )

    def _pressable(self, name: str, role: str | None) -> Widget | None:
        roles = PRESSED if role is None else {role}
        found = [each for each in self.read().find(name=name, state="sensitive") if each.role in roles]
        return next((each for each in found if each.box[2] > 0), None)

    def unfold(self) -> None:
        """Unfold what narrows a search."""
        x, y, _, height = self.desktop.await_widget("toggle button", "Refine").box
        self.desktop.screen.click(x + 24, y + height // 2)
        self.desktop.await_widget("text", "Without")

    def insert(self, hit: Widget, way: str) -> None:
        """Choose a picture, choose how it comes in, and insert it."""
        self.desktop.click(hit)
        self.choose_way(way)
        self.press("Insert")

    def choose_way(self, way: str) -> None:
        """Choose how pictures come in, and see that it is chosen."""
        self.press("Ways to insert")
        self.press(way, "radio menu item")
        self.desktop.await_widget("button", f"Insert: {way}")

    def says(self, *texts: str) -> Window:
        """Wait until texts are to be read in the window."""
        return self.desktop.await_text(*texts)

    def name_of(self, hit: Widget) -> str:
        """Give the name of a picture."""
        return hit.name.split(",")[0]

    # Looking

    def thumbnail(self, hit: Widget) -> Image.Image:
        """Take a picture of the part of the screen where a thumbnail is."""
        x, y, width, height = hit.box
        return self.desktop.screen.picture((x + 9, y + 9, width - 18, max(20, height - 64)))

    @contextmanager
    def responsive(self, most: float = 0.1, once: float = 0.0) -> Generator[None]:
        """Check that the main loop is never held longer than that within the block, but `once` so long."""
        with self.desktop.pulse() as pulse:
            yield
        assert pulse.asked > 0
        assert pulse.net < max(most, once), (
            f"the window did not answer for {pulse.net:.3f} s ({pulse.worst:.3f} s in all)"
        )
        assert pulse.second < most, f"the window did not answer for {pulse.second:.3f} s and once for longer"
