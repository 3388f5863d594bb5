"""What the tests share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from order_contracts import Contract

ROOT = Path(__file__).parents[2]

# How long an example takes depends on the machine.
settings.register_profile("order-contracts", deadline=None)
settings.load_profile("order-contracts")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Spark starts only if it is asked for."""
    if "spark" in config.option.markexpr:
        return
    for item in items:
        if item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.skip(reason="starts Spark; run with `-m spark`"))


@pytest.fixture(scope="session")
def kohortpay() -> Contract:
    return Contract.embedded("kohortpay")


@pytest.fixture(scope="session")
def shop() -> Contract:
    return Contract.from_path(ROOT / "examples/contracts/shop.yaml")


@pytest.fixture
def order() -> bytes:
    return (ROOT / "examples/payloads/order.json").read_bytes()


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A session of Spark in one process, for what needs no cluster."""
    sql = pytest.importorskip("pyspark.sql")
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.driver.memory", "2g")
    builder = builder.config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    builder = builder.config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()
