"""Drawing: small pieces of SVG, and their way to pixels through resvg."""

# ruff: noqa: PLR0917 - coordinates and sizes read best in their usual order

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path

import resvg_py
from PIL import Image

# Free fonts (SIL OFL and Apache 2.0) from their packages on PyPI; none of them is stored in the project.
_FONTS = {
    "font_manrope": (
        "Manrope-Light",
        "Manrope-Regular",
        "Manrope-Medium",
        "Manrope-SemiBold",
        "Manrope-Bold",
        "Manrope-ExtraBold",
    ),
    "font_hanken_grotesk": ("HankenGrotesk-Regular", "HankenGrotesk-Medium", "HankenGrotesk-Bold"),
    "font_roboto": ("Roboto-Regular", "Roboto-Bold", "Roboto-Black"),
    "font_source_serif_pro": ("SourceSerifPro-Regular", "SourceSerifPro-Bold", "SourceSerifPro-It"),
    "font_fredoka_one": ("FredokaOne-Regular",),
}
SANS, GROTESK, ROBOTO, SERIF, ROUND = "Manrope", "Hanken Grotesk", "Roboto", "Source Serif Pro", "Fredoka One"
MONO = "DejaVu Sans Mono"


def font_files() -> list[str]:
    """Find the fonts that the drawings use."""
    found = []
    for package, names in _FONTS.items():
        folder = Path(str(files(package))) / "files"
        found += [str(next(folder.glob(f"{name}.?tf"))) for name in names]
    mono = Path(str(files("matplotlib"))) / "mpl-data" / "fonts" / "ttf"
    return [*found, str(mono / "DejaVuSansMono.ttf"), str(mono / "DejaVuSansMono-Bold.ttf")]


def paint(width: float, height: float, body: str, defs: str = "", scale: float = 1.0) -> Image.Image:
    """Turn a drawing into pixels."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width} {height}" width="{width * scale}" height="{height * scale}">'
        f"<defs>{defs}</defs>{body}</svg>"
    )
    data = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=font_files())
    return Image.open(io.BytesIO(bytes(data))).convert("RGBA")


def rect(x: float, y: float, w: float, h: float, fill: str, r: float = 0, more: str = "") -> str:
    """Draw a rectangle with rounded corners."""
    return f'<rect x="{x:.2f}" y="{y:.2f}" width="{w:.2f}" height="{h:.2f}" rx="{r}" fill="{fill}" {more}/>'


def circle(x: float, y: float, r: float, fill: str, more: str = "") -> str:
    """Draw a circle."""
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r:.2f}" fill="{fill}" {more}/>'


def path(d: str, fill: str = "none", stroke: str = "none", width: float = 1, more: str = "") -> str:
    """Draw a path."""
    return (
        f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{width}" '
        f'stroke-linecap="round" stroke-linejoin="round" {more}/>'
    )


def line(x0: float, y0: float, x1: float, y1: float, stroke: str, width: float = 1, more: str = "") -> str:
    """Draw a straight line."""
    return (
        f'<line x1="{x0:.2f}" y1="{y0:.2f}" x2="{x1:.2f}" y2="{y1:.2f}" '
        f'stroke="{stroke}" stroke-width="{width}" stroke-linecap="round" {more}/>'
    )


def text(
    x: float,
    y: float,
    words: str,
    size: float,
    fill: str = "#1c1d21",
    font: str = SANS,
    weight: int = 400,
    anchor: str = "start",
    spacing: float = 0,
    more: str = "",
) -> str:
    """Write a line of text on its baseline."""
    plain = words.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-family="{font}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" letter-spacing="{spacing}" fill="{fill}" {more}>{plain}</text>'
    )


def gradient(name: str, stops: list[tuple[float, str]], x2: float = 0, y2: float = 1) -> str:
    """Define a linear gradient, downwards unless told otherwise."""
    inner = "".join(f'<stop offset="{at}" stop-color="{colour}"/>' for at, colour in stops)
    return f'<linearGradient id="{name}" x1="0" y1="0" x2="{x2}" y2="{y2}">{inner}</linearGradient>'


def glow(name: str, colour: str, strength: float = 1.0) -> str:
    """Define a radial gradient that fades to nothing."""
    return (
        f'<radialGradient id="{name}"><stop offset="0" stop-color="{colour}" stop-opacity="{strength}"/>'
        f'<stop offset="0.35" stop-color="{colour}" stop-opacity="{strength * 0.45}"/>'
        f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
    )


def shadow(name: str, blur: float = 8, down: float = 4, strength: float = 0.25) -> str:
    """Define a drop shadow."""
    return (
        f'<filter id="{name}" x="-30%" y="-30%" width="160%" height="160%">'
        f'<feDropShadow dx="0" dy="{down}" stdDeviation="{blur}" flood-color="#10131a" flood-opacity="{strength}"/></filter>'
    )
