"""What a rule may give its check: read from the check's own signature, so that a check kind needs no second place."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

Regex: TypeAlias = str
"""A parameter that is a regular expression of Rust's kind, which cannot run away."""
FieldName: TypeAlias = str
"""A parameter that names a canonical field."""


class RuleFault(ValueError):
    """Something a rule's table may not say.

    ``key`` is where, ``what`` is wrong; ``meant`` is a word that nobody knows and ``could`` the words it may have been.
    """

    def __init__(self, key: str, what: str, could: Collection[str] = (), meant: str = "") -> None:
        super().__init__(what)
        self.key = key
        self.what = what
        self.could = tuple(could)
        self.meant = meant or key


def bind(check: Callable[..., Any], given: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """The keyword arguments for ``check`` that a rule's ``with`` table gives; lists become tuples.

    ``fields`` are the names a ``FieldName`` may have. Raises RuleFault for an unknown key, a missing one, a value of
    another type, a field that does not exist and a regular expression that cannot be read.
    """
    wanted = parameters(check)
    for key in given:
        if key not in wanted:
            raise RuleFault(key, f"{check.__name__} takes no {key!r}", wanted)
    for key, parameter in wanted.items():
        if key not in given and parameter.default is parameter.empty:
            raise RuleFault("with", f"{check.__name__} needs {key!r}")
    return {key: _value(key, wanted[key].annotation, value, fields) for key, value in given.items()}


def parameters(check: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The keyword-only parameters of a check kind by name."""
    return {
        name: parameter
        for name, parameter in inspect.signature(check).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    }


def _value(key: str, annotation: str, value: object, fields: Collection[str]) -> object:
    if annotation.startswith("tuple["):
        if not isinstance(value, list):
            raise RuleFault(key, f"{key} must be a list")
        return tuple(_value(key, annotation.removeprefix("tuple[").split(",")[0], item, fields) for item in value)
    if annotation == "float" and type(value) is int:
        return float(value)
    if type(value).__name__ != {"Regex": "str", "FieldName": "str"}.get(annotation, annotation):
        raise RuleFault(key, f"{key} must be of type {annotation}, not {type(value).__name__}")
    if annotation == "FieldName" and value not in fields:
        raise RuleFault(key, f"there is no field {value!r}", fields, str(value))
    if annotation == "Regex":
        _compiled(key, str(value))
    return value


def _compiled(key: str, pattern: str) -> None:
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError as broken:
        said = str(broken).partition("\n\nThis error occurred")[0]
        raise RuleFault(key, f"{key} is no regular expression: {' '.join(said.split())[:200]}") from None
