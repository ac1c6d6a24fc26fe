"""Whose form looks how: five habits of units, three of appraisers."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace

from scripts.sample_seasons.body import UNITS, Unit, name_in
from scripts.sample_seasons.forms import Layout

STANDARD = Layout(
    columns=(
        ("code", "STT"),
        ("name", "Tiêu chí"),
        ("most", "Điểm tối đa"),
        ("claimed", "Điểm tự chấm"),
        ("evidence", "Tài liệu kiểm chứng"),
        ("note", "Ghi chú"),
    ),
    scored="claimed",
    option_rows="points in the maximum column",
    sheet="Tu cham",
    blank_rows=1,
)
BANDED = Layout(
    columns=(
        ("code", "TT"),
        ("name", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần"),
        ("most", "Điểm tối đa"),
        ("claimed", "Điểm tự đánh giá"),
        ("evidence", "Tài liệu kiểm chứng"),
        ("note", "Ghi chú"),
    ),
    scored="claimed",
    is_text=True,
    band=("Điểm", "most", "claimed"),
    numbers_columns=True,
    option_rows="points in words",
    lists_all=True,
    sheet="Phụ lục",
)
EVIDENCE_FIRST = Layout(
    columns=(
        ("code", "STT"),
        ("name", "Nội dung tiêu chí"),
        ("evidence", "Tài liệu kiểm chứng"),
        ("most", "Điểm chuẩn"),
        ("claimed", "Điểm tự chấm"),
        ("note", "Ghi chú"),
    ),
    scored="claimed",
    not_applicable="-",
    unit_line="Tên đơn vị: {}",
    instructions="after",
)
RESPONSIBLE = Layout(
    columns=(
        ("code", "Mã"),
        ("name", "Tiêu chí"),
        ("extra", "Người phụ trách"),
        ("most", "Điểm tối đa"),
        ("claimed", "Điểm tự chấm"),
        ("note", "Ghi chú"),
        ("evidence", "Tài liệu kiểm chứng"),
    ),
    scored="claimed",
    is_text=True,
    option_rows="points in the maximum column",
    lists_all=True,
    not_applicable="Không áp dụng",
    instructions="before",
    sheet="Bảng điểm",
    blank_rows=2,
)
BRIEF = Layout(
    columns=(
        ("code", "STT"),
        ("name", "Tiêu chí"),
        ("most", "Điểm tối đa"),
        ("claimed", "Điểm tự chấm"),
        ("evidence", "Tài liệu kiểm chứng"),
    ),
    scored="claimed",
    subtotals="on the domain's row",
    not_applicable="không được giao",
    sheet="CCHC",
)

TEAM_SIGNS = ("TỔ GIÚP VIỆC", "TỔ TRƯỞNG")
TEAM_1 = Layout(
    columns=(
        ("code", "STT"),
        ("name", "Tiêu chí"),
        ("most", "Điểm tối đa"),
        ("claimed", "Điểm tự chấm"),
        ("first", "Điểm thẩm định lần 1"),
        ("note", "Ý kiến thẩm định"),
        ("reason", "Lý do trừ điểm"),
    ),
    scored="first",
    sheet="Tham dinh",
    signs=TEAM_SIGNS,
)
TEAM_2 = replace(
    TEAM_1,
    columns=(
        ("code", "TT"),
        ("name", "Nội dung"),
        ("most", "Điểm chuẩn"),
        ("first", "Điểm thẩm định"),
        ("note", "Ý kiến thẩm định"),
    ),
    is_text=True,
    not_applicable="Không áp dụng",
)
TEAM_3 = replace(
    TEAM_1,
    columns=(
        ("code", "STT"),
        ("name", "Tiêu chí"),
        ("most", "Tối đa"),
        ("claimed", "Tự chấm"),
        ("first", "Thẩm định lần 1"),
        ("reason", "Lý do trừ điểm"),
        ("note", "Ghi chú"),
    ),
    band=("Điểm", "most", "first"),
    not_applicable="-",
)
SECOND = replace(
    TEAM_1,
    columns=(
        ("code", "STT"),
        ("name", "Tiêu chí"),
        ("most", "Điểm tối đa"),
        ("first", "Điểm thẩm định lần 1"),
        ("second", "Điểm thẩm định lần 2"),
        ("note", "Ý kiến thẩm định"),
        ("reason", "Lý do trừ điểm"),
    ),
    scored="second",
    subtotals="none",
)
EXPLANATION = Layout(
    columns=(
        ("code", "STT"),
        ("name", "Tiêu chí"),
        ("most", "Điểm tối đa"),
        ("asked", "Điểm đề nghị"),
        ("answer", "Nội dung giải trình"),
    ),
    scored="asked",
    subtotals="none",
    sheet="Giai trinh",
)

_SELF = {
    "van-phong": STANDARD,
    "vu-chinh-sach": BANDED,
    "vu-nhan-su": STANDARD,
    "vu-ke-hoach-tai-chinh": replace(STANDARD, is_text=True),
    "vu-doi-ngoai": EVIDENCE_FIRST,
    "vu-theo-doi": BANDED,
    "cuc-dia-ban-1": RESPONSIBLE,
    "cuc-dia-ban-2": STANDARD,
    "cuc-dia-ban-3": replace(RESPONSIBLE, is_text=False),
    "cuc-tieu-chuan": BRIEF,
    "cuc-phuc-vu": replace(EVIDENCE_FIRST, instructions="none", unit_line=""),
    "cuc-ha-tang": BANDED,
    "vien-nghien-cuu": replace(STANDARD, is_decomposed=True),
    "truong-boi-duong": BRIEF,
    "trung-tam-du-lieu": replace(BRIEF, is_text=True, subtotals="none"),
    "trung-tam-ky-thuat": STANDARD,
    "bao-nhip-song": replace(EVIDENCE_FIRST, is_text=True, unit_line="ĐƠN VỊ: {}"),
    "tap-chi-dien-dan": RESPONSIBLE,
    "trung-tam-truyen-thong": replace(STANDARD, lists_all=True, not_applicable="-"),
}
_TEAMS = {"tham-muu": TEAM_1, "quan-ly": TEAM_2, "su-nghiep": TEAM_3, "bao-chi": TEAM_3}

_FILE_NAMES: tuple[Callable[[str, str, int], str], ...] = (
    lambda plain, _, year: f"Phu luc tu cham diem CCHC {year} - {plain}",
    lambda plain, _, year: f"{plain}_tu cham CCHC_{year}",
    lambda plain, _, year: f"{year} Bang tu cham {plain} (ban ky)",
    lambda _, name, year: f"Bảng tự chấm điểm {year} {name}",
    lambda plain, _, year: f"Tu cham {plain} {year} final",
)


def self_layout(unit: Unit) -> Layout:
    """How the unit fills its own form."""
    return _SELF[unit.id]


def appraisal_layout(unit: Unit) -> Layout:
    """How the team that appraises the unit's group fills its form."""
    return _TEAMS[unit.group]


def self_file_name(unit: Unit, year: int) -> str:
    """What the unit calls its file."""
    name = name_in(unit, year)[0]
    make = _FILE_NAMES[UNITS.index(unit) % len(_FILE_NAMES)]
    return make(plain(name), name, year) + ".xlsx"


def plain(name: str) -> str:
    """The name without marks, as it is typed in file names.

    >>> plain("Cục Quản lý địa bàn II")
    'Cuc Quan ly dia ban II'
    """
    marks = str.maketrans("đĐ", "dD")
    decomposed = unicodedata.normalize("NFD", name.translate(marks))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
