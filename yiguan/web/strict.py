"""One reader for all JSON: what two programs would read differently is refused (RFC 8259 leaves it open)."""

import json
import math
import re
from itertools import accumulate
from typing import Any

from flask import request
from flask.json.provider import DefaultJSONProvider

from yiguan.base.errors import Refusal
from yiguan.base.labels import Labelled

DEPTH = 40
DIGITS = 40
"""No number of ours has more; long ones take long to read."""
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"?|[][{}]', re.DOTALL)
"""A text, also one that does not end, so that none is looked at twice; or a bracket."""


class Unclear(Refusal):
    """The body is no JSON, or not one that every program reads alike."""

    code = "bad_json"

    def __init__(self, what: str) -> None:
        super().__init__(f"发来的 JSON {what}，没有收下，什么都没有改动。请改正后再发。")


class StrictJSON(DefaultJSONProvider):
    ensure_ascii = False
    sort_keys = False

    @staticmethod
    def default(o: Any) -> Any:
        """A choice goes out by its value, also in the description of what may come in."""
        return str(o) if isinstance(o, Labelled) else DefaultJSONProvider.default(o)

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Raises Unclear."""
        try:
            text = s if isinstance(s, str) else s.decode()
            if _depth(text) > DEPTH:
                raise Unclear(f"嵌套超过 {DEPTH} 层")
            found = json.loads(
                text, object_pairs_hook=_unique, parse_constant=_no_number, parse_float=_finite, parse_int=_whole
            )
        except UnicodeDecodeError as error:
            raise Unclear("不是 UTF-8") from error
        except json.JSONDecodeError as error:
            raise Unclear("没有写完，或者写错了") from error
        return _whole_characters(found) if "\\u" in text else found


def sent_json() -> Any:
    """The JSON of this request; None if it has none. Raises Unclear."""
    return request.get_json() if request.is_json and request.get_data() else None


def _depth(text: str) -> int:
    """The nesting, without parsing; brackets in strings do not count, or they would hide others."""
    found = (one for one in _BRACKETS.findall(text) if one[0] != '"')
    return max(accumulate(1 if char in "[{" else -1 for char in found), default=0)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise Unclear("同一个键写了两次")
    return dict(pairs)


def _no_number(constant: str) -> Any:
    raise Unclear(f"有 {constant}，它不是数")


def _finite(digits: str) -> float:
    number = float(digits) if len(digits) <= DIGITS else math.inf
    if math.isinf(number):
        raise Unclear("有一个数太大或者太长")
    return number


def _whole(digits: str) -> int:
    """What a column can hold is for the schemas to say."""
    if len(digits) > DIGITS:
        raise Unclear("有一个整数太长")
    return int(digits)


def _whole_characters(found: Any) -> Any:
    """A question mark for half a character, which has no encoding. A browser writes one where a text was cut, and the
    scans of an evening must not be held up by it.
    """
    text = json.dumps(found, ensure_ascii=False)
    repaired = text.encode(errors="replace").decode()
    return found if repaired == text else json.loads(repaired)
