"""The token's file: the owner's alone, in one step, never through a link (checks 15 and 61)."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bowerbird_client import Credential, CredentialFile, StorageError
from fakes.client_hub import CLIENT, LIBRARY, TOKEN

CREDENTIAL = Credential(CLIENT, TOKEN, LIBRARY)
posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """A credential survives, a newer one replaces it, and forgetting leaves nothing."""
    kept = CredentialFile(str(tmp_path / "deep" / "er" / "token.json"))
    assert kept.load() is None
    kept.save(Credential("old", "hub_old", "l"))
    kept.save(CREDENTIAL)

    assert kept.load() == CREDENTIAL
    assert [path.name for path in kept.path.parent.iterdir()] == ["token.json"]
    kept.forget()
    kept.forget()
    assert kept.load() is None


@posix
def test_the_file_is_the_owners_alone_from_its_first_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mode 0600 whatever the umask, also before the token is in it."""
    modes: list[int] = []
    real = os.fsync

    def note(descriptor: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    before = os.umask(0)
    try:
        CredentialFile(tmp_path / "token.json").save(CREDENTIAL)
    finally:
        os.umask(before)

    assert modes == [0o600]
    assert stat.S_IMODE((tmp_path / "token.json").stat().st_mode) == 0o600


@posix
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o606])
def test_a_token_that_others_may_read_is_not_used(tmp_path: Path, mode: int) -> None:
    """Wide permissions are told, with what to do; pairing anew mends them."""
    kept = CredentialFile(tmp_path / "token.json")
    kept.save(CREDENTIAL)
    kept.path.chmod(mode)

    with pytest.raises(StorageError, match="Other users"):
        kept.load()
    kept.save(CREDENTIAL)
    assert kept.load() == CREDENTIAL


@posix
def test_a_link_is_neither_read_nor_written_through(tmp_path: Path) -> None:
    """A link at the token's place is refused when read, and replaced when written: its target stays as it was."""
    target = tmp_path / "target"
    CredentialFile(target).save(Credential("other", "hub_other", "l"))
    before = target.read_bytes()
    kept = CredentialFile(tmp_path / "token.json")
    kept.path.symlink_to(target)

    with pytest.raises(StorageError):
        kept.load()
    kept.save(CREDENTIAL)

    assert target.read_bytes() == before
    assert not kept.path.is_symlink()
    assert kept.load() == CREDENTIAL


@posix
def test_another_owners_token_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen by being somebody else."""
    kept = CredentialFile(tmp_path / "token.json")
    kept.save(CREDENTIAL)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    with pytest.raises(StorageError, match="another user"):
        kept.load()


@posix
def test_a_disk_that_keeps_no_file_private_gets_no_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a file cannot be closed to others, as on some memory sticks, nothing is written."""
    real = os.fstat

    def as_on_a_stick(descriptor: int) -> os.stat_result:
        told = real(descriptor)
        return os.stat_result((told.st_mode | 0o077, *told[1:]))

    monkeypatch.setattr(os, "fstat", as_on_a_stick)
    with pytest.raises(StorageError, match="Other users"):
        CredentialFile(tmp_path / "token.json").save(CREDENTIAL)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "{}", '{"token": "x"}', '{"client_id":"a","token":"a b","library_id":"c"}']
)
def test_a_damaged_file_says_what_to_do(tmp_path: Path, text: str) -> None:
    """Damage is a plain error, never a token made of junk."""
    path = tmp_path / "token.json"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(StorageError):
        CredentialFile(path).load()


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    """A folder of that name is a plain error, and is not left open."""
    (tmp_path / "token.json").mkdir()

    with pytest.raises(StorageError, match=r"token\.json is a folder"):
        CredentialFile(tmp_path / "token.json").load()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file in the way of the folder is a plain error."""
    (tmp_path / "file").write_text("")

    with pytest.raises(StorageError, match="cannot be written"):
        CredentialFile(tmp_path / "file" / "token.json").save(CREDENTIAL)
