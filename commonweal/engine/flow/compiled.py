"""How the kernels are compiled: machine code that lets go of the interpreter, kept in numba's cache.

Kernels run on a pool of plain threads (`nogil`); `parallel=True` is never used, because its thread layer does not
survive a fork of the web process. Nothing compiles at import: a function compiles at its first call.
No `fastmath`: sums and logarithms give the same bits on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """The function as a numba kernel that releases the interpreter; the plain one stays at `.py_func`."""
    return cast(Function, njit(nogil=True, cache=True, error_model="numpy", boundscheck=False)(function))


def compiled_without_counts(function: Function) -> Function:
    """The same for a function that allocates nothing: arrays are not counted each time that they are touched.

    (Counting is atomic, and costs more than all the rest of an event.)
    """
    options: dict[str, Any] = {
        "nogil": True,
        "cache": True,
        "error_model": "numpy",
        "boundscheck": False,
        "_nrt": False,
    }
    return cast(Function, njit(**options)(function))


def inlined(function: Function) -> Function:
    """The same for a small function that is copied into each kernel that calls it, so that loops become vectors."""
    return cast(Function, njit(nogil=True, inline="always", error_model="numpy", boundscheck=False)(function))
