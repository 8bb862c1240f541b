"""What evening pictures are drawn from: sky, clouds, hills, trees, birds, a walker, a boat."""

# ruff: noqa: PLR0917 - coordinates and sizes read best in their usual order

from __future__ import annotations

import math
import random

from svg import circle, glow, gradient, line, path, rect

W, H = 960, 640
INK = "#160f1a"


def ridge(
    chance: random.Random, base: float, height: float, rough: float = 0.55, octaves: int = 6
) -> list[float]:
    """Give a hill line: one height for every 4 pixels of the width."""
    count = W // 4 + 1
    out = [base] * count
    step, amplitude = 0.8, height
    for _ in range(octaves):
        phase, shift = chance.uniform(0, 6.28), chance.uniform(0, 6.28)
        for i in range(count):
            t = i / count * 6.28
            out[i] -= amplitude * (math.sin(step * t + phase) + 0.5 * math.sin(1.7 * step * t + shift)) / 1.5
        step, amplitude = step * 2.1, amplitude * rough * 0.8
    return out


def land(heights: list[float], fill: str) -> str:
    """Fill everything below a hill line."""
    points = " ".join(f"L{4 * i} {y:.1f}" for i, y in enumerate(heights))
    return path(f"M0 {H + 5} {points} L{W + 4} {H + 5} Z", fill)


def clouds(
    chance: random.Random, colour: str, top: float, low: float, count: int, strength: float = 0.5
) -> str:
    """Draw long evening clouds as soft flat streaks."""
    out = []
    for _ in range(count):
        x, y = chance.uniform(-60, W), chance.uniform(top, low)
        length = chance.uniform(120, 380)
        for _ in range(7):
            dx, dy = chance.uniform(-0.5, 0.5) * length, chance.uniform(-7, 7)
            rx, ry = chance.uniform(0.15, 0.42) * length, chance.uniform(2.5, 8)
            out.append(f'<ellipse cx="{x + dx:.0f}" cy="{y + dy:.0f}" rx="{rx:.0f}" ry="{ry:.1f}"/>')
    return f'<g fill="{colour}" opacity="{strength}" filter="url(#soft)">{"".join(out)}</g>'


SOFT = '<filter id="soft" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="9 3.2"/></filter>'


def sun(x: float, y: float, r: float, colour: str = "#fff3c4") -> str:
    """Draw the sun in its glow (which must be defined as `sun`)."""
    return circle(x, y, r * 9, "url(#sun)") + circle(x, y, r, colour)


def birds(chance: random.Random, x: float, y: float, count: int, spread: float, size: float = 9) -> str:
    """Draw a loose flock."""
    out = []
    for _ in range(count):
        bx, by = x + chance.gauss(0, spread), y + chance.gauss(0, spread * 0.35)
        s, lift = size * chance.uniform(0.6, 1.25), chance.uniform(0.35, 0.75)
        d = (
            f"M{bx - s:.1f} {by - s * lift:.1f} Q{bx - s * 0.35:.1f} {by - s * lift:.1f} {bx:.1f} {by:.1f} "
            f"Q{bx + s * 0.35:.1f} {by - s * lift:.1f} {bx + s:.1f} {by - s * lift * 0.9:.1f}"
        )
        out.append(path(d, "none", INK, s * 0.2))
    return "".join(out)


def branch(
    chance: random.Random, x: float, y: float, angle: float, length: float, width: float, depth: int
) -> str:
    """Grow a tree: each branch splits in two or three until it ends in leaves."""
    bend = chance.uniform(-0.12, 0.12)
    x1, y1 = x + length * math.sin(angle + bend), y - length * math.cos(angle + bend)
    cx, cy = x + length * 0.5 * math.sin(angle), y - length * 0.5 * math.cos(angle)
    out = [path(f"M{x:.1f} {y:.1f} Q{cx:.1f} {cy:.1f} {x1:.1f} {y1:.1f}", "none", INK, width)]
    if depth == 0:
        out += [
            circle(x1 + chance.gauss(0, 8), y1 + chance.gauss(0, 6), chance.uniform(1.6, 4.6), INK)
            for _ in range(7)
        ]
        return "".join(out)
    for k in range(3 if chance.random() < 0.55 else 2):
        turn = (-1, 1, 0.1)[k] * chance.uniform(0.28, 0.62)
        out.append(
            branch(
                chance,
                x1,
                y1,
                angle * 0.86 + turn,
                length * chance.uniform(0.7, 0.84),
                width * 0.66,
                depth - 1,
            )
        )
    return "".join(out)


def pine(x: float, y: float, height: float, chance: random.Random) -> str:
    """Draw a fir tree."""
    left, right = [], []
    levels = 11
    for i in range(levels):
        t = i / levels
        half = height * 0.2 * (t + 0.06) * chance.uniform(0.82, 1.12)
        yy = y - height * (1 - t)
        right += [(x + half, yy + height / levels * 1.05), (x + half * 0.42, yy + height / levels * 0.95)]
        left += [(x - half, yy + height / levels * 1.05), (x - half * 0.42, yy + height / levels * 0.95)]
    points = [(x, y - height), *right, *left[::-1]]
    return path("M" + " L".join(f"{a:.1f} {b:.1f}" for a, b in points) + " Z", INK) + rect(
        x - 2, y - 6, 4, 12, INK
    )


def walker(x: float, y: float, s: float) -> str:
    """Draw a person with a rucksack and a stick, seen from the side, feet at (x, y); 100 units tall times s."""
    body = (
        '<g transform="translate({x} {y}) scale({s})" fill="{ink}" stroke="{ink}" stroke-linejoin="round" stroke-linecap="round">'
        '<circle cx="4" cy="-92" r="8"/><path d="M-6 -96 Q4 -106 13 -95 L18 -92 L-5 -92 Z"/>'
        '<path d="M-7 -80 Q2 -86 10 -79 L11 -46 L-8 -46 Z"/>'
        '<path d="M-8 -80 Q-24 -80 -23 -62 L-21 -48 Q-14 -45 -8 -48 Z"/>'
        '<path d="M-6 -48 L-13 -24 L-17 -2" stroke-width="8" fill="none"/><path d="M-18 -2 L-9 -1" stroke-width="5"/>'
        '<path d="M6 -48 L13 -26 L11 -2" stroke-width="8" fill="none"/><path d="M11 -2 L20 -1" stroke-width="5"/>'
        '<path d="M5 -76 L14 -60 L25 -58" stroke-width="5.5" fill="none"/><path d="M25 -66 L30 -1" stroke-width="1.8"/></g>'
    )
    return body.format(x=x, y=y, s=s, ink=INK)


def sky(stops: list[tuple[float, str]], glow_colour: str = "#ffe9a8", strength: float = 0.95) -> str:
    return gradient("sky", stops) + glow("sun", glow_colour, strength) + SOFT


def sail(x: float, y: float, s: float, colour: str) -> str:
    return (
        f'<g transform="translate({x} {y}) scale({s})" fill="{colour}">'
        '<path d="M-52 0 L62 0 Q50 20 30 21 L-36 21 Q-48 14 -52 0 Z"/><rect x="-2" y="-150" width="3.4" height="152"/>'
        '<path d="M-5 -142 Q-46 -70 -50 -12 L-5 -9 Z"/><path d="M6 -136 Q40 -70 54 -10 Q28 -16 6 -8 Z"/></g>'
    )


def palm(x: float, y: float, height: float, lean: float, chance: random.Random) -> str:
    tx, ty = x + lean, y - height
    out = path(
        f"M{x - 8} {y} Q{x + lean * 0.1} {y - height * 0.6} {tx - 3} {ty} L{tx + 3} {ty} Q{x + lean * 0.1 + 12} {y - height * 0.6} {x + 10} {y} Z",
        INK,
    )
    for k in range(11):
        a = -math.pi * 0.08 + k / 10 * math.pi * 1.16 + chance.uniform(-0.1, 0.1)
        length = height * chance.uniform(0.34, 0.44)
        ex, ey = (
            tx + length * math.cos(a),
            ty - length * 0.55 * math.sin(a) + length * 0.28 * (1.2 - math.sin(a)),
        )
        mx, my = tx + length * 0.55 * math.cos(a), ty - length * (0.35 + 0.35 * math.sin(a))
        out += path(f"M{tx:.1f} {ty:.1f} Q{mx:.1f} {my:.1f} {ex:.1f} {ey:.1f}", "none", INK, 4)
        for i in range(3, 22):
            t = i / 22
            px = (1 - t) ** 2 * tx + 2 * t * (1 - t) * mx + t * t * ex
            py = (1 - t) ** 2 * ty + 2 * t * (1 - t) * my + t * t * ey
            drop = height * 0.105 * math.sin(math.pi * min(t + 0.12, 1)) + 4
            out += line(px, py, px + drop * 0.35 * math.cos(a) + chance.uniform(-2, 2), py + drop, INK, 1.9)
    return out
