"""The ASGI middleware: how responses are checked, held and replaced."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from asgi_messages import (
    BEARER,
    CONTRACT,
    JSON,
    ORDER,
    SHOP,
    Application,
    Client,
    Message,
    answer,
    found,
    scope_of,
    serve,
)

from order_contracts import Contract
from order_contracts.asgi import ContractMiddleware, Observation

if TYPE_CHECKING:
    from order_contracts._types import Mode


class TestResponses:
    BROKEN = b'{"id": 1, "amount": "secret"}'

    def test_they_are_not_checked_unless_that_is_set(self) -> None:
        client = Client(b'{"amount": 1}')
        assert found(serve(Application(*answer(201, self.BROKEN)), client))[1:] == []
        assert client.body == self.BROKEN

    @pytest.mark.parametrize("pieces", [[BROKEN], [BROKEN[:5], BROKEN[5:]], [BROKEN[:5], b"", BROKEN[5:], b""]])
    def test_an_invalid_one_is_observed_as_it_goes_out(self, pieces: Any) -> None:
        app, client = Application(*answer(201, *pieces)), Client(b'{"amount": 1}')
        seen = serve(app, client, responses="observe")
        assert found(seen)[1:] == [("response", "invalid", None)]
        assert client.sent == list(app.messages)
        assert seen[1].status == 201

    @pytest.mark.parametrize("pieces", [[BROKEN], [BROKEN[:5], BROKEN[5:]]])
    def test_an_invalid_one_is_replaced(self, pieces: Any) -> None:
        app, client = Application(*answer(201, *pieces)), Client(b'{"amount": 1}')
        seen = serve(app, client, responses="enforce")
        assert found(seen)[1:] == [("response", "invalid", 500)]
        assert client.problem == {
            "type": "urn:order-contracts:invalid-response",
            "title": "The response violates the contract",
            "status": 500,
        }
        assert app.is_done, "what it does after its response is done"

    @pytest.mark.parametrize("pieces", [[ORDER], [ORDER[:5], ORDER[5:]], [bytes([byte]) for byte in ORDER]])
    def test_a_valid_one_is_held_and_sent(self, pieces: Any) -> None:
        app, client = Application(*answer(201, *pieces)), Client(b'{"amount": 1}')
        assert found(serve(app, client, responses="enforce"))[1:] == [("response", "valid", None)]
        assert client.sent == list(answer(201, ORDER))

    def test_an_undeclared_status_is_replaced_unless_it_is_an_error(self) -> None:
        for status, refused in ((418, 500), (503, None)):
            client = Client(b'{"amount": 1}')
            seen = serve(Application(*answer(status, b"{}")), client, responses="enforce")
            assert found(seen)[1:] == [("response", "invalid", refused)]
            assert client.status == (refused or status)

    def test_a_packed_one_is_checked(self) -> None:
        for order, verdict in ((ORDER, "valid"), (self.BROKEN, "invalid")):
            packed = answer(201, gzip.compress(order), headers=(JSON, (b"content-encoding", b"gzip")))
            seen = serve(Application(*packed), Client(b'{"amount": 1}'), responses="observe")
            assert found(seen)[1:] == [("response", verdict, None)]

    @pytest.mark.parametrize("mode", ["observe", "enforce"])
    def test_one_beyond_the_limit_is_passed_on(self, mode: str) -> None:
        pieces = [b"[" * 100] * 100
        announced = (JSON, (b"content-length", b"10000"))
        for headers in ((JSON,), announced):
            app, client = Application(*answer(201, *pieces, headers=headers)), Client(b'{"amount": 1}')
            seen = serve(app, client, responses=mode, max_body=1000)
            assert found(seen)[1:] == [("response", "undecided", None)]
            assert client.body == b"".join(pieces)
            assert [it.get("more_body", False) for it in client.sent[1:]].count(False) == 1

    @pytest.mark.parametrize("pieces", [[ORDER], [ORDER[:5], ORDER[5:]]])
    def test_one_of_just_the_limit_is_checked(self, pieces: list[bytes]) -> None:
        for limit, verdict in ((len(ORDER), "valid"), (len(ORDER) - 1, "undecided")):
            app, client = Application(*answer(201, *pieces)), Client(b"{}")
            assert found(serve(app, client, responses="enforce", max_body=limit))[1:] == [("response", verdict, None)]

    @pytest.mark.parametrize("mode", ["observe", "enforce"])
    def test_answers_without_a_body(self, mode: str) -> None:
        client = Client()
        seen = serve(Application(*answer(200, b"[]")), client, scope_of("HEAD"), responses=mode)
        assert found(seen)[1:] == [("response", "valid", None)]
        client = Client()
        assert found(serve(Application(*answer(304)), client, scope_of("GET"), responses=mode))[1:] == []
        assert client.status == 304

    @pytest.mark.parametrize("mode", ["observe", "enforce"])
    def test_a_stream_of_events_is_not_held(self, mode: Mode) -> None:
        contract = Contract.from_text(SHOP.read_text().replace("application/json:", "text/event-stream:"))
        client = Client()

        async def app(_scope: Any, _receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", EVENTS)]})
            for number in range(3):
                await send({"type": "http.response.body", "body": b"data: x\n\n", "more_body": True})
                assert len(client.sent) == number + 2, "it went out at once"
            await send({"type": "http.response.body"})

        EVENTS = b"text/event-stream"  # noqa: N806
        seen: list[Observation] = []
        middleware = ContractMiddleware(app, contract, responses=mode, on_report=seen.append)
        asyncio.run(middleware(scope_of("GET"), client.receive, client.send))
        assert [(it.direction, it.refused) for it in seen] == [("request", None), ("response", None)]

    @pytest.mark.parametrize(("media_type", "most"), [(b"application/json", 1001), (b"text/event-stream", 1)])
    def test_an_endless_one_that_was_replaced_ends(self, media_type: bytes, most: int) -> None:
        sent = 0

        async def app(_scope: Any, _receive: Any, send: Any) -> None:
            nonlocal sent
            await send({"type": "http.response.start", "status": 418, "headers": [(b"content-type", media_type)]})
            while True:
                sent += 1
                await send({"type": "http.response.body", "body": b"[", "more_body": True})

        client = Client(b'{"amount": 1}')
        seen = serve(app, client, responses="enforce", max_body=1000)
        assert found(seen)[1:] == [("response", "invalid", 500)]
        assert (client.status, sent) == (500, most)

    def test_a_long_one_that_was_replaced_is_completed(self) -> None:
        app, client = Application(*answer(418, *[b"["] * 100)), Client(b'{"amount": 1}')
        assert found(serve(app, client, responses="enforce"))[1:] == [("response", "invalid", 500)]
        assert app.is_done

    @pytest.mark.parametrize("mode", ["observe", "enforce"])
    def test_messages_of_other_types_that_are_as_good(self, mode: str) -> None:
        start = {"type": "http.response.start", "status": 201, "headers": iter([[b"content-type", JSON[1]]])}
        pieces = [memoryview(ORDER)[:5], bytearray(ORDER[5:])]
        bodies = [{"type": "http.response.body", "body": piece, "more_body": True} for piece in pieces]
        app, client = Application(start, *bodies, {"type": "http.response.body"}), Client(b'{"amount": 1}')
        scope = scope_of(headers=[list(BEARER), list(JSON)])
        assert found(serve(app, client, scope, responses=mode)) == [
            ("request", "valid", None),
            ("response", "valid", None),
        ]
        assert (client.headers, client.body) == ({JSON[0]: JSON[1]}, ORDER)

    @pytest.mark.parametrize("mode", ["observe", "enforce"])
    def test_an_application_that_fails(self, mode: str) -> None:
        async def before(_scope: Any, _receive: Any, _send: Any) -> None:
            raise RuntimeError("it failed")

        async def after(_scope: Any, _receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 201, "headers": [JSON]})
            raise RuntimeError("it failed")

        for app in (before, after):
            client = Client(b'{"amount": 1}')
            with pytest.raises(RuntimeError, match="it failed"):
                serve(app, client, responses=mode)
            # What was held is dropped, so that the server can still answer.
            assert len(client.sent) == int(app is after and mode == "observe")

    @pytest.mark.parametrize("mode", ["observe", "enforce"])
    def test_an_incomplete_one_is_undecided(self, mode: str) -> None:
        start, first, _ = answer(201, b'{"id"', b"")
        client = Client(b'{"amount": 1}')
        assert found(serve(Application(start, first), client, responses=mode))[1:] == [("response", "undecided", None)]
        assert client.sent == [start, first]

    @pytest.mark.parametrize("mode", ["observe", "enforce"])
    def test_a_file_that_the_server_sends_is_undecided(self, mode: str) -> None:
        messages = [*answer(201)[:1], {"type": "http.response.pathsend", "path": "/tmp/order.json"}]
        client = Client(b'{"amount": 1}')
        assert found(serve(Application(*messages), client, responses=mode))[1:] == [("response", "undecided", None)]
        assert client.sent == messages

    @pytest.mark.parametrize("mode", ["observe", "enforce"])
    def test_trailers_follow(self, mode: str) -> None:
        start, body = answer(201, ORDER)
        trailers = {"type": "http.response.trailers", "headers": [(b"x-sum", b"1")]}
        messages = [{**start, "trailers": True}, body, trailers]
        client = Client(b'{"amount": 1}')
        assert found(serve(Application(*messages), client, responses=mode))[1:] == [("response", "valid", None)]
        assert client.sent == messages

    def test_a_client_that_is_gone_when_the_response_is_sent(self) -> None:
        class Gone(Client):
            async def send(self, message: Message) -> None:
                await super().send(message)
                raise OSError("the client is gone")

        seen: list[Observation] = []
        for mode in ("observe", "enforce"):
            client = Gone(b'{"amount": 1}')
            middleware = ContractMiddleware(Application(), CONTRACT, responses=mode, on_report=seen.append)
            with pytest.raises(OSError, match="gone"):
                asyncio.run(middleware(scope_of(), client.receive, client.send))
        # In `observe` the response was never complete.
        assert found(seen) == [
            ("request", "valid", None),
            ("request", "valid", None),
            ("response", "valid", None),
        ]


def test_a_large_body_is_checked_beside_other_requests() -> None:
    """The loop goes on while a thread checks."""
    turns = 0

    async def main() -> int:
        nonlocal turns
        note = json.dumps({"amount": 1, "email": "x" * (1 << 20)}).encode()
        middleware = ContractMiddleware(Application(), CONTRACT, on_report=lambda _: None)
        client = Client(note)
        serving = asyncio.ensure_future(middleware(scope_of(), client.receive, client.send))
        while not serving.done():
            turns += 1
            await asyncio.sleep(0)
        return client.status

    assert asyncio.run(main()) == 201
    # Without a thread there are three: to begin, to go on and to end.
    assert turns > 3


def test_without_asyncio() -> None:
    trio = pytest.importorskip("trio")
    for note in ("x", "x" * (1 << 20)):
        client = Client(json.dumps({"amount": 1, "note": note}).encode())
        seen: list[Observation] = []
        middleware = ContractMiddleware(Application(), CONTRACT, responses="enforce", on_report=seen.append)
        trio.run(middleware, scope_of(), client.receive, client.send)
        verdict = "valid" if len(note) == 1 else "invalid"
        assert found(seen) == [("request", verdict, None), ("response", "valid", None)]


def test_many_at_a_time() -> None:
    """Each of 200 requests under way gets its own answer."""

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        amount = json.loads((await receive())["body"])["amount"]
        await asyncio.sleep(amount % 7 / 1000)
        for message in answer(201, json.dumps({"id": "1", "amount": amount}).encode()):
            await send(message)

    middleware = ContractMiddleware(app, CONTRACT, mode="enforce", responses="enforce", on_report=lambda _: None)

    async def one(number: int) -> tuple[int, Any]:
        body = json.dumps({"amount": number if number % 3 else -1}).encode()
        client = Client(body[:5], body[5:])
        await middleware(scope_of(), client.receive, client.send)
        return client.status, json.loads(client.body).get("amount")

    async def all_of_them() -> list[tuple[int, Any]]:
        return await asyncio.gather(*(one(number) for number in range(200)))

    answers = asyncio.run(all_of_them())
    assert answers == [(201, number) if number % 3 else (422, None) for number in range(200)]
