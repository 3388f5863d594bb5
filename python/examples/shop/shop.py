"""A shop whose requests and responses are checked: `uvicorn shop:app` in this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI

from order_contracts import Contract
from order_contracts.asgi import ContractMiddleware

CONTRACT = Contract.from_path(Path(__file__).parents[3] / "examples/contracts/shop.yaml")

app = FastAPI()
app.add_middleware(ContractMiddleware, contract=CONTRACT, mode="enforce", responses="observe", pass_paths=["/docs*"])
orders: list[dict[str, Any]] = []


@app.post("/v1/orders", status_code=201)
async def create_order(order: dict[str, Any]) -> dict[str, Any]:
    """Keeps an order. What is here is what the contract says: the amount is an integer, and not negative."""
    orders.append({"id": str(len(orders) + 1), "amount": order["amount"], "status": "new"})
    return orders[-1]


@app.get("/v1/orders")
async def list_orders(take: int = 100) -> list[dict[str, Any]]:
    """Returns the first orders."""
    return orders[:take]
