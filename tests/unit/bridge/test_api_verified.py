"""A verified search over the API: labels and boxes arrive as the specification says, and only where they were asked for."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from fakes.live_hub import LiveHub
from fakes.sampled import SampledLibrary
from fakes.scenes import overlap, part


def test_labels_and_boxes_come_with_the_hits(live_hub: LiveHub, sampled_library: SampledLibrary) -> None:
    """A mirrored crop is labelled with where it lies; the others were looked at. Without asking nothing is said."""
    client = live_hub.client("search")
    with Image.open(sampled_library.label) as picture:
        width, height = picture.size
        box = (round(0.1 * width), round(0.2 * height), round(0.8 * width), round(0.9 * height))
        file = io.BytesIO()
        ImageOps.mirror(picture.convert("RGB").crop(box)).save(file, "PNG")
    sent = client.send(
        "POST", "/v1/query-images", data=file.getvalue(), headers={"Content-Type": "image/png"}
    )
    like = {"query_image": sent.json["id"]}
    verified = client.post("/v1/search", {"like": like, "verified": True}).json
    plain = client.post("/v1/search", {"like": like}).json
    first, *others = verified["hits"]

    assert verified["verified"] is True
    assert first["name"] in {sampled_library.label.name, "copy.jpg"}
    assert first["labels"] == ["crop_of", "mirrored"]
    assert overlap(tuple(first["boxes"][0]), part(0.1, 0.2, 0.8, 0.9)) > 0.95
    assert overlap(tuple(first["query_box"]), part(0, 0, 1, 1)) > 0.95
    assert first["reasons"][0]["signal"] == "verified"
    assert 90 <= first["similarity"] < 100
    assert all(hit["labels"] == [] and hit["query_box"] is None for hit in others)
    assert plain["verified"] is False
    assert {hit["labels"] is None for hit in plain["hits"]} == {True}
