"""The bundle: of a library in which everything bears a private name, none of these is in it, in whatever form."""

from __future__ import annotations

import json
import os
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from bowerbird_bridge.cli import bowerbird
from bowerbird_bridge.commands.diagnostics import bundle as bundles
from bowerbird_bridge.commands.diagnostics.bundle import sealed
from bowerbird_bridge.commands.diagnostics.redaction import Redactor, unescaped
from bowerbird_engine import Engine, Probe, SearchQuery, load_settings
from bowerbird_engine.assets import TextRegion
from bowerbird_engine.catalog.catalogue import Catalogue
from fakes.indexed import make_picture
from fakes.served import Answer

USER = "zörbulak"
FOLDER = 'Großtante Wilhelmine\'s "Nachlaß"'
INNER = "Scheidung & Anwalt"
PICTURE = "Kontoauszug Żółć.png"
TORN = "Röntgenbild links.jpg"
COLLECTION = "Quittungen Finanzamt"
SEARCH = "Pinguinkostüm Karneval"
WORDS = "wutzelbacher drachenboot"
LETTERS = "GEHEIMNUMMER 4711"
MODEL = "firmenmodell-klumpfisch"
RULE = "Hochzeitsnacht*/"
OFFLINE = "Wechselplatte Tante Hedwig"
TOKEN = "hub_qx7vt3kzj9mw2rp5nd8fh4bs6cl1gy0a"  # noqa: S105  nobody's
MAIL = "wilhelmine.zorbulak@beispiel.example"
CANARIES = (
    "zörbulak", "zorbulak", "Großtante", "Wilhelmine", "Nachlaß", "Scheidung", "Anwalt", "Kontoauszug", "Żółć",
    "Röntgenbild", "links.jpg", "Quittungen", "Finanzamt", "Pinguin", "Karneval", "wutzelbacher", "drachenboot",
    "GEHEIM", "4711", "klumpfisch", "Hochzeitsnacht", "Wechselplatte", "Hedwig", TOKEN, "beispiel",
)  # fmt: skip


def forms_of(text: str) -> list[str]:
    """Write a text in the ways in which logs and errors do."""
    windows = "C:\\Users\\" + text.replace("/", "\\")
    return [
        text,
        unicodedata.normalize("NFD", text),
        quote(text),
        quote(text, safe=""),
        json.dumps(text),
        json.dumps({"path": windows}),
        windows,
        repr(text),
        text.upper(),
        "file://" + quote(text),
        text.encode("unicode_escape").decode("ascii"),
    ]


class Person:
    """Somebody with a library in which nothing has a harmless name."""

    def __init__(self, base: Path) -> None:
        self.account = base / "users" / USER
        self.home = self.account / "Bibliothek"
        self.pictures = self.account / "Bilder" / FOLDER
        self.settings = load_settings(self.home, {})

    def run(self, *arguments: str | Path) -> Answer:
        """Run the command as this person."""
        done = CliRunner().invoke(
            bowerbird,
            [os.fspath(argument) for argument in arguments],
            env={
                "BOWERBIRD_HOME": str(self.home),
                "HOME": str(self.account),
                "LOGNAME": USER,
                "USER": USER,
                "BOWERBIRD_DETAILS": "0",
            },
            prog_name="bowerbird",
        )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Answer(done.exit_code, done.stdout, done.stderr)

    def texts(self) -> dict[str, str]:
        """Write a bundle and give its files."""
        place = self.account / "bundle.zip"
        assert self.run("diagnostics", place, "--replace").code == 0
        with zipfile.ZipFile(BytesIO(place.read_bytes())) as archive:
            return {name.rsplit("/", 1)[1]: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Person:
    """Make the library: pictures, a torn one, a disk that is away, things kept, a model, rules, and a log of mishaps."""
    one = Person(tmp_path_factory.mktemp("person"))
    for number, name in enumerate((PICTURE, "b.png", "c.png")):
        make_picture(one.pictures / INNER / name, number)
    (one.pictures / INNER / TORN).write_bytes(b"torn")
    away = one.account / OFFLINE
    make_picture(away / "d.png", 9)
    assert one.run("add", one.pictures, away).code == 0
    assert one.run("index", "--no-ocr").code == 0
    away.rename(one.account / "gone")
    with Engine(one.settings) as engine:
        asset = engine.search(SearchQuery(text="blocks")).hits[0].asset
        collection = engine.create_collection(COLLECTION)
        engine.add_to_collection(collection.id, [asset.id])
        engine.save_search(SEARCH, SearchQuery(text=WORDS))
    with Catalogue.open(one.settings.catalogue_path) as writer:
        box = (0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0)
        writer.texts.put(asset.content_id, "reader", [TextRegion(LETTERS, 0.9, box)])
    (one.settings.packs_dir / MODEL).mkdir(parents=True)
    (one.settings.packs_dir / MODEL / "pack.json").write_text("{}")
    one.settings.ignore_file.write_text(f"{RULE}\n**/a/**/{INNER}/**/c/**/d\n")
    private = [
        str(one.pictures / INNER / PICTURE),
        FOLDER,
        COLLECTION,
        SEARCH,
        WORDS,
        LETTERS,
        MODEL,
        TOKEN,
        MAIL,
        USER,
    ]
    stamp = "2026-11-29 11:12:13,123"
    code = f"{one.account}/venv/lib/python3.12/site-packages/bowerbird_bridge/v1/routing.py"
    trace = f'Traceback (most recent call last):\\n  File "{code}", line 33, in answer\\n    return call(self)\\nKeyError: '
    lines = [
        line
        for text in private
        for form in forms_of(text)
        for line in (
            f"{stamp} WARNING bowerbird_bridge.commands.serve: {form}",
            f"{stamp} ERROR bowerbird_bridge.v1.refusals: {form} cannot be read (no_permission). {trace}{form!r}",
        )
    ]
    (one.home / "hub.log").write_text(
        "\n".join([*lines, f"{stamp} INFO bowerbird_bridge.hub: the hub stopped"]) + "\n"
    )
    return one


def leaks(texts: dict[str, str]) -> set[tuple[str, str]]:
    """Give which canaries stand in which files, however they are written there."""
    found: set[tuple[str, str]] = set()
    for name, text in texts.items():
        plain = unescaped(text)
        forms = [form.casefold() for form in (text, plain, unicodedata.normalize("NFC", plain))]
        found |= {(name, canary) for canary in CANARIES if any(canary.casefold() in form for form in forms)}
    return found


def test_nothing_private_is_in_the_bundle(person: Person) -> None:
    """Neither in what is made of fields nor in what went through the redactor."""
    texts = person.texts()
    assert leaks(texts) == set()
    assert set(texts) == {
        "README.txt",
        "versions.json",
        "doctor.json",
        "library.json",
        "timings.json",
        "hub-log.txt",
        "errors.txt",
    }
    assert texts["README.txt"] == bundles.README


def test_without_the_redactor_all_of_it_would_be_there(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: each canary is on its way into the bundle, those that only the catalogue knows apart."""

    def as_it_is(_redactor: Redactor, text: str) -> str:
        return text

    def nothing(_redactor: Redactor, _text: str) -> bool:
        return False

    monkeypatch.setattr(Redactor, "__call__", as_it_is)
    monkeypatch.setattr(Redactor, "finds", nothing)
    found = leaks(person.texts())
    assert {canary for name, canary in found if name == "hub-log.txt"} >= set(CANARIES) - {
        "Hochzeitsnacht", "Wechselplatte", "Hedwig", "links.jpg", "Röntgenbild",
    }  # fmt: skip
    assert {"Wechselplatte", "Hochzeitsnacht", "klumpfisch", "zörbulak"} <= {
        canary for name, canary in found if name == "doctor.json"
    }
    assert not any(name in {"library.json", "versions.json", "timings.json"} for name, _ in found)


def test_a_maintainer_learns_what_matters(person: Person) -> None:
    """Codes, counts, versions, times and lines of our code: and two lines of one folder are known for that."""
    texts = person.texts()
    found = {check["code"]: check for check in json.loads(texts["doctor.json"])}
    assert {
        "folder_offline",
        "files_not_a_picture",
        "rule_senseless",
        "rule_matches_nothing",
        "pack_unusable",
    } <= set(found)
    assert found["folder_offline"]["detail"].startswith("<folder 2> is offline")
    library = json.loads(texts["library.json"])
    assert library["failures"] == [{"status": "unreadable", "code": "not_a_picture", "number": 1}]
    assert library["folders"][1] | {"left_out": {}} == {
        "folder": "<folder 2>", "online": False, "file_system": None, "files": 1, "left_out": {},
    }  # fmt: skip
    assert library["rows"]["collection"] == library["rows"]["saved_search"] == 1
    assert library["broken_packs"] == 1
    assert library["spaces"][0]["pack_id"] == "starter"
    versions = json.loads(texts["versions.json"])
    assert {"bowerbird", "python", "system", "libraries"} <= set(versions)
    assert "apsw" in versions["libraries"]
    timings = json.loads(texts["timings.json"])
    assert all(timings[kind]["median_ms"] > 0 for kind in ("words", "letters", "name", "picture"))
    assert texts["hub-log.txt"].endswith(
        "2026-11-29 11:12:13,123 INFO bowerbird_bridge.hub: the hub stopped\n"
    )
    assert (
        "File bowerbird_bridge v1 routing, line 33, in answer\n    return call(self)\nKeyError: "
        in texts["errors.txt"]
    )


def test_the_command_says_what_is_inside_and_where(person: Person, tmp_path: Path) -> None:
    """It names each file and its size, writes over nothing unasked, and sends nothing."""
    place = tmp_path / "b.zip"
    said = person.run("diagnostics", place)
    assert said.code == 0
    for name in ("README.txt", "doctor.json", "hub-log.txt"):
        assert name in said.out
    assert "sent nowhere" in said.out
    again = person.run("diagnostics", place, "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "bundle")
    assert person.run("diagnostics", place, "--replace", "--json").json["withheld"] == []
    assert person.run("diagnostics", tmp_path / "no" / "such.zip", "--json").json["error"]["code"] == "bundle"


def test_a_library_that_cannot_be_opened_has_a_bundle_too(tmp_path: Path) -> None:
    """With the code of why not, and nothing of the sentence's path."""
    person = Person(tmp_path)
    person.home.mkdir(parents=True)
    (person.home / "catalogue.sqlite").write_bytes(os.urandom(8192))
    texts = person.texts()
    assert json.loads(texts["library.json"])["cannot_be_opened"] == "catalogue_damaged"
    assert "library_catalogue_damaged" in texts["doctor.json"]
    assert leaks(texts) == set()


def test_names_of_our_own_words_go_too(tmp_path: Path) -> None:
    """No word of them would be missed: what takes them out is that they are known, in pieces of a library as well."""
    person = Person(tmp_path)
    folder = person.account / "letters\nof the owner"
    make_picture(folder / "a.png", 1)
    assert person.run("add", folder).code == 0
    assert person.run("index", "--no-ocr").code == 0
    with Engine(person.settings) as engine:
        engine.create_collection("not the doctor")
        engine.set_self_test([Probe(picture=folder / "a.png", name="secret picture of the owner")])
    assert person.run("backup", person.account / "another disk, of the owner").code == 0
    folder.rename(person.account / "gone")
    with Catalogue.open(person.settings.catalogue_path) as writer:
        writer._database.execute("UPDATE self_test SET circumstances = '{}'")  # pyright: ignore[reportPrivateUsage]
    (person.home / "hub.log").write_text(
        "2026-11-29 11:12:13,123 INFO bowerbird_bridge.hub: not the doctor, secret picture of the owner: changed\n"
    )

    def told() -> str:
        texts = person.texts()
        return "".join(text for name, text in texts.items() if name != "README.txt")

    whole = told()
    assert "<folder 1> is offline" in whole
    assert "the newest one is of today, in <backups 1>" in whole
    assert "<collection 1>, <probe 1>: changed" in whole
    assert "of the owner" not in whole
    with Catalogue.open(person.settings.catalogue_path) as writer:
        writer._database.execute("DROP TABLE preference")  # pyright: ignore[reportPrivateUsage]  no part of ours does
    torn = told()
    assert '"cannot_be_opened"' in torn
    assert "<collection 1>, <probe 1>: changed" in torn
    assert "of the owner" not in torn


@pytest.mark.parametrize("name", ["x" * 300, ".", "no/such/folder.zip"])
@pytest.mark.parametrize("more", [(), ("--replace",)])
def test_a_place_that_takes_no_file_is_told(
    person: Person, tmp_path: Path, name: str, more: tuple[str, ...]
) -> None:
    """With the code of it, for scripts too."""
    answer = person.run("diagnostics", tmp_path / name, "--json", *more)
    assert (answer.code, answer.json["error"]["code"]) == (1, "bundle")
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_nowhere_is_not_written_through(person: Person, tmp_path: Path) -> None:
    """It is there already, whatever it leads to; with --replace it gives way, and what it led to is not made."""
    link = tmp_path / "bundle.zip"
    link.symlink_to(tmp_path / "elsewhere")
    assert person.run("diagnostics", link, "--json").json["error"]["code"] == "bundle"
    assert person.run("diagnostics", link, "--replace").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["bundle.zip"]
    assert zipfile.is_zipfile(link)


def test_what_slipped_through_is_withheld() -> None:
    """A file in which something known still stands is not given out, whatever put it there."""
    redactor = Redactor({"/srv/people/zorbulak": "<home>"}, frozenset({"fine"}))
    bundle = sealed(redactor, {"a.json": '{"path": "/srv/people/zorbulak/x"}', "b.json": "fine"})
    assert bundle.withheld == ("a.json",)
    assert "zorbulak" not in bundle.as_zip().decode("latin-1")
    assert bundle.files["a.json"] == "(taken out)"
    assert bundle.files["b.json"] == "fine"
