"""The suites of plugins/vscode/tests/in_host, each inside the real extension host with a real hub beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from hosts.harness.hubs import PersonsHub
from hosts.vscode.code_server import Place
from hosts.vscode.control import Control
from hosts.vscode.extension import suite_names
from hosts.vscode.in_host import RUN_S, Ran, run_suite

ONLY = "BOWERBIRD_ONLY"

pytestmark = pytest.mark.timeout(RUN_S + 120)


@pytest.fixture
def control(hub: PersonsHub, pictures: Path) -> Control:
    """Be there for a suite."""
    return Control(hub, pictures, only=os.environ.get(ONLY, ""))


@pytest.fixture
def ran(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    unpacked: Path,
    control: Control,
    tmp_path: Path,
) -> Ran:
    """Run the suite that the test is for."""
    return run_suite(playwright, str(request.param), unpacked, Place(tmp_path.resolve()), control)


@pytest.mark.parametrize("ran", suite_names(), indirect=True)
def test_suite(ran: Ran) -> None:
    """All that the suite holds passes, and it holds something."""
    assert ran.failed == [], str(ran)
    assert ran.code == 0, str(ran)
    assert ran.passed


@pytest.mark.skipif(ONLY in os.environ, reason=f"{ONLY} takes some tests")
@pytest.mark.parametrize("ran", ["control"], indirect=True)
def test_a_suite_can_fail(ran: Ran) -> None:
    """Control: what is false, what never ends and what needs a hub that does not run fails, and nothing else."""
    assert ran.failed == [
        "a claim that is false fails",
        "a test that never ends fails",
        "a hub that does not run fails what needs it",
    ], str(ran)
    assert len(ran.passed) == 4
    assert ran.code == 1
