"""Previews and originals, the last result, and what must not happen, through the PDB with a real hub."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from hosts.gimp.inside_gimp import GimpConsole, InsideGimp
from hosts.gimp.painting import Painter, plain
from hosts.gimp.putting import box, origin, select, stack

MUG = "mug-red-front.jpg"


PLACINGS = (
    "centred",
    "original-size",
    "fit-canvas",
    "at-selection",
    "fit-selection",
    "masked",
    "replace",
)


@pytest.fixture
def painter(gimp: GimpConsole, tmp_path: Path) -> Generator[Painter]:
    """Give a GIMP to paint in; it is empty afterwards, and nothing that was fetched lies about."""
    painter = Painter(gimp, tmp_path)
    yield painter
    painter.clear()
    assert leftovers(gimp) == []


def leftovers(gimp: GimpConsole) -> list[str]:
    """List what was fetched for GIMP and not removed, and what lies in the temporary folder."""
    fetched = gimp.profile / "bowerbird" / "fetched"
    mine = [str(each) for each in fetched.rglob("*")] if fetched.exists() else []
    return mine + [str(each) for each in gimp.temporary.rglob("*") if "bowerbird" in str(each).lower()]


@contextmanager
def unplugged(folder: Path) -> Generator[None]:
    """Take the disk away that the pictures lie on."""
    away = folder.with_name("taken away")
    folder.rename(away)
    try:
        yield
    finally:
        away.rename(folder)


def id_of(gimp: InsideGimp, name: str) -> str:
    """Find a picture of the library by its name."""
    ids, names, _answer = gimp.call("bowerbird-search", words=name.partition(".")[0], limit=200).good
    return str(ids[names.index(name)])


@dataclass(frozen=True)
class Mark:
    """What a layer says of itself, and the size of the picture that it names."""

    asset: str
    content: str
    size: tuple[int, int]


def mark_of(gimp: InsideGimp, name: str) -> Mark:
    """Make what a layer of a picture of the library says, whose maker had that picture."""
    _ids, names, answer = gimp.call("bowerbird-search", words=name.partition(".")[0], limit=200).good
    hit = json.loads(answer)["hits"][names.index(name)]
    return Mark(hit["id"], hit["content"], (hit["width"], hit["height"]))


def marked(painter: Painter, marks: Sequence[Mark]) -> int:
    """Make an image as somebody could have sent it: a layer for each mark, of the shape of the picture."""
    gimp = painter.gimp
    library = json.loads((gimp.profile / "bowerbird" / "token.json").read_text())["library_id"]
    image = painter.image(64, 64)
    for mark in marks:
        width, height = mark.size
        layer = painter.layer(image, plain(width // 4, height // 4, 255, 0, 0, 255), "stand-in")
        told = {"asset": mark.asset, "content": mark.content, "library": library, "rendition": "proxy"}
        gimp.run(
            """
            parasite = Gimp.Parasite.new("bowerbird-source", 3, list(data.encode("ascii")))
            Gimp.Layer.get_by_id(layer).attach_parasite(parasite)
            """,
            layer=layer,
            data=json.dumps(told),
        )
    return image


def relinked(gimp: InsideGimp, image: int, least: int = 1) -> int:
    """Relink until so many layers have their originals: the hub looks after disks once in a while."""
    until = time.monotonic() + 15
    done = 0
    while done < least and time.monotonic() < until:
        done += gimp.call("bowerbird-relink", image).good[0]
    return done


def test_the_disk_is_away_and_comes_back(painter: Painter, pictures: Path) -> None:
    """A preview stands in for a picture whose disk is away; `relink` puts the original in its place, box and mask."""
    gimp = painter.gimp
    asset = id_of(gimp, MUG)
    image = painter.image(300, 200)
    painter.layer(image, plain(300, 200, 255, 255, 255, 255), "ground")
    select(painter, image, 50, 40, 90, 100)
    with unplugged(pictures):
        layer, _image = gimp.call("bowerbird-insert", image, asset=asset, placing="masked").good
        told = origin(painter, layer)[1]
        assert (told["rendition"], told["relink"], told["name"]) == ("proxy", True, MUG)
        was, seen = box(painter, layer), painter.seen(image)
        assert gimp.call("bowerbird-relink", image).good == [0]
        assert stack(painter, image) == [MUG, "ground"]
        painter.gimp.run("Gimp.Layer.get_by_id(layer).set_opacity(80)", layer=layer)

    assert relinked(gimp, image) == 1

    (new,) = painter.standing(image)[2]
    assert stack(painter, image) == [MUG, "ground"]
    assert new != layer
    assert box(painter, new) == was
    told = origin(painter, new)[1]
    assert (told["rendition"], told["relink"], told["asset"]) == ("original", False, asset)
    assert painter.gimp.run("new = Gimp.Layer.get_by_id(made); [new.get_opacity(), new.get_mask() is None]", made=new) == [
        80,
        False,
    ]  # fmt: skip
    painter.gimp.run("new.set_opacity(100)")
    assert np.abs(painter.seen(image).astype(float) - seen).mean() < 4
    assert gimp.call("bowerbird-relink", image).good == [0]


def test_relinking_leaves_what_the_person_has_reshaped(painter: Painter, pictures: Path) -> None:
    """A preview that was turned or cut stays: the original would undo that. The others are relinked all at once."""
    gimp = painter.gimp
    asset = id_of(gimp, MUG)
    image = painter.image(300, 200)
    with unplugged(pictures):
        layers = [
            gimp.call("bowerbird-insert", image, asset=asset, placing="centred").good[0]
            for _number in range(3)
        ]
    gimp.run(
        """
        Gimp.Layer.get_by_id(layer).resize(60, 100, 0, 0)
        """,
        layer=layers[1],
    )

    assert relinked(gimp, image, least=2) == 2

    renditions = gimp.run(
        """
        [
            json.loads(bytes(layer.get_parasite("bowerbird-source").get_data()))["rendition"]
            for layer in Gimp.Image.get_by_id(image).get_layers()
        ]
        """,
        image=image,
    )
    assert renditions == ["original", "proxy", "original"]


def test_an_image_that_somebody_sent_fetches_nothing(painter: Painter) -> None:
    """A mark that names a picture does not get it: only who had the original knows its content, which is the control."""
    gimp = painter.gimp
    mug = mark_of(gimp, MUG)
    for claimed in ("", "0" * 64):
        image = marked(painter, [replace(mug, content=claimed)])
        assert gimp.call("bowerbird-relink", image).good == [0]
        assert origin(painter, painter.standing(image)[2][0])[1]["rendition"] == "proxy"

    image = marked(painter, [mug])
    assert gimp.call("bowerbird-relink", image).good == [1]
    assert origin(painter, painter.standing(image)[2][0])[1]["rendition"] == "original"


def test_one_odd_mark_keeps_no_other_layer_from_its_original(painter: Painter) -> None:
    """Ids that lead elsewhere, that no hub knows, or that cannot be sent at all."""
    gimp = painter.gimp
    mug = mark_of(gimp, MUG)
    odd = ["../../v1/me", "..", "\0", "\ud800", "a" * 200, "none-of-this-name", "~"]
    image = marked(painter, [replace(mug, asset=each) for each in odd] + [mug])

    assert gimp.call("bowerbird-relink", image).good == [1]


def test_layers_of_one_picture_are_relinked_with_one_fetch(painter: Painter) -> None:
    """A hundred in one call at most; the next call goes on, and the names of all are told, of hidden ones too."""
    gimp = painter.gimp
    mug = mark_of(gimp, MUG)
    image = marked(painter, [mug] * 5)
    gimp.run(
        "for layer in Gimp.Image.get_by_id(image).get_layers()[:2]: layer.set_visible(False)", image=image
    )

    assert gimp.run(
        """
        from bowerbird_for_gimp.procedures import using
        from bowerbird_for_gimp.procedures.call import Call
        kept, most, fetched = using.with_original, using.MOST_RELINKED, []

        def counted(hub, asset, parent, use):
            fetched.append(asset.id)
            return kept(hub, asset, parent, use)

        using.with_original, using.MOST_RELINKED = counted, 3
        try:
            asked = Call(Gimp.Image.get_by_id(image), None, interactive=False)
            done = [using.relink(asked)[0] for _number in range(3)]
        finally:
            using.with_original, using.MOST_RELINKED = kept, most
        [done, len(fetched)]
        """,
        image=image,
    ) == [[3, 2, 0], 2]
    told = gimp.run(
        """
        [
            using.relinked(['mug\\u202e', 'b'], 1, {}),
            using.relinked([], 4, {'Red': 1, 'Blue': 2}),
            using.relinked([], 1, {'Red': 1}),
            using.relinked([], 0, {}),
        ]
        """
    )
    assert told == [
        "2 layers have their originals now: \u2068mug\u202e\u2069, \u2068b\u2069. 1 layer still waits for its original.",
        (
            "No original could be reached. 2 layers wait for the disk “\u2068Blue\u2069”. 1 layer waits for the disk"
            " “\u2068Red\u2069”. 1 layer still waits for its original."
        ),
        "No original could be reached. 1 layer waits for the disk “\u2068Red\u2069”.",
        "No layer of this image waits for its original.",
    ]


def test_a_refusal_in_the_middle_leaves_nothing_behind(painter: Painter) -> None:
    """Where this GIMP may not fetch originals that is said, and the layers that were made for others are gone."""
    gimp = painter.gimp
    mug = mark_of(gimp, MUG)
    image = marked(painter, [replace(mug, asset="refused"), mug])

    refused, items = gimp.run(
        """
        from bowerbird_client import Client, RefusedError
        from bowerbird_for_gimp.host import relinking
        from bowerbird_for_gimp.procedures import using
        from bowerbird_for_gimp.procedures.call import Call
        kept, prepare, made = Client.asset, relinking.prepare, []

        def asset(client, asset_id):
            if asset_id == "refused":
                raise RefusedError("No.", "")
            return kept(client, asset_id)

        def prepared(one, file):
            layer = yield from prepare(one, file)
            made.append(layer)
            return layer

        Client.asset, relinking.prepare = asset, prepared
        try:
            using.relink(Call(Gimp.Image.get_by_id(image), None, interactive=False))
            refused = ""
        except RefusedError as error:
            refused = error.code
        finally:
            Client.asset, relinking.prepare = kept, prepare
        [refused, [layer.is_valid() for layer in made]]
        """,
        image=image,
    )

    assert refused == "insufficient_scope"
    assert items == [False]


def test_what_a_killed_gimp_has_fetched_goes_with_the_next_call(painter: Painter) -> None:
    """Also a search clears it away: nobody's pictures lie about until something is inserted."""
    left = painter.gimp.profile / "bowerbird" / "fetched" / "process-killed"
    (left / "picture-1").mkdir(parents=True, mode=0o700)
    left.parent.chmod(0o700)
    (left / "lock").touch()
    (left / "picture-1" / "mug.jpg").write_bytes(b"of a person")

    assert painter.gimp.call("bowerbird-search", words="mug", limit=1).good
    assert not left.exists()


def test_the_last_result_once_more(painter: Painter) -> None:
    """What the window inserted last is inserted again, the same way or another; another library's is refused."""
    gimp = painter.gimp
    asset = id_of(gimp, MUG)
    settings = gimp.profile / "bowerbird" / "settings.json"
    library = json.loads((gimp.profile / "bowerbird" / "token.json").read_text())["library_id"]
    last = {"asset": asset, "name": MUG, "library_id": library, "placing": "original-size"}
    image = painter.image(50, 40)
    try:
        settings.write_text(json.dumps({"last": last}))
        layer, _image = gimp.call("bowerbird-insert-last", image).good
        assert box(painter, layer)[2] > 50
        fitted, _image = gimp.call("bowerbird-insert-last", image, placing="centred").good
        assert box(painter, fitted)[2] <= 50
        settings.write_text(json.dumps({"last": {**last, "library_id": "another"}}))
        refused = gimp.call("bowerbird-insert-last", image)
        assert refused.status == "execution-error"
        assert "library" in refused.error
    finally:
        settings.unlink()


def test_a_token_that_was_never_confirmed_is_not_used(painter: Painter) -> None:
    """Where the person has not said that Bowerbird showed the code, no search and no picture goes out."""
    settings = painter.gimp.profile / "bowerbird" / "settings.json"
    try:
        settings.write_text(json.dumps({"unconfirmed": True}))
        refused = painter.gimp.call("bowerbird-search", words="mug")
    finally:
        settings.unlink()

    assert refused.status == "execution-error"
    assert "connect" in refused.error
    assert painter.gimp.call("bowerbird-search", words="mug", limit=1).good


def test_originals_are_only_read(painter: Painter, pictures: Path) -> None:
    """Inserting and opening, in every way, changes no original."""
    (file,) = pictures.rglob(MUG)
    before = file.read_bytes(), file.stat().st_mtime_ns, file.stat().st_mode
    asset = id_of(painter.gimp, MUG)
    image = painter.image(300, 200)
    painter.layer(image, plain(300, 200, 255, 255, 255, 255), "old")
    select(painter, image, 50, 40, 90, 100)

    for placing in (*PLACINGS, "new-image"):
        assert painter.gimp.call("bowerbird-insert", image, asset=asset, placing=placing).good

    assert (file.read_bytes(), file.stat().st_mtime_ns, file.stat().st_mode) == before
