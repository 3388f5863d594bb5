"""CPU time of a request with and without the middleware, in this process: `python benches/asgi.py`.

Nothing is sent over sockets. Each application is measured in turn, and the least of several rounds counts, since other
work of the machine only adds to it. The native module is to be built for release.
"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from order_contracts import Contract
from order_contracts.asgi import ContractMiddleware

if TYPE_CHECKING:
    from order_contracts._types import Mode

CONTRACT = Contract.from_path(Path(__file__).parents[2] / "examples/contracts/shop.yaml")
ORDER = json.dumps({"amount": 35000, "email": "customer@example.com", "note": "to the back door"}).encode()
ANSWER = b'{"id": "1", "amount": 35000, "status": "new"}'
JSON = (b"content-type", b"application/json")
ROUNDS, REQUESTS = 8, 3000


async def plain(_scope: Any, receive: Any, send: Any) -> None:
    """An application that does no more than decode its body."""
    json.loads((await receive())["body"])
    await send({"type": "http.response.start", "status": 201, "headers": [JSON]})
    await send({"type": "http.response.body", "body": ANSWER})


def fastapi() -> FastAPI:
    """The same, made with FastAPI."""
    app = FastAPI()

    @app.post("/v1/orders", status_code=201)
    async def create(order: dict[str, Any]) -> dict[str, Any]:
        return {"id": "1", "amount": order["amount"], "status": "new"}

    return app


async def measured(app: Any) -> float:
    """Microseconds of CPU time for each request."""
    length = (b"content-length", str(len(ORDER)).encode())
    headers = [(b"host", b"test"), (b"authorization", b"Bearer secret"), JSON, length, (b"accept", b"*/*")]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "headers": headers}
    scope |= {"path": "/v1/orders", "raw_path": b"/v1/orders", "query_string": b"", "root_path": ""}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": ORDER, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message.get("status", 201) != 201:  # noqa: PLR2004
            raise RuntimeError(message)

    begin = time.process_time()
    for _ in range(REQUESTS):
        await app(dict(scope), receive, send)
    return (time.process_time() - begin) / REQUESTS * 1e6


async def main() -> None:
    """Prints a line for each application."""
    modes: dict[str, tuple[Mode, Mode]] = {
        "off": ("off", "off"),
        "requests enforced": ("enforce", "off"),
        "responses observed too": ("enforce", "observe"),
        "both enforced": ("enforce", "enforce"),
    }
    for name, app in {"plain": plain, "FastAPI": fastapi()}.items():
        apps: dict[str, Any] = {"bare": app}
        for mode, (requests, responses) in modes.items():
            apps[mode] = ContractMiddleware(app, CONTRACT, mode=requests, responses=responses, on_report=lambda _: None)
        best = dict.fromkeys(apps, float("inf"))
        for _ in range(ROUNDS):
            for kind, measured_app in apps.items():
                best[kind] = min(best[kind], await measured(measured_app))
        print(f"{name}: " + ", ".join(f"{kind} {micros:.1f} µs" for kind, micros in best.items()))


if __name__ == "__main__":
    asyncio.run(main())
