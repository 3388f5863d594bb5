"""`python -m order_contracts`: the program, with its exit codes, through pipes and on a terminal."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

import order_contracts

fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

PACKAGE = Path(order_contracts.__file__).parents[1]
EXAMPLES = Path(__file__).parents[2] / "examples"
PROGRAM = [sys.executable, "-m", "order_contracts"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PACKAGE)}
RECORD = b'{"request": {"method": "GET", "target": "/orders?take=0", "headers": {"authorization": "Bearer x"}}}\n'


def run(*arguments: str | bytes, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *arguments], env=ENVIRONMENT, input=text, capture_output=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["--version"], 0),
        (["validate", "kohortpay", "createOrder", str(EXAMPLES / "payloads" / "order.json")], 0),
        (["validate", "kohortpay", "createOrder", str(EXAMPLES / "payloads" / "broken-order.json")], 1),
        (["validate", "kohortpay", "createOrder", "missing.json"], 2),
        (["unknown"], 2),
        ([], 2),
    ],
)
def test_exit_codes_are_kept(arguments: list[str], code: int) -> None:
    done = run(*arguments)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert done.stdout or done.stderr


def test_input_and_output_are_those_of_the_process() -> None:
    done = run("validate", "kohortpay", "--format", "json", "-", text=RECORD * 3)
    assert (done.returncode, done.stderr) == (1, b"")
    assert len(json.loads(done.stdout)["inputs"][0]["violations"]) == 3


def test_arguments_that_are_no_utf_8() -> None:
    done = run("validate", "kohortpay", "createOrder", b"\xff.json")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_pipe_that_closes_early() -> None:
    process = subprocess.Popen(
        [*PROGRAM, "list", "kohortpay"], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) in (0, 141)


def interrupted() -> tuple[int, bytes, bytes]:
    """What an interrupted run leaves behind, which had read records and waits for more."""
    process = subprocess.Popen(
        [*PROGRAM, "validate", "kohortpay", "-"],
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    process.stdin.write(RECORD * 10)
    process.stdin.flush()
    # It handles signals before it reads.
    while struct.unpack("i", fcntl.ioctl(process.stdin, termios.FIONREAD, b"\0" * 4))[0]:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    return process.returncode, output, errors


def test_an_interrupt_ends_with_a_report() -> None:
    code, output, errors = interrupted()
    assert (code, errors) == (130, b"")
    assert re.search(rb"interrupted after \d+ records?\n$", output)


def test_on_a_terminal_it_has_colours() -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    arguments = ["validate", "kohortpay", "createOrder", str(EXAMPLES / "payloads" / "broken-order.json")]
    environment = {**ENVIRONMENT, "TERM": "xterm-256color"}
    for name in ("NO_COLOR", "CI", "CLICOLOR", "CLICOLOR_FORCE"):
        environment.pop(name, None)
    process = subprocess.Popen([*PROGRAM, *arguments], env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    output = b""
    while select.select([ours], [], [], 60)[0]:
        try:
            piece = os.read(ours, 1 << 16)
        except OSError:
            # On Linux this is the end of a terminal.
            break
        if not piece:
            break
        output += piece
    os.close(ours)
    assert process.wait(60) == 1
    assert b"\x1b[" in output
    plain = re.sub(rb"\x1b\[[0-9;]*m", b"", output)
    assert b"wanted 0 or more, found a smaller number" in plain
    assert b"wanted 0 or more" not in run(*arguments).stderr
