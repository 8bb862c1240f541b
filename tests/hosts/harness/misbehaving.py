"""A hub of the tests' own in the place of the person's: it answers what a test wants."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from bowerbird_client import Credential, CredentialFile
from fakes.client_hub import ClientHub, Reply, Seen, problem, serving
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


def garbage(_seen: Seen) -> Reply:
    """Answer with what is no JSON."""
    return 200, {"Content-Type": "application/json"}, b"\x00\xff{[garbage"


def nonsense(_seen: Seen) -> Reply:
    """Answer with JSON that is no answer."""
    return 200, {"Content-Type": "application/json"}, b'[{"hits": "many"}]'


def endless(_seen: Seen) -> Reply:
    """Answer with 1 GB."""
    return 200, {"Content-Type": "application/json"}, bytes(1 << 30)


def busy(_seen: Seen) -> Reply:
    """Answer that there is too much to do."""
    return problem(503, "busy")


BAD_ANSWERS: tuple[tuple[Callable[[Seen], Reply], str], ...] = (
    (garbage, "cannot be understood"),
    (nonsense, "cannot be understood"),
    (endless, "cannot be understood"),
    (busy, "Bowerbird is busy."),
)
"""What may come instead of an answer, and what a person is told then."""
