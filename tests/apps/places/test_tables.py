"""The tables that ship: made from the publications, the same bytes each time; outlines without gaps."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from commonweal.places import reference
from tests.shared import TOP, shared_data

SIZE_LIMIT_BYTES = 1_200_000


def test_the_tables_are_sound_and_small():
    assert reference.read().findings == ()
    assert sum(path.stat().st_size for path in reference.FOLDER.iterdir()) < SIZE_LIMIT_BYTES
    assert (reference.FOLDER / "boundaries.json").stat().st_size < 250_000


@pytest.mark.shared_data
def test_the_tables_are_what_the_publications_say(tmp_path, monkeypatch):
    source = shared_data()
    monkeypatch.syspath_prepend(str(TOP / "scripts"))
    import make_reference_tables

    make_reference_tables.make(source, tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shipped = {path.name: path.read_bytes() for path in reference.FOLDER.iterdir() if path.name != "README.md"}
    assert made.keys() == shipped.keys()
    assert [name for name in made if made[name] != shipped[name]] == []


def test_shares_of_dorset_sum_to_one_and_rest_on_the_census():
    rows = [row for row in reference.read().tables["successions"] if row[0] == "E10000009"]
    shares = {successor: share for _, successor, _, share, *_ in rows}
    assert sum(shares.values()) == 1
    assert shares["E06000058"] == round(Decimal(47_752) / 412_905, 8)  # Christchurch of Dorset, Census 2011
    assert {row[4] for row in rows} == {"Census 2011, usual residents"}


@pytest.mark.parametrize(
    ("file", "line", "code"),
    [
        ("organisations.csv", "E1,council,2020-13-01,", "reference-cell"),
        ("organisations.csv", "E1,council,2020-04-01,2020-04-01", "reference-period"),
        ("identities.csv", "E999,Nowhere,Nowhere,2020-04-01,,", "reference-organisation"),
        ("successions.csv", "E06000028,E06000059,2019-04-01,0.5,made up,", "reference-shares"),
        ("duties.csv", "E06000028,adult-social-care", "reference-cell"),
    ],
)
def test_a_faulty_line_is_a_finding_with_its_place(tmp_path, file, line, code):
    for path in reference.FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (tmp_path / file).read_text().splitlines()
    (tmp_path / file).write_text("\n".join([*lines, line]))
    finding = reference.read(tmp_path).findings[0]
    place = f"{file}:{'E06000028' if code == 'reference-shares' else len(lines) + 1}"
    assert (finding.code, finding.where) == (code, place)


def test_neighbours_share_their_border_point_by_point():
    content = json.loads((reference.FOLDER / "boundaries.json").read_text())
    today = {key: polygons for key, polygons in content["areas"].items() if not is_predecessor(key)}
    assert len(today) == 153
    walked = Counter(n for polygons in today.values() for polygon in polygons for ring in polygon for n in ring)
    assert set(walked.values()) == {1}  # no border is walked twice the same way
    inner = [n for n in walked if ~n in walked]
    assert len(inner) > 600  # every inner border is one arc, walked once each way


def is_predecessor(key: str) -> bool:
    return key in {"E10000002", "E10000006", "E10000021", "E10000023", "E10000027"}


def test_rings_are_closed_and_turn_the_right_way():
    for key, _, _, _, text in reference.read().tables["boundaries"]:
        for polygon in json.loads(text):
            assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in polygon), key
            assert [signed_km2(ring) < 0 for ring in polygon] == [True, *(False for _ in polygon[1:])], key


@pytest.mark.shared_data
def test_areas_agree_with_another_vintage_of_ons_boundaries():
    """The outlines of 2019, of other arcs and another generalisation: areas within 2%, also where we dissolved."""
    theirs = areas_2019(json.loads((shared_data() / "reference/boundaries/upper-tier-2019.topojson").read_text()))
    ours = {row[0]: area_km2(json.loads(row[4])) for row in reference.read().tables["boundaries"]}
    both = ours.keys() & theirs.keys()
    assert len(both) == 151
    apart = {key: ours[key] / theirs[key] - 1 for key in both if theirs[key] > 100}
    assert [key for key in apart if abs(apart[key]) > 0.02] == []
    assert abs(ours["E10000006"] / theirs["E10000006"] - 1) < 0.01  # Cumbria, dissolved from its two successors
    assert abs(ours["E10000021"] / theirs["E10000021"] - 1) < 0.01  # Northamptonshire


def areas_2019(topology: dict) -> dict[str, float]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append([x * sx + tx, y * sy + ty])
        arcs.append(points)
    found: defaultdict[str, float] = defaultdict(float)
    for geometry in topology["objects"]["geogUACounty2019GB2"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = [
            [[p for n in ring for p in (arcs[n] if n >= 0 else arcs[~n][::-1])] for ring in polygon]
            for polygon in polygons
        ]
        found[geometry["properties"]["AREACD"]] = area_km2(rings)
    return dict(found)


def area_km2(polygons: list) -> float:
    return sum(abs(signed_km2(polygon[0])) - sum(abs(signed_km2(hole)) for hole in polygon[1:]) for polygon in polygons)


def signed_km2(ring: list) -> float:
    """Shoelace area on a sphere's tangent, fit for comparing two outlines of one place."""
    latitude = math.radians(sum(y for _, y in ring) / len(ring))
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))
    return doubled / 2 * 111.32 * math.cos(latitude) * 110.57
