"""The dial of the watch, drawn."""

from __future__ import annotations

import math
from pathlib import Path

from svg import SANS, circle, line, paint, rect, text


def watch_dial(work: Path, face: str, hands: str) -> Path:
    """Draw a round dial that shows ten past ten, with a date window."""
    body = [
        circle(256, 256, 254, face),
        circle(256, 256, 246, "none", f'stroke="{hands}" stroke-opacity="0.25" stroke-width="2"'),
    ]
    for minute in range(60):
        a = math.radians(minute * 6)
        inner, width = (206, 9) if minute % 5 == 0 else (230, 2.4)
        if minute == 15:
            continue
        body.append(
            line(
                256 + inner * math.sin(a),
                256 - inner * math.cos(a),
                256 + 236 * math.sin(a),
                256 - 236 * math.cos(a),
                hands,
                width,
            )
        )
    body += [
        text(256, 158, "BOWER", 30, hands, SANS, 700, "middle", 5),
        text(256, 372, "automatic", 20, hands, SANS, 500, "middle", 2),
        rect(428, 238, 50, 36, "#ffffff", 4, 'stroke="#777" stroke-width="2"'),
        text(453, 266, "21", 28, "#16181c", SANS, 700, "middle"),
    ]
    for degrees, length, width in ((-55, 128, 13), (58, 190, 9)):
        a = math.radians(degrees)
        body.append(
            line(
                256 - 24 * math.sin(a),
                256 + 24 * math.cos(a),
                256 + length * math.sin(a),
                256 - length * math.cos(a),
                hands,
                width,
            )
        )
    a = math.radians(205)
    body.append(
        line(
            256 - 50 * math.sin(a),
            256 + 50 * math.cos(a),
            256 + 205 * math.sin(a),
            256 - 205 * math.cos(a),
            "#c8362e",
            3.5,
        )
    )
    body.append(circle(256, 256, 11, "#c8362e"))
    target = work / f"dial-{face[1:]}.png"
    paint(512, 512, "".join(body)).save(target)
    return target
