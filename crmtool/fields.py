"""The canonical fields: what a delivered column can mean, and by which words it is known.

A field is a table of ``rules/fields.toml``. Its ``kind`` says how its values are standardised, ``of`` whose it is (a
phone of the customer, of the person who brings the car, of the salesman), and its words by which headers it is known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from crmtool.errors import UsageError

KINDS = (
    "text", "code", "name", "company", "document", "gender", "date", "year", "phone", "email", "address",
    "vin", "plate", "engine_no", "member_no", "brand", "mileage", "amount",
)  # fmt: skip
DELIVERY_KINDS = ("sales", "service", "lead", "club", "insurance", "call", "other")
PERSONS = ("owner", "customer", "company", "insured", "policy_holder", "contact")
ROLES = (*PERSONS, "staff", "dealer", "other")
BELONGINGS = frozenset({"", "record", "customer", "contact", "company", "staff", "dealer"})


@dataclass(frozen=True, slots=True)
class Field:
    """A canonical field.

    ``synonyms`` are headers that mean this field, the best first; ``by_kind`` those that mean it above all others in
    deliveries of a kind; ``words`` those that may, or that stand within such a header. ``like`` names fields whose
    headers serve where theirs is taken. ``of`` is whose it is: "customer", "contact", "company", "staff", "dealer";
    "record" for what belongs to the row itself; "" for anybody's. ``deliveries`` are the kinds of delivery the field
    fits (all if empty). ``replaces`` names the field that its column is mapped to where no other is. ``values`` are
    words that values of the field are, begin with or end in. ``identifies`` says whether somebody, or a car, can be
    known by it; ``personal`` that its values are hidden as names are, whatever their kind.
    """

    name: str
    kind: str
    label_en: str
    label_zh: str
    synonyms: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    by_kind: tuple[tuple[str, tuple[str, ...]], ...] = ()
    deliveries: tuple[str, ...] = ()
    of: str = ""
    replaces: str = ""
    like: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    identifies: bool = False
    personal: bool = False

    def label(self, lang: str) -> str:
        """What people call the field in ``lang``."""
        return self.label_zh if lang == "zh" else self.label_en

    @property
    def shown_as(self) -> str:
        """What says how much of a value may be shown (``masking``): a birth date is the hidden part of an ID number."""
        if self.personal:
            return "name"
        return "birth" if self.kind == "date" and self.of == "customer" else self.kind


@dataclass(frozen=True)
class Fields(Mapping[str, Field]):
    """The fields by name, in the order of the file, with what headers of all fields share.

    ``roles`` has the words that say whose a column is (车主, 送修人, 销售顾问), by role; ``ignored`` headers of columns
    that no field wants, ``ignored_words`` words that make a header such a one; ``abbreviations`` what tokens of Latin
    headers are short for.
    """

    by_name: Mapping[str, Field]
    roles: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    ignored_words: tuple[str, ...]
    abbreviations: Mapping[str, str]

    def __hash__(self) -> int:
        """Of the fields alone; equal Fields have equal ones."""
        return hash(tuple(self.by_name.values()))

    def __getitem__(self, name: str) -> Field:
        """The field of this name."""
        return self.by_name[name]

    def __iter__(self) -> Iterator[str]:
        """Names in the order of the file."""
        return iter(self.by_name)

    def __len__(self) -> int:
        """How many fields there are."""
        return len(self.by_name)

    def need(self, name: str, where: str) -> Field:
        """The field of this name; raises UsageError with the nearest name if there is none."""
        if name not in self.by_name:
            raise UsageError(f"unknown field {name!r}", where=where, fix=did_you_mean(name, self.by_name))
        return self.by_name[name]


def from_toml(data: Mapping[str, Any], where: str = "fields.toml") -> Fields:
    """Fields from the parsed ``rules/fields.toml``; ``where`` is how messages call the file.

    Raises UsageError, with table, key and the nearest known word, on anything the file may not say.
    """
    only_keys(data, ("ignored", "ignored_words", "abbreviations", "roles", "fields"), where)
    parts = ("roles", "fields", "abbreviations")
    roles, tables, abbreviations = (as_table(data.get(key, {}), f"{where} [{key}]") for key in parts)
    only_keys(roles, ROLES, f"{where} [roles]")
    by_name = {name: _field(name, table, f"{where} [fields.{name}]") for name, table in tables.items()}
    fields = Fields(
        by_name,
        {role: as_texts(words, f"{where} [roles] {role}") for role, words in roles.items()},
        as_texts(data.get("ignored", ()), f"{where} ignored"),
        as_texts(data.get("ignored_words", ()), f"{where} ignored_words"),
        {short: as_text(word, f"{where} [abbreviations] {short}") for short, word in abbreviations.items()},
    )
    for field in by_name.values():
        for other in (*field.like, *([field.replaces] if field.replaces else [])):
            fields.need(other, f"{where} [fields.{field.name}]")
    return fields


def did_you_mean(word: str, known: Collection[str], otherwise: str = "") -> str:
    """A sentence with the nearest known word; where none is near, what to do ``otherwise``, or else all of them."""
    near = get_close_matches(word, known, n=1)
    return f"Did you mean {near[0]!r}?" if near else otherwise or f"Known: {', '.join(sorted(known))}"


def _field(name: str, value: object, where: str) -> Field:
    table = as_table(value, where)
    lists = ("synonyms", "words", "deliveries", "like", "values")
    only_keys(table, ("kind", "label", "of", "replaces", "by_kind", "identifies", "personal", *lists), where)
    label, by_kind = (as_table(table.get(key, {}), f"{where} {key}") for key in ("label", "by_kind"))
    only_keys(label, ("en", "zh"), f"{where} label")
    texts = {key: as_texts(table.get(key, ()), f"{where} {key}") for key in lists}
    for kind in (*by_kind, *texts["deliveries"]):
        one_of(kind, DELIVERY_KINDS, "kind of delivery", where)
    return Field(
        name=name,
        kind=one_of(table.get("kind", ""), KINDS, "kind", where),
        label_en=as_text(label.get("en", name), where),
        label_zh=as_text(label.get("zh", name), where),
        replaces=as_text(table.get("replaces", ""), where),
        of=one_of(table.get("of", ""), BELONGINGS, "value of 'of'", where),
        by_kind=tuple((kind, as_texts(words, f"{where} by_kind.{kind}")) for kind, words in by_kind.items()),
        identifies=as_yes(table, "identifies", where),
        personal=as_yes(table, "personal", where),
        **texts,
    )


def as_yes(table: Mapping[str, Any], key: str, where: str) -> bool:
    """What a table says of ``key``, true or false; false where it says nothing."""
    said = table.get(key, False)
    if not isinstance(said, bool):
        raise UsageError(f"{said!r} is neither true nor false", where=f"{where} {key}", fix="Write true")
    return said


def only_keys(table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    """Raise UsageError, with the nearest known one, if a table has another key."""
    for key in table:
        if key not in keys:
            raise UsageError(f"unknown key {key!r}", where=where, fix=did_you_mean(key, keys))


def one_of(value: object, known: tuple[str, ...] | frozenset[str], what: str, where: str) -> str:
    """The value if it is known; raises UsageError, with the nearest known one, if not."""
    if not isinstance(value, str) or value not in known:
        raise UsageError(f"unknown {what} {value!r}", where=where, fix=did_you_mean(str(value), known))
    return value


def as_table(value: object, where: str) -> Mapping[str, Any]:
    """The value, which must be a table."""
    if not isinstance(value, Mapping):
        raise UsageError(f"{value!r} is not a table", where=where, fix="Write it as [name] with key = value lines")
    return value


def as_text(value: object, where: str) -> str:
    """The value, which must be a text."""
    if not isinstance(value, str):
        raise UsageError(f"{value!r} is not a text", where=where, fix="Put it in quotation marks")
    return value


def as_texts(value: object, where: str) -> tuple[str, ...]:
    """The value, which must be a list of texts."""
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise UsageError(f"{value!r} is not a list of texts", where=where, fix='Write it as ["one", "two"]')
    return tuple(value)
