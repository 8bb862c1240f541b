"""The `bowerbird recipe` commands: a search written down with what it found, and replayed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.text import Text

from bowerbird_bridge.commands import json_forms, terminal
from bowerbird_bridge.commands.named_collections import with_collection_id
from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.output import dump, err, json_option, open_engine, out
from bowerbird_bridge.commands.query_options import query_options
from bowerbird_engine import ListChange, PictureError, Replay, SearchQuery, UsageError

Json = dict[str, object]

_SHOWN = 10


@click.group()
def recipe() -> None:
    """Write a search down with what it finds, and replay it to the same list, here or elsewhere."""


@recipe.command()
@query_options
@click.option(
    "--similarity",
    type=click.FloatRange(0, 100),
    default=0.0,
    metavar="PERCENT",
    help="Where the slider stands: what reads less is left out.",
)
@click.option(
    "--with-pictures",
    is_flag=True,
    help="Put a small copy of each picture that was given into the recipe. Else only its contents are named.",
)
@click.option("--to", type=NamedPath(), metavar="FILE", help="Write to this new file.  [default: print it]")
def save(*, query: SearchQuery, similarity: float, with_pictures: bool, to: Path | None) -> None:
    """Write down a search: what to look for, as for `bowerbird search`.

    The recipe holds the words, the names of folders, the model and versions, and the first 50 pictures by their contents
    (SHA-256) with their percentages.

    \b
    bowerbird recipe save red mug --similarity 60 --to red-mugs.json
    """  # noqa: D301  click reads the escape that keeps lines as they are
    with open_engine() as engine:
        told = engine.make_recipe(
            with_collection_id(engine, query), similarity=similarity, with_pictures=with_pictures
        )
    text = json.dumps(told, ensure_ascii=True, indent=1)
    if to is None:
        click.echo(text)
        return
    try:
        with to.expanduser().open("x", encoding="utf-8", newline="\n") as file:
            file.write(f"{text}\n")
    except FileExistsError as error:
        raise UsageError(f"{to} is there already, and is not replaced. Choose another name.") from error
    except (OSError, RuntimeError) as error:
        raise UsageError(f"{to} cannot be written: {error}.") from error
    out().print(f"Written to {terminal.printable(str(to))}", markup=False)
    if (query.like is not None or query.examples) and not with_pictures:
        err().print(
            "The picture that was given is not in it: replay it with --picture, or save --with-pictures."
        )


@recipe.command()
@click.argument("file", type=click.File("rb"), metavar="FILE")
@click.option(
    "--picture",
    "pictures",
    multiple=True,
    type=NamedPath(),
    metavar="FILE",
    help="A picture that the recipe compares with and does not hold. May be given several times.",
)
@json_option
def replay(file: IO[bytes], *, pictures: tuple[Path, ...], as_json: bool) -> None:
    """Ask a recipe again, and say what differs from the list in it and why it may.

    - reads from standard input. Ends with 1 when the list is another one.
    """
    document = file.read()
    with open_engine() as engine:
        found = engine.replay_recipe(document, pictures=_read(pictures))
    if as_json:
        dump(_as_json(found))
    else:
        _show(out(), found)
    if not found.same:
        raise click.exceptions.Exit(1)


def _read(pictures: Iterable[Path]) -> list[bytes]:
    found: list[bytes] = []
    for picture in pictures:
        try:
            found.append(picture.expanduser().read_bytes())
        except (OSError, RuntimeError) as error:
            raise PictureError(f"{picture} cannot be read: {error}.") from error
    return found


def _show(console: Console, found: Replay) -> None:
    console.print(Text(f"Recipe of {found.made:%Y-%m-%d}: {terminal.printable(found.says)}", style="dim"))
    terminal.show_page(console, found.page)
    comparison = found.comparison
    if found.same:
        console.print(f"The same list: {comparison.kept} pictures in the same order.")
    else:
        numbers = (
            f"{len(changes)} {name}"
            for changes, name in (
                (comparison.moved, "moved"),
                (comparison.missing, "missing"),
                (comparison.new, "new"),
            )
        )
        console.print(f"Another list: {comparison.kept} in the same order, {', '.join(numbers)}.")
        for change in (*comparison.moved, *comparison.missing)[:_SHOWN]:
            console.print(Text(f"  {_change(change)}"))
    for sentence in found.why:
        console.print(Text(terminal.printable(sentence), style="yellow"))


def _change(change: ListChange) -> str:
    picture = change.content[:12]
    if change.now is None:
        where = "is further down now" if change.in_library else "is not in this library"
        return f"{picture}… was at {change.before} and {where}"
    return f"{picture}… is at {change.now} and was at {change.before}"


def _as_json(found: Replay) -> Json:
    comparison = found.comparison
    return {
        "same": found.same,
        "says": found.says,
        "similarity": found.similarity,
        "made": found.made.isoformat(),
        "kept": comparison.kept,
        "moved": _changes(comparison.moved),
        "missing": _changes(comparison.missing),
        "new": _changes(comparison.new),
        "drift": comparison.drift,
        "why": list(found.why),
        "page": json_forms.page_as_json(found.page),
    }


def _changes(changes: Iterable[ListChange]) -> list[Json]:
    return [
        {
            "content": each.content,
            "before": each.before,
            "now": each.now,
            "similarity_before": each.similarity_before,
            "similarity_now": each.similarity_now,
            "in_library": each.in_library,
        }
        for each in changes
    ]
