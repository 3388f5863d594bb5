"""Runs the program `order-contracts`, as `python -m order_contracts`."""

from __future__ import annotations

import signal
import sys

from ._native import main

if __name__ == "__main__":
    # The program reports what it has when it is interrupted. Python's handler would raise after that.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(main(["order-contracts", *sys.argv[1:]]))
