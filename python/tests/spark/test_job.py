"""The options of the example job, in one process: formats, days, what is kept, modes and errors."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark")
pytestmark = [pytest.mark.spark, pytest.mark.usefixtures("spark")]

import spark_job
from pyspark.sql import DataFrame, SparkSession

VALID, INVALID = '{"amount": 1}', '{"amount": -1, "locale": "x"}'
Job = Callable[..., int]


@pytest.fixture
def job(tmp_path: Path) -> Job:
    def run(*words: str, contract: str = "kohortpay", name: str = "CreateOrder") -> int:
        return spark_job.main([contract, name, *words, "--out", str(tmp_path / "out")])

    return run


def parquet(
    spark: SparkSession, folder: Path, rows: list[tuple[Any, ...]], schema: str = "id INT, day STRING, line STRING"
) -> str:
    spark.createDataFrame(rows, schema).coalesce(1).write.mode("overwrite").parquet(str(folder))
    return str(folder)


def read(spark: SparkSession, tmp_path: Path) -> DataFrame:
    return spark.read.parquet(str(tmp_path / "out" / "table=verdicts"))


def found(spark: SparkSession, tmp_path: Path) -> list[tuple[Any, ...]]:
    return sorted(
        (row.id, str(row.day), row.verdict, len(row.violations or [])) for row in read(spark, tmp_path).collect()
    )


def test_text_with_the_day_in_the_name_of_the_file(spark: SparkSession, job: Job, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "orders-2026-11-29.txt").write_bytes(f"{VALID}\r\n\r\n  \t\n{INVALID}\r\n{VALID}".encode())
    (source / "orders-2026-11-30.txt.gz").write_bytes(gzip.compress(b'{"amount": \r 1}\n{"amount": "\xff"}\n'))
    (source / "orders.txt").write_text(VALID)
    day = "regexp_extract(_metadata.file_name, '[0-9]{4}-[0-9]{2}-[0-9]{2}', 0)"
    assert job(str(source), "--format", "text", "--day", day, "--keep", "_metadata.file_name AS file") == 0
    rows = sorted((str(row.day), row.file, row.verdict) for row in read(spark, tmp_path).collect())
    assert rows == [
        ("2026-11-29", "orders-2026-11-29.txt", "invalid"),
        ("2026-11-29", "orders-2026-11-29.txt", "valid"),
        ("2026-11-29", "orders-2026-11-29.txt", "valid"),
        ("2026-11-30", "orders-2026-11-30.txt.gz", "invalid"),
        ("2026-11-30", "orders-2026-11-30.txt.gz", "valid"),
        ("None", "orders.txt", "valid"),
    ]


def test_counts_coverage_and_missing_values(
    spark: SparkSession, job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        (1, "2026-11-29", VALID),
        (2, "2026-11-29", None),
        (3, None, INVALID),
        (4, "no day", VALID),
        (5, "2026-11-30", INVALID),
    ]
    source = parquet(spark, tmp_path / "in", rows)
    coverage = tmp_path / "coverage.json"
    assert job(source, "--column", "line", "--keep", "id", "--coverage", str(coverage)) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["payloads"] == {"invalid": 2, "null": 1, "valid": 2}
    assert summary["violations"] == {"enum": 2, "minimum": 2}
    assert {day: entry["payloads"] for day, entry in summary["days"].items()} == {
        "2026-11-29": {"null": 1, "valid": 1},
        "2026-11-30": {"invalid": 1},
        "unknown": {"invalid": 1, "valid": 1},
    }
    assert json.loads(coverage.read_text())["inputs"] == [{"name": "spark", "records": 4}]
    assert found(spark, tmp_path) == [
        (1, "2026-11-29", "valid", 0),
        (2, "2026-11-29", None, 0),
        (3, "None", "invalid", 2),
        (4, "None", "valid", 0),
        (5, "2026-11-30", "invalid", 2),
    ]


def test_modes(spark: SparkSession, job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = parquet(spark, tmp_path / "a", [(1, "2026-11-29", INVALID), (2, "2026-11-30", INVALID)])
    again = parquet(spark, tmp_path / "b", [(3, "2026-11-30", VALID)])
    words = ["--column", "line", "--keep", "id"]
    assert job(first, *words) == 0
    assert job(again, *words) == 2
    assert "already exists" in capsys.readouterr().err
    assert found(spark, tmp_path) == [(1, "2026-11-29", "invalid", 2), (2, "2026-11-30", "invalid", 2)]
    assert job(again, *words, "--mode", "replace-days") == 0
    assert found(spark, tmp_path) == [(1, "2026-11-29", "invalid", 2), (3, "2026-11-30", "valid", 0)]
    assert json.loads(capsys.readouterr().out)["payloads"] == {"valid": 1}, "the summary is of this run alone"
    assert job(again, *words, "--mode", "overwrite") == 0
    assert found(spark, tmp_path) == [(3, "2026-11-30", "valid", 0)]


def test_exit_codes_for_what_is_found(spark: SparkSession, job: Job, tmp_path: Path) -> None:
    words = ["--column", "line", "--mode", "overwrite"]
    bad = parquet(spark, tmp_path / "bad", [(1, "2026-11-29", INVALID)])
    good = parquet(spark, tmp_path / "good", [(1, "2026-11-29", VALID)])
    deep = parquet(spark, tmp_path / "deep", [(1, "2026-11-29", "[" * 100_000)])
    null = parquet(spark, tmp_path / "null", [(1, "2026-11-29", None)])
    assert job(bad, *words) == 0
    assert job(bad, *words, "--fail-on-violations") == 1
    assert job(good, *words, "--fail-on-violations") == 0
    assert job(deep, *words) == 0
    assert job(deep, *words, "--fail-on-violations") == 2
    assert job(null, *words) == 2, "nothing was checked"


def test_strict_and_a_maximum_of_violations(
    spark: SparkSession, job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = parquet(spark, tmp_path / "in", [(1, "2026-11-29", '{"amount": -1, "locale": "x", "more": 1}')])
    assert job(source, "--column", "line", "--strict", "--max-violations", "2") == 0
    summary = json.loads(capsys.readouterr().out)
    assert sum(summary["violations"].values()) == 2 and summary["left_out"] == 1


WRONG_OPTIONS: dict[str, list[str]] = {
    "expected `--column`": [],
    "`nope` cannot be resolved": ["--column", "nope"],
    "the column `id` is of the Spark type `int`; expected one of strings or bytes": ["--column", "id"],
    "name `nope` cannot be": ["--column", "line", "--day", "nope"],
    "PARSE_SYNTAX_ERROR": ["--column", "line", "--day", "(("],
    "two columns `verdict`; give the one of `--keep` another name": ["--column", "line", "--keep", "id AS verdict"],
    "two columns `id`": ["--column", "line", "--keep", "id", "--keep", "id"],
}


@pytest.mark.parametrize("message", WRONG_OPTIONS)
def test_wrong_options_are_one_clear_error(
    spark: SparkSession, job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str], message: str
) -> None:
    source = parquet(spark, tmp_path / "in", [(1, "2026-11-29", VALID)])
    assert job(source, *WRONG_OPTIONS[message]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ") and message in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_wrong_contracts_and_inputs(
    spark: SparkSession, job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = parquet(spark, tmp_path / "in", [(1, VALID)], "id INT, line STRING")
    assert job(source, "--column", "line", name="CreateOrdr") == 2
    assert "CreateOrder" in capsys.readouterr().err
    assert job(source, "--column", "line", contract=str(tmp_path / "none.yaml")) == 2
    assert "none.yaml" in capsys.readouterr().err
    assert job(str(tmp_path / "nothing"), "--column", "line") == 2
    assert "nothing" in capsys.readouterr().err
    assert job(source, "--column", "line") == 2
    assert "the input has no column `day`; expected `--day`" in capsys.readouterr().err
    assert job(source, "--column", "line", "--day", "DATE'2026-11-30'") == 0


def test_an_empty_input_is_an_error(
    spark: SparkSession, job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = parquet(spark, tmp_path / "in", [])
    assert job(source, "--column", "line") == 2
    assert "nothing was checked" in capsys.readouterr().err


def test_values_are_nowhere_in_the_output(
    spark: SparkSession, job: Job, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "c4n4ry"
    lines = [json.dumps({"amount": secret}), json.dumps({"amount": 1, "customerEmail": secret}), secret]
    source = parquet(spark, tmp_path / "in", [(at, "2026-11-29", line) for at, line in enumerate(lines)])
    assert job(source, "--column", "line", "--keep", "id", "--coverage", str(tmp_path / "coverage.json")) == 0
    everything = spark.read.parquet(str(tmp_path / "out")).collect()
    assert {row.verdict for row in everything if row.table == "verdicts"} == {"invalid"}
    assert secret not in repr(everything) + capsys.readouterr().out + (tmp_path / "coverage.json").read_text()
