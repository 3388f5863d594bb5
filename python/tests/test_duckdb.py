"""DuckDB: the function in SQL, its types, and threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from columns import create_order
from orders import rows, write

from order_contracts import Contract, ContractError
from order_contracts.duckdb import TYPE, register


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        register(connection, "judge", Contract.embedded("kohortpay"), "CreateOrder")
        register(connection, "verdict", create_order(), violations=False)
        yield connection


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_known_defects_are_found_on_any_number_of_threads(
    connection: duckdb.DuckDBPyConnection, threads: int, tmp_path: Path
) -> None:
    defects = write(tmp_path, 20_000, 2_000)
    connection.execute(f"SET threads = {threads}")
    found = connection.sql(
        f"SELECT id, judge(line).verdict FROM '{tmp_path}/orders.parquet/*.parquet' WHERE verdict(line) <> 'valid'"
    ).fetchall()
    assert {row for row, _ in found} == set(defects)
    assert {verdict for _, verdict in found} == {"invalid"}


def test_lines_of_a_text_file(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    write(tmp_path, 2_000, 200)
    whole_lines = "columns = {'line': 'VARCHAR'}, delim = '', quote = '', escape = '', header = false"
    source = f"read_csv('{tmp_path}/orders.ndjson', {whole_lines})"
    query = f"SELECT verdict(line), count(*) FROM {source} GROUP BY ALL ORDER BY 1"
    assert connection.sql(query).fetchall() == [("invalid", 200), ("valid", 1_800)]


def test_the_type_is_the_one_that_is_exported(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.sql("SELECT typeof(judge('{}'))").fetchall() == [(TYPE,)]


def test_violations_unnest(connection: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT id, found.id, found.instance
        FROM (VALUES (1, '{"amount": -1}'), (2, '{"amount": 1}'), (3, NULL)) AS lines(id, line),
             unnest(judge(line).violations) AS violations(found)
    """
    assert connection.sql(query).fetchall() == [(1, "minimum", "/amount")]


def test_a_null_literal_and_a_constant(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.sql("SELECT verdict(NULL), verdict('{\"amount\": 1}'), judge(NULL)").fetchall() == [
        (None, "valid", None)
    ]


def test_a_selection_of_rows_keeps_its_order(connection: duckdb.DuckDBPyConnection) -> None:
    found = list(rows(10_000, 1_000))
    connection.execute("CREATE TABLE lines (id BIGINT, line VARCHAR)")
    connection.executemany(
        "INSERT INTO lines VALUES (?, ?)", [(row.id, None if row.id % 7 == 0 else row.line) for row in found[:500]]
    )
    query = "SELECT id, verdict(line) FROM lines WHERE id % 3 = 0 ORDER BY id"
    expected = [
        (row.id, None if row.id % 7 == 0 else "invalid" if row.defect else "valid")
        for row in found[:500]
        if row.id % 3 == 0
    ]
    assert connection.sql(query).fetchall() == expected


def test_bytes_need_a_function_of_bytes(connection: duckdb.DuckDBPyConnection) -> None:
    register(connection, "verdict_of_bytes", create_order(), violations=False, column="BLOB")
    query = r"""SELECT verdict_of_bytes('{"amount": 1}'::BLOB), verdict_of_bytes('\xFF'::BLOB)"""
    assert connection.sql(query).fetchall() == [("valid", "invalid")]
    with pytest.raises(duckdb.BinderException, match=r"verdict\(BLOB\)"):
        connection.sql("SELECT verdict('{}'::BLOB)")


def test_json_columns(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.sql("SELECT verdict('{\"amount\": 1}'::JSON)").fetchall() == [("valid",)]


def test_wrong_arguments_are_errors(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ContractError, match="CreateOrder"):
        register(connection, "other", Contract.embedded("kohortpay"), "CreateOrdr")
    with pytest.raises(ContractError, match="unknown type of a column `JSON`; expected `VARCHAR` or `BLOB`"):
        register(connection, "other", create_order(), column="JSON")  # type: ignore[arg-type]
    with pytest.raises(duckdb.Error, match="judge"):
        register(connection, "judge", create_order())
