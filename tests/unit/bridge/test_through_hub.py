"""Commands that write while a hub owns the library: they go through it, and say and return the same as without one."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bowerbird_bridge.commands.writing import OwnWriter, writer_for
from bowerbird_bridge.discovery import hub_folder
from bowerbird_client import BowerbirdClientError, CancelledError, ProblemError, RogueHubError
from bowerbird_engine import Engine, FileStatus, PreferenceChanges, Progress, SearchQuery, load_settings
from fakes.client_hub import ClientHub, serving
from fakes.sampled import SampledLibrary


@dataclass(frozen=True)
class Owner:
    """A person with a library of their own, at whose command line we sit."""

    home: Path
    environment: dict[str, str]

    @property
    def library(self) -> Path:
        return self.home / "library"

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "bowerbird_bridge", *map(str, arguments)],
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def json(self, *arguments: str | Path) -> Any:
        """Run the command and read what it printed."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def owner(sampled_library: SampledLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Owner:
    """Give a person a home with a copy of the indexed samples."""
    own = {"HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "USERPROFILE": str(tmp_path)}
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    with Engine(load_settings(sampled_library.copy(tmp_path / "library"))) as engine:
        engine.set_preferences(PreferenceChanges(letters=False))
    return Owner(tmp_path, {**os.environ, **own, "BOWERBIRD_HOME": str(tmp_path / "library")})


@pytest.fixture
def hub(owner: Owner) -> Generator[subprocess.Popen[str]]:
    """Run the real hub over that library."""
    command = [sys.executable, "-m", "bowerbird_bridge", "serve", "--no-keyring", "--port", "0", "--json"]
    with subprocess.Popen(
        command, env=owner.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["pid"] == process.pid
        yield process
        process.terminate()
        process.wait(20)


@pytest.fixture
def pictures(sampled_library: SampledLibrary, tmp_path: Path) -> Path:
    """Lay out a few pictures that are not in the library yet."""
    folder = tmp_path / "more"
    folder.mkdir()
    for number, picture in enumerate((sampled_library.label, sampled_library.folder / "again" / "copy.jpg")):
        # Bytes after the end of a picture make another content of it.
        (folder / f"{number}.jpg").write_bytes(picture.read_bytes() + f"more {number}".encode())
    return folder


def test_folders_come_and_go_through_the_hub(
    owner: Owner, hub: subprocess.Popen[str], pictures: Path, sampled_library: SampledLibrary
) -> None:
    """add, index and remove work while the hub owns the library, and their JSON is what it is without one."""
    with pytest.raises(Exception, match="in use by process"), Engine(load_settings(owner.library)) as engine:
        engine.remove_folder(sampled_library.folder)

    added = owner.json("add", pictures)
    assert added["added"][0]["path"] == str(pictures)
    assert added["added"][0]["online"] is True
    assert owner.json("add", pictures) == added
    report = owner.json("index")
    assert report["counts"] == owner.json("status")["counts"]
    assert sum(report["counts"].values()) == report["found"]
    assert [failure["path"] for failure in report["failures"]] == [str(sampled_library.folder / "broken.jpg")]
    assert report["offline"] == []
    assert {root["path"] for root in owner.json("folders")["folders"]} == {
        str(pictures),
        str(sampled_library.folder),
    }
    assert owner.json("remove", pictures) == {"removed": {str(pictures): 2}}
    assert hub.poll() is None


def test_several_folders_are_added_at_once(owner: Owner, hub: subprocess.Popen[str]) -> None:
    """Each folder of one `add` is known as soon as the hub has taken it, and is told in the order that was asked for."""
    folders = [owner.home / name for name in ("one", "two", "three")]
    for folder in folders:
        folder.mkdir()
    added = owner.json("add", *folders)
    assert [root["path"] for root in added["added"]] == [str(folder) for folder in folders]
    assert hub.poll() is None


def test_what_keeps_a_library_safe_works_beside_the_hub(
    owner: Owner, hub: subprocess.Popen[str], sampled_library: SampledLibrary
) -> None:
    """A backup is made, a bundle with what the doctor finds is written, and what is gone is asked about; the hub serves on."""
    backup = owner.json("backup", owner.home / "backups")
    assert backup["checked"] is True
    assert owner.json("backup", "--check", backup["backup"]["path"])["backup"] == backup["backup"]
    bundle = owner.run("diagnostics", owner.home / "bundle.zip")
    assert bundle.returncode == 0, bundle.stderr
    assert owner.json("gone") == {"held": [], "dropped": []}
    assert owner.json("gone", "drop") == {"dropped": 0}
    assert owner.json("gone", "bring-back") == {"brought_back": 0}
    owner.json("remove", sampled_library.folder)
    back = owner.json("gone", "bring-back", sampled_library.folder)
    assert back["brought_back"] == backup["backup"]["files"]
    # What would pull the library from under the hub is refused, and says how to stop it.
    refused = owner.run("restore", backup["backup"]["path"], "--replace")
    assert refused.returncode == 3, refused.stderr
    assert "bowerbird stop" in refused.stderr
    assert hub.poll() is None


def _ids_below(owner: Owner, folder: Path) -> set[str]:
    with Engine(load_settings(owner.library)) as engine:
        hits = engine.search(SearchQuery(text="a picture", limit=100)).hits
    return {hit.asset.id for hit in hits if hit.asset.path.is_relative_to(folder)}


def test_folders_that_lie_elsewhere_are_told_through_the_hub(
    owner: Owner, hub: subprocess.Popen[str], pictures: Path, sampled_library: SampledLibrary
) -> None:
    """All folders below OLD move at once, or none; ids and what was learned stay, and the JSON is that of no hub."""
    (owner.home / "shelf").mkdir()
    one, two = (Path(shutil.copytree(pictures, owner.home / "shelf" / name)) for name in ("one", "two"))
    (two / "0.jpg").unlink()
    owner.run("add", one, two)
    found = owner.json("index")["found"]
    learned = _ids_below(owner, owner.home / "shelf")
    assert learned
    slip = owner.run("folders", "move", owner.home / "shelf", pictures, "--json")
    assert (slip.returncode, json.loads(slip.stdout)["error"]["code"]) == (2, "bad_folder")
    # One that holds the pictures of the first folder alone: none moves.
    shutil.copytree(one, owner.home / "half" / "one")
    half = owner.run("folders", "move", owner.home / "shelf", owner.home / "half")
    assert (half.returncode, "None of the pictures" in half.stderr) == (2, True), half.stderr
    assert {str(one), str(two)} < {folder["path"] for folder in owner.json("folders")["folders"]}

    # Where they lay there is a link to where they lie now, as people leave one.
    (owner.home / "shelf").rename(owner.home / "disk")
    (owner.home / "shelf").symlink_to(owner.home / "disk", target_is_directory=True)
    moved = owner.json("folders", "move", owner.home / "shelf", owner.home / "disk")
    assert [(folder["path"], folder["online"]) for folder in moved["folders"]] == [
        (str(owner.home / "disk" / name), True) for name in ("one", "two")
    ]
    report = owner.json("index")
    assert (report["found"], report["embedded"], report["missing"]) == (found, 0, 0)
    assert _ids_below(owner, owner.home / "disk") == learned
    again = owner.run("folders", "move", owner.home / "disk" / "one", owner.home / "disk" / "one")
    assert again.returncode == 0, again.stderr
    assert again.stdout.splitlines() == [f"{owner.home / 'disk' / 'one'}  here", "The hub indexes it now."]
    assert sampled_library.folder.exists()
    assert hub.poll() is None


def test_people_are_told_the_same(owner: Owner, hub: subprocess.Popen[str], pictures: Path) -> None:
    """The words for a person are those without a hub, save that nothing is left to be done."""
    added = owner.run("add", pictures)
    assert added.returncode == 0
    assert "The hub indexes it now." in added.stdout
    indexed = owner.run("index")
    assert indexed.returncode == 0, indexed.stderr
    assert "files found" in indexed.stdout
    assert hub.poll() is None


def test_errors_keep_their_words_and_codes(owner: Owner, hub: subprocess.Popen[str], pictures: Path) -> None:
    """What the engine refuses, the hub refuses with the same code, and the command with the same exit code."""
    (pictures / "inside").mkdir()
    owner.run("add", pictures)
    for arguments, code in (
        (("add", owner.home / "absent"), "bad_folder"),
        (("add", pictures / "inside"), "bad_folder"),
        (("remove", owner.home), "unknown_folder"),
        (("folders", "move", owner.home / "absent", pictures), "unknown_folder"),
        (("folders", "move", "D:\\absent", pictures), "unknown_folder"),
        (("folders", "move", pictures, owner.home / "absent"), "bad_folder"),
        (("models", "use", "absent"), "unknown_pack"),
        (("models", "install", "absent"), "unknown_pack"),
        (("models", "remove", "absent"), "unknown_pack"),
        (("models", "remove", "starter"), "pack_in_use"),
    ):
        done = owner.run(*arguments, "--json")
        assert done.returncode == 2, (arguments, done.stdout, done.stderr)
        assert json.loads(done.stdout)["error"]["code"] == code
        assert done.stderr.startswith("bowerbird: ")
    assert hub.poll() is None


def test_models_are_chosen_through_the_hub(owner: Owner, hub: subprocess.Popen[str]) -> None:
    """Choosing the model that answers already changes nothing and says so."""
    assert owner.json("models", "use", "starter")["answers"] == "starter"
    assert hub.poll() is None


def test_an_index_run_is_followed_and_can_be_cancelled(
    owner: Owner, hub: subprocess.Popen[str], pictures: Path, sampled_library: SampledLibrary
) -> None:
    """Progress arrives with its numbers, also of the run that ours waits for; an event that is set ends our job."""
    for number in range(60):
        shutil.copyfile(sampled_library.label, pictures / f"copy-{number}.jpg")
        with (pictures / f"copy-{number}.jpg").open("ab") as file:
            file.write(str(number).encode())
    told: list[Progress] = []
    cancel = threading.Event()

    def progress(step: Progress) -> None:
        told.append(step)
        if step.phase == "pictures" and step.done:
            cancel.set()

    with Engine(load_settings(owner.library)) as engine, writer_for(engine) as library:
        assert library.through_hub
        library.add_folder(pictures)
        with pytest.raises(CancelledError):
            library.index(ocr=False, progress=progress, cancel=cancel)
        assert any(step.phase == "pictures" and step.total for step in told)
        report = library.index(ocr=False)

    assert report.counts[FileStatus.INDEXED] > 60
    assert hub.poll() is None


def test_a_hub_that_ends_in_the_middle_is_told(
    owner: Owner, hub: subprocess.Popen[str], pictures: Path, sampled_library: SampledLibrary
) -> None:
    """When the hub dies under a command, the person is told that what was done is kept."""
    for number in range(150):
        (pictures / f"copy-{number}.jpg").write_bytes(
            sampled_library.label.read_bytes() + str(number).encode()
        )
    killing = threading.Timer(1.0, hub.send_signal, [signal.SIGKILL])
    with Engine(load_settings(owner.library)) as engine, writer_for(engine) as library:
        library.add_folder(pictures)
        killing.start()
        with pytest.raises(BowerbirdClientError, match=r"hub ended|closed the connection|not running"):
            library.index()
    killing.join()


def test_without_a_hub_the_command_does_it_itself(owner: Owner, pictures: Path) -> None:
    """No file, a file that a crash left, and a hub of another library leave the work to the command."""
    with Engine(load_settings(owner.library)) as engine:
        with writer_for(engine) as library:
            assert isinstance(library, OwnWriter)
        with serving(ClientHub(library_id="another")) as other:
            other.announce(hub_folder())
            with writer_for(engine) as library:
                assert isinstance(library, OwnWriter)
    assert owner.json("add", pictures)["added"]


def test_a_killed_hub_leaves_the_library_to_the_command(
    owner: Owner, hub: subprocess.Popen[str], pictures: Path
) -> None:
    """After a kill the file is still there, and the next command works at once."""
    hub.kill()
    hub.wait(10)
    assert list(hub_folder().glob("hub-*.json"))

    assert owner.json("add", pictures)["added"]


def test_a_hub_that_cannot_prove_itself_gets_nothing(owner: Owner, hub: subprocess.Popen[str]) -> None:
    """A program that claims to be the hub of our library is refused, and hears no key (check 17)."""
    with Engine(load_settings(owner.library)) as engine:
        hub.terminate()
        hub.wait(20)
        key = json.loads(next(iter(json.loads((owner.library / "owner.key").read_text()).values())))
        rogue = ClientHub(library_id=engine.library_id, client_id=key["client_id"])
        with serving(rogue):
            rogue.announce(hub_folder(), executable=["bowerbird", "serve", "--home", str(owner.library)])
            with pytest.raises(RogueHubError), writer_for(engine):
                pass
    assert rogue.asked("POST", "/v1/proof")
    assert not any(
        key["token"] in json.dumps([seen.path, seen.headers, seen.body.decode()]) for seen in rogue.seen
    )


def test_a_key_that_is_gone_is_told(owner: Owner, hub: subprocess.Popen[str], pictures: Path) -> None:
    """Without the owner's key nothing is tried, and the person learns how to get it back."""
    (owner.library / "owner.key").unlink()
    done = owner.run("add", pictures)

    assert done.returncode == 1
    assert "owner's key" in done.stderr
    assert hub.poll() is None


def test_a_name_that_is_no_text_is_told(owner: Owner, hub: subprocess.Popen[str]) -> None:
    """A folder whose name cannot stand in JSON is refused in words, before the hub is asked."""
    folder = Path(os.fsdecode(os.fsencode(owner.home) + b"/\xff\xfe"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system takes text alone for names")
    with (
        Engine(load_settings(owner.library)) as engine,
        writer_for(engine) as library,
        pytest.raises(ProblemError, match="no text"),
    ):
        library.add_folder(folder)
    assert hub.poll() is None


def test_a_command_that_is_interrupted_stops_the_hubs_work(
    owner: Owner, hub: subprocess.Popen[str], pictures: Path, sampled_library: SampledLibrary
) -> None:
    """Ctrl-C at `bowerbird index` ends the job of the hub, and the command ends as interrupted."""
    for number in range(400):
        (pictures / f"copy-{number}.jpg").write_bytes(
            sampled_library.label.read_bytes() + str(number).encode()
        )
    owner.run("add", pictures)
    with subprocess.Popen(
        [sys.executable, "-m", "bowerbird_bridge", "index", "--no-ocr"],
        env=owner.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        # Progress is told as soon as the hub has told it: the command is at work then, and not yet done.
        assert process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)

    assert process.returncode == 130, said
    assert "Stopped" in said
    assert hub.poll() is None
