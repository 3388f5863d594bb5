"""Arrow data that contradicts itself: an error each time, never a panic, a crash or memory of something else."""

from __future__ import annotations

import struct
from typing import Any

import pyarrow as pa
import pytest

from order_contracts import Contract

VALIDATOR = Contract.embedded("kohortpay").validator("CreateOrder")


class Exported:
    """Hands out capsules that were made before."""

    def __init__(self, capsules: Any) -> None:
        self.capsules = capsules

    def __arrow_c_array__(self, requested_schema: object = None) -> Any:
        return self.capsules


def strings_with(*offsets: int) -> pa.Array:
    buffers = [None, pa.py_buffer(struct.pack(f"{len(offsets)}i", *offsets)), pa.py_buffer(b"{}")]
    return pa.Array.from_buffers(pa.string(), len(offsets) - 1, buffers)


def dictionary_of(keys: list[int], values: pa.Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(keys, pa.int32()), values, safe=False)


BROKEN = {
    "keys beyond the values": lambda: dictionary_of([0, 5], pa.array(["{}"])),
    "negative keys": lambda: dictionary_of([-1], pa.array(["{}"])),
    "values beyond their buffer": lambda: dictionary_of([0, 1], strings_with(0, 100_000_000, 2)),
}


@pytest.mark.parametrize("column", BROKEN.values(), ids=BROKEN)
def test_a_dictionary_that_lies_outside_of_its_values_is_broken(column: Any) -> None:
    with pytest.raises(ValueError, match="broken Arrow data: row"):
        VALIDATOR.validate_arrow(column())


@pytest.mark.parametrize("column", BROKEN.values(), ids=BROKEN)
def test_a_broken_chunk_of_a_stream_is_an_error_and_no_abort(column: Any) -> None:
    result = VALIDATOR.validate_arrow(pa.chunked_array([column()]))
    with pytest.raises(pa.ArrowInvalid, match="broken Arrow data"):
        pa.chunked_array(result)


def test_a_dictionary_is_checked_without_being_written_out() -> None:
    """Written out, these rows would have 3 GB, more than a column of strings can have."""
    column = dictionary_of([0] * 3_000, pa.array(['"' + "a" * 1_000_000 + '"']))
    assert pa.array(VALIDATOR.validate_arrow(column, violations=False)).unique().to_pylist() == ["invalid"]


def test_capsules_that_were_used_are_an_error_and_no_panic() -> None:
    exported = Exported(pa.array(["{}"]).__arrow_c_array__())
    assert len(pa.array(VALIDATOR.validate_arrow(exported))) == 1
    with pytest.raises(ValueError, match="broken Arrow data"):
        VALIDATOR.validate_arrow(exported)


def test_what_is_no_column_is_a_type_error_that_says_what_is_wanted() -> None:
    for wrong in ('{"amount": 1}', ["{}"], None):
        with pytest.raises(TypeError, match="wanted a column of Arrow"):
            VALIDATOR.validate_arrow(wrong)
