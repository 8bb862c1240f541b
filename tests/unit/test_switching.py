"""Changing the model: what answers before, during and after, and that no search is lost by it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bowerbird_engine import Progress, SearchQuery
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.errors import (
    Cancelled,
    CursorError,
    PackInUseError,
    UnknownPackError,
    UsageError,
)
from fakes.switched import (
    QUERIES,
    Switched,
    add_pack,
    ask,
    make_switched,
    set_aside,
    write_tiles,
)

PICTURES = 70


@pytest.fixture
def library(tmp_path: Path) -> Switched:
    """Make a library of pictures that the old model has learned."""
    return make_switched(tmp_path, range(PICTURES))


def test_a_library_begins_with_the_built_in_model(tmp_path: Path) -> None:
    """Nobody has to choose: the starter answers, and nothing is under way."""
    with Switched(tmp_path / "home", tmp_path / "pictures").engine() as engine:
        choice = engine.choice()
        assert (choice.answers, choice.chosen, choice.under_way, choice.trouble) == (
            "starter",
            "starter",
            False,
            "",
        )
        (info,) = engine.packs()
        assert (info.builtin, info.answers, info.chosen) == (True, True, True)


def test_the_old_model_answers_until_the_new_one_has_learned(library: Switched) -> None:
    """Choosing changes no answer; notes and status tell how far it is; then the new one answers, whole."""
    old = library.pure("old")
    with library.engine() as engine:
        choice = engine.use_pack("new")
        assert (choice.answers, choice.chosen, choice.under_way) == ("old", "new", True)
        assert (choice.learned, choice.contents) == (0, PICTURES)
        assert {query: ask(engine, query) for query in QUERIES} == old
        note = engine.search(SearchQuery(letters="BB-2047-K")).notes[0]
        assert note == (
            "\u2018The new model\u2019 is being learned: 0 of 70; \u2018The old model\u2019 answers meanwhile."
            " `bowerbird index` goes on with it."
        )
        report = engine.index(ocr=False)
        assert report.embedded == 0
        assert report.switch is not None
        assert (report.switch.learned, report.switch.waiting, report.switch.took_over) == (PICTURES, 0, True)
        new = {query: ask(engine, query) for query in QUERIES}
        assert new == library.pure("new")
        # The control: the two models do disagree about every query.
        assert all(new[query] != old[query] for query in QUERIES)
        assert engine.search(SearchQuery(text=QUERIES[0])).notes == ()
        status = engine.status()
        assert (status.pack, status.searchable, status.choice.under_way) == (
            "The new model",
            PICTURES,
            False,
        )
        assert {info.pack.id: (info.answers, info.chosen, info.learned) for info in engine.packs()} == {
            "starter": (False, False, 0),
            "old": (False, False, PICTURES),
            "new": (True, True, PICTURES),
        }


def test_going_back_is_instant_while_nothing_is_new(library: Switched) -> None:
    """What the old model learned is kept: it answers at once, and after new pictures as soon as it has seen them."""
    old = library.pure("old")
    with library.engine() as engine:
        engine.use_pack("new")
        engine.index(ocr=False)
        assert engine.use_pack("old").answers == "old"
        assert {query: ask(engine, query) for query in QUERIES} == old
        assert engine.use_pack("new").answers == "new"
        write_tiles(library.pictures, range(500, 503))
        engine.index(ocr=False)
        back = engine.use_pack("old")
        assert (back.answers, back.under_way, back.learned) == ("new", True, PICTURES)
        report = engine.index(ocr=False)
        assert report.switch is not None
        assert (report.switch.learned, report.switch.took_over) == (3, True)
        assert engine.choice().answers == "old"


def test_who_changes_their_mind_gets_the_old_model_back(library: Switched) -> None:
    """Choosing what answers ends a change that is under way."""
    with library.engine() as engine:
        engine.use_pack("new")
        choice = engine.use_pack("old")
        assert (choice.answers, choice.chosen, choice.under_way) == ("old", "old", False)
        assert engine.index(ocr=False).switch is None


def test_an_empty_library_has_nothing_to_wait_for(tmp_path: Path) -> None:
    """Before the first picture the chosen model answers at once, and learns the pictures first."""
    library = Switched(tmp_path / "home", tmp_path / "pictures")
    add_pack(library, "new", seed=2)
    write_tiles(library.pictures, range(3))
    with library.engine() as engine:
        assert engine.use_pack("new").answers == "new"
        engine.add_folder(library.pictures)
        assert engine.index(ocr=False).embedded == 3
        assert engine.status().searchable == 3


def test_now_means_now(library: Switched) -> None:
    """Who does not want to wait gets the new model with what it has, and is told what it lacks."""
    with library.engine() as engine:
        choice = engine.use_pack("new", now=True)
        assert (choice.answers, choice.under_way) == ("new", False)
        page = engine.search(SearchQuery(text=QUERIES[0]))
        assert page.hits == ()
        assert page.notes[0] == "70 of 70 pictures are not ready for this model: run `bowerbird index`."
        assert engine.index(ocr=False).embedded == PICTURES


def test_a_picture_that_the_new_model_has_not_learned_can_be_searched_with(library: Switched) -> None:
    """Its file is looked at then; only when that cannot be opened is there nothing to compare with."""
    with library.engine() as engine:
        engine.use_pack("new")
        engine.index(ocr=False)
        engine.use_pack("old")
        write_tiles(library.pictures, [904])
        engine.index(ocr=False)
        assert engine.use_pack("new", now=True).learned == PICTURES
        (named,) = engine.search(SearchQuery(text="name:904", limit=1)).hits
        by_id = engine.search(SearchQuery(like=named.asset.id))
        by_file = engine.search(SearchQuery(like=named.asset.path))
        assert len(by_id.hits) == 20
        assert [hit.asset.id for hit in by_id.hits] == [hit.asset.id for hit in by_file.hits]
        named.asset.path.unlink()
        with pytest.raises(UsageError, match="not ready for this model yet"):
            engine.search(SearchQuery(like=named.asset.id))


def test_new_pictures_are_found_while_a_model_is_being_learned(library: Switched) -> None:
    """The model that answers gets them first: also when the run is stopped before the new one has learned."""
    cancel = threading.Event()

    def stop(progress: Progress) -> None:
        # The new picture alone is 1 of 1: the next steps are those of the new model.
        if progress.phase == "pictures" and (progress.total or 0) > 1:
            cancel.set()

    with library.engine() as engine:
        engine.use_pack("new")
        write_tiles(library.pictures, [900])
        with pytest.raises(Cancelled):
            engine.index(ocr=False, progress=stop, cancel=cancel)
        found = engine.search(SearchQuery(like=library.pictures / "900.png", limit=1))
        assert [(hit.asset.path.name, hit.similarity) for hit in found.hits] == [("900.png", 100.0)]
        choice = engine.choice()
        assert (choice.answers, choice.under_way) == ("old", True)
        # Stopped in the midst of it, with what was learned so far kept.
        assert 0 < choice.learned < choice.contents
        report = engine.index(ocr=False)
        assert report.switch is not None
        assert report.switch.learned == PICTURES + 1 - choice.learned
        assert engine.choice().answers == "new"


def test_another_engine_notices_and_changes_as_a_whole(library: Switched) -> None:
    """An engine that was open all along answers with the new model from the next search on."""
    old = library.pure("old")
    with library.engine() as reader, library.engine() as writer:
        assert {query: ask(reader, query) for query in QUERIES} == old
        writer.use_pack("new")
        assert "is being learned" in reader.search(SearchQuery(text="lamp")).notes[0]
        writer.index(ocr=False)
        assert {query: ask(reader, query) for query in QUERIES} == library.pure("new")
        by_picture = reader.search(SearchQuery(like=library.pictures / "7.png", limit=1))
        assert by_picture.hits[0].asset.path.name == "7.png"


def test_a_page_is_not_continued_in_another_order(library: Switched) -> None:
    """A cursor of before the change is refused in plain words; one of a search by letters alone goes on."""
    with library.engine() as engine:
        by_words = engine.search(SearchQuery(text=QUERIES[0], limit=5))
        by_name = engine.search(SearchQuery(text="name:png", limit=5))
        again = engine.search(SearchQuery(text=QUERIES[0], limit=5, cursor=by_words.next))
        assert len(again.hits) == 5
        engine.use_pack("new")
        engine.index(ocr=False)
        with pytest.raises(CursorError, match=r"The model that searches has changed .* Search again"):
            engine.search(SearchQuery(text=QUERIES[0], limit=5, cursor=by_words.next))
        assert engine.search(SearchQuery(text="name:png", limit=5, cursor=by_name.next)).hits


def test_removing_a_pack(library: Switched) -> None:
    """Its files, vectors and cache go; what is in use, built in or unknown is refused."""
    with library.engine() as engine:
        engine.use_pack("new")
        for name in ("starter", "old", "new"):
            with pytest.raises(PackInUseError):
                engine.remove_pack(name)
        engine.index(ocr=False)
    with library.engine() as engine:
        caches = library.settings.cache_dir / "vectors"
        assert {path.name.split("-")[0] for path in caches.iterdir()} == {"old", "new"}
        removed = engine.remove_pack("old")
        assert removed.vectors == PICTURES
        assert removed.bytes_freed > 1000
        assert not library.pack("old").exists()
        assert {path.name.split("-")[0] for path in caches.iterdir()} == {"new"}
        assert [info.pack.id for info in engine.packs()] == ["starter", "new"]
        with pytest.raises(UnknownPackError):
            engine.remove_pack("old")
        assert ask(engine, QUERIES[0]) == library.pure("new")[QUERIES[0]]


def test_the_vectors_of_a_pack_that_was_deleted_by_hand_can_be_removed(library: Switched) -> None:
    """Whoever deleted the folder gives the vectors free with the same command."""
    with library.engine() as engine:
        engine.use_pack("new")
        engine.index(ocr=False)
        set_aside(library.pack("old"))
        assert engine.remove_pack("old").vectors == PICTURES


def test_an_engine_with_a_pack_of_its_own_ignores_the_choice(library: Switched) -> None:
    """Tests and benchmarks pin a pack; they neither follow the choice nor change it."""
    with library.engine() as engine:
        engine.use_pack("new")
    new = library.pure("new")
    assert all(answer == () for answer in new.values())
    assert library.vectors_in("new") == 0
    with library.engine() as engine:
        assert engine.choice().under_way


def test_a_pack_that_is_removed_while_it_is_tried_is_not_chosen(
    library: Switched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the trial and the choice another process may remove it: then what answers stays chosen."""

    def remove_meanwhile(pack: ModelPack, threads: int) -> None:
        set_aside(pack.folder)

    monkeypatch.setattr("bowerbird_engine.models.trial_apart.try_apart", remove_meanwhile)
    with library.engine() as engine:
        with pytest.raises(UnknownPackError, match="meanwhile"):
            engine.use_pack("new")
        assert (engine.choice().chosen, engine.choice().trouble) == ("old", "")


def test_a_cache_that_cannot_be_deleted_hinders_no_removal(
    library: Switched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows another process may have it open: the pack and its vectors go all the same."""
    real = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".vectors":
            raise PermissionError(13, "Permission denied")
        real(path, missing_ok)

    with library.engine() as engine:
        engine.use_pack("new")
        engine.index(ocr=False)
        monkeypatch.setattr(Path, "unlink", held)
        assert engine.remove_pack("old").vectors == PICTURES
        assert [info.pack.id for info in engine.packs()] == ["starter", "new"]
