"""The options of `bowerbird search`: what narrows it, several pictures, a locked set, orders; and what it shows of a hit."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from rich.console import Console

from bowerbird_bridge.commands.terminal import percent, show_page
from bowerbird_engine import Asset, AssetId, Engine, Reason, SearchHit, SearchPage, load_settings
from bowerbird_engine.assets import ContentHash

from .conftest import Library


def asked(library: Library, *arguments: str | Path, stdin: str = "") -> Any:
    """Search and read the JSON."""
    answer = library.run("search", *arguments, "--json", "--limit", "100", stdin=stdin)
    assert answer.code == 0, answer.err
    return answer.json


def ids(page: Any) -> list[str]:
    """Name the pictures of a page."""
    return [hit["id"] for hit in page["hits"]]


def test_inside_what_was_found(library: Library) -> None:
    """What one search printed narrows the next, as JSON and as plain ids; without ids it is said."""
    first = asked(library, "a mug")
    few = {**first, "hits": first["hits"][:3]}
    for given in (json.dumps(few), json.dumps(ids(few)), "\n".join(ids(few)), " ".join(ids(few))):
        assert sorted(ids(asked(library, "a sunset", "--among", "-", stdin=given))) == sorted(ids(few))
    assert ids(asked(library, "a sunset", "--among", "-", stdin="[]")) == []
    for wrong in ("[3]", '{"hits": [{"id": 7}]}', "17"):
        answer = library.run("search", "a sunset", "--among", "-", stdin=wrong)
        assert answer.code == 2
        assert "--among needs the ids of pictures" in answer.err


def test_several_pictures_and_a_locked_set(library: Library) -> None:
    """Pictures may be given several times, by file and by id; a locked set stays on top."""
    first, second, third = ids(asked(library, "a mug"))[:3]
    both = asked(library, "--like", first, "--like", second)
    assert set(ids(both)[:2]) == {first, second}
    locked = asked(library, "--core", third, "--core", first.lower())
    assert ids(locked)[:2] == [third, first]
    assert [hit["core"] for hit in locked["hits"][:3]] == [True, True, False]
    again = asked(library, "--like", library.label, "--like", first)
    assert again["hits"][0]["similarity"] == 100


def test_directions_and_weights(library: Library) -> None:
    """Directions are named; without weight the words say nothing."""
    first = ids(asked(library, "a mug"))[0]
    page = asked(library, "--like", first, "but", "warmer", "and", "simpler")
    assert page["directions"] == ["warmer", "simpler"]
    plain = asked(library, "--like", first)
    assert plain["directions"] == []
    assert ids(asked(library, "--like", first, "warmer", "--weight", "0")) == ids(plain)
    assert ids(asked(library, "--like", first, "warmer", "--weight", "1")) != ids(plain)


def test_a_part_of_a_picture(library: Library, tmp_path: Path) -> None:
    """Of two pictures side by side the part tells which one is looked for."""
    left, right = (min((library.folder / kind).iterdir()) for kind in ("interiors", "products"))
    both = tmp_path / "both.png"
    with Image.open(left) as one, Image.open(right) as other:
        canvas = Image.new("RGB", (512, 256))
        canvas.paste(one.convert("RGB").resize((256, 256)), (0, 0))
        canvas.paste(other.convert("RGB").resize((256, 256)), (256, 0))
    canvas.save(both)

    def first(*part: str) -> str:
        return Path(asked(library, "--like", both, *part)["hits"][0]["path"]).name

    assert first("--part", "0,0,0.5,1") == left.name
    assert first("--part", "0.5,0,0.5,1") == right.name
    assert asked(library, "--like", both, "--part", "0,0,1,1") == asked(library, "--like", both)


def test_a_collection_is_named(library: Library) -> None:
    """A collection is listed with its id, and both name and id narrow a search, a batch and what is kept."""
    few = ids(asked(library, "a mug"))[:2]
    assert "No collection yet" in library.run("collections").out
    with Engine(load_settings(library.run.home)) as engine:
        made = engine.create_collection("Warm light")
        engine.add_to_collection(made.id, [AssetId(each) for each in few])
    try:
        (listed,) = library.run("collections", "--json").json["collections"]
        assert (listed["id"], listed["name"], listed["pictures"]) == (made.id, "Warm light", 2)
        assert library.run("collections").out == f"{made.id}  Warm light  (2 pictures)\n"
        for named in ("Warm light", "warm LIGHT ", made.id, made.id.lower()):
            assert sorted(ids(asked(library, "a sunset", "--collection", named))) == sorted(few)
        line = json.dumps({"text": "a sunset", "filters": {"collection": "warm light"}})
        page = library.run("search", "--batch", "-", stdin=line).json
        assert sorted(ids(page)) == sorted(few)
        recipe = library.run("recipe", "save", "a sunset", "--collection", "warm light").json
        assert recipe["query"]["filters"]["collection"] == "Warm light"
        assert library.run("searches", "save", "Sunny", "a sunset", "--collection", "warm light").code == 0
        assert sorted(ids(library.run("searches", "run", "Sunny", "--json").json)) == sorted(few)
    finally:
        library.run("searches", "remove", "Sunny")
        with Engine(load_settings(library.run.home)) as engine:
            engine.delete_collection(made.id)


def test_facts_narrow_and_sort(library: Library) -> None:
    """Every flag that narrows does, and what it leaves is what it says."""
    everything = asked(library, "a mug")["hits"]
    wide = asked(library, "a mug", "--shape", "wide")["hits"]
    assert 0 < len(wide) < len(everything)
    assert all(hit["width"] > hit["height"] for hit in wide)
    least = sorted(hit["width"] for hit in everything)[len(everything) // 2]
    assert {hit["id"] for hit in asked(library, "a mug", "--min-width", str(least))["hits"]} == {
        hit["id"] for hit in everything if hit["width"] >= least
    }
    kinds = {hit["media_type"] for hit in everything}
    for kind in kinds:
        found = asked(library, "a mug", "--type", kind.removeprefix("image/"))["hits"]
        assert {hit["media_type"] for hit in found} == {kind}
    assert asked(library, "a mug", "--type", "bmp")["hits"] == []
    assert ids(asked(library, "a mug", "--here")) == [hit["id"] for hit in everything]
    sized = asked(library, "--like", everything[0]["id"], "--sort", "largest")["hits"]
    areas = [hit["width"] * hit["height"] for hit in sized]
    assert len(areas) > 1
    assert areas == sorted(areas, reverse=True)
    assert asked(library, "a mug", "--taken-from", "2001-01-01", "--taken-to", "2001-01-02")["hits"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mug", "--weight", "2"], "between 0 and 1"),
        (["mug", "--min-width", "0"], "between 1 and"),
        (["mug", "--taken-from", "yesterday"], "is no day"),
        (["mug", "--shape", "round"], "is not one of"),
        (["mug", "--sort", "price"], "is not one of"),
        (["mug", "--as", "colour"], "is not one of"),
        (["--core", "01ARZ3NDEKTSV4RRFFQ69G5FAV"], "01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        (["--like", "a.jpg", "--part", "0,0,half,1"], "is no part of a picture"),
        (["--like", "a.jpg", "--part", "0,0,0.5"], "is no part of a picture"),
        (["--like", "a.jpg", "--part", "0,0,nan,1"], "is no part of a picture"),
        (["--like", "a.jpg", "--part", "20,20,640,480"], "not in pixels"),
        (["mug", "--part", "0,0,0.5,1"], "needs the picture that it is a part of"),
        (["mug", "--collection", "Nowhere"], "Nowhere"),
        (["--shape", "wide"], "Say what to look for"),
        (["--batch", "-", "--collapse"], "leave all other clues and options out"),
        (["--batch", "-", "--limit", "20"], "leave all other clues and options out"),
    ],
)
def test_what_makes_no_sense_is_said(library: Library, arguments: list[str], said: str) -> None:
    """Values that make no sense end in a plain sentence."""
    answer = library.run("search", *arguments)
    assert answer.code in {1, 2}
    assert said in answer.err


def test_a_batch_takes_all_of_a_search(library: Library) -> None:
    """Every member of a line means what the flag means."""
    first, second = ids(asked(library, "a mug"))[:2]
    lines: list[dict[str, Any]] = [
        {"examples": [{"similar": first}, {"like": str(library.label)}], "limit": 100},
        {"core": [second], "text": "warmer", "weight": 0.7, "limit": 100},
        {"text": "a mug", "filters": {"shape": "wide", "taken_to": None}, "sort": "name", "limit": 100},
        {"text": "a mug", "among": [first], "entry": "words", "verified": False, "collapse": True},
    ]
    answers = library.run("search", "--batch", "-", stdin="\n".join(map(json.dumps, lines)))
    assert answers.code == 0, answers.out
    pages = [json.loads(line) for line in answers.out.splitlines()]
    assert ids(pages[0]) == ids(asked(library, "--like", first, "--like", library.label))
    assert ids(pages[1]) == ids(asked(library, "--core", second, "warmer", "--weight", "0.7"))
    assert ids(pages[2]) == ids(asked(library, "a mug", "--shape", "wide", "--sort", "name"))
    assert ids(pages[3]) == [first]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"text": "mug", "examples": ["x"]}, "Each of 'examples'"),
        ({"text": "mug", "core": [3]}, "'core' must be a list"),
        ({"text": "mug", "filters": ["wide"]}, "'filters' must be an object"),
        ({"text": "mug", "filters": {"size": 3}}, "Unknown filter 'size'"),
        ({"text": "mug", "filters": {"taken_from": "soon"}}, "must be a day"),
        ({"text": "mug", "weight": "much"}, "between 0 and 1"),
        ({"text": "mug", "sort": ["name"]}, "sort of a search"),
        ({"text": "mug", "verified": "yes"}, "True or False"),
    ],
)
def test_bad_lines(library: Library, line: dict[str, Any], said: str) -> None:
    """A member that makes no sense is answered in its place."""
    answer = library.run("search", "--batch", "-", stdin=json.dumps(line))
    assert answer.code == 1
    assert said in json.loads(answer.out)["error"]["message"]


def test_what_is_special_is_shown(tmp_path: Path) -> None:
    """A person sees what is locked, proved, folded, curated and only a rank; a plain hit shows none of it."""
    asset = Asset(
        AssetId("A" * 26),
        1,
        tmp_path / "a.jpg",
        1,
        ContentHash(b"a" * 32),
        10,
        10,
        "image/jpeg",
        5,
        True,
        "d",
    )
    plain = SearchHit(asset, 71.0, (Reason("words", "matches the description"),))
    marked = replace(
        plain, core=True, curated=True, variants=2, labels=("crop_of", "mirrored"), calibrated=False
    )
    shown = StringIO()
    console = Console(file=shown, width=200)
    show_page(console, SearchPage("words", "Words.", (marked, plain), None))
    first, second = (line for line in shown.getvalue().splitlines() if "a.jpg" in line)
    for mark in (
        "[locked]",
        "[yours is a crop of it, mirrored]",
        "(+2 variants)",
        "(in your curated folder)",
        "~71 %",
    ):
        assert mark in first
        assert mark not in second
    assert "71 %" in second


def test_the_whole_stands_for_the_same_file_alone() -> None:
    """What is nearly 100 % is not called so."""
    assert [percent(value) for value in (100.0, 99.96, 99.4, 0.2)] == [100, 99, 99, 0]
