"""All tables of a season as one workbook: real numbers, one sheet per table, the marks of the report on the first."""

import math
import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cchc_analysis import language, schemas
from cchc_analysis.analyst import DISPLAY_TITLES
from cchc_analysis.language import mark
from cchc_analysis.reporting.workbook.column_notes import explain_column, list_formulas
from cchc_analysis.rules.season import Edition, Season
from cchc_analysis.store import storage

SHEETS: Mapping[str, tuple[str, str]] = {
    "criteria": (mark("Bộ tiêu chí"), mark("Mỗi dòng là một lĩnh vực, tiêu chí hoặc tiêu chí thành phần.")),
    "units": (mark("Đơn vị"), mark("Mỗi dòng là một đơn vị của mùa chấm điểm.")),
    "initiatives": (mark("Sáng kiến"), mark("Mỗi dòng là một sáng kiến được đề nghị.")),
    "scores": (
        mark("Điểm đã nhận"),
        mark("Mỗi dòng là điểm của một đơn vị, một tiêu chí, một giai đoạn, kèm ô nguồn."),
    ),
    "explanations": (mark("Giải trình"), mark("Mỗi dòng là giải trình của một đơn vị về một tiêu chí.")),
    "submissions": (mark("Hồ sơ đã nhận"), mark("Mỗi dòng là một đơn vị ở một giai đoạn: phải nộp gì, đã nhận gì.")),
    "received_files": (
        mark("Tệp đã nhận"),
        mark("Mỗi dòng là một tệp của một đơn vị ở một giai đoạn, kể cả tệp đã được thay."),
    ),
    "received_sheets": (
        mark("Mọi số đã nhận"),
        mark("Mỗi dòng là một trang tính: mọi số trên trang, số nào đọc là điểm, số nào là gì khác."),
    ),
    "received_columns": (
        mark("Cột không phải điểm"),
        mark("Mỗi dòng là một tiêu đề cột không phải điểm của giai đoạn, và được hiểu là gì."),
    ),
    "submission_changes": (
        mark("Khác giữa các lần gửi"),
        mark("Mỗi dòng là một chỗ khác nhau giữa hai lần gửi liền nhau của một đơn vị."),
    ),
    "corrections": (mark("Đính chính"), mark("Mỗi dòng là một đính chính đã khai, từ gì thành gì, vì sao, do ai.")),
    "notes": (
        mark("Nhận xét viết tay"),
        mark("Mỗi dòng là một đoạn viết tay về một phần của báo cáo hoặc một đơn vị."),
    ),
    "findings": (
        mark("Lỗi và nội dung cần xem lại"),
        mark("Mỗi dòng là một lỗi hoặc một nội dung cần xem lại, kèm vị trí."),
    ),
    "comparison": (
        mark("Đối chiếu"),
        mark("Mỗi dòng là một đơn vị và một tiêu chí áp dụng: điểm tự chấm cạnh điểm thẩm định."),
    ),
    "node_scores": (
        mark("Điểm theo cây tiêu chí"),
        mark("Mỗi dòng là một đơn vị và một nút của cây tiêu chí (dấu * là toàn đơn vị)."),
    ),
    "domain_scores": (mark("Điểm theo lĩnh vực"), mark("Mỗi dòng là một đơn vị và một lĩnh vực.")),
    "inflation": (
        mark("Tự chấm cao hơn"),
        mark("Mỗi dòng là một cấp tổng hợp: tự chấm cao hơn thẩm định bao nhiêu (dấu * là tất cả)."),
    ),
    "unit_differences": (
        mark("Chênh lệch theo đơn vị"),
        mark("Mỗi dòng là một đơn vị: chênh lệch tự chấm và thẩm định, giới hạn khác biệt."),
    ),
    "claimed_ranks": (
        mark("Hạng theo tự chấm"),
        mark("Mỗi dòng là một đơn vị: hạng theo tự chấm cạnh hạng theo thẩm định."),
    ),
    "agreement": (
        mark("Mức thống nhất"),
        mark("Mỗi dòng là một hệ số thống nhất giữa tự chấm và thẩm định."),
    ),
    "explanation_effects": (
        mark("Kết quả giải trình"),
        mark("Mỗi dòng là một đơn vị có tiêu chí tranh luận (dấu * là mọi đơn vị): điểm được trả lại."),
    ),
    "leaf_deductions": (
        mark("Bị trừ theo thành phần"),
        mark("Mỗi dòng là một tiêu chí thành phần, bị trừ nhiều nhất đứng trước."),
    ),
    "criterion_deductions": (
        mark("Bị trừ theo tiêu chí"),
        mark("Mỗi dòng là một tiêu chí, bị trừ nhiều nhất đứng trước."),
    ),
    "domain_deductions": (
        mark("Bị trừ theo lĩnh vực"),
        mark("Mỗi dòng là một lĩnh vực, bị trừ nhiều nhất đứng trước."),
    ),
    "group_deductions": (
        mark("Bị trừ theo nhóm đơn vị"),
        mark("Mỗi dòng là một nhóm đơn vị và một tiêu chí, bị trừ nhiều nhất đứng trước."),
    ),
    "loss_concentration": (
        mark("Mức tập trung điểm bị trừ"),
        mark("Mỗi dòng là một cách phân bố điểm bị trừ: theo tiêu chí, tiêu chí thành phần, đơn vị."),
    ),
    "hit_pattern": (
        mark("Đơn vị mất điểm ở đâu"),
        mark("Mỗi dòng là một đơn vị và một tiêu chí áp dụng: điểm bị trừ cạnh mức thường."),
    ),
    "criteria_lost_together": (
        mark("Tiêu chí cùng bị trừ"),
        mark("Mỗi dòng là hai tiêu chí mà cùng những đơn vị bị trừ điểm."),
    ),
    "scope_sensitivity": (
        mark("Chung, riêng theo mức"),
        mark("Mỗi dòng là một mức coi là vấn đề chung: bao nhiêu tiêu chí chung, riêng, đổi."),
    ),
    "unit_ranking": (mark("Xếp hạng"), mark("Mỗi dòng là một đơn vị: điểm, xếp loại, hạng.")),
    "distributions": (
        mark("Phân bố kết quả"),
        mark("Mỗi dòng là một đại lượng và một khoảng giá trị: bao nhiêu đơn vị ở trong khoảng đó."),
    ),
    "group_scores": (
        mark("Kết quả theo nhóm đơn vị"),
        mark("Mỗi dòng là một nhóm đơn vị (dấu * là mọi đơn vị): kết quả cao, thấp, trung vị trong nhóm."),
    ),
    "group_domains": (
        mark("Lĩnh vực theo nhóm đơn vị"),
        mark("Mỗi dòng là một nhóm đơn vị và một lĩnh vực: bình quân % điểm tối đa."),
    ),
    "rank_bands": (
        mark("Khoảng hạng"),
        mark("Mỗi dòng là một đơn vị: hạng cao nhất và thấp nhất theo từng nguồn làm đổi hạng."),
    ),
    "rank_bases": (
        mark("Hạng theo từng căn cứ"),
        mark("Mỗi dòng là một đơn vị: hạng theo điểm, theo %, có và không có thưởng, phạt."),
    ),
    "cutoff_distances": (
        mark("Khoảng cách đến ngưỡng"),
        mark("Mỗi dòng là một đơn vị và một ngưỡng xếp loại: điểm còn thiếu hoặc còn dư."),
    ),
    "grade_flips": (
        mark("Tiêu chí quyết định xếp loại"),
        mark("Mỗi dòng là một tiêu chí còn tranh luận mà chỉ riêng nó đã làm đổi nhóm điểm."),
    ),
    "reason_deductions": (
        mark("Bị trừ theo lý do"),
        mark("Mỗi dòng là một lý do trừ điểm (dấu * là không nêu lý do)."),
    ),
    "reason_losses": (
        mark("Lý do theo đơn vị, lĩnh vực"),
        mark("Mỗi dòng là một lý do, một đơn vị và một lĩnh vực: điểm bị trừ và các phần."),
    ),
    "reason_coverage": (
        mark("Nguồn của lý do"),
        mark("Mỗi dòng là một nguồn của lý do trừ điểm, hoặc vì sao chưa có lý do."),
    ),
    "reason_history": (mark("Lý do qua các năm"), mark("Mỗi dòng là một năm và một lý do trừ điểm.")),
    "criteria_crosswalk": (
        mark("Đối chiếu bộ tiêu chí"),
        mark("Mỗi dòng là một tiêu chí năm trước và tiêu chí năm nay kế tục nó; mới hoặc bị bỏ thì đứng riêng."),
    ),
    "score_changes": (
        mark("Nguyên nhân thay đổi điểm"),
        mark("Mỗi dòng là một đơn vị có điểm cả hai năm: thay đổi và các phần cộng lại đúng bằng thay đổi."),
    ),
    "mean_change": (
        mark("Thay đổi bình quân"),
        mark("Một dòng: phần thay đổi bình quân do bộ tiêu chí và phần do kết quả của các đơn vị."),
    ),
    "rank_changes": (
        mark("Nguyên nhân thay đổi hạng"),
        mark("Mỗi dòng là một đơn vị có hạng cả hai năm: thay đổi hạng và các phần của nó."),
    ),
    "recurring_losses": (
        mark("Bị trừ hai năm liền"),
        mark("Mỗi dòng là một đơn vị và một tiêu chí bị trừ điểm cả năm nay và năm trước."),
    ),
    "fixed_losses": (
        mark("Đã khắc phục"),
        mark("Mỗi dòng là một đơn vị và một tiêu chí năm trước bị trừ điểm, năm nay không bị trừ."),
    ),
    "season_values": (
        mark("Kết quả qua các mùa"),
        mark("Mỗi dòng là một năm và một đơn vị, lĩnh vực, tiêu chí (dấu * là tất cả): kết quả so sánh được."),
    ),
    "trends": (
        mark("Xu hướng"),
        mark("Mỗi dòng là một đơn vị, lĩnh vực, tiêu chí (dấu * là tất cả): từ ba mùa trở lên tốt lên hay kém đi."),
    ),
    "initiative_effects": (
        mark("Tác động của sáng kiến"),
        mark("Mỗi dòng là một sáng kiến: tổng điểm, xếp loại, hạng khi có và không có điểm thưởng."),
    ),
    "reward_list": (
        mark("Khen thưởng"),
        mark("Mỗi dòng là một quy tắc khen thưởng và một đơn vị đạt quy tắc đó."),
    ),
    "letter_losses": (
        mark("Thư gửi thủ trưởng"),
        mark("Mỗi dòng là một thư, một đơn vị và một tiêu chí thành phần mà đơn vị mất điểm."),
    ),
    "publication_forms": (
        mark("Theo thứ tự và theo nhóm"),
        mark("Mỗi dòng là một đơn vị đã xếp hạng: vị trí theo thứ tự và trong nhóm điểm."),
    ),
    "reason_restorations": (
        mark("Nếu trả lại theo lý do"),
        mark("Mỗi dòng là một lý do: nếu trả lại điểm cho mọi đơn vị thì bao nhiêu xếp loại, hạng thay đổi."),
    ),
    "smallest_repairs": (
        mark("Khắc phục ít nhất"),
        mark("Mỗi dòng là một đơn vị và một mục tiêu (xếp loại trên, hạng trên): ít nhất phải lấy lại bao nhiêu điểm."),
    ),
    "repair_leaves": (
        mark("Tiêu chí cần khắc phục"),
        mark("Mỗi dòng là một đơn vị, một mục tiêu và một tiêu chí cần lấy lại điểm."),
    ),
    "plan_of_appraisal": (
        mark("Soát gì trước"),
        mark("Mỗi dòng là một ô tự chấm chưa thẩm định, theo thứ tự nên soát."),
    ),
    "plan_trial": (
        mark("Thử thứ tự soát"),
        mark("Mỗi dòng là một phần soát trước: trong đó có bao nhiêu điểm bị hạ của mùa này."),
    ),
    "criteria_review": (
        mark("Rà soát bộ tiêu chí"),
        mark("Mỗi dòng là một lĩnh vực, tiêu chí hoặc tiêu chí thành phần: trọng số, mức đạt, tương quan."),
    ),
    "alike_criteria": (mark("Tiêu chí trùng nhau"), mark("Mỗi dòng là hai tiêu chí cho cùng một thông tin.")),
    "unused_steps": (mark("Mức điểm không ai nhận"), mark("Mỗi dòng là một mức điểm mà không đơn vị nào nhận.")),
    "set_precision": (
        mark("Độ phân biệt của bộ"),
        mark("Một dòng: hai đơn vị phải cách nhau bao nhiêu điểm nếu bộ chỉ số dùng tiêu chí khác cùng loại."),
    ),
    "criteria_proposals": (
        mark("Gợi ý cho bộ năm sau"),
        mark("Mỗi dòng là một tiêu chí và một điều cần xem lại, kèm con số làm căn cứ."),
    ),
    "both_sets": (
        mark("Kết quả theo hai bộ"),
        mark("Mỗi dòng là một đơn vị: kết quả theo bộ tiêu chí năm nay và theo bộ năm trước."),
    ),
    "cutoff_heaps": (
        mark("Kết quả quanh ngưỡng"),
        mark("Mỗi dòng là một ngưỡng (dấu * là mọi ngưỡng) và một giai đoạn: số đơn vị ngay trên, ngay dưới."),
    ),
    "over_claims": (
        mark("Thử quy tắc tự chấm cao"),
        mark("Mỗi dòng là một mùa và một đơn vị: tự chấm cao hơn bao nhiêu, quy tắc thử sẽ trừ bao nhiêu."),
    ),
    "headlines": (mark("Số liệu chung"), mark("Mỗi dòng là một con số chung của cả mùa được nêu trong báo cáo.")),
    "published_figures": (
        mark("Số đã công bố"),
        mark("Mỗi dòng là một con số đã công bố và số tính lại từ dữ liệu này."),
    ),
    "register_files": (mark("Tệp sổ theo dõi"), mark("Mỗi dòng là một trang của một tệp sổ theo dõi đã xuất.")),
    "register_rows": (mark("Dòng của sổ"), mark("Mỗi dòng là một dòng của một sổ theo dõi, không có dòng mật.")),
    "measured_rows": (
        mark("Dòng đã xét"),
        mark("Mỗi dòng là một dòng của sổ được xét cho một tiêu chí: có tính không, có trễ không, ở ô nào."),
    ),
    "measured": (mark("Tính từ sổ"), mark("Mỗi dòng là một đơn vị và một tiêu chí tính từ sổ theo dõi.")),
    "claimed_v_computed": (
        mark("Tự chấm và sổ"),
        mark("Mỗi dòng là một đơn vị và một tiêu chí: tự chấm, theo sổ, thẩm định."),
    ),
    "claim_sums": (mark("Tự chấm và sổ, cộng lại"), mark("Mỗi dòng là một tiêu chí: các đơn vị cộng lại.")),
    "convention_effects": (
        mark("Quy ước khác"),
        mark("Mỗi dòng là một tiêu chí và một quy ước khác: điểm tính từ sổ sẽ đổi thế nào."),
    ),
}
"""Each table's sheet: its title and what one row of it is."""

PUBLIC_SHEETS: Mapping[str, tuple[str, str]] = {
    "public_units": (mark("Đơn vị"), mark("Mỗi dòng là một đơn vị của mùa chấm điểm.")),
    "public_ranking": (mark("Kết quả"), mark("Mỗi dòng là một đơn vị: kết quả theo hình thức công bố.")),
    "public_domains": (mark("Theo lĩnh vực"), mark("Mỗi dòng là một lĩnh vực: các đơn vị cộng lại.")),
    "public_criteria": (mark("Theo tiêu chí"), mark("Mỗi dòng là một tiêu chí: các đơn vị cộng lại.")),
    "public_headlines": (mark("Số liệu chung"), mark("Mỗi dòng là một con số chung của cả mùa được công bố.")),
}
"""The sheets of the public edition's workbook."""

BESIDE: Mapping[str, str] = {
    "unit": "unit_id",
    "unit_short": "unit_id",
    "group_name": "group",
    "criterion_code": "criterion_id",
    "criterion": "criterion_id",
    "other_criterion_code": "other_criterion_id",
    "other_criterion": "other_criterion_id",
    "domain_code": "domain_id",
    "domain": "domain_id",
    "ranked_criterion": "ranked_node_id",
    "reason_name": "reason",
    "reward_name": "reward_id",
    "letter_name": "letter_id",
    "stage_name": "stage",
    "grade_name": "grade",
    "moving_criterion": "criterion_left_out_id",
    "moving_domain": "domain_left_out_id",
    "previous_grade_name": "previous_grade",
    "lowest_grade_name": "lowest_grade",
    "highest_grade_name": "highest_grade",
    "grade_without_name": "grade_without",
    "grade_with_name": "grade_with",
    "goal_grade_name": "goal_grade",
    "goal_unit": "goal_unit_id",
    "first_unit": "first_unit_id",
    "last_unit": "last_unit_id",
    "grade_beyond_name": "grade_beyond",
    "flipped_grade_name": "flipped_grade",
    "cut_off_grade_name": "cut_off_grade",
}
"""Names for readers, and the id beside which each stands."""

CELL_LIMIT = 32_767
WIDEST, HEADING_WIDTH, NOTE_WIDTH, PAGE_WIDTH = 60, 14, 44, 220
"""Characters: of the widest column, of a heading before it goes on below, of a note on a heading, of a printed page."""

MOST_ROWS = 50_000
"""Rows of the longest sheet: Excel holds 1,048,575, but writing a million cells takes ten seconds and 300 MB."""

LINE = 15
"""Height of a line, in points."""


@dataclass(frozen=True)
class _Formats:
    title: Format
    heading: Format
    text: Format
    loud: Format
    link: Format
    numbers: Mapping[str, Format]


def write_workbook(
    tables: Mapping[str, pd.DataFrame],
    path: Path,
    season: Season,
    lang: str = "vi",
    *,
    labels: Mapping[str, Mapping[str, str]] | None = None,
    provisional: str = "",
    overridden: Sequence[tuple[str, str]] = (),
    edition: Edition = "internal",
    linked: Collection[str] = (),
) -> Path:
    """Write *tables* as one workbook; the same tables give the same bytes.

    Headings come from the schemas, in *lang* first and the other language below it. *labels* gives words for the codes
    of a column (``{"status": {"scored": "có điểm"}}``). Text stays text: nothing becomes a formula or a link.
    *provisional* says what is still open, *overridden* in spite of what it is released and why; both mark the
    workbook, as does its *edition*.

    A table of more than :data:`MOST_ROWS` rows has no sheet: the first sheet says in which file it is, which for those
    *linked* is a CSV file too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with storage.written_aside(path) as aside, xlsxwriter.Workbook(aside) as workbook:
        workbook.set_properties(
            {
                "title": _pick(lang, season.title, season.title_en),
                "company": _pick(lang, season.body, season.body_en),
                "created": datetime(season.year, 1, 1, tzinfo=UTC).replace(tzinfo=None),
            }
        )
        formats = _add_formats(workbook, season.printed_decimals)
        marks = _marks(season, lang, provisional, overridden, edition)
        _write_cover(workbook, tables, season, lang, marks, formats, linked)
        formulas = list_formulas(season, lang)
        for name, rows in tables.items():
            if len(rows) > MOST_ROWS:
                continue
            _write_sheet(workbook, name, rows, lang, labels or {}, formats, formulas)
    return path


def sheet_title(table: str, lang: str) -> str:
    """The title of a table's sheet."""
    return language.words(lang).gettext(_sheets()[table][0])


def _sheets() -> dict[str, tuple[str, str]]:
    return {**SHEETS, **PUBLIC_SHEETS}


def _pick(lang: str, vietnamese: str, english: str) -> str:
    return english or vietnamese if lang == "en" else vietnamese


def _add_formats(workbook: Workbook, decimals: int) -> _Formats:
    points = "#,##0" + ("." + "0" * decimals if decimals else "")
    codes = {"points": points, "index": points, "percent": "0.0", "share": "0.0%", "count": "#,##0", "year": "0"}
    return _Formats(
        title=workbook.add_format({"bold": True, "font_size": 16}),
        heading=workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF2", "border": 1}
        ),
        text=workbook.add_format({"valign": "top", "text_wrap": True}),
        loud=workbook.add_format({"bold": True, "font_color": "#8A3B00", "bg_color": "#FFF3E0", "text_wrap": True}),
        link=workbook.add_format({"font_color": "#0B3C6F", "underline": 1, "valign": "top"}),
        numbers={kind: workbook.add_format({"num_format": code, "valign": "top"}) for kind, code in codes.items()},
    )


def _write_cover(
    workbook: Workbook,
    tables: Mapping[str, pd.DataFrame],
    season: Season,
    lang: str,
    marks: Iterable[tuple[str, bool]],
    formats: _Formats,
    linked: Collection[str],
) -> None:
    _ = language.words(lang).gettext
    sheet = workbook.add_worksheet(_("Mục lục"))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 3, 22)
    sheet.set_row(0, 24)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, _pick(lang, season.title, season.title_en), formats.title)
    sheet.write_string(1, 0, _pick(lang, season.body, season.body_en))
    line = 3
    for text, loud in marks:
        sheet.merge_range(line, 0, line, 1, "", formats.text)
        sheet.write_string(line, 0, text, formats.loud if loud else formats.text)
        sheet.set_row(line, 15 * (1 + len(text) // 120))
        line += 1
    line += 1
    for column, heading in enumerate([_("Trang tính"), _("Mỗi dòng là"), _("Số dòng"), _("Tên bảng")]):
        sheet.write_string(line, column, heading, formats.heading)
    for at, (name, rows) in enumerate(tables.items(), start=line + 1):
        title = sheet_title(name, lang)
        grain = _(_sheets()[name][1])
        if len(rows) > MOST_ROWS:
            sheet.write_string(at, 0, title, formats.text)
            grain = f"{grain} {_say_elsewhere(name, season, lang, linked)}"
            sheet.set_row(at, LINE * _count_lines(grain, 90))
        else:
            sheet.write_url(at, 0, f"internal:'{title}'!A1", formats.link, title)
        sheet.write_string(at, 1, grain, formats.text)
        sheet.write_number(at, 2, len(rows), formats.numbers["count"])
        sheet.write_string(at, 3, name, formats.text)


def _say_elsewhere(name: str, season: Season, lang: str, linked: Collection[str]) -> str:
    """Where a table is that has too many rows for a sheet."""
    _ = language.words(lang).gettext
    files = [f"data/processed/{season.year}/{name}.parquet", *([f"tables/{name}.csv"] if name in linked else [])]
    return _("Quá nhiều dòng cho một trang tính; toàn bộ ở {files}.").format(files=", ".join(files))


def _marks(
    season: Season, lang: str, provisional: str, overridden: Sequence[tuple[str, str]], edition: Edition
) -> Iterable[tuple[str, bool]]:
    _ = language.words(lang).gettext
    yield (_("Lưu hành nội bộ") if edition == "internal" else _("Bản công khai")), edition == "internal"
    if season.is_illustrative:
        yield _("DỮ LIỆU MINH HỌA: đơn vị, điểm số và nhận xét đều được dựng, không phải số liệu có thật."), True
        calibrated = _pick(lang, season.calibrated_to, season.calibrated_to_en)
        if calibrated:
            yield _("Được hiệu chỉnh theo {figures}.").format(figures=calibrated), True
    yield (_("Bản chính thức") if season.release == "final" and not provisional else _("Dự thảo")), False
    if provisional:
        yield _("Số liệu tạm tính: {reason}").format(reason=provisional), True
    for obstacle, reason in overridden:
        yield (
            " ".join([_("Phát hành dù còn trở ngại:"), obstacle + ".", _("Lý do: {reason}").format(reason=reason)]),
            True,
        )
    decision = _pick(lang, season.decision, season.decision_en)
    if decision:
        yield _("Căn cứ: {decision}").format(decision=decision), False


def _write_sheet(
    workbook: Workbook,
    name: str,
    rows: pd.DataFrame,
    lang: str,
    labels: Mapping[str, Mapping[str, str]],
    formats: _Formats,
    formulas: Mapping[tuple[str, str], str],
) -> None:
    sheet = workbook.add_worksheet(sheet_title(name, lang))
    columns = _in_reading_order(list(rows.columns))
    headings = {column: _heading(name, column, lang) for column in columns}
    tallest, total = 1, 0.0
    for at, column in enumerate(columns):
        texts = _write_column(sheet, at, rows[column], labels.get(column, {}), formats, lang)
        sheet.write_string(0, at, headings[column], formats.heading)
        width = _width(headings[column], texts)
        sheet.set_column(at, at, width)
        tallest, total = max(tallest, _count_lines(headings[column], width)), total + width
        _write_note(sheet, at, explain_column(name, column, lang, formulas, BESIDE))
    sheet.set_row(0, LINE * tallest)
    leading = _count_leading_names(columns)
    sheet.freeze_panes(1, leading)
    if len(columns):
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.repeat_rows(0)
    if leading:
        sheet.repeat_columns(0, leading - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(math.ceil(total / PAGE_WIDTH) or 1, 0)


def _write_note(sheet: Worksheet, at: int, text: str) -> None:
    """What the column is, as a note on its heading, in a box as tall as it needs."""
    lines = sum(_count_lines(line, NOTE_WIDTH) for line in text.split("\n"))
    size = {"width": 7 * NOTE_WIDTH, "height": LINE * 1.4 * (lines + 1)}
    sheet.write_comment(0, at, text, {"author": "", "font_size": 9, **size})


def _count_lines(text: str, width: float) -> int:
    """How many lines *text* takes in a cell of *width* characters; its words are not broken."""
    return sum(
        max(len(textwrap.wrap(line, max(int(width) - 1, 1), break_long_words=False)), 1) for line in text.split("\n")
    )


def _in_reading_order(columns: list[str]) -> list[str]:
    """Each name right after the id it names."""
    names = {column: BESIDE[column] for column in columns if BESIDE.get(column) in columns}
    kept = [column for column in columns if column not in names]
    return [item for column in kept for item in (column, *(name for name, id_ in names.items() if id_ == column))]


def _count_leading_names(columns: list[str]) -> int:
    identifying = {"year", "unit_id", "criterion_id", "unit", "unit_short", "criterion_code", "criterion", "finding_id"}
    leading = 0
    while leading < min(len(columns), 3) and columns[leading] in identifying:
        leading += 1
    return leading


def _heading(table: str, column: str, lang: str) -> str:
    both = [_title(table, column, lang), _title(table, column, "en" if lang == "vi" else "vi")]
    return "\n".join(dict.fromkeys(both))


def _title(table: str, column: str, lang: str) -> str:
    if column in DISPLAY_TITLES and column not in schemas.titles(table, lang):
        return DISPLAY_TITLES[column][0 if lang == "vi" else 1]
    return schemas.titles(table, lang)[column]


def _write_column(
    sheet: Worksheet, at: int, values: pd.Series, labels: Mapping[str, str], formats: _Formats, lang: str
) -> list[str]:
    """Write one column and return its texts as they look, for the column's width."""
    _ = language.words(lang).gettext
    is_number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    kind = _number_kind(str(values.name), values)
    texts = []
    for row, value in enumerate(values.tolist(), start=1):
        if pd.isna(value):
            continue
        if is_number:
            sheet.write_number(row, at, value, formats.numbers[kind])
            texts.append(f"{value:,.2f}")
            continue
        text = (_("Có") if value else _("Không")) if isinstance(value, bool) else labels.get(value, str(value))
        sheet.write_string(row, at, _fit(text), formats.text)
        texts.append(text)
    return texts


def _number_kind(column: str, values: pd.Series) -> str:
    if column in ("year", "first_year", "last_year", "valid_from", "valid_to"):
        return "year"
    if column.endswith(("index_pct", "total_pct")):
        return "index"
    if column.endswith("_pct"):
        return "percent"
    if column.endswith("_share"):
        return "share"
    return "count" if pd.api.types.is_integer_dtype(values) else "points"


def _fit(text: str) -> str:
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def _width(heading: str, texts: Iterable[str]) -> float:
    """Room for the texts; a longer heading goes on below, its words whole."""
    longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
    word = max(map(len, heading.split()), default=0)
    wanted = max(longest, word, min(max(map(len, heading.split("\n"))), HEADING_WIDTH))
    return min(max(wanted + 2, 8), WIDEST)
