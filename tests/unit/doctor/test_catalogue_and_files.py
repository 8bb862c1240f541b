"""The catalogue's condition, the clock, and the files that are not searchable."""

from __future__ import annotations

import threading
import time

import pytest

from bowerbird_engine import Engine, SearchQuery
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.doctor.catalogue_checks import clock, condition, integrity, sqlite_of
from bowerbird_engine.doctor.file_checks import problem_files
from bowerbird_engine.ocr.loading import RecognizerSource, load_recognizer
from bowerbird_engine.ocr.recognizer import TextRecognizer

from .conftest import Patient, codes


def test_a_sound_catalogue_is_fine(patient: Patient) -> None:
    """The control of the others."""
    assert codes(integrity(patient.catalogue)) == []
    assert codes(condition(patient.catalogue)) == []


def test_an_index_that_lost_rows_is_damage(patient: Patient) -> None:
    """SQLite's own check does not see it; ours counts."""
    patient.write("DELETE FROM name_codes_docsize WHERE id = (SELECT min(id) FROM name_codes_docsize)")
    assert codes(integrity(patient.catalogue)) == ["catalogue_damaged"]


def test_an_old_sqlite_is_bad() -> None:
    """From the release without the bug on, all is well."""
    assert codes(sqlite_of("3.51.2")) == ["sqlite_old"]
    assert codes(sqlite_of("3.40.1")) == ["sqlite_old"]
    assert codes(sqlite_of("3.51.3")) == []
    assert codes(sqlite_of("3.100.0")) == []


def test_a_library_from_the_future_is_told(patient: Patient) -> None:
    """Also where the time is that of a vector: a day ahead is a clock that is wrong, an hour is a time zone."""
    now = time.time()
    assert codes(clock(now + 3600)) == []
    assert codes(clock(now + 400 * 24 * 3600)) == ["from_the_future"]
    patient.write("UPDATE space SET generation = generation + 400 * 24 * 3600 * 1000000")
    assert codes(condition(patient.catalogue)) == ["from_the_future"]


def test_a_rollback_journal_is_told(patient: Patient) -> None:
    """As on a network folder, where SQLite has no shared memory."""
    patient.catalogue.close()
    with Catalogue.open(patient.settings.catalogue_path) as writer:
        writer._database.execute("PRAGMA journal_mode = DELETE")  # pyright: ignore[reportPrivateUsage]  nothing of ours leaves WAL
        found = codes(condition(writer))
    assert found == ["no_shared_memory"]


@pytest.mark.parametrize(
    ("code", "status", "says"),
    [
        ("damaged", "unreadable", "backup"),
        ("no_permission", "unreadable", "chmod"),
        ("crashed", "quarantined", "do harm"),
        ("never_heard_of", "unreadable", "reason"),
    ],
)
def test_each_failure_has_its_own_advice(patient: Patient, code: str, status: str, says: str) -> None:
    """The one that was there is told first; a code of a later version is told too."""
    assert codes(problem_files(patient.catalogue, patient.roots)) == ["files_not_a_picture"]
    patient.write(
        f"UPDATE file SET failure_code = '{code}', status = '{status}'"  # noqa: S608  words of the test
        " WHERE failure_code IS NOT NULL"
    )
    (found,) = problem_files(patient.catalogue, patient.roots)
    assert found.code == f"files_{code}"
    assert says in found.advice
    assert found.detail.startswith("1 ")


def test_icons_are_no_problem(patient: Patient) -> None:
    """What is too small was left out on purpose."""
    patient.write(
        "UPDATE file SET failure_code = 'too_small', status = 'skipped' WHERE failure_code IS NOT NULL"
    )
    assert codes(problem_files(patient.catalogue, patient.roots)) == []


def test_the_whole_doctor_finds_nothing_bad_in_a_healthy_library(patient: Patient) -> None:
    """All checks of the engine, and what is wrong with the one file that is no picture."""
    checks = Engine.diagnose(patient.settings)
    assert codes(checks) == ["files_not_a_picture"]
    assert {"catalogue", "disk space", "permissions", "thumbnails", "decoder", "letters", "folder"} <= {
        check.name for check in checks
    }


def test_searches_go_on_while_the_doctor_looks(patient: Patient) -> None:
    """A search that comes in the midst of the checks is answered before these go on."""
    found: list[int] = []

    def search_meanwhile() -> TextRecognizer:
        def search() -> None:
            found.append(len(engine.search(SearchQuery(text="red mug")).hits))

        other = threading.Thread(target=search, daemon=True)
        other.start()
        other.join(60)
        return load_recognizer()

    with Engine(patient.settings, recognizer=RecognizerSource(None, search_meanwhile)) as engine:
        engine.doctor()
    assert len(found) == 1
    assert found[0] > 0
