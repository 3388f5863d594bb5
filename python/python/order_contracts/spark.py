"""Checks JSON columns in PySpark: a function over data frames and a function for SQL.

Needs `pyspark` 4.1 or later, and `pyarrow` and this package on the executors too; contracts travel with the functions.
A null stays null, a bad row never fails a task, and payloads are nowhere in the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
from pyspark.sql.functions import col
from pyspark.sql.pandas.functions import arrow_udf
from pyspark.sql.types import BinaryType, StringType, StructField, StructType

from order_contracts import Contract, ContractError, Validator
from order_contracts._columns import validator_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyspark.sql import Column, DataFrame, SparkSession

__all__ = ["SCHEMA", "VERDICT", "check", "register"]

VERDICT = "verdict STRING"
"""The column that `check` adds if `violations` is false, as DDL: `valid`, `undecided` or `invalid`."""

SCHEMA = (
    f"{VERDICT}, "
    "violations ARRAY<STRUCT<id: STRING, part: STRING, instance: STRING, keyword: STRING, line: INT, column: INT, "
    "message: STRING, wanted: STRING, found: STRING>>, "
    "undecided ARRAY<STRUCT<id: STRING, reason: STRING, keyword: STRING>>, "
    "left_out INT"
)
"""The columns that `check` adds, as DDL."""


def check(
    df: DataFrame,
    column: str | Column,
    contract: Contract | Validator,
    name: str | None = None,
    *,
    keep: Sequence[str] = (),
    violations: bool = True,
) -> DataFrame:
    """Checks each JSON text of a column of strings or bytes; lazy, with a `mapInArrow`.

    `name` is the name of a schema of `contract`; a `Validator` needs none. The result has the columns named by `keep`
    and those of `SCHEMA`, or of `VERDICT` if `violations` is false. Keep something that identifies a row: the payload
    itself is not kept unless named.

    Raises `ContractError` for an unknown name or if two columns of the result would have one name, and `TypeError` for
    a column of another type.

    Example:
        from order_contracts import Contract
        from order_contracts.spark import check

        orders = spark.read.parquet("orders")
        checked = check(orders, "line", Contract.embedded("kohortpay"), "CreateOrder", keep=["id", "day"])
        checked.where("verdict <> 'valid'").selectExpr("id", "inline(violations)").write.parquet("violations")

    """
    validator = validator_of(contract, name)
    added = _columns(SCHEMA if violations else VERDICT)
    taken = {name.lower() for name in added.names}
    for name_kept in keep:
        if name_kept.lower() in taken:
            raise ContractError(f"the result would have two columns named `{name_kept}`; rename that of `keep` first")
        taken.add(name_kept.lower())
    result_names = [*keep, *added.names]
    payload = col(_quoted(column)) if isinstance(column, str) else column
    # `mapInArrow` finds its columns by name and does not quote, so that their own names must not reach it.
    kept = [col(_quoted(name)).alias(f"kept_{place}") for place, name in enumerate(keep)]
    chosen = df.select(*kept, payload.alias("payload"))
    *others, checked = chosen.schema.fields
    if not isinstance(checked.dataType, (StringType, BinaryType)):
        raise TypeError(
            f"the column is of the Spark type `{checked.dataType.simpleString()}`; expected one of strings or bytes"
        )
    kept_fields = [StructField(name, field.dataType, field.nullable) for name, field in zip(keep, others, strict=True)]

    def judge(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            *others, payloads = batch.columns
            result = pa.array(validator.validate_arrow(payloads, violations=violations))
            found = result.flatten() if violations else [result]
            yield pa.RecordBatch.from_arrays([*others, *found], result_names)

    return chosen.mapInArrow(judge, StructType([*kept_fields, *added.fields]))


def register(
    spark: SparkSession,
    function_name: str,
    contract: Contract | Validator,
    name: str | None = None,
    *,
    violations: bool = True,
) -> None:
    """Adds a function to a session, which checks a column of strings or bytes in SQL; an `arrow_udf`.

    `name` is the name of a schema of `contract`; a `Validator` needs none. The function returns a struct of `SCHEMA`,
    or the verdict alone if `violations` is false. A function of that name is replaced.

    Raises `ContractError` for an unknown name. A column of another type fails the query with a `TypeError` of the
    executor.

    Example:
        from order_contracts import Contract
        from order_contracts.spark import register

        register(spark, "check_order", Contract.embedded("kohortpay"), "CreateOrder", violations=False)
        spark.sql("SELECT check_order(line) AS verdict, count(*) FROM orders GROUP BY ALL").show()

    """
    validator = validator_of(contract, name)

    def judge(payloads: Any) -> Any:
        return pa.array(validator.validate_arrow(payloads, violations=violations))

    # Spark reads from the annotations which kind of function this is; written as such, they would be strings here.
    judge.__annotations__.update({"payloads": pa.Array, "return": pa.Array})
    kind = _columns(SCHEMA) if violations else StringType()
    made: Any = arrow_udf
    spark.udf.register(function_name, made(judge, kind))


def _columns(ddl: str) -> StructType:
    return cast("StructType", StructType.fromDDL(ddl))


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
