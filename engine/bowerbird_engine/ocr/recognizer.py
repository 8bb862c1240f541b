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

    def skim(self, picture: Uint8Array) -> tuple[TextRegion, ...] | None:
        """Read an RGB picture [H, W, 3] as `recognize` does, unless it shows no letters at a quick look: None then."""
        ...

    def recognize(self, picture: Uint8Array) -> tuple[TextRegion, ...]:
        """Read an RGB picture [H, W, 3]; regions come in reading order, empty when there are no letters."""
        ...
