"""Catalogues of translated words: gathered from the code, the same bytes each time, and every fault in them is found."""

from __future__ import annotations

import gettext
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from tools.translations import __main__ as command
from tools.translations.catalogues import Domain, as_text, compiled, read_code, read_translations
from tools.translations.domains import DOMAINS, GIMP
from tools.translations.faults import faults, not_gathered

CODE = '''"""A planted window."""
from words import _, ngettext, pgettext

def build(count, name):
    # Translators: the name of a menu
    a = _("_Search…")
    b = _("Nothing found in {name}.").format(name=name)
    c = ngettext("{count} picture", "{count} pictures", count).format(count=count)
    return a, b, c, pgettext("a verb", "Place")
'''


@pytest.fixture
def planted(tmp_path: Path) -> Domain:
    """Plant a program whose words are translated."""
    code = tmp_path / "planted"
    code.mkdir()
    (code / "window.py").write_text(CODE, "utf-8")
    domain = Domain("planted", "A planted program", code, code / "locale", ("de",))
    command.update(domain)
    _translate(domain, 'msgid "_Search…"\nmsgstr ""', 'msgid "_Search…"\nmsgstr "_Suchen…"')
    _translate(domain, 'in {name}."\nmsgstr ""', 'in {name}."\nmsgstr "Nichts gefunden in {name}."')
    _translate(domain, 'msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "{count} Bild"\nmsgstr[1] "{count} Bilder"')
    _translate(domain, 'msgid "Place"\nmsgstr ""', 'msgid "Place"\nmsgstr "Platzieren"')
    command.update(domain)
    return domain


def _translate(domain: Domain, old: str, new: str) -> None:
    path = domain.po("de")
    text = path.read_text("utf-8")
    assert text.count(old) == 1, text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_program_reads_what_was_translated(planted: Domain) -> None:
    """Python's own gettext finds words, plurals and words with a context in the compiled file."""
    german = gettext.translation("planted", planted.locale, ["de"])

    assert german.gettext("_Search…") == "_Suchen…"
    assert german.ngettext("{count} picture", "{count} pictures", 1) == "{count} Bild"
    assert german.ngettext("{count} picture", "{count} pictures", 5) == "{count} Bilder"
    assert german.pgettext("a verb", "Place") == "Platzieren"
    assert not list(faults(planted))


def test_a_mark_alone_is_no_sentence(planted: Domain) -> None:
    """What stands between thousands may be a full stop where English has a comma."""
    path = planted.code / "window.py"
    path.write_text(path.read_text("utf-8").replace("_Search…", ","), "utf-8")
    command.update(planted)
    _translate(planted, 'msgid ","\nmsgstr ""', 'msgid ","\nmsgstr "."')
    command.update(planted)

    assert not list(faults(planted))


def test_a_percent_sign_is_no_placeholder(planted: Domain) -> None:
    """In a text with braces, `%` and a word after it are just that, for us and for other tools."""
    path = planted.code / "window.py"
    path.write_text(path.read_text("utf-8").replace("_Search…", "{number} % similar"), "utf-8")
    command.update(planted)
    _translate(
        planted,
        'msgid "{number} % similar"\nmsgstr ""',
        'msgid "{number} % similar"\nmsgstr "{number} % gleich"',
    )
    command.update(planted)

    assert not list(faults(planted))
    assert "python-format" not in planted.po("de").read_text("utf-8")


def test_the_files_say_nothing_of_when_they_were_made(planted: Domain) -> None:
    """Made again anywhere and at any time, the files are the same; a comment for translators goes along."""
    before = {path: path.read_bytes() for path in planted.locale.rglob("*.*") if path.is_file()}
    command.update(planted)

    assert len(before) == 3
    assert before == {path: path.read_bytes() for path in before}
    text = planted.po("de").read_text("utf-8")
    assert "#. the name of a menu\n#: planted/window.py\n" in text
    assert "-Date" not in text
    assert "Babel" not in text


def test_a_line_more_in_the_code_changes_nothing(planted: Domain) -> None:
    """Where in a file the words stand does not matter: who edits code that says nothing has nothing to do."""
    path = planted.code / "window.py"
    path.write_text("# A reason.\n" + path.read_text("utf-8"), "utf-8")

    assert not list(faults(planted))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('_("_Search…")', '_("_Find…")', ("'_Find…': not translated", "planted.pot is not")),
        (
            '_("_Search…")',
            '_(f"_Search {name}")',
            ("window.py:6: _ stands in an f-string or is given something else",),
        ),
        ("ngettext(", 'ngettext("{count} file", "{count} files", count); ngettext(', ("not translated",)),
    ],
)
def test_words_that_were_not_gathered_are_found(
    planted: Domain, old: str, new: str, told: tuple[str, ...]
) -> None:
    """New or changed words in the code, and words that no tool can gather, are told."""
    path = planted.code / "window.py"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    found = "\n".join(faults(planted))

    assert all(part in found for part in told), found


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('msgstr "_Suchen…"', 'msgstr ""', "'_Search…': not translated"),
        ('msgstr[1] "{count} Bilder"', 'msgstr[1] ""', "not translated"),
        ('#: planted/window.py\nmsgid "_Search', '#: planted/window.py\n#, fuzzy\nmsgid "_Search', "unsure"),
        ("gefunden in {name}.", "gefunden in {ort}.", "placeholders are ['{ort}'], not ['{name}']"),
        ("gefunden in {name}.", "gefunden.", "placeholders"),
        ("gefunden in {name}.", "gefunden in {name.", "placeholders"),
        ("gefunden in {name}.", "gefunden in {name}", "does not end"),
        ("{count} Bilder", "%d Bilder", "placeholders"),
        ("_Suchen…", "Suchen…", "key to press"),
    ],
)
def test_translations_that_do_not_fit_are_found(planted: Domain, old: str, new: str, told: str) -> None:
    """What is missing, unsure, or cannot be filled in is told, even when the compiled file is up to date."""
    _translate(planted, old, new)
    command.update(planted)

    assert told in "\n".join(faults(planted))


def test_a_compiled_file_that_is_outdated_is_found(planted: Domain) -> None:
    """Who mends a translation and forgets to compile it is told so; so is who loses the file."""
    _translate(planted, "Platzieren", "Einsetzen")
    assert list(faults(planted)) == ["de: planted.mo is not what planted.po gives"]

    planted.mo("de").unlink()
    assert "planted.mo is not" in "\n".join(faults(planted))


def test_words_that_the_code_no_longer_says_go(planted: Domain) -> None:
    """A translation without words in the code is told, and gone after the next update."""
    path = planted.code / "window.py"
    path.write_text(path.read_text("utf-8").replace('pgettext("a verb", "Place")', "0"), "utf-8")
    assert "planted.po is not up to date" in "\n".join(faults(planted))

    command.update(planted)

    assert not list(faults(planted))
    assert "Platzieren" not in planted.po("de").read_text("utf-8")


def test_who_hands_words_on_is_no_fault() -> None:
    """The module that defines `_` gives it words from elsewhere; anybody else who does is told."""
    own = "def _(words):\n    return current(words)\n\ndef again(words):\n    return _(words)\n"

    assert not list(not_gathered(own))
    assert list(not_gathered("def again(words):\n    return _(words)\n")) == [(2, "_")]
    assert list(not_gathered("ngettext('a', b, 2)")) == [(1, "ngettext")]


def test_words_in_an_f_string_are_told() -> None:
    """Whether they are gathered would depend on the Python that gathers; beside it they always are."""
    assert list(not_gathered("""f"{_('Refine')}, {held}\"""")) == [(1, "_")]
    assert not list(not_gathered("""_('Refine') + f", {held}\""""))


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_our_own_words_are_translated(domain: Domain) -> None:
    """Every text of the program is in its catalogues, translated for sure, and compiled: else run make translations."""
    assert not list(faults(domain))


def test_our_own_words_are_read() -> None:
    """The German that the plug-in reads holds what the file for people says."""
    catalogue = read_translations(GIMP, "de")
    german = gettext.GNUTranslations(io.BytesIO(compiled(catalogue)))

    assert "nplurals=2" in german.info()["plural-forms"]
    assert as_text(read_code(GIMP))


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext's own tools are not here")
def test_gettext_itself_takes_the_files(planted: Domain, tmp_path: Path) -> None:
    """GNU gettext finds nothing to complain of, and compiles the same words."""
    target = tmp_path / "other.mo"
    for domain in (planted, GIMP):
        if not domain.po("de").is_file():
            continue
        subprocess.run(
            ["msgfmt", "--check", "--check-accelerators=_", "-o", target, domain.po("de")], check=True
        )
        with target.open("rb") as theirs, domain.mo("de").open("rb") as ours:
            assert gettext.GNUTranslations(theirs)._catalog == gettext.GNUTranslations(ours)._catalog  # type: ignore[attr-defined]
