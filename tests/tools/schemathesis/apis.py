"""What the run of both APIs changes: valid requests are accepted, but for the reasons that src/docs/sandbox.md lists, and a request
is invalid only if it is so on the wire.

The check of Schemathesis, `positive_data_acceptance`, takes each 400 for a refusal by the schema. KohortPay documents 400 for what
its business refuses, too; those refusals are known by their codes and texts, and by nothing else.
"""

import schemathesis
from schemathesis.specs.openapi import checks

BUSINESS_CODES = {
    "NOT_FOUND",
    "COMPLETED_EXPIRED_CANCELED",
    "EMAIL_ALREADY_USED",
    "MAX_PARTICIPANTS_REACHED",
    "AMOUNT_TOO_LOW",
}

# What no schema of the documents says.
REASONS = (
    "`clientReferenceId` is that of another",
    "the order in `orderId` is in a group already",
    "`expiresAt`: wanted a time in the future",
    "`midExpireAt`: wanted a time before",
    "query parameter `orderBy`: ",
    "an integer is beyond the 64 bits that the sandbox keeps",
)

ACCEPTED = {401, 403, 404, 409, 429}


@schemathesis.check
def valid_requests_are_accepted(ctx, response, case):
    """A valid request succeeds, or is refused for a reason that is listed."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    status = response.status_code
    if status < 400 or status >= 500 or status in ACCEPTED:
        return
    body = response.json()
    error = body.get("error", {})
    text = error.get("message") or body.get("message") or ""
    if error.get("code") in BUSINESS_CODES or text.startswith(REASONS):
        return
    raise AssertionError(f"a valid request is refused with {status}: {text}")


@schemathesis.check
def invalid_requests_are_refused(ctx, response, case):
    """A list of one integer, in the place of an integer, is written as that integer: `skip=[0.0]` is sent as `skip=0.0`."""
    values = (case.query or {}).values()
    lists = [value for value in values if isinstance(value, list) and len(value) == 1]
    if not any(isinstance(item, (int, float)) and item == int(item) for [item] in lists):
        checks.negative_data_rejection(ctx, response, case)
