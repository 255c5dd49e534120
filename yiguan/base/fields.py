"""The kinds of input fields, each with Chinese error sentences; one schema serves the form and the JSON."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, missing, validate

from yiguan.base import clock, text
from yiguan.base.labels import Labelled

WORDS = {
    "required": "这一项要填。",
    "null": "这一项要填。",
    "validator_failed": "这一项没有看懂，请再看看。",
    "invalid": "这一项没有看懂，请再看看。",
    "type": "这里的数据格式不对。",
    "unknown": "没有这一项，请去掉它。",
}
fields.Field.default_error_messages = {**fields.Field.default_error_messages, **WORDS}


AS_TEXT = {"type": "string"}
"""Metadata of a computed field, whose type marshmallow does not know."""
ABSENT = {"absent": True}
"""Metadata of an output field that is left out when it has no value."""


def asked(label: str, hint: str = "", *, empty: str = "") -> dict[str, str]:
    """A field's words on a form: its label, a hint, and the sentence shown when it has no choices."""
    return {"label": label, "hint": hint, "empty": empty}


class In(Schema):
    """Input. The API refuses unknown fields, forms ignore them (see forms.read_form)."""

    error_messages = {"unknown": WORDS["unknown"], "type": WORDS["type"]}  # noqa: RUF012 - marshmallow's own way

    class Meta:
        unknown = EXCLUDE


class Out(Schema):
    """Output of the API. Every field is present, also an empty one, except where its metadata are `ABSENT`.

    Clients must ignore fields that they do not know: a later release may add some.
    """

    class Meta:
        unknown = EXCLUDE


@cache
def public_fields(schema: type[Schema]) -> frozenset[str]:
    """The fields, as a form names them, whose text may become public; of rows `items-text` stands for each."""
    found: set[str] = set()
    for name, kind in schema._declared_fields.items():
        at = getattr(kind, "data_key", None) or name
        inner = getattr(kind, "inner", None)
        if getattr(kind, "goes_public", False):
            found.add(at)
        elif isinstance(inner, fields.Nested):
            found |= {f"{at}-{one}" for one in public_fields(type(inner.schema))}
    return frozenset(found)


class PageNumber(fields.Integer):
    """The page of a list, from 1; an invalid number means page one."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        typed = str(value)
        return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1


class ListIn(In):
    """The query parameters of a list."""

    page = PageNumber(load_default=1, metadata={"minimum": 1})


class Word(fields.String):
    """A query parameter that names one of `kinds`. An empty one is None where there is no default; `lenient` reads an
    unknown word as None as well.
    """

    def __init__(self, kinds: Iterable[object], *, lenient: bool = False, **kwargs: Any) -> None:
        self.kinds = {str(kind): kind for kind in kinds}
        super().__init__(metadata={"enum": [*self.kinds]}, **kwargs)
        self.lenient = lenient

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if value in self.kinds:
            return self.kinds[value]
        if self.lenient or (value == "" and self.load_default is missing):
            return None
        raise ValidationError(f"请从这几项里选：{'、'.join(self.kinds)}。")


class Text(fields.String):
    """Cleaned text, `least` to `most` characters; blank counts as missing. `lines` keeps line breaks.

    What `goes_public` may stand on a public page one day, so forms mark personal data in it.
    """

    def __init__(
        self, most: int, *, least: int = 1, lines: bool = False, goes_public: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(required=kwargs.pop("required", least > 0), **kwargs)
        if least == 0 and not self.required and "load_default" not in kwargs:
            self.load_default = ""
        self.most = most
        self.least = least
        self.lines = lines
        self.goes_public = goes_public

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise ValidationError("这里要填文字。")
        cleaned = text.clean(value, lines=self.lines)
        if not cleaned and self.least:
            raise ValidationError(self.error_messages["required"])
        if cleaned and len(cleaned) < self.least:
            raise ValidationError(f"至少写{self.least}个字，现在是{len(cleaned)}个字。")
        if len(cleaned) > self.most:
            raise ValidationError(
                f"最多{self.most}个字，现在是{len(cleaned)}个字，请删去{len(cleaned) - self.most}个字。"
            )
        return cleaned


class Phone(fields.String):
    """A mobile number of 11 digits; spaces and hyphens are ignored. Empty means none. `tail`: its last four do too."""

    def __init__(self, *, tail: bool = False, **kwargs: Any) -> None:
        super().__init__(**(kwargs if kwargs.get("required") else {"load_default": "", **kwargs}))
        self.tail = tail

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        digits = re.sub(r"[\s\-—+]", "", text.clean(value, lines=False)) if isinstance(value, str) else "x"
        digits = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
        if not digits and not self.required:
            return ""
        if self.tail and re.fullmatch(r"\d{4}", digits, re.ASCII):
            return digits
        if not re.fullmatch(r"1[3-9]\d{9}", digits, re.ASCII):
            also = "；只填后四位也行" if self.tail else ""
            if len(re.findall(r"[0-9]", digits)) == 11:
                raise ValidationError("这不像手机号：手机号是1开头的11位数字，座机请不要填在这里。")
            said = f"手机号应为11位数字，现在是{len(re.findall(r'[0-9]', digits))}位。请再核对一下{also}。"
            raise ValidationError(said)
        return digits


class Whole(fields.Integer):
    """An integer between two bounds; a JSON float or boolean is refused."""

    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        bounds = validate.Range(least, most, error=f"请填{least}到{most}之间的数。")
        super().__init__(**{"required": True, "validate": bounds, **kwargs})
        self.error_messages = {**self.error_messages, "invalid": "请填一个整数。", "too_large": "这个数太大了。"}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, (bool, float)):
            raise ValidationError("请填一个整数。")
        if isinstance(value, str) and len(value) > 18:
            raise ValidationError("这个数太大了。")
        if value == "":
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return self.load_default
        return super()._deserialize(value, attr, data, **kwargs)

    def _validate(self, value: Any) -> None:
        """An optional field left empty is not checked against the bounds."""
        if value is not None:
            super()._validate(value)


class Choice(fields.Field[Any]):
    """One member of a Labelled enum, by value."""

    def __init__(self, kinds: type[Labelled], **kwargs: Any) -> None:
        words = dict.fromkeys(("required", "null"), "请选一项。") | kwargs.pop("error_messages", {})
        super().__init__(**{"required": True, **kwargs}, error_messages=words)
        self.kinds = kinds

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if value == "":
            raise ValidationError(self.error_messages["required"])
        try:
            return self.kinds(value)  # type: ignore[call-arg]
        except (ValueError, TypeError):
            raise ValidationError(f"请从这几项里选：{'、'.join(k.label for k in self.kinds)}。") from None


class Flag(fields.Boolean):
    """A checkbox: missing means no."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**(kwargs if kwargs.get("required") else {"load_default": False, **kwargs}))
        self.error_messages = {**self.error_messages, "invalid": "请选是或否。"}


class Moment(fields.Field[datetime]):
    """A point in time. Forms send Tongling time without a zone, the API must send an offset; the value is UTC."""

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return clock.iso(value) if value else None

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        if value == "":
            raise ValidationError(self.error_messages["required"])
        try:
            parsed = datetime.fromisoformat(value)
        except (ValueError, TypeError):
            raise ValidationError("时间没有看懂，请写成 2026-11-23 14:30 的样子。") from None
        if parsed.tzinfo is None and self.context_is_api():
            raise ValidationError("请带上时区，例如 2026-11-23T14:30:00+08:00。")
        if not 2000 <= parsed.year <= 2100:
            raise ValidationError("这个年份不对，请再看看。")
        return clock.from_local(parsed) if parsed.tzinfo is None else parsed.astimezone(UTC)

    def context_is_api(self) -> bool:
        return getattr(self.parent, "from_api", False)


class Day(fields.Date):
    """A calendar day, 2026-11-23; an optional one left empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages = {**self.error_messages, "invalid": "日期没有看懂，请写成 2026-11-23 的样子。"}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if value == "":
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return None
        day = super()._deserialize(value, attr, data, **kwargs)
        if not 2000 <= day.year <= 2100:
            raise ValidationError("这个年份不对，请再看看。")
        return day
