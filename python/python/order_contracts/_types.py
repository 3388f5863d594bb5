"""The names of verdicts and of other small closed sets, for annotations."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

Verdict: TypeAlias = Literal["valid", "undecided", "invalid"]
BodyForm: TypeAlias = Literal["sent", "decoded", "text", "omitted", "unknown"]
"""What the bytes of a body are of those that were sent."""
NotRead: TypeAlias = Literal["too-long", "streamed", "interrupted", "unread"]
"""Why a body was not read."""
Header: TypeAlias = "tuple[str | bytes, str | bytes]"
"""The name and the value of a line."""
Mode: TypeAlias = Literal["off", "observe", "enforce"]
"""What a service does with messages."""
Undeclared: TypeAlias = Literal["pass", "report", "refuse"]
"""What a service does with requests that call no declared operation."""
Unjudged: TypeAlias = Literal["pass", "refuse-evasive", "refuse"]
"""What a service does with requests of which some part could not be checked."""
Ending: TypeAlias = Literal["whole", "too-long", "interrupted", "streamed"]
"""How reading a body ended."""
Wanted: TypeAlias = Literal["body", "no-body", "streamed", "exempt"]
"""What of a response is checked: its body, its head alone, its head though a body follows, or nothing."""
Json: TypeAlias = Any
"""What `json.loads` returns."""
