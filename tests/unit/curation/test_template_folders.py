"""Copies in folders below the curated one: where a template puts them, and what is in the way."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bowerbird_engine.assets import AssetId, SearchHit, SearchPage
from bowerbird_engine.curation.destination import Destination
from bowerbird_engine.curation.template import Known, read_template
from bowerbird_engine.errors import FolderError, TemplateError, UnknownAssetError
from bowerbird_engine.keepsakes import PreferenceChanges
from fakes.indexed import make_picture
from fakes.kept import KeptLibrary, files_in, kept_library

NOW = datetime(2026, 11, 29, 12, 0)  # noqa: DTZ001  the person's own clock


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[KeptLibrary]:
    """Give a library of four pictures."""
    for number in range(4):
        make_picture(tmp_path / "pictures" / "trip" / f"{number}.png", number)
    with kept_library(tmp_path / "home", tmp_path / "pictures") as opened:
        yield opened


@pytest.fixture
def best(kept: KeptLibrary, tmp_path: Path) -> Path:
    """Give the curated folder."""
    return kept.choose(tmp_path / "best")


def use(kept: KeptLibrary, template: str) -> None:
    """Set the template."""
    kept.keeper.set_preferences(PreferenceChanges(curated_template=template))


def tree(folder: Path) -> list[str]:
    """List all files below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("", "needs at least a name"),
        (
            "{projekt}/{name}",
            "at character 1, \u2018{projekt}/{name}\u2019: there is no field {projekt}; there are {project}",
        ),
        ("a/{name", "at character 3, \u2018{name\u2019: a field begins with {"),
        ("a}/b", "at character 2"),
        ("/a", "at character 1"),
        ("a//b", "at character 3, \u2018/b\u2019: a folder or the name is empty"),
        ("a/", "empty here"),
        ("../{name}", "at character 1, \u2018../{name}\u2019: a folder of dots"),
        ("{name}/. .", "a folder of dots"),
        ("a\\b", "at character 2, \u2018\\b\u2019: \\ cannot be in a name"),
        ("C:/x", "at character 2"),
        ("a\nb", "cannot be seen"),
        ("a/~-/b", "nothing of this"),
        ("a/b/c/d/e/{name}", "has 5 folders"),
        ("x" * 201, "201 characters"),
    ],
)
def test_a_wrong_template_is_told_with_its_place(template: str, sentence: str) -> None:
    """The sentence says where it is wrong, and why."""
    with pytest.raises(TemplateError) as error:
        read_template(template)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("template", "project", "subject", "place"),
    [
        ("{name}", "Museum", "red mug", "IMG_1"),
        ("{project}/{year}-{month}/{subject}", "Museum", "red mug", "Museum/2026-11/red mug"),
        ("{project}/{year}-{month}/{subject}", "", "red mug", "2026-11/red mug"),
        ("{project}/{year}-{month}/{subject}", "Museum", "", "Museum/2026-11/IMG_1"),
        ("{project}-{subject}/{name}", "", "", "IMG_1"),
        ("{project} - {subject}/{name}", "", "red", "red/IMG_1"),
        ("best of {year}/{folder}/{day}", "", "", "best of 2026/trip/29"),
        ("{project}/{subject}", "../..", "a/b\\c", "_/a_b_c"),
        ("{project}/{subject}", "nul", "con", "picture nul/picture con"),
    ],
)
def test_what_a_template_gives(template: str, project: str, subject: str, place: str) -> None:
    """Folders of which nothing is known are left out, and a name that is empty is the original's."""
    known = Known("IMG_1", "trip", NOW, project, subject)
    found = read_template(template).place(known)
    assert "/".join((*found.folders, found.stem)) == place


def test_copies_go_where_the_template_says(kept: KeptLibrary, best: Path) -> None:
    """Subject is the query where none is given; taken names get a number; the sidecar tells project and subject."""
    use(kept, "{project}/{subject}")
    ids = [kept.id(f"trip/{number}.png") for number in range(3)]
    preview = kept.keeper.preview_curated(ids, None, "red mug", "Museum")
    copies = kept.keeper.copy_curated(ids, " red mug ", "Museum")
    copies += kept.keeper.copy_curated([kept.id("trip/3.png")], "red mug", "museum", "cup")
    assert preview == ["Museum/red mug.png"] * 3
    assert [copy.path.relative_to(best).as_posix() for copy in copies] == [
        "Museum/red mug.png",
        "Museum/red mug (2).png",
        "Museum/red mug (3).png",
        # One folder, however its name is written: two of them could not lie side by side everywhere.
        "Museum/cup.png",
    ]
    about = json.loads((best / "Museum" / "cup.png.json").read_text("utf-8"))
    assert (about["query"], about["project"], about["subject"]) == ("red mug", "museum", "cup")
    assert len(tree(best)) == 8


def test_a_picture_is_copied_once_whatever_the_template(kept: KeptLibrary, best: Path) -> None:
    """Another template, project or query gives no second copy; a copy that was taken away gives a new one."""
    asset_id = kept.id("trip/0.png")
    use(kept, "{project}/{name}")
    (first,) = kept.keeper.copy_curated([asset_id], "one", "A")
    use(kept, "{name}")
    (again,) = kept.keeper.copy_curated([asset_id], "two", "B")
    assert (again.created, again.path, again.query, again.project) == (False, first.path, "one", "A")
    shutil.rmtree(best / "A")
    (anew,) = kept.keeper.copy_curated([asset_id], "two")
    assert (anew.created, anew.path) == (True, best / "0.png")


def test_the_list_tells_where_copies_come_from(kept: KeptLibrary, best: Path, tmp_path: Path) -> None:
    """The original as it lies now, or as it lay; whether the copy is there; nothing is known of a disk that is away."""
    use(kept, "{folder}/{name}")
    ids = [kept.id(f"trip/{number}.png") for number in range(3)]
    kept.keeper.copy_curated(ids, "mug")
    originals = kept.pictures / "trip"
    (originals / "0.png").rename(originals / "moved.png")
    (originals / "1.png").unlink()
    (best / "trip" / "2.png").unlink()
    kept.library.index()
    page = kept.keeper.curated_copies(10, None)
    assert [(copy.path.name, copy.source, copy.source_known, copy.there) for copy in page.copies] == [
        ("2.png", originals / "2.png", True, False),
        ("1.png", originals / "1.png", False, True),
        ("0.png", originals / "moved.png", True, True),
    ]
    best.rename(tmp_path / "away")
    assert {copy.there for copy in kept.keeper.curated_copies(10, None).copies} == {None}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_in_place_of_a_folder_is_not_followed(kept: KeptLibrary, best: Path, tmp_path: Path) -> None:
    """Neither a link nor a file that has the name of a folder of the template is written through or replaced."""
    use(kept, "{project}/{name}")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (best / "A").symlink_to(elsewhere)
    (best / "B").write_text("a file")
    for project in "AB":
        with pytest.raises(FolderError, match="Rename it, or change the template"):
            kept.keeper.copy_curated([kept.id("trip/0.png")], None, project)
    assert files_in(elsewhere) == []
    assert (best / "B").read_text() == "a file"
    # The control: without the link the same copy is made.
    (best / "A").unlink()
    assert kept.keeper.copy_curated([kept.id("trip/0.png")], None, "A")[0].created


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_folder_that_became_a_link_holds_no_copy(kept: KeptLibrary, best: Path, tmp_path: Path) -> None:
    """What lies behind a link is not taken for the copy that was made."""
    use(kept, "{project}/{name}")
    asset_id = kept.id("trip/0.png")
    kept.keeper.copy_curated([asset_id], None, "A")
    (best / "A").rename(tmp_path / "moved")
    (best / "A").symlink_to(tmp_path / "moved")
    (made,) = kept.keeper.copy_curated([asset_id], None, "C")
    assert (made.created, made.path) == (True, best / "C" / "0.png")


def test_names_that_are_none_open_no_folder(best: Path) -> None:
    """The last line: what opens folders takes no name that leads elsewhere."""
    for name in ("", ".", "..", "a/b", "a\\b", "a\0"):
        with (
            pytest.raises(ValueError, match="no name of a folder"),
            Destination(best, None).inner(name, make=True),
        ):
            pass
    assert files_in(best) == []


def page_of(kept: KeptLibrary, *names: str) -> SearchPage:
    """Make a page of some pictures."""
    found = kept.library.assets()
    hits = tuple(SearchHit(found[str(kept.pictures / name)], 50.0, ()) for name in names)
    return SearchPage("words", "", hits, None)


def test_hits_that_are_curated_are_marked(kept: KeptLibrary, best: Path, tmp_path: Path) -> None:
    """By their bytes, so that a copy of a picture counts; no longer when the copy is gone; still while its disk is away."""
    shutil.copyfile(kept.pictures / "trip" / "0.png", kept.pictures / "same.png")
    kept.library.index()
    page = page_of(kept, "trip/0.png", "trip/1.png", "same.png")
    assert [hit.curated for hit in kept.keeper.mark_curated(page).hits] == [False, False, False]
    use(kept, "{folder}/{name}")
    kept.keeper.copy_curated([kept.id("trip/0.png")], None)
    assert [hit.curated for hit in kept.keeper.mark_curated(page).hits] == [True, False, True]
    best.rename(tmp_path / "away")
    assert [hit.curated for hit in kept.keeper.mark_curated(page).hits] == [True, False, True]
    (tmp_path / "away").rename(best)
    (best / "trip" / "0.png").unlink()
    assert [hit.curated for hit in kept.keeper.mark_curated(page).hits] == [False, False, False]
    kept.keeper.set_preferences(PreferenceChanges(curated_folder=None))
    assert kept.keeper.mark_curated(page) == page


def test_a_curated_folder_of_the_library_gives_no_second_hits(kept: KeptLibrary) -> None:
    """Copies that are indexed themselves are other places of the same content, and their pictures are marked."""
    kept.choose(kept.pictures / "best")
    use(kept, "{folder}/{name}")
    kept.keeper.copy_curated([kept.id("trip/0.png")], None)
    before = len(kept.library.catalogue.files.live_contents())
    kept.library.index()
    assert len(kept.library.catalogue.files.live_contents()) == before
    assert str(kept.pictures / "best" / "trip" / "0.png") in kept.library.assets()
    page = page_of(kept, "best/trip/0.png", "trip/1.png")
    assert [hit.curated for hit in kept.keeper.mark_curated(page).hits] == [True, False]


def test_a_template_that_cannot_be_read_is_not_set(kept: KeptLibrary, best: Path) -> None:
    """Nothing is set then, and None is the plain one again."""
    changes = PreferenceChanges(curated_template="../{name}", watch=False)
    with pytest.raises(TemplateError):
        kept.keeper.set_preferences(changes)
    assert kept.keeper.preferences().watch
    use(kept, " {project}/{name} ")
    assert kept.keeper.preferences().curated_template == "{project}/{name}"
    kept.keeper.set_preferences(PreferenceChanges(curated_template=None))
    assert kept.keeper.preferences().curated_template == "{name}"
    with pytest.raises(UnknownAssetError):
        kept.keeper.preview_curated([AssetId("x")], None)
    assert files_in(best) == []
