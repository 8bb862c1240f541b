"""Where editors are looked for on each system, which programs are taken for one, and where their extensions are."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bowerbird_bridge.commands.plugin_hosts import vscode_editors, vscode_programs
from bowerbird_bridge.commands.plugin_hosts.calling import Called
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings
from bowerbird_bridge.commands.plugin_hosts.vscode_editors import Editor
from bowerbird_bridge.commands.plugin_hosts.vscode_folders import extensions_folder, settings_folder
from bowerbird_bridge.commands.plugin_hosts.vscode_host import editor_runs
from bowerbird_bridge.commands.plugin_hosts.vscode_products import PRODUCTS, Product, read_about
from bowerbird_bridge.commands.plugin_hosts.vscode_programs import find_editors, looked_in, named_editor

BY_COMMAND = {product.command: product for product in PRODUCTS}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty home on a machine without an editor."""
    monkeypatch.setattr(vscode_programs, "SYSTEM_FOLDERS", (tmp_path / "usr" / "share", tmp_path / "opt"))
    monkeypatch.setattr(vscode_programs, "SNAPS", tmp_path / "snap")
    monkeypatch.setattr(Surroundings, "is_root", property(lambda _: False))
    made = tmp_path.resolve() / "home"
    made.mkdir()
    return made


def _put(path: Path, *, runs: bool = True, text: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755 if runs else 0o644)
    return path


def _product(app: Path, command: str = "code", data: str = ".vscode", **more: str) -> None:
    app.mkdir(parents=True, exist_ok=True)
    told = {"applicationName": command, "nameShort": command.title(), "dataFolderName": data, **more}
    (app / "product.json").write_text(json.dumps(told))
    (app / "package.json").write_text(json.dumps({"version": "1.120.0"}))


def _found(home: Path, platform: str = "linux", **environ: str) -> list[Editor]:
    return [*find_editors(Surroundings(platform, home, {"PATH": "", **environ})).editors]


@pytest.mark.parametrize(
    "place",
    [
        "VSCode-linux-x64",
        "opt/code",
        "Applications/whatever",
        ".local/share/code",
        ".local/lib/code-1.2",
        "../opt/visual-studio-code",
        "../usr/share/code",
    ],
)
@pytest.mark.parametrize(
    ("inside", "app"), [("bin", "resources/app"), ("resources/app/bin", "resources/app")]
)
def test_where_people_and_packages_put_it(home: Path, place: str, inside: str, app: str) -> None:
    """An editor is found by what lies around its program, however the folder is called."""
    program = _put(home / place / inside / "code")
    _product(home / place / app)

    (editor,) = _found(home)

    assert Path(editor.program).resolve() == program.resolve()
    assert (editor.title, editor.version, editor.is_sure) == ("VS Code", "1.120.0", True)
    assert editor.extensions == home / ".vscode" / "extensions"


@pytest.mark.parametrize(
    "place", ["Downloads/VSCode-linux-x64/bin/code", "project/bin/code", "opt/VSCode/bin/code-tunnel"]
)
def test_what_is_not_started_by_itself(home: Path, place: str) -> None:
    """What was only downloaded, a program of that name in somebody's project, and other programs: nobody asked for it."""
    program = _put(home / place)
    if "project" not in place:
        _product(program.parents[1] / "resources" / "app")

    assert _found(home) == []


def test_each_maker_has_its_own_folders(home: Path) -> None:
    """All are found side by side; a name that is not known is taken as the editor says it."""
    for command, data in (
        ("code", ".vscode"),
        ("code-insiders", ".vscode-insiders"),
        ("codium", ".vscode-oss"),
        ("cursor", ".cursor"),
        ("windsurf", ".windsurf"),
    ):
        _put(home / "opt" / command / "bin" / command)
        _product(home / "opt" / command / "resources" / "app", command, data)
    _put(home / "opt" / "server" / "bin" / "code-server")
    _product(home / "opt" / "server" / "lib" / "vscode", "code-server", ".code-server")
    _put(home / "bin" / "code")
    _product(home / "bin", "code-oss", ".code-oss", nameShort="Code - OSS")

    found = {editor.title: editor.extensions for editor in _found(home, PATH=str(home / "bin"))}

    assert found == {
        "VS Code": home / ".vscode" / "extensions",
        "VS Code Insiders": home / ".vscode-insiders" / "extensions",
        "VSCodium": home / ".vscode-oss" / "extensions",
        "Cursor": home / ".cursor" / "extensions",
        "Windsurf": home / ".windsurf" / "extensions",
        "code-server": home / ".local" / "share" / "code-server" / "extensions",
        "Code - OSS": home / ".code-oss" / "extensions",
    }


def test_the_path_names_links_and_wrappers(home: Path) -> None:
    """A link is what it leads to; a script that tells nothing is taken, and asked later; one that both name counts once."""
    program = _put(home / "opt" / "code" / "bin" / "code")
    _product(home / "opt" / "code" / "resources" / "app")
    _put(home / "bin" / "codium")
    (home / "bin" / "code").symlink_to(program)

    found = _found(home, PATH=str(home / "bin"))

    assert [(editor.program, editor.is_sure) for editor in found] == [
        (str(home / "bin" / "code"), True),
        (str(home / "bin" / "codium"), False),
    ]
    assert found[0].command == (str(home / "bin" / "code"),)


def test_a_wrapper_stands_behind_the_real_one(home: Path) -> None:
    """Both have the same extensions: the one that says what it is, is called."""
    _put(home / "bin" / "code")
    real = _put(home / "opt" / "code" / "bin" / "code")
    _product(home / "opt" / "code" / "resources" / "app")

    (editor,) = _found(home, PATH=str(home / "bin"))

    assert editor.program == str(real)


def test_a_program_that_is_a_window_itself_is_not_called(home: Path) -> None:
    """An AppImage on the path would open one; a file that cannot be run is none at all."""
    _put(home / "bin" / "cursor", text="\x7fELF")
    _put(home / "bin" / "code", runs=False)

    assert _found(home, PATH=str(home / "bin")) == []


def test_the_working_folder_is_not_on_the_path(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is named relatively, or not at all, may be anybody's: a file there is not started."""
    _put(home / "work" / "code")
    monkeypatch.chdir(home / "work")

    assert _found(home, PATH=os.pathsep.join(["", ".", "../work"])) == []
    assert len(_found(home, PATH=str(home / "work"))) == 1


def test_snaps_have_one_program_behind_all_names(home: Path, tmp_path: Path) -> None:
    """Both are links to Snap's own program, and are two editors all the same."""
    snap = _put(tmp_path / "usr" / "bin" / "snap", text="\x7fELF")
    for command, data in (("code", ".vscode"), ("codium", ".vscode-oss")):
        (tmp_path / "snap" / "bin").mkdir(parents=True, exist_ok=True)
        (tmp_path / "snap" / "bin" / command).symlink_to(snap)
        inside = tmp_path / "snap" / command / "current" / "usr" / "share" / command
        _put(inside / "bin" / command)
        _product(inside / "resources" / "app", command, data)

    found = _found(home, PATH=str(tmp_path / "snap" / "bin"))

    assert [(editor.kind, editor.title, editor.version) for editor in found] == [
        ("snap", "VS Code", "1.120.0"),
        ("snap", "VSCodium", "1.120.0"),
    ]
    assert found[0].command == (str(tmp_path / "snap" / "bin" / "code"),)


def test_flatpak_is_asked_and_may_fail(home: Path) -> None:
    """It is asked for the two that it has; where it cannot be started there is none."""
    flatpak = _put(home / "programs" / "flatpak", text='#!/bin/sh\n[ "$*" = "info com.vscodium.codium" ]\n')
    (editor,) = _found(home, PATH=str(flatpak.parent))

    assert (editor.kind, editor.title, editor.program) == ("flatpak", "VSCodium", "com.vscodium.codium")
    assert editor.command[1:] == ("run", "com.vscodium.codium")
    assert editor.seeing(Path("/x y"))[1:] == ("run", "--filesystem=/x y:ro", "com.vscodium.codium")
    assert editor.extensions.is_relative_to(home / ".var" / "app" / "com.vscodium.codium")
    _put(flatpak, text="#!/nowhere\n")
    assert _found(home, PATH=str(flatpak.parent)) == []


def test_a_mac(home: Path) -> None:
    """Bundles in the person's own folder of programs."""
    for bundle, command in (("Visual Studio Code", "code"), ("Cursor", "cursor")):
        app = home / "Applications" / f"{bundle}.app" / "Contents" / "Resources" / "app"
        _put(app / "bin" / command)
        _product(app, command, f".{command}")
    found = [
        editor
        for editor in _found(home, "darwin")
        if Path(editor.program).is_relative_to(home / "Applications")
    ]

    assert [editor.title for editor in found] == ["VS Code", "Cursor"]
    assert found[1].extensions == home / ".cursor" / "extensions"


@pytest.mark.parametrize("versioned", ["", "0f0d87fa9e/"])
def test_windows(home: Path, versioned: str) -> None:
    """The person's own programs and those of all, older layouts and newer ones with a folder for each version."""
    environ = {"LOCALAPPDATA": str(home / "Local"), "PROGRAMFILES": str(home / "Program Files")}
    own = home / "Local" / "Programs" / "Microsoft VS Code"
    _put(own / "bin" / "code.cmd")
    _product(own / f"{versioned}resources/app")
    cursor = home / "Local" / "Programs" / "cursor" / "resources" / "app"
    _put(cursor / "bin" / "cursor.cmd")
    _product(cursor, "cursor", ".cursor", vscodeVersion="1.105.1")
    _put(home / "Program Files" / "VSCodium" / "bin" / "codium.cmd")
    _product(home / "Program Files" / "VSCodium" / "resources" / "app", "codium", ".vscode-oss")

    found = _found(home, "win32", **environ)

    assert [(editor.title, editor.version) for editor in found] == [
        ("VS Code", "1.120.0"),
        ("VSCodium", "1.120.0"),
        ("Cursor", "1.105.1"),
    ]
    assert found[0].command == (str(own / "bin" / "code.cmd"),)


@pytest.mark.parametrize(("platform", "named"), [("win32", "it.vsix"), ("linux", "{home}/a & b/it.vsix")])
def test_the_shell_of_windows_gets_no_path(
    home: Path, monkeypatch: pytest.MonkeyPatch, platform: str, named: str
) -> None:
    """A .cmd is read by a shell that takes & in a path for the next command: it gets the bare name, in its folder."""
    package = home / "a & b" / "it.vsix"
    called: list[tuple[list[str], Path | None]] = []

    def call(words: list[str], _seconds: float, *, environ: object, folder: Path | None) -> Called:
        assert environ == {}
        called.append((words, folder))
        return Called(0, "", "")

    monkeypatch.setattr(vscode_editors, "call", call)
    editor = Editor("native", "VS Code", None, "code.cmd", ("code.cmd",), home, is_sure=True)
    words = ("--install-extension", str(package), "--force")

    vscode_editors.run(editor, Surroundings(platform, home, {}), words, 1, package=package)

    expected = ["code.cmd", "--install-extension", named.format(home=home), "--force"]
    assert called == [(expected, package.parent if platform == "win32" else None)]


def test_windows_editors_are_not_called_from_wsl(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are on WSL's path; the hub that they need is one of Windows, and that is said."""
    program = _put(home / "mnt" / "c" / "bin" / "code")
    monkeypatch.setattr(vscode_programs, "_WINDOWS_FROM_WSL", f"{home / 'mnt'}/")
    around = Surroundings("linux", home, {"PATH": str(program.parent)})
    assert len(find_editors(around).editors) == 1

    search = find_editors(Surroundings("linux", home, {**around.environ, "WSL_DISTRO_NAME": "Debian"}))

    assert search.editors == []
    assert "install Bowerbird on Windows" in search.notes[0]


@pytest.mark.parametrize("named", ["", "Contents/Resources/app/bin", "Contents/Resources/app/bin/code"])
def test_a_bundle_can_be_named(home: Path, named: str) -> None:
    """A person drags the bundle into the terminal, and means the program inside."""
    app = home / "Stuff" / "Visual Studio Code.app" / "Contents" / "Resources" / "app"
    program = _put(app / "bin" / "code")
    _product(app)

    editor = named_editor(
        home / "Stuff" / "Visual Studio Code.app" / named, Surroundings("darwin", home, {"PATH": ""})
    )

    assert (editor.kind, editor.program) == ("named", str(program))


def test_a_program_of_that_name_may_be_named_though_it_tells_nothing(home: Path) -> None:
    """A person's own wrapper: it is asked, as one on the path is."""
    program = _put(home / "my scripts" / "codium")

    editor = named_editor(program, Surroundings("linux", home, {"PATH": ""}))

    assert (editor.title, editor.is_sure) == ("VSCodium", False)


@pytest.mark.parametrize(
    ("command", "platform", "environ", "folder"),
    [
        ("code", "linux", {}, ".vscode/extensions"),
        ("code", "linux", {"VSCODE_EXTENSIONS": "{home}/mine"}, "mine"),
        ("code", "linux", {"VSCODE_EXTENSIONS": "relative"}, ".vscode/extensions"),
        ("codium", "win32", {}, ".vscode-oss/extensions"),
        ("code-server", "linux", {}, ".local/share/code-server/extensions"),
        ("code-server", "linux", {"XDG_DATA_HOME": "{home}/data"}, "data/code-server/extensions"),
        ("code-server", "linux", {"VSCODE_EXTENSIONS": "{home}/x"}, ".local/share/code-server/extensions"),
        ("code-server", "darwin", {}, ".local/share/code-server/extensions"),
        ("code-server", "win32", {"LOCALAPPDATA": "{home}/L"}, "L/code-server/Data/extensions"),
    ],
)
def test_where_extensions_are(
    home: Path, command: str, platform: str, environ: dict[str, str], folder: str
) -> None:
    """Each editor has its place, which variables of its own may move."""
    around = Surroundings(platform, home, {name: value.format(home=home) for name, value in environ.items()})

    assert extensions_folder(BY_COMMAND[command], None, around) == home / folder


@pytest.mark.parametrize(
    ("written", "folder"),
    [
        ("bind-addr: 127.0.0.1:8080\nextensions-dir: ~/ext\n", "ext"),
        ('user-data-dir: "{home}/my data"\n', "my data/extensions"),
        ("# extensions-dir: /x\n  extensions-dir: /y\n", ".local/share/code-server/extensions"),
        ("\0\N{REPLACEMENT CHARACTER}", ".local/share/code-server/extensions"),
    ],
)
def test_code_servers_own_settings_move_them(home: Path, written: str, folder: str) -> None:
    """It reads them from its configuration, whatever else is in there."""
    config = home / ".config" / "code-server" / "config.yaml"
    config.parent.mkdir(parents=True)
    config.write_text(written.format(home=home))

    assert (
        extensions_folder(BY_COMMAND["code-server"], None, Surroundings("linux", home, {})) == home / folder
    )


@pytest.mark.parametrize(
    ("platform", "app", "beside"),
    [
        ("linux", "usb/code/resources/app", "usb/code/data"),
        ("win32", "usb/code/resources/app", "usb/code/data"),
        ("darwin", "usb/Visual Studio Code.app/Contents/Resources/app", "usb/code-portable-data"),
    ],
)
def test_an_editor_that_keeps_all_beside_itself(home: Path, platform: str, app: str, beside: str) -> None:
    """With that folder there, nothing of the home counts; without it, all is as usual."""
    program = _put(home / app / "bin" / "code")
    _product(home / app)
    about = read_about(program)
    around = Surroundings(platform, home, {})
    assert extensions_folder(BY_COMMAND["code"], about, around) == home / ".vscode" / "extensions"
    assert settings_folder(BY_COMMAND["code"], about, around) == home / ".config" / "Code"

    (home / beside).mkdir()

    assert extensions_folder(BY_COMMAND["code"], about, around) == home / beside / "extensions"
    assert settings_folder(BY_COMMAND["code"], about, around) == home / beside / "user-data"


@pytest.mark.parametrize(
    "told",
    [
        "",
        "[]",
        '{"applicationName": "code"}',
        '{"applicationName": 1, "dataFolderName": ".x"}',
        '{"applicationName": "code", "dataFolderName": "../x"}',
        '{"applicationName": "code", "dataFolderName": ".."}',
    ],
)
def test_what_says_nothing_usable_is_no_editor(home: Path, told: str) -> None:
    """Names that would lead somewhere else, or are none, are not taken."""
    program = _put(home / "opt" / "code" / "bin" / "code")
    app = home / "opt" / "code" / "resources" / "app"
    app.mkdir(parents=True)
    (app / "product.json").write_text(told)

    assert read_about(program) is None
    assert _found(home) == []


def test_all_places_are_named(home: Path) -> None:
    """For a person whose editor is in none of them."""
    for platform in ("linux", "darwin", "win32"):
        assert looked_in(Surroundings(platform, home, {}))[0] == "PATH"
    assert "Flatpak com.visualstudio.code, com.vscodium.codium" in looked_in(Surroundings("linux", home, {}))


def test_each_product_is_told_from_the_others() -> None:
    """Programs, folders and titles are each one editor's."""
    for field in ("title", "command", "data", "settings"):
        values = [getattr(product, field) for product in PRODUCTS]
        assert len({*values}) == len(values)
    assert all(isinstance(product, Product) for product in PRODUCTS)
    assert isinstance(editor_runs(), bool)
