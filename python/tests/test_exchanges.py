"""Requests, responses, coverage of exchanges, and checks in two steps."""

from __future__ import annotations

import gzip
import json
import pickle
from typing import Any

import pytest

from order_contracts import Contract, ContractError, ContractViolation, Coverage

RECORDED: dict[str, dict[str, Any]] = {
    "request": {
        "method": "POST",
        "target": "/v1/orders",
        "headers": {"authorization": "Bearer t"},
        "body": {"amount": 35000},
    },
    "response": {"status": 201, "body": {"id": "ord_1234567890", "amount": -1}},
}
HEADERS: list[tuple[str | bytes, str | bytes]] = [("authorization", "Bearer t"), (b"content-type", b"application/json")]


def test_a_recorded_exchange_is_checked_as_dict_text_and_bytes(shop: Contract) -> None:
    text = json.dumps(RECORDED)
    for exchange in (RECORDED, text, text.encode(), bytearray(text.encode())):
        request, response = shop.exchange(exchange)
        assert request is not None
        assert response is not None
        assert (request.verdict, response.verdict) == ("valid", "invalid")
        assert shop.request(exchange) == request
        assert shop.response(exchange) == response
        assert request.operation is not None
        assert request.operation.id == "createOrder"
    with pytest.raises(ContractViolation) as error:
        shop.check_exchange(RECORDED)
    assert error.value.reports == (response,)


def test_a_request_alone_has_one_report(shop: Contract) -> None:
    alone = {"request": RECORDED["request"]}
    request, response = shop.exchange(alone)
    assert request is not None
    assert (request.verdict, response) == ("valid", None)
    with pytest.raises(ContractError, match="no response"):
        shop.response(alone)


@pytest.mark.parametrize(
    ("exchange", "what"),
    [
        ({}, "missing member `request`"),
        ({"request": {"method": "GET"}}, "missing member `target`"),
        ({"request": {"method": "GET", "target": "/", "boddy": 1}}, "did you mean `body`"),
        ("{", "invalid JSON"),
        (b"", "invalid JSON"),
    ],
)
def test_what_is_no_exchange_is_refused(shop: Contract, exchange: object, what: str) -> None:
    with pytest.raises(ContractError, match=what):
        shop.exchange(exchange)


def test_base_paths_and_limits_are_settings(shop: Contract) -> None:
    request = {"request": {"method": "GET", "target": "/orders", "headers": {"authorization": "Bearer t"}}}
    assert shop.request(request).verdict == "invalid"
    assert shop.request(request, base_path="").verdict == "valid"
    many = {"request": {**RECORDED["request"], "body": {"amount": "x", "note": 5}}}
    assert len(shop.request(many).violations) > 1
    assert len(shop.request(many, max_violations=1).violations) == 1


def test_a_head_is_checked_before_the_body_is_read(shop: Contract) -> None:
    head = shop.request_head("POST", "/v1/orders", HEADERS)
    assert head.report.is_valid
    assert head.reads_body
    assert head.operation is not None
    assert head.operation.id == "createOrder"
    body = json.dumps(RECORDED["request"]["body"]).encode()
    assert head.finish(body).is_valid
    assert head.refusal(head.finish(body)) is None
    refused = head.refusal(head.finish(b"{}"))
    assert refused is not None
    status, headers, problem = refused
    assert (status, dict(headers)[b"content-type"]) == (422, b"application/problem+json")
    assert json.loads(problem)["findings"][0]["id"] == "required"
    too_long = head.unread("too-long", limit=5)
    assert too_long.verdict == "undecided"
    answer = head.refusal(too_long)
    assert answer is not None
    assert answer[0] == 413
    assert head.refusal(too_long, undecided="pass") is None
    with pytest.raises(ContractError, match="expected `pass`"):
        head.refusal(too_long, undecided="no")  # type: ignore[arg-type]
    with pytest.raises(ContractError, match="is no reason"):
        head.unread("late")  # type: ignore[arg-type]


def test_refusals_have_the_headers_of_their_status(shop: Contract) -> None:
    def refused(
        method: str, target: str, headers: list[tuple[str | bytes, str | bytes]]
    ) -> tuple[int, list[tuple[bytes, bytes]]]:
        head = shop.request_head(method, target, headers)
        answer = head.refusal(head.report)
        assert answer is not None
        return answer[0], answer[1]

    status, headers = refused("DELETE", "/v1/orders", [("authorization", "Bearer t")])
    assert (status, headers[1:]) == (405, [(b"allow", b"GET, HEAD, POST")])
    status, headers = refused("GET", "/v1/orders", [])
    challenges = [(b"www-authenticate", scheme + b' realm="Shop"') for scheme in (b"Bearer", b"ApiKey")]
    assert (status, headers[1:]) == (401, challenges)
    assert refused("GET", "/v2", [("authorization", "Bearer t")])[0] == 404


def test_a_compressed_body_is_unpacked_to_a_limit(shop: Contract) -> None:
    headers: list[tuple[str | bytes, str | bytes]] = [*HEADERS, ("content-encoding", "gzip")]
    body = gzip.compress(b'{"amount": 35000' + b" " * 100_000 + b"}")
    assert shop.request_head("POST", "/v1/orders", headers).finish(body).verdict == "valid"
    bounded = shop.request_head("POST", "/v1/orders", headers, max_unpacked=1000).finish(body)
    assert bounded.verdict == "undecided"


def test_a_response_is_checked_in_two_steps(shop: Contract) -> None:
    head = shop.request_head("POST", "/v1/orders", HEADERS)
    response = head.response_head(302)
    assert response.report.violations[0].id == "undeclared-status"
    created = head.response_head(201, [("content-type", "application/json")])
    assert created.reads_body
    assert not created.is_bodiless
    assert created.finish(b"{").verdict == "invalid"
    assert created.unread("streamed").verdict == "undecided"
    for status in (99, 1000, -1, "200"):
        with pytest.raises(ContractError, match="wanted a status code of three digits"):
            head.response_head(status)  # type: ignore[arg-type]
    assert shop.request_head("HEAD", "/v1/orders", HEADERS).response_head(200).is_bodiless


def test_coverage_counts_exchanges_and_adds_up(shop: Contract) -> None:
    coverage = shop.coverage(input="a test")
    assert coverage.percent == 0
    coverage.count_exchange(RECORDED, *shop.exchange(RECORDED))
    exercised = {operation.id: (accepted, refused) for operation, accepted, refused in coverage.operations}
    assert exercised["createOrder"] == (1, 0)
    assert sum(accepted for accepted, _ in exercised.values()) == 1
    text = coverage.to_json()
    read = Coverage.from_json(text)
    assert read.to_json() == text
    read.merge(coverage)
    assert read.records == 2
    assert pickle.loads(pickle.dumps(coverage)).to_json() == text
    assert coverage.share("operation") == (1, len(shop.operations))
    with pytest.raises(ContractError, match="unknown kind"):
        coverage.share("operations")
    with pytest.raises(ContractError, match="can only be merged"):
        read.count_exchange(RECORDED, None, None)
    with pytest.raises(ContractError, match="counts exchanges"):
        coverage.count("{}", shop.validate("CreateOrder", "{}"))
    with pytest.raises(ContractError, match="one is of the contract"):
        coverage.merge(Contract.embedded("threekit").coverage())
    with pytest.raises(ContractError, match="not the JSON of coverage data"):
        Coverage.from_json("{}")


def test_coverage_merges_with_itself(shop: Contract) -> None:
    coverage = shop.coverage()
    coverage.count_exchange(RECORDED, *shop.exchange(RECORDED))
    coverage.merge(coverage)
    assert coverage.records == 2


def test_an_unpickled_report_cannot_be_counted(shop: Contract) -> None:
    request, response = pickle.loads(pickle.dumps(shop.exchange(RECORDED)))
    with pytest.raises(ContractError, match="was unpickled"):
        shop.coverage().count_exchange(RECORDED, request, response)
