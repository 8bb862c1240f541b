"""The protocol behind which every text recognizer stands."""

from __future__ import annotations

from typing import Protocol

from bowerbird_engine.assets import TextRegion, Uint8Array


class TextRecognizer(Protocol):
    """Find lines of letters in a picture."""

    @property
    def identity(self) -> str:
        """Name and version; when it changes, pictures may be read anew."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it can write down, in English."""
        ...

    def shows_letters(self, picture: Uint8Array) -> bool:
        """Tell from a quick look whether an RGB picture [H, W, 3] may hold letters; when in doubt, it may."""
        ...

    def recognize(self, picture: Uint8Array) -> tuple[TextRegion, ...]:
        """Read an RGB picture [H, W, 3]; regions come in reading order, empty when there are no letters."""
        ...
