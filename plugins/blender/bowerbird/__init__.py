# SPDX-License-Identifier: GPL-3.0-or-later
"""Bowerbird in Blender: search the pictures of your own library and use them without leaving the scene."""

from __future__ import annotations


def register() -> None:
    """Come into Blender."""
    # Not before Blender asks for it: its parts are read by tools that have no Blender.
    from . import registration  # noqa: PLC0415

    registration.register()


def unregister() -> None:
    """Leave Blender as it was."""
    from . import registration  # noqa: PLC0415

    registration.unregister()
