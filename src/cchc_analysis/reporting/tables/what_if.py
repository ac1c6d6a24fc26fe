"""What would change, as tables: points given back by reason, and what a unit has to regain."""

from collections.abc import Mapping

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, text
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.tables import cells


def list_restorations(season: SeasonTables) -> HTML:
    """Each reason: the points it cost, and how many grades and ranks change if they are given back to everyone."""
    _ = language.words(season.lang).gettext
    rows = season.reason_restorations
    rows = rows.assign(
        reason_name=rows["reason_name"].astype("str").fillna(rows["reason"]).replace("*", _("không nêu lý do")),
        restored=rows["reason"] + ".restored",
    )
    has_grades = bool(season.rules.grades)
    return printing.show_table(
        rows,
        [
            Column("reason_name", is_header=True),
            "restored_score",
            "restored_units",
            *(["changed_grade_units"] if has_grades else []),
            "changed_rank_units",
        ],
        season,
        caption=_("Nếu trả lại điểm của từng lý do cho mọi đơn vị"),
        note=_(
            "Tính riêng từng lý do, trên các đơn vị đã thẩm định xong; đây là phép thử, không phải đề nghị trả điểm."
        ),
        empty=text.say_why_no_deductions(season),
        key="restored",
    )


def list_repairs(season: SeasonTables, unit_id: str) -> HTML:
    """The leaves at which the unit would regain points for its next grade and its next rank."""
    _ = language.words(season.lang).gettext
    rows = season.of_unit(unit_id).repair_leaves
    if rows.empty:
        return HTML("")
    if season.body.leaf_count == 1:
        return printing.show_notice(text.say_why_no_detail(season))
    names = {"next_grade": _("lên nhóm điểm trên"), "next_rank": _("lên hạng trên")}
    rows = printing.with_full_codes(_merge_goals(rows, names, _(" và ")), season)
    return printing.show_table(
        rows,
        [
            Column("goal_name", title=printing.title_of("goal", season.lang)),
            "criterion_code",
            Column("criterion", is_header=True),
            "appraised_score",
            "repaired_score",
            Column("regained_score"),
            "max_score",
            *cells.pick_known(rows, ["step", "effort"]),
        ],
        season,
        caption=_("Khắc phục ở đâu là ít điểm nhất"),
        note=_say_convention(season, rows),
        classes="stacks",
        key="repair",
    )


def _merge_goals(rows: pd.DataFrame, names: Mapping[str, str], joined_by: str) -> pd.DataFrame:
    """One row per leaf and points to regain there: where that serves several goals, ``goal_name`` names them all."""
    served: dict[tuple[str, float], list[str]] = {}
    for leaf, points, goal in zip(rows["criterion_id"], rows["regained_score"], rows["goal"], strict=True):
        served.setdefault((leaf, points), []).append(names[goal])
    merged = rows[~rows.duplicated(["criterion_id", "regained_score"])]
    return merged.assign(
        goal_name=[joined_by.join(goals) for goals in served.values()],
        repair=merged["goal"] + "." + merged["criterion_id"],
    )


def _say_convention(season: SeasonTables, rows: pd.DataFrame) -> str:
    """How the repair was chosen, so that nobody reads it as the only way."""
    _ = language.words(season.lang).gettext
    by_effort = season.repair_leaves["effort"].notna().any()
    sentences = [
        _(
            "Tính trên kết quả năm nay, còn là dự thảo: điểm nào giải trình được thì lấy lại ngay năm nay, điểm nào "
            "không thì là việc cần làm cho năm sau."
        )
        if season.rules.release == "draft"
        else _("Tính trên kết quả năm nay, đã chốt: đây là việc cần làm cho năm sau, nếu bộ tiêu chí không đổi."),
        _("Bước điểm là mức nhỏ nhất mà điểm của tiêu chí tăng hay giảm.") if rows["step"].notna().any() else "",
        _("Chọn theo ít công sức nhất, rồi ít tiêu chí nhất, rồi ít điểm nhất.")
        if by_effort
        else _("Chọn theo ít điểm nhất, rồi ít tiêu chí nhất; bằng nhau thì tiêu chí mất nhiều điểm đứng trước."),
        _("Không tính tiêu chí điều tra xã hội học. Có thể có cách khác với cùng số điểm."),
        _("Tiêu chí không khai bước điểm được coi là lấy lại được bao nhiêu cũng được.")
        if rows["step"].isna().any()
        else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)
