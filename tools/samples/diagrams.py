"""Diagrams: flow chart, bar chart, floor plan, line chart, network."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pictures import Picture
from PIL import Image
from svg import GROTESK, MONO, SANS, circle, line, paint, path, rect, text

ARROW = '<marker id="arrow" viewBox="0 0 10 10" refX="8.5" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L10 5 L0 10 Z" fill="#3b4252"/></marker>'
MARK = 'marker-end="url(#arrow)"'


def _flow() -> Image.Image:
    body = rect(0, 0, 880, 620, "#ffffff") + text(44, 62, "From order to parcel", 34, "#1c2330", SANS, 800)

    def node(x: float, y: float, words: str, fill: str, edge: str) -> str:
        return rect(x - 95, y - 36, 190, 72, fill, 14, f'stroke="{edge}" stroke-width="3"') + text(
            x, y + 8, words, 23, "#1c2330", SANS, 600, "middle"
        )

    body += node(150, 160, "Order", "#e3f2fd", "#1e88e5") + node(
        440, 160, "Check stock", "#e3f2fd", "#1e88e5"
    )
    body += path("M730 92 L832 160 L730 228 L628 160 Z", "#fff4d6", "#e6a100", 3) + text(
        730, 168, "In stock?", 23, "#1c2330", SANS, 600, "middle"
    )
    body += (
        node(730, 380, "Pack parcel", "#e6f6e9", "#2e9e4f")
        + node(440, 380, "Print label", "#e6f6e9", "#2e9e4f")
        + node(150, 380, "Hand over", "#e6f6e9", "#2e9e4f")
    )
    body += (
        node(440, 540, "Order from supplier", "#fde7e7", "#d64545")
        .replace('width="190.00"', 'width="270.00"')
        .replace('x="345.00"', 'x="305.00"')
    )
    for x0, y0, x1, y1 in (
        (246, 160, 340, 160),
        (536, 160, 624, 160),
        (730, 230, 730, 340),
        (634, 380, 540, 380),
        (344, 380, 250, 380),
    ):
        body += line(x0, y0, x1, y1, "#3b4252", 3, MARK)
    body += path("M832 160 H856 V540 H580", "none", "#3b4252", 3, MARK) + path(
        "M304 540 H24 V160 H50", "none", "#3b4252", 3, MARK
    )
    return paint(
        880,
        620,
        body
        + text(746, 290, "yes", 22, "#2e9e4f", SANS, 700)
        + text(800, 528, "no", 22, "#d64545", SANS, 700),
        ARROW,
    )


def _bars() -> Image.Image:
    body = (
        rect(0, 0, 880, 600, "#ffffff")
        + text(60, 62, "Pictures added per month", 32, "#1c2330", SANS, 800)
        + text(60, 96, "thousands, 2025", 21, "#6b7280", SANS)
    )
    values = (12, 18, 15, 24, 31, 28, 22, 26, 35, 41, 38, 47)
    for k in range(6):
        y = 520 - 76 * k
        body += line(90, y, 840, y, "#e5e7eb", 2) + text(
            76, y + 7, str(10 * k), 20, "#6b7280", SANS, 500, "end"
        )
    for k, value in enumerate(values):
        x, h = 106 + 61 * k, value * 7.6
        body += rect(x, 520 - h, 42, h, "#f97316" if value == max(values) else "#3b82f6", 6) + text(
            x + 21, 552, "JFMAMJJASOND"[k], 20, "#374151", SANS, 600, "middle"
        )
        body += text(x + 21, 510 - h, str(value), 18, "#374151", SANS, 600, "middle")
    return paint(880, 600, body)


def _plan() -> Image.Image:
    wall, body = "#27313f", rect(0, 0, 880, 640, "#fbfaf7")
    for x, y, w, h, fill, name, area in (
        (60, 70, 440, 300, "#f3e8d6", "Living room", "27.4 m²"),
        (500, 70, 320, 190, "#e2eef1", "Kitchen", "12.6 m²"),
        (60, 370, 300, 210, "#e9e5f3", "Bedroom", "14.2 m²"),
        (360, 370, 140, 210, "#f0efe9", "Hall", "7.9 m²"),
        (500, 260, 320, 320, "#dff0e4", "Studio", "18.5 m²"),
    ):
        cx, cy = {"Living room": (200, 320), "Bedroom": (276, 470), "Hall": (430, 440)}.get(
            name, (x + w / 2, y + h / 2 + 36)
        )
        body += (
            rect(x, y, w, h, fill)
            + text(cx, cy, name, 25, wall, SANS, 700, "middle")
            + text(cx, cy + 30, area, 20, "#5b6472", SANS, 500, "middle")
        )
    for d in (
        "M60 70 H820 V580 H60 Z",
        "M500 70 V260 H820",
        "M60 370 H360 V580",
        "M360 370 H500 M500 260 V580",
    ):
        body += path(d, "none", wall, 11)
    for x0, y0, x1, y1 in ((150, 70, 330, 70), (600, 70, 730, 70), (820, 340, 820, 500), (60, 430, 60, 530)):
        body += line(x0, y0, x1, y1, "#ffffff", 11) + line(x0, y0, x1, y1, "#6aa5c8", 4)
    for x, y, d in (
        (400, 370, "M0 0 h66 M0 0 v-66 A66 66 0 0 1 66 0"),
        (400, 580, "M0 0 h62 M0 0 v-62 A62 62 0 0 1 62 0"),
        (500, 150, "M0 0 v66 M0 0 h60 A60 60 0 0 1 0 60"),
        (500, 430, "M0 0 v66 M0 0 h66 A66 66 0 0 1 0 66"),
    ):
        body += f'<g transform="translate({x} {y})">{path(d.split(" M")[0], "none", "#fbfaf7", 12)}{path("M" + d.split(" M")[1], "none", wall, 2.5)}</g>'
    furniture = 'fill="#ffffff" stroke="#7b8494" stroke-width="2.5"'
    body += f'<g {furniture}><rect x="90" y="110" width="190" height="72" rx="12"/><rect x="90" y="110" width="190" height="24" rx="10"/><circle cx="185" cy="230" r="32"/><rect x="80" y="400" width="110" height="130" rx="8"/><rect x="88" y="408" width="42" height="30" rx="6"/><rect x="140" y="408" width="42" height="30" rx="6"/>'
    body += '<rect x="512" y="82" width="296" height="38"/><circle cx="560" cy="101" r="11"/><circle cx="592" cy="101" r="11"/><rect x="650" y="90" width="60" height="22" rx="6"/><rect x="640" y="290" width="150" height="60" rx="4"/><circle cx="715" cy="376" r="20"/><rect x="350" y="170" width="110" height="84" rx="6"/></g>'
    return paint(880, 640, body + text(60, 622, "Flat 4, first floor, scale 1:100", 22, "#5b6472", SANS, 500))


def _lines() -> Image.Image:
    body, chance = (
        rect(0, 0, 880, 560, "#0f172a")
        + text(56, 64, "Temperature in three rooms", 30, "#f8fafc", SANS, 800),
        random.Random(8),
    )
    for k in range(5):
        y = 470 - 88 * k
        body += line(84, y, 840, y, "#24324b", 2) + text(
            70, y + 7, f"{16 + 2 * k}°", 19, "#94a3b8", SANS, 500, "end"
        )
    for k in range(7):
        body += text(84 + 126 * k, 506, f"{4 * k:02d}:00", 18, "#94a3b8", SANS, 500, "middle")
    for name, colour, level, swing in (
        ("Kitchen", "#fb923c", 21, 2.2),
        ("Office", "#38bdf8", 20, 1.6),
        ("Cellar", "#4ade80", 17.2, 0.5),
    ):
        points, value = [], 0.0
        for i in range(85):
            value = 0.8 * value + chance.gauss(0, 0.16)
            points.append(
                (84 + 9 * i, 470 - 44 * (level - 16 + swing * math.sin(i / 84 * 6.28 - 1.9) + value))
            )
        body += path("M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points), "none", colour, 4) + text(
            840, {"Kitchen": 60, "Office": 88, "Cellar": 116}[name], name, 20, colour, SANS, 700, "end"
        )
    return paint(880, 560, body)


def _network() -> Image.Image:
    body = rect(0, 0, 880, 600, "#f8fafc") + text(44, 62, "Home network", 32, "#0f172a", GROTESK, 700)
    hub = (440, 320)
    spots = (
        (170, 180, "Laptop", "192.168.1.20"),
        (700, 170, "Printer", "192.168.1.34"),
        (140, 440, "Phone", "192.168.1.51"),
        (440, 520, "Camera", "192.168.1.77"),
        (740, 440, "Storage", "192.168.1.10"),
    )
    for x, y, _, _ in spots:
        body += line(x, y, *hub, "#94a3b8", 4)
    for x, y, name, address in spots:
        body += (
            rect(x - 92, y - 44, 184, 88, "#ffffff", 14, 'stroke="#2563eb" stroke-width="3"')
            + text(x, y - 4, name, 25, "#0f172a", GROTESK, 700, "middle")
            + text(x, y + 26, address, 18, "#475569", MONO, 400, "middle")
        )
    return paint(
        880,
        600,
        body + circle(*hub, 74, "#2563eb") + text(440, 330, "Router", 28, "#ffffff", GROTESK, 700, "middle"),
    )


def _make(draw: Callable[[], Image.Image], _work: Path) -> Image.Image:
    return draw().convert("RGB")


def pictures() -> list[Picture]:
    """List every diagram."""
    rows = (
        (
            "flowchart-order",
            "A flow chart from order to parcel with a decision in the middle",
            "white blue green yellow",
            _flow,
            (
                "From order to parcel",
                "Order",
                "Check stock",
                "In stock?",
                "Pack parcel",
                "Print label",
                "Hand over",
                "Order from supplier",
                "yes",
                "no",
            ),
        ),
        (
            "bar-chart-months",
            "A bar chart with twelve blue bars, the last one orange",
            "white blue orange",
            _bars,
            ("Pictures added per month", "thousands, 2025"),
        ),
        (
            "floor-plan",
            "The floor plan of a flat with five rooms and furniture",
            "white beige blue green",
            _plan,
            (
                "Living room",
                "27.4 m²",
                "Kitchen",
                "12.6 m²",
                "Bedroom",
                "14.2 m²",
                "Hall",
                "Studio",
                "18.5 m²",
                "Flat 4, first floor, scale 1:100",
            ),
        ),
        (
            "line-chart-rooms",
            "A line chart on a dark ground with three coloured curves",
            "black orange blue green",
            _lines,
            ("Temperature in three rooms", "Kitchen", "Office", "Cellar"),
        ),
        (
            "network-home",
            "A diagram of a home network: a router joined to five devices",
            "white blue grey",
            _network,
            (
                "Home network",
                "Laptop",
                "192.168.1.20",
                "Printer",
                "192.168.1.34",
                "Phone",
                "192.168.1.51",
                "Camera",
                "192.168.1.77",
                "Storage",
                "192.168.1.10",
                "Router",
            ),
        ),
    )
    return [
        Picture(
            f"diagrams/{name}.png",
            "diagram",
            title,
            tuple(colours.split()),
            partial(_make, draw),
            name,
            words,
        )
        for name, title, colours, draw, words in rows
    ]
