"""The real discharge publications, each read once for all tests."""

from functools import cache

from commonweal.engine.workbook.reading import read_publication
from commonweal.observations.layouts import layouts
from commonweal.spreadsheets.tables import read_publication_file
from tests.shared import shared_data


def paths(folder):
    return sorted((shared_data() / "discharge-sitrep" / folder).glob("*.xlsx"))


def acute():
    return [path for path in paths("Acute_SitRep_data") if "series" not in path.name]


def community():
    return paths("Community_SitRep_data")


@cache
def book(path):
    opened = read_publication_file(path.read_bytes(), path.name)
    assert opened.findings == ()
    return opened.workbook


@cache
def reading(path):
    return read_publication(book(path), layouts())


def read(workbook):
    return read_publication(workbook, layouts())


def of_data(name):
    return shared_data() / name


def terms(found, figure):
    """What a figure is split by, without what it is not split by."""
    return {
        name: term for name, term in zip(found.layout.dimensions, figure.slot.position, strict=True) if term != "all"
    }


def identity(found, name):
    return next(one for one in found.identities if one.id == name)
