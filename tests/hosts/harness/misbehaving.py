"""A hub of the tests' own in the place of the person's: it answers what a test wants."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bowerbird_client import Credential, CredentialFile
from fakes.client_hub import ClientHub, serving
from hosts.harness.hubs import SCOPES, PersonsHub


@contextmanager
def another_hub(token: Path, hub: PersonsHub) -> Generator[ClientHub]:
    """Have it answer for the length of the block, to a host whose token file says that it is paired with it."""
    hub.stop()
    kept = token.read_bytes()
    fake = ClientHub(scopes=SCOPES)
    with serving(fake):
        file = fake.announce(hub.person.hubs)
        CredentialFile(token).save(Credential(fake.client_id, fake.token, fake.library_id))
        try:
            yield fake
        finally:
            file.unlink()
            token.write_bytes(kept)
            token.chmod(0o600)
