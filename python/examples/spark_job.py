"""A Spark job that checks stored payloads and writes verdicts, violations and coverage by day, in one pass.

For example, with the package in an archive for the executors:

    spark-submit --archives site.tar.gz#oc --conf spark.executorEnv.PYTHONPATH=oc spark_job.py
        kohortpay CreateOrder s3a://lake/orders --column line --keep id --out s3a://lake/checked

It writes Parquet to two folders below `--out`:

- `table=verdicts/day=...`: one row for each payload, with the columns of `--keep`, the id of the run, and `verdict`,
  `violations`, `undecided` and `left_out`. Payloads are not in it, unless `--keep` names them.
- `table=summaries/day=...`: one row for each task and day, with counts and coverage as JSON in the column `summary`.

Both come from the same tasks and are committed with them. A task that is repeated because its executor was lost leaves
one result, so that no payload is missing or counted twice; that would not be true of Spark's accumulators.

Exit codes: 0 all payloads were checked, 2 error or nothing was checked; with `--fail-on-violations`, 1 violations and 2
undecided too.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import uuid
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import BinaryType, StringType, StructField, StructType

from order_contracts import Contract, ContractError, Coverage, Validator
from order_contracts.spark import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

MODES = {"error": "errorifexists", "overwrite": "overwrite", "replace-days": "overwrite"}
OWN_COLUMNS = ("day", "run", "verdict", "violations", "undecided", "left_out", "summary", "table")


def arguments() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(prog="spark_job.py", description="Check stored payloads with Spark.")
    add = parser.add_argument
    add("contract", help="`kohortpay`, `threekit`, or the path of an OpenAPI document on the driver")
    add("name", help="name of a schema, such as `CreateOrder`")
    add("inputs", nargs="+", metavar="input", help="files or folders, as Spark reads them")
    add("--out", required=True, help="folder to write to")
    add(
        "--format",
        choices=["parquet", "text"],
        default="parquet",
        help="format of the inputs; text has one payload a line",
    )
    add("--column", help="column with the payloads, strings or bytes; `value` for text")
    add(
        "--day",
        default="day",
        metavar="EXPRESSION",
        help="day of a row, as a column or a SQL expression, such as"
        " \"regexp_extract(_metadata.file_path, '[0-9]{4}-[0-9]{2}-[0-9]{2}', 0)\" [default: day]",
    )
    add(
        "--keep",
        action="append",
        default=[],
        metavar="EXPRESSION",
        help="column or SQL expression to keep beside each verdict, such as `id` or `_metadata.file_name AS file`;"
        " may be repeated",
    )
    add(
        "--mode",
        choices=sorted(MODES),
        default="error",
        help="if the output exists: fail, replace it, or replace the days of the inputs",
    )
    add(
        "--coverage",
        type=Path,
        metavar="FILE",
        help="count coverage too and write it, for `order-contracts coverage merge`",
    )
    add(
        "--summary",
        type=Path,
        metavar="FILE",
        help="write the counts as JSON to this file and not to the standard output",
    )
    add("--strict", action="store_true", help="report undeclared properties too")
    add("--max-violations", type=natural, metavar="NUMBER", help="maximum number of violations listed of one payload")
    add(
        "--fail-on-violations", action="store_true", help="exit with 1 for violations and with 2 for undecided payloads"
    )
    return parser


def main(words: list[str] | None = None) -> int:
    """Runs the job and returns the exit code."""
    options = arguments().parse_args(words)
    # Spark logs each error that it raises, with plan and stack; one line of it is printed below.
    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        if options.format == "parquet" and not options.column:
            raise ContractError("expected `--column`: the name of the column with the payloads")
        document = options.contract
        contract = (
            Contract.embedded(document) if document in ("kohortpay", "threekit") else Contract.from_path(document)
        )
        validator = contract.validator(options.name, strict=options.strict, max_violations=options.max_violations)
        spark = SparkSession.builder.appName(f"order-contracts {options.name}").getOrCreate()
        summary, coverage = run(spark, options, validator)
        if options.coverage:
            options.coverage.write_text(coverage.to_json(), encoding="utf-8")
        text = json.dumps(summary, indent=2)
        if options.summary:
            options.summary.write_text(text + "\n", encoding="utf-8")
        else:
            print(text)
    except (ContractError, PySparkException, OSError) as error:
        print(f"error: {explained(error)}", file=sys.stderr)
        return 2
    payloads = summary["payloads"]
    checked = sum(payloads.get(verdict, 0) for verdict in ("valid", "undecided", "invalid"))
    if not checked:
        print("error: nothing was checked", file=sys.stderr)
        return 2
    if options.fail_on_violations:
        return 1 if payloads.get("invalid") else 2 if payloads.get("undecided") else 0
    return 0


def run(spark: SparkSession, options: argparse.Namespace, validator: Validator) -> tuple[dict[str, Any], Coverage]:
    """Checks and writes everything, then adds up the summaries that were committed."""
    name = uuid.uuid4().hex
    writer = judged(rows(spark, options), validator, name, with_coverage=bool(options.coverage)).write.mode(
        MODES[options.mode]
    )
    if options.mode == "replace-days":
        writer = writer.option("partitionOverwriteMode", "dynamic")
    writer.partitionBy("table", "day").parquet(options.out)

    total, coverage = Tally(), coverage_of(validator)
    days: dict[str, Tally] = {}
    written = spark.read.schema("run STRING, summary STRING, table STRING, day DATE").parquet(options.out)
    summaries = (
        written.where("table = 'summaries'").where(written["run"] == name).selectExpr("CAST(day AS STRING)", "summary")
    )
    # One partition at a time, so that the driver holds little, however many tasks there were.
    for day, text in summaries.toLocalIterator():
        summary = json.loads(text)
        days.setdefault(day or "unknown", Tally()).add(summary)
        total.add(summary)
        if summary["coverage"]:
            coverage.merge(Coverage.from_json(summary["coverage"]))
    by_day = {day: days[day].to_dict() for day in sorted(days)}
    return {"run": name, **total.to_dict(), "days": by_day}, coverage


def rows(spark: SparkSession, options: argparse.Namespace) -> DataFrame:
    """The columns to keep, the day and the payload of each row, in this order."""
    column = options.column or "value"
    if options.format == "text":
        # Only line feeds end records, and blank lines are none, as in the program.
        read = spark.read.option("lineSep", "\n").text(options.inputs).where("length(btrim(value, ' \\t\\r')) > 0")
    else:
        read = spark.read.parquet(*options.inputs)
    if options.day == "day" and "day" not in read.columns:
        raise ContractError(
            "the input has no column `day`; expected `--day` with an expression, such as \"DATE'2026-11-30'\""
        )
    chosen = read.selectExpr(*options.keep, f"try_cast({options.day} AS DATE)", "`" + column.replace("`", "``") + "`")
    payload = chosen.schema[-1].dataType
    if not isinstance(payload, (StringType, BinaryType)):
        raise ContractError(
            f"the column `{column}` is of the Spark type `{payload.simpleString()}`; expected one of strings or bytes"
        )
    kept = [name.lower() for name in chosen.columns[:-2]]
    taken = [name for place, name in enumerate(kept) if name in OWN_COLUMNS or name in kept[:place]]
    if taken:
        raise ContractError(
            f"the output would have two columns `{taken[0]}`; give the one of `--keep` another name with `AS`"
        )
    return chosen


def judged(chosen: DataFrame, validator: Validator, run_name: str, *, with_coverage: bool) -> DataFrame:
    """The rows to write: a verdict for each payload, and the summaries of a task at its end."""
    *kept, day, _ = chosen.schema.fields
    kept = [StructField(field.name, field.dataType) for field in kept]
    result = cast("StructType", StructType.fromDDL(f"run STRING, {SCHEMA}, summary STRING, table STRING"))
    schema = StructType([*kept, *result.fields, StructField("day", day.dataType)])
    names = schema.names

    def judge(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        tallies: dict[Any, Tally] = {}
        types: list[pa.DataType] = []
        for batch in batches:
            for day, part in by_day(batch):
                *others, days, payloads = part.columns
                tally = tallies.setdefault(day, Tally())
                if with_coverage and tally.coverage is None:
                    tally.coverage = coverage_of(validator)
                found = pa.array(validator.validate_arrow(payloads, coverage=tally.coverage))
                tally.count(found)
                run, table = (pa.repeat(text, len(part)) for text in (run_name, "verdicts"))
                columns = [*others, run, *found.flatten(), pa.nulls(len(part), pa.string()), table, days]
                types = [column.type for column in columns]
                yield pa.RecordBatch.from_arrays(columns, names)
        for day, tally in tallies.items():
            text = json.dumps({**tally.to_dict(), "coverage": tally.coverage and tally.coverage.to_json()})
            own = {"run": run_name, "summary": text, "table": "summaries", "day": day}
            yield pa.RecordBatch.from_arrays(
                [pa.array([own.get(name)], kind) for name, kind in zip(names, types, strict=True)], names
            )

    # `mapInArrow` finds its columns by name and does not quote, so that their own names must not reach it.
    return chosen.toDF(*(f"column_{place}" for place in range(len(chosen.columns)))).mapInArrow(judge, schema)


def by_day(batch: pa.RecordBatch) -> Iterator[tuple[Any, pa.RecordBatch]]:
    """The rows of each day; a batch seldom has more than one."""
    days = batch.columns[-2]
    distinct = pc.unique(days)
    for day in distinct:
        is_day = pc.equal(days, day) if day.is_valid else pc.is_null(days)
        yield day.as_py(), batch if len(distinct) == 1 else batch.filter(is_day)


class Tally:
    """Counts that add up: payloads by verdict, violations by rule."""

    def __init__(self) -> None:
        self.payloads: Counter[str] = Counter()
        self.violations: Counter[str] = Counter()
        self.left_out = 0
        self.coverage: Coverage | None = None

    def count(self, found: pa.StructArray) -> None:
        """Counts an array of results."""
        verdicts, violations, _, left_out = found.flatten()
        for entry in pc.value_counts(verdicts).to_pylist():
            self.payloads[entry["values"] or "null"] += entry["counts"]
        for entry in pc.value_counts(violations.flatten().field("id")).to_pylist():
            self.violations[entry["values"]] += entry["counts"]
        self.left_out += pc.sum(left_out).as_py() or 0

    def add(self, summary: dict[str, Any]) -> None:
        """Adds the counts of a summary."""
        self.payloads.update(summary["payloads"])
        self.violations.update(summary["violations"])
        self.left_out += summary["left_out"]

    def to_dict(self) -> dict[str, Any]:
        """The counts, sorted."""
        return {
            "payloads": dict(sorted(self.payloads.items())),
            "violations": dict(sorted(self.violations.items())),
            "left_out": self.left_out,
        }


def coverage_of(validator: Validator) -> Coverage:
    """Coverage of nothing yet."""
    return validator.contract.coverage(validator.name, input="spark")


def natural(text: str) -> int:
    """A number for an option."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a number, found `{text}`")
    return int(text)


def explained(error: Exception) -> str:
    """One line: the last of the traceback of an executor, or the first of what Spark says, before plans and stacks."""
    text = str(error).strip()
    if "No module named 'order_contracts'" in text:
        return "`order_contracts` is not installed on the executors; ship it with `--archives`, see the README"
    return text.splitlines()[-1 if "Traceback (most recent call last)" in text else 0]


if __name__ == "__main__":
    code = main()
    session = SparkSession.getActiveSession()
    if session:
        session.stop()
    sys.exit(code)
