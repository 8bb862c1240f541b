"""Bring the translations up to date with the code: python -m tools.translations [--check]."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.translations.catalogues import Domain, as_text, compiled, merge, messages_of, read_code
from tools.translations.domains import DOMAINS
from tools.translations.faults import faults, misfits, ungathered


def main(arguments: list[str] | None = None) -> int:
    """Write every catalogue, and say what is left to translate; with --check, write nothing."""
    parser = argparse.ArgumentParser(prog="python -m tools.translations", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what is wrong")
    asked = parser.parse_args(arguments)
    if not asked.check:
        for domain in DOMAINS:
            if not list(ungathered(domain)):
                update(domain)
    found = [fault for domain in DOMAINS for fault in faults(domain)]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


def update(domain: Domain) -> None:
    """Write the catalogues of one program."""
    template = read_code(domain)
    _write(domain.template, as_text(template))
    for language in domain.languages:
        catalogue = merge(domain, language, template)
        _write(domain.po(language), as_text(catalogue))
        _write(domain.mo(language), compiled(catalogue))
        number = sum(not list(misfits(message)) for message in messages_of(catalogue))
        print(f"{domain.name}, {language}: {number} of {len(catalogue)} texts translated")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
