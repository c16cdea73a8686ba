"""The import contracts catch what they are for: an upward import, impurity, an unplaced package, planted in a copy."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.shared import TOP

PLANTED = {
    "an upward import": ("core/planted.py", "import commonweal.observations.models\n", "Packages flow one way BROKEN"),
    "a view below its queries": (
        "places/queries/planted.py",
        "import commonweal.places.views\n",
        "Inside an app: urls, views, presenters and forms, actions, queries, models BROKEN",
    ),
    "an engine that reads files": (
        "engine/measures/planted.py",
        "import pathlib\n",
        "The engine knows no framework, file, database, network or clock BROKEN",
    ),
    "a package that nobody placed": ("stray/__init__.py", "", "Packages flow one way BROKEN"),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_fault_breaks_its_contract(tmp_path, what):
    file, source, broken = PLANTED[what]
    ignored = shutil.ignore_patterns("__pycache__", "*.parquet", "*.gz", "static", "jinja2")
    shutil.copytree(TOP / "commonweal", tmp_path / "commonweal", ignore=ignored)
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    planted = tmp_path / "commonweal" / file
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(source)
    run = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    found = subprocess.run([sys.executable, "-c", run], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert broken in found.stdout
