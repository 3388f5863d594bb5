"""An application and a client for tests of the ASGI middleware, without a server between them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TypeAlias

from order_contracts import Contract
from order_contracts.asgi import ContractMiddleware, Observation

SHOP = Path(__file__).parents[2] / "examples" / "contracts" / "shop.yaml"
CONTRACT = Contract.from_path(SHOP)
JSON = (b"content-type", b"application/json")
TEXT = (b"content-type", b"text/plain")
BEARER = (b"authorization", b"Bearer secret")
Message: TypeAlias = MutableMapping[str, Any]

ORDER = b'{"id": "1", "amount": 1}'


class Application:
    """Reads the body of its request, and answers what it was made for."""

    def __init__(self, *messages: Message, reads: bool = True) -> None:
        self.messages = messages or answer(201, ORDER)
        self.reads = reads
        self.received: list[Message] = []
        self.scope: Any = None
        self.is_done = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        while self.reads:
            self.received.append(await receive())
            if not self.received[-1].get("more_body", False):
                break
        for message in self.messages:
            await send(message)
        self.is_done = True

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.received)


def answer(status: int, *pieces: bytes, headers: tuple[tuple[bytes, bytes], ...] = (JSON,)) -> tuple[Message, ...]:
    start = {"type": "http.response.start", "status": status, "headers": list(headers)}
    bodies = [{"type": "http.response.body", "body": piece, "more_body": True} for piece in pieces]
    return start, *bodies[:-1], {"type": "http.response.body", "body": pieces[-1] if pieces else b""}


class Client:
    """A server's side of one request: `sent` is what the client gets, `asked` how often its body was asked for."""

    def __init__(self, *pieces: bytes, disconnects: bool = False) -> None:
        self.incoming: list[Message] = [
            {"type": "http.request", "body": piece, "more_body": True} for piece in pieces or (b"",)
        ]
        self.incoming[-1]["more_body"] = disconnects
        self.asked = 0
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        self.asked += 1
        return self.incoming.pop(0) if self.incoming else {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(dict(message))

    @property
    def status(self) -> int:
        status: int = self.sent[0]["status"]
        return status

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def problem(self) -> dict[str, Any]:
        assert self.headers[b"content-type"] == b"application/problem+json"
        assert int(self.headers[b"content-length"]) == len(self.body)
        assert not self.sent[-1].get("more_body", False)
        problem: dict[str, Any] = json.loads(self.body)
        return problem


def scope_of(method: str = "POST", path: str = "/v1/orders", headers: Any = (BEARER, JSON), **more: Any) -> Message:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": list(headers),
        **more,
    }


def serve(app: Any, client: Client, scope: Message | None = None, **settings: Any) -> list[Observation]:
    seen: list[Observation] = []
    middleware = ContractMiddleware(app, CONTRACT, on_report=seen.append, **settings)
    asyncio.run(middleware(scope or scope_of(), client.receive, client.send))
    return seen


def found(seen: list[Observation]) -> list[tuple[str, str, int | None]]:
    return [(it.direction, it.report.verdict, it.refused) for it in seen]
