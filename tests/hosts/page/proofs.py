"""A hub whose answers prove what a test says: the real answer to a search, with labels and boxes put on its hits."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from playwright.sync_api import Response, Route

from hosts.page.browsing import Visit

Answer = dict[str, Any]

DROP = """([bytes, type, name]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type }));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.querySelector("main").dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
  }
}"""
"""Drop a file on the page."""


def asked(visit: Visit) -> list[dict[str, Any]]:
    """Give the bodies of the searches so far."""
    return [
        json.loads(request.post_data or "")
        for request in visit.requests
        if request.url.endswith("/v1/search")
    ]


def last_asked(visit: Visit) -> dict[str, Any]:
    """Give the last search that asked for no proofs."""
    return next(body for body in reversed(asked(visit)) if "verified" not in body)


def asking(
    visit: Visit, condition: Callable[[dict[str, Any]], bool] = lambda _: True
) -> AbstractContextManager[object]:
    """Wait, at the end of the block, for the answer to a search without proofs of which the condition holds."""

    def is_it(response: Response) -> bool:
        if not response.url.endswith("/v1/search"):
            return False
        body = json.loads(response.request.post_data or "")
        return "verified" not in body and condition(body)

    return visit.page.expect_response(is_it)


def rewrite(visit: Visit, change: Callable[[dict[str, Any], Answer], None]) -> None:
    """Change the hub's answers to searches before the page gets them; `change` gets what was asked and the answer."""

    def answer(route: Route) -> None:
        content = route.fetch().json()
        change(json.loads(route.request.post_data or ""), content)
        route.fulfill(json=content)

    visit.page.route("**/v1/search", answer)


def prove(visit: Visit, verdicts: Mapping[int, Mapping[str, object]], *, first: int | None = None) -> None:
    """Have the answer with proofs carry these fields on its hits by their places, and put the hit `first` on top."""

    def change(body: dict[str, Any], content: Answer) -> None:
        if not body.get("verified"):
            return
        content["verified"] = True
        hits = content["hits"]
        for place, hit in enumerate(hits):
            hit |= {"labels": [], **verdicts.get(place, {})}
        if first is not None:
            hits.insert(0, hits.pop(first))

    rewrite(visit, change)
