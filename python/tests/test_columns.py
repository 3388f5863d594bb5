"""Columns of Arrow, of every layout, whole and broken."""

from __future__ import annotations

import pickle
import signal
import threading

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_contracts import Contract, ContractError

CONTRACT = Contract.embedded("kohortpay")
VALIDATOR = CONTRACT.validator("CreateOrder")
ROWS = ['{"amount": 1}', None, "{", '{"amount": -1, "lineItems": 3}', ""]
VERDICTS = ["valid", None, "invalid", "invalid", "invalid"]
LAYOUTS = [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view()]


def contract_of(schema: str) -> Contract:
    head = '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": {"A": '
    return Contract.from_text(head + schema + "}}}")


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_every_layout_has_the_same_findings(layout: pa.DataType) -> None:
    column = pa.array(ROWS).cast(layout)
    found = pa.array(VALIDATOR.validate_arrow(column))
    assert found.is_null().to_pylist() == [False, True, False, False, False]
    assert [row and row["verdict"] for row in found.to_pylist()] == VERDICTS
    assert pa.array(VALIDATOR.validate_arrow(column, violations=False)).to_pylist() == VERDICTS
    assert pa.array(VALIDATOR.validate_arrow(column.slice(3), violations=False)).to_pylist() == VERDICTS[3:]
    found.validate(full=True)


def test_a_row_has_what_its_report_has() -> None:
    text = '{\n  "amount": -1, "lineItems": 3}'
    (row,) = pa.array(VALIDATOR.validate_arrow(pa.array([text]))).to_pylist()
    report = VALIDATOR.validate(text)
    names = ["id", "part", "instance", "keyword", "line", "column", "message", "wanted", "found"]
    assert row["violations"] == [{name: getattr(it, name) for name in names} for it in report.violations]
    assert (row["undecided"], row["left_out"]) == ([], 0)


def test_long_views_and_short_ones_are_read() -> None:
    rows = ["1", "123456789012", "1234567890123", '{"amount": ' + "1" * 100 + "}"]
    column = pa.array(rows, pa.string_view())
    verdicts = pa.array(VALIDATOR.validate_arrow(column, violations=False)).to_pylist()
    assert verdicts == [VALIDATOR.validate(row).verdict for row in rows]


def test_dictionaries_are_decoded_and_nulls_stay() -> None:
    column = pa.array(ROWS).dictionary_encode()
    assert pa.array(VALIDATOR.validate_arrow(column, violations=False)).to_pylist() == VERDICTS
    nulls = pa.nulls(3)
    assert pa.array(VALIDATOR.validate_arrow(nulls, violations=False)).to_pylist() == [None] * 3
    assert pa.array(VALIDATOR.validate_arrow(pa.array([], pa.string()))).to_pylist() == []


def test_a_stream_is_checked_as_it_is_read() -> None:
    chunks = pa.chunked_array([ROWS, [], ROWS[:1]], pa.string())
    result = CONTRACT.validate_arrow("CreateOrder", chunks)
    found = pa.chunked_array(result)
    assert [row and row["verdict"] for row in found.to_pylist()] == [*VERDICTS, "valid"]
    assert found.num_chunks == 3
    with pytest.raises(ValueError, match="consumed"):
        pa.chunked_array(result)


@pytest.mark.parametrize(
    "column", [pa.array([1, 2]), pa.array([["{}"]]), pa.array([{"a": "{}"}])], ids=lambda it: str(it.type)
)
def test_a_column_of_another_type_is_refused_with_its_type(column: pa.Array) -> None:
    with pytest.raises(TypeError, match="expected one of strings or bytes"):
        VALIDATOR.validate_arrow(column)


@pytest.mark.parametrize(
    "column", [["{}"], "{}", None, 5, pa.record_batch({"a": ["{}"]})], ids=lambda it: type(it).__name__
)
def test_what_is_no_column_is_refused(column: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        VALIDATOR.validate_arrow(column)


def test_broken_arrow_is_an_error_and_no_crash() -> None:
    any_json = contract_of("{}").validator("A")
    text = pa.py_buffer(b"{}{}")

    def column(*offsets: int) -> pa.Array:
        buffer = pa.py_buffer(b"".join(offset.to_bytes(4, "little", signed=True) for offset in offsets))
        return pa.Array.from_buffers(pa.string(), len(offsets) - 1, [None, buffer, text])

    assert pa.array(any_json.validate_arrow(column(0, 2, 4), violations=False)).to_pylist() == ["valid", "valid"]
    for offsets in [(0, 3_000_000, 4), (0, -5, 4), (2, 0, 4)]:
        with pytest.raises(ValueError, match="broken Arrow data: row"):
            any_json.validate_arrow(column(*offsets))

    class Liar:
        def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
            return (object(), object())

    with pytest.raises((TypeError, ValueError)):
        VALIDATOR.validate_arrow(Liar())


def test_a_row_of_many_violations_is_bounded() -> None:
    contract, row = contract_of('{"items": {"type": "string"}}'), "[" + ",".join(["5"] * 5000) + "]"
    found = pa.array(contract.validate_arrow("A", pa.array([row]))).to_pylist()[0]
    assert (len(found["violations"]), found["left_out"]) == (100, 4900)
    assert len(contract.validate("A", row).violations) == 5000
    few = contract.validator("A", max_violations=2).validate_arrow(pa.array([row]))
    assert len(pa.array(few).to_pylist()[0]["violations"]) == 2


def test_a_huge_row_does_not_disturb_the_others() -> None:
    huge = '{"amount": 1, "description": "' + "x" * 50_000_000 + '"}'
    verdicts = pa.array(VALIDATOR.validate_arrow(pa.array([ROWS[0], huge, "{"]), violations=False)).to_pylist()
    assert (verdicts[0], verdicts[2]) == ("valid", "invalid")
    assert verdicts[1] == VALIDATOR.validate(huge).verdict


@given(st.lists(st.none() | st.text() | st.sampled_from([row for row in ROWS if row is not None])))
def test_law_a_column_is_judged_row_by_row(rows: list[str | None]) -> None:
    column = pa.array(rows, pa.string())
    verdicts = pa.array(VALIDATOR.validate_arrow(column, violations=False)).to_pylist()
    assert verdicts == [None if row is None else VALIDATOR.validate(row).verdict for row in rows]


def test_coverage_of_a_column_is_that_of_its_rows() -> None:
    rows = [row for row in ROWS if row is not None]
    by_column, by_row = CONTRACT.coverage("CreateOrder"), CONTRACT.coverage("CreateOrder")
    VALIDATOR.validate_arrow(pa.array(ROWS), coverage=by_column)
    for row in rows:
        by_row.count(row, VALIDATOR.validate(row))
    assert by_column.to_json() == by_row.to_json()
    assert by_column.records == len(rows)
    assert 0 < by_column.percent < 100
    with pytest.raises(TypeError, match="not of a stream"):
        VALIDATOR.validate_arrow(pa.chunked_array([rows]), coverage=by_column)
    with pytest.raises(ContractError, match="counts exchanges"):
        VALIDATOR.validate_arrow(pa.array(rows), coverage=CONTRACT.coverage())


def test_coverage_of_threads_and_processes_adds_up() -> None:
    alone, shared = CONTRACT.coverage("CreateOrder"), CONTRACT.coverage("CreateOrder")
    column = pa.array(ROWS * 50)
    parts = [pickle.loads(pickle.dumps(CONTRACT.coverage("CreateOrder"))) for _ in range(4)]

    def work(part: int) -> None:
        VALIDATOR.validate_arrow(column, coverage=parts[part])
        VALIDATOR.validate_arrow(column, coverage=shared)

    threads = [threading.Thread(target=work, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for part in parts:
        alone.merge(pickle.loads(pickle.dumps(part)))
    assert alone.to_json() == shared.to_json()
    assert alone.records == 4 * 50 * 4


def test_ctrl_c_ends_a_long_column() -> None:
    rows = pa.array(['{"amount": -1}'] * 2_000_000)
    thread = threading.Timer(0.2, lambda: signal.raise_signal(signal.SIGINT))
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        VALIDATOR.validate_arrow(rows)
    thread.join()
