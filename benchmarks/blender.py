"""From the click on "search with the render" (or the viewport) in Blender to the first thumbnails, split into its parts.

    python benchmarks/blender.py [--system trixie] [--source render] [--rounds 5]

A real Blender with its window and a scene that was rendered, and a real hub with the sample pictures, which notes when
each request came and when its answer was ready. What is told: the call of the operator to the picture's arrival at the
hub (`export`: Blender writes, scales and shows the pixels, the extension packs), its taking in (`upload`), to the answer
of the search (`search`), to the answer of the first and of all thumbnails of a page, and to the moment when they are
icons in Blender (`icons`). Turns of the extension's timer are told beside: their longest, of processor time.
`make blender` builds the systems with Blender.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.discovery import announce
from bowerbird_client import Credential, CredentialFile
from bowerbird_engine import Engine, load_settings
from fakes.served import Person
from fakes.watched_hub import WatchedHub
from hosts.blender.desktop import BlenderDesktop, settle_in
from hosts.blender.panel import BlenderPanel
from hosts.blender.profiles import build_extension, token_file
from hosts.blender.systems import find_system
from hosts.harness.hubs import SCOPES
from hosts.harness.screen import Screen

ROOT = Path(__file__).resolve().parents[1]
SIZE = (1920, 1080)
SEEN = 12
"""Thumbnails of a page."""

SCENE = """
with over("VIEW_3D"):
    bpy.ops.mesh.primitive_plane_add(size=4)
    plane = bpy.context.object
material = bpy.data.materials.new("wall")
material.use_nodes = True
node = material.node_tree.nodes.new("ShaderNodeTexImage")
node.image = bpy.data.images.load(picture)
material.node_tree.nodes.active = node
plane.data.materials.append(material)
scene = bpy.context.scene
scene.render.engine = "CYCLES"
scene.cycles.samples, scene.cycles.use_denoising, scene.cycles.device = 1, False, "CPU"
scene.render.resolution_x, scene.render.resolution_y = size
bpy.ops.render.render()
area("VIEW_3D").spaces.active.shading.color_type = "TEXTURE"
"""

CLICK = """
import time
turns = []
tick = type(desk.pump).tick
def timed():
    began = time.thread_time()
    try:
        return tick(desk.pump)
    finally:
        turns.append((time.thread_time() - began) * 1000)
desk.pump.tick = timed
before = panel.state.hits
def look():
    hits = panel.state.hits
    if hits is before or not hits:
        return 0.002
    page = hits[:seen_at_once]
    [desk.thumbnails.icon(hit) for hit in page]
    if not all(desk.thumbnails.has(hit) for hit in page):
        return 0.002
    done.append(time.perf_counter())
    return None
done = []
bpy.app.timers.register(look)
clicked = time.perf_counter()
with over("VIEW_3D"):
    bpy.ops.bowerbird.search_with("INVOKE_DEFAULT", source=source)
clicked
"""


def measure(panel: BlenderPanel, hub: WatchedHub, source: str) -> tuple[dict[str, float], float]:
    """Open the panel, click, and tell how long each part took and the longest turn, in milliseconds."""
    panel.open()
    # The clock that Python measures with is one for the whole machine on Linux.
    clicked = float(panel.run(CLICK, source=source.upper(), seen_at_once=SEEN))
    panel.until("done", 120)
    done = float(panel.blender.run("done[0]"))
    parts = hub.parts(clicked, SEEN)
    parts["icons"] = (done - clicked) * 1000 - sum(parts.values())
    longest = float(panel.blender.run("sorted(turns)[-3]"))
    panel.close()
    return parts, longest


def main() -> int:
    """Measure, and print figures and ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--system", default="trixie")
    parser.add_argument("--source", default="render", choices=("render", "viewport", "texture"))
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    system = find_system(options.system)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder).resolve()
        person = Person(base / "home")
        library = person.home / "library"
        pictures = shutil.copytree(ROOT / "samples", base / "pictures")
        with Engine(load_settings(library)) as engine:
            engine.add_folder(pictures)
            engine.index(ocr=False)
        profile = person.home / "blender"
        profile.mkdir()
        settle_in(system, person, profile, base, build_extension(base / "built"))
        with WatchedHub(library) as hub, Screen(base) as screen:
            announce(
                port=hub.port,
                server_id=hub.hub.server_id,
                library_id=hub.engine.library_id,
                folder=person.hubs,
            )
            client, token = hub.hub.book.add("Blender", [Scope(scope) for scope in SCOPES], "plugin")
            file = token_file(profile)
            file.parent.mkdir(parents=True, exist_ok=True)
            CredentialFile(file).save(Credential(client.id, token, hub.engine.library_id))
            with BlenderDesktop(system, person, profile, base, screen) as desktop:
                desktop.open()
                picture = str(pictures / "interiors" / "living-room-day.jpg")
                desktop.run(SCENE, picture=picture, size=SIZE)
                panel = BlenderPanel(desktop)
                # The first drawing compiles shaders, which is the graphics driver's time.
                measure(panel, hub, options.source)
                rounds, longest = zip(
                    *(measure(panel, hub, options.source) for _ in range(options.rounds)), strict=True
                )
    whole = [sum(each.values()) for each in rounds]
    print(f"Blender {system.version}, {options.source}, medians of {len(rounds)} rounds")
    for part in rounds[0]:
        costs = [each[part] for each in rounds]
        shares = [cost / total for cost, total in zip(costs, whole, strict=True)]
        print(
            f"  {part:<16} {statistics.median(costs):8.1f} ms {statistics.median(shares):7.1%} of the whole"
        )
    print(f"  {'whole':<16} {statistics.median(whole):8.1f} ms, worst {max(whole):.1f} ms")
    print(
        f"  longest turn but the two that take the pixels: {statistics.median(longest):.1f} ms of processor time"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
