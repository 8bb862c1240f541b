"""Which programs speak several languages."""

from __future__ import annotations

from pathlib import Path

from tools.translations.catalogues import Domain

_ROOT = Path(__file__).resolve().parents[2]
_PANEL = _ROOT / "plugins" / "python_panel" / "bowerbird_panel"
_BLENDER = _ROOT / "plugins" / "blender" / "bowerbird"
_GIMP = _ROOT / "plugins" / "gimp" / "bowerbird_gimp" / "bowerbird_for_gimp"

GIMP = Domain(
    name="bowerbird_gimp",
    title="Bowerbird for GIMP",
    code=_GIMP,
    locale=_GIMP / "locale",
    languages=("de",),
)
PANEL = Domain(
    name="bowerbird_panel",
    title="Bowerbird's panel",
    code=_PANEL,
    locale=_PANEL / "locale",
    languages=("de",),
)
BLENDER = Domain(
    name="bowerbird_blender",
    title="Bowerbird for Blender",
    code=_BLENDER,
    locale=_BLENDER / "locale",
    languages=("de",),
    has_labels=True,
)
DOMAINS = (PANEL, GIMP, BLENDER)
