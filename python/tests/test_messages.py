"""Messages of httpx, requests and werkzeug, as they are checked."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import sys
import threading
import zlib
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import httpx
import pytest
import requests
import werkzeug.test
import werkzeug.wrappers

from order_contracts import Contract, ContractError
from order_contracts._messages import Exchange, Request, Response, exchange_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOP = Path(__file__).parents[2] / "examples" / "contracts" / "shop.yaml"
ORDER = {"id": "1", "amount": 35000, "note": "a note " * 20}


@pytest.fixture(scope="module")
def contract() -> Contract:
    return Contract.from_path(SHOP)


class Shop(BaseHTTPRequestHandler):
    """A service whose answers depend on the path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        path, _, query = self.path.partition("?")
        if "redirect" in query:
            return self.answer(307, b"", [("Location", "/v1/orders")])
        if "gzip" in query:
            return self.answer(200, gzip.compress(json.dumps([ORDER]).encode()), [("Content-Encoding", "gzip")])
        if "zlib" in query:
            return self.answer(200, zlib.compress(json.dumps([ORDER]).encode()), [("Content-Encoding", "deflate")])
        if "broken" in query:
            return self.answer(200, json.dumps([{**ORDER, "amount": -1}]).encode(), [])
        if "repeated" in query:
            lines = [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Name", "caf\xe9")]
            return self.answer(200, json.dumps([ORDER]).encode(), lines)
        body = json.dumps(ORDER if self.command == "POST" or path != "/v1/orders" else [ORDER]).encode()
        return self.answer(201 if self.command == "POST" else 200, body, [])

    do_POST = do_HEAD = do_GET  # noqa: N815, the names that the class looks for

    def answer(self, status: int, body: bytes, headers: list[tuple[str, str]]) -> None:
        self.send_response(status)
        for name, value in [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers]:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def verdicts(contract: Contract, message: object) -> tuple[str, str]:
    request, response = contract.exchange(message)
    assert request is not None
    assert response is not None
    return request.verdict, response.verdict


def request_of(message: object) -> Request:
    request = exchange_of(message).request
    assert request is not None
    return request


def response_of(message: object) -> Response:
    response = exchange_of(message).response
    assert response is not None
    return response


AUTHORIZED = {"Authorization": "Bearer secret"}


@pytest.fixture(params=["httpx", "requests"])
def library(request: pytest.FixtureRequest) -> Any:
    return {"httpx": httpx, "requests": requests}[request.param]


def test_an_exchange_is_checked_on_both_sides(library: Any, service: str, contract: Contract) -> None:
    response = library.post(f"{service}/orders", json={"amount": 1}, headers=AUTHORIZED)
    assert verdicts(contract, response) == ("valid", "valid")
    response = library.post(f"{service}/orders", json={"amount": "1"}, headers=AUTHORIZED)
    assert verdicts(contract, response) == ("invalid", "valid")
    response = library.get(f"{service}/orders?broken", headers=AUTHORIZED)
    assert verdicts(contract, response) == ("valid", "invalid")


def test_bodies_are_checked_as_the_library_has_unpacked_them(library: Any, service: str, contract: Contract) -> None:
    for packed in ("gzip", "zlib"):
        response = library.get(f"{service}/orders?{packed}", headers=AUTHORIZED)
        assert response_of(response).body_form == "decoded"
        assert verdicts(contract, response) == ("valid", "valid")


def test_headers_are_those_that_were_sent(library: Any, service: str) -> None:
    headers = response_of(library.get(f"{service}/orders?repeated", headers=AUTHORIZED)).headers
    lines = [(name.lower(), value) for name, value in headers]
    assert [value for name, value in lines if name == b"set-cookie"] == [b"a=1", b"b=2"]
    assert (b"x-name", b"caf\xe9") in lines


def test_the_answer_to_head_has_no_body(library: Any, service: str, contract: Contract) -> None:
    response = library.head(f"{service}/orders", headers=AUTHORIZED)
    assert verdicts(contract, response) == ("valid", "valid")


def test_of_redirects_the_last_exchange_is_checked(service: str, contract: Contract) -> None:
    followed = httpx.get(f"{service}/orders?redirect", headers=AUTHORIZED, follow_redirects=True)
    for response in (followed, requests.get(f"{service}/orders?redirect", headers=AUTHORIZED)):
        assert len(response.history) == 1
        assert verdicts(contract, response) == ("valid", "valid")
        assert contract.response(response.history[0]).violations[0].id == "undeclared-status"


def test_a_stream_is_not_read(service: str, contract: Contract) -> None:
    with httpx.Client(headers=AUTHORIZED) as client, client.stream("GET", f"{service}/orders") as response:
        assert verdicts(contract, response) == ("valid", "undecided")
        assert not response.is_stream_consumed
        assert response.read() == json.dumps([ORDER]).encode()
        assert verdicts(contract, response) == ("valid", "valid")
    with requests.get(f"{service}/orders", headers=AUTHORIZED, stream=True) as response:
        assert verdicts(contract, response) == ("valid", "undecided")
        assert response.content == json.dumps([ORDER]).encode()
        assert verdicts(contract, response) == ("valid", "valid")


def test_a_stream_that_was_iterated_is_not_known(service: str, contract: Contract) -> None:
    with httpx.stream("GET", f"{service}/orders", headers=AUTHORIZED) as response:
        assert b"".join(response.iter_bytes())
        assert verdicts(contract, response) == ("valid", "undecided")
    with requests.get(f"{service}/orders", headers=AUTHORIZED, stream=True) as response:
        assert b"".join(response.iter_content())
        assert verdicts(contract, response) == ("valid", "undecided")


def test_bodies_of_files_and_generators_stay_unread(service: str, contract: Contract) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"amount": 1}'

    headers = {**AUTHORIZED, "Content-Type": "application/json"}
    for send in (
        lambda: httpx.post(f"{service}/orders", content=io.BytesIO(b'{"amount": 1}'), headers=headers),
        lambda: requests.post(f"{service}/orders", data=io.BytesIO(b'{"amount": 1}'), headers=headers),
    ):
        assert verdicts(contract, send()) == ("undecided", "valid")
    unsent = httpx.Request("POST", f"{service}/orders", content=pieces(), headers=headers)
    assert contract.request(unsent).verdict == "undecided"
    assert unsent.read() == b'{"amount": 1}'
    assert contract.request(unsent).verdict == "valid"
    generator = pieces()
    prepared = requests.Request("POST", f"{service}/orders", data=generator, headers=headers).prepare()
    assert contract.request(prepared).verdict == "undecided"
    assert next(generator) == b'{"amount": 1}'


def test_a_request_that_is_not_prepared_is_what_would_be_sent(contract: Contract) -> None:
    target = "https://shop.example.com/v1/orders"
    unprepared = requests.Request("post", target, json={"amount": -1}, headers=AUTHORIZED)
    assert [violation.instance for violation in contract.request(unprepared).violations] == ["/amount"]
    query = requests.Request("GET", target, params={"take": "0", "token": "secret"})
    assert [violation.name for violation in contract.request(query).violations] == ["take"]
    assert "secret" not in repr(exchange_of(query))


def test_files_of_a_form_are_not_read() -> None:
    file = io.BytesIO(b"content")
    unprepared = requests.Request("POST", "https://shop.example.com/v1/orders", files={"file": file}, data={"a": "b"})
    request = request_of(unprepared)
    assert (file.tell(), request.body_form) == (0, "omitted")
    assert unprepared.data == {"a": "b"}, "it can still be sent"
    known = requests.Request("POST", "https://shop.example.com/v1/orders", files={"file": ("name", b"content")})
    assert b"content" in request_of(known).body


def test_a_url_that_cannot_be_prepared_is_reported_without_its_text() -> None:
    with pytest.raises(ContractError, match="MissingSchema") as raised:
        exchange_of(requests.Request("GET", "/orders?token=secret"))
    assert "secret" not in str(raised.value)


def test_targets_have_neither_credentials_nor_fragments() -> None:
    request = request_of(httpx.Request("GET", "https://user:pass%20word@shop.example.com/v1/orders?take=1#x"))
    assert request.target == "https://shop.example.com/v1/orders?take=1"
    assert (b"Authorization", b"Basic dXNlcjpwYXNzIHdvcmQ=") in request.headers
    prepared = requests.Request("GET", "https://user:pass@shop.example.com/v1/orders#x").prepare()
    request = request_of(prepared)
    assert request.target == "https://shop.example.com/v1/orders"
    assert (b"Authorization", b"Basic dXNlcjpwYXNz") in request.headers


def test_a_relative_url_is_a_target(contract: Contract) -> None:
    request = httpx.Request("GET", "/v1/orders?take=5", headers=AUTHORIZED)
    assert request_of(request).target == "/v1/orders?take=5"
    assert contract.request(request).verdict == "valid"


def test_escapes_in_a_url_are_kept() -> None:
    request = request_of(httpx.Request("GET", "https://shop.example.com/v1/orders/a%2Fb%20ü?a=%26&b=ü"))
    assert request.target == "https://shop.example.com/v1/orders/a%2Fb%20%C3%BC?a=%26&b=%C3%BC"


def test_unknown_codings_are_left_to_the_contract(contract: Contract) -> None:
    def response(coding: str, body: bytes) -> httpx.Response:
        headers = {"content-type": "application/json", "content-encoding": coding}
        request = httpx.Request("GET", "https://shop.example.com/v1/orders", headers=AUTHORIZED)
        return httpx.Response(200, headers=headers, content=body, request=request)

    assert response_of(response("x-unknown", b"[]")).body_form == "sent"
    assert verdicts(contract, response("x-unknown", b"[]")) == ("valid", "undecided")
    assert verdicts(contract, response("identity", b"[]")) == ("valid", "valid")
    partly = response("x-unknown, gzip", gzip.compress(b"[]"))
    assert response_of(partly).body_form == "omitted"
    assert verdicts(contract, partly) == ("valid", "undecided")


def test_a_response_without_its_request_says_so(contract: Contract) -> None:
    for response in (httpx.Response(200, json=[]), Response(200)):
        assert exchange_of(response).request is None
        with pytest.raises(ContractError, match="does not know its request"):
            contract.exchange(response)


def test_pickled_responses_are_still_known(service: str, contract: Contract) -> None:
    for response in (
        httpx.get(f"{service}/orders?gzip", headers=AUTHORIZED),
        requests.get(f"{service}/orders?gzip", headers=AUTHORIZED),
    ):
        assert verdicts(contract, pickle.loads(pickle.dumps(response))) == ("valid", "valid")


def test_httpx2_is_read_like_httpx(contract: Contract) -> None:
    httpx2 = pytest.importorskip("httpx2")
    request = httpx2.Request("POST", "https://shop.example.com/v1/orders", json={"amount": 1}, headers=AUTHORIZED)
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    response = httpx2.Response(201, content=gzip.compress(json.dumps(ORDER).encode()), headers=headers, request=request)
    assert response_of(response).body_form == "decoded"
    assert verdicts(contract, response) == ("valid", "valid")


class TestWerkzeug:
    @staticmethod
    def client(body: Any, **settings: Any) -> werkzeug.test.Client:
        @werkzeug.wrappers.Request.application
        def app(request: werkzeug.wrappers.Request) -> werkzeug.wrappers.Response:
            request.get_data()
            return werkzeug.wrappers.Response(body, status=201, content_type="application/json", **settings)

        return werkzeug.test.Client(app)

    def test_both_halves_are_checked(self, contract: Contract) -> None:
        response = self.client(json.dumps(ORDER)).post("/v1/orders?token=x", json={"amount": 1})
        assert verdicts(contract, response) == ("valid", "valid")
        assert response.json == ORDER, "the body is still there"
        response = self.client('{"id": 1}').post("/v1/orders?token=x", json={"amount": -1})
        assert verdicts(contract, response) == ("invalid", "invalid")

    def test_a_stream_is_not_read(self, contract: Contract) -> None:
        def pieces() -> Iterator[bytes]:
            yield json.dumps(ORDER).encode()

        response = self.client(pieces()).post("/v1/orders?token=x", json={"amount": 1})
        assert verdicts(contract, response) == ("valid", "undecided")
        assert response.json == ORDER
        assert verdicts(contract, response) == ("valid", "valid")

    def test_escapes_and_headers_are_those_of_the_environment(self) -> None:
        request = request_of(self.client("{}").get("/v1/orders/ü b?take=ü", headers={"X-Name": "caf\xe9"}))
        assert request.target == "http://localhost/v1/orders/%C3%BC%20b?take=%C3%BC"
        assert (b"x-name", b"caf\xe9") in request.headers


def test_our_own_messages_are_taken_as_they_are(contract: Contract) -> None:
    headers: Any = [("authorization", "Bearer secret"), (b"content-type", b"application/json")]
    request = Request("POST", "/v1/orders", headers, b'{"amount": 1}')
    answer: Any = ({"content-type": "application/json"}, bytearray(b'{"id": "1"}'))
    response = Response(HTTPStatus.CREATED, *answer)
    assert contract.request(request).verdict == "valid"
    report = contract.response(Exchange(request, response))
    assert [violation.id for violation in report.violations] == ["required"]


def test_no_message_shows_values() -> None:
    exchange = Exchange(Request("GET", "/orders?secret", [("a", "secret")], b"secret"), Response(200, (), b"secret"))
    assert repr(exchange) == (
        "Exchange(request=Request('GET', 1 headers, 6 bytes), response=Response(200, 0 headers, 6 bytes))"
    )


@pytest.mark.parametrize(
    "stranger", [1, None, object(), [], httpx.Response, io.BytesIO(), Mock(), Mock(spec=requests.Response)]
)
def test_an_unknown_object_is_named(stranger: Any) -> None:
    with pytest.raises(ContractError, match="expected a request or response of httpx") as raised:
        exchange_of(stranger)
    name = stranger.__qualname__ if isinstance(stranger, type) else type(stranger).__qualname__
    assert f"{name}`" in str(raised.value)


# Programs whose types are not checked find out when a message is used.
AnyRequest: Any = Request
AnyResponse: Any = Response


@pytest.mark.parametrize(
    ("message", "named"),
    [
        (AnyRequest("GET", None), "`target` of a `Request`: expected `str`, found `NoneType`"),
        (AnyRequest(b"GET", "/"), "`method` of a `Request`: expected `str`, found `bytes`"),
        (AnyRequest("GET", "/", body="{}"), "`body` of a `Request`: expected `bytes`"),
        (AnyRequest("GET", "/", "a: b"), "`headers` of a `Request`: expected pairs"),
        (AnyRequest("GET", "/", [("a", 1)]), "`headers` of a `Request`: expected `str` or `bytes`, found `int`"),
        (AnyRequest("GET", "/", None), "`headers` of a `Request`: expected pairs of name and value, found `NoneType`"),
        (AnyResponse("200"), "`status` of a `Response`: expected `int`, found `str`"),
        (AnyResponse(status=True), "`status` of a `Response`: expected `int`, found `bool`"),
    ],
)
def test_attributes_of_other_types_are_named(message: Any, named: str) -> None:
    with pytest.raises(ContractError) as raised:
        exchange_of(message)
    assert str(raised.value).startswith(named)


def test_an_unknown_form_is_an_error(contract: Contract) -> None:
    with pytest.raises(ContractError, match="`half` is none of"):
        contract.request(AnyRequest("GET", "/v1/orders", body_form="half"))


def test_nothing_is_imported_for_messages() -> None:
    imported = [name for name in ("flask", "aiohttp", "django") if name in sys.modules]
    exchange_of(AnyRequest("GET", "/"))
    assert [name for name in ("flask", "aiohttp", "django") if name in sys.modules] == imported
