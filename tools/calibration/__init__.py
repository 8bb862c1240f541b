"""Fit a pack's curves: what percentage a likeness is worth, from pairs of which somebody said whether they match.

    python -m tools.calibration PACK --data ../shared/data            fits, measures, and writes PACK/pack.json
    python -m tools.calibration PACK --data ../shared/data --check    measures the curves that the pack has

PACK is the folder of a pack: one to be added, or `packs/ID` in Bowerbird's own folder (`bowerbird models show ID` names it).
Its curves are no part of its digest: no library learns anything again, and they hold from the next start on.

A match of a picture is a changed copy of it, or a picture of the same class (a sort of goods, a kind of clothes, a texture);
of words it is a photo whose people-written captions hold them, or a picture of the class that they name. The queries come
from pictures that no training of the starter has seen; half of them fit, the other half measures.
"""
