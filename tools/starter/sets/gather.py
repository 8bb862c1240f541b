"""Gather public pictures for training from pinned commits of public repositories."""

import hashlib
import io
import json
import subprocess
import tempfile
import time
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from PIL import Image, ImageFile, ImageOps

from .paths import Words
from .public import SETS, PublicSet

PICTURES = {".jpg", ".jpeg", ".png", ".webp"}

# No view of training is larger than 128 pixels, and the teacher sees 224: 192 is what the other sets keep.
SHORT_SIDE = 192
LONGEST_ASPECT = 4.0
HELD_OUT = 12


def held(path: str) -> bool:
    """Tell whether a picture stays out of training, by its path alone."""
    return zlib.crc32(path.encode()) % HELD_OUT == 0


def thinned(rows: Mapping[str, Words], most: int) -> list[str]:
    """Keep at most so many paths of the same words, the same ones at every run."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path, words in rows.items():
        groups[words.group].append(path)
    kept: list[str] = []
    for paths in groups.values():
        # The checksum shuffles: neighbours by name are often frames of one film or copies of one another.
        kept += sorted(paths, key=lambda path: (zlib.crc32(path.encode()), path))[:most]
    return sorted(kept)


def on_white(picture: Image.Image) -> Image.Image:
    """Turn a picture to RGB, what is transparent to white."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(ground, layered).convert("RGB")
    return picture.convert("RGB")


def shrunk(content: bytes, least: int) -> Image.Image | None:
    """Decode a picture at the size that training keeps; nothing where it is broken, tiny or a strip."""
    try:
        opened: Image.Image = Image.open(io.BytesIO(content))
        width, height = opened.size
        if min(width, height) < least or max(width, height) > LONGEST_ASPECT * min(width, height):
            return None
        if isinstance(opened, ImageFile.ImageFile) and opened.format == "JPEG":
            opened.draft("RGB", (2 * SHORT_SIDE, 2 * SHORT_SIDE))
        picture = on_white(ImageOps.exif_transpose(opened))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    scale = SHORT_SIDE / min(picture.size)
    if scale < 1:
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return picture


def _git(repository: Path, *arguments: str) -> bytes:
    return subprocess.run(
        ["git", f"--git-dir={repository}", *arguments], check=True, capture_output=True
    ).stdout


def _repository(chosen: PublicSet, mirror: Path | None, scratch: Path) -> Path:
    """Name a git directory that holds the pinned commit: a mirror's, or one fetched from the address."""
    owner, name = PurePosixPath(chosen.repository).parts[-2:]
    if mirror is not None:
        folder = mirror / f"{owner}+{name}" / "repo"
        return folder / ".git" if (folder / ".git").exists() else folder
    folder = scratch / f"{owner}+{name}"
    if not folder.exists():
        subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    _git(folder, "fetch", "--quiet", "--depth", "1", chosen.repository, chosen.commit)
    return folder


def tree(listing: bytes) -> dict[str, str]:
    """Read `git ls-tree -r -z`: the object of each path."""
    found: dict[str, str] = {}
    for line in listing.split(b"\0"):
        if line:
            facts, path = line.split(b"\t", 1)
            found[path.decode("utf-8", "replace")] = facts.split()[2].decode()
    return found


def _blobs(repository: Path, objects: list[str]) -> Iterator[bytes | None]:
    """Read objects one after the other through one git process; nothing for one that is absent."""
    with subprocess.Popen(
        ["git", f"--git-dir={repository}", "cat-file", "--batch"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        asked, answered = process.stdin, process.stdout
        if asked is None or answered is None:
            raise RuntimeError
        for name in objects:
            asked.write(f"{name}\n".encode())
            asked.flush()
            header = answered.readline().split()
            if header[-1] == b"missing":
                yield None
                continue
            content = answered.read(int(header[2]))
            answered.read(1)
            yield content


def gather(chosen: PublicSet, data: Path, mirror: Path | None, scratch: Path) -> dict[str, object]:
    """Write the zip file of one set and tell what is in it."""
    repository = _repository(chosen, mirror, scratch)
    objects = tree(_git(repository, "ls-tree", "-r", "-z", chosen.commit))
    tables = [objects[path] for path in chosen.tables]
    words_of = chosen.rule(*(content or b"" for content in _blobs(repository, tables)))
    rows: dict[str, Words] = {}
    for path in objects:
        if PurePosixPath(path).suffix.lower() in PICTURES:
            words = words_of(path)
            if words is not None:
                rows[path] = words
    kept = thinned(rows, chosen.most)

    target = data / "train" / f"{chosen.name}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    seen: set[bytes] = set()
    written: list[dict[str, object]] = []
    with zipfile.ZipFile(partial, "w") as opened:
        for path, content in zip(kept, _blobs(repository, [objects[path] for path in kept]), strict=True):
            picture = None if content is None else shrunk(content, chosen.least)
            if picture is None:
                continue
            print_of = hashlib.sha256(repr(picture.size).encode() + picture.tobytes()).digest()
            if print_of in seen:
                continue
            seen.add(print_of)
            packed = io.BytesIO()
            picture.save(packed, "JPEG", quality=90)
            file = f"{len(written):05d}.jpg"
            opened.writestr(file, packed.getvalue())
            words = rows[path]
            told = {"captions": list(words.captions)} if words.captions else {"labels": list(words.labels)}
            written.append({"file": file, **told, "split": "held" if held(path) else "train"})
        opened.writestr("labels.json", json.dumps(written))
    partial.replace(target)
    return {
        "pictures": len(written),
        "classes": len({rows[path].group for path in kept}),
        "licence": chosen.licence,
        "research": chosen.research,
        "credit": chosen.credit,
        "source": f"{chosen.repository} at {chosen.commit}",
    }


def gather_all(target: Path, mirror: Path | None, log: Callable[[str], None]) -> None:
    """Gather every set that is not there yet, and list all of them in sources.json; what cannot be had is told and left out."""
    sources = target / "sources.json"
    with tempfile.TemporaryDirectory() as scratch:
        for name, chosen in SETS.items():
            if (target / "train" / f"{name}.zip").exists():
                continue
            started = time.monotonic()
            try:
                facts = gather(chosen, target, mirror, Path(scratch))
            except subprocess.CalledProcessError as error:
                log(f"{name}: left out, git cannot get {chosen.repository} ({error})")
                continue
            known = json.loads(sources.read_text()) if sources.exists() else {}
            sources.write_text(json.dumps(known | {name: facts}, indent=2, sort_keys=True) + "\n")
            seconds = time.monotonic() - started
            log(f"{name}: {facts['pictures']} pictures, {facts['classes']} classes, {seconds:.0f} s")
