"""The kinds of single values that requests are made of, with their limits."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

NO_NUL = r"^[^\x00]*$"

PLAIN_FORM = "plain_form"
"""Under this name the `extra` of a value says in words what its pattern means."""

Id = Annotated[str, Meta(min_length=1, max_length=4096, pattern=NO_NUL)]
"""An opaque id. The longest are those of folders, which say where the folder lies."""

Cursor = Annotated[str, Meta(min_length=1, max_length=4096, pattern=NO_NUL)]

Limit = Annotated[int, Meta(ge=1, le=500)]

Words = Annotated[str, Meta(min_length=1, max_length=2000, pattern=NO_NUL)]


class Paging(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say how long a page is, and where it goes on."""

    limit: Limit = 50
    cursor: Cursor | None = None
