"""Generated `CreateOrder` payloads of KohortPay with known defects, the same for the same seed.

Run as a program, it writes them: `python orders.py FOLDER ROWS DEFECTS [SEED]` makes `orders.ndjson`, `orders.parquet`
(a folder with the columns `id`, `day` and `line`, in several files) and `defects.json`.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Order = dict[str, Any]

FILES = 16
DAYS = ("2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30")


@dataclass(frozen=True, slots=True)
class Row:
    """One payload. `defect` names what is wrong with it (a key of `DEFECTS`) and is `None` if nothing is."""

    id: int
    day: str
    line: str
    defect: str | None


def _with(**changes: Any) -> Callable[[Order], str]:
    return lambda order: json.dumps(order | changes, ensure_ascii=False)


def _without(name: str) -> Callable[[Order], str]:
    return lambda order: json.dumps({key: value for key, value in order.items() if key != name})


def _text(change: Callable[[str], str]) -> Callable[[Order], str]:
    return lambda order: change(json.dumps(order))


DEFECTS: dict[str, tuple[Callable[[Order], str], tuple[str, ...]]] = {
    "amount missing": (_without("amount"), ("required",)),
    "amount negative": (_with(amount=-1), ("minimum",)),
    "amount fractional": (_with(amount=10.5), ("type",)),
    "amount a string": (_with(amount="10"), ("type",)),
    "amount null": (_with(amount=None), ("type",)),
    "amount a boolean": (_with(amount=True), ("type",)),
    "email no address": (_with(customerEmail="not an address"), ("format",)),
    "email a number": (_with(customerEmail=7), ("type",)),
    "first name too long": (_with(customerFirstName="é" * 101), ("max-length",)),
    "customer id too long": (_with(customerId="c" * 51), ("max-length",)),
    "locale unknown": (_with(locale="xx_XX"), ("enum",)),
    "metadata an array": (_with(metadata=["a"]), ("type",)),
    "reference an object": (_with(clientReferenceId={"id": 1}), ("type",)),
    "share id too long": (_with(paymentGroupShareId="KHTPAY-" + "X" * 50), ("max-length",)),
    "two at once": (_with(amount=-5, locale="nowhere"), ("enum", "minimum")),
    "three at once": (_with(amount=None, customerId="c" * 60, customerEmail="@"), ("format", "max-length", "type")),
    "an array": (_text(lambda text: f"[{text}]"), ("type",)),
    "a string": (_text(json.dumps), ("type",)),
    "null": (_text(lambda _: "null"), ("type",)),
    "truncated": (_text(lambda text: text[: len(text) // 2]), ("json-syntax",)),
    "trailing comma": (_text(lambda text: text[:-1] + ",}"), ("json-syntax",)),
    "two values": (_text(lambda text: text + " {}"), ("json-syntax",)),
    "duplicate key": (_text(lambda text: text[:-1] + ', "amount": 1}'), ("json-syntax",)),
    "unquoted key": (_text(lambda text: text.replace('"amount"', "amount")), ("json-syntax",)),
    "leading zero": (_text(lambda text: text.replace('"amount": ', '"amount": 0')), ("json-syntax",)),
    "control character": (_text(lambda text: text.replace('"locale": "', '"locale": "\t')), ("json-syntax",)),
    "not JSON": (_text(lambda _: "order=1&amount=2"), ("json-syntax",)),
}
"""How each defect is made of a valid order, and the violations that it must give, sorted."""


def rows(count: int, defects: int, seed: int = 16) -> Iterator[Row]:
    """`count` payloads, `defects` of them with a defect; each kind of defect as often as the others."""
    choice = random.Random(seed)
    kinds = list(DEFECTS)
    wrong = {place: kinds[at % len(kinds)] for at, place in enumerate(choice.sample(range(count), defects))}
    for place in range(count):
        order = _order(choice, place)
        kind = wrong.get(place)
        line = json.dumps(order) if kind is None else DEFECTS[kind][0](order)
        yield Row(place, DAYS[place * len(DAYS) // count], line, kind)


def _order(choice: random.Random, place: int) -> Order:
    number = choice.getrandbits(40)
    order: Order = {
        "amount": 1 + number % 1_000_000,
        "customerEmail": f"buyer.{number:x}@example.com",
        "customerFirstName": ("Zoé", "Ana", "Li", "José María")[number % 4],
        "customerLastName": f"Name{number % 9973}",
        "locale": ("en_US", "fr_FR")[number % 2],
        "clientReferenceId": f"order-{place}",
    }
    if number % 3 == 0:
        order["metadata"] = {
            "basket": f"{number:x}",
            "lines": [{"sku": f"sku-{number % 997}", "quantity": number % 7}],
            "gift": None,
        }
    if number % 5 == 0:
        order["paymentGroupShareId"] = None if number % 10 == 0 else f"KHTPAY-{number % 99999}"
    return order


def write(folder: Path, count: int, defects: int, seed: int = 16) -> dict[int, str]:
    """Writes the files and returns the defects by the ids of their rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    found: dict[int, str] = {}
    (folder / "orders.parquet").mkdir(parents=True, exist_ok=True)
    part: list[Row] = []
    written = 0

    def flush() -> None:
        nonlocal written
        table = pa.table(
            {
                "id": pa.array([row.id for row in part], pa.int64()),
                "day": [row.day for row in part],
                "line": [row.line for row in part],
            }
        )
        pq.write_table(table, folder / "orders.parquet" / f"part-{written:03}.parquet", compression="zstd")
        written += 1
        part.clear()

    with (folder / "orders.ndjson").open("w", encoding="utf-8", newline="\n") as lines:
        for row in rows(count, defects, seed):
            lines.write(row.line + "\n")
            part.append(row)
            if row.defect is not None:
                found[row.id] = row.defect
            if len(part) >= max(1, -(-count // FILES)):
                flush()
    if part:
        flush()
    (folder / "defects.json").write_text(json.dumps(found))
    return found


if __name__ == "__main__":
    write(Path(sys.argv[1]), *map(int, sys.argv[2:]))
