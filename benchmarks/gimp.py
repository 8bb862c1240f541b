"""From the click on "search with canvas" in GIMP to the first thumbnails, split into its parts.

    python benchmarks/gimp.py [--system trixie] [--rounds 5]

A real GIMP with an image of 4,000 by 3,000 pixels, its real window, and a real hub with the sample pictures, which notes
when each request came and when its answer was ready. What is told: the click to the picture's arrival at the hub
(`export`: GIMP composes and scales, the plug-in packs), its taking in (`upload`), to the answer of the search (`search`),
and to the answer of the first and of all thumbnails that are seen. `make gimp` builds the systems with GIMP.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from PIL import Image

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.discovery import announce
from bowerbird_client import Credential, CredentialFile
from bowerbird_engine import Engine, load_settings
from fakes.served import Person
from fakes.watched_hub import WatchedHub
from hosts.gimp.desktop import GimpDesktop
from hosts.gimp.panel import Panel
from hosts.gimp.profiles import install_plugin, make_profile, token_file
from hosts.gimp.systems import find_system
from hosts.harness.hubs import SCOPES
from hosts.harness.screen import Screen

ROOT = Path(__file__).resolve().parents[1]
SIZE = (4000, 3000)
SEEN = 4
"""Thumbnails that are certainly in view."""
QUIET_S = 1.5


def measure(panel: Panel, hub: WatchedHub) -> dict[str, float]:
    """Open the window, click, and tell how long each part took, in milliseconds."""
    panel.open()
    panel.says("ready to be found")
    button = panel.desktop.await_widget("button", "Search with: Canvas")
    panel.desktop.screen.move(*button.centre)
    time.sleep(QUIET_S)
    clicked = time.perf_counter()
    panel.desktop.screen.do("click", "1")
    while len(hub.after(clicked, "/thumbnail")) < SEEN:
        if time.perf_counter() - clicked > 30:
            sys.exit("no thumbnails came")
        time.sleep(0.005)
    time.sleep(QUIET_S)
    panel.close()
    return hub.parts(clicked, SEEN)


def main() -> int:
    """Measure, and print figures and ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--system", default="trixie")
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
        canvas = base / "canvas.png"
        with Image.open(pictures / "interiors" / "living-room-day.jpg") as opened:
            opened.convert("RGB").resize(SIZE, Image.Resampling.BICUBIC).save(canvas, compress_level=1)
        profile = make_profile(person.home / "gimp", system.version)
        install_plugin(person, profile)
        with WatchedHub(library) as hub, Screen(base) as screen:
            announce(
                port=hub.port,
                server_id=hub.hub.server_id,
                library_id=hub.engine.library_id,
                folder=person.hubs,
            )
            client, token = hub.hub.book.add("GIMP", [Scope(scope) for scope in SCOPES], "plugin")
            CredentialFile(token_file(profile)).save(Credential(client.id, token, hub.engine.library_id))
            with GimpDesktop(system, person, profile, base, screen) as desktop:
                desktop.open()
                desktop.place(desktop.title, 0, 0, 1000, 860)
                desktop.show(canvas)
                time.sleep(QUIET_S)
                rounds = [measure(Panel(desktop), hub) for _ in range(options.rounds)]
    whole = [sum(each.values()) for each in rounds]
    print(f"GIMP {system.version}, canvas of {SIZE[0]} by {SIZE[1]}, medians of {len(rounds)} rounds")
    for part in rounds[0]:
        costs = [each[part] for each in rounds]
        shares = [cost / total for cost, total in zip(costs, whole, strict=True)]
        print(
            f"  {part:<16} {statistics.median(costs):8.1f} ms {statistics.median(shares):7.1%} of the whole"
        )
    print(f"  {'whole':<16} {statistics.median(whole):8.1f} ms, worst {max(whole):.1f} ms")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
