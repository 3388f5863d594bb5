"""Sessions of pytest with the plugin, for tests of it."""

from __future__ import annotations

import importlib.metadata
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

import order_contracts

Run: TypeAlias = Callable[..., pytest.RunResult]

PACKAGE = Path(order_contracts.__file__).parents[1]
SHOP = Path(__file__).parents[2] / "examples" / "contracts" / "shop.yaml"
IS_INSTALLED = any(
    it.value == "order_contracts.pytest_plugin" for it in importlib.metadata.entry_points(group="pytest11")
)
PLUGIN = () if IS_INSTALLED else ("-p", "order_contracts.pytest_plugin")
# What else is installed here takes as long as the tests.
QUICK = ("-p", "no:hypothesispytest", "-p", "no:asyncio", "-p", "no:cacheprovider")

APP = """
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

async def orders(request):
    if request.method == "GET":
        return JSONResponse([{"id": "1", "amount": 1}])
    order = await request.json()
    if "amount" not in order:
        return JSONResponse({"error": "no amount"}, status_code=order.get("status", 201))
    return JSONResponse({"id": "1", "amount": order["amount"], "status": order.get("note", "new")}, status_code=201)

async def order(request):
    return JSONResponse({"id": "1", "amount": "secret-amount"})

async def stream(request):
    async def pieces():
        yield b'{"id": "1", '
        yield b'"amount": "1"}'
    return StreamingResponse(pieces(), media_type="application/json")

async def health(request):
    return PlainTextResponse("fine")

app = Starlette(routes=[
    Route("/v1/orders", orders, methods=["GET", "POST"]),
    Route("/v1/orders/streamed", stream),
    Route("/v1/orders/{id}", order),
    Route("/health", health),
])

@pytest.fixture
def client():
    with TestClient(app, headers={"authorization": "Bearer secret"}) as client:
        yield client
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs tests with these options in the configuration; the rest are arguments."""
    monkeypatch.setenv("PYTHONPATH", str(PACKAGE))
    pytester.makeconftest(APP)
    shutil.copy(SHOP, pytester.path / "shop.yaml")

    def run(tests: str, *arguments: str, **options: str) -> pytest.RunResult:
        lines = [f"{name} = {value}" for name, value in {"contract": "shop.yaml", **options}.items() if value]
        pytester.makeini("\n".join(["[pytest]", *lines]))
        pytester.makepyfile(tests)
        return pytester.runpytest(*PLUGIN, *QUICK, *arguments)

    return run


VALID = """
def test_valid(client):
    assert client.post("/v1/orders", json={"amount": 1}).status_code == 201
"""

INVALID = """
def test_invalid(client):
    client.get("/v1/orders/1")
"""
