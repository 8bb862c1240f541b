"""The API of the hub as calls that wait for their answer. For a host whose screen must not wait, see `Session`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, urlencode

from .connection import Connection
from .credentials import Credential
from .discovery import Place
from .errors import ProblemError
from .fields import Json, each, flag, inner, parse, text, without_nothings
from .line import Answer
from .pixels import RawPixels
from .query import Filters, Picture, Query, Region
from .saving import save
from .values import Asset, Collection, CuratedCopy, Folder, Hub, Me, Page, QueryImage, SavedSearch, Status

SEARCH_SECONDS = 15.0
"""The first search after a start loads the model."""
UPLOAD_SECONDS = 15.0
ORIGINAL_SECONDS = 300.0
REVEAL_SECONDS = 10.0
PROXY_SECONDS = 15.0
"""One that is not kept any more is made again, of an original that may be large."""
THUMBNAIL_MOST = 4 * 1024 * 1024
PROXY_MOST = 16 * 1024 * 1024
ORIGINAL_MOST = 1024 * 1024 * 1024

SEARCH, THUMBNAILS, ORIGINALS, CURATE = "search", "thumbnails", "originals", "curate"


@dataclass(frozen=True)
class Rendition:
    """A thumbnail or proxy: WebP bytes, and the tag to ask with whether it has changed."""

    data: bytes
    etag: str | None


class Client:
    """Calls to one hub with one credential. One call at a time; the others wait."""

    def __init__(self, credential: Credential | None = None, *, place: Place | None = None) -> None:
        """Remember with what to go where. Nothing is opened yet."""
        self.connection = Connection(credential, place=place)

    def __enter__(self) -> Client:  # noqa: PYI034  typing.Self is younger than the hosts
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def cut(self) -> None:
        """Break off what runs, from another thread, and open nothing any more."""
        self.connection.cut()

    @property
    def library_id(self) -> str | None:
        """The library that it was paired with."""
        return None if self.connection.credential is None else self.connection.credential.library_id

    def hub(self) -> Hub:
        """Tell which hub answers, what it can do, and in which state it is, as it says now."""
        fields = self._get("/v1/hello", None)
        hub, told = self.connection.hub, Hub.read(fields, 0)
        return told if hub is None else replace(told, port=hub.port, noted=hub.noted, alive=hub.alive)

    def me(self) -> Me:
        """Tell how the hub knows this client, and what it may do."""
        return Me.read(self._get("/v1/me", SEARCH))

    def forget_me(self) -> None:
        """Have the hub forget this client; its token is worthless then."""
        self.connection.ask("DELETE", "/v1/me")

    def status(self) -> Status:
        """Tell what the library holds, and how each part of the hub is."""
        return Status.read(self._get("/v1/status", SEARCH))

    def search(
        self,
        query: Query,
        *,
        query_image: str | None = None,
        cursor: str | None = None,
    ) -> Page:
        """Search. `query_image` is the id of the query's picture where it was uploaded before; `cursor` goes on."""
        picture = query_image
        if picture is None and query.picture is not None:
            picture = self.upload(query.picture).id
        like = (
            {"query_image": picture}
            if picture is not None
            else {"asset": query.asset}
            if query.asset
            else None
        )
        asked = without_nothings(
            {
                "text": query.text or None,
                "letters": query.letters or None,
                "like": like,
                "region": None if query.region is None else _region(query.region),
                "avoid": query.avoid or None,
                "inside": list(query.inside) or None,
                "outside": list(query.outside) or None,
                "limit": query.limit,
                "cursor": cursor,
                "examples": [{"asset": example} for example in query.examples] or None,
                "core": list(query.core) or None,
                "weight": query.weight,
                "entry": query.entry,
                "filters": _filters(query.filters),
                "among": None if query.among is None else list(query.among),
                # A hub of an older version knows no order and no labels, and need not: it has the usual one.
                "sort": None if query.sort == "best" else query.sort,
                "verified": query.verified or None,
            }
        )
        fields = asked if query.saved is None else {**self._opened(query.saved), **asked}
        return Page.read(
            self.connection.ask("POST", "/v1/search", fields, scope=SEARCH, seconds=SEARCH_SECONDS)
        )

    def upload(self, picture: Picture) -> QueryImage:
        """Bring a picture to search with; it stays for some minutes, in the hub's memory alone."""
        path = "/v1/query-images"
        if picture.width is not None:
            path += "?" + urlencode({"width": picture.width, "height": picture.height})
        answer = self.connection.request(
            "POST",
            path,
            body=picture.data,
            media_type=picture.media_type,
            scope=SEARCH,
            seconds=UPLOAD_SECONDS,
        )
        return QueryImage.read(parse(answer.body))

    def drop_upload(self, query_image: str) -> None:
        """Take an uploaded picture back."""
        self.connection.ask("DELETE", f"/v1/query-images/{_part(query_image)}", scope=SEARCH)

    def asset(self, asset_id: str) -> Asset:
        """Look up a picture by its id."""
        return Asset.read(self._get(f"/v1/assets/{_part(asset_id)}", SEARCH))

    def similar(self, asset_id: str, *, limit: int = 50, cursor: str | None = None) -> Page:
        """Search for more like a picture of the library."""
        asked = urlencode(without_nothings({"limit": limit, "cursor": cursor}))
        path = f"/v1/assets/{_part(asset_id)}/similar?{asked}"
        return Page.read(self.connection.ask("GET", path, scope=SEARCH, seconds=SEARCH_SECONDS))

    def folders(self) -> tuple[Folder, ...]:
        """List the folders of the library."""
        return each(self._get("/v1/folders", SEARCH), "folders", Folder.read)

    def subfolders(self, folder_id: str) -> tuple[Folder, ...]:
        """List the folders below one that hold pictures."""
        return each(self._get(f"/v1/folders/{_part(folder_id)}/subfolders", SEARCH), "folders", Folder.read)

    def thumbnail(self, asset_id: str, *, size: int = 320, etag: str | None = None) -> Rendition | None:
        """Fetch a thumbnail, 160, 320 or 640 px on the long side; None when that of `etag` is still right."""
        path = f"/v1/assets/{_part(asset_id)}/thumbnail?size={size}"
        return self._rendition(path, etag, THUMBNAIL_MOST)

    def thumbnail_pixels(
        self, asset_id: str, *, size: int = 320, etag: str | None = None
    ) -> RawPixels | None:
        """Fetch a thumbnail as pixels, for a host that decodes no WebP; None when those of `etag` are still right.

        A hub can do it that `can("thumbnails.rgba")`. Raises GarbledError where the pixels do not fit their size.
        """
        path = f"/v1/assets/{_part(asset_id)}/thumbnail?size={size}&form=rgba"
        answer = self._ask_for_picture(path, etag, THUMBNAIL_MOST)
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return None
        return RawPixels.read(answer.headers, answer.body, most=size)

    def proxy(self, asset_id: str, *, etag: str | None = None) -> Rendition | None:
        """Fetch a picture at 1,024 px on the long side; None when that of `etag` is still right."""
        return self._rendition(f"/v1/assets/{_part(asset_id)}/proxy", etag, PROXY_MOST)

    def save_proxy(
        self, asset_id: str, target: Path | str, *, progress: Callable[[int], object] | None = None
    ) -> Path:
        """Save a picture at 1,024 px on the long side, a WebP file, to `target`, as `original` does."""

        def fetch(sink: Callable[[bytes], object]) -> None:
            path = f"/v1/assets/{_part(asset_id)}/proxy"
            self.connection.request(
                "GET", path, scope=THUMBNAILS, seconds=PROXY_SECONDS, most=PROXY_MOST, sink=sink
            )

        return save(target, fetch, progress)

    def original(
        self,
        asset_id: str,
        target: Path | str,
        *,
        most: int = ORIGINAL_MOST,
        progress: Callable[[int], object] | None = None,
    ) -> Path:
        """Save a picture's file as it is to `target`, which appears when it is complete.

        `progress` is told the number of bytes so far; an exception from it stops the work. Raises StorageError when
        the file cannot be written, OfflineError and ChangedError.
        """
        return save(target, lambda sink: self.read_original(asset_id, sink, most=most), progress)

    def read_original(
        self, asset_id: str, sink: Callable[[bytes], object], *, most: int = ORIGINAL_MOST
    ) -> None:
        """Give a picture's file as it is to `sink`, piece by piece; an exception from it stops the work."""
        self.connection.request(
            "GET",
            f"/v1/assets/{_part(asset_id)}/original",
            scope=ORIGINALS,
            seconds=ORIGINAL_SECONDS,
            most=most,
            sink=sink,
        )

    def reveal(self, asset_id: str) -> tuple[bool, str | None]:
        """Show a picture in the file manager; tell whether that worked, and the path."""
        fields = self.connection.ask(
            "POST", f"/v1/assets/{_part(asset_id)}/reveal", {}, scope=ORIGINALS, seconds=REVEAL_SECONDS
        )
        return flag(fields, "shown") or False, text(fields, "path")

    def copy_curated(self, assets: Sequence[str], *, query: str | None = None) -> tuple[CuratedCopy, ...]:
        """Copy pictures into the owner's curated folder; the same content is never there twice."""
        asked = without_nothings({"assets": list(assets), "query": query})
        fields = self.connection.ask(
            "POST", "/v1/curated-copies", asked, scope=CURATE, seconds=ORIGINAL_SECONDS
        )
        return each(fields, "copies", CuratedCopy.read)

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        """List the saved searches by name."""
        return each(self._get("/v1/saved-searches", SEARCH), "saved_searches", SavedSearch.read)

    def collections(self) -> tuple[Collection, ...]:
        """List the collections."""
        return each(self._get("/v1/collections", SEARCH), "collections", Collection.read)

    def create_collection(self, name: str) -> Collection:
        """Make a collection."""
        return Collection.read(self.connection.ask("POST", "/v1/collections", {"name": name}, scope=CURATE))

    def add_to_collection(self, collection_id: str, assets: Iterable[str]) -> None:
        """Put pictures into a collection; those that are in it stay."""
        path = f"/v1/collections/{_part(collection_id)}/assets"
        self.connection.ask("POST", path, {"assets": list(assets)}, scope=CURATE)

    def _opened(self, search_id: str) -> Json:
        """Give a saved search in the form that a search is asked in; its pictures are kept by the hub for some minutes."""
        path = f"/v1/saved-searches/{_part(search_id)}/open"
        return without_nothings(inner(self.connection.ask("POST", path, {}, scope=SEARCH), "search"))

    def _get(self, path: str, scope: str | None) -> Json:
        return self.connection.ask("GET", path, scope=scope)

    def _rendition(self, path: str, etag: str | None, most: int) -> Rendition | None:
        answer = self._ask_for_picture(path, etag, most)
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return None
        return Rendition(answer.body, answer.headers.get("etag"))

    def _ask_for_picture(self, path: str, etag: str | None, most: int) -> Answer:
        return self.connection.request(
            "GET",
            path,
            headers={} if etag is None else {"If-None-Match": etag},
            scope=THUMBNAILS,
            most=most,
            accept=frozenset({HTTPStatus.NOT_MODIFIED}),
        )


def _filters(filters: Filters) -> dict[str, object] | None:
    """Give what filters; None when nothing does."""
    return {name: value for name, value in asdict(filters).items() if value not in (None, ())} or None


def _region(region: Region) -> dict[str, float]:
    return {"x": region.x, "y": region.y, "width": region.width, "height": region.height}


def _part(identity: str) -> str:
    """Make an id a part of a path, whatever it holds."""
    if not identity or identity in {".", ".."}:
        raise ProblemError(f"{identity!r} is no id.", code="not_found", status=404)
    return quote(identity, safe="")
