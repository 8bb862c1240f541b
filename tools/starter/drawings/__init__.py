"""Draw pictures of the kinds that no photo set holds, each with captions that are true of it.

Products on a plain ground, sunsets, rooms, diagrams, charts, screens, labels, patterns and flat icons: rough, but
enough to tell the words apart. The same number always gives the same picture.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image

from .canvas import Drawn, Random
from .charts import diagram
from .graphics import icon, label, pattern, screen
from .scenes import product, room, sunset

KEPT = 192
COUNT = 1800

KINDS: tuple[tuple[Callable[[Random], Drawn], float], ...] = (
    (product, 0.34),
    (sunset, 0.13),
    (room, 0.1),
    (diagram, 0.1),
    (screen, 0.1),
    (label, 0.08),
    (pattern, 0.07),
    (icon, 0.08),
)


def drawn(number: int) -> Drawn:
    """Draw picture `number`; give it and five captions."""
    draw = np.random.default_rng((7, number))
    make = KINDS[int(draw.choice(len(KINDS), p=[share for _, share in KINDS]))][0]
    canvas, captions = make(draw)
    captions = [caption.replace("a orange", "an orange") for caption in captions]
    small = canvas.resize((KEPT, KEPT), Image.Resampling.LANCZOS)
    if draw.random() < 0.3:
        noise = draw.normal(0, draw.uniform(2, 7), (KEPT, KEPT, 1))
        small = Image.fromarray(np.clip(np.asarray(small) + noise, 0, 255).astype(np.uint8))
    return small, captions
