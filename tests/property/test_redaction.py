"""The laws of the redactor: what is private is in no text that it gives, in no form; what is ours stays."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bowerbird_bridge.commands.diagnostics.redaction import Redactor, unescaped
from bowerbird_bridge.commands.diagnostics.vocabulary import vocabulary

HOME = "/srv/people/zorbulak"
FOLDER = f"{HOME}/Bilder/Großtante Wilhelmine"
KNOWN = {HOME: "<home>", FOLDER: "<folder 1>", "zorbulak": "<user>", "red mugs": "<collection 1>"}
WORDS = vocabulary()
OURS = (
    "The index was saved.",
    "Your pictures are safe.",
    "database disk image is malformed",
    "ready at http://127.0.0.1:28471/, process 4711",
    "/v1/search answered in 12.5 ms, 1,234 pictures",
    "2026-11-29 11:12:13,123 INFO bowerbird_bridge.commands.serve: the hub stopped",
)
FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "percent-encoded": lambda text: quote(text, safe=""),
    "percent-encoded path": quote,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON twice": lambda text: json.dumps(json.dumps(text))[1:-1],
    "Python": lambda text: text.encode("unicode_escape").decode("ascii"),
    "Windows": lambda text: "C:\\Users\\" + text.replace("/", "\\"),
    "share": lambda text: r"\\nas\pictures" + "\\" + text.replace("/", "\\"),
    "address": lambda text: "file://" + quote(text),
    "quoted": lambda text: f"\u201c{text}\u201d",
    "repr": repr,
}
SURROUNDINGS = ("{}", "It failed: {}.", "{}: gone", "({})", 'path="{}"', "at {}, then", "x={} y", "'{}'")

_LETTERS = "bcdfghjklmnpqrstvwxz" + "äöüßéñżЖ漢"
secrets = (
    st.text(_LETTERS, min_size=6, max_size=14)
    .filter(lambda text: text not in WORDS and unescaped(text) == text)
    .filter(lambda text: not any(piece in WORDS for piece in re.findall(r"[a-z]{4,}", text)))
)
"""Words that are none of ours, in several scripts."""


def redactor() -> Redactor:
    """Make one that has seen nothing yet."""
    return Redactor(KNOWN, WORDS)


@settings(max_examples=400)
@given(secrets, st.sampled_from(sorted(FORMS)), st.sampled_from(SURROUNDINGS))
@example("großtante", "JSON twice", "{}: gone")
def test_what_is_none_of_our_words_is_in_no_text(secret: str, form: str, around: str) -> None:
    """A word that nobody told the redactor of is gone all the same, in whatever form it came."""
    written = FORMS[form](f"x/{secret}")
    text = around.format(written)
    assert secret in text or secret in unescaped(unescaped(text))  # the control: it was there
    given_out = redactor()(text)
    assert secret not in unescaped(given_out)
    assert secret.casefold() not in given_out.casefold()


@settings(max_examples=300)
@given(text=st.text(st.characters(codec="utf-8"), max_size=80))
def test_every_letter_that_comes_out_belongs_to_a_word_of_ours(text: str) -> None:
    """Whatever goes in, out come placeholders, words of ours and short numbers."""
    out = re.sub(r"<[a-z ]+(?: \d+)?>", " ", redactor()(text))
    for word in re.findall(r"[^\W\d_]+", out):
        assert word in WORDS or word.lower() in WORDS, word
    assert not re.search(r"\d{7}", out)


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("secret", [HOME, FOLDER, f"{FOLDER}/red mugs/table.png"])
def test_known_places_go_though_all_their_words_are_ours(secret: str, form: str) -> None:
    """A known folder goes with all that lies in it, also where each of its words is one of ours."""
    text = f"It failed at {FORMS[form](secret)} (no_permission)"
    out = redactor()(text)
    for piece in ("zorbulak", "Großtante", "Wilhelmine", "Bilder", "mugs", "table"):
        assert piece.casefold() not in unescaped(out).casefold()
    assert out.startswith("It failed at ")
    assert "no" in out


@pytest.mark.parametrize("text", OURS)
def test_our_own_sentences_stay(text: str) -> None:
    """The control of all the others: it does not simply take out everything."""
    assert redactor()(text) == text


def test_what_stands_in_quotes_and_names_of_files_go_though_the_words_are_ours() -> None:
    """A name made of common words is a name."""
    out = redactor()(
        "\u201cred table\u201d and 'blue mug' and \"the cat\" and table.png and `bowerbird search mug` went"
    )
    assert out == "<name 1> and <name 2> and <name 3> and <word 1> and <name 4> went"
    assert redactor()("Run `bowerbird index`.") == "Run `bowerbird index`."


@pytest.mark.parametrize(
    "name",
    [
        "the owner\u2019s letters of the doctor.png",
        "letters - the doctor, of the owner (private).jpg",
        "secret [1]: letters of the owner.TIFF",
        "red mug; the doctor.heic",
    ],
)
@pytest.mark.parametrize(
    "folder", [FOLDER, "/mnt/elsewhere", "C:\\Elsewhere", r"\\nas\c$", r"\\\\nas\\share", "~zorbulak", "~"]
)
def test_a_name_that_holds_what_ends_a_path_goes_wholly(folder: str, name: str) -> None:
    """A dash, a comma or an apostrophe in a picture's name; what the sentence says of it stays, the control."""
    out = redactor()(f"{folder}/again/{name} cannot be read (no_permission)")
    assert re.fullmatch(r"(<folder 1> )?<path 1> cannot be read \(no_permission\)", out), out


def test_an_apostrophe_ends_no_quote() -> None:
    """In one name or in two, and a quote that ends ends."""
    redact = redactor()
    assert (
        redact("the job \u2018the owner\u2019s letters of the doctor\u2019 failed")
        == "the job <name 1> failed"
    )
    assert redact("\u2018the parents\u2019 letters\u2019 answers: \u2018red mug\u2019 is broken") == (
        "<name 2> answers: <name 3> is broken"
    )
    assert redact("\u201cred \u201dmug\u201d was saved") == "<name 4> was saved"


@pytest.mark.parametrize(
    "written", ["letters\nof the owner", "letters\\nof the owner", "letters of the owner"]
)
@pytest.mark.parametrize(
    "form", ["/srv/people/{} is offline", "collection {} was made", "\u2018{}\u2019 failed"]
)
def test_a_known_name_with_a_line_break_goes_however_it_is_written(written: str, form: str) -> None:
    """As it is, as the log escapes it, and as a sentence is brought to one line; nobody's is what it was, the control."""
    known = {"/srv/people/letters\nof the owner": "<folder 1>", "letters\nof the owner": "<collection 1>"}
    text = form.format(written)
    redact = Redactor(known, WORDS)
    assert redact.finds(text)
    if "\n" not in written:  # a text of several lines is the log's, where no name breaks one
        assert "owner" not in redact(text)
    if form.startswith("collection"):
        assert "of the owner was made" in Redactor({}, WORDS)(text) or "\\n" in written


def test_a_number_beside_what_went_goes_too() -> None:
    """It may be the number of a house or of an account; one of ours stays."""
    out = redactor()("gone 4711 wutzel, drachen 12.5, zorb: 99 in 12 ms by process 4711")
    assert out == "gone <number> <word 1>, <word 2> <number>, <word 3>: <number> in 12 ms by process 4711"


def test_the_same_thing_has_the_same_placeholder() -> None:
    """Two lines that speak of one file still do, and a placeholder that is written in a text passes for none of ours."""
    redact = redactor()
    one, two = redact("lost /mnt/x/a b.png, then"), redact("found /mnt/x/a b.png, and /mnt/x/c.png")
    assert one == "lost <path 1>, then"
    assert two == "found <path 1>, and <path 2>"
    assert "<path 1>" not in redact("a text with <path 1> in it")


def test_a_traceback_keeps_our_modules_and_lines() -> None:
    """Where something went wrong in our code is what a maintainer wants to know."""
    line = (
        f"2026-11-29 11:12:13,123 ERROR bowerbird_bridge.v1.refusals: failed\\nTraceback (most recent call last):\\n"
        f'  File "{HOME}/venv/lib/python3.12/site-packages/bowerbird_bridge/v1/routing.py", line 33, in answer\\n'
        f"    return call(self)\\nKeyError: '{FOLDER}'"
    )
    out = redactor()(line)
    assert (
        "File bowerbird_bridge v1 routing, line 33, in answer\n    return call(self)\nKeyError: <name 1>"
        in out
    )
    assert out.startswith("2026-11-29 11:12:13,123 ERROR bowerbird_bridge.v1.refusals: failed\nTraceback")
    assert "zorbulak" not in out


def test_finds_sees_every_form_and_nothing_else() -> None:
    """The last look finds what is known in each form, and is not alarmed by texts of ours."""
    redact = redactor()
    for form, write in FORMS.items():
        assert redact.finds(write(f"{FOLDER}/a")), form
    assert not any(redact.finds(text) for text in OURS)
    assert not redact.finds(string.printable)


def test_a_private_name_goes_though_it_is_a_word_of_ours() -> None:
    """Will is a person here, and the longest of what is known counts; the control is the same word of nobody."""
    words = frozenset({"will", "opened", "in"})
    known = {"Will": "<user>", "/folder/will": "<home>", "/folder/will/pics": "<folder 1>"}
    redact = Redactor(known, words)
    assert redact("Will opened /folder/will/pics") == "<user> opened <folder 1>"
    assert redact("opened in /folder/will") == "opened in <home>"
    assert Redactor({}, words)("Will opened") == "Will opened"


def test_what_was_escaped_more_than_once_is_found() -> None:
    """A path in a log, in an error, in an address."""
    redact = Redactor({"/home/anna": "<home>"}, frozenset())
    for text in ("/home/anna", "%2Fhome%2Fanna", "%252Fhome%252Fanna", "%25252Fhome%25252Fanna"):
        assert redact.finds(text), text
        assert redact(text) == "<home>"
    assert not redact.finds("%252Fhome%252Fanne")
