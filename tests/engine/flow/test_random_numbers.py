"""Random numbers: the published answers of Philox, and the reference beside the kernel."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engine.flow import philox_reference
from commonweal.engine.flow.arrivals import BLOCK, make_block, negative_logs
from commonweal.engine.flow.compiled import compiled
from commonweal.engine.flow.philox import philox, stream_number

# Known answers of the authors' library, Random123 1.09, file kat_vectors, philox4x32 with 10 rounds.
PUBLISHED = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@compiled
def block(c0, c1, c2, c3, key):
    return philox(c0, c1, c2, c3, key)


@pytest.mark.parametrize(("counter", "key", "words"), PUBLISHED)
def test_published_answers(counter, key, words):
    whole_key = key[0] | key[1] << 32
    assert philox_reference.philox(*counter, whole_key) == words
    assert tuple(int(word) for word in block(*map(np.uint64, counter), np.uint64(whole_key))) == words


word = st.integers(0, 2**32 - 1)


@settings(deadline=None)
@given(word, word, word, word, st.integers(0, 2**64 - 1))
def test_kernel_is_the_reference(c0, c1, c2, c3, key):
    fast = block(np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3), np.uint64(key))
    assert tuple(int(word) for word in fast) == philox_reference.philox(c0, c1, c2, c3, key)


def test_streams_are_by_name():
    assert stream_number("stay", "reablement") == 0x22D86D2A  # printf 'stay\x1freablement' | sha256sum
    assert stream_number("stay", "reablement") != stream_number("stayreablement")
    assert stream_number("ab", "c") != stream_number("a", "bc")


@settings(deadline=None)
@given(st.lists(st.floats(0.5, 2.0**52, exclude_max=True), min_size=1, max_size=BLOCK))
def test_logarithms(numbers):
    room = make_block()
    room.gaps[:] = 1.0
    room.gaps[: len(numbers)] = numbers
    negative_logs(room.gaps, room.gap_bits, room.bits, room.mantissas, room.powers)
    for found, number in zip(room.gaps, numbers, strict=False):
        assert found == pytest.approx(52 * math.log(2) - math.log(number), rel=1e-12, abs=1e-13)
