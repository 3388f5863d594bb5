"""The examples of the README about columns and Spark, run on a file with known defects."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from orders import DEFECTS, rows

from order_contracts import Contract

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
KNOWN = list(rows(540, 54))
DEFECTIVE = [row.id for row in KNOWN if row.defect]
RULES = Counter(rule for row in KNOWN if row.defect for rule in DEFECTS[row.defect][1])


def run_examples(section: str, names: dict[str, Any], orders: Path) -> dict[str, Any]:
    """Runs the examples of a section one after the other and returns the variables at the end."""
    text = README.split(f"\n## {section}\n")[1].split("\n## ")[0]
    for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(compile(code.replace("orders.parquet", str(orders)), "README.md", "exec"), names)
    return names


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    table = pa.table({name: [getattr(row, name) for row in KNOWN] for name in ("id", "day", "line")})
    pq.write_table(table, tmp_path / "orders.parquet")
    return tmp_path / "orders.parquet"


def test_columns(orders: Path) -> None:
    names = run_examples("Columns", {}, orders)
    assert Counter(names["violations"]["id"].to_list()) == RULES
    assert sorted(set(names["violations"]["order"].to_list())) == DEFECTIVE
    assert dict(names["rules"].fetchall()) == RULES
    assert names["bad"]["id"].tolist() == DEFECTIVE


@pytest.mark.spark
def test_spark(spark: object, orders: Path) -> None:
    names = run_examples("Spark", {"spark": spark, "Contract": Contract}, orders)
    assert Counter(row.id for row in names["violations"].collect()) == RULES
    assert {row.order for row in names["violations"].collect()} == set(DEFECTIVE)
    assert {row.verdict: row.times for row in names["verdicts"].collect()} == {"valid": 486, "invalid": 54}
