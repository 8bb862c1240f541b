"""The `bowerbird gone` commands: pictures that were not found, what to do about them, and the way back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from rich.text import Text

from bowerbird_bridge.commands import json_forms
from bowerbird_bridge.commands.gone_lines import dropped_line
from bowerbird_bridge.commands.named_day import NamedDay
from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.output import dump, json_option, open_engine, out
from bowerbird_bridge.commands.terminal import printable, show_held
from bowerbird_bridge.commands.writing import writer_for

FOLDER = NamedPath()

DAY = NamedDay()


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def gone(context: click.Context, *, as_json: bool) -> None:
    """List pictures that were not found, and what left the library within 30 days.

    When many pictures are gone at once, a disk or a program may be wrong: they stay in the library, searchable and with
    their thumbnails, until you say that they are gone. No file of yours is ever touched.
    """
    if context.invoked_subcommand is not None:
        return
    with open_engine() as engine:
        found = engine.gone()
    if as_json:
        dump(json_forms.gone_as_json(found))
        return
    console = out()
    show_held(console, found.held)
    if found.held:
        console.print(
            "Put back the files or their disk, or take back an ignore rule that leaves them out, then:"
        )
        console.print("                                        bowerbird index")
        console.print("Or say that they are gone:              bowerbird gone drop [FOLDER]")
        console.print("Or leave them as they are: nothing happens to them by itself.")
    if found.dropped:
        console.print("What left the library:")
    for dropped in found.dropped:
        console.print(Text(f"  {printable(dropped_line(dropped))}"))
    if found.dropped:
        console.print("Bring it back: bowerbird gone bring-back [FOLDER] [--since DAY]")
    if not found.held and not found.dropped:
        console.print("Nothing waits for your word, and nothing left the library within 30 days.")


@gone.command()
@click.argument("folder", required=False, type=FOLDER, metavar="[FOLDER]")
@json_option
def drop(*, folder: Path | None, as_json: bool) -> None:
    """Say that the pictures that were not found are gone, all of them or those below FOLDER.

    They leave the library, and can be brought back for 30 days.
    """
    with open_engine() as engine, writer_for(engine) as library:
        dropped = library.drop_gone(folder)
    if as_json:
        dump({"dropped": dropped})
    elif dropped:
        out().print(f"{dropped:,} left the library. For 30 days: bowerbird gone bring-back")
    else:
        out().print(f"Nothing waits for your word{'' if folder is None else ' there'}.")


@gone.command("bring-back")
@click.argument("folder", required=False, type=FOLDER, metavar="[FOLDER]")
@click.option("--since", type=DAY, metavar="DAY", help="What left on this day or later, such as 2026-11-29.")
@click.option("--until", type=DAY, metavar="DAY", help="What left on this day or before.")
@json_option
def bring_back(*, folder: Path | None, since: date | None, until: date | None, as_json: bool) -> None:
    """Bring back pictures that left the library, all of them or those below FOLDER.

    They are searchable at once, with all that was learned, and stay although their files are gone. A folder that was
    removed comes back as it was.
    """
    with open_engine() as engine, writer_for(engine) as library:
        brought_back = library.bring_back(folder, since=since, until=until)
    if as_json:
        dump({"brought_back": brought_back})
    elif brought_back:
        out().print(f"{brought_back:,} are back in the library.")
    else:
        there = "" if folder is None and since is None and until is None else " of that"
        out().print(f"Nothing{there} is to be brought back. `bowerbird gone` lists what left within 30 days.")
