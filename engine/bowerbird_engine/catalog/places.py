"""What a search asks of the files: which contents are there, and which pictures lie in which place."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from bowerbird_engine.assets import Asset, AssetId, ContentHash, Int64Array, Root
from bowerbird_engine.catalog.connection import Database, Row, Value
from bowerbird_engine.catalog.ids import sorted_ids
from bowerbird_engine.catalog.records import FolderScope
from bowerbird_engine.errors import UnknownAssetError

LIVE = "file.missing_since IS NULL AND file.status = 'indexed'"
"""The files that a search may show, those that are held among them; the index `file_live` holds just these."""

_COLUMNS = (
    "file.content_id, file.asset_id, file.path, file.root_id, file.held_since,"
    " content.hash, content.width, content.height, content.media_type, content.byte_size"
)


def scope_condition(scope: FolderScope | None) -> tuple[str, list[Value]]:
    """Write a scope as an SQL condition on `file`, with its bindings."""
    if scope is None:
        return "TRUE", []
    condition, bindings = "TRUE", list[Value]()
    if scope.inside:
        inside, values = _any_folder(scope.inside)
        condition, bindings = f"({inside})", bindings + values
    if scope.outside:
        outside, values = _any_folder(scope.outside)
        condition, bindings = f"{condition} AND NOT ({outside})", bindings + values
    return condition, bindings


def _any_folder(folders: Iterable[tuple[int, bytes]]) -> tuple[str, list[Value]]:
    terms, bindings = list[str](), list[Value]()
    for root_id, folder in folders:
        prefix = folder.strip(b"/")
        if prefix:
            # Every path below a folder lies between `folder/` and `folder0`, 0 being the byte after the slash.
            terms.append("(file.root_id = ? AND file.path >= ? AND file.path < ?)")
            bindings += [root_id, prefix + b"/", prefix + b"0"]
        else:
            terms.append("file.root_id = ?")
            bindings.append(root_id)
    return " OR ".join(terms), bindings


def live_contents(database: Database, scope: FolderScope | None) -> Int64Array:
    """Give the sorted ids of the contents that at least one present, indexed file of the scope holds."""
    condition, bindings = scope_condition(scope)
    # The index that is in order where all is asked for; without DISTINCT, for which SQLite would build a tree.
    index = "INDEXED BY file_live" if scope is None else ""
    return sorted_ids(
        database,
        f"SELECT file.content_id AS id FROM file {index} WHERE {LIVE} AND {condition}",  # noqa: S608
        bindings,
    )


def load_assets(
    database: Database, content_ids: Sequence[int], roots: Mapping[int, Root], scope: FolderScope | None
) -> dict[int, tuple[Asset, ...]]:
    """Give the present, indexed files of each content inside the scope: those that can be opened first, by asset id."""
    condition, bindings = scope_condition(scope)
    rows = database.rows(
        f"SELECT {_COLUMNS} FROM json_each(?) AS wanted"  # noqa: S608
        " CROSS JOIN file INDEXED BY file_live ON file.content_id = wanted.value"
        " CROSS JOIN content ON content.id = file.content_id"
        f" WHERE {LIVE} AND {condition}",
        [json.dumps(list(dict.fromkeys(map(int, content_ids)))), *bindings],
    )
    found: dict[int, list[Asset]] = {}
    for row in rows:
        root = roots.get(row[3])
        if root is not None:
            found.setdefault(row[0], []).append(_asset(row, root))
    # Nearly every content has one file: sorting here costs less than in SQL.
    return {content_id: tuple(sorted(assets, key=_online_first)) for content_id, assets in found.items()}


def load_asset(database: Database, asset_id: AssetId, roots: Mapping[int, Root]) -> Asset:
    """Give one picture. Raises UnknownAssetError when it was never there, is gone, or is not indexed."""
    state = database.row(
        "SELECT status, missing_since, root_id FROM file WHERE asset_id = ?", (printable(asset_id),)
    )
    if state is None or state[2] not in roots:
        raise UnknownAssetError(f"No picture of the library has the id {asset_id!r}.")
    status, missing_since, root_id = state
    if missing_since is not None:
        raise UnknownAssetError(
            f"The picture {asset_id} is no longer where it was, and left the library. `bowerbird gone` says what left, and"
            " how it comes back."
        )
    if status != "indexed":
        raise UnknownAssetError(f"The picture {asset_id} is not indexed ({status}). Run `bowerbird index`.")
    row = database.row(
        f"SELECT {_COLUMNS} FROM file JOIN content ON content.id = file.content_id WHERE file.asset_id = ?",  # noqa: S608
        (asset_id,),
    )
    if row is None:
        raise UnknownAssetError(f"No picture of the library has the id {asset_id!r}.")
    return _asset(row, roots[root_id])


def load_assets_of(
    database: Database, asset_ids: Sequence[AssetId], roots: Mapping[int, Root]
) -> dict[AssetId, Asset]:
    """Give the present, indexed pictures with these ids, in their order; others are left out."""
    rows = database.rows(
        f"SELECT {_COLUMNS} FROM json_each(?) AS wanted"  # noqa: S608
        " CROSS JOIN file ON file.asset_id = wanted.value CROSS JOIN content ON content.id = file.content_id"
        f" WHERE {LIVE} ORDER BY wanted.key",
        (json.dumps([printable(asset_id) for asset_id in dict.fromkeys(asset_ids)]),),
    )
    return {AssetId(row[1]): _asset(row, roots[row[3]]) for row in rows if row[3] in roots}


def content_of(database: Database, asset_id: AssetId) -> ContentHash | None:
    """Give the content of a present, indexed picture; None when there is no such picture."""
    row = database.row(
        "SELECT content.hash FROM file JOIN content ON content.id = file.content_id"  # noqa: S608
        f" WHERE file.asset_id = ? AND {LIVE}",
        (printable(asset_id),),
    )
    return None if row is None else ContentHash(row[0])


def printable(text: str) -> str:
    """Replace what UTF-8 cannot hold, so that any string may be bound."""
    return text.encode("utf-8", "replace").decode("utf-8")


def time_of(milliseconds: int) -> datetime:
    """Read a time as the catalogue keeps it."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _online_first(asset: Asset) -> tuple[bool, str]:
    return not asset.online, asset.id


def _asset(row: Row, root: Root) -> Asset:
    content_id, asset_id, path, root_id, held_since, content_hash, width, height, media_type, byte_size = row
    return Asset(
        id=asset_id,
        content_id=content_id,
        path=root.path / os.fsdecode(path),
        root_id=root_id,
        content_hash=content_hash,
        width=width,
        height=height,
        media_type=media_type,
        byte_size=byte_size,
        online=root.online and held_since is None,
        volume_label=root.volume_label,
        held_since=None if held_since is None else time_of(held_since),
    )
