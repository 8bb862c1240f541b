"""The manifest: the truth of every picture, and questions whose answers are known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pictures import KINDS, VARIANTS, Picture
from queries import query_file

# Words, and every picture that shows them.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "a red mug on a white background",
        ("products/mug-red-front.jpg", "products/mug-red-back.jpg", "products/mug-red-top.jpg"),
    ),
    (
        "a teal teapot",
        ("products/teapot-teal-front.jpg", "products/teapot-teal-spout.jpg", "variants/teapot-crop.jpg"),
    ),
    (
        "a chair on a white background",
        (
            "products/chair-teal-front.jpg",
            "products/chair-teal-back.jpg",
            "products/chair-orange-front.jpg",
            "products/chair-teal-side.jpg",
        ),
    ),
    ("white headphones", ("products/headphones-cream.jpg", "products/headphones-cream-side.jpg")),
    (
        "a running shoe",
        (
            "products/sneaker-grey.jpg",
            "products/sneaker-grey-side.jpg",
            "products/sneaker-blue.jpg",
            "variants/sneaker-mirror.jpg",
        ),
    ),
    ("a toy car", ("products/toycar-red.jpg", "products/toycar-red-front.jpg", "products/toycar-row.jpg")),
    ("a yellow desk lamp", ("products/lamp-yellow.jpg", "products/lamp-yellow-lit.jpg")),
    ("warm sunset, tree silhouette, wide sky", ("silhouettes/lone-tree.jpg", "silhouettes/palm-beach.jpg")),
    ("a sailing boat at sunset", ("silhouettes/sailboat.jpg", "variants/sailboat-crop.jpg")),
    ("a person hiking in front of the setting sun", ("silhouettes/hiker.jpg", "variants/hiker-mirror.jpg")),
    ("a city skyline at night", ("silhouettes/city-skyline.jpg",)),
    (
        "a living room with a sofa and a window",
        (
            "interiors/living-room-day.jpg",
            "interiors/living-room-evening.jpg",
            "variants/living-room-sofa-crop.jpg",
        ),
    ),
    ("a kitchen", ("interiors/kitchen.jpg", "variants/kitchen-mirror.jpg")),
    ("a brick wall", ("textures/brick.jpg",)),
    ("a wooden surface", ("textures/wood.jpg",)),
    ("green leaves", ("textures/leaves.jpg",)),
    ("a bar chart", ("diagrams/bar-chart-months.png",)),
    ("a flow chart", ("diagrams/flowchart-order.png",)),
    ("a floor plan", ("diagrams/floor-plan.png",)),
    ("a dark code editor", ("screenshots/code-editor.png",)),
    ("a cardboard box", ("labels/carton-lamp.jpg", "labels/carton-lamp-side.jpg")),
    ("a jar of honey", ("labels/jar-honey.jpg",)),
)

# Letters as a person would type them (separators and case may differ), and where they stand.
_LETTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("BB-2047-K", ("labels/carton-lamp.jpg", "labels/carton-lamp-side.jpg")),
    ("8841qx", ("labels/carton-fragile.jpg",)),
    ("LOT 0O15B8", ("labels/jar-honey.jpg",)),
    ("2B-5S8Z", ("labels/jar-jam.jpg",)),
    ("70-4412-M", ("labels/tag-linen.jpg",)),
    ("4407 9981 3320", ("labels/shipping.jpg",)),
    ("1I7-0O8-B5", ("labels/type-plate.jpg",)),
    ("KX-350/S", ("labels/type-plate.jpg", "screenshots/mail.png")),
    ("A-07-03-B", ("labels/warehouse-bin.jpg",)),
    ("5s8b2z", ("labels/seed-packet.jpg",)),
    ("Q-3158", ("labels/archive-sideways.jpg",)),
    ("1962.118.4", ("labels/museum.jpg",)),
    ("2026-00318", ("screenshots/invoice.png", "variants/invoice-top-crop.jpg")),
    ("T-2286", ("screenshots/chat.png",)),
    ("LN-0452-C", ("screenshots/mail.png",)),
    ("corner bakery", ("screenshots/receipt.jpg",)),
)

# A part of a picture (left, top, width, height, relative), compressed again, finds the picture.
PICTURE_QUERIES: tuple[tuple[str, tuple[float, float, float, float], int], ...] = (
    ("products/mug-red-front.jpg", (0.22, 0.14, 0.6, 0.72), 40),
    ("products/camera-front.jpg", (0.1, 0.1, 0.7, 0.8), 40),
    ("products/sneaker-blue.jpg", (0.0, 0.2, 0.75, 0.7), 35),
    ("products/chair-orange-front.jpg", (0.1, 0.05, 0.8, 0.7), 40),
    ("silhouettes/lone-tree.jpg", (0.3, 0.1, 0.7, 0.85), 35),
    ("silhouettes/city-skyline.jpg", (0.05, 0.3, 0.7, 0.7), 40),
    ("interiors/living-room-day.jpg", (0.1, 0.2, 0.75, 0.75), 40),
    ("textures/brick.jpg", (0.15, 0.1, 0.7, 0.7), 50),
    ("graphics/poster-jazz.jpg", (0.05, 0.05, 0.9, 0.65), 40),
    ("screenshots/dashboard.png", (0.18, 0.0, 0.8, 0.75), 50),
)


# What `bowerbird demo` asks.
_DEMO = {
    "words": "warm sunset, tree silhouette, wide sky",
    "picture": query_file("products/camera-front.jpg"),
    "letters": "BB-2047-K",
}


def compose(pictures: Sequence[Picture]) -> dict[str, Any]:
    """Put the manifest together, or say what contradicts itself."""
    known = {p.file for p in pictures}
    for p in pictures:
        if p.kind not in KINDS or (p.variant is not None and p.variant not in VARIANTS):
            raise ValueError(f"{p.file}: unknown kind or variant")
        if (p.variant_of is None) != (p.variant is None) or (p.variant_of and p.variant_of not in known):
            raise ValueError(f"{p.file}: its original is not in the library")
    items = {p.file: p.item for p in pictures}

    def present(files: tuple[str, ...]) -> list[str]:
        lost = [f for f in files if f not in known]
        if lost:
            raise ValueError(f"queries name pictures that do not exist: {', '.join(lost)}")
        return list(files)

    return {
        "format": 1,
        "pictures": [
            {
                "file": p.file,
                "kind": p.kind,
                "title": p.title,
                "colours": list(p.colours),
                "text": list(p.text),
                "item": p.item,
                "variant_of": p.variant_of,
                "variant": p.variant,
            }
            for p in sorted(pictures, key=lambda p: p.file)
        ],
        "demo": _DEMO,
        "queries": {
            "words": [{"text": words, "expect": present(files)} for words, files in _WORDS],
            "letters": [{"text": letters, "expect": present(files)} for letters, files in _LETTERS],
            "pictures": [
                {
                    "file": query_file(file),
                    "like": file,
                    "crop": list(part),
                    "quality": quality,
                    # The picture itself first, then the others that show the same item.
                    "expect": [
                        file,
                        *sorted(f for f in known if f != file and items[f] == items[present((file,))[0]]),
                    ],
                }
                for file, part, quality in PICTURE_QUERIES
            ],
        },
    }


def write(pictures: Sequence[Picture], folder: Path) -> None:
    """Write manifest.json next to the pictures."""
    words = json.dumps(compose(pictures), ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(words + "\n", encoding="utf-8")
