"""Approving and revoking plug-ins on the page, against the hub's own pairing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from fakes.live_hub import LiveHub
from hosts.page.browsing import Visit


def ask(hub: LiveHub, name: str, scopes: list[str]) -> Any:
    """Ask to be paired, as a plug-in does."""
    answer = hub.send("POST", "/v1/pairings", {"name": name, "scopes": scopes})
    assert answer.status == 201, answer.body
    return answer.json


def claim(hub: LiveHub, ticket: Any) -> Any:
    """Ask what came of it."""
    return hub.send("POST", f"/v1/pairings/{ticket['id']}/claim", {"secret": ticket["secret"]})


def test_a_request_appears_by_itself_and_is_approved_with_chosen_scopes(
    visit: Visit, live_hub: LiveHub
) -> None:
    """A plug-in that asks is announced wherever one is; the page shows its code; it gets only what was chosen."""
    visit.search("a bar chart")
    ticket = ask(live_hub, "GIMP 3.0", ["search", "thumbnails", "originals"])
    alert = visit.page.get_by_role("alert").filter(has_text="asks to connect")
    expect(alert).to_be_visible()
    alert.get_by_role("link", name="Look at it").click()
    expect(visit.page.locator(".pairing-code")).to_have_text(ticket["code"])
    expect(visit.page.get_by_role("heading", name="GIMP 3.0 asks to connect")).to_be_visible()
    expect(alert).to_be_hidden()
    visit.page.get_by_label("Originals").uncheck()
    visit.page.get_by_role("button", name="The codes are the same").click()
    visit.notice("GIMP 3.0 is connected.")
    paired = claim(live_hub, ticket).json
    assert paired["state"] == "approved"
    assert sorted(paired["scopes"]) == ["search", "thumbnails"]
    row = visit.page.get_by_role("listitem").filter(has_text="GIMP 3.0")
    expect(row).to_contain_text("Small pictures")
    expect(row).not_to_contain_text("Originals")


def test_a_request_is_refused(visit: Visit, live_hub: LiveHub) -> None:
    """A refused plug-in is told so, and is in no list."""
    visit.go("#/plugins")
    ticket = ask(live_hub, "Unknown caller", ["search"])
    expect(visit.page.locator(".pairing-code")).to_have_text(ticket["code"])
    visit.page.get_by_role("button", name="Refuse").click()
    visit.notice("Unknown caller was refused.")
    assert claim(live_hub, ticket).code == "pairing_denied"
    expect(visit.page.get_by_role("listitem").filter(has_text="Unknown caller")).to_have_count(0)


def test_nothing_is_approved_without_a_scope(visit: Visit, live_hub: LiveHub) -> None:
    """With every box empty the page asks for a choice instead of connecting."""
    visit.go("#/plugins")
    ticket = ask(live_hub, "Blender 4.5", ["search"])
    visit.page.get_by_label(re.compile("^Search")).uncheck()
    visit.page.get_by_role("button", name="The codes are the same").click()
    visit.notice("Choose at least one thing")
    assert claim(live_hub, ticket).json["state"] == "waiting"
    visit.page.get_by_role("button", name="Refuse").click()
    visit.notice("was refused")


@pytest.mark.parametrize("sure", [True, False])
def test_a_plugin_is_disconnected_after_asking(visit: Visit, live_hub: LiveHub, sure: bool) -> None:
    """Disconnecting asks first; then the key of the plug-in stops working at once."""
    name = f"Old plug-in {sure}"
    plugin = live_hub.client("search", name=name)
    visit.go("#/plugins")
    visit.page.get_by_role("button", name=f"Disconnect {name}").click()
    dialog = visit.page.get_by_role("dialog")
    expect(dialog).to_contain_text("stops working at once")
    dialog.get_by_role("button", name="Disconnect" if sure else "Cancel").click()
    if sure:
        visit.notice(f"{name} is disconnected.")
    expect(visit.page.get_by_role("button", name=f"Disconnect {name}")).to_have_count(0 if sure else 1)
    assert plugin.get("/v1/me").status == (401 if sure else 200)


def test_an_address_of_a_browser_editor_is_let_in_and_taken_out(visit: Visit, live_hub: LiveHub) -> None:
    """An exact origin is kept by the hub; what is none is refused with the hub's own sentence (D1)."""
    visit.go("#/plugins")
    for typed in ("not an address", "https://editor.example"):
        visit.page.get_by_role("button", name="Let an address in…").click()
        visit.page.get_by_role("textbox", name="Address of the editor").fill(typed)
        visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("log").locator(".bad")).to_be_visible()
    taking = visit.page.get_by_role("button", name="Take out https://editor.example")
    expect(taking).to_be_visible()
    assert live_hub.owner().get("/v1/origins").json["origins"] == ["https://editor.example"]
    taking.click()
    expect(taking).to_have_count(0)
    assert live_hub.owner().get("/v1/origins").json["origins"] == []
