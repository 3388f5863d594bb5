"""The documentation of native classes is the same in stubs and at run time, where `help` shows it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from order_contracts import _native

STUB = Path(__file__).parents[1] / "python/order_contracts/_native.pyi"


def documented() -> list[tuple[str, str]]:
    """Names, with their docstrings."""
    found = []
    for node in ast.parse(STUB.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            members = [it for it in getattr(node, "body", []) if isinstance(it, ast.FunctionDef)]
            names = [(node.name, node), *((f"{node.name}.{member.name}", member) for member in members)]
            found += [(name, text) for name, it in names if (text := ast.get_docstring(it))]
    return found


def test_the_stubs_document_classes_functions_and_members() -> None:
    assert len(documented()) > 50


@pytest.mark.parametrize(("name", "text"), documented(), ids=[name for name, _ in documented()])
def test_documentation_is_the_same_at_run_time(name: str, text: str) -> None:
    found: object = _native
    for part in name.split("."):
        found = getattr(found, part)
    assert found.__doc__ == text


@pytest.mark.parametrize(
    "name", [node.name for node in ast.parse(STUB.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]
)
def test_every_class_is_documented(name: str) -> None:
    assert getattr(_native, name).__doc__
