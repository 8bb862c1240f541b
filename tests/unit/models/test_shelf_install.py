"""Known packs from a hub: installed once and for all, gone on with, and the same bytes ever after."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bowerbird_engine.encoding.description import Precision
from bowerbird_engine.errors import (
    Cancelled,
    DigestError,
    HubRefusedError,
    HubUnreachableError,
    PackError,
    PackInUseError,
    UnknownPackError,
)
from bowerbird_engine.models.ledger import FILE_NAME
from bowerbird_engine.models.shelf import ModelShelf
from bowerbird_engine.models.store import DOWNLOADS
from bowerbird_engine.reports import Progress
from fakes.hub_downloads import lone_hub
from fakes.hub_folders import (
    not_finite,
    open_clip_files,
    transformers_files,
    vectors,
    write_files,
)
from fakes.pack_variants import beside
from fakes.packs import make_pack
from unit.models.conftest import Snapshot

B32 = "Xenova/clip-vit-base-patch32"


@pytest.mark.parametrize(("precision", "suffix"), [("float32", ""), ("int8", "_quantized")])
def test_a_known_pack_is_installed_from_the_hub(
    precision: Precision, suffix: str, packs_dir: Path, snapshot: Snapshot
) -> None:
    """The listed files come, the pack works, its commit stands in it, and the second time nothing is asked for."""
    steps: list[Progress] = []
    with lone_hub() as hub:
        commit = hub.publish(B32, transformers_files(("", "_quantized")))
        shelf = ModelShelf(packs_dir, threads=2, hub_endpoint=hub.endpoint)
        pack = shelf.install("clip-vit-b32", precision=precision, progress=steps.append)
        assert pack.id == ("clip-vit-b32" if precision == "float32" else "clip-vit-b32-int8")
        assert (pack.description.version, pack.description.source) == (commit[:12], B32)
        assert f"onnx/vision_model{suffix}.onnx" in {file.name for file in pack.files}
        assert vectors(pack)[0].shape == (2, 16)
        assert steps[-1] == Progress("check", 0, None)
        assert (steps[-2].phase, steps[-2].done) == ("download", steps[-2].total)
        assert {path.partition("/")[0] for path in snapshot()} == {pack.id, FILE_NAME}
        hub.log.clear()
        assert shelf.install("clip-vit-b32", precision=precision) == pack
        assert hub.log == []


def test_every_known_pack_can_be_installed(packs_dir: Path) -> None:
    """With a hub that holds exactly what is listed, each pack comes in by its name."""
    with lone_hub() as hub:
        shelf = ModelShelf(packs_dir, threads=2, hub_endpoint=hub.endpoint)
        for known in shelf.known():
            paths = {file.path for file in known.precision("float32").files}
            made = open_clip_files() if "visual/model.onnx" in paths else transformers_files()
            hub.publish(known.repository, {path: made.get(path, b"{}") for path in paths})
            assert shelf.install(known.id).description.title == known.title
        assert len(shelf.installed()) == len(shelf.known()) + 1


def test_a_model_that_does_not_work_is_not_installed(packs_dir: Path, snapshot: Snapshot) -> None:
    """What the hub gives in good order and is of no use is neither let in nor kept."""
    files = transformers_files()
    not_finite(files)
    with lone_hub() as hub:
        hub.publish(B32, files)
        with pytest.raises(PackError, match="does not work"):
            ModelShelf(packs_dir, threads=2, hub_endpoint=hub.endpoint).install("clip-vit-b32")
    assert set(snapshot()) == {FILE_NAME}


def test_weights_that_nobody_listed_are_refused(packs_dir: Path) -> None:
    """A graph on the hub that wants a file beyond the list is refused with another way."""
    with lone_hub() as hub:
        hub.publish(B32, transformers_files(edits=(beside("{tower}.onnx_data"),)))
        with pytest.raises(PackError, match=r"onnx/image\.onnx_data.*models add FOLDER"):
            ModelShelf(packs_dir, threads=2, hub_endpoint=hub.endpoint).install("clip-vit-b32")


def test_an_interrupted_install_goes_on(packs_dir: Path, snapshot: Snapshot) -> None:
    """What arrived before somebody stopped it is not fetched again."""
    cancel = threading.Event()

    def stop_late(step: Progress) -> None:
        if "text_model" in step.current:
            cancel.set()

    with lone_hub() as hub:
        hub.publish(B32, transformers_files())
        shelf = ModelShelf(packs_dir, threads=2, hub_endpoint=hub.endpoint)
        with pytest.raises(Cancelled):
            shelf.install("clip-vit-b32", progress=stop_late, cancel=cancel)
        assert any(path.startswith(DOWNLOADS) for path in snapshot())
        assert (shelf.installed()[1:], shelf.broken()) == ([], [])
        hub.log.clear()
        assert shelf.install("clip-vit-b32").id == "clip-vit-b32"
        assert hub.asked("vision_model.onnx", "network") == []
    assert not any(path.startswith(DOWNLOADS) for path in snapshot())


def test_another_file_at_the_second_install_is_refused(packs_dir: Path) -> None:
    """What was recorded at the first install is demanded after the pack was removed."""
    with lone_hub() as hub:
        hub.publish(B32, transformers_files())
        shelf = ModelShelf(packs_dir, threads=2, hub_endpoint=hub.endpoint)
        first = shelf.install("clip-vit-b32")
        shelf.remove(first.id)
        assert shelf.install("clip-vit-b32") == first
        shelf.remove(first.id)
        hub.tamper(B32, "onnx/vision_model.onnx", transformers_files(seed=1)["onnx/vision_model.onnx"])
        with pytest.raises(DigestError):
            shelf.install("clip-vit-b32")
    assert shelf.installed()[1:] == []


def test_a_hub_that_does_not_answer_or_does_not_know_changes_nothing(
    packs_dir: Path, tmp_path: Path, snapshot: Snapshot
) -> None:
    """Without a line, and without the repository, the packs stay and the error says what else can be done."""
    with lone_hub() as hub:
        shelf = ModelShelf(packs_dir, threads=2, hub_endpoint=hub.endpoint)
        kept = shelf.add(write_files(tmp_path / "m", transformers_files()))
        with pytest.raises(HubRefusedError):
            shelf.install("clip-vit-b32")
        endpoint = hub.endpoint
    assert {path.partition("/")[0] for path in snapshot()} == {kept.id}
    gone = ModelShelf(packs_dir, threads=2, hub_endpoint=endpoint)
    with lone_hub(), pytest.raises(HubUnreachableError, match="models add"):
        gone.install("clip-vit-b32")
    assert gone.installed()[1:] == [kept]


def test_half_a_download_can_be_removed(packs_dir: Path, snapshot: Snapshot) -> None:
    """What nobody wants to go on with is deleted under the name that it would have had."""
    cancel = threading.Event()
    with lone_hub() as hub:
        hub.publish(B32, transformers_files(("_quantized",)))
        shelf = ModelShelf(packs_dir, threads=2, hub_endpoint=hub.endpoint)
        with pytest.raises(Cancelled):
            shelf.install("clip-vit-b32", precision="int8", progress=lambda _: cancel.set(), cancel=cancel)
    assert shelf.remove("clip-vit-b32-int8") > 0
    assert snapshot() == {}
    with pytest.raises(UnknownPackError):
        shelf.remove("clip-vit-b32-int8")


def test_another_model_under_a_known_name_is_not_taken_for_it(packs_dir: Path, tmp_path: Path) -> None:
    """What somebody added under a known name is neither given back as that model nor lost; it makes room if it may."""
    used = True
    with lone_hub() as hub:
        hub.publish(B32, transformers_files())
        shelf = ModelShelf(packs_dir, threads=2, hub_endpoint=hub.endpoint, in_use=lambda _: used)
        other = shelf.add(make_pack(tmp_path / "tiny"), name="clip-vit-b32")
        for replace in (False, True):
            with pytest.raises(PackInUseError, match="models remove clip-vit-b32"):
                shelf.install("clip-vit-b32", replace=replace)
        assert shelf.installed()[1:] == [other]
        used = False
        assert shelf.install("clip-vit-b32", replace=True).description.source == B32


def test_a_download_outlives_a_disk_that_fails(packs_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last renaming fails, as on Windows while somebody looks at a file, nothing is fetched anew."""
    real = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if target == packs_dir / "clip-vit-b32":
            raise PermissionError(13, "Permission denied")
        return real(path, target)

    with lone_hub() as hub:
        hub.publish(B32, transformers_files())
        shelf = ModelShelf(packs_dir, threads=2, hub_endpoint=hub.endpoint)
        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", rename)
            with pytest.raises(PackError, match="Permission denied"):
                shelf.install("clip-vit-b32")
        hub.log.clear()
        assert shelf.install("clip-vit-b32").id == "clip-vit-b32"
        assert hub.asked("vision_model.onnx", "network") == []
