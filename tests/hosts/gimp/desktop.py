"""A person in front of GIMP: its real window and the plug-in's, read as a screen reader reads them."""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
import socket
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from fakes.served import Person
from hosts.gimp.inside_gimp import InsideGimp
from hosts.gimp.profiles import INSIDE
from hosts.harness.line import InsideError, Line
from hosts.harness.screen import Screen
from hosts.harness.systems import System

WAIT_S = 15.0
_LOOK_EVERY_S = 0.1

T = TypeVar("T")


@dataclass(frozen=True)
class Widget:
    """One thing in a window."""

    path: tuple[int, ...]
    role: str
    name: str
    description: str
    states: frozenset[str]
    text: str
    value: tuple[float, float, float] | None
    """Where a slider stands, its least and its most."""
    box: tuple[int, int, int, int]
    labelled: tuple[str, ...]
    """The names of the labels that belong to it."""

    @property
    def centre(self) -> tuple[int, int]:
        """Where to click it."""
        x, y, width, height = self.box
        return x + width // 2, y + height // 2

    @property
    def says(self) -> str:
        """What is to be read there."""
        return self.name or self.text


@dataclass
class Pulse:
    """How long a main loop let a question wait, in seconds, once the block is over."""

    worst: float = 0.0
    net: float = 0.0
    """The longest without what the processes had to wait for a processor."""
    second: float = 0.0
    """The longest of these but for one."""
    asked: int = 0


@dataclass
class Window:
    """All that is in the windows of one program at one moment."""

    widgets: list[Widget] = field(default_factory=list[Widget])

    def find(
        self, role: str | None = None, name: str | None = None, state: str | None = None
    ) -> list[Widget]:
        """Give the widgets of a role, whose name holds `name`, and that are in a state."""
        return [
            widget
            for widget in self.widgets
            if (role is None or widget.role == role)
            and (name is None or name in widget.says)
            and (state is None or state in widget.states)
        ]

    @property
    def text(self) -> str:
        """Everything that is to be read."""
        return "\n".join(widget.says for widget in self.widgets if widget.says)


class GimpDesktop(InsideGimp):
    """A GIMP with its windows on a screen of its own."""

    def __init__(self, system: System, person: Person, profile: Path, folder: Path, screen: Screen) -> None:
        """Say which GIMP, whose, with which profile, the folder that it and the tests share, and the screen."""
        super().__init__(system, person, profile, folder)
        self.screen = screen
        self._ports = {"TEST_PORT": "", "TEST_SECRET": ""}
        self._reader: Line | None = None
        self._pulse: Line | None = None

    @property
    def environment(self) -> dict[str, str]:
        """All variables that GIMP has."""
        more = {
            "DISPLAY": self.screen.name,
            "GTK_MODULES": "gail:atk-bridge",
            "XDG_RUNTIME_DIR": str(self.temporary),
            "GDK_BACKEND": "x11",
            # The portal of a desktop is not there, and GTK would wait for it.
            "GTK_USE_PORTAL": "0",
            "GSETTINGS_BACKEND": "memory",
        }
        return {**super().environment, **more, **self._ports}

    def open(self) -> None:
        """Start it, and wait for its window."""
        secret, *others = (secrets.token_hex(16) for _ in range(3))
        snippets = self.profile / "plug-ins" / "snippets"
        snippets.mkdir(parents=True, exist_ok=True)
        self.lay_out(snippets)
        for name in ("snippets.py", "look.py"):
            shutil.copyfile(INSIDE / name, snippets / name)
        (snippets / "snippets.py").chmod(0o755)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self._ports = {"TEST_PORT": str(listener.getsockname()[1]), "TEST_SECRET": secret}
            looking = [f"python3 {snippets / 'look.py'} $TEST_PORT {other} &" for other in others]
            session = f"/usr/libexec/at-spi-bus-launcher --launch-immediately & {' '.join(looking)} exec gimp"
            command = ["dbus-run-session", "--", "sh", "-c", session]
            self._reader, self._pulse = self.start(command, listener, secret, *others)
        self.wait(lambda: self.windows(self.title), "GIMP's window")

    # Windows

    title = "GNU Image Manipulation Program| GIMP$"
    """Of GIMP's own window, as a regular expression."""

    def clear(self) -> None:
        """Close the images and the plug-in's window, and let the plug-in forget its settings."""
        if self.windows("^Bowerbird$"):
            self.screen.press("Escape")
            self.bring("^Bowerbird$")
            self.screen.press("ctrl+w")
        self.run("""
            for image in Gimp.get_images():
                image.clean_all()
                image.delete()
            # One display stays, empty, when the last image is closed.
            number = 1
            while Gimp.get_images() and number < 1000:
                if Gimp.Display.id_is_valid(number):
                    Gimp.Display.get_by_id(number).delete()
                number += 1
            """)
        self.wait(lambda: not self.programs("bowerbird"), "the end of the window")
        (self.profile / "bowerbird" / "settings.json").unlink(missing_ok=True)

    def windows(self, name: str) -> list[str]:
        """Give the X windows that are shown and whose title fits an expression, the largest first."""
        found = self.screen.do("search", "--onlyvisible", "--name", name).split()
        return sorted(found, key=self._area, reverse=True)

    def _area(self, window: str) -> int:
        geometry = dict(
            line.split("=", 1)
            for line in self.screen.do("getwindowgeometry", "--shell", window).splitlines()
            if "=" in line
        )
        return int(geometry.get("WIDTH", 0)) * int(geometry.get("HEIGHT", 0))

    def bring(self, name: str) -> None:
        """Bring a window to the front, and give it the keyboard."""

        def active() -> bool:
            windows = self.windows(name)
            if windows and self.screen.do("getactivewindow").strip() != windows[0]:
                self.screen.do("windowactivate", windows[0])
                time.sleep(0.1)
            return bool(windows) and self.screen.do("getactivewindow").strip() == windows[0]

        self.wait(active, f"the window {name}")
        time.sleep(0.2)

    def place(self, name: str, x: int, y: int, width: int, height: int) -> None:
        """Move a window to a place, and give it a size."""
        window = self.wait(lambda: self.windows(name), f"the window {name}")[0]
        self.screen.do("windowsize", window, str(width), str(height))
        self.screen.do("windowmove", window, str(x), str(y))
        time.sleep(0.5)

    def show(self, picture: Path) -> int:
        """Open a picture in GIMP as a person's own image, and give its id."""
        return int(
            self.run(
                """
                image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(path))
                Gimp.Display.new(image)
                Gimp.displays_flush()
                image.undo_enable()
                image.clean_all()
                image.get_id()
                """,
                path=str(picture),
            )
        )

    def layers(self, image: int) -> list[str]:
        """Give the names of an image's layers, from the top."""
        return list(
            self.run(
                "[layer.get_name() for layer in Gimp.Image.get_by_id(number).get_layers()]", number=image
            )
        )

    def undo(self) -> None:
        """Press Ctrl+Z in GIMP's window."""
        self.bring(self.title)
        self.screen.press("ctrl+z")

    def stacked(self) -> list[int]:
        """Give the X windows, the lowest first."""
        return [int(number, 16) for number in self._property("-root", "_NET_CLIENT_LIST_STACKING")]

    def belongs_to(self, name: str) -> list[int]:
        """Give the X window above which a window stays; none where it is a window like others."""
        return [
            int(number, 16) for number in self._property("-id", self.windows(name)[0], "WM_TRANSIENT_FOR")
        ]

    def _property(self, *arguments: str) -> list[str]:
        return re.findall("0x[0-9a-f]+", self.screen.run("xprop", *arguments))

    # Reading

    def programs(self, name: str) -> list[int]:
        """Give the processes of this GIMP that show windows and have a name."""
        # The plug-in's own name holds that of GIMP.
        return [pid for app, pid in self._ask(do="apps") if app == name or (name in app and name != "gimp")]

    def read(self, program: str = "bowerbird") -> Window:
        """Read all that a program shows; nothing where it shows nothing."""
        try:
            return Window([_widget(each) for each in self._ask(do="read", pid=self.programs(program)[0])])
        except IndexError:
            return Window()
        except InsideError as error:
            if "GLib.Error" in str(error) or "LookupError" in str(error):
                # It went away while it was read.
                return Window()
            raise

    def font(self, widget: Widget, program: str = "bowerbird") -> list[str | None]:
        """Tell the family and the size of a widget's letters."""
        return list(self._ask(do="font", pid=self.programs(program)[0], path=widget.path))

    def await_widget(
        self,
        role: str | None = None,
        name: str | None = None,
        state: str | None = None,
        *,
        program: str = "bowerbird",
        seconds: float = WAIT_S,
    ) -> Widget:
        """Wait until there is such a widget, and give the first one."""
        return self.wait(
            lambda: self.read(program).find(role, name, state),
            f"a {role or 'widget'} {name or ''} {state or ''}",
            seconds,
            lambda: self.read(program).text,
        )[0]

    def await_text(self, *texts: str, program: str = "bowerbird", seconds: float = WAIT_S) -> Window:
        """Wait until all these texts are to be read in a program's windows."""

        def shown() -> Window | None:
            window = self.read(program)
            return window if all(text in window.text for text in texts) else None

        return self.wait(shown, f"the texts {texts}", seconds, lambda: self.read(program).text)

    def wait(
        self,
        condition: Callable[[], T | None],
        what: str,
        seconds: float = WAIT_S,
        instead: Callable[[], str] = lambda: "",
    ) -> T:
        """Wait until a condition gives something, and give that."""
        until = time.monotonic() + seconds
        while not (found := condition()):
            if time.monotonic() > until:
                picture = self.profile.parent / "failed.png"
                self.screen.picture().save(picture)
                raise AssertionError(
                    f"{what} did not come within {seconds:g} s ({picture}). There was:\n{instead()}"
                    f"\nGIMP said:\n{self.log.read_text(errors='replace')[-1500:]}"
                )
            time.sleep(_LOOK_EVERY_S)
        return found

    # Hands

    def click(self, widget: Widget, button: int = 1, times: int = 1) -> None:
        """Click in the middle of a widget."""
        self.screen.click(*widget.centre, button=button, times=times)

    def act(self, widget: Widget, what: str, program: str = "bowerbird") -> None:
        """Do what no pointer reaches: `focus`, or an action of the widget by its name."""
        self._ask(do="act", pid=self.programs(program)[0], path=widget.path, what=what)

    def menu(self, *names: str) -> None:
        """Open a menu of GIMP and choose, by clicks."""
        self.bring(self.title)
        for name in names:
            widget = self.wait(lambda name=name: self._menu_entry(name), f"the menu {name}")  # type: ignore[misc]
            if widget.role == "menu" and name != names[0]:
                # It opens under the pointer, and a click would close it again.
                x, y = widget.centre
                self.screen.move(x - 9, y)
                self.screen.move(x, y)
            else:
                self.click(widget)

    def _menu_entry(self, name: str) -> Widget | None:
        found = [each for each in self.read("gimp").find(name=name) if each.role in {"menu", "menu item"}]
        exact = [each for each in found if each.name.rstrip("…") == name.rstrip("…") and each.box[2] > 0]
        return exact[-1] if exact else None

    @contextlib.contextmanager
    def pulse(self, program: str = "bowerbird") -> Generator[Pulse]:
        """Measure for the length of the block how long a program's main loop lets a question wait."""
        assert self._pulse is not None
        pulse = Pulse()
        (pid, *_) = self.programs(program)
        self._pulse.say({"do": "pulse", "pid": pid, "beside": self.programs("gimp")[:1]})
        assert self._pulse.value() == "beating"
        try:
            yield pulse
        finally:
            self._pulse.say({"do": "stop"})
            told = self._pulse.value()
            self._pulse.value()
            pulse.worst, pulse.net, pulse.second = told["worst"], told["net"], told["second"]
            pulse.asked = int(told["asked"])

    def close(self) -> None:
        """End it, whatever it does."""
        for line in (self._reader, self._pulse):
            if line is not None:
                line.close()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
        super().close()

    def _ask(self, **request: object) -> Any:
        assert self._reader is not None, "GIMP was not started"
        return self._reader.ask(request)


def _widget(told: dict[str, Any]) -> Widget:
    return Widget(
        path=tuple(told["path"]),
        role=told["role"],
        name=told["name"],
        description=told["description"],
        states=frozenset(told["states"]),
        text=told["text"],
        value=None if told["value"] is None else (told["value"][0], told["value"][1], told["value"][2]),
        box=(told["box"][0], told["box"][1], told["box"][2], told["box"][3]),
        labelled=tuple(told["labelled"]),
    )
