"""A season full of canaries: every score, note, name and file that must stay inside can be told apart when it gets out.

Scores have four decimals and none occurs twice; every text that may not be published holds the word CANARY. Six units
of two groups; five criteria apply to all or three of them and one to unit ``a`` alone, so that a further criterion of
its domain must be withheld with it. A previous season gives each unit an earlier total.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from intake.season_folder import write_workbook

UNITS = {"d": "Vụ Đông", "b": "Vụ Bắc", "a": "Vụ An", "f": "Vụ Phú", "c": "Vụ Cao", "e": "Vụ Êm"}
"""In the order of the list, which is neither the alphabet's nor the ranking's."""

CRITERIA: dict[str, tuple[str, float, str]] = {
    "1.1": ("I", 9, "abcdef"),
    "1.2": ("I", 8, "abcdef"),
    "2.1": ("II", 7, "abcdef"),
    "2.2": ("II", 6, "bcd"),
    "2.3": ("II", 5, "a"),
}
"""Each criterion's domain, maximum and units."""

LOST = {"a": 0.2, "b": 1.6, "c": 0.9, "d": 2.4, "e": 2.1, "f": 1.2}
"""About how much a unit loses at each criterion: a is first, d is last."""

RULES = """
year = 2021
title = "Chỉ số thử năm 2021"
body = "Cơ quan Mẫu"
previous_year = 2020

[[stages]]
id = "self"
kind = "self"
name = "Tự chấm"
folder = "self"

[[stages]]
id = "appraisal_1"
kind = "appraisal"
name = "Thẩm định lần 1"
folder = "appraisal/1"

[[stages]]
id = "explanation"
kind = "explanation"
name = "Giải trình"
folder = "explanation"

[[stages]]
id = "appraisal_2"
kind = "appraisal"
name = "Thẩm định lần 2"
folder = "appraisal/2"

[[grades]]
id = "good"
name = "Tốt"
at_least = 25

[[grades]]
id = "fair"
name = "Khá"
at_least = 0

[[unit_groups]]
id = "north"
name = "Khối Bắc"

[[unit_groups]]
id = "south"
name = "Khối Nam"

[[reasons]]
id = "late"
name = "CANARY-REASON chậm"
patterns = ["canary-pattern chậm"]

[[letters]]
id = "letter"
name = "CANARY-LETTER"
criteria = ["1.1"]

[analysis]
weight_draws = 20

[document]
signatory_name = "CANARY-SIGNATORY"
"""

EARLIER = """
year = 2020
title = "Chỉ số thử năm 2020"
body = "Cơ quan Mẫu"

[[stages]]
id = "appraisal"
kind = "appraisal"
name = "Thẩm định"
folder = "appraisal"

[[grades]]
id = "good"
name = "Tốt"
at_least = 25

[[grades]]
id = "fair"
name = "Khá"
at_least = 0

[analysis]
weight_draws = 20
"""

CORRECTION = """
[[corrections]]
file = "self/CANARY-FILE-a.xlsx"
sheet = "CANARY-SHEET"
cell = "D7"
from = "8,1x"
to = "{score}"
reason = "CANARY-WHY"
by = "CANARY-AUTHOR"
document = "CANARY-DOCUMENT"
"""


def write_canary_season(raw: Path) -> None:
    """Both seasons as received: ``raw/2020`` and ``raw/2021``."""
    scores = _draw_scores()
    _write_frame(raw / "2020", EARLIER)
    earlier = [(unit, criterion, _score(criterion, unit, next(scores), 1.2)) for criterion, unit in _cells()]
    _write_csv(raw / "2020" / "appraisal" / "diem.csv", ["unit", "criterion", "score"], earlier)
    season = raw / "2021"
    _write_frame(season, RULES)
    for unit in UNITS:
        own = [criterion for criterion, (_, _, units) in CRITERIA.items() if unit in units]
        claimed = {criterion: _score(criterion, unit, next(scores), 0.4) for criterion in own}
        shown = ["8,1x" if (unit, criterion) == ("a", "1.1") else _comma(claimed[criterion]) for criterion in own]
        _write_form(season / "self" / f"CANARY-FILE-{unit}.xlsx", unit, own, shown, "CANARY-SELF-NOTE")
        for stage in ("1", "2"):
            given = [_comma(_score(criterion, unit, next(scores), 1.0)) for criterion in own]
            path = season / "appraisal" / stage / f"CANARY-FILE-{unit}-{stage}.xlsx"
            _write_form(path, unit, own, given, "CANARY-NOTE canary-pattern chậm", "Điểm thẩm định")
        if unit == "a":
            (season / "corrections.toml").write_text(CORRECTION.format(score=_comma(claimed["1.1"])), encoding="utf-8")
    told = [(unit, "1.1", "CANARY-EXPLANATION") for unit in "bc"]
    _write_csv(season / "explanation" / "CANARY-FILE.csv", ["unit", "criterion", "explanation"], told)
    write_workbook(
        season / "initiatives.xlsx",
        [
            ["initiative_id", "unit", "title", "status", "bonus_score", "note"],
            ["sk-1", "b", "CANARY-INITIATIVE", "proposed", 0.3571, "CANARY-INITIATIVE-NOTE"],
        ],
    )
    notes = season / "notes" / "units"
    notes.mkdir(parents=True)
    (notes / "b.md").write_text("CANARY-PARAGRAPH", encoding="utf-8")
    (notes.parent / "summary.md").write_text("CANARY-PARAGRAPH", encoding="utf-8")


def _draw_scores() -> Iterator[float]:
    """Parts of a point with four decimals, none twice: multiples of a number modulo a prime."""
    return ((7919 * at % 9973) / 20_000 for at in count(1))


def _score(criterion: str, unit: str, part: float, share: float) -> float:
    """The maximum less about what the unit loses, never above it."""
    return round(CRITERIA[criterion][1] - share * LOST[unit] - part / 2 - 0.0001, 4)


def _cells() -> list[tuple[str, str]]:
    return [(criterion, unit) for criterion, (_, _, units) in CRITERIA.items() for unit in units]


def _write_frame(folder: Path, rules: str) -> None:
    folder.mkdir(parents=True)
    (folder / "season.toml").write_text(rules, encoding="utf-8")
    groups = {unit: "north" if unit in "abd" else "south" for unit in UNITS} if "unit_groups" in rules else {}
    listed = [(unit, name, name, f"CANARY-ALIAS-{unit}", groups.get(unit, "")) for unit, name in UNITS.items()]
    _write_csv(folder / "units.csv", ["unit_id", "name", "short_name", "aliases", "group"], listed)
    rows = [["criterion_id", "code", "parent_id", "name", "max_score", "applies_to", "rule"]]
    for domain in ("I", "II"):
        rows.append([domain, domain, None, f"Lĩnh vực {domain}", None, None, None])
        for criterion, (parent, maximum, units) in CRITERIA.items():
            if parent == domain:
                scope = None if units == "abcdef" else ";".join(units)
                rows.append([criterion, criterion, domain, f"Tiêu chí {criterion}", maximum, scope, "CANARY-RULE"])
    write_workbook(folder / "criteria.xlsx", rows)


def _write_form(
    path: Path, unit: str, criteria: Sequence[str], scores: Sequence[str], note: str, heading: str = "Điểm tự chấm"
) -> None:
    rows: list[list[object]] = [
        ["CƠ QUAN MẪU"],
        ["PHIẾU ĐIỂM"],
        [f"Đơn vị: {UNITS[unit]}"],
        [],
        ["STT", "Tiêu chí", "Điểm tối đa", heading, "Ghi chú", "Tài liệu kiểm chứng"],
        ["", "", "", "", "", ""],
    ]
    for criterion, score in zip(criteria, scores, strict=True):
        rows.append([criterion, f"Tiêu chí {criterion}", CRITERIA[criterion][1], score, note, "CANARY-EVIDENCE"])
    write_workbook(path, rows, sheet="CANARY-SHEET")


def _write_csv(path: Path, heading: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    csv.writer(text).writerows([heading, *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def _comma(score: float) -> str:
    return f"{score:.4f}".replace(".", ",")
