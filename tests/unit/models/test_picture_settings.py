"""How pictures are wanted, out of the hubs' settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bowerbird_engine.assets import Preprocessing
from bowerbird_engine.errors import PackError
from bowerbird_engine.models.hub_settings import HubSettings
from bowerbird_engine.models.picture_settings import open_clip_recipe, transformers_recipe

CLIP: dict[str, Any] = {
    "crop_size": {"height": 224, "width": 224},
    "do_center_crop": True,
    "do_normalize": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": [0.48, 0.45, 0.4],
    "image_std": [0.26, 0.26, 0.27],
    "resample": 3,
    "rescale_factor": 0.00392156862745098,
    "size": {"shortest_edge": 224},
}
OPEN_CLIP: dict[str, Any] = {
    "size": [224, 224],
    "mode": "RGB",
    "mean": [0.48, 0.45, 0.4],
    "std": [0.26, 0.26, 0.27],
    "interpolation": "bicubic",
    "resize_mode": "shortest",
    "fill_color": 0,
}
EXPECTED = Preprocessing(224, "crop", 1 / 255, (0.48, 0.45, 0.4), (0.26, 0.26, 0.27), "bicubic")


def changed(base: dict[str, Any], **fields: Any) -> HubSettings:
    """Change or take out (with ...) some fields."""
    told = {key: value for key, value in (base | fields).items() if value is not ...}
    return HubSettings(told, "settings.json")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"size": 224, "crop_size": 224},
        {"size": 224, "crop_size": ...},
        {"crop_size": ..., "do_center_crop": ...},
        {"rescale_factor": ..., "do_rescale": ...},
        {"resample": ...},
        {"_valid_processor_keys": ["images"], "feature_extractor_type": "CLIPFeatureExtractor"},
    ],
)
def test_every_spelling_of_clips_recipe_is_one_recipe(fields: dict[str, Any]) -> None:
    """Ten years of formats say the same: the short side to the size, the centre, 1/255, mean and deviation."""
    assert transformers_recipe(changed(CLIP, **fields)) == EXPECTED


def test_a_plain_resize_is_siglips_recipe() -> None:
    """Height and width without a crop are a squash; its filter and its numbers are taken as told."""
    recipe = transformers_recipe(
        changed(CLIP, size={"height": 256, "width": 256}, crop_size=..., do_center_crop=..., resample=2)
    )
    assert recipe == Preprocessing(256, "squash", 1 / 255, (0.48, 0.45, 0.4), (0.26, 0.26, 0.27), "bilinear")


def test_a_step_that_is_turned_off_leaves_the_numbers_alone() -> None:
    """Without normalisation mean and deviation do nothing, without rescaling the levels stay."""
    plain = transformers_recipe(changed(CLIP, do_normalize=False, image_mean=..., image_std=...))
    assert (plain.mean, plain.std) == ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert transformers_recipe(changed(CLIP, do_rescale=False)).scale == 1.0


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"size": ...}, "'size'"),
        ({"size": "large"}, "'size'"),
        ({"size": {"height": 224, "width": 336}}, "side of a square"),
        ({"size": {"shortest_edge": 9999}, "crop_size": ...}, "'size'"),
        ({"crop_size": 196}, "another"),
        ({"size": {"height": 256, "width": 256}}, "another"),
        ({"do_center_crop": False}, "square"),
        ({"do_resize": False}, "not resized"),
        ({"resample": 0}, "filter 0"),
        ({"resample": True}, "'resample'"),
        ({"image_mean": ...}, "'image_mean'"),
        ({"image_mean": [0.5]}, "'image_mean'"),
        ({"image_mean": [0.5, 0.5, float("nan")]}, "'image_mean'"),
        ({"image_std": [0.5, 0.0, 0.5]}, "'image_std'"),
        ({"rescale_factor": "1/255"}, "'rescale_factor'"),
        ({"do_resize": "yes"}, "'do_resize'"),
    ],
)
def test_what_cannot_be_done_as_told_is_refused_by_name(fields: dict[str, Any], named: str) -> None:
    """Each field that is missing, of the wrong kind or asks for another recipe is named with its file."""
    with pytest.raises(PackError, match=named) as caught:
        transformers_recipe(changed(CLIP, **fields))
    assert "settings.json" in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, EXPECTED),
        ({"size": 224, "resize_mode": ..., "interpolation": ..., "mode": ...}, EXPECTED),
        (
            {"resize_mode": "squash"},
            Preprocessing(224, "squash", 1 / 255, (0.48, 0.45, 0.4), (0.26, 0.26, 0.27)),
        ),
    ],
)
def test_open_clips_recipe_is_read(fields: dict[str, Any], expected: Preprocessing) -> None:
    """What the library leaves out has the library's own meaning."""
    assert open_clip_recipe(changed(OPEN_CLIP, **fields)) == expected


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"mode": "L"}, "in L"),
        ({"resize_mode": "longest"}, "longest"),
        ({"interpolation": "random"}, "random"),
        ({"size": [224, 336]}, "square"),
        ({"size": [224]}, "square"),
        ({"size": []}, "square"),
        ({"mean": ...}, "'mean'"),
        ({"std": [1, 1, -1]}, "'std'"),
    ],
)
def test_what_open_clip_asks_beyond_that_is_refused(fields: dict[str, Any], named: str) -> None:
    """Another colour mode, a resize with borders, another filter or no numbers are refused by name."""
    with pytest.raises(PackError, match=named):
        open_clip_recipe(changed(OPEN_CLIP, **fields))


@pytest.mark.parametrize("read", [transformers_recipe, open_clip_recipe])
def test_a_number_beyond_all_floats_is_no_number(read: Callable[[HubSettings], Preprocessing]) -> None:
    """Whole numbers of any length are valid JSON, and no side of a picture."""
    with pytest.raises(PackError, match="'size'"):
        read(changed(CLIP | OPEN_CLIP, size=10**400))
