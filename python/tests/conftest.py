"""What the tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from order_contracts import Contract

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def kohortpay() -> Contract:
    return Contract.embedded("kohortpay")


@pytest.fixture(scope="session")
def shop() -> Contract:
    return Contract.from_path(ROOT / "examples/contracts/shop.yaml")


@pytest.fixture
def order() -> bytes:
    return (ROOT / "examples/payloads/order.json").read_bytes()
