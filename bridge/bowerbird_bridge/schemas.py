"""The JSON forms of what the engine answers, and the query that a line of a batch file means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from bowerbird_engine import (
    AssetFailure,
    AssetId,
    BowerbirdError,
    Check,
    FolderHealth,
    IndexReport,
    LibraryStatus,
    PackInfo,
    Root,
    SearchHit,
    SearchPage,
    SearchQuery,
)

Json = dict[str, object]


class BadLineError(BowerbirdError):
    """Say that a line of a batch file is no query."""

    code = "bad_request"


def page_as_json(page: SearchPage) -> Json:
    """Give a page of results its stable form: `entry`, `why`, `hits`, `next`, `notes`."""
    return {
        "entry": page.entry,
        "why": page.why,
        "hits": [hit_as_json(hit) for hit in page.hits],
        "next": page.next,
        "notes": list(page.notes),
    }


def hit_as_json(hit: SearchHit) -> Json:
    """Give one hit its stable form; `path` is absolute."""
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
    }


def root_as_json(root: Root) -> Json:
    """Describe a folder of the library."""
    return {
        "path": str(root.path),
        "online": root.online,
        "offline_reason": root.offline_reason,
        "volume": root.volume_label,
    }


def report_as_json(report: IndexReport) -> Json:
    """Describe what one run of the index did."""
    return {
        "found": report.found,
        "counts": {status.value: count for status, count in report.counts.items()},
        "embedded": report.embedded,
        "moved": report.moved,
        "missing": report.missing,
        "read_for_letters": report.read_for_letters,
        "offline": [root_as_json(root) for root in report.offline],
        "skips": dict(report.skips),
        "failures": [failure_as_json(failure) for failure in report.failures],
    }


def failure_as_json(failure: AssetFailure) -> Json:
    """Name a file that is not searchable, and why."""
    return {
        "path": str(failure.path),
        "status": failure.status.value,
        "code": failure.code,
        "reason": failure.reason,
    }


def pack_as_json(pack: PackInfo) -> Json:
    """Describe an installed model pack."""
    return {
        "id": pack.id,
        "version": pack.version,
        "title": pack.title,
        "dimension": pack.dimension,
        "languages": list(pack.languages),
        "licence": pack.licence,
        "folder": str(pack.folder),
        "in_use": pack.in_use,
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
        "contents": status.contents,
        "searchable": status.searchable,
        "letters": {
            "recognizer": status.recognizer,
            "read": status.letters_read,
            "total": status.letters_total,
        },
    }


def check_as_json(check: Check) -> Json:
    """Describe one finding of `doctor`."""
    return {"name": check.name, "state": check.state, "detail": check.detail, "advice": check.advice}


def health_as_json(health: FolderHealth) -> Json:
    """Describe what a folder holds and what looks like noise in it."""
    return {
        "root": health.root_id,
        "folder": health.name,
        "pictures": health.pictures,
        "advice": list(health.advice),
    }


def error_as_json(error: BowerbirdError) -> Json:
    """Give an error its stable form."""
    return {"error": {"code": error.code, "message": str(error)}}


def query_from_line(line: bytes) -> SearchQuery:
    """Read one line of a batch file, UTF-8 with or without a byte order mark."""
    try:
        fields: object = json.loads(line.decode("utf-8-sig"))
    # A line may be in another encoding, no JSON, or nested beyond all sense.
    except (ValueError, RecursionError) as problem:
        raise BadLineError(f"This line is no JSON in UTF-8: {problem}.") from problem
    return query_from_json(fields)


def query_from_json(line: object) -> SearchQuery:
    """Read one line of a batch: `text`, `letters`, `like`, `similar`, `in`, `not_in`, `limit`, `cursor`."""
    if not isinstance(line, dict):
        raise BadLineError('Each line must be one JSON object, such as {"text": "red mug"}.')
    fields = cast("Mapping[str, object]", line)
    known = {"text", "letters", "like", "similar", "in", "not_in", "limit", "cursor"}
    if unknown := sorted(set(fields) - known):
        raise BadLineError(f"Unknown field {unknown[0]!r}; known are {', '.join(sorted(known))}.")
    like = _text(fields, "like")
    similar = _text(fields, "similar")
    if like and similar:
        raise BadLineError("Give either 'like' (a file) or 'similar' (the id of a picture), not both.")
    limit = fields.get("limit", SearchQuery.__dataclass_fields__["limit"].default)
    if not isinstance(limit, int) or isinstance(limit, bool):
        raise BadLineError("'limit' must be a whole number.")
    return SearchQuery(
        text=_text(fields, "text"),
        letters=_text(fields, "letters"),
        like=Path(like) if like else AssetId(similar) if similar else None,
        inside=_folders(fields, "in"),
        outside=_folders(fields, "not_in"),
        limit=limit,
        cursor=_text(fields, "cursor"),
    )


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value
    raise BadLineError(f"{name!r} must be text.")


def _folders(fields: Mapping[str, object], name: str) -> tuple[Path, ...]:
    value = fields.get(name)
    if value is None:
        return ()
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    folders = tuple(Path(item) for item in items if isinstance(item, str) and item)
    if len(folders) < len(items):
        raise BadLineError(f"{name!r} must be a folder or a list of folders.")
    return folders
