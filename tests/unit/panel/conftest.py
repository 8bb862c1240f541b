"""A panel between a hub and a GIMP that do what a test says."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from fakes.panel_desk import PanelDesk


@pytest.fixture
def desk(tmp_path: Path) -> Generator[PanelDesk]:
    """Open a window; nothing is asked yet."""
    desk = PanelDesk(tmp_path)
    yield desk
    desk.panel.close()
