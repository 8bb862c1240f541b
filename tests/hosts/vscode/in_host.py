"""Runs a suite inside the real extension host, with what it asks for around it."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, Playwright

from hosts.vscode import window
from hosts.vscode.code_server import Place, Server, bare_server, variables
from hosts.vscode.control import Control, Outcome, controlling
from hosts.vscode.extension import bundle_suite

RUN_S = 900.0
"""Some suites wait for time limits of the extension, and beside them other tests may run."""
MANY_FOLDERS = "_multiroot"
ALWAYS_TOLD = (
    "[Service Worker]",
    "Creating a socket",
    "spdlog",
    "watchdog",
    "[AgentHost",
    "[AccountPolicyGate]",
    "grace time",
)
"""Of what was not compiled when it was installed, and of what the window does when it opens."""


@dataclass(frozen=True)
class Ran:
    """What became of a suite."""

    outcomes: tuple[Outcome, ...]
    code: int | None
    """What the extension host ended with; None where it did not end."""
    log: str

    @property
    def passed(self) -> list[str]:
        """The titles of the tests that passed."""
        return [each.title for each in self.outcomes if each.error is None]

    @property
    def failed(self) -> list[str]:
        """The titles of those that failed."""
        return [each.title for each in self.outcomes if each.error is not None]

    def __str__(self) -> str:
        """Tell it all, the failures last."""
        lines = [
            self.log,
            *(
                f"passed ({each.milliseconds} ms): {each.title}"
                for each in self.outcomes
                if each.error is None
            ),
            *(f"FAILED: {each.title}\n{each.error}" for each in self.outcomes if each.error is not None),
            f"the extension host ended with {self.code}",
        ]
        return "\n".join(lines)


def run_suite(playwright: Playwright, name: str, extension: Path, place: Place, control: Control) -> Ran:
    """Run one suite to its end."""
    suite = bundle_suite(name, place.folder)
    place.configure()
    said: list[str] = []
    codes: list[int] = []

    def log(kind: str, words: list[object]) -> None:
        said.append(_told(kind, words))

    def leave(code: float, _logs: object = None) -> None:
        codes.append(int(code))

    with controlling(control) as address:
        environment = variables(control.hub.person.home, BOWERBIRD_TEST_CONTROL=address)
        with bare_server(place, environment) as server, window.browser(playwright, place.profile) as browser:
            page = browser.new_page()
            page.expose_function("codeAutomationLog", log)  # pyright: ignore[reportUnknownMemberType]
            page.expose_function("codeAutomationExit", leave)  # pyright: ignore[reportUnknownMemberType]
            window_address = _address(server, suite, extension, _workspace(place, suite))
            page.goto(window_address, timeout=window.OPEN_MS)
            until = time.monotonic() + RUN_S
            while not codes and time.monotonic() < until:
                if not control.serve(partial(_in_browser, page)):
                    page.wait_for_timeout(20)
    return Ran(tuple(control.outcomes), codes[0] if codes else None, "\n".join(filter(None, said)))


def _told(kind: str, words: Sequence[object]) -> str:
    """Give what the window and the extension host told, short, without what this editor always lacks."""
    text = " ".join(map(str, words))
    return "" if any(each in text for each in ALWAYS_TOLD) else f"{kind}: {text[:2000]}"


def _address(server: Server, suite: Path, extension: Path, workspace: Path) -> str:
    remote = f"vscode-remote://127.0.0.1:{server.port}"
    payload = [
        ["extensionDevelopmentPath", f"{remote}{extension}"],
        ["extensionTestsPath", f"{remote}{suite}"],
    ]
    kind = "folder" if workspace.is_dir() else "workspace"
    return f"{server.address}?{kind}={quote(str(workspace))}&payload={quote(json.dumps(payload))}"


def _workspace(place: Place, suite: Path) -> Path:
    names = ["site", "notes"] if MANY_FOLDERS in suite.name else ["site"]
    root = place.folder / "work"
    for name in names:
        (root / name).mkdir(parents=True)
    if len(names) == 1:
        return root / names[0]
    file = root / "both.code-workspace"
    file.write_text(json.dumps({"folders": [{"path": name} for name in names]}))
    return file


def _in_browser(page: Page, what: str, asked: dict[str, Any]) -> str | None:
    match what:
        case "press":
            page.keyboard.press(asked["keys"])
        case "click":
            window.saying(page, asked["text"]).click()
        case "clip":
            window.clip_picture(page, Path(asked["path"]))
        case _:
            return window.seen(page)
    return None
