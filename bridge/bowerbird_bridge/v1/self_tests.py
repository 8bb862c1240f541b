"""The owner's self-test: set up once, run after every change of model, settings or version."""

from __future__ import annotations

from typing import Final

from msgspec import UnsetType

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.self_tests import (
    KeptProbe,
    Probe,
    ProbeResult,
    SelfTest,
    SelfTestReport,
    SelfTestRequest,
)
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_bridge.v1.search_forms import picture_of
from bowerbird_engine import AssetId
from bowerbird_engine import Probe as AskedProbe
from bowerbird_engine import SelfTest as KeptTest


@route("GET", "/v1/self-test", scope=Scope.ADMIN)
def show_self_test(call: Call) -> SelfTest:
    """Tell what the self-test asks, and when its lists were kept."""
    kept = call.hub.engine.self_test()
    return SelfTest(set_up=False, kept=None, model=None, probes=[]) if kept is None else _shown(kept)


@route(
    "POST",
    "/v1/self-test",
    scope=Scope.ADMIN,
    status=201,
    problems=(
        "asset_changed",
        "asset_gone",
        "asset_offline",
        "decoder_died",
        "picture_too_large",
        "unknown_asset",
        "unknown_query_image",
        "unreadable_picture",
    ),
)
def set_self_test(call: Call, body: SelfTestRequest) -> SelfTest:
    """Set up the self-test, in place of the one before, and keep the lists that it gives now."""
    return _shown(call.hub.engine.set_self_test([_probe(call, probe) for probe in body.probes]))


@route("POST", "/v1/self-test/run", scope=Scope.ADMIN, problems=("no_self_test",))
def run_self_test(call: Call) -> SelfTestReport:
    """Ask everything again, and say of each list whether it is as it was, changed as is to be expected, or odd."""
    report = call.hub.engine.run_self_test()
    return SelfTestReport(
        verdict=report.verdict,
        says=report.says,
        kept=report.kept,
        changes=list(report.changes),
        probes=[
            ProbeResult(
                name=each.name,
                verdict=each.verdict,
                overlap=each.overlap,
                added=each.added,
                removed=each.removed,
                place_before=each.place_before,
                place_now=each.place_now,
                says=legible(each.says),
            )
            for each in report.probes
        ],
    )


@route("POST", "/v1/self-test/keep", scope=Scope.ADMIN, problems=("no_self_test",))
def keep_self_test(call: Call) -> SelfTest:
    """Take the lists of now for those that later runs are compared with."""
    return _shown(call.hub.engine.keep_self_test())


@route("DELETE", "/v1/self-test", scope=Scope.ADMIN, status=204)
def forget_self_test(call: Call) -> None:
    """Have no self-test any more."""
    call.hub.engine.forget_self_test()


def _probe(call: Call, probe: Probe) -> AskedProbe:
    return AskedProbe(
        words=None if isinstance(probe.words, UnsetType) else probe.words,
        picture=None if isinstance(probe.picture, UnsetType) else picture_of(call, probe.picture),
        expected=None if probe.expected is None else AssetId(probe.expected),
        name=probe.name,
    )


def _shown(kept: KeptTest) -> SelfTest:
    return SelfTest(
        set_up=True,
        kept=kept.kept,
        model=kept.model,
        probes=[
            KeptProbe(
                legible(each.name),
                each.words,
                None if each.expected is None else each.expected.hex(),
                each.hits,
            )
            for each in kept.probes
        ],
    )


ROUTES: Final[tuple[Route, ...]] = (
    show_self_test,
    set_self_test,
    run_self_test,
    keep_self_test,
    forget_self_test,
)
