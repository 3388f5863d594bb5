"""What the tests of the engines share: payloads, and one way to ask each engine on one machine for its results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from order_contracts import Contract, Validator

Payload = str | bytes | None
Result = dict[str, Any]

LIST = """
openapi: 3.0.3
info: {title: Lists, version: "1"}
paths: {}
components:
  schemas:
    Numbers: {type: array, items: {type: integer}}
"""
"""A contract with a schema that a payload can violate any number of times."""


def create_order() -> Validator:
    return Contract.embedded("kohortpay").validator("CreateOrder")


def _polars(payloads: Sequence[Payload], validator: Validator, *, violations: bool) -> list[Any]:
    import polars as pl

    from order_contracts.polars import check

    kind = pl.Binary() if any(isinstance(payload, bytes) for payload in payloads) else pl.String()
    frame = pl.DataFrame({"line": pl.Series(payloads, dtype=kind)})
    return frame.select(check("line", validator, violations=violations)).to_series().to_list()


def _duckdb(payloads: Sequence[Payload], validator: Validator, *, violations: bool) -> list[Any]:
    import duckdb
    import pyarrow as pa

    from order_contracts.duckdb import register

    is_bytes = any(isinstance(payload, bytes) for payload in payloads)
    lines = pa.table({"line": pa.array(payloads, pa.large_binary() if is_bytes else pa.large_string())})
    with duckdb.connect() as connection:
        register(connection, "judge", validator, violations=violations, column="BLOB" if is_bytes else "VARCHAR")
        connection.register("lines", lines)
        return [row[0] for row in connection.sql("SELECT judge(line) FROM lines").fetchall()]


def _pandas(payloads: Sequence[Payload], validator: Validator, *, violations: bool) -> list[Any]:
    import pandas as pd

    from order_contracts.pandas import check

    series = pd.Series(list(payloads), dtype=object)
    if not violations:
        return [None if pd.isna(value) else value for value in check(series, validator, violations=False)]
    rows = check(series, validator).to_dict("records")
    return [None if pd.isna(row["verdict"]) else row for row in rows]


def _arrow(payloads: Sequence[Payload], validator: Validator, *, violations: bool) -> list[Any]:
    import pyarrow as pa

    found: list[Any] = pa.array(validator.validate_arrow(pa.array(payloads), violations=violations)).to_pylist()
    return found


class Engine(Protocol):
    def __call__(self, payloads: Sequence[Payload], validator: Validator, *, violations: bool) -> list[Any]: ...


ENGINES: dict[str, Engine] = {"polars": _polars, "duckdb": _duckdb, "pandas": _pandas, "arrow": _arrow}
"""Each takes strings, or bytes, with `None` among them, and returns a dictionary, a verdict, or `None` for each."""
