"""The way from a number to the cell it was read from, through every stage, version and correction, line by line."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.intake.names import code_key, name_key
from cchc_analysis.intake.units import find_typed
from cchc_analysis.language import mark
from cchc_analysis.reporting.printing import format_value
from cchc_analysis.reporting.text import registers as wording

STATUS_WORDS = {
    "not_applicable": mark("không áp dụng"),
    "pending": mark("chưa thẩm định"),
    "missing": mark("bỏ trống"),
    "unreadable": mark("không đọc được"),
    "invalid": mark("không hợp lệ, không tính"),
}
RECEIVED_BY = {
    "register": mark("theo sổ tiếp nhận"),
    "workbook": mark("giờ lưu trong bảng tính"),
    "file_time": mark("giờ của tệp trên đĩa"),
}
PARTS = {
    "score": mark("điểm"),
    "note": mark("ghi chú"),
    "reason": mark("lý do"),
    "evidence": mark("tài liệu"),
    "explanation": mark("giải trình"),
}

MOST_TRACED = 60
"""How many rows of a register a trace lists, those that cost points first."""

Line = Mapping[Hashable, Any]


class UnknownNameError(LookupError):
    """A unit or criterion that the season does not have, or a code that several criteria have; it lists what exists."""


def find_unit(season: SeasonTables, name: str) -> str:
    """The id of the unit of this id, name, short name or alias, with or without diacritics."""
    _ = language.words(season.lang).gettext
    unit_id = find_typed(season.units, name)
    if unit_id is None:
        known = "\n".join(f"  {row['unit_id']}: {row['unit']}" for row in season.units.to_dict("records"))
        raise UnknownNameError(_("Không có đơn vị “{name}”. Các đơn vị:\n{known}").format(name=name, known=known))
    return str(unit_id)


def find_criterion(season: SeasonTables, name: str, unit_id: str | None = None) -> str:
    """The id of the criterion of this id, or of this printed code where only one that applies to the unit has it."""
    _ = language.words(season.lang).gettext
    criteria = season.criteria
    by_id = criteria[criteria["criterion_id"].map(name_key) == name_key(name)]
    if len(by_id):
        return str(by_id["criterion_id"].iloc[0])
    coded = criteria[criteria["code"].map(code_key) == code_key(name)]
    applying = _list_applying(season, unit_id)
    narrowed = coded[coded["criterion_id"].isin(applying)] if len(coded) > 1 and applying else coded
    if len(narrowed) == 1:
        return str(narrowed["criterion_id"].iloc[0])
    if len(narrowed):
        text = _("Mã in “{name}” có ở nhiều tiêu chí; hãy dùng mã định danh:\n{known}")
        listed = narrowed
    else:
        text = _("Không có tiêu chí “{name}”. Các tiêu chí:\n{known}")
        listed = criteria[criteria["criterion_id"].isin(applying)] if applying else criteria
    known = "\n".join(f"  {row['criterion_id']}: {row['code']} {row['criterion']}" for row in listed.to_dict("records"))
    raise UnknownNameError(text.format(name=name, known=known))


Place = tuple[str, str | None, str]
"""File, sheet and cell."""


def place_of(row: Line) -> Place:
    """File, sheet and cell of a row."""
    sheet = row["source_sheet"]
    return row["source_file"], sheet if isinstance(sheet, str) else None, row["source_cell"]


def trace(
    season: SeasonTables, unit_id: str, criterion_id: str, pictures: Mapping[Place, str] | None = None
) -> list[str]:
    """From a unit's number at a criterion to its cells; for a criterion made of others, to each of those it sums.

    *pictures* are the links to the cells of pictures (:func:`cchc_analysis.reporting.picture.draw_cells`).
    """
    criteria = season.criteria.set_index("criterion_id")
    unit = season.units.set_index("unit_id").loc[unit_id, "unit"]
    node = criteria.loc[criterion_id]
    head = [f"{unit} ({unit_id}) · {season.year}", f"{node['code']} {node['criterion']} ({criterion_id})", ""]
    comparison = season.comparison
    own = comparison[comparison["unit_id"] == unit_id]
    if node["is_leaf"]:
        registers = _trace_registers(season, unit_id, criterion_id)
        traced = _trace_leaf(season, unit_id, criterion_id, own, pictures or {})
        return [*head, *traced, *registers, *_trace_sums(season, unit_id, criterion_id)]
    return [*head, *_trace_node(season, unit_id, criterion_id, own), *_trace_sums(season, unit_id, criterion_id)]


def _trace_registers(season: SeasonTables, unit_id: str, criterion_id: str) -> Iterator[str]:
    """The computed score of a cell and every row of a register that it rests on, each with its place."""
    _ = language.words(season.lang).gettext
    measured = season.measured.query("unit_id == @unit_id and criterion_id == @criterion_id")
    if measured.empty:
        return
    row = measured.iloc[0]
    names = {name: _(text) for name, text in wording.STATES.items()}
    yield ""
    said = _("Theo sổ “{register}”: {score} ({a}/{b} dòng; {state}); tính đến {day}")
    yield said.format(
        register=row["register_id"],
        score=wording.say_span(row, season),
        a="–" if pd.isna(row["a"]) else row["a"],
        b="–" if pd.isna(row["b"]) else row["b"],
        state=names[row["state"]],
        day=show_moment(f"{row['as_of']} ", season.lang).strip(),
    )
    if isinstance(row["excluded"], str):
        yield "   " + _("không tính: {reasons}").format(reasons=row["excluded"])
    rows = season.measured_rows.query("unit_id == @unit_id and criterion_id == @criterion_id")
    states = {name: _(text) for name, text in wording.ROW_STATES.items()}
    counted = rows[rows["in_b"] | rows["is_doubtful"]]
    listed = counted.sort_values(["is_against", "line"], ascending=[False, True], kind="stable").head(MOST_TRACED)
    for each in listed.to_dict("records"):
        parts = [str(each["code"]) if isinstance(each["code"], str) else "–"]
        parts += [_("hạn {day}").format(day=each["effective_due"])] if isinstance(each["effective_due"], str) else []
        parts += [_("xong {day}").format(day=each["done"])] if isinstance(each["done"], str) else []
        parts += [states[each["state"]]] if isinstance(each["state"], str) else []
        parts += [_("ở tử số")] if each["in_a"] else []
        parts += [each["ruling"]] if isinstance(each["ruling"], str) else []
        place = _say_place(each) if isinstance(each["source_file"], str) else ""
        yield f"   {'; '.join(parts)} {place}".rstrip()
    if len(counted) > len(listed):
        more = language.words(season.lang).ngettext(
            "Còn {count} dòng nữa trong tệp Excel.", "Còn {count} dòng nữa trong tệp Excel.", len(counted) - len(listed)
        )
        yield "   " + more.format(count=len(counted) - len(listed))


def list_changes(season: SeasonTables, unit_id: str, stage_id: str | None = None) -> list[str]:
    """What each later file of a unit says differently from the one before it, with the cells of both."""
    words = language.words(season.lang)
    _ = words.gettext
    files = season.received_files.query("unit_id == @unit_id")
    changes = season.submission_changes.query("unit_id == @unit_id")
    unit = season.units.set_index("unit_id").loc[unit_id, "unit"]
    lines = [f"{unit} ({unit_id}) · {season.year}"]
    again = [
        (stage, sent)
        for stage, sent in files.groupby("stage", sort=False)
        if len(sent) > 1 and stage_id in (None, stage)
    ]
    if not again:
        return [*lines, _("Không giai đoạn nào có nhiều hơn một tệp.")]
    for stage, sent in again:
        lines += ["", f"{sent['stage_name'].iloc[0]}:"]
        for row in sent.to_dict("records"):
            stands = _("được dùng") if row["is_standing"] else _("đã được thay")
            lines.append(f"  [{row['version']}] {row['source_file']} – {_say_receipt(row, season)} – {stands}")
        differing = changes[changes["stage"] == stage]
        if differing.empty:
            lines.append("  " + _("Các tệp không khác nhau."))
        for pair, rows in differing.groupby(["earlier_file", "later_file"], sort=False):
            lines += ["", f"  {pair[0]} → {pair[1]}"]
            lines += [_say_change(row, season) for row in rows.to_dict("records")]
    return lines


def _trace_leaf(
    season: SeasonTables, unit_id: str, criterion_id: str, own: pd.DataFrame, pictures: Mapping[Place, str]
) -> Iterator[str]:
    _ = language.words(season.lang).gettext
    at = own[own["criterion_id"] == criterion_id]
    if at.empty:
        yield _("Tiêu chí này không áp dụng cho đơn vị.")
    else:
        yield from _say_numbers(at.iloc[0].to_dict(), season)
    yield ""
    scores = season.scores.query("unit_id == @unit_id and criterion_id == @criterion_id")
    explanations = season.explanations.query("unit_id == @unit_id and criterion_id == @criterion_id")
    files = season.received_files.query("unit_id == @unit_id").set_index(["stage", "source_file"])
    for number, stage in enumerate(season.rules.stages, start=1):
        name = stage.name if season.lang == "vi" or not stage.name_en else stage.name_en
        rows = scores[scores["stage"] == stage.id].to_dict("records")
        filed = explanations.to_dict("records") if stage.kind == "explanation" else []
        if not rows and not filed:
            yield f"{number}. {name}: " + _("không có dòng nào của tiêu chí này")
        for row in rows:
            yield f"{number}. {name}: {_say_score(row, season)}"
        for row in filed:
            yield f"{number}. {name}: “{row['explanation']}”" + (
                "; " + _("đề nghị {score} điểm").format(score=_points(row["requested_score"], season))
                if pd.notna(row["requested_score"])
                else ""
            )
        for row in [*rows, *filed]:
            yield f"   {_say_place(row)}"
            if picture_of_cell := pictures.get(place_of(row)):
                yield "   " + _("hình phiếu, ô được khoanh: {link}").format(link=picture_of_cell)
            if (stage.id, row["source_file"]) in files.index:
                file = files.loc[(stage.id, row["source_file"])].to_dict()
                yield f"   {_say_receipt(file, season)}; SHA-256 {str(file['sha256'])[:16]}…"
        yield from _say_corrections(season, unit_id, criterion_id, stage.id)
        yield from _say_earlier(season, unit_id, criterion_id, stage.id)
    findings = season.findings.query("unit_id == @unit_id and criterion_id == @criterion_id")
    if len(findings):
        yield ""
        yield _("Đã phát hiện:")
        sentence = "sentence" if season.lang == "vi" else "sentence_en"
        for row in findings.to_dict("records"):
            yield f"   #{row['finding_id']} {row[sentence]}"


def _trace_node(season: SeasonTables, unit_id: str, criterion_id: str, own: pd.DataFrame) -> Iterator[str]:
    _ = language.words(season.lang).gettext
    at = season.node_scores.query("unit_id == @unit_id and criterion_id == @criterion_id")
    if at.empty:
        yield _("Không tiêu chí thành phần nào áp dụng cho đơn vị.")
        return
    yield from _say_numbers(at.iloc[0].to_dict(), season)
    yield ""
    yield _("Là tổng của:")
    parents = season.criteria.set_index("criterion_id")["parent_id"].to_dict()
    for row in own.to_dict("records"):
        if criterion_id not in list_ancestors(row["criterion_id"], parents):
            continue
        word = STATUS_WORDS.get(row["appraised_status"])
        score = _(word) if word else _points(row["appraised_score"], season)
        yield f"   {row['criterion_code']} {row['criterion']} ({row['criterion_id']}): {score}"
        if isinstance(row["self_source"], str):
            claimed = _points(row["self_score"], season)
            yield "      " + _("tự chấm {score} ← {place}").format(score=claimed, place=row["self_source"])
        if isinstance(row["appraised_source"], str):
            yield "      " + _("thẩm định {score} ← {place}").format(score=score, place=row["appraised_source"])


def _trace_sums(season: SeasonTables, unit_id: str, criterion_id: str) -> Iterator[str]:
    """What the number is part of: every node above it, and the unit's total."""
    _ = language.words(season.lang).gettext
    criteria = season.criteria.set_index("criterion_id")
    nodes = season.node_scores.query("unit_id == @unit_id").set_index("criterion_id")
    above = [each for each in list_ancestors(criterion_id, criteria["parent_id"].to_dict()) if each in nodes.index]
    ranking = season.unit_ranking.set_index("unit_id").loc[unit_id]
    yield ""
    yield _("Nằm trong:")
    for node in above:
        points = _points(nodes.loc[node, "appraised_score"], season)
        yield f"   {criteria.loc[node, 'code']} {criteria.loc[node, 'criterion']}: {points}"
    rank = format_value(ranking["rank"], "rank", season)
    total = _points(ranking["total_score"], season)
    yield "   " + _("tổng điểm {total}; hạng {rank}").format(total=total, rank=rank)


def _say_numbers(row: Mapping[Any, Any], season: SeasonTables) -> Iterator[str]:
    _ = language.words(season.lang).gettext
    status = row.get("appraised_status")
    word = STATUS_WORDS.get(status) if isinstance(status, str) else None
    appraised = _(word) if word else _points(row["appraised_score"], season)
    yield _("Điểm thẩm định {appraised}; tự chấm {claimed}; tối đa {maximum}").format(
        appraised=appraised,
        claimed=_points(row["self_score"], season),
        maximum=_points(row["max_score"], season),
    )
    if pd.notna(row["deduction"]):
        parts = {
            "conceded": _("tự nhận chưa đạt {points}"),
            "cut": _("bị hạ {points}"),
            "raised": _("trừ đi được nâng {points}"),
            "unsplit": _("không chia được {points}"),
        }
        said = [text.format(points=_points(row[part], season)) for part, text in parts.items() if row[part] > 0]
        lost = _("Bị trừ {points}").format(points=_points(row["deduction"], season))
        yield f"{lost} = {' + '.join(said)}" if said else lost


def _say_score(row: Line, season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    word = STATUS_WORDS.get(row["status"])
    said = _(word) if word else _points(row["score"], season)
    cell = _("sau đính chính ghi “{text}”") if row["is_corrected"] else _("ô ghi “{text}”")
    found = cell.format(text=row["found"]) if isinstance(row["found"], str) else _("ô trống")
    words = {part: row[part] for part in ("note", "reason", "evidence") if isinstance(row[part], str)}
    if "reason" in words:
        words["reason"] = _name_reason(words["reason"], season)
    texts = [f"{_(PARTS[part])}: {text}" for part, text in words.items()]
    return "; ".join([f"{said} ({found})", *texts])


def _name_reason(reason: str, season: SeasonTables) -> str:
    """A reason's name in the reader's language; one that the season does not list stays as it is."""
    names = {each.id: (each.name_en if season.lang == "en" else "") or each.name for each in season.rules.reasons}
    return names.get(reason, reason)


def _say_place(row: Line) -> str:
    sheet, cell = row["source_sheet"], row["source_cell"]
    place = "!".join(part for part in (sheet, cell) if isinstance(part, str))
    return f"← {row['source_file']}" + (f" › {place}" if place else "")


def _say_receipt(row: Mapping[Any, Any], season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    told_by = RECEIVED_BY[row["received_by"]]
    return _("nhận {moment} ({by})").format(moment=show_moment(row["received_at"], season.lang), by=_(told_by))


def _say_corrections(season: SeasonTables, unit_id: str, criterion_id: str, stage: str) -> Iterator[str]:
    _ = language.words(season.lang).gettext
    corrections = season.corrections.query("unit_id == @unit_id and criterion_id == @criterion_id and stage == @stage")
    for row in corrections.to_dict("records"):
        text = _("đính chính: tệp ghi “{stated}”, sửa thành “{corrected}”: {why} ({by})")
        said = text.format(stated=row["stated"], corrected=row["corrected"], why=row["why"], by=row["decided_by"])
        document = f"; {row['document']}" if isinstance(row["document"], str) else ""
        yield f"   {said}{document}" + (
            "" if row["is_applied"] else "; " + _("KHÔNG áp dụng vì tệp không còn ghi như vậy")
        )


def _say_earlier(season: SeasonTables, unit_id: str, criterion_id: str, stage: str) -> Iterator[str]:
    _ = language.words(season.lang).gettext
    changes = season.submission_changes.query(
        "unit_id == @unit_id and criterion_id == @criterion_id and stage == @stage"
    )
    for row in changes.to_dict("records"):
        yield "   " + _("lần gửi trước:") + " " + _say_change(row, season).strip()


def _say_change(row: Line, season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    sides = []
    for side in ("earlier", "later"):
        cell = row[f"{side}_cell"]
        if not isinstance(cell, str):
            sides.append(_("không có dòng"))
            continue
        text = row[side] if isinstance(row[side], str) else _("trống")
        sheet = row[f"{side}_sheet"]
        place = f"{sheet}!{cell}" if isinstance(sheet, str) else cell
        sides.append(f"{text} [{place}]")
    return f"    {row['criterion_code']} {row['criterion']} · {_(PARTS[row['part']])}: {sides[0]} → {sides[1]}"


def show_moment(moment: object, lang: str) -> str:
    """A time of the tables as readers write it: ``15/12/2020 16:45`` in Vietnamese."""
    if not isinstance(moment, str):
        return "–"
    day, _, time = moment.partition(" ")
    return moment if lang != "vi" else f"{'/'.join(reversed(day.split('-')))} {time}"


def _points(value: object, season: SeasonTables) -> str:
    return format_value(value, "points", season)


def list_ancestors(criterion_id: str, parents: Mapping[Any, Any]) -> list[str]:
    """The nodes above a criterion, nearest first."""
    above, at = [], parents.get(criterion_id)
    while isinstance(at, str):
        above.append(at)
        at = parents.get(at)
    return above


def _list_applying(season: SeasonTables, unit_id: str | None) -> set[str]:
    """The leaves that apply to a unit, and the nodes above them."""
    if unit_id is None:
        return set()
    leaves = season.comparison.query("unit_id == @unit_id")["criterion_id"]
    nodes = season.node_scores.query("unit_id == @unit_id")["criterion_id"]
    return {*leaves, *nodes}
