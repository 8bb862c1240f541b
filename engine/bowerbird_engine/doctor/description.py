"""What a library tells of itself to whoever helps its owner: numbers, versions and kinds, and no name of anything.

Every value is made from a field that is known to hold none. What is private is given apart, so that it can be taken out
of texts that were not made here.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from bowerbird_engine.assets import THIS_COMPUTER, Root
from bowerbird_engine.backup.elsewhere import remembered
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.encoding.packs import survey_packs
from bowerbird_engine.errors import BowerbirdError
from bowerbird_engine.indexing.scan import locate_roots
from bowerbird_engine.models.registry import known_packs
from bowerbird_engine.ocr.loading import installed_recognizer
from bowerbird_engine.scanning.reported_changes import file_system_of
from bowerbird_engine.settings import Settings

_BUILT_IN: Final = "starter"

_DIGEST: Final = 16


@dataclass(frozen=True, slots=True)
class LibraryDescription:
    """What may be told, as JSON takes it, and each private text with the placeholder that may stand for it."""

    facts: Mapping[str, object]
    private: Mapping[str, str]
    library_id: str | None = None
    """None where the library cannot be opened. It is random, and told only on this machine."""


def describe_library(settings: Settings) -> LibraryDescription:
    """Describe a library, also one that cannot be opened: then its error's code is what there is. Writes nothing."""
    private = {
        **{str(known.path.parent): f"<backups {n}>" for n, known in enumerate(remembered(settings), 1)},
        str(settings.state_dir): "<library>",
        str(settings.cache_dir): "<cache>",
    }
    facts: dict[str, object] = {"settings": _settings(settings)}
    library_id: str | None = None
    try:
        with Catalogue.open(settings.catalogue_path, read_only=True) as catalogue:
            library_id = catalogue.library_id
            private |= _private(catalogue, settings)
            facts |= _catalogue(catalogue, settings, locate_roots(catalogue))
    except BowerbirdError as error:
        facts["cannot_be_opened"] = error.code
    except OSError as error:
        facts["cannot_be_opened"] = errno.errorcode.get(error.errno or 0, "OSError")
    return LibraryDescription(facts, private, library_id)


def _settings(settings: Settings) -> dict[str, object]:
    return {
        "moved": settings.state_dir.name != "bowerbird",
        "cache_apart": not settings.cache_dir.is_relative_to(settings.state_dir),
        "own_rules": os.path.exists(settings.ignore_file),  # noqa: PTH110  pathlib's raises where it may not look
        "another_hub_for_models": settings.hub_endpoint is not None,
        "details": settings.details,
        "workers": settings.workers,
        "thumbnail_budget_bytes": settings.thumbnail_budget_bytes,
        "ocr_long_side": settings.ocr_long_side,
        "ocr_thorough": settings.ocr_thorough,
        "decode": asdict(settings.decode),
        "file_system": file_system_of(settings.state_dir),
        "cache_file_system": file_system_of(settings.cache_dir),
    }


def _catalogue(catalogue: Catalogue, settings: Settings, roots: list[Root]) -> dict[str, object]:
    names = _pack_names(catalogue, settings)
    ids = [root.id for root in roots]
    preferences = catalogue.preferences.get()
    identity = installed_recognizer(thorough=settings.ocr_thorough).identity or ""
    read, total = catalogue.texts.progress(identity)
    return {
        "catalogue": {
            key: value for key, value in asdict(catalogue.condition.now()).items() if key != "latest"
        },
        "rows": catalogue.condition.sizes(),
        "files_by_status": {status.value: n for status, n in catalogue.files.counts(ids).items()},
        "files_missing": catalogue.files.missing_count(ids),
        "failures": [
            {"status": status, "code": code, "number": number}
            for (status, code), number in catalogue.condition.failures(ids).items()
        ],
        "left_out": catalogue.files.skips(ids),
        "media_types": catalogue.condition.media_types(),
        "letters": {"recognizer": identity, "read": read, "total": total},
        "spaces": [
            {**asdict(space), "pack_id": names.get(space.pack_id, "?"), "digest": space.digest[:_DIGEST]}
            for space in catalogue.condition.spaces()
        ],
        "packs": [names.get(pack.id, "?") for pack in survey_packs(settings.packs_dir)[0]],
        "broken_packs": len(survey_packs(settings.packs_dir)[1]),
        "preferences": {key: value for key, value in asdict(preferences).items() if isinstance(value, bool)},
        "curated_folder": preferences.curated_folder is not None,
        "folders": [
            {
                "folder": f"<folder {number}>",
                "online": root.online,
                "file_system": file_system_of(root.path) if root.online else None,
                "files": sum(catalogue.files.counts([root.id]).values()),
                "left_out": catalogue.files.skips([root.id]),
            }
            for number, root in enumerate(roots, 1)
        ],
    }


def _private(catalogue: Catalogue, settings: Settings) -> dict[str, str]:
    """Gather what the person named, each kind by itself: of a catalogue that can be read in part, what can be read."""
    found: dict[str, str] = {}
    kinds = (_folder_names, _model_names, _self_test_names, _collection_names, _saved_names, _curated_names)
    for names in kinds:
        with contextlib.suppress(BowerbirdError, OSError):
            found |= names(catalogue, settings)
    return found


def _folder_names(catalogue: Catalogue, _settings: Settings) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, root in enumerate(locate_roots(catalogue), 1):
        for text in (str(root.path), os.path.realpath(root.path), root.path.name):
            found.setdefault(text, f"<folder {number}>")
        if root.volume_label != THIS_COMPUTER:
            found.setdefault(root.volume_label, f"<disk {number}>")
    return found


def _model_names(catalogue: Catalogue, settings: Settings) -> dict[str, str]:
    names = {pack: shown for pack, shown in _pack_names(catalogue, settings).items() if shown != pack}
    packs, unusable = survey_packs(settings.packs_dir)
    for pack in packs:
        if pack.id in names:
            names[pack.description.title] = names[pack.id]
    for broken in unusable:
        names.setdefault(broken.folder.name, f"<model {len(names) + 1}>")
    return names


def _collection_names(catalogue: Catalogue, _settings: Settings) -> dict[str, str]:
    return {each.name: f"<collection {number}>" for number, each in enumerate(catalogue.collections.all(), 1)}


def _saved_names(catalogue: Catalogue, _settings: Settings) -> dict[str, str]:
    return {
        each.name: f"<saved search {number}>" for number, each in enumerate(catalogue.saved_searches.all(), 1)
    }


def _self_test_names(catalogue: Catalogue, _settings: Settings) -> dict[str, str]:
    kept = catalogue.self_tests.get()
    return {
        probe.name: f"<probe {number}>" for number, probe in enumerate(() if kept is None else kept.probes, 1)
    }


def _curated_names(catalogue: Catalogue, _settings: Settings) -> dict[str, str]:
    curated = catalogue.preferences.get().curated_folder
    return {} if curated is None else {str(curated): "<curated>", curated.name: "<curated>"}


def _pack_names(catalogue: Catalogue, settings: Settings) -> dict[str, str]:
    """Name each pack as it may be told: by its own id where everybody has it, else by a number."""
    public = {_BUILT_IN, *(pack.id for pack in known_packs())}
    used = [space.pack_id for space in catalogue.condition.spaces()]
    here = [pack.id for pack in survey_packs(settings.packs_dir)[0]]
    own = [pack for pack in dict.fromkeys([*used, *here]) if pack not in public]
    return {pack: pack for pack in public} | {pack: f"<model {number}>" for number, pack in enumerate(own, 1)}
