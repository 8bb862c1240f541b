"""The JSON forms of what the engine answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bowerbird_client import BowerbirdClientError
from bowerbird_engine import (
    AddedFolder,
    AssetFailure,
    BowerbirdError,
    Check,
    FolderHealth,
    GonePictures,
    HeldPictures,
    IndexReport,
    LibraryStatus,
    PackChoice,
    Root,
    SearchHit,
    SearchPage,
    SwitchReport,
)

if TYPE_CHECKING:  # 50 ms that a command without models does not pay
    from bowerbird_bridge.commands.model_listings import PackDetails
    from bowerbird_engine import KnownPack, PackInfo

Json = dict[str, object]


def page_as_json(page: SearchPage) -> Json:
    """Give a page of results its stable form: `entry`, `why`, `hits`, `next`, `notes` and what else is known of it."""
    return {
        "entry": page.entry,
        "why": page.why,
        "hits": [hit_as_json(hit) for hit in page.hits],
        "next": page.next,
        "notes": list(page.notes),
        "model": page.model,
        "directions": list(page.directions),
        "verified": page.verified,
    }


def hit_as_json(hit: SearchHit) -> Json:
    """Give one hit its stable form; `path` is absolute, boxes are four corners as fractions."""
    return {
        "id": hit.asset.id,
        "path": str(hit.asset.path),
        "similarity": round(hit.similarity, 2),
        "reasons": [{"signal": reason.signal, "detail": reason.detail} for reason in hit.reasons],
        "width": hit.asset.width,
        "height": hit.asset.height,
        "media_type": hit.asset.media_type,
        "online": hit.asset.online,
        "volume": hit.asset.volume_label,
        "copies": [str(path) for path in hit.copies],
        "calibrated": hit.calibrated,
        "labels": None if hit.labels is None else list(hit.labels),
        "boxes": [list(box) for box in hit.boxes],
        "query_box": None if hit.query_box is None else list(hit.query_box),
        "group": hit.group,
        "variants": hit.variants,
        "core": hit.core,
        "curated": hit.curated,
    }


def root_as_json(root: Root) -> Json:
    """Describe a folder of the library."""
    return {
        "path": str(root.path),
        "online": root.online,
        "offline_reason": root.offline_reason,
        "volume": root.volume_label,
    }


def added_as_json(added: AddedFolder) -> Json:
    """Describe a folder that was added."""
    return {**root_as_json(added.root), "brought_back": added.brought_back}


def report_as_json(report: IndexReport) -> Json:
    """Describe what one run of the index did."""
    return {
        "found": report.found,
        "counts": {status.value: count for status, count in report.counts.items()},
        "embedded": report.embedded,
        "moved": report.moved,
        "missing": report.missing,
        "returned": report.returned,
        "read_for_letters": report.read_for_letters,
        "offline": [root_as_json(root) for root in report.offline],
        "skips": dict(report.skips),
        "failures": [failure_as_json(failure) for failure in report.failures],
        "model": None if report.switch is None else switch_as_json(report.switch),
        "held": [held_as_json(held) for held in report.held],
    }


def held_as_json(held: HeldPictures) -> Json:
    """Describe what was not found of a folder."""
    return {
        "folder": str(held.folder),
        "within": str(held.within),
        "pictures": held.pictures,
        "known": held.known,
        "since": held.since.isoformat(),
    }


def gone_as_json(gone: GonePictures) -> Json:
    """Describe what was not found, and what left the library."""
    return {
        "held": [held_as_json(held) for held in gone.held],
        "dropped": [
            {
                "folder": str(dropped.folder),
                "within": str(dropped.within),
                "pictures": dropped.pictures,
                "day": dropped.day.isoformat(),
                "until": dropped.until.isoformat(),
                "removed": dropped.removed,
            }
            for dropped in gone.dropped
        ],
    }


def switch_as_json(switch: SwitchReport) -> Json:
    """Describe how far a run brought the model that was chosen."""
    return {
        "title": switch.title,
        "learned": switch.learned,
        "refused": switch.refused,
        "waiting": switch.waiting,
        "took_over": switch.took_over,
        "trouble": switch.trouble or None,
    }


def failure_as_json(failure: AssetFailure) -> Json:
    """Name a file that is not searchable, and why."""
    return {
        "path": str(failure.path),
        "status": failure.status.value,
        "code": failure.code,
        "reason": failure.reason,
    }


def pack_as_json(info: PackInfo) -> Json:
    """Describe an installed model pack."""
    described = info.pack.description
    return {
        "id": info.pack.id,
        "version": described.version,
        "title": described.title,
        "dimension": described.dimension,
        "precision": described.precision,
        "languages": list(described.languages),
        "licence": described.licence,
        "source": described.source,
        "folder": str(info.pack.folder),
        "calibrated": described.curves is not None,
        "builtin": info.builtin,
        "answers": info.answers,
        "chosen": info.chosen,
        "learned": info.learned,
        "contents": info.contents,
    }


def known_pack_as_json(pack: KnownPack) -> Json:
    """Describe a model pack that can be installed by its id; sizes that nobody has seen are null."""
    return {
        "id": pack.id,
        "title": pack.title,
        "for_whom": pack.for_whom,
        "repository": pack.repository,
        "dimension": pack.dimension,
        "licence": pack.licence,
        "languages": list(pack.languages),
        "cost": pack.cost,
        "seen": pack.seen,
        "bytes": {offered.precision: offered.bytes for offered in pack.precisions},
    }


def pack_details_as_json(details: PackDetails) -> Json:
    """Describe all that is known of one model."""
    return {
        "id": details.id,
        "known": None if details.known is None else known_pack_as_json(details.known),
        "installed": [pack_as_json(info) for info in details.installed],
        "precision": details.precision,
        "files": [
            {"repository": file.repository, "path": file.path, "url": file.url, "bytes": file.bytes}
            for file in details.files
        ],
        "agreements": {
            pack_id: {
                "pictures": {"lowest": found.pictures_lowest, "mean": found.pictures_mean},
                "texts": {"lowest": found.texts_lowest, "mean": found.texts_mean},
            }
            for pack_id, found in details.agreements.items()
        },
    }


def choice_as_json(choice: PackChoice) -> Json:
    """Describe which model answers and which one was chosen."""
    return {
        "answers": choice.answers or None,
        "chosen": choice.chosen,
        "under_way": choice.under_way,
        "learned": choice.learned,
        "contents": choice.contents,
        "trouble": choice.trouble or None,
    }


def status_as_json(status: LibraryStatus) -> Json:
    """Describe the library as a whole."""
    return {
        "home": str(status.home),
        "folders": [root_as_json(root) for root in status.roots],
        "found": status.found,
        "counts": {state.value: count for state, count in status.counts.items()},
        "skips": dict(status.skips),
        "pack": status.pack,
        "model": choice_as_json(status.choice),
        "contents": status.contents,
        "searchable": status.searchable,
        "letters": {
            "recognizer": status.recognizer,
            "read": status.letters_read,
            "total": status.letters_total,
            "languages": list(status.languages),
        },
        "held": [held_as_json(held) for held in status.held],
    }


def check_as_json(check: Check) -> Json:
    """Describe one finding of `doctor`."""
    return {
        "name": check.name,
        "code": check.code,
        "state": check.state,
        "detail": check.detail,
        "advice": check.advice,
    }


def health_as_json(health: FolderHealth) -> Json:
    """Describe what a folder holds and what looks like noise in it."""
    return {
        "root": health.root_id,
        "folder": health.name,
        "pictures": health.pictures,
        "advice": list(health.advice),
    }


def error_as_json(error: BowerbirdError | BowerbirdClientError) -> Json:
    """Give an error its stable form."""
    return {"error": {"code": error.code, "message": str(error)}}
