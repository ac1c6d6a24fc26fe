"""One unit's form made up: ordinary to begin with, with the truth of each of its cells; kinds change it from there."""

import random
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from scripts.intake_proof.grid import Cell, Grid, Value, address
from scripts.intake_proof.seasons import Node, Season

Need = Literal["", "finding", "error"]
"""What must be said of a cell: nothing, anything, or an error, whatever was read."""


@dataclass
class Truth:
    """What a cell is: the number to be read, or the status without one; what must be said of it; where it stands."""

    score: float | None
    status: str = "scored"
    need: Need = ""
    sheet: str | None = None
    cell: str = ""
    heading: str = ""
    heading_cell: str = ""


@dataclass
class Made:
    """A workbook made up: the truth of its cells by unit, leaf and stage.

    ``is_single`` says that only one reading is possible, so that whatever is known must be read; ``is_clean`` that
    nobody should be asked anything about it.
    """

    kind: str
    file: str
    truths: dict[tuple[str, str, str], Truth] = field(default_factory=dict)
    is_single: bool = True
    is_clean: bool = False


@dataclass
class Column:
    """A column of a form: its headings from the top, and what stands beside each criterion."""

    role: str
    parts: tuple[str, ...]
    values: dict[str, Value | Cell] = field(default_factory=dict)


SELF_HEADINGS = ("Điểm tự chấm", "Điểm tự đánh giá", "Tự chấm", "Tự đánh giá", "Điểm tự chấm", "Điểm tự đánh giá")
APPRAISED_HEADINGS = ("Điểm thẩm định", "Điểm thẩm định", "Thẩm định")
SECOND_HEADINGS = ("Điểm thẩm định lần 2", "Thẩm định lần 2")
GENERIC_HEADINGS = ("Điểm", "Điểm số", "Điểm đạt được", "Điểm chấm")
STAGE_HEADINGS = {"self": SELF_HEADINGS, "appraisal": APPRAISED_HEADINGS, "second": SECOND_HEADINGS}


@dataclass
class Form:
    """A form being made up. *scores* are the true ones; *extras* are sheets beside the form's own."""

    rng: random.Random
    season: Season
    unit: str
    stage: str
    scores: dict[str, float]
    columns: list[Column]
    truths: dict[str, Truth] = field(default_factory=dict)
    options: dict[str, object] = field(default_factory=dict)
    after: list[Callable[["Form", list[Grid]], None]] = field(default_factory=list)
    is_single: bool = True
    is_clean: bool = True
    suffix: str = ".xlsx"

    def column(self, role: str) -> Column:
        """The first column of a role."""
        return next(column for column in self.columns if column.role == role)

    @property
    def score(self) -> Column:
        """The column in which the score stands."""
        return self.column("score")

    @property
    def leaves(self) -> tuple[Node, ...]:
        """The criteria that are scored."""
        return self.season.criteria.leaves

    def beside(self, parts: str | tuple[str, ...], values: Mapping[str, Value | Cell], side: str = "") -> Column:
        """Put a column at the left or right of the score."""
        column = Column("other", (parts,) if isinstance(parts, str) else parts, dict(values))
        at = self.columns.index(self.score) + (0 if (side or self.rng.choice(("left", "right"))) == "left" else 1)
        self.columns.insert(at, column)
        return column

    def maximum(self, leaf: str) -> float:
        """The maximum of a leaf; 2 where the set gives none."""
        return self.season.criteria.by_id[leaf].maximum or 2.0

    def other_points(self) -> dict[str, Value | Cell]:
        """For every leaf another possible score than the true one."""
        return {leaf: other_score(self.rng, score, self.maximum(leaf)) for leaf, score in self.scores.items()}

    def each(self, value: Callable[[str], Value | Cell]) -> dict[str, Value | Cell]:
        """A value for every leaf."""
        return {node.id: value(node.id) for node in self.leaves}

    def need(self, need: Need, leaves: Iterable[str] | None = None, score: float | None = None) -> None:
        """Say what must be said of cells, all unless stated; what is not clean any more."""
        self.is_clean = False
        for leaf in leaves if leaves is not None else [node.id for node in self.leaves]:
            self.truths[leaf].need = need

    def ask(self) -> None:
        """Two columns may both be the score: an error for every cell."""
        self.need("error")
        self.is_single = False

    def set(self, leaf: str, cell: Value | Cell) -> None:
        """Write something into the score cell of a leaf."""
        self.score.values[leaf] = cell

    def some_leaf(self) -> str:
        """One of the leaves."""
        return self.rng.choice(self.leaves).id


def some_score(rng: random.Random, maximum: float) -> float:
    """A possible score: quarters of a point, seldom the maximum, sometimes 0."""
    step = maximum / 4 if maximum >= 100 else 0.25
    return round(step * rng.randint(0, max(1, int(maximum / step) - 1)), 6)


def other_score(rng: random.Random, score: float, maximum: float) -> float:
    """Another possible score than this one."""
    while (other := some_score(rng, maximum)) == score and maximum > 0:
        pass
    return other


def start_form(rng: random.Random, season: Season, unit: str, stage: str) -> Form:
    """An ordinary form: code, criterion, maximum, score, evidence or note."""
    scores = {leaf.id: some_score(rng, leaf.maximum or 2.0) for leaf in season.criteria.leaves}
    columns = [
        Column("code", (rng.choice(("STT", "TT", "Mã", "Số TT", "Mã tiêu chí", "Stt")),)),
        Column(
            "name", (rng.choice(("Tiêu chí", "Nội dung", "Lĩnh vực/Tiêu chí", "Tên tiêu chí", "Nội dung tiêu chí")),)
        ),
        Column("max", (rng.choice(("Điểm tối đa", "Điểm chuẩn", "Điểm tối đa", "Thang điểm", "Tối đa")),)),
        Column("score", (rng.choice(STAGE_HEADINGS[stage]),)),
    ]
    if season.criteria.shape == "no_maxima" and rng.random() < 0.8:
        columns.pop(2)
    note = {"self": ("Tài liệu kiểm chứng", "Ghi chú", "Minh chứng"), "appraisal": ("Ý kiến thẩm định", "Ghi chú")}
    if rng.random() < 0.8 or stage != "self":
        title = rng.choice(note.get(stage, note["appraisal"]))
        columns.append(Column("note", (title,), {leaf: f"Văn bản số {rng.randint(1, 900)}/{unit}" for leaf in scores}))
    form = Form(rng, season, unit, stage, scores, columns)
    form.truths = {leaf: Truth(score) for leaf, score in scores.items()}
    form.score.values = {leaf: dress(rng, score, form.maximum(leaf)) for leaf, score in scores.items()}
    for leaf in scores:
        if rng.random() < 0.03:
            form.set(leaf, rng.choice(("KAD", "-", "Không áp dụng", "không được giao", "–")))
            form.truths[leaf] = Truth(None, "not_applicable")
    form.options = {
        "titles": rng.sample(
            (
                "CƠ QUAN MẪU",
                "PHIẾU CHẤM ĐIỂM CẢI CÁCH HÀNH CHÍNH",
                f"Năm {season.year}",
                "(Kèm theo Công văn số 12/KH-TH)",
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Độc lập - Tự do - Hạnh phúc",
            ),
            rng.randint(0, 4),
        ),
        "unit_line": rng.choice(("Đơn vị: {name}", "Tên đơn vị: {name}", "Đơn vị tự chấm điểm: {name}", "{name}"))
        if stage == "self"
        else rng.choice(("Đơn vị: {name}", "Đơn vị được thẩm định: {name}")),
        "codes": rng.choice(("text", "text", "text", "dot", "joined")),
        "numbering": rng.random() < 0.2,
        "sums": rng.random() < 0.3,
        "total": rng.choice(("", "", "TỔNG CỘNG", "Tổng điểm", "Cộng")),
        "remarks": rng.random() < 0.2,
        "signature": rng.random() < 0.4,
        "nfd": rng.random() < 0.08,
        "upper": rng.random() < 0.1,
        "broken": rng.random() < 0.1,
        "tall": rng.random() < 0.2,
        "sheet": rng.choice(
            ("Phiếu", "Sheet1", "Tự chấm" if stage == "self" else "Phiếu", "CCHC", f"Năm {season.year}")
        ),
    }
    if season.has_second and form.options["sheet"] == "Tự chấm" and stage != "self":
        form.options["sheet"] = "Phiếu"
    return form


def dress(rng: random.Random, score: float, maximum: float) -> Value | Cell:
    """A score as forms have it: a number in an ordinary format, text with a comma, a ratio, a calculated formula."""
    comma = f"{score:g}".replace(".", ",")
    ways: list[Value | Cell] = [
        score,
        score,
        score,
        score,
        score,
        Cell(score, number_format="0.00"),
        Cell(score, number_format="#,##0.00"),
        Cell(score, number_format="0.0##"),
        Cell(score, number_format="@"),
        comma,
        f" {comma}\u00a0",
        f"{score:g}",
        Cell(score, formula=f"={score:g}"),
        Cell(score, formula=f"={score / 2!r}*2"),
    ]
    return rng.choice(ways) if maximum < 100 else rng.choice((score, Cell(score, number_format="#,##0"), comma))


def finish(form: Form) -> tuple[Made, list[Grid]]:
    """Lay the form out and let its kind add what stands beside it."""
    grid = lay_out(form, str(form.options["sheet"]), form.season.criteria.nodes)
    grids = [grid]
    for change in form.after:
        change(form, grids)
    truths = {(form.unit, leaf, form.stage): truth for leaf, truth in form.truths.items()}
    return Made("", "", truths, form.is_single, form.is_clean), grids


def lay_out(
    form: Form,
    name: str,
    nodes: Iterable[Node],
    with_titles: bool = True,
    top: int = 0,
    grid: Grid | None = None,
    columns: list[Column] | None = None,
    with_truth: bool = True,
) -> Grid:
    """A table of the form on a sheet: titles, header, rows; says in the truths where each score stands."""
    rng, options = form.rng, form.options
    grid = grid or Grid(name)
    columns = columns or list(form.columns)
    nodes = list(nodes)
    if options["codes"] == "joined" and any(column.role == "code" for column in columns):
        columns = [column for column in columns if column.role != "code"]
    row = top
    if with_titles:
        for line in options["titles"] if isinstance(options["titles"], list) else ():
            grid.put(row, rng.randint(0, 2), say(form, str(line)))
            row += 1
        if options["unit_line"]:
            said = str(options["unit_line"]).format(name=form.season.units[form.unit])
            grid.put(row, 0, say(form, said))
            row += rng.randint(1, 3)
    row = _lay_header(form, grid, columns, row)
    at = {column.role: position for position, column in reversed(list(enumerate(columns)))}
    header_row = row - 1
    if options["numbering"]:
        for position in range(len(columns)):
            grid.put(row, position, f"({position + 1})")
        row += 1
    for node in nodes:
        code: Value = node.code + "." if options["codes"] == "dot" and node.code[-1].isalnum() else node.code
        label = say(form, node.name)
        if "code" in at:
            grid.put(row, at["code"], code)
            grid.put(row, at["name"], label)
        else:
            joined = f"{node.code}{'' if node.code.endswith(')') else rng.choice(('.', ''))} {label}"
            grid.put(row, at["name"], joined)
        if "max" in at:
            grid.put(row, at["max"], node.maximum)
        if node.is_leaf:
            for position, column in enumerate(columns):
                if column.role not in ("code", "name", "max"):
                    grid.put(row, position, column.values.get(node.id))
            if with_truth and "score" in at:
                truth = form.truths[node.id]
                truth.sheet, truth.cell = grid.name, address(row, at["score"])
                truth.heading = " ".join(columns[at["score"]].parts)
                truth.heading_cell = address(header_row, at["score"])
            if options["remarks"] and rng.random() < 0.3:
                row += 1
                grid.put(
                    row,
                    at["name"],
                    rng.choice(("- Đúng hạn: đạt điểm", "+ Chậm dưới 5 ngày: trừ điểm", "Ghi rõ số văn bản")),
                )
        elif options["sums"] and "score" in at:
            grid.put(row, at["score"], true_sum(form, form.season.criteria.leaves_under(node)))
        row += 1
    if options["total"] and len(nodes) == len(form.season.criteria.nodes) and "score" in at:
        grid.put(row, at["name"], say(form, str(options["total"])))
        grid.put(row, at["score"], true_sum(form, form.leaves))
        row += 1
    if options["signature"] and with_titles:
        grid.put(row + 1, len(columns) - 1, "THỦ TRƯỞNG ĐƠN VỊ")
        grid.put(row + 2, len(columns) - 1, "(Ký, ghi rõ họ tên)")
    return grid


def true_sum(form: Form, leaves: Iterable[Node]) -> float:
    """What the true scores of these leaves add up to."""
    truths = [form.truths[leaf.id] for leaf in leaves]
    return round(sum(truth.score or 0 for truth in truths if truth.status == "scored"), 6)


def say(form: Form, text: str) -> str:
    """A text in the form's Unicode form."""
    return unicodedata.normalize("NFD", text) if form.options.get("nfd") else text


def head(form: Form, text: str) -> str:
    """A heading in the form's manner: its Unicode form, in capitals, broken over lines."""
    if form.options["upper"]:
        text = text.upper()
    if form.options["broken"] and " " in text:
        words = text.split(" ")
        at = form.rng.randint(1, len(words) - 1)
        text = " ".join(words[:at]) + "\n" + " ".join(words[at:])
    return say(form, text)


def _lay_header(form: Form, grid: Grid, columns: list[Column], row: int) -> int:
    """Write the headings from *row* on; the row below them."""
    depth = max(len(column.parts) for column in columns)
    is_tall = bool(form.options["tall"]) and depth == 1
    for position, column in enumerate(columns):
        parts = column.parts
        for level, part in enumerate(parts):
            before = columns[position - 1].parts if position else ()
            is_continued = (
                level < len(parts) - 1 and before[: level + 1] == parts[: level + 1] and len(before) > level + 1
            )
            if not is_continued and part:
                grid.put(row + level, position, head(form, part))
            if level < len(parts) - 1 and not is_continued:
                right = position
                while (
                    right + 1 < len(columns)
                    and columns[right + 1].parts[: level + 1] == parts[: level + 1]
                    and len(columns[right + 1].parts) > level + 1
                ):
                    right += 1
                if right > position:
                    grid.merged.append((row + level, position, row + level, right))
        bottom = depth - 1 + is_tall
        if len(parts) - 1 < bottom:
            grid.merged.append((row + len(parts) - 1, position, row + bottom, position))
    return row + depth + is_tall
