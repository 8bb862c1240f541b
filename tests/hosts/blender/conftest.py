"""What the tests in Blender share.

How to use it:

`blender` is a real Blender without a display, which lives as long as the module; each test finds an empty file in it. It
is there four times, one after the other: the modules of Python `bpy-4.2` and `bpy-5.0`, and the programs of Debian,
`trixie` (4.3) and `sid` (5.2); `-k trixie` or BOWERBIRD_BLENDERS=trixie,bpy-4.2 takes some. The extension was installed
from its zip, a real hub runs beside it (`hub`), and it is paired.

    def test_something(blender: BlenderConsole, hub: PersonsHub, tmp_path: Path) -> None:
        name = blender.run('''
            bpy.ops.mesh.primitive_cube_add(size=size)
            bpy.context.object.name
        ''', size=2)                                            # the value of the last line, as JSON holds it
        blender.turn(0.5)                                       # lets bpy.app.timers run: nothing else does
        blender.until("len(bpy.data.images) == wanted", wanted=1)           # lets them run until something is so
        seen = render(blender, tmp_path / "seen.png")           # hosts.blender.rendering: a PIL picture, 160x120
        hub.stop()       # and hub.start(): it comes back on another port; hub.freeze(), hub.thaw()

What `run` gets as code sees the names that earlier code bound; `inside/serve.py` says which are there from the start (bpy,
json, math, mathutils, Path, turn, fresh). Things of Blender come back as their names, operators' answers as sorted lists.
`blender.folder` is a folder that both sides see at the same place, and so is `tmp_path`. `pictures` is where the library's
originals lie, `blender.profile` is BLENDER_USER_RESOURCES, `blender.release` the version, such as (4, 2). What code raises
comes out as InsideError. After each test, tracebacks on Blender's standard error fail it; `blender.forgive()` passes over
those that a test provokes. `unpaired` is a fixture that takes the token away for one test, `panel` is the extension's panel,
connected (hosts.blender.panel).

    with another_hub(token_file(blender.profile), hub) as fake:             # hosts.harness.misbehaving: answers what you want

`bare` is the same without the extension and without a hub: for single modules, put their folder on `sys.path`.

`desktop` is a real Blender with its window (4.3 and 5.2) on a screen of its own, used by a pointer and a keyboard; each test
finds the file that Blender starts with. `run` and `until` are there too. `bare_desktop` is the same without the extension.

    def test_something(desktop: BlenderDesktop) -> None:
        sidebar = desktop.show_tab("Bowerbird")                 # where it is on the screen: a Box
        spot = desktop.await_spot((200, 30, 30), sidebar)       # the largest spot of a colour: a thumbnail's; or spots()
        desktop.click(spot)                                     # or (x, y), such as sidebar.at(0.5, 0.1)
        desktop.click_text("Insert", sidebar)                   # letters are read from the screen
        desktop.await_text("The disk is away", box=sidebar)     # a Page: page.find(text), page.says(text), page.text
        desktop.until("len(bpy.data.images) == 1")
        desktop.undo()                                          # Ctrl+Z; desktop.press("g", area="VIEW_3D") for other keys
        desktop.picture(sidebar).save(tmp_path / "seen.png")
        with desktop.pulse() as pulse:                          # how long its main loop kept things waiting
            ...
        assert pulse.net < 0.1
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from fakes.served import Person
from hosts.blender.desktop import BlenderDesktop, settle_in
from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.panel import BlenderPanel, open_panel
from hosts.blender.profiles import build_extension, pair, token_file
from hosts.blender.systems import MODULES, SUITES, find_system, is_wanted
from hosts.harness.hubs import PersonsHub
from hosts.harness.screen import Screen
from hosts.harness.systems import System


@pytest.fixture(scope="session")
def extension(shared: Path) -> Path:
    """Build the extension's zip."""
    return build_extension(shared / "built")


@pytest.fixture(scope="module", params=(*MODULES, *SUITES))
def system(request: pytest.FixtureRequest) -> System:
    """Find each Blender."""
    return find_system(str(request.param))


@pytest.fixture(scope="module")
def console(
    system: System, person: Person, hub: PersonsHub, shared: Path, extension: Path
) -> Generator[BlenderConsole]:
    """Start a Blender without a display, with the extension in it and paired."""
    profile = person.home / f"blender-{system.name}"
    profile.mkdir()
    hub.ensure()
    pair(hub, profile)
    with BlenderConsole(system, person, profile, shared) as started:
        started.open()
        started.install(extension)
        yield started
    assert started.complaints() == []


@pytest.fixture
def blender(console: BlenderConsole, hub: PersonsHub) -> Generator[BlenderConsole]:
    """Give the Blender of this module, empty, with its hub running; it must not have complained by the end."""
    hub.ensure()
    console.fresh()
    yield console
    assert console.complaints() == []


@pytest.fixture
def panel(blender: BlenderConsole) -> Generator[BlenderPanel]:
    """Give the panel, connected."""
    with open_panel(blender) as opened:
        yield opened


@pytest.fixture
def unpaired(console: BlenderConsole) -> Generator[Path]:
    """Take the token away for one test; gives where it would be."""
    file = token_file(console.profile)
    kept = file.read_bytes()
    file.unlink()
    yield file
    file.write_bytes(kept)
    file.chmod(0o600)


@pytest.fixture(scope="module")
def bare_console(
    system: System, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Generator[BlenderConsole]:
    """Start a Blender without a display and without anything of ours."""
    person = Person(tmp_path_factory.mktemp("stranger").resolve())
    profile = person.home / f"blender-{system.name}"
    profile.mkdir()
    with BlenderConsole(system, person, profile, shared) as started:
        started.open()
        yield started
    assert started.complaints() == []


@pytest.fixture
def bare(bare_console: BlenderConsole) -> Generator[BlenderConsole]:
    """Give a Blender without anything of ours, empty; it must not have complained by the end."""
    bare_console.fresh()
    yield bare_console
    assert bare_console.complaints() == []


@pytest.fixture(scope="module", params=SUITES)
def windowed(request: pytest.FixtureRequest) -> System:
    """Find each Blender whose window is tested."""
    return find_system(str(request.param))


@pytest.fixture(scope="module")
def desk(
    windowed: System, person: Person, hub: PersonsHub, shared: Path, extension: Path
) -> Generator[BlenderDesktop]:
    """Start a Blender with its window, with the extension in it and paired."""
    profile = person.home / f"desk-{windowed.name}"
    profile.mkdir()
    hub.ensure()
    pair(hub, profile)
    settle_in(windowed, person, profile, shared, extension)
    with Screen(person.home) as screen, BlenderDesktop(windowed, person, profile, shared, screen) as started:
        started.open()
        yield started


@pytest.fixture
def desktop(desk: BlenderDesktop, hub: PersonsHub) -> Generator[BlenderDesktop]:
    """Give the Blender of this module with a new file, with its hub running; it must not have complained by the end."""
    hub.ensure()
    desk.clear()
    yield desk
    assert desk.complaints() == []


@pytest.fixture(scope="module")
def bare_desk(
    windowed: System, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Generator[BlenderDesktop]:
    """Start a Blender with its window and without anything of ours."""
    person = Person(tmp_path_factory.mktemp("stranger").resolve())
    profile = person.home / f"desk-{windowed.name}"
    profile.mkdir()
    settle_in(windowed, person, profile, shared, None)
    with Screen(person.home) as screen, BlenderDesktop(windowed, person, profile, shared, screen) as started:
        started.open()
        yield started


@pytest.fixture
def bare_desktop(bare_desk: BlenderDesktop) -> Generator[BlenderDesktop]:
    """Give a Blender with its window and without anything of ours, with a new file."""
    bare_desk.clear()
    yield bare_desk
    assert bare_desk.complaints() == []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the Blenders that nobody asked for."""
    here = Path(__file__).parent
    left_out = [
        item
        for item in items
        if item.path.is_relative_to(here)
        and isinstance(item, pytest.Function)
        and not all(is_wanted(name) for name in _blenders(item))
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _blenders(item: pytest.Function) -> list[str]:
    chosen = item.callspec.params if hasattr(item, "callspec") else {}
    return [str(chosen[name]) for name in ("system", "windowed") if name in chosen]
