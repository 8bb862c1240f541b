"""The first thing that people see: the sample library, indexed and searched in the three ways, in one command."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import TypedDict, cast

from rich.console import Console

from bowerbird_bridge.commands import demo_hub, terminal
from bowerbird_bridge.commands.interrupts import interrupt_as_request
from bowerbird_engine import BowerbirdError, Engine, SearchQuery, Settings

SHOWN = 5
"""Enough hits to judge a list by, few enough for three lists on one screen."""


class SamplesMissingError(BowerbirdError):
    """Say that the installation lacks the sample library."""

    code = "samples_missing"


class _DemoQueries(TypedDict):
    words: str
    picture: str
    letters: str


def sample_library() -> Path:
    """Find the sample pictures: inside the installed package, else beside the sources."""
    packaged = Path(str(resources.files("bowerbird_bridge"))) / "samples"
    checkout = Path(__file__).parents[3] / "samples"
    for place in (packaged, checkout):
        if (place / "manifest.json").is_file():
            return place
    raise SamplesMissingError("The sample pictures are not part of this installation; reinstall Bowerbird.")


def run(out: Console, err: Console, settings: Settings) -> None:
    """Index the sample library in a home of its own, run one search of each kind, and ask a hub over HTTP."""
    samples = sample_library().resolve()
    manifest = cast("dict[str, object]", json.loads((samples / "manifest.json").read_text(encoding="utf-8")))
    queries = cast("_DemoQueries", manifest["demo"])
    home = settings.state_dir / "demo"
    own = replace(settings, state_dir=home, cache_dir=home / "cache")
    with Engine(own) as engine:
        out.print(f"The sample library: {terminal.printable(str(samples))}", markup=False)
        for root in engine.folders():
            # Left by a demo of another installation, which may be gone by now.
            if root.path != samples:
                engine.remove_folder(root.path)
        engine.add_folder(samples)
        with interrupt_as_request() as cancel, terminal.progress_shown(err) as show:
            report = engine.index(progress=show, cancel=cancel)
        terminal.show_report(out, report)
        for title, query in (
            (f"By words: “{queries['words']}”", SearchQuery(text=queries["words"], limit=SHOWN)),
            (
                f"By picture: a part of one, compressed hard ({queries['picture']})",
                SearchQuery(like=samples / queries["picture"], limit=SHOWN),
            ),
            (
                f"By letters in the picture: “{queries['letters']}”",
                SearchQuery(letters=queries["letters"], limit=SHOWN),
            ),
        ):
            out.print()
            out.print(title, style="bold", markup=False)
            terminal.show_page(out, engine.search(query), base=samples)
    out.print()
    out.print("Over HTTP, as a plug-in asks", style="bold")
    demo_hub.ask_over_http(out, own, queries["words"], SHOWN)
    out.print()
    out.print("Now with your own pictures", style="bold")
    out.print(
        "  bowerbird add ~/Pictures/best      one to three folders are a good start\n"
        "  bowerbird index                    nothing is copied, nothing leaves this machine\n"
        "  bowerbird search warm sunset silhouette, wide sky\n"
        "  bowerbird search --like crop.jpg\n"
        "  bowerbird search --letters BB-2047-K\n"
        "  bowerbird open                     the page of the hub, which plug-ins talk to as well",
        markup=False,
    )
