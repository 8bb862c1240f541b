"""The rules that every module of the product keeps, as pure functions from its source to what breaks them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

MAX_LINES = 400

ENGINE = "engine/bowerbird_engine"
BRIDGE = "bridge/bowerbird_bridge"
CLIENT = "plugins/python_client/bowerbird_client"
PANEL = "plugins/python_panel/bowerbird_panel"
GIMP = "plugins/gimp/bowerbird_gimp"
BLENDER = "plugins/blender/bowerbird"

# Where each library may be imported: a folder or a module. numpy is the language that all of the engine speaks.
HOMES: dict[str, tuple[str, ...]] = {
    "apsw": (f"{ENGINE}/catalog/",),
    # Blender and what it brings.
    "bl_ui": (f"{BLENDER}/ui/",),
    "blf": (f"{BLENDER}/ui/",),
    "bmesh": (f"{BLENDER}/host/",),
    "bpy": (
        f"{BLENDER}/desk.py",
        f"{BLENDER}/host/",
        f"{BLENDER}/operators/",
        f"{BLENDER}/registration.py",
        f"{BLENDER}/ui/",
    ),
    "bpy_extras": (f"{BLENDER}/host/", f"{BLENDER}/ui/"),
    "cairo": (f"{GIMP}/bowerbird_for_gimp/ui/",),
    "click": (f"{BRIDGE}/",),
    "cv2": (f"{ENGINE}/features/",),
    "filelock": (f"{ENGINE}/catalog/", f"{ENGINE}/models/"),
    "flask": (f"{BRIDGE}/app.py", f"{BRIDGE}/problems.py", f"{BRIDGE}/v1/"),
    "flask_cors": (f"{BRIDGE}/app.py",),
    "ftfy": (f"{ENGINE}/encoding/",),
    # GIMP and Gtk, which come with the host.
    "gi": (
        f"{GIMP}/bowerbird_gimp.py",
        f"{GIMP}/bowerbird_for_gimp/host/",
        f"{GIMP}/bowerbird_for_gimp/procedures/",
        f"{GIMP}/bowerbird_for_gimp/ui/",
    ),
    "gpu": (f"{BLENDER}/host/", f"{BLENDER}/ui/"),
    "gpu_extras": (f"{BLENDER}/ui/",),
    "httpx2": (f"{ENGINE}/models/download_hub.py",),
    "huggingface_hub": (f"{ENGINE}/models/download_hub.py",),
    "keyring": (f"{BRIDGE}/access/secret_store.py",),
    "mathutils": (f"{BLENDER}/host/", f"{BLENDER}/ui/"),
    "mcp": (f"{BRIDGE}/commands/mcp.py",),
    "msgspec": (
        f"{BRIDGE}/access/clients.py",
        f"{BRIDGE}/news/events.py",
        f"{BRIDGE}/openapi.py",
        f"{BRIDGE}/problems.py",
        f"{BRIDGE}/schemas/",
        f"{BRIDGE}/v1/",
    ),
    "numkong": (f"{ENGINE}/vectors/",),
    "numpy": (f"{ENGINE}/", f"{BRIDGE}/"),
    "onnxruntime": (f"{ENGINE}/encoding/",),
    "OpenEXR": (f"{ENGINE}/imaging/openexr.py",),
    "pathspec": (f"{ENGINE}/scanning/",),
    "pi_heif": (f"{ENGINE}/imaging/",),
    "PIL": (f"{ENGINE}/imaging/",),
    "platformdirs": (f"{ENGINE}/settings.py",),
    "psutil": (
        f"{BRIDGE}/background/upkeep.py",
        f"{BRIDGE}/commands/plugin_hosts/running_programs.py",
        f"{BRIDGE}/discovery.py",
        f"{BRIDGE}/serving/server.py",
        f"{ENGINE}/scanning/volume_calls.py",
    ),
    "rapidfuzz": (f"{ENGINE}/search/",),
    "rapidocr": (f"{ENGINE}/ocr/",),
    "rapidocr_onnxruntime": (f"{ENGINE}/ocr/",),
    "rich": (f"{BRIDGE}/",),
    "rna_keymap_ui": (f"{BLENDER}/ui/",),
    "safetensors": (f"{ENGINE}/encoding/",),
    "tokenizers": (f"{ENGINE}/encoding/",),
    "ulid": (f"{ENGINE}/catalog/",),
    "usearch": (f"{ENGINE}/vectors/",),
    "waitress": (f"{BRIDGE}/serving/",),
    "watchfiles": (f"{ENGINE}/scanning/",),
    "werkzeug": (f"{BRIDGE}/app.py", f"{BRIDGE}/problems.py", f"{BRIDGE}/v1/"),
}

# Nothing leaves the machine: no module of the product opens a connection, save the one that fetches models when told to.
NETWORK = frozenset(
    {
        "aiohttp",
        "ftplib",
        "http",
        "httpx",
        "httpx2",
        "huggingface_hub",
        "requests",
        "smtplib",
        "socket",
        "ssl",
        "urllib3",
    }
)
NETWORK_DOOR = f"{ENGINE}/models/download_hub.py"
THROUGH_THE_DOOR = frozenset({"httpx2", "huggingface_hub"})

# The hub listens on 127.0.0.1, and its client connects to nothing else; tests/contract/test_client.py holds it to that.
LOOPBACK = {
    f"{BRIDGE}/serving/": frozenset({"socket"}),
    f"{CLIENT}/": frozenset({"http", "socket"}),
}

AWAY_FROM_GIMP = (f"{GIMP}/bowerbird_for_gimp/model/", f"{GIMP}/bowerbird_for_gimp/ui/")

PLUGINS = (f"{PANEL}/", f"{GIMP}/", f"{BLENDER}/")

# The loader of settings, the module that hands the environment on to the decoding workers, and the one that sets the
# variable against the runtime's telemetry.
ENVIRONMENT_READERS = frozenset(
    {f"{ENGINE}/settings.py", f"{ENGINE}/imaging/limits.py", f"{ENGINE}/telemetry.py"}
)

VAGUE_NAMES = frozenset({"common", "core", "helpers", "misc", "util", "utils"})

# What a plug-in's Python has beside the standard library: the host's own binding, and what is installed beside it.
OF_THE_PLUGINS = frozenset({"bowerbird_client", "bowerbird_panel"})
OF_THE_HOSTS = {
    f"{GIMP}/": frozenset({"bowerbird_for_gimp", "cairo", "gi"}),
    f"{BLENDER}/": frozenset(
        {"bl_ui", "blf", "bmesh", "bpy", "bpy_extras", "gpu", "gpu_extras", "mathutils", "rna_keymap_ui"}
    ),
}

OWN_PACKAGES = frozenset(
    {
        "bowerbird",
        "bowerbird_bridge",
        "bowerbird_client",
        "bowerbird_engine",
        "bowerbird_for_gimp",
        "bowerbird_panel",
    }
)


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the product: its place in the checkout and its source."""

    place: PurePosixPath
    source: str

    @property
    def tree(self) -> ast.Module:
        """The parsed source."""
        return ast.parse(self.source, str(self.place))

    @property
    def in_engine(self) -> bool:
        """Whether it is part of the engine."""
        return str(self.place).startswith(f"{ENGINE}/")

    @property
    def in_client(self) -> bool:
        """Whether it is part of what plug-ins carry with them."""
        return str(self.place).startswith(f"{CLIENT}/")

    @property
    def in_plugin(self) -> bool:
        """Whether it is part of a plug-in, which carries the client and runs in a host's Python."""
        return str(self.place).startswith(PLUGINS)


@dataclass(frozen=True, slots=True)
class Violation:
    """A line that breaks a rule, and how."""

    place: PurePosixPath
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.place}:{self.line}: {self.text}"


def imported_libraries(module: Module) -> set[str]:
    """Name the third-party libraries that a module imports, or whose name it holds to import it later."""
    tree = module.tree
    libraries = {name.partition(".")[0] for _, name in _imported(tree)}
    held = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return (libraries - OWN_PACKAGES - sys.stdlib_module_names) | {name for name in HOMES if name in held}


def libraries_away_from_home(module: Module) -> Iterator[Violation]:
    """Find imports of a third-party library outside its one place, and libraries that have none."""
    for line, name in _imported(module.tree):
        library = name.partition(".")[0]
        if library in sys.stdlib_module_names or library in OWN_PACKAGES:
            continue
        homes = HOMES.get(library)
        if homes is None:
            yield Violation(module.place, line, f"{library} has no home: name one in {__name__}.HOMES")
        elif not str(module.place).startswith(homes):
            yield Violation(module.place, line, f"{library} lives in {' and '.join(homes)}")


def network_imports(module: Module) -> Iterator[Violation]:
    """Find imports that could open a connection."""
    tree = module.tree
    for line, name in _imported(tree):
        if name == "socket" and _attributes_of(tree, "socket") == {"gethostname"}:
            continue
        library = name.partition(".")[0]
        if library in THROUGH_THE_DOOR and str(module.place) == NETWORK_DOOR:
            continue
        if any(library in names and str(module.place).startswith(door) for door, names in LOOPBACK.items()):
            continue
        if library in NETWORK or name.startswith("urllib.request"):
            yield Violation(module.place, line, f"{name} reaches out of the machine")


def unfit_for_the_hosts(module: Module) -> Iterator[Violation]:
    """Find what the Pythons of GIMP and Blender do not have: the standard library, what the host brings, and the client."""
    if not (module.in_client or module.in_plugin):
        return
    there = OF_THE_PLUGINS if module.in_plugin else frozenset[str]()
    for folder, brought in OF_THE_HOSTS.items():
        if str(module.place).startswith(folder):
            there |= brought
    for line, name in _imported(module.tree):
        if name.partition(".")[0] not in sys.stdlib_module_names | there:
            yield Violation(
                module.place,
                line,
                f"{name} is not there inside a host: standard library and relative imports only",
            )


def gimp_away_from_its_edge(module: Module) -> Iterator[Violation]:
    """Find where the window or the model of the plug-in calls GIMP itself: what a script cannot do, they cannot do."""
    if not module.in_plugin or not str(module.place).startswith(AWAY_FROM_GIMP):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "gi.repository":
            for alias in node.names:
                if alias.name in {"Gegl", "Gimp"}:
                    yield Violation(
                        module.place, node.lineno, f"{alias.name} is called in host/ and procedures/"
                    )


def reaching_past_the_facade(module: Module) -> Iterator[Violation]:
    """Find where the bridge uses more than what `bowerbird_engine` itself gives."""
    if module.in_engine:
        return
    for line, name in _imported(module.tree):
        if name.startswith("bowerbird_engine."):
            yield Violation(module.place, line, f"{name} is the engine's own business")


def unfit_for_a_library(module: Module) -> Iterator[Violation]:
    """Find where the engine prints, ends the process, or leans on assertions that -O removes."""
    if not module.in_engine:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assert):
            yield Violation(module.place, node.lineno, "an assert vanishes under python -O: raise an error")
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "print",
            "sys.exit",
            "exit",
            "quit",
        }:
            yield Violation(module.place, node.lineno, f"{ast.unparse(node.func)}() is for the command line")


def untyped_keywords(module: Module) -> Iterator[Violation]:
    """Find functions that take `**kwargs: Any`."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.args.kwarg is None:
            continue
        annotation = node.args.kwarg.annotation
        if annotation is None or ast.unparse(annotation) in {"Any", "typing.Any", "object"}:
            yield Violation(module.place, node.lineno, f"{node.name} takes keywords of any kind")


def environment_reads(module: Module) -> Iterator[Violation]:
    """Find where the engine reads its surroundings outside the one place for it."""
    if not module.in_engine or str(module.place) in ENVIRONMENT_READERS:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {
            "os.environ",
            "os.getenv",
            "os.environb",
        }:
            yield Violation(module.place, node.lineno, f"{ast.unparse(node)} belongs into settings.py")


def too_long(module: Module) -> Iterator[Violation]:
    """Find a module that is too long to be read in one go."""
    lines = module.source.count("\n")
    if lines > MAX_LINES:
        yield Violation(module.place, lines, f"{lines} lines; {MAX_LINES} is the most")


def vague_names(module: Module) -> Iterator[Violation]:
    """Find a module or a package that is not named after what it does."""
    for part in (*module.place.parent.parts, module.place.stem):
        if part in VAGUE_NAMES:
            yield Violation(module.place, 1, f"{part!r} says nothing")


def without_docstring(module: Module) -> Iterator[Violation]:
    """Find a module with code that does not say first what it is for."""
    tree = module.tree
    if tree.body and ast.get_docstring(tree) is None:
        yield Violation(module.place, 1, "the module has no docstring")


def _attributes_of(tree: ast.Module, name: str) -> set[str]:
    """Name what the module uses of something that it imported."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every import of the module, also inside functions, as a dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                yield node.lineno, submodule if submodule == "urllib.request" else node.module
