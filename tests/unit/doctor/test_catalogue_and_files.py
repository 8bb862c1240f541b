"""The catalogue's condition, the clock, and the files that are not searchable."""

from __future__ import annotations

import os
import threading
import time

import pytest

from bowerbird_engine import Engine, SearchQuery
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.doctor import catalogue_checks
from bowerbird_engine.doctor.catalogue_checks import clock, condition, integrity, sqlite_of
from bowerbird_engine.doctor.file_checks import problem_files
from bowerbird_engine.ocr.loading import RecognizerSource, load_recognizer
from bowerbird_engine.ocr.recognizer import TextRecognizer
from bowerbird_engine.settings import MIB

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
    assert codes(clock(9e12)) == codes(clock(9e30)) == ["from_the_future"]
    patient.write("UPDATE space SET generation = generation + 400 * 24 * 3600 * 1000000")
    assert codes(condition(patient.catalogue)) == ["from_the_future"]


def test_a_rollback_journal_is_told(patient: Patient) -> None:
    """As on a network folder, where SQLite has no shared memory."""
    patient.catalogue.close()
    with Catalogue.open(patient.settings.catalogue_path) as writer:
        writer._database.execute("PRAGMA journal_mode = DELETE")  # pyright: ignore[reportPrivateUsage]  nothing of ours leaves WAL
        found = codes(condition(writer))
    assert found == ["no_shared_memory"]


def test_a_log_that_cannot_be_cut_back_is_told(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as somebody reads, all that is written stays in the log; once nobody does, it goes."""
    assert codes(condition(patient.catalogue)) == []
    monkeypatch.setattr(catalogue_checks, "_LARGE_LOG_BYTES", MIB)
    with Catalogue.open(patient.settings.catalogue_path) as writer:
        writer.fold_log()
    assert codes(condition(patient.catalogue)) == []
    with Catalogue.open(patient.settings.catalogue_path, read_only=True) as reader, reader.snapshot():
        assert reader.library_id
        patient.write("CREATE TABLE ballast AS SELECT zeroblob(2000000) AS weight")
        patient.write("DROP TABLE ballast")
        (found,) = condition(patient.catalogue)
        assert (found.code, found.state) == ("log_large", "note")
        assert "`bowerbird open`, `bowerbird stop`" in found.advice
    with Engine(patient.settings) as engine, engine.hold("serving"):
        assert codes(condition(patient.catalogue)) == ["log_large"]
    assert codes(condition(patient.catalogue)) == []


def test_a_log_is_large_from_a_quarter_of_a_gigabyte_on(patient: Patient) -> None:
    """What lies behind its last change is nothing to SQLite, and room on the disk to a person."""
    log = patient.settings.catalogue_path.with_name("catalogue.sqlite-wal")
    patient.write("UPDATE library SET id = id")
    os.truncate(log, 256 * MIB)
    assert codes(condition(patient.catalogue)) == []
    os.truncate(log, 257 * MIB)
    (found,) = condition(patient.catalogue)
    assert (found.code, found.detail) == ("log_large", "its log has grown to 257 MiB")


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


def test_files_that_wait_for_the_index_are_counted(patient: Patient) -> None:
    """As after a run that was stopped; once they are indexed, what came of it is told instead."""
    assert codes(problem_files(patient.catalogue, patient.roots)) == ["files_not_a_picture"]
    patient.write(
        "UPDATE file SET status = 'pending', failure_code = NULL, failure_reason = NULL"
        " WHERE failure_code IS NOT NULL"
    )
    (found,) = problem_files(patient.catalogue, patient.roots)
    assert (found.code, found.state, found.detail) == ("pending", "note", "1 file not indexed yet")
    with Engine(patient.settings) as engine:
        engine.index(ocr=False)
    assert codes(problem_files(patient.catalogue, patient.roots)) == ["files_not_a_picture"]


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
