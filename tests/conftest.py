"""What all tests share: where a machine must have everything a skip is a failure; no hurry; and a running hub."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from fakes.live_hub import LiveHub
    from fakes.sampled import SampledLibrary

NO_SKIPS = "BOWERBIRD_NO_SKIPS"

# A busy machine is no fault of what is tested.
settings.register_profile(
    "bowerbird", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("bowerbird")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a test into a failure when the environment forbids skips."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole module into a failure likewise: none of its tests would report one."""
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and os.environ.get(NO_SKIPS):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, which {NO_SKIPS} forbids: {report.longrepr}"


@pytest.fixture(scope="session")
def sampled_library(tmp_path_factory: pytest.TempPathFactory) -> SampledLibrary:
    """Index a dozen samples, once for all tests."""
    from fakes.sampled import make_sampled_library  # noqa: PLC0415  what a test does not need it does not load

    return make_sampled_library(tmp_path_factory.mktemp("sampled"))


@pytest.fixture(scope="module")
def live_hub(sampled_library: SampledLibrary, tmp_path_factory: pytest.TempPathFactory) -> Generator[LiveHub]:
    """Run a hub for the tests of one module, over a library of its own."""
    from fakes.live_hub import LiveHub  # noqa: PLC0415  likewise

    with LiveHub(sampled_library.copy(tmp_path_factory.mktemp("hub") / "home")) as hub:
        yield hub
