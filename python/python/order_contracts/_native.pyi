from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal, final

from ._types import Json, NotRead, Verdict

__version__: str

@final
class Contract:
    """An OpenAPI document of version 3.0 or 3.1. It is immutable, can be shared between threads, and pickles."""

    @staticmethod
    def embedded(name: str) -> Contract:
        """The contract of `kohortpay` or `threekit` that comes with the package."""
    @staticmethod
    def from_path(path: str | PathLike[str]) -> Contract:
        """The document in a file, YAML or JSON, and the files beside it that it refers to."""
    @staticmethod
    def from_text(text: str | bytes | bytearray | memoryview, name: str = "contract") -> Contract:
        """The document in a text; reports call it `name`."""
    @staticmethod
    def from_files(files: Mapping[str, str | bytes | bytearray | memoryview], main: str) -> Contract:
        """The document `main` among the texts of several files, by their paths relative to one folder, with `/`."""
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def version(self) -> str:
        """`3.0` or `3.1`."""
    @property
    def digest(self) -> str: ...
    @property
    def problems(self) -> list[str]:
        """What is wrong with the document, one line each; everything else can be checked."""
    @property
    def operations(self) -> list[Operation]: ...
    @property
    def schema_names(self) -> list[str]:
        """The names that `validator` knows: components, request bodies, response bodies."""
    @property
    def document(self) -> dict[str, Json]: ...
    def json_schema(self, name: str) -> Json:
        """The schema of this name as one JSON Schema 2020-12 that refers to nothing outside itself."""
    def validator(self, name: str, *, strict: bool = False, max_violations: int | None = None) -> Validator:
        """The validator of one schema; `strict` reports undeclared properties too."""
    def validate(self, name: str, payload: str | bytes | bytearray | memoryview | Json) -> Report:
        """Checks one payload: `str` and bytes are JSON texts, everything else is a value."""
    def check(
        self, name: str, payload: str | bytes | bytearray | memoryview | Json, *, allow_undecided: bool = False
    ) -> None:
        """The same, raising `ContractViolation` or `ContractUndecided`."""
    def validate_arrow(
        self, name: str, column: Any, *, violations: bool = True, coverage: Coverage | None = None
    ) -> ArrowResult | ArrowStreamResult:
        """See `Validator.validate_arrow`."""
    def request_head(
        self,
        method: str,
        target: str,
        headers: Iterable[tuple[str | bytes, str | bytes]] | None = None,
        *,
        strict: bool = False,
        base_path: str | None = None,
        max_unpacked: int | None = None,
    ) -> RequestHead:
        """What can be checked of a request before its body is read, for services: at most 100 findings, and no search for what was meant.

        A compressed body is unpacked up to `max_unpacked` bytes.
        """
    def request(
        self, request: Any, *, strict: bool = False, base_path: str | None = None, max_violations: int | None = None
    ) -> Report:
        """Checks a request: of `httpx`, `requests`, Starlette's test client, `order_contracts.Request`, or a recorded one (a dict or its JSON text)."""
    def response(
        self, response: Any, *, strict: bool = False, base_path: str | None = None, max_violations: int | None = None
    ) -> Report:
        """Checks a response that knows its request, or a recorded exchange."""
    def exchange(
        self, exchange: Any, *, strict: bool = False, base_path: str | None = None, max_violations: int | None = None
    ) -> tuple[Report | None, Report | None]:
        """Checks both halves. A half that was not recorded has no report."""
    def check_exchange(
        self,
        exchange: Any,
        *,
        strict: bool = False,
        base_path: str | None = None,
        max_violations: int | None = None,
        allow_undecided: bool = False,
    ) -> None:
        """The same, raising `ContractViolation` or `ContractUndecided`."""
    def has_host(self, host: str) -> bool:
        """Whether a host, with its port where it has one, is that of a declared server; every host is if none is declared."""
    def coverage(self, name: str | None = None, *, input: str = "python") -> Coverage:
        """Counters of what traffic exercises: of the whole contract, or of the schema `name`. `input` names where it comes from."""

@final
class Operation:
    def __new__(cls, id: str | None, method: str, path: str) -> Operation: ...
    @property
    def id(self) -> str | None: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...

@final
class RequestHead:
    """A request without its body."""

    @property
    def report(self) -> Report:
        """The report of what is known so far."""
    @property
    def reads_body(self) -> bool:
        """Whether the verdict can still depend on the body."""
    @property
    def operation(self) -> Operation | None: ...
    @property
    def path_parameters(self) -> dict[str, str]:
        """The texts of the path parameters, still percent-encoded, by name."""
    def finish(self, body: bytes | bytearray | memoryview) -> Report:
        """The report on the request with this body, as it was sent."""
    def unread(self, why: NotRead, *, limit: int | None = None) -> Report:
        """The report on the request with a body that was not read; `limit` is that of `too-long`."""
    def refusal(
        self,
        report: Report,
        *,
        undecided: Literal["pass", "refuse-evasive", "refuse"] = "refuse-evasive",
        with_sources: bool = False,
    ) -> tuple[int, list[tuple[bytes, bytes]], bytes] | None:
        """The status, the headers and the body of the answer to a request with this report; `None` if it is to be passed on.

        Requests that could not be checked are refused if the sender could have sent them so that they can be (`refuse-evasive`), never
        (`pass`) or always (`refuse`).
        """
    def response_head(
        self, status: int, headers: Iterable[tuple[str | bytes, str | bytes]] | None = None
    ) -> ResponseHead:
        """The response to this request, without its body."""

@final
class ResponseHead:
    """A response without its body."""

    @property
    def report(self) -> Report: ...
    @property
    def reads_body(self) -> bool: ...
    @property
    def is_bodiless(self) -> bool:
        """Whether no body is sent, whatever the headers say."""
    def finish(self, body: bytes | bytearray | memoryview) -> Report: ...
    def unread(self, why: NotRead, *, limit: int | None = None) -> Report: ...

@final
class Validator:
    """The validator of one schema. It is immutable, can be shared between threads, and pickles."""

    @property
    def name(self) -> str: ...
    @property
    def contract(self) -> Contract: ...
    def is_valid(self, payload: str | bytes | bytearray | memoryview | Json) -> bool:
        """Whether the verdict is `valid`."""
    def validate(self, payload: str | bytes | bytearray | memoryview | Json) -> Report: ...
    def check(self, payload: str | bytes | bytearray | memoryview | Json, *, allow_undecided: bool = False) -> None: ...
    def validate_arrow(
        self, column: Any, *, violations: bool = True, coverage: Coverage | None = None
    ) -> ArrowResult | ArrowStreamResult:
        """Checks each JSON text of an Arrow column of strings or bytes, of any of their types, and returns a column of the same length.

        `column` is anything with `__arrow_c_array__` or `__arrow_c_stream__`: arrays of pyarrow, series of Polars and pandas. The result
        has the same of the two. A null stays null. Its type is `struct<verdict, violations: list<struct>, undecided: list<struct>, left_out>`, or
        a string with the verdict if `violations` is false. At most 100 violations of a row are listed unless the validator has another
        limit; `left_out` counts the rest. `coverage`, for arrays only, counts every row too.
        """

@final
class ArrowResult:
    """An Arrow array: `pyarrow.array(result)`, `polars.Series(result)`."""

    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

@final
class ArrowStreamResult:
    """A stream of Arrow arrays, checked as they are asked for: `pyarrow.chunked_array(result)`, `polars.Series(result)`. It can be consumed once."""

    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Report:
    """The findings of one payload, request or response. It pickles; values are nowhere in it."""

    @property
    def verdict(self) -> Verdict: ...
    @property
    def is_valid(self) -> bool: ...
    @property
    def violations(self) -> list[Violation]: ...
    @property
    def undecided(self) -> list[Undecided]: ...
    @property
    def left_out(self) -> int: ...
    @property
    def operation(self) -> Operation | None: ...
    def raise_for_violations(self, *, allow_undecided: bool = False) -> None:
        """Raises `ContractViolation`, or `ContractUndecided` unless that is allowed."""
    def problem(self, *, with_sources: bool = False) -> dict[str, Json] | None:
        """The body of a response of the type `application/problem+json` (RFC 9457); `None` if nothing is violated or undecided."""
    @property
    def allow(self) -> list[str]:
        """The methods of the header `Allow` of an answer with the status 405; empty for others."""
    def to_dict(self) -> dict[str, Json]: ...
    def to_json(self) -> str: ...

@final
class Violation:
    @property
    def id(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def part(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def instance(self) -> str: ...
    @property
    def keyword(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def column(self) -> int | None: ...
    @property
    def wanted(self) -> str: ...
    @property
    def found(self) -> str: ...
    @property
    def hint(self) -> str | None: ...
    @property
    def sources(self) -> list[str]: ...
    @property
    def closest(self) -> list[Violation]: ...
    def to_dict(self) -> dict[str, Json]: ...

@final
class Undecided:
    @property
    def id(self) -> str: ...
    @property
    def part(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def keyword(self) -> str | None: ...
    @property
    def message(self) -> str: ...
    def to_dict(self) -> dict[str, Json]: ...

@final
class Coverage:
    """What traffic has exercised of a contract. It pickles, and merging is commutative and associative."""

    @staticmethod
    def from_json(text: str) -> Coverage: ...
    def to_json(self) -> str:
        """The text that `order-contracts coverage merge` reads."""
    def count(self, payload: str | bytes | bytearray | memoryview | Json, report: Report) -> None:
        """Counts one payload of the schema that these counters are of."""
    def count_exchange(self, exchange: Any, request: Report | None, response: Report | None) -> None: ...
    def merge(self, other: Coverage) -> None: ...
    @property
    def records(self) -> int:
        """How many records were counted."""
    @property
    def operations(self) -> list[tuple[Operation, int, int]]:
        """The declared operations, how often requests to them held, and how often they did not."""
    @property
    def percent(self) -> float: ...
    def share(self, statement: str) -> tuple[int, int] | None: ...
    @property
    def statements(self) -> list[tuple[str, str, int, int]]:
        """Pointer, kind, how often accepted, how often refused."""

@final
class Change:
    """One edit, and what it does."""

    @property
    def id(self) -> str:
        """The rule, such as `max-length-decreased`."""
    @property
    def verdict(self) -> str: ...
    @property
    def facet(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def operations(self) -> list[str]: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def witness(self) -> Json:
        """An exchange that one document allows and the other does not; `None` if there is none."""
    def to_dict(self) -> dict[str, Json]: ...

@final
class Comparison:
    @property
    def verdict(self) -> str:
        """The worst verdict: `breaking`, `undecided`, `compatible` or `docs`."""
    @property
    def changes(self) -> list[Change]: ...
    def markdown(self) -> str: ...
    def text(self) -> str: ...
    def to_dict(self) -> dict[str, Json]: ...

def diff(base: Contract, revision: Contract) -> Comparison:
    """Every change between two contracts, each with a verdict and, where it breaks somebody, a payload that proves it."""

@final
class Containment:
    @property
    def answer(self) -> Literal["yes", "no", "undecided"]: ...
    @property
    def witness(self) -> Json: ...
    @property
    def reasons(self) -> list[str]: ...

def covers(sub: Json, sup: Json, *, assert_formats: bool = False) -> Containment:
    """Whether every instance of the JSON Schema `sub` is an instance of `sup`, with a checked witness if not."""

def main(arguments: Sequence[str | PathLike[str]]) -> int:
    """Runs the program `order-contracts` with these arguments (its name first) and returns its exit code."""
