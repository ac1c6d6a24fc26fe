"""What only the briefing says: who lost most at the costliest criteria and why, and how sure the order is, in short."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analysis.reasons import NO_REASON, rank_reasons_by_criterion
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import phrases
from cchc_analysis.reporting.text.deductions import say_deductions, say_parts, say_share, say_why_no_pattern
from cchc_analysis.reporting.text.fragility import say_entrants, say_trial, say_untried

NAMED = 3
"""Units that a line names."""


def say_costly_criteria(season: SeasonTables, top: int = 4) -> HTML:
    """The few criteria that cost most, one a line: points lost, units hit, who lost most there and the main reason."""
    lost = season.criterion_deductions
    most = lost[lost["deduction"] > 0].head(top)
    if most.empty or say_why_no_pattern(season):
        return say_deductions(season, top)
    main = rank_reasons_by_criterion(season.comparison).drop_duplicates("ranked_node_id")
    names = season.reason_deductions.set_index("reason")["reason_name"]
    reasons = main.assign(name=main["reason"].map(names).astype("str").fillna(main["reason"])).set_index(
        "ranked_node_id"
    )
    cells = season.node_scores
    lines = Markup("").join(
        Markup("<li>{line}</li>").format(line=_say_criterion(criterion, cells, reasons, season))
        for _position, criterion in most.iterrows()
    )
    listed = Markup('<p>{share}</p><ul class="decisions">{lines}</ul>').format(
        share=say_share(season, most), lines=lines
    )
    return HTML(f"{listed}{phrases.show_paragraphs([part for part in [say_parts(season)] if part]).data}")


def say_first_doubts(season: SeasonTables) -> HTML:
    """Whether the first place stands, whose rank disputes may move most, and how many ranks nothing moves."""
    words = language.words(season.lang)
    _ = words.gettext
    bands = season.rank_bands
    if len(bands) < 2:
        return phrases.show_paragraphs([_("Cần ít nhất hai đơn vị được xếp hạng mới nói được thứ tự chắc đến đâu.")])
    if why := say_untried(season):
        return phrases.show_paragraphs([why])
    entering = say_entrants(season)
    if entering:
        entering = Markup("{first} {entering}").format(first=_("Hạng nhất chưa chắc."), entering=entering)
    sentences = [entering, _say_first(bands, season), _say_movable(bands, season), _say_firm(season)]
    return phrases.show_sentences(sentences)


def _say_criterion(criterion: pd.Series, cells: pd.DataFrame, reasons: pd.DataFrame, season: SeasonTables) -> Markup:
    _ = language.words(season.lang).gettext
    key = criterion["criterion_id"]
    said = [
        Markup(_("{criterion}: {points} điểm, {hit}/{all} đơn vị")).format(
            criterion=phrases.strong(criterion["criterion"]),
            points=phrases.quote(criterion["deduction"], "deduction", season, f"{key}.deduction"),
            hit=phrases.quote(criterion["hit_units"], "hit_units", season, f"{key}.hit_units"),
            all=phrases.quote(criterion["applicable_units"], "applicable_units", season, f"{key}.applicable_units"),
        )
    ]
    worst = cells[(cells["criterion_id"] == key) & (cells["deduction"] > 0)]
    worst = worst.sort_values("deduction", ascending=False, kind="stable").head(NAMED)
    if len(worst):
        units = Markup(", ").join(
            Markup("{unit} ({points})").format(
                unit=cell["unit"],
                points=phrases.quote(cell["deduction"], "deduction", season, f"{cell['unit_id']}.{key}.deduction"),
            )
            for _position, cell in worst.iterrows()
        )
        said.append(Markup(_("nhiều nhất: {units}")).format(units=units))
    if key in reasons.index and reasons.loc[key, "reason"] != NO_REASON:
        main = reasons.loc[key]
        said.append(
            Markup(_("lý do chính: {reason} ({points})")).format(
                reason=phrases.lower_first(main["name"]),
                points=phrases.quote(main["deduction"], "deduction", season, f"{key}.{main['reason']}.deduction"),
            )
        )
    return Markup("{parts}.").format(parts=Markup("; ").join(said))


def _say_first(bands: pd.DataFrame, season: SeasonTables) -> Markup:
    """Whether those at the top stay there however disputes end; nothing where all units share the first place.

    While units without a result are waiting, it speaks of the ranked units only, and of no firm first place.
    """
    _ = language.words(season.lang).gettext
    first = bands[bands["rank"] == 1]
    worst = first["dispute_worst_rank"]
    if first.empty or len(first) == len(bands) or worst.isna().any():
        return Markup("")
    units = phrases.strong(phrases.join_units(first["unit"].tolist(), season, "leaders"))
    if (worst == 1).all():
        text = (
            _("Trong các đơn vị đã xếp hạng, {units} vẫn đứng đầu dù các điểm còn tranh luận được giải quyết thế nào.")
            if season.unit_ranking["may_enter"].any()
            else _("Hạng nhất là chắc: {units} vẫn đứng đầu dù các điểm còn tranh luận được giải quyết thế nào.")
        )
        return Markup(text).format(units=units)
    text = _("Hạng nhất chưa chắc: tùy kết quả giải quyết các điểm còn tranh luận, {units} có thể xuống hạng {worst}.")
    last = first.loc[worst.idxmax()]
    shown = phrases.quote(last["dispute_worst_rank"], "rank", season, f"{last['unit_id']}.dispute_worst_rank", "count")
    return Markup(text).format(units=units, worst=shown)


def _say_movable(bands: pd.DataFrame, season: SeasonTables) -> Markup:
    """The units that disputes may move furthest, with their spans of ranks."""
    _ = language.words(season.lang).gettext
    span = bands["dispute_worst_rank"] - bands["dispute_best_rank"]
    moving = bands.assign(span=span)[(span > 0).fillna(value=False)]
    if moving.empty:
        if bands["dispute_best_rank"].notna().any():
            return Markup(escape(_("Các điểm còn tranh luận không làm đổi hạng của đơn vị nào.")))
        has_claims = season.rules.self_stage is not None
        return Markup(escape(_("Không có tiêu chí nào còn tranh luận."))) if has_claims else Markup("")
    widest = moving.sort_values("span", ascending=False, kind="stable").head(NAMED)
    units = [
        Markup(_("{unit} (hạng {best}–{worst})")).format(
            unit=unit.unit,
            best=phrases.quote(unit.dispute_best_rank, "rank", season, f"{unit.unit_id}.dispute_best_rank", "count"),
            worst=phrases.quote(unit.dispute_worst_rank, "rank", season, f"{unit.unit_id}.dispute_worst_rank", "count"),
        )
        for unit in widest.itertuples()
    ]
    return Markup(_("Các đơn vị dễ đổi hạng nhiều nhất: {units}.")).format(units=Markup(", ").join(units))


def _say_firm(season: SeasonTables) -> Markup:
    """How many ranks stand whatever becomes of the disputes, and whatever weights are given."""
    _ = language.words(season.lang).gettext
    facts = phrases.read_facts(season)
    texts = {
        "pending": _("{count} khi các đơn vị chưa có kết quả có kết quả, dù ở mức nào"),
        "dispute": _("{count} dù tranh luận được giải quyết thế nào"),
        "weights": _("{count} ở ít nhất {share} số lần thử thay đổi trọng số từng tiêu chí trong ±{change}"),
    }
    parts = [
        Markup(text).format(
            count=phrases.quote_fact(facts, f"firm_units.{source}", "count", season), **say_trial(season)
        )
        for source, text in texts.items()
        if phrases.is_known(facts, f"firm_units.{source}")
    ]
    if not parts:
        return Markup("")
    return Markup(_("Trong {all} đơn vị được xếp hạng, số giữ nguyên hạng: {parts}.")).format(
        all=phrases.quote_fact(facts, "ranked_units", "count", season), parts=Markup("; ").join(parts)
    )
