"""The command line of the calibration."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import tools.calibration as package
from benchmarks.quality.metrics import Hit, above_of_right, calibration_error, right_above
from benchmarks.quality.progress import ProgressLine
from tools.calibration.asking import Asked
from tools.calibration.fitting import PICTURE, WORDS, fit
from tools.calibration.questions import ask_pictures, ask_words
from tools.calibration.sets import read_items
from tools.calibration.vectors import embed, kept, say

from bowerbird_engine import BowerbirdError
from bowerbird_engine.encoding.curves import Curve, Curves
from bowerbird_engine.encoding.description import describe
from bowerbird_engine.encoding.packs import DESCRIPTION, ModelPack, read_pack
from bowerbird_engine.search.similarity import background_of, standardise


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and write the curves of a pack, or measure those it has."""
    options = _parser().parse_args(arguments)
    try:
        pack = read_pack(options.pack)
        asked = _ask(pack, options)
    except (BowerbirdError, OSError, ValueError) as error:
        print(f"tools.calibration: {error}", file=sys.stderr)
        return 2
    curves = pack.description.curves
    if not options.check:
        by_words, by_picture = ([one for one in kind if one.half == 0] for kind in asked)
        curves = Curves(fit(by_words, WORDS), fit(by_picture, PICTURE))
    if curves is None:
        print("tools.calibration: this pack has no curves yet; fit some without --check.", file=sys.stderr)
        return 2
    for title, curve, kind in zip(("words", "picture"), (curves.words, curves.picture), asked, strict=True):
        print(
            f"{title}: lean {curve.lean:g}, growth {curve.growth:g}, 50 % at {curve.standing(50.0):.1f} spreads"
        )
        print(_table(curve, [one for one in kind if one.half == 1]))
    if not options.check:
        _write(pack, curves)
        print(f"{pack.folder / DESCRIPTION}: written")
    return 0


def _ask(pack: ModelPack, options: argparse.Namespace) -> tuple[list[Asked], list[Asked]]:
    items, line = read_items(options.data), ProgressLine()
    seed: int = options.seed
    threads: int = options.threads
    vectors = kept(
        options.vectors,
        f"{pack.digest} {seed}",
        lambda: embed(
            pack,
            options.data,
            items,
            seed=seed,
            threads=threads,
            progress=lambda done, total: line.step("pictures", done, total),
        ),
    )
    line.end()
    return ask_words(items, vectors, lambda texts: say(pack, texts, threads), seed), ask_pictures(
        items, vectors, seed
    )


def _table(curve: Curve, asked: Sequence[Asked]) -> str:
    rows = [
        f"  {'the half that did not fit':<34}{'pictures':>9}{'queries':>9}{'ECE':>7}{'80: right':>11}{'80: of right':>14}"
    ]
    for group in dict.fromkeys(one.group for one in asked):
        members = [one for one in asked if one.group == group]
        hits: list[Hit] = []
        for one in members:
            scale = curve.among(one.pictures)
            percent = scale.percent(standardise(one.cosines, background_of(one.background, scale)))
            hits += [
                Hit(value, match) for value, match in zip(percent.tolist(), one.right.tolist(), strict=True)
            ]
        shares = [
            "-" if share is None else f"{100 * share:.0f}"
            for share in (right_above(hits), above_of_right(hits))
        ]
        rows.append(
            f"  {group:<34}{members[0].pictures:>9,}{len(members):>9,}{calibration_error(hits):>7.3f}"
            f"{shares[0]:>11}{shares[1]:>14}"
        )
    return "\n".join(rows)


def _write(pack: ModelPack, curves: Curves) -> None:
    told = json.dumps(describe(replace(pack.description, curves=curves)), indent=2, ensure_ascii=False)
    partial = pack.folder / f"{DESCRIPTION}.partial"
    partial.write_text(told + "\n", encoding="utf-8", newline="\n")
    partial.replace(pack.folder / DESCRIPTION)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.calibration",
        description=package.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pack", type=Path, metavar="PACK", help="the folder of a pack")
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data"), help="the given sets (%(default)s)"
    )
    parser.add_argument(
        "--check", action="store_true", help="measure the curves that the pack has, and write nothing"
    )
    parser.add_argument(
        "--vectors", type=Path, metavar="FILE", help="keep the vectors there (.npz) for the next run"
    )
    parser.add_argument("--seed", type=int, default=9, help="another one draws other queries (%(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="of the encoder (%(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
