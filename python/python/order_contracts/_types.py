"""The names of verdicts and of other small closed sets, for annotations."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

Verdict: TypeAlias = Literal["valid", "undecided", "invalid"]
BodyForm: TypeAlias = Literal["sent", "decoded", "text", "omitted", "unknown"]
"""What the bytes of a body are of those that were sent."""
NotRead: TypeAlias = Literal["too-long", "streamed", "interrupted", "unread"]
"""Why a body was not read."""
Json: TypeAlias = Any
"""What `json.loads` returns."""
