"""What the README shows is what happens."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", README, re.DOTALL)


def test_the_readme_has_examples_with_output() -> None:
    assert [shown for _, shown in BLOCKS if shown]


@pytest.mark.parametrize("code", [code for code, _ in BLOCKS])
def test_every_example_is_python(code: str) -> None:
    compile(code, "README.md", "exec")


@pytest.mark.parametrize(("code", "shown"), [(code, shown) for code, shown in BLOCKS if shown])
def test_an_example_prints_what_is_shown(code: str, shown: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == shown
