"""Payment files and their column maps from disk: the only hands that the payment reader has."""

from __future__ import annotations

import gzip
import tomllib
import zlib
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path

from commonweal.engine.findings import Finding, error
from commonweal.engine.matching.column_map import ColumnMap, parse_column_map
from commonweal.engine.matching.payments import PaymentFile, read_payments, refused_whole
from commonweal.engine.matching.rules import MatchingRules, parse_rules

CONTENT_BYTES_MOST = 1 << 27  # 128 MiB unpacked, over a million lines


@cache
def column_maps() -> tuple[tuple[ColumnMap, ...], tuple[Finding, ...]]:
    """The maps of `commonweal/layouts/payments`, and what is wrong with those that cannot be used."""
    maps: list[ColumnMap] = []
    findings: list[Finding] = []
    for file in sorted((resources.files("commonweal") / "layouts" / "payments").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            column_map, faults = _column_map(file.name, file.read_text(encoding="utf-8"))
            maps += [column_map] if column_map else []
            findings += faults
    return tuple(maps), tuple(findings)


def _column_map(name: str, text: str) -> tuple[ColumnMap | None, tuple[Finding, ...]]:
    try:
        return parse_column_map(tomllib.loads(text), name)
    except tomllib.TOMLDecodeError as fault:
        return None, (error("not-toml", name, f"The file is not TOML: {fault}.", "Mend the place that it names."),)


def read_payment_file(path: Path) -> PaymentFile:
    """Read a CSV file, gzipped or not, through the map that fits; a map that is wrong is a finding, too."""
    maps, faults = column_maps()
    content = _content(path)
    read = refused_whole(content) if isinstance(content, Finding) else read_payments(content, maps)
    return replace(read, findings=(*faults, *read.findings))


def _content(path: Path) -> bytes | Finding:
    """The file's bytes, unpacked, or why there are none."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as file:
            content = file.read(CONTENT_BYTES_MOST + 1)
    except (OSError, EOFError, zlib.error) as fault:
        return error(
            "unreadable", str(path), f"The file cannot be read: {fault}.", "Check its name, and whether it came whole."
        )
    if len(content) > CONTENT_BYTES_MOST:
        return error("too-large", str(path), "The file is larger than 128 MiB.", "Split it by month.")
    return content


@cache
def matching_rules() -> MatchingRules:
    """The shipped rules of matching; that they are sound is our own matter, so a fault is an exception."""
    text = (resources.files("commonweal") / "layouts" / "matching" / "rules.toml").read_text(encoding="utf-8")
    rules, findings = parse_rules(tomllib.loads(text), "matching/rules.toml")
    if rules is None:
        raise ValueError("; ".join(map(str, findings)))
    return rules
