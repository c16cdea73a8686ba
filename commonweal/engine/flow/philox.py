"""Random numbers that are a function of who they are for: Philox4x32-10 (Salmon et al., SC11, 2011).

A block of four 32-bit words depends on a counter (person, stream, replication, area) and a 64-bit seed, and on
nothing else. No scenario is in the counter, so two scenarios see the same people: common random numbers by
construction. Streams are named by purpose, so that a new feature moves no other draw.
"""

from __future__ import annotations

import hashlib

import numpy as np

from commonweal.engine.flow.compiled import inlined

LAYOUT = 1
"""The version of who gets which words; it is in every output, and changes when any draw moves."""

Words = tuple[np.uint64, np.uint64, np.uint64, np.uint64]

_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


@inlined
def _round(c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64) -> Words:
    product_0, product_1 = _MULTIPLIER_0 * c0, _MULTIPLIER_1 * c2
    return (product_1 >> _HALF) ^ c1 ^ k0, product_1 & _LOW, (product_0 >> _HALF) ^ c3 ^ k1, product_0 & _LOW


@inlined
def philox(person: np.uint64, stream: np.uint64, replication: np.uint64, area: np.uint64, key: np.uint64) -> Words:
    """Four 32-bit words, each in a uint64, for a counter of four 32-bit numbers and a 64-bit key.

    The ten rounds are written out: as a loop the compiler would not make vectors of the loop around them (measured:
    9 nanoseconds a block instead of 1).
    """
    c0, c1, c2, c3 = person & _LOW, stream & _LOW, replication & _LOW, area & _LOW
    k0, k1 = key & _LOW, key >> _HALF
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    return _round(c0, c1, c2, c3, k0, k1)


def stream_number(*names: str) -> int:
    """The 32-bit number of a stream (or an area): the first bytes of the SHA-256 of its names.

    By name and not by position: to add, remove or reorder services moves nobody else's draws.
    """
    return int.from_bytes(hashlib.sha256("\x1f".join(names).encode()).digest()[:4], "big")
