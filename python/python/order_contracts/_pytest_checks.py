"""What the pytest plugin knows of a session: its settings, the contract, and what was checked so far."""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ._errors import ContractError, ContractUndecided, ContractViolation
from ._messages import Exchange, Request, exchange_of

if TYPE_CHECKING:
    from pathlib import Path

    from ._native import Contract, Coverage, Report

_LOCAL = ("localhost", "*.localhost", "*.test", "127.*", "::1")
_HOSTS_SHOWN = 5


@dataclass(frozen=True)
class Settings:
    """The ini options; `pytest_plugin.py` says what they mean."""

    contract: str
    path: Path | None
    base_path: str | None
    strict: bool
    checks_all: bool
    hosts: tuple[str, ...]
    pass_paths: tuple[str, ...]
    fails_undecided: bool
    shows_coverage: bool
    coverage_file: Path | None


@dataclass(frozen=True)
class Finding:
    """What is wrong with an exchange, or cannot be checked of it."""

    text: str
    violated: list[Report] = field(default_factory=list)
    undecided: list[Report] = field(default_factory=list)

    def error(self) -> ValueError:
        """The exception that says so."""
        if self.violated:
            return _Violation(self.violated, self.text)
        return _Undecided(self.undecided, self.text) if self.undecided else ContractError(self.text)


# These say which operation was called, and are shown under the names that tests catch.


class _Violation(ContractViolation):
    def __init__(self, reports: list[Report], text: str) -> None:
        super().__init__(reports)
        self.text = text

    def __str__(self) -> str:
        return self.text


_Violation.__module__, _Violation.__qualname__ = "order_contracts", "ContractViolation"


class _Undecided(ContractUndecided):
    def __init__(self, reports: list[Report], text: str) -> None:
        super().__init__(reports)
        self.text = text

    def __str__(self) -> str:
        return self.text


_Undecided.__module__, _Undecided.__qualname__ = "order_contracts", "ContractUndecided"


class Checks:
    """Checks exchanges, and counts what it found. Clients of several threads may use it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.counts: Counter[str] = Counter()
        self.elsewhere: Counter[str] = Counter()
        self._contract: Contract | None = None
        self._coverage: Coverage | None = None
        self._lock = threading.Lock()

    @property
    def contract(self) -> Contract:
        """The contract, loaded when it is first needed. Raises `ContractError` if it cannot be used."""
        if self._contract is None:
            from ._native import Contract

            path = self.settings.path
            self._contract = Contract.embedded(self.settings.contract) if path is None else Contract.from_path(path)
        return self._contract

    @property
    def coverage(self) -> Coverage:
        """What was exercised."""
        if self._coverage is None:
            self._coverage = self.contract.coverage()
        return self._coverage

    def is_elsewhere(self, request: Request) -> bool:
        """Whether a request is to another service than that of the contract, or to a path that is passed over."""
        url = urlsplit(request.target)
        host = url.netloc or next((_text(value) for name, value in request.headers if _text(name) == "host"), "")
        name = (urlsplit(f"//{host}").hostname or "").lower()
        if self.settings.hosts:
            is_own = any(fnmatchcase(it, pattern) for pattern in self.settings.hosts for it in (name, host.lower()))
        else:
            is_local = "." not in name or any(fnmatchcase(name, pattern) for pattern in _LOCAL)
            is_own = is_local or self.contract.has_host(host)
        is_passed = any(_is_at(url.path, path) for path in self.settings.pass_paths)
        with self._lock:
            if not is_own:
                self.elsewhere[name] += 1
            elif is_passed:
                self.counts["passed over"] += 1
        return not is_own or is_passed

    def check(self, exchange: Exchange) -> Finding | None:
        """Checks an exchange and counts it."""
        contract, settings = self.contract, self.settings
        request, response = contract.exchange(exchange, strict=settings.strict, base_path=settings.base_path)
        status = exchange.response.status if exchange.response else 0
        findings: list[tuple[str, Report]] = []
        # Sending what violates the contract is how refusals are tested.
        is_error = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        is_refused = is_error and request is not None and not request.is_valid
        if request is not None and not request.is_valid and not is_refused:
            findings.append(("request", request))
        if response is not None and not response.is_valid:
            # Without an operation there is nothing to check the response by, which the report on the request says.
            is_of_none = request is not None and request.operation is None
            # A contract need not declare how requests are refused that it does not allow.
            is_allowed = is_refused and all(it.id == "undeclared-status" for it in response.violations)
            if not is_of_none and not (is_allowed and response.verdict == "invalid"):
                findings.append((f"response {status}", response))
        violated = [report for _, report in findings if report.verdict == "invalid"]
        undecided = [report for _, report in findings if report.verdict == "undecided"]
        with self._lock:
            self.coverage.count_exchange(exchange, request, response)
            verdict = "invalid" if violated else "undecided" if undecided else "refused" if is_refused else "valid"
            self.counts[verdict] += 1
        if not (violated or undecided):
            return None
        method = exchange.request.method if exchange.request else "request"
        return Finding("\n".join(_described(half, method, report) for half, report in findings), violated, undecided)

    def state(self) -> str:
        """What was counted, for the process that merges it."""
        coverage = self._coverage.to_json() if self._coverage else None
        return json.dumps({"counts": self.counts, "elsewhere": self.elsewhere, "coverage": coverage})

    def merge(self, state: str) -> None:
        """Adds what another process has counted."""
        other = json.loads(state)
        self.counts.update(other["counts"])
        self.elsewhere.update(other["elsewhere"])
        if other["coverage"] is not None:
            from ._native import Coverage

            self.coverage.merge(Coverage.from_json(other["coverage"]))

    def summary(self) -> list[str]:
        """What was checked, in lines."""
        counts = self.counts
        total = sum(counts[verdict] for verdict in ("valid", "invalid", "undecided", "refused"))
        if total == 0:
            lines = ["no response was checked"]
        else:
            verdicts = ", ".join(f"{counts[it]} {it}" for it in ("valid", "invalid", "undecided"))
            refused = f", {counts['refused']} refused for the request" if counts["refused"] else ""
            lines = [f"{total} exchange{'' if total == 1 else 's'} checked: {verdicts}{refused}"]
        if self.elsewhere:
            hosts = [f"{host} ({number})" for host, number in self.elsewhere.most_common(_HOSTS_SHOWN)]
            more = len(self.elsewhere) - len(hosts)
            hosts += [f"{more} more"] if more else []
            lines.append(f"{self.elsewhere.total()} not checked, of other hosts: {', '.join(hosts)}")
        if counts["passed over"]:
            lines.append(f"{counts['passed over']} not checked, of paths that are passed over")
        if counts["lost workers"]:
            lines.append(f"{counts['lost workers']} workers were lost, with what they had counted")
        if total and self.settings.shows_coverage:
            operations = self.coverage.operations
            missing = [it for it, accepted, refused in operations if accepted == refused == 0]
            called = len(operations) - len(missing)
            lines.append(f"coverage  {self.coverage.percent:.1f} %, {called} of {len(operations)} operations called")
            lines += [f"never called: {_name(it)}" for it in missing]
        return lines


def unread(exchange: Exchange) -> bool:
    """Whether a response may still be read."""
    return exchange.response is not None and exchange.response.body_form in ("omitted", "unknown")


def site(file: str) -> str:
    """The line of a file that is being run, for a message; empty if none is."""
    frame = sys._getframe(1)  # noqa: SLF001, the only way up
    while frame is not None and frame.f_code.co_filename != file:
        frame = frame.f_back  # type: ignore[assignment]
    return f" (line {frame.f_lineno})" if frame is not None else ""


def readable(message: Any) -> Exchange | Finding:
    """The exchange of a response, or that there is none."""
    try:
        exchange = exchange_of(message)
    except ContractError as error:
        return Finding(str(error))
    return exchange if exchange.request else Finding("the response does not know its request")


def _described(half: str, method: str, report: Report) -> str:
    operation = report.operation
    name = _name(operation) if operation else f"{method}, which calls no declared operation"
    lines = "\n".join(f"  {line}" for line in str(report).splitlines())
    return f"{half} of {name}:\n{lines}"


def _name(operation: Any) -> str:
    route = f"{operation.method} {operation.path}"
    return f"{route} ({operation.id})" if operation.id else route


def _is_at(path: str, passed: str) -> bool:
    return path.startswith(passed[:-1]) if passed.endswith("*") else path == passed


def _text(value: str | bytes) -> str:
    return (value.decode("latin-1") if isinstance(value, bytes) else value).lower()
