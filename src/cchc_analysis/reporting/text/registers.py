"""What registers show beside claims, in words: for the terminal, for sentences of pages."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup
from rich.table import Table

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.language import mark
from cchc_analysis.reporting.printing import format_value
from cchc_analysis.reporting.text import phrases

STATES = {
    "exact": mark("tính được"),
    "doubtful": mark("còn nghi vấn"),
    "partial": mark("mới biết một phần"),
    "manual": mark("người chấm quyết định"),
    "not_applicable": mark("không phát sinh"),
    "no_register": mark("chưa có sổ"),
}
"""How far a criterion could be computed from its register."""

DIRECTIONS = {
    "over": mark("tự chấm cao hơn sổ"),
    "under": mark("tự chấm thấp hơn sổ"),
    "equal": mark("đúng như sổ"),
    "cannot_tell": mark("chưa kết luận được"),
}
ROW_STATES = {
    "done_on_time": mark("xong đúng hạn"),
    "done_late": mark("xong quá hạn"),
    "open_in_time": mark("chưa xong, trong hạn"),
    "open_overdue": mark("chưa xong, quá hạn"),
    "missing": mark("không có"),
}
CONVENTIONS = {
    "late_done_counts_on_time": mark("Việc xong muộn không tính là trễ"),
    "deadline_does_not_roll": mark("Hạn rơi vào ngày nghỉ không lùi"),
    "supports_count": mark("Tính cả đơn vị phối hợp"),
    "rounded_down": mark("Tỷ lệ làm tròn xuống"),
}


def tabulate_claims(claimed: pd.DataFrame, season: SeasonTables) -> Table:
    """Rows of ``season.claimed()`` as a table for the terminal (:class:`~cchc_analysis.running.terminal.Terminal`)."""
    _ = language.words(season.lang).gettext
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for title, justify in (
        (_("Đơn vị"), "left"),
        (_("Tiêu chí"), "left"),
        ("a/b", "right"),
        (_("Tự chấm"), "right"),
        (_("Theo sổ"), "right"),
        (_("Thẩm định"), "right"),
        (_("So với sổ"), "left"),
        (_("Trạng thái"), "left"),
    ):
        shown.add_column(title, justify=justify)  # type: ignore[arg-type]
    states = {name: _(text) for name, text in STATES.items()}
    for row in claimed.to_dict("records"):
        direction = row["direction"]
        shown.add_row(
            str(row["unit_short"]),
            str(row["criterion_code"]),
            "–" if pd.isna(row["b"]) else f"{row['a']}/{row['b']}",
            _points(row["self_score"], season),
            say_span(row, season),
            _points(row["appraised_score"], season),
            _(DIRECTIONS[direction]) if isinstance(direction, str) else "–",
            states[row["state"]],
        )
    return shown


def list_sums(claimed: pd.DataFrame, season: SeasonTables) -> Iterator[str]:
    """What the rows add up to, line by line."""
    from cchc_analysis.registers.claims import sum_claims

    _ = language.words(season.lang).gettext
    names = dict(zip(claimed["criterion_id"], claimed["criterion_code"] + " " + claimed["criterion"], strict=True))
    yield ""
    for row in sum_claims(claimed).to_dict("records"):
        text = _("{criterion}: tự chấm {claimed}, theo sổ {computed}; {over} đơn vị chấm cao hơn, {under} thấp hơn")
        yield text.format(
            criterion=names[row["criterion_id"]],
            claimed=_points(row["self_score"], season),
            computed=_points(row["computed_score"], season),
            over=row["over_units"],
            under=row["under_units"],
        )


def say_span(row: Any, season: SeasonTables) -> str:
    """A computed score, with the least and the most it can be where they differ."""
    score = _points(row["computed_score"], season)
    if pd.isna(row["lowest"]) or row["lowest"] == row["highest"]:
        return score
    return f"{score} ({_points(row['lowest'], season)}–{_points(row['highest'], season)})"


def say_why_nothing(season: SeasonTables) -> str:
    """Why nothing stands beside claims: no registers declared, or none that could be read."""
    _ = language.words(season.lang).gettext
    return _("Mùa {year} chưa khai sổ theo dõi (registers.toml) hoặc chưa tính được tiêu chí nào.").format(
        year=season.year
    )


def say_prefilled(season: SeasonTables) -> HTML:
    """That self forms showed the computed score, so claims say nothing of how units score themselves; else nothing."""
    _ = language.words(season.lang).gettext
    if not season.measured["was_shown"].any():
        return HTML("")
    text = _(
        "Phiếu tự chấm của mùa này in sẵn điểm theo sổ: ở các tiêu chí tính từ sổ, số liệu tự chấm không còn cho biết "
        "đơn vị tự đánh giá thế nào và không so được với các mùa trước."
    )
    return phrases.show_paragraphs([text], "provisional")


def say_unit_late(season: SeasonTables, unit_id: str) -> HTML:
    """How many rows of a unit are late or missing, and how it can answer; nothing without registers."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    own = season.of_unit(unit_id)
    if own.measured.empty:
        return HTML("")
    count = int(own.measured_rows["is_against"].sum())
    if not count:
        return phrases.show_sentences([Markup(_("Sổ theo dõi không ghi dòng nào của đơn vị là trễ hạn hoặc thiếu."))])
    text = _n(
        "Sổ theo dõi ghi {count} dòng của đơn vị là trễ hạn hoặc thiếu. Nếu sổ ghi chưa đúng hoặc có lý do khách quan, "
        "gửi Tổ giúp việc mã của dòng, ngày đúng và tài liệu; quyết định với từng dòng được ghi lại cùng lý do.",
        "Sổ theo dõi ghi {count} dòng của đơn vị là trễ hạn hoặc thiếu. Nếu sổ ghi chưa đúng hoặc có lý do khách quan, "
        "gửi Tổ giúp việc mã của dòng, ngày đúng và tài liệu; quyết định với từng dòng được ghi lại cùng lý do.",
        count,
    )
    counted = phrases.quote(count, "cells", season, "measured_rows.against", "count")
    return phrases.show_sentences([Markup(text).format(count=counted)])


def say_claims(season: SeasonTables) -> HTML:
    """What registers show of what units claimed, in one paragraph; nothing where the season has no registers."""
    _ = language.words(season.lang).gettext
    sums = season.claim_sums
    if sums.empty:
        return HTML("")
    claims = season.claimed_v_computed
    cells = int(sums["cells"].sum())
    if not cells:
        text = _("Sổ theo dõi đã tính được {count} tiêu chí; chưa có điểm tự chấm để đối chiếu.")
        return phrases.show_sentences(
            [Markup(text).format(count=phrases.quote(len(sums), "cells", season, "measured.criteria", "count"))]
        )
    known = claims[claims["self_score"].notna() & claims["computed_score"].notna()]
    sentences = [
        Markup(
            _(
                "Sổ theo dõi tính lại được {count} tiêu chí: {units} đơn vị tự chấm {claimed} điểm, "
                "theo sổ {computed} điểm."
            )
        ).format(
            count=phrases.quote(len(sums), "cells", season, "measured.criteria", "count"),
            units=phrases.quote(known["unit_id"].nunique(), "cells", season, "measured.units", "count"),
            claimed=phrases.quote(round(float(sums["self_score"].sum()), 6), "self_score", season, "measured.claimed"),
            computed=phrases.quote(
                round(float(sums["computed_score"].sum()), 6), "self_score", season, "measured.computed"
            ),
        )
    ]
    most = sums[sums["over_units"] > 0].head(2)
    if len(most):
        names = season.criteria.set_index("criterion_id")["criterion"]
        parts = [
            Markup("{units} ({criterion})").format(
                units=phrases.quote(units, "cells", season, f"{criterion_id}.over_units", "count"),
                criterion=phrases.lower_first(str(names[criterion_id])),
            )
            for criterion_id, units in zip(most["criterion_id"], most["over_units"], strict=True)
        ]
        sentences.append(Markup(_("Số đơn vị chấm cao hơn sổ: {parts}.")).format(parts=Markup(", ").join(parts)))
    return phrases.show_sentences(sentences)


def _points(value: object, season: SeasonTables) -> str:
    return format_value(value, "points", season)
