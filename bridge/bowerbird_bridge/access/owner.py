"""The owner's own key: the hub makes it, the command line finds it, and no plug-in ever sees it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bowerbird_bridge.access.clients import ALL_SCOPES, ClientBook
from bowerbird_bridge.access.secret_store import Choice, FileStore, SecretStore, SecretStoreError, owner_store

KEY_FILE: Final = "owner.key"
NAME: Final = "The owner"


@dataclass(frozen=True, slots=True)
class OwnerKey:
    """What the owner's own tools come in with."""

    client_id: str
    token: str


def find_key(state_dir: Path, library_id: str) -> OwnerKey | None:
    """Give the key of a library; None when there is none, or it cannot be read now. Takes seconds at most."""
    try:
        return _read(owner_store(state_dir / KEY_FILE, _name(library_id)).store, library_id)
    except SecretStoreError:
        return None


def ensure_key(book: ClientBook, state_dir: Path, library_id: str, *, keyring: bool = True) -> str | None:
    """See to it that the owner has a key that is good; give a sentence when there is news about where it lies.

    A key that was lost is replaced, and the one before it is good for nothing any more.
    """
    choice = owner_store(state_dir / KEY_FILE, _name(library_id), keyring=keyring)
    key = _try_read(choice.store, library_id)
    if key is None or (client := book.authenticate(key.token)) is None or client.kind != "owner":
        choice = _renew(book, choice, state_dir, library_id)
    return choice.sentence if choice.news else None


def _renew(book: ClientBook, choice: Choice, state_dir: Path, library_id: str) -> Choice:
    for client in book.clients():
        if client.kind == "owner":
            book.revoke(client.id)
    client, token = book.add(NAME, ALL_SCOPES, "owner")
    secret = json.dumps({"client_id": client.id, "token": token})
    try:
        choice.store.set(_name(library_id), secret)
    except SecretStoreError as error:
        file = state_dir / KEY_FILE
        FileStore(file).set(_name(library_id), secret)
        return Choice(
            FileStore(file), f"{error} The owner's key is kept in {file}, which only you can read.", news=True
        )
    return choice


def _try_read(store: SecretStore, library_id: str) -> OwnerKey | None:
    try:
        return _read(store, library_id)
    except SecretStoreError:
        return None


def _read(store: SecretStore, library_id: str) -> OwnerKey | None:
    secret = store.get(_name(library_id))
    try:
        kept = json.loads(secret or "{}")
        return OwnerKey(str(kept["client_id"]), str(kept["token"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _name(library_id: str) -> str:
    return f"owner of {library_id}"
