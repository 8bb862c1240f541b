"""The options of `bowerbird search` that narrow it to pictures with certain facts."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import IO, Final, cast, get_args

import click

from bowerbird_bridge.commands.named_day import NamedDay
from bowerbird_engine import AssetId, Filters, Shape

_ALIASES: Final = {"jpg": "jpeg", "tif": "tiff", "heif": "heic", "hdr": "vnd.radiance", "exr": "x-exr"}

Decorator = Callable[[Callable[..., None]], Callable[..., None]]

Given = str | float | bool | IO[str] | IO[bytes] | tuple[str, ...] | tuple[Path, ...] | None
"""What click hands to a command for an option that is none of these."""

_OPTIONS: Final[tuple[Decorator, ...]] = (
    click.option("--shape", type=click.Choice(get_args(Shape)), help="Only pictures of this shape."),
    click.option("--min-width", type=int, metavar="PIXELS", help="Only pictures at least so wide."),
    click.option("--min-height", type=int, metavar="PIXELS", help="Only pictures at least so high."),
    click.option(
        "--type",
        "types",
        multiple=True,
        metavar="KIND",
        help="Only files of this kind: jpeg, png, webp, … May be given several times.",
    ),
    click.option(
        "--taken-from",
        type=NamedDay(),
        metavar="DAY",
        help="Only pictures taken on this day (2026-11-29) or later.",
    ),
    click.option("--taken-to", type=NamedDay(), metavar="DAY", help="… on this day or earlier."),
    click.option("--camera", metavar="NAME", help="Only pictures of this camera, by a part of its name."),
    click.option(
        "--keyword",
        "keywords",
        multiple=True,
        metavar="WORD",
        help="Only pictures that have this keyword. Several must all be there.",
    ),
    click.option(
        "--colour", metavar="COLOUR", help="Only pictures with much of this colour: a name or #rrggbb."
    ),
    click.option(
        "--collection",
        metavar="NAME|ID",
        help="Only pictures of this collection: `bowerbird collections` lists them.",
    ),
    click.option("--here", is_flag=True, help="Only pictures that can be opened now."),
)


def narrowing_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options; it gets them as one value, `filters`."""

    @functools.wraps(command)
    def collected(  # noqa: PLR0917  click gives them by name
        shape: Shape | None,
        min_width: int | None,
        min_height: int | None,
        types: tuple[str, ...],
        taken_from: date | None,
        taken_to: date | None,
        camera: str | None,
        keywords: tuple[str, ...],
        colour: str | None,
        collection: str | None,
        *,
        here: bool,
        **others: Given,
    ) -> None:
        filters = Filters(
            shape=shape,
            min_width=min_width,
            min_height=min_height,
            media_types=tuple(map(_media_type, types)),
            taken_from=taken_from,
            taken_to=taken_to,
            camera=camera,
            keywords=keywords,
            colour=colour,
            collection=collection,
            online=True if here else None,
        )
        command(filters=filters, **others)

    decorated: Callable[..., None] = collected
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def ids_from(file: IO[str]) -> tuple[AssetId, ...]:
    """Read the ids of pictures: the JSON that a search printed, a JSON list of ids, or ids between spaces and lines."""
    text = file.read().removeprefix("\ufeff")
    try:
        told: object = json.loads(text)
    except (ValueError, RecursionError):
        return tuple(AssetId(word) for word in text.split())
    if isinstance(told, dict):
        told = cast("dict[str, object]", told).get("hits")
    items = cast("list[object]", told) if isinstance(told, list) else [told]
    ids = [cast("dict[str, object]", item).get("id") if isinstance(item, dict) else item for item in items]
    if not all(isinstance(one, str) for one in ids):
        raise click.UsageError(
            "--among needs the ids of pictures: one a line, or what `bowerbird search … --json` printed."
        )
    return tuple(AssetId(str(one)) for one in ids)


def _media_type(kind: str) -> str:
    name = kind.strip().lower().removeprefix(".")
    return name if "/" in name else f"image/{_ALIASES.get(name, name)}"
