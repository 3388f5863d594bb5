"""Payloads: texts and values, verdicts, reports."""

from __future__ import annotations

import enum
import json
import pickle
import threading
from collections import OrderedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_contracts import Contract, ContractError, ContractUndecided, ContractViolation, Report

ANY = Contract.from_text(
    json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Any", "version": "1"},
            "paths": {},
            "components": {
                "schemas": {
                    "Any": {},
                    "Integer": {"type": "integer"},
                    "Large": {"const": 9007199254740993},
                    "Power": {"type": "integer", "maximum": 18446744073709551615},
                    "Undecided": {"$ref": "#/nowhere"},
                    "Tree": {
                        "type": ["object", "array", "string", "integer", "boolean", "null"],
                        "maxLength": 3,
                        "maximum": 10,
                        "maxItems": 2,
                        "maxProperties": 2,
                        "items": {"$ref": "#/components/schemas/Tree"},
                        "additionalProperties": {"$ref": "#/components/schemas/Tree"},
                    },
                }
            },
        }
    )
)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_the_documented_order_is_valid(kohortpay: Contract, order: bytes) -> None:
    for payload in (order, order.decode(), bytearray(order), memoryview(order), json.loads(order)):
        assert kohortpay.validate("createOrder", payload).verdict == "valid"
        kohortpay.check("createOrder", payload)


def test_a_violation_says_what_where_and_what_was_wanted(kohortpay: Contract) -> None:
    report = kohortpay.validate("createOrder", '{"amount": -35000}')
    (violation,) = report.violations
    assert (report.verdict, report.is_valid, report.left_out) == ("invalid", False, 0)
    assert (violation.id, violation.part, violation.name) == ("minimum", "body", None)
    assert (violation.instance, violation.line, violation.column) == ("/amount", 1, 12)
    assert violation.keyword == "/components/schemas/CreateOrder/properties/amount/minimum"
    assert (violation.wanted, violation.found) == ("0 or more", "a smaller number")
    assert violation.message == "`/amount`: wanted 0 or more, found a smaller number"
    assert [source["title"] for source in violation.sources] == ["Create an order"]
    assert str(report) == "1:12: `/amount`: wanted 0 or more, found a smaller number"
    assert report.to_dict()["violations"] == [violation.to_dict()]
    assert json.loads(report.to_json()) == report.to_dict()


def test_values_have_no_lines(kohortpay: Contract) -> None:
    (violation,) = kohortpay.validate("createOrder", {"amount": -1}).violations
    assert (violation.line, violation.column) == (None, None)
    assert "line" not in violation.to_dict()


def test_no_text_shows_a_value(kohortpay: Contract) -> None:
    secret = "s3cr3t"
    report = kohortpay.validate("createOrder", json.dumps({"customerEmail": secret, "amount": secret}))
    with pytest.raises(ContractViolation) as error:
        report.raise_for_violations()
    shown = [str(report), repr(report), report.to_json(), str(report.problem()), str(error.value), repr(error.value)]
    shown += [repr(violation) for violation in report.violations] + [str(pickle.dumps(report))]
    assert report.verdict == "invalid"
    assert not [text for text in shown if secret in text]


def test_problem_details_have_no_sources_unless_asked_for(kohortpay: Contract) -> None:
    report = kohortpay.validate("createOrder", '{"amount": -1}')
    short, full = report.problem(), report.problem(with_sources=True)
    assert short is not None
    assert full is not None
    assert (short["status"], short["type"]) == (422, "urn:order-contracts:invalid-request")
    assert "sources" not in str(short)
    assert full["violations"][0]["contract"]["title"] == "KohortPay orders"
    assert kohortpay.validate("createOrder", b'{"amount": 1}').problem() is None


def test_reports_and_exceptions_pickle(kohortpay: Contract) -> None:
    reports = [kohortpay.validate("createOrder", text) for text in ("{}", '{"amount": -1}', "{")]
    reports.append(ANY.validate("Undecided", "1"))
    for report in reports:
        again: Report = pickle.loads(pickle.dumps(report))
        assert again == report
        assert (again.verdict, again.problem(), str(again)) == (report.verdict, report.problem(), str(report))
        assert [str(it) for it in again.violations] == [str(it) for it in report.violations]
        assert pickle.loads(pickle.dumps(report.violations)) == report.violations
        assert pickle.loads(pickle.dumps(report.undecided)) == report.undecided
        try:
            report.raise_for_violations()
        except (ContractViolation, ContractUndecided) as error:
            twin = pickle.loads(pickle.dumps(error))
            assert (type(twin), str(twin), twin.reports) == (type(error), str(error), error.reports)  # noqa: PT017


def test_undecided_is_a_third_answer() -> None:
    validator = ANY.validator("Undecided")
    report = validator.validate("1")
    assert report.verdict == "undecided"
    assert not validator.is_valid("1")
    with pytest.raises(ContractUndecided, match="cannot be checked") as error:
        validator.check("1")
    assert error.value.undecided == report.undecided
    validator.check("1", allow_undecided=True)
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(report)


def test_a_limit_counts_what_it_leaves_out(kohortpay: Contract) -> None:
    payload = '{"amount": -1, "metadata": 5, "lineItems": 5}'
    everything = kohortpay.validator("createOrder").validate(payload)
    limited = kohortpay.validator("createOrder", max_violations=1).validate(payload)
    assert len(everything.violations) > 1
    assert (len(limited.violations), limited.left_out) == (1, len(everything.violations) - 1)
    assert "and " in str(limited)
    nothing = kohortpay.validator("createOrder", max_violations=0).validate(payload)
    assert (nothing.verdict, nothing.violations) == ("invalid", [])


def test_strict_reports_undeclared_properties(kohortpay: Contract) -> None:
    payload = {"amount": 5, "amuont": 5}
    assert kohortpay.validator("createOrder").is_valid(payload)
    (violation,) = kohortpay.validator("createOrder", strict=True).validate(payload).violations
    assert violation.message == "undeclared property `amuont`"


@pytest.mark.parametrize(
    "text", ["", " ", "{", "[1,]", "NaN", '{"a": 1, "a": 2}', b"\xff\xfe", '"\ud800"', "\ufeff{}", "01", "1 2", "\x00"]
)
def test_what_is_no_json_is_a_violation(text: str | bytes) -> None:
    report = ANY.validate("Any", text)
    assert report.verdict == "invalid"
    assert report.violations[0].line is not None


def test_deep_and_long_texts_end_in_a_verdict() -> None:
    assert ANY.validate("Any", "[" * 1_000_000).verdict == "undecided"
    assert ANY.validate("Any", "[" * 100_000 + "]" * 100_000).verdict == "undecided"
    assert ANY.validate("Any", '"' + "x" * 50_000_000 + '"').verdict == "valid"


def test_integers_keep_their_digits() -> None:
    assert [ANY.validate("Large", number).verdict for number in (2**53 + 1, 2**53)] == ["valid", "invalid"]
    assert [ANY.validate("Power", number).verdict for number in (2**64 - 1, 2**64)] == ["valid", "invalid"]
    with pytest.raises(ValueError, match="too many digits"):
        ANY.validate("Integer", 10**5000)


@pytest.mark.parametrize(
    ("payload", "error", "where"),
    [
        (float("nan"), ValueError, "the payload is a number that is not finite"),
        ({"a": [1, float("inf")]}, ValueError, "at `/a/1`: a number that is not finite"),
        ({"a": {1, 2}}, TypeError, "at `/a`: a value of the class `set`"),
        ({"a": {1: 2}}, TypeError, "at `/a`: an object with a name of the class `int`"),
        ({"a/b~": object()}, TypeError, "at `/a~1b~0`: a value of the class `object`"),
        ({"a": "\ud800"}, ValueError, "at `/a`: a string with half a surrogate pair"),
        (object(), TypeError, "the payload is a value of the class `object`"),
    ],
)
def test_an_object_that_json_does_not_have_is_refused(payload: object, error: type[Exception], where: str) -> None:
    with pytest.raises(error, match=where):
        ANY.validate("Any", payload)


def test_an_object_that_contains_itself_is_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(ValueError, match="does it contain itself"):
        ANY.validate("Any", circle)


def test_deep_objects_are_written_on_a_small_stack() -> None:
    deep: object = None
    for level in range(600):
        deep = {"a": [deep]} if level % 2 else [deep]
    assert threading.stack_size(64 * 1024) == 0
    verdicts: list[object] = []
    thread = threading.Thread(target=lambda: verdicts.append(ANY.validate("Any", deep).verdict))
    try:
        thread.start()
    finally:
        threading.stack_size(0)
    thread.join()
    assert verdicts == ["valid"]


def test_subclasses_are_what_they_are_derived_from() -> None:
    class Colour(str, enum.Enum):
        RED = "red"

    class Size(enum.IntEnum):
        SMALL = 1

    assert ANY.validate("Tree", OrderedDict(a=Colour.RED, b=(Size.SMALL, None))).verdict == "valid"
    assert ANY.validate("Integer", Size.SMALL).verdict == "valid"
    assert ANY.validate("Integer", True).verdict == "invalid"  # noqa: FBT003


@given(values)
def test_law_a_value_is_judged_as_its_text(value: object) -> None:
    text = json.dumps(value)
    of_text, of_value = ANY.validate("Tree", text), ANY.validate("Tree", value if not isinstance(value, str) else text)
    assert of_text.verdict == of_value.verdict
    assert sorted((it.id, it.instance) for it in of_text.violations) == sorted(
        (it.id, it.instance) for it in of_value.violations
    )


def test_threads_share_a_validator(kohortpay: Contract, order: bytes) -> None:
    validator, verdicts = kohortpay.validator("createOrder"), []

    def work() -> None:
        verdicts.extend([validator.is_valid(order), validator.is_valid('{"amount": -1}')] * 500)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verdicts == [True, False] * 4000


def test_settings_of_the_wrong_type_are_refused(kohortpay: Contract) -> None:
    for number, found in ((-1, "a negative number"), (1.5, "`float`"), (True, "`bool`"), ("1", "`str`")):
        with pytest.raises(ContractError, match=f"wanted a whole number of 0 or more, found {found}"):
            kohortpay.validator("createOrder", max_violations=number)  # type: ignore[arg-type]
    assert kohortpay.validator("createOrder", max_violations=10**30).is_valid({"amount": 1})
    with pytest.raises(TypeError):
        kohortpay.validate(5, "{}")  # type: ignore[arg-type]
    with pytest.raises(ContractError):
        kohortpay.validate("", "{}")
