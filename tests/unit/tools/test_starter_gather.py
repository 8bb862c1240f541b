"""The pure parts of gathering public pictures: what paths say, what thinning keeps, what shrinking yields."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from tools.starter.sets.gather import held, shrunk, thinned, tree
from tools.starter.sets.paths import (
    Words,
    charts,
    emoji_name,
    imagenet_samples,
    labelled,
    plain,
    product_words,
    scenes,
    unlabelled,
)
from tools.starter.sets.public import SETS


def _packed(picture: Image.Image, form: str) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, form)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "words"),
    [("Great_white-shark", "great white shark"), ("ScarletTanager", "scarlet tanager"), ("cup", "cup")],
)
def test_class_names_become_words(name: str, words: str) -> None:
    """Folders and files name classes in many spellings."""
    assert plain(name) == words


def test_imagenet_names_carry_their_group_and_mean_one_thing() -> None:
    """A breed is also a dog, and two cranes are not one."""
    of = imagenet_samples()
    golden, crane = of("n02099601_golden_retriever.JPEG"), of("n03126707_crane.JPEG")
    assert golden == Words(("golden retriever", "dog"))
    assert crane == Words(("construction crane",))
    assert of("README.md") is None


def test_scenes_are_named_by_the_table_beside_them() -> None:
    """The files of this set have numbers for names."""
    of = scenes(b"image_name,label\n0.jpg,0\n1.jpg,2\n")
    assert of("train-scene classification/train/1.jpg") == Words(("glacier", "ice"))
    assert of("train-scene classification/train/7.jpg") is None
    assert of("custom_images/1.jpg") is None


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("emoji_u1f989", "owl"),
        ("emoji_u2764_fe0f", "heavy black heart"),
        ("emoji_u1f468_200d_1f33e", None),
        ("emoji_u0023", None),
        ("emoji_u1f1e6", None),
    ],
)
def test_emoji_have_the_names_of_their_code_points(stem: str, name: str | None) -> None:
    """What has no plain name is left out: sequences, digits, letters of flags."""
    assert emoji_name(stem) == name


def test_products_are_named_by_kind_and_one_colour() -> None:
    """A colour is only said where it is the only one."""
    assert product_words("Storage box", "Orange") == ("storage box", "orange storage box")
    assert product_words("Easel", "Softwood,white") == ("easel",)
    assert product_words("Rug, high pile", "Dark grey")[2] == "rug"


def test_paths_outside_a_set_are_left_out() -> None:
    """A repository holds more than its pictures."""
    assert charts()("examples/compiled/bar_grouped.png") == Words(("bar chart", "chart", "diagram"))
    assert charts()("examples/compiled/test_field.png") is None
    assert labelled("photos/", "person")()("masks/1.png") is None
    assert unlabelled("images/")()("images/1.jpg") == Words()


def test_thinning_keeps_the_same_few_of_each_class() -> None:
    """A run can be repeated, in whatever order the tree is listed."""
    rows = {f"{name}/{number}.jpg": Words((name,)) for name in ("cat", "dog") for number in range(50)}
    kept = thinned(rows, 7)
    assert sum(path.startswith("cat/") for path in kept) == 7
    assert len(kept) == 14
    assert kept == thinned(dict(reversed(rows.items())), 7)


def test_about_one_picture_in_twelve_is_held_out() -> None:
    """The path alone decides."""
    share = sum(held(f"images/{number}.jpg") for number in range(6000)) / 6000
    assert share == pytest.approx(1 / 12, abs=0.02)


def test_pictures_shrink_to_a_short_side_and_never_grow() -> None:
    """What is already small keeps its size."""
    large, small = Image.new("RGB", (800, 400), "red"), Image.new("RGB", (150, 130), "red")
    assert (got := shrunk(_packed(large, "JPEG"), 128)) is not None
    assert got.size == (384, 192)
    assert (got := shrunk(_packed(small, "PNG"), 128)) is not None
    assert got.size == (150, 130)


def test_what_is_transparent_lies_on_white() -> None:
    """Icons have no ground of their own."""
    got = shrunk(_packed(Image.new("RGBA", (140, 140), (0, 0, 0, 0)), "PNG"), 128)
    assert got is not None
    assert got.mode == "RGB"
    assert got.getpixel((70, 70)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(100, 300), (1400, 200)])
def test_tiny_pictures_and_strips_are_left_out(size: tuple[int, int]) -> None:
    """Neither says much at the size of training."""
    assert shrunk(_packed(Image.new("RGB", size), "PNG"), 128) is None


def test_what_does_not_decode_is_left_out() -> None:
    """Large files of a repository may be pointers, and some are cut short."""
    assert shrunk(b"version https://git-lfs.github.com/spec/v1\n", 128) is None
    assert shrunk(_packed(Image.new("RGB", (300, 300), "blue"), "PNG")[:200], 128) is None


def test_a_tree_is_read_with_any_path() -> None:
    """Paths hold blanks and letters of any language."""
    listing = b"100644 blob aa11\ta b.jpg\x00100644 blob bb22\tc/d\xc3\xa9.png\x00"
    assert tree(listing) == {"a b.jpg": "aa11", "c/dé.png": "bb22"}


def test_every_set_names_a_commit_a_licence_and_whom_to_credit() -> None:
    """No set is used whose licence cannot be stated."""
    for name, chosen in SETS.items():
        assert chosen.name == name
        assert re.fullmatch(r"[0-9a-f]{40}", chosen.commit)
        assert chosen.repository.startswith("https://github.com/")
        assert chosen.licence
        assert chosen.credit
