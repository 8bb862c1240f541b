"""Where the owner's key lies: in the keyring of the system, or in a file of the owner alone where that is no use.

A keyring may be missing, locked, broken, or wait for ever for somebody who is not there. It is asked in a thread of
its own, which is left behind when it takes too long; who has once fallen back to the file stays with it.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, cast

from bowerbird_bridge.access.private_files import (
    PrivateFileError,
    private_folder,
    read_private,
    write_private,
)
from bowerbird_engine import BowerbirdError, DiskFullError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "Bowerbird"
LIMIT_S: Final = 3.0

_PROBE: Final = "probe"
_T = TypeVar("_T")


class SecretStoreError(BowerbirdError):
    """Say that secrets can be neither read nor kept here."""

    code = "secret_store"


class SecretStore(Protocol):
    """Keeps a few secrets by name. Each call raises SecretStoreError where the store is no use."""

    def get(self, name: str) -> str | None:
        """Give a secret; None when there is none."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Keep a secret, in place of the one before it."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; one that is not there is forgotten already."""
        ...


class KeyringStore:
    """The keyring of the system. `backend` finds it; all that it takes to load one counts towards the limit."""

    def __init__(
        self, backend: Callable[[], KeyringBackend] | None = None, *, limit_s: float = LIMIT_S
    ) -> None:
        self._backend = _of_the_system if backend is None else backend
        self._limit_s = limit_s
        self._why_not: str | None = None

    def get(self, name: str) -> str | None:
        """Give a secret; None when there is none."""
        return self._ask(lambda keyring: keyring.get_password(SERVICE, name))

    def set(self, name: str, secret: str) -> None:
        """Keep a secret. Read again at once: some keyrings take everything and keep nothing."""

        def keep(keyring: KeyringBackend) -> bool:
            _keep(keyring, name, secret)
            return keyring.get_password(SERVICE, name) == secret

        if not self._ask(keep):
            raise SecretStoreError("The keyring of the system keeps nothing.")

    def delete(self, name: str) -> None:
        """Forget a secret."""

        def forget(keyring: KeyringBackend) -> None:
            if keyring.get_password(SERVICE, name) is not None:
                keyring.delete_password(SERVICE, name)

        self._ask(forget)

    def try_out(self, name: str) -> None:
        """See whether it can be used for this secret, all in one time limit. Raises SecretStoreError."""

        def probe(keyring: KeyringBackend) -> bool:
            if keyring.get_password(SERVICE, name) is not None:
                return True
            value = secrets.token_urlsafe(16)
            _keep(keyring, _PROBE, value)
            kept = keyring.get_password(SERVICE, _PROBE) == value
            with contextlib.suppress(Exception):
                keyring.delete_password(SERVICE, _PROBE)
            return kept

        if not self._ask(probe):
            raise SecretStoreError("The keyring of the system keeps nothing.")

    def _ask(self, question: Callable[[KeyringBackend], _T]) -> _T:
        if self._why_not is not None:
            raise SecretStoreError(self._why_not)
        answers: list[_T] = []
        errors: list[BaseException] = []

        def ask() -> None:
            try:
                answers.append(question(self._backend()))
            except BaseException as error:  # noqa: BLE001  backends raise what their system raises
                errors.append(error)

        # A daemon: one that waits for ever holds neither us nor the end of the process.
        thread = threading.Thread(target=ask, name="keyring", daemon=True)
        started = time.monotonic()
        thread.start()
        thread.join(self._limit_s)
        if answers:
            return answers[0]
        if errors:
            # The name of the kind alone: the words of a backend are for its makers.
            raise SecretStoreError(f"The keyring of the system cannot be used ({type(errors[0]).__name__}).")
        self._why_not = (
            f"The keyring of the system did not answer within {time.monotonic() - started:.0f} seconds."
        )
        raise SecretStoreError(self._why_not)


class FileStore:
    """A file of the owner alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str) -> str | None:
        """Give a secret; None when there is none."""
        return self._read().get(name)

    def set(self, name: str, secret: str) -> None:
        """Keep a secret."""
        self._write({**self._read(), name: secret})

    def delete(self, name: str) -> None:
        """Forget a secret."""
        kept = self._read()
        if kept.pop(name, None) is not None:
            self._write(kept)

    def _read(self) -> dict[str, str]:
        data = read_private(self._path)
        try:
            kept = json.loads(data or b"{}")
        except (ValueError, RecursionError) as error:
            raise SecretStoreError(
                f"{self._path} cannot be understood. Remove it: a new key is made."
            ) from error
        if not isinstance(kept, dict):
            raise SecretStoreError(f"{self._path} cannot be understood. Remove it: a new key is made.")
        return {name: str(secret) for name, secret in cast("dict[str, object]", kept).items()}

    def _write(self, kept: dict[str, str]) -> None:
        private_folder(self._path.parent)
        try:
            write_private(self._path, json.dumps(kept).encode())
        except (PrivateFileError, DiskFullError) as error:
            raise SecretStoreError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Choice:
    """Which store it is, and why, in a sentence; `news` when it is told for the first time."""

    store: SecretStore
    sentence: str
    news: bool


def owner_store(
    file: Path,
    name: str,
    *,
    keyring: bool = True,
    backend: Callable[[], KeyringBackend] | None = None,
    limit_s: float = LIMIT_S,
) -> Choice:
    """Choose where the owner's key called `name` lies, in `limit_s` seconds at most. The file stays once it is there.

    Raises PrivateFileError when the file is a link or another user's.
    """
    if read_private(file) is not None:
        return Choice(FileStore(file), f"The owner's key is kept in {file}.", news=False)
    if not keyring:
        return Choice(FileStore(file), f"The owner's key is kept in {file}, as asked for.", news=True)
    store = KeyringStore(backend, limit_s=limit_s)
    try:
        store.try_out(name)
    except SecretStoreError as error:
        return Choice(
            FileStore(file), f"{error} The owner's key is kept in {file}, which only you can read.", news=True
        )
    return Choice(store, "The owner's key is kept in the keyring of the system.", news=False)


def _keep(keyring: KeyringBackend, name: str, secret: str) -> None:
    keyring.set_password(SERVICE, name, secret)  # pyright: ignore[reportUnknownMemberType]  its decorator has no types


def _of_the_system() -> KeyringBackend:
    # Loading it may take minutes where a service of the desktop hangs: never on the way of a request.
    import keyring  # noqa: PLC0415

    return keyring.get_keyring()
