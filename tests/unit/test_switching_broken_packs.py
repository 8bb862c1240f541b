"""Models that are damaged, deleted, exchanged or blind: searches go on, and say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_engine import Engine, SearchQuery
from bowerbird_engine.errors import (
    PackError,
    UnknownPackError,
)
from fakes.packs import redescribe
from fakes.switched import (
    QUERIES,
    Switched,
    add_pack,
    ask,
    damage,
    make_switched,
    set_aside,
    write_black,
    write_tiles,
)

PICTURES = 70


@pytest.fixture
def library(tmp_path: Path) -> Switched:
    """Make a library of pictures that the old model has learned."""
    return make_switched(tmp_path, range(PICTURES))


def test_a_pack_that_does_not_work_is_not_chosen(library: Switched) -> None:
    """A damaged pack, a dead one and one that is not there are refused, and the library is as it was."""
    add_pack(library, "damaged", seed=3)
    damage(library.pack("damaged"))
    add_pack(library, "promises", seed=4)
    redescribe(library.pack("promises"), lambda told: told.update(dimension=99))
    with library.engine() as engine:
        before = engine.choice()
        for name in ("damaged", "promises"):
            with pytest.raises(PackError):
                engine.use_pack(name)
        with pytest.raises(UnknownPackError, match=r"No pack .absent. is installed.*old"):
            engine.use_pack("absent")
        assert engine.choice() == before
        assert ask(engine, QUERIES[0]) == library.pure("old")[QUERIES[0]]


def test_one_picture_that_only_the_new_model_refuses_does_not_block(library: Switched) -> None:
    """It is counted and named in a note, is found by its name, and the new model takes over all the same."""
    write_black(library.pictures / "black.png")
    add_pack(library, "blind", seed=5, blind=True)
    with library.engine() as engine:
        assert engine.index(ocr=False).embedded == 1
        engine.use_pack("blind")
        report = engine.index(ocr=False)
        assert report.switch is not None
        assert (report.switch.learned, report.switch.refused, report.switch.took_over) == (PICTURES, 1, True)
        page = engine.search(SearchQuery(text=QUERIES[0]))
        assert page.notes == ("This model cannot digest 1 picture, which is found by letters and name only.",)
        assert [hit.asset.path.name for hit in engine.search(SearchQuery(text="name:black")).hits] == [
            "black.png"
        ]
        # A search by that very picture is answered too, and says what it could not do.
        by_picture = engine.search(SearchQuery(like=library.pictures / "black.png"))
        assert "cannot compare this" in by_picture.notes[0]
        assert engine.index(ocr=False).switch is None


def test_only_what_was_refused_may_be_missing(library: Switched) -> None:
    """Two refused pictures among none that succeed do not make the model a broken one on the next run."""
    add_pack(library, "blind", seed=5, blind=True)
    with library.engine() as engine:
        for name in ("black.png", "night.png"):
            write_black(library.pictures / name)
        (library.pictures / "night.png").write_bytes((library.pictures / "night.png").read_bytes() + b"\0")
        engine.index(ocr=False)
        engine.use_pack("blind")
        engine.index(ocr=False)
        assert engine.choice().answers == "blind"
        assert engine.index(ocr=False).embedded == 0


def test_a_deleted_pack_does_not_end_a_running_search(library: Switched) -> None:
    """What is loaded goes on; what is not falls back to the model that has learned most, with a note what to do."""
    old, new = library.pure("old"), None
    with library.engine() as engine:
        engine.use_pack("new")
        engine.index(ocr=False)
        new = {query: ask(engine, query) for query in QUERIES}
        aside = set_aside(library.pack("new"))
        assert {query: ask(engine, query) for query in QUERIES} == new
    with library.engine() as engine:
        page = engine.search(SearchQuery(text=QUERIES[0]))
        assert ask(engine, QUERIES[0]) == old[QUERIES[0]]
        assert page.notes[0] == (
            "The model pack 'new' is not installed any more. Install it again (`bowerbird models install new`,"
            " or `bowerbird models add FOLDER --name new` for one of your own), or choose another one: `bowerbird models"
            " list`."
        )
        choice = engine.choice()
        assert (choice.answers, choice.chosen, choice.under_way) == ("old", "new", False)
        aside.rename(library.pack("new"))
        assert ask(engine, QUERIES[0]) == new[QUERIES[0]]
        assert engine.choice().trouble == ""


def test_a_pack_that_is_damaged_before_its_first_search_is_replaced(library: Switched) -> None:
    """It shows only when it is loaded, in the midst of a search: that search is answered by another model."""
    damage(library.pack("old"))
    with library.engine() as engine:
        engine.use_pack("new")
        engine.index(ocr=False)
    sound = library.pure("new")
    damage(library.pack("new"))
    with library.engine() as engine:
        # Nothing else that works has learned a picture: letters and names are left.
        page = engine.search(SearchQuery(text="words:12"))
        assert [hit.asset.path.name for hit in page.hits] == ["12.png"]
        assert any("Install the pack again" in note for note in page.notes)
        assert "Only letters and file names were searched: no model can answer now." in page.notes
        assert engine.search(SearchQuery(like=library.pictures / "3.png")).hits == ()
        assert engine.choice().answers == ""
        damage(library.pack("new"))  # flips the same bits back
        assert ask(engine, QUERIES[0]) == sound[QUERIES[0]]


def test_indexing_goes_on_without_the_model_that_answered(library: Switched) -> None:
    """With the pack gone, new pictures are indexed with one that works, and can be searched."""
    set_aside(library.pack("old"))
    set_aside(library.pack("new"))
    write_tiles(library.pictures, [901])
    with library.engine() as engine:
        report = engine.index(ocr=False)
        assert report.embedded == PICTURES + 1
        choice = engine.choice()
        assert (choice.answers, choice.chosen) == ("starter", "old")
        assert "'old' is not installed any more" in choice.trouble
        found = engine.search(SearchQuery(like=library.pictures / "901.png", limit=1))
        assert found.hits[0].asset.path.name == "901.png"


def test_a_new_model_that_cannot_be_loaded_leaves_the_old_one_answering(library: Switched) -> None:
    """An engine that cannot load what another one chose keeps its own model, says why, and follows once it can.

    Its own is not on the disk any more: only who tries the new one before letting go of the old can go on.
    """
    old = library.pure("old")
    with library.engine() as reader, library.engine() as writer:
        ask(reader, QUERIES[0])
        writer.use_pack("new")
        writer.index(ocr=False)
        damage(library.pack("new"))
        set_aside(library.pack("old"))
        page = reader.search(SearchQuery(text=QUERIES[0]))
        assert ask(reader, QUERIES[0]) == old[QUERIES[0]]
        assert "Install the pack again" in page.notes[0]
        assert reader.choice().answers == "old"
        damage(library.pack("new"))
        assert ask(reader, QUERIES[0]) == library.pure("new")[QUERIES[0]]


def test_a_chosen_model_that_breaks_is_told_and_costs_nothing_else(library: Switched) -> None:
    """Indexing does its other work, the old model answers, and report, status and notes say what is wrong."""
    with library.engine() as engine:
        engine.use_pack("new")
    damage(library.pack("new"))
    write_tiles(library.pictures, [902])
    with library.engine() as engine:
        report = engine.index(ocr=False)
        assert report.embedded == 1
        assert report.switch is not None
        assert not report.switch.took_over
        assert "Install the pack again" in report.switch.trouble
        choice = engine.choice()
        assert (choice.answers, choice.under_way) == ("old", True)
        assert choice.trouble == report.switch.trouble
        assert ask(engine, QUERIES[0])


def test_a_pack_with_other_files_under_the_same_name_is_not_taken_for_it(library: Switched) -> None:
    """A pack that was exchanged by hand has a space of its own: its vectors are not mixed with the former ones'."""
    add_pack(library, "old", seed=77)
    with library.engine() as engine:
        page = engine.search(SearchQuery(text="words:12"))
        assert "are not those that learned this library" in page.notes[0]
        engine.use_pack("old")
        assert engine.index(ocr=False).embedded == PICTURES
        assert engine.choice().trouble == ""


def test_the_doctor_names_a_change_under_way_and_broken_packs(library: Switched) -> None:
    """It says what executes, that a model is being learned, and which pack cannot be used and why."""
    add_pack(library, "torn", seed=6)
    (library.pack("torn") / "text.onnx").unlink()
    with library.engine() as engine:
        engine.use_pack("new")
    checks = {(check.name, check.state): check for check in Engine.diagnose(library.settings)}
    assert "encoded on the CPU" in checks["encoders", "ok"].detail
    assert "(0 of 70)" in checks["model choice", "note"].detail
    assert "torn cannot be used: The pack 'torn' lacks the file" in checks["model pack", "note"].detail
    set_aside(library.pack("old"))
    set_aside(library.pack("new"))
    (bad,) = (c for c in Engine.diagnose(library.settings) if c.name == "model choice" and c.state == "bad")
    assert "no model answers" in bad.detail


def test_a_model_whose_tower_of_words_broke_learns_nothing(library: Switched) -> None:
    """It could never take over, so hours of learning would be in vain: the run says why, and indexes the rest."""
    with library.engine() as engine:
        assert engine.use_pack("new").under_way
        words = library.pack("new") / "text.onnx"
        whole = words.read_bytes()
        words.write_bytes(whole[:-1])
        write_tiles(library.pictures, [PICTURES])
        report = engine.index(ocr=False)
        assert report.embedded == 1
        assert report.switch is not None
        assert (report.switch.learned, report.switch.took_over) == (0, False)
        assert "text.onnx" in report.switch.trouble
        words.write_bytes(whole)
        again = engine.index(ocr=False).switch
        assert again is not None
        assert (again.learned, again.took_over) == (PICTURES + 1, True)
