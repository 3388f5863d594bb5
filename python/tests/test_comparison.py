"""Diff of contracts, containment of schemas, and what is typed of all this."""

from __future__ import annotations

import json

import pytest

from order_contracts import Contract, covers, diff


def test_a_change_that_breaks_somebody_has_a_witness(kohortpay: Contract) -> None:
    document = kohortpay.document
    document["components"]["schemas"]["CreateOrder"]["properties"]["amount"]["minimum"] = 100
    comparison = diff(kohortpay, Contract.from_text(json.dumps(document)))
    (change,) = [change for change in comparison.changes if change.verdict == "breaking"]
    assert comparison.verdict == "breaking"
    assert change.id == comparison.to_dict()["changes"][0]["id"]
    assert change.witness is not None
    assert "POST /orders" in change.operations
    assert change.message in comparison.text()
    assert "breaking" in comparison.markdown()
    assert len(change.fingerprint) >= 16


def test_a_contract_is_compatible_with_itself(kohortpay: Contract) -> None:
    comparison = diff(kohortpay, kohortpay)
    assert (comparison.verdict, comparison.changes) == ("compatible", [])
    with pytest.raises(TypeError):
        diff(kohortpay, "kohortpay")  # type: ignore[arg-type]


def test_containment_has_three_answers() -> None:
    narrow, wide = {"type": "string", "maxLength": 2}, {"type": "string", "maxLength": 3}
    assert covers(narrow, wide).answer == "yes"
    refuted = covers(wide, narrow)
    assert (refuted.answer, refuted.witness) == ("no", "aaa")
    undecided = covers({"pattern": "a(?=b)"}, {"pattern": "a(?=c)"})
    assert (undecided.answer, undecided.witness) == ("undecided", None)
    assert undecided.reasons
    assert covers({}, {"format": "date"}, assert_formats=True).answer == "no"
    assert covers({}, {"format": "date"}).answer == "yes"
    with pytest.raises(TypeError, match="three answers"):
        bool(refuted)
    with pytest.raises(TypeError, match="the payload is a value of the class"):
        covers(object(), {})
