"""The pytest plugin, in sessions of its own."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import requests

pytest_plugins = ["pytester"]

PACKAGE = Path(__file__).parents[1] / "python"
SHOP = Path(__file__).parents[2] / "examples" / "contracts" / "shop.yaml"
IS_INSTALLED = any(
    it.value == "order_contracts.pytest_plugin" for it in importlib.metadata.entry_points(group="pytest11")
)

APP = """
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

async def orders(request):
    if request.method == "GET":
        return JSONResponse([{"id": "1", "amount": 1}])
    order = await request.json()
    if "amount" not in order:
        return JSONResponse({"error": "no amount"}, status_code=order.get("status", 201))
    return JSONResponse({"id": "1", "amount": order["amount"], "status": order.get("note", "new")}, status_code=201)

async def order(request):
    return JSONResponse({"id": "1", "amount": "secret-amount"})

async def stream(request):
    async def pieces():
        yield b'{"id": "1", '
        yield b'"amount": "1"}'
    return StreamingResponse(pieces(), media_type="application/json")

async def health(request):
    return PlainTextResponse("fine")

app = Starlette(routes=[
    Route("/v1/orders", orders, methods=["GET", "POST"]),
    Route("/v1/orders/streamed", stream),
    Route("/v1/orders/{id}", order),
    Route("/health", health),
])

@pytest.fixture
def client():
    with TestClient(app, headers={"authorization": "Bearer secret"}) as client:
        yield client
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    """Runs tests with these options in the configuration; the rest are arguments."""
    monkeypatch.setenv("PYTHONPATH", str(PACKAGE))
    pytester.makeconftest(APP)
    shutil.copy(SHOP, pytester.path / "shop.yaml")

    def run(tests: str, *arguments: str, **options: str) -> pytest.RunResult:
        lines = [f"{name} = {value}" for name, value in {"contract": "shop.yaml", **options}.items() if value]
        pytester.makeini("\n".join(["[pytest]", *lines]))
        pytester.makepyfile(tests)
        plugin = () if IS_INSTALLED else ("-p", "order_contracts.pytest_plugin")
        return pytester.runpytest(*plugin, *arguments)

    return run


VALID = """
def test_valid(client):
    assert client.post("/v1/orders", json={"amount": 1}).status_code == 201
"""

INVALID = """
def test_invalid(client):
    client.get("/v1/orders/1")
"""


def test_every_response_is_checked(run):
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


def test_nothing_is_checked_unless_it_is_asked_for(run):
    result = run(INVALID)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["no response was checked"])


def test_the_fixture_checks_one_test(run):
    asking = INVALID.replace("test_invalid(client)", "test_asking(contract_checks, client)")
    result = run(INVALID + asking)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["FAILED *::test_asking*"])


def test_checked_raises(run):
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


def test_all_violations_are_shown(run):
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


def test_what_tests_send_to_be_refused_is_no_failure(run):
    tests = """
    def test_refused(client):
        client.post("/v1/orders", json={"status": STATUS})
    """
    declared = SHOP.read_text().replace(
        '"201":', '"422":\n          description: Refused.\n          content: {application/json: {}}\n        "201":'
    )
    assert '"422"' in declared
    Path("shop.yaml").unlink()
    Path("refusing.yaml").write_text(declared)
    result = run(tests.replace("STATUS", "422"), contract_checks="auto", contract="refusing.yaml")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["1 with a request that violates the contract and was refused"])
    result = run(tests.replace("STATUS", "201"), contract_checks="auto", contract="refusing.yaml")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["request of POST /orders*", "  *`amount`*"])


def test_undeclared_operations_are_failures_unless_they_are_refused(run):
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


def test_what_cannot_be_checked_is_a_failure(run):
    result = run(UNDECIDED, contract_checks="auto")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "response 200 of GET /orders (listOrders) (line 2):",
            "  *cannot be checked*",
            "1 exchange checked: 0 valid, 0 invalid, 1 undecided",
        ]
    )


def test_what_cannot_be_checked_may_be_counted_only(run):
    result = run(UNDECIDED, contract_checks="auto", contract_undecided="report")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["1 exchange checked: 0 valid, 0 invalid, 1 undecided"])


def test_a_stream_is_checked_when_it_was_read(run):
    tests = """
    def test_read_later(client):
        with client.stream("GET", "/v1/orders/streamed") as response:
            assert not response.is_stream_consumed
            response.read()
    """
    result = run(tests, contract_checks="auto")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["response 200 of GET /orders/{id} (getOrder) (line 2):", "  1:*: `/amount`:*"])


def test_a_test_that_fails_shows_both_reasons(run):
    result = run(INVALID + "    assert False, 'the reason'\n", contract_checks="auto")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*AssertionError: the reason*", "*Captured contract call*", "  1:20: `/amount`*"])


def test_an_application_cannot_swallow_a_failure(run):
    tests = """
    def test_swallowing(client):
        try:
            client.get("/v1/orders/1")
        except Exception:
            pass
    """
    run(tests, contract_checks="auto").assert_outcomes(failed=1)


def test_responses_of_fixtures_are_checked(run):
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


def test_parametrised_and_expected_failures(run):
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


def test_asynchronous_clients(run):
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


def test_requests_and_httpx_on_sockets(run):
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


def test_other_hosts_are_counted(run):
    result = run(HOSTS, contract_checks="auto")
    result.assert_outcomes(passed=1, failed=4)
    result.stdout.fnmatch_lines(
        ["4 exchanges checked: 0 valid, 4 invalid, 0 undecided", "1 not checked, of other hosts: api.example.org (1)"]
    )


def test_hosts_may_be_chosen(run):
    result = run(HOSTS, contract_checks="auto", contract_hosts="*.example.org 127.0.0.1:*")
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(["3 not checked, of other hosts: *"])


def test_base_path_and_strictness(run):
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


def test_clients_are_restored(run):
    tests = VALID + (
        "\ndef test_after(request):\n"
        "    import httpx, requests\n"
        "    assert all(hasattr(it.send, '__wrapped__') for it in (httpx.Client, httpx.AsyncClient, requests.Session))\n"
    )
    run(tests, contract_checks="auto").assert_outcomes(passed=2)
    assert not any(hasattr(it.send, "__wrapped__") for it in (httpx.Client, httpx.AsyncClient, requests.Session))


def test_coverage_is_written(run, pytester):
    run(VALID, contract_checks="auto", contract_coverage="coverage.json").assert_outcomes(passed=1)
    written = json.loads((pytester.path / "coverage.json").read_text())
    assert written["contract"] == "Shop"
    assert any(it["accepted"] for it in written["statements"])


def test_coverage_may_be_off(run):
    result = run(VALID, contract_checks="auto", contract_coverage="off")
    result.stdout.no_fnmatch_line("coverage *")
    result.stdout.fnmatch_lines(["1 exchange checked: 1 valid, 0 invalid, 0 undecided"])


def test_workers_of_xdist_are_merged(run, pytester):
    pytest.importorskip("xdist")
    tests = "".join(VALID.replace("test_valid", f"test_valid_{number}") for number in range(4)) + INVALID
    result = run(tests, "-n", "2", contract_checks="auto", contract_coverage="coverage.json")
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(
        [
            "5 exchanges checked: 4 valid, 1 invalid, 0 undecided",
            "coverage  *, 2 of 3 operations called",
            "never called: GET /orders (listOrders)",
        ]
    )
    written = (pytester.path / "coverage.json").read_text()
    run(tests, contract_checks="auto", contract_coverage="alone.json")
    assert written == (pytester.path / "alone.json").read_text()


def test_a_lost_worker_is_reported(run):
    pytest.importorskip("xdist")
    tests = VALID + "\ndef test_crash():\n    import os\n    os._exit(1)\n"
    result = run(tests, "-n", "1", "--max-worker-restart=0", contract_checks="auto")
    result.stdout.fnmatch_lines(["1 workers were lost, with what they had counted"])


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (
            {"contract": "missing.yaml"},
            "option `contract`: no such file: `*missing.yaml`; the embedded contracts are *",
        ),
        ({"contract": "conftest.py"}, "option `contract`: *conftest.py*"),
        ({"contract_checks": "always"}, "option `contract_checks`: expected `off` or `auto`, found `always`"),
        ({"contract_undecided": "no"}, "option `contract_undecided`: expected `fail` or `report`, found `no`"),
        ({"contract_strict": "perhaps"}, "option `contract_strict`: expected `true` or `false`: *"),
        ({"contract_coverage": "a/b/c.json"}, "option `contract_coverage`: expected *, found `a/b/c.json`"),
    ],
)
def test_wrong_options_end_the_session_with_one_error(run, options, named):
    result = run(VALID, **options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {named}"])
    assert "Traceback" not in result.stderr.str() + result.stdout.str()


def test_a_fixture_without_a_contract_says_what_is_missing(run):
    result = run("def test_fixture(checked):\n    pass\n", contract="")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*no contract is configured: set the option `contract`*"])


def test_embedded_contracts_have_names(run):
    tests = "def test_name(contract):\n    assert contract.name == 'kohortpay'\n"
    run(tests, contract="kohortpay").assert_outcomes(passed=1)


def test_nothing_is_loaded_without_a_contract(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(PACKAGE))
    pytester.makepyfile(
        """
        import sys

        def test_loaded():
            ours = [name for name in sys.modules if name.startswith("order_contracts._")]
            assert ours == ["order_contracts._errors"]
        """
    )
    plugin = () if IS_INSTALLED else ("-p", "order_contracts.pytest_plugin")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugin]
    done = subprocess.run(command, cwd=pytester.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "contract" not in done.stdout.replace("order_contracts", "")
