"""The request of an ASGI scope: what the contract sees of it, and its body, read to its end or to a limit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import quote

if TYPE_CHECKING:
    from ._types import Ending

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

Headers: TypeAlias = list[tuple[bytes, bytes]]

# What may be in a path and in a query as it is (RFC 3986, 3.3 and 3.4); a query keeps its percent-encoding.
_IN_PATH = "/:@!$&'()*+,;=~"
_IN_QUERY = _IN_PATH + '?%[]^`{|}\\"<>'

# A number with more digits is no length.
_MOST_DIGITS = 19


def target_of(scope: Scope) -> str:
    """The target of a request, by the path that the application routes by.

    `raw_path` would be what the client sent, but applications route by `path`, in which `%2F` is a slash: a request is
    checked by the operation that is going to answer it.
    """
    path, root = scope["path"], scope.get("root_path", "")
    # Some servers have stripped the prefix that the application is mounted at, others have not.
    if root and not (path == root or path.startswith(root.rstrip("/") + "/")):
        path = root.rstrip("/") + path
    query = scope.get("query_string", b"")
    return quote(path, safe=_IN_PATH, errors="replace") + (f"?{quote(query, safe=_IN_QUERY)}" if query else "")


def pairs(headers: Iterable[Iterable[bytes]]) -> Headers:
    """The headers of a message, which may be lists, and of which there may be an iterator only."""
    # The usual pairs are tuples, which this does not copy.
    return cast("Headers", list(map(tuple, headers)))


def header(headers: Headers, name: bytes) -> bytes | None:
    """The first value of a header; `name` is in lower case."""
    return next((value for key, value in headers if key.lower() == name), None)


def announced_length(headers: Headers) -> int | None:
    """What `Content-Length` says, if that is a number."""
    length = (header(headers, b"content-length") or b"").strip()
    return int(length) if length.isdigit() and len(length) <= _MOST_DIGITS else None


@dataclass(frozen=True, slots=True, repr=False)
class Collected:
    """What was read of a body, how reading ended, and whether more of it follows."""

    body: bytes
    ending: Ending
    has_more: bool = False

    def replayed(self, receive: Receive) -> Receive:
        """Receives the same again, in one piece, and then what follows."""
        is_interrupted = self.ending == "interrupted"
        first: Message | None = {
            "type": "http.request",
            "body": self.body,
            "more_body": self.has_more or is_interrupted,
        }
        if is_interrupted and not self.body:
            first = None

        async def receive_again() -> Message:
            nonlocal first
            if first is not None:
                message, first = first, None
                return message
            # A server may say only once that the client is gone.
            return {"type": "http.disconnect"} if is_interrupted else await receive()

        return receive_again


async def collect(receive: Receive, limit: int) -> Collected:
    """Reads a body, no more than one message beyond `limit` bytes of it."""
    body: bytes | bytearray = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return Collected(bytes(body), "interrupted")
        part, has_more = message.get("body", b""), message.get("more_body", False)
        if body:
            body = body if isinstance(body, bytearray) else bytearray(body)
            body += part
        else:
            # Most bodies come in one piece.
            body = part
        if len(body) > limit:
            return Collected(bytes(body), "too-long", has_more)
        if not has_more:
            return Collected(bytes(body), "whole")
