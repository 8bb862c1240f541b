"""Downloads as they should go: what is asked for, what lies there afterwards, and what is told meanwhile."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowerbird_engine.errors import Cancelled, DigestError, DiskFullError, HubError, HubRefusedError
from bowerbird_engine.models.download import Downloaded, HubFile, Patience, download, file_url, places
from bowerbird_engine.models.download_content import Digests
from bowerbird_engine.models.ledger import FILE_NAME, Entry, Ledger
from bowerbird_engine.models.room import SPARE_BYTES
from bowerbird_engine.reports import Progress
from fakes.hub import FakeHub
from fakes.hub_answers import git_id
from fakes.hub_downloads import LARGE, QUICK, REPOSITORY, SMALL, laid_down, lone_hub, pull

FILES = {SMALL: b'{"model_type": "clip"}', LARGE: os.urandom(700_000), "README.md": b"not wanted"}
ADDRESSES = """
import sys
from bowerbird_engine.models.download import HubFile, file_url, places
file_url("o/n", *places([HubFile("o/n", "x")]))
"""
WANTED = {path: FILES[path] for path in (SMALL, LARGE)}


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """Publish the one repository."""
    with lone_hub() as hub:
        hub.publish(REPOSITORY, FILES)
        yield hub


def sha256(data: bytes) -> str:
    """Name bytes."""
    return hashlib.sha256(data).hexdigest()


def test_files_come_as_they_are_and_are_recorded(hub: FakeHub, tmp_path: Path) -> None:
    """A small file from the hub and a large one from its network lie at their paths; the ledger tells both digests."""
    got = pull(hub, tmp_path)

    (commit,) = {entry.commit for entry in got.files}
    assert laid_down(tmp_path / "into") == WANTED
    assert got.revision == commit
    assert got.files == (
        Entry(REPOSITORY, SMALL, commit, 22, sha256(FILES[SMALL]), f"git:{git_id(FILES[SMALL])}"),
        Entry(REPOSITORY, LARGE, commit, 700_000, sha256(FILES[LARGE]), f"sha256:{sha256(FILES[LARGE])}"),
    )
    assert Ledger(tmp_path / FILE_NAME).entries() == got.files


def test_only_what_is_wanted_is_asked_for(hub: FakeHub, tmp_path: Path) -> None:
    """One request tells what there is, and each file is fetched once, at that commit."""
    commit = pull(hub, tmp_path).revision

    assert [each.target for each in hub.log if each.side == "hub" and "cache" not in each.target] == [
        f"/api/models/{REPOSITORY}/revision/main?blobs=true",
        f"/{REPOSITORY}/resolve/{commit}/{SMALL}",
        f"/{REPOSITORY}/resolve/{commit}/{LARGE}",
    ]
    assert len(hub.asked("", "network")) == 1
    assert not any("xet" in each.target for each in hub.log)


def test_what_is_there_and_right_is_not_fetched_again(hub: FakeHub, tmp_path: Path) -> None:
    """The second time only the list of files is asked for; a file that was changed meanwhile is fetched anew."""
    first = pull(hub, tmp_path)
    hub.log.clear()

    assert pull(hub, tmp_path) == first
    assert [each.target.partition("?")[0] for each in hub.log] == [
        f"/api/models/{REPOSITORY}/revision/{first.revision}"
    ]

    (tmp_path / "into" / LARGE).write_bytes(b"damaged")
    assert pull(hub, tmp_path) == first
    assert laid_down(tmp_path / "into") == WANTED


def test_empty_files_are_files(hub: FakeHub, tmp_path: Path) -> None:
    """A file of no bytes lies there as one."""
    hub.publish(REPOSITORY, {"empty.txt": b"", "empty.onnx": b""})

    pull(hub, tmp_path, "empty.txt", "empty.onnx")

    assert laid_down(tmp_path / "into") == {"empty.txt": b"", "empty.onnx": b""}


def test_files_of_several_repositories_lie_apart(hub: FakeHub, tmp_path: Path) -> None:
    """Two towers from two repositories do not overwrite each other."""
    first = hub.publish("owner/vision", {"model.onnx": b"pictures"})
    second = hub.publish("owner/text", {"model.onnx": b"words"})
    files = [HubFile("owner/vision", "model.onnx"), HubFile("owner/text", "model.onnx")]

    got = download(files, tmp_path / "into", ledger=Ledger(tmp_path / FILE_NAME), endpoint=hub.endpoint)

    assert laid_down(tmp_path / "into") == {"vision/model.onnx": b"pictures", "text/model.onnx": b"words"}
    assert got.revision == f"{first}+{second}"


@pytest.mark.parametrize(
    "files",
    [
        [HubFile("owner/name", "../x")],
        [HubFile("owner/name", "/x")],
        [HubFile("owner/name", "a\\b")],
        [HubFile("owner/name", "")],
        [HubFile("owner/..", "x")],
        [HubFile("name", "x")],
        [HubFile("a/b/c", "x")],
        [HubFile("owner/name", "x"), HubFile("owner/name", "X")],
        [HubFile("one/name", "x"), HubFile("two/name", "x")],
    ],
)
def test_paths_that_lead_out_or_collide_are_refused(files: list[HubFile]) -> None:
    """A list that could write outside the folder or over itself is no list."""
    with pytest.raises(HubError):
        places(files)


def test_plain_paths_are_kept() -> None:
    """The control: of one repository each file keeps its path."""
    assert places([HubFile("o/n", "x.json"), HubFile("o/n", "onnx/x.onnx")]) == ("x.json", "onnx/x.onnx")


@pytest.mark.parametrize("revision", ["main", "refs/pr/1"])
@pytest.mark.parametrize("endpoint", [None, "https://mirror.example/", "http://127.0.0.1:8000/hub"])
def test_addresses_are_those_of_the_library(endpoint: str | None, revision: str) -> None:
    """What is printed for people to fetch elsewhere is what huggingface_hub itself would ask for."""
    from huggingface_hub import constants, hf_hub_url  # noqa: PLC0415  loaded for this alone

    url = file_url("owner/name", "onnx/a b.onnx", endpoint, revision)

    plain = (endpoint or "https://huggingface.co").rstrip("/")
    told = hf_hub_url("owner/name", "onnx/a b.onnx", revision=revision)
    assert url == plain + told.removeprefix(constants.ENDPOINT)


@pytest.mark.parametrize("loads", [False, True])
def test_addresses_are_told_without_the_library(loads: bool) -> None:
    """Printing what to fetch elsewhere loads nothing that opens connections; the module that does is seen to."""
    more = "\nimport bowerbird_engine.models.download_hub" if loads else ""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            ADDRESSES + more + "\nprint('huggingface_hub' in sys.modules, 'httpx2' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == f"{loads} {loads}\n"


@pytest.mark.parametrize(
    "endpoint",
    ["mirror.example", "ftp://mirror.example", "https://", "https://me:secret@m.example", "http://[x"],
)
def test_an_address_that_is_none_is_refused(endpoint: str, tmp_path: Path) -> None:
    """HF_ENDPOINT is checked before anything is asked, and a password in it is not repeated."""
    with pytest.raises(HubError, match="HF_ENDPOINT") as caught:
        download([HubFile("o/n", "x")], tmp_path, ledger=Ledger(tmp_path / "l"), endpoint=endpoint)

    assert "secret" not in str(caught.value)


def test_progress_runs_over_all_files(hub: FakeHub, tmp_path: Path) -> None:
    """It grows to the sum of all sizes, names the file, and comes in the thread that asked."""
    steps: list[Progress] = []
    threads: set[int] = set()
    hub.faults.drip[LARGE] = (70_000, 0.03)

    def note(step: Progress) -> None:
        steps.append(step)
        threads.add(threading.get_ident())

    pull(hub, tmp_path, progress=note)

    done = [step.done for step in steps]
    assert done == sorted(done)
    assert steps[-1] == Progress("download", 700_022, 700_022, LARGE)
    assert {step.current for step in steps} == {SMALL, LARGE}
    assert sum(0 < step.done - 22 < 700_000 for step in steps) >= 2, "nothing was told on the way"
    assert threads == {threading.get_ident()}


def test_a_moved_branch_changes_nothing(hub: FakeHub, tmp_path: Path) -> None:
    """After the first install the recorded commit is asked for, whatever came later."""
    first = pull(hub, tmp_path / "1").revision
    hub.publish(REPOSITORY, FILES | {LARGE: b"newer"})
    (tmp_path / "1" / FILE_NAME).rename(tmp_path / FILE_NAME)

    again = pull(hub, tmp_path)

    assert again.revision == first
    assert laid_down(tmp_path / "into") == WANTED
    assert pull(hub, tmp_path / "2").revision != first, "without the ledger the newer one comes"


def test_a_forgotten_commit_is_no_end(hub: FakeHub, tmp_path: Path) -> None:
    """When the hub has the recorded commit no more, the same bytes are accepted from the branch, others are not."""
    pull(hub, tmp_path / "1")
    pull(hub, tmp_path / "2")
    hub.publish(REPOSITORY, {SMALL: FILES[SMALL], LARGE: FILES[LARGE]})
    hub.forget(REPOSITORY)
    for path in ("1", "2"):
        for file in (SMALL, LARGE):
            (tmp_path / path / "into" / file).unlink()

    assert pull(hub, tmp_path / "1").revision != ""
    assert laid_down(tmp_path / "1" / "into") == WANTED

    hub.tamper(REPOSITORY, LARGE, os.urandom(700_000))
    with pytest.raises(DigestError):
        pull(hub, tmp_path / "2")


@pytest.mark.parametrize("path", [SMALL, LARGE])
@pytest.mark.parametrize("size", ["same", "other"])
def test_an_exchanged_file_is_refused_for_ever(hub: FakeHub, tmp_path: Path, path: str, size: str) -> None:
    """What the hub gives and reports under a recorded name must be what came first: else nothing is fetched."""
    pull(hub, tmp_path)
    before = Ledger(tmp_path / FILE_NAME).entries()
    (tmp_path / "into" / path).unlink()
    data = FILES[path]
    hub.tamper(REPOSITORY, path, bytes(len(data)) if size == "same" else data + b"x")
    hub.log.clear()

    for _ in range(2):
        with pytest.raises(DigestError, match="exchanged"):
            pull(hub, tmp_path)

    assert path not in laid_down(tmp_path / "into")
    assert Ledger(tmp_path / FILE_NAME).entries() == before
    assert not hub.asked("resolve")

    hub.tamper(REPOSITORY, path, data)
    assert pull(hub, tmp_path).files == before


def test_a_forged_name_of_git_is_seen_through(hub: FakeHub, tmp_path: Path) -> None:
    """A small file that git's own digest would accept must still have the recorded SHA-256."""
    pull(hub, tmp_path, SMALL)
    file = tmp_path / FILE_NAME
    file.write_text(file.read_text().replace(sha256(FILES[SMALL]), "0" * 64))
    (tmp_path / "into" / SMALL).unlink()

    with pytest.raises(DigestError, match="exchanged"):
        pull(hub, tmp_path, SMALL)

    assert laid_down(tmp_path / "into") == {}


def test_a_file_the_hub_does_not_have_is_refused_before_any_is_fetched(hub: FakeHub, tmp_path: Path) -> None:
    """The sentence names the file; so it does when the hub tells no size and digest of it."""
    with pytest.raises(HubRefusedError, match=r"no file onnx/other\.onnx"):
        pull(hub, tmp_path, SMALL, "onnx/other.onnx")
    hub.faults.unreported.add(SMALL)
    with pytest.raises(HubRefusedError, match=f"no file {SMALL}"):
        pull(hub, tmp_path, SMALL)

    assert not hub.asked("resolve")
    assert not (tmp_path / "into").exists()


def get(hub: FakeHub, home: Path, free: int) -> Downloaded:
    """Download onto a disk with so much room."""
    files = [HubFile(REPOSITORY, path) for path in WANTED]
    ledger = Ledger(home / FILE_NAME)
    return download(
        files, home / "into", ledger=ledger, endpoint=hub.endpoint, patience=QUICK, free=lambda _: free
    )


def test_a_disk_without_room_is_seen_before_the_first_byte(hub: FakeHub, tmp_path: Path) -> None:
    """One byte less than is needed and kept free is too little, and the sentence has the figures."""
    with pytest.raises(DiskFullError, match=r"1 MB are still .* 268 MB must stay free"):
        get(hub, tmp_path, 700_022 + SPARE_BYTES - 1)

    assert not hub.asked("resolve")
    get(hub, tmp_path, 700_022 + SPARE_BYTES)
    assert laid_down(tmp_path / "into") == WANTED


def test_what_is_there_needs_no_room(hub: FakeHub, tmp_path: Path) -> None:
    """Once all is there a full disk is no hindrance."""
    get(hub, tmp_path, 2 * SPARE_BYTES)

    assert get(hub, tmp_path, 0).files


@pytest.mark.parametrize("when", ["before", "while the list is awaited", "while a file comes"])
def test_stopping_keeps_what_came(hub: FakeHub, tmp_path: Path, when: str) -> None:
    """Cancelled comes at once, also from a line that is silent, nothing is recorded, and the next try goes on."""
    cancel = threading.Event()
    ledger = Ledger(tmp_path / FILE_NAME)
    hub.faults.silent = when == "while the list is awaited"
    hub.faults.stall[LARGE] = [300_000]
    stop = threading.Timer(0.0 if when == "before" else 0.4, cancel.set)
    stop.start()
    if when == "before":
        stop.join()

    with pytest.raises(Cancelled, match="kept"):
        download(
            [HubFile(REPOSITORY, LARGE)],
            tmp_path / "into",
            ledger=ledger,
            endpoint=hub.endpoint,
            cancel=cancel,
            patience=Patience(connect_seconds=1000.0, read_seconds=1000.0),
        )

    assert ledger.entries() == ()
    hub.faults.silent = False
    hub.faults.stall.clear()
    hub.log.clear()
    pull(hub, tmp_path, LARGE)
    assert laid_down(tmp_path / "into") == {LARGE: FILES[LARGE]}
    assert (hub.asked("", "network")[0].range is not None) == (when == "while a file comes")


def test_an_optional_file_that_the_hub_lacks_is_left_out(tmp_path: Path) -> None:
    """Settings that only some repositories have do not end a download; the same file, required, does."""
    with FakeHub() as hub:
        hub.publish("someone/model", {"config.json": b"{}"})
        wanted = HubFile("someone/model", "config.json")
        ledger = Ledger(tmp_path / "ledger.json")
        absent = HubFile("someone/model", "extra.json", optional=True)
        arrived = download([wanted, absent], tmp_path / "in", ledger=ledger, endpoint=hub.endpoint)
        assert [entry.path for entry in arrived.files] == ["config.json"]
        required = HubFile("someone/model", "extra.json")
        with pytest.raises(HubRefusedError, match="no file extra"):
            download([wanted, required], tmp_path / "in", ledger=ledger, endpoint=hub.endpoint)


def test_a_disk_that_fails_is_told_in_words(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the disk while a file is compared is an error of ours that names the file; the next try goes on."""

    def fail(path: Path, cancel: threading.Event) -> Digests:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr("bowerbird_engine.models.download_job.digests", fail)
        with pytest.raises(HubError, match="Input/output error"):
            pull(hub, tmp_path, SMALL)
    pull(hub, tmp_path, SMALL)
    assert set(laid_down(tmp_path / "into")) == {SMALL}
