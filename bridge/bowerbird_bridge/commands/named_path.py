"""A path as a person typed it: nothing is asked of the disk, that is the engine's business."""

from __future__ import annotations

from pathlib import Path

import click


class NamedPath(click.ParamType[Path]):
    """Take any path but an empty one, which a shell makes of a variable that is not set."""

    name = "path"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Refuse an empty text: as a path it would silently mean the working folder."""
        if not str(value):
            self.fail("an empty text names no file or folder", param, ctx)
        return Path(value)
