# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes and orders to choose from, as Blender lists them: in the order in which the panel knows them."""

from __future__ import annotations

SHAPE_ITEMS = (
    ("ALL", "Every shape", "Pictures of every shape"),
    ("WIDE", "Wide pictures", "Only what is wider than high"),
    ("TALL", "Tall pictures", "Only what is higher than wide"),
    ("SQUARE", "Square pictures", "Only what is as wide as high, or nearly"),
)
SORT_ITEMS = (
    ("BEST", "Best first", "In the order in which they answer the search"),
    ("NEWEST", "Newest first", "What was taken last comes first"),
    ("OLDEST", "Oldest first", "What was taken first comes first"),
    ("LARGEST", "Largest first", "What has most pixels comes first"),
    ("SMALLEST", "Smallest first", "What has fewest pixels comes first"),
    ("NAME", "By name", "In the order of the alphabet"),
)
