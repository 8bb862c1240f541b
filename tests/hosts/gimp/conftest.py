"""What the tests in GIMP share.

How to use it:

`gimp` is a real GIMP without a display (3.0 and 3.2, one after the other; `-k trixie` takes the first alone), which
lives as long as the module. The plug-in is in its profile, a real hub runs beside it (`hub`), and it is paired.

    def test_something(gimp: GimpConsole, hub: PersonsHub) -> None:
        image = gimp.run('''
            image = Gimp.Image.new(width, 100, Gimp.ImageBaseType.RGB)
            image.get_id()
        ''', width=200)
        found = gimp.call("bowerbird-search", words="red mug", limit=5)     # NONINTERACTIVE
        ids, names, answer = found.good                                     # or found.status, found.error
        layer, = gimp.call("bowerbird-insert", image, asset=ids[0], placing="centred").good
        hub.stop()       # and hub.start(): it comes back on another port; hub.freeze(), hub.thaw()

What `run` gets as code sees the names that earlier code bound. `gimp.folder` is a folder that both sides see at the same
place, and so is `tmp_path`. `pictures` is where the library's originals lie, `gimp.profile` the profile,
`gimp.temporary` GIMP's TMPDIR. After each test, tracebacks and warnings of the plug-in on GIMP's standard error fail it;
`gimp.forgive()` passes over those that a test provokes. `unpaired` is a fixture that takes the token away for one test.

`desktop` is a real GIMP with its windows on a screen of its own, read as a screen reader reads it and used by a pointer
and a keyboard (GIMP 3.0 alone, or what a module asks for by `parametrize("windowed", [...], indirect=True)`). `run` and
`call` are there too. Each test finds it without images and without the plug-in's window.

    def test_something(desktop: GimpDesktop) -> None:
        desktop.call("bowerbird-search", mode="INTERACTIVE")
        entry = desktop.await_widget("text", "Search")          # role and name; also a state, such as "focused"
        desktop.click(entry)
        desktop.screen.type("teapot")
        window = desktop.await_text("teapot.jpg")               # window.find(role, name, state), window.text
        with desktop.pulse() as pulse:                          # how long its main loop kept a question waiting
            desktop.click(window.find("push button", "Insert")[0])
        assert pulse.net < 0.1
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from fakes.served import Person
from hosts.gimp.desktop import GimpDesktop
from hosts.gimp.inside_gimp import GimpConsole
from hosts.gimp.painting import Painter
from hosts.gimp.panel import Panel
from hosts.gimp.profiles import install_plugin, make_profile, token_file
from hosts.gimp.systems import find_system, wanted_systems
from hosts.harness.hubs import PersonsHub
from hosts.harness.screen import Screen
from hosts.harness.systems import System

Seeds = Callable[[System], Path]


@pytest.fixture(scope="session")
def seeds(shared: Path) -> Seeds:
    """Start each GIMP once without the plug-in, and give the profile that it made."""
    made: dict[str, Path] = {}

    def seed(system: System) -> Path:
        if system.name not in made:
            person = Person(shared / f"seed-{system.name}")
            person.home.mkdir()
            profile = make_profile(person.home / "gimp", system.version)
            with GimpConsole(system, person, profile, shared) as started:
                started.open()
            made[system.name] = profile
        return made[system.name]

    return seed


@pytest.fixture(scope="module", params=wanted_systems())
def system(request: pytest.FixtureRequest) -> System:
    """Find each GIMP."""
    return find_system(str(request.param))


@pytest.fixture(scope="module")
def console(
    system: System, person: Person, hub: PersonsHub, shared: Path, seeds: Seeds
) -> Generator[GimpConsole]:
    """Start a GIMP without a display, with the plug-in in it and paired."""
    profile = make_profile(person.home / f"gimp-{system.name}", system.version, seed=seeds(system))
    install_plugin(person, profile)
    hub.pair(token_file(profile), "GIMP")
    with GimpConsole(system, person, profile, shared) as started:
        started.open()
        yield started


@pytest.fixture
def gimp(console: GimpConsole, hub: PersonsHub) -> Generator[GimpConsole]:
    """Give the GIMP of this module, with its hub running; it must not have complained by the end."""
    hub.ensure()
    yield console
    assert console.complaints() == []


@pytest.fixture(scope="module", params=["trixie"])
def windowed(request: pytest.FixtureRequest) -> System:
    """Find the GIMP whose windows are tested."""
    return find_system(str(request.param))


@pytest.fixture(scope="module")
def shade() -> str:
    """Choose GIMP's colours; a module with another taste has a fixture of its own."""
    return "light"


@pytest.fixture(scope="module")
def desk(  # noqa: PLR0917  fixtures
    windowed: System, shade: str, person: Person, hub: PersonsHub, shared: Path, seeds: Seeds
) -> Generator[GimpDesktop]:
    """Start a GIMP with its windows, with the plug-in in it and paired."""
    profile = make_profile(
        person.home / f"desk-{windowed.name}-{shade}",
        windowed.version,
        dark=shade == "dark",
        seed=seeds(windowed),
    )
    install_plugin(person, profile)
    hub.pair(token_file(profile), "GIMP")
    with Screen(person.home) as screen, GimpDesktop(windowed, person, profile, shared, screen) as started:
        started.open()
        started.place(started.title, 0, 0, 1000, 860)
        yield started


@pytest.fixture
def desktop(desk: GimpDesktop, hub: PersonsHub) -> Generator[GimpDesktop]:
    """Give the GIMP of this module, with its hub running; it must not have complained by the end, and is cleared."""
    hub.ensure()
    yield desk
    complaints = desk.complaints()
    desk.clear()
    assert complaints == []


@pytest.fixture
def panel(desktop: GimpDesktop) -> Panel:
    """Give the hands and eyes of a person on the plug-in's window, which is not open yet."""
    return Panel(desktop)


@pytest.fixture
def unpaired(console: GimpConsole) -> Generator[Path]:
    """Take the token away for one test; gives where it would be."""
    file = token_file(console.profile)
    kept = file.read_bytes()
    file.unlink()
    yield file
    file.write_bytes(kept)
    file.chmod(0o600)


@pytest.fixture
def painter(gimp: GimpConsole, tmp_path: Path) -> Generator[Painter]:
    """Give a GIMP to paint in; it is empty afterwards."""
    painter = Painter(gimp, tmp_path)
    yield painter
    painter.clear()
