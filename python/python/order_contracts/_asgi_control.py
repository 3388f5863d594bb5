"""What an ASGI middleware is set to, what it reports and what it hands on: `Control`, `Observation` and `Matched`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import unquote

from ._errors import ContractError
from ._types import Mode

if TYPE_CHECKING:
    from ._native import Operation, Report, RequestHead
    from ._types import Verdict

LOG = logging.getLogger("order_contracts.asgi")
_FINDINGS_IN_A_LINE = 3


class Control:
    """The modes of a middleware. They may be changed at any time, and hold for the requests that begin after it.

    It is for frameworks that make the middleware themselves: `app.add_middleware(ContractMiddleware, contract=contract,
    mode=control)`.

    >>> control = Control("observe")
    >>> control.requests = "enforce"
    >>> control
    Control(requests='enforce', responses='off')
    """

    __slots__ = ("_requests", "_responses")

    def __init__(self, requests: Mode = "observe", responses: Mode = "off") -> None:
        """Raises `ContractError` for an unknown mode."""
        self.requests = requests
        self.responses = responses

    @property
    def requests(self) -> Mode:
        """What is done with requests: nothing, reported, or refused if they violate the contract."""
        return self._requests

    @requests.setter
    def requests(self, mode: Mode) -> None:
        self._requests: Mode = one_of("the mode of requests", mode, Mode)

    @property
    def responses(self) -> Mode:
        """What is done with responses: nothing, reported, or replaced if they violate the contract."""
        return self._responses

    @responses.setter
    def responses(self, mode: Mode) -> None:
        self._responses: Mode = one_of("the mode of responses", mode, Mode)

    def __repr__(self) -> str:
        return f"Control(requests={self.requests!r}, responses={self.responses!r})"


@dataclass(frozen=True, slots=True)
class Observation:
    """A request or a response that was checked.

    `operation` is `None` for a request that calls no declared one, `status` is that of the response, and `None` for a
    request. `refused` is the status of the problem that was sent instead; `None` if the message was passed on.
    """

    direction: Literal["request", "response"]
    operation: Operation | None
    report: Report
    status: int | None = None
    refused: int | None = None


class Matched:
    """What an application may know of its request, from `scope["order_contracts"]`.

    In Starlette and FastAPI that is `request.scope["order_contracts"]`. Its `repr` shows no values.
    """

    __slots__ = ("_head", "operation", "verdict")

    def __init__(self, head: RequestHead, operation: Operation, verdict: Verdict | None) -> None:
        self._head = head
        self.operation = operation
        """The operation that the request calls."""
        self.verdict = verdict
        """The verdict on the request; `None` when the mode of requests is `off`."""

    @property
    def path_parameters(self) -> dict[str, str]:
        """The path parameters, decoded, by name."""
        return {name: unquote(text) for name, text in self._head.path_parameters.items()}

    def __repr__(self) -> str:
        return f"Matched({self.operation!r}, {self.verdict!r})"


def log(observation: Observation) -> None:
    """Logs what is not valid, without values."""
    report, operation = observation.report, observation.operation
    if report.is_valid:
        return
    called = f"{operation.method} {operation.path}" if operation else "no declared operation"
    messages = [it.message for it in report.violations] + [it.message for it in report.undecided]
    more = len(messages) + report.left_out - _FINDINGS_IN_A_LINE
    shown = "; ".join(messages[:_FINDINGS_IN_A_LINE]) + (f"; and {more} more" if more > 0 else "")
    status = f" {observation.status}" if observation.status else ""
    LOG.warning("%s%s of %s: %s: %s", observation.direction, status, called, report.verdict, shown)


def one_of(what: str, value: Any, choices: object) -> Any:
    """The value, if it is one of the literals."""
    known = get_args(choices)
    if value not in known:
        raise ContractError(f"{what} is one of {', '.join(f'`{it}`' for it in known)}, not `{value!r}`")
    return value
