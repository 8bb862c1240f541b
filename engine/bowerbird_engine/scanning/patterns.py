"""One line of an ignore file as a pattern whose matching takes no longer for a nasty line than for a plain one."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from typing import AnyStr, Final, cast

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

MAX_LINE_BYTES: Final = 1024

_MAX_ANY_DEPTH: Final = 2
"""How many `**` may be tried at every depth of a path: each one more multiplies the time by the depth."""

_STAR: Final = "[^/]*"
_ONE: Final = "[^/]"
_ANYTHING: Final = "."
_FOLDER_MARK: Final = "ps_d"


class IgnorePattern(GitIgnoreSpecPattern):
    """A pattern in which each `*` but the last of a name takes the first place that fits, and is not tried again.

    For the names that match this changes nothing: what follows a later `*` fits after the first place if it fits
    after any. Without it the time grows with the length of the name to the power of the number of `*`.
    """

    __slots__ = ()

    @classmethod
    def pattern_to_regex(cls, pattern: AnyStr) -> tuple[AnyStr | None, bool | None]:
        """Translate a line. Raises ValueError for one that is too long or has too many `**`."""
        if isinstance(pattern, str):
            _check(pattern)
        translated: tuple[AnyStr | None, bool | None] = super().pattern_to_regex(pattern)
        regex, include = translated
        return (_without_second_tries(regex) if isinstance(regex, str) else regex), include


def compile_lines(lines: Iterable[str]) -> GitIgnoreSpec:
    """Compile lines. Raises ValueError, re.error, RecursionError or OverflowError for what makes no sense."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of sets that a later Python may read otherwise
        # The other engines that pathspec would choose by itself know no atomic groups.
        return GitIgnoreSpec.from_lines(lines, IgnorePattern, backend="simple")


def folder_verdict(spec: GitIgnoreSpec, folder: str) -> bool | None:
    """Tell what the last pattern that means this folder itself says of it, written with a final slash or without."""
    for pattern in reversed(list(spec.patterns)):
        # pathspec's own annotation leaves out what its expressions match.
        regex = cast("re.Pattern[str] | None", pattern.regex)  # pyright: ignore[reportUnknownMemberType]
        if regex is not None and pattern.include is not None and _means_folder(regex, folder):
            return pattern.include
    # What brings back everything below a folder brings its folders back too; what leaves it out was asked before.
    return False if spec.check_file(folder + "/").include is False else None


def _means_folder(regex: re.Pattern[str], folder: str) -> bool:
    if regex.pattern in {_ANYTHING, f"(?P<{_FOLDER_MARK}>/)"}:
        return True
    if _FOLDER_MARK in regex.groupindex:
        return regex.fullmatch(folder + "/") is not None
    return regex.match(folder) is not None or (regex.pattern == "/" and "/" in folder)


def _check(line: str) -> None:
    if len(line.encode("utf-8", "surrogateescape")) > MAX_LINE_BYTES:
        raise ValueError("the line is too long")
    segments = line.rstrip().lstrip("!").strip("/").split("/")
    runs = [one for one, before in zip(segments, ["", *segments], strict=False) if one != before]
    if runs[:-1].count("**") > _MAX_ANY_DEPTH:
        raise ValueError("the line has too many **")


def _without_second_tries(regex: str) -> str:
    # No segment holds a slash, so that this text stands for a star wherever it is.
    first, *rest = regex.split(_STAR)
    last_of_name = ["/" in after.replace(_ONE, "") for after in rest[:-1]] + [True]
    stars = (
        _STAR + after if last else f"(?>{_STAR}?{after})"
        for after, last in zip(rest, last_of_name, strict=False)
    )
    return first + "".join(stars)
