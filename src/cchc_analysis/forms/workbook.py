"""A form as a workbook: the look of an official form, cells that take only what may stand in them, sums by formula."""

import io
import re
import textwrap
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from cchc_analysis.forms.contents import NOT_APPLICABLE, SURVEY_NOTE, Column, Content, Form
from cchc_analysis.forms.lines import Line, list_allowed, sum_values
from cchc_analysis.intake.identity import SHEET
from cchc_analysis.intake.values import number_text

FONT = "Times New Roman"
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
APPRAISERS = "TỔ GIÚP VIỆC"
LONGEST_LIST = 40
LINE_HEIGHT = 14.2
A4 = 9
TITLES = {
    "self": "PHIẾU TỰ CHẤM ĐIỂM CẢI CÁCH HÀNH CHÍNH NĂM {year}",
    "appraisal": "PHIẾU THẨM ĐỊNH ĐIỂM CẢI CÁCH HÀNH CHÍNH NĂM {year}",
    "explanation": "PHIẾU GIẢI TRÌNH ĐIỂM CẢI CÁCH HÀNH CHÍNH NĂM {year}",
}
SHEETS = {"self": "Tự chấm", "appraisal": "Thẩm định", "explanation": "Giải trình"}
REGISTER_SHEET = "Dòng của sổ"
REGISTER_COLUMNS = (
    ("Mã tiêu chí trong bộ", 12),
    ("Số ký hiệu, mã", 18),
    ("Hạn", 12),
    ("Ngày xong", 12),
    ("Tình trạng", 20),
    ("Số ngày trễ", 10),
    ("Quyết định", 34),
    ("Ở tệp", 52),
)
SIGNERS = {
    "self": ("NGƯỜI LẬP PHIẾU", "THỦ TRƯỞNG ĐƠN VỊ"),
    "appraisal": ("NGƯỜI THẨM ĐỊNH", "TỔ TRƯỞNG TỔ GIÚP VIỆC"),
    "explanation": ("NGƯỜI LẬP PHIẾU", "THỦ TRƯỞNG ĐƠN VỊ"),
}
GUIDES = {
    "self": (
        "Chỉ ghi vào các ô nền vàng; các ô khác được khóa, không có mật khẩu.",
        "Điểm: chọn trong danh sách hoặc gõ số. Không đạt ghi 0; không được giao, không áp dụng ghi KAD. "
        "Ô để trống là chưa chấm.",
        "Tiêu chí điều tra xã hội học không tự chấm. Điểm thưởng, điểm phạt ghi số dương; không có thì để trống.",
    ),
    "appraisal": (
        "Chỉ ghi vào các ô nền vàng; các ô khác được khóa, không có mật khẩu.",
        "Điểm: chọn trong danh sách hoặc gõ số; không áp dụng ghi KAD. Ô để trống là chưa thẩm định.",
        "Khi trừ điểm: chọn lý do và ghi ý kiến. Điểm thưởng, điểm phạt ghi số dương; không có thì để trống.",
    ),
    "explanation": (
        "Phiếu chỉ gồm các tiêu chí chưa đạt điểm tối đa hoặc bị hạ so với điểm tự chấm.",
        "Ghi nội dung giải trình và điểm đề nghị vào các ô nền vàng; tiêu chí không giải trình thì để trống.",
    ),
}
GUIDE_LATER = "Ô điểm để trống là giữ điểm thẩm định lần trước."

_EDGE = {"border": 1, "border_color": "#7F7F7F", "valign": "vcenter", "text_wrap": True}
_CENTRE = {"align": "center"}
_BOLD = {"bold": True}
_INPUT = {"bg_color": "#FFF9DB", "locked": False}
_BAND = {"bg_color": "#DCE6F1"}
_TINT = {"bg_color": "#F2F2F2"}
_GREY = {"bg_color": "#EDEDED", "italic": True, "font_color": "#595959"}


def write_form(form: Form) -> bytes:
    """The workbook of a form; the same form gives the same bytes."""
    written = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": 11},
    }
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties(
            {
                "title": TITLES[form.stage.kind].format(year=form.season.year),
                "subject": form.unit_name,
                "author": form.season.body,
                "created": datetime(form.season.year, 1, 1),
            }
        )
        _Writer(book, form).write()
    return _let_rows_grow(written.getvalue())


class _Writer:
    """A workbook being written: its formats, its lists of allowed values, and the row it has come to."""

    def __init__(self, book: Any, form: Form) -> None:
        self.book, self.form = book, form
        self.sheet = book.add_worksheet(SHEETS[form.stage.kind])
        self.hidden = book.add_worksheet(SHEET)
        self.formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self.lists: dict[tuple[Content, ...], str] = {}
        self.rows: dict[str, int] = {}
        self.row = 0
        self.last = max(place for place, column in enumerate(form.columns) if column.kind != "id")

    def write(self) -> None:
        """All of it, top to bottom."""
        self._set_up()
        self._write_head()
        self._write_header()
        self._write_table()
        self._write_foot()
        self._write_identity()
        self._write_register_rows()

    def _write_register_rows(self) -> None:
        """The unit's rows of registers, on a sheet of their own."""
        if not self.form.register_rows:
            return
        sheet = self.book.add_worksheet(REGISTER_SHEET)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for place, (heading, width) in enumerate(REGISTER_COLUMNS):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, self.style(_EDGE, _BOLD, _CENTRE, _BAND))
        for number, texts in enumerate(self.form.register_rows, start=1):
            for place, text in enumerate(texts):
                sheet.write_string(number, place, text, self.style(_EDGE))
        sheet.protect("", {"format_rows": True, "format_columns": True})

    def style(self, *parts: Mapping[str, object]) -> Any:
        """The cell format that these properties make, made once."""
        merged = {name: value for part in parts for name, value in part.items()}
        key = tuple(sorted(merged.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(merged)
        return self.formats[key]

    def _set_up(self) -> None:
        sheet = self.sheet
        for place, column in enumerate(self.form.columns):
            sheet.set_column(place, place, column.width, None, {"hidden": column.kind == "id"})
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        unit = self.form.unit_name.replace("&", "&&")
        footer = f'&L&"{FONT},Italic"&9 {unit}&R&"{FONT},Regular"&9Trang &P/&N'
        sheet.set_footer(footer)
        sheet.protect("", {"format_rows": True, "format_columns": True})

    def _write_head(self) -> None:
        form = self.form
        half = _split(form.columns[: self.last + 1])
        sender = APPRAISERS if form.stage.kind == "appraisal" else form.unit_name.upper()
        centre = {"align": "center", "valign": "vcenter"}
        bold = centre | _BOLD
        large = {"font_size": 12}
        self._merge_pair(half, (form.season.body.upper(), centre | large), (MOTTO[0], bold | large))
        self._merge_pair(half, (sender, bold | large), (MOTTO[1], bold | {"font_size": 13, "underline": 1}))
        self.row += 1
        self._merge_all(TITLES[form.stage.kind].format(year=form.season.year), bold | {"font_size": 15})
        if form.stage.kind == "appraisal" and len(form.season.appraisal_stages) > 1:
            self._merge_all(f"({form.stage.name})", centre | {"italic": True, "font_size": 12})
        if form.season.decision:
            self._merge_all(f"(Ban hành kèm theo {form.season.decision})", centre | {"italic": True, "font_size": 11})
        self._merge_all(f"Đơn vị: {form.unit_name}", bold | {"font_size": 13})
        for number, guide in enumerate(self._guides(), start=1):
            self._merge_all(f"{number}. {guide}", {"italic": True, "valign": "vcenter", "font_size": 11})
        self.row += 1

    def _guides(self) -> list[str]:
        is_later = any(column.kind == "standing" for column in self.form.columns)
        return [*GUIDES[self.form.stage.kind], *([GUIDE_LATER] if is_later else [])]

    def _write_header(self) -> None:
        head = _EDGE | _BOLD | _CENTRE | _BAND | {"valign": "vcenter"}
        for place, column in enumerate(self.form.columns):
            self.sheet.write_string(self.row, place, column.heading, self.style(head))
            if column.kind != "id":
                number = _EDGE | _CENTRE | {"italic": True, "font_size": 9}
                self.sheet.write_string(self.row + 1, place, f"({place + 1})", self.style(number))
        self.sheet.set_row(
            self.row, self._height((column.heading, column.width * 0.9) for column in self.form.columns) + 4
        )
        self.sheet.repeat_rows(self.row, self.row + 1)
        self.row += 2

    def _write_table(self) -> None:
        lines = self.form.lines
        for group in (
            [line for line in lines if line.line == "score"],
            [line for line in lines if line.line != "score"],
        ):
            if group and group[0].line != "score":
                self._write_band("Điểm thưởng, điểm phạt")
            for offset, line in enumerate(group):
                self.rows[line.criterion_id] = self.row + offset
            for line in group:
                self._write_line(line)
            if group and group[0].line == "score":
                self._write_total(group)
        if any(line.line != "score" for line in lines):
            self._write_grand_total()

    def _write_band(self, text: str) -> None:
        for place in range(self.last + 1):
            self.sheet.write_blank(self.row, place, None, self.style(_EDGE | _BOLD | _BAND))
        self.sheet.write_string(self.row, 1, text, self.style(_EDGE | _BOLD | _BAND))
        self.row += 1

    def _write_line(self, line: Line) -> None:
        look = _EDGE | (_look(line))
        for place, column in enumerate(self.form.columns):
            if column.kind in ("code", "name", "rule", "id"):
                self._write_label(place, column, line, look)
            elif line.is_leaf:
                self._write_leaf(place, column, line)
            else:
                self._write_sum(place, column, line, look)
        self.sheet.set_row(self.row, self._height(self._texts(line)))
        self.row += 1

    def _texts(self, line: Line) -> Iterable[tuple[str, float]]:
        """What the row shows, each text with the characters that a line of its column holds."""
        is_bold = bool(_look(line))
        for column in self.form.columns:
            content = column.contents.get(line.criterion_id)
            if column.kind == "name":
                yield line.name, (column.width - 1.5 * max(line.depth - 2, 0)) * (0.97 if is_bold else 1)
            elif column.kind == "rule":
                yield line.rule, column.width * 1.08
            elif column.kind == "words" and isinstance(content, str):
                yield content, column.width
            elif line.is_survey and column.heading == "Ghi chú":
                yield SURVEY_NOTE, column.width

    @staticmethod
    def _height(texts: Iterable[tuple[str, float]]) -> float:
        """The height at which every text is seen whole; spreadsheets do not measure a file that a program wrote."""
        lines = [sum(len(textwrap.wrap(part, int(width))) or 1 for part in text.split("\n")) for text, width in texts]
        return 3 + LINE_HEIGHT * max(lines, default=1)

    def _write_label(self, place: int, column: Column, line: Line, look: dict[str, Any]) -> None:
        text = {"code": line.code, "name": line.name, "rule": line.rule, "id": line.criterion_id}[column.kind]
        looks: dict[str, dict[str, Any]] = {
            "code": _CENTRE,
            "name": {"indent": max(line.depth - 2, 0)},
            "rule": {"font_size": 10, "italic": True, "bold": False},
        }
        self.sheet.write_string(self.row, place, text, self.style(look, looks.get(column.kind, {})))

    def _write_leaf(self, place: int, column: Column, line: Line) -> None:
        content = column.contents.get(line.criterion_id)
        is_closed = line.is_survey and self.form.stage.kind == "self"
        if column.is_input and is_closed:
            text = SURVEY_NOTE if column.heading == "Ghi chú" else ""
            self.sheet.write_string(self.row, place, text, self.style(_EDGE, _GREY))
        elif column.kind == "score":
            self.sheet.write_blank(self.row, place, None, self.style(_EDGE, _CENTRE, _INPUT))
            self.sheet.data_validation(self.row, place, self.row, place, self._limit(line, place))
        elif column.kind == "reason":
            self.sheet.write_blank(self.row, place, None, self.style(_EDGE, _INPUT, {"num_format": "@"}))
            self.sheet.data_validation(self.row, place, self.row, place, self._choose_reason())
        elif column.kind == "text":
            self.sheet.write_blank(self.row, place, None, self.style(_EDGE, _INPUT, {"num_format": "@"}))
        elif column.kind == "standing":
            self._write_standing(place, content)
        else:
            self._write_content(place, content, _EDGE | ({} if column.kind == "words" else _CENTRE))

    def _write_standing(self, place: int, earlier: Content | None) -> None:
        """What stands: this stage's score, or where it is blank the one before."""
        now = xl_rowcol_to_cell(self.row, place - 1)
        before = xl_rowcol_to_cell(self.row, place - 2)
        formula = f'=IF({now}<>"",{now},IF({before}<>"",{before},""))'
        self.sheet.write_formula(
            self.row, place, formula, self.style(_EDGE, _CENTRE), "" if earlier is None else earlier
        )

    def _write_content(self, place: int, content: Content | None, look: dict[str, Any]) -> None:
        if content is None:
            self.sheet.write_blank(self.row, place, None, self.style(look))
        elif isinstance(content, str):
            self.sheet.write_string(self.row, place, content, self.style(look))
        else:
            self.sheet.write_number(self.row, place, content, self.style(look))

    def _write_sum(self, place: int, column: Column, line: Line, look: dict[str, Any]) -> None:
        if not column.has_sums:
            self.sheet.write_blank(self.row, place, None, self.style(look))
            return
        value = sum_values(self.form.lines, column.contents)[line.criterion_id]
        self._write_formula(place, self._add(line.parts, place), value, look)

    def _write_formula(self, place: int, terms: str, value: float, look: dict[str, Any]) -> None:
        self.sheet.write_formula(self.row, place, f"={terms}", self.style(look, _CENTRE), value)

    def _add(self, criterion_ids: Iterable[str], place: int) -> str:
        """The formula that adds up these lines in a column; cells in one run are a range."""
        rows = sorted(self.rows[each] for each in criterion_ids)
        runs: list[list[int]] = []
        for row in rows:
            if runs and runs[-1][1] == row - 1:
                runs[-1][1] = row
            else:
                runs.append([row, row])
        name = xl_col_to_name(place)
        return f"SUM({','.join(f'{name}{a + 1}:{name}{b + 1}' if a < b else f'{name}{a + 1}' for a, b in runs)})"

    def _write_total(self, group: list[Line]) -> None:
        has_more = any(line.line != "score" for line in self.form.lines)
        tops = [line.criterion_id for line in group if line.is_top]
        self.rows["total"] = self.row
        self._write_sums(
            "Tổng điểm các lĩnh vực" if has_more else "Tổng cộng",
            lambda place, column: (
                self._add(tops, place),
                round(sum(sum_values(group, column.contents)[top] for top in tops), 6),
            ),
            ("max", "shown", "score", "standing"),
        )

    def _write_grand_total(self) -> None:
        season = self.form.season
        caps = {"bonus": season.bonus_max, "penalty": season.penalty_max}
        tops = {
            line: [each.criterion_id for each in self.form.lines if each.is_top and each.line == line] for line in caps
        }
        notes = [
            f"{name} tối đa {number_text(cap)}"
            for name, line in (("điểm thưởng", "bonus"), ("điểm phạt", "penalty"))
            if tops[line] and (cap := caps[line]) is not None
        ]
        label = f"Tổng cộng ({'; '.join(notes)})" if notes else "Tổng cộng"

        def grand_total(place: int, column: Column) -> tuple[str, float]:
            formula, value = "", 0.0
            sums = sum_values(self.form.lines, column.contents)
            if "total" in self.rows:
                formula = xl_rowcol_to_cell(self.rows["total"], place)
                value = sum(sums[line.criterion_id] for line in self.form.lines if line.is_top and line.line == "score")
            for line, sign in (("bonus", 1), ("penalty", -1)):
                if tops[line]:
                    added, points = self._add(tops[line], place), sum(sums[top] for top in tops[line])
                    if (cap := caps[line]) is not None:
                        added, points = f"MIN({added},{cap:g})", min(points, cap)
                    formula += ("+" if sign > 0 else "-") + added
                    value += sign * points
            return formula.removeprefix("+"), round(value, 6)

        self._write_sums(label, grand_total, ("shown", "score", "standing"))

    def _write_sums(self, label: str, sum_up: Any, kinds: tuple[str, ...]) -> None:
        look = _EDGE | _BOLD | _BAND
        for place, column in enumerate(self.form.columns[: self.last + 1]):
            if column.has_sums and column.kind in kinds:
                formula, value = sum_up(place, column)
                self._write_formula(place, formula, value, look)
            elif column.kind == "name":
                self.sheet.write_string(self.row, place, label, self.style(look))
                self.sheet.set_row(self.row, self._height([(label, column.width * 0.92)]))
            else:
                self.sheet.write_blank(self.row, place, None, self.style(look))
        self.row += 1

    def _limit(self, line: Line, place: int) -> dict[str, Any]:
        """What a score cell takes: a value of a list where the step gives few, else any number within the limits."""
        form = self.form
        allowed = list_allowed(line.max_score, line.step, LONGEST_LIST)
        other = f"; {NOT_APPLICABLE} nếu không áp dụng" if form.takes_not_applicable else ""
        limits = "từ 0 trở lên" if line.max_score is None else f"từ 0 đến {number_text(line.max_score)}"
        step = f", bước {number_text(line.step)}" if line.step else ""
        shared = {
            "ignore_blank": True,
            "input_title": f"Điểm {limits}",
            "input_message": f"Số {limits}{step}{other}. Chưa có điểm thì để trống.",
            "error_title": "Điểm không hợp lệ",
            "error_message": f"Ghi số {limits}{step}{other}. "
            "Phần thập phân dùng dấu của máy (thường là dấu phẩy). Lời giải thích ghi ở cột bên cạnh.",
        }
        if allowed:
            words = (NOT_APPLICABLE,) if form.takes_not_applicable else ()
            return shared | {"validate": "list", "source": self._list((*allowed, *words))}
        cell = xl_rowcol_to_cell(self.row, place)
        conditions = [f"{cell}>=0"]
        if line.max_score is not None:
            conditions.append(f"{cell}<={line.max_score:.12g}")
        if line.step is not None:
            conditions.append(f"ABS({cell}/{line.step:.12g}-ROUND({cell}/{line.step:.12g},0))<0.000001")
        otherwise = f'{cell}="{NOT_APPLICABLE}"' if form.takes_not_applicable else "FALSE"
        formula = f"=IF(ISNUMBER({cell}),AND({','.join(conditions)}),{otherwise})"
        return shared | {"validate": "custom", "value": formula}

    def _choose_reason(self) -> dict[str, Any]:
        return {
            "validate": "list",
            "source": self._list(tuple(reason.name for reason in self.form.season.reasons)),
            "ignore_blank": True,
            "error_title": "Lý do ngoài danh mục",
            "error_message": "Chọn một lý do trong danh sách. Điều cần nói thêm ghi ở cột “Ý kiến thẩm định”.",
        }

    def _list(self, values: tuple[Content, ...]) -> str:
        """Where a list of allowed values stands: in cells, so that its numbers follow the machine's decimal mark."""
        if values not in self.lists:
            place = 3 + len(self.lists)
            for row, value in enumerate(values):
                write = self.hidden.write_string if isinstance(value, str) else self.hidden.write_number
                write(row, place, value)
            name = xl_col_to_name(place)
            self.lists[values] = f"={SHEET}!${name}$1:${name}${len(values)}"
        return self.lists[values]

    def _write_foot(self) -> None:
        self.row += 1
        half = _split(self.form.columns[: self.last + 1])
        centre: dict[str, Any] = {"align": "center", "valign": "vcenter"}
        place_and_date = "…………, ngày …… tháng …… năm ………"
        self._merge(half, self.last, place_and_date, centre | {"italic": True, "locked": False}, height=20)
        left, right = SIGNERS[self.form.stage.kind]
        self._merge(1, half - 1, left, centre | _BOLD)
        self._merge(half, self.last, right, centre | _BOLD, height=18)
        self._merge(1, half - 1, "(Ký, ghi rõ họ tên)", centre | {"italic": True})
        self._merge(half, self.last, "(Ký, ghi rõ họ tên)", centre | {"italic": True}, height=18)
        self.row += 3
        self._merge(1, half - 1, "", centre | _BOLD | {"locked": False})
        self._merge(half, self.last, "", centre | _BOLD | {"locked": False}, height=18)
        self.sheet.print_area(0, 0, self.row, self.last)

    def _write_identity(self) -> None:
        for row, (name, value) in enumerate(self.form.identity.rows()):
            self.hidden.write_string(row, 0, name)
            self.hidden.write_string(row, 1, value)
        self.hidden.protect("")
        self.hidden.very_hidden()
        self.sheet.activate()

    def _merge_all(self, text: str, look: dict[str, Any]) -> None:
        """A row of one text over the whole table, as high as it needs."""
        self._merge(0, self.last, text, look | {"text_wrap": True}, self._merged_height(0, self.last, text, look))

    def _merge_pair(self, half: int, left: tuple[str, dict[str, Any]], right: tuple[str, dict[str, Any]]) -> None:
        """A row of two texts, each over its half of the table."""
        places = ((0, half - 1, *left), (half, self.last, *right))
        height = max(self._merged_height(*place) for place in places)
        for first, last, text, look in places:
            self._merge(first, last, text, look | {"text_wrap": True})
        self.sheet.set_row(self.row, height)
        self.row += 1

    def _merged_height(self, first: int, last: int, text: str, look: Mapping[str, Any]) -> float:
        """Merged cells never grow by themselves; capitals and large letters take more room."""
        size = look["font_size"]
        room = sum(column.width for column in self.form.columns[first : last + 1]) * 10 / size
        lines = len(textwrap.wrap(text, int(room * (0.8 if text.isupper() else 1))))
        return lines * size * 1.3 + 3

    def _merge(self, first: int, last: int, text: str, look: Mapping[str, object], height: float | None = None) -> None:
        """Text over several columns; giving a *height* ends the row."""
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, text, self.style(look))
        else:
            self.sheet.write_string(self.row, first, text, self.style(look))
        if height is not None:
            self.sheet.set_row(self.row, height)
            self.row += 1


def _let_rows_grow(workbook: bytes) -> bytes:
    """The workbook with row heights that follow what is typed: given, but not fixed, except where cells are merged."""
    grown = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as before, zipfile.ZipFile(grown, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.infolist():
            content = before.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                content = _loosen(content)
            after.writestr(member, content, zipfile.ZIP_DEFLATED)
    return grown.getvalue()


def _loosen(sheet: bytes) -> bytes:
    merged = set(re.findall(rb'<mergeCell ref="[A-Z]+([0-9]+):', sheet))

    def loosen(row: re.Match[bytes]) -> bytes:
        return row[0] if row[2] in merged else row[1]

    return re.sub(rb'(<row r="([0-9]+)"[^>]*?) customHeight="1"', loosen, sheet)


def _look(line: Line) -> dict[str, Any]:
    if line.is_top and not line.is_leaf:
        return _BOLD | _TINT
    return dict(_BOLD) if not line.is_leaf or line.is_top else {}


def _split(columns: Iterable[Column]) -> int:
    """The first column of the right half of the page: the head and the signatures stand side by side."""
    widths = [column.width for column in columns]
    taken = [abs(sum(widths[:place]) - sum(widths) / 2) for place in range(2, len(widths))]
    return 2 + taken.index(min(taken))
