"""Which entries of a folder are left out, and why: each rule has a stable code.

The built-in rules keep an index clean without being asked. A person's own rules, in `.gitignore` syntax, come from the
library's ignore file and from a `.bowerbirdignore` in any folder; a rule with `!` brings back what a built-in rule
leaves out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pathspec import GitIgnoreSpec

from bowerbird_engine.scanning.patterns import compile_lines, folder_verdict

IGNORE_FILE: Final = b".bowerbirdignore"
MAX_IGNORE_BYTES: Final = 256 * 1024

SKIP_REASONS: Final[dict[str, str]] = {
    "not_a_picture": "files of other kinds",
    "not_a_file": "pipes, sockets and devices",
    "in_the_cloud": "files that are only in the cloud; make them available offline to have them indexed",
    "symlink": "links, which are not followed",
    "hidden": "hidden files and folders",
    "cache": "caches and previews that programs keep for themselves",
    "program_files": "folders of programs and their packages",
    "trash": "recycle bins",
    "system": "folders of the operating system or the disk",
    "temporary": "temporary files and exports",
    "chat_downloads": "pictures that chat programs saved by themselves",
    "own_rule": "by your own rules",
    "bad_ignore_rule": "lines of ignore files that make no sense",
    "other_volume": "other disks that are mounted inside; add them as folders of their own",
    "path_too_long": "paths that are too long for this system",
    "no_permission": "folders that may not be read by this user",
    "unreachable": "folders that could not be read",
}
"""What each skip code means, as a person would want to read it."""

_FOLDERS: Final[dict[bytes, str]] = {
    name: code
    for code, names in {
        "cache": (
            b"@eadir", b"cache", b"caches", b"cacheddata", b"code cache", b"gpucache", b"shadercache", b"_cache",
            b"thumbnails", b"_thumbs", b"thumbs", b"__pycache__", b"previews.lrdata", b"captureone", b"cacheclip",
            b"optimizedmedia", b"proxymedia", b"media cache files", b"browser cache", b"inetcache",
        ),
        "program_files": (
            b"node_modules", b"site-packages", b"bower_components", b"venv", b"program files",
            b"program files (x86)", b"windows", b"appdata",
        ),
        "trash": (b"$recycle.bin", b"recycler", b"recycled", b"#recycle", b"trash", b"deleted files"),
        "system": (
            b"lost+found", b"system volume information", b"__macosx", b"#snapshot", b"found.000", b"windowsapps",
        ),
        "temporary": (
            b"tmp", b"temp", b"temporary items", b"temporary exports", b"temporary files", b"temp exports",
            b"_tmp", b"_temp", b"export_tmp", b"tmp_export", b"temp_export",
        ),
        "chat_downloads": (
            b"whatsapp images", b"whatsapp animated gifs", b"whatsapp stickers", b"whatsapp profile photos",
            b"telegram desktop", b"telegram images", b"wechat files", b"xwechat_files", b"viber images",
            b"tencent files", b"kakaotalk downloads", b"signal attachments", b"line_download",
        ),
    }.items()
    for name in names
}  # fmt: skip

_FOLDER_ENDINGS: Final[tuple[tuple[bytes, str], ...]] = (
    (b".lrdata", "cache"),  # Lightroom's previews
    (b".cocatalogdb", "cache"),  # Capture One
    (b".app", "program_files"),
    (b".tmp", "temporary"),
    (b".crswap", "temporary"),
)

_FILE_STARTS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"~$", "temporary"),
    (b"~tmp", "temporary"),
    (b"tmp_export", "temporary"),
    (b"temp_export", "temporary"),
)


def built_in_folder(name: bytes) -> str | None:
    """Tell the code of the built-in rule that leaves a folder of this name out."""
    if name.startswith(b"."):
        return "trash" if name.lower().startswith((b".trash", b".recycle")) else "hidden"
    low = name.lower()
    code = _FOLDERS.get(low)
    if code is None:
        code = next((c for ending, c in _FOLDER_ENDINGS if low.endswith(ending) and low != ending), None)
    return code


def built_in_file(name: bytes) -> str | None:
    """Tell the code of the built-in rule that leaves a file of this name out."""
    if name.startswith(b"."):
        return "hidden"
    low = name.lower()
    return next((code for start, code in _FILE_STARTS if low.startswith(start)), None)


@dataclass(frozen=True, slots=True)
class OwnRules:
    """A person's rules, with the folder that they hold for (relative to the root; empty for all)."""

    base: bytes
    spec: GitIgnoreSpec

    def verdict(self, path: bytes, *, is_folder: bool) -> bool | None:
        """Tell whether the rules leave a path out (True), bring it back (False) or say nothing of it."""
        relative = os.fsdecode(path[len(self.base) + 1 :] if self.base else path)
        return folder_verdict(self.spec, relative) if is_folder else self.spec.check_file(relative).include


def parse_rules(base: bytes, lines: Iterable[str]) -> tuple[OwnRules | None, tuple[str, ...]]:
    """Read rules in `.gitignore` syntax; also return the lines that make no sense, which are passed over."""
    good: list[str] = []
    bad: list[str] = []
    for line in lines:
        try:
            compile_lines([line])
        except (ValueError, re.error, RecursionError, OverflowError):
            bad.append(line)
        else:
            good.append(line)
    meant = [line for line in good if line.strip() and not line.startswith("#")]
    return (OwnRules(base, compile_lines(good)) if meant else None), tuple(bad)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a walk needs: the endings of picture files (lower case, with the dot) and the person's rules for all."""

    suffixes: frozenset[bytes]
    own: tuple[OwnRules, ...] = ()

    def is_picture(self, name: bytes) -> bool:
        """Tell by its ending whether a file may be a picture."""
        dot = name.rfind(b".")
        return dot > 0 and name[dot:].lower() in self.suffixes


def make_rules(suffixes: Iterable[str], own_lines: Iterable[str] = ()) -> tuple[Rules, tuple[str, ...]]:
    """Build the rules from picture endings and the lines of the person's ignore file; also return the bad lines."""
    own, bad = parse_rules(b"", own_lines)
    wanted = frozenset(os.fsencode(suffix.lower()) for suffix in suffixes)
    return Rules(wanted, () if own is None else (own,)), bad


def skip_code(path: bytes, name: bytes, own: Sequence[OwnRules], *, is_folder: bool) -> str | None:
    """Decide on an entry: the person's rules speak first, the deepest folder's before the others."""
    for rules in reversed(own):
        verdict = rules.verdict(path, is_folder=is_folder)
        if verdict is not None:
            return "own_rule" if verdict else None
    return built_in_folder(name) if is_folder else built_in_file(name)
