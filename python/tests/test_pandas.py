"""pandas: the types of series, the index, and what is missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from columns import create_order

from order_contracts import Contract, ContractError
from order_contracts.pandas import check

LINES = ['{"amount": 1}', None, '{"amount": -1}']
VERDICTS = ["valid", pd.NA, "invalid"]
TYPES: list[Any] = [
    object,
    "str",
    "string[pyarrow]",
    "string[python]",
    *map(pd.ArrowDtype, [pa.string(), pa.large_string(), pa.string_view()]),
]


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_every_type_of_strings(kind: Any) -> None:
    series = pd.Series(LINES, dtype=kind, index=["a", "b", "c"], name="line")
    result = check(series, Contract.embedded("kohortpay"), "CreateOrder")
    assert result["verdict"].tolist() == VERDICTS
    assert list(result.columns) == ["verdict", "violations", "undecided", "left_out"]
    assert result.index.equals(series.index)
    assert [violation["id"] for violation in result["violations"]["c"]] == ["minimum"]
    assert result["violations"]["b"] is pd.NA


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.binary_view()], ids=str)
def test_every_type_of_bytes(kind: pa.DataType) -> None:
    series = pd.Series([b'{"amount": 1}', None, b"\xff"], dtype=pd.ArrowDtype(kind))
    assert check(series, create_order(), violations=False).tolist() == VERDICTS


def test_categories_are_judged_as_their_texts() -> None:
    series = pd.Series(LINES, dtype="category")
    assert check(series, create_order(), violations=False).tolist() == VERDICTS


def test_an_object_series_of_strings_and_bytes_with_everything_that_is_missing() -> None:
    values = [
        '{"amount": 1}',
        b'{"amount": 1}',
        bytearray(b"{"),
        memoryview(b"{}"),
        None,
        float("nan"),
        np.nan,
        pd.NA,
        pd.NaT,
    ]
    series = pd.Series(values, dtype=object)
    assert check(series, create_order(), violations=False).tolist() == [
        "valid",
        "valid",
        "invalid",
        "invalid",
        *[pd.NA] * 5,
    ]


def test_a_lone_surrogate_is_an_invalid_row_and_no_exception() -> None:
    series = pd.Series(['"\ud800"', '{"amount": 1}', None, b'{"amount": 1}'], dtype=object)
    result = check(series, create_order())
    assert result["verdict"].tolist() == ["invalid", "valid", pd.NA, "valid"]
    assert result["violations"][0][0]["id"] == "json-syntax"


@pytest.mark.parametrize(
    "index",
    [
        pd.Index([7, 7, 7]),
        pd.MultiIndex.from_tuples([(1, "a"), (1, "b"), (2, "a")], names=["x", "y"]),
        pd.date_range("2026-11-28", periods=3),
    ],
    ids=["repeated", "of two levels", "of dates"],
)
def test_the_index_is_kept(index: pd.Index) -> None:
    series = pd.Series(LINES, index=index, name="line")
    assert check(series, create_order()).index.equals(index)
    verdicts = check(series, create_order(), violations=False)
    assert verdicts.index.equals(index) and verdicts.name == "verdict"


def test_slices_and_several_chunks() -> None:
    chunks = pa.chunked_array([LINES, [], LINES[:1], LINES * 3])
    series = pd.Series(pd.arrays.ArrowExtensionArray(chunks))
    expected = VERDICTS + VERDICTS[:1] + VERDICTS * 3
    assert check(series, create_order(), violations=False).tolist() == expected
    assert check(series[::-2], create_order(), violations=False).tolist() == expected[::-2]
    assert check(series[2:9], create_order())["verdict"].tolist() == expected[2:9]


def test_a_series_of_nothing_but_missing_values() -> None:
    assert check(pd.Series([None, None], dtype=object), create_order(), violations=False).tolist() == [pd.NA, pd.NA]


@pytest.mark.parametrize("kind", [object, "str", "string[pyarrow]"])
def test_an_empty_series(kind: Any) -> None:
    result = check(pd.Series([], dtype=kind), create_order())
    assert result.shape == (0, 4)


def test_the_result_joins_and_explodes() -> None:
    orders = pd.DataFrame({"id": [1, 2, 3], "line": ["{}", '{"amount": 1}', '{"amount": -1, "locale": "x"}']})
    found = orders.join(check(orders["line"], create_order())).query("verdict == 'invalid'").explode("violations")
    assert found["id"].tolist() == [1, 3, 3]
    assert sorted(violation["id"] for violation in found["violations"]) == ["enum", "minimum", "required"]


@pytest.mark.parametrize(
    ("series", "message"),
    [
        (pd.Series([1, 2]), "expected one of strings or bytes"),
        (pd.Series(["{}", {"amount": 1}]), "has a `dict` at position 1; expected strings or bytes"),
        (pd.Series([None, 5], dtype=object), "has a `int` at position 1; expected strings or bytes"),
        (["{}"], "expected a pandas Series, found `list`"),
    ],
    ids=["integers", "dictionaries", "an integer", "a list"],
)
def test_another_type_is_a_clear_error(series: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        check(series, create_order())


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(ContractError, match="CreateOrder"):
        check(pd.Series(["{}"]), Contract.embedded("kohortpay"), "CreateOrdr")
