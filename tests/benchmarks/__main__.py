"""Run the benchmarks: `python -m tests.benchmarks [NAME ...]`."""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from commonweal.execution import kernels
from tests.benchmarks.harness import Result

HERE = Path(__file__).parent
kernels.keep_in(HERE.parents[1] / "var")  # compiled from this state of the source, not from a former one


def main(names: list[str]) -> int:
    console = Console()
    results: list[Result] = []
    for file in sorted(HERE.glob("bench_*.py")):
        name = file.stem.removeprefix("bench_")
        if names and name not in names:
            continue
        console.print(f"{name} …")
        results += importlib.import_module(f"tests.benchmarks.{file.stem}").run()
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    (HERE.parents[1] / "benchmarks.json").write_text(
        json.dumps({"machine": machine, "results": [asdict(r) for r in results]}, indent=1)
    )
    console.print(table(results))
    return 0 if all(result.met is not False for result in results) else 1


def table(results: list[Result]) -> Table:
    rows = Table("Work", "Size", "Measured", "Beside it", "Goal", "Met", title="Benchmarks")
    for r in results:
        peers = ", ".join(
            f"{peer} {value:.3g} {r.unit} ({ratio:.3g} x)"
            for (peer, value), ratio in zip(r.beside.items(), r.ratios().values(), strict=True)
        )
        notes = "; ".join(
            f"{key} {value if isinstance(value, str) else format(value, '.3g')}" for key, value in r.notes.items()
        )
        met = {True: "yes", False: "NO", None: "-"}[r.met]
        rows.add_row(r.work, r.size, f"{r.measured:.3g} {r.unit}", "\n".join(filter(None, [peers, notes])), r.goal, met)
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
