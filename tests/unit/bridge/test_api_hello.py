"""The handshake, the proof of the hub, and its end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading

import pytest

from fakes.live_hub import LiveHub
from fakes.sampled import SampledLibrary


def test_hello_tells_what_the_hub_is(live_hub: LiveHub) -> None:
    """A client learns without a token which library and which versions of the API a hub serves."""
    answer = live_hub.send("GET", "/v1/hello")
    assert answer.status == 200
    told = answer.json
    assert told["product"] == "bowerbird"
    assert told["api"] == {"min": 1, "max": 1}
    assert told["state"] == "ready"
    assert told["library_id"] == live_hub.engine.library_id
    assert told["server_id"] == live_hub.hub.server_id
    assert {"search.words", "search.avoid", "search.region", "query_images", "pairing"} <= set(
        told["capabilities"]
    )
    assert not {"calibration", "labels", "boxes", "groups", "variants"} & set(told["capabilities"])


@pytest.mark.parametrize("size", [16, 17, 33, 64])
def test_only_the_hub_that_knows_the_client_can_prove_itself(live_hub: LiveHub, size: int) -> None:
    """The proof is what the client computes from its own token, a nonce and the port (check 17)."""
    client, nonce = live_hub.client("search"), secrets.token_bytes(size)
    key = hashlib.sha256(b"proof" + client.token.encode()).digest()
    message = b"bowerbird-proof-1\0" + nonce + b"\0" + str(live_hub.port).encode()
    asked = {"client_id": client.client_id, "nonce": _text(nonce)}
    answer = live_hub.send("POST", "/v1/proof", asked)
    assert answer.json == {"proof": _text(hmac.digest(key, message, "sha256"))}
    # The same with the padding that some libraries write.
    padded = {**asked, "nonce": base64.urlsafe_b64encode(nonce).decode()}
    assert live_hub.send("POST", "/v1/proof", padded).json == answer.json


def test_a_proof_is_good_for_its_nonce_alone(live_hub: LiveHub) -> None:
    """Another nonce and another client give another proof."""
    first, second = live_hub.client("search"), live_hub.client("search")
    nonces = [secrets.token_bytes(32) for _ in range(2)]
    proofs = {
        live_hub.send("POST", "/v1/proof", {"client_id": client.client_id, "nonce": _text(nonce)}).body
        for client in (first, second)
        for nonce in nonces
    }
    assert len(proofs) == 4


@pytest.mark.parametrize("nonce", ["A" * 21, "A" * 22 + "=" * 3, "A" * 87, "A" * 25, "+" * 24, "", "ä" * 24])
def test_a_nonce_of_another_form_is_refused(live_hub: LiveHub, nonce: str) -> None:
    """A nonce is 16 to 64 bytes in base64url; nothing else is signed with a client's key."""
    answer = live_hub.send(
        "POST", "/v1/proof", {"client_id": live_hub.client("search").client_id, "nonce": nonce}
    )
    assert (answer.status, answer.code, answer.json["field"]) == (422, "invalid", "nonce")


def test_an_unknown_client_gets_no_proof(live_hub: LiveHub) -> None:
    """A client that was forgotten learns that it has to pair again."""
    answer = live_hub.send("POST", "/v1/proof", {"client_id": "nobody", "nonce": "A" * 24})
    assert (answer.status, answer.code) == (404, "unknown_client")


def test_the_owner_ends_the_hub(
    sampled_library: SampledLibrary, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Shutdown answers first, and tells whoever runs the hub; meanwhile hello says that it stops."""
    asked = threading.Event()
    with LiveHub(sampled_library.copy(tmp_path_factory.mktemp("hub") / "home")) as hub:
        hub.hub.when_asked_to_stop = asked.set
        answer = hub.owner().post("/v1/shutdown")
        assert (answer.status, answer.json) == (202, {"state": "stopping"})
        assert asked.is_set()
        assert hub.send("GET", "/v1/hello").json["state"] == "stopping"


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
