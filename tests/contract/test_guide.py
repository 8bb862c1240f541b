"""The commands of docs/guide.md are run as they stand, in their order, by somebody who begins with the samples."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bowerbird_bridge.cli import bowerbird
from fakes.sampled import SAMPLES
from fakes.served import Answer, Person

GUIDE = Path(__file__).parents[2] / "docs" / "guide.md"
ENOUGH = (
    "products/mug-*.jpg", "products/teapot-teal-front.jpg", "labels/carton-*.jpg", "silhouettes/*.jpg",
    "variants/hiker-mirror.jpg", "interiors/*.jpg", "screenshots/invoice.png", "queries/mug-red-front.jpg",
)  # fmt: skip
"""The samples that the commands ask for, and others beside them."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """Run every line once, in a folder with samples, with a home of its own."""
    base = tmp_path_factory.mktemp("guide")
    person = Person(base / "home")
    person.home.mkdir()
    for pattern in (*ENOUGH, ".bowerbirdignore"):
        for picture in SAMPLES.glob(pattern):
            target = base / "samples" / picture.relative_to(SAMPLES)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(picture, target)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(base)
        return {line: _run(person, line) for line in _lines(GUIDE.read_text(encoding="utf-8"))}


def test_every_command_works(answers: dict[str, Answer]) -> None:
    """None is refused, and no search comes back empty but the one for days that no sample has."""
    refused = {line: answer.err for line, answer in answers.items() if answer.code != 0}
    searches = {line: answer for line, answer in answers.items() if line.startswith("bowerbird search")}
    empty = [line for line, answer in searches.items() if "Nothing found" in answer.out]

    assert not refused
    assert len(searches) >= 15
    assert empty == [line for line in searches if "--taken-from" in line]


def test_the_answers_are_those_that_the_guide_speaks_of(answers: dict[str, Answer]) -> None:
    """The examples show what they are there for."""
    first = {line: re.search(r"samples/(\S+)", answer.out) for line, answer in answers.items()}
    found = {line: match[1] for line, match in first.items() if match is not None}

    assert found["bowerbird search red mug"].startswith("products/mug-red")
    assert found["bowerbird search mug-red-back.jpg"] == "products/mug-red-back.jpg"
    for code in ("BB-2047-K", "BB 2O47K", "BB-2407-K", "--letters BB-2047"):
        assert found[f"bowerbird search {code}"].startswith("labels/carton-lamp"), code
    assert "No picture that was read has exactly" in answers["bowerbird search BB-2407-K"].out
    assert found["bowerbird search ocr:fragile"] == "labels/carton-fragile.jpg"
    assert found["bowerbird search mug --colour blue"] == "products/mug-blue-front.jpg"
    proved = answers["bowerbird search --like samples/variants/hiker-mirror.jpg --labels"].out
    assert "[the same picture, mirrored]" in proved
    assert "warmer" in answers["bowerbird search --like samples/queries/mug-red-front.jpg but warmer"].out
    assert "The same list" in answers["bowerbird recipe replay mugs.json"].out


def test_what_is_named_in_passing_is_there() -> None:
    """A command or an option that stands within a sentence is one that `bowerbird` has."""
    text = re.sub(r"^```.*?^```", "", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    named = re.findall(r"`(bowerbird [^`]+)`", text)
    options = set(re.findall(r"`(--[a-z-]+)`", text))
    known = set(_options(bowerbird))

    assert named
    assert [line for line in named if not _known(line)] == []
    assert options
    assert options <= known
    assert not _known("bowerbird levitate")
    assert not _known("bowerbird index --levitate")


def _lines(text: str) -> list[str]:
    blocks: list[str] = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def _run(person: Person, line: str) -> Answer:
    answer = Answer(0, "", "")
    for step in line.split(" | "):
        program, *arguments = shlex.split(step)
        assert program == "bowerbird", line
        answer = person.run(*arguments, stdin=answer.out)
    return answer


def _known(line: str) -> bool:
    command: click.Command = bowerbird
    for word in line.split()[1:]:
        if word.startswith("-"):
            if word not in _options(command):
                return False
        elif isinstance(command, click.Group):
            if word not in command.commands:
                return False
            command = command.commands[word]
    return True


def _options(command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        yield from parameter.opts
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from _options(inner)
