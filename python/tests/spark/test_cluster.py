"""The example job on a million payloads, on two executor processes: every known defect is found, and none invented.

The results are those of the program on the same payloads, also if an executor and a Python worker are killed during
the job. `SPARK_TEST_ROWS` makes it smaller.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytest.importorskip("pyspark")
pytestmark = [pytest.mark.spark, pytest.mark.skipif(sys.platform != "linux", reason="finds its processes in /proc")]

import pyarrow.dataset as ds
from cluster import JOB, PACKAGES, Cluster, archive, executors, python_workers
from orders import DAYS, DEFECTS, write

ROWS = int(os.environ.get("SPARK_TEST_ROWS", "1000000"))
KNOWN = ROWS // 100


class Orders(NamedTuple):
    folder: Path
    defects: dict[int, str]


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Orders:
    folder = tmp_path_factory.mktemp("orders")
    return Orders(folder, write(folder, ROWS, KNOWN))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    folder = tmp_path_factory.mktemp("spark")
    return Cluster(folder, archive(folder / "site.zip"))


class Run(NamedTuple):
    out: Path
    summary: dict[str, Any]
    coverage: Path
    log: str


def run(cluster: Cluster, orders: Orders, folder: Path, **options: Any) -> Run:
    out, summary, coverage = folder / "checked", folder / "summary.json", folder / "coverage.json"
    words = ["kohortpay", "CreateOrder", str(orders.folder / "orders.parquet"), "--column", "line", "--keep", "id"]
    words += ["--out", str(out), "--summary", str(summary), "--coverage", str(coverage)]
    ended = cluster.submit(JOB, *words, **options)
    assert ended.returncode == 0, ended.stderr[-4000:]
    return Run(out, json.loads(summary.read_text()), coverage, ended.stderr)


@pytest.fixture(scope="module")
def plain(cluster: Cluster, orders: Orders, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(cluster, orders, tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def wounded(cluster: Cluster, orders: Orders, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The same, but once tasks were committed, an executor is killed, and after that a Python worker of another."""
    folder = tmp_path_factory.mktemp("wounded")
    victims = [executors, python_workers]
    killed: list[int] = []
    committed = [0]

    def watch(root: int) -> None:
        tasks = sum(1 for _ in folder.glob("checked/_temporary/0/task_*"))
        if len(killed) == len(victims) or tasks <= committed[-1]:
            return
        found = [process for process in victims[len(killed)](root) if process not in killed]
        if found:
            os.kill(found[0], signal.SIGKILL)
            killed.append(found[0])
            committed.append(tasks)

    result = run(cluster, orders, folder, watch=watch)
    assert len(killed) == 2, "both were killed while tasks were running"
    return result


Violation = tuple[int, str, str, str, int, str, str, str]
FIELDS = ("id", "instance", "keyword", "column", "message", "wanted", "found")


def verdicts(out: Path) -> list[dict[str, Any]]:
    table = ds.dataset(out / "table=verdicts", partitioning="hive").to_table()
    rows: list[dict[str, Any]] = table.drop_columns(["run", "summary"]).sort_by("id").to_pylist()
    return rows


def violations(rows: list[dict[str, Any]]) -> Iterator[Violation]:
    for row in rows:
        for violation in row["violations"]:
            assert violation["line"] == 1 and violation["part"] == "body"
            yield row["id"], *(violation[name] for name in FIELDS)


def test_every_known_defect_is_found_and_none_is_invented(plain: Run, orders: Orders) -> None:
    rows = verdicts(plain.out)
    assert [row["id"] for row in rows] == list(range(ROWS))
    assert {row["id"] for row in rows if row["verdict"] == "invalid"} == set(orders.defects)
    assert {row["verdict"] for row in rows} == {"valid", "invalid"}
    for row in rows:
        defect = orders.defects.get(row["id"])
        found = tuple(sorted(violation["id"] for violation in row["violations"]))
        assert found == (DEFECTS[defect][1] if defect else ()), defect
    assert len(set(orders.defects.values())) == len(DEFECTS)


def test_rows_are_in_the_folder_of_their_day(plain: Run) -> None:
    days = Counter(str(row["day"]) for row in verdicts(plain.out))
    assert days == {day: ROWS // len(DAYS) for day in DAYS}
    assert {path.name for path in (plain.out / "table=verdicts").iterdir()} == {f"day={day}" for day in DAYS}


def test_the_summary_has_the_counts_of_the_rows(plain: Run) -> None:
    rows = verdicts(plain.out)
    counts = {
        "payloads": dict(Counter(row["verdict"] for row in rows)),
        "violations": dict(Counter(violation["id"] for row in rows for violation in row["violations"])),
    }
    assert {name: plain.summary[name] for name in counts} == counts
    assert sum(day["payloads"]["invalid"] for day in plain.summary["days"].values()) == KNOWN


@pytest.fixture(scope="module")
def program(orders: Orders) -> tuple[dict[str, Any], str]:
    """What the program says about the same payloads: its report and its coverage."""
    coverage = orders.folder / "coverage.json"
    words = [
        "validate",
        "kohortpay",
        "CreateOrder",
        "orders.ndjson",
        "--format",
        "json",
        "--max-violations",
        str(10 * ROWS),
    ]
    ended = run_program(*words, "--coverage-out", coverage.name, folder=orders.folder)
    assert ended.returncode == 1, ended.stderr
    return json.loads(ended.stdout), coverage.read_text()


def run_program(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "order_contracts", *words]
    environment = os.environ | {"PYTHONPATH": PACKAGES}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_program_says_the_same(plain: Run, program: tuple[dict[str, Any], str]) -> None:
    report, _ = program
    listed = report["inputs"][0]["violations"]
    assert sorted(violations(verdicts(plain.out))) == sorted(
        (entry["line"] - 1, *(entry[name] for name in FIELDS)) for entry in listed
    )
    summary = report["summary"]
    assert {"undecided": 0, **plain.summary["payloads"]} == summary["records"]
    assert plain.summary["violations"] == {rule: entry["count"] for rule, entry in summary["violations"].items()}


def test_the_coverage_is_that_of_the_program(plain: Run, program: tuple[dict[str, Any], str], tmp_path: Path) -> None:
    spark, one_machine = json.loads(plain.coverage.read_text()), json.loads(program[1])
    assert spark.pop("inputs") == [{"name": "spark", "records": ROWS}]
    del one_machine["inputs"]
    assert spark == one_machine
    (tmp_path / "program.json").write_text(program[1])
    merged = run_program(
        "coverage", "merge", "program.json", str(plain.coverage), "--output", "merged.json", folder=tmp_path
    )
    assert merged.returncode == 0, merged.stderr
    both = json.loads((tmp_path / "merged.json").read_text())
    assert sum(entry["records"] for entry in both["inputs"]) == 2 * ROWS


def test_a_killed_executor_costs_a_retry_and_not_a_row(plain: Run, wounded: Run) -> None:
    assert "Lost executor" in wounded.log and "Lost task" in wounded.log
    assert "Lost executor" not in plain.log
    assert verdicts(wounded.out) == verdicts(plain.out)
    assert {**wounded.summary, "run": ""} == {**plain.summary, "run": ""}
    assert json.loads(wounded.coverage.read_text()) == json.loads(plain.coverage.read_text())


def test_executors_run_the_package_of_the_archive_with_a_contract_of_two_files(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, archive(tmp_path / "site.tar.gz"))
    script = tmp_path / "where.py"
    script.write_text(WHERE)
    contract = tmp_path / "contract"
    contract.mkdir()
    (contract / "openapi.yaml").write_text(PARTS)
    (contract / "order.yaml").write_text("type: object\nrequired: [amount]\nproperties: {amount: {type: integer}}\n")
    ended = cluster.submit(script, str(contract))
    assert ended.returncode == 0, ended.stderr[-4000:]
    found = json.loads(ended.stdout.splitlines()[-1])
    assert len(found["executors"]) == 2
    assert all("/oc/order_contracts/_native" in path for path in found["modules"]), found
    assert found["verdicts"] == {"valid": 50, "invalid": 50}


PARTS = """
openapi: 3.0.3
info: {title: Parts, version: "1"}
paths: {}
components: {schemas: {Order: {$ref: "order.yaml"}}}
"""

WHERE = '''
"""Where executors find the package, and a contract of two files that is on the driver only."""
import json, pathlib, shutil, sys
from pyspark.sql import SparkSession
from order_contracts import Contract
from order_contracts.spark import check

def place(batches):
    import os, time
    import pyarrow as pa
    from order_contracts import _native
    time.sleep(1)
    for batch in batches:
        yield pa.RecordBatch.from_pydict({"module": [_native.__file__], "executor": [os.getppid()]})

folder = pathlib.Path(sys.argv[1])
spark = SparkSession.builder.getOrCreate()
order = Contract.from_path(folder / "openapi.yaml").validator("Order")
shutil.rmtree(folder)
places = spark.range(0, 4, 1, 4).mapInArrow(place, "module string, executor long").collect()
lines = spark.range(0, 100, 1, 4).selectExpr("if(id % 2 = 0, '{\\"amount\\": 1}', '{\\"amount\\": null}') AS line")
counts = check(lines, "line", order, violations=False).groupBy("verdict").count().collect()
print(json.dumps({
    "modules": sorted({row.module for row in places}),
    "executors": sorted({row.executor for row in places}),
    "verdicts": {row["verdict"]: row["count"] for row in counts},
}))
'''
