"""The codes of the doctor: each stands in the documentation with its state, and some test meets it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from architecture.checkout import ROOT
from bowerbird_engine.doctor.findings import bad, note

MODULES = (
    *(ROOT / "engine" / "bowerbird_engine" / "doctor").glob("*.py"),
    *(ROOT / "bridge" / "bowerbird_bridge" / "commands" / "machine_checks").glob("*.py"),
)
TESTS = (
    *(ROOT / "tests" / "unit" / "doctor").glob("test_*.py"),
    ROOT / "tests" / "unit" / "bridge" / "test_doctor.py",
    ROOT / "tests" / "faults" / "doctor_disks.py",
)
ROW = re.compile(r"^\| `([a-z_\u2026]+)` \| (ok|note|bad) \| [^|]+ \| [^|]+ \|$", re.MULTILINE)
STATE_OF = {note.__name__: "note", bad.__name__: "bad"}


def codes_in(source: str) -> Iterator[tuple[str, str]]:
    """Give each code that a module makes findings with, and its state; what is put in while it runs is an ellipsis."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        named = {each.arg: each.value for each in call.keywords}
        if call.func.id in STATE_OF:
            yield from _of(call.args[1], STATE_OF[call.func.id])
        elif call.func.id == "Check" and (len(call.args) > 4 or "code" in named):
            state = call.args[1]
            told = call.args[4] if len(call.args) > 4 else named["code"]
            yield from _of(told, state.value if isinstance(state, ast.Constant) else "")
        elif call.func.id == "_room":  # which makes two of each
            yield from _of(call.args[1], "bad")
            yield from ((f"{code}_files", state) for code, state in _of(call.args[1], "bad"))


def _of(told: ast.expr, state: object) -> Iterator[tuple[str, str]]:
    if isinstance(told, ast.Constant):
        yield str(told.value), str(state)
    elif isinstance(told, ast.JoinedStr) and isinstance(told.values[0], ast.Constant):
        yield str(told.values[0].value) + "\u2026", str(state)


def all_codes() -> set[tuple[str, str]]:
    """Give the codes of all modules."""
    return {each for path in MODULES for each in codes_in(path.read_text(encoding="utf-8"))}


def test_codes_are_found_in_every_form() -> None:
    """The control of the others: as they are written in the product, and what is made of others is no new one."""
    source = (
        'note("files", f"files_{code}", "x")\nbad("a", "worse", "x")\nCheck("a", "note", "x", "y", "third")\n'
        'Check("a", "ok", "x", code="fourth")\nCheck("a", "ok", "x")\nbad(name, code, "x")\n_room("d", "low", at, shown)\n'
    )
    assert set(codes_in(source)) == {
        ("files_\u2026", "note"), ("worse", "bad"), ("third", "note"), ("fourth", "ok"),
        ("low", "bad"), ("low_files", "bad"),
    }  # fmt: skip
    assert len(all_codes()) > 60


def test_every_code_is_documented_with_what_to_do() -> None:
    """And none that there is not; with the state that it has."""
    page = (ROOT / "docs" / "doctor.md").read_text(encoding="utf-8")
    rows = ROW.findall(page)
    assert len(rows) == len(set(rows)) == page.count("\n| `")
    assert set(rows) == all_codes()


def test_every_code_is_met_by_a_test() -> None:
    """In the tests of the doctor, where each is brought about."""
    tests = "".join(path.read_text(encoding="utf-8") for path in TESTS if path != Path(__file__))
    missing = {code for code, _ in all_codes() if not re.search(rf'"{code.rstrip(chr(0x2026))}', tests)}
    assert missing == set()
