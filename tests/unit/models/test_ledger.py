"""The ledger of what came from the hub at the first install."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bowerbird_engine.errors import DigestError, DiskFullError, HubError
from bowerbird_engine.models.ledger import MAX_BYTES, Entry, Ledger


def entry(path: str = "a.onnx", *, digit: str = "0", commit: str = "c" * 40) -> Entry:
    """Make an entry whose digests consist of one digit."""
    return Entry("owner/name", path, commit, 7, digit * 64, f"sha256:{digit * 64}")


def test_what_is_recorded_is_found_again(tmp_path: Path) -> None:
    """Another Ledger on the same file gives the same entries, and nothing for what was never recorded."""
    Ledger(tmp_path / "packs" / "ledger.json").record([entry("a"), entry("b/c", digit="1")])

    ledger = Ledger(tmp_path / "packs" / "ledger.json")

    assert ledger.entries() == (entry("a"), entry("b/c", digit="1"))
    assert ledger.find("owner/name", "b/c") == entry("b/c", digit="1")
    assert ledger.find("owner/name", "c") is None
    assert ledger.find("other/name", "a") is None
    assert [path.name for path in (tmp_path / "packs").iterdir()] == ["ledger.json"]


def test_without_a_file_nothing_is_recorded(tmp_path: Path) -> None:
    """Before the first install there is no entry, and asking makes no file."""
    ledger = Ledger(tmp_path / "ledger.json")

    assert ledger.entries() == ()
    assert ledger.commit("owner/name") is None
    assert not list(tmp_path.iterdir())


def test_the_first_entry_of_a_file_stays(tmp_path: Path) -> None:
    """The same bytes at a later commit change nothing about it."""
    ledger = Ledger(tmp_path / "ledger.json")
    ledger.record([entry("a")])

    ledger.record([entry("a", commit="d" * 40), entry("b", commit="d" * 40)])

    assert ledger.find("owner/name", "a") == entry("a")
    assert ledger.commit("owner/name") == "d" * 40


def test_other_bytes_under_a_recorded_name_are_refused(tmp_path: Path) -> None:
    """Then nothing of what came with them is recorded either."""
    ledger = Ledger(tmp_path / "ledger.json")
    ledger.record([entry("a")])

    with pytest.raises(DigestError, match="exchanged"):
        ledger.record([entry("b"), entry("a", digit="1")])

    assert ledger.entries() == (entry("a"),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": 2, "files": []}',
        '{"format": 1, "files": [{}]}',
        '{"format": 1, "files": {}}',
        "[" * 100_000,
        "\xff",
        json.dumps({"format": 1, "files": []}) + " " * MAX_BYTES,
    ],
    ids=["empty", "list", "no format", "newer", "no fields", "no list", "deep", "no text", "too long"],
)
def test_a_damaged_ledger_is_no_empty_ledger(tmp_path: Path, text: str) -> None:
    """What cannot be read is an error that names the file: else any file would be trusted as at first."""
    file = tmp_path / "ledger.json"
    file.write_bytes(text.encode("latin-1"))

    with pytest.raises(HubError, match=r"ledger\.json"):
        Ledger(file).entries()
    with pytest.raises(HubError, match=r"ledger\.json"):
        Ledger(file).record([entry()])

    assert file.read_bytes() == text.encode("latin-1")


@pytest.mark.parametrize(
    ("field", "value"),
    [("path", "../a"), ("path", "/a"), ("sha256", "0" * 63), ("size", -1), ("size", "7"), ("commit", None)],
)
def test_an_entry_with_a_wrong_field_is_damage(tmp_path: Path, field: str, value: object) -> None:
    """Each field is checked; as it was written the entry is read."""
    file = tmp_path / "ledger.json"
    ledger = Ledger(file)
    ledger.record([entry()])
    assert ledger.entries()
    told = json.loads(file.read_text())
    told["files"][0][field] = value
    file.write_text(json.dumps(told))

    with pytest.raises(HubError, match=field):
        ledger.entries()


def test_a_file_that_is_named_twice_is_damage(tmp_path: Path) -> None:
    """Two entries for one file would leave open which one is demanded."""
    file = tmp_path / "ledger.json"
    Ledger(file).record([entry()])
    told = json.loads(file.read_text())
    told["files"] *= 2
    file.write_text(json.dumps(told))

    with pytest.raises(HubError, match="twice"):
        Ledger(file).entries()


def test_a_ledger_that_cannot_be_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new one cannot take its place, the old one is still there and nothing lies about."""
    ledger = Ledger(tmp_path / "ledger.json")
    ledger.record([entry("a")])

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fail)
        with pytest.raises(DiskFullError, match="No space"):
            ledger.record([entry("b")])

    assert ledger.entries() == (entry("a"),)
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.json"]
