"""Checks payloads, requests and responses against OpenAPI contracts.

    >>> from order_contracts import Contract
    >>> contract = Contract.embedded("kohortpay")
    >>> report = contract.validate("createOrder", '{"amount": -1}')
    >>> report.verdict
    'invalid'

Columns of pandas, Polars, DuckDB and PySpark are checked by modules of these names; `order_contracts.asgi` is a
middleware, and `order_contracts.pytest_plugin` has fixtures for tests.
"""

from __future__ import annotations

from ._errors import ContractError, ContractUndecided, ContractViolation
from ._native import (
    ArrowResult,
    ArrowStreamResult,
    Change,
    Comparison,
    Containment,
    Contract,
    Coverage,
    Operation,
    Report,
    RequestHead,
    ResponseHead,
    Undecided,
    Validator,
    Violation,
    __version__,
    covers,
    diff,
)

__all__ = [
    "ArrowResult",
    "ArrowStreamResult",
    "Change",
    "Comparison",
    "Containment",
    "Contract",
    "ContractError",
    "ContractUndecided",
    "ContractViolation",
    "Coverage",
    "Operation",
    "Report",
    "RequestHead",
    "ResponseHead",
    "Undecided",
    "Validator",
    "Violation",
    "__version__",
    "covers",
    "diff",
]
