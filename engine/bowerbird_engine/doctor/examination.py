"""All checks of everything that can be checked on one machine, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from bowerbird_engine.assets import Root
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.doctor import (
    backup_checks,
    cache_checks,
    catalogue_checks,
    disk_checks,
    file_checks,
    folder_checks,
    model_checks,
    permission_checks,
    rule_checks,
)
from bowerbird_engine.doctor.decoder_checks import decoder, try_decoder
from bowerbird_engine.doctor.findings import Check, bad, note, run_check
from bowerbird_engine.doctor.letter_checks import letters
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import ModelPack
from bowerbird_engine.errors import BowerbirdError, CatalogueDamagedError
from bowerbird_engine.ocr.recognizer import TextRecognizer
from bowerbird_engine.replay.self_test import SelfTests
from bowerbird_engine.reports import PackChoice
from bowerbird_engine.settings import Settings

_DISK_S: Final = 8.0
"""How long a disk or a network folder may take to answer before that is the finding."""


def examine(
    catalogue: Catalogue,
    *,
    settings: Settings,
    pack: ModelPack | None,
    encoders: tuple[OnnxImageEncoder, OnnxTextEncoder] | None,
    choice: PackChoice,
    recognizer_factory: Callable[[], TextRecognizer],
    roots: list[Root],
) -> list[Check]:
    """Run every check; none raises, a failure is a finding. Without a pack no model can answer."""
    ready = () if pack is None else (partial(model_checks.readiness, catalogue, pack.space, roots),)
    files = () if pack is None else (partial(model_checks.pack_files, pack),)
    executed = () if encoders is None else (partial(model_checks.encoders, *encoders),)
    return [
        *run_check("catalogue", partial(catalogue_checks.integrity, catalogue)),
        *run_check("catalogue", partial(catalogue_checks.condition, catalogue)),
        *run_check(
            "backup", partial(backup_checks.backups, settings, catalogue.library_id), within_s=_DISK_S
        ),
        *_of_the_machine(settings),
        *run_check("vector cache", partial(cache_checks.vectors, catalogue, settings)),
        *(found for check in ready for found in run_check("model", check)),
        *(found for check in files for found in run_check("model pack", check)),
        *(found for check in executed for found in run_check("encoders", check)),
        *run_check("model choice", partial(model_checks.choice_of, choice)),
        *run_check("model pack", partial(model_checks.broken_packs, settings)),
        *_reading(settings, recognizer_factory),
        *run_check("folder", partial(folder_checks.folders, catalogue, roots)),
        *run_check("folder", partial(folder_checks.readable, roots), within_s=_DISK_S),
        *run_check("folder", partial(folder_checks.unreadable_inside, catalogue, roots)),
        *run_check("watching", partial(folder_checks.watching, catalogue)),
        *run_check("left out", partial(rule_checks.left_out, catalogue, roots)),
        *run_check("ignore rules", partial(rule_checks.rules, roots, settings), within_s=_DISK_S),
        *run_check("files", partial(file_checks.problem_files, catalogue, roots)),
    ]


def examine_unopened(
    error: BowerbirdError | OSError, *, settings: Settings, recognizer_factory: Callable[[], TextRecognizer]
) -> list[Check]:
    """Run the checks that need no library, after `error` kept it from being opened."""
    advice = f"Its files lie in {settings.state_dir}; your pictures are safe."
    code, said = "unreachable", f"the library cannot be opened: {error}"
    if isinstance(error, BowerbirdError):
        code, said = error.code, str(error)
    if isinstance(error, CatalogueDamagedError):
        advice = f"{advice} {backup_checks.way_back(settings)}".rstrip()
    return [
        bad("library", f"library_{code}", said, advice),
        *_of_the_machine(settings),
        *_reading(settings, recognizer_factory),
    ]


def examine_self_test(tests: SelfTests) -> list[Check]:
    """Run the person's own self-test: whether their searches still find what they found."""
    return run_check("self-test", partial(_self_test, tests))


def _self_test(tests: SelfTests) -> Iterator[Check]:
    try:
        if tests.get() is None:
            yield Check(
                "self-test",
                "ok",
                "none is set up",
                "Name a few pictures and words of your own, and every change can be checked:"
                " `bowerbird selftest set --help`.",
            )
            return
        report = tests.run()
    except BowerbirdError as error:
        yield note(
            "self-test",
            "self_test_failed",
            f"it could not be asked: {error}",
            "Where nothing else here says why, set it up anew: `bowerbird selftest set --help`.",
        )
        return
    if report.verdict != "look":
        yield Check("self-test", "ok", report.says)
        return
    moved = [result.says for result in report.probes if result.verdict == "look"]
    yield note(
        "self-test",
        "self_test_moved",
        " ".join((f"{report.says}.", *moved)),
        "See the lists with `bowerbird selftest run`; where the new ones are right, keep them with"
        " `bowerbird selftest keep`.",
    )


def _of_the_machine(settings: Settings) -> list[Check]:
    return [
        *run_check("disk space", partial(disk_checks.disks, settings), within_s=_DISK_S),
        *run_check("permissions", partial(permission_checks.permissions, settings), within_s=_DISK_S),
        *run_check("thumbnails", partial(cache_checks.thumbnails, settings), within_s=_DISK_S),
        *run_check("leftovers", partial(cache_checks.leftovers, settings), within_s=_DISK_S),
    ]


def _reading(settings: Settings, recognizer_factory: Callable[[], TextRecognizer]) -> list[Check]:
    trial = try_decoder(settings.decode)
    return [
        *run_check("decoder", partial(decoder, trial)),
        *run_check("letters", partial(letters, recognizer_factory, trial.word)),
        *run_check("opencv", model_checks.opencv),
    ]
