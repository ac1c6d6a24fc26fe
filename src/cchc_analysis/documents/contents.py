"""What each document says: the pages' own sentences and tables."""

import datetime
from collections.abc import Callable, Sequence
from itertools import takewhile
from pathlib import Path

from docx.document import Document
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.documents import layout, letters
from cchc_analysis.documents.fragments import Grid, Paragraph, Run, read_blocks
from cchc_analysis.documents.outline import Heading, Part, show_report
from cchc_analysis.documents.template import open_template
from cchc_analysis.reporting import tables, text
from cchc_analysis.reporting.charts import Chart
from cchc_analysis.rules.season import Letter, Season

Draw = Callable[[Chart], bytes | None]
Overridden = Sequence[tuple[str, str]]
"""What a release was made in spite of, each with the reason."""

MOST_ADDRESSEES = 8
"""A letter to more heads of units names them in its table only."""

SIGNED_COLUMNS = 9
"""The ranking to be signed is printed at full size up to so many columns."""

WIDE = 8
"""An annex with a table of more columns lies on its side."""


def write_report(season: SeasonTables, template: Path | None, draw: Draw, overridden: Overridden = ()) -> Document:
    """The yearly report with its annexes, part by part as its page; *draw* gives a chart's picture, or nothing.

    It is signed before its first annex.
    """
    _ = language.words(season.lang).gettext
    document = _start("report", season, template)
    _add_title(document, _("BÁO CÁO"), _("Kết quả chấm điểm cải cách hành chính năm {year}"), season, overridden)
    layout.add_line(document, "CCHC Body", _say_opening(season))
    is_signed, named = False, ""
    parts = list(show_report(season))
    for at, part in enumerate(parts):
        if isinstance(part, Heading):
            named = part.text.partition(". ")[2]
        if isinstance(part, Heading) and part.is_annex:
            if not is_signed:
                _close(document, season)
                is_signed = True
            _start_annex(document, part.text, parts[at + 1 :], season)
        elif isinstance(part, Heading):
            layout.add_line(document, "CCHC Heading" if part.level == 2 else "CCHC Subheading", part.text)
        elif isinstance(part, str):
            layout.add_line(document, "CCHC Body", part)
        elif isinstance(part, Chart):
            _add_chart(document, part, draw, named)
        else:
            _add(document, part, named)
    if not is_signed:
        _close(document, season)
    return _finish(document, season, _("Kết quả chấm điểm cải cách hành chính năm {year}"))


def write_ranking(season: SeasonTables, template: Path | None, overridden: Overridden = ()) -> Document:
    """The ranking table as an annex of its own, to be signed."""
    _ = language.words(season.lang).gettext
    document = open_template("ranking", template)
    shown = tables.list_ranking(season, whole=True, with_changes=False)
    title = _("Bảng xếp hạng kết quả chấm điểm cải cách hành chính năm {year}")
    if _is_wide(shown):
        section = document.sections[0]
        section.page_width, section.page_height = section.page_height, section.page_width
    layout.add_line(document, "CCHC Title", _("PHỤ LỤC"))
    layout.add_line(document, "CCHC Summary", title.format(year=season.year).upper())
    layout.add_line(document, "CCHC Attachment", _say_attached(season))
    _add_marks(document, season, overridden)
    for block in read_blocks(shown):
        if isinstance(block, Grid):
            layout.add_grid(document, block, captioned=False, is_small=len(block.heads) > SIGNED_COLUMNS)
        else:
            layout.add_blocks(document, [block])
    _close(document, season, has_recipients=False)
    return _finish(document, season, title)


def write_letter(season: SeasonTables, letter: Letter, template: Path | None, overridden: Overridden = ()) -> Document:
    """A letter to heads of units: which units lost what at the letter's criteria or for its reasons, most first.

    Criteria are named once above the table, and so is the reason where there is but one.
    """
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    name = _pick(season, letter.name, letter.name_en)
    document = _start("letter", season, template, subject=name)
    rows = letters.pick_losses(season, letter)
    units = rows["unit"].drop_duplicates().tolist()
    _add_addressees(document, units, season)
    _add_marks(document, season, overridden)
    if rows.empty:
        _end(document, _("Không có đơn vị nào mất điểm ở nội dung này."), season)
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
        for line in letters.say_subject(season, rows):
            layout.add_line(document, "CCHC Body", line)
        _add(document, letters.list_losses(season, rows), None)
        closing = _("Đề nghị thủ trưởng các đơn vị chỉ đạo rà soát nguyên nhân và có biện pháp khắc phục.")
        _end(document, closing, season)
    _close(document, season, first=_("Như trên"))
    return _finish(document, season, name)


def _end(document: Document, text: str, season: SeasonTables) -> None:
    """A letter's last line, which in Vietnamese ends in ``./.`` (Decree 30/2020/NĐ-CP, Appendix III, form 1.5)."""
    ended = f"{text.removesuffix('.')}./." if season.lang == language.SOURCE else text
    layout.add_line(document, "CCHC Body", ended)


def _add_addressees(document: Document, units: Sequence[str], season: SeasonTables) -> None:
    """One unit in the line itself, a few each on a line of its own, many by the table that names them."""
    _ = language.words(season.lang).gettext
    if len(units) > MOST_ADDRESSEES:
        layout.add_line(document, "CCHC Addressee", _("Kính gửi: Thủ trưởng các đơn vị nêu tại bảng dưới đây"))
        return
    if len(units) < 2:
        head = _("Kính gửi: Thủ trưởng {unit}").format(unit=units[0] if units else "…………")
        layout.add_line(document, "CCHC Addressee", head)
        return
    layout.add_line(document, "CCHC Addressee", _("Kính gửi: Thủ trưởng các đơn vị:"))
    for unit in units:
        end = "." if unit == units[-1] else ";"
        layout.add_line(document, "CCHC Addressees", f"- {unit}{end}")


def _start(kind: str, season: SeasonTables, template: Path | None, subject: str = "") -> Document:
    _ = language.words(season.lang).gettext
    document, stated, rules = open_template(kind, template), season.rules.document, season.rules
    symbol = stated.symbol or "…"
    if kind == "report":
        number = _("Số: {number}/BC-{symbol}").format(number=stated.number or "……", symbol=symbol)
    else:
        symbol = f"{symbol}-{stated.drafting_unit or '…'}"
        number = _("Số: {number}/{symbol}").format(number="……", symbol=symbol)
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


def _add_title(document: Document, kind: str, summary: str, season: SeasonTables, overridden: Overridden) -> None:
    layout.add_line(document, "CCHC Title", kind)
    layout.add_line(document, "CCHC Summary", summary.format(year=season.year))
    layout.add_rule(document, "CCHC Summary", summary.format(year=season.year))
    _add_marks(document, season, overridden)


def _add_marks(document: Document, season: SeasonTables, overridden: Overridden) -> None:
    """For whom the document is and how far it can be relied on; what it was released in spite of, as pages print it."""
    _ = language.words(season.lang).gettext
    provisional = text.say_provisional(season)
    layout.add_circulation(document, _("Lưu hành nội bộ"))
    if season.rules.is_illustrative:
        mark = _("DỮ LIỆU MINH HỌA: cơ quan, đơn vị và điểm số không có thật; văn bản không có giá trị ban hành.")
        layout.add_line(document, "CCHC Mark", mark)
    if provisional:
        layout.add_line(document, "CCHC Mark", _("SỐ LIỆU TẠM TÍNH. {reason}").format(reason=provisional))
    elif season.rules.release != "final":
        layout.add_line(document, "CCHC Mark", _("DỰ THẢO"))
    for obstacle, reason in overridden:
        said = (_("Phát hành dù còn trở ngại:"), f"{obstacle}.", _("Lý do: %(reason)s") % {"reason": reason})
        layout.add_line(document, "CCHC Mark", " ".join(said))


def _say_attached(season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    stated = season.rules.document
    return _("(Kèm theo Báo cáo số {number}/BC-{symbol} ngày {day} tháng {month} năm {year} của {body})").format(
        number=stated.number or "……",
        symbol=stated.symbol or "…",
        body=_pick(season, season.rules.body, season.rules.body_en),
        **_name_date(stated.date),
    )


def _say_opening(season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    rules = season.rules
    body, decision = _pick(season, rules.body, rules.body_en), _pick(season, rules.decision, rules.decision_en)
    text = (
        _("Thực hiện {decision}, {body} báo cáo kết quả chấm điểm cải cách hành chính năm {year} như sau:")
        if decision
        else _("{body} báo cáo kết quả chấm điểm cải cách hành chính năm {year} như sau:")
    )
    return text.format(decision=decision, body=body, year=season.year)


def _start_annex(document: Document, heading: str, following: Sequence[Part], season: SeasonTables) -> None:
    """A new page with an annex's number, its name and the document it belongs to; it lies where its tables are wide."""
    number, _dot, name = heading.partition(". ")
    own = takewhile(lambda part: not (isinstance(part, Heading) and part.is_annex), following)
    layout.add_section(document, landscape=any(_is_wide(part) for part in own))
    layout.add_line(document, "CCHC Title", number)
    layout.add_line(document, "CCHC Summary", name.upper())
    layout.add_line(document, "CCHC Attachment", _say_attached(season))


def _is_wide(part: Part) -> bool:
    blocks = read_blocks(part) if isinstance(part, HTML) else []
    return any(isinstance(block, Grid) and len(block.heads) > WIDE for block in blocks)


def _close(document: Document, season: SeasonTables, first: str = "", *, has_recipients: bool = True) -> None:
    """Signature and recipients, the *first* of them before those stated; an annex is signed and sent to nobody."""
    _ = language.words(season.lang).gettext
    stated = season.rules.document
    recipients = stated.recipients_en if season.lang != "vi" and stated.recipients_en else stated.recipients
    recipients = recipients or ("…………", _("Lưu: VT, {unit}").format(unit=stated.drafting_unit or "……"))
    listed = list(dict.fromkeys([first, *recipients] if first else recipients)) if has_recipients else []
    names = [f"- {name}{'.' if name == listed[-1] else ';'}" for name in listed]
    title = _pick(season, stated.signatory_title, stated.signatory_title_en).upper() or "…………………"
    for_whom = _pick(season, stated.signing_for, stated.signing_for_en).upper()
    signature = [*([for_whom] if for_whom else []), title, *[""] * 4, stated.signatory_name or "…………………"]
    layout.add_closing(document, _("Nơi nhận:") if names else "", names, signature)


def date_files(rules: Season) -> datetime.datetime:
    """When a season's files say they were made: the date of its documents, else the last day of its year."""
    date = rules.document.date or datetime.date(rules.year, 12, 31)
    return datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC)


def _finish(document: Document, season: SeasonTables, title: str) -> Document:
    """The file's own properties, with dates that depend on the season alone; the mark of made-up data on every page."""
    _ = language.words(season.lang).gettext
    properties = document.core_properties
    properties.created = properties.modified = date_files(season.rules)
    properties.title = title.format(year=season.year) if "{year}" in title else title
    properties.author = properties.last_modified_by = _pick(season, season.rules.body, season.rules.body_en)[:255]
    properties.comments, properties.revision, properties.language = "", 1, season.lang
    if season.rules.is_illustrative:
        layout.add_footers(document, _("Dữ liệu minh họa"))
    return document


def _add(document: Document, shown: HTML, named: str | None = "") -> None:
    """A fragment; a table whose caption is the heading above it, *named*, goes without, and where that is ``None``."""
    for block in read_blocks(shown):
        if isinstance(block, Grid):
            layout.add_grid(document, block, captioned=named is not None and block.caption != named)
        else:
            layout.add_blocks(document, [block])


def _add_chart(document: Document, chart: Chart, draw: Draw, named: str) -> None:
    """A chart's picture with its title and description; its table where there is no picture."""
    if chart.title != named:
        layout.add_line(document, "CCHC Caption", chart.title)
    picture = draw(chart)
    if picture is None:
        _add(document, chart.picture, None)
    else:
        layout.add_picture(document, picture, chart.label)
    if chart.subtitle and picture is not None:
        layout.add_line(document, "CCHC Note", chart.subtitle)
    if chart.key:
        names = "; ".join(f"{code} {name}" for code, name in chart.key)
        layout.add_blocks(document, [Paragraph("note", [Run(names)])])


def _pick(season: SeasonTables, vietnamese: str, english: str) -> str:
    return english if season.lang != language.SOURCE and english else vietnamese
