"""Checks JSON columns in DuckDB, with a function for SQL.

Needs `duckdb` and `pyarrow`. A null stays null, a bad row never fails a query, and payloads are nowhere in the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import duckdb
import pyarrow as pa

from order_contracts import Contract, ContractError, Validator
from order_contracts._columns import validator_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["TYPE", "VERDICT", "register"]

VERDICT = "VARCHAR"
"""The type of a verdict: `valid`, `undecided` or `invalid`."""

TYPE = (
    "STRUCT(verdict VARCHAR, "
    'violations STRUCT(id VARCHAR, part VARCHAR, instance VARCHAR, keyword VARCHAR, line INTEGER, "column" INTEGER, '
    "message VARCHAR, wanted VARCHAR, found VARCHAR)[], "
    "undecided STRUCT(id VARCHAR, reason VARCHAR, keyword VARCHAR)[], "
    "left_out INTEGER)"
)
"""The type of a result."""


def register(
    connection: DuckDBPyConnection,
    function_name: str,
    contract: Contract | Validator,
    name: str | None = None,
    *,
    violations: bool = True,
    column: Literal["VARCHAR", "BLOB"] = "VARCHAR",
) -> None:
    """Adds a function of one argument to a connection, which checks a JSON text.

    `name` is the name of a schema of `contract`; a `Validator` needs none. The function returns a `TYPE`, or the
    verdict alone if `violations` is false. `column` is the type of its argument: register another function of `BLOB`
    for columns of bytes. A cast (`line::VARCHAR`) would change them.

    Raises `ContractError` for an unknown name or another `column`, and DuckDB's own error if the connection has the
    function already.

    Example:
        import duckdb
        from order_contracts import Contract
        from order_contracts.duckdb import register

        connection = duckdb.connect()
        register(connection, "check_order", Contract.embedded("kohortpay"), "CreateOrder")
        connection.sql(\"\"\"
            SELECT id, unnest(check_order(line).violations, recursive := true)
            FROM 'orders.parquet'
        \"\"\")

    """
    validator = validator_of(contract, name)
    if column not in ("VARCHAR", "BLOB"):
        raise ContractError(f"unknown type of a column `{column}`; expected `VARCHAR` or `BLOB`")

    def judge(payloads: Any) -> Any:
        result = validator.validate_arrow(payloads, violations=violations)
        return pa.array(result) if hasattr(result, "__arrow_c_array__") else pa.chunked_array(result)

    connection.create_function(
        function_name,
        judge,
        [duckdb.sqltype(column)],
        duckdb.sqltype(TYPE if violations else VERDICT),
        type="arrow",  # type: ignore[call-overload]
    )
