"""The `bowerbird folders` commands: which there are, and that one lies elsewhere now."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from bowerbird_bridge.commands import json_forms, listings
from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.output import dump, json_option, open_engine, out
from bowerbird_bridge.commands.terminal import printable
from bowerbird_bridge.commands.writing import writer_for


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def folders(context: click.Context, *, as_json: bool) -> None:
    """List the folders, and which look like noise.

    Each with its state, its number of pictures, and the reason where one looks like a cache, exports or icons.
    """
    if context.invoked_subcommand is not None:
        return
    with open_engine() as engine:
        roots = engine.folders()
        advice = engine.folder_health()
    if as_json:
        dump(
            {
                "folders": [json_forms.root_as_json(root) for root in roots],
                "health": [json_forms.health_as_json(health) for health in advice],
            }
        )
    else:
        listings.show_folders(out(), roots, advice)


@folders.command()
@click.argument("old", type=NamedPath(), metavar="OLD")
@click.argument("new", type=NamedPath(), metavar="NEW")
@json_option
def move(old: Path, new: Path, *, as_json: bool) -> None:
    """Say that a folder, or all folders below OLD, lie in NEW now.

    After the pictures were moved to another disk or path, with their folders as they were. Nothing is learned again, and
    ids and collections stay. No file is touched.
    """
    with open_engine() as engine, writer_for(engine) as library:
        moved = library.move_folder(old, new)
    if as_json:
        dump({"folders": [json_forms.root_as_json(root) for root in moved]})
        return
    for root in moved:
        state = "here" if root.online else f"offline: {root.offline_reason}"
        out().print(Text(f"{printable(str(root.path))}  {printable(state)}"))
    out().print("The hub indexes it now." if library.through_hub else "Next: bowerbird index")
