"""The ASGI middleware: what holds for any pieces, modes and limits."""

from __future__ import annotations

import itertools
import json
from typing import Any

from asgi_messages import BEARER, JSON, Application, Client, answer, found, scope_of, serve
from hypothesis import given, settings
from hypothesis import strategies as st

MODES = st.sampled_from(["off", "observe", "enforce"])
ORDERS = st.fixed_dictionaries(
    {"id": st.sampled_from(["1", 1]), "amount": st.integers(-1, 1)}, optional={"note": st.text(max_size=60)}
)


def pieces_of(body: bytes, cuts: list[int]) -> list[bytes]:
    """The body, cut at these places."""
    places = [0, *sorted(cut % (len(body) + 1) for cut in cuts), len(body)]
    return [body[start:end] for start, end in itertools.pairwise(places)]


PIECES = st.lists(st.integers(0, 200), max_size=5)


@settings(max_examples=300, deadline=None)
@given(
    order=ORDERS,
    returned=ORDERS,
    sent=PIECES,
    answered=PIECES,
    mode=MODES,
    responses=MODES,
    limit=st.integers(0, 100),
    status=st.sampled_from([201, 204, 304, 418, 503]),
    announces=st.booleans(),
    disconnects=st.booleans(),
)
def test_bytes_are_passed_on_or_replaced_as_a_whole(
    *,
    order: Any,
    returned: Any,
    sent: list[int],
    answered: list[int],
    mode: str,
    responses: str,
    limit: int,
    status: int,
    announces: bool,
    disconnects: bool,
) -> None:
    body, answer_body = json.dumps(order).encode(), json.dumps(returned).encode()
    headers = [BEARER, JSON] + [(b"content-length", str(len(body)).encode())] * announces
    app = Application(*answer(status, *pieces_of(answer_body, answered)))
    client = Client(*pieces_of(body, sent), disconnects=disconnects)
    seen = serve(app, client, scope_of(headers=headers), mode=mode, responses=responses, max_body=limit)
    directions = [direction for direction, _, _ in found(seen)]
    refused = {direction: status for direction, _, status in found(seen) if status is not None}

    # Everything is reported once, and nothing that is off.
    assert directions == ["request"] * (mode != "off") + ["response"] * (
        responses != "off" and "request" not in refused and status != 304
    )
    assert all(mode == "enforce" for direction in refused if direction == "request")
    assert all(responses == "enforce" for direction in refused if direction == "response")
    # What is longer than the limit is never called valid.
    if mode != "off" and len(body) > limit:
        assert seen[0].report.verdict != "valid"
    if status == 201 and "response" in directions:
        assert (seen[-1].report.verdict == "undecided") == (len(answer_body) > limit)
    # The application gets the whole body, or nothing.
    if "request" in refused:
        assert (app.scope, client.status) == (None, refused["request"])
    else:
        assert app.body == body
        assert app.received[-1]["type"] == ("http.disconnect" if disconnects else "http.request")
    # The client gets the whole answer, or a problem.
    if not refused:
        assert (client.status, client.body) == (status, answer_body)
    else:
        assert client.problem["status"] == client.status
    assert [message.get("more_body", False) for message in client.sent[1:]].count(False) == 1
