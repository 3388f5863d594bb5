"""What the modules for engines share: which validator a pair of arguments names."""

from __future__ import annotations

from order_contracts import Contract, ContractError, Validator


def validator_of(contract: Contract | Validator, name: str | None) -> Validator:
    """The validator of the schema `name` of a contract, or the validator itself.

    Raises `ContractError` if the contract has no such schema, or if a validator comes with the name of another one.
    """
    if isinstance(contract, Contract):
        if name is None:
            raise ContractError("expected the name of a schema, such as `CreateOrder`, after the contract")
        return contract.validator(name)
    if not isinstance(contract, Validator):
        raise TypeError(f"expected a `Contract` or a `Validator`, found `{type(contract).__name__}`")
    if name is not None and name != contract.name:
        raise ContractError(f"the validator is of the schema `{contract.name}`, not of `{name}`")
    return contract
