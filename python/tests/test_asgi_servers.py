"""The ASGI middleware in frameworks and behind servers."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import http.client
import json
import socket
import threading
import time
from typing import TYPE_CHECKING, Annotated, Any

import fastapi
import httpx
import pytest
import starlette.testclient
import uvicorn
from asgi_messages import CONTRACT, ORDER

from order_contracts.asgi import ContractMiddleware, Control, Observation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADERS = {"authorization": "Bearer secret"}


def service(**settings: Any) -> Any:
    """A service made with FastAPI, with the ways of answering that frameworks have."""
    app = fastapi.FastAPI()
    seen: list[Observation] = []
    background: list[str] = []
    app.state.seen, app.state.background = seen, background
    app.add_middleware(ContractMiddleware, contract=CONTRACT, on_report=seen.append, **settings)

    @app.post("/v1/orders", status_code=201)
    async def create(request: fastapi.Request, order: dict[str, Any], tasks: fastapi.BackgroundTasks) -> dict[str, Any]:
        tasks.add_task(background.append, request.scope["order_contracts"].operation.id)
        assert await request.json() == order
        return {"id": "1", "amount": order["amount"], "status": order.get("note", "new")}

    @app.get("/v1/orders")
    async def listed(kind: Annotated[str, fastapi.Query()] = "plain") -> Any:
        if kind == "raises":
            raise RuntimeError("it failed")
        if kind == "refuses":
            raise fastapi.HTTPException(503, "later")

        async def pieces() -> Any:
            for piece in (b"[", ORDER, b"]"):
                await asyncio.sleep(0)
                yield piece

        if kind == "streams":
            return fastapi.responses.StreamingResponse(pieces(), media_type="application/json")
        return [json.loads(ORDER)]

    @app.get("/health")
    def health() -> str:
        return "fine"

    return app


def found(app: Any) -> list[tuple[str, str, int | None]]:
    return [(it.direction, it.report.verdict, it.refused) for it in app.state.seen]


@pytest.fixture
def client_of() -> Iterator[Any]:
    with contextlib.ExitStack() as stack:

        def client_of(app: Any, **settings: Any) -> Any:
            return stack.enter_context(starlette.testclient.TestClient(app, headers=HEADERS, **settings))

        yield client_of


class TestFastApi:
    def test_handlers_read_what_was_checked(self, client_of: Any) -> None:
        app = service(mode="enforce", responses="enforce")
        response = client_of(app).post("/v1/orders", json={"amount": 5})
        assert (response.status_code, response.json()) == (201, {"id": "1", "amount": 5, "status": "new"})
        assert app.state.background == ["createOrder"]
        assert found(app) == [("request", "valid", None), ("response", "valid", None)]

    def test_handlers_do_not_see_what_is_refused(self, client_of: Any) -> None:
        app = service(mode="enforce")
        response = client_of(app).post("/v1/orders", json={"amount": -5})
        assert response.status_code == 422
        assert response.json()["title"] == "The request violates the contract"
        assert app.state.background == []

    def test_a_replaced_response_keeps_its_background_tasks(self, client_of: Any) -> None:
        app = service(responses="enforce")
        assert client_of(app).post("/v1/orders", json={"amount": 5, "note": "lost"}).status_code == 500
        assert app.state.background == ["createOrder"]

    @pytest.mark.parametrize("mode", ["observe", "enforce"])
    def test_streams_errors_and_exceptions(self, client_of: Any, mode: str) -> None:
        app = service(responses=mode)
        client = client_of(app, raise_server_exceptions=False)
        answers = [client.get(f"/v1/orders?kind={kind}") for kind in ("streams", "refuses", "raises")]
        assert [it.status_code for it in answers] == [200, 503, 500]
        assert answers[0].json() == [json.loads(ORDER)]
        # What the server answers for an exception is made outside of the middleware.
        assert [it for it in found(app) if it[0] == "response"] == [
            ("response", "valid", None),
            ("response", "invalid", None),
        ]

    def test_paths_of_its_own_are_passed_on_request(self, client_of: Any) -> None:
        settings = {"mode": "enforce", "pass_paths": ["/docs*", "/openapi.json", "/health"]}
        client = client_of(service(**settings))
        paths = ("/docs", "/openapi.json", "/health", "/redoc")
        assert [client.get(path).status_code for path in paths] == [200, 200, 200, 404]

    def test_the_mode_changes_while_it_serves(self, client_of: Any) -> None:
        control = Control()
        client = client_of(service(mode=control))
        assert client.post("/v1/orders", json={"amount": -5}).status_code == 201
        control.requests = "enforce"
        assert client.post("/v1/orders", json={"amount": -5}).status_code == 422

    def test_mounted_below_a_path(self, client_of: Any) -> None:
        outer = fastapi.FastAPI()
        inner = service(mode="enforce")
        outer.mount("/shops/1", inner)
        client = client_of(outer)
        assert client.get("/shops/1/v1/orders").status_code == 404
        outer = fastapi.FastAPI()
        outer.mount("/shops/1", service(mode="enforce", base_path="/shops/1/v1"))
        assert client_of(outer).get("/shops/1/v1/orders").status_code == 200

    def test_web_sockets_and_the_lifespan_are_untouched(self, client_of: Any) -> None:
        started = []

        @contextlib.asynccontextmanager
        async def lifespan(_: Any) -> Any:
            started.append(True)
            yield

        app = fastapi.FastAPI(lifespan=lifespan)
        app.add_middleware(ContractMiddleware, contract=CONTRACT, mode="enforce", responses="enforce")

        @app.websocket("/socket")
        async def socket(connection: fastapi.WebSocket) -> None:
            await connection.accept()
            await connection.send_text(await connection.receive_text())
            await connection.close()

        with client_of(app).websocket_connect("/socket") as connection:
            connection.send_text("hello")
            assert connection.receive_text() == "hello"
        assert started == [True]


@contextlib.contextmanager
def listening(app: Any, **settings: Any) -> Any:
    """uvicorn with this application; its address."""
    config = uvicorn.Config(app, port=0, log_level="critical", **settings)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(params=["h11", "httptools"])
def protocol(request: pytest.FixtureRequest) -> str:
    pytest.importorskip(request.param)
    name: str = request.param
    return name


def exchange(address: tuple[str, int], head: str, *pieces: bytes) -> tuple[int, bytes]:
    """Sends each piece on its own, and reads the answer."""
    with socket.create_connection(address, timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(head.replace("\n", "\r\n").encode("latin-1"))
        for piece in pieces:
            connection.sendall(piece)
        response = http.client.HTTPResponse(connection)
        response.begin()
        return response.status, response.read()


POST = "POST /v1/orders HTTP/1.1\nhost: test\nauthorization: Bearer x\ncontent-type: application/json\n"


class TestUvicorn:
    def test_a_body_byte_by_byte(self, protocol: str) -> None:
        body = json.dumps({"amount": 7}).encode()
        chunks = [b"1\r\n%c\r\n" % byte for byte in body]
        with listening(service(mode="enforce", responses="enforce"), http=protocol) as address:
            for head, pieces in (
                (f"{POST}content-length: {len(body)}\n\n", [bytes([byte]) for byte in body]),
                (f"{POST}transfer-encoding: chunked\n\n", [*chunks, b"0\r\n\r\n"]),
            ):
                status, answer = exchange(address, head, *pieces)
                assert (status, json.loads(answer)["amount"]) == (201, 7)

    def test_100_megabytes_are_refused_unread(self, protocol: str) -> None:
        app = service(mode="enforce")
        with listening(app, http=protocol) as address:
            status, _ = exchange(address, f"{POST}content-length: 104857600\n\n", b"[" * 65536)
            assert status == 413
            # Of a body whose length is not announced, as much is read as the limit.
            status, _ = exchange(address, f"{POST}transfer-encoding: chunked\n\n", b"300000\r\n", b"[" * 0x300000)
            assert status == 413
        assert found(app) == [("request", "undecided", 413)] * 2

    def test_a_client_that_waits_never_sends_what_is_refused(self, protocol: str) -> None:
        with listening(service(mode="enforce"), http=protocol) as address:
            head = POST.replace("authorization: Bearer x\n", "")
            status, _ = exchange(address, f"{head}content-length: 5\nexpect: 100-continue\n\n")
            assert status == 401

    def test_a_client_that_disconnects(self, protocol: str) -> None:
        app = service(mode="enforce")
        with listening(app, http=protocol) as address:
            with socket.create_connection(address) as connection:
                connection.sendall(f"{POST}content-length: 500\n\n".replace("\n", "\r\n").encode() + b'{"amount"')
            deadline = time.monotonic() + 30
            while not app.state.seen and time.monotonic() < deadline:
                time.sleep(0.01)
            assert exchange(address, f"{POST}content-length: 13\n\n", b'{"amount": 1}')[0] == 201
        assert found(app) == [("request", "undecided", 400), ("request", "valid", None)]

    def test_packed_bodies_and_odd_headers(self, protocol: str) -> None:
        body = gzip.compress(b'{"amount": 7}')
        app = service(mode="enforce")
        with listening(app, http=protocol) as address:
            head = f"{POST}content-encoding: gzip\nx-name: caf\xe9\xff\ncontent-length: {len(body)}\n\n"
            # It is valid, and FastAPI does not unpack it.
            assert exchange(address, head, body)[0] == 400
            assert exchange(address, head.replace(" gzip", " br"), body)[0] == 415
        assert found(app) == [("request", "valid", None), ("request", "undecided", 415)]

    def test_a_root_path(self, protocol: str) -> None:
        with listening(service(mode="enforce"), http=protocol, root_path="/v1") as address:
            _, answer = exchange(address, "GET /orders HTTP/1.1\nhost: test\nauthorization: Bearer x\n\n")
            # The contract's path is /v1/orders; the application has none of this name.
            assert json.loads(answer) == {"detail": "Not Found"}

    def test_200_clients_at_a_time(self, protocol: str) -> None:
        app = service(mode="enforce", responses="enforce")

        async def all_of_them(address: tuple[str, int]) -> list[tuple[int, Any]]:
            limits = httpx.Limits(max_connections=200)
            url = f"http://{address[0]}:{address[1]}/v1/orders"
            async with httpx.AsyncClient(limits=limits, headers=HEADERS, timeout=120) as client:

                async def one(number: int) -> tuple[int, Any]:
                    response = await client.post(url, json={"amount": number if number % 4 else -1})
                    return response.status_code, response.json().get("amount")

                return await asyncio.gather(*(one(number) for number in range(200)))

        with listening(app, http=protocol) as address:
            answers = asyncio.run(all_of_them(address))
        assert answers == [(201, number) if number % 4 else (422, None) for number in range(200)]

    def test_an_endless_response_that_was_replaced_ends(self, protocol: str) -> None:
        pieces = 0

        async def endless() -> Any:
            nonlocal pieces
            while True:
                pieces += 1
                yield b"["
                await asyncio.sleep(0)

        app = fastapi.FastAPI()
        app.add_middleware(ContractMiddleware, contract=CONTRACT, responses="enforce", max_body=1000)

        @app.get("/v1/orders")
        def orders() -> Any:
            return fastapi.responses.StreamingResponse(endless(), status_code=418, media_type="application/json")

        with listening(app, http=protocol) as address:
            status, _ = exchange(address, "GET /v1/orders HTTP/1.1\nhost: test\nauthorization: Bearer x\n\n")
            assert status == 500
            time.sleep(0.2)
            assert pieces <= 1001


def test_hypercorn(tmp_path: Path) -> None:
    """Another server, on HTTP/1.1."""
    asyncio_server = pytest.importorskip("hypercorn.asyncio")
    config = pytest.importorskip("hypercorn.config").Config()
    app = service(mode="enforce", responses="enforce")
    config.bind = [f"unix:{tmp_path / 'socket'}"]

    async def run() -> list[int]:
        stop = asyncio.Event()
        serving = asyncio.ensure_future(asyncio_server.serve(app, config, shutdown_trigger=stop.wait))
        transport = httpx.AsyncHTTPTransport(uds=str(tmp_path / "socket"))
        while not (tmp_path / "socket").exists():  # noqa: ASYNC110, it says nothing when it listens
            await asyncio.sleep(0.01)
        async with httpx.AsyncClient(transport=transport, base_url="http://test/v1", headers=HEADERS) as client:
            answers = [await client.post("/orders", json={"amount": amount}) for amount in (1, -1)]
            answers.append(await client.get("/orders?kind=streams"))
        stop.set()
        await serving
        return [it.status_code for it in answers]

    assert asyncio.run(run()) == [201, 422, 200]
    assert len(app.state.seen) == 5
    assert all(isinstance(it, Observation) for it in app.state.seen)
