"""What the panel inserts in real Blenders: where the person wanted it, and with nothing left over."""

from __future__ import annotations

import io
import json
from collections.abc import Generator
from pathlib import Path

import pytest
from PIL import Image

from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.panel import BlenderPanel, open_panel
from hosts.blender.placing import corners, origin
from hosts.harness.line import InsideError

ENDED = "seen()['activity'] == 'idle' and (seen()['said'] or seen()['notice'])"


@pytest.fixture
def panel(blender: BlenderConsole) -> Generator[BlenderPanel]:
    """Give the panel, connected, with results."""
    with open_panel(blender) as opened:
        opened.search("red mug")
        yield opened


@pytest.mark.parametrize("leaves", [True, False])
def test_another_scene_gets_nothing(panel: BlenderPanel, leaves: bool) -> None:
    """What was wanted in a scene that is not open any more goes into no other; where it stays open, the control, it comes."""
    panel.run(
        """
        other = bpy.data.scenes.new("other")
        panel.insert(seen()["ids"][0], "way=reference")
        if leaves:
            bpy.context.window.scene = other
        """,
        leaves=leaves,
    )
    seen = panel.until(ENDED)
    assert ("Another scene is open now" in seen.notice) is leaves
    assert panel.blender.run("len(bpy.data.objects)") == (0 if leaves else 1)


def test_few_files_are_kept_to_adjust_with(panel: BlenderPanel, blender: BlenderConsole) -> None:
    """Of many insertions the files of the last ones are there, as many as Blender has operators to adjust."""
    panel.run("part('host.edge')._REPEATABLE = 2")
    for _turn in range(4):
        panel.run(
            "panel.insert_last(None) if seen()['said'] else panel.insert(seen()['ids'][0], 'way=image')"
        )
        panel.until(ENDED)
        blender.turn(0.6)
    folder = Path(panel.run("str(desk.data_folder)"))
    panel.run("part('host.edge')._REPEATABLE = 32")
    assert len([each for each in (folder / "placed").rglob("*") if each.suffix == ".jpg"]) == 2


def test_the_last_one_of_another_library_is_not_asked_for(panel: BlenderPanel) -> None:
    """A script hears that the picture was of another library; of this one, the control, it comes again."""
    panel.run("panel.insert(seen()['ids'][0], 'way=image')")
    panel.until(ENDED)
    file = Path(panel.run("str(desk.settings.path)"))
    panel.blender.until("Path(file).exists() and 'library_id' in Path(file).read_text()", file=str(file))
    assert panel.blender.run("sorted(bpy.ops.bowerbird.insert_last())") == ["FINISHED"]

    kept = json.loads(file.read_text())
    kept["last"]["library_id"] = "another"
    file.write_text(json.dumps(kept))
    with pytest.raises(InsideError, match="was inserted from another library"):
        panel.blender.run("bpy.ops.bowerbird.insert_last()")


@pytest.mark.parametrize("orientation", [1, 6])
def test_photographs_are_turned_before_they_are_placed(
    panel: BlenderPanel, tmp_path: Path, orientation: int
) -> None:
    """The operator that can be repeated gets a file that stands upright; one that does so already is not touched."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = corners(tmp_path / "photo.jpg", exif=exif)
    was = file.read_bytes()
    panel.run(
        """
        told, got, inserting = [], [], part("host.inserting")
        place = inserting.insert
        inserting.insert = lambda context, file, *more: (got.append(file.read_bytes().hex()), place(context, file, *more))[1]
        source = part("host.marks").Provenance.from_bytes(source.encode())
        desk.host.insert(Path(file), "way=image", desk.host.targets()[0].id, source, lambda *all: told.append(all))
        """,
        file=str(file),
        source=origin(file).to_bytes().decode(),
    )
    panel.until("told")
    panel.run("inserting.insert = place")
    (got,) = panel.run("got")
    assert (got == was.hex()) is (orientation == 1)
    with Image.open(io.BytesIO(bytes.fromhex(got))) as opened:
        assert opened.size == ((60, 40) if orientation == 1 else (40, 60))
    assert panel.run("bpy.data.images['photo.jpg'].packed_file.data.hex()") == got
