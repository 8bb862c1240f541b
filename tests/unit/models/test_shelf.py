"""The one door to packs: every layout comes in and works, what does not is refused, and nothing else changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load

from bowerbird_engine.encoding.description import Precision
from bowerbird_engine.encoding.fields import is_plain_name
from bowerbird_engine.encoding.packs import read_pack, starter_pack
from bowerbird_engine.errors import (
    BowerbirdError,
    Cancelled,
    HubRefusedError,
    LibraryBusyError,
    PackError,
    PackInUseError,
    UnknownPackError,
)
from bowerbird_engine.models.ledger import FILE_NAME
from bowerbird_engine.models.shelf import ModelShelf, plain_id
from bowerbird_engine.models.store import PackStore
from bowerbird_engine.reports import Progress
from fakes.hub_folders import (
    Files,
    contents,
    open_clip_files,
    parts_of,
    siglip_files,
    transformers_files,
    two_repositories_files,
    unprojected_files,
    vectors,
    write_files,
    zipped,
)
from fakes.pack_variants import beside, projections
from fakes.packs import make_pack
from unit.models.conftest import Snapshot

Make = Callable[[], Files]

LAYOUTS: dict[str, Make] = {
    "transformers": transformers_files,
    "weights beside": lambda: transformers_files(edits=(beside("{tower}.onnx_data"),)),
    "siglip": siglip_files,
    "open_clip": open_clip_files,
    "two repositories": two_repositories_files,
    "without projection": unprojected_files,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_comes_in_and_works(layout: str, shelf: ModelShelf, tmp_path: Path) -> None:
    """A folder of each layout becomes a pack that verifies and encodes, and the folder stays as it was."""
    folder = write_files(tmp_path / "Some Model", LAYOUTS[layout]())
    before = contents(folder)
    pack = shelf.add(folder)
    assert (pack.id, pack.dimension) == ("some-model", 16)
    assert read_pack(pack.folder, verify=True) == pack
    assert all(rows.shape == (2, 16) for rows in vectors(pack))
    assert contents(folder) == before
    assert [each.id for each in shelf.installed()] == [starter_pack().id, "some-model"]


def test_all_layouts_of_one_model_give_the_same_vectors(shelf: ModelShelf, tmp_path: Path) -> None:
    """The same weights with the same settings lead to the same place, whichever way they were laid out."""
    names = [name for name in LAYOUTS if name != "siglip"]
    made = [vectors(shelf.add(write_files(tmp_path / name, LAYOUTS[name]()))) for name in names]
    for pictures, texts in made[1:]:
        assert np.min(np.sum(pictures * made[0][0], axis=1)) > 0.999999
        assert np.min(np.sum(texts * made[0][1], axis=1)) > 0.999999
    other = vectors(shelf.add(write_files(tmp_path / "siglip", siglip_files())))
    assert np.max(np.sum(other[0] * made[0][0], axis=1)) < 0.9999


def test_what_was_read_off_the_hubs_files_stands_in_the_description(
    shelf: ModelShelf, tmp_path: Path
) -> None:
    """Preprocessing, padding, cleaning and the inputs of SigLIP and of open_clip are those of their settings."""
    siglip = shelf.add(write_files(tmp_path / "siglip", siglip_files())).description
    assert (siglip.image.preprocessing.resize, siglip.image.preprocessing.interpolation) == (
        "squash",
        "bilinear",
    )
    assert (siglip.image.output, siglip.image.projection) == ("pooler_output", None)
    assert (siglip.text.pad_id, siglip.text.cleaning, siglip.text.attention_mask) == (
        1,
        "canonicalize",
        "attention_mask",
    )
    open_clip = shelf.add(write_files(tmp_path / "open", open_clip_files())).description
    assert (open_clip.image.input, open_clip.image.output) == ("image", "embedding")
    assert (open_clip.text.input, open_clip.text.cleaning, open_clip.precision) == ("text", "clip", "float32")
    assert (siglip.licence, siglip.version, siglip.source) == (
        "not stated",
        "side-loaded",
        "Added from 'siglip'",
    )


@pytest.mark.parametrize("root", ["", "model/"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_comes_in_from_an_archive(
    layout: str, root: str, shelf: ModelShelf, tmp_path: Path
) -> None:
    """A zip of the files, or of the folder around them, gives the same pack as the folder itself."""
    files = LAYOUTS[layout]()
    from_folder = shelf.add(write_files(tmp_path / "m", files), name="one")
    path = zipped(tmp_path / "m.zip", files, root=root)
    before = path.read_bytes()
    from_archive = shelf.add(path, name="two")
    assert from_archive.digest == from_folder.digest
    assert path.read_bytes() == before


@pytest.mark.parametrize(("asked", "pack_id"), [(None, "m"), ("float16", "m-float16"), ("int8", "m-int8")])
def test_the_asked_precision_comes_in(
    asked: Precision | None, pack_id: str, shelf: ModelShelf, tmp_path: Path
) -> None:
    """Of a folder with three precisions the asked one becomes a pack of its own name, with its files alone."""
    folder = write_files(tmp_path / "m", transformers_files(("", "_fp16", "_quantized")))
    pack = shelf.add(folder, precision=asked)
    assert (pack.id, pack.description.precision) == (pack_id, asked or "float32")
    assert len(list(pack.folder.rglob("*.onnx"))) == 2
    assert vectors(pack)[0].shape == (2, 16)


def test_a_described_folder_is_taken_as_it_says(shelf: ModelShelf, tmp_path: Path) -> None:
    """A pack.json counts, with the wished-for name where there is one."""
    made = read_pack(make_pack(tmp_path / "m", pack_id="described"))
    assert shelf.add(tmp_path / "m").description == made.description
    named = shelf.add(tmp_path / "m", name="other")
    assert (named.id, named.digest) == ("other", made.digest)
    with pytest.raises(PackError, match="in float32, not in int8"):
        shelf.add(tmp_path / "m", name="third", precision="int8")


def test_a_known_name_brings_its_title_and_licence(shelf: ModelShelf, tmp_path: Path) -> None:
    """Whoever fetched the files of a known pack elsewhere gets the known pack."""
    pack = shelf.add(write_files(tmp_path / "files", transformers_files()), name="clip-vit-b32")
    assert pack.description.licence == "MIT"
    assert pack.description.title == shelf.known_pack("clip-vit-b32").title


def test_a_source_that_is_nothing_is_refused(shelf: ModelShelf, tmp_path: Path) -> None:
    """A name that leads nowhere is answered in words."""
    with pytest.raises(PackError, match="no folder and no file"):
        shelf.add(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["../up", "a b", "", ".hidden", "a/b"])
def test_a_name_must_be_plain(name: str, shelf: ModelShelf, tmp_path: Path, snapshot: Snapshot) -> None:
    """The name becomes a folder's, so it is refused before anything is read."""
    with pytest.raises(PackError, match="cannot be the name of a pack"):
        shelf.add(write_files(tmp_path / "m", transformers_files()), name=name)
    assert snapshot() == {}


def test_a_folder_whose_name_says_nothing_asks_for_one(shelf: ModelShelf, tmp_path: Path) -> None:
    """Where no plain name can be made, one is asked for."""
    folder = write_files(tmp_path / "模型", transformers_files())
    with pytest.raises(PackError, match="--name NAME"):
        shelf.add(folder)
    assert shelf.add(folder, name="model").id == "model"


@given(name=st.text(max_size=200))
def test_any_folder_name_gives_a_plain_id_or_asks_for_one(name: str) -> None:
    """Whatever a folder is called, the id made of it is safe as a folder's name everywhere."""
    try:
        made = plain_id(name)
    except PackError as error:
        assert "--name" in str(error)  # noqa: PT017  either end is allowed
    else:
        assert is_plain_name(made)
        assert plain_id(made) == made


def test_a_folder_whose_name_is_no_text_can_be_added(shelf: ModelShelf, tmp_path: Path) -> None:
    """A name with bytes that are no text is shown as well as it goes."""
    folder = write_files(tmp_path / os.fsdecode(b"caf\xe9"), transformers_files())
    pack = shelf.add(folder)
    assert (pack.id, pack.description.title) == ("caf", "caf?")


def test_the_starter_can_neither_be_removed_nor_replaced(
    shelf: ModelShelf, tmp_path: Path, snapshot: Snapshot
) -> None:
    """Its name is taken, and it is part of the program."""
    starter = starter_pack().id
    with pytest.raises(PackInUseError, match="comes with Bowerbird"):
        shelf.add(write_files(tmp_path / "m", transformers_files()), name=starter)
    with pytest.raises(PackInUseError, match="comes with Bowerbird"):
        shelf.add(tmp_path / "m", name=starter.upper())
    with pytest.raises(PackInUseError, match="comes with Bowerbird"):
        shelf.remove(starter)
    assert snapshot() == {}


def test_a_pack_cannot_take_the_place_of_the_ledger(
    shelf: ModelShelf, packs_dir: Path, tmp_path: Path
) -> None:
    """A name that belongs to a file of the store is refused, and the file stays."""
    folder = write_files(tmp_path / "m", transformers_files())
    with pytest.raises(PackInUseError, match="another name"):
        shelf.add(folder, name=FILE_NAME.upper())
    assert not (packs_dir / FILE_NAME).exists()
    (packs_dir / FILE_NAME).write_text("{}")
    with pytest.raises(PackInUseError, match="another name"):
        shelf.add(folder, name=FILE_NAME, replace=True)
    assert (packs_dir / FILE_NAME).read_text() == "{}"


def test_another_model_of_the_same_name_is_refused_unless_it_may_replace(
    shelf: ModelShelf, tmp_path: Path, snapshot: Snapshot
) -> None:
    """The installed one stays until somebody says that nobody uses it."""
    first = shelf.add(write_files(tmp_path / "a", transformers_files()), name="m")
    before = snapshot()
    other = write_files(tmp_path / "b", transformers_files(seed=1))
    with pytest.raises(PackInUseError, match="other files"):
        shelf.add(other, name="m")
    assert snapshot() == before
    assert shelf.add(tmp_path / "a", name="m") == first
    assert shelf.add(other, name="m", replace=True).digest != first.digest


def test_adding_tells_how_far_it_is_and_stops_when_asked(
    shelf: ModelShelf, tmp_path: Path, snapshot: Snapshot
) -> None:
    """Progress counts the bytes that are copied, then tells of the trial; a wish to stop leaves nothing behind."""
    folder, steps = write_files(tmp_path / "m", transformers_files()), list[Progress]()
    shelf.add(folder, progress=steps.append)
    assert steps[-1] == Progress("check", 0, None)
    assert (
        steps[-2].done
        == steps[-2].total
        == sum(
            path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.name != "README.md"
        )
    )
    before, cancel = snapshot(), threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        shelf.add(folder, name="other", cancel=cancel)
    assert snapshot() == before


def test_packs_are_found_by_name_and_likely_names_are_told(shelf: ModelShelf, tmp_path: Path) -> None:
    """A slip of the finger is met with what could be meant, a known pack with how to install it."""
    pack = shelf.add(write_files(tmp_path / "my-model", transformers_files()))
    assert shelf.find("my-model") == pack
    assert shelf.find(starter_pack().id).id == starter_pack().id
    with pytest.raises(UnknownPackError, match=r"Did you mean my-model\?"):
        shelf.find("my-modle")
    with pytest.raises(UnknownPackError, match="`bowerbird models install siglip-b16`"):
        shelf.find("siglip-b16")
    for ask in (shelf.find, shelf.known_pack):
        with pytest.raises(
            UnknownPackError, match="`bowerbird models install clip-vit-b16 --precision int8`"
        ):
            ask("clip-vit-b16-int8")
    with pytest.raises(UnknownPackError, match=r"Did you mean clip-vit-b16"):
        shelf.known_pack("clip-vit-b-16")


def test_a_broken_pack_is_told_and_can_be_removed(shelf: ModelShelf, tmp_path: Path) -> None:
    """A pack that lost a file is listed apart with the reason, and goes like any other."""
    pack = shelf.add(write_files(tmp_path / "m", transformers_files()))
    (pack.folder / "tokenizer.json").unlink()
    assert [broken.folder for broken in shelf.broken()] == [pack.folder]
    with pytest.raises(PackError, match="lacks the file"):
        shelf.find("m")
    assert shelf.remove("m") > 0
    assert (shelf.broken(), [each.id for each in shelf.installed()]) == ([], [starter_pack().id])


def test_removing_tells_the_bytes_and_unknown_names(
    shelf: ModelShelf, tmp_path: Path, snapshot: Snapshot
) -> None:
    """What is gone is counted; what never was is answered with what could be meant."""
    pack = shelf.add(write_files(tmp_path / "m", transformers_files()), name="my-model")
    size = sum(path.stat().st_size for path in pack.folder.rglob("*") if path.is_file())
    with pytest.raises(UnknownPackError, match="Did you mean my-model"):
        shelf.remove("my-mode")
    for name in (".lock", "..", "", "my-model/onnx"):
        with pytest.raises(UnknownPackError):
            shelf.remove(name)
    assert shelf.remove("my-model") == size
    assert snapshot() == {}


def test_nothing_is_changed_while_another_installs(
    shelf: ModelShelf, packs_dir: Path, tmp_path: Path
) -> None:
    """Adding, installing and removing wait their turn, and say so."""
    folder = write_files(tmp_path / "m", transformers_files())
    work: list[Callable[[], object]] = [
        lambda: shelf.add(folder),
        lambda: shelf.install("clip-vit-b32"),
        lambda: shelf.remove("m"),
    ]
    with PackStore(packs_dir, threads=1).owned():
        for one in work:
            with pytest.raises(LibraryBusyError):
                one()


def test_the_list_of_files_needs_no_network(packs_dir: Path) -> None:
    """For someone who fetches them elsewhere: repository, path, address and size of each file."""
    files = ModelShelf(packs_dir, threads=1, hub_endpoint="http://hub.example").wanted_files(
        "clip-vit-b32", "int8"
    )
    graph = files[0]
    assert (graph.repository, graph.path) == (
        "Xenova/clip-vit-base-patch32",
        "onnx/vision_model_quantized.onnx",
    )
    assert (
        graph.url
        == "http://hub.example/Xenova/clip-vit-base-patch32/resolve/main/onnx/vision_model_quantized.onnx"
    )
    assert graph.bytes == 89_100_000
    assert not packs_dir.exists()
    with pytest.raises(PackError, match="not offered in int8"):
        ModelShelf(packs_dir, threads=1).wanted_files("clip-vit-b32-laion2b", "int8")


def test_every_refusal_is_of_the_one_tree_of_errors() -> None:
    """Whoever calls catches one kind, and each has a code."""
    for kind in (PackError, PackInUseError, UnknownPackError, LibraryBusyError, Cancelled, HubRefusedError):
        assert issubclass(kind, BowerbirdError)
        assert kind.code


def test_the_description_is_plain_json(shelf: ModelShelf, tmp_path: Path) -> None:
    """What is written is what anybody can read."""
    pack = shelf.add(write_files(tmp_path / "m", unprojected_files()))
    told = json.loads((pack.folder / "pack.json").read_text(encoding="utf-8"))
    assert told["image"]["projection"]["tensor"] == "visual_projection.weight"
    assert not (pack.folder / "model.safetensors").exists()
    assert set(load((pack.folder / "projections.safetensors").read_bytes())) == {
        "visual_projection.weight",
        "text_projection.weight",
    }


def test_the_projection_is_that_of_the_whole_model(shelf: ModelShelf, tmp_path: Path) -> None:
    """A transposed matrix would fit nowhere: what was cut off gives the same vectors from outside."""
    assert parts_of(projections()).description["image"]["projection"] is not None
    whole = vectors(shelf.add(write_files(tmp_path / "a", transformers_files())))
    apart = vectors(shelf.add(write_files(tmp_path / "b", unprojected_files())))
    for one, other in zip(whole, apart, strict=True):
        assert one == pytest.approx(other, abs=1e-5)


KILLED = """
import sys, time
from pathlib import Path
from bowerbird_engine.models.shelf import ModelShelf
def wait(step):
    if "text_model" in step.current:
        print("copying", flush=True)
        time.sleep(60)
ModelShelf(Path(sys.argv[1]), threads=1).add(Path(sys.argv[2]), progress=wait)
"""


def test_a_process_that_is_killed_while_adding_leaves_nothing_in_sight(
    shelf: ModelShelf, packs_dir: Path, tmp_path: Path, snapshot: Snapshot
) -> None:
    """Half a pack is never met, and the next one who adds clears it away."""
    folder = write_files(tmp_path / "m", transformers_files())
    arguments = [sys.executable, "-c", KILLED, str(packs_dir), str(folder)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as adding:
        assert adding.stdout is not None
        assert adding.stdout.readline() == b"copying\n"
        adding.kill()
    assert any("vision_model.onnx" in path for path in snapshot())
    assert (shelf.installed()[1:], shelf.broken()) == ([], [])
    pack = shelf.add(folder)
    assert {path.partition("/")[0] for path in snapshot()} == {pack.id}
