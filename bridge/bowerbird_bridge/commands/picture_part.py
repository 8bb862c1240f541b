"""A part of a picture on the command line, such as `0.25,0,0.5,1`."""

from __future__ import annotations

import math

import click

from bowerbird_engine import Region

_NUMBERS = 4


class PicturePart(click.ParamType[Region]):
    """Read four fractions: where the part begins from the left and from the top, how wide and how high it is."""

    name = "part"

    def convert(
        self, value: str | Region, param: click.Parameter | None, ctx: click.Context | None
    ) -> Region:
        """Give the part. Numbers alone are asked for here; where they lie is for the engine to judge."""
        if isinstance(value, Region):
            return value
        try:
            numbers = [float(number) for number in value.split(",")]
        except ValueError:
            numbers = []
        if len(numbers) != _NUMBERS or not all(map(math.isfinite, numbers)):
            self.fail(
                f"{value!r} is no part of a picture. Write four fractions, such as 0.25,0,0.5,1: where it begins from the"
                " left and from the top, how wide and how high it is.",
                param,
                ctx,
            )
        if max(map(abs, numbers)) > 1:
            self.fail(
                "A part is given in fractions of the picture, from 0 to 1, and not in pixels.", param, ctx
            )
        return Region(*numbers)
