"""The pytest plugin: its options, the summary at the end, and what it merges of workers."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from plugin_sessions import INVALID, PACKAGE, PLUGIN, VALID, Run

pytest_plugins = ["pytester", "plugin_sessions"]


def test_coverage_is_written(run: Run, pytester: pytest.Pytester) -> None:
    run(VALID, contract_checks="auto", contract_coverage="coverage.json").assert_outcomes(passed=1)
    written = json.loads((pytester.path / "coverage.json").read_text())
    assert written["contract"] == "Shop"
    assert any(it["accepted"] for it in written["statements"])


def test_coverage_may_be_off(run: Run) -> None:
    result = run(VALID, contract_checks="auto", contract_coverage="off")
    result.stdout.no_fnmatch_line("coverage *")
    result.stdout.fnmatch_lines(["1 exchange checked: 1 valid, 0 invalid, 0 undecided"])


def test_workers_of_xdist_are_merged(run: Run, pytester: pytest.Pytester) -> None:
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


def test_a_lost_worker_is_reported(run: Run) -> None:
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
def test_wrong_options_end_the_session_with_one_error(run: Run, options: dict[str, str], named: str) -> None:
    result = run(VALID, **options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {named}"])
    assert "Traceback" not in result.stderr.str() + result.stdout.str()


def test_a_fixture_without_a_contract_says_what_is_missing(run: Run) -> None:
    result = run("def test_fixture(checked):\n    pass\n", contract="")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*no contract is configured: set the option `contract`*"])


def test_embedded_contracts_have_names(run: Run) -> None:
    tests = "def test_name(contract):\n    assert contract.name == 'kohortpay'\n"
    run(tests, contract="kohortpay").assert_outcomes(passed=1)


def test_nothing_is_loaded_without_a_contract(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(PACKAGE))
    pytester.makepyfile(
        """
        import sys

        def test_loaded():
            ours = [name for name in sys.modules if name.startswith("order_contracts._")]
            assert ours == ["order_contracts._errors"]
        """
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *PLUGIN]
    done = subprocess.run(command, cwd=pytester.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "contract" not in done.stdout.replace("order_contracts", "")
