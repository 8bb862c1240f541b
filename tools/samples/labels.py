"""Pictures with letters: labels drawn flat on a table, and labels on cartons, jars and tags in the studio."""

# ruff: noqa: PLR0917 - coordinates and sizes read best in their usual order

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import flat_labels
import fronts
import tableware
from pictures import Picture
from PIL import Image
from shots import GREY, LANDSCAPE, PORTRAIT, WHITE, Shot
from studio import View

# ---- fronts that the studio puts on things ----


def _with_front(
    draw: Callable[[], Image.Image], build: Callable[[Path], None], name: str, work: Path
) -> None:
    target = work / f"front-{name}.png"
    draw().resize((1200, round(1200 * draw().height / draw().width)), Image.Resampling.LANCZOS).save(target)
    build(target)


def _carton_brown(front: Path) -> None:
    tableware.carton((0.3, 0.2, 0.236), "#b98d5e", front)


def _carton_white(front: Path) -> None:
    tableware.carton((0.3, 0.22, 0.212), "#f3f2ef", front)


def _honey(front: Path) -> None:
    tableware.jar("#d98613", "#d1a046", front)


def _jam(front: Path) -> None:
    tableware.jar("#6b1233", "#e8e4dc", front)


def _tag(front: Path) -> None:
    tableware.tag(front, "#8b6b45")


# ---- flat labels on a table ----


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    title: str
    colours: str
    text: tuple[str, ...]
    make: Callable[[Path], Image.Image]
    item: str
    variant_of: str | None = None
    variant: str | None = None


def _studio(
    name: str,
    draw: Callable[[], Image.Image],
    build: Callable[[Path], None],
    view: View,
    size: tuple[int, int] = LANDSCAPE,
    paper: str = WHITE,
    rig: str = "soft",
) -> Callable[[Path], Image.Image]:
    shot = Shot(partial(_with_front, draw, build, name), view, rig, paper, size, 28)
    return partial(shot.take, name)


def _flat(draw: Callable[[], Image.Image]) -> Callable[[Path], Image.Image]:
    return lambda _work: draw().convert("RGB")


def pictures() -> list[Picture]:
    """List every picture whose point is its letters."""
    lamp_text = ("Bowerbird", "objects for the desk", "BB-2047-K", "1 pc", "Desk lamp, yellow")
    white_text = ("FRAGILE", "SKU 8841-QX", "Teapot, stoneware, 0.9 l", "4 006381 333931", "QTY 6")
    rows = (
        _Row(
            "carton-lamp",
            "A brown cardboard box printed with a lamp and the code BB-2047-K",
            "brown black white",
            lamp_text,
            _studio("carton-lamp", fronts.lamp, _carton_brown, View(-16, 14, 0.78)),
            "carton-lamp",
        ),
        _Row(
            "carton-lamp-side",
            "The same cardboard box seen from the other side, its code at a slant",
            "brown black grey",
            lamp_text,
            _studio("carton-lamp-side", fronts.lamp, _carton_brown, View(30, 22, 0.78), paper=GREY),
            "carton-lamp",
            "carton-lamp",
            "angle",
        ),
        _Row(
            "carton-fragile",
            "A white box with a red FRAGILE band, a bar code and SKU 8841-QX",
            "white red black",
            white_text,
            _studio("carton-fragile", fronts.white, _carton_white, View(14, 15, 0.78), paper=GREY),
            "carton-fragile",
        ),
        _Row(
            "jar-honey",
            "A jar of honey with a golden lid and a paper label, LOT 0O15B8",
            "orange gold white",
            ("WILD HONEY", "from the heather hills", "LOT 0O15B8", "350 g"),
            _studio("jar-honey", fronts.honey, _honey, View(-6, 9, 0.84), PORTRAIT),
            "jar-honey",
        ),
        _Row(
            "jar-jam",
            "A jar of dark plum jam with a white lid, batch 2B-5S8Z",
            "purple white",
            ("Plum Jam", "with cinnamon", "Batch 2B-5S8Z", "Best before 11/2028"),
            _studio("jar-jam", fronts.jam, _jam, View(8, 9, 0.84), PORTRAIT),
            "jar-jam",
        ),
        _Row(
            "tag-linen",
            "A paper swing tag for a linen shirt, article 70-4412-M",
            "beige green",
            ("MOSS & FERN", "Linen shirt", "70-4412-M", "EUR 48.00", "100 % linen"),
            _studio("tag-linen", fronts.tag, _tag, View(-8, 24, 0.86), PORTRAIT),
            "tag-linen",
        ),
        _Row(
            "shipping",
            "A parcel label with an address, a bar code and a tracking number",
            "white yellow brown",
            (
                "PARCEL EXPRESS",
                "2-DAY",
                "Fern & Sons, 14 Mill Lane, Oxley",
                "Ida Lindqvist",
                "Harbour Street 27, 4th floor",
                "5020 Bergvik",
                "TRK 4407-9981-3320",
                "C8",
            ),
            _flat(flat_labels.shipping),
            "shipping",
        ),
        _Row(
            "archive-sideways",
            "An archive box label that stands on its side, number Q-3158",
            "green beige grey",
            ("ARCHIVE 1987", "Letters and photographs", "Shelf 12-B", "Q-3158"),
            _flat(flat_labels.archive),
            "archive-box",
        ),
        _Row(
            "type-plate",
            "The metal type plate of a motor, serial number 1I7-0O8-B5",
            "silver black teal",
            ("KESTREL MOTORS", "MODEL", "KX-350/S", "SERIAL", "1I7-0O8-B5", "230 V 50 Hz 1.2 kW", "2024"),
            _flat(flat_labels.plate),
            "type-plate",
        ),
        _Row(
            "shelf-prices",
            "A shop shelf with three price labels under coloured bottles",
            "red green yellow white",
            (
                "Tomato soup",
                "PLU 4087",
                "2.49",
                "Green tea",
                "PLU 6218",
                "5.80",
                "Mustard",
                "PLU 3350",
                "1.95",
            ),
            _flat(flat_labels.shelf),
            "shelf-prices",
        ),
        _Row(
            "museum",
            "A museum label for the painting The Blue Bower, on a red wall",
            "white red",
            (
                "The Blue Bower",
                "Oil on oak panel, about 1640",
                "Gift of the Aldermoor family",
                "Restored in 1998 and 2016",
                "Inv. 1962.118.4",
            ),
            _flat(flat_labels.museum),
            "museum",
        ),
        _Row(
            "seed-packet",
            "A packet of tomato seeds with three red tomatoes, number 5S-8B-2Z",
            "red green beige brown",
            ("TOMATO", "Red Ox", "No. 5S-8B-2Z", "Sow March to May"),
            _flat(flat_labels.seeds),
            "seed-packet",
        ),
        _Row(
            "warehouse-bin",
            "A yellow warehouse sign with the bin number A-07-03-B",
            "yellow black blue",
            ("A-07-03-B", "AISLE 7 LEVEL 3"),
            _flat(flat_labels.warehouse_bin),
            "warehouse-bin",
        ),
        _Row(
            "book-spines",
            "A row of books on a shelf, their titles sideways on the spines",
            "green red blue brown",
            (
                "A Field Guide to Moss",
                "Salt and Iron",
                "The Quiet Harbour",
                "Tools of the Joiner",
                "Atlas of Small Rivers",
                "Night Kitchen",
                "Maps 1400-1650",
                "Bird Song",
            ),
            _flat(flat_labels.spines),
            "book-spines",
        ),
    )
    return [
        Picture(
            file=f"labels/{row.name}.jpg",
            kind="label",
            title=row.title,
            colours=tuple(row.colours.split()),
            make=row.make,
            item=row.item,
            text=row.text,
            variant_of=f"labels/{row.variant_of}.jpg" if row.variant_of else None,
            variant=row.variant,
            quality=84,
        )
        for row in rows
    ]
