"""A stand-in hub that a client finds by its runtime file, and nothing of the machine's own."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from bowerbird_client import Client, Credential, CredentialFile, Place, Session
from fakes.client_hub import CLIENT, LIBRARY, TOKEN, ClientHub, serving

CREDENTIAL = Credential(CLIENT, TOKEN, LIBRARY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder for runtime files."""
    made = tmp_path / "hub"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def place(folder: Path) -> Place:
    """Look nowhere but in the test's own folder."""
    return Place(folder, ports=())


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Be in a sandbox that hides the folder of the runtime files, and give the folder as it seems: absent."""
    monkeypatch.setenv("SNAP", "/snap/gimp/1")
    monkeypatch.delenv("SNAP_REAL_HOME", raising=False)
    return tmp_path / "hidden"


@pytest.fixture
def hub(folder: Path) -> Generator[ClientHub]:
    """Run a hub that has announced itself."""
    with serving(ClientHub()) as running:
        running.announce(folder)
        yield running


@pytest.fixture
def client(hub: ClientHub, place: Place) -> Generator[Client]:
    """Be paired with the hub."""
    with Client(CREDENTIAL, place=place) as paired:
        yield paired


@pytest.fixture
def token_file(tmp_path: Path) -> CredentialFile:
    """Keep a token for that hub."""
    kept = CredentialFile(tmp_path / "plug-in" / "token.json")
    kept.save(CREDENTIAL)
    return kept


@pytest.fixture
def session(hub: ClientHub, place: Place, token_file: CredentialFile) -> Generator[Session]:
    """Be a plug-in that was paired before."""
    made = Session("GIMP", token_file, place=place, start=False)
    yield made
    assert made.close()
