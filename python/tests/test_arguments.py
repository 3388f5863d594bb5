"""The argument that names a validator, the same for every engine."""

from __future__ import annotations

import pickle

import pytest
from columns import create_order

from order_contracts import Contract, ContractError, Validator
from order_contracts._columns import validator_of


def test_a_contract_and_a_name() -> None:
    assert validator_of(Contract.embedded("kohortpay"), "CreateOrder").name == "CreateOrder"


def test_a_validator_needs_no_name() -> None:
    validator = create_order()
    assert validator_of(validator, None) is validator
    assert validator_of(validator, "CreateOrder") is validator


def test_an_unknown_name_has_a_suggestion() -> None:
    with pytest.raises(ContractError, match="CreateOrder"):
        validator_of(Contract.embedded("kohortpay"), "CreateOrdr")


def test_a_contract_without_a_name_is_refused() -> None:
    with pytest.raises(ContractError, match="expected the name of a schema"):
        validator_of(Contract.embedded("kohortpay"), None)


def test_a_validator_with_the_name_of_another_is_refused() -> None:
    with pytest.raises(ContractError, match="of the schema `CreateOrder`, not of `CreateGroup`"):
        validator_of(create_order(), "CreateGroup")


def test_something_else_is_refused() -> None:
    with pytest.raises(TypeError, match="expected a `Contract` or a `Validator`, found `str`"):
        validator_of("kohortpay", "CreateOrder")  # type: ignore[arg-type]


def test_a_validator_pickles_with_its_settings() -> None:
    strict = Contract.embedded("kohortpay").validator("CreateOrder", strict=True, max_violations=1)
    copy: Validator = pickle.loads(pickle.dumps(strict))
    payload = '{"amount": 1, "undeclared": 1, "another": 2}'
    assert create_order().validate(payload).verdict == "valid"
    report = copy.validate(payload)
    assert report.verdict == "invalid" and len(report.violations) == 1 and report.left_out == 1
