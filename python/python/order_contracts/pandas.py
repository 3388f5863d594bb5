"""Checks JSON columns in pandas.

Needs `pandas` and `pyarrow`. A missing value stays missing, a bad row never fails a call, and payloads are nowhere in
the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

import pandas as pd
import pyarrow as pa

from order_contracts._columns import validator_of

if TYPE_CHECKING:
    from order_contracts import Contract, Validator

__all__ = ["check"]


@overload
def check(
    series: pd.Series, contract: Contract | Validator, name: str | None = None, *, violations: Literal[True] = True
) -> pd.DataFrame: ...
@overload
def check(
    series: pd.Series, contract: Contract | Validator, name: str | None = None, *, violations: Literal[False]
) -> pd.Series: ...
def check(
    series: pd.Series, contract: Contract | Validator, name: str | None = None, *, violations: bool = True
) -> pd.DataFrame | pd.Series:
    """Checks each JSON text of a series of strings or bytes: of the type `object`, `str`, `string` or of Arrow.

    `name` is the name of a schema of `contract`; a `Validator` needs none. The result has the index of the series and
    the columns `verdict` (`valid`, `undecided` or `invalid`), `violations`, `undecided` and `left_out`, in the types of
    Arrow; the lists hold dictionaries. It is a series of verdicts if `violations` is false. `None`, `NaN` and `pd.NA`
    stay missing.

    Raises `ContractError` for an unknown name, and `TypeError` if the series has anything but strings and bytes; it
    names the first position.

    Example:
        import pandas as pd
        from order_contracts import Contract
        from order_contracts.pandas import check

        orders = pd.read_parquet("orders.parquet")
        result = check(orders["line"], Contract.embedded("kohortpay"), "CreateOrder")
        print(orders.join(result).query("verdict != 'valid'").explode("violations"))

    """
    validator = validator_of(contract, name)
    if not isinstance(series, pd.Series):
        raise TypeError(f"expected a pandas Series, found `{type(series).__name__}`")
    result = validator.validate_arrow(_payloads(series), violations=violations)
    found = pa.chunked_array(result) if hasattr(result, "__arrow_c_stream__") else pa.chunked_array([pa.array(result)])
    if not violations:
        return _typed(found, series.index, "verdict")
    columns = {field.name: column for field, column in zip(found.type, found.flatten(), strict=True)}
    return pd.DataFrame({name: _typed(column, series.index, name) for name, column in columns.items()})


def _typed(column: Any, index: pd.Index, name: str) -> pd.Series:
    """A column of Arrow as a series, without a Python object for each value."""
    return pd.Series(pd.arrays.ArrowExtensionArray(column), index=index, name=name, copy=False)


def _payloads(series: pd.Series) -> Any:
    """The values as an Arrow column; a string with a lone surrogate as bytes, which makes it an invalid row."""
    if series.dtype != object:
        return pa.array(series, from_pandas=True)
    values = [None if missing else value for value, missing in zip(series, series.isna(), strict=True)]
    for position, value in enumerate(values):
        if value is not None and not isinstance(value, (str, bytes, bytearray, memoryview)):
            found = type(value).__name__
            raise TypeError(f"the series has a `{found}` at position {position}; expected strings or bytes")
    try:
        return pa.array(values)
    except (UnicodeEncodeError, pa.ArrowInvalid, pa.ArrowTypeError):
        encoded = (value.encode(errors="surrogatepass") if isinstance(value, str) else value for value in values)
        return pa.array([value if value is None else bytes(value) for value in encoded], pa.large_binary())
