"""Kinds of forms: each changes an ordinary form in one way and knows what that makes of the truth.

A fault stands beside its near miss: the form just beside it in which there is nothing to say.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scripts.intake_proof.forms import (
    GENERIC_HEADINGS,
    SELF_HEADINGS,
    STAGE_HEADINGS,
    Column,
    Form,
    Truth,
    lay_out,
    other_score,
    true_sum,
)
from scripts.intake_proof.grid import DATE_FORMAT, Cell, Grid, Value, address
from scripts.intake_proof.old_encodings import to_tcvn3, to_vni

Change = Callable[[Form], None]


@dataclass(frozen=True)
class Kind:
    """A kind of form and for which stages it can be made."""

    name: str
    change: Change
    stages: tuple[str, ...] = ("self", "appraisal", "second")


KINDS: dict[str, Kind] = {}


def kind(*stages: str) -> Callable[[Change], Change]:
    """Enter a function among the kinds, by its name."""

    def enter(change: Change) -> Change:
        name = change.__name__
        assert name not in KINDS
        KINDS[name] = Kind(name, change, stages or ("self", "appraisal", "second"))
        return change

    return enter


def _year(form: Form, text: str, years: int = -1) -> str:
    return text.replace("{last}", str(form.season.year + years)).replace("{year}", str(form.season.year))


def _own(form: Form) -> str:
    return form.rng.choice(("Điểm tự chấm", "Điểm tự đánh giá") if form.stage == "self" else STAGE_HEADINGS[form.stage])


def _bare(form: Form) -> str:
    return {"self": "Tự chấm", "appraisal": "Thẩm định", "second": "Thẩm định lần 2"}[form.stage]


# -- ordinary forms ----------------------------------------------------------------------------------------------------


@kind()
def ordinary(form: Form) -> None:
    """Nothing but an ordinary form."""


@kind("self")
def ordinary_other_stages_blank(form: Form) -> None:
    """The one form for all: columns of later stages, not filled yet."""
    for heading in form.rng.sample(("Điểm thẩm định", "Điểm đạt được", "Ý kiến thẩm định", "Điểm kết luận"), 2):
        form.beside(heading, {}, "right")


@kind()
def ordinary_neighbours(form: Form) -> None:
    """Columns with numbers that nobody takes for scores."""
    rng = form.rng
    ways: list[tuple[str, Callable[[str], Value | Cell]]] = [
        ("Số lượng", lambda leaf: rng.randint(0, 3)),
        ("Số trang", lambda leaf: rng.randint(1, 40)),
        ("Số văn bản", lambda leaf: rng.randint(1, 3)),
        ("Số lượng tài liệu", lambda leaf: rng.randint(1, 3)),
        ("Kế hoạch", lambda leaf: rng.randint(1, 3)),
        ("Thực hiện", lambda leaf: rng.randint(1, 3)),
        ("Kế hoạch năm {year}", lambda leaf: rng.randint(1, 3)),
        ("Tỷ lệ (%)", lambda leaf: rng.choice((0.5, 0.9, 1, 85))),
        ("Tỉ lệ %", lambda leaf: rng.choice((0.5, 0.9, 1, 85))),
        ("Tỷ lệ đạt (%)", lambda leaf: Cell(rng.choice((0.5, 0.9, 1.0)), number_format="0%")),
        ("Hệ số", lambda leaf: rng.choice((1, 2))),
        ("Trọng số", lambda leaf: rng.choice((1, 2))),
        ("Chênh lệch", lambda leaf: rng.choice((0, 0.5, 1))),
        ("Ngày hoàn thành", lambda leaf: Cell(44000 + rng.randint(0, 300), number_format=DATE_FORMAT)),
        ("Xếp hạng", lambda leaf: rng.randint(1, 9)),
        ("Thứ hạng", lambda leaf: rng.randint(1, 3)),
        ("Cơ quan phối hợp", lambda leaf: "Văn phòng"),
        ("Người phụ trách", lambda leaf: "Nguyễn Văn A"),
    ]
    for heading, value in rng.sample(ways, rng.randint(1, 3)):
        form.beside(_year(form, heading), form.each(value))


@kind()
def ordinary_brackets(form: Form) -> None:
    """What a heading says in brackets or of a decision does not make it another column."""
    year = form.season.year
    aside = form.rng.choice(
        (
            "(thang điểm 100)",
            f"(theo QĐ số 12/QĐ-CQM ngày 30/12/{year - 1})",
            f"(theo Quyết định số 1149/QĐ-TTCP ngày 15/6/{year - 3})",
            f"(Công văn số 45/{year - 1}/CV-VP)",
            "(đơn vị ghi)",
            f"(năm {year})",
            "(a)",
            "(*)",
            "[4]",
            "(điểm)",
        )
    )
    form.score.parts = (f"{_own(form)} {aside}",)


@kind()
def ordinary_this_year(form: Form) -> None:
    """The heading names this season's year; last year's column, if any, stands beside it."""
    form.score.parts = (f"{_own(form)} năm {form.season.year}",)
    if form.rng.random() < 0.5:
        form.beside(f"{_own(form)} năm {form.season.year - 1}", form.other_points())


@kind()
def long_heading(form: Form) -> None:
    """A heading longer than most sentences."""
    form.score.parts = (
        f"{_own(form)} của đơn vị đối với từng tiêu chí, tiêu chí thành phần (ghi số điểm theo thang điểm quy định tại "
        "Bộ Chỉ số cải cách hành chính, làm tròn đến hai chữ số thập phân; không ghi điểm ở tiêu chí không áp dụng)",
    )


@kind()
def long_heading_beside_plain(form: Form) -> None:
    """The same beside a plain "Điểm" with other numbers: two possible scores."""
    long_heading(form)
    form.beside("Điểm", form.other_points())
    form.ask()


@kind()
def values_not_scores(form: Form) -> None:
    """Cells that hold no number which could be a score."""
    rng = form.rng
    for leaf in rng.sample([node.id for node in form.leaves], min(3, len(form.leaves))):
        maximum = form.maximum(leaf)
        ways: list[tuple[Value | Cell, str]] = [
                ("x", "unreadable"), ("đạt", "unreadable"), ("1,5 điểm", "unreadable"), ("#N/A", "unreadable"),
                (">1", "unreadable"), ("1-2", "unreadable"), ("O,5", "unreadable"), ("1,5*", "unreadable"),
                ("1,5 ; 2", "unreadable"), ("khoảng 1", "unreadable"), ("1.2.3", "unreadable"), ("5e-1", "unreadable"),
                (f"{maximum:g}/{maximum + 1:g}".replace(".", ","), "invalid"),
                (maximum + 0.5 if form.season.criteria.shape != "no_maxima" else -1.5, "invalid"),
                (-0.5, "invalid"), ("-0,5", "invalid"), ("−1", "invalid"), (True, "unreadable"),
                (Cell(44105, number_format=DATE_FORMAT), "unreadable"),
                (Cell(None, formula="=1+1"), "unreadable"), (Cell("#DIV/0!", formula="=1/0"), "unreadable"),
                ("=1+1", "unreadable"), ("\u00a0", "missing"), (None, "missing"),
        ]  # fmt: skip
        cell, status = rng.choice(ways)
        form.set(leaf, cell)
        form.truths[leaf] = Truth(None, status)
        is_due = status != "missing" or form.stage == "self"
        form.need("error" if is_due else "", [leaf])


# -- columns that are something else, however like a score they look --------------------------------------------------

_ELSE: dict[str, tuple[str, ...]] = {
    "last_year": (
        "Điểm năm trước", "Tự chấm năm trước", "Điểm tự chấm năm trước", "Điểm tự chấm năm {last}", "Điểm năm {last}",
        "Điểm kỳ trước", "Điểm tự chấm kỳ trước", "Kết quả năm {last}", "Điểm {last}", "Điểm đạt được năm trước",
        "Điểm thẩm định năm {last}", "Điểm thẩm định năm trước", "Điểm năm trước liền kề", "Năm {last}", "Năm trước",
        "Điểm số năm {last}", "Điểm được công nhận năm {last}",
    ),
    "year_in_brackets": (
        "Điểm tự chấm (năm {last})", "Điểm ({last})", "Điểm thẩm định ({last})", "Điểm đạt được (năm trước)",
        "Điểm số (kỳ trước)", "Tự chấm (năm {last})", "Điểm (số liệu năm {last})",
    ),
    "percent": (
        "Tỷ lệ (%)", "Tỷ lệ % đạt được", "Điểm tự chấm (%)", "Điểm đạt (%)", "Tỷ lệ điểm tự chấm/điểm tối đa (%)",
        "Tỉ lệ đạt", "% so với điểm tối đa", "Điểm thẩm định (%)", "Đạt (%)", "Tỷ lệ", "Tỷ lệ % điểm", "Điểm %",
    ),
    "count": (
        "Số lượng", "Số văn bản", "Số tài liệu kiểm chứng", "Số lượng văn bản", "Số hồ sơ", "Số lần", "Tổng số hồ sơ",
        "Số nhiệm vụ", "Số ngày chậm", "Số tiêu chí", "SL",
    ),
    "plan_and_result": (
        "Kế hoạch", "Thực hiện", "Kết quả thực hiện", "Kế hoạch năm", "Chỉ tiêu", "Số kế hoạch", "Chỉ tiêu giao",
        "Kế hoạch giao", "Đã thực hiện",
    ),
    "factor_and_difference": (
        "Hệ số", "Chênh lệch", "Trọng số", "Chênh lệch so với năm trước", "Tăng/giảm", "Tăng, giảm so với năm {last}",
        "Chênh lệch điểm", "So với năm trước", "Hệ số điểm", "Chênh lệch giữa tự chấm và thẩm định",
    ),
    "order": ("Xếp hạng", "Thứ hạng", "Hạng", "Thứ tự", "Xếp thứ", "Xếp hạng năm {last}", "Thứ bậc"),
    "average": (
        "Điểm bình quân", "Điểm trung bình", "Bình quân", "Điểm bình quân khối", "Trung bình các đơn vị",
        "Điểm bình quân toàn cơ quan", "Điểm tự chấm bình quân", "Trung bình cộng",
    ),
    "superior": (
        "Điểm cấp trên chấm", "Cấp trên đánh giá", "Điểm cấp trên đánh giá", "Cấp trên chấm", "Điểm do cấp trên chấm",
    ),
    "sum": ("Tổng", "Cộng", "Tổng cộng", "Tổng điểm", "Tổng điểm lĩnh vực", "Cộng điểm"),
}  # fmt: skip


def _else_values(form: Form, of: str) -> Mapping[str, Value | Cell]:
    rng = form.rng
    if of == "percent":
        if rng.random() < 0.4:
            return form.each(lambda leaf: Cell(rng.choice((0.25, 0.5, 0.75, 1.0)), number_format="0%"))
        return form.each(lambda leaf: rng.choice((0.25, 0.5, 0.75, 25.0, 50.0, 100.0)))
    if of in ("count", "plan_and_result", "order"):
        return form.each(lambda leaf: float(rng.randint(0, 3)))
    return form.other_points()


def _enter_else(of: str) -> None:
    def beside(form: Form) -> None:
        heading = _year(form, form.rng.choice(_ELSE[of]))
        if form.stage != "self":
            heading = heading.replace("tự chấm", "thẩm định").replace("Tự chấm", "Thẩm định")
        form.beside(heading, _else_values(form, of))
        if form.rng.random() < 0.35:
            form.score.parts = (form.rng.choice(GENERIC_HEADINGS),)
        elif form.rng.random() < 0.2:
            form.score.parts = (_bare(form),)

    KINDS[f"beside_{of}"] = Kind(f"beside_{of}", beside)


for _name in _ELSE:
    _enter_else(_name)


@kind()
def beside_several_others(form: Form) -> None:
    """Two or three such columns at once."""
    for of in form.rng.sample(sorted(_ELSE), form.rng.randint(2, 3)):
        heading = _year(form, form.rng.choice(_ELSE[of]))
        if form.stage != "self":
            heading = heading.replace("tự chấm", "thẩm định").replace("Tự chấm", "Thẩm định")
        form.beside(heading, _else_values(form, of))


@kind("self")
def beside_appraised(form: Form) -> None:
    """The appraised score stands in the unit's own form."""
    heading = form.rng.choice(
        ("Điểm thẩm định", "Thẩm định", "Điểm thẩm định của Tổ giúp việc", "Điểm do Tổ thẩm định chấm",
         "Điểm Hội đồng thẩm định", "Kết quả thẩm định")
    )  # fmt: skip
    form.beside(heading, form.other_points())
    if form.rng.random() < 0.3:
        form.score.parts = (form.rng.choice(GENERIC_HEADINGS),)


@kind("appraisal")
def beside_self(form: Form) -> None:
    """The self-score stands in the appraisal's form."""
    heading = form.rng.choice(
        (
            "Điểm tự chấm",
            "Tự chấm",
            "Điểm tự đánh giá",
            "Điểm đơn vị tự chấm",
            "Đơn vị tự chấm",
            "Điểm tự chấm của đơn vị",
        )
    )
    form.beside(heading, form.other_points())
    if form.rng.random() < 0.3:
        form.score.parts = (form.rng.choice(("Điểm", "Điểm số", "Điểm đạt được")),)


@kind("second")
def beside_first_appraisal(form: Form) -> None:
    """The second appraisal's form shows the first one's scores."""
    heading = form.rng.choice(("Điểm thẩm định lần 1", "Thẩm định lần 1", "Điểm thẩm định lần thứ nhất"))
    form.beside(heading, form.other_points())


@kind("second")
def second_result(form: Form) -> None:
    """The second appraisal's form calls its own score the result."""
    form.score.parts = (form.rng.choice(("Kết quả", "Điểm", "Điểm đạt được", "Điểm thẩm định")),)


@kind()
def beside_deducted(form: Form) -> None:
    """Points lost or to be added beside the score."""
    heading = form.rng.choice(("Điểm trừ", "Điểm bị trừ", "Số điểm trừ", "Điểm giảm", "Điểm còn thiếu", "Điểm mất"))
    form.beside(heading, form.other_points())
    form.is_clean = False


@kind()
def beside_second_maximum(form: Form) -> None:
    """Two columns of maxima."""
    heading = _year(
        form, form.rng.choice(("Điểm tối đa được áp dụng", "Điểm tối đa năm {last}", "Tối đa", "Điểm chuẩn"))
    )
    form.beside(heading, form.each(lambda leaf: form.maximum(leaf)))
    form.is_clean = False


@kind()
def beside_unknown_numbers(form: Form) -> None:
    """Numbers under a heading that says nothing known."""
    heading = form.rng.choice(("Mức", "Loại", "Cột 5", "K", "Phân nhóm", "Ưu tiên", "", "Bậc", "Mức độ hoàn thành"))
    form.beside(heading, form.each(lambda leaf: float(form.rng.randint(0, 2))))
    form.is_clean = False


# -- two columns that may both be the score ---------------------------------------------------------------------------


@kind()
def rival_generic(form: Form) -> None:
    """The stage's own word beside a plain "Điểm", both filled."""
    form.score.parts = (form.rng.choice(STAGE_HEADINGS[form.stage]),)
    form.beside(form.rng.choice(GENERIC_HEADINGS), form.other_points())
    form.ask()


@kind()
def rival_generic_blank(form: Form) -> None:
    """The near miss: the plain column is blank."""
    form.score.parts = (form.rng.choice(STAGE_HEADINGS[form.stage]),)
    form.beside(form.rng.choice(GENERIC_HEADINGS), {})


@kind("self")
def rival_synonym(form: Form) -> None:
    """Two words for the same: neither beats the other."""
    first, second = form.rng.sample(("Tự chấm", "Tự đánh giá", "Điểm tự chấm", "Điểm tự đánh giá"), 2)
    form.score.parts = (first,)
    form.beside(second, form.other_points())
    form.ask()


@kind()
def rival_same_heading(form: Form) -> None:
    """One heading twice."""
    form.score.parts = (_own(form),)
    form.beside(form.score.parts, form.other_points())
    form.ask()


@kind()
def rival_longer(form: Form) -> None:
    """The same beginning, one goes on."""
    own = _own(form)
    tails = (
        "của đơn vị",
        "của tổ",
        "chi tiết",
        "theo hồ sơ",
        "của lãnh đạo đơn vị",
        "đợt cuối năm",
        "của bộ phận đầu mối",
    )
    first, second = form.rng.sample(tails, 2)
    form.score.parts = (own if form.rng.random() < 0.6 else f"{own} {first}",)
    form.beside(f"{own} {second}", form.other_points())
    form.ask()


_FORMS = (
    "{own} quy đổi", "{own} sơ bộ", "{own} dự kiến", "{own} (dự kiến)", "{own} nháp", "{own} (nháp)",
    "{own} điều chỉnh",
    "{own} sau điều chỉnh", "{own} (quy đổi)", "{own} tạm tính", "{own} chính thức", "{own} lần 3",
)  # fmt: skip


def _other_form(form: Form) -> str:
    own = _own(form)
    if form.season.has_second and form.stage == "appraisal":
        own = "Điểm thẩm định"
    ways = (*_FORMS, "{own} lần 2", "{own} (lần 2)") if not form.season.has_second or form.stage == "self" else _FORMS
    if form.stage == "self":
        ways = (*ways, "Điểm quy đổi", "Điểm dự kiến", "Điểm điều chỉnh")
    return form.rng.choice(ways).replace("{own}", own)


@kind()
def rival_other_form(form: Form) -> None:
    """This stage's score in another form, beside a possible score."""
    form.beside(_other_form(form), form.other_points())
    if form.rng.random() < 0.5:
        form.score.parts = (form.rng.choice(GENERIC_HEADINGS),)
    form.ask()


@kind()
def other_form_alone(form: Form) -> None:
    """The only column of scores says that it is another form: converted, preliminary, expected."""
    heading = _other_form(form)
    while "chính thức" in heading:
        heading = _other_form(form)
    form.score.parts = (heading,)
    form.ask()


@kind()
def other_form_blank(form: Form) -> None:
    """The near miss: that column is blank beside the stage's own."""
    form.score.parts = (_own(form),)
    form.beside(_other_form(form), {})


@kind()
def two_rounds(form: Form) -> None:
    """First and second round, the season having no such stages."""
    own = "Điểm tự chấm" if form.stage == "self" else "Điểm thẩm định"
    if form.season.has_second and form.stage != "self":
        own = form.rng.choice(("Điểm", "Điểm chấm"))
    first = form.rng.random() < 0.5
    form.score.parts = (f"{own} lần 1" if first else own,)
    form.beside(f"{own} lần 2" if first else f"{own} lần 3", form.other_points(), "right")
    form.ask()


@kind()
def abbreviations(form: Form) -> None:
    """Abbreviated headings of which nobody outside can be sure."""
    own = {"self": ("Điểm TC", "ĐTC", "Đ. tự chấm", "Điểm TĐG"), "appraisal": ("Điểm TĐ", "ĐTĐ")}
    form.score.parts = (form.rng.choice(own.get(form.stage, own["appraisal"])),)
    if form.rng.random() < 0.5:
        form.beside(form.rng.choice(("Điểm NT", "ĐNT", "Điểm CT", "TĐ")), form.other_points())
    form.is_single = form.is_clean = False


@kind("self")
def heading_in_own_words(form: Form) -> None:
    """Nobody doubts what this column is, though no list has its words."""
    form.score.parts = (
        form.rng.choice(
            ("Điểm đơn vị tự chấm", "Đơn vị tự chấm", "Số điểm tự chấm", "Kết quả tự chấm", "Điểm do đơn vị tự chấm",
             "Đơn vị tự đánh giá", "Điểm tự chấm, tự đánh giá", "Điểm số tự chấm")
        ),
    )  # fmt: skip
    if form.rng.random() < 0.4:
        form.beside(_year(form, "Điểm năm {last}"), form.other_points())


@kind("self")
def maximum_named_like_score(form: Form) -> None:
    """A maximum whose heading begins with the word for points."""
    if any(column.role == "max" for column in form.columns):
        form.column("max").parts = (
            form.rng.choice(("Điểm quy định", "Điểm chuẩn tối đa", "Điểm tối đa của tiêu chí", "Số điểm tối đa")),
        )
    form.is_clean = False


# -- group rows over headings -----------------------------------------------------------------------------------------


@kind()
def group_over_percent(form: Form) -> None:
    """The stage over score and percentage."""
    group = form.rng.choice((_bare(form), _own(form), f"{_bare(form)} năm {form.season.year}"))
    form.score.parts = (group, form.rng.choice(("Điểm", "Điểm số", "Số điểm")))
    other = form.rng.choice(("Tỷ lệ (%)", "Tỷ lệ", "%", "Số lượng", "Xếp hạng"))
    form.beside((group, other), _else_values(form, "percent"))


@kind()
def group_of_years(form: Form) -> None:
    """Last year's and this year's group over the same heading."""
    below, year = form.rng.choice((_own(form), "Điểm", _bare(form))), form.season.year
    last, this = form.rng.choice(
        (
            (f"Năm {year - 1}", f"Năm {year}"),
            ("Năm trước", "Năm nay"),
            ("Kỳ trước", "Kỳ này"),
            (f"Kết quả năm {year - 1}", f"Kết quả năm {year}"),
        )
    )
    form.score.parts = (this, below)
    form.beside((last, below), form.other_points())


@kind()
def group_points(form: Form) -> None:
    """ "Điểm" over maximum, self and appraised."""
    if not any(column.role == "max" for column in form.columns):
        return
    maximum = form.column("max")
    group = form.rng.choice(("Điểm", "Điểm số", "Kết quả chấm điểm", "Điểm đánh giá"))
    maximum.parts = (group, form.rng.choice(("Tối đa", "Điểm tối đa")))
    form.columns.remove(maximum)
    form.columns.insert(form.columns.index(form.score), maximum)
    form.score.parts = (group, _bare(form) if form.rng.random() < 0.6 else _own(form))
    if form.stage == "self":
        form.beside((group, "Thẩm định"), {} if form.rng.random() < 0.5 else form.other_points(), "right")
    elif form.stage == "appraisal":
        form.columns.insert(form.columns.index(form.score), Column("other", (group, "Tự chấm"), form.other_points()))


@kind()
def group_score_over_maximum(form: Form) -> None:
    """A group row of words for scores, the maxima below one of them."""
    if not any(column.role == "max" for column in form.columns):
        return
    maximum = form.column("max")
    form.columns.remove(maximum)
    maximum.parts = (
        form.rng.choice(("Điểm", "Thang điểm", "Thẩm định" if form.stage == "self" else "Điểm")),
        "Điểm tối đa",
    )
    form.columns.insert(form.columns.index(form.score) + 1, maximum)
    form.score.parts = (_bare(form), form.rng.choice(("Điểm", "Số điểm")))


@kind()
def group_with_note(form: Form) -> None:
    """The stage over score and note, another stage likewise."""
    group = {"self": "Đơn vị tự chấm", "appraisal": "Tổ giúp việc thẩm định", "second": "Thẩm định lần 2"}[form.stage]
    form.score.parts = (group, "Điểm")
    form.beside(
        (group, "Ghi chú"), form.each(lambda leaf: f"Văn bản số {form.rng.randint(1, 99)}/{form.unit}"), "right"
    )
    if form.stage == "self" and form.rng.random() < 0.5:
        form.columns.append(
            Column("other", ("Thẩm định", "Điểm"), form.other_points() if form.rng.random() < 0.5 else {})
        )
        form.columns.append(Column("other", ("Thẩm định", "Ý kiến")))


@kind()
def group_of_three(form: Form) -> None:
    """Three header rows."""
    year = form.season.year
    form.score.parts = (f"Năm {year}", _bare(form), "Điểm")
    form.beside((f"Năm {year}", _bare(form), "Tỷ lệ (%)"), _else_values(form, "percent"), "right")
    if form.rng.random() < 0.5:
        form.beside((f"Năm {year - 1}", _bare(form), "Điểm"), form.other_points(), "left")


@kind()
def group_two_scores(form: Form) -> None:
    """The stage over two headings which may both be its score."""
    first, second = form.rng.sample(("Điểm", "Điểm số", "Điểm đạt được", "Điểm chấm"), 2)
    form.score.parts = (_bare(form), first)
    form.beside((_bare(form), second), form.other_points())
    form.ask()


@kind()
def group_whole_and_part(form: Form) -> None:
    """A heading over one column of two."""
    form.score.parts = (_own(form),)
    form.beside((f"Kết quả năm {form.season.year - 1}", "Điểm"), form.other_points())
    form.beside((f"Kết quả năm {form.season.year - 1}", "Xếp hạng"), _else_values(form, "order"), "right")


# -- a second table on the sheet --------------------------------------------------------------------------------------


def _split(form: Form) -> tuple[list[object], list[object]]:
    roots = [node for node in form.season.criteria.nodes if node.parent is None]
    half = {node.id for node in roots[: max(1, len(roots) // 2)]}
    nodes = form.season.criteria.nodes
    first = [node for node in nodes if form.season.criteria.root(node).id in half]
    return list(first), [node for node in nodes if node not in first]


def _second_table(form: Form, columns: list[Column]) -> None:
    first, second = _split(form)
    form.options["total"] = ""
    form.options["signature"] = False

    def add(form: Form, grids: list[Grid]) -> None:
        grid = Grid(grids[0].name)
        lay_out(form, grid.name, first)  # type: ignore[arg-type]
        grids[0] = lay_out(form, grid.name, first, grid=grid)  # type: ignore[arg-type]
        top = grid.height + form.rng.choice((0, 1, 2))
        lay_out(form, grid.name, second, with_titles=False, top=top, grid=grid, columns=columns)  # type: ignore[arg-type]

    form.after.append(add)


@kind()
def second_table_repeats(form: Form) -> None:
    """The header is repeated, as at a new page."""
    _second_table(form, list(form.columns))


@kind()
def second_table_other_order(form: Form) -> None:
    """The second header has the same columns in another order."""
    form.beside(_year(form, form.rng.choice(("Điểm năm {last}", "Điểm năm trước"))), form.other_points())
    columns = list(form.columns)
    at, other = columns.index(form.score), next(i for i, each in enumerate(columns) if each.role == "other")
    columns[at], columns[other] = columns[other], columns[at]
    _second_table(form, columns)


@kind()
def second_table_maximum_swapped(form: Form) -> None:
    """Score and maximum have changed places."""
    columns = list(form.columns)
    if any(column.role == "max" for column in columns):
        at, other = columns.index(form.score), columns.index(form.column("max"))
        columns[at], columns[other] = columns[other], columns[at]
    _second_table(form, columns)


@kind()
def second_table_with_rival(form: Form) -> None:
    """Two possible scores in the second table only."""
    form.score.parts = (_own(form),)
    columns = list(form.columns)
    columns.insert(columns.index(form.score), Column("other", ("Điểm",), form.other_points()))
    _second_table(form, columns)
    form.need("error", [node.id for node in _split(form)[1] if node.is_leaf])  # type: ignore[attr-defined]
    form.is_single = False


@kind()
def appendix_below(form: Form) -> None:
    """A list with numbers of its own below the form, numbered like criteria."""

    def add(form: Form, grids: list[Grid]) -> None:
        grid, rng = grids[0], form.rng
        column = len(form.columns)
        row = grid.height + rng.choice((1, 2, 3))
        grid.put(row, 0, "DANH MỤC TÀI LIỆU KIỂM CHỨNG KÈM THEO")
        for position, title in enumerate(("STT", "Tên tài liệu", "Số trang", "Số bản", "Ghi chú")[: max(3, column)]):
            grid.put(row + 1, position, title)
        for number in range(1, 5):
            grid.put(row + 1 + number, 0, rng.choice((str(number), float(number))))
            grid.put(row + 1 + number, 1, rng.choice(("Kế hoạch số 5", "Báo cáo quý", "Quyết định ban hành quy chế")))
            for position in range(2, min(4, column)):
                grid.put(row + 1 + number, position, float(rng.randint(0, 2)))

    form.after.append(add)
    form.is_clean = False


@kind()
def legend_beside(form: Form) -> None:
    """A small table of grades to the right of the form."""

    def add(form: Form, grids: list[Grid]) -> None:
        grid = grids[0]
        left = len(form.columns) + 1
        top = int(_digits(next(iter(form.truths.values())).heading_cell)) - 1
        for column, title in enumerate(("Xếp loại", form.rng.choice(("Từ điểm", "Điểm", "Số điểm")))):
            grid.put(top, left + column, title)
        for step, (grade, points) in enumerate((("Tốt", 80.0), ("Khá", 65.0), ("Trung bình", 50.0)), start=1):
            grid.put(top + step, left, grade)
            grid.put(top + step, left + 1, points if form.rng.random() < 0.5 else step / 2)

    form.after.append(add)
    form.is_clean = form.is_single = False


def _digits(cell: str) -> str:
    return "".join(filter(str.isdigit, cell))


@kind()
def domain_summary_below(form: Form) -> None:
    """A summary by domain below the form, its sums right."""

    def add(form: Form, grids: list[Grid]) -> None:
        grid = grids[0]
        row = grid.height + 2
        for column, title in enumerate(("STT", "Lĩnh vực", "Điểm tối đa", _own(form))):
            grid.put(row, column, title)
        for node in form.season.criteria.nodes:
            if node.parent is None and not node.is_leaf:
                row += 1
                values = (node.code, node.name, node.maximum, true_sum(form, form.season.criteria.leaves_under(node)))
                for column, value in enumerate(values):
                    grid.put(row, column, value)

    form.options["total"] = ""
    form.after.append(add)
    form.is_clean = False


# -- several sheets ---------------------------------------------------------------------------------------------------


def _again(form: Form, name: str, columns: list[Column] | None = None, nodes: list[object] | None = None) -> Grid:
    """The form's table once more, with other scores, none of which counts."""
    copies = [
        Column(each.role, each.parts, form.other_points() if each.role == "score" else dict(each.values))
        for each in columns or form.columns
    ]
    kept = dict(form.options)
    form.options |= {"total": "", "sums": False}
    grid = lay_out(form, name, nodes or form.season.criteria.nodes, columns=copies, with_truth=False)  # type: ignore[arg-type]
    form.options = kept
    return grid


@kind()
def sheets_disjoint(form: Form) -> None:
    """One form over two sheets."""
    first, second = _split(form)
    if not second:
        return
    form.options["total"] = ""
    names = form.rng.choice(
        (("Phần I", "Phần II"), ("Sheet1", "Sheet2"), ("Trang 1", "Trang 2"), ("Lĩnh vực A", "Lĩnh vực B"))
    )

    def add(form: Form, grids: list[Grid]) -> None:
        grids[:] = [lay_out(form, name, part) for name, part in zip(names, (first, second), strict=True)]  # type: ignore[arg-type]

    form.after.append(add)


@kind()
def sheets_overlapping(form: Form) -> None:
    """Two visible sheets that say different things of the same criteria."""
    form.options["sheet"], other = form.rng.choice(
        (("Sheet1", "Sheet2"), ("Phiếu", "Phiếu (2)"), ("Trang 1", "Trang 2"))
    )

    def add(form: Form, grids: list[Grid]) -> None:
        grids.insert(form.rng.choice((0, 1)), _again(form, other))

    form.after.append(add)
    form.ask()


@kind()
def sheet_draft(form: Form) -> None:
    """A sheet that says it is a draft."""
    name = form.rng.choice(("Nháp", "Bản nháp", "NHÁP", "nhap", "Draft", "Dự thảo", "Phiếu (nháp)", "Bản dự thảo"))

    def add(form: Form, grids: list[Grid]) -> None:
        grids.insert(form.rng.choice((0, 1)), _again(form, name))

    form.after.append(add)
    form.is_clean = False


@kind()
def sheet_draft_fills_a_gap(form: Form) -> None:
    """The draft holds a row that the form lacks."""
    gap = form.rng.choice([node for node in form.season.criteria.nodes if node.is_leaf])
    form.truths[gap.id] = Truth(None, "missing", "error" if form.stage != "second" else "")
    form.options |= {"total": "", "sums": False}

    def add(form: Form, grids: list[Grid]) -> None:
        truth = form.truths[gap.id]
        grids[0] = lay_out(form, grids[0].name, [node for node in form.season.criteria.nodes if node is not gap])
        form.truths[gap.id] = truth
        above = form.season.criteria.by_id[gap.parent] if gap.parent else None
        grids.append(
            _again(
                form, form.rng.choice(("Nháp", f"Năm {form.season.year - 1}")), nodes=[above, gap] if above else [gap]
            )
        )

    form.after.append(add)
    form.is_clean = False


@kind()
def sheet_of_last_year(form: Form) -> None:
    """A sheet of another year."""
    last = form.season.year - 1
    name = form.rng.choice((f"Năm {last}", f"{last}", f"CCHC {last}", "Năm trước", f"Phiếu {last}"))

    def add(form: Form, grids: list[Grid]) -> None:
        grids.insert(form.rng.choice((0, 1)), _again(form, name))

    form.after.append(add)
    form.is_clean = False


@kind()
def sheet_with_example(form: Form) -> None:
    """A guide with a worked example of a few rows."""
    name = form.rng.choice(("Hướng dẫn", "HD", "Ví dụ", "Hướng dẫn chấm", "Huong dan", "HƯỚNG DẪN"))
    leaves = [node for node in form.season.criteria.nodes if node.is_leaf][: form.rng.randint(1, 3)]

    def add(form: Form, grids: list[Grid]) -> None:
        kept = dict(form.options)
        form.options |= {"titles": ["HƯỚNG DẪN CHẤM ĐIỂM", "Ví dụ:"], "unit_line": "", "signature": False}
        grids.insert(form.rng.choice((0, 1)), _again(form, name, nodes=list(leaves)))
        form.options = kept

    form.after.append(add)
    form.is_clean = False


@kind()
def sheet_hidden(form: Form) -> None:
    """A hidden sheet with another version."""

    def add(form: Form, grids: list[Grid]) -> None:
        grid = _again(form, form.rng.choice(("Phiếu cũ", "Sheet3", "Luu")))
        grid.is_hidden = True
        grids.append(grid)

    form.after.append(add)
    form.is_clean = False


@kind("self")
def sheet_of_other_stage(form: Form) -> None:
    """A sheet named for the appraisal."""

    def add(form: Form, grids: list[Grid]) -> None:
        grids.append(_again(form, "Thẩm định"))

    form.after.append(add)
    form.is_clean = False


@kind()
def sheet_without_scores(form: Form) -> None:
    """The near miss: a cover, a list, a guide in words only."""

    def add(form: Form, grids: list[Grid]) -> None:
        grid = Grid(form.rng.choice(("Bìa", "Hướng dẫn", "Danh mục", "Nháp", "Ghi chú")))
        for row, text in enumerate(
            ("CƠ QUAN MẪU", "Hướng dẫn chấm điểm", "1. Điền điểm vào cột tự chấm", "2. Gửi trước ngày 15/12")
        ):
            grid.put(row, 0, text)
        grids.insert(form.rng.choice((0, 1)), grid)

    form.after.append(add)


# -- what is shown and what is stored ---------------------------------------------------------------------------------


def _formatted(form: Form, number_format: str, need: str, score: Callable[[str], float], share: float = 0.5) -> None:
    for node in form.leaves:
        if form.rng.random() < share or node is form.leaves[0]:
            value = score(node.id)
            form.scores[node.id] = value
            form.truths[node.id] = Truth(value)
            form.set(node.id, Cell(value, number_format=number_format))
            if need:
                form.need(need, [node.id])  # type: ignore[arg-type]


def _fraction(form: Form, leaf: str) -> float:
    return form.rng.choice((0.25, 0.5, 0.75))


@kind()
def format_percent(form: Form) -> None:
    """Scores shown as percentages: 0.5 reads 50 %."""
    _formatted(form, form.rng.choice(("0%", "0.0%", "0.00%", "#,##0%")), "error", lambda leaf: _fraction(form, leaf))


@kind()
def format_percent_elsewhere(form: Form) -> None:
    """The near miss: the percentage stands in a column of its own."""
    form.beside("Tỷ lệ (%)", form.each(lambda leaf: Cell(_fraction(form, leaf), number_format="0%")))


@kind()
def format_other_digits(form: Form) -> None:
    """The format shows other digits than are stored, or none."""
    number_format = form.rng.choice(
        ("0.00,", '0"0"', '"2"', ";;;", "0\\0", '[<1]"0";0.00', '"1,5"', '0.0"5"', '[>=0]"3";0')
    )
    _formatted(form, number_format, "finding", lambda leaf: _fraction(form, leaf))


@kind()
def format_ordinary(form: Form) -> None:
    """The near miss: formats that show what is stored."""
    formats = (
        "0.00",
        "0.0##",
        "#,##0.00",
        "0.##",
        "0.00;[Red]-0.00",
        "[$-42A]0.00",
        "0.00_)",
        "#,##0.00_);(#,##0.00)",
        "General",
        "00.00",
        "0.000",
    )
    _formatted(form, form.rng.choice(formats), "", lambda leaf: _fraction(form, leaf))


@kind()
def format_with_words(form: Form) -> None:
    """A unit of measure shown behind the number: another look, no other number."""
    _formatted(
        form, form.rng.choice(('0.00" điểm"', '0.00\\ "đ"', '"Điểm: "0.00')), "", lambda leaf: _fraction(form, leaf)
    )
    form.is_clean = False


@kind()
def format_rounding(form: Form) -> None:
    """Fewer decimals are shown than stored."""
    _formatted(form, form.rng.choice(("0", "#,##0", "0")), "finding", lambda leaf: _fraction(form, leaf))


@kind()
def format_accounting_dash(form: Form) -> None:
    """A zero shown as a dash."""
    number_format = form.rng.choice(
        (
            '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
            '0.00;-0.00;"-"',
            '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-',
        )
    )
    _formatted(form, number_format, "finding", lambda leaf: 0.0)


@kind()
def format_accounting(form: Form) -> None:
    """The near miss: the same formats where there is no zero."""
    number_format = '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)'
    _formatted(form, number_format, "", lambda leaf: _fraction(form, leaf))


@kind()
def struck_out(form: Form) -> None:
    """A score struck out, whole or in part."""
    for leaf in form.rng.sample([node.id for node in form.leaves], 2):
        score = form.scores[leaf]
        cell = form.rng.choice(
            (
                Cell(score, is_struck=True),
                Cell("2", is_struck=True),
                Cell("", runs=(("2", True), ("1", False))),
                Cell("", runs=(("1", False), ("0", True))),
            )
        )
        form.set(leaf, cell)
        form.truths[leaf] = Truth(score)
        form.need("finding", [leaf])


@kind()
def struck_out_elsewhere(form: Form) -> None:
    """The near miss: words struck out in a note, a score in two pieces of type."""
    leaf = form.some_leaf()
    form.beside("Giải trình", {leaf: Cell("", runs=(("Văn bản số 12", True), (" văn bản số 15", False)))}, "right")


@kind()
def flat_rows(form: Form) -> None:
    """Scores in rows or columns of no height or width."""

    def add(form: Form, grids: list[Grid]) -> None:
        if form.rng.random() < 0.7:
            for leaf in form.rng.sample([node.id for node in form.leaves], 2):
                grids[0].flat_rows.add(int(_digits(form.truths[leaf].cell)) - 1)
                form.need("finding", [leaf])
        else:
            letters = "".join(filter(str.isalpha, next(iter(form.truths.values())).cell))
            grids[0].flat_columns.add(ord(letters) - 65)
            form.need("finding")

    form.after.append(add)
    form.is_clean = False


@kind()
def hidden_rows(form: Form) -> None:
    """Scores in hidden rows: read, with a doubt."""

    def add(form: Form, grids: list[Grid]) -> None:
        leaf = form.some_leaf()
        grids[0].hidden_rows.add(int(_digits(form.truths[leaf].cell)) - 1)

    form.after.append(add)
    form.is_clean = False


@kind()
def formula_constant_differs(form: Form) -> None:
    """A formula of constants that cannot have the value stored for it."""
    for leaf in form.rng.sample([node.id for node in form.leaves], 2):
        score = form.scores[leaf]
        other = other_score(form.rng, score, form.maximum(leaf))
        form.set(leaf, Cell(score, formula=f"={other:g}+0"))
        form.truths[leaf] = Truth(score)
        form.need("finding", [leaf])


@kind()
def formula_agrees(form: Form) -> None:
    """The near miss: formulas with the value that they have."""
    for node in form.leaves:
        score = form.scores[node.id]
        form.truths[node.id] = Truth(score)
        way = form.rng.choice(
            (
                f"={score:g}",
                f"={score:g}+0",
                f"=ROUND({score!r},2)",
                f"={score / 4!r}*4",
                f"=SUM({score:g},0)",
                f"=({score:g})",
            )
        )
        form.set(node.id, Cell(score, formula=way))


@kind()
def formula_never_calculated(form: Form) -> None:
    """Formulas for which no value was stored."""
    for leaf in form.rng.sample([node.id for node in form.leaves], 2):
        form.set(leaf, Cell(None, formula="=1+0.5"))
        form.truths[leaf] = Truth(None, "unreadable")
        form.need("error", [leaf])


# -- text in old encodings --------------------------------------------------------------------------------------------


def _recode(form: Form, recode: Callable[[str], str], share: str) -> None:
    form.options |= {"nfd": False, "upper": False}
    if share == "score":
        form.score.parts = (recode("Điểm tự chấm" if form.stage == "self" else "Điểm thẩm định"),)
        form.beside(_year(form, "Điểm năm {last}"), form.other_points())
    else:

        def add(form: Form, grids: list[Grid]) -> None:
            for grid in grids:
                for place, cell in list(grid.cells.items()):
                    if isinstance(cell.value, str):
                        grid.cells[place] = Cell(recode(cell.value), cell.formula, cell.number_format)

        form.after.append(add)
    form.is_clean = form.is_single = False


@kind()
def text_tcvn3(form: Form) -> None:
    """All text in the old encoding TCVN3."""
    _recode(form, to_tcvn3, "all")


@kind()
def text_vni(form: Form) -> None:
    """All text in the old encoding VNI."""
    _recode(form, to_vni, "all")


@kind()
def heading_tcvn3(form: Form) -> None:
    """The score's heading in TCVN3 beside last year's in Unicode."""
    _recode(form, form.rng.choice((to_tcvn3, to_vni)), "score")


# -- thousands --------------------------------------------------------------------------------------------------------


@kind()
def thousands_point(form: Form) -> None:
    """Text such as 1.000 where the maximum allows a thousand."""
    if form.season.criteria.shape != "thousands":
        return
    for leaf in form.rng.sample([node.id for node in form.leaves], 2):
        if form.maximum(leaf) < 1500:
            continue
        text, score = form.rng.choice((("1.000", 1000.0), ("1,000", 1000.0), ("1.250", 1250.0)))
        form.set(leaf, text)
        form.scores[leaf] = score
        form.truths[leaf] = Truth(score)
        form.need("finding", [leaf])


def pick(rng: random.Random, stage: str, names: list[str]) -> Kind:
    """One of these kinds that can be made for a stage."""
    return rng.choice([KINDS[name] for name in names if stage in KINDS[name].stages])


__all__ = ["KINDS", "SELF_HEADINGS", "Kind", "address", "kind", "pick"]
