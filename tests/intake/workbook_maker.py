"""Workbooks as units send them, made up at random: what was meant by each cell, where it stands, and what went wrong.

Layouts × forms of values × faults. The claim to test: what is read back is what was meant, or a finding names the cell.
"""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from cchc_analysis.intake.workbooks import address

UNITS = {"khth": "Vụ Kế hoạch - Tổng hợp", "cuc1": "Cục I", "cuc2": "Cục II", "cuc3": "Cục III"}
UNITS_CSV = "unit_id,name,short_name,aliases\n" + "".join(
    f"{unit},{name},{'Vụ KHTH' if unit == 'khth' else ''},{name} (cũ)\n" for unit, name in UNITS.items()
)
# code, name, maximum, parent; codes repeat under other parents, 1.1 and 1.10 stand side by side, names repeat
NODES: dict[str, tuple[str, str, float, str]] = {
    "d1": ("I", "Chỉ đạo điều hành", 9, ""),
    "a1": ("1.1", "Ban hành kế hoạch", 2, "d1"),
    "a2": ("1.2", "Thực hiện kế hoạch", 3, "d1"),
    "a10": ("1.10", "Kiểm tra, đôn đốc", 1, "d1"),
    "a3": ("2.a)", "Báo cáo đúng hạn", 1.5, "d1"),
    "a4": ("27b", "Tổng hợp phản ánh", 1.5, "d1"),
    "d2": ("II", "Cải cách thể chế", 5, ""),
    "b1": ("1", "Rà soát văn bản", 1, "d2"),
    "b2": ("2", "Báo cáo đúng hạn", 2, "d2"),
    "b3": ("3", "Công bố thủ tục", 2, "d2"),
    "d3": ("III", "Chuyển đổi số", 4, ""),
    "c1": ("1", "Văn bản điện tử", 2, "d3"),
    "c2": ("2", "Chữ ký số", 2, "d3"),
}
LEAVES = tuple(node for node, (*_, parent) in NODES.items() if parent)
CRITERIA = [["criterion_id", "code", "parent_id", "name", "max_score"]] + [
    [node, code, parent or None, name, maximum] for node, (code, name, maximum, parent) in NODES.items()
]
PRINTED = {(code, name) for code, name, *_ in NODES.values()}
LAYOUTS = ("form", "across", "blocks", "down", "sheets")

Place = tuple[str, str]  # sheet, cell
Cell = tuple[str, str]  # unit, leaf


@dataclass(frozen=True)
class Meant:
    """What a cell was meant to say; ``None`` for a score that cannot be one, of which a finding must speak."""

    status: str
    score: float | None = None


@dataclass
class Made:
    """A workbook as made: what was meant where, and which cells hold something that must not be read in silence."""

    layout: str
    meant: dict[Cell, Meant] = field(default_factory=dict)
    places: dict[Cell, Place] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    suspect: set[Cell] = field(default_factory=set)  # cells that a fault may have cost, so long as a finding says so


@dataclass(frozen=True)
class Formula:
    """A formula with the value a program stored for it, or with none."""

    text: str
    value: Any = None


def make_workbook(path: Path, seed: int) -> Made:
    """Write a workbook by *seed* and say what was meant by it."""
    rng = random.Random(seed)
    made = Made(rng.choice(LAYOUTS))
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        writer = {"form": _form, "across": _across, "blocks": _across, "down": _down, "sheets": _sheets}[made.layout]
        writer(rng, book, made)
    return made


def _value(rng: random.Random, maximum: float, is_faulty: bool) -> tuple[Any, Meant]:
    if is_faulty:
        return rng.choice(
            [
                ("x", Meant("unreadable")),
                ("đạt", Meant("unreadable")),
                ("1,5 điểm", Meant("unreadable")),
                ("#N/A", Meant("unreadable")),
                (f"{maximum:g}/{maximum + 1:g}", Meant("invalid")),
                (maximum + 0.5, Meant("invalid")),
                (-0.5, Meant("invalid")),
                ("1.2.3", Meant("unreadable")),
                (True, Meant("unreadable")),
                (("date", 44105), Meant("unreadable")),
                (Formula("=1+1", ""), Meant("unreadable")),
                (Formula("=1+1", 0), Meant("unreadable")),
                (Formula("=1/0", "#DIV/0!"), Meant("unreadable")),
                (None, Meant("missing")),
                ("\u00a0", Meant("missing")),
                ("=cmd|' /C calc'!A0", Meant("unreadable")),
            ]
        )
    if rng.random() < 0.08:
        word = rng.choice(["-", "–", "KAD", "kad", "không áp dụng", "Không được giao"])
        return rng.choice([word, unicodedata.normalize("NFD", word), f" {word}\u00a0"]), Meant("not_applicable")
    score = rng.randint(0, int(maximum * 4)) / 4
    comma = f"{score:g}".replace(".", ",")
    ratio = f"{comma}/{maximum:g}".replace(".", ",")
    ways: list[Any] = [score, score, comma, f"{score:g}", f" {comma}\u00a0", f"{comma}\r\n", ratio]
    if score:
        ways.append(Formula(f"={score:g}", score))
    return rng.choice(ways), Meant("scored", score)


def _put(book: xlsxwriter.Workbook, page: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, Formula):
        stored = {} if value.value in ("", None) else {"value": value.value}
        page.write_formula(row, column, value.text, **stored)
    elif isinstance(value, tuple):
        page.write_number(row, column, value[1], book.add_format({"num_format": "d/m/yyyy"}))
    elif isinstance(value, str):
        page.write_string(row, column, value)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif value is not None:
        page.write_number(row, column, value)


def _code(rng: random.Random, style: int, code: str) -> Any:
    """A printed code as forms have it: as text, with a dot, in brackets; as a number, or a date that Excel made."""
    if style == 1:
        return code + "."
    if style == 2:
        return f"({code})"
    if style == 3 and code.replace(".", "").isdigit():
        return float(code)
    return f" {code}\u00a0" if style == 4 else code


def _name(rng: random.Random, name: str) -> str:
    ways: list[Callable[[str], str]] = [str, str, str.upper, lambda text: unicodedata.normalize("NFD", text)]
    ways.append(lambda text: text.replace(" ", "\u00a0", 1))
    return rng.choice(ways)(name)


def _rows(rng: random.Random, made: Made) -> list[tuple[str | None, Any, str]]:
    """The rows of a form: node or none, code, name, with options, sums and signatures between them, and faults."""
    style, is_joined = rng.randint(0, 4), rng.random() < 0.2
    rows: list[tuple[str | None, Any, str]] = []
    for node, (code, name, _, parent) in NODES.items():
        printed, title = _code(rng, style, code), _name(rng, name)
        if is_joined:
            printed, title = None, f"{'    ' if parent else ''}{code} {title}"
        fault = rng.random() if parent else 1.0
        if fault < 0.02:
            made.faults.append("row lost")
            continue
        if fault < 0.035:
            printed, title = (
                ("1.99" if not is_joined else None),
                ("1.99 Nội dung khác" if is_joined else "Nội dung khác"),
            )
            made.faults.append("unknown code")
        elif fault < 0.05 and not is_joined:
            printed = rng.choice([each for each, *_ in NODES.values() if (each, name) not in PRINTED])
            made.faults.append("code of another")
        elif fault < 0.065 and not is_joined:
            title = rng.choice([each for _, each, *_ in NODES.values() if (code, each) not in PRINTED])
            made.faults.append("name of another")
        elif fault < 0.08 and not is_joined:
            title = f"{title} theo kế hoạch năm"
            made.faults.append("name changed")
        elif fault < 0.09 and code.replace(".", "").isdigit() and "." in code and not is_joined:
            printed = ("date", 44105 if code == "1.10" else 43831)
            made.faults.append("code a date")
        if not parent and rng.random() < 0.03:
            made.faults.append("domain row lost")
        else:
            rows.append((node, printed, title))
        if parent and fault > 0.985:
            rows.append((node, printed, title))
            made.faults.append("row twice")
        if parent and rng.random() < 0.1:
            rows.append((None, None, rng.choice(["- Đúng hạn: đạt", "+ Chậm dưới 5 ngày", "Ghi chú"])))
    for label in ("Tổng cộng", "TỔNG ĐIỂM"):
        if rng.random() < 0.3:
            rows.insert(rng.choice([0, len(rows)]), ("sum", rng.choice([None, 3, "3"]), label))
    if rng.random() < 0.2:
        rows.append(("mean", None, "Trung bình"))
    return rows


def _meet(made: Made, unit: str, node: str, value: Any, meant: Meant, place: Place) -> None:
    """Note what a cell means; a second row of the same leaf leaves only what both say."""
    cell = unit, node
    if cell in made.meant and made.meant[cell] != meant:
        made.suspect.add(cell)
    made.meant.setdefault(cell, meant)
    made.places.setdefault(cell, place)


def _sum_of(made: Made, unit: str) -> float:
    return round(sum(m.score or 0 for (u, _), m in made.meant.items() if u == unit and m.status == "scored"), 6)


def _write_form(
    rng: random.Random, book: xlsxwriter.Workbook, page: Any, made: Made, unit: str, is_named: bool = True
) -> None:
    columns = ["code", "name", "max", "score", "other"]
    rng.shuffle(columns)
    titles = {
        "code": rng.choice(["STT", "TT", "Mã"]),
        "name": rng.choice(["Tiêu chí", "Nội dung", "Lĩnh vực/tiêu chí"]),
        "max": rng.choice(["Điểm tối đa", "Điểm chuẩn", "ĐIỂM TỐI ĐA (theo QĐ)"]),
        "score": rng.choice(["Điểm tự chấm", "Tự đánh giá", unicodedata.normalize("NFD", "Điểm tự chấm")]),
        "other": rng.choice(["Ghi chú", "Cơ quan phối hợp", "Tài liệu kiểm chứng"]),
    }
    row = 0
    for line in rng.sample(["CƠ QUAN MẪU", "PHIẾU TỰ CHẤM ĐIỂM", "(Kèm theo Công văn số 12/KH-TH)"], rng.randint(0, 3)):
        page.write_string(row, rng.randint(0, 2), line)
        row += 1
    if is_named:
        page.write_string(row, 0, f"Đơn vị: {rng.choice([UNITS[unit], UNITS[unit].upper(), unit])}")
        row += rng.randint(1, 3)
    if rng.random() < 0.3:
        for column, title in enumerate(columns):
            page.merge_range(row, column, row + 1, column, titles[title])
        row += 1
    else:
        for column, title in enumerate(columns):
            page.write_string(row, column, titles[title])
    row += 1
    if rng.random() < 0.2:
        for column in range(len(columns)):
            page.write_string(row, column, f"({column + 1})")
        row += 1
    at = {column: position for position, column in enumerate(columns)}
    sums: list[int] = []
    for node, code, name in _rows(rng, made):
        _put(book, page, row, at["code"], code)
        page.write_string(row, at["name"], name)
        if node in LEAVES:
            maximum = NODES[str(node)][2]
            value, meant = _value(rng, maximum, rng.random() < 0.06)
            page.write_number(row, at["max"], maximum)
            _put(book, page, row, at["score"], value)
            _meet(made, unit, str(node), value, meant, (page.get_name(), address(row, at["score"])))
            if rng.random() < 0.02:
                page.set_row(row, None, None, {"hidden": True})
        elif node == "sum":
            sums.append(row)
        elif node == "mean":
            page.write_number(row, at["score"], 1.25)
        row += 1
    for each in sums:
        page.write_number(each, at["score"], _sum_of(made, unit))
    if rng.random() < 0.3:
        page.write_string(row + 1, at["score"], "THỦ TRƯỞNG ĐƠN VỊ")


def _form(rng: random.Random, book: xlsxwriter.Workbook, made: Made) -> None:
    unit = rng.choice(list(UNITS))
    _write_form(rng, book, book.add_worksheet("Phiếu"), made, unit)


def _sheets(rng: random.Random, book: xlsxwriter.Workbook, made: Made) -> None:
    for unit in rng.sample(list(UNITS), rng.randint(2, 4)):
        is_by_sheet = rng.random() < 0.5
        page = book.add_worksheet(UNITS[unit][:31] if is_by_sheet else f"Trang {unit}")
        _write_form(rng, book, page, made, unit, not is_by_sheet)


def _across(rng: random.Random, book: xlsxwriter.Workbook, made: Made) -> None:
    page = book.add_worksheet("Tổng hợp")
    units = rng.sample(list(UNITS), rng.randint(2, 4))
    width = 1 if made.layout == "across" else rng.randint(2, 3)
    subs = ["Điểm tự chấm", "Ghi chú", "Điểm thẩm định"][:width]
    if rng.random() < 0.3:
        subs.reverse()
    page.write_string(0, 0, "BẢNG TỔNG HỢP ĐIỂM TỰ CHẤM")
    for column, title in enumerate(["STT", "Tiêu chí", "Điểm tối đa"]):
        page.write_string(2, column, title)
    is_merged = rng.random() < 0.5
    for position, unit in enumerate(units):
        name, left = rng.choice([UNITS[unit], UNITS[unit].upper()]), 3 + position * width
        if rng.random() < 0.03:
            name += "x"
            made.faults.append("unit misspelt")
        if width > 1 and is_merged:
            page.merge_range(2, left, 2, left + width - 1, name)
        else:
            page.write_string(2, left, name)
        for offset, sub in enumerate(subs if width > 1 else []):
            page.write_string(3, left + offset, sub)
    right = 3 + len(units) * width
    if rng.random() < 0.4:
        page.write_string(2, right, rng.choice(["Tổng", "Trung bình", "Cộng"]))
    row, score_at = (4 if width > 1 else 3), (subs.index("Điểm tự chấm") if width > 1 else 0)
    sums: list[int] = []
    for node, code, name in _rows(rng, made):
        _put(book, page, row, 0, code)
        page.write_string(row, 1, name)
        if node in LEAVES:
            maximum = NODES[str(node)][2]
            page.write_number(row, 2, maximum)
            for position, unit in enumerate(units):
                value, meant = _value(rng, maximum, rng.random() < 0.03)
                column = 3 + position * width + score_at
                _put(book, page, row, column, value)
                _meet(made, unit, str(node), value, meant, ("Tổng hợp", address(row, column)))
                if "Điểm thẩm định" in subs and width > 1:
                    page.write_number(row, 3 + position * width + subs.index("Điểm thẩm định"), 0.25)
            if page.table.get(2, {}).get(right) is not None:
                page.write_number(row, right, 1.75)
        elif node == "sum":
            sums.append(row)
        elif node == "mean":
            for position in range(len(units)):
                page.write_number(row, 3 + position * width + score_at, 1.25)
        row += 1
    for each in sums:
        for position, unit in enumerate(units):
            page.write_number(each, 3 + position * width + score_at, _sum_of(made, unit))


def _down(rng: random.Random, book: xlsxwriter.Workbook, made: Made) -> None:
    page = book.add_worksheet("Tổng hợp")
    units = rng.sample(list(UNITS), rng.randint(1, 4))
    way = rng.choice(["id", "joined", "code", "name", "number"])
    leaves = [leaf for leaf in LEAVES if rng.random() > 0.03]
    page.write_string(0, 0, "BẢNG TỔNG HỢP")
    for column, title in enumerate(["STT", rng.choice(["Đơn vị", "Tên đơn vị", "Cơ quan"])]):
        page.write_string(2, column, title)
    has_domains = way in ("code", "name", "number") or rng.random() < 0.5
    is_spread, last = rng.random() < 0.3, ""
    for column, leaf in enumerate(leaves, start=2):
        code, name, _, parent = NODES[leaf]
        heading: Any = {"id": leaf, "joined": f"{code} {name}", "code": code, "name": name, "number": code}[way]
        if way == "number" and code.replace(".", "").isdigit():
            heading = float(code)
        elif rng.random() < 0.01:
            heading = f"{heading} khác"
            made.faults.append("heading misspelt")
        _put(book, page, 2, column, heading)
        if has_domains and (parent != last or is_spread):
            page.write_string(1, column, rng.choice([NODES[parent][0], f"{NODES[parent][0]}. {NODES[parent][1]}"]))
        last = parent
    right = 2 + len(leaves)
    has_total = rng.random() < 0.5
    if has_total:
        page.write_string(2, right, "Tổng điểm")
    row = 3
    extra = [label for label in ("Điểm tối đa", "Trung bình", "Tổng cộng") if rng.random() < 0.3]
    lines: list[str] = [*units]
    for label in extra:
        lines.insert(rng.choice([0, len(lines)]), label)
    for line in lines:
        page.write_string(row, 1, UNITS.get(line, line))
        if line not in UNITS:
            for column, leaf in enumerate(leaves, start=2):
                page.write_number(row, column, NODES[leaf][2] if line == "Điểm tối đa" else 1.5)
        else:
            if rng.random() < 0.03:
                page.write_string(row, 1, UNITS[line] + " I")
                made.faults.append("unit misspelt")
            for column, leaf in enumerate(leaves, start=2):
                value, meant = _value(rng, NODES[leaf][2], rng.random() < 0.03)
                _put(book, page, row, column, value)
                _meet(made, line, leaf, value, meant, ("Tổng hợp", address(row, column)))
            if has_total:
                page.write_number(row, right, _sum_of(made, line))
        row += 1
