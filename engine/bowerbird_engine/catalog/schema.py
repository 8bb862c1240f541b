"""The tables of the catalogue, as each migration makes them. What was released is never changed here."""

from __future__ import annotations

SCHEMA_1 = """
-- One row: caches carry this id, so that those of another library are never taken for this one's.
CREATE TABLE library (
    id TEXT NOT NULL
) STRICT;
INSERT INTO library (id) VALUES (lower(hex(randomblob(16))));

CREATE TABLE root (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    volume_key     TEXT NOT NULL,
    volume_label   TEXT NOT NULL,
    path_on_volume BLOB NOT NULL,
    last_path      BLOB NOT NULL,
    UNIQUE (volume_key, path_on_volume)
) STRICT;

-- What pictures were left out under a root, and why: only the latest scan counts.
CREATE TABLE skip (
    root_id INTEGER NOT NULL REFERENCES root ON DELETE CASCADE,
    code    TEXT NOT NULL,
    number  INTEGER NOT NULL,
    PRIMARY KEY (root_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE content (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    hash       BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    width      INTEGER NOT NULL CHECK (width > 0),
    height     INTEGER NOT NULL CHECK (height > 0),
    media_type TEXT NOT NULL,
    byte_size  INTEGER NOT NULL
) STRICT;

-- mtime_ns and inode are ANY: file systems hand out values beyond 64 signed bits, which are kept as decimal text.
CREATE TABLE file (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    asset_id       TEXT NOT NULL UNIQUE,
    root_id        INTEGER NOT NULL REFERENCES root ON DELETE CASCADE,
    path           BLOB NOT NULL,
    size           INTEGER NOT NULL,
    mtime_ns       ANY NOT NULL,
    inode          ANY NOT NULL,
    status         TEXT NOT NULL DEFAULT 'pending'
                   CHECK (status IN ('pending', 'indexed', 'unreadable', 'skipped', 'quarantined')),
    attempts       INTEGER NOT NULL DEFAULT 0,
    -- Once indexed, an id may be in somebody's documents: such a row is never merged into another one.
    known          INTEGER NOT NULL DEFAULT 0,
    content_id     INTEGER REFERENCES content,
    failure_code   TEXT,
    failure_reason TEXT,
    missing_since  INTEGER,
    name_code      TEXT NOT NULL,
    CHECK ((status = 'indexed') = (content_id IS NOT NULL)),
    CHECK ((status IN ('unreadable', 'skipped', 'quarantined')) = (failure_code IS NOT NULL))
) STRICT;

-- One present file per place; the missing ones wait beside it for their return.
CREATE UNIQUE INDEX file_place ON file (root_id, path) WHERE missing_since IS NULL;
CREATE INDEX file_root ON file (root_id);
-- The columns of the conditions are in the indexes so that these alone answer: SQLite reads the row for them otherwise.
CREATE INDEX file_live ON file (content_id, missing_since, status)
    WHERE missing_since IS NULL AND status = 'indexed';
CREATE INDEX file_content ON file (content_id);
CREATE INDEX file_pending ON file (id, root_id) WHERE missing_since IS NULL AND status = 'pending';
CREATE INDEX file_failed ON file (id) WHERE missing_since IS NULL AND failure_code IS NOT NULL;
CREATE INDEX file_status ON file (root_id, status, missing_since, content_id) WHERE missing_since IS NULL;
CREATE INDEX file_name_code ON file (name_code);
CREATE INDEX file_missing ON file (missing_since) WHERE missing_since IS NOT NULL;

CREATE TABLE space (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    pack_id    TEXT NOT NULL,
    digest     TEXT NOT NULL,
    dimension  INTEGER NOT NULL CHECK (dimension > 0),
    role       TEXT NOT NULL,
    -- Grows with every commit that adds, replaces or removes vectors of this space.
    generation INTEGER NOT NULL DEFAULT 0,
    -- Removals up to this generation are forgotten: who stands before it loads everything anew.
    horizon    INTEGER NOT NULL DEFAULT 0,
    UNIQUE (pack_id, digest, dimension, role)
) STRICT;

-- data: float16, little-endian, `dimension` values.
CREATE TABLE vector (
    space_id   INTEGER NOT NULL REFERENCES space ON DELETE CASCADE,
    content_id INTEGER NOT NULL REFERENCES content ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    data       BLOB NOT NULL,
    PRIMARY KEY (space_id, content_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX vector_generation ON vector (space_id, generation);
CREATE INDEX vector_content ON vector (content_id);

CREATE TABLE removed_vector (
    space_id   INTEGER NOT NULL REFERENCES space ON DELETE CASCADE,
    content_id INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    PRIMARY KEY (space_id, content_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER vector_removed AFTER DELETE ON vector BEGIN
    UPDATE space SET generation = max(generation + 1, CAST(unixepoch('subsec') * 1000000 AS INTEGER))
        WHERE id = old.space_id;
    INSERT OR REPLACE INTO removed_vector (space_id, content_id, generation)
        SELECT id, old.content_id, generation FROM space WHERE id = old.space_id;
END;

-- One reading per content, by the recognizer that read it last; a failure is a reading too.
CREATE TABLE reading (
    content_id     INTEGER PRIMARY KEY REFERENCES content ON DELETE CASCADE,
    identity       TEXT NOT NULL,
    failure_code   TEXT,
    failure_reason TEXT
) STRICT;

-- box: eight float64, little-endian.
CREATE TABLE region (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    content_id INTEGER NOT NULL REFERENCES content ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    text       TEXT NOT NULL,
    code       TEXT NOT NULL,
    score      REAL NOT NULL,
    box        BLOB NOT NULL,
    UNIQUE (content_id, position)
) STRICT;
CREATE INDEX region_code ON region (code);

-- Words of a whole picture (rowid: content) and of a file's name (rowid: file); codes line by line (rowid: region)
-- and name by name. Nothing but the index is stored here: the texts lie in region and file.
CREATE VIRTUAL TABLE letters_words USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE name_words USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE letters_codes USING fts5 (
    code, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
CREATE VIRTUAL TABLE name_codes USING fts5 (
    code, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');

CREATE TRIGGER file_gone AFTER DELETE ON file BEGIN
    DELETE FROM name_words WHERE rowid = old.id;
    DELETE FROM name_codes WHERE rowid = old.id;
END;
CREATE TRIGGER region_gone AFTER DELETE ON region BEGIN
    DELETE FROM letters_codes WHERE rowid = old.id;
END;
CREATE TRIGGER content_gone AFTER DELETE ON content BEGIN
    DELETE FROM letters_words WHERE rowid = old.id;
END;
"""

SCHEMA_2 = """
-- One row: which model pack was chosen and which one answers. NULL stands for the pack that comes with Bowerbird,
-- in whatever version: a catalogue outlives many of them.
CREATE TABLE choice (
    only           INTEGER PRIMARY KEY CHECK (only = 1),
    chosen_id      TEXT,
    chosen_digest  TEXT,
    answers_id     TEXT,
    answers_digest TEXT,
    CHECK ((chosen_id IS NULL) = (chosen_digest IS NULL)),
    CHECK ((answers_id IS NULL) = (answers_digest IS NULL))
) STRICT;
INSERT INTO choice (only) VALUES (1);

-- Contents that a model was shown and that have no vector all the same: nobody waits for them.
CREATE TABLE refused_content (
    space_id   INTEGER NOT NULL REFERENCES space ON DELETE CASCADE,
    content_id INTEGER NOT NULL REFERENCES content ON DELETE CASCADE,
    code       TEXT NOT NULL,
    reason     TEXT NOT NULL,
    PRIMARY KEY (space_id, content_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX refused_by_content ON refused_content (content_id);
CREATE TRIGGER vector_learned AFTER INSERT ON vector BEGIN
    DELETE FROM refused_content WHERE space_id = new.space_id AND content_id = new.content_id;
END;
"""

SCHEMA_3 = """
-- Absent means the default of the version that reads it. value: 0 or 1, text, or the bytes of a path.
CREATE TABLE preference (
    name  TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- folded_name: no two collections differ by nothing but capitals.
CREATE TABLE collection (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id   TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    folded_name TEXT NOT NULL UNIQUE,
    created     INTEGER NOT NULL
) STRICT;

-- id: the order in which the pictures came in. A membership follows its file through moves and ends with it for good.
CREATE TABLE collection_file (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    collection_id INTEGER NOT NULL REFERENCES collection ON DELETE CASCADE,
    file_id       INTEGER NOT NULL REFERENCES file ON DELETE CASCADE,
    UNIQUE (collection_id, file_id)
) STRICT;
CREATE INDEX collection_of_file ON collection_file (file_id);

-- What was copied into a curated folder. Hash and asset_id refer to nothing here: a copy outlives its original.
CREATE TABLE curated_copy (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    folder   BLOB NOT NULL,
    name     BLOB NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32),
    asset_id TEXT NOT NULL,
    query    TEXT,
    copied   INTEGER NOT NULL,
    UNIQUE (folder, name)
) STRICT;
CREATE INDEX curated_copy_hash ON curated_copy (folder, hash);
"""

SCHEMA_4 = """
-- name: the path below the folder, with `/`. source: where the original lay when it was copied.
ALTER TABLE curated_copy ADD COLUMN project TEXT;
ALTER TABLE curated_copy ADD COLUMN subject TEXT;
ALTER TABLE curated_copy ADD COLUMN source BLOB;

-- query: JSON of the engine's own. Pictures of the library are named in it by id, and by hash as those from outside.
CREATE TABLE saved_search (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    public_id   TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    folded_name TEXT NOT NULL UNIQUE,
    query       TEXT NOT NULL,
    created     INTEGER NOT NULL
) STRICT;

-- hash: of the picture that was given; data: a WebP file of it, which stands for it when it is gone.
CREATE TABLE saved_search_picture (
    saved_search_id INTEGER NOT NULL REFERENCES saved_search ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    hash            BLOB NOT NULL CHECK (length(hash) = 32),
    data            BLOB NOT NULL,
    PRIMARY KEY (saved_search_id, hash)
) STRICT;

-- circumstances and hits: JSON of what was found, and under which it was, when the self-test was last kept.
CREATE TABLE self_test (
    only          INTEGER PRIMARY KEY CHECK (only = 1),
    kept          INTEGER NOT NULL,
    circumstances TEXT NOT NULL
) STRICT;
CREATE TABLE self_test_probe (
    position INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    words    TEXT,
    picture  BLOB,
    expected BLOB CHECK (length(expected) = 32),
    hits     TEXT NOT NULL,
    CHECK ((words IS NULL) <> (picture IS NULL))
) STRICT;
"""

SCHEMA_5 = """
CREATE TABLE camera (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- What a file says of its picture, and how the picture looks. said and seen: the version of what read it, 0 for not yet.
-- taken: local time, ISO. colours: a bit for each colour by name that covers a telling part of the picture.
-- shares: a byte for each colour by name; swatches: red, green, blue and share, six times, zeros behind the last one.
-- The other measures are per mille.
CREATE TABLE content_facts (
    content_id     INTEGER PRIMARY KEY REFERENCES content ON DELETE CASCADE,
    said           INTEGER NOT NULL DEFAULT 0,
    seen           INTEGER NOT NULL DEFAULT 0,
    taken          TEXT,
    camera_id      INTEGER REFERENCES camera,
    title          TEXT,
    caption        TEXT,
    colours        INTEGER NOT NULL DEFAULT 0,
    shares         BLOB,
    swatches       BLOB,
    lightness      INTEGER,
    warmth         INTEGER,
    colourfulness  INTEGER,
    edges          INTEGER,
    CHECK ((seen = 0) = (shares IS NULL))
) STRICT;
CREATE INDEX facts_taken ON content_facts (taken) WHERE taken IS NOT NULL;
CREATE INDEX facts_camera ON content_facts (camera_id) WHERE camera_id IS NOT NULL;
-- Read from end to end: a bit can be looked up in no other way, and the rows themselves are thirty times as long.
CREATE INDEX facts_colours ON content_facts (colours);
CREATE INDEX facts_versions ON content_facts (said, seen);
-- For the filters by size and kind, which half of a library may pass.
CREATE INDEX content_size ON content (width, height, media_type);

CREATE TABLE keyword (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    text   TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE content_keyword (
    keyword_id INTEGER NOT NULL REFERENCES keyword,
    content_id INTEGER NOT NULL REFERENCES content ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    PRIMARY KEY (keyword_id, content_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX keyword_of_content ON content_keyword (content_id);
CREATE TRIGGER keyword_unused AFTER DELETE ON content_keyword BEGIN
    DELETE FROM keyword WHERE id = old.keyword_id
        AND NOT EXISTS (SELECT 1 FROM content_keyword WHERE keyword_id = old.keyword_id);
END;

-- The folders that hold files, each by its whole path below its root.
CREATE TABLE folder (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    root_id INTEGER NOT NULL REFERENCES root ON DELETE CASCADE,
    path    BLOB NOT NULL,
    UNIQUE (root_id, path)
) STRICT;

-- Words of titles and captions (rowid: content), of keywords (rowid: keyword) and of paths (rowid: folder).
CREATE VIRTUAL TABLE caption_words USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE keyword_words USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE folder_words USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
CREATE TRIGGER content_said_gone AFTER DELETE ON content BEGIN
    DELETE FROM caption_words WHERE rowid = old.id;
END;
CREATE TRIGGER keyword_gone AFTER DELETE ON keyword BEGIN
    DELETE FROM keyword_words WHERE rowid = old.id;
END;
CREATE TRIGGER folder_gone AFTER DELETE ON folder BEGIN
    DELETE FROM folder_words WHERE rowid = old.id;
END;
"""

SCHEMA_6 = """
-- The visual words of a content: of its most telling points, the word, the signature and the place, 14 bytes each.
-- identity names what made them. An empty one is of a picture without points, or of one that could not be decoded again.
CREATE TABLE visual_words (
    content_id INTEGER PRIMARY KEY REFERENCES content ON DELETE CASCADE,
    identity   TEXT NOT NULL,
    generation INTEGER NOT NULL,
    data       BLOB NOT NULL
) STRICT;
CREATE INDEX visual_words_generation ON visual_words (identity, generation);
"""

SCHEMA_7 = """
-- Contents that were compared with those before them, by which version of the comparison.
CREATE TABLE compared_content (
    content_id INTEGER PRIMARY KEY REFERENCES content ON DELETE CASCADE,
    version    INTEGER NOT NULL
) STRICT;

-- Pairs of contents that were proved to be the same picture.
CREATE TABLE same_picture (
    first_id  INTEGER NOT NULL REFERENCES content ON DELETE CASCADE,
    second_id INTEGER NOT NULL REFERENCES content ON DELETE CASCADE,
    PRIMARY KEY (first_id, second_id),
    CHECK (first_id < second_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX same_picture_second ON same_picture (second_id);

-- The groups that are made of these pairs: each content with the one that stands for its group.
CREATE TABLE picture_group (
    content_id        INTEGER PRIMARY KEY REFERENCES content ON DELETE CASCADE,
    representative_id INTEGER NOT NULL REFERENCES content ON DELETE CASCADE
) STRICT;
CREATE INDEX picture_group_members ON picture_group (representative_id, content_id);

-- What the person said is not the same, by hash: that outlives the contents, and holds again when they come back.
CREATE TABLE not_the_same (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    first  BLOB NOT NULL CHECK (length(first) = 32),
    second BLOB NOT NULL CHECK (length(second) = 32),
    UNIQUE (first, second),
    CHECK (first < second)
) STRICT;
"""
