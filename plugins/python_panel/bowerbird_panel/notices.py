"""What to tell a person: each error of the client and each trouble of the program as a sentence, what to do, and a button."""

from __future__ import annotations

from bowerbird_client import (
    BowerbirdClientError,
    CannotStartError,
    NotRunningError,
    PairingError,
    ProblemError,
    RogueHubError,
    StorageError,
    WrongLibraryError,
)

from .foreign import quoted
from .host import HostTrouble
from .state import Notice, Remedy
from .words import _, ngettext


def of_error(program: str, error: BowerbirdClientError) -> Notice:
    """Tell what went wrong between the program and the hub.

    What the hub itself says of a case is more precise than any sentence of ours, and stands beside it as it is.
    """
    sentence, advice, remedy = _of_code(program, error)
    if isinstance(error, (ProblemError, StorageError)) and sentence and error.code != "no_curated_folder":
        advice = f"{advice} {error}".strip()
    if not sentence:
        sentence, advice = error.sentence, error.advice
    return Notice(sentence, advice, remedy, is_error=True, details=error.code)


def not_paired(program: str, *, before: bool) -> Notice:
    """Tell that the program has no rights: not yet, or with `before` no longer."""
    if before:
        return Notice(
            _("Bowerbird does not know {program} any more.").format(program=program),
            _("Connect again. Your words and settings are kept."),
            Remedy.PAIR,
            is_error=True,
            details="not_paired",
        )
    return Notice(
        _("{program} is not connected to Bowerbird yet.").format(program=program),
        _("Connect it: a code is shown here, and you approve the same code on Bowerbird's page."),
        Remedy.PAIR,
        details="not_paired",
    )


def _of_code(program: str, error: BowerbirdClientError) -> tuple[str, str, Remedy]:  # noqa: PLR0911  one for each kind
    if isinstance(error, WrongLibraryError):
        return (
            _("The Bowerbird that runs holds another library."),
            _("Start Bowerbird with the library that you connected to, or connect to this one."),
            Remedy.PAIR,
        )
    if isinstance(error, NotRunningError):
        if error.code == "cannot_start":
            advice = error.advice
            if advice == CannotStartError.default_advice:
                advice = _("Run `bowerbird serve` in a terminal: it says what is wrong.")
            return (
                _("Bowerbird could not be started from here."),
                f"{error.sentence} {advice}",
                Remedy.CONNECT,
            )
        return (
            _("Bowerbird is not running."),
            _("Start it, or run `bowerbird serve`. This window notices by itself."),
            Remedy.CONNECT,
        )
    if isinstance(error, PairingError):
        return _of_pairing(error)
    if isinstance(error, RogueHubError):
        return (
            _("Another program answers where Bowerbird should."),
            _("Nothing secret was sent to it. Look which program that is, and restart Bowerbird."),
            Remedy.CONNECT,
        )
    if isinstance(error, StorageError):
        return _("A file that Bowerbird needs here cannot be used."), "", Remedy.NONE
    if error.code == "insufficient_scope":
        return (
            _("{program} was not given the right to do that.").format(program=program),
            _("Connect again with that permission."),
            Remedy.PAIR,
        )
    return _by_code().get(error.code, ("", "", Remedy.NONE))


def _of_pairing(error: PairingError) -> tuple[str, str, Remedy]:
    if error.code == "pairing_denied":
        return (
            _("The request to connect was denied on Bowerbird's page."),
            _("Connect again if that was a mistake."),
            Remedy.PAIR,
        )
    return (
        _("The request to connect was not approved in time."),
        _("Connect again, and approve the code on Bowerbird's page."),
        Remedy.PAIR,
    )


def _by_code() -> dict[str, tuple[str, str, Remedy]]:
    later = _("Try again in a moment.")
    return {
        "timed_out": (
            _("Bowerbird takes too long to answer."),
            _("Try again in a moment; if it stays so, restart Bowerbird."),
            Remedy.SEARCH_AGAIN,
        ),
        "garbled": (
            _("An answer came that cannot be understood."),
            _("Try again. If it stays so, restart Bowerbird, or update it and this plug-in."),
            Remedy.SEARCH_AGAIN,
        ),
        "api_version": _update(_("Bowerbird and this plug-in do not understand each other.")),
        "hub_too_old": _update(_("This Bowerbird is too old for the plug-in.")),
        "hub_too_new": _update(_("This plug-in is too old for the Bowerbird that runs.")),
        "busy": (_("Bowerbird is busy."), later, Remedy.SEARCH_AGAIN),
        "too_many_requests": (_("Bowerbird is busy."), later, Remedy.SEARCH_AGAIN),
        "library_busy": (_("The library is busy."), later, Remedy.SEARCH_AGAIN),
        "asset_offline": (
            _("The picture lies on a disk that is away."),
            _("Plug the disk in, and try again."),
            Remedy.NONE,
        ),
        "asset_changed": (
            _("The picture has changed since Bowerbird looked at it."),
            _("Search again."),
            Remedy.SEARCH_AGAIN,
        ),
        "asset_gone": (_("The picture is not there any more."), _("Search again."), Remedy.SEARCH_AGAIN),
        "unknown_asset": (
            _("The picture is not in the library any more."),
            _("Search again."),
            Remedy.SEARCH_AGAIN,
        ),
        "unknown_folder": (
            _("That folder is not in the library any more."),
            _("Search in all folders."),
            Remedy.CLEAR_FILTERS,
        ),
        "no_curated_folder": (
            _("No folder for curated copies was chosen yet."),
            _("Choose one on Bowerbird's page under Preferences, then copy again."),
            Remedy.OPEN_HUB_PAGE,
        ),
        "bad_folder": (
            _("The curated folder cannot be used."),
            _("Choose another one on Bowerbird's page under Preferences, then copy again."),
            Remedy.OPEN_HUB_PAGE,
        ),
        "disk_full": (_("The disk is full."), _("Make room, and try again."), Remedy.NONE),
        "unreadable_picture": (
            _("Bowerbird cannot read that picture."),
            _("Search with another one."),
            Remedy.NONE,
        ),
        "picture_too_large": (
            _("That picture is too large to search with."),
            _("Search with a part of it."),
            Remedy.NONE,
        ),
        "too_large": (
            _("That picture is too large to search with."),
            _("Search with a part of it."),
            Remedy.NONE,
        ),
    }


def _update(sentence: str) -> tuple[str, str, Remedy]:
    return sentence, _("Update Bowerbird and this plug-in."), Remedy.CONNECT


def of_trouble(program: str, trouble: HostTrouble) -> Notice:
    """Tell what the program could not do, in the words of the place where it was found: they know most."""
    return Notice(
        trouble.sentence or _("{program} could not do that.").format(program=program),
        trouble.advice,
        is_error=True,
        details=trouble.code,
        is_mended_alone=not trouble.is_fault,
    )


def nothing_found(*, filtered: bool) -> Notice:
    """Tell that no picture fits; with `filtered`, in the folder that was chosen."""
    if filtered:
        return Notice(
            _("Nothing was found in this folder."),
            _("Search in all folders."),
            Remedy.CLEAR_FILTERS,
            details="nothing_found",
        )
    return Notice(
        _("Nothing was found."),
        _("Try other words, or search with a part of the image."),
        details="nothing_found",
    )


def all_hidden(number: int, similarity: int) -> Notice:
    """Tell that the slider hides all that was found."""
    return Notice(
        ngettext(
            "{number} picture was found; it is less than {percent} % similar.",
            "{number} pictures were found; all are less than {percent} % similar.",
            number,
        ).format(number=number, percent=similarity),
        _("Move the slider to the left."),
        Remedy.LOWER_SIMILARITY,
        details="all_hidden",
    )


def empty_library() -> Notice:
    """Tell that there is nothing to find yet."""
    return Notice(
        _("There are no pictures in the library yet."),
        _("Add a folder on Bowerbird's page. You can search as soon as the first pictures are in."),
        Remedy.OPEN_HUB_PAGE,
        details="empty_library",
    )


def nothing_chosen() -> Notice:
    """Tell that an action needs a picture."""
    return Notice(_("No picture is chosen."), _("Choose one of the results first."), details="nothing_chosen")


def nothing_inserted() -> Notice:
    """Tell that there is no last picture to insert once more."""
    return Notice(
        _("Nothing was inserted from this library yet."),
        _("Search, and insert a picture first."),
        details="nothing_inserted",
    )


def nothing_to_copy_from(name: str, disk: str) -> Notice:
    """Tell on which disk a picture lies that should be copied."""
    return Notice(
        _("{name} lies on the disk {disk}.").format(name=quoted(name), disk=quoted(disk)),
        _("Plug it in, then copy again."),
        is_error=True,
        details="asset_offline",
    )


def not_found(name: str, error: BowerbirdClientError) -> Notice:
    """Tell of a picture that a search told as not found what to do; searching again would find it as it is."""
    return Notice(
        _("{name} was not found.").format(name=quoted(name)),
        _("Put it back where it was, or say on Bowerbird's page under Folders that it is gone.")
        + f" {error}",
        Remedy.OPEN_HUB_PAGE,
        is_error=True,
        details=error.code,
        is_mended_alone=True,
    )


def not_offered() -> Notice:
    """Tell that the hub that runs cannot do something which this plug-in can ask for."""
    return Notice(
        _("The Bowerbird that runs cannot do that yet."),
        _("Update Bowerbird."),
        is_error=True,
        details="not_offered",
    )


def page_not_opened() -> Notice:
    """Tell how to open the hub's page by hand, and how to approve a code without it."""
    return Notice(
        _("No browser could be opened."),
        _("Run `bowerbird open`, or `bowerbird pair` in a terminal."),
        is_error=True,
        details="page_not_opened",
    )
