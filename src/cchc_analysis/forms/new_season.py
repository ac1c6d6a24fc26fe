"""A season's folder started from an earlier one: its rules and criteria carried on, nothing that was received."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from cchc_analysis.intake.criteria_set import CRITERIA_FILE, read_set
from cchc_analysis.intake.initiatives import INITIATIVES_FILE
from cchc_analysis.intake.notes import NOTES_FOLDER, UNITS_FOLDER
from cchc_analysis.intake.units import UNITS_FILES, read_units
from cchc_analysis.rules.season import Fault, Season, SeasonError, read_season
from cchc_analysis.schemas.notes import SECTIONS
from cchc_analysis.store import storage

SEASON_FILE = "season.toml"
KEEP = ".gitkeep"
INITIATIVE_HEADINGS = {
    "Mã sáng kiến": 16,
    "Đơn vị": 32,
    "Tên sáng kiến": 60,
    "Tên tiếng Anh": 40,
    "Tình trạng": 18,
    "Điểm thưởng": 14,
    "Ghi chú": 40,
}
TABLES = ("stages", "grades", "unit_groups", "reasons", "rewards", "letters")
PARTS = ("document", "analysis")
OF_ONE_DOCUMENT = ("number", "date")
OWN_YEAR = ("decision", "decision_en")
LEFT_OUT = (
    *("year", "previous_year", "release", "crosswalk", "calibrated_to", "calibrated_to_en", "layout", "publication"),
)

_HEAD = """\
# Mùa chấm điểm năm {year}, mở từ mùa {earlier}; docs/season.md giải thích từng khóa.
# Rà soát các dòng có chữ “Rà soát”, rồi xóa chữ đó.
# Season {year}, started from {earlier}: review what is marked "Rà soát" (docs/season.md explains every key).
"""
_REVIEW = {
    "title": "Rà soát: tên mùa. / Review: the season's title.",
    "decision": "Rà soát: số, ngày quyết định của năm nay; dưới đây là của mùa trước. / Review: this year's decision.",
    "is_illustrative": "Rà soát: true là dữ liệu minh họa; xóa dòng này khi chấm thật. / Delete for real data.",
    "body": "Rà soát: tên cơ quan. / Review: the body's name.",
    "document": "Rà soát: cơ quan chủ quản, ký hiệu, người ký, nơi nhận. / Review: what documents to be signed state.",
    "rank_by": "Rà soát: cách xếp hạng, xếp loại, mức trần. / Review: ranking, grading, ceilings.",
    "stages": "Rà soát: các giai đoạn, thư mục và hạn nộp. / Review: stages, folders and deadlines.",
    "grades": "Rà soát: các mức điểm. / Review: the cut points.",
    "unit_groups": "Rà soát: các nhóm đơn vị; đơn vị ở units.csv. / Review: groups; the units are in units.csv.",
    "reasons": "Rà soát: danh mục lý do, có trong phiếu thẩm định. / Review: the reasons offered in appraisal forms.",
}
_CROSSWALK = """\
# Rà soát: bộ tiêu chí năm {year} đang giống hệt năm {earlier}. Khi sửa criteria.xlsx, giữ mã định danh của tiêu chí
# không đổi và khai báo tiêu chí đã đổi. / Review: as criteria.xlsx changes, keep ids and declare changes, such as:
# [[crosswalk]]
# relation = "reweighted"
# previous = ["…"]
# current = ["…"]
"""


NOTE_SUBJECTS = {
    "briefing": ("trang Tóm tắt trình lãnh đạo", "the briefing for leaders"),
    "summary": ("phần mở đầu báo cáo", "the opening of the report"),
    "situation": ("phần Tình hình thực hiện", "the situation"),
    "results": ("phần Kết quả", "the results"),
    "strengths": ("phần Những mặt làm được", "the strengths"),
    "shortcomings": ("phần Hạn chế và nguyên nhân", "shortcomings and causes"),
    "comparison": ("phần So với năm trước", "the comparison with last year"),
    "recommendations": ("phần Kiến nghị", "the recommendations"),
}
_NOTE = """\
<!--
Nhận xét của Tổ giúp việc cho {subject}. Viết dưới dòng cuối của phần chú thích này; chú thích không được in.
Bản tiếng Anh: {section}.en.md. Nhận xét về một đơn vị: units/<mã đơn vị>.md.
The working group's words for {subject_en}: write them below this comment, which is never printed.
In English: {section}.en.md. About a unit: units/<unit id>.md.
-->
"""


class SeasonExistsError(FileExistsError):
    """The season to start is there already."""


@dataclass(frozen=True)
class Started:
    """A season's new folder: the units it has, those of the earlier season it has no more, and what must be mended."""

    folder: Path
    season: Season
    units: tuple[str, ...]
    gone: tuple[str, ...]
    faults: tuple[Fault, ...]


def start_season(earlier: int, year: int, data: Path) -> Started:
    """Start the folder of *year* from that of *earlier*.

    Rules (as a draft), criteria set and units are carried on; stage folders are empty. Raises :class:`SeasonError`
    where the earlier season's rules cannot be read and :class:`SeasonExistsError`, with nothing changed, where the
    new folder is there already.
    """
    source, target = storage.raw_folder(data, earlier), storage.raw_folder(data, year)
    before = read_season(source)
    if year <= earlier:
        expected = f"năm sau {earlier}", f"a year after {earlier}"
        raise SeasonError([Fault(SEASON_FILE, "year", str(year), *expected)])
    if target.exists():
        raise SeasonExistsError(str(target))
    aside = target.with_name(f".{target.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        started = _fill_folder(aside, source, before, year)
        storage.swap_in(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return replace(started, folder=target)


def _fill_folder(folder: Path, source: Path, before: Season, year: int) -> Started:
    valid = _list_units(source, before, year)
    (folder / SEASON_FILE).write_text(write_rules(before, year, valid), encoding="utf-8")
    for name in (CRITERIA_FILE, *UNITS_FILES):
        if (source / name).is_file():
            shutil.copyfile(source / name, folder / name)
    _write_initiatives(folder / INITIATIVES_FILE, year)
    _write_notes(folder / NOTES_FOLDER)
    for stage in before.stages:
        (folder / stage.folder).mkdir(parents=True, exist_ok=True)
        (folder / stage.folder / KEEP).touch()
    gone = tuple(unit for unit in _list_units(source, before, before.year) or () if valid and unit not in valid)
    return Started(folder, read_season(folder), tuple(valid or ()), gone, tuple(_find_faults(folder)))


def write_rules(before: Season, year: int, units: list[str] | None = None) -> str:
    """The text of ``season.toml`` for *year*, carried on from *before*, with comments on what to review.

    Dates and the decision are those of the earlier season, so they stand as comments; what compared the earlier
    season with the one before it (crosswalk) or with published figures (calibration) is left out.
    """
    stated = before.model_dump(exclude_unset=True)
    parts = [_HEAD.format(year=year, earlier=before.year)]
    parts.append(f'\nyear = {year}\nprevious_year = {before.year}\nrelease = "draft"\n')
    for key, value in stated.items():
        if key in (*LEFT_OUT, *TABLES, *PARTS):
            continue
        parts.append(_review(key))
        line = f"{key} = {_value(_carry(key, value, before.year, year))}\n"
        parts.append(f"# {line}" if key in OWN_YEAR else line)
    for key in TABLES:
        for position, entry in enumerate(stated.get(key, ())):
            review = _review(key) if position == 0 else ""
            parts.append(f"\n{review}[[{key}]]\n{''.join(_entry(entry, units))}")
    for key in PARTS:
        if key in stated:
            own = {name: value for name, value in stated[key].items() if name not in OF_ONE_DOCUMENT}
            parts.append(f"\n{_review(key)}[{key}]\n{''.join(_entry(own, units))}")
    if headings := stated.get("layout", {}).get("headings"):
        parts.append(
            "\n[layout.headings]\n" + "".join(f"{role} = {_value(words)}\n" for role, words in headings.items())
        )
    parts.append("\n" + _CROSSWALK.format(year=year, earlier=before.year))
    return "".join(parts)


def _review(key: str) -> str:
    return f"# {_REVIEW[key]}\n" if key in _REVIEW else ""


def _carry(key: str, value: Any, earlier: int, year: int) -> Any:
    """Titles speak of the new year."""
    return re.sub(rf"\b{earlier}\b", str(year), value) if key in ("title", "title_en") else value


def _entry(entry: dict[str, Any], units: list[str] | None) -> Iterator[str]:
    for key, value in entry.items():
        if isinstance(value, date):
            yield f"# {key} = {value.isoformat()}  # Rà soát: của mùa trước / last season's\n"
        elif value is None:
            continue
        elif key == "not_expected_from" and units is not None:
            yield f"{key} = {_value([unit for unit in value if unit in units])}\n"
        else:
            yield f"{key} = {_value(value)}\n"


def _value(value: Any) -> str:
    """A value in TOML; its strings are written as JSON writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return "" if value is None else str(value)


def _list_units(folder: Path, season: Season, year: int) -> list[str] | None:
    """The units valid in a year; ``None`` where the units file cannot be read."""
    try:
        units, _doubts = read_units(folder, season.model_copy(update={"year": year}))
    except SeasonError:
        return None
    return [str(unit) for unit in units["unit_id"]]


def _find_faults(folder: Path) -> Iterator[Fault]:
    """What keeps the new season from running, such as a criterion for a unit that is no more."""
    yield from read_set(folder, read_season(folder)).faults


def _write_notes(folder: Path) -> None:
    """A file per section, with nothing but a comment on what to write there: nothing is shown until somebody does."""
    (folder / UNITS_FOLDER).mkdir(parents=True)
    (folder / UNITS_FOLDER / KEEP).touch()
    for section in SECTIONS:
        subject, subject_en = NOTE_SUBJECTS[section]
        text = _NOTE.format(subject=subject, subject_en=subject_en, section=section)
        (folder / f"{section}.md").write_text(text, encoding="utf-8", newline="\n")


def _write_initiatives(path: Path, year: int) -> None:
    """An empty table of initiatives: its header, and a list of the two statuses."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sáng kiến")
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "font_name": "Times New Roman"})
        for column, (heading, width) in enumerate(INITIATIVE_HEADINGS.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, head)
        sheet.freeze_panes(1, 0)
        status = list(INITIATIVE_HEADINGS).index("Tình trạng")
        words = ["đề nghị", "được công nhận"]
        choice = {"validate": "list", "source": words, "error_message": f"Chọn một trong: {', '.join(words)}."}
        sheet.data_validation(1, status, 500, status, choice)
        bonus = list(INITIATIVE_HEADINGS).index("Điểm thưởng")
        limit = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "Ghi số từ 0 trở lên."}
        sheet.data_validation(1, bonus, 500, bonus, limit)
        book.set_properties({"title": f"Sáng kiến năm {year}", "created": datetime(year, 1, 1)})
