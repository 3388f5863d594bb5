"""Polars: eager, lazy and streaming, and the types of columns."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Literal

import polars as pl
import pytest
from columns import create_order
from orders import rows

from order_contracts import Contract, ContractError
from order_contracts.polars import DTYPE, VERDICT, check

COUNT = 20_000
BAD = [row.id for row in rows(COUNT, 2_000) if row.defect]


@pytest.fixture(scope="module")
def lines() -> pl.DataFrame:
    found = list(rows(COUNT, 2_000))
    return pl.DataFrame(
        {"id": [row.id for row in found], "day": [row.day for row in found], "line": [row.line for row in found]}
    )


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_a_lazy_query_finds_the_known_defects(
    lines: pl.DataFrame, engine: Literal["in-memory", "streaming"], tmp_path: Path
) -> None:
    lines.write_parquet(tmp_path / "lines.parquet", row_group_size=1_000)
    query = pl.scan_parquet(tmp_path / "lines.parquet").with_columns(check("line", create_order()).alias("result"))
    bad = query.filter(pl.col("result").struct.field("verdict") == "invalid").select("id", "result")
    assert query.collect_schema()["result"] == DTYPE
    found = bad.collect(engine=engine)
    assert found["id"].sort().to_list() == BAD
    assert found.schema["result"] == DTYPE


def test_streaming_and_eager_give_the_same(lines: pl.DataFrame) -> None:
    query = lines.lazy().select("id", check("line", create_order()).alias("result"))
    assert query.collect(engine="streaming").sort("id").equals(query.collect(engine="in-memory"))
    assert lines.select("id", check("line", create_order()).alias("result")).equals(query.collect())


def test_the_verdict_alone(lines: pl.DataFrame) -> None:
    found = lines.select(check(pl.col("line"), Contract.embedded("kohortpay"), "CreateOrder", violations=False))
    assert found.schema == {"line": VERDICT}
    assert found["line"].value_counts().sort("count").rows() == [("invalid", 2_000), ("valid", 18_000)]


def test_it_can_be_piped(lines: pl.DataFrame) -> None:
    found = lines.head(3).select(pl.col("line").pipe(check, create_order(), violations=False))
    assert found["line"].to_list() == ["invalid" if row in BAD else "valid" for row in range(3)]


def test_chunks_and_slices(lines: pl.DataFrame) -> None:
    parts = pl.concat([lines[:10], lines[10:13], lines[13:1_000]], rechunk=False)
    assert parts["line"].n_chunks() == 3
    whole = lines.select(check("line", create_order()))
    assert parts.select(check("line", create_order())).equals(whole[:1_000])
    assert lines[777:801].select(check("line", create_order())).equals(whole[777:801])


def test_in_a_group_and_over_a_window(lines: pl.DataFrame) -> None:
    groups = lines.group_by("day").agg(
        (check("line", create_order(), violations=False) == "invalid").sum().alias("bad")
    )
    assert groups["bad"].sum() == 2_000 and len(groups) == 4
    windows = lines.select(check("line", create_order(), violations=False).over("day"))
    assert windows.equals(lines.select(check("line", create_order(), violations=False)))


def test_a_query_with_a_check_pickles(lines: pl.DataFrame) -> None:
    pytest.importorskip("cloudpickle")
    query = lines.head(500).lazy().select(check("line", create_order(), violations=False))
    assert pickle.loads(pickle.dumps(query)).collect().equals(query.collect())


def test_a_column_without_a_type_is_null() -> None:
    frame = pl.DataFrame({"line": [None, None]})
    assert frame.schema == {"line": pl.Null()}
    assert frame.select(check("line", create_order())).to_series().to_list() == [None, None]


@pytest.mark.parametrize("kind", [pl.Categorical(), pl.Enum(['{"amount": 1}', "{}"])], ids=str)
def test_categories_are_judged_as_their_texts(kind: pl.DataType) -> None:
    frame = pl.DataFrame({"line": pl.Series(["{}", None, '{"amount": 1}', "{}"], dtype=kind)})
    assert frame.select(check("line", create_order(), violations=False))["line"].to_list() == [
        "invalid",
        None,
        "valid",
        "invalid",
    ]


@pytest.mark.parametrize(
    "column",
    [pl.Series([1]), pl.Series([{"amount": 1}]), pl.Series([["{}"]])],
    ids=lambda column: str(column.dtype),
)
def test_a_column_of_another_type_is_a_clear_error(column: pl.Series) -> None:
    with pytest.raises((TypeError, pl.exceptions.ComputeError), match="expected one of strings or bytes"):
        pl.DataFrame({"line": column}).select(check("line", create_order()))


def test_an_unknown_name_is_an_error_before_the_query() -> None:
    with pytest.raises(ContractError, match="CreateOrder"):
        check("line", Contract.embedded("kohortpay"), "CreateOrdr")
