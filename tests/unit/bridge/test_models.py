"""The `bowerbird models` commands, the whole way: from a hub or a folder to search, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from bowerbird_bridge.cli import bowerbird
from fakes.hub import FakeHub
from fakes.hub_folders import (
    open_clip_files,
    siglip_files,
    transformers_files,
    two_repositories_files,
    unprojected_files,
    write_files,
    zipped,
)
from fakes.indexed import make_picture
from fakes.packs import make_pack, redescribe
from fakes.served import Answer

PICTURES = 6
CLIP, LAION, SIGLIP = (
    "Xenova/clip-vit-base-patch32",
    "immich-app/ViT-B-32__laion2b-s34b-b79k",
    "Xenova/siglip-base-patch16-224",
)
Run = Callable[..., Answer]
Files = Mapping[str, bytes]


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """Give a hub with one repository of each layout, as the registry names them."""
    with FakeHub() as hub:
        hub.publish(CLIP, transformers_files(("", "_fp16", "_quantized")))
        hub.publish(LAION, open_clip_files())
        hub.publish(SIGLIP, {**siglip_files(), "special_tokens_map.json": b"{}"})
        yield hub


@pytest.fixture
def run(hub: FakeHub, tmp_path: Path) -> Run:
    """Give the command with a library of a few pictures that the starter has learned."""

    def command(*arguments: str | Path, offline: bool = False) -> Answer:
        done = CliRunner().invoke(
            bowerbird,
            [str(argument) for argument in arguments],
            env={
                "BOWERBIRD_HOME": str(tmp_path / "home"),
                # Port 9 is where nothing listens.
                "HF_ENDPOINT": "http://127.0.0.1:9" if offline else hub.endpoint,
            },
            prog_name="bowerbird",
        )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Answer(done.exit_code, done.stdout, done.stderr)

    for number in range(PICTURES):
        make_picture(tmp_path / "pictures" / f"{number}.png", number, (64, 48))
    assert command("add", tmp_path / "pictures").code == 0
    assert command("index", "--no-ocr").code == 0
    return command


def packs(run: Run) -> dict[str, dict[str, object]]:
    """Give the installed packs by id."""
    return {pack["id"]: pack for pack in run("models", "--json").json["packs"]}


def test_the_list_names_what_is_there_and_what_can_be_had(run: Run) -> None:
    """A new library has the starter, and at least five packs are offered with licence, languages and for whom."""
    told = run("models", "list", "--json").json
    assert [pack["id"] for pack in told["packs"]] == ["starter"]
    assert len(told["known"]) >= 5
    assert all(pack["licence"] and pack["languages"] and pack["for_whom"] for pack in told["known"])
    shown = run("models").out
    assert "starter" in shown
    assert f"{PICTURES} of {PICTURES} pictures learned" in shown
    assert "bowerbird models install clip-vit-b32" in shown


@pytest.mark.parametrize(
    ("pack", "precision", "installed"),
    [
        ("clip-vit-b32", "float32", "clip-vit-b32"),
        ("clip-vit-b32", "float16", "clip-vit-b32-float16"),
        ("clip-vit-b32", "int8", "clip-vit-b32-int8"),
        ("clip-vit-b32-laion2b", "float32", "clip-vit-b32-laion2b"),
        ("siglip-b16", "float32", "siglip-b16"),
    ],
)
def test_a_pack_comes_from_the_hub_all_the_way_to_search(
    run: Run, tmp_path: Path, pack: str, precision: str, installed: str
) -> None:
    """Install, use, index, search by words and by picture: with each layout and precision, as the lists say."""
    assert run("models", "install", pack, "--precision", precision, "--json").json == {"installed": installed}
    chosen = run("models", "use", installed, "--json").json
    assert (chosen["answers"], chosen["chosen"], chosen["under_way"]) == ("starter", installed, True)
    note = run("search", "a", "red", "lamp", "--json").json["notes"]
    assert any("answers meanwhile" in line for line in note)
    report = run("index", "--no-ocr", "--json").json
    assert (report["model"]["learned"], report["model"]["took_over"]) == (PICTURES, True)
    assert packs(run)[installed]["answers"]
    page = run("search", "a", "red", "lamp", "--json").json
    assert len(page["hits"]) == PICTURES
    # Nobody has fitted curves for it: that is said, and nothing else.
    [note] = page["notes"]
    assert "is not calibrated" in note
    assert [packs(run)[name]["calibrated"] for name in ("starter", installed)] == [True, False]
    assert "uncalibrated" in run("models", "show", installed).out
    itself = run("search", "--like", tmp_path / "pictures" / "3.png", "--json").json["hits"][0]
    assert (Path(itself["path"]).name, itself["similarity"]) == ("3.png", 100.0)
    assert run("doctor").code == 0


def test_going_back_is_instant_and_forward_again_too(run: Run) -> None:
    """What a model has learned is kept: neither way needs the index."""
    run("models", "install", "clip-vit-b32")
    run("models", "use", "clip-vit-b32")
    assert "Next: bowerbird index" in run("models", "use", "clip-vit-b32").out
    run("index", "--no-ocr")
    assert run("models", "use", "starter").out == "Bowerbird starter searches now.\n"
    assert "CLIP ViT-B/32 (OpenAI) searches now." in run("models", "use", "clip-vit-b32").out


def test_a_model_can_be_used_at_once_by_those_who_do_not_want_to_wait(run: Run) -> None:
    """With --now the new model answers before it has learned everything, and says how much is missing."""
    run("models", "install", "clip-vit-b32")
    said = run("models", "use", "clip-vit-b32", "--now").out
    assert "searches now" in said
    assert f"learned 0 of {PICTURES}" in said
    assert any("not ready" in note for note in run("search", "lamp", "--json").json["notes"])


@pytest.mark.parametrize("kind", ["folder", "zip"])
@pytest.mark.parametrize(
    "files", [transformers_files, siglip_files, open_clip_files, two_repositories_files, unprojected_files]
)
def test_a_pack_is_side_loaded_without_a_network(
    run: Run, hub: FakeHub, tmp_path: Path, files: Callable[[], Files], kind: str
) -> None:
    """Each layout comes in from a folder and from a zip, searches, and asks no hub for anything."""
    if kind == "zip":
        source = zipped(tmp_path / "model.zip", files())
    else:
        source = write_files(tmp_path / "model", files())
    assert run("models", "add", source, "--name", "mine", "--json", offline=True).json == {
        "installed": "mine"
    }
    run("models", "use", "mine", offline=True)
    run("index", "--no-ocr", offline=True)
    assert len(run("search", "a", "red", "lamp", "--json", offline=True).json["hits"]) == PICTURES
    assert packs(run)["mine"]["answers"]
    assert not hub.log


def test_show_prints_the_exact_files_for_a_machine_without_a_network(
    run: Run, hub: FakeHub, tmp_path: Path
) -> None:
    """The files that `show` lists, fetched into one folder, are what `models add` needs; nothing more."""
    told = run("models", "show", "clip-vit-b32", "--json").json
    assert all(file["url"].startswith(hub.endpoint) for file in told["files"])
    whole = transformers_files()
    source = write_files(tmp_path / "fetched", {file["path"]: whole[file["path"]] for file in told["files"]})
    done = run("models", "add", source, "--name", "clip-vit-b32", offline=True)
    assert done.code == 0, done.err
    details = run("models", "show", "clip-vit-b32").out
    assert "MIT" in details
    assert "onnx/vision_model.onnx" in details
    assert "Installed: clip-vit-b32" in details


def test_show_says_what_a_smaller_precision_costs(run: Run) -> None:
    """With float32 beside it, the agreement of int8 and float16 is measured: high, and not that of the same file."""
    for precision in ("float32", "int8", "float16"):
        run("models", "install", "clip-vit-b32", "--precision", precision)
    told = run("models", "show", "clip-vit-b32", "--json").json["agreements"]
    assert set(told) == {"clip-vit-b32-int8", "clip-vit-b32-float16"}
    assert 0.9 < told["clip-vit-b32-int8"]["pictures"]["lowest"] < 0.999999
    assert told["clip-vit-b32-float16"]["pictures"]["lowest"] > 0.9999
    assert "against float32" in run("models", "show", "clip-vit-b32").out


def test_without_a_network_the_sentence_says_how_to_go_on(run: Run) -> None:
    """Offline is no traceback: exit 1, a stable code, the way to side-load; and nothing has changed."""
    answer = run("models", "install", "clip-vit-b32", "--json", offline=True)
    assert answer.code == 1
    assert json.loads(answer.out)["error"]["code"] == "hub_unreachable"
    assert "models add" in answer.err
    assert list(packs(run)) == ["starter"]


def test_a_pack_in_use_is_not_removed_and_another_one_is(run: Run) -> None:
    """The model that answers, the one being learned and the starter stay; the rest goes with its vectors."""
    run("models", "install", "clip-vit-b32")
    run("models", "use", "clip-vit-b32")
    for pack in ("starter", "clip-vit-b32"):
        refused = run("models", "remove", pack)
        assert refused.code == 2, pack
    run("index", "--no-ocr")
    run("models", "use", "starter")
    removed = run("models", "remove", "clip-vit-b32", "--json").json
    assert (removed["vectors"], removed["bytes_freed"] > 0) == (PICTURES, True)
    assert list(packs(run)) == ["starter"]
    assert len(run("search", "lamp", "--json").json["hits"]) == PICTURES


def test_a_pack_is_replaced_by_another_of_its_name_only_while_nobody_uses_it(
    run: Run, tmp_path: Path
) -> None:
    """Other files under the same name take its place; while it is chosen or answers they are refused."""
    first = write_files(tmp_path / "first", transformers_files())
    second = write_files(tmp_path / "second", transformers_files(seed=1))
    assert run("models", "add", first, "--name", "mine").code == 0
    before = (tmp_path / "home" / "packs" / "mine" / "onnx" / "vision_model.onnx").read_bytes()
    run("models", "use", "mine")
    refused = run("models", "add", second, "--name", "mine")
    assert (refused.code, "in use" in refused.err) == (2, True)
    run("models", "use", "starter")
    assert run("models", "add", second, "--name", "mine").code == 0
    after = (tmp_path / "home" / "packs" / "mine" / "onnx" / "vision_model.onnx").read_bytes()
    assert before != after


def test_what_a_pack_says_of_itself_is_never_markup(run: Run, tmp_path: Path) -> None:
    """Brackets of a title are shown as they are in every list; before, they ended each command with an error."""
    title = "A [/bold] model [red]in brackets"
    folder = redescribe(
        make_pack(tmp_path / "pack"),
        lambda told: told.update(title=title, licence="[/x]", languages=["[/z]"], source="[/s]"),
    )
    assert run("models", "add", folder, "--name", "mine").code == 0
    for command in (["list"], ["show", "mine"], ["use", "mine"]):
        answer = run("models", *command)
        assert answer.code == 0
        assert title in answer.out
    run("index", "--no-ocr")
    assert title in run("status").out


@pytest.mark.parametrize("command", ["show", "install", "use", "remove"])
def test_an_unknown_model_is_named_with_what_could_be_meant(run: Run, command: str) -> None:
    """A slip of the pen ends with 2 and the closest name."""
    answer = run("models", command, "clip-vit-b3")
    assert answer.code == 2
    if command == "install":
        assert "clip-vit-b32" in answer.err


def test_a_pack_that_does_not_work_is_refused_and_the_library_stays(run: Run, tmp_path: Path) -> None:
    """A damaged graph is refused with its reason, and the starter answers as before."""
    files = dict(transformers_files())
    files["onnx/vision_model.onnx"] = files["onnx/vision_model.onnx"][:-200]
    refused = run("models", "add", write_files(tmp_path / "broken", files), "--json")
    assert refused.code == 1
    assert json.loads(refused.out)["error"]["code"] == "bad_pack"
    assert list(packs(run)) == ["starter"]
    assert not [path for path in (tmp_path / "home" / "packs").glob("*") if not path.name.startswith(".")]
