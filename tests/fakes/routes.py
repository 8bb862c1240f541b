"""The route map of the real application, as requests that could be sent."""

from __future__ import annotations

import re

from flask import Flask

from fakes.hostile_requests import Asked

_PART = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
PICTURE = b"\x89PNG\r\n\x1a\n"


def asked_of(app: Flask, *, token: str | None = None) -> list[Asked]:
    """Give one request for each method of each rule, ids filled in with one that nothing has."""
    return [
        Asked(
            method,
            _PART.sub(lambda part: _filled(part[1]), rule.rule),
            "image/png" if rule.rule == "/v1/query-images" else "application/json",
            PICTURE if rule.rule == "/v1/query-images" else b"{}",
            token,
            rule.rule,
        )
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
    ]


def _filled(name: str) -> str:
    return "app.js" if name in {"file", "filename", "name", "path"} else "01ARZ3NDEKTSV4RRFFQ69G5FAV"
