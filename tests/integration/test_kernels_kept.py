"""Compiled kernels: kept for the states of the source used last, and found by the command where set-up put them."""

from __future__ import annotations

import os
import subprocess
import sys

from commonweal.execution import kernels

TESTS_OWN = {kernels.VARIABLE, "DJANGO_SETTINGS_MODULE"}


def test_the_states_used_last_are_kept(tmp_path):
    """Two checkouts that share a data folder do not clear each other's; a state that is being compiled stays."""
    ages = range(kernels.KEPT + 3)
    for age in ages:
        state = tmp_path / f"state {age}"
        state.mkdir()
        (state / "warm").touch()
        for path in (state / "warm", state):
            os.utime(path, (1_000_000 - age, 1_000_000 - age))
    os.utime(tmp_path / f"state {ages[-1]}" / "warm")  # an old state, made ready again just now
    compiling = tmp_path / "compiling"
    compiling.mkdir()
    kernels.clear_former(tmp_path)
    kept = {path.name for path in tmp_path.iterdir()}
    assert kept == {"compiling", f"state {ages[-1]}", *(f"state {age}" for age in range(kernels.KEPT - 2))}


def test_a_state_made_ready_is_not_compiled_again_and_clears_no_other(tmp_path):
    """`warm` in a process of its own, for the folder is told to numba before it is imported."""
    other, code = tmp_path / "kernels" / "other", "import sys, pathlib; from commonweal.execution import kernels as k;"
    code += "p = pathlib.Path(sys.argv[1]); f = k.keep_in(p); f.mkdir(); (f / 'warm').touch(); k.warm(p);"
    code += "print('numba' in sys.modules)"
    other.mkdir(parents=True)
    clean = {name: value for name, value in os.environ.items() if name not in TESTS_OWN}
    ran = subprocess.run([sys.executable, "-c", code, tmp_path], env=clean, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
    assert other.exists()


def test_the_command_uses_what_set_up_compiled(tmp_path):
    """It once looked elsewhere: first runs compiled for half a minute, later ones ran kernels of an old state."""
    code = (
        "import os; from commonweal.cli.manage import data_folder; data_folder(); print(os.environ['NUMBA_CACHE_DIR'])"
    )
    clean = {name: value for name, value in os.environ.items() if name not in TESTS_OWN}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=clean | {"COMMONWEAL_DATA": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.strip() == str(kernels.folder_of(tmp_path))
