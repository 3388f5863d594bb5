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
    def name(self) -> str:
        """What reports call it: the path of its file, or the name that was given."""
    @property
    def title(self) -> str:
        """The title of the document."""
    @property
    def version(self) -> str:
        """`3.0` or `3.1`."""
    @property
    def digest(self) -> str:
        """A digest of what the document says, whatever its format."""
    @property
    def problems(self) -> list[str]:
        """What is wrong with the document, one line each; everything else can be checked."""
    @property
    def operations(self) -> list[Operation]:
        """The operations, by path, then method."""
    @property
    def schema_names(self) -> list[str]:
        """The names that `validator` knows: components, request bodies, response bodies."""
    @property
    def document(self) -> dict[str, Json]:
        """The document as `json.loads` would have it, with the files that it refers to."""
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
    """One method of one path."""

    def __new__(cls, id: str | None, method: str, path: str) -> Operation: ...
    @property
    def id(self) -> str | None:
        """The `operationId`, if there is one."""
    @property
    def method(self) -> str:
        """The method in capital letters, such as `POST`."""
    @property
    def path(self) -> str:
        """The path template, such as `/orders/{id}`."""

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
    def operation(self) -> Operation | None:
        """The operation that is called; `None` if the contract does not declare it."""
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
    def report(self) -> Report:
        """The report of what is known so far."""
    @property
    def reads_body(self) -> bool:
        """Whether the verdict can still depend on the body."""
    @property
    def is_bodiless(self) -> bool:
        """Whether no body is sent, whatever the headers say."""
    def finish(self, body: bytes | bytearray | memoryview) -> Report:
        """The report on the response with this body, as it was sent."""
    def unread(self, why: NotRead, *, limit: int | None = None) -> Report:
        """The report on the response with a body that was not read; `limit` is that of `too-long`."""

@final
class Validator:
    """The validator of one schema. It is immutable, can be shared between threads, and pickles."""

    @property
    def name(self) -> str:
        """The name of the schema."""
    @property
    def contract(self) -> Contract:
        """The contract that it is of."""
    def is_valid(self, payload: str | bytes | bytearray | memoryview | Json) -> bool:
        """Whether the verdict is `valid`."""
    def validate(self, payload: str | bytes | bytearray | memoryview | Json) -> Report:
        """Checks one payload: `str` and bytes are JSON texts, everything else is a value."""
    def check(self, payload: str | bytes | bytearray | memoryview | Json, *, allow_undecided: bool = False) -> None:
        """The same, raising `ContractViolation` or `ContractUndecided`."""
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
    def verdict(self) -> Verdict:
        """`valid`, `invalid`, or `undecided` if some check could not be made."""
    @property
    def is_valid(self) -> bool:
        """Whether the verdict is `valid`."""
    @property
    def violations(self) -> list[Violation]:
        """The violations, in the order of the text; `left_out` counts those that were omitted."""
    @property
    def undecided(self) -> list[Undecided]:
        """The checks that could not be made."""
    @property
    def left_out(self) -> int:
        """How many violations were omitted because of a limit."""
    @property
    def operation(self) -> Operation | None:
        """The operation, if a request or response was checked and its operation is declared."""
    def raise_for_violations(self, *, allow_undecided: bool = False) -> None:
        """Raises `ContractViolation`, or `ContractUndecided` unless that is allowed."""
    def problem(self, *, with_sources: bool = False) -> dict[str, Json] | None:
        """The body of a response of the type `application/problem+json` (RFC 9457); `None` if nothing is violated or undecided."""
    @property
    def allow(self) -> list[str]:
        """The methods of the header `Allow` of an answer with the status 405; empty for others."""
    def to_dict(self) -> dict[str, Json]:
        """The report as the program writes it in JSON."""
    def to_json(self) -> str:
        """The same as a JSON text."""

@final
class Violation:
    """A place in a message that violates a statement of the contract. The value is nowhere in it."""

    @property
    def id(self) -> str:
        """The rule, such as `max-length`."""
    @property
    def message(self) -> str:
        """The place, what was wanted and what was found, in one line."""
    @property
    def part(self) -> str:
        """The part of the message: `body`, `query`, `path`, `header`, `cookie`, `status` and others."""
    @property
    def name(self) -> str | None:
        """The name of the parameter or header."""
    @property
    def instance(self) -> str:
        """The place in the part, as a JSON Pointer."""
    @property
    def keyword(self) -> str:
        """The place of the statement in the contract, as a JSON Pointer."""
    @property
    def line(self) -> int | None:
        """The line in the text that was checked, from 1; `None` if a value was checked."""
    @property
    def column(self) -> int | None:
        """The column in the text that was checked, from 1, in code points."""
    @property
    def wanted(self) -> str:
        """What the contract requires."""
    @property
    def found(self) -> str:
        """The type and size of what was found."""
    @property
    def hint(self) -> str | None:
        """What was probably meant."""
    @property
    def sources(self) -> list[dict[str, str]]:
        """The pages that the statement is from, each with `id`, `title` and `url`."""
    @property
    def closest(self) -> list[Violation]:
        """The violations of the nearest alternative of an `anyOf` or `oneOf`."""
    def to_dict(self) -> dict[str, Json]:
        """The violation as the program writes it in JSON."""

@final
class Undecided:
    """A check that could not be made."""

    @property
    def id(self) -> str:
        """The kind of reason."""
    @property
    def part(self) -> str:
        """The part of the message."""
    @property
    def name(self) -> str | None:
        """The name of the parameter or header."""
    @property
    def reason(self) -> str:
        """Why it could not be made."""
    @property
    def keyword(self) -> str | None:
        """The place of the statement in the contract, as a JSON Pointer."""
    @property
    def message(self) -> str:
        """The part, the reason and the place, in one line."""
    def to_dict(self) -> dict[str, Json]:
        """The check as the program writes it in JSON."""

@final
class Coverage:
    """What traffic has exercised of a contract. It pickles, and merging is commutative and associative."""

    @staticmethod
    def from_json(text: str) -> Coverage:
        """Counters from their text. They can be merged, and count nothing more."""
    def to_json(self) -> str:
        """The text that `order-contracts coverage merge` reads."""
    def count(self, payload: str | bytes | bytearray | memoryview | Json, report: Report) -> None:
        """Counts one payload of the schema that these counters are of."""
    def count_exchange(self, exchange: Any, request: Report | None, response: Report | None) -> None:
        """Counts an exchange, with the reports on its halves."""
    def merge(self, other: Coverage) -> None:
        """Adds other counters of the same document; raises `ContractError` for those of another."""
    @property
    def records(self) -> int:
        """How many records were counted."""
    @property
    def operations(self) -> list[tuple[Operation, int, int]]:
        """The declared operations, how often requests to them held, and how often they did not."""
    @property
    def percent(self) -> float:
        """Of all statements, how many in a hundred were exercised by something that holds."""
    def share(self, statement: str) -> tuple[int, int] | None:
        """Of the statements of one kind, such as `operation`, how many were exercised, and how many there are."""
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
    def verdict(self) -> str:
        """`breaking`, `undecided`, `compatible` or `docs`."""
    @property
    def facet(self) -> str:
        """What it affects: `wire`, `code` or others."""
    @property
    def message(self) -> str:
        """What was changed, in one line."""
    @property
    def operations(self) -> list[str]:
        """The operations that it affects."""
    @property
    def fingerprint(self) -> str:
        """A name that stays the same as long as the edit does."""
    @property
    def witness(self) -> Json:
        """An exchange that one document allows and the other does not; `None` if there is none."""
    def to_dict(self) -> dict[str, Json]:
        """The change as the program writes it in JSON."""

@final
class Comparison:
    """What differs between two contracts, worst first."""

    @property
    def verdict(self) -> str:
        """The worst verdict: `breaking`, `undecided`, `compatible` or `docs`."""
    @property
    def changes(self) -> list[Change]:
        """The changes, worst first."""
    def markdown(self) -> str:
        """The report in Markdown."""
    def text(self) -> str:
        """The report as the program prints it."""
    def to_dict(self) -> dict[str, Json]:
        """The report as the program writes it in JSON."""

def diff(base: Contract, revision: Contract) -> Comparison:
    """Every change between two contracts, each with a verdict and, where it breaks somebody, a payload that proves it."""

@final
class Containment:
    """Whether every instance of one JSON Schema is an instance of another."""

    @property
    def answer(self) -> Literal["yes", "no", "undecided"]:
        """`yes` is proved, `no` has a witness, `undecided` has reasons."""
    @property
    def witness(self) -> Json:
        """An instance of the one schema that is none of the other."""
    @property
    def reasons(self) -> list[str]:
        """Why there is no answer."""

def covers(sub: Json, sup: Json, *, assert_formats: bool = False) -> Containment:
    """Whether every instance of the JSON Schema `sub` is an instance of `sup`, with a checked witness if not."""

def main(arguments: Sequence[str | PathLike[str]]) -> int:
    """Runs the program `order-contracts` with these arguments (its name first) and returns its exit code."""
