"""`bowerbird mcp` as an assistant meets it: the official SDK's client over standard input and output, and a real hub."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from bowerbird_bridge.discovery import announce
from bowerbird_client import CredentialFile, find_hub, hub_folder, running_hubs
from fakes.live_hub import LiveHub
from fakes.sampled import SampledLibrary

Talk = Callable[[Client], Awaitable[None]]


@pytest.fixture
def surroundings(live_hub: LiveHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give a home in which the hub has announced itself, and the library that it serves."""
    home = {"HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "USERPROFILE": str(tmp_path)}
    for name, value in home.items():
        monkeypatch.setenv(name, value)
    folder = hub_folder()
    folder.mkdir(parents=True, mode=0o700)
    announce(
        port=live_hub.port,
        server_id=live_hub.hub.server_id,
        library_id=live_hub.engine.library_id,
        folder=folder,
    )
    token = live_hub.engine.settings.state_dir / "mcp-client.json"
    token.unlink(missing_ok=True)
    return {**home, "BOWERBIRD_HOME": str(live_hub.engine.settings.state_dir)}


def _talk(surroundings: dict[str, str], talk: Talk, *options: str) -> None:
    """Start the command as an assistant does, and speak with it."""
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "bowerbird_bridge", "mcp", *options], env=surroundings
    )

    async def run() -> None:
        async with Client(stdio_client(command)) as client:
            await talk(client)

    asyncio.run(run())


async def _ask(client: Client, tool: str, **arguments: object) -> Any:
    answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer.content
    return answer


async def _refused(client: Client, tool: str, **arguments: object) -> str:
    answer = await client.call_tool(tool, arguments)
    assert answer.is_error
    return str(answer.content[0].text)  # type: ignore[union-attr]


def _approve(live_hub: LiveHub, said: str) -> list[str]:
    owner = live_hub.owner()
    [pending] = owner.get("/v1/pairings").json["pairings"]
    assert pending["name"] == "MCP"
    assert pending["code"] in said
    owner.post(f"/v1/pairings/{pending['id']}/approve", {"code": pending["code"]})
    scopes: list[str] = pending["scopes"]
    return scopes


async def _paired(live_hub: LiveHub, client: Client) -> list[str]:
    said = await _refused(client, "folders")
    assert "bowerbird pair" in said
    # However often it asks meanwhile, it is one request with one code.
    assert (await _refused(client, "search", words="x")).partition(": ")[2] == said.partition(": ")[2]
    scopes = _approve(live_hub, said)
    await asyncio.sleep(1.5)
    return scopes


def test_hits_say_what_is_proved_and_what_is_locked(live_hub: LiveHub, surroundings: dict[str, str]) -> None:
    """Labels where they were asked for, the locked set on top, and what is kept already; nothing of it otherwise."""

    async def talk(client: Client) -> None:
        await _paired(live_hub, client)
        plain = (await _ask(client, "search", words="a chart with bars", limit=3)).structured_content["hits"]
        assert all(
            hit["curated"] is False and not hit.keys() & {"labels", "core", "variants"} for hit in plain
        )
        ids = [hit["id"] for hit in plain]
        proved = (await _ask(client, "search", like=ids[0], verified=True, limit=2)).structured_content
        assert proved["hits"][0]["labels"] == ["same_file"]
        locked = (await _ask(client, "search", core=ids[:2], limit=3)).structured_content["hits"]
        assert [hit.get("core", False) for hit in locked] == [True, True, False]

    _talk(surroundings, talk)


def test_an_assistant_is_let_in_and_searches(
    live_hub: LiveHub, surroundings: dict[str, str], sampled_library: SampledLibrary
) -> None:
    """The first question shows the code; once approved, all tools answer, with no right beyond what is needed."""

    async def talk(client: Client) -> None:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == {"search", "similar", "asset", "folders"}
        assert all(
            tool.annotations and tool.annotations.read_only_hint and tool.description for tool in tools
        )
        assert await _paired(live_hub, client) == ["search", "thumbnails"]

        found = (await _ask(client, "search", words="a chart with bars", limit=3)).structured_content
        assert len(found["hits"]) == 3
        assert found["next"]
        first = found["hits"][0]
        assert "path" not in first
        assert 0 <= first["similarity"] <= 100
        without = (
            await _ask(client, "search", words="a chart with bars", avoid="red, a chart", limit=100)
        ).structured_content
        assert any("want to avoid" in hit["reasons"][0] for hit in without["hits"])
        letters = (await _ask(client, "search", letters=sampled_library.code)).structured_content
        assert letters["hits"][0]["copies"] == 1
        more = (
            await _ask(client, "search", words="a chart with bars", limit=3, cursor=found["next"])
        ).structured_content
        assert first["id"] not in {hit["id"] for hit in more["hits"]}
        ids = [hit["id"] for hit in found["hits"]]
        among = (
            await _ask(client, "search", words="a sunset", among=ids, sort="best", shape="wide", limit=100)
        ).structured_content
        assert {hit["id"] for hit in among["hits"]} == {
            hit["id"] for hit in found["hits"] if hit["width"] > hit["height"] * 1.05
        }
        several = (
            await _ask(client, "search", like=ids[0], examples=ids[1:], words="but warmer", limit=3)
        ).structured_content
        assert "warmer" in several["why"]
        similar = (await _ask(client, "similar", id=first["id"], limit=2)).structured_content
        assert len(similar["hits"]) == 2
        [folder] = (await _ask(client, "folders")).structured_content["folders"]
        inside = (await _ask(client, "search", words="chart", folders=[folder["id"]])).structured_content
        assert inside["hits"]

        for image in ("thumbnail", "preview"):
            facts, picture = (await _ask(client, "asset", id=first["id"], image=image)).content
            assert json.loads(facts.text)["id"] == first["id"]
            assert picture.mime_type == "image/webp"
            assert base64.b64decode(picture.data)[8:12] == b"WEBP"
        assert len((await _ask(client, "asset", id=first["id"], image="none")).content) == 1

        assert "--originals" in await _refused(client, "asset", id=first["id"], image="original")
        assert "search" in (await _refused(client, "search")).lower()
        assert await _refused(client, "asset", id="01ARZ3NDEKTSV4RRFFQ69G5FAV")
        assert await _refused(client, "search", words="x", limit=100_000)

    _talk(surroundings, talk)

    kept = CredentialFile(live_hub.engine.settings.state_dir / "mcp-client.json")
    credential = kept.load()
    assert credential is not None
    assert kept.path.stat().st_mode & 0o077 == 0
    assert credential.library_id == live_hub.engine.library_id

    async def again(client: Client) -> None:
        assert (await _ask(client, "search", words="chart")).structured_content["hits"]

    _talk(surroundings, again)


def test_originals_only_where_they_were_asked_for(
    live_hub: LiveHub, surroundings: dict[str, str], sampled_library: SampledLibrary
) -> None:
    """With the flag, the owner is asked for that right too; paths are shown and files come as they are."""

    async def talk(client: Client) -> None:
        assert await _paired(live_hub, client) == ["originals", "search", "thumbnails"]
        found = (await _ask(client, "search", letters=sampled_library.code)).structured_content["hits"][0]
        assert found["path"].startswith(str(sampled_library.folder))
        _, picture = (await _ask(client, "asset", id=found["id"], image="original")).content
        assert base64.b64decode(picture.data) == sampled_library.label.read_bytes()

    _talk(surroundings, talk, "--originals")


def test_a_revoked_assistant_asks_again(live_hub: LiveHub, surroundings: dict[str, str]) -> None:
    """When the owner takes the right back, the next question shows a new code."""

    async def talk(client: Client) -> None:
        await _paired(live_hub, client)
        assert (await _ask(client, "search", words="chart")).structured_content["hits"]
        owner = live_hub.owner()
        for known in owner.get("/v1/clients").json["clients"]:
            if known["name"] == "MCP":
                owner.delete(f"/v1/clients/{known['id']}")
        assert "The code is" in await _refused(client, "search", words="chart")

    _talk(surroundings, talk)


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    """Where the SDK is not installed, the command ends with one sentence."""
    (tmp_path / "mcp.py").write_text("raise ImportError('planted')\n")
    done = subprocess.run(
        [sys.executable, "-m", "bowerbird_bridge", "mcp"],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "BOWERBIRD_HOME": str(tmp_path / "home")},
        check=False,
        capture_output=True,
        text=True,
        input="",
    )

    assert done.returncode == 1
    assert done.stdout == ""
    assert "pip install 'mcp>=2'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="the hub is ended by a signal of POSIX")
def test_a_hub_that_does_not_run_is_started(
    sampled_library: SampledLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first question starts the hub of this library, which stays when the assistant has gone."""
    home = {"HOME": str(tmp_path), "BOWERBIRD_HOME": str(sampled_library.copy(tmp_path / "library"))}
    for name, value in home.items():
        monkeypatch.setenv(name, value)

    async def talk(client: Client) -> None:
        assert "The code is" in await _refused(client, "search", words="chart")

    _talk(home, talk)
    [running] = running_hubs()
    try:
        assert find_hub().library_id == running.library_id
    finally:
        assert running.pid is not None
        os.kill(running.pid, signal.SIGTERM)
        ends = time.monotonic() + 20
        while running_hubs() and time.monotonic() < ends:
            time.sleep(0.1)
    assert running_hubs() == []
