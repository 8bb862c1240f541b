from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Command, Library


@pytest.fixture
def empty(tmp_path: Path) -> Command:
    """Give a library that nobody has used yet."""
    return Command(tmp_path / "home")


def test_counts_add_up_to_the_files_found(library: Library) -> None:
    """Every picture file below the folder is counted once, with a state; other files are counted apart."""
    files = sum(1 for path in library.folder.rglob("*") if path.is_file() and path.suffix != ".txt")

    assert library.report["found"] == files
    assert sum(library.report["counts"].values()) == files
    assert library.report["counts"]["unreadable"] == 1
    assert library.report["skips"] == {"not_a_picture": 1}
    assert [failure["path"] for failure in library.report["failures"]] == [str(library.folder / "broken.jpg")]


def test_a_second_index_learns_nothing(library: Library) -> None:
    """An index that is up to date stays as it is."""
    report = library.run("index", "--json").json

    assert (report["embedded"], report["moved"], report["read_for_letters"]) == (0, 0, 0)
    assert report["counts"] == library.report["counts"]


def test_search_prints_the_promised_object(library: Library) -> None:
    """What scripts rely on: entry, hits with id, absolute path, similarity and reasons, and next."""
    answer = library.run("search", "a", "picture", "of", "something", "--limit", "3", "--json").json

    assert set(answer) >= {"entry", "hits", "next"}
    assert len(answer["hits"]) == 3
    for hit in answer["hits"]:
        assert Path(hit["path"]).is_absolute()
        assert Path(hit["path"]).is_file()
        assert 0 <= hit["similarity"] <= 100
        assert hit["reasons"]
    assert answer["next"]


def test_pages_follow_each_other_without_repeats(library: Library) -> None:
    """Following `next` to the end shows each hit once, and the whole list when asked at once."""
    whole = [
        hit["id"] for hit in library.run("search", "warm", "light", "--limit", "100", "--json").json["hits"]
    ]
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(20):
        more = ["--cursor", cursor] if cursor else []
        page = library.run("search", "warm", "light", "--limit", "7", "--json", *more).json
        seen += [hit["id"] for hit in page["hits"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == whole
    assert len(set(seen)) == len(seen)


def test_a_picture_finds_itself_first(library: Library) -> None:
    """The same file is the first hit at 100 %, with its copy named beside it."""
    answer = library.run("search", "--like", library.label, "--json").json

    first = answer["hits"][0]
    assert library.label.read_bytes() == Path(first["path"]).read_bytes()
    assert first["similarity"] == 100
    assert len(first["copies"]) == 1


def test_letters_find_the_label(library: Library) -> None:
    """The code that stands in a picture finds this picture."""
    answer = library.run("search", "--letters", library.code, "--json").json

    assert Path(answer["hits"][0]["path"]).read_bytes() == library.label.read_bytes()
    assert answer["entry"] == "letters"


def test_folders_narrow_before_ranking(library: Library) -> None:
    """A narrow folder fills its page with what it holds, and an excluded one never shows."""
    inside = library.folder / "again"
    only = library.run("search", "anything", "--in", inside, "--json").json["hits"]
    without = library.run(
        "search", "anything", "--not-in", library.label.parent, "--limit", "100", "--json"
    ).json["hits"]

    assert [hit["path"] for hit in only] == [str(inside / "copy.jpg")]
    assert all(Path(hit["path"]).parent != library.label.parent for hit in without)
    assert without


def test_a_batch_gives_the_same_lists_as_single_questions(library: Library) -> None:
    """One process or many: the same question gives the same answer, in order."""
    lines = [
        {"text": "a red mug", "limit": 5},
        {"like": str(library.label), "limit": 5},
        {"letters": library.code, "limit": 5},
        {"text": "a red mug", "avoid": "white, blue", "limit": 50},
    ]
    answers = library.run(
        "search", "--batch", "-", "--json", stdin="\n".join(map(json.dumps, lines))
    ).out.splitlines()
    singles = [
        library.run("search", "a red mug", "--limit", "5", "--json"),
        library.run("search", "--like", library.label, "--limit", "5", "--json"),
        library.run("search", "--letters", library.code, "--limit", "5", "--json"),
        library.run("search", "a red mug", "--avoid", "white, blue", "--limit", "50", "--json"),
    ]

    assert [json.loads(answer) for answer in answers] == [single.json for single in singles]
    assert "avoided" in {reason["signal"] for hit in singles[-1].json["hits"] for reason in hit["reasons"]}


def test_a_bad_line_of_a_batch_is_answered_in_its_place(library: Library) -> None:
    """A line that is no query gets an error object; the others get their answers, and the exit code tells."""
    lines = [
        '{"text": "mug"}',
        "not json",
        "[]",
        '{"limit": "x", "text": "a"}',
        '{"colour": "red"}',
        '{"text": " "}',
        '{"text": "mug"}',
    ]

    answer = library.run("search", "--batch", "-", "--json", stdin="\n".join(lines))

    parsed = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 1
    assert ["hits" in line for line in parsed] == [True, False, False, False, False, False, True]
    assert parsed[5]["error"]["code"] == "empty_query"


def test_similar_takes_an_id(library: Library) -> None:
    """More like this: the picture itself is not its own result, or comes first at 100 %."""
    first = library.run("search", "--like", library.label, "--json").json["hits"][0]

    answer = library.run("similar", first["id"], "--limit", "3", "--json").json

    assert answer["hits"]
    assert answer["entry"] == "picture"


@pytest.mark.parametrize("picture", ["01NOPE", "mug.jpg", "a mug", "x" * 26 + "."])
def test_what_is_neither_a_file_nor_an_id_is_said_to_be_neither(library: Library, picture: str) -> None:
    """Who mistypes an id is told so, and not sent to look at paths and permissions."""
    answer = library.run("similar", picture)

    assert answer.code == 2
    assert f"{picture} is neither a file nor the id of a picture" in " ".join(answer.err.split())


def test_reveal_prints_the_place(library: Library) -> None:
    """Without a desktop, `reveal --print` still tells where the file lies."""
    hit = library.run("search", "--like", library.label, "--json").json["hits"][0]

    assert library.run("reveal", hit["id"], "--print").out.strip() == hit["path"]


def test_status_names_the_problem_file(library: Library) -> None:
    """The file that is no picture is named with its reason."""
    answer = library.run("status", "--problems", "--json").json

    assert [problem["path"] for problem in answer["problems"]] == [str(library.folder / "broken.jpg")]
    assert answer["letters"]["read"] == answer["letters"]["total"] > 0
    assert "broken.jpg" in library.run("status", "--problems").out


@pytest.mark.parametrize("command", ["status", "folders", "models", "doctor"])
def test_every_view_reads_well_and_has_json(library: Library, command: str) -> None:
    """The views work for people and for scripts."""
    assert library.run(command).code == 0
    assert library.run(command, "--json").json


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (["search"], 2, "empty_query"),
        (["search", "   "], 2, "empty_query"),
        (["search", "--like", "no-such-file.jpg"], 1, "unreadable_picture"),
        (["search", "--like", __file__], 1, "unreadable_picture"),
        (["search", "a", "--in", "/no/such/folder"], 2, "unknown_folder"),
        (["search", "a", "--limit", "0"], 2, "bad_request"),
        (["search", "a", "--cursor", "forged"], 2, "bad_cursor"),
        (["similar", "01ARZ3NDEKTSV4RRFFQ69G5FAV"], 2, "unknown_asset"),
        (["similar", "no/such/file.jpg"], 1, "unreadable_picture"),
        (["add", "/no/such/folder"], 2, "bad_folder"),
        (["remove", "/no/such/folder"], 2, "unknown_folder"),
    ],
)
def test_errors_are_a_sentence_and_a_stable_code(
    library: Library, arguments: list[str], code: int, error: str
) -> None:
    """Bad input gives a plain sentence, a stable code and an exit code, never a traceback."""
    answer = library.run(*arguments, "--json")

    assert (answer.code, answer.json["error"]["code"]) == (code, error)
    assert answer.err.startswith("bowerbird: ")
    assert "Traceback" not in answer.err


def test_an_empty_library_teaches(empty: Command) -> None:
    """The first commands of a new user work without a library."""
    assert "bowerbird add" in empty("status").out
    indexed = empty("index")
    assert indexed.code == 0
    assert "bowerbird add" in indexed.out
    assert "up to date" not in indexed.out
    assert empty("search", "mug", "--json").json["hits"] == []
    assert empty("doctor").code == 0


def test_adding_twice_or_inside_changes_nothing(empty: Command, tmp_path: Path) -> None:
    """A folder is added once; a folder inside it is refused with a sentence."""
    (tmp_path / "pictures" / "inner").mkdir(parents=True)

    assert empty("add", tmp_path / "pictures").code == 0
    assert empty("add", tmp_path / "pictures").code == 0
    assert empty("add", tmp_path / "pictures" / "inner", "--json").json["error"]["code"] == "bad_folder"
    assert len(empty("folders", "--json").json["folders"]) == 1


def test_remove_leaves_the_files_alone(empty: Command, tmp_path: Path, library: Library) -> None:
    """Taking a folder out of the library touches no file."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(library.label.read_bytes())
    empty("add", folder)
    empty("index", "--no-ocr")

    answer = empty("remove", folder, "--json")

    assert answer.json == {"removed": {str(folder): 1}}
    assert (folder / "a.jpg").read_bytes() == library.label.read_bytes()
    assert empty("search", "label", "--json").json["hits"] == []


def test_help_of_every_command_teaches() -> None:
    """Each command says what it does; `search` shows examples."""
    run = Command(Path("unused"))

    names = [
        "add",
        "remove",
        "index",
        "search",
        "similar",
        "reveal",
        "status",
        "doctor",
        "folders",
        "models",
        "demo",
    ]
    overview = run("--help").out
    for name in names:
        assert name in overview
        assert len(run(name, "--help").out.splitlines()) > 3
    assert "--like" in run("search", "--help").out


def test_a_folder_that_went_away_is_offline_and_says_why(tmp_path: Path, library: Library) -> None:
    """Its pictures stay in every list, and what wants to open one is told why it cannot."""
    run = Command(tmp_path / "home")
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(library.label.read_bytes())
    run("add", folder)
    run("index", "--no-ocr")
    folder.rename(tmp_path / "elsewhere")

    report = run("index", "--no-ocr", "--json").json
    hit = run("search", "label", "--json").json["hits"][0]
    revealed = run("reveal", hit["id"])

    assert [root["path"] for root in report["offline"]] == [str(folder)]
    assert hit["online"] is False
    assert "cannot be opened now" in run("search", "label").out
    assert "is not there" in revealed.err
    assert revealed.out.strip() == str(folder / "a.jpg")
    assert revealed.code == 1
    as_json = run("reveal", hit["id"], "--json")
    assert as_json.json["online"] is False
    assert as_json.code == 1
