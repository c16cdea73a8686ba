"""A web-like process forks before any simulation, and each child simulates rightly; nothing was started before."""

import hashlib
import subprocess
import sys

from commonweal.execution.runs import Settings, simulate
from tests.engine.flow.cases import county, model_of, three_pathways

PARENT = """
import hashlib, os, sys, threading
import commonweal.cli.simulating, commonweal.execution.runs as runs  # all that a web process would have imported
from commonweal.engine.flow import daily, event, network
from numba.np.ufunc import parallel
from joblib.externals.loky import reusable_executor
from tests.engine.flow.cases import county, model_of, three_pathways

scenarios = [model_of(data).scenario for data in (three_pathways(60, 10), county())]
assert threading.active_count() == 1, "a thread of Python's was started at import"
assert not parallel._is_initialized, "numba's threads were started at import"
assert reusable_executor._executor is None, "joblib's processes were started at import"
for kernel in (daily.flow_daily, event.flow_event, network.flow_network):
    assert not kernel.signatures, "something compiled at import"

def simulated(clock):
    found = hashlib.sha256()
    for scenario in scenarios:
        chunk = runs.simulate(scenario, runs.Settings(1, 8, clock, workers=2, chunk=2)).chunk
        found.update(chunk.counts.tobytes() + chunk.beds.tobytes() + chunk.day_sums.tobytes())
    return found.hexdigest()

children = []
for number in range(3):
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writable, (simulated("day") + simulated("continuous")).encode())
        os._exit(0)
    os.close(writable)
    children.append((child, readable))
for child, readable in children:
    said = os.read(readable, 1000).decode()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    print(said)
assert threading.active_count() == 1 and not parallel._is_initialized
"""


def expected(clock):
    found = hashlib.sha256()
    for data in (three_pathways(60, 10), county()):
        chunk = simulate(model_of(data).scenario, Settings(1, 8, clock, workers=1, chunk=8)).chunk
        found.update(chunk.counts.tobytes() + chunk.beds.tobytes() + chunk.day_sums.tobytes())
    return found.hexdigest()


def test_a_web_process_forks_and_each_child_simulates():
    ran = subprocess.run([sys.executable, "-c", PARENT], capture_output=True, text=True, timeout=280, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == [expected("day") + expected("continuous")] * 3
