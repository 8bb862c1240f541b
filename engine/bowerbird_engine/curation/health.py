"""What a folder is worth in a library: which ones look like noise, and why, in plain sentences.

Advice only. What the scan leaves out by itself is the business of the ignore rules; this judges what is in.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bowerbird_engine.assets import Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import FolderCounts
from bowerbird_engine.scanning.ignore import built_in_folder

_ENOUGH_TO_JUDGE = 8
"""Fewer pictures say nothing about a folder: three icons beside a drawing are no icon folder."""
_MOSTLY = 0.5
_OFTEN = 0.25

_BY_RULE = {
    "cache": "Its name is that of a cache, where programs keep copies for themselves.",
    "program_files": "Its name is that of a program's own folder.",
    "trash": "Its name is that of a recycle bin.",
    "system": "Its name is that of a folder of the system.",
    "temporary": "Its name says that it is temporary: exports that will not stay where they are.",
    "chat_downloads": "A chat program fills it by itself with what others sent.",
    "hidden": "It is a hidden folder, which is where programs keep their own things.",
}
"""Why a name that the scan would leave out is noise also where a person brought it back or chose it as a root."""

_BY_WORD = {
    "export": "Its name speaks of exports, which are copies of pictures that lie elsewhere.",
    "exports": "Its name speaks of exports, which are copies of pictures that lie elsewhere.",
    "preview": "Its name speaks of previews, which are small copies of pictures that lie elsewhere.",
    "previews": "Its name speaks of previews, which are small copies of pictures that lie elsewhere.",
    "download": "Downloads come in unsorted; a folder of the best of them is worth more.",
    "downloads": "Downloads come in unsorted; a folder of the best of them is worth more.",
    "whatsapp": "A chat program fills it by itself with what others sent.",
    "telegram": "A chat program fills it by itself with what others sent.",
    "wechat": "A chat program fills it by itself with what others sent.",
    "messenger": "A chat program fills it by itself with what others sent.",
    "received": "It collects what others sent.",
    "backup": "Its name speaks of a backup, which holds everything twice.",
    "backups": "Its name speaks of a backup, which holds everything twice.",
    "icons": "Its name speaks of icons.",
    "sprites": "Its name speaks of sprites.",
}


@dataclass(frozen=True, slots=True)
class FolderHealth:
    """One folder with its number of pictures and plain sentences on why it looks like noise, if it does.

    `name` is its path within its root, with `/`, and `.` for the root itself.
    """

    root_id: int
    name: str
    pictures: int
    advice: tuple[str, ...]


def folder_health(catalogue: Catalogue, roots: Mapping[int, Root]) -> list[FolderHealth]:
    """Judge every folder that holds pictures, root by root and by path; a folder counts without its subfolders."""
    return [
        FolderHealth(
            root_id=root.id,
            name=os.fsdecode(counts.path) or ".",
            pictures=counts.pictures,
            advice=judge(root.path.name, counts),
        )
        for root in roots.values()
        for counts in catalogue.files.folders(root.id)
    ]


def name_advice(folder: Path) -> str | None:
    """Say why a folder looks like noise by its own name alone, before anything is known of what is in it."""
    return _judge_name(os.fsencode(folder.name))


def judge(root_name: str, counts: FolderCounts) -> tuple[str, ...]:
    """Say why a folder of a root looks like noise; nothing, when it does not."""
    names = [os.fsencode(root_name), *counts.path.split(b"/")] if counts.path else [os.fsencode(root_name)]
    by_name = next((said for name in reversed(names) if (said := _judge_name(name))), None)
    by_content = (_judge_duplicates(counts), _judge_sizes(counts), _judge_failures(counts))
    return tuple(said for said in (by_name, *by_content) if said)


def _judge_name(name: bytes) -> str | None:
    code = built_in_folder(name)
    if code is not None:
        return _BY_RULE.get(code)
    text = os.fsdecode(name).lower()
    for sign in "_-.()[]":
        text = text.replace(sign, " ")
    return next((_BY_WORD[word] for word in text.split() if word in _BY_WORD), None)


def _judge_duplicates(counts: FolderCounts) -> str | None:
    if counts.pictures < _ENOUGH_TO_JUDGE or counts.duplicates <= counts.pictures * _MOSTLY:
        return None
    return f"{counts.duplicates} of the {counts.pictures} pictures directly in it are in the library at another place too."


def _judge_sizes(counts: FolderCounts) -> str | None:
    if counts.pictures < _ENOUGH_TO_JUDGE or counts.small <= counts.pictures * _MOSTLY:
        return None
    return f"{counts.small} of the {counts.pictures} pictures directly in it are tiny: icons or previews."


def _judge_failures(counts: FolderCounts) -> str | None:
    files = counts.pictures + counts.failed
    if files < _ENOUGH_TO_JUDGE or counts.failed <= files * _OFTEN:
        return None
    return f"{counts.failed} of the {files} files directly in it cannot be used: they are damaged, or are something else than pictures."
