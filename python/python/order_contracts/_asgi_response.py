"""The response of an ASGI application on its way out: passed on while a copy is kept, or held until it was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from ._asgi_request import Headers, Message, Send, announced_length, header, pairs

if TYPE_CHECKING:
    from ._types import Ending, Wanted

# The status, the headers and the body.
Answer: TypeAlias = tuple[int, list[tuple[bytes, bytes]], bytes]


class Judge(Protocol):
    """Decides about one response, and reports on it."""

    def head(self, status: int, headers: Headers) -> Wanted:
        """What of the response is to be checked besides its head."""

    async def whole(self, body: bytes, ending: Ending) -> Answer | None:
        """Checks the response; what replaces it, if anything does."""

    async def report(self) -> None:
        """Reports what was found."""


class Replaced(OSError):
    """The response was replaced, so no client receives the rest of it.

    Servers raise such an error when a client is gone (ASGI 2.4).
    """


class Outgoing:
    """Sends what an application sends.

    Where responses are observed, each message goes out as it comes. Where they are enforced, they are held until the
    response is complete, or longer than the limit. Nothing is held or copied of a body whose bytes decide nothing.
    """

    def __init__(self, send: Send, judge: Judge, *, holds: bool, limit: int) -> None:
        self._send, self._judge, self._holds, self._limit = send, judge, holds, limit
        self._state: Literal["new", "reading", "passing", "replaced"] = "new"
        self._held: Message | None = None
        self._body = bytearray()
        self._dropped, self._has_no_end = 0, False

    async def __call__(self, message: Message) -> None:
        """The `send` of the application."""
        kind = message["type"]
        if self._state == "new" and kind == "http.response.start":
            await self._start(message)
        elif self._state == "reading" and kind == "http.response.body":
            await self._read(message)
        elif self._state == "reading" and kind in ("http.response.pathsend", "http.response.zerocopysend"):
            await self._settle("streamed", message)
        elif self._state == "replaced":
            self._drop(message)
        else:
            await self._send(message)

    async def finish(self) -> None:
        """Sends what is held when the application returns without having completed its response."""
        if self._state == "reading":
            await self._settle("interrupted")

    async def _start(self, message: Message) -> None:
        headers = pairs(message.get("headers", ()))
        message = {**message, "headers": headers}
        wanted = self._judge.head(message["status"], headers)
        if wanted != "exempt" and self._holds:
            self._held = message
        else:
            await self._send(message)
        if wanted == "exempt":
            self._state = "passing"
            return
        self._state = "reading"
        self._has_no_end = (header(headers, b"content-type") or b"").lower().startswith(b"text/event-stream")
        if wanted != "body":
            await self._settle("whole" if wanted == "no-body" else "streamed")
        elif (announced_length(headers) or 0) > self._limit:
            await self._settle("too-long")

    async def _read(self, message: Message) -> None:
        self._body += message.get("body", b"")
        if len(self._body) > self._limit:
            await self._settle("too-long", message)
        elif not message.get("more_body", False):
            await self._settle("whole", message)
        elif not self._holds:
            await self._send(message)

    async def _settle(self, ending: Ending, last: Message | None = None) -> None:
        """Checks the response, and sends what is held of it or what replaces it."""
        body, self._body = bytes(self._body), bytearray()
        answer = await self._judge.whole(body, ending)
        try:
            if self._held is None:
                self._state = "passing"
                if last is not None:
                    await self._send(last)
            elif answer is None:
                self._state = "passing"
                await self._release(self._held, body, last)
            else:
                self._state = "replaced"
                await respond(self._send, answer)
        finally:
            # It was complete, whether a client was there to receive it or not.
            await self._judge.report()
        if self._state == "replaced" and last is not None:
            self._drop(last)

    def _drop(self, message: Message) -> None:
        """Drops the rest of a response that was replaced, and ends the application when that might have no end."""
        self._dropped += len(message.get("body", b""))
        if message.get("more_body", False) and (self._has_no_end or self._dropped > self._limit):
            raise Replaced("the response was replaced because it violates the contract")

    async def _release(self, start: Message, body: bytes, last: Message | None) -> None:
        await self._send(start)
        if last is not None and last["type"] == "http.response.body":
            await self._send({**last, "body": body})
            return
        if body:
            await self._send({"type": "http.response.body", "body": body, "more_body": True})
        if last is not None:
            await self._send(last)


async def respond(send: Send, answer: Answer) -> None:
    """Sends an answer of our own."""
    status, headers, body = answer
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
