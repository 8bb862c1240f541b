"""Every store of secrets keeps the same promises; and the choice between them is quick, told once, and kept."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bowerbird_bridge.access.private_files import PrivateFileError
from bowerbird_bridge.access.secret_store import (
    LIMIT_S,
    FileStore,
    KeyringStore,
    SecretStore,
    SecretStoreError,
    owner_store,
)
from fakes.keyrings import (
    ERRORS,
    FailingKeyring,
    ForgetfulKeyring,
    HangingKeyring,
    MemoryKeyring,
    MemoryStore,
)

SECRET = "hub_" + "é" * 43
NAME = "owner of 01"


def _memory(_folder: Path) -> SecretStore:
    return MemoryStore()


def _file(folder: Path) -> SecretStore:
    return FileStore(folder / "secrets" / "owner.json")


def _keyring(_folder: Path) -> SecretStore:
    keyring = MemoryKeyring()
    return KeyringStore(lambda: keyring)


@pytest.fixture(params=[_memory, _file, _keyring])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> SecretStore:
    """Make each store in turn."""
    make: Callable[[Path], SecretStore] = request.param
    return make(tmp_path)


@pytest.fixture
def hanging() -> Iterator[HangingKeyring]:
    """Give a keyring that never answers, and let it go at the end."""
    keyring = HangingKeyring()
    yield keyring
    keyring.let_go.set()


def test_a_secret_is_kept_until_it_is_forgotten(store: SecretStore) -> None:
    """What was set is given, the last one counts, and what was deleted is gone; twice is no error."""
    assert store.get(NAME) is None
    store.set(NAME, "first")
    store.set(NAME, SECRET)
    store.set("other", "o")
    assert store.get(NAME) == SECRET
    store.delete(NAME)
    store.delete(NAME)
    assert store.get(NAME) is None
    assert store.get("other") == "o"


def test_a_file_keeps_a_secret_over_a_restart(tmp_path: Path) -> None:
    """Another process finds it, and nobody else can read it."""
    path = tmp_path / "owner.json"
    FileStore(path).set(NAME, SECRET)
    assert FileStore(path).get(NAME) == SECRET
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damaged", [b"", b"[]", b"{", b"\xff", b"null", b"[" * 100_000])
def test_a_damaged_file_is_told_of(tmp_path: Path, damaged: bytes) -> None:
    """A file that cannot be understood is an error that says what to do, or an empty one."""
    path = tmp_path / "owner.json"
    path.write_bytes(damaged)
    store = FileStore(path)
    if not damaged:
        assert store.get(NAME) is None
        return
    with pytest.raises(SecretStoreError, match="Remove it"):
        store.get(NAME)


def test_a_link_is_refused(tmp_path: Path) -> None:
    """Check 15: a file that is a link is neither read nor chosen."""
    path = tmp_path / "owner.json"
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PrivateFileError, match="link"):
        FileStore(path).set(NAME, SECRET)
    with pytest.raises(PrivateFileError, match="link"):
        owner_store(path, NAME)
    assert not (tmp_path / "elsewhere").exists()


def test_a_good_keyring_is_chosen(tmp_path: Path) -> None:
    """Where the keyring keeps what it is given, it is used, leaves no trace of the trial, and nothing is news."""
    keyring = MemoryKeyring()
    choice = owner_store(tmp_path / "owner.json", NAME, backend=lambda: keyring)
    assert isinstance(choice.store, KeyringStore)
    assert not choice.news
    assert keyring.kept == {}
    choice.store.set(NAME, SECRET)
    assert list(keyring.kept.values()) == [SECRET]
    assert not (tmp_path / "owner.json").exists()


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_failing_keyring_gives_way_to_the_file(tmp_path: Path, error: BaseException) -> None:
    """Check 65: a keyring that is missing, locked or broken gives way to the file, with the reason."""
    choice = owner_store(tmp_path / "owner.json", NAME, backend=lambda: FailingKeyring(error))
    assert isinstance(choice.store, FileStore)
    assert choice.news
    assert type(error).__name__ in choice.sentence
    assert "owner.json" in choice.sentence


def test_a_backend_that_cannot_be_loaded_gives_way(tmp_path: Path) -> None:
    """Check 65: an import that fails is a keyring that fails."""

    def missing() -> MemoryKeyring:
        raise ImportError("no bus")

    assert isinstance(owner_store(tmp_path / "owner.json", NAME, backend=missing).store, FileStore)


def test_a_keyring_that_keeps_nothing_gives_way(tmp_path: Path) -> None:
    """Check 65: what is not there when asked again was not kept."""
    choice = owner_store(tmp_path / "owner.json", NAME, backend=ForgetfulKeyring)
    assert isinstance(choice.store, FileStore)
    with pytest.raises(SecretStoreError):
        KeyringStore(ForgetfulKeyring).set(NAME, SECRET)


def test_a_hanging_keyring_gives_way_in_time(tmp_path: Path, hanging: HangingKeyring) -> None:
    """Check 65: a keyring that never answers costs the limit, once, and is not asked again."""
    started = time.monotonic()
    choice = owner_store(tmp_path / "owner.json", NAME, backend=lambda: hanging, limit_s=0.2)
    assert isinstance(choice.store, FileStore)
    assert "did not answer" in choice.sentence
    store = KeyringStore(lambda: hanging, limit_s=0.2)
    for _ in range(20):
        with pytest.raises(SecretStoreError, match="did not answer"):
            store.get(NAME)
    assert hanging.asked == 2
    assert time.monotonic() - started < LIMIT_S
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "keyring")


def test_without_the_limit_it_would_hang(tmp_path: Path, hanging: HangingKeyring) -> None:
    """The control: asked directly, that keyring holds whoever asks."""
    asking = threading.Thread(target=hanging.get_password, args=("s", "n"), daemon=True)
    asking.start()
    asking.join(0.5)
    assert asking.is_alive()


def test_who_fell_back_stays_and_says_so_once(tmp_path: Path) -> None:
    """Check 65: once there is a key in the file, the keyring is not asked any more, and it is no news."""
    path = tmp_path / "owner.json"
    choice = owner_store(path, NAME, backend=lambda: FailingKeyring(RuntimeError()))
    choice.store.set(NAME, SECRET)
    keyring = MemoryKeyring()
    again = owner_store(path, NAME, backend=lambda: keyring)
    assert again.store.get(NAME) == SECRET
    assert not again.news
    assert keyring.asked == 0


def test_the_keyring_can_be_declined(tmp_path: Path) -> None:
    """Who wants no keyring gets the file without one being asked."""
    keyring = MemoryKeyring()
    choice = owner_store(tmp_path / "owner.json", NAME, keyring=False, backend=lambda: keyring)
    assert isinstance(choice.store, FileStore)
    assert keyring.asked == 0


def test_the_keyring_of_this_system_answers_in_time(tmp_path: Path) -> None:
    """Check 65: in a fresh process, loading and asking whatever keyring there is here ends within the limit."""
    program = (
        "import sys, time, pathlib\n"
        "from bowerbird_bridge.access.secret_store import owner_store\n"
        "started = time.monotonic()\n"
        "choice = owner_store(pathlib.Path(sys.argv[1]), 'a test of the keyring')\n"
        "assert time.monotonic() - started < 3.5\n"
        "print(choice.sentence)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "owner.json"], capture_output=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"The owner's key is kept in" in done.stdout


def test_no_request_loads_the_keyring() -> None:
    """Check 65: what serves requests imports no keyring."""
    program = (
        "import sys\n"
        "import bowerbird_bridge.app, bowerbird_bridge.serving.server, bowerbird_bridge.hub, bowerbird_bridge.access.secret_store\n"
        "assert 'keyring' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
