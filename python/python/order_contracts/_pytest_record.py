"""Hears of every response that clients of httpx, requests and Starlette receive, for the duration of a test."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CLIENTS = (
    ("httpx", "Client"),
    ("httpx", "AsyncClient"),
    # What Starlette's test client is made with since 1.1.
    ("httpx2", "Client"),
    ("httpx2", "AsyncClient"),
    ("requests", "Session"),
)


@contextmanager
def recorded(record: Callable[[Any], None]) -> Iterator[None]:
    """Calls `record` with each response, those of redirects that were followed included, and then hands it on.

    Libraries that are not installed are left out. What clients raise is not recorded.
    """
    originals = []
    for library, name in _CLIENTS:
        module = _imported(library)
        if module is not None:
            client = getattr(module, name)
            originals.append((client, client.send))
            patch = _patched_async if name == "AsyncClient" else _patched
            client.send = patch(client.send, record)
    try:
        yield
    finally:
        for client, original in reversed(originals):
            client.send = original


def _imported(library: str) -> Any:
    if importlib.util.find_spec(library) is None:
        return None
    return importlib.import_module(library)


def _patched(original: Callable[..., Any], record: Callable[[Any], None]) -> Callable[..., Any]:
    # A session of requests calls itself for each redirect.
    sending = threading.local()

    @functools.wraps(original)
    def send(client: Any, *arguments: Any, **options: Any) -> Any:
        clients: set[int] = sending.__dict__.setdefault("clients", set())
        if id(client) in clients:
            return original(client, *arguments, **options)
        clients.add(id(client))
        try:
            response = original(client, *arguments, **options)
        finally:
            clients.discard(id(client))
        _record_all(response, record)
        return response

    return send


def _patched_async(original: Callable[..., Any], record: Callable[[Any], None]) -> Callable[..., Any]:
    @functools.wraps(original)
    async def send(client: Any, *arguments: Any, **options: Any) -> Any:
        response = await original(client, *arguments, **options)
        _record_all(response, record)
        return response

    return send


def _record_all(response: Any, record: Callable[[Any], None]) -> None:
    for each in (*getattr(response, "history", ()), response):
        record(each)
