"""Kernels release the interpreter and never start threads of numba's own, which do not survive a fork."""

from __future__ import annotations

import ast

from commonweal.execution import kernels
from tests.shared import TOP

FORBIDDEN = {"prange", "set_num_threads", "threading_layer"}


def own_threads(source: str) -> list[int]:
    """The lines that ask for numba's threads, by `parallel=` or by a name that only they need."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names = {node.attr} if isinstance(node, ast.Attribute) else {node.id} if isinstance(node, ast.Name) else set()
        keyword = isinstance(node, ast.keyword) and node.arg in {"parallel", "fastmath"}
        key = isinstance(node, ast.Constant) and node.value in {"parallel", "fastmath"}
        if keyword or key or names & FORBIDDEN:
            found.append(node.lineno)
    return sorted(found)


def test_no_kernel_starts_threads():
    files = sorted((TOP / "commonweal").rglob("*.py"))
    assert any("njit" in file.read_text() for file in files), "no kernels found: has the house moved?"
    asking = {str(file.relative_to(TOP)): own_threads(file.read_text()) for file in files}
    assert {file: lines for file, lines in asking.items() if lines} == {}


def test_kernels_are_kept_for_a_state_of_all_their_source():
    """Else a change of one that another calls would go unseen."""
    compiled = {file for file in (TOP / "commonweal").rglob("*.py") if "import njit" in file.read_text()}
    assert compiled and compiled <= set(kernels.sources())


def test_planted_threads_are_found():
    assert own_threads("@njit(parallel=True)\ndef f(): pass\n") == [1]
    assert own_threads("options = {'parallel': True}\n") == [1]
    assert own_threads("for i in numba.prange(3): pass\nfor i in prange(3): pass\n") == [1, 2]
    assert own_threads("@njit(nogil=True)\ndef f(): pass\n") == []
