"""Where things stand in a received sheet: the header found by what it says, each column by its role."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cchc_analysis.intake.names import name_key
from cchc_analysis.intake.scan import Position
from cchc_analysis.intake.values import cell_text
from cchc_analysis.intake.workbooks import Sheet
from cchc_analysis.rules.season import Season, Stage

HEADER_ROWS = 100
HEADER_HEIGHT = 3
LOOK_OUT_ROWS = 20
MAX_HEADING = 150

HEADINGS: dict[str, tuple[str, ...]] = {
    "criterion_id": ("criterion_id", "mã định danh", "mã định danh tiêu chí", "criterion id"),
    "code": ("stt", "tt", "số tt", "số thứ tự", "mã", "mã số", "mã tiêu chí", "mã in", "ký hiệu", "code", "no."),
    "criterion": ("tiêu chí", "tên tiêu chí", "nội dung", "lĩnh vực", "tiêu chí thành phần", "criterion"),
    "max_score": ("điểm tối đa", "điểm chuẩn", "thang điểm", "tối đa", "max_score", "maximum", "maximum score"),
    "self_score": ("điểm tự chấm", "điểm tự đánh giá", "tự chấm", "tự đánh giá", "self_score", "self-score"),
    "appraised_score": ("điểm thẩm định", "thẩm định", "appraised_score", "appraised score"),
    "requested_score": ("điểm đề nghị", "requested_score", "requested score"),
    "score": ("điểm", "điểm số", "điểm đạt được", "điểm chấm", "score"),
    "note": ("ghi chú", "note"),
    "appraiser_note": ("ý kiến thẩm định", "nhận xét", "appraiser's note"),
    "explanation": ("giải trình", "nội dung giải trình", "ý kiến giải trình", "thuyết minh", "explanation"),
    "evidence": ("tài liệu kiểm chứng", "tài liệu minh chứng", "minh chứng", "evidence"),
    "reason": ("lý do trừ điểm", "lí do trừ điểm", "lý do", "lí do", "reason"),
    "unit": ("đơn vị", "tên đơn vị", "mã đơn vị", "unit", "unit_id"),
    "stage": ("giai đoạn", "stage"),
}
# roles that only the whole heading names: "Đơn vị thực hiện" is not the unit that is scored
WHOLE_ONLY = ("unit", "stage", "score", "code", "criterion_id")
SCORE_ROLES = {
    "self": ("self_score", "score"),
    "appraisal": ("appraised_score", "score"),
    "explanation": ("requested_score", "score"),
}
NOTE_ROLES = {
    "self": ("note", "explanation"),
    "appraisal": ("appraiser_note", "note"),
    "explanation": ("note",),
}

Declared = tuple[tuple[str, str], ...]
"""The headings, as name keys, that a season declares, each with its role; of two equal ones the first counts."""

_ROLE_OF = {word: role for role, words in reversed(HEADINGS.items()) for word in words}
_BEGINNINGS = [(word, role) for role, words in HEADINGS.items() if role not in WHOLE_ONLY for word in words]

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[*:]")
_NUMBERING = re.compile(r"\(?[0-9]{1,2}\)?(?:\s*=.*)?|[A-ZĐ]")


@dataclass(frozen=True)
class Header:
    """The header rows of a sheet: each role's column, the columns that compete for one, and every heading."""

    top: int
    bottom: int
    columns: Mapping[str, int]
    rivals: Mapping[str, tuple[int, ...]]
    texts: Mapping[int, str]

    def first(self, roles: Iterable[str]) -> int | None:
        """The column of the first of these roles that the header has."""
        return next((self.columns[role] for role in roles if role in self.columns), None)

    @property
    def is_long(self) -> bool:
        """Whether each row says whose it is: a long form, not one unit's form."""
        return "unit" in self.columns


def find_header(sheet: Sheet, season: Season, stage: Stage | None) -> Header | None:
    """The 1 to 3 rows whose texts name most columns; ``None`` where no rows name a criterion and anything about it.

    Of several readings the one of fewest rows; the look-out ends a few rows below a header.
    """
    best: Header | None = None
    headings = _Headings.of(sheet, _list_declared(season), _list_words(stage))
    for top in range(min(len(sheet.rows), HEADER_ROWS)):
        if best is not None and top > best.bottom + LOOK_OUT_ROWS:
            break
        for height in range(1, HEADER_HEIGHT + 1):
            header = _read_header(headings, top, min(top + height, len(sheet.rows)))
            if _is_header(header) and (best is None or _fitness(header) > _fitness(best)):
                best = header
    return best


def first_item_row(sheet: Sheet, header: Header) -> int:
    """The row after the header and after the row that numbers its columns, where there is one."""
    row = header.bottom + 1
    while row < len(sheet.rows) and _is_numbering(sheet, row):
        row += 1
    return row


def list_headings(sheets: Iterable[Sheet]) -> str:
    """What the row with most texts says, for a finding about a header that was not recognised."""
    rows = ([cell_text(value) for value in row if value is not None] for sheet in sheets for row in sheet.rows[:30])
    texts = max(rows, key=len, default=[])
    return " | ".join(texts)[:200]


def _fitness(header: Header) -> tuple[int, int]:
    return len(set(header.columns.values())), header.top - header.bottom


def _is_header(header: Header) -> bool:
    has_criterion = any(role in header.columns for role in ("criterion_id", "code", "criterion"))
    about = ("self_score", "appraised_score", "requested_score", "score", "stage_score", "explanation", "max_score")
    return has_criterion and any(role in header.columns or role in header.rivals for role in about)


@dataclass(frozen=True)
class _Headings:
    """The rows in which a sheet's header is looked for: their texts, the merged ranges over each, and the words sought.

    *declared* are the season's own headings with their roles, *of_stage* those by which a column is the stage's.
    """

    texts: list[list[str]]
    merged: Mapping[int, list[tuple[Position, Position]]]
    declared: Declared
    of_stage: frozenset[str]

    @classmethod
    def of(cls, sheet: Sheet, declared: Declared, of_stage: frozenset[str]) -> "_Headings":
        texts = [[cell_text(value) for value in row] for row in sheet.rows[: HEADER_ROWS + HEADER_HEIGHT]]
        merged: dict[int, list[tuple[Position, Position]]] = {}
        for first, last in sheet.merged:
            for row in range(first[0], min(last[0] + 1, len(texts))):
                merged.setdefault(row, []).append((first, last))
        return cls(texts, merged, declared, of_stage)

    def text(self, row: int, column: int) -> str:
        return self.texts[row][column] if column < len(self.texts[row]) else ""

    def parts(self, top: int, end: int, column: int) -> tuple[str, ...]:
        """The different texts over a column, from above; a blank cell says what the merged range that it is in does."""
        found = [self.text(row, column) or self._merged_text(row, column, top) for row in range(top, end)]
        return tuple(dict.fromkeys(text for text in found if text and len(text) <= MAX_HEADING))

    def _merged_text(self, row: int, column: int, top: int) -> str:
        for (first_row, first_column), (_, last_column) in self.merged.get(row, ()):
            if first_column <= column <= last_column and first_row >= top:
                return self.text(first_row, first_column)
        return ""


def _read_header(headings: _Headings, top: int, end: int) -> Header:
    claims: dict[str, dict[int, int]] = {}
    texts = {}
    for column in range(max((len(headings.texts[row]) for row in range(top, end)), default=0)):
        if parts := headings.parts(top, end, column):
            texts[column] = " ".join(parts)
            for role, strength in _find_roles(parts, headings.declared, headings.of_stage):
                claims.setdefault(role, {})[column] = max(strength, claims.get(role, {}).get(column, 0))
    columns, rivals = {}, {}
    for role, strengths in claims.items():
        strongest = [column for column, strength in strengths.items() if strength == max(strengths.values())]
        if len(strongest) == 1:
            columns[role] = strongest[0]
        else:
            rivals[role] = tuple(strongest)
    return Header(top, end - 1, columns, rivals, texts)


def find_roles(parts: list[str], season: Season, stage: Stage | None) -> tuple[tuple[str, int], ...]:
    """The role a heading names, strongest reading first: its last words count before the group above them."""
    return _find_roles(tuple(parts), _list_declared(season), _list_words(stage))


def _list_declared(season: Season) -> Declared:
    return tuple((name_key(word), role) for role, words in season.layout.headings.items() for word in words)


def _list_words(stage: Stage | None) -> frozenset[str]:
    return frozenset() if stage is None else list_stage_headings(stage)


@lru_cache(maxsize=1 << 16)
def _find_roles(parts: tuple[str, ...], declared: Declared, of_stage: frozenset[str]) -> tuple[tuple[str, int], ...]:
    """The same; the forms of a season say the same over and again, so each heading is thought about once."""
    return tuple(_name_roles(parts, declared, of_stage))


def _name_roles(parts: tuple[str, ...], declared: Declared, of_stage: frozenset[str]) -> Iterator[tuple[str, int]]:
    for start in reversed(range(len(parts))):
        heading = _heading_key(" ".join(parts[start:]))
        if not heading:
            continue
        if heading in of_stage:
            yield "stage_score", 3
        named = next((role for word, role in declared if word == heading), None)
        if named is not None:
            yield named, 3
            return
        if heading in _ROLE_OF:
            yield _ROLE_OF[heading], 2
            return
    for start in reversed(range(len(parts))):
        heading = _heading_key(" ".join(parts[start:]))
        if begun := _begun_role(heading):
            yield begun, 1
            return


@lru_cache(maxsize=1 << 14)
def _heading_key(text: str) -> str:
    """A heading's name key, without what it says aside."""
    return name_key(_ASIDE.sub(" ", text))


@lru_cache(maxsize=1 << 14)
def _begun_role(heading: str) -> str | None:
    """The role whose longest word a heading begins with."""
    begun = [(len(word), role) for word, role in _BEGINNINGS if heading.startswith((f"{word} ", f"{word}/"))]
    return max(begun)[1] if begun else None


@lru_cache(maxsize=256)
def list_stage_headings(stage: Stage) -> frozenset[str]:
    """The headings, as name keys, by which a column says that it is this stage's."""
    names = {name_key(name) for name in (stage.id, stage.name, stage.name_en) if name}
    scores = {f"điểm {name}" for name in names} | {f"{name} score" for name in names}
    return frozenset(
        scores if stage.kind == "explanation" else names | scores
    )  # bare, it heads what the unit explained


def _is_numbering(sheet: Sheet, row: int) -> bool:
    texts = [cell_text(value) for value in sheet.rows[row] if value is not None]
    return len(texts) > 2 and all(_NUMBERING.fullmatch(text) for text in texts)
