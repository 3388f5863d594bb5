"""What docstrings show is what happens."""

from __future__ import annotations

import doctest
from typing import TYPE_CHECKING

import pytest

import order_contracts
from order_contracts import _asgi_control, _messages

if TYPE_CHECKING:
    from types import ModuleType


@pytest.mark.parametrize("module", [order_contracts, _asgi_control, _messages])
def test_examples(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
