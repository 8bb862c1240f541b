"""The one tree of errors. Each has a stable `code`, a plain `sentence`, and in `advice` what to do next.

BowerbirdClientError
├── NotRunningError            not_running      no hub answers
│   ├── CannotStartError       cannot_start     it was started, or should have been, and is not there
│   └── WrongLibraryError      wrong_library    a hub answers, of another library than the one paired with
├── NotPairedError             not_paired       no token is kept here, or the hub does not know it any more
├── PairingError               pairing          the request to pair came to nothing
│   ├── PairingDeniedError     pairing_denied
│   └── PairingExpiredError    pairing_gone
├── RogueHubError              rogue_hub        another program listens where the hub should be
├── VersionError               api_version
│   ├── HubTooOldError         hub_too_old
│   └── HubTooNewError         hub_too_new
├── TimedOutError              timed_out
├── GarbledError               garbled          an answer that no hub gives: no HTTP, no JSON, too large, endless
├── StorageError               storage          a file of the plug-in's own cannot be kept or trusted
├── CancelledError             cancelled        the plug-in itself gave it up
└── ProblemError               (the hub's own)  the hub said no, and why
    ├── RefusedError           insufficient_scope
    ├── UnknownError           unknown_asset, unknown_folder, …   there is nothing of that id
    ├── OfflineError           asset_offline    the picture lies on a disk that is not plugged in
    ├── ChangedError           asset_changed, asset_gone
    └── BusyError              busy, too_many_requests, library_busy   try again in a moment
"""

from __future__ import annotations


class BowerbirdClientError(Exception):
    """Be the base of all that can go wrong between a plug-in and the hub. `str()` gives sentence and advice."""

    code: str = "error"
    default_advice: str = ""

    def __init__(self, sentence: str, advice: str | None = None) -> None:
        """Say what happened, and what to do next where the class does not know that already."""
        super().__init__(sentence, advice)
        self.sentence = sentence
        self.advice = self.default_advice if advice is None else advice

    def __str__(self) -> str:
        return f"{self.sentence} {self.advice}".strip()


class NotRunningError(BowerbirdClientError):
    """Say that no hub answers."""

    code = "not_running"
    default_advice = "Start Bowerbird, or run `bowerbird serve`, and try again."


class CannotStartError(NotRunningError):
    """Say that the hub could not be started from here."""

    code = "cannot_start"
    default_advice = "Run `bowerbird serve` in a terminal: it says what is wrong."


class WrongLibraryError(NotRunningError):
    """Say that the hub which runs holds another library than the one that this plug-in was paired with."""

    code = "wrong_library"
    default_advice = "Start Bowerbird with the library that you paired, or pair with this one."


class NotPairedError(BowerbirdClientError):
    """Say that the hub does not know this plug-in, or no longer."""

    code = "not_paired"
    default_advice = "Connect it: it shows a code, and you approve the same code on Bowerbird's page."


class PairingError(BowerbirdClientError):
    """Say that a request to pair came to nothing."""

    code = "pairing"
    default_advice = "Connect again."


class PairingDeniedError(PairingError):
    """Say that the owner denied the request."""

    code = "pairing_denied"
    default_advice = "Connect again if that was a mistake."


class PairingExpiredError(PairingError):
    """Say that nobody approved the request in time, or that it was taken already."""

    code = "pairing_gone"


class RogueHubError(BowerbirdClientError):
    """Say that what listens on the hub's port is not the hub; nothing secret was sent to it."""

    code = "rogue_hub"
    default_advice = "Nothing secret was sent to it. Look which program that is, and restart Bowerbird."


class VersionError(BowerbirdClientError):
    """Say that plug-in and hub speak different versions of the API."""

    code = "api_version"
    default_advice = "Update Bowerbird and this plug-in."


class HubTooOldError(VersionError):
    """Say that the hub is older than this plug-in can work with."""

    code = "hub_too_old"
    default_advice = "Update Bowerbird."


class HubTooNewError(VersionError):
    """Say that the hub no longer speaks the version of this plug-in."""

    code = "hub_too_new"
    default_advice = "Update this plug-in."


class TimedOutError(BowerbirdClientError):
    """Say that the hub took longer than the plug-in was willing to wait."""

    code = "timed_out"
    default_advice = "Try again in a moment; if it stays so, restart Bowerbird."


class GarbledError(BowerbirdClientError):
    """Say that an answer came which no hub gives."""

    code = "garbled"
    default_advice = "Restart Bowerbird; if it stays so, update it and this plug-in."


class StorageError(BowerbirdClientError):
    """Say that a file of the plug-in's own cannot be written, read or trusted."""

    code = "storage"


class CancelledError(BowerbirdClientError):
    """Say that the plug-in gave up what it had asked for."""

    code = "cancelled"


class ProblemError(BowerbirdClientError):
    """Carry what the hub answered instead: its `code`, `status`, and the `field` that it did not like.

    `retry_after` is the number of seconds that the hub asks to wait, where it does.
    """

    def __init__(
        self,
        sentence: str,
        advice: str | None = None,
        *,
        code: str | None = None,
        status: int = 0,
        field: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        """Take over what the hub said."""
        super().__init__(sentence, advice)
        self.code = self.code if code is None else code
        self.status = status
        self.field = field
        self.retry_after = retry_after


class RefusedError(ProblemError):
    """Say that this plug-in was not given the right to that; `scope` is the right that it lacks."""

    code = "insufficient_scope"
    default_advice = "Disconnect and connect again with that permission."

    def __init__(
        self,
        sentence: str,
        advice: str | None = None,
        *,
        code: str | None = None,
        status: int = 403,
        scope: str | None = None,
    ) -> None:
        """Name the scope that is lacking."""
        super().__init__(sentence, advice, code=code, status=status)
        self.scope = scope


class UnknownError(ProblemError):
    """Say that the library has nothing of that id (any more)."""

    code = "not_found"


class OfflineError(ProblemError):
    """Say that a picture lies on a disk that is not plugged in."""

    code = "asset_offline"


class ChangedError(ProblemError):
    """Say that a picture's file is not what it was when it was indexed, or gone."""

    code = "asset_changed"


class BusyError(ProblemError):
    """Say that the hub is busy with other things."""

    code = "busy"
    default_advice = "Try again in a moment."
