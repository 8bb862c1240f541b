"""The extension's life inside Blender: opened when it is looked at, true after undo and other files, gone at the end."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.panel import BlenderPanel, open_panel
from hosts.blender.profiles import token_file
from hosts.harness.hubs import PersonsHub

MUG = "mug-red-front.jpg"

TRIPWIRE = """
import sys, threading
ours, strange = [], []

def is_ours():
    # To ask for the current thread would make one of a thread that is only beginning.
    own = threading.get_ident()
    return any(thread.ident == own and thread.name == "bowerbird" for thread in threading.enumerate())

def watch(frame, event, _argument):
    if event == "call" and is_ours():
        file = frame.f_code.co_filename
        ours.append(file)
        if "/bowerbird_client/" not in file and not file.startswith((sys.base_prefix, "<frozen", "<string>")):
            strange.append((file, frame.f_code.co_name))

threading.setprofile(watch)
"""
"""Sees each function of Python that the client's thread calls: those of the client and of Python itself are right."""


def opened_in(another: BlenderConsole) -> BlenderPanel:
    """Start another Blender with the same profile, and give its panel, connected."""
    another.open()
    # Preferences were not saved: tests of one module share them.
    another.run("bpy.ops.preferences.addon_enable(module='bl_ext.user_default.bowerbird')")
    return BlenderPanel(another).open()


def test_it_finds_the_hub_when_it_is_looked_at(blender: BlenderConsole, hub: PersonsHub) -> None:
    """Opening the desk asks nothing; a look at the panel finds the hub and its library, once."""
    panel = BlenderPanel(blender)
    panel.close()
    panel.run("desk")
    blender.turn(0.3)
    assert panel.seen.connection == "connecting"
    assert not blender.run("desk.session.busy")

    blender.run("desk.attend(); desk.attend()")
    seen = panel.until("seen()['connection'] == 'ready'")
    assert (seen.size or 0) > 20
    panel.close()


def test_files_of_its_own_are_the_persons_alone(panel: BlenderPanel) -> None:
    """The token and the settings lie in the extension's own folder, which nobody else can enter (check 61)."""
    panel.search("red mug")
    panel.blender.until("desk.settings.path.exists()")
    token = token_file(panel.blender.profile)
    folder = Path(panel.blender.run("str(desk.data_folder)"))
    assert token.parent == folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in (token, folder / "settings.json"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_token_is_in_no_file_that_is_passed_on(panel: BlenderPanel, tmp_path: Path) -> None:
    """Neither preferences nor a saved file hold the token or what was looked for; the control, a name, is found."""
    secret = json.loads(token_file(panel.blender.profile).read_text())["token"]
    panel.search("flamingo lagoon")
    file = tmp_path / "saved.blend"
    panel.blender.run(
        """
        bpy.data.objects.new("a name to be found", None).use_fake_user = True
        bpy.ops.wm.save_as_mainfile(filepath=file, compress=False)
        bpy.ops.wm.save_userpref()
        """,
        file=str(file),
    )
    data = file.read_bytes()
    assert b"a name to be found" in data
    kept = [data, *(each.read_bytes() for each in (panel.blender.profile / "config").rglob("*.blend"))]
    assert not any(word in each for each in kept for word in (secret.encode(), b"flamingo lagoon"))


def test_the_thread_touches_nothing_of_blender(blender: BlenderConsole) -> None:
    """Searching, thumbnails and fetching: the client's thread runs its own code alone; other code, the control, is noticed."""
    blender.run(TRIPWIRE)
    with open_panel(blender) as panel:
        panel.search("red mug")
        blender.run("desk.thumbnails.icon(panel.state.hits[0])")
        panel.until("desk.thumbnails.has(panel.state.hits[0])")
        blender.run("panel.choose(seen()['ids'][0]); panel.insert(placing='way=image')")
        panel.until("seen()['said'] or seen()['notice']")
        assert panel.seen.notice == ""
        assert len(blender.run("ours")) > 100
        assert blender.run("strange") == []

        blender.run("desk.session.ask(lambda client: bpy.data.objects, lambda outcome: None)")
        panel.until("strange")
        assert blender.run("strange[0][1]") == "<lambda>"
    blender.run("threading.setprofile(None)")


def test_it_lives_on_in_another_file(panel: BlenderPanel) -> None:
    """What is on its way when another file is opened arrives, and what the panel shows stays."""
    panel.search("red mug")
    panel.blender.run("panel.set_words('teapot'); panel.search(); fresh()")
    seen = panel.until("'teapot' in seen()['hits'][0]")
    assert seen.words == "teapot"
    assert panel.blender.run("bpy.context.window_manager.bowerbird.words") == "teapot"


def test_it_lives_on_through_undo(panel: BlenderPanel) -> None:
    """Undo and redo change the scene and nothing of the panel, and pictures still come in."""
    panel.search("red mug")
    panel.blender.run(
        """
        bpy.ops.ed.undo_push(message="before")
        bpy.ops.object.empty_add()
        bpy.ops.ed.undo_push(message="after")
        bpy.ops.ed.undo()
        bpy.ops.ed.redo()
        bpy.ops.ed.undo()
        """
    )
    assert panel.seen.words == "red mug"
    panel.blender.run("panel.insert(seen()['ids'][0], 'way=reference')")
    assert "reference" in panel.until("seen()['said'] or seen()['notice']").said


def test_closing_ends_the_thread_whatever_the_hub_does(panel: BlenderPanel, hub: PersonsHub) -> None:
    """With a hub that hangs in the middle of a search and a fetch, closing leaves no thread, timer or file."""
    panel.search("red mug")
    panel.blender.run("panel.insert(seen()['ids'][0], 'way=image')")
    panel.until("seen()['said']")
    folder = Path(panel.blender.run("str(desk.data_folder)"))
    assert [each for each in folder.rglob("*") if each.suffix == ".jpg"]
    hub.freeze()
    try:
        panel.blender.run(
            "panel.set_words('teapot'); panel.search(); panel.insert(seen()['ids'][1], 'way=image')"
        )
        panel.blender.run("turn(0.2)")
        panel.close()
        assert "bowerbird" not in panel.blender.run(
            "import threading; [thread.name for thread in threading.enumerate()]"
        )
    finally:
        hub.thaw()
    left = sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())
    assert left == ["settings.json", "token.json"]
    panel.blender.run("turn(0.5)")


def test_two_blenders_of_one_person(
    panel: BlenderPanel, person: object, shared: Path, tmp_path: Path
) -> None:
    """Two of the same version share the token and the settings, each with files of its own; one ends, the other goes on."""
    first = panel.blender
    assert isinstance(first, BlenderConsole)
    with BlenderConsole(first.system, first.person, first.profile, shared) as second:
        second.log = tmp_path / "second.log"
        other = opened_in(second)
        assert MUG in other.search("red mug").hits
        assert MUG in panel.search("red mug").hits
        for each in (panel, other):
            each.blender.run("panel.insert(seen()['ids'][0], 'way=image')")
            each.until("seen()['said'] or seen()['notice']")
            assert each.seen.notice == ""
        folder = Path(first.run("str(desk.data_folder)"))
        assert len(list((folder / "placed").glob("process-*"))) == 2
    # It ended without being asked to close anything.
    first.until("True")
    assert len(list((folder / "placed").glob("process-*"))) == 1
    assert "teapot" in panel.search("teapot").hits[0]


def test_what_a_killed_blender_left_is_cleared_away(
    panel: BlenderPanel, shared: Path, tmp_path: Path
) -> None:
    """Files that a killed Blender had fetched are gone with the next start."""
    first = panel.blender
    with BlenderConsole(first.system, first.person, first.profile, shared) as second:
        second.log = tmp_path / "second.log"
        other = opened_in(second)
        other.search("red mug")
        second.run("panel.insert(seen()['ids'][0], 'way=image')")
        other.until("seen()['said'] or seen()['notice']")
        assert other.seen.notice == ""
        second.kill()
    folder = Path(first.run("str(desk.data_folder)"))
    assert list((folder / "placed").glob("process-*"))
    panel.close()
    panel.open()
    assert not list((folder / "placed").glob("process-*"))
