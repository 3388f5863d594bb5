"""Messages of HTTP as they are checked, and how those of other libraries become them.

Nothing is imported for that: what a message is, its attributes say. No stream is read, since a message that was checked
must still be usable: a body that is not in memory has the form `omitted` or `unknown`.
"""

from __future__ import annotations

import base64
import copy
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes

from ._errors import ContractError

if TYPE_CHECKING:
    from ._types import BodyForm, Header


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """A request as it was sent.

    `target` is the path with its query, still percent-encoded, or a whole URL. `headers` are pairs of name and value,
    in the order in which they were sent; a name may occur more than once. `body_form` says what `body` is of the body
    that was sent:

    | form | meaning |
    |---|---|
    | `sent` | the bytes that were sent |
    | `decoded` | the bytes after `Content-Encoding` was undone |
    | `text` | the text in UTF-8, whatever `Content-Encoding` and `charset` say |
    | `omitted` | a body was sent and is not known |
    | `unknown` | it is not known whether a body was sent |

    Its `repr` shows no values.

    >>> Request("POST", "/orders?take=2", [("content-type", "application/json")], b'{"amount": 35000}')
    Request('POST', 1 headers, 17 bytes)
    """

    method: str
    target: str
    headers: Sequence[Header] = ()
    body: bytes = b""
    body_form: BodyForm = "sent"

    def __repr__(self) -> str:
        return f"Request({self.method!r}, {len(self.headers)} headers, {len(self.body)} bytes)"


@dataclass(frozen=True, slots=True, repr=False)
class Response:
    """A response as it was sent; see `Request` for its attributes.

    >>> Response(201, [("content-type", "application/json")], b'{"id": "1"}')
    Response(201, 1 headers, 11 bytes)
    """

    status: int
    headers: Sequence[Header] = ()
    body: bytes = b""
    body_form: BodyForm = "sent"

    def __repr__(self) -> str:
        return f"Response({self.status!r}, {len(self.headers)} headers, {len(self.body)} bytes)"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and the response to it. A half that is `None` is not known."""

    request: Request | None = None
    response: Response | None = None


_ACCEPTED = (
    "a request or response of httpx, requests, Starlette's test client or werkzeug's, an `order_contracts.Request`, "
    "`Response` or `Exchange`, or a recorded exchange (a dict, or its JSON text)"
)


def exchange_of(message: object) -> Exchange:
    """The exchange that a message of another library belongs to.

    A response brings its request along. Of redirects that were followed it is the last exchange; `response.history` has
    the others. An object of `requests` that is not prepared is prepared, as it would be to send it.

    Raises `ContractError` for an object that is no message, and for attributes of other types than those of messages.

    >>> exchange_of(Request("GET", "/orders"))
    Exchange(request=Request('GET', 0 headers, 0 bytes), response=None)
    """
    if isinstance(message, Exchange):
        request, response = message.request, message.response
    elif isinstance(message, Request):
        request, response = message, None
    elif isinstance(message, Response):
        request, response = None, message
    else:
        try:
            request, response = _foreign(message)
        except (AttributeError, TypeError) as error:
            # It has some attributes of a message, such as a mock.
            raise ContractError(f"expected {_ACCEPTED}, found `{_name(message)}`") from error
    return Exchange(_checked_request(request), _checked_response(response))


def _foreign(message: Any) -> tuple[Request | None, Response | None]:
    """The halves of a message of another library."""
    headers = getattr(message, "headers", None)
    if headers is None or isinstance(message, type):
        raise ContractError(f"expected {_ACCEPTED}, found `{_name(message)}`")
    is_raw = isinstance(getattr(headers, "raw", None), list)
    if hasattr(message, "status_code"):
        if is_raw:
            # The property raises if there is none.
            request = getattr(message, "_request", None)
            return request and _request_of_httpx(request), _response_of_httpx(message)
        if hasattr(message, "_content_consumed"):
            request = message.request
            return request and _request_of_requests(request), _response_of_requests(message)
        if hasattr(message, "is_sequence"):
            environ = getattr(getattr(message, "request", None), "environ", None)
            return environ and _request_of_environ(environ), _response_of_werkzeug(message)
    elif hasattr(message, "method") and hasattr(message, "url"):
        if is_raw:
            return _request_of_httpx(message), None
        if hasattr(message, "prepare") or hasattr(message, "path_url"):
            return _request_of_requests(message), None
    raise ContractError(f"expected {_ACCEPTED}, found `{_name(message)}`")


def _request_of_httpx(request: Any) -> Request:
    url, headers = request.url, list(request.headers.raw)
    # User information becomes a header when it is sent, unless there is one; it is no part of the target.
    user = url.userinfo
    if user and not _values(headers, b"authorization"):
        headers.append((b"Authorization", b"Basic " + base64.b64encode(unquote_to_bytes(user))))
    path = url.raw_path.decode("ascii")
    target = f"{url.scheme}://{url.netloc.decode('ascii')}{path}" if url.host else path
    body = getattr(request, "_content", None)
    if isinstance(body, bytes):
        return Request(request.method, target, headers, body)
    return Request(request.method, target, headers, b"", _form_of_unread(headers))


def _response_of_httpx(response: Any) -> Response:
    headers = list(response.headers.raw)
    body = getattr(response, "_content", None)
    if not isinstance(body, bytes):
        return Response(response.status_code, headers, b"", _form_of_unread(headers))
    library = next(
        (root for it in type(response).__mro__ if (root := it.__module__.partition(".")[0]).startswith("httpx")), ""
    )
    known = getattr(sys.modules.get(f"{library}._decoders"), "SUPPORTED_DECODERS", ("gzip", "deflate"))
    return Response(response.status_code, headers, *_undone(headers, body, known))


def _request_of_requests(request: Any) -> Request:
    body_is_known = True
    if not hasattr(request, "path_url"):
        request, body_is_known = _prepared(request)
    headers = [(_as_sent(name), _as_sent(value)) for name, value in request.headers.items()]
    # What it says of the user is in a header by now.
    target = re.sub("(?<=://)[^/?#]*@", "", request.url.partition("#")[0], count=1)
    body = request.body if body_is_known else Ellipsis
    if body is None:
        return Request(request.method, target, headers)
    if isinstance(body, (str, bytes, bytearray)):
        return Request(request.method, target, headers, body.encode() if isinstance(body, str) else bytes(body))
    return Request(request.method, target, headers, b"", _form_of_unread(headers))


def _prepared(request: Any) -> tuple[Any, bool]:
    """A request of `requests` as it is sent, and whether its body is known: to encode files would read them."""
    files = request.files or ()
    parts = files.values() if isinstance(files, Mapping) else (part for _, part in files)
    contents = (part[1] if isinstance(part, (tuple, list)) else part for part in parts)
    is_known = all(isinstance(content, (str, bytes, bytearray)) for content in contents)
    if not is_known:
        request = copy.copy(request)
        request.data, request.files, request.json = None, None, None
    try:
        prepared = request.prepare()
    except Exception as error:  # noqa: BLE001, auth handlers raise anything
        # Its text repeats the URL.
        raise ContractError(f"`requests` cannot prepare the request: {type(error).__name__}") from None
    if is_known:
        return prepared, True
    prepared.headers.pop("Content-Length", None)
    prepared.headers.setdefault("Transfer-Encoding", "chunked")
    prepared.headers.setdefault("Content-Type", "multipart/form-data; boundary=-")
    return prepared, False


def _response_of_requests(response: Any) -> Response:
    raw = response.raw
    # Those of urllib3 have the lines of repeated headers, which `requests` joins.
    lines = getattr(raw, "headers", None) or response.headers
    headers: list[Header] = [(_as_sent(name), _as_sent(value)) for name, value in lines.items()]
    body = response._content  # noqa: SLF001, `content` reads what was not read
    if body is None or (isinstance(body, bytes) and raw is not None and not hasattr(raw, "stream")):
        return Response(response.status_code, headers, body or b"")
    if not isinstance(body, bytes):
        return Response(response.status_code, headers, b"", _form_of_unread(headers))
    known = getattr(raw, "CONTENT_DECODERS", ("gzip", "x-gzip", "deflate"))
    return Response(response.status_code, headers, *_undone(headers, body, known))


def _request_of_environ(environ: Mapping[str, Any]) -> Request:
    """The request of a WSGI environment (PEP 3333), whose texts are bytes read as Latin-1."""
    headers: list[Header] = []
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            headers.append((key[5:].replace("_", "-").lower().encode(), _as_sent(value)))
        elif key in ("CONTENT_TYPE", "CONTENT_LENGTH") and value:
            headers.append((key.replace("_", "-").lower().encode(), _as_sent(value)))
    path = quote(
        (environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1"), safe="/:@!$&'()*+,;=~"
    )
    query = quote(environ.get("QUERY_STRING", "").encode("latin-1"), safe="/:@!$&'()*+,;=~%?[]")
    host = environ.get("HTTP_HOST", "localhost")
    target = f"{environ.get('wsgi.url_scheme', 'http')}://{host}{path or '/'}{'?' if query else ''}{query}"
    stream: Any = environ.get("wsgi.input")
    if hasattr(stream, "getvalue"):
        return Request(environ["REQUEST_METHOD"], target, headers, stream.getvalue())
    return Request(environ["REQUEST_METHOD"], target, headers, b"", _form_of_unread(headers))


def _response_of_werkzeug(response: Any) -> Response:
    headers: list[Header] = [(_as_sent(name), _as_sent(value)) for name, value in response.headers]
    # With a length it has an end, and werkzeug keeps what it reads then.
    if response.is_sequence or _values(headers, b"content-length"):
        return Response(response.status_code, headers, response.get_data())
    return Response(response.status_code, headers, b"", _form_of_unread(headers))


def _as_sent(text: str | bytes) -> bytes:
    """A header of a library that reads them as Latin-1."""
    if isinstance(text, bytes):
        return text
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()


def _values(headers: Iterable[Header], name: bytes) -> list[bytes]:
    pairs = ((_as_sent(key), _as_sent(value)) for key, value in headers)
    return [value for key, value in pairs if key.lower() == name]


def _form_of_unread(headers: Sequence[Header]) -> BodyForm:
    """What is known of a body that is not in memory."""
    lengths = _values(headers, b"content-length")
    if lengths and all(length.strip() == b"0" for length in lengths):
        return "sent"
    return "omitted" if lengths or _values(headers, b"transfer-encoding") else "unknown"


def _undone(headers: Sequence[Header], body: bytes, known: Iterable[str]) -> tuple[bytes, BodyForm]:
    """A body from which a library has undone the content encodings that it knows."""
    codings = b",".join(_values(headers, b"content-encoding")).decode("latin-1").lower().split(",")
    codings = [coding for it in codings if (coding := it.strip()) not in ("", "identity")]
    undone = [coding in known for coding in codings]
    if all(undone):
        return body, "decoded" if undone else "sent"
    # Where only some are undone, these bytes are neither what was sent nor what it means.
    return (b"", "omitted") if any(undone) else (body, "sent")


def _checked_request(request: Request | None) -> Request | None:
    if request is None:
        return None
    _expect(request, "method", request.method, str)
    _expect(request, "target", request.target, str)
    return Request(request.method, request.target, *_checked_rest(request))


def _checked_response(response: Response | None) -> Response | None:
    if response is None:
        return None
    _expect(response, "status", response.status, int)
    # `http.HTTPStatus` is one, too.
    return Response(int(response.status), *_checked_rest(response))


def _checked_rest(message: Request | Response) -> tuple[list[Header], bytes, BodyForm]:
    headers: Any = message.headers
    try:
        pairs = [(name, value) for name, value in (headers.items() if isinstance(headers, Mapping) else headers)]
    except (TypeError, ValueError):
        raise ContractError(
            f"`headers` of a `{type(message).__name__}`: expected pairs of name and value, found `{_name(headers)}`"
        ) from None
    for part in (part for pair in pairs for part in pair):
        _expect(message, "headers", part, str, bytes)
    _expect(message, "body", message.body, bytes, bytearray, memoryview)
    return pairs, bytes(message.body), message.body_form


def _expect(message: object, attribute: str, value: object, *types: type) -> None:
    if not isinstance(value, types) or isinstance(value, bool):
        wanted = " or ".join(f"`{it.__name__}`" for it in types)
        raise ContractError(f"`{attribute}` of a `{type(message).__name__}`: expected {wanted}, found `{_name(value)}`")


def _name(value: object) -> str:
    kind = value if isinstance(value, type) else type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
