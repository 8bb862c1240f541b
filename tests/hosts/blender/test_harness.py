"""The tests' own tools: code runs inside a real Blender, its time goes by, and what goes wrong there fails a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.rendering import colour_at, is_near, look_from, render
from hosts.harness.line import InsideError


def test_code_runs_inside_blender(bare: BlenderConsole) -> None:
    """A piece of code gets values in and its last line out, and what it makes lives on for the next piece."""
    name = bare.run(
        """
        bpy.ops.mesh.primitive_cube_add(size=size)
        cube = bpy.context.object
        cube
        """,
        size=3,
    )

    assert bare.run("[cube.name, cube.dimensions, {'b', 'a'}]") == [name, [3, 3, 3], ["a", "b"]]
    version = bare.run("bpy.app.version[:2]")
    assert tuple(version) == bare.release
    assert bare.release in {(4, 2), (4, 3), (5, 0), (5, 2)}


def test_each_test_finds_an_empty_file(bare: BlenderConsole) -> None:
    """What the test before made is gone, and Blender knows nothing of ours."""
    assert bare.run("[len(bpy.data.objects), len(bpy.data.meshes), bpy.data.filepath]") == [0, 0, ""]
    assert not bare.run("any('bowerbird' in addon.module for addon in bpy.context.preferences.addons)")


def test_errors_come_out(bare: BlenderConsole) -> None:
    """What code inside raises is raised outside, and the next piece runs."""
    with pytest.raises(InsideError, match="ZeroDivisionError"):
        bare.run("1 / 0")
    with pytest.raises(InsideError, match="poll"):
        bare.run("bpy.ops.object.mode_set(mode='EDIT')")

    assert bare.run("1 + 1") == 2


def test_complaints_are_heard(bare: BlenderConsole) -> None:
    """A traceback on Blender's standard error is found, once, and other lines are not."""
    bare.run(
        """
        import sys
        print('Traceback (most recent call last):', file=sys.stderr)
        print('fine', file=sys.stderr)
        sys.stderr.flush()
        """
    )

    (complaint,) = bare.complaints()
    assert complaint.startswith("Traceback")
    assert bare.complaints() == []


def test_time_goes_by_for_timers(bare: BlenderConsole) -> None:
    """What is given to Blender's timers runs when time goes by, with its own pauses, until it says that it is done."""
    bare.run(
        """
        import time
        began, calls = time.monotonic(), []
        def tick():
            calls.append(time.monotonic() - began)
            return 0.05 if len(calls) < 3 else None
        bpy.app.timers.register(tick, first_interval=0.1)
        """
    )
    assert bare.run("calls") == []
    bare.until("len(calls) == wanted", wanted=3)
    bare.turn(0.2)

    first, second, third = bare.run("calls")
    assert first >= 0.1
    assert second - first >= 0.05
    assert third - second >= 0.05
    assert not bare.run("bpy.app.timers.is_registered(tick)")


def test_timers_end_with_the_file_as_blender_has_it(bare: BlenderConsole) -> None:
    """A timer that does not persist ends when another file is opened; one that persists goes on until it is taken off."""
    bare.run(
        """
        calls = []
        def plain(): calls.append("plain"); return 0
        def lasting(): calls.append("lasting"); return 0
        bpy.app.timers.register(plain)
        bpy.app.timers.register(lasting, persistent=True)
        """
    )
    bare.turn()
    assert bare.run("calls") == ["plain", "lasting"]

    bare.fresh()
    bare.turn()
    assert bare.run("calls[2:]") == ["lasting"]
    bare.run("bpy.app.timers.unregister(lasting)")
    bare.turn()
    assert bare.run("len(calls)") == 3
    with pytest.raises(InsideError, match="ValueError"):
        bare.run("bpy.app.timers.unregister(lasting)")


def test_a_timer_that_fails_is_complained_of(bare: BlenderConsole) -> None:
    """What a timer raises is printed, as Blender does it, and it is called no more."""
    bare.run("bpy.app.timers.register(lambda: 1 / 0)")
    bare.turn(0.05)

    (complaint,) = bare.complaints()
    assert "ZeroDivisionError" in complaint


def test_what_does_not_come_is_told(bare: BlenderConsole) -> None:
    """Waiting for what never comes fails with what there was instead."""
    with pytest.raises(AssertionError, match=r"len\(bpy\.data\.objects\) == wanted: False"):
        bare.until("len(bpy.data.objects) == wanted", 0.1, wanted=7)


@pytest.mark.parametrize("engine", ["CYCLES", "BLENDER_WORKBENCH"])
def test_a_render_is_looked_at(bare: BlenderConsole, engine: str, tmp_path: Path) -> None:
    """A plane that glows in one colour is seen in that colour, and beside it there is none (control)."""
    bare.run(
        """
        bpy.ops.mesh.primitive_plane_add(size=2)
        material = bpy.data.materials.new("glow")
        material.use_nodes = True
        tree = material.node_tree
        tree.nodes.clear()
        glow, out = tree.nodes.new("ShaderNodeEmission"), tree.nodes.new("ShaderNodeOutputMaterial")
        picture = bpy.data.images.new("one colour", 4, 4)
        picture.generated_color = (1, 0.5, 0, 1)
        texture = tree.nodes.new("ShaderNodeTexImage")
        texture.image = picture
        tree.nodes.active = texture
        tree.links.new(texture.outputs[0], glow.inputs[0])
        tree.links.new(glow.outputs[0], out.inputs[0])
        bpy.context.object.data.materials.append(material)
        """
    )
    look_from(bare, (0, 0, 6))
    seen = render(bare, tmp_path / "seen.png", engine=engine)

    assert seen.size == (160, 120)
    assert is_near(colour_at(seen, 0.5, 0.5), (255, 188, 0)) or is_near(
        colour_at(seen, 0.5, 0.5), (255, 128, 0)
    )
    assert not is_near(colour_at(seen, 0.05, 0.05), colour_at(seen, 0.5, 0.5))
