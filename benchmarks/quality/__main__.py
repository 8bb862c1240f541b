"""The command line of the evaluation tool."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import benchmarks.quality as package
from benchmarks.quality import report
from benchmarks.quality.asking import ask, index, query_of, wants_letters
from benchmarks.quality.metrics import Answer, Figures, figures
from benchmarks.quality.progress import ProgressLine
from benchmarks.quality.truth import Truth, TruthError, read_truth

from bowerbird_engine import BowerbirdError, Engine, load_settings
from bowerbird_engine.encoding.packs import read_pack

HOME = ".bowerbird-quality"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the questions, ask them and print the figures."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not 1 <= options.limit <= 10_000:
        parser.error("--limit must be a whole number from 1 to 10,000")
    folder: Path = options.folder
    try:
        truth = read_truth(options.truth or folder / "truth.json")
        groups, about = _measure(truth, options)
    except (TruthError, BowerbirdError) as error:
        print(f"benchmarks.quality: {error}", file=sys.stderr)
        return 2
    print(report.table(groups))
    told = report.as_json(groups, about)
    if options.json is not None:
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if options.against is not None:
        try:
            before = cast("object", json.loads(options.against.read_text(encoding="utf-8")))
            print(f"\nAgainst {options.against}:\n{report.compared(groups, before)}")
        except (OSError, ValueError) as error:
            print(f"benchmarks.quality: {options.against} cannot be compared with: {error}.", file=sys.stderr)
            return 2
    return 0


def _measure(truth: Truth, options: argparse.Namespace) -> tuple[dict[str, Figures], dict[str, object]]:
    home: Path = options.home or options.folder / HOME
    line = ProgressLine()
    letters = wants_letters(truth) if options.letters is None else bool(options.letters)
    pack = None if options.pack is None else read_pack(options.pack)
    verified = {"asked": None, "always": True, "never": False}[options.verified]
    answers: dict[str, list[Answer]] = {}
    with Engine(load_settings(home), pack=pack) as engine:
        indexed = index(
            engine,
            truth.library,
            ocr=letters,
            progress=lambda step: line.step(step.phase, step.done, step.total),
        )
        contents = engine.status().contents
        for number, question in enumerate(truth.questions, 1):
            query = query_of(question, limit=options.limit, verified=verified, collapse=options.collapse)
            answers.setdefault(question.group, []).append(ask(engine, truth.library, question, query))
            line.step("queries", number, len(truth.questions))
        line.end()
        answered = next(info.pack for info in engine.packs() if info.answers)
    groups = {name: figures(given, limit=options.limit) for name, given in answers.items()}
    groups[report.ALL] = figures([one for given in answers.values() for one in given], limit=options.limit)
    print(
        f"{len(truth.questions):,} queries over {contents:,} pictures ({indexed.found:,} files) with"
        f" {answered.id} {answered.description.version}, the first {options.limit} hits of each"
    )
    about: dict[str, object] = {
        "pictures": contents,
        "pack": answered.id,
        "version": answered.description.version,
        "limit": options.limit,
        "verified": options.verified,
        "letters": letters,
    }
    return groups, about


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quality",
        description=package.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the set lies")
    parser.add_argument("--truth", type=Path, metavar="FILE", help="the truth file (FOLDER/truth.json)")
    parser.add_argument("--pack", type=Path, metavar="DIR", help="a model pack (the built-in one)")
    parser.add_argument("--home", type=Path, metavar="DIR", help=f"where the index is kept (FOLDER/{HOME})")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="hits of each query (50)")
    parser.add_argument(
        "--verified",
        choices=("asked", "always", "never"),
        default="asked",
        help="ask for labels as the truth file says (default), for every picture query, or for none",
    )
    parser.add_argument("--collapse", action="store_true", help="fold copies of a picture into one hit")
    parser.add_argument(
        "--letters",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="read letters in the pictures (only when a query of kind letters or box wants them)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument(
        "--against", type=Path, metavar="FILE", help="what --json wrote before: print what changed"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
