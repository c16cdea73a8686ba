"""Philox4x32-10 in plain Python integers: the reference beside `philox.py`."""

from __future__ import annotations

LOW = 0xFFFFFFFF


def philox(person: int, stream: int, replication: int, area: int, key: int) -> tuple[int, int, int, int]:
    """Four 32-bit words for a counter of four 32-bit numbers and a 64-bit key."""
    counter = (person, stream, replication, area)
    low, high = key & LOW, key >> 32
    for _ in range(10):
        first, second = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = (second >> 32 ^ counter[1] ^ low, second & LOW, first >> 32 ^ counter[3] ^ high, first & LOW)
        low, high = (low + 0x9E3779B9) & LOW, (high + 0xBB67AE85) & LOW
    return counter
