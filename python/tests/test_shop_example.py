"""The example of a service and its tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from plugin_sessions import PACKAGE, PLUGIN

EXAMPLE = Path(__file__).parents[1] / "examples" / "shop"


def test_the_tests_of_the_example_pass() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *PLUGIN]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    done = subprocess.run(command, cwd=EXAMPLE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 exchanges checked: 2 valid, 0 invalid, 0 undecided, 1 refused for the request" in done.stdout
