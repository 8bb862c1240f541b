"""The `bowerbird restore` command: a library out of a backup, with its folders where they lie now."""

from __future__ import annotations

import contextlib
import shlex
from pathlib import Path

import click
from rich.text import Text

from bowerbird_bridge.commands import json_forms
from bowerbird_bridge.commands.interrupts import interrupt_as_request
from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.output import dump, err, json_option, out
from bowerbird_bridge.commands.terminal import printable, progress_shown
from bowerbird_bridge.discovery import hub_of_library
from bowerbird_engine import (
    BackupDamagedError,
    LibraryBusyError,
    RestoreReport,
    load_settings,
    read_backup,
    restore_backup,
)


@click.command()
@click.argument("file", type=NamedPath(), metavar="FILE")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="OLD=NEW",
    help="What lay in OLD lies in NEW now: a folder, or one above several. May be given several times.",
)
@click.option(
    "--replace",
    is_flag=True,
    help="Take the place of the library that is there, which is kept under another name.",
)
@json_option
def restore(file: Path, *, maps: tuple[str, ...], replace: bool, as_json: bool) -> None:
    """Make the library that of a backup.

    Stop a running hub first: bowerbird stop. Everything is checked, and changed in one step. Folders that lie
    elsewhere now, on another disk or another computer, are told with --map; those that are not here yet stay offline, and
    are told later: bowerbird folders move.

    \b
    bowerbird restore bowerbird-2026-11-29T1530.zip
    bowerbird restore backup.zip --map D:/Photos=/home/me/Photos --map /media/old=/media/new
    """  # noqa: D301  click reads the escape that keeps lines as they are
    _demand_no_hub(file)
    try:
        with interrupt_as_request("what is being written") as cancel, progress_shown(err()) as show:
            report = restore_backup(
                load_settings(), file, maps=maps, replace=replace, progress=show, cancel=cancel
            )
    except LibraryBusyError as error:
        raise LibraryBusyError(f"{error} A hub is stopped with: bowerbird stop") from error
    if as_json:
        dump(
            {
                "library": report.library,
                "files": report.files,
                "pictures": report.pictures,
                "folders": [json_forms.root_as_json(root) for root in report.folders],
                "kept": None if report.kept is None else str(report.kept),
                "kept_log": None if report.kept_log is None else str(report.kept_log),
                "lacking": [
                    {"id": pack.id, "title": pack.title, "digest": pack.digest} for pack in report.lacking
                ],
                "thumbnails": report.thumbnails,
            }
        )
    else:
        _show(report)


def _demand_no_hub(file: Path) -> None:
    """Refuse while a hub serves this very library, in whatever home: commands of the restored one would go to it."""
    try:
        library = read_backup(file).manifest.library
    except BackupDamagedError:
        return  # what is wrong is said when it is restored; a catalogue that was kept is none
    if hub_of_library(library) is not None:
        raise LibraryBusyError("A hub serves this library now. Stop it: bowerbird stop")


def _show(report: RestoreReport) -> None:
    console = out()
    files = "1 file" if report.files == 1 else f"{report.files:,} files"
    console.print(Text(f"Restored: {files}. Searches work at once."))
    for root in report.folders:
        state = "here" if root.online else f"offline: {root.offline_reason}"
        console.print(Text(f"  {printable(str(root.path))}  {printable(state)}"))
        if not root.online and _holds_something(root.path):
            same = shlex.quote(printable(str(root.path)))
            console.print(
                Text(
                    f"    If the same pictures lie there on another disk now: bowerbird folders move {same} {same}"
                )
            )
    if not all(root.online for root in report.folders):
        console.print(
            "A folder that lies elsewhere now is told so: bowerbird folders move OLD NEW",
            markup=False,
        )
    for pack in report.lacking:
        console.print(
            Text(
                f"Its searches were made with “{printable(pack.title)}”, which is not installed here; another model answers"
                f" meanwhile. bowerbird models install {shlex.quote(printable(pack.id))}"
            )
        )
    if report.kept is not None:
        console.print(Text(f"The library of before is kept: {printable(str(report.kept))}"))
        kept = shlex.quote(printable(str(report.kept)))
        console.print(Text(f"  back to it: bowerbird restore {kept} --replace"))
        console.print(Text("  It stays until you delete it.", style="dim"))
    if report.kept_log is not None:
        _show_log(report.kept_log)
    console.print("Next: bowerbird index")


def _show_log(log: Path) -> None:
    """Say what to do with the log of a catalogue that was gone, once its file turns up."""
    console, place = out(), log.with_name(log.name.removesuffix("-wal"))
    console.print(Text(f"The log of the catalogue that is gone is kept: {printable(str(log))}"))
    console.print(Text(f"  should its file turn up, copy it to {printable(str(place))}, then:"))
    console.print(Text(f"  bowerbird restore {shlex.quote(printable(str(place)))} --replace"))
    console.print(Text("  It stays until you delete it.", style="dim"))


def _holds_something(folder: Path) -> bool:
    """Tell a folder with something in it from the empty one that an unplugged disk leaves behind."""
    with contextlib.suppress(OSError):
        return any(folder.iterdir())
    return False
