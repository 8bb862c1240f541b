"""How the command line shows things to a person: result lists, progress with rate and time left, safe text."""

from __future__ import annotations

import textwrap
import time
import unicodedata
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    ProgressColumn,
    Task,
    TaskID,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

from bowerbird_bridge.commands.gone_lines import held_line
from bowerbird_engine import (
    SKIP_REASONS,
    FileStatus,
    HeldPictures,
    IndexReport,
    Progress,
    SearchHit,
    SearchPage,
    SwitchReport,
)

PHASES = {
    "scan": "Looking for pictures",
    "pictures": "Learning pictures",
    "facts": "Reading what files say",
    "features": "Looking for details",
    "duplicates": "Comparing copies",
    "letters": "Reading letters",
    "download": "Downloading",
    "copy": "Copying",
    "check": "Checking",
    "pack": "Packing",
    "thumbnails": "Taking thumbnails along",
    "soundness": "Checking the catalogue",
}
LABELS: dict[str, str] = {
    "same_file": "the same file",
    "same_picture": "the same picture",
    "crop_of": "yours is a crop of it",
    "contains": "yours contains it",
    "mirrored": "mirrored",
    "rotated": "rotated",
    "recoloured": "re-coloured",
}
"""What is proved of a hit, as a person says it."""
IN_BYTES = frozenset({"download", "copy", "check", "pack"})
"""The phases that count bytes; the others count pictures or files."""
PLAIN_INTERVAL_S = 5.0
"""Without a terminal a line this often: enough to follow a log, few enough to read."""


FAILURES_SHOWN = 10
MINUTE_S, HOUR_S = 60, 3600
KILO = 1000
REASON_INDENT = 12
"""So that each reason begins under the name that it explains."""


def printable(text: str) -> str:
    """Show control characters, escape sequences and undecodable bytes as visible escapes, on one line."""
    shown: list[str] = []
    for character in text:
        category = unicodedata.category(character)
        # Cf holds the marks that turn the direction of text: they can make one name look like another.
        if category in {"Cc", "Cs", "Cf", "Zl", "Zp"}:
            shown.append(character.encode("unicode_escape", "surrogatepass").decode("ascii"))
        else:
            shown.append(character)
    return "".join(shown)


def show_page(console: Console, page: SearchPage, *, base: Path | None = None) -> None:
    """Print a result list: rank, similarity, place, and why it is there."""
    console.print(Text(page.why, style="dim"))
    if not page.hits:
        console.print(
            "Nothing found. Try other words, fewer folders, or `bowerbird status` to see what is indexed."
        )
    for rank, hit in enumerate(page.hits, start=1):
        place = "  ".join((_place(hit.asset.path, base), *_marks(hit)))
        reasons = "; ".join(printable(reason.detail) for reason in hit.reasons)
        if not hit.asset.online:
            reasons = f"cannot be opened now; {reasons}"
        sure = "" if hit.calibrated else "~"
        console.print(
            Text.assemble(
                (f"{rank:>3}", "dim"), (f"{f'{sure}{percent(hit.similarity)}':>5} %  ", "bold"), place
            )
        )
        indent = " " * REASON_INDENT
        for line in textwrap.wrap(reasons, console.width, initial_indent=indent, subsequent_indent=indent):
            console.print(Text(line, style="dim"))
    for note in page.notes:
        console.print(Text(f"Note: {printable(note)}", style="yellow"))


def percent(similarity: float) -> int:
    """Round a percentage for people: 100 stands only for the very same file."""
    return 100 if similarity >= 100 else min(99, round(similarity))  # noqa: PLR2004  the whole


def _marks(hit: SearchHit) -> list[str]:
    """Say beside a picture what is special about it: what is proved, what it stands for, where it lies too."""
    proved = [LABELS.get(label, label) for label in hit.labels or ()]
    counted = [(len(hit.copies), "copy", "copies"), (hit.variants, "variant", "variants")]
    return [
        *(["[locked]"] if hit.core else []),
        *([f"[{', '.join(proved)}]"] if proved else []),
        *(f"(+{number} {one if number == 1 else many})" for number, one, many in counted if number),
        *(["(in your curated folder)"] if hit.curated else []),
    ]


def _place(path: Path, base: Path | None) -> str:
    if base is not None and path.is_relative_to(base):
        path = path.relative_to(base)
    return printable(str(path))


def left_out(skips: Mapping[str, int]) -> str:
    """Say how many entries the scan left out, and why, the most frequent first."""
    by_number = sorted(skips.items(), key=lambda skip: (-skip[1], skip[0]))
    return "; ".join(f"{SKIP_REASONS.get(code, code)} ({number:,})" for code, number in by_number)


def show_report(console: Console, report: IndexReport, *, without_folders: bool = False) -> None:
    """Print what an index run did, so that the counts add up before the reader's eyes."""
    indexed = report.counts.get(FileStatus.INDEXED, 0)
    parts = [f"{indexed:,} searchable"]
    parts += [
        f"{report.counts[status]:,} {status.value}"
        for status in (FileStatus.SKIPPED, FileStatus.UNREADABLE, FileStatus.QUARANTINED, FileStatus.PENDING)
        if report.counts.get(status)
    ]
    console.print(f"[bold]{report.found:,}[/bold] files found: {', '.join(parts)}.")
    news = [
        f"{count:,} {what}"
        for count, what in (
            (report.embedded, "newly learned"),
            (report.moved, "moved"),
            (report.returned, "found again"),
            (report.missing, "no longer there"),
            (report.read_for_letters, "read for letters"),
        )
        if count
    ]
    if news:
        console.print(f"This run: {', '.join(news)}.")
    elif without_folders:
        console.print(
            "The library has no folders yet. Add one to three of your best: `bowerbird add FOLDER`."
        )
    elif report.switch is None:
        console.print("Nothing new: the library was up to date.")
    show_held(console, report.held)
    if report.skips:
        console.print(f"Left out: {left_out(report.skips)}.")
    if report.switch is not None:
        _show_switch(console, report.switch)
    for root in report.offline:
        console.print(
            Text(
                f"Offline: {printable(str(root.path))} ({root.offline_reason}). Its pictures stay searchable."
            )
        )
    for failure in report.failures[:FAILURES_SHOWN]:
        console.print(
            Text(f"{failure.status.value}: {printable(str(failure.path))}: {failure.reason}", style="yellow")
        )
    if len(report.failures) > FAILURES_SHOWN:
        console.print(
            f"… and {len(report.failures) - FAILURES_SHOWN:,} more: see `bowerbird status --problems`."
        )


def show_held(console: Console, held: Iterable[HeldPictures]) -> None:
    """Print what was not found and waits for a yes, and what to do."""
    for each in held:
        console.print(Text(printable(held_line(each)), style="yellow"))


def _show_switch(console: Console, switch: SwitchReport) -> None:
    line = f"{printable(switch.title)}: {switch.learned:,} pictures learned"
    if switch.refused:
        line += f", {switch.refused:,} that it cannot take"
    console.print(
        f"{line}. {'It searches now.' if switch.took_over else 'The model before still answers.'}",
        markup=False,
    )
    if switch.waiting:
        console.print(
            f"{switch.waiting:,} pictures lie on disks that are away: plug them in and index again, or do without them "
            "with `bowerbird models use … --now`.",
            markup=False,
        )
    if switch.trouble:
        console.print(Text(printable(switch.trouble), style="yellow"))


class _Phase(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(PHASES.get(task.description, task.description))


class _Amount(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(_amount(task.description, task.completed, task.total))


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(_rate(task.description, task.speed) if task.speed else "", style="dim")


@contextmanager
def progress_shown(
    console: Console, clock: Callable[[], float] = time.monotonic
) -> Generator[Callable[[Progress], None]]:
    """Show the progress of a job on a terminal as bars, elsewhere as a line every few seconds."""
    if not console.is_terminal:
        yield _PlainProgress(console, clock)
        return
    bars = Bars(
        _Phase(),
        BarColumn(),
        _Amount(),
        _Rate(),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
    )
    tasks: dict[str, TaskID] = {}
    with bars:

        def show(progress: Progress) -> None:
            if progress.phase not in tasks:
                tasks[progress.phase] = bars.add_task(progress.phase, total=None)
            bars.update(tasks[progress.phase], completed=progress.done, total=progress.total)

        yield show


class _PlainProgress:
    def __init__(self, console: Console, clock: Callable[[], float]) -> None:
        self._console = console
        self._clock = clock
        self._phase = ""
        self._started = 0.0
        self._first = 0
        self._shown = 0.0

    def __call__(self, progress: Progress) -> None:
        now = self._clock()
        if progress.phase != self._phase:
            self._phase, self._started, self._first, self._shown = progress.phase, now, progress.done, now
            return
        if now - self._shown < PLAIN_INTERVAL_S:
            return
        self._shown = now
        amount = _amount(progress.phase, progress.done, progress.total)
        line = f"{PHASES.get(progress.phase, progress.phase)}: {amount}"
        rate = (progress.done - self._first) / (now - self._started)
        if rate > 0:
            line += f" · {_rate(progress.phase, rate)}"
            if progress.total:
                line += f" · {_duration((progress.total - progress.done) / rate)} left"
        self._console.print(line, highlight=False)


def _amount(phase: str, done: float, total: float | None) -> str:
    if not done and not total:
        return ""
    show = byte_size if phase in IN_BYTES else _number
    return f"{show(done)} of {show(total)}" if total else show(done)


def _rate(phase: str, speed: float) -> str:
    return f"{byte_size(speed)}/s" if phase in IN_BYTES else f"{speed:,.1f}/s"


def _number(value: float) -> str:
    return f"{value:,.0f}"


def byte_size(size: float) -> str:
    """Show a number of bytes as people read it."""
    for unit in ("B", "kB", "MB"):
        if size < KILO:
            return f"{size:,.0f} {unit}"
        size /= KILO
    return f"{size:,.1f} GB"


def _duration(seconds: float) -> str:
    if seconds < MINUTE_S:
        return f"{seconds:.0f} s"
    if seconds < HOUR_S:
        return f"{seconds / MINUTE_S:.0f} min"
    return f"{seconds / HOUR_S:.1f} h"
