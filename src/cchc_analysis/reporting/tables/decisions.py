"""What the committee has to decide, as tables."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analysis.letters import sum_letter_losses
from cchc_analysis.analysis.ranking import is_provisional
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size, text
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.tables import cells
from cchc_analysis.rules.season import Letter, Reward

MOST_NAMED = 3
"""Units that the list of letters names for each."""


def list_initiatives(season: SeasonTables) -> HTML:
    """Initiatives, recognised or waiting, and what their points would change."""
    _ = language.words(season.lang).gettext
    rows = season.initiative_effects.merge(
        season.initiatives[["initiative_id", "title"]], on="initiative_id", validate="one_to_one"
    )
    rows = rows.assign(
        status_name=rows["initiative_status"].map({"proposed": _("đề nghị"), "recognised": _("được công nhận")}),
        effect=_say_effects(rows, season),
    )
    if season_size.is_large(season):
        rows = rows.sort_values(["is_grade_changed", "is_rank_changed"], ascending=False, kind="stable")
    return cells.show_excerpt(
        season_size.take_first(rows, season),
        [
            Column("title", is_header=True),
            "unit_short",
            Column("status_name", title=printing.title_of("initiative_status", season.lang)),
            Column("bonus_score"),
            "total_without",
            "total_with",
            *cells.pick_known(rows, ["rank_without", "rank_with"]),
            Column("effect", title=_("Tác động")),
        ],
        season,
        table="initiative_effects",
        caption=_("Sáng kiến đề nghị và được công nhận"),
        empty=_("Không có sáng kiến nào được đề nghị."),
        key="initiative_id",
        classes="wide",
    )


def _say_effects(rows: pd.DataFrame, season: SeasonTables) -> pd.Series:
    _ = language.words(season.lang).gettext
    grades = rows["is_grade_changed"].map({True: _("đổi nhóm điểm"), False: ""})
    ranks = rows["is_rank_changed"].map({True: _("đổi hạng"), False: ""})
    return grades.str.cat(ranks, sep=", ").str.strip(", ")


def list_rewards(season: SeasonTables) -> HTML:
    """Per reward rule, in words, the units that meet it, with the figures that decided."""
    _ = language.words(season.lang).gettext
    if not season.rules.rewards:
        return printing.show_notice(_("Mùa này chưa khai quy tắc khen thưởng."))
    listed = season.reward_list.assign(
        cell=lambda rows: rows["reward_id"] + "." + rows["unit_id"],
        remark=lambda rows: rows["is_boundary_tie"].map({True: _("bằng nhau ở hạng cuối"), False: ""}),
    )
    provisional = _("Danh sách tạm tính: thẩm định chưa xong.") if is_provisional(season.unit_ranking) else ""
    return HTML("".join(_show_rule(rule, listed, provisional, season) for rule in season.rules.rewards))


def list_letters(season: SeasonTables) -> HTML:
    """The letters, to how many heads of units each goes; folded, to whom and about what beside the other units."""
    _ = language.words(season.lang).gettext
    if not season.rules.letters:
        return printing.show_notice(_("Mùa này chưa khai thư gửi thủ trưởng đơn vị."))
    listed = season.letter_losses.assign(
        cell=lambda rows: rows["letter_id"] + "." + rows["unit_id"] + "." + rows["criterion_id"],
        reason_label=lambda rows: rows["reason_name"].astype("str").fillna(rows["reason"]),
    )
    shown = [_list_addressed(listed, season)]
    return HTML("".join([*shown, *(_show_letter(letter, listed, season) for letter in season.rules.letters)]))


def list_publication(season: SeasonTables) -> HTML:
    """Every ranked unit in order and within its grade, with the distance to the next."""
    _ = language.words(season.lang).gettext
    forms = season.publication_forms
    rows = forms.assign(
        remark=forms["is_split_close"]
        .map({True: _("sát nhau mà khác nhóm điểm"), False: ""})
        .mask(forms["is_equal"], _("bằng điểm đơn vị khác"))
    )
    return cells.show_excerpt(
        season_size.take_ends(rows, season),
        [
            "rank",
            Column("unit_short", is_header=True),
            season.rules.rank_by,
            "lead",
            "grade_name",
            "place_in_grade_rank",
            *cells.pick_known(rows, ["group_name", "group_rank"]),
            Column("remark", title=_("Ghi chú"), missing=""),
        ],
        season,
        table="publication_forms",
        caption=_("Xếp theo thứ tự và xếp theo nhóm điểm"),
        empty=_("Chưa có đơn vị được xếp hạng hoặc mùa này không chia nhóm điểm nên không so sánh hai cách công bố."),
        classes="wide",
        key="unit_id",
    )


def _show_rule(rule: Reward, listed: pd.DataFrame, provisional: str, season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    rows = listed[listed["reward_id"] == rule.id]
    condition = _("Quy tắc: {rule}.").format(rule=text.describe_rule(rule, season))
    shown = cells.show_excerpt(
        season_size.take_first(rows, season),
        [
            "rank",
            Column("unit_short", is_header=True),
            Column(season.rules.rank_by, leads=True),
            *cells.pick_known(rows, ["grade_name", "group_name", "group_rank"]),
            *(
                Column(name, title=printing.title_of_change(season))
                for name in cells.pick_known(rows, ["result_change"])
            ),
            "penalty",
            *([Column("remark", title=_("Ghi chú"))] if rows["is_boundary_tie"].any() else []),
        ],
        season,
        table="reward_list",
        caption=(rule.name_en if season.lang == "en" else "") or rule.name,
        note=" ".join(text for text in (condition, provisional) if text),
        empty=_("Không có đơn vị nào đạt quy tắc này."),
        classes="wide",
        key="cell",
    )
    return str(shown.data)


def _list_addressed(listed: pd.DataFrame, season: SeasonTables) -> str:
    """One row per letter: to how many units it goes, what they lost, and who lost most."""
    _ = language.words(season.lang).gettext
    sums = sum_letter_losses(listed).merge(
        season.units[["unit_id", "unit_short"]], on="unit_id", validate="many_to_one"
    )
    by_letter = sums.groupby("letter_id")
    letters = [
        (letter.id, (letter.name_en if season.lang == "en" else "") or letter.name) for letter in season.rules.letters
    ]
    rows = pd.DataFrame(letters, columns=["letter_id", "letter"]).assign(
        key=lambda each: "letter." + each["letter_id"],
        units=lambda each: each["letter_id"].map(by_letter["unit_id"].nunique()).fillna(0),
        deduction=lambda each: each["letter_id"].map(by_letter["deduction"].sum().round(6)).fillna(0.0),
        most=lambda each: each["letter_id"].map(
            by_letter["unit_short"].agg(lambda units: ", ".join(units.head(MOST_NAMED)))
        ),
    )
    return str(
        printing.show_table(
            rows,
            [
                Column("letter", title=_("Thư về"), is_header=True),
                Column("units", title=_("Số đơn vị nhận"), kind="count"),
                "deduction",
                Column("most", title=_("Mất nhiều nhất"), missing=""),
            ],
            season,
            caption=_("Các thư gửi thủ trưởng đơn vị"),
            classes="stacks",
            key="key",
        ).data
    )


def _show_letter(letter: Letter, listed: pd.DataFrame, season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    shown = cells.show_excerpt(
        season_size.take_first(listed[listed["letter_id"] == letter.id], season),
        [
            "letter_rank",
            Column("unit_short", is_header=True),
            "criterion_code",
            "deduction",
            "deduction_pct",
            "appraised_score",
            "mean_appraised_score",
            "best_appraised_score",
            Column("reason_label", title=printing.title_of("reason", season.lang)),
        ],
        season,
        table="letter_losses",
        caption=(letter.name_en if season.lang == "en" else "") or letter.name,
        empty=_("Không có đơn vị nào mất điểm ở nội dung của thư này."),
        classes="wide",
        key="cell",
        fold=True,
    )
    return str(shown.data)
