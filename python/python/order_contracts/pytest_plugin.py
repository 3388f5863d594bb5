"""Checks the responses that tests receive against a contract.

It does nothing unless the configuration of pytest names a contract:

    [tool.pytest.ini_options]
    contract = "openapi.yaml"
    contract_checks = "auto"

- `contract`: a file, relative to the root folder of the tests, or `kohortpay` or `threekit`.
- `contract_checks`: `auto` checks every response that a test receives by httpx, requests or Starlette's `TestClient`;
  `off`, the default, leaves it to the fixtures.
- `contract_base_path`: the path that all declared paths are below, instead of those of the declared servers.
- `contract_strict`: `true` also reports undeclared properties, parameters, headers and bodies.
- `contract_undecided`: what is done with checks that could not be made: `fail`, the default, or `report`, which only
  counts them.
- `contract_hosts`: the hosts whose responses are checked unless `checked` is called with them, with `*` for any text.
  By default these are the hosts of the declared servers (all, where one has no fixed host), `localhost`, and hosts
  without a dot, such as `testserver`.
- `contract_pass_paths`: paths whose responses are not checked either, such as `/health`, or `/docs*` for all that begin
  so.
- `contract_coverage`: `summary`, the default, for the operations that were called; `off`; or a file that
  `order-contracts coverage` reads, which is written beside the summary.

A stream that a test did not read when it received it is checked at its end, if it was read by then.

The fixtures are `contract`, `checked` and `contract_checks`. A test fails for a response that violates the contract,
and for a request that violates it unless it was refused (4xx): sending such requests is how refusals are tested, and
the contract need not declare their status. What was not checked is counted at the end, and what could not be checked is
never counted as valid.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from ._native import Contract
    from ._pytest_checks import Checks, Finding

_EMBEDDED = ("kohortpay", "threekit")
_NAME = "order_contracts_session"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declares the options."""
    parser.addini("contract", "the contract that responses are checked against: a file, kohortpay or threekit")
    parser.addini("contract_checks", "auto checks every response that a test receives", default="off")
    parser.addini("contract_base_path", "the path that all declared paths are below", default=None)
    parser.addini("contract_strict", "also report undeclared parts of messages", type="bool", default=False)
    parser.addini("contract_undecided", "fail or report checks that could not be made", default="fail")
    parser.addini("contract_hosts", "the hosts whose responses are checked", type="args", default=[])
    parser.addini("contract_pass_paths", "paths whose responses are not checked", type="args", default=[])
    parser.addini("contract_coverage", "summary, off, or a file for the coverage", default="summary")


def pytest_configure(config: pytest.Config) -> None:
    """Reads the options, if a contract is named."""
    if config.getini("contract"):
        config.pluginmanager.register(_Session(config), _NAME)


@pytest.fixture(scope="session")
def contract(pytestconfig: pytest.Config) -> Contract:
    """The contract of the configuration."""
    return _checks(pytestconfig).contract


@pytest.fixture
def checked(pytestconfig: pytest.Config) -> Callable[[Any], Any]:
    """A function that checks one exchange and returns what it was given.

    It takes the response of a client, and raises `ContractViolation` if it violates the contract and
    `ContractUndecided` if it could not be checked.

    >>> def test_orders(client, checked):
    ...     assert checked(client.get("/orders")).json() == []
    """
    session = _session(pytestconfig)

    def check(message: Any) -> Any:
        __tracebackhide__ = True
        finding = session.check_once(message)
        if finding is not None:
            raise finding.error()
        return message

    return check


@pytest.fixture
def contract_checks(request: pytest.FixtureRequest) -> None:
    """Checks every response that the test receives, as the option `contract_checks` does for all tests."""
    _session(request.config).begin(request.node)


class _Session:
    """The hooks of a session with a contract."""

    def __init__(self, config: pytest.Config) -> None:
        from ._pytest_checks import Checks

        self.config = config
        self.checks = Checks(_settings(config))
        self._recording: tuple[pytest.Item, ExitStack] | None = None
        self._findings: list[str] = []
        # What was found in responses that a test may check once more.
        self._known: WeakKeyDictionary[Any, Finding | None] = WeakKeyDictionary()
        # Streams that were not read when they were received, with the place in the test.
        self._unread: list[tuple[Any, str]] = []

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Loads the contract, so that one that cannot be used is reported once."""
        if session.config.option.collectonly:
            return
        from ._errors import ContractError

        try:
            _ = self.checks.contract
        except ContractError as error:
            message = f"option `contract`: {error}"
            raise pytest.UsageError(message) from None

    def check(self, message: Any) -> Finding | None:
        """Checks one exchange; what is wrong with it, if it is a failure."""
        from ._pytest_checks import Finding, readable

        exchange = readable(message)
        finding = exchange if isinstance(exchange, Finding) else self.checks.check(exchange)
        is_failure = finding is not None and (finding.violated or self.checks.settings.fails_undecided)
        return finding if is_failure else None

    def check_once(self, message: Any) -> Finding | None:
        """The same, without counting a response again that was recorded."""
        try:
            return self._known[message]
        except (KeyError, TypeError):
            return self.check(message)

    def begin(self, item: pytest.Item) -> None:
        """Records the responses of a test from now on."""
        from ._pytest_record import recorded

        if self._recording is None:
            stack = ExitStack()
            stack.enter_context(recorded(lambda response: self._record(response, str(item.path))))
            self._recording = item, stack

    def _record(self, response: Any, file: str) -> None:
        from ._pytest_checks import Finding, readable, site, unread

        exchange = readable(response)
        if isinstance(exchange, Finding):
            self._findings.append(exchange.text)
        elif exchange.request is None or self.checks.is_elsewhere(exchange.request):
            return
        elif unread(exchange):
            self._unread.append((response, site(file)))
        else:
            finding = self._known[response] = self.check(exchange)
            if finding is not None:
                self._findings.append(finding.text.replace(":\n", f"{site(file)}:\n"))

    def _settled(self) -> str:
        """What was found since the last call."""
        unread, self._unread = self._unread, []
        for response, place in unread:
            if (finding := self.check(response)) is not None:
                self._findings.append(finding.text.replace(":\n", f"{place}:\n"))
        findings, self._findings = self._findings, []
        return "\n".join(findings)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, None, None]:
        """Begins before fixtures are set up: they may log in, for example."""
        if self.checks.settings.checks_all:
            self.begin(item)
        yield

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Fails a test for what it received."""
        try:
            yield
        except BaseException:
            if found := self._settled():
                item.add_report_section("call", "contract", found)
            raise
        if found := self._settled():
            pytest.fail(found, pytrace=False)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self) -> Generator[None, None, None]:
        """Ends after fixtures are torn down."""
        try:
            yield
        finally:
            if self._recording is not None:
                _, stack = self._recording
                self._recording = None
                stack.close()
        if found := self._settled():
            pytest.fail(found, pytrace=False)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Merges what a worker of pytest-xdist has counted."""
        state = getattr(node, "workeroutput", {}).get(_NAME)
        if state is None:
            self.checks.counts["lost workers"] += 1
        else:
            self.checks.merge(state)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Hands over or writes what was counted."""
        output = getattr(self.config, "workeroutput", None)
        file = self.checks.settings.coverage_file
        if output is not None:
            output[_NAME] = self.checks.state()
        elif file is not None and not self.config.option.collectonly:
            file.write_text(self.checks.coverage.to_json() + "\n", encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Says what was checked."""
        if not self.config.option.collectonly:
            terminalreporter.section(f"contract: {self.checks.contract.title}")
            for line in self.checks.summary():
                terminalreporter.write_line(line)


def _session(config: pytest.Config) -> _Session:
    session = config.pluginmanager.get_plugin(_NAME)
    if not isinstance(session, _Session):
        message = "no contract is configured: set the option `contract` in the configuration of pytest"
        raise pytest.UsageError(message)
    return session


def _checks(config: pytest.Config) -> Checks:
    return _session(config).checks


def _settings(config: pytest.Config) -> Any:
    from ._pytest_checks import Settings

    contract, coverage = str(config.getini("contract")), str(config.getini("contract_coverage"))
    path = None if contract in _EMBEDDED else _file(config, contract)
    file = None if coverage in ("summary", "off") else config.rootpath / coverage
    if file is not None and (not coverage or not file.parent.is_dir()):
        message = f"option `contract_coverage`: expected `summary`, `off` or a file in a folder, found `{coverage}`"
        raise pytest.UsageError(message)
    try:
        strict = bool(config.getini("contract_strict"))
    except (TypeError, ValueError, pytest.UsageError) as error:
        message = f"option `contract_strict`: expected `true` or `false`: {error}"
        raise pytest.UsageError(message) from None
    return Settings(
        contract=contract,
        path=path,
        base_path=config.getini("contract_base_path"),
        strict=strict,
        checks_all=_one_of(config, "contract_checks", "off", "auto") == "auto",
        hosts=tuple(host.lower() for host in config.getini("contract_hosts")),
        pass_paths=tuple(config.getini("contract_pass_paths")),
        fails_undecided=_one_of(config, "contract_undecided", "fail", "report") == "fail",
        shows_coverage=coverage != "off",
        coverage_file=file,
    )


def _file(config: pytest.Config, name: str) -> Path:
    path = config.rootpath / name
    if not path.is_file():
        embedded = " and ".join(_EMBEDDED)
        message = f"option `contract`: no such file: `{path}`; the embedded contracts are {embedded}"
        raise pytest.UsageError(message)
    return path


def _one_of(config: pytest.Config, option: str, *known: str) -> str:
    value = str(config.getini(option))
    if value not in known:
        message = f"option `{option}`: expected {' or '.join(f'`{it}`' for it in known)}, found `{value}`"
        raise pytest.UsageError(message)
    return value
