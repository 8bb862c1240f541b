"""What the loopback hub answers: lists of files, redirects and bytes, with the headers that the real one sends."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

if TYPE_CHECKING:
    from fakes.hub import FakeHub

LARGE: Final = (".onnx", ".onnx_data", ".safetensors")
_POINTER_BYTES: Final = 134
_API = re.compile(r"/api/models/([^/]+/[^/]+?)(?:/(revision|tree|paths-info)/([^/]+))?")
_RESOLVE = re.compile(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)")
_CACHE = re.compile(r"/api/resolve-cache/models/([^/]+/[^/]+)/([^/]+)/(.+)")
_RANGE = re.compile(r"bytes=(\d+)-")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and how it is sent: `stop_at` bytes only, then silence if it `stalls`, then an end of the line."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    stop_at: int | None = None
    stalls: bool = False
    drip: tuple[int, float] | None = None

    @property
    def ends_line(self) -> bool:
        """Whether less is sent than was promised."""
        return self.stop_at is not None


def answer_of_hub(hub: FakeHub, method: str, target: str, body: str, headers: Mapping[str, str]) -> Answer:
    """Answer as the hub itself does."""
    parts = urlsplit(target)
    path = unquote(parts.path)
    if found := _CACHE.fullmatch(path):
        return _cached(hub, (found[1], found[2], found[3]), headers)
    if found := _API.fullmatch(path):
        repository, what, revision = found.groups()
        return _barred(hub, repository) or _listed(
            hub, repository, what or "revision", revision or "main", parse_qs(parts.query) | parse_qs(body)
        )
    if (found := _RESOLVE.fullmatch(path)) and method in {"GET", "HEAD"}:
        return _barred(hub, found[1]) or _resolved(hub, found[1], found[2], found[3])
    return _error(404, "NotFound", "no such page")


def answer_from_network(hub: FakeHub, target: str, headers: Mapping[str, str]) -> Answer:
    """Answer as the delivery network does, which knows files by their digests alone."""
    parts = urlsplit(target)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    found = hub.find(asked["repository"], asked["commit"])
    if found is None or asked.get("signature") != "fresh":
        return Answer(403)
    data = found[1][asked["path"]]
    return _bytes(hub, asked["path"], data, headers, {"ETag": f'"{parts.path[1:]}"'})


def git_id(data: bytes) -> str:
    """Name bytes as git does."""
    return hashlib.sha1(b"blob %d\x00" % len(data) + data, usedforsecurity=False).hexdigest()


def _barred(hub: FakeHub, repository: str) -> Answer | None:
    if repository in hub.gated:
        return _error(403, "GatedRepo", "Access to this repository is restricted")
    # The hub does not tell strangers what exists.
    if repository in hub.private or not hub.knows(repository):
        return _error(401, "RepoNotFound", "Invalid username or password.")
    return None


def _listed(
    hub: FakeHub, repository: str, what: str, revision: str, asked: Mapping[str, list[str]]
) -> Answer:
    found = hub.find(repository, revision)
    if found is None:
        return _error(404, "RevisionNotFound", f"Invalid rev id: {revision}")
    commit, files = found
    if what == "revision":
        told: object = {
            "_id": "0" * 24,
            "id": repository,
            "modelId": repository,
            "sha": commit,
            "private": False,
            "gated": False,
            "siblings": [_sibling(hub, path, data, blobs="blobs" in asked) for path, data in files.items()],
        }
    else:
        wanted = asked["paths"] if what == "paths-info" else list(files)
        told = [_entry(path, files[path]) for path in wanted if path in files]
    return _json(200, told)


def _sibling(hub: FakeHub, path: str, data: bytes, *, blobs: bool) -> dict[str, object]:
    if not blobs or path in hub.faults.unreported:
        return {"rfilename": path}
    told: dict[str, object] = {"rfilename": path, "blobId": git_id(data), "size": len(data)}
    if path.endswith(LARGE):
        told["lfs"] = {
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "pointerSize": _POINTER_BYTES,
        }
    return told


def _entry(path: str, data: bytes) -> dict[str, object]:
    told: dict[str, object] = {"type": "file", "path": path, "oid": git_id(data), "size": len(data)}
    if path.endswith(LARGE):
        digest = hashlib.sha256(data).hexdigest()
        told["lfs"] = {"oid": digest, "size": len(data), "pointerSize": _POINTER_BYTES}
        told["xetHash"] = digest
    return told


def _resolved(hub: FakeHub, repository: str, revision: str, path: str) -> Answer:
    found = hub.find(repository, revision)
    if found is None:
        return _error(404, "RevisionNotFound", f"Invalid rev id: {revision}")
    commit, files = found
    if path not in files:
        return _error(404, "EntryNotFound", "Entry not found", {"X-Repo-Commit": commit})
    data = files[path]
    headers = {"X-Repo-Commit": commit, "Accept-Ranges": "bytes", "X-Linked-Size": str(len(data))}
    if path in hub.faults.redirect:
        return Answer(302, headers | {"Location": hub.faults.redirect[path], "X-Linked-Etag": '"x"'})
    if not path.endswith(LARGE):
        place = f"/api/resolve-cache/models/{repository}/{commit}/{quote(path)}?%2F{quote(path)}="
        return Answer(307, headers | {"Location": place, "X-Linked-Etag": f'"{git_id(data)}"'})
    digest = hashlib.sha256(data).hexdigest()
    query = f"repository={quote(repository)}&commit={commit}&path={quote(path)}&signature=fresh"
    return Answer(
        302,
        headers
        | {
            "Location": f"{hub.network}/{digest}?{query}",
            "X-Linked-Etag": f'"{digest}"',
            "X-Xet-Hash": digest,
            "Link": f'<{hub.endpoint}/api/models/{repository}/xet-read-token/{commit}>; rel="xet-auth"',
        },
    )


def _cached(hub: FakeHub, place: tuple[str, str, str], headers: Mapping[str, str]) -> Answer:
    repository, commit, path = place
    found = hub.find(repository, commit)
    if found is None:
        return _error(404, "RevisionNotFound", f"Invalid rev id: {commit}")
    data = found[1][path]
    return _bytes(hub, path, data, headers, {"ETag": f'"{git_id(data)}"', "X-Repo-Commit": commit})


def _bytes(
    hub: FakeHub, path: str, data: bytes, asked: Mapping[str, str], headers: Mapping[str, str]
) -> Answer:
    faults = hub.faults
    if faults.wrong_bytes.get(path, 0) > 0:
        faults.wrong_bytes[path] -= 1
        data = bytes(255 - byte for byte in data)
    data = data[: faults.short.get(path)] + faults.longer.get(path, b"")
    start = int(found[1]) if (found := _RANGE.fullmatch(asked.get("range", ""))) else None
    sent = {"Accept-Ranges": "bytes", "Content-Type": "application/octet-stream", **headers}
    if start is None or path in faults.no_ranges:
        status = 200
    elif start >= len(data):
        return Answer(416, {"Content-Range": f"bytes */{len(data)}"})
    else:
        start = start - 1 if path in faults.other_ranges else start
        status, sent["Content-Range"] = 206, f"bytes {start}-{len(data) - 1}/{len(data)}"
        data = data[start:]
    if path in faults.packed:
        sent["Content-Encoding"], data = "gzip", gzip.compress(data)
    stalls = faults.stall.get(path)
    cuts = stalls or faults.cut.get(path)
    return Answer(
        status,
        sent,
        data,
        stop_at=cuts.pop(0) if cuts else None,
        stalls=bool(cuts is not None and cuts is stalls),
        drip=faults.drip.get(path),
    )


def _error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Answer:
    told = _json(status, {"error": message})
    codes = {"X-Error-Code": code, "X-Error-Message": message}
    return Answer(status, {**told.headers, **(headers or {}), **codes}, told.body)


def _json(status: int, told: object) -> Answer:
    return Answer(status, {"Content-Type": "application/json; charset=utf-8"}, json.dumps(told).encode())
