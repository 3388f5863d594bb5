"""Validators in other processes: they pickle, and are usable after a fork."""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest
from columns import create_order
from orders import rows

from order_contracts import Contract, Validator

EXPECTED = ["invalid" if row.defect else "valid" for row in rows(1_000, 100)]


def judge(validator: Validator, lines: list[str]) -> list[str]:
    return [validator.validate(line).verdict for line in lines]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_validator_goes_to_another_process(method: str) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} on {sys.platform}")
    lines = [row.line for row in rows(1_000, 100)]
    validator = create_order()
    assert judge(validator, lines) == EXPECTED  # everything is compiled before the fork
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        first = pool.submit(judge, validator, lines[:500])
        second = pool.submit(judge, validator, lines[500:])
        assert first.result(60) + second.result(60) == EXPECTED


def test_a_contract_of_several_files_goes_to_another_process(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    main = tmp_path / "openapi.yaml"
    main.write_text(
        "openapi: 3.0.3\ninfo: {title: Parts, version: '1'}\npaths: {}\n"
        "components: {schemas: {Order: {$ref: 'parts/order.yaml'}}}\n"
    )
    (tmp_path / "parts" / "order.yaml").write_text(
        "type: object\nrequired: [lines]\nproperties: {lines: {$ref: 'lines.yaml'}}\n"
    )
    (tmp_path / "parts" / "lines.yaml").write_text("type: array\nitems: {type: integer}\n")
    validator = Contract.from_path(main).validator("Order")
    lines = ['{"lines": [1]}', '{"lines": ["1"]}', "{}"]
    for path in (tmp_path / "parts").iterdir():
        path.unlink()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(judge, validator, lines).result(60) == ["valid", "invalid", "invalid"]


def test_threads_share_a_validator() -> None:
    validator = create_order()
    column = pa.array([row.line for row in rows(1_000, 100)])

    def verdicts(start: int) -> list[str]:
        found: list[str] = pa.array(validator.validate_arrow(column.slice(start, 100), violations=False)).to_pylist()
        return found

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(verdicts, list(range(0, 1_000, 100)) * 20))
    assert [verdict for part in found for verdict in part] == EXPECTED * 20
