"""What a payload costs in plain Python, beside other validators: rows per second of CPU, and memory.

    python benches/peers.py [--rows 200000]

Each runs in a process of its own, over the same list of bytes. All must find the same invalid rows, or the script
fails; so rows with a duplicate key, which only we refuse, are not among them. The models for pydantic and msgspec are
written by hand.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from orders import rows

from order_contracts import Contract

Judge = Callable[[list[bytes]], Iterator[bool]]
EMAIL = r"^[^@\s]+@[^@\s]+$"


def is_valid(lines: list[bytes]) -> Iterator[bool]:
    judge = Contract.embedded("kohortpay").validator("CreateOrder").is_valid
    return (judge(line) for line in lines)


def validate(lines: list[bytes]) -> Iterator[bool]:
    judge = Contract.embedded("kohortpay").validator("CreateOrder").validate
    return (judge(line).verdict == "valid" for line in lines)


def is_valid_of_values(lines: list[bytes]) -> Iterator[bool]:
    judge = Contract.embedded("kohortpay").validator("CreateOrder").is_valid

    def one(line: bytes) -> bool:
        try:
            value = json.loads(line)
        except ValueError:
            return False
        # A string would be taken for a JSON text.
        return not isinstance(value, str) and judge(value)

    return map(one, lines)


def validate_arrow(lines: list[bytes]) -> Iterator[bool]:
    import pyarrow as pa

    judge = Contract.embedded("kohortpay").validator("CreateOrder")
    found = pa.array(judge.validate_arrow(pa.array(lines)))
    return (verdict == "valid" for verdict in found.field("verdict").to_pylist())


def schema() -> Any:
    return Contract.embedded("kohortpay").json_schema("CreateOrder")


def json_loads(lines: list[bytes]) -> Iterator[bool]:
    for line in lines:
        try:
            json.loads(line)
        except ValueError:
            yield False
        else:
            yield True


def jsonschema_rs(lines: list[bytes]) -> Iterator[bool]:
    import jsonschema_rs as peer

    judge = peer.Draft202012Validator(schema(), validate_formats=True).is_valid

    def one(line: bytes) -> bool:
        try:
            return judge(json.loads(line))
        except ValueError:
            return False

    return map(one, lines)


def jsonschema_rs_msgspec(lines: list[bytes]) -> Iterator[bool]:
    import jsonschema_rs as peer
    import msgspec

    judge = peer.Draft202012Validator(schema(), validate_formats=True).is_valid
    decode = msgspec.json.decode

    def one(line: bytes) -> bool:
        try:
            return judge(decode(line))
        except ValueError:
            return False

    return map(one, lines)


def fastjsonschema(lines: list[bytes]) -> Iterator[bool]:
    import fastjsonschema as peer

    judge = peer.compile(schema())

    def one(line: bytes) -> bool:
        try:
            judge(json.loads(line))
        except ValueError:
            return False
        return True

    return map(one, lines)


def pydantic(lines: list[bytes]) -> Iterator[bool]:
    import pydantic as peer

    class Order(peer.BaseModel):
        model_config = peer.ConfigDict(strict=True)
        amount: int = peer.Field(ge=0)
        customerEmail: str = peer.Field("", max_length=255, pattern=EMAIL)
        customerPhoneNumber: str = ""
        customerFirstName: str = peer.Field("", max_length=100)
        customerLastName: str = peer.Field("", max_length=100)
        customerId: str = peer.Field("", max_length=50)
        metadata: dict[str, Any] = {}
        locale: Literal["en_US", "fr_FR"] = "fr_FR"
        clientReferenceId: str = peer.Field("", max_length=50)
        paymentGroupShareId: str | None = peer.Field(None, max_length=50)

    def one(line: bytes) -> bool:
        try:
            Order.model_validate_json(line)
        except ValueError:
            return False
        return True

    return map(one, lines)


def msgspec(lines: list[bytes]) -> Iterator[bool]:
    import msgspec as peer

    def text(longest: int, pattern: str | None = None) -> Any:
        return Annotated[str, peer.Meta(max_length=longest, pattern=pattern)]

    order = peer.defstruct(
        "Order",
        [
            ("amount", Annotated[int, peer.Meta(ge=0)]),
            ("customerEmail", text(255, EMAIL), ""),
            ("customerPhoneNumber", str, ""),
            ("customerFirstName", text(100), ""),
            ("customerLastName", text(100), ""),
            ("customerId", text(50), ""),
            ("metadata", dict[str, Any], {}),
            ("locale", Literal["en_US", "fr_FR"], "fr_FR"),
            ("clientReferenceId", text(50), ""),
            ("paymentGroupShareId", text(50) | None, None),
        ],
    )
    decode = peer.json.Decoder(order).decode

    def one(line: bytes) -> bool:
        try:
            decode(line)
        except ValueError:
            return False
        return True

    return map(one, lines)


OURS: dict[str, Judge] = {
    "order_contracts: `is_valid(bytes)`": is_valid,
    "order_contracts: `validate(bytes)`, every violation": validate,
    "order_contracts: `validate_arrow`, every violation": validate_arrow,
    "order_contracts: `json.loads`, `is_valid(value)`": is_valid_of_values,
}
PEERS: dict[str, Judge] = {
    "jsonschema-rs: `json.loads`, `is_valid`": jsonschema_rs,
    "jsonschema-rs: `msgspec.json.decode`, `is_valid`": jsonschema_rs_msgspec,
    "fastjsonschema: `json.loads`, compiled function, first violation": fastjsonschema,
    "pydantic: `model_validate_json`, every violation": pydantic,
    "msgspec: `Decoder(Struct)`, first violation": msgspec,
}
BASE: dict[str, Judge] = {"`json.loads` alone": json_loads}


class Measured(NamedTuple):
    cpu: float
    grown: int
    """KiB that the peak of the resident memory grew by."""
    invalid: list[int]


def measured(name: str, lines: list[bytes]) -> Measured:
    """In the process that this is called in: the second of two runs."""
    judge = (OURS | PEERS | BASE)[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    list(judge(lines[:1000]))
    started = time.process_time()
    invalid = [place for place, valid in enumerate(judge(lines)) if not valid]
    cpu = time.process_time() - started
    return Measured(cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, invalid)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    count = parser.parse_args().rows
    known = [row for row in rows(count, count // 100) if row.defect != "duplicate key"]
    lines = [row.line.encode() for row in known]
    expected = [place for place, row in enumerate(known) if row.defect]
    print(f"{len(lines):,} rows, {sum(map(len, lines)) / 1e6:.0f} MB, {len(expected):,} invalid\n")
    print("| what | rows/s of CPU | beside jsonschema-rs | memory, MiB |\n|---|---:|---:|---:|")
    results: dict[str, Measured] = {}
    for name in (*PEERS, *OURS, *BASE):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            results[name] = pool.apply(measured, (name, lines))
    base = results[next(iter(PEERS))].cpu
    for name in (*OURS, *PEERS, *BASE):
        cpu, grown, _ = results[name]
        print(f"| {name} | {len(lines) / cpu:,.0f} | {base / cpu:.1f} | {grown / 1024:.0f} |")
    wrong = [name for name in (*OURS, *PEERS) if results[name].invalid != expected]
    for name in wrong:
        different = sorted(set(results[name].invalid) ^ set(expected))
        kinds = sorted({str(known[place].defect) for place in different})
        print(f"error: {name} differs in {len(different)} rows: {', '.join(kinds)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
