"""A day as a person typed it."""

from __future__ import annotations

from datetime import date

import click


class NamedDay(click.ParamType[date]):
    """Take a day as ISO 8601 writes it."""

    name = "day"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Refuse anything else, and show how a day is written."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day. Write it like this: 2026-11-29", param, ctx)
