"""The `bowerbird models` commands: what is installed, what can be had, and which model searches."""

from __future__ import annotations

from pathlib import Path

import click

from bowerbird_bridge.commands import json_forms, model_listings
from bowerbird_bridge.commands.interrupts import interrupt_as_request
from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.output import dump, err, json_option, open_engine, out
from bowerbird_bridge.commands.terminal import printable, progress_shown
from bowerbird_bridge.commands.writing import writer_for
from bowerbird_engine import PRECISIONS, Precision

precision_option = click.option(
    "--precision",
    type=click.Choice(PRECISIONS),
    default="float32",
    show_default=True,
    help="float16 and int8 are smaller downloads and search a little less exactly.",
)


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def models(context: click.Context, *, as_json: bool) -> None:
    """List, install and choose the models for words and pictures.

    Without a command: `list`.
    """
    if context.invoked_subcommand is None:
        _list(as_json=as_json)


@models.command("list")
@json_option
def list_models(*, as_json: bool) -> None:
    """List what is installed, and what can be installed.

    A star marks the model that searches, an arrow the one that is being learned.
    """
    _list(as_json=as_json)


def _list(*, as_json: bool) -> None:
    with open_engine() as engine:
        installed, known, broken = engine.packs(), engine.shelf.known(), engine.shelf.broken()
    if as_json:
        dump(
            {
                "packs": [json_forms.pack_as_json(info) for info in installed],
                "known": [json_forms.known_pack_as_json(pack) for pack in known],
                "broken": [{"folder": str(pack.folder), "reason": pack.reason} for pack in broken],
            }
        )
    else:
        model_listings.show_packs(out(), installed, known, broken)


@models.command()
@click.argument("pack_id", metavar="MODEL")
@precision_option
@json_option
def show(pack_id: str, *, precision: Precision, as_json: bool) -> None:
    """Show all there is to know about a model.

    For whom it is, what it costs, its licence, and the exact list of its files for a machine without a network.
    """
    with open_engine() as engine:
        details = model_listings.gather(engine, pack_id, precision)
        if as_json:
            dump(json_forms.pack_details_as_json(details))
        else:
            model_listings.show_details(out(), details)


@models.command()
@click.argument("pack_id", metavar="MODEL")
@precision_option
@json_option
def install(pack_id: str, *, precision: Precision, as_json: bool) -> None:
    """Download a model and check it.

    This is the only command that opens a connection. It resumes where it was stopped. The model that searches stays
    as it is until you choose another one.
    """
    with (
        open_engine() as engine,
        writer_for(engine) as library,
        interrupt_as_request("the piece at hand") as cancel,
        progress_shown(err()) as progress,
    ):
        installed, title = library.install(pack_id, precision=precision, progress=progress, cancel=cancel)
    _say_installed(installed, title, as_json=as_json)


@models.command()
@click.argument("source", type=NamedPath(), metavar="FOLDER-OR-ZIP")
@click.option("--name", metavar="MODEL", help="Which model it is, or what to call it.")
@click.option(
    "--precision",
    type=click.Choice(PRECISIONS),
    help="Which one to take where there are several.  [default: float32, or what is there]",
)
@json_option
def add(source: Path, *, name: str | None, precision: Precision | None, as_json: bool) -> None:
    """Add a model from a folder or a zip.

    The files are copied; `bowerbird models show MODEL` lists which ones it takes. Exports of CLIP and SigLIP to ONNX
    in the layouts of the hubs are recognised.
    """
    with (
        open_engine() as engine,
        interrupt_as_request("the file at hand") as cancel,
        progress_shown(err()) as progress,
    ):
        pack = engine.shelf.add(
            source, name=name, precision=precision, replace=True, progress=progress, cancel=cancel
        )
    _say_installed(pack.id, pack.description.title, as_json=as_json)


def _say_installed(pack_id: str, title: str, *, as_json: bool) -> None:
    if as_json:
        dump({"installed": pack_id})
        return
    out().print(f"Installed {printable(title)}, checked and tried.", markup=False)
    out().print(f"Next: bowerbird models use {pack_id}", markup=False)


@models.command()
@click.argument("pack_id", metavar="MODEL")
@click.option("--now", is_flag=True, help="Search with it at once, also while it has not learned everything.")
@json_option
def use(pack_id: str, *, now: bool, as_json: bool) -> None:
    """Choose the model that searches.

    The one before goes on answering until `bowerbird index` has taught the new one your pictures. What a model has
    learned is kept, so that going back costs nothing.
    """
    with open_engine() as engine, writer_for(engine) as library:
        choice = library.use_pack(pack_id, now=now)
    if as_json:
        dump(json_forms.choice_as_json(choice))
    else:
        model_listings.show_choice(out(), choice)


@models.command()
@click.argument("pack_id", metavar="MODEL")
@json_option
def remove(pack_id: str, *, as_json: bool) -> None:
    """Remove a model and what it has learned.

    Your pictures and what other models know of them are not touched.
    """
    with open_engine() as engine, writer_for(engine) as library:
        removed = library.remove_pack(pack_id)
    if as_json:
        dump({"removed": pack_id, "bytes_freed": removed.bytes_freed, "vectors": removed.vectors})
    else:
        model_listings.show_removed(out(), pack_id, removed)
