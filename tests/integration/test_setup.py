"""What a newcomer's machine may lack, and what may not stand in the pinned lists."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
LISTS = sorted(TOP.glob("requirements*.txt"))


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.name)
def test_each_pinned_package_has_hashes_and_no_address(file):
    text = file.read_text()
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) > 0
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry


def test_the_lists_contain_one_another():
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (TOP / name).read_text(), re.MULTILINE))

    assert pins("requirements.txt") < pins("requirements-test.txt") < pins("requirements-bench.txt")


def test_what_the_project_asks_for_is_pinned():
    project = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["setup"]]
    names = {re.split(r"[\[<>=~ ]", one)[0].lower().replace("_", "-") for one in asked}
    pinned = set(re.findall(r"^([a-z0-9._-]+)==", (TOP / "requirements.txt").read_text(), re.MULTILINE))
    assert names - pinned == set()


def test_the_front_ends_lock_holds_digests_and_no_address():
    lock = json.loads((TOP / "package-lock.json").read_text())
    asked = json.loads((TOP / "package.json").read_text())["dependencies"]
    packages = {name.removeprefix("node_modules/"): entry for name, entry in lock["packages"].items() if name}
    assert {name: entry["version"] for name, entry in packages.items()} == asked
    assert all(entry["integrity"].startswith("sha512-") and "resolved" not in entry for entry in packages.values())


def test_a_python_that_cannot_make_environments_is_told_the_package(tmp_path):
    (tmp_path / "ensurepip.py").write_text("raise ImportError")
    command = [sys.executable, TOP / "scripts" / "environment.py", tmp_path / "venv"]
    said = subprocess.run(command, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True)
    assert said.returncode == 1
    assert said.stderr.strip().endswith(f"apt-get install python3.{sys.version_info.minor}-venv")
    assert "Traceback" not in said.stderr


def test_an_old_python_is_told_which_one_is_needed(tmp_path):
    pretend = (
        "import sys, runpy; sys.version_info = (3, 9, 2); sys.argv = sys.argv[1:]; "
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    command = [sys.executable, "-c", pretend, TOP / "scripts" / "environment.py", tmp_path / "venv"]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.returncode == 1
    assert "needs Python 3.11 or later" in said.stderr
    assert not (tmp_path / "venv").exists()
