"""Draw pictures of the kinds that no photo set holds, each with captions and labels that are true of it.

Products on plain grounds, evenings, skies, nights, rooms, renders, diagrams, charts, screens, papers, patterns,
textures, swatches, icons, logos, cartoons, sketches and maps: rough, but enough to tell the words apart. The same
number always gives the same picture.
"""

import re
from collections.abc import Callable

import numpy as np
from PIL import Image

from .canvas import Drawn, Random
from .cartoons import cartoon
from .charts import diagram
from .flat import icon, map_, sketch
from .papers import paper
from .scenes import product, room, sunset
from .screens import screen
from .skies import night, sky, sphere
from .surfaces import pattern, swatch, texture

KEPT = 192
COUNT = 4000

KINDS: tuple[tuple[Callable[[Random], Drawn], float], ...] = (
    (product, 0.2),
    (sunset, 0.07),
    (sky, 0.05),
    (night, 0.03),
    (room, 0.03),
    (sphere, 0.03),
    (diagram, 0.1),
    (screen, 0.1),
    (paper, 0.1),
    (pattern, 0.07),
    (texture, 0.06),
    (swatch, 0.03),
    (icon, 0.05),
    (cartoon, 0.05),
    (sketch, 0.02),
    (map_, 0.01),
)


def _article(caption: str) -> str:
    return re.sub(r"\ba (?=(orange|icon|arrow|illustration|org|app|old|interface)\b)", "an ", caption)


def drawn(number: int) -> Drawn:
    """Draw picture `number`; give it, five captions, and labels of what kind of picture it is."""
    draw = np.random.default_rng((7, number))
    make = KINDS[int(draw.choice(len(KINDS), p=[share for _, share in KINDS]))][0]
    canvas, captions, labels = make(draw)
    small = canvas.resize((KEPT, KEPT), Image.Resampling.LANCZOS)
    if draw.random() < 0.3:
        noise = draw.normal(0, draw.uniform(1, 4), (KEPT, KEPT, 1))
        small = Image.fromarray(np.clip(np.asarray(small) + noise, 0, 255).astype(np.uint8))
    return small, [_article(caption) for caption in captions], list(dict.fromkeys(labels))
