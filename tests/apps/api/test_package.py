"""The Data Package keeps to the rules of its specification (version 1), read from it rule by rule.

https://specs.frictionlessdata.io: data-package, data-resource, tabular-data-resource, table-schema.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

import pytest

from tests.apps.observations.makers import small_publication, take

NAME = re.compile(r"[-a-z0-9._/]+")
LICENCE_NAME = re.compile(r"[-a-zA-Z0-9._]+")
HASH = re.compile(r"sha256:[0-9a-f]{64}")
MEDIA_TYPE = re.compile(r"[a-z]+/[-+.a-z0-9]+")
FIELD_TYPES = {
    *("string", "number", "integer", "boolean", "object", "array", "date", "time", "datetime", "year", "yearmonth"),
    *("duration", "geopoint", "geojson", "any"),
}


@pytest.fixture
def package(client, db):
    take(small_publication())
    return client.get("/api/v1/downloads/datapackage.json").json()


def test_the_package_itself(package):
    assert package["profile"] == "tabular-data-package"
    assert NAME.fullmatch(package["name"])
    assert datetime.fromisoformat(package["created"]).tzinfo is not None
    assert len(package["resources"]) >= 5
    names = [one["name"] for one in package["resources"]]
    assert len(set(names)) == len(names)
    assert all(is_licence(one) for one in package["licenses"]) and package["licenses"]


def is_licence(one) -> bool:
    """A name of the Open Definition or an address, or both."""
    is_named = LICENCE_NAME.fullmatch(one["name"]) if "name" in one else "path" in one
    return bool(is_named) and ("path" not in one or urlsplit(one["path"]).scheme == "https")


def test_each_resource(package):
    for one in package["resources"]:
        assert one["profile"] == "tabular-data-resource"
        assert NAME.fullmatch(one["name"])
        path = one["path"]
        assert not path.startswith(("/", ".")) and ".." not in path and "data" not in one, path
        assert (one["format"], one["encoding"]) == ("csv", "utf-8")
        assert MEDIA_TYPE.fullmatch(one["mediatype"])
        assert HASH.fullmatch(one["hash"]) and isinstance(one["bytes"], int)
        assert all(is_licence(licence) for licence in one["licenses"]) and one["licenses"]
        assert one["sources"]
        for source in one["sources"]:
            assert source["title"] and urlsplit(source.get("path", "https://")).scheme == "https", source


def test_each_schema(package):
    for one in package["resources"]:
        schema = one["schema"]
        names = [field["name"] for field in schema["fields"]]
        assert len(set(names)) == len(names) and all(names)
        assert {field["type"] for field in schema["fields"]} <= FIELD_TYPES
        assert all(field["description"] for field in schema["fields"]), one["name"]
        assert set(schema["primaryKey"]) <= set(names) and schema["primaryKey"]
        assert all(isinstance(text, str) for text in schema["missingValues"])


def test_each_table_is_where_the_description_says(client, package):
    for one in package["resources"]:
        answer = client.get(f"/api/v1/downloads/{one['path']}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].split(";")[0] == one["mediatype"]
        assert len(b"".join(answer.streaming_content)) == one["bytes"]
