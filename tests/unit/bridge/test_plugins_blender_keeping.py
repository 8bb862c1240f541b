"""`bowerbird plugins … blender` takes nothing from anybody: changed files, others' folders, and the token stay."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fakes.blender_desk import BlenderDesk, blender_desk

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs here are scripts of the shell")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BlenderDesk:
    """Give a person with no Blender at all."""
    return blender_desk(tmp_path, monkeypatch)


def test_what_was_changed_is_put_aside_only_when_told(desk: BlenderDesk) -> None:
    """Blender would overwrite it: refused without --force; with it, a copy lies where Blender does not look."""
    blender = desk.blender()
    desk.plugins("install", "blender")
    (blender.extension / "__init__.py").write_text("mine")
    assert "changed since: __init__.py" in desk.plugins().out

    refused = desk.plugins("install", "blender", "--json")
    assert refused.json["error"]["code"] == "plugin_changed"
    assert (blender.extension / "__init__.py").read_text() == "mine"
    answer = desk.plugins("install", "blender", "--force", "--json")

    (installed,) = answer.json["installed"]
    kept = blender.profile / "extensions" / "bowerbird.kept-1"
    assert installed["kept"] == str(kept)
    assert (kept / "__init__.py").read_text() == "mine"
    assert (blender.extension / "__init__.py").read_text() != "mine"


def test_what_is_not_ours_stays(desk: BlenderDesk) -> None:
    """A folder of somebody else is put aside at most; a link is followed by nobody, told to or not."""
    blender = desk.blender()
    blender.extension.mkdir(parents=True)
    (blender.extension / "__init__.py").write_text("theirs")
    assert desk.plugins("install", "blender", "--json").json["error"]["code"] == "plugin_not_ours"
    assert desk.plugins("remove", "blender", "--json").json["error"]["code"] == "plugin_not_ours"

    elsewhere = desk.home / "elsewhere"
    blender.extension.rename(elsewhere)
    blender.extension.symlink_to(elsewhere)
    for command in ("install", "remove"):
        answer = desk.plugins(command, "blender", "--force", "--json")
        assert answer.json["error"]["code"] == "plugin_not_ours"
        assert "Remove it yourself" in answer.json["error"]["message"]

    assert blender.calls == []
    assert (elsewhere / "__init__.py").read_text() == "theirs"


def test_one_from_a_repository_is_left_to_blender(desk: BlenderDesk) -> None:
    """Where Blender has it from a repository, a second one beside it would only be in the way; removing is done."""
    blender = desk.blender()
    folder = blender.profile / "extensions" / "blender_org" / "bowerbird"
    folder.mkdir(parents=True)
    (folder / "blender_manifest.toml").write_text('version = "3.2.1"\n')

    assert "version 3.2.1, from a repository" in desk.plugins().out
    answer = desk.plugins("install", "blender", "--json")
    assert answer.json["error"]["code"] == "plugin_managed"
    assert "'blender_org'" in answer.json["error"]["message"]
    assert blender.calls == []

    assert desk.plugins("remove", "blender").code == 0
    assert blender.calls == [["remove", "blender_org.bowerbird"]]


def test_another_local_repository_will_do(desk: BlenderDesk) -> None:
    """Who removed the usual one and has another gets it there; who has none reads how to add one."""
    blender = desk.blender()
    blender.repositories = {"blender_org": True, "mine": False}
    blender.plant()
    (installed,) = desk.plugins("install", "blender", "--json").json["installed"]
    assert installed["folder"] == str(blender.profile / "extensions" / "mine" / "bowerbird")

    blender.repositories = {"blender_org": True}
    blender.plant()
    answer = desk.plugins("install", "blender", "--json")

    assert answer.json["error"]["code"] == "plugin_host_repository"
    assert "Add Local Repository" in answer.json["error"]["message"]


def test_removing_leaves_the_extensions_own_data(desk: BlenderDesk) -> None:
    """Blender itself would remove it: it stays and is named; --forget removes it, also after the extension is gone."""
    blender = desk.blender()
    desk.plugins("install", "blender")
    blender.data.mkdir(parents=True)
    (blender.data / "token.json").write_text("{}")

    first = desk.plugins("remove", "blender")

    assert not blender.extension.exists()
    assert not blender.is_on
    assert (blender.data / "token.json").is_file()
    assert [path.name for path in blender.data.parent.iterdir()] == ["bowerbird"]
    assert f"Left: {blender.data}" in first.out
    second = desk.plugins("remove", "blender", "--forget")
    assert not blender.data.exists()
    assert "bowerbird clients revoke" in second.out
    assert desk.plugins("remove", "blender", "--forget", "--json").json["forgotten"] == []


def test_a_removal_that_fails_leaves_the_data_too(desk: BlenderDesk) -> None:
    """It has its name again, and the sentence says that Blender did not do it; nothing is forgotten."""
    blender = desk.blender()
    desk.plugins("install", "blender")
    blender.data.mkdir(parents=True)
    blender.mishaps["remove"] = "fails"
    blender.plant()

    answer = desk.plugins("remove", "blender", "--forget")

    assert answer.code == 1
    assert "did not remove the extension: Error: the disk is full" in answer.err
    assert blender.data.is_dir()


def test_data_that_a_killed_run_left_aside_comes_back(desk: BlenderDesk) -> None:
    """Between putting it out of Blender's way and bringing it back, somebody pulled the plug."""
    blender = desk.blender()
    aside = blender.data.with_name(".bowerbird.aside-1a2b")
    aside.mkdir(parents=True)
    (aside / "token.json").write_text("{}")

    desk.plugins("remove", "blender")

    assert (blender.data / "token.json").is_file()
    assert not aside.exists()


def test_forgetting_follows_no_link(desk: BlenderDesk) -> None:
    """A link where the extension's data should be is not ours: what it leads to stays."""
    blender = desk.blender()
    desk.plugins("install", "blender")
    elsewhere = desk.home / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "letter.txt").write_text("dear")
    blender.data.parent.mkdir(parents=True)
    blender.data.symlink_to(elsewhere)

    assert desk.plugins("remove", "blender", "--forget").code == 0
    assert (elsewhere / "letter.txt").read_text() == "dear"
