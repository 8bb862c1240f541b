"""What the folders leave out and why, and whether a person's own rules do what they may be meant to do."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.doctor.findings import Check, counted, note
from bowerbird_engine.imaging.formats import PICTURE_SUFFIXES
from bowerbird_engine.scanning.ignore import MAX_IGNORE_BYTES, SKIP_REASONS, OwnRules, Rules, parse_rules
from bowerbird_engine.scanning.walker import Walk, walk
from bowerbird_engine.settings import Settings

_WALK_S: Final = 3.0
"""For all folders together: 200,000 pictures are walked in less on an idle machine."""

_COUNTED: Final = 20_000
"""Pictures of one folder that is left out are counted so far."""

_MANY: Final = 20
_NAMED: Final = 3
_MAY_BE_MEANT: Final = frozenset({"cache", "temporary", "chat_downloads", "own_rule"})
"""Whole folders that are left out by their names or by a rule, and might be wanted after all."""

_SENSELESS: Final = frozenset({"bad_ignore_rule", "bad_ignore_file"})


def left_out(catalogue: Catalogue, roots: list[Root]) -> Iterator[Check]:
    """Say of each folder how much the latest scan left out, by reason; what may not be read is worth a note."""
    for root in roots:
        skips = catalogue.files.skips([root.id])
        counted = [
            f"{SKIP_REASONS.get(code, code)} ({number:,})"
            for code, number in sorted(skips.items(), key=lambda each: (-each[1], each[0]))
        ]
        if counted:
            yield Check("left out", "ok", f"of {root.path}: {'; '.join(counted)}")


def rules(roots: list[Root], settings: Settings) -> Iterator[Check]:
    """Walk the folders that are here, for some seconds at most, and see what the rules do there."""
    lines = _lines(settings.ignore_file)
    own, bad_lines = parse_rules(b"", lines)
    if bad_lines:
        yield _senseless(settings.ignore_file, bad_lines)
    meant = [] if own is None else [line for line in lines if line.strip() and not line.startswith("#")]
    recorded = _Recorded(b"", own.spec, _each(meant)) if own is not None else None
    online = [root for root in roots if root.online]
    until = time.monotonic() + _WALK_S
    try:
        walks = {
            root.path: _walked(root, () if recorded is None else (recorded,), settings, until)
            for root in online
        }
    except TimeoutError:
        yield Check(
            "ignore rules", "ok", "your folders hold too many files to try each rule in a few seconds"
        )
        return
    yield from _in_folders(walks)
    if recorded is not None and online and recorded.unmet:
        shown = ", ".join(f"\u2018{line}\u2019" for line in list(recorded.unmet)[:_NAMED])
        yield note(
            "ignore rules",
            "rule_matches_nothing",
            f"{counted(len(recorded.unmet), 'line')} of {settings.ignore_file} that match no picture and no folder: {shown}",
            "Delete them, or write them as in a .gitignore: a folder ends with a slash, * stands for any name.",
        )
    yield from _whole_folders(walks, settings.ignore_file, until)


@dataclass(frozen=True, slots=True)
class _Recorded(OwnRules):
    """Rules that remember which of their lines no path has met yet."""

    unmet: dict[str, OwnRules] = field(default_factory=dict[str, OwnRules])

    def verdict(self, path: bytes, *, is_folder: bool) -> bool | None:
        for line, alone in list(self.unmet.items()):
            if OwnRules.verdict(alone, path, is_folder=is_folder) is not None:
                del self.unmet[line]
        return OwnRules.verdict(self, path, is_folder=is_folder)


def _each(lines: Iterable[str]) -> dict[str, OwnRules]:
    parsed = {line: parse_rules(b"", [line])[0] for line in lines}
    return {line: alone for line, alone in parsed.items() if alone is not None}


def _lines(ignore_file: Path) -> list[str]:
    try:
        with ignore_file.open("rb") as file:
            return file.read(MAX_IGNORE_BYTES).decode("utf-8-sig", "surrogateescape").splitlines()
    except FileNotFoundError:
        return []


def _walked(root: Root, own: tuple[OwnRules, ...], settings: Settings, until: float) -> Walk:
    def in_time(_met: int) -> None:
        if time.monotonic() > until:
            raise TimeoutError

    suffixes = frozenset(os.fsencode(suffix) for suffix in PICTURE_SUFFIXES)
    return walk(root.path, Rules(suffixes, own), in_time, (settings.state_dir, settings.cache_dir))


def _in_folders(walks: Mapping[Path, Walk]) -> Iterator[Check]:
    for folder, walked in walks.items():
        found: dict[bytes, list[str]] = {}
        for problem in walked.problems:
            if problem.code in _SENSELESS:
                found.setdefault(problem.path, []).append(problem.reason)
        for path, reasons in found.items():
            yield note(
                "ignore rules",
                "rule_senseless",
                f"{folder / os.fsdecode(path)}: {reasons[0]}",
                "Correct the line; it is passed over meanwhile, and the others hold.",
            )


def _senseless(ignore_file: Path, lines: tuple[str, ...]) -> Check:
    return note(
        "ignore rules",
        "rule_senseless",
        f"{counted(len(lines), 'line')} of {ignore_file} without sense, the first one: \u2018{lines[0]}\u2019",
        "Correct it; it is passed over meanwhile, and the others hold.",
    )


def _whole_folders(walks: Mapping[Path, Walk], ignore_file: Path, until: float) -> Iterator[Check]:
    counts: Counter[tuple[Path, str]] = Counter()
    for folder, walked in walks.items():
        for path, code in walked.skipped_folders:
            if code in _MAY_BE_MEANT and time.monotonic() < until:
                place = folder / os.fsdecode(path)
                counts[place, code] = _pictures_below(place, until)
    many = [(place, code, number) for (place, code), number in counts.most_common(_NAMED) if number >= _MANY]
    if many:
        shown = "; ".join(
            f"{place} ({number:,} pictures, {SKIP_REASONS[code]})" for place, code, number in many
        )
        yield Check(
            "ignore rules",
            "ok",
            f"whole folders that are left out: {shown}",
            f"To have one indexed after all, write a line with ! and its name into {ignore_file}: !{many[0][0].name}/",
            "folders_left_out",
        )


def _pictures_below(folder: Path, until: float) -> int:
    found = 0
    for _, _, names in os.walk(folder):
        found += sum(os.path.splitext(name)[1].lower() in PICTURE_SUFFIXES for name in names)  # noqa: PTH122  a name
        if found >= _COUNTED or time.monotonic() > until:
            break
    return found
