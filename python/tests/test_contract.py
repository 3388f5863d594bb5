"""Contracts: where they come from, what they have, what is said of those that cannot be used."""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from order_contracts import Contract, ContractError, Operation, Validator

if TYPE_CHECKING:
    from pathlib import Path

API = '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}'


def test_the_embedded_contracts_have_all_operations() -> None:
    assert {name: len(Contract.embedded(name).operations) for name in ("kohortpay", "threekit")} == {
        "kohortpay": 16,
        "threekit": 5,
    }


def test_an_unknown_contract_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ContractError, match="kohortpay"):
        Contract.embedded("kohortpy")


def test_an_unknown_schema_is_refused_with_the_nearest_name(kohortpay: Contract) -> None:
    with pytest.raises(ContractError, match="did you mean `CreateOrder`"):
        kohortpay.validator("CreateOrdr")


def test_a_missing_file_is_the_cause_of_the_error(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"cannot read `.*none\.yaml`: No such file") as error:
        Contract.from_path(tmp_path / "none.yaml")
    assert isinstance(error.value.__cause__, FileNotFoundError)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"", "is empty; expected an OpenAPI document"),
        (b"\x00\x01\xff", "contract"),
        (b"{", "contract"),
        ("swagger: '2.0'", "Swagger"),
        ("a: &a [*a, *a]", "contract"),
    ],
)
def test_a_text_that_is_no_contract_is_refused(text: bytes | str, what: str) -> None:
    with pytest.raises(ContractError, match=what):
        Contract.from_text(text)


def test_a_contract_is_read_from_text_and_bytes_of_every_kind() -> None:
    text = API + "}"
    texts: list[Any] = [text, text.encode(), bytearray(text.encode()), memoryview(text.encode())]
    assert {Contract.from_text(text, "a.json").digest for text in texts} == {Contract.from_text(text).digest}
    with pytest.raises(TypeError, match="`str` or bytes, not `int`"):
        Contract.from_text(5)  # type: ignore[arg-type]


def several(folder: Path) -> Contract:
    (folder / "parts").mkdir()
    (folder / "parts/a.yaml").write_text("type: string\nmaxLength: 3\n")
    (folder / "api.json").write_text(API + ', "components": {"schemas": {"A": {"$ref": "parts/a.yaml"}}}}')
    return Contract.from_path(folder / "api.json")


def test_a_contract_of_several_files_pickles_with_its_texts(tmp_path: Path) -> None:
    contract = several(tmp_path)
    pickled = pickle.dumps(contract.validator("A", max_violations=1))
    (tmp_path / "api.json").unlink()
    validator = pickle.loads(pickled)
    assert validator.contract.digest == contract.digest
    assert validator.contract.name == contract.name
    assert validator.contract.problems == contract.problems == []
    before, after = contract.validate("A", '"four"'), validator.validate('"four"')
    assert before == after
    assert after.violations[0].to_dict()["contract"] == {"title": "T", "line": 2, "column": 1}


def test_a_contract_is_read_from_the_texts_of_its_files() -> None:
    files = {
        "v1/parts/a.json": '{"type": "null"}',
        "v1/api.json": API + ', "components": {"schemas": {"A": {"$ref": "parts/a.json"}}}}',
    }
    contract = Contract.from_files(files, main="v1/api.json")
    assert contract.problems == []
    assert contract.validate("A", "1").verdict == "invalid"
    with pytest.raises(ContractError, match=r"`api\.json` is none of the files: `v1/api\.json`, `v1/parts/a\.json`"):
        Contract.from_files(files, main="api.json")


def test_what_a_contract_refers_to_in_vain_is_a_problem_and_undecided() -> None:
    contract = Contract.from_text(API + ', "components": {"schemas": {"A": {"$ref": "#/nope"}}}}')
    assert "unresolved reference" in contract.problems[0]
    report = contract.validate("A", "1")
    assert report.verdict == "undecided"
    assert not report.is_valid


def test_a_schema_is_exported_with_all_that_it_refers_to(kohortpay: Contract) -> None:
    schema = kohortpay.json_schema("createOrder.request")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["amount"]["minimum"] == 0


def test_operations_are_values(shop: Contract) -> None:
    operation = shop.operations[0]
    assert (
        operation == Operation(operation.id, operation.method, operation.path) == pickle.loads(pickle.dumps(operation))
    )
    assert len({operation, pickle.loads(pickle.dumps(operation))}) == 1


def judge(validator: Validator) -> str:
    return validator.validate('{"amount": -1}').verdict


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork"])
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_validators_go_to_other_processes(kohortpay: Contract, method: str) -> None:
    validator = kohortpay.validator("CreateOrder")
    assert judge(validator) == "invalid"
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        assert list(pool.map(judge, [validator] * 4)) == ["invalid"] * 4
