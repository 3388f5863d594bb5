"""The pytest plugin: which responses are checked, and how tests fail for them."""

from __future__ import annotations

from pathlib import Path

import httpx
import requests
from plugin_sessions import INVALID, SHOP, VALID, Run

pytest_plugins = ["pytester", "plugin_sessions"]


def test_every_response_is_checked(run: Run) -> None:
    result = run(VALID + INVALID, contract_checks="auto")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "response 200 of GET /orders/{id} (getOrder) (line 5):",
            "  1:20: `/amount`: wanted an integer, found a string",
            "*= contract: Shop =*",
            "2 exchanges checked: 1 valid, 1 invalid, 0 undecided",
            "coverage  *, 2 of 3 operations called",
            "never called: GET /orders (listOrders)",
        ]
    )
    assert "secret" not in result.stdout.str()


def test_nothing_is_checked_unless_it_is_asked_for(run: Run) -> None:
    result = run(INVALID)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["no response was checked"])


def test_the_fixture_checks_one_test(run: Run) -> None:
    asking = INVALID.replace("test_invalid(client)", "test_asking(contract_checks, client)")
    result = run(INVALID + asking)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["FAILED *::test_asking*"])


def test_checked_raises(run: Run) -> None:
    result = run(
        """
        import pytest
        from order_contracts import ContractViolation

        def test_valid(client, checked):
            assert checked(client.get("/v1/orders")).json() == [{"id": "1", "amount": 1}]

        def test_invalid(client, checked):
            with pytest.raises(ContractViolation, match="wanted an integer") as raised:
                checked(client.get("/v1/orders/1"))
            assert [violation.line for violation in raised.value.violations] == [1]

        def test_shown(client, checked):
            checked(client.get("/v1/orders/1"))
        """
    )
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*ContractViolation: response 200 of GET /orders/{id} (getOrder):*"])
    result.stdout.no_fnmatch_line("*_pytest_checks.py*")


def test_a_response_that_is_checked_twice_counts_once(run: Run) -> None:
    tests = """
    import pytest

    def test_twice(client, checked):
        checked(client.get("/v1/orders"))

    def test_both(client, checked):
        with pytest.raises(ValueError):
            checked(client.get("/v1/orders/1"))
    """
    result = run(tests, contract_checks="auto")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["2 exchanges checked: 1 valid, 1 invalid, 0 undecided"])


def test_all_violations_are_shown(run: Run) -> None:
    result = run(
        """
        def test_many(client):
            client.post("/v1/orders", json={"amount": -1, "email": 5, "note": "secret-" * 20})
        """,
        contract_checks="auto",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "request of POST /orders (createOrder) (line 2):",
            "  1:11: `/amount`: wanted 0 or more, found a smaller number",
            "  1:22: `/email`: wanted a string, found an integer",
            "  1:31: `/note`: *",
            "response 201 of POST /orders (createOrder) (line 2):",
            "  1:*: `/amount`: *",
            "  1:*: `/status`: *",
        ]
    )
    assert "secret-secret" not in result.stdout.str()


def test_what_tests_send_to_be_refused_is_no_failure(run: Run) -> None:
    tests = """
    def test_refused(client):
        client.post("/v1/orders", json={"status": STATUS})
    """
    refused = ["1 exchange checked: 0 valid, 0 invalid, 0 undecided, 1 refused for the request"]
    # A contract need not declare how it is refused.
    result = run(tests.replace("STATUS", "422"), contract_checks="auto")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(refused)
    # If it does, the refusal is checked.
    for schema, outcome in (("{}", {"passed": 1}), ("{type: array}", {"failed": 1})):
        content = f"content: {{application/json: {{schema: {schema}}}}}"
        declared = SHOP.read_text().replace(
            '"201":', f'"422":\n          description: No\n          {content}\n        "201":'
        )
        Path("refusing.yaml").write_text(declared)
        result = run(tests.replace("STATUS", "422"), contract_checks="auto", contract="refusing.yaml")
        result.assert_outcomes(**outcome)
    # What is not refused is a failure.
    result = run(tests.replace("STATUS", "201"), contract_checks="auto")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["request of POST /orders*", "  *`amount`*"])


def test_undeclared_operations_are_failures_unless_they_are_refused(run: Run) -> None:
    tests = """
    def test_unknown(client):
        assert client.get("/v1/nothing").status_code == 404

    def test_health(client):
        client.get("/health")
    """
    result = run(tests, contract_checks="auto")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["request of GET, which calls no declared operation (line 5):", "  unknown path*"])
    result = run(tests, contract_checks="auto", contract_pass_paths="/health")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["1 not checked, of paths that are passed over"])


UNDECIDED = """
def test_undecided(client):
    with client.stream("GET", "/v1/orders") as response:
        for _ in response.iter_bytes():
            pass
"""


def test_what_cannot_be_checked_is_a_failure(run: Run) -> None:
    result = run(UNDECIDED, contract_checks="auto")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "response 200 of GET /orders (listOrders) (line 2):",
            "  *cannot be checked*",
            "1 exchange checked: 0 valid, 0 invalid, 1 undecided",
        ]
    )


def test_what_cannot_be_checked_may_be_counted_only(run: Run) -> None:
    result = run(UNDECIDED, contract_checks="auto", contract_undecided="report")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["1 exchange checked: 0 valid, 0 invalid, 1 undecided"])


def test_a_stream_is_checked_when_it_was_read(run: Run) -> None:
    tests = """
    def test_read_later(client):
        with client.stream("GET", "/v1/orders/streamed") as response:
            assert not response.is_stream_consumed
            response.read()
    """
    result = run(tests, contract_checks="auto")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["response 200 of GET /orders/{id} (getOrder) (line 2):", "  1:*: `/amount`:*"])


def test_a_test_that_fails_shows_both_reasons(run: Run) -> None:
    result = run(INVALID + "    assert False, 'the reason'\n", contract_checks="auto")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*AssertionError: the reason*", "*Captured contract call*", "  1:20: `/amount`*"])


def test_an_application_cannot_swallow_a_failure(run: Run) -> None:
    tests = """
    def test_swallowing(client):
        try:
            client.get("/v1/orders/1")
        except Exception:
            pass
    """
    run(tests, contract_checks="auto").assert_outcomes(failed=1)


def test_responses_of_fixtures_are_checked(run: Run) -> None:
    tests = """
    import pytest

    @pytest.fixture
    def before(client):
        client.get("/v1/orders/1")

    @pytest.fixture
    def after(client):
        yield
        client.get("/v1/orders/1")

    def test_before(before):
        pass

    def test_after(after):
        pass
    """
    run(tests, contract_checks="auto").assert_outcomes(passed=1, failed=1, errors=1)


def test_parametrised_and_expected_failures(run: Run) -> None:
    tests = """
    import pytest

    @pytest.mark.parametrize("path", ["/v1/orders", "/v1/orders/1"])
    def test_each(client, path):
        client.get(path)

    @pytest.mark.xfail
    def test_expected(client):
        client.get("/v1/orders/1")

    class TestOrders:
        def test_method(self, client):
            client.get("/v1/orders")
    """
    result = run(tests, contract_checks="auto")
    result.assert_outcomes(passed=2, failed=1, xfailed=1)
    result.stdout.fnmatch_lines(["FAILED *test_each?/v1/orders/1?*"])


def test_cases_of_unittest(run: Run) -> None:
    tests = """
    import unittest
    from conftest import TestClient, app

    class TestOrders(unittest.TestCase):
        def setUp(self):
            self.client = TestClient(app, headers={"authorization": "Bearer secret"})

        def test_valid(self):
            self.client.get("/v1/orders")

        def test_invalid(self):
            self.client.get("/v1/orders/1")
    """
    result = run(tests, contract_checks="auto")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["response 200 of GET /orders/{id} (getOrder) (line 12):"])


def test_asynchronous_clients(run: Run) -> None:
    tests = """
    import httpx
    import pytest
    from conftest import app

    @pytest.fixture
    def anyio_backend():
        return "asyncio"

    @pytest.mark.anyio
    @pytest.mark.parametrize("path", ["/v1/orders", "/v1/orders/1"])
    async def test_async(path):
        transport = httpx.ASGITransport(app=app)
        headers = {"authorization": "Bearer secret"}
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            await client.get(path)
    """
    result = run(tests, contract_checks="auto")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["response 200 of GET /orders/{id} (getOrder) (line 15):"])


REAL = """
import http.server, json, threading
import httpx, pytest, requests

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if "moved" in self.path:
            self.send_response(307)
            self.send_header("location", "/v1/orders")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps([{"id": "1", "amount": -1 if "broken" in self.path else 1}]).encode())
    def log_message(self, *_):
        pass

@pytest.fixture(scope="session")
def service():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1/orders"
    server.shutdown()

HEADERS = {"authorization": "Bearer secret"}

@pytest.mark.parametrize("query", ["", "?broken"])
@pytest.mark.parametrize("library", [httpx, requests])
def test_get(service, library, query):
    library.get(service + query, headers=HEADERS)

def test_moved(service):
    requests.get(service + "?moved", headers=HEADERS)
"""


def test_requests_and_httpx_on_sockets(run: Run) -> None:
    result = run(REAL, contract_checks="auto")
    result.assert_outcomes(passed=2, failed=3)
    result.stdout.fnmatch_lines(
        ["response 307 of GET /orders (listOrders) (line 33):", "  undeclared status `307`; declared: 200"]
    )
    # The redirect and the answer after it.
    result.stdout.fnmatch_lines(["6 exchanges checked: 3 valid, 3 invalid, 0 undecided"])


HOSTS = """
import httpx, pytest

@pytest.mark.parametrize("host", ["shop.example.com", "api.example.org", "127.0.0.1:8000", "testserver", "shop.test"])
def test_host(host):
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=[{}]))
    with httpx.Client(transport=transport) as client:
        client.get(f"https://{host}/v1/orders?token=secret")
"""


def test_other_hosts_are_counted(run: Run) -> None:
    result = run(HOSTS, contract_checks="auto")
    result.assert_outcomes(passed=1, failed=4)
    result.stdout.fnmatch_lines(
        ["4 exchanges checked: 0 valid, 4 invalid, 0 undecided", "1 not checked, of other hosts: api.example.org (1)"]
    )


def test_hosts_may_be_chosen(run: Run) -> None:
    result = run(HOSTS, contract_checks="auto", contract_hosts="*.example.org 127.0.0.1:*")
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(["3 not checked, of other hosts: *"])


def test_base_path_and_strictness(run: Run) -> None:
    tests = """
    import httpx

    def test_base():
        transport = httpx.MockTransport(lambda request: httpx.Response(200, json=[]))
        with httpx.Client(transport=transport, base_url="http://test/api") as client:
            client.get("/orders?token=x&more=1")
    """
    result = run(tests, contract_checks="auto", contract_base_path="/api", contract_strict="true")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["  undeclared query parameter `more`"])
    run(tests, contract_checks="auto", contract_base_path="/api").assert_outcomes(passed=1)


def test_clients_are_restored(run: Run) -> None:
    tests = VALID + (
        "\ndef test_after(request):\n"
        "    import httpx, requests\n"
        "    for it in (httpx.Client, httpx.AsyncClient, requests.Session):\n"
        "        assert hasattr(it.send, '__wrapped__')\n"
    )
    run(tests, contract_checks="auto").assert_outcomes(passed=2)
    assert not any(hasattr(it.send, "__wrapped__") for it in (httpx.Client, httpx.AsyncClient, requests.Session))
