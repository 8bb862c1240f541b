"""Nothing tells the makers of a library that it is used: the model runtime's own reports are off before they begin."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.sampled import lay_pictures

STARTER = Path(__file__).parents[2] / "engine/bowerbird_engine/encoding/starter/image.onnx"

INDEX_AND_SEARCH = """
import sys
from pathlib import Path
from bowerbird_engine import Engine, SearchQuery, load_settings
with Engine(load_settings(Path(sys.argv[1]))) as engine:
    engine.add_folder(Path(sys.argv[2]))
    report = engine.index()
    assert report.embedded and report.read_for_letters
    assert engine.search(SearchQuery(text="a mug")).hits
"""

BARE = """
import sys
import onnxruntime
onnxruntime.disable_telemetry_events()
onnxruntime.InferenceSession(sys.argv[1])
"""


def test_learning_reading_and_searching_leave_no_report(tmp_path: Path) -> None:
    """After an index with letters and a search there is neither an id of the machine nor a queue of events."""
    pictures = lay_pictures(tmp_path / "pictures")

    left = _left_by(tmp_path, INDEX_AND_SEARCH, str(tmp_path / "library"), str(pictures.folder))

    assert not left


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the runtime keeps its reports in other places")
def test_the_runtime_by_itself_leaves_one(tmp_path: Path) -> None:
    """The control: without the variable the same runtime does keep such files, and its own call does not stop it."""
    assert any("onnxruntime" in str(path) for path in _left_by(tmp_path, BARE, str(STARTER)))


def _left_by(base: Path, program: str, *arguments: str) -> list[Path]:
    home = base / "home"
    home.mkdir()
    own = {"HOME": str(home), "XDG_CACHE_HOME": "", "LOCALAPPDATA": str(home)}
    # The runtime is quiet by itself where it believes to be in a CI.
    kept = {"PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    subprocess.run([sys.executable, "-c", program, *arguments], env={**environment, **own}, check=True)
    return [path for path in home.rglob("*") if path.is_file()]
