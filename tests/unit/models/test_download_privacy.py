"""What a download tells, and to whom."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.hub import FakeHub
from fakes.hub_downloads import LARGE, REPOSITORY, SMALL, Order, finish, lone_hub, start

SECRET = "hf_" + "s" * 34
TOLD = {"host", "accept", "accept-encoding", "connection", "user-agent", "x-amzn-trace-id", "range"}
"""The trace id is a random one for each request."""


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """Publish the one repository."""
    with lone_hub() as hub:
        hub.publish(REPOSITORY, {SMALL: b"{}", LARGE: os.urandom(100_000)})
        yield hub


@pytest.fixture
def talkative(hub: FakeHub, tmp_path: Path) -> dict[str, str]:
    """Make surroundings that have a lot to tell: tokens in three places, and a program that is known to the hub."""
    (tmp_path / ".netrc").write_text(f"machine 127.0.0.1 login me password {SECRET}\n")
    (tmp_path / ".netrc").chmod(0o600)
    (tmp_path / "hf").mkdir()
    (tmp_path / "hf" / "token").write_text(SECRET)
    return {
        "HOME": str(tmp_path),
        "HF_HOME": str(tmp_path / "hf"),
        "HF_TOKEN": SECRET,
        "HF_ENDPOINT": hub.endpoint,
        "HF_HUB_USER_AGENT_ORIGIN": "secret-project",
        "HF_HUB_ENABLE_HF_TRANSFER": "1",
        "AI_AGENT": "editor",
    }


def test_nothing_but_the_wish_is_told(hub: FakeHub, tmp_path: Path, talkative: dict[str, str]) -> None:
    """No token and no list of programs: each request has these headers alone, and no one else is asked."""
    told, err = finish(start(Order(hub.endpoint, str(tmp_path)), talkative))

    assert told["revision"]
    assert err == ""
    assert hub.log
    for asked in hub.log:
        assert set(asked.headers) <= TOLD, asked
        assert asked.headers["user-agent"] == "bowerbird"
        assert SECRET not in str(asked)
    assert all(f"/{REPOSITORY}/" in each.target or "signature" in each.target for each in hub.log)
    assert set(told["addresses"]) == {
        address.removeprefix("http://") for address in (hub.endpoint, hub.network)
    }


def test_the_library_left_to_itself_tells_more(
    hub: FakeHub, tmp_path: Path, talkative: dict[str, str]
) -> None:
    """The control: with its own settings, in the same surroundings, it sends the token and asks about the program."""
    del talkative["HF_HUB_ENABLE_HF_TRANSFER"]

    told, _ = finish(start(Order(hub.endpoint, str(tmp_path), library=True), talkative))

    assert told["revision"]
    assert any(SECRET in asked.headers.get("authorization", "") for asked in hub.log)
    assert any("secret-project" in asked.headers["user-agent"] for asked in hub.log)
    assert hub.asked("agent-harnesses")


def test_the_hubs_warnings_stay_off_the_terminal(hub: FakeHub, tmp_path: Path) -> None:
    """A warning in the hub's answer, which the library prints, is not printed during a download."""
    hub.warning = "topic; be warned"

    _, err = finish(start(Order(hub.endpoint, str(tmp_path))))
    quiet = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HOME": str(tmp_path)}
    _, control = finish(start(Order(hub.endpoint, str(tmp_path), library=True), quiet))

    assert err == ""
    assert "be warned" in control


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALL_PROXY", "socks9://127.0.0.1:1"),
        ("HTTPS_PROXY", "127.0.0.1:1:2"),
        ("SSL_CERT_FILE", "absent.pem"),
    ],
)
def test_settings_of_the_surroundings_that_cannot_work_are_named(
    hub: FakeHub, tmp_path: Path, name: str, value: str
) -> None:
    """A proxy of an unknown kind or lost certificates are the person's to correct, not the hub's fault."""
    told, err = finish(start(Order(hub.endpoint, str(tmp_path)), {name: value}))

    assert told["code"] == "hub_unreachable", told
    assert "SSL_CERT_FILE" in told["message"]
    assert "ALL_PROXY" in told["message"]
    assert err == ""
    assert not hub.log


def test_a_proxy_is_used(hub: FakeHub, tmp_path: Path) -> None:
    """Where the only way out is a proxy, requests go there."""
    told, _ = finish(start(Order("http://hub.invalid", str(tmp_path)), {"HTTP_PROXY": hub.endpoint}))

    assert told["code"] == "hub_refused", "our hub knows no addresses of other hosts"
    assert hub.log[0].target.startswith("http://hub.invalid/api/models/")
    assert told["addresses"] == [hub.endpoint.removeprefix("http://")]


def test_a_download_is_refused_where_the_person_forbids_it(hub: FakeHub, tmp_path: Path) -> None:
    """HF_HUB_OFFLINE is honoured with a sentence that names it, and nothing is asked."""
    told, _ = finish(start(Order(hub.endpoint, str(tmp_path)), {"HF_HUB_OFFLINE": "1"}))

    assert told["code"] == "hub_unreachable"
    assert "HF_HUB_OFFLINE" in str(told["message"])
    assert "bowerbird models add" in str(told["message"])
    assert told["addresses"] == []
    assert not hub.log
