"""Schemathesis against the real server: what the specification promises holds for what nobody thought of (check 66).

BOWERBIRD_FUZZ_EXAMPLES says how many examples each operation gets with the owner's key; every other token gets a fifth.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.openapi import as_text
from fakes.conformance import the_specification
from fakes.live_hub import Caller, LiveHub
from fakes.sampled import SampledLibrary
from fakes.tame_hub import tame

EXAMPLES = int(os.environ.get("BOWERBIRD_FUZZ_EXAMPLES", "10"))
"""A hundred in CI's long run, three hundred by hand before a release, a few on the way."""

SLOWEST_S = float(os.environ.get("BOWERBIRD_FUZZ_SLOWEST_S", "10"))
"""How long an answer may take: 2 on a machine with nothing else to do (check 66), more where it is busy."""

ALL_PHASES = "examples,coverage,fuzzing,stateful"

# What schemathesis cannot know: a cursor, a code or an id of the right form may still be none, so that a request which
# fits its schema is refused in words. It never is a 5xx. And when a picture that there is not is to be added to a
# collection that was just created, the 404 is about the picture; `ensure_resource_availability` takes it for the loss
# of the collection, so that it is off for this one operation.
CHECKS = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "304", "401", "403", "404", "409", "410", "413", "416", "422", "429"]
negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "405", "409", "410", "413", "415", "416", "422", "428", "429"]
missing_required_header.expected-statuses = ["401", "403", "404", "428"]

[[operations]]
include-path = "/v1/collections/{collection_id}/assets"
include-method = "POST"
checks.ensure_resource_availability.enabled = false
"""

# The guard wants JSON of every POST before it knows whether there is such a route, and Allow names HEAD:
# test_openapi.py has both.
NOT_CHECKED = "unsupported_method,allow_header_conformance"

# A stream of events has no end, and who forgets itself has no key for the rest.
APART = ("follow_events", "forget_me")


@dataclass(frozen=True)
class Fuzzer:
    """Schemathesis, set up for one hub."""

    hub: LiveHub
    owner: Caller
    folder: Path

    def run(
        self,
        *options: str,
        token: str | None,
        examples: int,
        parameters: str = "",
        slowest_s: float = SLOWEST_S,
    ) -> tuple[int, str]:
        """Test with this token; give the exit code, 0 when nothing was found, and what was said."""
        document, settings = self.folder / "openapi.json", self.folder / "schemathesis.toml"
        document.write_text(as_text(the_specification()), encoding="utf-8")
        settings.write_text(parameters + CHECKS, encoding="utf-8")
        headers = {"Bowerbird-Library": self.hub.engine.library_id}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        done = subprocess.run(
            [
                sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()",
                "--config-file", settings, "run", document, "--url", f"http://127.0.0.1:{self.hub.port}",
                *(part for name, value in headers.items() for part in ("-H", f"{name}: {value}")),
                "--generation-deterministic", "--max-examples", str(examples), "--request-timeout", "30",
                "--max-response-time", str(slowest_s),
                "--exclude-checks", NOT_CHECKED, "--no-color", "--warnings", "off", *options,
            ],
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def fuzzer(sampled_library: SampledLibrary, tmp_path_factory: pytest.TempPathFactory) -> Generator[Fuzzer]:
    """Run a hub that can do no harm."""
    folder = tmp_path_factory.mktemp("fuzzed")
    with pytest.MonkeyPatch.context() as patch, LiveHub(sampled_library.copy(folder / "home")) as hub:
        owner = hub.owner()
        tame(hub, folder, owner.client_id, patch)
        yield Fuzzer(hub, owner, folder)


def _without(*operations: str) -> list[str]:
    return [part for operation in operations for part in ("--exclude-operation-id", operation)]


@pytest.mark.timeout(900)
def test_with_pictures_that_there_are(fuzzer: Fuzzer) -> None:
    """What is done with a picture, with the id of one: no failure.

    The first of these tests: a later one may remove the folder.
    """
    asset_id = fuzzer.owner.post("/v1/search", {"text": "a"}).json["hits"][0]["id"]
    code, said = fuzzer.run(
        "--include-path-regex", "^/v1/assets/",
        token=fuzzer.owner.token,
        examples=EXAMPLES,
        parameters=f'[parameters]\nasset_id = "{asset_id}"\n',
    )  # fmt: skip
    assert code == 0, said[-20_000:]


@pytest.mark.timeout(1800)
def test_with_the_owner_s_key(fuzzer: Fuzzer) -> None:
    """All operations, all phases, all checks: no failure."""
    code, said = fuzzer.run(
        "--phases", ALL_PHASES, *_without(*APART), token=fuzzer.owner.token, examples=EXAMPLES
    )
    assert code == 0, said[-20_000:]
    assert "Stateful" in said


@pytest.mark.timeout(900)
@pytest.mark.parametrize("scope", [*Scope, None])
def test_with_less_than_that(fuzzer: Fuzzer, scope: Scope | None) -> None:
    """With each scope alone, and without a token, every refusal is documented too: no failure."""
    client = None if scope is None else fuzzer.hub.client(scope)
    apart = APART if scope is Scope.SEARCH else () if scope is None else APART[1:]
    code, said = fuzzer.run(
        "--phases", "fuzzing", *_without(*apart),
        token=None if client is None else client.token,
        examples=max(1, EXAMPLES // 5),
    )  # fmt: skip
    assert code == 0, said[-20_000:]


@pytest.mark.timeout(300)
def test_a_hub_that_fails_is_seen(fuzzer: Fuzzer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: an answer that takes too long, a handler that raises, and one that leaves a field out."""
    only_hello = ("--include-path", "/v1/hello")
    assert fuzzer.run(*only_hello, token=None, examples=2)[0] == 0
    code, said = fuzzer.run(*only_hello, token=None, examples=2, slowest_s=0.0001)
    assert (code, "response time" in said.lower()) == (1, True), said
    monkeypatch.setattr("bowerbird_bridge.v1.hello.CAPABILITIES", None)
    code, said = fuzzer.run(*only_hello, token=None, examples=2)
    assert (code, "Server error" in said) == (1, True), said
    monkeypatch.setattr("bowerbird_bridge.v1.hello.CAPABILITIES", (1, 2))
    code, said = fuzzer.run(*only_hello, token=None, examples=2)
    assert (code, "schema" in said.lower()) == (1, True), said
