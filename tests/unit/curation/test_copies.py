"""Copies in the curated folder: named cleanly, made once, described, and never in place of anything."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bowerbird_engine.assets import AssetId
from bowerbird_engine.errors import (
    AssetChangedError,
    AssetGoneError,
    AssetOfflineError,
    CursorError,
    NoCuratedFolderError,
    UnknownAssetError,
)
from bowerbird_engine.keepsakes import CuratedCopy
from fakes.indexed import make_picture
from fakes.kept import KeptLibrary, facts_of, files_in, kept_library


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Give a folder of pictures: two called lamp.png, and two with the same content."""
    folder = tmp_path / "pictures"
    make_picture(folder / "lamp.png", 1)
    make_picture(folder / "other" / "lamp.png", 2)
    make_picture(folder / "chair.jpg", 3)
    shutil.copyfile(folder / "chair.jpg", folder / "other" / "the same chair.jpg")
    return folder


@pytest.fixture
def kept(tmp_path: Path, pictures: Path) -> Iterator[KeptLibrary]:
    """Give the library of these pictures."""
    with kept_library(tmp_path / "home", pictures) as opened:
        yield opened


@pytest.fixture
def best(kept: KeptLibrary, tmp_path: Path) -> Path:
    """Give the curated folder."""
    return kept.choose(tmp_path / "best")


def copy(kept: KeptLibrary, *names: str, query: str | None = None) -> list[CuratedCopy]:
    """Copy pictures by their names."""
    return kept.keeper.copy_curated([kept.id(name) for name in names], query)


def test_a_copy_has_the_bytes_and_a_sidecar(kept: KeptLibrary, best: Path) -> None:
    """Check 45: the copy is equal to its original, the sidecar tells source, id, hash and query, the original is as it was."""
    before = kept.originals()
    started = datetime.now(UTC) - timedelta(seconds=1)
    (made,) = copy(kept, "lamp.png", query="  warm light ")
    original = kept.pictures / "lamp.png"
    assert made.created
    assert made.path == best / "lamp.png"
    assert made.path.read_bytes() == original.read_bytes()
    assert files_in(best) == ["lamp.png", "lamp.png.json"]
    about = json.loads((best / "lamp.png.json").read_text("utf-8"))
    assert about.pop("copied_by").startswith("Bowerbird")
    assert started <= datetime.fromisoformat(about.pop("copied")) <= datetime.now(UTC)
    assert about == {
        "source": str(original),
        "asset_id": kept.id("lamp.png"),
        "sha256": hashlib.sha256(original.read_bytes()).hexdigest(),
        "bytes": original.stat().st_size,
        "media_type": "image/png",
        "width": 64,
        "height": 48,
        "disk": kept.library.roots()[1].volume_label,
        "query": "warm light",
        "project": None,
        "subject": "warm light",
    }
    assert kept.originals() == before


def test_a_copy_has_ordinary_rights(kept: KeptLibrary, best: Path) -> None:
    """A copy may be read by whom the owner lets read new files, and is a file of its own: no link to the original."""
    reference = best / "reference"
    reference.touch()
    (made,) = copy(kept, "lamp.png")
    assert made.path.stat().st_mode == reference.stat().st_mode
    assert made.path.stat().st_nlink == 1
    assert made.path.stat().st_ino != (kept.pictures / "lamp.png").stat().st_ino


def test_a_name_that_is_taken_gets_a_number(kept: KeptLibrary, best: Path) -> None:
    """Check 45: no file is ever replaced: not one of the owner, not one in other capitals, not one that is only a sidecar."""
    (best / "LAMP.png").write_text("mine")
    (best / "lamp (2).png.json").write_text("mine too")
    (best / "lamp (3).png").mkdir()
    (best / "lamp (4).png").symlink_to(kept.pictures / "lamp.png")
    os.mkfifo(best / "lamp (5).png")
    first, second = copy(kept, "lamp.png", "other/lamp.png")
    assert (first.path.name, second.path.name) == ("lamp (6).png", "lamp (7).png")
    assert (best / "LAMP.png").read_text() == "mine"
    assert (best / "lamp (2).png.json").read_text() == "mine too"
    assert first.path.read_bytes() == (kept.pictures / "lamp.png").read_bytes()
    assert second.path.read_bytes() == (kept.pictures / "other" / "lamp.png").read_bytes()


def test_the_same_content_is_copied_once(kept: KeptLibrary, best: Path) -> None:
    """A picture, and its duplicates under other names and ids, are in the folder once, in one call or in several."""
    one, twin = copy(kept, "chair.jpg", "other/the same chair.jpg", query="chair")
    (again,) = copy(kept, "other/the same chair.jpg", query="something else")
    assert (one.created, twin.created, again.created) == (True, False, False)
    assert one.path == twin.path == again.path
    assert (twin.asset_id, again.asset_id) == (kept.id("other/the same chair.jpg"),) * 2
    assert twin.reason
    assert (again.query, again.copied) == ("chair", one.copied)
    assert files_in(best) == ["chair.jpg", "chair.jpg.json"]


def test_a_copy_that_was_altered_or_deleted_is_made_anew(kept: KeptLibrary, best: Path) -> None:
    """What the owner did to a copy stays; the picture is then copied again, under a free name."""
    (first,) = copy(kept, "lamp.png")
    first.path.write_bytes(first.path.read_bytes()[::-1])
    altered = first.path.read_bytes()
    (second,) = copy(kept, "lamp.png")
    assert (second.created, second.path.name) == (True, "lamp (2).png")
    assert first.path.read_bytes() == altered
    second.path.unlink()
    (best / "lamp (2).png.json").unlink()
    (third,) = copy(kept, "lamp.png")
    assert (third.created, third.path) == (True, second.path)
    assert not copy(kept, "lamp.png")[0].created


def test_a_sidecar_that_was_lost_is_written_again(kept: KeptLibrary, best: Path) -> None:
    """A copy without its sidecar gets one at the next time, with what was said at the first."""
    (first,) = copy(kept, "lamp.png", query="warm")
    sidecar = best / "lamp.png.json"
    told = json.loads(sidecar.read_text("utf-8"))
    sidecar.unlink()
    assert not copy(kept, "lamp.png")[0].created
    assert json.loads(sidecar.read_text("utf-8")) == told
    assert first.query == told["query"]


def test_another_library_finds_what_the_first_one_copied(
    kept: KeptLibrary, best: Path, pictures: Path, tmp_path: Path
) -> None:
    """A library that lost its catalogue takes the copies of before for what they are, as long as they keep their names."""
    copy(kept, "lamp.png", "other/lamp.png")
    with kept_library(tmp_path / "another home", pictures) as fresh:
        fresh.choose(best)
        found = copy(fresh, "other/lamp.png", "lamp.png")
        assert [(each.created, each.path.name) for each in found] == [
            (False, "lamp (2).png"),
            (False, "lamp.png"),
        ]
        assert {each.path for each in fresh.keeper.curated_copies(10, None).copies} == {
            best / "lamp.png",
            best / "lamp (2).png",
        }
    assert len(files_in(best)) == 4


def test_a_curated_folder_inside_a_folder_of_the_library(kept: KeptLibrary, pictures: Path) -> None:
    """Check 45: copies that are indexed in their turn are no new originals: copying all there is ends after one round."""
    best = kept.choose(pictures / "best")
    copy(kept, "lamp.png")
    for expected in ([True, True], [], []):
        kept.library.index()
        every = [asset.id for asset in kept.library.assets().values()]
        made = kept.keeper.copy_curated(every, None)
        assert [each.created for each in made if each.created] == expected
        assert len({each.path for each in made}) == 3
        assert len(files_in(best)) == 6
    assert len(every) == 7


def test_a_picture_that_lies_in_the_curated_folder_is_not_copied(kept: KeptLibrary, pictures: Path) -> None:
    """What the owner put there, at any depth, counts as curated, and so do its duplicates elsewhere."""
    best = kept.choose(pictures / "other")
    lying, twin = copy(kept, "other/the same chair.jpg", "chair.jpg")
    assert (lying.created, twin.created) == (False, False)
    assert lying.path == twin.path == best / "the same chair.jpg"
    assert lying.reason != twin.reason
    assert files_in(best) == ["lamp.png", "the same chair.jpg"]
    (best / "the same chair.jpg").unlink()
    assert copy(kept, "chair.jpg")[0].created


def test_nothing_is_chosen_yet(kept: KeptLibrary) -> None:
    """Without a curated folder the error says to choose one."""
    with pytest.raises(NoCuratedFolderError, match="Choose one"):
        copy(kept, "lamp.png")


def test_a_changed_original_is_not_copied(kept: KeptLibrary, best: Path) -> None:
    """A picture that is not what was indexed, by its facts or by its bytes alone, leaves nothing in the folder."""
    lamp = kept.pictures / "lamp.png"
    asset_id, facts = kept.id("lamp.png"), lamp.stat()
    data = lamp.read_bytes()
    lamp.write_bytes(data[:-1] + b"x")
    with pytest.raises(AssetChangedError):
        kept.keeper.copy_curated([asset_id], None)
    # The same size, time and inode: only the bytes tell.
    os.utime(lamp, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    with pytest.raises(AssetChangedError, match="index"):
        kept.keeper.copy_curated([asset_id], None)
    lamp.unlink()
    with pytest.raises(AssetGoneError):
        kept.keeper.copy_curated([asset_id], None)
    assert files_in(best) == []
    assert kept.keeper.curated_copies(10, None).copies == ()


def test_what_cannot_be_copied_is_told_before_anything_is(
    kept: KeptLibrary, best: Path, tmp_path: Path
) -> None:
    """An unknown id, or a disk that is away, and nothing is copied; what is there already needs no disk."""
    with pytest.raises(UnknownAssetError):
        kept.keeper.copy_curated([kept.id("lamp.png"), AssetId("nothing")], None)
    assert files_in(best) == []
    copy(kept, "chair.jpg")
    lamp, chair = kept.id("lamp.png"), kept.id("other/the same chair.jpg")
    kept.pictures.rename(kept.pictures.with_name("unplugged"))
    assert [each.created for each in kept.keeper.copy_curated([chair], None)] == [False]
    make_picture(tmp_path / "more" / "vase.png", 9)
    kept.library.add(tmp_path / "more")
    kept.library.index()
    vase = kept.library.assets()[str(tmp_path / "more" / "vase.png")].id
    with pytest.raises(
        AssetOfflineError, match=r"renamed\? Put the folder back or connect its disk; .* `bowerbird remove`"
    ):
        kept.keeper.copy_curated([chair, vase, lamp], None)
    assert files_in(best) == ["chair.jpg", "chair.jpg.json"]
    assert [each.created for each in kept.keeper.copy_curated([chair, vase], None)] == [False, True]


def test_copies_are_listed_in_pages(kept: KeptLibrary, best: Path) -> None:
    """The list is the latest first, joins to the whole, and refuses cursors that it did not give."""
    copy(kept, "lamp.png", query="one")
    copy(kept, "chair.jpg", "other/lamp.png")
    first = kept.keeper.curated_copies(2, None)
    rest = kept.keeper.curated_copies(2, first.next)
    assert [each.path.name for each in (*first.copies, *rest.copies)] == [
        "lamp (2).png",
        "chair.jpg",
        "lamp.png",
    ]
    assert rest.next is None
    assert rest.copies[0].query == "one"
    with pytest.raises(CursorError):
        kept.keeper.curated_copies(2, "nonsense")


def test_nothing_asked_is_nothing_done(kept: KeptLibrary, best: Path) -> None:
    """No ids, no copies."""
    assert copy(kept) == []
    assert files_in(best) == []


def test_what_a_kill_left_is_swept_up(kept: KeptLibrary, best: Path) -> None:
    """Unfinished files of long ago go with the next copy; fresh ones may be another program's work, others are not ours."""
    old = datetime.now(UTC).timestamp() - 7200
    for name in (".bowerbird-1.unfinished", ".bowerbird-2.unfinished", ".bowerbird-3", "x.unfinished"):
        (best / name).write_bytes(b"half")
        os.utime(best / name, (old, old))
    os.utime(best / ".bowerbird-2.unfinished")
    copy(kept, "lamp.png")
    assert files_in(best) == [
        ".bowerbird-2.unfinished",
        ".bowerbird-3",
        "lamp.png",
        "lamp.png.json",
        "x.unfinished",
    ]


def test_originals_are_only_read(kept: KeptLibrary, best: Path) -> None:
    """Check 58: copying, copying again and failing leave every original's bytes, time, mode and inode as they were."""
    (kept.pictures / "lamp.png").chmod(0o444)
    before = kept.originals()
    assert before[kept.pictures / "lamp.png"] == facts_of(kept.pictures / "lamp.png")
    for _ in range(2):
        copy(kept, "lamp.png", "other/lamp.png", "chair.jpg")
    (made,) = copy(kept, "lamp.png")
    made.path.write_bytes(b"edited by its owner")
    copy(kept, "lamp.png")
    assert kept.originals() == before
