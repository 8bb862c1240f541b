"""The examples of docs/api.md are run as they stand, by the shell and by Python, against a hub that serves pictures."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bowerbird_client import Client, Query
from fakes.sampled import SampledLibrary
from fakes.served import Person

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
BETWEEN = "-- next --"
NEEDS_CURL = pytest.mark.skipif(
    shutil.which("curl") is None or sys.platform == "win32", reason="curl and a shell are not here"
)


@dataclass(frozen=True)
class Served:
    """A hub with the facts that the page's variables stand for."""

    person: Person
    folder: Path
    environment: dict[str, str]


@pytest.fixture(scope="module")
def served(sampled_library: SampledLibrary, tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    """Serve the samples, with a picture to search with and a curated folder."""
    base = tmp_path_factory.mktemp("docs")
    person = Person(base / "home")
    person.home.mkdir()
    sampled_library.copy(person.home / "library")
    folder = base / "work"
    folder.mkdir()
    shutil.copyfile(sampled_library.label, folder / "crop.jpg")
    with person.serving() as (_, facts):
        credential = person.owner(facts["library_id"])
        with Client(credential, place=person.place) as owner:
            owner.connection.ask("PATCH", "/v1/preferences", {"curated_folder": str(base / "curated")})
            asset = owner.search(Query(text="a mug", limit=1)).hits[0].id
        variables = {
            "HUB": f"http://127.0.0.1:{facts['port']}",
            "TOKEN": credential.token,
            "LIBRARY": facts["library_id"],
            "ASSET": asset,
        }
        yield Served(person, folder, {**person.environment, **variables})


@NEEDS_CURL
def test_each_example_for_the_shell_works(served: Served) -> None:
    """Every line of curl gives what it says, in the order of the page, and none gives a problem."""
    lines = [line for block in _blocks("sh") for line in block.splitlines()]
    done = subprocess.run(
        ["sh", "-ec", f"\necho '{BETWEEN}'\n".join(lines)],
        cwd=served.folder,
        env=served.environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    answers = done.stdout.split(f"{BETWEEN}\n")
    refused = [pair for pair in zip(lines, answers, strict=False) if "urn:bowerbird:problem" in pair[1]]

    assert not refused
    assert (done.returncode, len(answers)) == (0, len(lines)), (answers[-1], done.stderr)
    assert len(lines) >= 10
    assert (served.folder / "thumbnail.webp").read_bytes()[:4] == b"RIFF"
    assert (served.folder / "figure.webp").read_bytes()[:4] == b"RIFF"
    assert len((served.folder / "beginning").read_bytes()) == 1024


def test_the_example_for_python_works(served: Served) -> None:
    """The script pairs, is approved with the code that it prints, and searches."""
    (script,) = _blocks("python")
    # Against this hub, not against one on the usual ports.
    with subprocess.Popen(
        [sys.executable, "-u", "-c", script],
        cwd=served.folder,
        env=served.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        asked = re.fullmatch(r"Approve this code: (\d{3}-\d{3})\n", process.stdout.readline())
        assert asked is not None
        answer = served.person.run("pair", asked[1])
        assert answer.code == 0, answer.err
        out, err = process.communicate(timeout=120)

    assert process.returncode == 0, err
    assert re.search(r"^\d+ % \S+", out, re.MULTILINE)


def test_the_hit_of_the_page_has_the_fields_of_the_specification() -> None:
    """What the page shows of a hit is all that there is."""
    shown = next(json.loads(block) for block in _blocks("json") if '"similarity"' in block)
    specification = json.loads((PAGE.parent / "api" / "openapi.json").read_text())

    assert set(shown) == set(specification["components"]["schemas"]["Hit"]["properties"])


def _blocks(language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
