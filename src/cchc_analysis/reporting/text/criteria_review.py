"""Whether the criteria still measure, in sentences that claim no more than the cells carry."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.text import phrases

MOST_NAMED = 5


def say_set_precision(precision: pd.DataFrame, season: SeasonTables) -> HTML:
    """How far apart two units must lie with other criteria of the same kind: the row of ``set_precision``."""
    words = language.words(season.lang)
    _ = words.gettext
    if precision.empty:
        return phrases.show_paragraphs([_("Chưa đủ đơn vị thẩm định xong để rà soát bộ tiêu chí.")])
    row = precision.iloc[0]

    def quote(name: str, kind: printing.Kind) -> Markup:
        return phrases.quote(row[name], name, season, f"set_precision.{name}", kind)

    gap = Markup(
        _(
            "Nếu bộ chỉ số dùng các tiêu chí khác cùng loại, hai đơn vị phải cách nhau khoảng {gap} điểm thì "
            "mới coi là khác nhau (tính trên {leaves} tiêu chí áp dụng cho mọi đơn vị)."
        )
    ).format(gap=phrases.strong(quote("least_gap_score", "points")), leaves=quote("leaf_count", "count"))
    pairs = Markup(
        _(
            "Trong {pairs} cặp đơn vị được xếp hạng, {closer} cặp gần nhau hơn thế; đơn vị đầu và cuối cách "
            "nhau {range} điểm."
        )
    ).format(
        pairs=quote("pair_count", "count"),
        closer=quote("closer_pair_count", "count"),
        range=quote("first_last_gap_score", "points"),
    )
    exact = _("Đây không phải sai số của kết quả năm nay: theo đúng bộ tiêu chí năm nay thì kết quả là chính xác.")
    return phrases.show_paragraphs([gap, Markup(" ").join([pairs, exact])] if row["pair_count"] else [gap, exact])


def say_weights(review: pd.DataFrame, season: SeasonTables) -> HTML:
    """The domains that weigh clearly more or less than their points; rows of ``criteria_review``.

    Named where the nominal weight lies outside the range over leaving any one unit out, on the index where maxima
    differ between units.
    """
    _ = language.words(season.lang).gettext
    domains = review[(review["level"] == "domain") & review["nominal_share"].notna()]
    part = "_index_share" if domains["effective_index_share"].notna().any() else "_share"
    lowest, highest = domains[f"effective{part}_lowest"], domains[f"effective{part}_highest"]
    nominal, effective = domains[f"nominal{part}"], domains[f"effective{part}"]
    if effective.isna().all() or lowest.isna().all():
        return phrases.show_paragraphs([])
    heavier, lighter = domains[lowest > nominal], domains[highest < nominal]
    texts = (
        (heavier, _("Chi phối khác biệt giữa các đơn vị nhiều hơn trọng số của mình: {named}.")),
        (lighter, _("Ít hơn trọng số của mình: {named}.")),
    )
    sentences = [Markup(text).format(named=_name_weights(rows, part, season)) for rows, text in texts if len(rows)]
    against = domains[effective < 0]
    if len(against):
        text = _("Trọng số thực tế âm là đơn vị được nhiều điểm ở đó lại có tổng thấp hơn, không phải lĩnh vực vô ích.")
        sentences.append(Markup(text))
    if not sentences:
        sentences = [Markup(_("Không lĩnh vực nào lệch hẳn khỏi trọng số của mình khi lần lượt bỏ từng đơn vị."))]
    if part == "_index_share":
        sentences.append(Markup(_("Điểm tối đa khác nhau giữa các đơn vị nên so trên % điểm tối đa.")))
    return phrases.show_sentences(sentences)


def say_saturation(review: pd.DataFrame, season: SeasonTables) -> HTML:
    """How many leaves are full everywhere, of those that enough units have; and whether any two tell the same."""
    words = language.words(season.lang)
    _ = words.gettext
    leaves = review[review["level"] == "leaf"]
    if leaves.empty:
        return phrases.show_paragraphs([])
    looked = leaves[leaves["unit_count"] >= 5]
    full = looked[looked["is_saturated"]]
    said = Markup(
        _("{full}/{leaves} tiêu chí áp dụng cho từ 5 đơn vị trở lên được mọi đơn vị đạt tối đa trong mùa này.")
    ).format(
        full=phrases.strong(phrases.quote(len(full), "full_units", season, "review.full", "count")),
        leaves=phrases.quote(len(looked), "leaf_count", season, "review.leaves", "count"),
    )
    few = len(leaves) - len(looked)
    left = Markup(
        words.ngettext(
            "{count} tiêu chí áp dụng cho ít đơn vị hơn nên không xét bão hòa.",
            "{count} tiêu chí áp dụng cho ít đơn vị hơn nên không xét bão hòa.",
            few,
        )
    ).format(count=phrases.quote(few, "leaf_count", season, "review.few", "count"))
    return phrases.show_sentences([said, left if few else Markup("")])


def say_alike(alike: pd.DataFrame, season: SeasonTables) -> HTML:
    """That no two criteria tell the same, or how many pairs do; rows of ``alike_criteria``."""
    words = language.words(season.lang)
    if alike.empty:
        text = words.gettext(
            "Không có hai tiêu chí nào mất điểm giống hệt nhau, hay có tương quan từ 0,9 trên 10 đơn vị trở lên."
        )
        return phrases.show_paragraphs([text])
    text = words.ngettext(
        "{count} cặp tiêu chí cho gần như cùng một thông tin.",
        "{count} cặp tiêu chí cho gần như cùng một thông tin.",
        len(alike),
    )
    count = phrases.quote(len(alike), "pair_count", season, "review.alike", "count")
    return phrases.show_paragraphs([Markup(text).format(count=count)])


def say_both_sets(both: pd.DataFrame, season: SeasonTables) -> HTML:
    """How many grades and ranks would be others under last year's set; rows of ``both_sets``."""
    _ = language.words(season.lang).gettext
    if both.empty:
        text = _("Bộ tiêu chí không đổi so với mùa trước, hoặc không có đủ điểm tối đa để tính theo cả hai bộ.")
        return phrases.show_paragraphs([text])
    ranks = (both["previous_set_rank"] != both["rank"]) & both["rank"].notna()
    has_both = both["previous_set_grade"].notna() & both["grade"].notna()
    grades = has_both & (both["previous_set_grade"] != both["grade"])
    open_grades = both["previous_set_grade"].isna() & both["grade"].notna()
    said = Markup(
        _("Chấm theo bộ tiêu chí năm trước thì {ranks} đơn vị có hạng khác, {grades} đơn vị có xếp loại khác.")
    ).format(
        ranks=phrases.strong(phrases.quote(int(ranks.sum()), "changed_rank_units", season, "both.ranks", "count")),
        grades=phrases.strong(phrases.quote(int(grades.sum()), "changed_grade_units", season, "both.grades", "count")),
    )
    unsure = Markup(_("{count} đơn vị không nêu được xếp loại, vì tiêu chí đã bỏ không ai chấm năm nay.")).format(
        count=phrases.quote(int(open_grades.sum()), "changed_grade_units", season, "both.open", "count")
    )
    return phrases.show_sentences([said, unsure if open_grades.any() else Markup("")])


def state_proposals(proposals: pd.DataFrame, season: SeasonTables) -> pd.Series:
    """By row of ``criteria_proposals``, the figure and what it asks the drafters to look at."""
    _ = language.words(season.lang).gettext
    texts = {
        "saturated": _(
            "Mọi đơn vị đạt tối đa {seasons} mùa liền ({cells} lượt). Chừng ấy lượt vẫn hợp với tỷ lệ mất "
            "điểm đến {share}: xem có nên gộp hoặc nâng yêu cầu."
        ),
        "alike": _(
            "Mất điểm gần như cùng lúc với “{other}” ở {cells} đơn vị (r = {figure}): xem hai tiêu chí có hỏi "
            "cùng một việc."
        ),
        "against": _(
            "Cả hai mùa, đơn vị cao ở đây lại thấp ở phần còn lại (r = {figure}, {cells} đơn vị): xem lại "
            "cách chấm; chưa phải lý do để bỏ."
        ),
        "unused_steps": _(
            "{count}/{cells} mức điểm không đơn vị nào nhận trong mùa này: xem thang điểm có cần nhiều mức thế."
        ),
    }
    said = [
        texts[row.proposal].format(
            seasons=row.season_count,
            cells=language.number(row.cell_count, 0, season.lang),
            share=language.share(row.figure, season.lang, 1),
            figure=language.number(row.figure, 2, season.lang),
            count=language.number(row.figure, 0, season.lang),
            other=getattr(row, "other_criterion", None) or "",
        )
        for row in proposals.itertuples()
    ]
    return pd.Series(said, index=proposals.index, dtype="str")


def _name_weights(rows: pd.DataFrame, part: str, season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    named = [
        Markup("{name} ({effective}; {said} {nominal})").format(
            name=phrases.lower_first(row["criterion"]),
            effective=phrases.quote(
                row[f"effective{part}"], f"effective{part}", season, f"{key}.effective{part}", "share"
            ),
            said=_("trọng số"),
            nominal=phrases.quote(row[f"nominal{part}"], f"nominal{part}", season, f"{key}.nominal{part}", "share"),
        )
        for key, row in rows.head(MOST_NAMED).set_index("criterion_id", drop=False).iterrows()
    ]
    return Markup("; ").join(named)
