"""The `bowerbird backup` command: make one, check one, list what there is."""

from __future__ import annotations

import shlex
from pathlib import Path

import click
from rich.text import Text

from bowerbird_bridge.commands.interrupts import interrupt_as_request
from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.output import dump, err, json_option, out
from bowerbird_bridge.commands.terminal import byte_size, printable, progress_shown
from bowerbird_engine import (
    Backup,
    BackupReport,
    BrokenBackup,
    check_backup,
    list_backups,
    load_settings,
    make_backup,
)

Json = dict[str, object]

_NOT_IN_IT = (
    "In it: folders, ids, collections, saved searches, everything learned, your ignore rules. Not in it: the pictures"
    " themselves, models, and the tokens of programs, which pair anew."
)


@click.command()
@click.argument("folder", required=False, type=NamedPath(), metavar="[FOLDER]")
@click.option(
    "--keep",
    default=7,
    show_default=True,
    type=click.IntRange(1, 10_000),
    metavar="N",
    help="How many backups of this library stay in the folder.",
)
@click.option(
    "--with-thumbnails",
    is_flag=True,
    help="Take thumbnails along, of pictures whose disks are away: they cannot be made again without them.",
)
@click.option(
    "--check", type=NamedPath(), metavar="FILE", help="Only check a backup, from its first to its last byte."
)
@click.option("--list", "only_list", is_flag=True, help="Only list the backups of the folder.")
@json_option
def backup(
    folder: Path | None,
    *,
    keep: int,
    with_thumbnails: bool,
    check: Path | None,
    only_list: bool,
    as_json: bool,
) -> None:
    """Back up the library into one file, and check it.

    Works at any time, beside a running hub and a run of the index too. The file is read back from the disk and checked;
    only then do the oldest ones make room. Best into a folder on another disk.

    Back again: bowerbird restore FILE
    """
    if check is not None:
        if folder is not None or only_list:
            raise click.UsageError("--check takes one file and nothing else.")
        _check(check, as_json=as_json)
    elif only_list:
        _list(folder, as_json=as_json)
    else:
        _make(folder, keep, with_thumbnails=with_thumbnails, as_json=as_json)


def _make(folder: Path | None, keep: int, *, with_thumbnails: bool, as_json: bool) -> None:
    with interrupt_as_request("what is being written") as cancel, progress_shown(err()) as show:
        report = make_backup(
            load_settings(), folder, keep=keep, with_thumbnails=with_thumbnails, progress=show, cancel=cancel
        )
    if as_json:
        dump(
            {
                "backup": backup_as_json(report.backup),
                "checked": True,
                "removed": [str(path) for path in report.removed],
                "away": report.away,
                "same_disk": report.same_disk,
            }
        )
        return
    _show_made(report, with_thumbnails=with_thumbnails)


def _show_made(report: BackupReport, *, with_thumbnails: bool) -> None:
    console = out()
    console.print(Text(f"Backed up and checked: {printable(str(report.backup.path))}"))
    console.print(Text(f"  {_holds(report.backup)}"))
    console.print(Text(_NOT_IN_IT, style="dim"))
    if report.removed:
        older = "1 older backup" if len(report.removed) == 1 else f"{len(report.removed)} older backups"
        console.print(Text(f"{older} made room.", style="dim"))
    if report.away and not with_thumbnails:
        console.print(
            Text(
                f"{report.away:,} pictures lie on disks that are away. --with-thumbnails takes their thumbnails along.",
                style="dim",
            )
        )
    if report.same_disk:
        console.print(
            Text(
                "It lies on the same disk as the library: that helps against damage and mistakes, not when the disk is"
                " lost. Name a folder on another disk to be safe from that too.",
                style="yellow",
            )
        )


def _check(path: Path, *, as_json: bool) -> None:
    with progress_shown(err()) as show:
        found = check_backup(load_settings(), path, progress=show)
    if as_json:
        dump({"backup": backup_as_json(found), "checked": True})
        return
    out().print(Text(f"Sound: {printable(str(path))}"))
    out().print(Text(f"  {_holds(found)}"))
    for folder in found.manifest.folders:
        out().print(Text(f"  {printable(folder.path)}  on “{printable(folder.volume_label)}”"))


def _list(folder: Path | None, *, as_json: bool) -> None:
    settings = load_settings()
    place = settings.backups_dir if folder is None else folder
    found, broken = list_backups(place)
    if as_json:
        dump(
            {
                "folder": str(place),
                "backups": [backup_as_json(each) for each in found],
                "broken": [_broken_as_json(each) for each in broken],
            }
        )
        return
    console = out()
    for each in found:
        console.print(Text(f"{printable(str(each.path))}  {_holds(each)}"))
    for other in broken:
        console.print(Text(f"{printable(other.path.name)}  {printable(other.problem)}", style="yellow"))
    if not found and not broken:
        named = "" if folder is None else f" {shlex.quote(printable(str(folder)))}"
        console.print(Text(f"No backup in {printable(str(place))} yet. Make one: bowerbird backup{named}"))


def backup_as_json(found: Backup) -> Json:
    """Describe a backup."""
    manifest = found.manifest
    return {
        "path": str(found.path),
        "bytes": found.bytes,
        "library": manifest.library,
        "made": manifest.made.isoformat(),
        "product": manifest.product,
        "schema": manifest.schema,
        "files": manifest.files,
        "pictures": manifest.pictures,
        "collections": manifest.collections,
        "folders": [{"path": each.path, "volume": each.volume_label} for each in manifest.folders],
        "packs": [{"id": each.id, "digest": each.digest} for each in manifest.packs],
    }


def _broken_as_json(broken: BrokenBackup) -> Json:
    return {"path": str(broken.path), "problem": broken.problem}


def _holds(found: Backup) -> str:
    manifest = found.manifest
    parts = [
        "1 file" if manifest.files == 1 else f"{manifest.files:,} files",
        "1 folder" if len(manifest.folders) == 1 else f"{len(manifest.folders)} folders",
    ]
    if manifest.collections:
        parts.append("1 collection" if manifest.collections == 1 else f"{manifest.collections:,} collections")
    return f"{', '.join(parts)}; {byte_size(found.bytes)}; made {manifest.made:%Y-%m-%d %H:%M}"
