"""The ASGI middleware: how requests are checked and refused, and what it is set to."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from asgi_messages import (
    BEARER,
    CONTRACT,
    JSON,
    ORDER,
    TEXT,
    Application,
    Client,
    Message,
    answer,
    found,
    scope_of,
    serve,
)

from order_contracts import ContractError
from order_contracts.asgi import ContractMiddleware, Control, Observation

if TYPE_CHECKING:
    from order_contracts._types import Mode


class TestRequests:
    def test_a_valid_one_is_passed_on(self) -> None:
        app, client = Application(), Client(b'{"amount": 1}')
        seen = serve(app, client, mode="enforce")
        assert found(seen) == [("request", "valid", None)]
        assert (app.body, client.body) == (b'{"amount": 1}', ORDER)

    def test_an_invalid_one_is_refused(self) -> None:
        app, client = Application(), Client(b'{"amount": "secret"}')
        seen = serve(app, client, mode="enforce")
        assert found(seen) == [("request", "invalid", 422)]
        assert (app.scope, client.status) == (None, 422)
        assert client.problem["findings"][0]["pointer"] == "/amount"
        assert b"secret" not in client.body
        assert "secret" not in repr(seen)

    def test_an_invalid_one_is_observed(self) -> None:
        app, client = Application(), Client(b'{"amount": "1"}')
        seen = serve(app, client)
        assert found(seen) == [("request", "invalid", None)]
        assert (app.body, client.body) == (b'{"amount": "1"}', ORDER)
        assert app.scope["order_contracts"].verdict == "invalid"

    @pytest.mark.parametrize(
        ("scope", "status", "header"),
        [
            (scope_of(headers=[JSON]), 401, (b"www-authenticate", b'ApiKey realm="Shop"')),
            (scope_of(headers=[BEARER, TEXT, (b"content-length", b"2")]), 415, (b"accept", b"application/json")),
            (scope_of("DELETE"), 405, (b"allow", b"GET, HEAD, POST")),
            (scope_of(path="/v1/nothing"), 404, None),
            (scope_of("GET", query_string=b"take=0"), 400, None),
            (scope_of(headers=[BEARER, JSON, (b"content-length", b"99999999")]), 413, None),
        ],
    )
    def test_what_the_head_shows_is_refused_before_the_body_is_read(self, scope: Any, status: int, header: Any) -> None:
        app, client = Application(), Client(b"{}")
        seen = serve(app, client, scope, mode="enforce")
        assert (client.status, client.problem["status"], seen[0].refused) == (status, status, status)
        assert header is None or header in client.sent[0]["headers"]
        assert (app.scope, client.asked) == (None, 0)

    def test_a_required_body_is_missed(self) -> None:
        for client in (Client(), Client(b"", b"", b"")):
            assert found(serve(Application(), client, mode="enforce")) == [("request", "invalid", 400)]

    def test_a_body_in_many_pieces_is_handed_on_in_one(self) -> None:
        body = json.dumps({"amount": 1, "note": "x" * 40}).encode()
        app, client = Application(), Client(*(bytes([byte]) for byte in body))
        assert found(serve(app, client, mode="enforce")) == [("request", "valid", None)]
        assert [message.get("body") for message in app.received] == [body]

    def test_a_body_beyond_the_limit_is_refused_without_reading_on(self) -> None:
        app, client = Application(), Client(*[b"[" * 100] * 1000)
        seen = serve(app, client, mode="enforce", max_body=1000)
        assert found(seen) == [("request", "undecided", 413)]
        assert (app.scope, client.asked) == (None, 11)

    def test_a_body_beyond_the_limit_is_passed_on_while_it_is_observed(self) -> None:
        pieces = [b"[" * 100] * 1000
        app, client = Application(), Client(*pieces)
        assert found(serve(app, client, max_body=1000)) == [("request", "undecided", None)]
        assert app.body == b"".join(pieces)
        app, client = Application(), Client(*pieces)
        announced = scope_of(headers=[BEARER, JSON, (b"content-length", b"100000")])
        assert found(serve(app, client, announced, max_body=1000)) == [("request", "undecided", None)]
        assert (app.body, len(app.received)) == (b"".join(pieces), 1000)

    def test_a_body_of_just_the_limit_is_checked(self) -> None:
        body = b'{"amount": 1}'
        assert found(serve(Application(), Client(body), max_body=len(body))) == [("request", "valid", None)]
        assert found(serve(Application(), Client(body), max_body=len(body) - 1)) == [("request", "undecided", None)]

    def test_a_packed_body_is_checked_and_handed_on_packed(self) -> None:
        for order, verdict in ((b'{"amount": 1}', "valid"), (b'{"amount": -1}', "invalid")):
            packed = gzip.compress(order)
            app, client = Application(), Client(packed)
            scope = scope_of(headers=[BEARER, JSON, (b"content-encoding", b"gzip")])
            assert found(serve(app, client, scope)) == [("request", verdict, None)]
            assert app.body == packed

    def test_a_body_that_unpacks_beyond_the_limit_is_refused(self) -> None:
        client = Client(gzip.compress(b" " * (1 << 24)))
        scope = scope_of(headers=[BEARER, JSON, (b"content-encoding", b"gzip")])
        assert found(serve(Application(), client, scope, mode="enforce")) == [("request", "undecided", 413)]

    def test_an_unknown_encoding_is_no_way_around_the_contract(self) -> None:
        scope = scope_of(headers=[BEARER, JSON, (b"content-encoding", b"br"), (b"content-length", b"2")])
        for undecided, refused in (("refuse-evasive", 415), ("refuse", 415), ("pass", None)):
            app, client = Application(), Client(b"??")
            seen = serve(app, client, scope, mode="enforce", undecided=undecided)
            assert found(seen) == [("request", "undecided", refused)]
            assert (app.scope is None) == (refused is not None)
        assert client.status == 201

    def test_a_client_that_disconnects_is_not_kept_from_the_application(self) -> None:
        app, client = Application(), Client(b'{"amo', b'unt": ', disconnects=True)
        assert found(serve(app, client)) == [("request", "undecided", None)]
        assert app.received == [
            {"type": "http.request", "body": b'{"amount": ', "more_body": True},
            {"type": "http.disconnect"},
        ]
        app, client = Application(), Client(b'{"amo', disconnects=True)
        assert found(serve(app, client, mode="enforce")) == [("request", "undecided", 400)]
        assert app.scope is None

    def test_the_application_hears_of_a_client_that_disconnects_later(self) -> None:
        async def app(_scope: Any, receive: Any, send: Any) -> None:
            received.extend([await receive(), await receive()])
            await send({"type": "http.response.start", "status": 201, "headers": [JSON]})

        received: list[Message] = []
        serve(app, Client(b'{"amount": 1}'))
        assert [message["type"] for message in received] == ["http.request", "http.disconnect"]

    def test_bodies_that_decide_nothing_are_not_read(self) -> None:
        sent = scope_of("GET", headers=[BEARER, (b"transfer-encoding", b"chunked")])
        app, client = Application(*answer(200, b"[]"), reads=False), Client(b"ignored")
        assert found(serve(app, client, sent, mode="enforce")) == [("request", "undecided", None)]
        assert client.asked == 0
        app, client = Application(*answer(200, b"[]")), Client(b"a", b"b")
        assert found(serve(app, client, sent, mode="enforce")) == [("request", "undecided", None)]
        assert len(app.received) == 2

    def test_without_headers_that_say_so_the_body_says_whether_there_is_one(self) -> None:
        for pieces, verdict in (([b""], "valid"), ([b"a", b"b"], "undecided"), ([b"", b"b"], "undecided")):
            app, client = Application(*answer(200, b"[]")), Client(*pieces)
            scope = scope_of("GET", headers=[BEARER], http_version="2")
            assert found(serve(app, client, scope, mode="enforce")) == [("request", verdict, None)]
            assert app.body == b"".join(pieces)

    def test_bytes_that_are_no_utf_8_are_passed_on(self) -> None:
        headers = [BEARER, JSON, (b"x-name", b"caf\xe9"), (b"cookie", b"\xff=\xfe"), (b"\xff", b"")]
        app, client = Application(), Client(b'{"amount": 1, "note": "\xff"}')
        seen = serve(app, client, scope_of(headers=headers, query_string=b"a=\xff&b=%ff&c=\xc3\xa9"))
        assert found(seen) == [("request", "invalid", None)]
        assert app.scope["headers"] == headers

    def test_matched_operation_and_path_parameters(self) -> None:
        app, client = Application(*answer(200, ORDER)), Client()
        scope = scope_of("GET", "/v1/orders/a b ü")
        serve(app, client, scope)
        matched = app.scope["order_contracts"]
        assert (matched.operation.id, matched.path_parameters, matched.verdict) == (
            "getOrder",
            {"id": "a b ü"},
            "valid",
        )
        assert repr(matched) == "Matched(<Operation getOrder: GET /orders/{id}>, 'valid')"
        assert "order_contracts" not in scope

    def test_an_escaped_slash_is_no_way_around_an_operation(self) -> None:
        """`/orders/a%2Fb` is `/orders/a/b` to the application, which the contract does not declare."""
        app, client = Application(), Client()
        scope = scope_of("GET", "/v1/orders/a/b", raw_path=b"/v1/orders/a%2Fb")
        assert found(serve(app, client, scope, mode="enforce")) == [("request", "invalid", 404)]

    @pytest.mark.parametrize("path", ["/v1/orders/..", "/v1/orders/%2e%2e", "/v1//orders", "/v1/orders?x", "*", ""])
    def test_odd_paths_are_those_that_the_application_sees(self, path: str) -> None:
        app, client = Application(*answer(200, ORDER)), Client()
        seen = serve(app, client, scope_of("GET", path))
        matched = app.scope.get("order_contracts")
        assert (seen[0].operation is None) == (matched is None)
        assert matched is None or matched.path_parameters == {"id": path.removeprefix("/v1/orders/")}


class TestUndeclared:
    PREFLIGHT = scope_of("OPTIONS", headers=[(b"access-control-request-method", b"POST")])

    @pytest.mark.parametrize(
        ("settings", "expected"),
        [
            ({"mode": "observe"}, [("request", "invalid", None)]),
            ({"mode": "enforce"}, [("request", "invalid", 404)]),
            ({"mode": "enforce", "undeclared": "report"}, [("request", "invalid", None)]),
            ({"mode": "enforce", "undeclared": "pass"}, []),
            ({"mode": "off", "responses": "observe"}, []),
            ({"mode": "off", "undeclared": "refuse"}, [("request", "invalid", 404)]),
            ({"mode": "observe", "undeclared": "refuse"}, [("request", "invalid", 404)]),
            ({"mode": "enforce", "pass_paths": ["/health"]}, []),
            ({"mode": "enforce", "pass_paths": ["/hea*"]}, []),
            ({"mode": "enforce", "pass_paths": ["/heal"]}, [("request", "invalid", 404)]),
        ],
    )
    def test_other_paths(self, settings: Any, expected: Any) -> None:
        app, client = Application(), Client()
        seen = serve(app, client, scope_of("GET", "/health"), **settings)
        assert found(seen) == expected
        assert (client.status == 404) == (expected[:1] == [("request", "invalid", 404)])
        assert app.scope is None or "order_contracts" not in app.scope

    def test_a_preflight_is_passed_on(self) -> None:
        app, client = Application(*answer(204)), Client()
        assert found(serve(app, client, self.PREFLIGHT, mode="enforce")) == []
        assert client.status == 204
        app, client = Application(*answer(204)), Client()
        assert found(serve(app, client, scope_of("OPTIONS"), mode="enforce")) == [("request", "invalid", 405)]

    @pytest.mark.parametrize(
        ("path", "root_path", "base_path", "is_declared"),
        [
            ("/v1/orders", "", None, True),
            ("/orders", "", None, False),
            ("/orders", "", "", True),
            ("/v1/orders", "/v1", None, True),
            # The server has stripped it.
            ("/orders", "/v1", None, True),
            ("/orders", "/v1/", None, True),
            ("/inside/orders", "/inside", None, False),
            ("/inside/orders", "/inside", "/inside", True),
            ("/v10/orders", "/v1", None, False),
        ],
    )
    def test_mounted_applications(self, path: str, root_path: Any, base_path: Any, is_declared: Any) -> None:
        app = Application(*answer(200, b"[]"))
        seen = serve(app, Client(), scope_of("GET", path, root_path=root_path), base_path=base_path)
        assert (seen[0].operation is not None) == is_declared


class TestSettings:
    def test_other_scopes_are_untouched(self) -> None:
        for kind in ("lifespan", "websocket", "something-else"):
            scope = {"type": kind, "path": "/nothing"}
            app = Application(reads=False)
            client = Client()
            assert serve(app, client, scope, mode="enforce", responses="enforce") == []
            assert app.scope is scope

    def test_off_is_off(self) -> None:
        scope = scope_of(path="/nothing")
        app = Application()
        assert serve(app, Client(b"?"), scope, mode="off") == []
        assert app.scope is scope

    def test_modes_change_while_it_serves(self) -> None:
        control = Control()
        middleware = ContractMiddleware(Application(), CONTRACT, mode=control, on_report=lambda _: None)
        changes: list[tuple[Any, str, str, int]] = [
            (control, "requests", "observe", 201),
            (control, "requests", "enforce", 422),
            (middleware, "mode", "off", 201),
            (middleware, "responses", "enforce", 201),
        ]
        for changed, attribute, mode, status in changes:
            setattr(changed, attribute, mode)
            client = Client(b"{}")
            asyncio.run(middleware(scope_of(), client.receive, client.send))
            assert client.status == status
        assert repr(control) == "Control(requests='off', responses='enforce')"
        assert (middleware.mode, middleware.responses) == ("off", "enforce")

    def test_strict_reports_what_is_undeclared(self) -> None:
        body = b'{"amount": 1, "more": 1}'
        assert found(serve(Application(), Client(body))) == [("request", "valid", None)]
        assert found(serve(Application(), Client(body), strict=True)) == [("request", "invalid", None)]

    def test_sources_are_shown_on_request(self) -> None:
        for shows, key in ((False, "findings"), (True, "violations")):
            client = Client(b"{}")
            serve(Application(), client, mode="enforce", with_sources=shows)
            assert client.problem[key]

    @pytest.mark.parametrize("mode", ["observe", "enforce"])
    def test_a_callback_that_fails_does_not_break_the_request(
        self, mode: Mode, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(_: Observation) -> None:
            raise RuntimeError("the callback failed")

        middleware = ContractMiddleware(Application(), CONTRACT, mode=mode, responses=mode, on_report=fail)
        client = Client(b'{"amount": 1}')
        asyncio.run(middleware(scope_of(), client.receive, client.send))
        assert client.body == ORDER
        assert [record.message for record in caplog.records] == ["`on_report` failed"] * 2

    def test_a_callback_may_be_asynchronous(self) -> None:
        seen: list[Observation] = []

        async def report(observation: Observation) -> None:
            await asyncio.sleep(0)
            seen.append(observation)

        middleware = ContractMiddleware(Application(), CONTRACT, on_report=report)
        client = Client(b"{}")
        asyncio.run(middleware(scope_of(), client.receive, client.send))
        assert found(seen) == [("request", "invalid", None)]

    def test_findings_are_logged_without_a_callback(self, caplog: pytest.LogCaptureFixture) -> None:
        middleware = ContractMiddleware(Application(), CONTRACT, responses="observe")
        body = b'{"amount": "secret", "email": 1, "note": 2, "more": 3}'
        with caplog.at_level(logging.INFO, logger="order_contracts"):
            for sent in (body, b'{"amount": 1}'):
                client = Client(sent)
                asyncio.run(middleware(scope_of(), client.receive, client.send))
        assert [record.levelname for record in caplog.records] == ["WARNING"]
        message = caplog.records[0].message
        assert message.startswith("request of POST /orders: invalid: `/amount`: wanted an integer, found a string; ")
        assert "secret" not in message

    @pytest.mark.parametrize(
        ("settings", "named"),
        [
            ({"mode": "watch"}, "the mode of requests is one of `off`, `observe`, `enforce`, not `'watch'`"),
            ({"responses": "on"}, "the mode of responses is one of"),
            ({"mode": Control(), "responses": "off"}, "the mode of responses is set twice"),
            ({"max_body": -1}, "`max_body` is a number of bytes, not `-1`"),
            ({"max_body": "1 MiB"}, "`max_body` is a number of bytes, not `'1 MiB'`"),
            ({"undecided": "never"}, "`undecided` is one of `pass`, `refuse-evasive`, `refuse`, not `'never'`"),
            ({"undeclared": "no"}, "`undeclared` is one of"),
            ({"pass_paths": "/health"}, "`pass_paths` is a list of paths"),
            ({"on_report": 1}, "`on_report` is a function, not `int`"),
            ({"contract": "openapi.yaml"}, "expected a `Contract`, found `str`"),
        ],
    )
    def test_wrong_settings_are_named(self, settings: Any, named: str) -> None:
        settings = {"contract": CONTRACT, **settings}
        with pytest.raises(ContractError) as raised:
            ContractMiddleware(Application(), **settings)
        assert str(raised.value).startswith(named)
