"""The library as the MCP server shows it: its own client of the hub, paired like any other, and its answers as plain JSON."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bowerbird_client import (
    Asset,
    BowerbirdClientError,
    Client,
    CredentialFile,
    Hit,
    NotPairedError,
    NotRunningError,
    Page,
    Pairing,
    Place,
    Query,
    RefusedError,
    Starter,
    find_hub,
)

T = TypeVar("T")
Json = dict[str, object]

NAME = "MCP"
SERVE = (sys.executable, "-m", "bowerbird_bridge", "serve")
PICTURE_MOST = 12 * 1024 * 1024
"""Bytes of an original that are handed to a model; larger ones are shown as their proxy."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture's bytes, and what they are, such as `webp`."""

    data: bytes
    format: str


class McpLibrary:
    """Answers for the tools. Every error is a BowerbirdClientError whose text says what to do."""

    def __init__(
        self, tokens: CredentialFile, place: Place, scopes: tuple[str, ...], starter: Starter
    ) -> None:
        """Remember where the token is kept, and for which rights is asked."""
        self._tokens = tokens
        self._place = place
        self._scopes = scopes
        self._starter = starter
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._pairing: Pairing | None = None

    def search(self, query: Query, cursor: str) -> Json:
        """Search by words, letters or pictures of the library."""
        return _page(self._with_client(lambda client: client.search(query, cursor=cursor or None)))

    def similar(self, picture: str, limit: int, cursor: str) -> Json:
        """Search for more like a picture."""
        return _page(
            self._with_client(lambda client: client.similar(picture, limit=limit, cursor=cursor or None))
        )

    def folders(self) -> list[Json]:
        """List the folders that narrow a search."""
        return [
            {"id": folder.id, "name": folder.name, "pictures": folder.pictures, "online": folder.online}
            for folder in self._with_client(Client.folders)
        ]

    def asset(self, picture: str, image: str) -> tuple[Json, Pixels | None]:
        """Look a picture up, with its pixels as asked for: `none`, `thumbnail`, `preview` or `original`."""
        asset = self._with_client(lambda client: client.asset(picture))
        pixels: Pixels | None = None
        if image == "thumbnail":
            pixels = self._rendition(lambda client: client.thumbnail(picture, size=640))
        elif image == "original":
            pixels = self._original(asset)
        if image == "preview" or (image == "original" and pixels is None):
            pixels = self._rendition(lambda client: client.proxy(picture))
        return _asset(asset), pixels

    def close(self) -> None:
        """Let go of the connection."""
        for talking in (self._client, self._pairing):
            if talking is not None:
                talking.cut()

    def _rendition(self, fetch: Callable[[Client], object]) -> Pixels | None:
        rendition = self._with_client(fetch)
        data = getattr(rendition, "data", None)
        return Pixels(data, "webp") if isinstance(data, bytes) else None

    def _original(self, asset: Asset) -> Pixels | None:
        """Fetch the file itself, where a model can be expected to read it."""
        kind = (asset.media_type or "").removeprefix("image/")
        if kind not in {"png", "jpeg", "webp", "gif"} or (asset.bytes or 0) > PICTURE_MOST:
            return None
        pieces: list[bytes] = []
        self._with_client(lambda client: client.read_original(asset.id, pieces.append, most=PICTURE_MOST))
        return Pixels(b"".join(pieces), kind)

    def _with_client(self, call: Callable[[Client], T]) -> T:
        """Make a call; start the hub or ask to be paired where that is what is missing."""
        with self._lock:
            try:
                return call(self._known())
            except NotRunningError:
                # Also where one runs for another library: ours takes another port.
                self._starter.start_hub(
                    SERVE,
                    find=lambda: find_hub(
                        self._place.library_id, folder=self._place.folder, ports=self._place.ports
                    ),
                )
            except RefusedError as refused:
                if refused.scope not in self._scopes:
                    raise
                raise self._ask_to_be_paired() from refused
            except NotPairedError as unknown:
                raise self._ask_to_be_paired() from unknown
            try:
                return call(self._known())
            except NotPairedError as unknown:
                raise self._ask_to_be_paired() from unknown

    def _known(self) -> Client:
        if self._client is None:
            credential = self._tokens.load()
            # A token of another library than this one's is none.
            if credential is None or self._place.library_id not in {None, credential.library_id}:
                # Whether a hub runs comes first: without one there is nobody to pair with.
                find_hub(self._place.library_id, folder=self._place.folder, ports=self._place.ports)
                raise NotPairedError("The MCP server is not connected to Bowerbird yet.")
            self._client = Client(credential, place=self._place)
        return self._client

    def _ask_to_be_paired(self) -> BowerbirdClientError:
        """Give the error that tells the person the code; who approves it is let in with the next call."""
        if self._client is not None:
            self._client.close()
            self._client = None
        pairing = self._pairing
        if pairing is None or pairing.code is None:
            pairing = self._pairing = Pairing(NAME, self._scopes, keep=self._tokens, place=self._place)
            pairing.request()
            threading.Thread(target=self._await, args=(pairing,), name="pairing", daemon=True).start()
        return NotPairedError(
            f"Bowerbird asks its owner to let this assistant in. The code is {pairing.code}.",
            f"Approve that same code on Bowerbird's page or with `bowerbird pair`, then ask again. {pairing.caution}".strip(),
        )

    def _await(self, pairing: Pairing) -> None:
        try:
            pairing.wait()
        except BowerbirdClientError:
            # The next call asks anew, and says what is wrong if anything still is.
            pairing.cancel()


def _page(page: Page) -> Json:
    return {
        "entry": page.entry,
        "why": page.why,
        "hits": [_hit(hit) for hit in page.hits],
        "next": page.next,
        "notes": list(page.notes),
    }


def _hit(hit: Hit) -> Json:
    told: Json = {
        **_asset(hit),
        "similarity": round(hit.similarity, 1),
        "reasons": [reason.detail for reason in hit.reasons],
        "copies": hit.copies,
        "curated": hit.curated,
    }
    # What most answers have nothing of would only be read for nothing.
    if hit.labels is not None:
        told["labels"] = list(hit.labels)
    if hit.core:
        told["core"] = True
    if hit.variants:
        told["variants"] = hit.variants
    if hit.calibrated is False:
        told["calibrated"] = False
    return told


def _asset(asset: Asset) -> Json:
    told: Json = {
        "id": asset.id,
        "name": asset.name,
        "folder": asset.folder.name,
        "width": asset.width,
        "height": asset.height,
        "media_type": asset.media_type,
        "bytes": asset.bytes,
        "online": asset.online,
    }
    if asset.path is not None:
        told["path"] = asset.path
    if not asset.online:
        told["offline_reason"] = asset.offline_reason
        told["disk"] = asset.disk
    return told
