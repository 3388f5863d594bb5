"""What a million stored payloads cost in each engine, beside the program: CPU seconds of all processes, and seconds.

    python benches/engines.py [--rows 1000000] [--only polars,duckdb] [--program target/release/order-contracts]

Each runs in a process of its own and reads its file itself; Spark runs twice, and the second run counts. All must find
the same number of invalid rows, or the script fails.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from order_contracts import Contract

ORDERS = Path(__file__).parents[1] / "tests" / "orders.py"
Run = Callable[[Path], Any]


def pyarrow(folder: Path) -> Any:
    import pyarrow as pa
    import pyarrow.dataset as ds

    judge = Contract.embedded("kohortpay").validator("CreateOrder")
    invalid = 0
    for batch in ds.dataset(folder / "orders.parquet").to_batches(columns=["line"]):
        invalid += pa.array(judge.validate_arrow(batch["line"])).field("verdict").to_pylist().count("invalid")
    return invalid


def polars(folder: Path) -> Any:
    import polars as pl

    from order_contracts.polars import check

    lines = pl.scan_parquet(folder / "orders.parquet" / "*.parquet")
    result = check("line", Contract.embedded("kohortpay"), "CreateOrder")
    bad = lines.select(result.struct.field("verdict")).filter(pl.col("verdict") == "invalid")
    return bad.select(pl.len()).collect(engine="streaming").item()


def duckdb(folder: Path) -> Any:
    import duckdb as engine

    from order_contracts.duckdb import register

    connection = engine.connect()
    register(connection, "judge", Contract.embedded("kohortpay"), "CreateOrder")
    query = f"SELECT count(*) FROM '{folder}/orders.parquet/*.parquet' WHERE judge(line).verdict = 'invalid'"
    return connection.sql(query).fetchall()[0][0]


def pandas(folder: Path) -> Any:
    import pandas as pd

    from order_contracts.pandas import check

    lines = pd.read_parquet(folder / "orders.parquet", columns=["line"])
    return int((check(lines["line"], Contract.embedded("kohortpay"), "CreateOrder")["verdict"] == "invalid").sum())


ENGINES: dict[str, Run] = {
    "pyarrow, Parquet": pyarrow,
    "Polars streaming, Parquet": polars,
    "DuckDB, Parquet": duckdb,
    "pandas, Parquet": pandas,
}

SPARK = '''
import json, os, sys, time
from pathlib import Path
from pyspark.sql import SparkSession
from pyspark.sql import functions as sf
from order_contracts import Contract
from order_contracts.spark import check

def ticks(root):
    """CPU of a process and of all that it started, also of those that have ended since."""
    parents, used = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[entry.name] = fields[1]
            used[entry.name] = sum(map(int, fields[11:15]))
    total = 0
    for process in used:
        above = process
        while above in parents and above != root:
            above = parents[above]
        total += used[process] if above == root else 0
    return total / os.sysconf("SC_CLK_TCK")

folder, what = sys.argv[1:]
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("OFF")
lines = spark.read.parquet(f"{folder}/orders.parquet")
order = Contract.embedded("kohortpay").validator("CreateOrder")

def count(batches):
    import pyarrow as pa
    for batch in batches:
        yield pa.RecordBatch.from_pydict({"verdict": ["invalid"] * (len(batch) // len(batch))})

def once(round):
    if what == "check":
        return check(lines, "line", order).where("verdict = 'invalid'").count()
    if what == "write":
        checked = check(lines, "line", order, keep=["id", "day"])
        checked.write.partitionBy("day").parquet(f"{folder}/out-{round}")
        return spark.read.parquet(f"{folder}/out-{round}").where("verdict = 'invalid'").count()
    lines.select("line").mapInArrow(count, "verdict string").count()
    return -1

once(0)
root = str(os.getpid())
before, started = ticks(root), time.monotonic()
invalid = once(1)
print(json.dumps([invalid, ticks(root) - before, time.monotonic() - started]))
'''

SPARK_RUNS = {
    "Spark local[2], an empty `mapInArrow`": "nothing",
    "Spark local[2], `spark.check` and a count": "check",
    "Spark local[2], `spark.check` to Parquet by day": "write",
}


class Cost(NamedTuple):
    invalid: int
    cpu: float
    wall: float
    memory: float | None
    """MiB of resident memory at the most."""


def run(command: list[str]) -> tuple[str, float, float, float]:
    """Runs a command: its output, CPU seconds with those of its children, seconds, MiB."""
    with tempfile.TemporaryFile("w+") as out:
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return out.read(), used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024


def of_engine(name: str, folder: Path) -> Cost:
    """One engine in a process of its own."""
    out, *used = run([sys.executable, __file__, "--run", name, "--folder", str(folder)])
    return Cost(int(out), *used)


def of_program(program: list[str], folder: Path) -> Cost:
    """The program."""
    words = ["validate", "kohortpay", "CreateOrder", str(folder / "orders.ndjson"), "--format", "json"]
    out, *used = run([*program, *words])
    return Cost(json.loads(out)["summary"]["records"]["invalid"], *used)


def of_spark(what: str, folder: Path) -> Cost:
    """The second run in one session of Spark; its first compiles and starts workers."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    out, *_ = run([sys.executable, "-c", SPARK, str(folder), what])
    invalid, cpu, wall = json.loads(out.splitlines()[-1])
    return Cost(invalid, cpu, wall, None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", default="", help="parts of the names of engines, with commas between")
    parser.add_argument("--program", help="path of `order-contracts` [default: `python -m order_contracts`]")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        print(ENGINES[options.run](options.folder))
        return 0
    program = [options.program] if options.program else [sys.executable, "-m", "order_contracts"]
    runs: dict[str, Callable[[Path], Cost]] = {
        "order-contracts validate, NDJSON": partial(of_program, program),
        **{name: partial(of_engine, name) for name in ENGINES},
        **{name: partial(of_spark, what) for name, what in SPARK_RUNS.items()},
    }
    wanted = [part.lower() for part in options.only.split(",")]
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Not in this process: what it needs at the most would count for each that it starts.
        run([sys.executable, str(ORDERS), name, str(options.rows), str(options.rows // 100)])
        known = len(json.loads((folder / "defects.json").read_text()))
        print(f"{options.rows:,} rows, {(folder / 'orders.ndjson').stat().st_size / 1e6:.0f} MB, {known:,} invalid\n")
        print("| engine | CPU s | s | rows/s of CPU | memory, MiB |\n|---|---:|---:|---:|---:|")
        for engine, measure in runs.items():
            if any(part in engine.lower() for part in wanted):
                invalid, cpu, wall, memory = measure(folder)
                size = "" if memory is None else f"{memory:.0f}"
                print(f"| {engine} | {cpu:.2f} | {wall:.2f} | {options.rows / cpu:,.0f} | {size} |", flush=True)
                if invalid not in (known, -1):
                    print(f"error: {engine} finds {invalid:,} invalid rows", file=sys.stderr)
                    failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
