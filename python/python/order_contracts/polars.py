"""Checks JSON columns in Polars: eager, lazy and streaming.

Needs `polars`. A null stays null, a bad row never fails a query, and payloads are nowhere in the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from order_contracts._columns import validator_of

if TYPE_CHECKING:
    from order_contracts import Contract, Validator

__all__ = ["DTYPE", "VERDICT", "check"]

VERDICT = pl.String()
"""The type of a column of verdicts: `valid`, `undecided` or `invalid`."""

DTYPE = pl.Struct(
    {
        "verdict": VERDICT,
        "violations": pl.List(
            pl.Struct(
                {
                    "id": pl.String(),
                    "part": pl.String(),
                    "instance": pl.String(),
                    "keyword": pl.String(),
                    "line": pl.Int32(),
                    "column": pl.Int32(),
                    "message": pl.String(),
                    "wanted": pl.String(),
                    "found": pl.String(),
                }
            )
        ),
        "undecided": pl.List(pl.Struct({"id": pl.String(), "reason": pl.String(), "keyword": pl.String()})),
        "left_out": pl.Int32(),
    }
)
"""The type of a column of results: one struct for each payload."""


def check(
    column: str | pl.Expr,
    contract: Contract | Validator,
    name: str | None = None,
    *,
    violations: bool = True,
) -> pl.Expr:
    """An expression that checks each JSON text of a column of the type `String` or `Binary`.

    `column` is a name or an expression, and `name` the name of a schema of `contract`; a `Validator` needs none. The
    result has the type `DTYPE`, or is the verdict alone (`VERDICT`) if `violations` is false. It is elementwise, so the
    streaming engine runs it batch by batch.

    Raises `ContractError` for an unknown name, at once. A column of another type is a `TypeError` when the query runs.

    Example:
        import polars as pl
        from order_contracts import Contract
        from order_contracts.polars import check

        orders = pl.scan_ndjson("orders.ndjson", schema={"id": pl.Int64, "line": pl.String})
        result = check("line", Contract.embedded("kohortpay"), "CreateOrder")
        bad = orders.with_columns(result.struct.unnest()).filter(pl.col("verdict") != "valid")
        print(bad.select("id", "violations").explode("violations").unnest("violations").collect(engine="streaming"))

    """
    validator = validator_of(contract, name)

    def judge(series: pl.Series) -> pl.Series:
        if series.dtype == pl.Null():
            # Polars hands these over with a buffer, which the Arrow interface does not allow.
            series = series.cast(pl.String())
        return pl.Series(series.name, validator.validate_arrow(series, violations=violations))

    expression = pl.col(column) if isinstance(column, str) else column
    return expression.map_batches(judge, return_dtype=DTYPE if violations else VERDICT, is_elementwise=True)
