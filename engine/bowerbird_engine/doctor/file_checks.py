"""The files that are not searchable, by reason, each with the best thing to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bowerbird_engine.assets import FileStatus, Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.doctor.findings import Check, counted, note

_SEE: Final = "`bowerbird status --problems` names them."

_ICON: Final = "too_small"
"""Left out on purpose: `bowerbird status` counts them."""

_ADVICE: Final[dict[str, tuple[str, str]]] = {
    "not_a_picture": ("are no pictures, whatever their names say", "Rename or delete them."),
    "damaged": (
        "are damaged",
        "Open one in another program; where that fails too, bring it back from a backup.",
    ),
    "empty_file": ("are empty", "A copy was cut short: copy them again, or delete them."),
    "deep_picture": ("hold more layers of depth than can be shown", "Save a flat version beside them."),
    "no_permission": (
        "may not be read by you",
        "Give yourself the right: chmod u+r FILE. The next index takes them.",
    ),
    "vanished": ("went away while they were read", "Run `bowerbird index` once more."),
    "changed_while_read": (
        "changed while they were read",
        "Run `bowerbird index` when nothing writes to them.",
    ),
    "cannot_read": (
        "could not be read from their disk",
        "The disk or the network fails: save what is on it, check it, and run `bowerbird index` again.",
    ),
    "file_too_large": ("are larger than a decoder may read", "Save smaller versions beside them."),
    "too_many_pixels": ("have more pixels than a decoder may hold", "Save smaller versions beside them."),
    "picture_too_large": ("are too large for a decoder", "Save smaller versions beside them."),
    "symbolic_link": ("are links, which are not followed", "Add the folder that they point to."),
    "not_a_file": ("are no files", "Pipes and devices are left out."),
    "crashed": (
        "crashed their decoder",
        "They are not tried again until they change. They may be made to do harm.",
    ),
    "timed_out": ("took too long to decode", "Save them anew in another program, as PNG or JPEG."),
    "out_of_memory": ("want more memory than a decoder may take", "Save smaller versions beside them."),
    "nonsense": ("confused their decoder", "They are not tried again until they change."),
    "bad_embedding": ("confuse the model", "Another model may digest them: `bowerbird models list`."),
}


def problem_files(catalogue: Catalogue, roots: list[Root]) -> Iterator[Check]:
    """Count what is still to do and what failed, by code."""
    root_ids = [root.id for root in roots]
    pending = catalogue.files.counts(root_ids).get(FileStatus.PENDING, 0)
    if pending:
        yield note(
            "files", "pending", f"{counted(pending, 'file')} not indexed yet", "Run `bowerbird index`."
        )
    found: dict[str, int] = {}
    for (_, code), number in catalogue.condition.failures(root_ids).items():
        if code == _ICON:
            continue
        found[code] = found.get(code, 0) + number
    for code, number in sorted(found.items(), key=lambda each: (-each[1], each[0])):
        what, advice = _ADVICE.get(code, ("are not searchable", "Their reason says more."))
        yield note("files", f"files_{code}", f"{number:,} that {what} ({code})", f"{advice} {_SEE}")
