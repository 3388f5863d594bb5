"""What holds for Polars, DuckDB, pandas and Arrow alike; what is special to one is in a file of its own."""

from __future__ import annotations

import json

import pytest
from columns import ENGINES, LIST, Engine, create_order
from hypothesis import given, settings
from hypothesis import strategies as st
from orders import DEFECTS, rows

from order_contracts import Contract

HOSTILE: list[tuple[bytes, str]] = [
    (b'{"amount": 1}', "valid"),
    (b'\xff\xfe{"amount": 1}', "invalid"),
    (b'{"amount": 1, "customerFirstName": "\xff"}', "invalid"),
    (b'{"amount": 1, "customerFirstName": "\xed\xa0\x80"}', "invalid"),
    (b"", "invalid"),
    (b"   ", "invalid"),
    (b"\x00", "invalid"),
    (b'{"amount": 1}\x00', "invalid"),
    (b"[" * 100_000, "undecided"),
    (b'{"amount": 1e999999999}', "valid"),
    (b'{"amount": 123456789012345678901234567890}', "valid"),
    (b'{"amount": 1, "metadata": {"": [[[]]]}}', "valid"),
    (b"NaN", "invalid"),
    (b"null", "invalid"),
]


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]


def test_every_defect_is_found_and_none_is_invented(engine: Engine) -> None:
    expected = list(rows(2_700, 270))
    results = engine([row.line for row in expected], create_order(), violations=True)
    for row, result in zip(expected, results, strict=True):
        found = tuple(sorted(violation["id"] for violation in result["violations"]))
        assert found == (DEFECTS[row.defect][1] if row.defect else ()), row.defect
        assert result["verdict"] == ("invalid" if row.defect else "valid")
        assert result["undecided"] == [] and result["left_out"] == 0


def test_results_are_those_of_validate(engine: Engine) -> None:
    validator = create_order()
    lines = [row.line for row in rows(270, 135)]
    for line, result in zip(lines, engine(lines, validator, violations=True), strict=True):
        report = validator.validate(line)
        assert result["verdict"] == report.verdict
        for violation, expected in zip(result["violations"], report.violations, strict=True):
            assert violation == {name: getattr(expected, name) for name in violation}


def test_a_null_stays_null_and_json_null_is_judged(engine: Engine) -> None:
    payloads = [None, '{"amount": 1}', None, "null", None]
    assert engine(payloads, create_order(), violations=False) == [None, "valid", None, "invalid", None]
    assert [result and result["verdict"] for result in engine(payloads, create_order(), violations=True)] == [
        None,
        "valid",
        None,
        "invalid",
        None,
    ]


def test_a_column_of_nulls_alone_is_null(engine: Engine) -> None:
    assert engine([None, None], create_order(), violations=False) == [None, None]
    assert engine([None, None], create_order(), violations=True) == [None, None]


def test_an_empty_column_has_an_empty_result(engine: Engine) -> None:
    assert engine([], create_order(), violations=False) == []
    assert engine([], create_order(), violations=True) == []


def test_a_bad_row_does_not_affect_its_neighbours(engine: Engine) -> None:
    payloads = [payload for payload, _ in HOSTILE]
    assert engine(payloads, create_order(), violations=False) == [verdict for _, verdict in HOSTILE]
    assert [result["verdict"] for result in engine(payloads, create_order(), violations=True)] == [
        verdict for _, verdict in HOSTILE
    ]


def test_a_row_of_fifty_megabytes(engine: Engine) -> None:
    valid = '{"amount": 1, "metadata": {"text": "' + "x" * 50_000_000 + '"}}'
    payloads = [valid, '{"amount": 1}', valid[:-2], valid.replace("1", "-1", 1)]
    assert engine(payloads, create_order(), violations=False) == ["valid", "valid", "invalid", "invalid"]


def test_the_violations_of_a_row_are_bounded_and_the_rest_is_counted(engine: Engine) -> None:
    contract = Contract.from_text(LIST)
    total = 200_000
    many = json.dumps(["x"] * total)
    [few, result] = engine(["[1]", many], contract.validator("Numbers", max_violations=5), violations=True)
    assert few["violations"] == []
    assert len(result["violations"]) == 5 and result["left_out"] == total - 5
    [default] = engine([many], contract.validator("Numbers"), violations=True)
    assert 5 < len(default["violations"]) <= 10_000
    assert len(default["violations"]) + default["left_out"] == total


def test_an_undecided_row_is_not_valid(engine: Engine) -> None:
    contract = Contract.from_text(LIST.replace("integer", "integer}, contains: {type: 1").replace("3.0.3", "3.1.0"))
    [verdict] = engine(["[1]"], contract.validator("Numbers"), violations=False)
    assert verdict == "undecided"
    [result] = engine(["[1]"], contract.validator("Numbers"), violations=True)
    assert result["verdict"] == "undecided" and result["violations"] == []
    assert result["undecided"][0]["reason"]


def test_values_are_nowhere_in_a_result(engine: Engine) -> None:
    secret = "c4n4ry"
    payloads = [
        json.dumps({"amount": secret}),
        json.dumps({"amount": 1, "customerEmail": secret}),
        json.dumps({"amount": 1, "customerId": secret * 20}),
        json.dumps({"amount": 1, "locale": secret}),
        json.dumps(secret),
        secret,
        '{"amount": 1, "locale": ' + secret,
    ]
    results = engine(payloads, create_order(), violations=True)
    assert {result["verdict"] for result in results} == {"invalid"}
    assert secret not in repr(results)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=120),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
ORDERS = st.fixed_dictionaries(
    {},
    optional={
        "amount": st.integers(-2, 2) | JSON,
        "customerEmail": st.emails() | JSON,
        "customerId": st.text(max_size=60),
        "locale": st.sampled_from(["en_US", "fr_FR", "de"]),
        "metadata": JSON,
        "paymentGroupShareId": st.none() | st.text(max_size=60),
    },
)
TEXTS = st.one_of(
    ORDERS.map(json.dumps),
    ORDERS.map(lambda order: json.dumps(order, ensure_ascii=False)).filter(lambda text: text.isprintable()),
    JSON.map(json.dumps),
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.none(),
)


@settings(deadline=None, max_examples=60)
@given(payloads=st.lists(TEXTS, max_size=12))
@pytest.mark.parametrize("name", sorted(ENGINES))
def test_verdicts_are_those_of_validate(name: str, payloads: list[str | None]) -> None:
    validator = create_order()
    expected = [None if payload is None else validator.validate(payload).verdict for payload in payloads]
    assert ENGINES[name](payloads, validator, violations=False) == expected


@settings(deadline=None, max_examples=60)
@given(
    payloads=st.lists(
        st.none() | st.binary(max_size=30) | ORDERS.map(lambda order: json.dumps(order).encode()), max_size=12
    )
)
def test_bytes_are_judged_as_validate_judges_them(payloads: list[bytes | None]) -> None:
    validator = create_order()
    expected = [None if payload is None else validator.validate(payload).verdict for payload in payloads]
    for name in sorted(ENGINES):
        if any(payload is not None for payload in payloads):
            assert ENGINES[name](payloads, validator, violations=False) == expected, name
