"""Middleware that checks what an ASGI application receives and answers, whatever framework it is made with.

    from fastapi import FastAPI
    from order_contracts import Contract
    from order_contracts.asgi import ContractMiddleware

    app = FastAPI()
    app.add_middleware(ContractMiddleware, contract=Contract.from_path("openapi.yaml"), mode="enforce")

What happens to a request:

1. It is routed, by the base paths of the declared servers or by `base_path`. A preflight of CORS is passed on unless
   the contract declares `OPTIONS` there.
2. Its head is checked: credentials, parameters, media type, announced length. Where requests are enforced, one that is
   refused for its head is answered before its body is read.
3. Its body is read only if its bytes decide, up to `max_body` bytes, whatever it is unpacked to. The application
   receives the same bytes in one piece.
4. `scope["order_contracts"]` is a `Matched`, unless no declared operation is called, and `on_report` is called with
   what was found.

A request is refused with problem details (RFC 9457) that name parts, pointers and rules, and no value: with 404 or 405
if it calls no declared operation, 401 without credentials, 413 if its body is longer than the limit, 415 for its media
type or content encoding, 422 if the body violates its schema, else with 400. A response that violates the contract is
replaced, where responses are enforced, by one with the status 500 and no details; so is one whose status is not
declared, unless that is 5xx. A response that is longer than the limit is passed on; its report is undecided.

Streams of events, bodies that are not declared or not read, WebSockets and the lifespan of the application are passed
on as they are, and of responses also those to `HEAD` and those with the status 1xx, 204 or 304.
"""

from __future__ import annotations

import asyncio
import inspect
from http import HTTPStatus
from typing import TYPE_CHECKING

from ._asgi_control import LOG, Control, Matched, Observation, log, one_of
from ._asgi_request import (
    App,
    Collected,
    Headers,
    Receive,
    Scope,
    Send,
    announced_length,
    collect,
    header,
    pairs,
    target_of,
)
from ._asgi_response import Answer, Outgoing, Replaced, respond
from ._errors import ContractError
from ._native import Contract
from ._types import Mode, Undeclared, Unjudged

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from ._native import Operation, Report, RequestHead, ResponseHead
    from ._types import Ending, Verdict, Wanted

# Bodies of so many bytes are checked in less time than it takes to hand them to a thread.
_SMALL = 1 << 17

__all__ = ["ContractMiddleware", "Control", "Matched", "Observation"]


class ContractMiddleware:
    """Checks the requests and responses of an ASGI application; the module says how.

    - `mode` is what is done with requests, and `responses` what is done with responses: `off`, `observe` or `enforce`.
      A `Control` has both, and changes them later; so do the attributes of the same names.
    - `on_report` is called with an `Observation` for each message that was checked, and awaited if it is a coroutine
      function. What it raises is logged. Without it, what is not valid is logged as a warning of
      `order_contracts.asgi`.
    - `max_body` is how many bytes of a body are held in memory, before and after it is unpacked.
    - `base_path` is the path that all declared paths are below, instead of those of the declared servers; it begins
      with the prefix that the application is mounted at (`root_path`).
    - `strict` also reports undeclared properties, parameters, headers and bodies.
    - `undeclared` is what is done with requests that call no declared operation: `pass`, `report` or `refuse`; as
      `mode` says unless it is given. Those to `pass_paths` are passed on in any case, such as `/health`, or `/docs*`
      for all paths that begin so.
    - `undecided` is what `enforce` does with requests of which some part could not be checked: `refuse-evasive` refuses
      those that could have been sent so that they can be, by their encoding, size or nesting.
    - `with_sources` adds to refusals where the contract declares what is violated.

    Raises `ContractError` for settings that are none of these.
    """

    def __init__(
        self,
        app: App,
        contract: Contract,
        *,
        mode: Mode | Control = "observe",
        responses: Mode | None = None,
        on_report: Callable[[Observation], Awaitable[None] | None] | None = None,
        max_body: int = 2 << 20,
        base_path: str | None = None,
        strict: bool = False,
        undeclared: Undeclared | None = None,
        pass_paths: Iterable[str] = (),
        undecided: Unjudged = "refuse-evasive",
        with_sources: bool = False,
    ) -> None:
        if not isinstance(contract, Contract):
            raise ContractError(f"expected a `Contract`, found `{type(contract).__name__}`")
        if isinstance(mode, Control) and responses is not None:
            raise ContractError("the mode of responses is set twice: by `responses` and by the `Control`")
        if isinstance(max_body, bool) or not isinstance(max_body, int) or max_body < 0:
            raise ContractError(f"`max_body` is a number of bytes, not `{max_body!r}`")
        if isinstance(pass_paths, str):
            raise ContractError("`pass_paths` is a list of paths, not one")
        if on_report is not None and not callable(on_report):
            raise ContractError(f"`on_report` is a function, not `{type(on_report).__name__}`")
        self.app = app
        self.contract = contract
        self.control = mode if isinstance(mode, Control) else Control(mode, responses or "off")
        self.max_body = max_body
        self._on_report = on_report or log
        self._base_path, self._strict, self._with_sources = base_path, strict, with_sources
        self._undeclared = None if undeclared is None else one_of("`undeclared`", undeclared, Undeclared)
        self._undecided: Unjudged = one_of("`undecided`", undecided, Unjudged)
        self._pass_paths = tuple(pass_paths)

    @property
    def mode(self) -> Mode:
        """What is done with requests."""
        return self.control.requests

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self.control.requests = mode

    @property
    def responses(self) -> Mode:
        """What is done with responses."""
        return self.control.responses

    @responses.setter
    def responses(self, mode: Mode) -> None:
        self.control.responses = mode

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request, or whatever else the server asks for."""
        mode, responses = self.control.requests, self.control.responses
        is_off = mode == responses == "off" and self._undeclared in (None, "pass")
        if scope["type"] != "http" or is_off:
            await self.app(scope, receive, send)
            return
        headers, method = pairs(scope["headers"]), scope["method"]
        head = self.contract.request_head(
            method,
            target_of(scope),
            headers,
            strict=self._strict,
            base_path=self._base_path,
            max_unpacked=self.max_body,
        )
        operation = head.operation
        if operation is None:
            if not await self._refuses_undeclared(scope, headers, head, mode, send):
                await self.app(scope, receive, send)
            return
        verdict: Verdict | None = None
        if mode != "off":
            report, receive = await self._checked(headers, head, mode, receive)
            verdict = report.verdict
            answer = self._refusal(head, report) if mode == "enforce" and verdict != "valid" else None
            await self.observe(Observation("request", operation, report, None, answer and answer[0]))
            if answer is not None:
                await respond(send, answer)
                return
        scope = {**scope, "order_contracts": Matched(head, operation, verdict)}
        if responses == "off":
            await self.app(scope, receive, send)
            return
        judge = _Judge(self, head, operation, is_binding=responses == "enforce")
        outgoing = Outgoing(send, judge, holds=responses == "enforce", limit=self.max_body)
        try:
            await self.app(scope, receive, outgoing)
        except Exception as error:
            if not _is_ours(error):
                raise
        else:
            await outgoing.finish()

    async def _checked(
        self, headers: Headers, head: RequestHead, mode: Mode, receive: Receive
    ) -> tuple[Report, Receive]:
        """The report on a request, and how to receive what was read for it."""
        if mode == "enforce":
            report = head.report
            if report.verdict == "invalid":
                return report, receive
        length = announced_length(headers)
        if head.reads_body:
            if length is not None and length > self.max_body:
                return head.unread("too-long", limit=self.max_body), receive
            collected = await collect(receive, self.max_body)
        elif length or header(headers, b"transfer-encoding") is not None:
            return head.unread("streamed"), receive
        else:
            # In HTTP/2 and later only the body itself says whether there is one.
            collected = await collect(receive, 0)
            if collected.ending == "too-long":
                return head.unread("streamed"), collected.replayed(receive)
        report = await _judged(head, collected, self.max_body)
        return report, collected.replayed(receive)

    async def _refuses_undeclared(
        self, scope: Scope, headers: Headers, head: RequestHead, mode: Mode, send: Send
    ) -> bool:
        """Reports on a request that calls no declared operation. Whether it was answered."""
        of_mode: dict[Mode, Undeclared] = {"off": "pass", "observe": "report", "enforce": "refuse"}
        policy = self._undeclared or of_mode[mode]
        is_preflight = scope["method"] == "OPTIONS" and header(headers, b"access-control-request-method") is not None
        if policy == "pass" or is_preflight or any(_is_at(scope["path"], path) for path in self._pass_paths):
            return False
        report = head.report
        answer = self._refusal(head, report) if policy == "refuse" else None
        await self.observe(Observation("request", None, report, None, answer and answer[0]))
        if answer is not None:
            await respond(send, answer)
        return answer is not None

    def _refusal(self, head: RequestHead, report: Report) -> Answer | None:
        return head.refusal(report, undecided=self._undecided, with_sources=self._with_sources)

    async def observe(self, observation: Observation) -> None:
        """Reports on a message to `on_report`."""
        try:
            result = self._on_report(observation)
            if inspect.isawaitable(result):
                await result
        except Exception:  # noqa: BLE001, it must not break the request
            LOG.exception("`on_report` failed")


class _Judge:
    """Decides about the response to a request."""

    def __init__(
        self, middleware: ContractMiddleware, head: RequestHead, operation: Operation, *, is_binding: bool
    ) -> None:
        self._middleware, self._request, self._operation, self._is_binding = middleware, head, operation, is_binding
        self._status = 0
        self._head: ResponseHead | None = None
        self._observation: Observation | None = None

    def head(self, status: int, headers: Headers) -> Wanted:
        # What the client has already, interim responses and switches of protocols are no answers that a contract
        # declares.
        if status < HTTPStatus.OK or status == HTTPStatus.NOT_MODIFIED:
            return "exempt"
        self._status = status
        self._head = head = self._request.response_head(status, headers)
        if head.is_bodiless:
            return "no-body"
        if head.reads_body:
            return "body"
        return "no-body" if announced_length(headers) == 0 else "streamed"

    async def whole(self, body: bytes, ending: Ending) -> Answer | None:
        if self._head is None:
            return None
        report = await _judged(self._head, Collected(body, ending), self._middleware.max_body)
        # An error that is not declared is replaced by no other error: it would only hide what happened.
        is_only_an_error = self._status >= HTTPStatus.INTERNAL_SERVER_ERROR and all(
            violation.part == "status" for violation in report.violations
        )
        is_replaced = self._is_binding and report.verdict == "invalid" and not is_only_an_error
        self._observation = Observation("response", self._operation, report, self._status, 500 if is_replaced else None)
        return _INVALID_RESPONSE if is_replaced else None

    async def report(self) -> None:
        if self._observation is not None:
            await self._middleware.observe(self._observation)


_INVALID_RESPONSE: Answer = (
    500,
    [(b"content-type", b"application/problem+json")],
    b'{"type":"urn:order-contracts:invalid-response","title":"The response violates the contract","status":500}',
)


async def _judged(head: RequestHead | ResponseHead, collected: Collected, limit: int) -> Report:
    """The report on a message whose body was read, or not to its end."""
    if collected.ending != "whole":
        return head.unread(collected.ending, limit=limit)
    if len(collected.body) > _SMALL:
        # Other requests go on meanwhile: the native module does not hold the interpreter's lock.
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            # Another event loop than that of asyncio; it waits.
            return head.finish(collected.body)
        return await loop.run_in_executor(None, head.finish, collected.body)
    return head.finish(collected.body)


def _is_at(path: str, passed: str) -> bool:
    return path.startswith(passed[:-1]) if passed.endswith("*") else path == passed


def _is_ours(error: BaseException | None) -> bool:
    """Whether an application ended because its response was replaced."""
    while error is not None and not isinstance(error, Replaced):
        # Those of task groups hold several.
        if members := getattr(error, "exceptions", None):
            return all(_is_ours(member) for member in members)
        error = error.__cause__ or error.__context__
    return error is not None
