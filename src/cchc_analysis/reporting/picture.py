"""A picture of how a received form was read: its sheets as they stand, each cell coloured by what it was taken for.

Each cell carries a letter beside its colour, so that no meaning rests on the colour alone; the row above the sheet says
in words what each column was taken for. Any cell can be linked: ``page.html#s1-D12`` outlines D12 of the first sheet.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.intake.balance import COUNTED, ROLES, SCORE, SheetBalance, is_number, locate
from cchc_analysis.intake.bodies import has_bodies
from cchc_analysis.intake.names import plain_key
from cchc_analysis.intake.receiving import Reread, reread, start_reading
from cchc_analysis.intake.scan import Position
from cchc_analysis.intake.values import cell_text
from cchc_analysis.intake.workbooks import Sheet, address
from cchc_analysis.language import mark
from cchc_analysis.reporting.pages import layout
from cchc_analysis.reporting.tracing import Place, list_ancestors, place_of
from cchc_analysis.rules.season import Season
from cchc_analysis.store import storage

FOLDER = "pictures"
MOST_CELLS = 40_000
"""Cells of one sheet that a picture shows: more would take a browser seconds to lay out."""
LEAST_ROWS, MOST_COLUMNS, MOST_NAMED = 60, 200, 300
MOST_TEXT = 400

KINDS: Mapping[str, tuple[str, str, str]] = {
    "score": (mark("Đ"), mark("điểm đã đọc"), "c-score"),
    "code": (mark("M"), mark("mã, thứ tự"), "c-code"),
    "item": (mark("T"), mark("tiêu chí hoặc đơn vị"), "c-item"),
    "max_score": (mark("X"), mark("điểm tối đa"), "c-max"),
    "text": (mark("G"), mark("ghi chú, lý do, tài liệu"), "c-text"),
    "sum": (mark("C"), mark("cộng, bình quân"), "c-sum"),
    "other_stage": (mark("S"), mark("của giai đoạn khác, không đọc ở đây"), "c-beside"),
    "earlier": (mark("N"), mark("của năm khác"), "c-beside"),
    "beside": (mark("K"), mark("số khác đi kèm: tỷ lệ, chênh lệch, số lượng…"), "c-beside"),
    "ignored": (mark("B"), mark("khai là không đọc"), "c-ignored"),
    "named": (mark("V"), mark("số không đọc, có nêu trong lỗi hoặc nội dung cần xem lại"), "c-named"),
    "unaccounted": (mark("?"), mark("chưa rõ là gì"), "c-lost"),
    "header": (mark("H"), mark("tiêu đề"), "c-header"),
    "outside": ("", mark("ngoài bảng điểm"), "c-outside"),
}
"""By role its letter, what it is called, and the class of its cells."""
FOUND: Mapping[str, tuple[str, str]] = {
    "error": ("!", mark("ô có lỗi phải sửa")),
    "doubt": ("¿", mark("ô cần xem lại")),
}
_PLACE = ("source_file", "source_sheet", "source_cell")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class _Part:
    """One sheet to be drawn: its cells, their roles, what was found at them, the rows and columns that are shown."""

    number: int
    sheet: Sheet
    balance: SheetBalance
    found: Mapping[Position, str]
    focus: frozenset[Position]

    @cached_property
    def roles(self) -> np.ndarray:
        """The role of each cell."""
        roles = self.balance.roles
        return np.zeros((0, 0), dtype=np.uint8) if roles is None else roles

    @cached_property
    def columns(self) -> list[int]:
        """The columns that hold something, up to a number that a page can show."""
        held = {column for values in self.sheet.rows for column, value in enumerate(values) if _is_filled(value)} | {
            column for _row, column in self._wanted
        }
        last = max(held, default=-1)
        return [column for column in range(last + 1) if column in held][:MOST_COLUMNS]

    @cached_property
    def filled(self) -> list[int]:
        """The rows that hold something."""
        held = {row for row, values in enumerate(self.sheet.rows) if any(map(_is_filled, values))}
        return sorted(held | {row for row, _column in self._wanted})

    @cached_property
    def rows(self) -> list[int]:
        """The rows that are shown: those that hold something; of a large sheet the first, and those that matter."""
        most = max(LEAST_ROWS, MOST_CELLS // max(1, len(self.columns)))
        if len(self.filled) <= most:
            return self.filled
        wanted = sorted({row for row, _column in self._wanted})[:MOST_NAMED]
        return sorted({*self.filled[:most], *wanted, *(row for row, _column in self.focus)})

    @cached_property
    def _wanted(self) -> frozenset[Position]:
        return frozenset(self.found) | self.focus

    @cached_property
    def spans(self) -> Mapping[Position, tuple[int, int]]:
        """By its first cell, how many shown rows and columns a merged range takes; (0, 0) for its other cells."""
        spans: dict[Position, tuple[int, int]] = {}
        rows, columns = set(self.rows), set(self.columns)
        for (top, left), (bottom, right) in self.sheet.merged:
            if top not in rows or left not in columns or (bottom - top) * (right - left) > MOST_CELLS:
                continue
            high = [row for row in range(top, bottom + 1) if row in rows]
            wide = [column for column in range(left, right + 1) if column in columns]
            if high != list(range(top, top + len(high))):
                high = [top]
            spans |= {(row, column): (0, 0) for row in high for column in wide}
            spans[top, left] = len(high), len(wide)
        return spans


def name_picture(file: str) -> str:
    """The name of a file's picture: ASCII letters of the file's own name, and what tells it from others.

    >>> name_picture("self/Vụ Kế hoạch.xlsx")
    'self-vu-ke-hoach-bf3c0de2.html'
    """
    path = PurePosixPath(file)
    words = re.findall(r"[a-z0-9]+", plain_key(path.with_suffix("").as_posix()))
    code = hashlib.sha256(file.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{'-'.join(words)[:80].strip('-')}-{code}.html"


def link_cell(read: Reread, sheet: str | None, cell: str) -> str:
    """The end of a link to a cell in a file's picture: ``#s1-D12``; blank where the sheet is not shown."""
    names = [each.name for each in read.sheets]
    return f"#s{names.index(sheet) + 1}-{cell}" if sheet in names else ""


def write_picture(
    read: Reread,
    season: Season,
    lang: str,
    path: Path,
    findings: pd.DataFrame | None = None,
    focus: Collection[tuple[str | None, str]] = (),
) -> Path:
    """Draw a file to *path* and swap it in, with *findings*: its own unless others are given.

    *focus* are sheets and cells that are shown however large the sheet is.
    """
    page = draw_file(read, season, lang, path.name, findings, focus)
    path.parent.mkdir(parents=True, exist_ok=True)
    with storage.written_aside(path) as aside:
        aside.write_text(page, encoding="utf-8")
    return path


def draw_file(
    read: Reread,
    season: Season,
    lang: str,
    page: str,
    findings: pd.DataFrame | None = None,
    focus: Collection[tuple[str | None, str]] = (),
) -> str:
    """The page that shows how a file was read."""
    _ = language.words(lang).gettext
    rows = read.findings if findings is None else findings
    parts = [
        _Part(
            number,
            sheet,
            read.balances[sheet.name],
            _place_findings(rows, sheet),
            frozenset(place for name, cell in focus if name == sheet.name and (place := locate(cell))),
        )
        for number, sheet in enumerate(read.sheets, start=1)
    ]
    has_items = [part for part in parts if part.balance.areas or part.balance.counts[SCORE]] or parts
    order = [*has_items, *(part for part in parts if part not in has_items)]
    content = Markup("").join(
        (
            Markup("<style>{style}</style>").format(style=Markup(_style(lang))),
            _say_lead(read, season, lang),
            _draw_legend(order, lang),
            *(_draw_part(part, read, lang, is_only=len(parts) == 1) for part in order),
            _say_hidden(read, lang),
            _list_found(rows, read, lang),
        )
    )
    title = _("Phiếu được đọc thế nào: {file}").format(file=_clean(PurePosixPath(read.file).name))
    return layout.lay_out(content, layout.Frame(page=page, title=title, season=season), lang)


def draw_cells(season: SeasonTables, unit_id: str, criterion_id: str, folder: Path) -> dict[Place, tuple[Path, str]]:
    """Draw the files that hold a unit's scores at a criterion to *folder*: by cell its picture and the end of its link.

    Files that are no longer there have no picture.
    """
    leaves = _list_leaves(season, criterion_id)
    tables = (season.scores, season.explanations)
    rows = pd.concat([table[["unit_id", "criterion_id", *_PLACE]] for table in tables], ignore_index=True)
    here = rows[(rows["unit_id"] == unit_id) & rows["criterion_id"].isin(leaves) & rows["source_cell"].notna()]
    raw = storage.raw_folder(season.data, season.year)
    if here.empty or not raw.is_dir() or has_bodies(raw):
        return {}
    start = start_reading(raw, season.rules)
    links: dict[Place, tuple[Path, str]] = {}
    for file, cells in here.groupby("source_file", sort=False):
        read = reread(start, str(file))
        if read is None or not read.sheets:
            continue
        places = [place_of(row) for row in cells.to_dict("records")]
        found = season.findings[season.findings["source_file"] == file]
        focus = {(sheet, cell) for _file, sheet, cell in places}
        target = folder / name_picture(str(file))
        write_picture(read, season.rules, season.lang, target, found, focus)
        links |= {place: (target, link_cell(read, place[1], place[2])) for place in places}
    return links


def _list_leaves(season: SeasonTables, criterion_id: str) -> list[str]:
    """The leaves at and below a criterion."""
    parents = season.criteria.set_index("criterion_id")["parent_id"].to_dict()
    return [each for each in parents if each == criterion_id or criterion_id in list_ancestors(each, parents)]


def _is_filled(value: object) -> bool:
    return value is not None and value != ""


def _clean(text: str) -> str:
    return _CONTROLS.sub("�", text.encode("utf-8", "replace").decode("utf-8"))


def _place_findings(findings: pd.DataFrame, sheet: Sheet) -> dict[Position, str]:
    """The severity of what was found at each cell of a sheet, the gravest first."""
    here = findings[findings["source_cell"].notna()]
    here = here[here["source_sheet"].isna() if sheet.name is None else here["source_sheet"] == sheet.name]
    places: dict[Position, str] = {}
    for cell, severity in zip(here["source_cell"], here["severity"], strict=True):
        if (place := locate(cell)) and (severity == "error" or place not in places):
            places[place] = severity
    return places


def _say_lead(read: Reread, season: Season, lang: str) -> Markup:
    """Which columns the scores were read from, in one sentence for each sheet."""
    _ = language.words(lang).gettext
    stage = read.stage
    name = "" if stage is None else stage.name_en if lang == "en" and stage.name_en else stage.name
    sentences = []
    for sheet in read.sheets:
        balance = read.balances[sheet.name]
        columns = [_name_column(sheet, balance, column, lang) for column in _list_scored(balance)]
        if columns:
            text = _("Điểm được đọc ở {columns}.")
            said = Markup(escape(text)).format(columns=Markup(", ").join(columns[:6]))
            more = Markup(escape(_(" Và {count} cột nữa."))).format(count=len(columns) - 6)
            where = Markup("<b>{sheet}</b>: ").format(sheet=_clean(sheet.name or "")) if len(read.sheets) > 1 else ""
            sentences.append(Markup(where) + said + (more if len(columns) > 6 else ""))
    if not sentences:
        sentences = [Markup("<b>{text}</b>").format(text=_("Không điểm nào được đọc từ tệp này."))]
    stage_said = Markup(escape(_("Đọc là phiếu giai đoạn {stage}, mùa {year}."))).format(stage=name, year=season.year)
    return Markup("").join(
        [
            *(Markup('<p class="lead">{text}</p>').format(text=text) for text in sentences),
            Markup("<p>{text}</p>").format(text=stage_said) if name else Markup(""),
        ]
    )


def _list_scored(balance: SheetBalance) -> list[int]:
    if balance.roles is None:
        return []
    columns: list[int] = np.flatnonzero((balance.roles == SCORE).any(axis=0)).tolist()
    return columns


def _name_column(sheet: Sheet, balance: SheetBalance, column: int, lang: str) -> Markup:
    """A column by its letter, its heading and the number of its scores."""
    assert balance.roles is not None
    words = language.words(lang)
    rows: list[int] = np.flatnonzero(balance.roles[:, column] == SCORE).tolist()
    areas = [area for area in balance.areas if area.start <= rows[0] < area.end]
    above = range(areas[0].start - 1, areas[0].top - 1, -1) if areas else ()
    head = next((text for row in above if (text := sheet.text(row, column))), "")
    count = sum(is_number(sheet.value(row, column)) for row in rows)
    text = words.ngettext("cột {letter} “{head}” ({count} số)", "cột {letter} “{head}” ({count} số)", count)
    letter = Markup("<b>{letter}</b>").format(letter=address(0, column).rstrip("1"))
    return Markup(escape(text)).format(letter=letter, head=_clean(head)[:80] or "—", count=count)


def _draw_legend(parts: Iterable[_Part], lang: str) -> Markup:
    """What the letters and colours mean, of those that are on the page."""
    _ = language.words(lang).gettext
    roles = {ROLES[role] for part in parts for role in np.unique(part.roles).tolist()} - {"outside"}
    found = {severity for part in parts for severity in part.found.values()}
    entries = [
        Markup('<li><span class="{kind}"></span>{text}</li>').format(kind=f"{css} k-{role}", text=_(text))
        for role, (_letter, text, css) in KINDS.items()
        if role in roles and (role != "unaccounted" or any(part.balance.lost for part in parts))
    ]
    entries += [
        Markup('<li><span class="f-{severity}"></span>{text}</li>').format(severity=severity, text=_(text))
        for severity, (_letter, text) in FOUND.items()
        if severity in found
    ]
    label = _("Chú giải: chữ và màu của từng ô")
    return Markup('<ul class="legend" aria-label="{label}">{entries}</ul>').format(
        label=label, entries=Markup("").join(entries)
    )


def _draw_part(part: _Part, read: Reread, lang: str, is_only: bool) -> Markup:
    words = language.words(lang)
    _ = words.gettext
    name = part.sheet.name or PurePosixPath(read.file).name
    heading = Markup("") if is_only else Markup("<h2>{name}</h2>").format(name=_clean(name))
    said = Markup("<p>{text}</p>").format(text=_say_numbers(read, part.sheet, lang))
    if not part.rows:
        return heading + Markup("<p>{text}</p>").format(text=_("Trang tính này trống."))
    left_out = len(part.filled) - len(part.rows)
    if left_out:
        text = words.ngettext(
            "Trang tính quá lớn: hình này bớt {count} dòng có nội dung; mọi dòng vẫn được đọc.",
            "Trang tính quá lớn: hình này bớt {count} dòng có nội dung; mọi dòng vẫn được đọc.",
            left_out,
        ).format(count=language.number(left_out, 0, lang))
        said += Markup('<p class="notice">{text}</p>').format(text=text)
    if len(part.columns) == MOST_COLUMNS:
        text = _("Hình này chỉ có {count} cột đầu có nội dung.").format(count=MOST_COLUMNS)
        said += Markup('<p class="notice">{text}</p>').format(text=text)
    label = _("Trang tính {sheet}: từng ô và cách hiểu ô đó").format(sheet=_clean(name))
    return Markup(
        '{heading}{said}<div class="table-frame" tabindex="0" role="region" aria-label="{label}">'
        '<table class="picture"><thead>{head}</thead><tbody>{body}</tbody></table></div>'
    ).format(
        heading=heading,
        said=said,
        label=label,
        head=_draw_head(part, lang),
        body=Markup("".join(_draw_rows(part, lang))),
    )


def _say_numbers(read: Reread, sheet: Sheet, lang: str) -> str:
    """The balance of a sheet, as ``received_sheets`` has it."""
    rows = read.received_sheets
    at = rows["source_sheet"].isna() if sheet.name is None else rows["source_sheet"] == sheet.name
    (row,) = rows[at].to_dict("records")
    return say_balance({name: int(row[f"{name}_count"]) for name in ("number", *COUNTED)}, lang)


def say_balance(counts: Mapping[str, int], lang: str) -> str:
    """What the numbers of a sheet or file were taken for, in one sentence; blank where there are none."""
    _ = language.words(lang).gettext
    shown = {name: language.number(count, 0, lang) for name, count in counts.items()}
    parts = {
        "read": _("{count} đọc là điểm"),
        "recognised": _("{count} nhận ra là khác (điểm tối đa, cộng, mã…)"),
        "outside": _("{count} ngoài bảng điểm"),
        "ignored": _("{count} không cần đọc"),
        "named": _("{count} có trong lỗi hoặc nội dung cần xem lại"),
        "unaccounted": _("{count} không rõ là gì"),
    }
    said = [text.format(count=shown[name]) for name, text in parts.items() if counts[name]]
    return _("Có {count} số: {parts}.").format(count=shown["number"], parts=", ".join(said)) if said else ""


def _draw_head(part: _Part, lang: str) -> Markup:
    """The letters of the columns, and what each column was taken for."""
    _ = language.words(lang).gettext
    cells = []
    for column in part.columns:
        roles = _list_column_roles(part, column)
        texts = [_(KINDS[role][1]) for role in roles] or ([_("không đọc")] if _is_passed(part, column) else [])
        css = f" class={KINDS[roles[0]][2]}" if roles else ""
        cells.append(
            Markup("<th scope=col{css}><b>{letter}</b>{text}</th>").format(
                css=Markup(css),
                letter=address(0, column).rstrip("1"),
                text=Markup("<br>{said}").format(said="; ".join(texts)) if texts else "",
            )
        )
    corner = Markup("<td class=corner></td>")
    return Markup("<tr>{corner}{cells}</tr>").format(corner=corner, cells=Markup("").join(cells))


def _is_passed(part: _Part, column: int) -> bool:
    """Whether a column has a heading in one of the sheet's tables."""
    return any(part.sheet.text(row, column) for area in part.balance.areas for row in range(area.top, area.start))


def _list_column_roles(part: _Part, column: int) -> list[str]:
    """The roles that a column has beside the items of the sheet's tables: scores first, then by how many cells."""
    if column >= part.roles.shape[1]:
        return []
    inside = np.zeros(len(part.roles), dtype=bool)
    for area in part.balance.areas:
        inside[area.start : area.end] = True
    is_told = inside & [column < len(values) and _is_filled(values[column]) for values in part.sheet.rows]
    counts = np.bincount(part.roles[is_told, column], minlength=len(ROLES))
    told = [role for role in np.argsort(-counts, kind="stable").tolist() if counts[role]]
    plain = [ROLES[role] for role in told if ROLES[role] not in ("unaccounted", "outside", "header", "sum")]
    lost = ["unaccounted"] if any(at == column for _row, at, _text in part.balance.lost) else []
    sums = ["sum"] if "sum" in (ROLES[role] for role in told) and not plain else []
    return sorted(plain[:3], key=lambda role: role != "score") + lost + sums


def _draw_rows(part: _Part, lang: str) -> Iterator[str]:
    words = language.words(lang)
    before = -1
    filled = {row: number for number, row in enumerate(part.filled)}
    for row in part.rows:
        gap = filled[row] - filled.get(before, -1) - 1
        if gap > 0:
            text = words.ngettext("… bớt {count} dòng …", "… bớt {count} dòng …", gap).format(count=gap)
            yield f"<tr><td colspan={len(part.columns) + 1} class=gap>{escape(text)}</td></tr>"
        before = row
        yield f"<tr><th scope=row>{row + 1}</th>{''.join(_draw_cells(part, row, lang))}</tr>"


def _draw_cells(part: _Part, row: int, lang: str) -> Iterator[str]:
    """The cells of a row; a text outside the tables runs on over blank cells, as in a spreadsheet."""
    sheet, position = part.sheet, 0
    while position < len(part.columns):
        column = part.columns[position]
        high, wide = part.spans.get((row, column), (1, 1))
        if not wide:
            position += 1
            continue
        role = ROLES[part.roles[row, column]] if row < len(part.roles) and column < part.roles.shape[1] else "outside"
        text = _show_value(sheet, row, column, lang)
        if (row, column) not in part.spans and role == "outside" and len(text) > 12:
            wide = _count_blank(part, row, position)
        yield _draw_cell(part, (row, column), role, text, (high, wide))
        position += wide


def _count_blank(part: _Part, row: int, position: int) -> int:
    """How many columns a text may run over: its own and the blank ones after it."""
    wide = 1
    while position + wide < len(part.columns):
        column = part.columns[position + wide]
        is_taken = (row, column) in part.spans or (row, column) in part.found or (row, column) in part.focus
        if is_taken or _is_filled(part.sheet.value(row, column)) or part.sheet.fault(row, column):
            break
        wide += 1
    return wide


def _draw_cell(part: _Part, place: Position, role: str, text: str, span: tuple[int, int]) -> str:
    found = part.found.get(place)
    classes = []
    is_told = bool(text) or role == "score"
    if is_told and (role != "unaccounted" or any(place == (row, column) for row, column, _text in part.balance.lost)):
        classes += [KINDS[role][2], f"k-{role}"]
    classes += [f"f-{found}"] if found else []
    parts = [f"id=s{part.number}-{address(*place)}" if is_told or found or place in part.focus else ""]
    parts += [f'class="{" ".join(classes)}"' if classes else ""]
    parts += [f"rowspan={span[0]}" if span[0] > 1 else "", f"colspan={span[1]}" if span[1] > 1 else ""]
    return f"<td {' '.join(filter(None, parts))}>{escape(text)}</td>".replace("<td >", "<td>")


def _show_value(sheet: Sheet, row: int, column: int, lang: str) -> str:
    """What a cell holds, with the reader's decimal sign; an error or a formula without value as it stands."""
    if fault := sheet.flags.errors.get((row, column)) or sheet.flags.uncached.get((row, column)):
        return _clean(fault)[:MOST_TEXT]
    value = sheet.value(row, column)
    text = cell_text(value)
    if isinstance(value, float) and lang == "vi":
        text = text.replace(".", ",")
    return _clean(text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…")


def _say_hidden(read: Reread, lang: str) -> Markup:
    _ = language.words(lang).gettext
    if not read.hidden:
        return Markup("")
    text = _("Trang ẩn, không đọc và không vẽ ở đây: {sheets}.").format(sheets=_clean(", ".join(read.hidden)))
    return Markup("<p>{text}</p>").format(text=text)


def _list_found(findings: pd.DataFrame, read: Reread, lang: str) -> Markup:
    """What was found in the file, each line with a link to its cell."""
    _ = language.words(lang).gettext
    if findings.empty:
        return Markup("")
    suffix = "" if lang == "vi" else "_en"
    lines = []
    for row in findings.sort_values("severity", ascending=False, kind="stable").to_dict("records"):
        cell, sheet = row["source_cell"], row["source_sheet"]
        sheet = sheet if isinstance(sheet, str) else None
        place = Markup("")
        if isinstance(cell, str) and locate(cell):
            label = f"{sheet}!{cell}" if sheet and len(read.sheets) > 1 else cell
            place = Markup('<a href="{href}">{label}</a>: ').format(
                href=link_cell(read, sheet, cell), label=_clean(label)
            )
        line = Markup('<li><span class="f-{severity}"></span> {place}{sentence} {action}</li>')
        lines.append(
            line.format(
                severity=row["severity"],
                place=place,
                sentence=_clean(row[f"sentence{suffix}"]),
                action=_clean(row[f"action{suffix}"]),
            )
        )
    more = Markup("")
    if len(lines) > MOST_NAMED:
        said = _("Và {count} nội dung nữa.").format(count=language.number(len(lines) - MOST_NAMED, 0, lang))
        more = Markup("<p>{said}</p>").format(said=said)
    return Markup("<h2>{title}</h2><ul class=found>{lines}</ul>{more}").format(
        title=_("Lỗi và nội dung cần xem lại của tệp này"), lines=Markup("").join(lines[:MOST_NAMED]), more=more
    )


def _style(lang: str) -> str:
    """The rules of the picture's own: colours, and the letter of each role in the reader's language."""
    _ = language.words(lang).gettext
    letters = [f'.k-{role}::before{{content:"{_(letter)}"}}' for role, (letter, _text, _css) in KINDS.items() if letter]
    letters += [f'.f-{name}::after{{content:"{letter}"}}' for name, (letter, _text) in FOUND.items()]
    return (layout.TEMPLATES / "cchc" / "picture.css").read_text(encoding="utf-8") + "".join(letters)
