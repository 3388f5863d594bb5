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
    import pyarrow.compute as pc

    judge = Contract.embedded("kohortpay").validator("CreateOrder")
    column = pa.array(lines)

    def verdicts() -> Iterator[bool]:
        found = pa.array(judge.validate_arrow(column)).field("verdict")
        yield from pc.equal(found, "valid").to_numpy(zero_copy_only=False).tolist()

    return verdicts()


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
    memory: int | None
    """KiB of resident memory at the most, beyond what the list of lines and the interpreter have; known on Linux."""
    invalid: list[int]


def measured(name: str, lines: list[bytes]) -> Measured:
    """In the process that this is called in, after a small run that imports and compiles; a column is made before."""
    judge = (OURS | PEERS | BASE)[name]
    before = resident("VmRSS")
    list(judge(lines[:1000]))
    if before is not None:
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts from here
    verdicts = judge(lines)
    started = time.process_time()
    invalid = [place for place, valid in enumerate(verdicts) if not valid]
    cpu = time.process_time() - started
    peak = resident("VmHWM")
    return Measured(cpu, None if before is None or peak is None else peak - before, invalid)


def resident(name: str) -> int | None:
    """KiB, as Linux counts them."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), None)


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
        cpu, memory, _ = results[name]
        size = "" if memory is None else f"{memory / 1024:.0f}"
        print(f"| {name} | {len(lines) / cpu:,.0f} | {base / cpu:.1f} | {size} |")
    wrong = [name for name in (*OURS, *PEERS) if results[name].invalid != expected]
    for name in wrong:
        different = sorted(set(results[name].invalid) ^ set(expected))
        kinds = sorted({str(known[place].defect) for place in different})
        print(f"error: {name} differs in {len(different)} rows: {', '.join(kinds)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
