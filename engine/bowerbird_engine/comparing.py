"""A pass of low priority: which new pictures are the same as others, proved as a verified search proves it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from bowerbird_engine.assets import Asset, Int64Array, Root, Space, Uint8Array
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.curation.duplicates import regroup
from bowerbird_engine.errors import BowerbirdError
from bowerbird_engine.features.colour_maps import remainder
from bowerbird_engine.features.local_features import LocalFeatures
from bowerbird_engine.features.small_pictures import SmallPicture, likeness, small_picture
from bowerbird_engine.features.vocabulary import shipped_vocabulary
from bowerbird_engine.pictures import Pictures
from bowerbird_engine.reports import Progress
from bowerbird_engine.search.live_copies import KnownCopies, LiveCopies
from bowerbird_engine.search.reference import LOOK_SIDE, Reference
from bowerbird_engine.search.verification.comparison import GivenPicture, compared
from bowerbird_engine.search.verification.verdicts import judged
from bowerbird_engine.vectors.exact import ExactIndex

NEIGHBOURS: Final = 16
"""Pictures that the model finds nearest, which are looked at: copies come before other shots of the same thing."""

NEAR: Final = 0.8
"""Cosine below which no copy of a whole picture lies, whatever the pack."""

_AT_A_GLANCE: Final = 0.9
"""Correlation of two pictures of 16 x 16 pixels, in any of eight ways, below which only shared details ask for a proof, which
takes some 100 ms. Copies of 150 photos came to 0.94 and more, 95 % of those made brighter by 60 % until they clip to 0.90;
of different photos 99.9 % stay below 0.80, but not shots of one shelf.
"""

_BY_DETAILS: Final = 50.0
"""Percent of copies by their details: more likely one than not."""

MOST_REMAINDER: Final = 0.06
"""What may differ, 0..1, beside one change of all colours. A library has ten million pairs, so that more is asked than of the
best 30 of a search: copies of quality 10 come to 0.044, saved again at half the size and quality 30 to 0.053, colours that
were pushed until they clip to 0.064; two shots of a hand with a melon to 0.071, two packets of one design to 0.144.
"""

_ENOUGH: Final = 2
"""Proofs of a picture with others, and as many with what these are the same as. A group needs the one in its middle alone,
and of a burst of a thousand each would else be compared with all others.
"""

_PER_TRANSACTION: Final = 32
_REGROUPED_AFTER: Final = 32
"""Transactions: a first run of hours shows what it has found."""

_PAGE: Final = 512
_REMEMBERED: Final = 4096


class LookAt(Protocol):
    """What gives a picture's local features and its pixels. Raises BowerbirdError where it cannot be opened."""

    def __call__(self, asset: Asset, /) -> tuple[LocalFeatures, Uint8Array]:
        """Give the features, and the pixels [H, W, 3] of the second proof."""
        ...


class SearchedVectors(Protocol):
    """What gives the vectors that searches hold in memory, so that a large library is not in it twice."""

    def __call__(self, space: Space, /) -> ExactIndex | None:
        """Give those of this space, all that were committed; None where searches are in another one."""
        ...


@dataclass(frozen=True, slots=True)
class Comparer:
    """How an engine compares: with its pictures, the features that its verified searches keep, and what it searches."""

    pictures: Pictures
    look_at: LookAt
    cache_dir: Path
    searched: SearchedVectors
    known: Callable[[], KnownCopies]
    """What searches know of details, so that it is not in memory twice."""

    def __call__(
        self,
        catalogue: Catalogue,
        roots: Mapping[int, Root],
        space: Space,
        report: Callable[[Progress], None],
        check: Callable[[], None],
        /,
    ) -> None:
        """Compare what was not compared yet."""
        copies = LiveCopies(catalogue, self.cache_dir, complete=True, known=self.known)
        looking = Looking(self.look_at, lambda asset: self.pictures.pixels(asset, LOOK_SIDE, ("proxy",)))
        ComparingPass(
            catalogue, looking, copies, space=space, searched=self.searched, report=report, check=check
        ).run(roots)


@dataclass(frozen=True, slots=True)
class Looking:
    """How pictures are looked at: `at` one of the library, and `closely` as a picture that is given to a search."""

    at: LookAt
    closely: Callable[[Asset], Uint8Array]


class ComparingPass:
    """Compare each new content with those before it, and with what was compared already.

    So each pair is looked at once, from the newer one, and a library that grew has the same pairs as one that was indexed
    at once. What cannot be opened now is compared by a later run.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        looking: Looking,
        copies: LiveCopies,
        *,
        space: Space,
        searched: SearchedVectors,
        report: Callable[[Progress], None],
        check: Callable[[], None],
    ) -> None:
        self._catalogue = catalogue
        self._looking = looking
        self._copies = copies
        self._space = space
        self._searched = searched
        self._report = report
        self._check = check
        self._glances: OrderedDict[int, SmallPicture] = OrderedDict()
        self._done: list[int] = []
        self._pairs: list[tuple[int, int]] = []
        self._settled = 0

    def run(self, roots: Mapping[int, Root]) -> int:
        """Compare what was not, make the groups anew, and give how many contents were compared."""
        lacking = self._lacking()
        if not lacking:
            regroup(self._catalogue)
            return 0
        live = self._catalogue.files.live_contents()
        compared = np.array(self._catalogue.same_pictures.compared(), np.int64)
        late = np.intersect1d(live, compared, assume_unique=True)
        index = self._index()
        number = 0
        try:
            for content in lacking:
                self._check()
                # Lower ids, and what was compared although it is newer: it could not know of this one.
                before = np.concatenate(
                    [live[: np.searchsorted(live, content)], late[np.searchsorted(late, content) :]]
                )
                if self._compare(content, before, index, roots):
                    number += 1
                    self._done.append(content)
                if len(self._done) >= _PER_TRANSACTION:
                    self._settle(number, len(lacking))
            self._settle(number, len(lacking))
        finally:
            # A stop, too, leaves what was found in the lists.
            regroup(self._catalogue)
        return number

    def _lacking(self) -> list[int]:
        identity, found = shipped_vocabulary().identity, list[int]()
        while page := self._catalogue.same_pictures.lacking(identity, _PAGE, found[-1] if found else 0):
            found += page
        return found

    def _index(self) -> ExactIndex:
        searched = self._searched(self._space)
        if searched is not None:
            return searched
        space_id = self._catalogue.vectors.find(self._space)
        if space_id is None:
            return ExactIndex(self._space.dimension)
        return ExactIndex.adopt(*self._catalogue.vectors.load(space_id))

    def _compare(
        self, content: int, before: Int64Array, index: ExactIndex, roots: Mapping[int, Root]
    ) -> bool:
        """Prove what is the same as one content; False where it cannot be looked at now."""
        near, detailed = self._near(content, before, index), self._detailed(content, before)
        if not near and not detailed:
            return True
        assets = self._assets([content, *near, *detailed], roots)
        if content not in assets:
            return False
        try:
            given = GivenPicture(self._looking.closely(assets[content]))
        except BowerbirdError:
            return False
        glance = small_picture(given.pixels)
        asked = detailed | {other for other in near if self._alike(glance, assets.get(other))}
        proved = self._proved(given, (assets[key] for key in asked if key in assets))
        # What is the same as the same may stand for the group that this one comes into.
        further = {each for other in proved for each in self._catalogue.same_pictures.proved_with(other)}
        further |= {each for pair in self._pairs if proved.intersection(pair) for each in pair}
        further -= asked | {content}
        proved |= self._proved(given, self._assets(sorted(further), roots).values())
        self._pairs += [(other, content) for other in sorted(proved)]
        return True

    def _near(self, content: int, before: Int64Array, index: ExactIndex) -> list[int]:
        space_id = self._catalogue.vectors.find(self._space)
        vector = None if space_id is None else self._catalogue.vectors.get(space_id, content)
        if vector is None:
            return []
        found = index.search(vector, NEIGHBOURS + 1, before)
        return [
            key
            for key, cosine in zip(found.keys.tolist(), found.similarities.tolist(), strict=True)
            if cosine >= NEAR and key != content
        ][:NEIGHBOURS]

    def _detailed(self, content: int, before: Int64Array) -> set[int]:
        # The content's own words are asked; a vector is not needed.
        nothing = np.empty(0, np.float32)
        found = self._copies(Reference(nothing, self._catalogue.hashes.of(content), content), before)
        strong = found.keys[found.percent >= _BY_DETAILS].tolist()
        return {key for key in strong if key != content}

    def _assets(self, contents: Iterable[int], roots: Mapping[int, Root]) -> dict[int, Asset]:
        found = self._catalogue.files.assets(list(contents), roots)
        return {
            key: next((asset for asset in assets if asset.online), assets[0]) for key, assets in found.items()
        }

    def _alike(self, glance: SmallPicture, asset: Asset | None) -> bool:
        """Tell whether a picture could be the same at a glance."""
        if asset is None:
            return False
        other = self._glances.get(asset.content_id)
        if other is None:
            try:
                other = small_picture(self._looking.at(asset)[1])
            except BowerbirdError:
                return False
            self._glances[asset.content_id] = other
            while len(self._glances) > _REMEMBERED:
                self._glances.popitem(last=False)
        return best_likeness(glance, other) >= _AT_A_GLANCE

    def _proved(self, given: GivenPicture, others: Iterable[Asset]) -> set[int]:
        """Prove enough of these to be the same; those first that stand for their groups: the largest, then the oldest."""
        proved: set[int] = set()
        for asset in sorted(others, key=lambda each: (-each.width * each.height, each.content_id)):
            if len(proved) == _ENOUGH:
                break
            if self._same(given, asset):
                proved.add(asset.content_id)
        return proved

    def _same(self, given: GivenPicture, asset: Asset) -> bool:
        try:
            features, pixels = self._looking.at(asset)
        except BowerbirdError:
            return False
        finding = compared(given, features, pixels)
        if finding is None or "same_picture" not in judged(finding).labels:
            return False
        own = given.mirrored_pixels if finding.mirrored else given.pixels
        return remainder(own, pixels, finding.matrix) <= MOST_REMAINDER

    def _settle(self, number: int, total: int) -> None:
        done, pairs = self._done, self._pairs
        self._done, self._pairs = [], []
        if done:
            self._catalogue.same_pictures.keep(done, pairs)
            self._settled += 1
            if self._settled % _REGROUPED_AFTER == 0:
                regroup(self._catalogue)
            self._report(Progress("duplicates", number, total))


def best_likeness(first: SmallPicture, second: SmallPicture) -> float:
    """Correlate two small pictures as they lie, turned by quarters, and as in a mirror; give the most, -1..1."""
    ways = (look for each in (first, first[:, ::-1]) for look in (np.rot90(each, turn) for turn in range(4)))
    return max(likeness(look, second) for look in ways)
