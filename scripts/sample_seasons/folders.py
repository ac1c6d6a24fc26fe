"""A season folder: rules, criteria set, units, the workbooks of each stage, initiatives, published headlines."""

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

from scripts.sample_seasons import layouts
from scripts.sample_seasons.body import FORMER_NAMES, UNITS, Unit, name_in
from scripts.sample_seasons.calibration import MOST_DEDUCTED_2020
from scripts.sample_seasons.facts import Facts
from scripts.sample_seasons.forms import (
    Content,
    Form,
    Formula,
    Head,
    Layout,
    Role,
    comma,
    lay_out,
    points,
    write_form,
    write_table,
)
from scripts.sample_seasons.notes import NOTES
from scripts.sample_seasons.points import SEED, Cell
from scripts.sample_seasons.registers import write_registers
from scripts.sample_seasons.rules import write_rules
from scripts.sample_seasons.tree import Criterion, Remark
from scripts.sample_seasons.words import REASON_NAMES

Shown = dict[Role, str | int | None]
ILLUSTRATIVE = "(Dữ liệu minh họa, không phải số liệu thật)"
RESPONSIBLE_STAFF = ("Phòng Tổng hợp", "Phòng Nghiệp vụ 1", "Phòng Nghiệp vụ 2", "Bộ phận Văn thư")
MISTYPED_UNIT = "vu-nhan-su"
ADDING_UNIT = "van-phong"
LATE_FILE = 8
WORKING_DAYS = (8, 9, 10, 11, 14, 15)
REASON_SHARE = {"tham-muu": 0.9, "quan-ly": 0.0, "su-nghiep": 0.5, "bao-chi": 0.5}


def write_season(folder: Path, criteria: tuple[Criterion, ...], cells: tuple[Cell, ...], facts: Facts) -> None:
    """Write the whole season folder, in the place of an older one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "season.toml").write_text(write_rules(facts.year), encoding="utf-8", newline="\n")
    write_table(folder / "criteria.xlsx", "Bo tieu chi", _criteria_rows(criteria), (38, 8, 30, 60, 50))
    (folder / "units.csv").write_text(_write_units(facts.year), encoding="utf-8", newline="\n")
    write_table(folder / "initiatives.xlsx", "Sang kien", _initiative_rows(facts), (12, 28, 56, 48, 16, 11, 40))
    (folder / "published.csv").write_text(_write_published(facts.year), encoding="utf-8", newline="\n")
    for name, text in NOTES.get(facts.year, {}).items():
        (folder / "notes" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "notes" / name).write_text(text, encoding="utf-8", newline="\n")
    own = {unit.id: [cell for cell in cells if cell.unit is unit] for unit in UNITS}
    for unit in UNITS:
        _write_self_form(folder, unit, criteria, own[unit.id], facts)
    if facts.year == 2019:
        write_table(
            folder / "appraisal" / "Ket xuat phan mem cham diem 2019.xlsx",
            "Ket qua",
            _export_rows(cells),
            (30, 40, 18, 8, 60, 18),
        )
        return
    (folder / "submissions.csv").write_text(_write_register(folder), encoding="utf-8", newline="\n")
    for unit in UNITS:
        _write_appraisal(folder, unit, criteria, own[unit.id], facts)
        contested = [cell for cell in own[unit.id] if cell.second is not None]
        if contested:
            _write_explanation(folder, unit, criteria, contested, facts)
            _write_second_appraisal(folder, unit, criteria, own[unit.id], facts)
    write_registers(folder, cells)


def _write_register(folder: Path) -> str:
    """When each self-assessment came: most in the last days before the deadline, one the morning after it."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["file", "received_at", "note"])
    for number, path in enumerate(sorted((folder / "self").iterdir()), start=1):
        moment = f"2020-12-{WORKING_DAYS[number % 6]:02} {8 + number % 9:02}:{number * 7 % 60:02}"
        if number == LATE_FILE:
            moment = "2020-12-16 09:10"
        writer.writerow([f"self/{path.name}", moment, f"CV đến số {400 + number} (minh họa)"])
    return written.getvalue()


def _criteria_rows(criteria: tuple[Criterion, ...]) -> Iterator[tuple[Content | None, ...]]:
    yield (
        "criterion_id", "code", "parent_id", "name", "name_en", "max_score", "line", "scope", "is_survey",
        "applies_to", "step", "rule",
    )  # fmt: skip
    for each in criteria:
        node = each.node
        scale = "; ".join(f"{text}: {comma(given)}" for text, given in node.options)
        yield (
            each.id,
            each.code,
            each.parent_id,
            node.name,
            node.name_en,
            points(each.most) if each.most is not None else None,
            node.line if node.line != "score" else None,
            "specific" if each.id == "dac-thu" else None,
            "có" if node.is_survey else None,
            node.applies_to or None,
            points(node.step) if node.step is not None else None,
            scale or node.rule or None,
        )


def _write_units(year: int) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(
        ["unit_id", "name", "name_en", "short_name", "short_name_en", "aliases", "group", "valid_from", "valid_to",
         "is_ranked"]
    )  # fmt: skip
    for unit in UNITS:
        name, name_en, short_name = name_in(unit, year)
        aliases = [alias for alias in unit.aliases if alias != name]
        if unit.id in FORMER_NAMES.get(year, {}):
            aliases = []
        table.writerow(
            [unit.id, name, name_en, short_name, unit.short_name_en, "|".join(aliases), unit.group, "", "", "có"]
        )
    return text.getvalue()


def _initiative_rows(facts: Facts) -> Iterator[tuple[Content | None, ...]]:
    names = {unit.id: name_in(unit, facts.year)[2] for unit in UNITS}
    yield "initiative_id", "unit", "title", "title_en", "status", "bonus_score", "note"
    for item in facts.initiatives:
        status = "được công nhận" if item.is_recognised else "đề nghị"
        yield item.id, names[item.unit_id], item.title, item.title_en, status, points(item.given), item.note or None


_ARTICLE_2019 = (
    "http://thanhtravietnam.vn/tin-trong-nganh/"
    "xep-hang-chi-so-cai-cach-hanh-chinh-nam-2019-vu-ke-hoach-tong-hop-dung-dau-189823"
)
_SOURCES = {
    2019: f"Số liệu tổng hợp đã công bố, dùng để hiệu chỉnh dữ liệu minh họa: {_ARTICLE_2019}",
    2020: "Số liệu tổng hợp đã công bố, dùng để hiệu chỉnh dữ liệu minh họa: tin đăng ngày 20/01/2021",
}
_PUBLISHED = {
    2019: (
        ("units_appraised", "19"),
        ("units_ge_40", "9"),
        ("units_30_to_lt_40", "10"),
        ("mean_points", "39,4"),
        ("max_minus_min_points", "15,25"),
        ("share_ge_40_pct", "47,4"),
        ("content_areas", "7"),
    ),
    2020: (
        ("units_self_scored", "19/19"),
        ("units_ge_40", "12"),
        ("units_30_to_lt_40", "7"),
        ("criteria_at_max_scope", "specific"),
        ("most_deducted_criteria", ";".join(MOST_DEDUCTED_2020)),
    ),
}


def _write_published(year: int) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["metric", "value", "source"])
    table.writerows((metric, value, _SOURCES[year]) for metric, value in _PUBLISHED[year])
    return text.getvalue()


def _rows_for(criteria: tuple[Criterion, ...], cells: list[Cell], layout: Layout) -> tuple[Criterion, ...]:
    """The rows of a form: the leaves given to the unit with the nodes above them, or every common row besides."""
    parents = {criterion.id: criterion.parent_id for criterion in criteria}
    kept: set[str | None] = set()
    for cell in cells:
        node: str | None = cell.criterion.id
        while node is not None:
            kept.add(node)
            node = parents[node]
    return tuple(each for each in criteria if each.id in kept or (layout.lists_all and not each.is_specific))


def _write_self_form(
    folder: Path, unit: Unit, criteria: tuple[Criterion, ...], cells: list[Cell], facts: Facts
) -> None:
    layout = layouts.self_layout(unit)
    chance = Random(f"{SEED} {facts.year} {unit.id}")
    staff = {cell.criterion.id: RESPONSIBLE_STAFF[int(chance.random() * 4)] for cell in cells}

    def show(cell: Cell) -> Shown:
        claimed: str | int | None = layout.not_applicable if cell.claimed_na else cell.claimed
        return {
            "claimed": claimed,
            "evidence": cell.evidence,
            "note": cell.own_note,
            "extra": staff[cell.criterion.id],
        }

    head = Head(
        f"BẢNG TỰ CHẤM ĐIỂM CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM {facts.year}",
        ILLUSTRATIVE,
        f"{8 + UNITS.index(unit) % 7:02} tháng 12 năm {facts.year}",
        sender=name_in(unit, facts.year)[0],
        shows_motto=unit.id != "truong-boi-duong",
    )
    typed = unit.typed if facts.year == 2020 else name_in(unit, facts.year)[0]
    form = lay_out(head, layout, typed, _rows_for(criteria, cells, layout), cells, show)
    name = layouts.self_file_name(unit, facts.year)
    if unit.id == ADDING_UNIT:
        _type_sums(form, cells)
    if facts.year == 2020 and unit.id == MISTYPED_UNIT:
        _mistype(folder, f"self/{name}", layout, form, cells)
    write_form(folder / "self" / name, form, layout)


def _type_sums(form: Form, cells: list[Cell]) -> None:
    """Claims of 0,75 typed as a sum, as a clerk does who adds up in the cell."""
    added = {form.places[cell.criterion.id, "claimed"] for cell in cells if cell.claimed == 75}
    for at, (_, style) in list(form.cells.items()):
        if _address(at) in added:
            form.cells[at] = (Formula("=0.5+0.25", 0.75), style)


def _mistype(folder: Path, file: str, layout: Layout, form: Form, cells: list[Cell]) -> None:
    """Type a letter O for a zero in one score, and declare the correction that puts it right."""
    cell = next(cell for cell in cells if cell.claimed == 50 and cell.criterion.node.line == "score")
    place = form.places[cell.criterion.id, "claimed"]
    at = next(at for at in form.cells if _address(at) == place)
    form.cells[at] = ("O,5", "number")
    (folder / "corrections.toml").write_text(
        "# Ô đọc không được và cách sửa đã thống nhất với đơn vị\n\n"
        f'[[corrections]]\nfile = "{file}"\nsheet = "{layout.sheet}"\ncell = "{place}"\n'
        'from = "O,5"\nto = "0,5"\n'
        'reason = "Đơn vị gõ chữ O thay cho số 0"\n'
        'by = "Tổ giúp việc"\ndocument = "Biên bản làm việc ngày 18/12/2020 (minh họa)"\n',
        encoding="utf-8",
        newline="\n",
    )


def _address(at: tuple[int, int]) -> str:
    return f"{chr(ord('A') + at[1])}{at[0] + 1}"


def _reason_name(remark: Remark | None, unit: Unit, chance: Random) -> str:
    share = REASON_SHARE[unit.group]
    if remark is None or remark.reason is None or chance.random() >= share:
        return ""
    return REASON_NAMES[remark.reason]


def _team_head(facts: Facts, number: int) -> Head:
    return Head(
        f"BẢNG THẨM ĐỊNH CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM {facts.year} (LẦN {number})",
        ILLUSTRATIVE,
        f"{'22' if number == 1 else '30'} tháng 12 năm {facts.year}",
    )


def _write_appraisal(
    folder: Path, unit: Unit, criteria: tuple[Criterion, ...], cells: list[Cell], facts: Facts
) -> None:
    layout = layouts.appraisal_layout(unit)
    chance = Random(f"{SEED} {facts.year} {unit.id} 1")

    def show(cell: Cell) -> Shown:
        is_extra = cell.criterion.node.line != "score"
        is_unclaimed = is_extra and not cell.first and not cell.claimed and layout is layouts.TEAM_2
        first: str | int | None = layout.not_applicable if cell.is_na else cell.first
        return {
            "claimed": layout.not_applicable if cell.claimed_na else cell.claimed,
            "first": None if is_unclaimed else first,
            "note": cell.remark.text if cell.remark else None,
            "reason": _reason_name(cell.remark, unit, chance),
        }

    form = lay_out(_team_head(facts, 1), layout, unit.name, _rows_for(criteria, cells, layout), cells, show)
    write_form(folder / "appraisal" / "1" / f"Tham dinh lan 1 - {layouts.plain(unit.name)}.xlsx", form, layout)


def _write_explanation(
    folder: Path, unit: Unit, criteria: tuple[Criterion, ...], contested: list[Cell], facts: Facts
) -> None:
    def show(cell: Cell) -> Shown:
        return {"asked": cell.claimed, "answer": cell.explanation}

    layout = layouts.EXPLANATION
    head = Head(
        f"GIẢI TRÌNH KẾT QUẢ THẨM ĐỊNH LẦN 1 NĂM {facts.year}", ILLUSTRATIVE, f"26 tháng 12 năm {facts.year}", unit.name
    )
    form = lay_out(head, layout, unit.typed, _rows_for(criteria, contested, layout), contested, show)
    write_form(folder / "explanation" / f"Giai trinh - {layouts.plain(unit.name)}.xlsx", form, layout)


def _write_second_appraisal(
    folder: Path, unit: Unit, criteria: tuple[Criterion, ...], cells: list[Cell], facts: Facts
) -> None:
    layout = layouts.SECOND
    chance = Random(f"{SEED} {facts.year} {unit.id} 2")

    def show(cell: Cell) -> Shown:
        return {
            "first": layout.not_applicable if cell.is_na else cell.first,
            "second": cell.second,
            "note": cell.second_remark.text if cell.second_remark else None,
            "reason": _reason_name(cell.second_remark, unit, chance),
        }

    form = lay_out(_team_head(facts, 2), layout, unit.name, _rows_for(criteria, cells, layout), cells, show)
    write_form(folder / "appraisal" / "2" / f"Tham dinh lan 2 - {layouts.plain(unit.name)}.xlsx", form, layout)


def _export_rows(cells: tuple[Cell, ...]) -> Iterator[tuple[Content | None, ...]]:
    """The software's export: one row per unit, criterion and stage, the second stage only where it looked again."""
    yield "unit", "criterion", "stage", "score", "note", "reason"
    for cell in cells:
        first = "KAD" if cell.is_na else None if cell.first is None else points(cell.first)
        yield name_in(cell.unit, 2019)[0], cell.criterion.id, "Thẩm định lần 1", first, *_why(cell.remark)
    for cell in cells:
        if cell.second is not None:
            place = name_in(cell.unit, 2019)[0], cell.criterion.id, "Thẩm định lần 2"
            yield *place, points(cell.second), *_why(cell.second_remark)


def _why(remark: Remark | None) -> tuple[str | None, str | None]:
    """Note and reason: the software offered the list of reasons, and those who used it wrote shorter notes."""
    if remark is None:
        return None, None
    return remark.text, remark.reason if len(remark.text) % 3 else None
