"""Saved searches, recipes, the self-test and the curated folder on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowerbird_engine import Engine, PreferenceChanges, load_settings
from unit.bridge.conftest import Library


@pytest.fixture
def clean(library: Library) -> Iterator[Library]:
    """Give the library, and leave no saved search, self-test or preference behind."""
    yield library
    with Engine(load_settings(library.run.home)) as engine:
        for saved in engine.saved_searches():
            engine.delete_saved_search(saved.id)
        engine.forget_self_test()
        engine.set_preferences(PreferenceChanges(curated_folder=None, curated_template=None))


def test_searches_are_saved_listed_run_renamed_and_removed(clean: Library) -> None:
    """By name or id; what is run is what `bowerbird search` gives."""
    made = clean.run(
        "searches", "save", "My mugs", "a", "mug", "--in", clean.folder, "--like", clean.label, "--json"
    )
    assert made.code == 0, made.err
    assert made.json["pictures"] == 1
    assert "like a picture" in clean.run("searches").out
    with Engine(load_settings(clean.run.home)) as engine:
        assert [saved.name for saved in engine.saved_searches()] == ["My mugs"]
    again = clean.run("searches", "run", "MY MUGS", "--limit", "5", "--json").json
    assert len(again["hits"]) == 5
    assert again["entry"] == clean.run("search", "a", "mug", "--like", clean.label, "--json").json["entry"]
    assert clean.run("searches", "rename", "my mugs", "Mugs").code == 0
    assert clean.run("searches", "run", made.json["id"], "--json").json["hits"][:5] == again["hits"]
    assert clean.run("searches", "save", "MUGS", "x").code != 0
    assert clean.run("searches", "remove", "mugs").code == 0
    assert clean.run("searches", "list", "--json").json == {"searches": []}
    gone = clean.run("searches", "run", "mugs")
    assert gone.code != 0
    assert "No search is saved as" in gone.err


def test_a_recipe_goes_into_a_file_and_comes_back(clean: Library, tmp_path: Path) -> None:
    """The same list ends with 0; another one with 1, and says so; a file that is there is not replaced."""
    file = tmp_path / "recipe.json"
    saved = clean.run("recipe", "save", "a", "mug", "--similarity", "1", "--to", file)
    assert (saved.code, "".join(saved.out.split())) == (0, f"Writtento{file}")
    before = file.read_bytes()
    assert clean.run("recipe", "save", "other", "--to", file).code == 2
    assert file.read_bytes() == before
    replayed = clean.run("recipe", "replay", file)
    assert (replayed.code, "The same list" in replayed.out) == (0, True)
    told = json.loads(before)
    told["hits"] = [{"content": "cd" * 32, "similarity": 99.0}, *told["hits"]]
    file.write_text(json.dumps(told))
    other = clean.run("recipe", "replay", file, "--json")
    assert other.code == 1
    assert [each["content"] for each in other.json["missing"]] == ["cd" * 32]
    printed = clean.run("recipe", "replay", file)
    assert "1 missing" in printed.out
    assert "is not in this library" in printed.out
    file.write_text("{}")
    assert clean.run("recipe", "replay", file).code == 2


def test_a_recipe_of_a_picture_says_that_it_does_not_hold_it(clean: Library, tmp_path: Path) -> None:
    """It is replayed with the picture at hand, with a small copy in it, or where the library has it."""
    outside = tmp_path / "mine.png"
    outside.write_bytes(clean.label.read_bytes() + b"\0")
    file = tmp_path / "recipe.json"
    made = clean.run("recipe", "save", "--like", outside, "--to", file)
    assert (made.code, "--picture" in made.err) == (0, True)
    assert clean.run("recipe", "replay", file).code == 2
    assert clean.run("recipe", "replay", file, "--picture", outside).code == 0
    whole = clean.run("recipe", "save", "--like", outside, "--with-pictures")
    assert len(whole.json["pictures"]) == 1
    assert clean.run("recipe", "replay", "-", stdin=whole.out).code == 0
    of_ours = clean.run("recipe", "save", "--like", clean.label)
    assert clean.run("recipe", "replay", "-", stdin=of_ours.out).code == 0


def test_the_self_test_on_the_command_line(clean: Library) -> None:
    """Set up, run, shown, kept and removed; the doctor runs it."""
    assert clean.run("selftest", "run").code == 2
    assert "No self-test" in clean.run("selftest", "show").out
    (best,) = clean.run("search", "a", "mug", "--limit", "1", "--json").json["hits"]
    assert clean.run("selftest", "set", "--words", "a mug", "--expect", "2=X").code == 2
    made = clean.run(
        "selftest", "set", "--picture", clean.label, "--words", "a mug", "--expect", f"2={best['id']}"
    )
    assert made.code == 0, made.err
    assert "“a mug”" in made.out
    assert "expects one picture" in made.out
    report = clean.run("selftest", "run", "--json")
    assert (report.code, report.json["verdict"]) == (0, "same")
    assert report.json["probes"][1]["place_now"] == 1
    assert "All 2 lists begin as they were kept." in clean.run("selftest", "run").out
    checks = clean.run("doctor", "--json").json["checks"]
    assert [check["state"] for check in checks if check["name"] == "self-test"] == ["ok"]
    assert clean.run("selftest", "keep", "--json").json["probes"][0]["name"] == clean.label.name
    assert clean.run("selftest", "remove").code == 0
    assert clean.run("selftest", "show", "--json").json["kept"] is None


def test_the_curated_folder_on_the_command_line(clean: Library, tmp_path: Path) -> None:
    """A template is tried and set, a picture copied, and the list says where from."""
    (best,) = clean.run("search", "a", "mug", "--limit", "1", "--json").json["hits"]
    assert clean.run("curated", "template").out == "{name}\n"
    said = ("--project", "Shop", "--query", "a mug")
    tried = clean.run("curated", "template", "{project}/{subject}", "--preview", best["id"], *said)
    ending = Path(best["path"]).suffix
    assert tried.out == f"Shop/a mug{ending}\n"
    assert clean.run("curated", "template").out == "{name}\n"
    assert clean.run("curated", "template", "{oops}").code == 2
    assert clean.run("curated", "template", "{project}/{subject}", "--json").json == {
        "template": "{project}/{subject}"
    }
    with Engine(load_settings(clean.run.home)) as engine:
        engine.set_preferences(PreferenceChanges(curated_folder=tmp_path / "best"))
    (made,) = clean.run("curated", "copy", best["id"], *said, "--json").json["copies"]
    assert Path(made["path"]) == (tmp_path / "best" / "Shop" / f"a mug{ending}").resolve()
    assert "(The curated folder holds this picture already.)" in clean.run("curated", "copy", best["id"]).out
    (listed,) = clean.run("curated", "list", "--json").json["copies"]
    assert (listed["source"], listed["project"], listed["there"]) == (best["path"], "Shop", True)
    Path(made["path"]).unlink()
    assert "(no longer there)" in clean.run("curated", "list").out
    assert clean.run("curated", "template", "--plain").out == "{name}\n"
