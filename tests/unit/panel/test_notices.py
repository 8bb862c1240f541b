"""Everything that can go wrong has a sentence, in the person's language."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from bowerbird_client import BowerbirdClientError, CannotStartError, ProblemError, StorageError
from bowerbird_panel import notices, words
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.state import Remedy

PACKAGE = Path(words.__file__).parent
LOCALE = PACKAGE / "locale"
HUB_CODES = [
    "busy",
    "library_busy",
    "too_many_requests",
    "unknown_asset",
    "unknown_folder",
    "asset_offline",
    "asset_changed",
    "asset_gone",
    "no_curated_folder",
    "bad_folder",
    "disk_full",
    "unreadable_picture",
    "picture_too_large",
    "too_large",
]


def _kinds(kind: type[BowerbirdClientError] = BowerbirdClientError) -> Iterator[type[BowerbirdClientError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)


OF_ITS_OWN = {"error", "cancelled", "not_found", "not_paired"}
"""Told by what caused them, or by the panel itself, which knows more."""
KNOWN = [
    *(kind("It went wrong.") for kind in _kinds() if kind.code not in OF_ITS_OWN),
    *(ProblemError("It went wrong.", code=code) for code in HUB_CODES),
]


@pytest.fixture
def german() -> Generator[None]:
    """Speak German."""
    words.install(words.DOMAIN, LOCALE, ["de"])
    yield
    words.install(words.DOMAIN, LOCALE, ["en"])


@pytest.mark.parametrize("kind", list(_kinds()), ids=lambda kind: str(kind.__name__))
def test_every_error_of_the_client_can_be_told(kind: type[BowerbirdClientError]) -> None:
    """A sentence, and the code for a report."""
    notice = notices.of_error("GIMP", kind("It went wrong."))

    assert notice.sentence
    assert notice.details == kind.code
    assert notice.is_error


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("error", KNOWN, ids=lambda error: f"{type(error).__name__}-{error.code}")
def test_what_is_known_is_told_in_the_persons_language(error: BowerbirdClientError) -> None:
    """The sentence of each kind that the client has is translated; the hub's own words stand beside it."""
    notice = notices.of_error("GIMP", error)
    words.install(words.DOMAIN, LOCALE, ["en"])
    english = notices.of_error("GIMP", error)

    assert notice.sentence != english.sentence or notice.details in {
        "error",
        "not_found",
        "not_paired",
        "pairing",
    }
    assert notice.remedy is english.remedy


def test_what_the_hub_says_more_precisely_stands_beside(german: None) -> None:
    """Its English detail is kept as advice."""
    notice = notices.of_error("GIMP", ProblemError("Archive is not plugged in.", code="asset_offline"))

    assert "Archive is not plugged in." in notice.advice
    assert "Archive" not in notice.sentence


def test_a_code_that_nobody_knows_is_told_in_the_hubs_words() -> None:
    """A newer hub has new problems."""
    notice = notices.of_error("GIMP", ProblemError("The moon is full.", "Wait a week.", code="full_moon"))

    assert (notice.sentence, notice.advice) == ("The moon is full.", "Wait a week.")
    assert notice.remedy is Remedy.NONE


def test_why_it_cannot_be_started_is_told() -> None:
    """What the client says about it, with its own advice where it has one."""
    usual = notices.of_error("GIMP", CannotStartError("It ended at once (exit code 3)."))
    own = notices.of_error("GIMP", CannotStartError("Not from inside a Flatpak.", "Run it in a terminal."))

    assert "exit code 3" in usual.advice
    assert "bowerbird serve" in usual.advice
    assert own.advice == "Not from inside a Flatpak. Run it in a terminal."
    assert (
        "token.json"
        in notices.of_error("GIMP", StorageError("token.json is damaged.", "Connect again.")).advice
    )


@pytest.mark.parametrize("code", ["no_image", "nothing_selected"])
def test_every_trouble_of_a_program_is_told_in_its_own_words(code: str) -> None:
    """Where it was found, more is known than its code says."""
    notice = notices.of_trouble("GIMP", HostTrouble(code, "GIMP says no.", "Do this."))

    assert (notice.sentence, notice.advice, notice.details) == ("GIMP says no.", "Do this.", code)
    assert notice.is_error


def test_a_trouble_without_words_is_told_too() -> None:
    """GIMP does not always say why."""
    assert notices.of_trouble("GIMP", HostTrouble("gimp_failed", "")).sentence == "GIMP could not do that."
