"""How the command line shows models: the installed ones, those that can be had, and all about one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bowerbird_bridge.commands.terminal import byte_size, printable
from bowerbird_engine import UnknownPackError

if TYPE_CHECKING:  # 50 ms that a command without models does not pay
    from bowerbird_engine import (
        Agreement,
        BrokenPack,
        Engine,
        KnownPack,
        PackChoice,
        PackInfo,
        Precision,
        RemovedPack,
        WantedFile,
    )


_ID_COLUMN = 1


@dataclass(frozen=True, slots=True)
class PackDetails:
    """All there is to know about one model: what the registry says, what is installed of it, and its files.

    `agreements` are those of its other precisions with float32, by id, where both are installed.
    """

    id: str
    precision: Precision
    known: KnownPack | None
    installed: tuple[PackInfo, ...]
    files: tuple[WantedFile, ...]
    agreements: dict[str, Agreement]


def gather(engine: Engine, pack_id: str, precision: Precision) -> PackDetails:
    """Collect what is known of a model. Raises UnknownPackError when neither registry nor library know it."""
    try:
        known = engine.shelf.known_pack(pack_id)
    except UnknownPackError:
        known = None
    variants = {pack_id, f"{pack_id}-float16", f"{pack_id}-int8"}
    installed = tuple(info for info in engine.packs() if info.pack.id in variants)
    if known is None and not installed:
        engine.shelf.find(pack_id)
    return PackDetails(
        id=pack_id,
        precision=precision,
        known=known,
        installed=installed,
        files=() if known is None else tuple(engine.shelf.wanted_files(pack_id, precision)),
        agreements={
            info.pack.id: found
            for info in installed
            if (found := engine.shelf.agreement(info.pack.id)) is not None
        },
    )


def show_packs(
    console: Console, installed: Sequence[PackInfo], known: Sequence[KnownPack], broken: Sequence[BrokenPack]
) -> None:
    """Print the installed models, those that can be installed, and folders that hold no usable one."""
    console.print("Installed", style="bold")
    table = _table()
    for info in installed:
        described = info.pack.description
        table.add_row(
            "*" if info.answers else "→" if info.chosen else "",
            info.pack.id,
            _safe(described.title),
            f"{info.learned:,} of {info.contents:,} pictures learned",
            _safe(", ".join(described.languages)),
            _safe(described.licence),
        )
    console.print(table)
    console.print(_legend(installed), style="dim")
    for entry in broken:
        console.print(
            Text(f"Cannot be used: {printable(str(entry.folder))}: {printable(entry.reason)}", style="yellow")
        )
    there = {info.pack.id for info in installed}
    offered = [pack for pack in known if pack.id not in there]
    if not offered:
        return
    console.print()
    console.print("Can be installed", style="bold")
    for pack in offered:
        size = pack.precisions[0].bytes
        facts = (
            "size unknown" if size is None else byte_size(size),
            ", ".join(pack.languages),
            pack.licence,
        )
        console.print(Text.assemble("   ", pack.id, "  ", (pack.title, "dim")))
        for line in (pack.for_whom, " · ".join(facts)):
            console.print(Padding(Text(line, style="dim"), (0, 0, 0, 6), expand=False))
    console.print(f"Next: bowerbird models install {offered[0].id}", markup=False)


def _legend(installed: Sequence[PackInfo]) -> str:
    learning = any(info.chosen and not info.answers for info in installed)
    return "* searches now" + ("   → is being learned: bowerbird index goes on with it" if learning else "")


def show_details(console: Console, details: PackDetails) -> None:
    """Print all about one model."""
    known = details.known
    if known is not None:
        console.print(Text(f"{known.title}  ({known.id})", style="bold"))
        console.print(known.for_whom, markup=False)
        rows = [
            ("languages", ", ".join(known.languages)),
            ("licence", known.licence),
            ("vectors", f"{known.dimension} numbers a picture"),
            (
                "time a picture",
                "unknown" if known.cost is None else f"{known.cost:g} times that of CLIP ViT-B/32",
            ),
            *(
                (
                    f"download, {offered.precision}",
                    "size unknown" if offered.bytes is None else byte_size(offered.bytes),
                )
                for offered in known.precisions
            ),
            ("source of these facts", known.seen),
        ]
        _print_rows(console, rows)
    for info in details.installed:
        described = info.pack.description
        console.print()
        console.print(
            Text(
                f"Installed: {info.pack.id}  ({printable(described.title)}, {described.precision})",
                style="bold",
            )
        )
        rows = [
            ("folder", printable(str(info.pack.folder))),
            ("from", printable(described.source)),
            ("learned", f"{info.learned:,} of {info.contents:,} pictures"),
            ("state", _state(info)),
            ("percentages", _percentages(info)),
        ]
        if (agreement := details.agreements.get(info.pack.id)) is not None:
            cosines = (
                f"pictures {agreement.pictures_mean:.4f} (lowest {agreement.pictures_lowest:.4f}), "
                f"words {agreement.texts_mean:.4f} (lowest {agreement.texts_lowest:.4f}); 1 is the same"
            )
            rows.append(("against float32", cosines))
        _print_rows(console, rows)
    if details.files:
        console.print()
        console.print(Text(f"Files, {details.precision}", style="bold"))
        for file in details.files:
            size = "" if file.bytes is None else f"  ({byte_size(file.bytes)})"
            console.print(Text(f"  {file.path}{size}"))
            console.print(Text(f"    {file.url}", style="dim"), soft_wrap=True)
        console.print(
            "Without a network: fetch them elsewhere into one folder, under these names, and run "
            f"bowerbird models add FOLDER --name {details.id}",
            markup=False,
        )


def _state(info: PackInfo) -> str:
    if info.answers:
        return "searches now"
    return "is being learned; bowerbird index goes on with it" if info.chosen else "not in use"


def _percentages(info: PackInfo) -> str:
    if info.pack.description.curves is None:
        return "uncalibrated: they tell the place in the list, as nobody has fitted curves for this model"
    return "calibrated: how likely it is a match, by curves fitted on labelled pictures"


def show_choice(console: Console, choice: PackChoice) -> None:
    """Print which model answers now, and what is left to do."""
    if choice.under_way:
        console.print(
            f"Chosen: {printable(choice.chosen_title)}. It has learned {choice.learned:,} of {choice.contents:,} pictures; "
            f"{printable(choice.answers_title or 'no model')} answers meanwhile.",
            markup=False,
        )
        console.print("Next: bowerbird index")
    else:
        console.print(f"{printable(choice.answers_title)} searches now.", markup=False)
        if choice.learned < choice.contents:
            console.print(
                f"It has learned {choice.learned:,} of {choice.contents:,} pictures. Next: bowerbird index"
            )
    if choice.trouble:
        console.print(Text(printable(choice.trouble), style="yellow"))


def show_removed(console: Console, pack_id: str, removed: RemovedPack) -> None:
    """Print what a removed model gave free."""
    console.print(
        f"Removed {pack_id}: {byte_size(removed.bytes_freed)} and {removed.vectors:,} vectors. No picture was touched.",
        markup=False,
    )


def _safe(told: str) -> Text:
    """Show what a pack says of itself: never as markup, an escape sequence or another line."""
    return Text(printable(told))


def _table() -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for place in range(6):
        # An id that breaks over two lines cannot be copied.
        table.add_column(overflow="fold", no_wrap=place == _ID_COLUMN)
    return table


def _print_rows(console: Console, rows: Sequence[tuple[str, str]]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, Text(value))
    console.print(table)
