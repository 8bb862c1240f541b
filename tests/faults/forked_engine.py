"""Engines in processes that are forked, not started: one that has everything loaded begins in milliseconds.

Run as `python -m faults.forked_engine`, it takes orders as lines of JSON, forks a child for each, which answers in lines of
JSON, and says how the child ended. `EngineForks` is the other end, for tests.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import psutil
import pytest

from bowerbird_engine import Engine, SearchQuery, load_settings
from bowerbird_engine.assets import Asset, FileStatus
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.vectors import VectorTable
from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.features.vocabulary import shipped_vocabulary
from bowerbird_engine.ocr.loading import RecognizerSource
from bowerbird_engine.reports import Progress
from fakes.indexed import BrightnessRecognizer
from faults.failpoints import Failpoints

TESTS: Final = Path(__file__).parents[1]

READER: Final = BrightnessRecognizer().identity

PER_COMMIT: Final = 2
"""Pictures: few, so that there are commits to die between."""

LOADED_WHEN_NEEDED: Final = ("onnxruntime", "cv2", "tokenizers", "numpy.ma")
"""What the engine loads late, and each child would load anew."""

Order = dict[str, Any]
Told = dict[str, Any]


def tell(**what: object) -> None:
    """Report to the test, in one write: a kill cuts no line that is shorter than a pipe's buffer."""
    os.write(1, f"{json.dumps(what)}\n".encode())


def opened(order: Order) -> Engine:
    """Open the library with a tiny model, and a reader that reads how bright a picture is."""
    settings = replace(load_settings(Path(order["home"])), details=True, workers=order.get("workers", 1))
    recognizer = RecognizerSource(READER, BrightnessRecognizer)
    return Engine(settings, pack=read_pack(Path(order["pack"])), recognizer=recognizer)


def index(order: Order) -> None:
    """Index, acknowledge each picture that was committed, and die where it is ordered."""

    def die() -> None:
        tell(died_in=order["stage"])
        if order.get("all"):
            for worker in psutil.Process().children(recursive=True):
                worker.kill()
        os.kill(os.getpid(), signal.SIGKILL)

    failpoints = Failpoints(die, order.get("stage", ""), order.get("number", 0))
    # So that a few pictures make several commits, and a file of postings.
    patch = pytest.MonkeyPatch()
    patch.setattr("bowerbird_engine.indexing.pipeline.BATCH", PER_COMMIT)
    patch.setattr("bowerbird_engine.search.live_copies._WORTH_SAVING", 1)
    acknowledged = set[str]()

    def acknowledge(catalogue: Catalogue) -> None:
        done = set(indexed(catalogue)) - acknowledged
        acknowledged.update(done)
        tell(acknowledged=sorted(done))

    def on_progress(progress: Progress) -> None:
        if progress.phase == "pictures" and not order.get("early"):
            with Catalogue.open(Path(order["home"]) / "catalogue.sqlite", read_only=True) as catalogue:
                acknowledge(catalogue)

    if order.get("early"):
        put = VectorTable.put

        def put_early(table: VectorTable, *given: Any) -> None:
            put(table, *given)
            acknowledge(Catalogue(table._database))  # pyright: ignore[reportPrivateUsage]  in the midst of its transaction

        patch.setattr(VectorTable, "put", put_early)
    failpoints.install()
    with opened(order) as engine:
        engine.add_folder(Path(order["folder"]))
        engine.index(progress=on_progress)
    tell(moments=failpoints.counts)


def indexed(catalogue: Catalogue) -> list[str]:
    """Name the files that are indexed, as often as they are there."""
    return [
        Path(os.fsdecode(file.path)).name
        for root in catalogue.roots.all()
        for file in catalogue.files.of_root(root.id)
        if file.status is FileStatus.INDEXED and not file.missing
    ]


def examine(order: Order) -> None:
    """Answer a search, then tell what is there, what is wrong with it, and which pictures are not found by themselves."""
    with opened(order) as engine:
        engine.search(SearchQuery(text="red lamp"))
        tell(answered=True)
        with Catalogue.open(engine.settings.catalogue_path, read_only=True) as catalogue:
            contents = catalogue.files.live_contents()
            found = catalogue.files.assets(contents.tolist(), {root.id: root for root in engine.folders()})
            assets = {asset.path.name: asset for copies in found.values() for asset in copies}
            words = shipped_vocabulary().identity
            tell(
                indexed=sorted(indexed(catalogue)),
                problems=catalogue.integrity_problems(),
                contents=len(contents),
                passes=[
                    catalogue.texts.progress(READER)[0],
                    catalogue.visual_words.count(words),
                    len(catalogue.same_pictures.compared()),
                ],
                vectors=engine.status().searchable,
            )
            for name in order.get("digests", ()):
                tell(**{f"digest of {name}": _digest(engine, catalogue, assets[name])})
        for name in order.get("asked", ()):
            asset = assets.get(name)
            if asset is None:
                tell(first=False)
                continue
            like = asset.path if order.get("decoded") else asset.id
            hits = engine.search(SearchQuery(like=like, limit=3, verified=False)).hits
            tell(first=bool(hits) and hits[0].asset.content_hash == asset.content_hash)


def _digest(engine: Engine, catalogue: Catalogue, asset: Asset) -> str:
    """Sum up what was learned of a picture: vector, letters, words, thumbnail and proxy."""
    (pack,) = engine.packs()
    vector = catalogue.vectors.get(catalogue.vectors.space(pack.pack.space), asset.content_id)
    parts = [
        asset.content_hash,
        b"" if vector is None else vector.tobytes(),
        *(region.text.encode() for region in catalogue.texts.regions(asset.content_id)),
        catalogue.visual_words.get(shipped_vocabulary().identity, asset.content_id) or b"",
        engine.thumbnail(asset.id),
        engine.proxy(asset.id),
    ]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def visit(order: Order) -> None:
    """Tell what is there as a person sees it, change a little, and close, or die before."""
    with opened(order) as engine:
        page = engine.search(SearchQuery(text="red lamp", limit=100))
        collections = {
            each.name: [asset.id for asset in engine.collection_assets(each.id).assets]
            for each in engine.collections()
        }
        tell(
            hits=[hit.asset.id for hit in page.hits],
            ids={hit.asset.path.name: hit.asset.id for hit in page.hits},
            collections=collections,
        )
        if order["index"]:
            tell(embedded=engine.index(ocr=False).embedded)
        else:
            made = engine.create_collection(order["name"])
            tell(kept=engine.add_to_collection(made.id, [page.hits[0].asset.id]))
        if order["killed"]:
            os.kill(os.getpid(), signal.SIGKILL)


ORDERS: Final[dict[str, Callable[[Order], None]]] = {"index": index, "examine": examine, "visit": visit}


def main() -> None:
    """Fork a child for each order."""
    for name in LOADED_WHEN_NEEDED:
        importlib.import_module(name)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            os.setsid()
            tell(begun=os.getpid())
            code = 1
            try:
                ORDERS[order["do"]](order)
                code = 0
            except Exception:  # noqa: BLE001  the test says what it means
                traceback.print_exc()
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        # On a line of its own, whatever the child was in the middle of.
        os.write(1, b"\n")
        tell(ended=os.waitstatus_to_exitcode(status))


class EngineForks:
    """The process that forks, and the children that it was ordered to make, one at a time."""

    def __init__(self) -> None:
        threads = {
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }  # a process with threads cannot be forked
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faults.forked_engine"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=TESTS,
            env=os.environ | threads | {"PYTHONPATH": str(TESTS)},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def told(self, do: str, **order: object) -> Iterator[Told]:
        """Give what a child tells, while it works, until its end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps({'do': do, **order})}\n".encode())
        self._process.stdin.flush()
        for line in self._process.stdout:
            # A child that was killed in the middle of a line left a part of one.
            with contextlib.suppress(ValueError):
                told = json.loads(line)
                yield told
                if "ended" in told:
                    return
        raise AssertionError("the process that forks has ended")

    def done(self, do: str, **order: object) -> list[Told]:
        """Let a child work to its end, and give all that it told."""
        told = list(self.told(do, **order))
        assert told[-1] == {"ended": 0}
        return told


def members(session: int) -> list[int]:
    """Name the processes of a child's session that run: itself and its decoders."""
    found = list[int]()
    for pid in psutil.pids():
        with contextlib.suppress(OSError, psutil.NoSuchProcess):
            # The dead stay for as long as whoever inherits them takes to notice.
            if os.getsid(pid) == session and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.append(pid)
    return found


if __name__ == "__main__":
    main()
