"""Run the pipeline: `python -m tools.starter all` from the root of the checkout."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from .card import write_card
from .evaluation.run import evaluate
from .export.pack import export_pack
from .recipe import Recipe, quick
from .sets.gather import gather_all
from .sets.shelf import Shelf, draw_set
from .training.corpus import load_corpus
from .training.refitting import Refit
from .training.teachers import build_tokenizer, entry_vectors, plain_entries
from .training.trainer import Trainer
from .training.views import make_round
from .training.wording import whole_phrases

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STEPS = ("gather", "prepare", "train", "refit", "export", "evaluate")
COST = HERE / "cost_of_free.json"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.starter", description=__doc__)
    parser.add_argument("step", choices=(*STEPS, "cost", "all"))
    parser.add_argument(
        "--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the sets"
    )
    parser.add_argument(
        "--more",
        type=Path,
        default=Path(tempfile.gettempdir()) / "starter-public",
        help="folder of the public sets that are gathered",
    )
    parser.add_argument(
        "--mirror", type=Path, help="gather from bare repositories FOLDER/OWNER+NAME/repo, without a network"
    )
    parser.add_argument("--free", action="store_true", help="train on no set that is for research use alone")
    parser.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir()) / "starter-work",
        help="scratch folder, about 6 GB",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "engine" / "bowerbird_engine" / "encoding" / "starter",
        help="the pack",
    )
    parser.add_argument("--figures", type=Path, default=HERE / "figures.json", help="where the figures go")
    parser.add_argument("--quick", action="store_true", help="a rough pack in a few minutes")
    parser.add_argument("--epochs", type=float, help="train for this many passes over the pictures")
    parser.add_argument(
        "--minutes", type=float, help="end the training when this time is over, whatever the epochs"
    )
    parser.add_argument("--rounds", type=int, help="use this many views of each picture")
    return parser.parse_args()


def _prepare(shelf: Shelf, recipe: Recipe) -> None:
    shelf.work.mkdir(parents=True, exist_ok=True)
    if not shelf.archive("drawn").exists():
        draw_set(shelf.archive("drawn"))
    pictures = shelf.pictures()
    if not (shelf.work / "entries.npy").exists():
        entries, phrases = plain_entries(), whole_phrases()
        build_tokenizer(shelf.work / "tokenizer.json", entries, phrases)
        vectors = entry_vectors([*entries, *phrases], recipe.dimension, recipe.threads)
        np.save(shelf.work / "entries.npy", vectors)
    for source in shelf.sources():
        own = [picture for picture in pictures if picture.source == source]
        for number in range(recipe.rounds):
            begun = time.monotonic()
            if make_round(shelf, own, number, recipe):
                _log(f"{source}, round {number}: {len(own)} views in {time.monotonic() - begun:.0f} s")


def _trainer(shelf: Shelf, recipe: Recipe) -> Trainer:
    corpus = load_corpus(shelf.work, shelf.pictures(), recipe)
    return Trainer(corpus, np.load(shelf.work / "entries.npy"), recipe, _log)


def _train(shelf: Shelf, recipe: Recipe) -> None:
    trainer = _trainer(shelf, recipe)
    trainer.align()
    trainer.distil(shelf.work / "distilled.pt")


def _refit(shelf: Shelf, recipe: Recipe) -> None:
    trainer = _trainer(shelf, recipe)
    trainer.restore(shelf.work / "distilled.pt")
    Refit(trainer).run()
    trainer.save(shelf.work / "starter.pt")


def _cost(shelf: Shelf, recipe: Recipe) -> None:
    """Fit the teacher to words with and without the sets that are for research use, and keep what both reach."""
    told: dict[str, object] = {}
    for name, free in (("all sets", False), ("free", True)):
        trainer = _trainer(replace(shelf, free=free), recipe)
        trainer.align()
        told[name] = trainer.dev_teacher()
    COST.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _log(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stderr.flush()


def _measure(shelf: Shelf, pack: Path, figures: Path) -> None:
    evaluate(shelf, pack, figures, _log)
    write_card(HERE / "CARD.template.md", figures, COST, shelf, pack)


def main() -> None:
    """Run one step, or all of them in order."""
    args = _arguments()
    given = {name: getattr(args, name) for name in ("epochs", "minutes", "rounds")}
    recipe = quick(Recipe()) if args.quick else Recipe()
    recipe = replace(recipe, **{name: value for name, value in given.items() if value is not None})
    shelf = Shelf(args.data, args.more, args.work, args.free)
    run: dict[str, Callable[[], None]] = {
        "gather": lambda: gather_all(args.more, args.mirror, _log),
        "prepare": lambda: _prepare(shelf, recipe),
        "train": lambda: _train(shelf, recipe),
        "refit": lambda: _refit(shelf, recipe),
        "export": lambda: export_pack(args.work, args.out),
        "evaluate": lambda: _measure(shelf, args.out, args.figures),
        "cost": lambda: _cost(shelf, recipe),
    }
    for step in STEPS if args.step == "all" else (args.step,):
        run[step]()


if __name__ == "__main__":
    main()
