"""The tables of the catalogue as the migrations from the eighth on make them, as `schema.py` has those of the first seven."""

from __future__ import annotations

SCHEMA_8 = """
-- Since when a file was not found although nobody said that it is gone. With `missing_since` NULL it is held: it stays
-- in the library, whole. With both, it was held until the person let it go.
ALTER TABLE file ADD COLUMN held_since INTEGER CHECK (held_since IS NULL OR status = 'indexed');
-- Since when a folder is out of the library. Its files went missing at the same moment, and come back with it.
ALTER TABLE root ADD COLUMN removed_since INTEGER;
CREATE INDEX file_held ON file (root_id, held_since) WHERE held_since IS NOT NULL;

-- One file is found at a place; those that are held beside it were there before.
DROP INDEX file_place;
CREATE UNIQUE INDEX file_place ON file (root_id, path, CASE WHEN held_since IS NULL THEN 0 ELSE id END)
    WHERE missing_since IS NULL;
DROP INDEX file_status;
CREATE INDEX file_status ON file (root_id, status, missing_since, held_since, content_id) WHERE missing_since IS NULL;
"""

SCHEMA_9 = """
-- The days since 1970, in UTC, on which the index ran. What is gone is forgotten by these, and not by the clock alone.
CREATE TABLE seen_day (
    day INTEGER PRIMARY KEY
) STRICT;
"""
