"""`order_contracts.spark` in one process: data frames, the function for SQL, streams."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, cast

import pytest

pytest.importorskip("pyspark")
pytestmark = pytest.mark.spark

from columns import create_order
from orders import DEFECTS, rows
from pyspark.errors import AnalysisException, PythonException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf
from pyspark.sql.types import StructType

from order_contracts import Contract, ContractError
from order_contracts.spark import SCHEMA, check, register

LINES = [(1, '{"amount": 1}'), (2, None), (3, '{"amount": -1}')]


@pytest.fixture(scope="module")
def lines(spark: SparkSession) -> DataFrame:
    return spark.createDataFrame(LINES, "id INT, line STRING")


def test_known_defects_are_found(spark: SparkSession) -> None:
    known = list(rows(2_000, 200))
    frame = spark.createDataFrame([(row.id, row.line) for row in known], "id INT, line STRING").repartition(4)
    checked = check(frame, "line", Contract.embedded("kohortpay"), "CreateOrder", keep=["id"])
    found = {row.id: row for row in checked.collect()}
    assert len(found) == 2_000
    for row in known:
        assert found[row.id].verdict == ("invalid" if row.defect else "valid")
        rules = tuple(sorted(violation.id for violation in found[row.id].violations))
        assert rules == (DEFECTS[row.defect][1] if row.defect else ())


def test_the_columns_of_the_result(lines: DataFrame) -> None:
    checked = check(lines, "line", create_order(), keep=["id"])
    result = cast("StructType", StructType.fromDDL(SCHEMA))
    assert checked.schema == StructType([lines.schema["id"], *result.fields])
    [valid, null, invalid] = checked.orderBy("id").collect()
    assert (valid.verdict, valid.violations, valid.undecided, valid.left_out) == ("valid", [], [], 0)
    assert (null.verdict, null.violations, null.undecided, null.left_out) == (None, None, None, None)
    assert invalid.violations[0].instance == "/amount" and invalid.violations[0].line == 1
    flat = checked.where("verdict = 'invalid'").selectExpr("id AS line_id", "inline(violations)").collect()
    assert [(row.line_id, row.id) for row in flat] == [(3, "minimum")]


def test_the_verdict_alone_of_bytes(lines: DataFrame) -> None:
    checked = check(lines, sf.col("line").cast("binary"), create_order(), keep=["id"], violations=False)
    assert [tuple(row) for row in checked.orderBy("id").collect()] == [(1, "valid"), (2, None), (3, "invalid")]


def test_nothing_is_read_before_an_action(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('{"amount": 1}\n')
    frame = spark.read.text(str(tmp_path))
    (tmp_path / "a.txt").write_text('{"amount": -1}\n{"amount": 1}\n{"amount": 1}\n')
    checked = check(frame, "value", create_order(), violations=False)
    assert checked.isStreaming is False
    assert "invalid" in {row.verdict for row in checked.collect()}


def test_awkward_names_of_columns(spark: SparkSession) -> None:
    frame = spark.createDataFrame(
        [(1, 2, 3, '{"amount": 1}')], "`a.b` INT, `pay``load` INT, payload INT, `li ne` STRING"
    )
    checked = check(frame, "li ne", create_order(), keep=["a.b", "pay`load", "payload", "li ne"], violations=False)
    assert checked.columns == ["a.b", "pay`load", "payload", "li ne", "verdict"]
    assert tuple(checked.collect()[0]) == (1, 2, 3, '{"amount": 1}', "valid")


def test_an_empty_frame(lines: DataFrame) -> None:
    assert check(lines.where("false"), "line", create_order()).collect() == []


def test_strings_that_are_no_utf8_are_invalid_rows(spark: SparkSession) -> None:
    frame = spark.sql(
        "SELECT CAST(x'7B22616D6F756E74223A20317DFF' AS STRING) AS line UNION ALL SELECT '{\"amount\": 1}'"
    )
    assert sorted(row.verdict for row in check(frame, "line", create_order(), violations=False).collect()) == [
        "invalid",
        "valid",
    ]


def test_a_row_of_twenty_megabytes(spark: SparkSession) -> None:
    frame = spark.range(2).select(
        sf.format_string(
            '{"amount": %d, "metadata": {"text": "%s"}}', sf.col("id") - 1, sf.repeat(sf.lit("x"), 20_000_000)
        ).alias("line")
    )
    assert sorted(row.verdict for row in check(frame, "line", create_order(), violations=False).collect()) == [
        "invalid",
        "valid",
    ]


def test_wrong_arguments_are_errors_before_the_job(lines: DataFrame) -> None:
    with pytest.raises(TypeError, match="the column is of the Spark type `int`; expected one of strings or bytes"):
        check(lines, "id", create_order())
    with pytest.raises(ContractError, match="CreateOrder"):
        check(lines, "line", Contract.embedded("kohortpay"), "CreateOrdr")
    with pytest.raises(AnalysisException, match="nope"):
        check(lines, "nope", create_order())
    with pytest.raises(ContractError, match="two columns named `Verdict`"):
        check(lines.withColumnRenamed("id", "Verdict"), "line", create_order(), keep=["Verdict"])
    with pytest.raises(ContractError, match="two columns named `ID`"):
        check(lines, "line", create_order(), keep=["id", "ID"])


def test_the_function_for_sql(spark: SparkSession, lines: DataFrame) -> None:
    lines.createOrReplaceTempView("lines")
    register(spark, "judge", Contract.embedded("kohortpay"), "CreateOrder")
    register(spark, "verdict", create_order(), violations=False)
    query = """
        SELECT id, judge(line).verdict, verdict(line), verdict(CAST(line AS BINARY)), get(judge(line).violations, 0).id
        FROM lines ORDER BY id
    """
    expected: list[Any] = [
        (1, "valid", "valid", "valid", None),
        (2, None, None, None, None),
        (3, "invalid", "invalid", "invalid", "minimum"),
    ]
    assert [tuple(row) for row in spark.sql(query).collect()] == expected
    counts = spark.sql("SELECT verdict(line) AS verdict, count(*) AS lines FROM lines GROUP BY ALL").collect()
    assert {row.verdict: row.lines for row in counts} == {"valid": 1, "invalid": 1, None: 1}
    with pytest.raises(PythonException, match="expected one of strings or bytes"):
        spark.sql("SELECT verdict(id) FROM lines").collect()


def test_a_structured_stream(spark: SparkSession, tmp_path: Path) -> None:
    known = list(rows(500, 50))
    source = tmp_path / "source"
    source.mkdir()
    (source / "lines.txt").write_text("".join(row.line + "\n" for row in known), encoding="utf-8", newline="\n")
    stream = check(
        spark.readStream.option("lineSep", "\n").text(str(source)), "value", create_order(), violations=False
    )
    query = stream.writeStream.format("parquet").option("checkpointLocation", str(tmp_path / "checkpoint"))
    query.trigger(availableNow=True).start(str(tmp_path / "out")).awaitTermination(120)
    counts = spark.read.parquet(str(tmp_path / "out")).groupBy("verdict").count().collect()
    assert {row["verdict"]: row["count"] for row in counts} == {"valid": 450, "invalid": 50}


def test_dates_and_structs_are_kept(spark: SparkSession) -> None:
    frame = spark.sql(
        """SELECT DATE'2026-11-30' AS day, named_struct('a', array(1, 2)) AS more, '{"amount": 1}' AS line"""
    )
    [row] = check(frame, "line", create_order(), keep=["day", "more"], violations=False).collect()
    assert row.day == dt.date(2026, 11, 30) and row.more.a == [1, 2]
