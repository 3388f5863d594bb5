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

from typing import TYPE_CHECKING

from ._errors import ContractError, ContractUndecided, ContractViolation

if TYPE_CHECKING:
    from ._messages import Exchange, Request, Response
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
else:
    # pytest imports the package in every run, for its plugin: the native module is loaded when something of it is used.
    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name in ("Exchange", "Request", "Response"):
            from . import _messages as module
        else:
            from . import _native as module
        value = globals()[name] = getattr(module, name)
        return value

    def __dir__() -> list[str]:
        return [*globals(), *__all__]


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
    "Exchange",
    "Operation",
    "Report",
    "Request",
    "RequestHead",
    "Response",
    "ResponseHead",
    "Undecided",
    "Validator",
    "Violation",
    "__version__",
    "covers",
    "diff",
]
