"""Publications read, checked and stored, beside pandas with xlrd reading and melting the same sheets without checks.

Everything is held to one core, the database included. Needs the folder of real publications.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from io import BytesIO

import django
import pandas
import psutil
import python_calamine

from commonweal.engine.workbook.reading import read_publication
from commonweal.observations.layouts import layouts
from commonweal.spreadsheets.reading import read_workbook
from tests.benchmarks.harness import Result, exponent, measure, peak_memory_mib
from tests.shared import shared_data

SIZES = (12, 49, 98)
Files = list[tuple[str, bytes]]


def run() -> list[Result]:
    files = [(path.name, path.read_bytes()) for path in sorted((shared_data() / "dtoc").glob("*.xls"))]
    assert len(files) == SIZES[-1]
    with one_core():
        return [*reading(files), *storing(files)]


@contextmanager
def one_core() -> Iterator[None]:
    """This process and all that it starts, on one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    yield
    os.sched_setaffinity(0, before)


def reading(files: Files) -> list[Result]:
    """Bytes to checked figures, no database."""
    assert_same_numbers(files)
    seconds = []
    for size in SIZES:
        seconds.append(measure(lambda size=size: ours(files[:size])).median)
    peer = measure(lambda: [with_pandas(content) for _, content in files], runs=1, warm=0).median
    bare = measure(lambda: [cells_alone(content) for _, content in files]).median
    return [
        Result(
            "read publications: bytes to figures, every sum checked",
            f"{SIZES[-1]} workbooks",
            seconds[-1],
            "s",
            "faster than pandas reading and melting without checks",
            seconds[-1] < peer,
            beside={
                f"pandas {pandas.__version__}, xlrd {version('xlrd')}": peer,
                f"calamine {version('python-calamine')}, cells alone": bare,
            },
            notes={"exponent": exponent(SIZES, seconds), "peak MiB": peak_memory_mib()},
        )
    ]


def ours(files: Files) -> list[float]:
    """The sum of all counted figures of each file, for the comparison; a finding of error would show."""
    sums = []
    for name, content in files:
        opened = read_workbook(content, name)
        assert opened.workbook is not None
        found = read_publication(opened.workbook, layouts())
        assert all(identity.holds for identity in found.identities)
        sums.append(float(found.figures.counted.sum()))
    return sums


def processor_seconds() -> float:
    """What this process, its reading child and the database's process for it have computed so far: on one core that
    nobody else uses, the time that must pass."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        processes = [psutil.Process(cursor.fetchone()[0]), psutil.Process(), *psutil.Process().children()]
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def with_pandas(content: bytes) -> float:
    """All data sheets read by pandas and made long, with fixed knowledge of where the headings stand."""
    book = pandas.ExcelFile(BytesIO(content), engine="xlrd")
    total = 0.0
    for sheet in book.sheet_names[:4]:
        table = book.parse(sheet, header=13).dropna(axis="columns", how="all")
        keys = list(table.columns[: list(table.columns).index("Name") + 1]) if "Name" in table else ["Type of Care"]
        keys = keys if len(keys) > 1 else ["Type of Care", "Reason for Delay"]
        long = table.melt(id_vars=keys, var_name="heading", value_name="figure")
        total += pandas.to_numeric(long["figure"], errors="coerce").sum()
    return float(total)


def cells_alone(content: bytes) -> int:
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def assert_same_numbers(files: Files) -> None:
    """Both readers find the same figures, by their sum, in three files of three years."""
    for name, content in files[:: len(files) // 3][:3]:
        assert abs(ours([(name, content)])[0] - with_pandas(content)) < 0.001, name


def storing(files: Files) -> list[Result]:
    """Files to checked, stored rows, each in its own transaction, in a database of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonweal.config.settings")
    django.setup()
    from commonweal.core import scope
    from commonweal.observations import actions
    from tests.apps.observations.makers import AMAL, AT, load_places
    from tests.database import workers_database

    seconds, stages = [], defaultdict(float)
    with workers_database("bench") as database:
        for size in SIZES:
            database.make()
            load_places()
            stages.clear()
            before = processor_seconds()
            start = time.perf_counter()
            for name, content in files[:size]:
                with scope.within(scope.SYSTEM_SCOPE):
                    done = actions.import_publication(by=AMAL, at=AT, name=name, content=content)
                assert done.outcome is actions.Outcome.STORED
                for stage, spent in done.seconds.items():
                    stages[f"{stage} s"] += spent
            seconds.append(time.perf_counter() - start)
            stages["processor s, ours and the database's"] = processor_seconds() - before
    return [
        Result(
            "read a publication: file to checked, stored rows",
            f"{SIZES[-1]} workbooks, 312,180 figures",
            seconds[-1],
            "s",
            "under 10 s on one core",
            seconds[-1] < 10,
            notes={**stages, "exponent": exponent(SIZES, seconds), "peak MiB": peak_memory_mib()},
        )
    ]
