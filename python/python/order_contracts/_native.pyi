from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal, final

from typing import TypeAlias

from typing_extensions import Buffer

Verdict: TypeAlias = Literal["valid", "undecided", "invalid"]
BodyForm: TypeAlias = Literal["sent", "decoded", "text", "omitted", "unknown"]
Json: TypeAlias = Any

__version__: str

class ContractError(ValueError):
    """A contract, a name or a setting cannot be used; it never says that a payload is invalid."""

class ContractViolation(ValueError):
    """A payload, request or response violates its contract. The message lists every violation, without values."""

    def __init__(self, reports: Sequence[Report], /) -> None: ...
    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports with violations: one, or one for the request and one for the response."""
    @property
    def violations(self) -> list[Violation]:
        """The violations of all reports."""

class ContractUndecided(ValueError):
    """Nothing is violated as far as could be checked, but some checks could not be made."""

    def __init__(self, reports: Sequence[Report], /) -> None: ...
    @property
    def reports(self) -> tuple[Report, ...]: ...
    @property
    def undecided(self) -> list[Undecided]: ...

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
    def from_text(text: str | Buffer, name: str = "contract") -> Contract:
        """The document in a text; reports call it `name`."""
    @staticmethod
    def from_files(files: Mapping[str, str | Buffer], main: str) -> Contract:
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
    def validator(
        self, name: str, *, strict: bool = False, max_violations: int | None = None
    ) -> Validator:
        """The validator of one schema; `strict` reports undeclared properties too."""
    def validate(self, name: str, payload: str | Buffer | Json) -> Report:
        """Checks one payload: `str` and bytes are JSON texts, everything else is a value."""
    def check(self, name: str, payload: str | Buffer | Json, *, allow_undecided: bool = False) -> None:
        """The same, raising `ContractViolation` or `ContractUndecided`."""
    def validate_arrow(self, name: str, column: Any, *, violations: bool = True) -> ArrowResult | ArrowStreamResult:
        """See `Validator.validate_arrow`."""
    def request_head(self, method: str, target: str, headers: Iterable[tuple[str | bytes, str | bytes]] = (), *, strict: bool = False, base_path: str | None = None) -> RequestHead:
        """What can be checked of a request before its body is read."""
    def request(self, request: Any, *, strict: bool = False, base_path: str | None = None) -> Report:
        """Checks a request: of `httpx`, `requests`, Starlette's test client, `order_contracts.Request`, or a recorded one (a dict or its JSON text)."""
    def response(self, response: Any, *, strict: bool = False, base_path: str | None = None) -> Report:
        """Checks a response that knows its request, or a recorded exchange."""
    def exchange(self, exchange: Any, *, strict: bool = False, base_path: str | None = None) -> tuple[Report | None, Report | None]:
        """Checks both halves. A half that was not recorded has no report."""
    def check_exchange(self, exchange: Any, *, strict: bool = False, base_path: str | None = None, allow_undecided: bool = False) -> None:
        """The same, raising `ContractViolation` or `ContractUndecided`."""
    def coverage(self, name: str | None = None) -> Coverage:
        """Counters of what traffic exercises: of the whole contract, or of the schema `name`."""

@final
class Operation:
    @property
    def id(self) -> str | None: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...

@final
class RequestHead:
    @property
    def report(self) -> Report:
        """The report of what is known so far."""
    @property
    def reads_body(self) -> bool:
        """Whether the verdict can still depend on the body."""
    @property
    def operation(self) -> Operation | None: ...
    @property
    def path_parameters(self) -> dict[str, str]: ...

@final
class Validator:
    """The validator of one schema. It is immutable, can be shared between threads, and pickles."""

    @property
    def name(self) -> str: ...
    @property
    def contract(self) -> Contract: ...
    def is_valid(self, payload: str | Buffer | Json) -> bool:
        """Whether the verdict is `valid`."""
    def validate(self, payload: str | Buffer | Json) -> Report: ...
    def check(self, payload: str | Buffer | Json, *, allow_undecided: bool = False) -> None: ...
    def validate_arrow(self, column: Any, *, violations: bool = True) -> ArrowResult | ArrowStreamResult:
        """Checks each JSON text of an Arrow column of strings or bytes, of any of their types, and returns a column of the same length.

        `column` is anything with `__arrow_c_array__` or `__arrow_c_stream__`: arrays of pyarrow, series of Polars and pandas. The result
        has the same of the two. A null stays null. Its type is `struct<verdict, violations: list<struct>, undecided: list<struct>>`, or
        a string with the verdict if `violations` is false.
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
    def raise_for_violations(self, *, allow_undecided: bool = False) -> None: ...
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
    def count(self, payload: str | Buffer | Json, report: Report) -> None:
        """Counts one payload of the schema that these counters are of."""
    def count_exchange(self, exchange: Any, request: Report | None, response: Report | None) -> None: ...
    def merge(self, other: Coverage) -> None: ...
    @property
    def percent(self) -> float: ...
    def share(self, statement: str) -> tuple[int, int] | None: ...
    @property
    def statements(self) -> list[tuple[str, str, int, int]]:
        """Pointer, kind, how often accepted, how often refused."""

@final
class Change:
    @property
    def rule(self) -> str: ...
    @property
    def facet(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def pointer(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def witness(self) -> Json: ...
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

def main(arguments: Sequence[str]) -> int:
    """Runs the program `order-contracts` with these arguments (its name first) and returns its exit code."""
