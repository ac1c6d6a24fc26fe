"""Which criterion a row of a form is: by id, by printed code under its parent, by a name that agrees."""

import datetime
import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from cchc_analysis.intake.names import code_key, name_key, tidy
from cchc_analysis.intake.rows import list_rows
from cchc_analysis.intake.values import Value, cell_text
from cchc_analysis.rules.season import Layout

Problem = Literal["unknown_criterion", "ambiguous_criterion", "criterion_mismatch"]

ALIKE = 0.6  # how like a name another must be to speak against a place

_LEADING_CODE = re.compile(r"(\S+?)[.):]*[ ](.+)")
_NUMBER_CODE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_CODE = re.compile(r"\(?(?:[0-9]+|[IVXLC]+)(?:[.\-][0-9A-Za-zđĐ]+)*[a-zđ]?[.):]*")
_SUM_OF = ("điểm", "đạt", "các", "lĩnh vực", "mục", "phần", "nội dung")
_SUMMARY = re.compile(
    r"(?:điểm |giá trị )?(?:trung bình|bình quân)(?: (?:chung|cộng|toàn|các|của|khối|nhóm|tất cả|cả)\b.*)?|(?:đ)?tb|"
    r"(?:điểm |giá trị )?(?:cao nhất|thấp nhất|lớn nhất|nhỏ nhất|trung vị)(?: (?:chung|toàn|các|của|khối|nhóm)\b.*)?|"
    r"xếp hạng|xếp loại|thứ hạng|hạng|average|mean|median|highest|lowest|rank",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:[IVXLC]+|[A-ZĐ])(?![^\W_])")
_SUM = re.compile(r"(?:tổng cộng|tổng điểm|tổng số điểm|tổng số|tổng|cộng|total|subtotal)\b", re.IGNORECASE)


@dataclass(frozen=True)
class CriteriaIndex:
    """The criteria set as forms refer to it: ids by code, by number and by name, and the tree above each id."""

    labels: Mapping[str, str]
    labels_en: Mapping[str, str]
    codes: Mapping[str, str]
    names: Mapping[str, str]
    parents: Mapping[str, str | None]
    leaves: frozenset[str]
    by_id: Mapping[str, str] = field(default_factory=dict)
    by_code: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_number: Mapping[float, tuple[str, ...]] = field(default_factory=dict)
    by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)

    def ancestors(self, criterion_id: str) -> tuple[str, ...]:
        """The nodes above, nearest first."""
        above = self.parents[criterion_id]
        return () if above is None else (above, *self.ancestors(above))

    def leaves_under(self, node: str | None) -> frozenset[str]:
        """The leaves at and below a node; all of them for ``None``."""
        return self.leaves if node is None else self._leaves_under.get(node, frozenset())

    @cached_property
    def _leaves_under(self) -> Mapping[str, frozenset[str]]:
        below: dict[str, set[str]] = {}
        for leaf in self.leaves:
            for node in (leaf, *self.ancestors(leaf)):
                below.setdefault(node, set()).add(leaf)
        return {node: frozenset(leaves) for node, leaves in below.items()}


@dataclass(frozen=True)
class Match:
    """The criterion a row is, or what keeps it from being one; ``candidates`` are those it could be."""

    criterion_id: str | None = None
    problem: Problem | None = None
    candidates: tuple[str, ...] = ()


def index_criteria(criteria: pd.DataFrame, layout: Layout | None = None) -> CriteriaIndex:
    """The criteria set as forms refer to it; *layout* says how codes that are dates or numbers are to be taken."""
    nodes = list_rows(criteria)
    numbers = [(node["criterion_id"], code_key(node["code"])) for node in nodes]
    return CriteriaIndex(
        codes=dict(numbers),
        labels={node["criterion_id"]: f"{node['code']} {node['name']}" for node in nodes},
        labels_en={node["criterion_id"]: f"{node['code']} {_name_en(node)}" for node in nodes},
        names={node["criterion_id"]: node["name"] for node in nodes},
        parents={
            node["criterion_id"]: node["parent_id"] if isinstance(node["parent_id"], str) else None for node in nodes
        },
        leaves=frozenset(node["criterion_id"] for node in nodes if node["is_leaf"]),
        by_id={name_key(node["criterion_id"]): node["criterion_id"] for node in nodes},
        by_code=_group((code_key(node["code"]), node["criterion_id"]) for node in nodes),
        by_number=_group((float(code), node) for node, code in numbers if _NUMBER_CODE.fullmatch(code)),
        by_name=_group((name_key(node["name"]), node["criterion_id"]) for node in nodes),
        layout=layout or Layout(),
    )


def _name_en(node: Mapping[Any, Any]) -> str:
    return node["name_en"] if isinstance(node["name_en"], str) else node["name"]


def match_id(value: Value, index: CriteriaIndex) -> Match:
    """The criterion by its id; a number that is the id of several (1.1 and 1.10) is not decided."""
    found = index.by_id.get(name_key(cell_text(value)))
    if isinstance(value, float):
        alike = tuple(each for each in index.by_id.values() if _NUMBER_CODE.fullmatch(each) and float(each) == value)
        return _decide(alike)
    return Match(found) if found else Match(problem="unknown_criterion")


def match_id_or_code(value: Value, index: CriteriaIndex, applicable: Collection[str]) -> Match:
    """The criterion by its id, or by a printed code that only one criterion that applies has."""
    value = _as_declared(value, index)
    by_id = match_id(value, index)
    if by_id.criterion_id:
        return by_id
    return _decide(_narrow(tuple(dict.fromkeys((*by_id.candidates, *_by_code(value, index)))), applicable))


def match_row(
    code: Value, name: str, index: CriteriaIndex, applicable: Collection[str], path: Iterable[str]
) -> Match | None:
    """The criterion of a form's row; ``None`` where the row claims to be none (an option, a heading, free text).

    *path* is the node placed last and its ancestors, nearest first: it decides between repeats of a code, and only
    after the name has been asked. A number that could be two codes (1.1 or 1.10) is never decided by position, nor is
    a date that was a code, unless the season's layout declares what they are. A row named like a sum is no item,
    whatever number stands before it.
    """
    code = _as_declared(code, index)
    if not cell_text(code):
        code, name = _split_leading_code(name, index)
    named = index.by_name.get(name_key(name), ())
    if not cell_text(code):
        return _decide(_under_path(_narrow(named, applicable), index, path)) if named else None
    if not named and is_sum(name):
        return None
    coded = _by_code(code, index)
    if agreeing := tuple(each for each in coded if each in named):
        return _decide(_under_path(_narrow(agreeing, applicable), index, path))
    if isinstance(code, datetime.date):
        return _decide(_narrow(named, applicable)) if named else Match(problem="ambiguous_criterion")
    if coded and named:
        return Match(problem="criterion_mismatch", candidates=coded)
    if not coded:
        return Match(problem="unknown_criterion") if _CODE.fullmatch(cell_text(code)) else None
    is_number = isinstance(code, float) and len({index.codes[each] for each in coded}) > 1
    if is_number:
        return _decide(coded)
    return _decide(_agree(name, _under_path(_narrow(coded, applicable), index, path), coded, index))


def is_sum(*texts: str) -> bool:
    """Whether a row calls itself a sum.

    >>> [is_sum(text) for text in ("Tổng cộng", "CỘNG (I)", "Tổng điểm tự chấm", "Cộng tác viên", "TỔNG HỢP")]
    [True, True, True, False, False]
    """
    return any(_names_a_sum(text) for text in texts)


def is_summary(text: str) -> bool:
    """Whether a row or column calls itself an average or a place in the order, which no score is checked against.

    >>> [is_summary(text) for text in ("Trung bình", "Trung bình toàn cơ quan", "Xếp hạng", "Trung bình khá")]
    [True, True, True, False]
    """
    return bool(_SUMMARY.fullmatch(tidy(text)))


def find_summed(text: str, index: CriteriaIndex) -> tuple[str, ...]:
    """The node a sum's label names by its printed code, as in ``Cộng (II)``; none where it names several."""
    words = [word for word in re.split(r"[\s()\[\],;:+]+", tidy(text)) if word]
    nodes = {each for word in words for each in index.by_code.get(code_key(word), ()) if each not in index.leaves}
    return tuple(nodes) if len(nodes) == 1 else ()


def _as_declared(code: Value, index: CriteriaIndex) -> Value:
    if isinstance(code, datetime.date) and index.layout.date_codes:
        parts = (code.day, code.month) if index.layout.date_codes == "day.month" else (code.month, code.day)
        return f"{parts[0]}.{parts[1]}"
    if isinstance(code, float) and index.layout.numeric_codes == "as_shown":
        return cell_text(code)
    return code


def _names_a_sum(text: str) -> bool:
    found = _SUM.match(text)
    rest = text[found.end() :].strip() if found else ""
    if not found:
        return False
    is_of_points = name_key(found[0]) in ("tổng điểm", "tổng số điểm", "tổng cộng")
    return (
        is_of_points
        or not rest
        or not rest[0].isalpha()
        or bool(_LABEL.match(rest))
        or name_key(rest).startswith(_SUM_OF)
    )


def _by_code(code: Value, index: CriteriaIndex) -> tuple[str, ...]:
    if isinstance(code, float):
        return index.by_number.get(code, ())
    return index.by_code.get(code_key(cell_text(code)), ())


def _split_leading_code(name: str, index: CriteriaIndex) -> tuple[str, str]:
    split = _LEADING_CODE.fullmatch(tidy(name))
    if split and name_key(name) not in index.by_name and code_key(split[1]) in index.by_code:
        return split[1], split[2]
    return "", name


def _narrow(ids: tuple[str, ...], applicable: Collection[str]) -> tuple[str, ...]:
    if len(ids) < 2:
        return ids
    return tuple(each for each in ids if each in applicable) or ids


def _under_path(ids: tuple[str, ...], index: CriteriaIndex, path: Iterable[str]) -> tuple[str, ...]:
    if len(ids) < 2:
        return ids
    for node in path:
        below = tuple(each for each in ids if index.parents[each] == node)
        if below:
            return below
    return tuple(each for each in ids if index.parents[each] is None) or ids


def _agree(name: str, placed: tuple[str, ...], coded: tuple[str, ...], index: CriteriaIndex) -> tuple[str, ...]:
    """*placed*, unless the name, though no criterion's own, is much like another of the same code: then all of them."""
    if not name or len(coded) < 2 or len(placed) != 1:
        return placed
    alike = {each: difflib.SequenceMatcher(None, name_key(name), name_key(index.names[each])).ratio() for each in coded}
    return coded if max(alike.values()) > max(ALIKE, alike[placed[0]]) else placed


def _decide(ids: tuple[str, ...]) -> Match:
    if len(ids) == 1:
        return Match(ids[0])
    return Match(problem="ambiguous_criterion" if ids else "unknown_criterion", candidates=ids)


def _group(pairs: Iterable[tuple[Any, str]]) -> dict[Any, tuple[str, ...]]:
    grouped: dict[Any, tuple[str, ...]] = {}
    for key, value in pairs:
        grouped[key] = (*grouped.get(key, ()), value)
    return grouped
