from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bowerbird_bridge.commands import terminal
from bowerbird_bridge.commands.terminal import printable
from bowerbird_engine import FileStatus, IndexReport, Progress, SearchPage


def _console() -> Console:
    return Console(file=io.StringIO(), width=100)


def _printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@given(st.text())
def test_printable_is_one_line_without_control_characters(text: str) -> None:
    """No name can break a line, move the cursor, or turn the direction of the text around."""
    shown = printable(text)

    assert len(shown.splitlines()) <= 1
    assert not any(ord(character) < 32 or character in "\x7f\x9b\u202e" for character in shown)
    shown.encode("utf-8")


def test_printable_shows_bytes_that_are_no_utf8() -> None:
    """A name in a legacy encoding is shown with its odd bytes as escapes."""
    assert printable(b"caf\xe9.jpg".decode("utf-8", "surrogateescape")) == "caf\\udce9.jpg"


def test_printable_leaves_words_of_all_languages_alone() -> None:
    """Letters, accents and emoji are shown as they are."""
    assert printable("Küche 厨房 🐦.jpg") == "Küche 厨房 🐦.jpg"


def test_an_empty_list_says_what_to_try() -> None:
    """An empty state teaches the next step."""
    console = _console()

    terminal.show_page(console, SearchPage(entry="words", why="Searched by words.", hits=(), next=None))

    assert "bowerbird status" in _printed(console)


def test_a_report_shows_counts_that_add_up() -> None:
    """The line of counts names each state that occurs."""
    console = _console()
    report = IndexReport(
        found=12,
        counts={FileStatus.INDEXED: 9, FileStatus.UNREADABLE: 1, FileStatus.SKIPPED: 2},
        embedded=9,
        moved=0,
        missing=0,
        read_for_letters=4,
    )

    terminal.show_report(console, report)

    assert "12 files found: 9 searchable, 2 skipped, 1 unreadable." in _printed(console)
    assert "9 newly learned, 4 read for letters" in _printed(console)


def test_a_report_without_news_says_so() -> None:
    """A run that had nothing to do says that the library was up to date."""
    console = _console()
    report = IndexReport(
        found=1, counts={FileStatus.INDEXED: 1}, embedded=0, moved=0, missing=0, read_for_letters=0
    )

    terminal.show_report(console, report)

    assert "up to date" in _printed(console)


def test_a_report_says_what_was_found_again() -> None:
    """Pictures that were gone and are back are news, beside those that left."""
    console = _console()
    report = IndexReport(
        found=9,
        counts={FileStatus.INDEXED: 9},
        embedded=0,
        moved=1,
        missing=2,
        read_for_letters=0,
        returned=1203,
    )

    terminal.show_report(console, report)

    assert "This run: 1 moved, 1,203 found again, 2 no longer there." in _printed(console)
    assert "up to date" not in _printed(console)


def test_progress_without_a_terminal_prints_lines_with_rate_and_time_left() -> None:
    """In a log, progress is a line now and then with how fast it goes and how long it will take."""
    console = _console()
    now = 0.0

    def clock() -> float:
        return now

    with terminal.progress_shown(console, clock=clock) as show:
        show(Progress("pictures", 0, 1000))
        now = 10.0
        show(Progress("pictures", 100, 1000))
        now = 11.0
        show(Progress("pictures", 110, 1000))

    assert _printed(console) == "Learning pictures: 100 of 1,000 · 10.0/s · 2 min left\n"


def test_progress_on_a_terminal_draws_bars() -> None:
    """On a terminal the same calls move a bar."""
    console = Console(file=io.StringIO(), width=100, force_terminal=True)

    with terminal.progress_shown(console) as show:
        show(Progress("scan", 5, None))
        show(Progress("pictures", 5, 10))

    assert "Learning pictures" in _printed(console)
