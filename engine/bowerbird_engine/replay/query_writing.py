"""Write a query that is kept as JSON; what is as usual is left out. Pure."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import cast

from bowerbird_engine.assets import Filters
from bowerbird_engine.replay.query_form import FolderName, PictureName, QueryForm

Json = dict[str, object]


def write_query(form: QueryForm) -> Json:
    """Write a query so that `read_query` gives it back."""
    region = form.region
    told: Json = {
        "text": form.text,
        "letters": form.letters,
        "avoid": form.avoid,
        "like": None if form.like is None else _write_picture(form.like),
        "region": None
        if region is None
        else {name: getattr(region, name) for name in ("x", "y", "width", "height")},
        "inside": [_write_folder(folder) for folder in form.inside] or None,
        "outside": [_write_folder(folder) for folder in form.outside] or None,
        "examples": [_write_picture(picture) for picture in form.examples] or None,
        "core": [_write_picture(picture) for picture in form.core] or None,
        "among": None if form.among is None else [_write_picture(picture) for picture in form.among],
        "entry": form.entry,
        "weight": form.weight,
        "filters": _write_filters(form.filters) or None,
        "sort": None if form.sort == "best" else form.sort,
        "verified": form.verified or None,
        "collapse": form.collapse or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _write_picture(picture: PictureName) -> Json:
    named = {"asset": picture.asset, "content": picture.content}
    return {name: value for name, value in named.items() if value is not None}


def _write_folder(folder: FolderName) -> Json:
    told: Json = {"label": folder.label}
    if folder.path:
        told["path"] = folder.path
    return told if folder.root is None else told | {"root": folder.root}


def _write_filters(filters: Filters) -> Json:
    told: Json = {}
    for each in fields(filters):
        value = getattr(filters, each.name)
        if isinstance(value, date):
            told[each.name] = value.isoformat()
        elif value not in {None, ()}:
            told[each.name] = list(cast("tuple[str, ...]", value)) if isinstance(value, tuple) else value
    return told
