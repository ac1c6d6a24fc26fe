"""What each document says: the pages' own sentences and tables, in the order of a Vietnamese report."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from docx.document import Document
from IPython.display import HTML

from cchc_analysis.documents import layout
from cchc_analysis.documents.fragments import Grid, Paragraph, Run, read_blocks
from cchc_analysis.documents.template import open_template
from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import charts, language, listings, tables, wording
from cchc_analysis.reporting.charts import Chart
from cchc_analysis.reporting.tables import Column
from cchc_analysis.season import Letter

Draw = Callable[[Chart], bytes | None]
WIDE = 8
"""A table of more columns lies on its side."""


def write_report(season: SeasonTables, template: Path | None, draw: Draw) -> Document:
    """The report on the results, with its annexes; *draw* gives a chart's picture, or nothing."""
    _ = language.words(season.lang).gettext
    document = _start("report", season, template)
    _add_title(document, _("BÁO CÁO"), _("Kết quả chấm điểm cải cách hành chính năm {year}"), season)
    _add(document, wording.say_headline(season))
    _head(document, _("1. Tình hình thực hiện"))
    _add(document, wording.say_received(season))
    _head(document, _("2. Kết quả"))
    _subhead(document, _("2.1. Tổng điểm và xếp hạng"))
    _add_chart(document, charts.draw_ranking(season.unit_ranking, season), draw)
    _subhead(document, _("2.2. Kết quả theo lĩnh vực"))
    _add_chart(document, charts.draw_domains(season.domain_scores, season), draw)
    _subhead(document, _("2.3. Tự chấm và thẩm định"))
    _add(document, wording.say_comparison(season))
    _add_chart(document, charts.draw_self_against_appraised(season.unit_ranking, season), draw)
    _head(document, _("3. Những mặt làm được"))
    _add(document, wording.say_strengths(season))
    _add(document, listings.list_full_criteria(season))
    _head(document, _("4. Hạn chế và nguyên nhân"))
    _add(document, wording.say_deductions(season))
    _add_chart(document, charts.draw_deductions(season.criterion_deductions, season, top=10), draw)
    _add_chart(document, charts.draw_reasons(season.reason_deductions, season), draw)
    _head(document, _("5. So với năm trước"))
    _add(document, wording.say_changes(season))
    _add_chart(document, charts.draw_changes(season.unit_ranking, season), draw)
    _head(document, _("6. Việc cần quyết định"))
    _add(document, wording.list_decisions(season))
    _add(document, listings.list_initiatives(season))
    _close(document, season)
    _add_annex(document, _("Phụ lục 1. Bảng xếp hạng"), listings.list_ranking(season), season)
    _add_annex(document, _("Phụ lục 2. Điểm bị trừ theo tiêu chí"), listings.list_deducted(season), season)
    _add_annex(document, _("Phụ lục 3. Phương pháp và quy tắc"), listings.list_rules(season), season)
    _add(document, listings.list_methods(season))
    return _finish(document, season, _("Kết quả chấm điểm cải cách hành chính năm {year}"))


def write_ranking(season: SeasonTables, template: Path | None) -> Document:
    """The ranking table as an annex of its own, to be signed."""
    _ = language.words(season.lang).gettext
    document = open_template("ranking", template)
    shown = listings.list_ranking(season)
    title = _("Bảng xếp hạng kết quả chấm điểm cải cách hành chính năm {year}")
    if any(isinstance(block, Grid) and len(block.heads) > WIDE for block in read_blocks(shown)):
        section = document.sections[0]
        section.page_width, section.page_height = section.page_height, section.page_width
    layout.add_line(document, "CCHC Title", _("PHỤ LỤC"))
    layout.add_line(document, "CCHC Summary", title.format(year=season.year).upper())
    layout.add_line(document, "CCHC Attachment", _say_attached(season))
    _add_marks(document, season)
    _add(document, shown, captioned=False)
    _close(document, season)
    return _finish(document, season, title)


def write_letter(season: SeasonTables, letter: Letter, template: Path | None) -> Document:
    """A letter to heads of units: which units lost what at the letter's criteria or for its reasons."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    name = _pick(season, letter.name, letter.name_en)
    document = _start("letter", season, template, subject=name)
    rows = pick_losses(season, letter)
    units = season.unit_ranking.loc[season.unit_ranking["unit_id"].isin(rows["unit_id"]), "unit"].tolist()
    heads = "; ".join(units) or "…"
    layout.add_line(document, "CCHC Addressee", _("Kính gửi: Thủ trưởng các đơn vị: {units}").format(units=heads))
    _add_marks(document, season)
    if rows.empty:
        layout.add_line(document, "CCHC Body", _("Không có đơn vị nào mất điểm ở nội dung này."))
    else:
        text = _n(
            "Qua kết quả chấm điểm cải cách hành chính năm {year}, {count} đơn vị mất điểm ở nội dung “{name}”, "
            "cụ thể như sau:",
            "Qua kết quả chấm điểm cải cách hành chính năm {year}, {count} đơn vị mất điểm ở nội dung “{name}”, "
            "cụ thể như sau:",
            len(units),
        )
        count = language.number(len(units), 0, season.lang)
        layout.add_line(document, "CCHC Body", text.format(year=season.year, count=count, name=name))
        _add(document, list_losses(season, rows), captioned=False)
        layout.add_line(
            document,
            "CCHC Body",
            _("Đề nghị thủ trưởng các đơn vị chỉ đạo rà soát nguyên nhân và có biện pháp khắc phục."),
        )
    _close(document, season)
    return _finish(document, season, name)


def pick_losses(season: SeasonTables, letter: Letter) -> pd.DataFrame:
    """The lost points a letter is about, in the order of the ranking and of the criteria set."""
    rows = season.letter_losses.query("letter_id == @letter.id")
    order = {unit: at for at, unit in enumerate(season.unit_ranking["unit_id"])}
    return tables.in_printed_order(rows, season).sort_values("unit_id", key=lambda ids: ids.map(order), kind="stable")


def list_losses(season: SeasonTables, rows: pd.DataFrame) -> HTML:
    """Those losses as a table; appraisers' notes stay out, because every unit named reads the same letter."""
    _ = language.words(season.lang).gettext
    has_reasons = rows["reason_name"].notna().any()
    return tables.show_table(
        rows.assign(cell=rows["unit_id"] + "." + rows["criterion_id"]),
        [
            Column("unit", is_header=True),
            "criterion_code",
            "criterion",
            "max_score",
            "appraised_score",
            "deduction",
            *(["reason_name"] if has_reasons else []),
        ],
        season,
        caption=_("Các đơn vị và điểm bị trừ"),
        key="cell",
    )


def _start(kind: str, season: SeasonTables, template: Path | None, subject: str = "") -> Document:
    _ = language.words(season.lang).gettext
    document, stated, rules = open_template(kind, template), season.rules.document, season.rules
    symbol = stated.symbol or "…"
    if kind == "report":
        number = _("Số: {number}/BC-{symbol}").format(number=stated.number or " " * 6, symbol=symbol)
    else:
        number = _("Số: {number}/{symbol}").format(number=" " * 6, symbol=symbol)
    left = [
        ("CCHC Superior Body", _pick(season, stated.superior_body, stated.superior_body_en).upper()),
        ("CCHC Issuing Body", _pick(season, rules.body, rules.body_en).upper()),
        ("CCHC Number", number),
        ("CCHC Subject", _("V/v {subject}").format(subject=subject) if subject else ""),
    ]
    right = [
        ("CCHC National Heading", _("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
        ("CCHC Motto", _("Độc lập - Tự do - Hạnh phúc")),
        ("CCHC Place and Date", _say_place_and_date(season)),
    ]
    layout.add_heading(document, [line for line in left if line[1]], right)
    return document


def _say_place_and_date(season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    stated = season.rules.document
    return _("{place}, ngày {day} tháng {month} năm {year}").format(
        place=stated.place or "…………", **_name_date(stated.date)
    )


def _name_date(date: datetime.date | None) -> dict[str, str]:
    """A date's parts as the Decree writes them: days below 10 and January, February with a 0 before."""
    if date is None:
        return {"day": "……", "month": "……", "year": "………"}
    month = f"{date.month:02}" if date.month < 3 else str(date.month)
    return {"day": f"{date.day:02}", "month": month, "year": str(date.year)}


def _add_title(document: Document, kind: str, summary: str, season: SeasonTables) -> None:
    layout.add_line(document, "CCHC Title", kind)
    layout.add_line(document, "CCHC Summary", summary.format(year=season.year))
    _add_marks(document, season)


def _add_marks(document: Document, season: SeasonTables) -> None:
    _ = language.words(season.lang).gettext
    provisional = wording.say_provisional(season)
    if season.rules.is_illustrative:
        text = _("DỮ LIỆU MINH HỌA: cơ quan, đơn vị và điểm số không có thật; văn bản không có giá trị ban hành.")
        layout.add_line(document, "CCHC Mark", text)
    if provisional:
        layout.add_line(document, "CCHC Mark", _("SỐ LIỆU TẠM TÍNH. {reason}").format(reason=provisional))
    elif season.rules.release != "final":
        layout.add_line(document, "CCHC Mark", _("DỰ THẢO"))


def _say_attached(season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    stated = season.rules.document
    return _("(Kèm theo Báo cáo số {number}/BC-{symbol} ngày {day} tháng {month} năm {year} của {body})").format(
        number=stated.number or "……",
        symbol=stated.symbol or "…",
        body=_pick(season, season.rules.body, season.rules.body_en),
        **_name_date(stated.date),
    )


def _add_annex(document: Document, heading: str, shown: HTML, season: SeasonTables) -> None:
    """An annex on a new page: its number, its name, the document it belongs to, its table."""
    number, _dot, name = heading.partition(". ")
    wide = any(isinstance(block, Grid) and len(block.heads) > WIDE for block in read_blocks(shown))
    layout.add_section(document, landscape=wide)
    layout.add_line(document, "CCHC Title", number)
    layout.add_line(document, "CCHC Summary", name.upper())
    layout.add_line(document, "CCHC Attachment", _say_attached(season))
    _add(document, shown, captioned=False)


def _close(document: Document, season: SeasonTables) -> None:
    _ = language.words(season.lang).gettext
    stated = season.rules.document
    recipients = stated.recipients_en if season.lang != "vi" and stated.recipients_en else stated.recipients
    names = [f"- {name}{'.' if name == recipients[-1] else ';'}" for name in recipients] or ["- …………;", "- …………"]
    title = _pick(season, stated.signatory_title, stated.signatory_title_en).upper() or "…………………"
    for_whom = _pick(season, stated.signing_for, stated.signing_for_en).upper()
    signature = [*([for_whom] if for_whom else []), title, *[""] * 4, stated.signatory_name or "…………………"]
    layout.add_closing(document, _("Nơi nhận:"), names, signature)


def _finish(document: Document, season: SeasonTables, title: str) -> Document:
    """The file's own properties, with dates that depend on the season alone; the mark of made-up data on every page."""
    _ = language.words(season.lang).gettext
    properties = document.core_properties
    date = season.rules.document.date or datetime.date(season.year, 12, 31)
    moment = datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC)
    properties.created = properties.modified = moment
    properties.title = title.format(year=season.year) if "{year}" in title else title
    properties.author = properties.last_modified_by = _pick(season, season.rules.body, season.rules.body_en)[:255]
    properties.comments, properties.revision, properties.language = "", 1, season.lang
    if season.rules.is_illustrative:
        layout.add_footers(document, _("Dữ liệu minh họa"))
    return document


def _add(document: Document, shown: HTML, *, captioned: bool = True) -> None:
    for block in read_blocks(shown):
        if isinstance(block, Grid):
            layout.add_grid(document, block, captioned=captioned)
        else:
            layout.add_blocks(document, [block])


def _add_chart(document: Document, shown: Chart | HTML, draw: Draw) -> None:
    """A chart's picture with its title and description; its table where there is no picture."""
    if not isinstance(shown, Chart):
        _add(document, shown)
        return
    layout.add_line(document, "CCHC Caption", shown.title)
    picture = draw(shown)
    if picture is None:
        _add(document, shown.picture, captioned=False)
    else:
        layout.add_picture(document, picture, shown.label)
    if shown.subtitle and picture is not None:
        layout.add_line(document, "CCHC Note", shown.subtitle)
    if shown.key:
        names = "; ".join(f"{code} {name}" for code, name in shown.key)
        layout.add_blocks(document, [Paragraph("note", [Run(names)])])


def _head(document: Document, text: str) -> None:
    layout.add_line(document, "CCHC Heading", text)


def _subhead(document: Document, text: str) -> None:
    layout.add_line(document, "CCHC Subheading", text)


def _pick(season: SeasonTables, vietnamese: str, english: str) -> str:
    return english if season.lang != language.SOURCE and english else vietnamese
