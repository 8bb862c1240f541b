"""Leave out what needs PyTorch where there is none.

PyTorch is a dependency of training alone, so no environment of the project has it, CI's neither, and there a skip is a
failure. With PyTorch beside the test tools the tests of the starter model's measures and edits run:
`PYTHONPATH=.venv/lib/python3.11/site-packages ~/.venvs/starter/bin/python -m pytest tests/unit/tools`.
"""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore = [] if find_spec("torch") else ["test_starter_concepts.py"]
