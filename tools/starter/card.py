"""Fill the figures into the model card."""

import json
from pathlib import Path
from string import Template
from typing import Any


def write_card(template: Path, figures: Path, pack: Path) -> None:
    """Write CARD.md into the pack from the template and the measured figures."""
    found: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    told: dict[str, Any] = json.loads((pack / "pack.json").read_text(encoding="utf-8"))
    words, pictures = found["text to picture"], found["pictures never trained on"]
    changes = "".join(
        f"| a picture found again among {pictures:,}: {name}, recall at 1 | {value} % |\n"
        for name, value in found["picture to picture, R@1"].items()
    )
    filled = Template(template.read_text(encoding="utf-8")).substitute(
        dimension=told["dimension"],
        size=told["image"]["preprocessing"]["size"],
        entries=f"{found['word pieces']:,}",
        megabytes=f"{found['bytes'] / 1e6:.1f}",
        photos=found["dev photos"],
        captions=f"{found['captions']:,}",
        r1=words["R@1"],
        r5=words["R@5"],
        r10=words["R@10"],
        changes=changes,
        attributes=found["attributes, mean AP"],
        picture_ms=f"{found['ms a picture, one core, decoding apart']:.1f}",
        query_ms=f"{found['ms a query, one core']:.2f}",
        drawn=f"{found['drawn pictures']:,}",
    )
    (pack / "CARD.md").write_text(filled, encoding="utf-8")
