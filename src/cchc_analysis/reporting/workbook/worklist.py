"""The worklist of the order of appraisal as a workbook: whole criteria through all units, why each cell stands there.

It holds no score of last year, and takes no score: forms keep the order of the criteria set.
"""

from pathlib import Path

import xlsxwriter

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.text.plan_of_appraisal import state_grounds
from cchc_analysis.reporting.workbook.sheets import MOST_ROWS
from cchc_analysis.store import storage

FILE = "soat_gi_truoc_{year}.xlsx"


def write_worklist(season: SeasonTables, path: Path) -> Path | None:
    """Write ``plan_of_appraisal`` of a season to *path*, criterion by criterion; nothing where nothing waits.

    Of more than :data:`MOST_ROWS` cells it holds the first part, as far as that goes; the first line says so.
    """
    plan = season.plan_of_appraisal
    if plan.empty:
        path.unlink(missing_ok=True)
        return None
    _ = language.words(season.lang).gettext
    ordered = plan.sort_values(["criterion_place", "place"], kind="stable")
    shown = ordered if len(ordered) <= MOST_ROWS else ordered[ordered["is_first_part"]].head(MOST_ROWS)
    columns = ["criterion_place", "criterion_code", "criterion", "unit", "self_score", "max_score"]
    headings = [*(printing.title_of(name, season.lang) for name in columns), _("Vì sao"), _("Đợt soát đầu")]
    shown = printing.with_full_codes(shown, season)
    rows = shown.assign(
        grounds=state_grounds(shown, season.lang), first=shown["is_first_part"].map({True: "x", False: ""})
    )
    rules = season.rules
    with storage.written_aside(path) as aside, xlsxwriter.Workbook(aside, {"strings_to_formulas": False}) as workbook:
        bold = workbook.add_format({"bold": True, "font_size": 14})
        heading = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF2", "border": 1}
        )
        text = workbook.add_format({"valign": "top", "text_wrap": True, "border": 1})
        points = workbook.add_format({"valign": "top", "border": 1, "num_format": "#,##0.00"})
        sheet = workbook.add_worksheet(_("Soát gì trước"))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        title = rules.title if season.lang == "vi" else rules.title_en or rules.title
        sheet.write_string(0, 0, f"{_('Soát gì trước')} – {title}", bold)
        sheet.write_string(
            1,
            0,
            _(
                "Thứ tự làm việc, không phải lý do soát ít hơn: ô chưa soát vẫn là chưa thẩm định. Không ghi "
                "điểm vào đây."
            ),
        )
        if rules.is_illustrative:
            sheet.write_string(2, 0, _("Dữ liệu minh họa"))
        if len(shown) < len(ordered):
            sheet.write_string(3, 0, _("Chỉ gồm đợt soát đầu: {count} ô.").format(count=len(shown)))
        for at, (name, width) in enumerate(zip(headings, (9, 9, 50, 30, 10, 10, 50, 10), strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(4, at, name, heading)
        values = rows[[*columns, "grounds", "first"]].itertuples(index=False, name=None)
        for line, row in enumerate(values, start=5):
            for at, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, at, value, text)
                elif not language.is_missing(value):
                    sheet.write_number(line, at, float(value), points if at in (4, 5) else text)
                else:
                    sheet.write_blank(line, at, None, text)
        sheet.freeze_panes(5, 0)
        sheet.repeat_rows(4)
        sheet.autofilter(4, 0, 4 + len(rows), len(headings) - 1)
    return path
