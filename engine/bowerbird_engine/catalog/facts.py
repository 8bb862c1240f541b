"""What the files of contents say of their pictures, and how these look; and what of it is frequent."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np

from bowerbird_engine.assets import Float32Array, Int64Array
from bowerbird_engine.catalog.connection import Database, Value
from bowerbird_engine.catalog.places import LIVE, printable
from bowerbird_engine.facts import COLOURS, SWATCHES, Facet, Facets, Look, Metadata

_MEASURES: Final = ("lightness", "warmth", "colourfulness", "edges")
_SWATCH_BYTES: Final = 4

_HERE: Final = "content_id NOT IN (SELECT value FROM json_each(?1))"
"""Few contents are without a file, those of the last 30 days: to leave them out costs less than to look for the others."""

_CAMERAS: Final = (
    "SELECT camera_id AS one, count(*) AS pictures FROM content_facts INDEXED BY facts_camera"  # noqa: S608
    f" WHERE camera_id IS NOT NULL AND {_HERE} GROUP BY camera_id"
)
_KEYWORDS: Final = (
    f"SELECT keyword_id AS one, count(*) AS pictures FROM content_keyword WHERE {_HERE} GROUP BY keyword_id"  # noqa: S608
)
_MEDIA_TYPES: Final = (
    "SELECT media_type AS one, count(*) AS pictures FROM content"
    " WHERE id NOT IN (SELECT value FROM json_each(?1)) GROUP BY media_type"
)
_COLOURS: Final = (
    f"SELECT colours, count(*) FROM content_facts INDEXED BY facts_colours WHERE {_HERE} GROUP BY colours"  # noqa: S608
)
_YEARS: Final = (
    "SELECT substr(taken, 1, 4) AS one, count(*) AS pictures FROM content_facts INDEXED BY facts_taken"  # noqa: S608
    f" WHERE taken IS NOT NULL AND {_HERE} GROUP BY one"
)


class LackingFacts(NamedTuple):
    """A content whose file has not been asked what it says (`said`), or whose look has not been measured (`seen`)."""

    content_id: int
    said: bool
    seen: bool


class FactTable:
    """Keep what is known of contents, with the version of what read it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lacking(
        self, said: int, seen: int, root_ids: Iterable[int], limit: int, after: int = 0
    ) -> list[LackingFacts]:
        """List live contents of which an older version read something, or none, by id, those after `after`.

        What a file says can only be read where it is: in these roots.
        """
        rows = self._database.rows(
            "SELECT content.id, coalesce(facts.said, 0) < ?1 AND EXISTS (SELECT 1 FROM file INDEXED BY file_live"  # noqa: S608
            f"   WHERE file.content_id = content.id AND {LIVE}"
            "    AND file.root_id IN (SELECT value FROM json_each(?3))) AS unsaid,"
            " coalesce(facts.seen, 0) < ?2 AS unseen"
            " FROM content LEFT JOIN content_facts AS facts ON facts.content_id = content.id"
            " WHERE content.id > ?4 AND (coalesce(facts.said, 0) < ?1 OR coalesce(facts.seen, 0) < ?2)"
            "   AND EXISTS (SELECT 1 FROM file INDEXED BY file_live"
            f"   WHERE file.content_id = content.id AND {LIVE}) AND (unsaid OR unseen)"
            " ORDER BY content.id LIMIT ?5",
            (said, seen, json.dumps(list(root_ids)), after, limit),
        )
        return [LackingFacts(content_id, bool(unsaid), bool(unseen)) for content_id, unsaid, unseen in rows]

    def put_metadata(self, content_id: int, version: int, metadata: Metadata) -> None:
        """Store what a file says, in place of what an earlier version read."""
        lines = [printable(text) for text in (metadata.title, metadata.caption) if text]
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO content_facts (content_id, said, taken, camera_id, title, caption)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (content_id) DO UPDATE SET said = excluded.said,"
                " taken = excluded.taken, camera_id = excluded.camera_id, title = excluded.title,"
                " caption = excluded.caption",
                (
                    content_id,
                    version,
                    metadata.taken,
                    self._camera(metadata.camera),
                    None if metadata.title is None else printable(metadata.title),
                    None if metadata.caption is None else printable(metadata.caption),
                ),
            )
            self._put_keywords(content_id, metadata.keywords)
            self._database.execute("DELETE FROM caption_words WHERE rowid = ?", (content_id,))
            if lines:
                self._database.execute(
                    "INSERT INTO caption_words (rowid, text) VALUES (?, ?)", (content_id, "\n".join(lines))
                )

    def put_look(self, content_id: int, version: int, look: Look, telling: Iterable[int]) -> None:
        """Store how a picture looks; `telling` are the places in COLOURS of those that cover a telling part of it."""
        swatches = b"".join(map(bytes, look.swatches[:SWATCHES]))
        measured: tuple[Value, ...] = (
            sum(1 << place for place in set(telling)),
            bytes(look.shares),
            swatches.ljust(SWATCHES * _SWATCH_BYTES, b"\0"),
            look.lightness,
            look.warmth,
            look.colourfulness,
            look.edges,
        )
        self._database.execute(
            "INSERT INTO content_facts (content_id, seen, colours, shares, swatches, lightness, warmth,"
            " colourfulness, edges) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (content_id) DO UPDATE SET seen = excluded.seen, colours = excluded.colours,"
            " shares = excluded.shares, swatches = excluded.swatches, lightness = excluded.lightness,"
            " warmth = excluded.warmth, colourfulness = excluded.colourfulness, edges = excluded.edges",
            (content_id, version, *measured),
        )

    def metadata(self, content_id: int) -> Metadata:
        """Give what the file of a content says; nothing where it has not been read."""
        row = self._database.row(
            "SELECT taken, camera.name, title, caption FROM content_facts"
            " LEFT JOIN camera ON camera.id = camera_id WHERE content_id = ?",
            (content_id,),
        )
        if row is None:
            return Metadata()
        keywords = self._database.rows(
            "SELECT keyword.text FROM content_keyword JOIN keyword ON keyword.id = keyword_id"
            " WHERE content_id = ? ORDER BY position",
            (content_id,),
        )
        taken, camera, title, caption = row
        return Metadata(taken, camera, title, caption, tuple(text for (text,) in keywords))

    def colours(self, content_id: int) -> list[tuple[str, float]]:
        """Name the colours that cover a telling part of a picture, with their shares of it, 0..1, largest first."""
        row = self._database.row(
            "SELECT colours, shares FROM content_facts WHERE content_id = ? AND seen > 0", (content_id,)
        )
        if row is None:
            return []
        bits, shares = row
        found = [
            (name, share / 255)
            for place, (name, share) in enumerate(zip(COLOURS, shares, strict=False))
            if bits >> place & 1
        ]
        return sorted(found, key=lambda item: (-item[1], item[0]))

    def looks(self, keys: Int64Array) -> Float32Array:
        """Give lightness, warmth, colourfulness and edges [N, 4] of contents, -1..1; NaN where they are not measured."""
        rows = self._database.rows(
            "SELECT wanted.key, lightness, warmth, colourfulness, edges FROM json_each(?) AS wanted"
            " CROSS JOIN content_facts AS facts ON facts.content_id = wanted.value WHERE seen > 0",
            (json.dumps(keys.tolist()),),
        )
        found = np.full((len(keys), len(_MEASURES)), np.nan, np.float32)
        if rows:
            table = np.array(rows, np.float32)
            found[table[:, 0].astype(np.int64)] = table[:, 1:] / 1000.0
        return found

    def facets(self, said: int, limit: int) -> Facets:
        """Count what live contents have, at most `limit` cameras and keywords; `said` is the version of what reads files."""
        gone: list[int] = [
            content_id
            for (content_id,) in self._database.rows(
                "SELECT id FROM content WHERE NOT EXISTS (SELECT 1 FROM file INDEXED BY file_live"  # noqa: S608
                f" WHERE file.content_id = content.id AND {LIVE})"
            )
        ]
        left_out = json.dumps(gone)
        return Facets(
            cameras=self._named("camera", "name", _CAMERAS, left_out, limit),
            keywords=self._named("keyword", "text", _KEYWORDS, left_out, limit),
            media_types=self._counted(_MEDIA_TYPES, left_out),
            colours=self._colours(left_out),
            years=tuple(sorted(self._counted(_YEARS, left_out), key=lambda year: year.value, reverse=True)),
            unread=self._unread(said, left_out),
        )

    def _named(self, table: str, column: str, counting: str, left_out: str, limit: int) -> tuple[Facet, ...]:
        rows = self._database.rows(
            f"SELECT {column}, pictures FROM ({counting} ORDER BY pictures DESC, one LIMIT ?2)"  # noqa: S608
            f" JOIN {table} ON {table}.id = one ORDER BY pictures DESC, 1",
            (left_out, limit),
        )
        return tuple(Facet(value, pictures) for value, pictures in rows)

    def _counted(self, counting: str, left_out: str) -> tuple[Facet, ...]:
        rows = self._database.rows(f"{counting} ORDER BY pictures DESC, one", (left_out,))
        return tuple(Facet(value, pictures) for value, pictures in rows)

    def _colours(self, left_out: str) -> tuple[Facet, ...]:
        rows = self._database.rows(_COLOURS, (left_out,))
        counts = [sum(count for bits, count in rows if bits >> place & 1) for place in range(len(COLOURS))]
        facets = [Facet(name, count) for name, count in zip(COLOURS, counts, strict=True) if count]
        return tuple(sorted(facets, key=lambda facet: (-facet.pictures, facet.value)))

    def _unread(self, said: int, left_out: str) -> int:
        number: int = self._database.value(
            "SELECT count(*) FROM content LEFT JOIN content_facts AS facts ON facts.content_id = content.id"
            " WHERE coalesce(facts.said, 0) < ?2 AND content.id NOT IN (SELECT value FROM json_each(?1))",
            (left_out, said),
        )
        return number

    def compact(self) -> None:
        """Join the pieces that many small writes left of the full-text indexes, as for letters."""
        with self._database.transaction():
            for index in ("caption_words", "keyword_words", "folder_words"):
                self._database.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608

    def _camera(self, name: str | None) -> int | None:
        if name is None:
            return None
        self._database.execute(
            "INSERT INTO camera (name) VALUES (?) ON CONFLICT DO NOTHING", (printable(name),)
        )
        number: int = self._database.value("SELECT id FROM camera WHERE name = ?", (printable(name),))
        return number

    def _put_keywords(self, content_id: int, keywords: Sequence[str]) -> None:
        self._database.execute("DELETE FROM content_keyword WHERE content_id = ?", (content_id,))
        for position, text in enumerate(map(printable, keywords)):
            if self._database.execute(
                "INSERT INTO keyword (text, folded) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (text, fold_keyword(text)),
            ):
                self._database.execute(
                    "INSERT INTO keyword_words (rowid, text) VALUES (?, ?)", (self._database.last_id(), text)
                )
            self._database.execute(
                "INSERT INTO content_keyword (keyword_id, content_id, position)"
                " SELECT id, ?, ? FROM keyword WHERE folded = ? ON CONFLICT DO NOTHING",
                (content_id, position, fold_keyword(text)),
            )


def fold_keyword(text: str) -> str:
    """Bring a keyword to the spelling under which it is one with others: case plays no part."""
    return printable(unicodedata.normalize("NFC", text).casefold())
