"""Workbooks of several units made up: units across, units down, long tables; as workbooks and as text."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from scripts.intake_proof.forms import (
    STAGE_HEADINGS,
    Form,
    Made,
    Truth,
    dress,
    finish,
    other_score,
    some_score,
    start_form,
)
from scripts.intake_proof.grid import Cell, Grid, Value, address, csv_text, text_rows
from scripts.intake_proof.seasons import Node, Season


@dataclass
class Shared:
    """A workbook of several units being made up: what was made of it so far."""

    rng: random.Random
    season: Season
    units: list[str]
    stage: str
    grids: list[Grid] = field(default_factory=list)
    truths: dict[tuple[str, str], Truth] = field(default_factory=dict)
    content: bytes | None = None  # of a text file, in place of the sheets
    suffix: str = ".xlsx"
    is_single: bool = True
    is_clean: bool = True

    def __post_init__(self) -> None:
        for unit in self.units:
            for leaf in self.season.criteria.leaves:
                self.truths[unit, leaf.id] = Truth(some_score(self.rng, leaf.maximum or 2.0))

    def cell(self, unit: str, leaf: Node) -> Value | Cell:
        """The true score as it is written."""
        score = self.truths[unit, leaf.id].score
        return None if score is None else dress(self.rng, score, leaf.maximum or 2.0)

    def other(self, unit: str, leaf: Node) -> float:
        """Another possible score than the true one."""
        return other_score(self.rng, self.truths[unit, leaf.id].score or 0, leaf.maximum or 2.0)

    def place(self, unit: str, leaf: Node, grid: Grid, row: int, column: int, heading: str, heading_row: int) -> None:
        """Note where a score stands."""
        truth = self.truths[unit, leaf.id]
        truth.sheet, truth.cell = grid.name, address(row, column)
        truth.heading, truth.heading_cell = heading, address(heading_row, column)

    def need(self, need: str, unit: str | None = None) -> None:
        """Say what must be said of the scores of a unit, or of all."""
        self.is_clean = False
        for (each, _), truth in self.truths.items():
            if unit in (None, each):
                truth.need = need  # type: ignore[assignment]

    def sum(self, unit: str) -> float:
        """What a unit's scores add up to."""
        return round(sum(truth.score or 0 for (each, _), truth in self.truths.items() if each == unit), 6)


SharedKind = Callable[[Shared], None]
SHARED_KINDS: dict[str, SharedKind] = {}


def shared(change: SharedKind) -> SharedKind:
    """Enter a function among the kinds, by its name."""
    SHARED_KINDS[change.__name__] = change
    return change


def finish_shared(made: Shared) -> tuple[Made, list[Grid]]:
    """What was made up."""
    truths = {(unit, leaf, made.stage): truth for (unit, leaf), truth in made.truths.items()}
    return Made("", "", truths, made.is_single, made.is_clean), made.grids


# -- units across -----------------------------------------------------------------------------------------------------


@dataclass
class _Block:
    """What stands under one unit's name: headings, and for each a value by leaf; the score is marked."""

    subs: list[str] = field(default_factory=lambda: [""])
    score: int = 0
    values: Callable[[str, Node, int], Value | Cell] | None = None


def _across(
    made: Shared,
    block: _Block | None = None,
    name: Callable[[str], str] | None = None,
    units: list[str] | None = None,
    grid: Grid | None = None,
    top: int = 1,
    right: dict[str, Callable[[Node], Value]] | None = None,
    groups: bool = False,
) -> Grid:
    rng, season = made.rng, made.season
    block, units, name = block or _Block(), units or made.units, name or (lambda unit: season.units[unit])
    if grid is None:
        grid = Grid(rng.choice(("Tổng hợp", "Sheet1", "TH")))
        grid.put(0, 0, rng.choice(("BẢNG TỔNG HỢP ĐIỂM", "BẢNG TỔNG HỢP KẾT QUẢ CHẤM ĐIỂM CCHC")))
        made.grids.append(grid)
    fixed = ["STT", "Tiêu chí"] + (
        ["Điểm tối đa"] if season.criteria.shape != "no_maxima" and rng.random() < 0.7 else []
    )
    has_subs = block.subs != [""]
    head = top + 1 + groups
    for column, title in enumerate(fixed):
        grid.put(head, column, title)
        if has_subs and rng.random() < 0.5:
            grid.merged.append((head, column, head + 1, column))
    width = len(block.subs)
    for position, unit in enumerate(units):
        left = len(fixed) + position * width
        grid.put(head, left, name(unit))
        if width > 1:
            grid.merged.append((head, left, head, left + width - 1))
        for offset, sub in enumerate(block.subs if has_subs else []):
            grid.put(head + 1, left + offset, sub)
    if groups:
        half = len(units) // 2
        for text, start, end in (("Khối tham mưu", 0, half), ("Khối nghiệp vụ", half, len(units))):
            if end > start:
                grid.put(top + 1, len(fixed) + start * width, text)
                if (end - start) * width > 1:
                    grid.merged.append((top + 1, len(fixed) + start * width, top + 1, len(fixed) + end * width - 1))
    after = len(fixed) + len(units) * width
    for offset, title in enumerate(right or {}):
        grid.put(head, after + offset, title)
    row = head + (2 if has_subs else 1)
    for node in season.criteria.nodes:
        grid.put(row, 0, node.code)
        grid.put(row, 1, node.name)
        if len(fixed) > 2:
            grid.put(row, 2, node.maximum)
        if node.is_leaf:
            for position, unit in enumerate(units):
                left = len(fixed) + position * width
                for offset in range(width):
                    if offset == block.score:
                        grid.put(row, left + offset, made.cell(unit, node))
                        made.place(unit, node, grid, row, left + offset, name(unit), head)
                    elif block.values is not None:
                        grid.put(row, left + offset, block.values(unit, node, offset))
            for offset, value in enumerate((right or {}).values()):
                grid.put(row, after + offset, value(node))
        row += 1
    if rng.random() < 0.4:
        grid.put(row, 1, rng.choice(("Tổng cộng", "TỔNG ĐIỂM", "Cộng")))
        for position, unit in enumerate(units):
            grid.put(row, len(fixed) + position * width + block.score, made.sum(unit))
        row += 1
    return grid


def _own(made: Shared) -> str:
    return made.rng.choice(STAGE_HEADINGS[made.stage])


def _note(unit: str, leaf: Node, offset: int) -> Value:
    return f"Hồ sơ {unit}-{leaf.id}"


@shared
def across(made: Shared) -> None:
    """One column of scores per unit."""
    _across(made)


@shared
def across_upper(made: Shared) -> None:
    """Unit names in capitals, or by id."""
    way = made.rng.choice((str.upper, str.lower))
    _across(made, name=lambda unit: way(made.season.units[unit]))


@shared
def across_blocks(made: Shared) -> None:
    """A block of score and note per unit."""
    _across(made, _Block([_own(made), "Ghi chú"], 0, _note))


@shared
def across_stages(made: Shared) -> None:
    """Each unit's block has the scores of two stages."""
    stages = ["Điểm tự chấm", "Điểm thẩm định"]
    score = 0 if made.stage == "self" else 1
    if made.stage == "second":
        stages = ["Điểm thẩm định lần 1", "Điểm thẩm định lần 2"]
    _across(made, _Block(stages, score, lambda unit, leaf, _: made.other(unit, leaf)))


@shared
def across_years(made: Shared) -> None:
    """Each unit's block has last year's scores beside this year's."""
    year = made.season.year
    subs = made.rng.choice(
        ([f"Năm {year - 1}", f"Năm {year}"], [f"Điểm năm {year - 1}", f"Điểm năm {year}"], ["Điểm năm trước", "Điểm"])
    )
    _across(made, _Block(subs, 1, lambda unit, leaf, _: made.other(unit, leaf)))


@shared
def across_percent(made: Shared) -> None:
    """Each unit's block has a percentage beside the score."""
    _across(made, _Block(["Điểm", "Tỷ lệ (%)"], 0, lambda *_: made.rng.choice((0.25, 0.5, 0.75))))


@shared
def across_rivals(made: Shared) -> None:
    """Each unit's block has two columns that may both be its score."""
    subs = made.rng.choice(
        (["Điểm", "Điểm số"], [_own(made), "Điểm"], ["Điểm", "Điểm quy đổi"], ["Điểm lần 1", "Điểm lần 2"])
    )
    _across(made, _Block(subs, 0, lambda unit, leaf, _: made.other(unit, leaf)))
    made.need("error")
    made.is_single = False


@shared
def across_group_row(made: Shared) -> None:
    """Groups of units stand above their names."""
    _across(made, groups=True)


@shared
def across_footnotes(made: Shared) -> None:
    """Marks of footnotes behind unit names."""
    marks = {unit: made.rng.choice(("¹", " (*)", "*", " (1)", "²", " [1]", "")) for unit in made.units}
    _across(made, name=lambda unit: made.season.units[unit] + marks[unit])
    made.is_clean = not any(marks.values())


@shared
def across_averages(made: Shared) -> None:
    """Average, total, highest and last year's average stand to the right."""
    last = made.season.year - 1
    titles = made.rng.sample(
        (
            "Trung bình",
            "Bình quân",
            "Tổng",
            "Cộng",
            "Xếp hạng",
            "Điểm trung bình",
            f"Bình quân năm {last}",
            "Điểm bình quân chung",
        ),
        2,
    )
    _across(made, right={title: (lambda _: 1.25) for title in titles})


@shared
def across_unknown_column(made: Shared) -> None:
    """A column with numbers that is no unit: always named."""
    _across(made, right={made.rng.choice(("Đơn vị mẫu X", "Ghi nhận", "Khối Z")): lambda _: 1.0})
    made.is_clean = False


@shared
def across_unit_twice(made: Shared) -> None:
    """One unit heads two columns with other scores."""
    twice = made.rng.choice(made.units)
    grid = _across(made)
    column = grid.width
    rows = {truth.cell: (truth, leaf) for (unit, leaf), truth in made.truths.items() if unit == twice}
    head = int("".join(filter(str.isdigit, next(iter(rows.values()))[0].heading_cell))) - 1
    grid.put(head, column, made.season.units[twice])
    for truth, leaf in rows.values():
        row = int("".join(filter(str.isdigit, truth.cell))) - 1
        grid.put(row, column, made.other(twice, made.season.criteria.by_id[leaf]))
    made.need("error", twice)
    made.is_single = False


@shared
def across_two_tables(made: Shared) -> None:
    """The second half of the units stands in a second table below."""
    half = max(1, len(made.units) // 2)
    if len(made.units) < 4:
        _across(made)
        return
    grid = _across(made, units=made.units[:half])
    _across(made, units=made.units[half:], grid=grid, top=grid.height + 1)


@shared
def across_unit_misspelt(made: Shared) -> None:
    """A unit's name that is nobody's."""
    wrong = made.rng.choice(made.units)
    _across(made, name=lambda unit: made.season.units[unit] + (" mới" if unit == wrong else ""))
    made.need("error", wrong)


# -- units down -------------------------------------------------------------------------------------------------------


def _down(
    made: Shared,
    lines: list[object] | None = None,
    right: dict[str, Callable[[str], Value]] | None = None,
    grid: Grid | None = None,
    top: int = 2,
    domains: bool = False,
) -> Grid:
    """Units down: *lines* are units, or texts with a way to fill the row."""
    rng, season = made.rng, made.season
    if grid is None:
        grid = Grid(rng.choice(("Tổng hợp", "Sheet1")))
        grid.put(0, 0, "BẢNG TỔNG HỢP KẾT QUẢ")
        made.grids.append(grid)
    leaves = season.criteria.leaves
    way = rng.choice(("joined", "id")) if season.criteria.shape != "flat" else "joined"
    headings = [leaf.id if way == "id" else f"{leaf.code} {leaf.name}" for leaf in leaves]
    if domains:
        last: str | None = None
        for column, leaf in enumerate(leaves, start=2):
            root = season.criteria.root(leaf)
            if root.id != last and root is not leaf:
                grid.put(top - 1, column, f"{root.code}. {root.name}")
            last = root.id
    _head_down(made, grid, top, headings, list(right or {}))
    row = top + 1
    for number, line in enumerate(lines or list(made.units), start=1):
        if isinstance(line, str) and line in season.units:
            grid.put(row, 0, float(number))
            grid.put(row, 1, season.units[line])
            for column, leaf in enumerate(leaves, start=2):
                grid.put(row, column, made.cell(line, leaf))
                made.place(line, leaf, grid, row, column, headings[column - 2], top)
            for offset, value in enumerate((right or {}).values()):
                grid.put(row, 2 + len(leaves) + offset, value(line))
        elif isinstance(line, tuple):
            at, text, value = line
            grid.put(row, at, text)
            for column, leaf in enumerate(leaves, start=2):
                grid.put(row, column, value(leaf))
        elif line == "header":
            _head_down(made, grid, row, headings, list(right or {}))
        else:
            grid.put(row, 0, str(line))
        row += 1
    return grid


def _head_down(made: Shared, grid: Grid, row: int, headings: list[str], right: list[str]) -> None:
    for column, title in enumerate(["STT", "Đơn vị", *headings, *right]):
        grid.put(row, column, title)


@shared
def down(made: Shared) -> None:
    """One row per unit."""
    _down(made)


@shared
def down_domains(made: Shared) -> None:
    """Domains stand above the criteria."""
    _down(made, domains=True)


@shared
def down_totals(made: Shared) -> None:
    """Totals, order, last year's total stand to the right."""
    last = made.season.year - 1
    ways: dict[str, Callable[[str], Value]] = {
        "Tổng điểm": made.sum, "Xếp hạng": lambda _: 1.0, "Ghi chú": lambda unit: f"xem {unit}",
        f"Tổng điểm năm {last}": lambda _: 3.0, "Tỷ lệ (%)": lambda _: 0.5, "Trung bình": lambda _: 1.5,
    }  # fmt: skip
    _down(made, right={title: ways[title] for title in made.rng.sample(sorted(ways), 2)})


@shared
def down_average_rows(made: Shared) -> None:
    """Average, maximum and total rows, the unit's cell blank or not."""
    at = made.rng.choice((0, 1))
    lines: list[object] = list(made.units)
    text = made.rng.choice(
        ("Trung bình toàn cơ quan", "Trung bình", "Bình quân chung", "Điểm trung bình", "Trung bình các đơn vị")
    )
    lines.insert(made.rng.choice((0, len(lines))), (at, text, lambda _: 1.25))
    if made.rng.random() < 0.5 and made.season.criteria.shape != "no_maxima":
        lines.insert(0, (at, "Điểm tối đa", lambda leaf: leaf.maximum))
    _down(made, lines)


@shared
def down_repeated_header(made: Shared) -> None:
    """The header is repeated between the rows."""
    lines: list[object] = list(made.units)
    lines.insert(len(lines) // 2 or 1, "header")
    _down(made, lines)


@shared
def down_group_rows(made: Shared) -> None:
    """Rows that head groups of units."""
    lines: list[object] = ["I. Khối tham mưu", *made.units[:1], "II. Khối nghiệp vụ", *made.units[1:]]
    _down(made, lines)


@shared
def down_unit_twice(made: Shared) -> None:
    """One unit has two rows with other scores."""
    twice = made.rng.choice(made.units)
    lines: list[object] = [*made.units, (1, made.season.units[twice], lambda leaf: made.other(twice, leaf))]
    _down(made, lines)
    made.need("error", twice)
    made.is_single = False


@shared
def down_two_tables(made: Shared) -> None:
    """A second table below for the other units."""
    half = len(made.units) // 2
    if half < 1:
        _down(made)
        return
    grid = _down(made, list(made.units[:half]))
    _down(made, list(made.units[half:]), grid=grid, top=grid.height + 2)


@shared
def down_unknown_column(made: Shared) -> None:
    """A column with numbers that is no criterion: always named."""
    _down(made, right={made.rng.choice(("Điểm cộng khác", "Mức X", "Đánh giá thêm")): lambda _: 1.0})
    made.is_clean = False


@shared
def sheet_per_unit(made: Shared) -> None:
    """Each unit's form on a sheet of its own."""
    by_sheet_name = made.rng.random() < 0.4 and all(len(made.season.units[unit]) <= 31 for unit in made.units)
    for number, unit in enumerate(made.units, start=1):
        form: Form = start_form(made.rng, made.season, unit, made.stage)
        form.options |= {"nfd": False, "sheet": made.season.units[unit] if by_sheet_name else f"Trang {number}"}
        form.options["unit_line"] = "" if by_sheet_name else "Đơn vị: {name}"
        part, grids = finish(form)
        made.grids.extend(grids)
        made.truths.update({(of, leaf): truth for (of, leaf, _), truth in part.truths.items()})


# -- long tables and text ---------------------------------------------------------------------------------------------


def _long_rows(
    made: Shared, decimal: str = ",", extra: tuple[str, Callable[[str, Node], str]] | None = None
) -> list[list[str]]:
    heads = made.rng.choice(
        (
            ("unit", "criterion", "score", "note"),
            ("Đơn vị", "Tiêu chí", "Điểm", "Ghi chú"),
            ("Tên đơn vị", "Mã định danh", "Điểm", "Ghi chú"),
        )
    )
    rows = [[*heads, *([extra[0]] if extra else [])]]
    for unit in made.units:
        for leaf in made.season.criteria.leaves:
            truth = made.truths[unit, leaf.id]
            score = "" if truth.score is None else f"{truth.score:g}".replace(".", decimal)
            truth.sheet, truth.cell = None, address(len(rows), 2)
            truth.heading, truth.heading_cell = heads[2], "C1"
            note = made.rng.choice(("", "Đủ hồ sơ", 'Theo "quy chế"', "Văn bản số 1, 2"))
            rows.append(
                [
                    made.rng.choice((made.season.units[unit], unit)),
                    leaf.id,
                    score,
                    note,
                    *([extra[1](unit, leaf)] if extra else []),
                ]
            )
    return rows


def _as_text(made: Shared, text: str, encoding: str = "utf-8") -> None:
    made.suffix, made.content = ".csv", text.encode(encoding)


@shared
def csv_long(made: Shared) -> None:
    """A long table as text, in the dialects that programs write."""
    delimiter, decimal = made.rng.choice(((",", "."), (";", ","), (";", "."), ("\t", ","), (",", ",")))
    encoding = made.rng.choice(("utf-8", "utf-8-sig"))
    _as_text(made, csv_text(_long_rows(made, decimal), delimiter, made.rng.choice(("\r\n", "\n"))), encoding)


@shared
def csv_long_trailing(made: Shared) -> None:
    """Empty fields at the end of every row, the header's too; blank rows at the end."""
    rows = [[*row, "", ""] for row in _long_rows(made, ".")]
    _as_text(made, csv_text([*rows, [""] * len(rows[0]), [""] * len(rows[0])]))


@shared
def csv_unquoted_comma(made: Shared) -> None:
    """Decimal commas in a comma-separated text without quotes."""
    rows = _long_rows(made, ",")
    lines = [",".join(rows[0])]
    for row, (unit, leaf) in zip(rows[1:], made.truths, strict=True):
        unit_text = f'"{row[0]}"' if "," in row[0] else row[0]
        lines.append(f"{unit_text},{row[1]},{row[2]},{made.rng.choice(('Đủ', ''))}")
        if "," in row[2]:
            made.truths[unit, leaf].need = "error"
    made.is_clean = made.is_single = False
    _as_text(made, "\n".join(lines) + "\n")


@shared
def csv_short_rows(made: Shared) -> None:
    """Rows with fewer fields than the header: the score has moved."""
    rows = _long_rows(made, ".")
    for position in made.rng.sample(range(1, len(rows)), 2):
        unit, leaf = list(made.truths)[position - 1]
        rows[position] = [rows[position][0], rows[position][2]]
        made.truths[unit, leaf].need = "error"
    made.is_clean = made.is_single = False
    _as_text(made, csv_text(rows))


@shared
def csv_utf16(made: Shared) -> None:
    """Tab-separated UTF-16, what Excel calls Unicode text."""
    _as_text(made, csv_text(_long_rows(made, ","), "\t"), "utf-16")
    made.is_clean = made.is_single = False


@shared
def csv_cp1258(made: Shared) -> None:
    """Windows-1258."""
    text = csv_text(_long_rows(made, "."))
    made.suffix, made.content = ".csv", text.encode("cp1258", errors="replace")
    made.is_clean = made.is_single = False


@shared
def csv_header_only(made: Shared) -> None:
    """A header without rows."""
    rows = _long_rows(made)[:1]
    for truth in made.truths.values():
        truth.score, truth.status = None, "missing"
    made.need("error" if made.stage == "self" else "")
    made.is_clean = made.is_single = False
    _as_text(made, csv_text(rows))


@shared
def csv_last_year(made: Shared) -> None:
    """Last year's scores stand in a column of the long table."""
    heading = made.rng.choice((f"Điểm năm {made.season.year - 1}", "Điểm năm trước", "score_last_year", "Tỷ lệ (%)"))
    rows = _long_rows(made, ".", (heading, lambda unit, leaf: f"{made.other(unit, leaf):g}"))
    made.is_clean = heading != "score_last_year"
    _as_text(made, csv_text(rows))


@shared
def csv_rival(made: Shared) -> None:
    """Two columns of the long table may both be the score."""
    rows = _long_rows(
        made,
        ".",
        (
            made.rng.choice(("Điểm", "score", "Điểm số", "Điểm quy đổi")),
            lambda unit, leaf: f"{made.other(unit, leaf):g}",
        ),
    )
    made.need("error")
    made.is_single = False
    _as_text(made, csv_text(rows))


def _wide_text(made: Shared, rows: list[list[str]]) -> None:
    for truth in made.truths.values():
        truth.sheet = None
    _as_text(made, csv_text(rows, made.rng.choice((",", ";"))), made.rng.choice(("utf-8", "utf-8-sig")))


@shared
def csv_wide_down(made: Shared) -> None:
    """Units down, as an online form exports them."""
    grid = _down(made, top=0, grid=Grid("x"))
    _wide_text(made, text_rows(grid, made.rng.choice((",", "."))))


@shared
def csv_wide_across(made: Shared) -> None:
    """Units across, as text."""
    grid = _across(made, top=-1, grid=Grid("x"))
    _wide_text(made, text_rows(grid, "."))


@shared
def csv_form(made: Shared) -> None:
    """One unit's form saved as text."""
    unit = made.units[0]
    form = start_form(made.rng, made.season, unit, made.stage)
    form.options |= {"nfd": False, "tall": False}
    part, grids = finish(form)
    made.truths = {(of, leaf): truth for (of, leaf, _), truth in part.truths.items()}
    made.units[:] = [unit]
    _wide_text(made, text_rows(grids[0], made.rng.choice((",", "."))))


@shared
def csv_with_sep_line(made: Shared) -> None:
    """Excel's own first line that names the delimiter."""
    _as_text(made, "sep=;\r\n" + csv_text(_long_rows(made, ","), ";"))


@shared
def long_workbook(made: Shared) -> None:
    """A long table as a workbook."""
    grid = Grid("Sheet1")
    for row, values in enumerate(_long_rows(made)):
        for column, value in enumerate(values):
            grid.put(row, column, value or None)
    for truth in made.truths.values():
        truth.sheet = grid.name
    made.grids = [grid]


@shared
def long_workbook_last_year(made: Shared) -> None:
    """The same with last year's scores beside."""
    grid = Grid("Sheet1")
    heading = made.rng.choice((f"Điểm năm {made.season.year - 1}", "Điểm năm trước", "Điểm kỳ trước"))
    for row, values in enumerate(_long_rows(made, ",", (heading, lambda unit, leaf: f"{made.other(unit, leaf):g}"))):
        for column, value in enumerate(values):
            grid.put(row, column, value or None)
    for truth in made.truths.values():
        truth.sheet = grid.name
    made.grids = [grid]
