"""Waiting for what a page comes to be."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Error, Frame, Page

ENOUGH = 15.0
PAUSE = 20
REPLACED = "Execution context was destroyed"


def until(page: Page | Frame, condition: str, argument: Any = None, *, within: float = ENOUGH) -> None:
    """Wait until a JavaScript condition is true in a page.

    Playwright's own `wait_for_function` evaluates its condition once under the browser's leave and from then on in the page, where a policy
    without `unsafe-eval` forbids it: it works only where nothing has to be waited for.
    """
    end = time.monotonic() + within
    while not _is_true(page, condition, argument):
        if time.monotonic() > end:
            msg = f"in {within:g} s the page did not come to: {condition}"
            raise AssertionError(msg)
        page.wait_for_timeout(PAUSE)


def _is_true(page: Page | Frame, condition: str, argument: Any) -> bool:
    try:
        return bool(page.evaluate(condition, argument))
    except Error as error:
        if REPLACED in error.message:
            return False
        raise
