"""The exceptions of the package. They are written in Python so that they pickle."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._native import Report, Undecided, Violation

_SHOWN = 20
"""So many findings are in the message of an exception; the attributes have all."""


class ContractError(ValueError):
    """A contract, a name or a setting cannot be used. It never says that a payload is invalid."""


class ContractViolation(ValueError):
    """A payload, request or response violates its contract.

    The message has a line for each violation, without any value of the payload.
    """

    def __init__(self, reports: Sequence[Report]) -> None:
        super().__init__(reports)
        self.reports = tuple(reports)
        """The reports with violations: one, or one of the request and one of the response."""

    @property
    def violations(self) -> list[Violation]:
        """The violations of all reports."""
        return [violation for report in self.reports for violation in report.violations]

    def __str__(self) -> str:
        total = sum(len(report.violations) + report.left_out for report in self.reports)
        return _listed(total, "violation", [str(violation) for violation in self.violations])


class ContractUndecided(ValueError):
    """Nothing that could be checked violates the contract, but some checks could not be made."""

    def __init__(self, reports: Sequence[Report]) -> None:
        super().__init__(reports)
        self.reports = tuple(reports)
        """The reports with checks that could not be made."""

    @property
    def undecided(self) -> list[Undecided]:
        """The checks that could not be made, of all reports."""
        return [undecided for report in self.reports for undecided in report.undecided]

    def __str__(self) -> str:
        lines = [str(undecided) for undecided in self.undecided]
        return _listed(len(lines), "undecided check", lines)


def _listed(total: int, noun: str, lines: list[str]) -> str:
    """The number of findings, and the first of them, each on a line of its own."""
    if total == 1 and len(lines) == 1:
        return lines[0]
    shown = lines[:_SHOWN]
    if total > len(shown):
        shown.append(f"and {total - len(shown)} more")
    return "\n  ".join([f"{total} {noun}{'' if total == 1 else 's'}:", *shown])
