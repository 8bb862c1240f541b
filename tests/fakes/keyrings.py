"""Keyrings that keep secrets in memory, fail, keep nothing, or never answer; and a secret store in memory."""

from __future__ import annotations

import threading

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError, PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """A keyring as it should be."""

    priority = 1  # pyright: ignore[reportAssignmentType]  as keyring's own do
    keeps = True

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.meet()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.meet()
        if self.keeps:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.meet()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)

    def meet(self) -> None:
        """Do what this keyring does whenever it is asked."""
        self.asked += 1


class FailingKeyring(MemoryKeyring):
    """A keyring that is locked, or no keyring at all: every call raises."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def meet(self) -> None:
        """Fail."""
        raise self.error


class ForgetfulKeyring(MemoryKeyring):
    """A keyring that takes everything and keeps nothing, like keyring's own null backend."""

    keeps = False


class HangingKeyring(MemoryKeyring):
    """A keyring that waits for somebody who never comes, as one without a screen does; `let_go` ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def meet(self) -> None:
        """Wait."""
        super().meet()
        self.let_go.wait()


ERRORS: tuple[BaseException, ...] = (
    NoKeyringError("none"),
    KeyringLocked("prompt dismissed"),
    RuntimeError("a backend's own"),
    OSError("no bus"),
    SystemExit(1),
)


class MemoryStore:
    """A secret store that forgets all when it is let go."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """Give a secret; None when there is none."""
        return self._kept.get(name)

    def set(self, name: str, secret: str) -> None:
        """Keep a secret."""
        self._kept[name] = secret

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self._kept.pop(name, None)
