"""Whole runs of the index over real pictures, with the real catalogue and real decoding workers."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bowerbird_engine.assets import FileStatus, Float32Array, Space, Uint8Array
from bowerbird_engine.encoding.gate import check_embeddings
from bowerbird_engine.errors import Cancelled, EmbeddingError, RecognizerError, UsageError
from bowerbird_engine.indexing.runner import Indexer
from bowerbird_engine.reports import Progress
from fakes.encoders import FAKE_RECIPE, FakeImageEncoder
from fakes.indexed import BrightnessRecognizer, Library, assert_adds_up, make_picture


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Make a folder with five pictures in two folders."""
    folder = tmp_path / "pictures"
    for number, name in enumerate(["a.jpg", "b.png", "c.webp", "sub/d.jpg", "sub/e.png"]):
        make_picture(folder / name, number)
    return folder


@pytest.fixture
def library(tmp_path: Path, pictures: Path) -> Iterator[Library]:
    """Make a library that holds the folder, not yet indexed."""
    with Library(tmp_path / "home") as library:
        library.add(pictures)
        yield library


def test_first_run_indexes_everything(library: Library, pictures: Path) -> None:
    """Every picture becomes searchable, with a vector, a thumbnail and a proxy, and the counts add up."""
    (pictures / "notes.txt").write_text("no picture")
    report = library.index()
    assert_adds_up(report)
    assert (report.found, report.counts[FileStatus.INDEXED], report.embedded) == (5, 5, 5)
    assert report.skips == {"not_a_picture": 1}
    assets = library.assets()
    assert set(assets) == {str(p) for p in pictures.rglob("*.*") if p.suffix != ".txt"}
    assert set(library.vectors()) == {asset.content_hash for asset in assets.values()}
    for asset in assets.values():
        assert library.renditions.get(asset.content_hash, "thumbnail") is not None
        assert library.renditions.get(asset.content_hash, "proxy") is not None
        assert asset.content_hash == hashlib.sha256(asset.path.read_bytes()).digest()


def test_second_run_does_nothing(library: Library) -> None:
    """An unchanged folder is neither decoded nor embedded nor read again."""
    recognizer = BrightnessRecognizer()
    library.index(recognizer)
    counter = library.catalogue.change_counter()
    again = library.index(recognizer)
    assert (again.embedded, again.moved, again.missing, again.read_for_letters) == (0, 0, 0, 0)
    assert again.counts[FileStatus.INDEXED] == 5
    assert recognizer.calls == 5
    assert library.catalogue.change_counter() == counter


def test_moved_and_renamed_files_keep_their_ids(library: Library, pictures: Path) -> None:
    """A move within the library is recognised without decoding; nothing is embedded again."""
    library.index()
    before = library.assets()
    (pictures / "new").mkdir()
    (pictures / "a.jpg").rename(pictures / "new" / "z.jpg")
    (pictures / "sub").rename(pictures / "renamed")
    report = library.index()
    assert (report.embedded, report.moved, report.missing) == (0, 3, 0)
    after = library.assets()
    assert after[str(pictures / "new" / "z.jpg")].id == before[str(pictures / "a.jpg")].id
    assert after[str(pictures / "renamed" / "d.jpg")].id == before[str(pictures / "sub" / "d.jpg")].id


def test_file_moved_to_another_disk_is_known_by_its_bytes(library: Library, pictures: Path) -> None:
    """A copy whose original goes away (what a move between disks is) takes over the id."""
    library.index()
    before = library.assets()[str(pictures / "a.jpg")]
    shutil.copyfile(pictures / "a.jpg", pictures / "sub" / "a.jpg")
    (pictures / "a.jpg").unlink()
    report = library.index()
    assert (report.embedded, report.moved, report.missing) == (0, 1, 0)
    assert library.assets()[str(pictures / "sub" / "a.jpg")].id == before.id


def test_file_moved_between_two_folders_of_the_library(
    library: Library, pictures: Path, tmp_path: Path
) -> None:
    """Each folder is scanned by itself, and still a picture keeps its id when it goes from one to the other."""
    other = tmp_path / "other"
    make_picture(other / "own.png", 50)
    library.add(other)
    library.index()
    before = library.assets()
    (pictures / "a.jpg").rename(other / "a.jpg")
    (other / "own.png").rename(pictures / "own.png")
    report = library.index()
    assert_adds_up(report)
    assert (report.embedded, report.moved, report.missing) == (0, 2, 0)
    after = library.assets()
    assert after[str(other / "a.jpg")].id == before[str(pictures / "a.jpg")].id
    assert after[str(pictures / "own.png")].id == before[str(other / "own.png")].id


def test_exchanged_names_exchange_the_ids(library: Library, pictures: Path) -> None:
    """Two pictures that swap their names are two moves: an id stays with its picture."""
    library.index()
    before = library.assets()
    (pictures / "sub" / "d.jpg").rename(pictures / "third.jpg")
    (pictures / "a.jpg").rename(pictures / "sub" / "d.jpg")
    (pictures / "third.jpg").rename(pictures / "a.jpg")
    report = library.index()
    assert (report.embedded, report.moved, report.missing) == (0, 2, 0)
    after = library.assets()
    assert after[str(pictures / "a.jpg")].id == before[str(pictures / "sub" / "d.jpg")].id
    assert after[str(pictures / "sub" / "d.jpg")].id == before[str(pictures / "a.jpg")].id


def test_copies_share_one_content(library: Library, pictures: Path) -> None:
    """A copy is a file of its own and is not embedded again, whether it comes later or in the same run."""
    shutil.copyfile(pictures / "a.jpg", pictures / "copy.jpg")
    first = library.index()
    assert (first.counts[FileStatus.INDEXED], first.embedded) == (6, 5)
    shutil.copyfile(pictures / "a.jpg", pictures / "later.jpg")
    second = library.index()
    assert (second.counts[FileStatus.INDEXED], second.embedded) == (7, 0)
    ids = {a.id for a in library.assets().values() if a.path.name in {"a.jpg", "copy.jpg", "later.jpg"}}
    contents = {
        a.content_id for a in library.assets().values() if a.path.name in {"a.jpg", "copy.jpg", "later.jpg"}
    }
    assert len(ids) == 3
    assert len(contents) == 1


def test_edited_file_keeps_its_id(library: Library, pictures: Path) -> None:
    """A picture that is edited in place is embedded again under the same id."""
    library.index()
    before = library.assets()[str(pictures / "a.jpg")]
    make_picture(pictures / "a.jpg", 99)
    report = library.index()
    after = library.assets()[str(pictures / "a.jpg")]
    assert report.embedded == 1
    assert after.id == before.id
    assert after.content_hash != before.content_hash


def test_deleted_file_is_no_longer_found_and_comes_back(library: Library, pictures: Path) -> None:
    """A deleted file leaves the search; when it is put back its id and its vector are still there."""
    library.index()
    before = library.assets()[str(pictures / "a.jpg")]
    aside = pictures.parent / "a.jpg"
    (pictures / "a.jpg").rename(aside)
    gone = library.index()
    assert (gone.missing, gone.counts[FileStatus.INDEXED]) == (1, 4)
    assert str(pictures / "a.jpg") not in library.assets()
    aside.rename(pictures / "a.jpg")
    back = library.index()
    assert (back.embedded, back.counts[FileStatus.INDEXED]) == (0, 5)
    assert library.assets()[str(pictures / "a.jpg")].id == before.id


def test_bad_files_are_rows_with_reasons(library: Library, pictures: Path) -> None:
    """Empty, cut and foreign files and icons end as what they are, and the rest is indexed."""
    (pictures / "empty.jpg").write_bytes(b"")
    (pictures / "text.jpg").write_text("these are words")
    (pictures / "cut.png").write_bytes((pictures / "b.png").read_bytes()[:40])
    make_picture(pictures / "icon.png", 7, size=(16, 16))
    shutil.copyfile(pictures / "b.png", pictures / "wrongly-named.jpg")
    report = library.index()
    assert_adds_up(report)
    assert report.counts[FileStatus.INDEXED] == 6
    codes = {failure.path.name: (failure.status, failure.code) for failure in report.failures}
    assert codes["empty.jpg"] == (FileStatus.UNREADABLE, "empty_file")
    assert codes["text.jpg"] == (FileStatus.UNREADABLE, "not_a_picture")
    assert codes["cut.png"] == (FileStatus.UNREADABLE, "damaged")
    assert codes["icon.png"] == (FileStatus.SKIPPED, "too_small")
    assert all(failure.reason.endswith(".") for failure in report.failures)
    again = library.index()
    assert again.counts == report.counts
    assert again.embedded == 0


def test_repaired_file_is_read_again(library: Library, pictures: Path) -> None:
    """An unreadable file is tried again when it has changed."""
    (pictures / "late.jpg").write_bytes(b"")
    assert library.index().counts[FileStatus.UNREADABLE] == 1
    make_picture(pictures / "late.jpg", 8)
    assert library.index().counts == dict.fromkeys(FileStatus, 0) | {FileStatus.INDEXED: 6}


def test_missing_empty_and_foreign_roots_are_offline(library: Library, pictures: Path) -> None:
    """A folder that is gone, or empty although pictures are known, is offline and loses nothing."""
    library.index()
    before = {asset.id for asset in library.assets().values()}
    aside = pictures.with_name("aside")
    pictures.rename(aside)
    gone = library.index()
    assert [root.online for root in gone.offline] == [False]
    assert (gone.found, gone.missing) == (0, 0)
    assert {asset.id for asset in library.assets().values()} == before
    pictures.mkdir()
    assert len(library.index().offline) == 1
    (pictures / "sub").mkdir()  # the skeleton of folders that a mount point may keep
    assert len(library.index().offline) == 1
    assert {asset.id for asset in library.assets().values()} == before
    shutil.rmtree(pictures)
    aside.rename(pictures)
    back = library.index()
    assert back.offline == ()
    assert (back.embedded, back.moved, back.counts[FileStatus.INDEXED]) == (0, 0, 5)


def test_new_model_embeds_what_is_indexed(library: Library) -> None:
    """After a change of the model every content gets a vector in the new space; the old ones stay."""
    library.index()
    old = library.catalogue.vectors.space(library.encoder.space)
    library.encoder = FakeImageEncoder(Space("other", "ab" * 32, 64), FAKE_RECIPE)
    report = library.index()
    assert report.embedded == 5
    assert len(library.vectors()) == 5
    assert library.catalogue.vectors.count(old) == 5
    assert library.index().embedded == 0


def test_letters_are_read_once_per_content(library: Library, pictures: Path) -> None:
    """Copies are read once, a new recognizer reads anew, and one failure ends nothing."""
    shutil.copyfile(pictures / "a.jpg", pictures / "copy.jpg")
    first = library.index(BrightnessRecognizer(fail_on=lambda call: call == 2))
    assert first.read_for_letters == 4
    assert library.index(BrightnessRecognizer()).read_for_letters == 0
    newer = BrightnessRecognizer("brightness-2")
    assert library.index(newer).read_for_letters == 5
    asset = library.assets()[str(pictures / "a.jpg")]
    assert library.catalogue.texts.regions(asset.content_id)[0].text.startswith("MEAN ")


def test_recognizer_is_not_started_when_all_is_read(library: Library) -> None:
    """A recognizer takes a second to start; with its identity known beforehand that is saved."""
    started: list[str] = []

    def start() -> BrightnessRecognizer:
        started.append("one")
        return BrightnessRecognizer()

    indexer = Indexer(
        library.catalogue,
        library.settings,
        library.encoder,
        start,
        library.renditions,
        recognizer_identity="brightness-1",
    )
    assert indexer.run().read_for_letters == 5
    assert indexer.run().read_for_letters == 0
    assert started == ["one"]


def test_broken_recognizer_is_an_error_not_a_library_of_failures(library: Library, pictures: Path) -> None:
    """A recognizer that fails on everything stops the pass with a clear error; the pictures stay indexed."""
    for number in range(30):
        make_picture(pictures / f"more-{number}.png", 100 + number)
    with pytest.raises(RecognizerError, match="in a row"):
        library.index(BrightnessRecognizer(fail_on=lambda call: call > 0))
    assert len(library.assets()) == 35


class StubbornEncoder(FakeImageEncoder):
    """Have no embedding for black pictures, and report it as the gate of the real encoder does."""

    def encode(self, pictures: Uint8Array) -> Float32Array:
        """Encode pictures [N, size, size, 3]."""
        vectors = super().encode(pictures)
        black = ~pictures.any(axis=(1, 2, 3))
        vectors[black] = np.nan
        return check_embeddings(vectors, len(pictures), self.space.dimension)


def test_picture_that_the_model_cannot_digest_costs_only_itself(tmp_path: Path, pictures: Path) -> None:
    """A bad embedding is a row with a reason; its neighbours in the batch are indexed."""
    Image.new("RGB", (64, 64), (0, 0, 0)).save(pictures / "black.png")
    with Library(tmp_path / "home", StubbornEncoder()) as library:
        library.add(pictures)
        report = library.index()
    assert_adds_up(report)
    assert report.counts[FileStatus.INDEXED] == 5
    assert [(f.path.name, f.code) for f in report.failures] == [("black.png", "bad_embedding")]


def test_broken_model_is_an_error_not_a_library_of_failures(tmp_path: Path) -> None:
    """A model that has no embedding for anything ends the run; the files wait for a better one."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for side in range(64, 70):
        Image.new("RGB", (side, side), (0, 0, 0)).save(folder / f"{side}.png")
    with Library(tmp_path / "home", StubbornEncoder()) as library:
        library.add(folder)
        with pytest.raises(EmbeddingError):
            library.index()
        library.encoder = FakeImageEncoder()
        report = library.index()
    assert report.counts[FileStatus.INDEXED] == 6


def test_cancelled_run_is_completed_by_the_next(library: Library, pictures: Path) -> None:
    """Stopping ends the run with Cancelled; the next run finishes and no file counts as suspect."""
    for number in range(200):
        make_picture(pictures / f"more-{number}.png", 200 + number)
    cancel = threading.Event()

    def stop_soon(progress: Progress) -> None:
        if progress.phase == "pictures":
            cancel.set()

    with pytest.raises(Cancelled):
        library.index(progress=stop_soon, cancel=cancel)
    done = library.catalogue.files.counts(library.roots())
    assert 0 < done[FileStatus.INDEXED] < 205
    pending = library.catalogue.files.pending(library.roots(), 1000)
    assert [file.attempts for file in pending] == [0] * done[FileStatus.PENDING]
    report = library.index()
    assert_adds_up(report)
    assert report.counts[FileStatus.INDEXED] == 205


def test_progress_counts_up_to_its_total(library: Library) -> None:
    """Each phase ends at its total and never goes back."""
    seen: list[Progress] = []
    library.index(BrightnessRecognizer(), progress=seen.append)
    for phase in ("pictures", "letters"):
        steps = [p for p in seen if p.phase == phase]
        assert steps[-1].done == steps[-1].total == 5
        assert [p.done for p in steps] == sorted(p.done for p in steps)


def test_originals_are_only_read(library: Library, pictures: Path) -> None:
    """Bytes, times and modes of the originals are the same after a run, and nothing is added beside them."""

    def facts() -> dict[str, tuple[bytes, int, int]]:
        found: dict[str, tuple[bytes, int, int]] = {}
        for path in sorted(pictures.rglob("*")):
            stat = path.stat()
            digest = hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""
            found[str(path)] = (digest, stat.st_mtime_ns, stat.st_mode)
        return found

    before = facts()
    library.index(BrightnessRecognizer())
    assert facts() == before


def test_own_rules_take_files_out_and_bring_them_back(library: Library, pictures: Path) -> None:
    """A rule in the person's ignore file makes pictures leave the search; taking it away brings them back as they were."""
    library.index()
    library.settings.ignore_file.write_text("sub/\n", encoding="utf-8")
    assert library.index().counts[FileStatus.INDEXED] == 3
    library.settings.ignore_file.unlink()
    report = library.index()
    assert (report.counts[FileStatus.INDEXED], report.embedded) == (5, 0)


def test_senseless_own_rules_are_counted_once(library: Library, tmp_path: Path) -> None:
    """Lines of the person's ignore file that are no rules show in what was left out, however many folders there are."""
    other = tmp_path / "other"
    make_picture(other / "own.png", 50)
    library.add(other)
    library.settings.ignore_file.write_text("!\n*.webp\n", encoding="utf-8")
    report = library.index()
    assert report.skips == {"bad_ignore_rule": 1, "own_rule": 1}
    assert library.index().skips == report.skips


def test_unreadable_ignore_file_is_a_clear_error(library: Library) -> None:
    """Rules that cannot be read are not passed over: they might be there to keep things out."""
    library.settings.ignore_file.mkdir()
    with pytest.raises(UsageError, match="ignore"):
        library.index()


def test_file_times_far_from_now_do_no_harm(library: Library, pictures: Path) -> None:
    """Files from 1970 and from 2107 are indexed like others and are not taken for changed."""
    os.utime(pictures / "a.jpg", ns=(0, 0))
    os.utime(pictures / "b.png", ns=(4_323_456_789_123_456_789, 4_323_456_789_123_456_789))
    assert library.index().counts[FileStatus.INDEXED] == 5
    assert library.index().embedded == 0
