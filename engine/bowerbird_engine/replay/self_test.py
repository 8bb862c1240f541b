"""The person's self-test: their own pictures and descriptions, asked again after every change, and judged."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import AssetId, ContentHash, SearchPage, SearchQuery
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.self_tests import StoredProbe, StoredSelfTest
from bowerbird_engine.errors import NoSelfTestError, RecipeError, UsageError
from bowerbird_engine.replay.circumstances import (
    Circumstances,
    Difference,
    differences,
    read_circumstances,
    write_circumstances,
)
from bowerbird_engine.replay.documents import Members, load
from bowerbird_engine.replay.judging import (
    ASKED_HITS,
    KEPT_HITS,
    FoundNow,
    ProbeResult,
    Verdict,
    judge,
    summary,
)
from bowerbird_engine.replay.lists import Listed, listed, read_hit
from bowerbird_engine.replay.references import KEPT_SIDE, Proxy, Shrink

MOST_PROBES: Final = 16
_NAME_CHARACTERS: Final = 100

Search = Callable[[SearchQuery], SearchPage]


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that the self-test asks: `words`, or a `picture`; and the picture that is `expected` among the first ten.

    For a picture of the library without another one expected, it is expected itself.
    """

    words: str | None = None
    picture: Path | bytes | AssetId | None = None
    expected: AssetId | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class KeptProbe:
    """A probe as it is kept: the SHA-256 of what is `expected`, and how many hits its list has."""

    name: str
    words: str | None
    expected: ContentHash | None
    hits: int


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What the self-test asks, when its lists were kept, and the title of the model that gave them."""

    kept: datetime
    model: str | None
    probes: tuple[KeptProbe, ...]


@dataclass(frozen=True, slots=True)
class SelfTestReport:
    """What became of the lists: `same`, changed as is to be `expected`, or a reason to `look`; `changes` say since when."""

    verdict: Verdict
    says: str
    kept: datetime
    changes: tuple[str, ...]
    probes: tuple[ProbeResult, ...]


class SelfTests:
    """Set up the self-test of a library and run it. For any number of threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        lock: threading.Lock,
        writing: Callable[[str], AbstractContextManager[Catalogue]],
        *,
        search: Search,
        circumstances: Callable[[], Circumstances],
        shrink: Shrink,
        proxy: Proxy,
    ) -> None:
        self._catalogue = catalogue
        self._lock = lock
        self._writing = writing
        self._search = search
        self._circumstances = circumstances
        self._shrink = shrink
        self._proxy = proxy

    def get(self) -> SelfTest | None:
        """Give what is kept; None when none was set up."""
        with self._lock:
            stored = self._catalogue.self_tests.get()
        return None if stored is None else _shown(stored)

    def set_up(self, probes: Sequence[Probe], content_of: Callable[[AssetId], ContentHash]) -> SelfTest:
        """Keep these probes, with the lists that they give now, in place of those before."""
        if not 1 <= len(probes) <= MOST_PROBES:
            raise UsageError(
                f"A self-test asks 1 to {MOST_PROBES} things: three pictures and five descriptions do."
            )
        prepared = [self._prepared(probe, content_of) for probe in probes]
        return self._keep(prepared)

    def keep(self) -> SelfTest:
        """Keep the lists of now for the probes that there are."""
        return self._keep(self._stored().probes)

    def delete(self) -> None:
        """Forget it."""
        with self._writing("forgetting the self-test") as catalogue:
            catalogue.self_tests.delete()

    def run(self) -> SelfTestReport:
        """Ask everything again, and judge."""
        stored = self._stored()
        try:
            then, newest = _read_circumstances(stored.circumstances)
            kept = [_read_hits(probe.hits) for probe in stored.probes]
        except RecipeError as error:
            raise NoSelfTestError(
                "The self-test cannot be read: another version of Bowerbird wrote it. Set it up anew."
            ) from error
        changes = differences(then, self._circumstances())
        results: list[ProbeResult] = []
        for probe, before in zip(stored.probes, kept, strict=True):
            page = self._ask(probe)
            now = [
                FoundNow(hit, found.asset.content_id)
                for hit, found in zip(listed(page.hits), page.hits, strict=True)
            ]
            expected = None if probe.expected is None else probe.expected.hex()
            with self._lock:
                present = self._catalogue.hashes.ids(
                    ContentHash(bytes.fromhex(content))
                    for content in {*(hit.content for hit in before), *({expected} if expected else ())}
                )
            results.append(
                judge(
                    probe.name,
                    before,
                    now,
                    present={content.hex() for content in present},
                    newest=newest,
                    expected=expected,
                    changes=changes,
                )
            )
        return _report(stored.kept, changes, results)

    def _keep(self, probes: Sequence[StoredProbe]) -> SelfTest:
        circumstances = self._circumstances()
        filled = [
            replace(probe, hits=_write_hits(listed(self._ask(probe).hits)[:KEPT_HITS])) for probe in probes
        ]
        now = datetime.now(UTC)
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        told = json.dumps(
            {"newest": circumstances.newest or 0, "circumstances": write_circumstances(circumstances)}
        )
        with self._writing("keeping the self-test") as catalogue:
            catalogue.self_tests.put(now, told, filled)
        return _shown(StoredSelfTest(now, told, tuple(filled)))

    def _ask(self, probe: StoredProbe) -> SearchPage:
        # As deep as it is compared later: how far a joined list goes may decide its order.
        return self._search(SearchQuery(text=probe.words, like=probe.picture, limit=ASKED_HITS))

    def _prepared(self, probe: Probe, content_of: Callable[[AssetId], ContentHash]) -> StoredProbe:
        words = (probe.words or "").strip() or None
        if (words is None) == (probe.picture is None):
            raise UsageError("Each probe of a self-test is either words or a picture.")
        expected, picture = probe.expected, None
        if isinstance(probe.picture, str):
            picture = self._proxy(probe.picture)
            expected = expected or probe.picture
        elif probe.picture is not None:
            picture = self._shrink(probe.picture, KEPT_SIDE)[1]
        name = probe.name.strip() or (
            probe.picture.name
            if isinstance(probe.picture, Path)
            else f"\u201c{words}\u201d"
            if words
            else "a picture"
        )
        return StoredProbe(
            name.encode("utf-8", "replace").decode()[:_NAME_CHARACTERS],
            words,
            picture,
            None if expected is None else content_of(expected),
            "[]",
        )

    def _stored(self) -> StoredSelfTest:
        with self._lock:
            stored = self._catalogue.self_tests.get()
        if stored is None:
            raise NoSelfTestError("No self-test is set up yet. Set one up with `bowerbird selftest set`.")
        return stored


def _report(kept: datetime, changes: Sequence[Difference], results: Sequence[ProbeResult]) -> SelfTestReport:
    verdicts = {result.verdict for result in results}
    verdict: Verdict = "look" if "look" in verdicts else "expected" if "expected" in verdicts else "same"
    return SelfTestReport(
        verdict,
        summary(results, changes),
        kept,
        tuple(change.says for change in changes),
        tuple(results),
    )


def _shown(stored: StoredSelfTest) -> SelfTest:
    title: str | None = None
    probes: list[KeptProbe] = []
    try:
        then, _ = _read_circumstances(stored.circumstances)
        title = None if then.model is None else then.model.title
        probes = [
            KeptProbe(probe.name, probe.words, probe.expected, len(_read_hits(probe.hits)))
            for probe in stored.probes
        ]
    except RecipeError:
        probes = [KeptProbe(probe.name, probe.words, probe.expected, 0) for probe in stored.probes]
    return SelfTest(stored.kept, title, tuple(probes))


def _write_hits(hits: Sequence[Listed]) -> str:
    return json.dumps([{"content": hit.content, "similarity": hit.similarity} for hit in hits])


def _read_hits(told: str) -> tuple[Listed, ...]:
    hits = Members({"hits": load(told)}, frozenset({"hits"})).items("hits", KEPT_HITS)
    return tuple(read_hit(hit, f"hits[{at}]") for at, hit in enumerate(hits))


def _read_circumstances(told: str) -> tuple[Circumstances, int]:
    members = Members(load(told), frozenset({"newest", "circumstances"}))
    return read_circumstances(members.value("circumstances")), members.whole("newest", 0, 1 << 53)
