from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.backup.manifest import (
    BackupFolder,
    BackupPack,
    Manifest,
    Member,
    from_json,
    to_json,
)
from bowerbird_engine.errors import BackupDamagedError, BackupTooNewError

COUNTS = st.integers(0, 2**62)
# Lone surrogates stand for bytes of a path that are no UTF-8.
PATHS = st.text(st.one_of(st.characters(exclude_categories=[]), st.characters(codec="utf-8")), max_size=40)
MOMENTS = st.datetimes(
    datetime(1980, 1, 1),  # noqa: DTZ001  the zone comes by itself
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC) | st.just(timezone(timedelta(hours=-9))),
)
MANIFESTS = st.builds(
    Manifest,
    library=st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    schema=st.integers(1, 2**62),
    product=st.text(max_size=20),
    made=MOMENTS,
    files=COUNTS,
    pictures=COUNTS,
    collections=COUNTS,
    folders=st.lists(st.builds(BackupFolder, PATHS, PATHS, PATHS), max_size=3).map(tuple),
    packs=st.lists(st.builds(BackupPack, PATHS, PATHS, PATHS), max_size=2).map(tuple),
    members=st.dictionaries(
        st.text(max_size=10),
        st.builds(Member, st.from_regex(r"[0-9a-f]{64}", fullmatch=True), COUNTS),
        max_size=3,
    ),
)
GOOD = json.loads(
    to_json(
        Manifest(
            "ab" * 16,
            7,
            "1.0",
            datetime(2026, 11, 29, tzinfo=UTC),
            3,
            2,
            1,
            (BackupFolder("/p", "key", "disk"),),
            (BackupPack("starter", "Starter", "cd"),),
            {"catalogue.sqlite": Member("ef" * 32, 5)},
        )
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(MANIFESTS)
def test_what_was_written_is_read(manifest: Manifest) -> None:
    """Every manifest comes back as it was, also paths whose bytes are no text."""
    assert from_json(to_json(manifest)) == manifest


@given(st.sampled_from(sorted(GOOD)), JSON)
def test_no_field_of_another_type_is_believed(field: str, value: Any) -> None:
    """Whatever stands in a field, it is read as what it should be or refused with a stable code."""
    told = GOOD | {field: value}
    try:
        read = from_json(json.dumps(told).encode())
    except (BackupDamagedError, BackupTooNewError):
        return
    assert json.loads(to_json(read)).keys() == GOOD.keys()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("library",), "../x"),
        (("schema",), True),
        (("schema",), 0),
        (("counts", "files"), -1),
        (("counts", "files"), 2**80),
        (("made",), "2026-11-29T10:00:00"),
        (("made",), "yesterday"),
        (("folders",), {"path": "x"}),
        (("folders", 0, "path"), 7),
        (("members", "catalogue.sqlite", "sha256"), "EF" * 32),
        (("members", "catalogue.sqlite", "bytes"), 5.0),
        (("format",), "another"),
    ],
)
def test_a_wrong_field_is_refused(place: tuple[str | int, ...], value: Any) -> None:
    """The control is the manifest itself, which is read."""
    told = json.loads(json.dumps(GOOD))
    assert from_json(json.dumps(told).encode()).files == 3
    inner = told
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(BackupDamagedError):
        from_json(json.dumps(told).encode())


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"format": 1}'])
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    """Not by a crash: deep nesting, bytes that are no text, other JSON."""
    with pytest.raises(BackupDamagedError):
        from_json(data)


def test_a_later_format_is_refused_as_such() -> None:
    """What to do is another thing than for a damaged file."""
    with pytest.raises(BackupTooNewError, match="Update Bowerbird"):
        from_json(json.dumps(GOOD | {"version": 2}).encode())
