"""Kernels are compiled before the clock of any test runs: on a busy machine that takes minutes, else seconds."""

from commonweal.engine import flow

flow.warm()
