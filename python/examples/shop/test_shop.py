"""Tests of the shop, in which every response is checked: see `pytest.ini`."""

from __future__ import annotations

from fastapi.testclient import TestClient
from shop import app

client = TestClient(app, base_url="http://testserver/v1", headers={"authorization": "Bearer secret"})


def test_an_order_is_listed() -> None:
    """What was created is returned."""
    created = client.post("/orders", json={"amount": 35000}).json()
    assert created in client.get("/orders", params={"take": 100}).json()


def test_a_negative_amount_is_refused() -> None:
    """The handler never sees it."""
    refused = client.post("/orders", json={"amount": -1})
    assert (refused.status_code, refused.json()["title"]) == (422, "The request violates the contract")
