"""What the rules leave out: counts, lines that match nothing or make no sense, and whole folders."""

from __future__ import annotations

import shutil

import pytest

from bowerbird_engine.doctor import rule_checks
from bowerbird_engine.doctor.rule_checks import left_out, rules

from .conftest import Patient, codes


def test_without_rules_there_is_nothing_to_say(own_pictures: Patient) -> None:
    """The control of the others."""
    assert codes(rules(own_pictures.roots, own_pictures.settings)) == []


def test_a_line_that_matches_nothing_is_named_and_others_are_not(own_pictures: Patient) -> None:
    """Lines that leave out, that bring back and that mean folders all count; comments are none."""
    (own_pictures.pictures / "tmp").mkdir()
    lines = ["# a comment", "", "again/", "broken.*", "!tmp/", "no-such-folder/", "*.psd"]
    own_pictures.settings.ignore_file.write_text("\n".join(lines))
    (found,) = (check for check in rules(own_pictures.roots, own_pictures.settings) if check.state != "ok")
    assert found.code == "rule_matches_nothing"
    assert found.detail.startswith("2 lines of ")
    assert found.detail.endswith("\u2018no-such-folder/\u2019, \u2018*.psd\u2019")


def test_lines_without_sense_are_named(own_pictures: Patient) -> None:
    """In the person's own file, and in one of a folder."""
    own_pictures.settings.ignore_file.write_text("again/\n**/a/**/b/**/c/**/d\n")
    assert codes(rules(own_pictures.roots, own_pictures.settings)) == ["rule_senseless"]
    own_pictures.settings.ignore_file.unlink()
    (own_pictures.pictures / ".bowerbirdignore").write_text("**/a/**/b/**/c/**/d\n")
    (found,) = (check for check in rules(own_pictures.roots, own_pictures.settings) if check.state != "ok")
    assert found.code == "rule_senseless"
    assert ".bowerbirdignore" in found.detail


def test_whole_folders_with_many_pictures_are_named(own_pictures: Patient) -> None:
    """With the line that brings one back, which does."""
    exports = own_pictures.pictures / "temp exports"
    exports.mkdir()
    for number in range(25):
        shutil.copyfile(own_pictures.pictures / "again" / "copy.jpg", exports / f"{number}.jpg")
    (found,) = rules(own_pictures.roots, own_pictures.settings)
    assert (found.code, found.state) == ("folders_left_out", "ok")
    assert f"{exports} (25 pictures, temporary files and exports)" in found.detail
    own_pictures.settings.ignore_file.write_text(f"{found.advice.rsplit(': ', 1)[1]}\n")
    assert list(rules(own_pictures.roots, own_pictures.settings)) == []


def test_what_takes_too_long_is_given_up_and_judges_nothing(
    own_pictures: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line is not said to match nothing when not everything was looked at."""
    own_pictures.settings.ignore_file.write_text("no-such-folder/\n")
    assert codes(rules(own_pictures.roots, own_pictures.settings)) == ["rule_matches_nothing"]
    monkeypatch.setattr(rule_checks, "_WALK_S", -1.0)
    assert codes(rules(own_pictures.roots, own_pictures.settings)) == []


def test_counts_are_told_by_reason(patient: Patient) -> None:
    """As the latest scan left them; no note."""
    patient.write(
        "INSERT OR REPLACE INTO skip (root_id, code, number) SELECT id, 'chat_downloads', 1234 FROM root"
    )
    (found,) = left_out(patient.catalogue, patient.roots)
    assert found.state == "ok"
    assert "pictures that chat programs saved by themselves (1,234)" in found.detail
