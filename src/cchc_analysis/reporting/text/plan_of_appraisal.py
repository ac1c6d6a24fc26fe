"""What to verify first and why, and what that order would have found, in sentences."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.language import mark
from cchc_analysis.reporting.text import phrases

GROUNDS = (
    ("is_above_last_year", mark("tự chấm cao hơn kết quả thẩm định năm trước")),
    ("is_cut_last_year", mark("năm trước bị hạ khi thẩm định")),
    ("is_above_register", mark("sổ theo dõi cho kết quả thấp hơn")),
    ("is_full_without_evidence", mark("tự chấm tối đa mà không nêu tài liệu")),
    ("is_drawn", mark("rút thăm")),
    ("is_floor", mark("cho đủ số ô của đơn vị")),
)
"""What a cell's place in the order, and in the first part, rests on, in the order in which it is said."""


def state_grounds(plan: pd.DataFrame, lang: str) -> pd.Series:
    """By row of ``plan_of_appraisal``, why the cell stands where it does; no score of last year is in it."""
    _ = language.words(lang).gettext
    flags = plan[[name for name, _text in GROUNDS]].fillna(value=False).astype(bool)
    kinds, codes = flags.drop_duplicates(), flags.apply(tuple, axis=1)
    said = {
        tuple(row): "; ".join(_(text) for (_name, text), is_true in zip(GROUNDS, row, strict=True) if is_true)
        or _("theo điểm tự chấm")
        for row in kinds.itertuples(index=False, name=None)
    }
    return codes.map(said).astype("str")


def say_plan(plan: pd.DataFrame, season: SeasonTables) -> HTML:
    """How many claims (rows of ``plan_of_appraisal``) wait, how they are ordered, and that all are to be appraised."""
    words = language.words(season.lang)
    _ = words.gettext
    if plan.empty:
        return phrases.show_paragraphs([_("Mọi ô tự chấm của mùa này đã được thẩm định: không còn ô nào phải soát.")])
    rules = season.rules.analysis
    first = int(plan["is_first_part"].sum())
    waiting = Markup(
        words.ngettext(
            "Còn {count} ô tự chấm chưa thẩm định; {first} ô thuộc đợt soát đầu.",
            "Còn {count} ô tự chấm chưa thẩm định; {first} ô thuộc đợt soát đầu.",
            len(plan),
        )
    ).format(
        count=phrases.strong(phrases.quote(len(plan), "claim_count", season, "plan.cells", "count")),
        first=phrases.strong(phrases.quote(first, "claim_count", season, "plan.first", "count")),
    )
    has_history = bool(plan["is_above_last_year"].notna().any())
    order = (
        _(
            "Thứ tự: ô tự chấm cao hơn kết quả thẩm định năm trước của chính nó; rồi ô năm trước bị hạ; rồi "
            "điểm tự chấm lớn hơn."
        )
        if has_history
        else _("Không có mùa trước để đối chiếu: thứ tự chỉ theo điểm tự chấm, lớn hơn đứng trước.")
    )
    drawn = Markup(
        _(
            "Ngoài thứ tự đó, {count} ô được rút thăm (số khởi tạo {seed}) để năm sau vẫn có số liệu ở nơi "
            "không ai nghi ngờ."
        )
    ).format(
        count=phrases.quote(int(plan["is_drawn"].sum()), "claim_count", season, "plan.drawn", "count"),
        seed=season.rules.year if rules.seed is None else rules.seed,
    )
    whole = _("Đây là thứ tự làm việc, không phải lý do soát ít hơn: ô chưa soát vẫn là chưa thẩm định.")
    blind = _("Điểm năm trước không in ở đây, để người thẩm định chấm trước rồi mới so.")
    return phrases.show_paragraphs([waiting, Markup(" ").join([order, drawn]), f"{whole} {blind}"])


def say_trial(trial: pd.DataFrame, season: SeasonTables) -> HTML:
    """What the first fifth of the order held of this season's cuts; rows of ``plan_trial``."""
    _ = language.words(season.lang).gettext
    if trial.empty:
        text = _("Chưa thử được thứ tự này trên mùa {year}: chưa có ô tự chấm nào bị hạ khi thẩm định.")
        return phrases.show_paragraphs([text.format(year=season.year)])
    by_share = trial.set_index("verified_share")
    fifth, half = by_share.loc[0.2], by_share.loc[0.5]

    def share(row: pd.Series, name: str) -> Markup:
        return phrases.quote(row[name], name, season, f"trial.{name}", "share")

    found = Markup(
        _(
            "Thử trên mùa {year}: một phần năm đầu của thứ tự này chứa {found} số điểm bị hạ ở lần thẩm định "
            "đầu; một phần năm lấy ngẫu nhiên chứa {random}, tốt nhất có thể là {best}."
        )
    ).format(
        year=season.year,
        found=phrases.strong(share(fifth, "found_share")),
        random=share(fifth, "random_share"),
        best=share(fifth, "best_share"),
    )
    ranks = Markup(
        _(
            "Soát một nửa theo thứ tự này rồi dừng thì {wrong}/{units} đơn vị còn sai hạng: muốn xếp hạng "
            "phải thẩm định đủ."
        )
    ).format(
        wrong=phrases.quote(half["wrong_rank_units"], "wrong_rank_units", season, "trial.wrong", "count"),
        units=phrases.quote(half["ranked_units"], "ranked_units", season, "trial.ranked", "count"),
    )
    history = (
        "" if fifth["has_history"] else _("Mùa này không có mùa trước, nên thứ tự được thử chỉ theo điểm tự chấm.")
    )
    made_up = (
        _("Số liệu là minh họa: dòng này cho thấy phép tính chạy đúng, không cho thấy thứ tự có lợi bao nhiêu.")
        if season.rules.is_illustrative
        else ""
    )
    return phrases.show_paragraphs([found, Markup(" ").join(part for part in (ranks, history, made_up) if part)])
