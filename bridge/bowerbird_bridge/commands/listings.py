"""How the command line shows the state of the library: status, folders, model packs and the doctor's findings."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bowerbird_bridge.commands.terminal import left_out, printable, show_held
from bowerbird_engine import AssetFailure, Check, FileStatus, FolderHealth, LibraryStatus, PackChoice, Root

MARKS = {"ok": ("ok", "green"), "note": ("note", "yellow"), "bad": ("BAD", "bold red")}


def show_status(console: Console, status: LibraryStatus, failures: Sequence[AssetFailure]) -> None:
    """Print what the library holds, what is left to do, and the problem files when they were asked for."""
    if not status.roots:
        console.print("The library is empty. Add a folder: bowerbird add ~/Pictures")
        return
    for root in status.roots:
        state = "online" if root.online else f"offline: {root.offline_reason}"
        console.print(Text(f"{printable(str(root.path))}  ({state})"))
    console.print(f"{status.found:,} files found")
    for state in FileStatus:
        if status.counts.get(state):
            console.print(f"  {status.counts[state]:>9,} {state.value}")
    show_held(console, status.held)
    if status.skips:
        console.print(f"Left out: {left_out(status.skips)}")
    console.print(
        f"Words and pictures: {status.searchable:,} of {status.contents:,} searchable with {printable(status.pack)}",
        markup=False,
    )
    console.print(f"Letters: {status.letters_read:,} of {status.letters_total:,} pictures read")
    if status.languages:
        console.print(f"  in letters of {', '.join(status.languages)}")
    _show_choice(console, status.choice)
    unfinished = status.searchable < status.contents or status.letters_read < status.letters_total
    if unfinished or status.choice.under_way or status.counts.get(FileStatus.PENDING):
        console.print("Run `bowerbird index` to finish.")
    for failure in failures:
        line = f"{failure.status.value} [{failure.code}] {printable(str(failure.path))}: {failure.reason}"
        console.print(Text(line, style="yellow"))


def _show_choice(console: Console, choice: PackChoice) -> None:
    if choice.under_way:
        console.print(
            Text(
                f"Being learned: {printable(choice.chosen_title)}, {choice.learned:,} of {choice.contents:,} pictures"
            )
        )
    if choice.trouble:
        console.print(Text(printable(choice.trouble), style="yellow"))


def show_folders(console: Console, roots: Sequence[Root], health: Sequence[FolderHealth]) -> None:
    """Print the folders and what is worth knowing about each."""
    if not roots:
        console.print("No folder yet. Add one: bowerbird add ~/Pictures")
        return
    for root in roots:
        state = "online" if root.online else f"offline: {root.offline_reason}"
        console.print(
            Text.assemble(
                (printable(str(root.path)), "bold"), f"  on “{printable(root.volume_label)}”, {state}"
            )
        )
        for entry in health:
            if entry.root_id == root.id:
                console.print(Text(f"  {entry.pictures:>7,}  {printable(entry.name)}"))
                for advice in entry.advice:
                    console.print(Text(f"           {advice}", style="yellow"))


def show_checks(console: Console, checks: Sequence[Check]) -> None:
    """Print the doctor's findings, the worst first, each with what to do, and how many there are of each kind."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column()
    table.add_column(overflow="fold")
    for state, (mark, style) in reversed(MARKS.items()):
        for check in (check for check in checks if check.state == state):
            detail = Text(printable(f"{check.detail.rstrip('.')}."))
            if check.advice:
                detail.append(f"\n{printable(check.advice)}", style="" if state != "ok" else "dim")
            table.add_row(Text(mark, style=style), check.name, detail)
    console.print(table)
    console.print(_summed_up(checks))


def _summed_up(checks: Sequence[Check]) -> Text:
    counts = {state: sum(check.state == state for check in checks) for state in MARKS}
    bad = "1 thing is bad" if counts["bad"] == 1 else f"{counts['bad']} things are bad"
    known = f"{counts['note']} worth knowing" if counts["note"] else ""
    parts = [bad if counts["bad"] else "", known, f"{counts['ok']} fine"]
    return Text(
        ", ".join(part for part in parts if part) + ".", style="bold red" if counts["bad"] else "green"
    )
