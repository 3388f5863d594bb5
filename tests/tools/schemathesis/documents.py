"""What the run of other documents changes in the checks of Schemathesis: refusals that a document does not declare are marked, and
some bodies mean something else than the tool takes them for.
"""

import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

OUTSIDE = "x-sandbox-outside-contract"


def is_marked(response):
    return OUTSIDE in response.headers


def media_type(case):
    return (case.media_type or "").split(";")[0]


@schemathesis.check
def statuses_are_declared_or_marked(ctx, response, case):
    """An answer that is not declared is marked, and says that the request does not hold, or that no answer can be made."""
    if is_marked(response):
        if response.status_code >= 500 and response.status_code != 501:
            raise AssertionError(f"an answer that is marked has the status {response.status_code}")
        return
    checks.status_code_conformance(ctx, response, case)
    not_a_server_error(ctx, response, case)


@schemathesis.check
def invalid_requests_are_refused(ctx, response, case):
    """XML is not judged. In a form, `a=AAA` is a list of one text as well as a text."""
    if "xml" not in media_type(case) and media_type(case) != "application/x-www-form-urlencoded":
        checks.negative_data_rejection(ctx, response, case)


@schemathesis.check
def valid_requests_are_accepted(ctx, response, case):
    """A list without items cannot be written in a form. What can never be answered is answered with 501."""
    is_unanswerable = is_marked(response) and response.status_code == 501
    if media_type(case) != "application/x-www-form-urlencoded" and not is_unanswerable:
        checks.positive_data_acceptance(ctx, response, case)
