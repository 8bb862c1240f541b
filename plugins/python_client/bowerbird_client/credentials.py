"""What a plug-in keeps of its pairing: the token, who it is for the hub, and of which library."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from .errors import StorageError
from .fields import text
from .private_files import read_object, write_object

_TOKEN = re.compile(r"[\x21-\x7e]{1,512}")
"""What may stand in a header; the hub's own form is its business."""


@dataclass(frozen=True)
class Credential:
    """A token with the name that the hub has for its owner. The token is never shown."""

    client_id: str
    token: str = field(repr=False)
    library_id: str

    def __post_init__(self) -> None:
        """Refuse a token that could not stand in a header."""
        if not _TOKEN.fullmatch(self.token):
            raise StorageError("The token that is kept for Bowerbird is damaged.", "Connect again.")


class CredentialFile:
    """One file, mode 0600, at a place that the plug-in names."""

    def __init__(self, path: Path | str) -> None:
        """Name the place. Nothing is read or written yet."""
        self.path = Path(path)

    def load(self) -> Credential | None:
        """Read what is kept; None when nothing is. Raises StorageError when it cannot be trusted."""
        kept = read_object(self.path)
        if kept is None:
            return None
        client_id, token, library_id = (text(kept, name) for name in ("client_id", "token", "library_id"))
        if not client_id or not token or not library_id:
            raise StorageError(f"{self.path} is damaged.", "Connect again.")
        return Credential(client_id, token, library_id)

    def save(self, credential: Credential) -> None:
        """Keep a credential in place of what was kept."""
        write_object(
            self.path,
            {
                "client_id": credential.client_id,
                "token": credential.token,
                "library_id": credential.library_id,
            },
        )

    def forget(self) -> None:
        """Keep nothing any more."""
        with contextlib.suppress(FileNotFoundError):
            try:
                self.path.unlink()
            except FileNotFoundError:
                raise
            except OSError as error:
                raise StorageError(
                    f"{self.path} cannot be removed: {error.strerror or error}.", "Remove it by hand."
                ) from error
