"""Inflation, limits of difference, ranks claimed, agreement and explanations, as tables."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.tables import cells
from cchc_analysis.reporting.text.agreement import explain_readings, name_statistics
from cchc_analysis.reporting.text.comparison import say_why_not_compared

READ_ALONE = ("exact_share", "within_step_share", "mean_difference", "kendall_tau_b")


def list_inflation(season: SeasonTables, level: str) -> HTML:
    """How far claims stand above appraised points, by ``unit``, ``domain``, ``criterion`` or ``leaf``."""
    _ = language.words(season.lang).gettext
    rows = season.inflation.query("level == @level")
    is_unit = level == "unit"
    rows = _by_rank(rows, season) if is_unit else printing.in_printed_order(rows, season)
    captions = {
        "unit": _("Tự chấm cao hơn thẩm định, theo đơn vị"),
        "domain": _("Tự chấm cao hơn thẩm định, theo lĩnh vực"),
        "criterion": _("Tự chấm cao hơn thẩm định, theo tiêu chí"),
        "leaf": _("Tự chấm cao hơn thẩm định, theo tiêu chí thành phần"),
    }
    subject: list[str | Column] = ["criterion_code", Column("criterion", is_header=True)]
    if is_unit:
        subject = [Column("unit_short", is_header=True)]
    counts = ["full_claim_count", "full_claim_share", "cut_full_claim_count", "cut_full_claim_share"]
    if is_unit and season_size.is_large(season):
        rows = rows.sort_values("inflation", ascending=False, kind="stable")
    return cells.show_excerpt(
        season_size.take_first(rows, season) if is_unit else season_size.Excerpt(rows),
        [
            *subject,
            Column("inflation", kind="signed"),
            *cells.pick_known(rows, ["inflation_pct"]),
            "cut",
            "raised",
            *cells.pick_known(rows, counts),
        ],
        season,
        table="inflation",
        caption=captions[level],
        empty=say_why_not_compared(season),
        classes="wide",
        key="unit_id" if is_unit else "criterion_id",
        fold=True,
        filters={"unit": ["group_name"], "domain": []}.get(level, ["domain"]),
    )


def list_claimed_ranks(season: SeasonTables) -> HTML:
    """Rank by self-score beside rank by appraised score."""
    _ = language.words(season.lang).gettext
    rows = season.claimed_ranks
    if season_size.is_large(season):
        rows = rows.sort_values("displacement", key=abs, ascending=False, kind="stable")
    return cells.show_excerpt(
        season_size.take_first(rows, season),
        [
            Column("unit_short", is_header=True),
            Column("self_rank"),
            Column("appraised_rank"),
            Column("displacement", kind="signed_count"),
        ],
        season,
        table="claimed_ranks",
        caption=_("Hạng theo tự chấm và hạng theo thẩm định"),
        note=_("Số bậc dương là thẩm định xếp thấp hơn tự chấm. Chỉ tính trên tiêu chí có cả hai điểm."),
        empty=say_why_not_compared(season),
        key="unit_id",
    )


def list_agreement(season: SeasonTables) -> HTML:
    """What over the units and all leaves together can be read by itself, with a sentence that says how.

    Coefficients that a body which claims everything would get nearly as well stay in the workbook.
    """
    _ = language.words(season.lang).gettext
    agreement = season.agreement.query("subject != 'leaf' and statistic in @READ_ALONE")
    rows = agreement.assign(
        statistic_name=name_statistics(agreement["statistic"], season),
        statistic_key=agreement["subject"] + "." + agreement["statistic"],
        sentence=explain_readings(agreement, season),
    )
    return printing.show_table(
        rows,
        [
            Column("statistic_name", title=_("Hệ số"), is_header=True),
            Column("value", title=_("Giá trị"), kind="points", decimals=3),
            "pair_count",
            Column("sentence", title=_("Cách đọc")),
        ],
        season,
        caption=_("Tự chấm và thẩm định thống nhất đến đâu"),
        classes="notes stacks",
        key="statistic_key",
    )


def list_leaf_agreement(season: SeasonTables) -> HTML:
    """Exact share and share within one step of each leaf, in the order of the criteria set."""
    _ = language.words(season.lang).gettext
    leaves = season.agreement.query("subject == 'leaf'")
    wide = leaves.pivot(index="criterion_id", columns="statistic", values="value").reset_index()
    names = leaves.drop_duplicates("criterion_id")[["criterion_id", "criterion_code", "criterion", "pair_count"]]
    rows = printing.in_printed_order(names.merge(wide, on="criterion_id", validate="one_to_one"), season)
    return printing.show_table(
        rows.reindex(columns=[*names.columns, "exact_share", "within_step_share"]),
        [
            "criterion_code",
            Column("criterion", is_header=True),
            "pair_count",
            Column("exact_share", title=_("Tỷ lệ trùng khớp")),
            Column("within_step_share", title=_("Lệch không quá một bước")),
        ],
        season,
        caption=_("Thống nhất theo từng tiêu chí"),
        empty=say_why_not_compared(season),
        classes="wide",
        key="criterion_id",
        fold=True,
        filters=["domain"],
    )


def list_explanation_effects(season: SeasonTables) -> HTML:
    """Points contested, restored and lost further, per unit."""
    _ = language.words(season.lang).gettext
    rows = season.explanation_effects.query("unit_id != '*'")
    columns = ["restored_count", "restored_score", "lost_further_score"]
    if season_size.is_large(season):
        rows = rows.sort_values("contested_score", ascending=False, kind="stable")
    return cells.show_excerpt(
        season_size.take_first(rows, season),
        [
            Column("unit_short", is_header=True),
            "contested_count",
            "contested_score",
            *cells.pick_known(rows, columns),
        ],
        season,
        table="explanation_effects",
        caption=_("Kết quả giải trình theo đơn vị"),
        empty=_("Không có tiêu chí nào còn tranh luận."),
        key="unit_id",
    )


def _by_rank(rows: pd.DataFrame, season: SeasonTables) -> pd.DataFrame:
    """*rows* of units in the order of the ranking."""
    places = {unit_id: at for at, unit_id in enumerate(season.unit_ranking["unit_id"])}
    return rows.sort_values("unit_id", key=lambda ids: ids.map(places), kind="stable")
