"""The errors with which the future of a picture fails. Each has, beside its class's `code`, a finer `reason_code`."""

from __future__ import annotations

from typing import Final

from bowerbird_engine.errors import DecoderDiedError, PictureError, PictureTooLargeError, UsageError
from bowerbird_engine.imaging.work import RefusalError

NOT_THE_PICTURES_FAULT: Final = frozenset({"vanished", "cannot_read", "no_permission", "changed_while_read"})
"""Reasons of a disk that was pulled out, say: a later run asks such a picture again."""


class UnreadablePictureError(PictureError):
    """Say why one picture cannot be read.

    Reasons: `not_a_picture`, `damaged`, `empty_file`, `not_a_file`, `symbolic_link`, `no_permission`, `vanished`,
    `cannot_read`, `changed_while_read`, `deep_picture`.
    """

    def __init__(self, message: str, reason_code: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code


class OversizedPictureError(PictureTooLargeError):
    """Say which limit one picture exceeds: `file_too_large`, `too_many_pixels` or, made anew, `version_too_large`."""

    def __init__(self, message: str, reason_code: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code


class WorkerDiedError(DecoderDiedError):
    """Say how one picture ended its worker: `crashed`, `timed_out`, `out_of_memory` or `nonsense`."""

    def __init__(self, message: str, reason_code: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code


def failure_of(
    refusal: RefusalError,
) -> UnreadablePictureError | OversizedPictureError | WorkerDiedError | UsageError:
    """Turn a worker's refusal into the error of its picture, or of what was asked of it."""
    match refusal.kind:
        case "unreadable":
            return UnreadablePictureError(refusal.message, refusal.reason_code)
        case "too_large":
            return OversizedPictureError(refusal.message, refusal.reason_code)
        case "died":
            return WorkerDiedError(refusal.message, refusal.reason_code)
        case "bad_region":
            return UsageError(refusal.message)


def reason_code(error: PictureError) -> str:
    """Give the finest stable code that an error of a picture carries."""
    if isinstance(error, UnreadablePictureError | OversizedPictureError | WorkerDiedError):
        return error.reason_code
    return error.code
