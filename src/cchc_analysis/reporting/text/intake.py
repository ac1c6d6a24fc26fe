"""What was received, what is provisional, and what published figures mean, in sentences."""

import re

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup, escape

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting.text import phrases


def say_received(season: SeasonTables) -> HTML:
    """How much of what was expected came, and what was found wrong with it."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    submissions = season.submissions
    sentences = []
    for stage, rows in submissions[submissions["is_expected"]].groupby("stage_name", sort=False):
        sentences.append(
            Markup(_("{stage}: đã nhận phiếu của {received}/{expected} đơn vị.")).format(
                stage=stage,
                received=phrases.quote(
                    rows["is_received"].sum(), "received_units", season, f"{stage}.received_units", "count"
                ),
                expected=phrases.quote(len(rows), "expected_units", season, f"{stage}.expected_units", "count"),
            )
        )
    return phrases.show_sentences([*sentences, _say_found(season)])


def say_balance(season: SeasonTables) -> HTML:
    """The balance of all received sheets: how many numbers there are, and what they were taken for."""
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    names = ("number", "read", "recognised", "outside", "ignored", "named", "unaccounted")
    sums = season.received_sheets[[f"{name}_count" for name in names]].sum()
    if not sums["number_count"]:
        return phrases.show_sentences([Markup(escape(_("Không có tệp điểm nào.")))])
    figures = {
        name: phrases.quote(int(sums[f"{name}_count"]), f"{name}_count", season, f"balance.{name}", "count")
        for name in names
    }
    parts = [
        _("{read} được đọc là điểm"),
        _("{recognised} nhận ra là khác (điểm tối đa, cộng, mã, giai đoạn hoặc năm khác…)"),
        *([_("{outside} ở ngoài bảng điểm")] if sums["outside_count"] else []),
        *([_("{ignored} được khai là không đọc")] if sums["ignored_count"] else []),
        *([_("{named} nêu trong lỗi và nội dung cần xem lại")] if sums["named_count"] else []),
        *([_("{unaccounted} không rõ là gì")] if sums["unaccounted_count"] else []),
    ]
    said = Markup(", ").join(Markup(escape(part)).format(**figures) for part in parts)
    whole = Markup(escape(_("Các trang tính nhận được có {number} số: {parts}."))).format(**figures, parts=said)
    lost = int(sums["unaccounted_count"])
    ends = _("Còn số chưa rõ: xem ở phần lỗi.") if lost else _("Không số nào bị bỏ qua mà không nói.")
    return phrases.show_sentences([whole, Markup(escape(ends))])


def say_provisional(season: SeasonTables) -> str:
    """What is still open, in plain words; empty when every appraisal is finished."""
    words = language.words(season.lang)
    _n = words.ngettext
    waiting = int(season.unit_ranking["ranking_status"].isin(["pending", "held_back", "not_scored"]).sum())
    if not waiting:
        return ""
    return _n(
        "{count}/{all} đơn vị chưa có kết quả thẩm định đầy đủ; thứ hạng và số liệu tổng hợp còn có thể thay đổi.",
        "{count}/{all} đơn vị chưa có kết quả thẩm định đầy đủ; thứ hạng và số liệu tổng hợp còn có thể thay đổi.",
        waiting,
    ).format(count=waiting, all=len(season.unit_ranking))


def describe_figure(metric: str, season: SeasonTables) -> str:
    """What a metric of ``published.csv`` is, in words: ``units_ge_40`` is “units with 40 points or more”."""
    _ = language.words(season.lang).gettext
    for pattern, text in (
        (r"units_ge_(?P<low>.+)", _("Số đơn vị đạt từ {low} điểm trở lên")),
        (r"units_(?P<low>.+)_to_lt_(?P<high>.+)", _("Số đơn vị đạt từ {low} đến dưới {high} điểm")),
        (r"share_ge_(?P<low>.+)_pct", _("Tỷ lệ đơn vị đạt từ {low} điểm trở lên (%)")),
        (r"units_appraised", _("Số đơn vị được thẩm định")),
        (r"units_self_scored", _("Số đơn vị tự chấm")),
        (r"mean_points", _("Điểm bình quân")),
        (r"max_minus_min_points", _("Chênh lệch giữa đơn vị cao nhất và thấp nhất")),
        (r"first_place", _("Đơn vị đứng đầu")),
        (r"content_areas", _("Số lĩnh vực")),
        (r"most_deducted_criteria", _("Tiêu chí bị trừ nhiều nhất")),
        (r"criteria_at_max_scope", _("Phạm vi của tiêu chí mọi đơn vị đạt tối đa")),
    ):
        found = re.fullmatch(pattern, metric)
        if found:
            return text.format(**found.groupdict())
    return metric


def name_criteria(value: str, season: SeasonTables) -> str:
    """A published value with criterion ids, units and scopes by their names; any other value as it is."""
    _ = language.words(season.lang).gettext
    if pd.isna(value):
        return "–"
    criteria = season.criteria.set_index("criterion_id")
    names = (criteria["code"] + " " + criteria["criterion"]).to_dict()
    names |= season.units.set_index("unit_id")["unit"].to_dict()
    names |= {"common": _("chung"), "specific": _("đặc thù")}
    return "; ".join(names.get(part.strip(), part.strip()) for part in value.split(";"))


def _say_found(season: SeasonTables) -> Markup:
    words = language.words(season.lang)
    _, _n = words.gettext, words.ngettext
    counts = season.findings["severity"].value_counts()
    errors, doubts = int(counts.get("error", 0)), int(counts.get("doubt", 0))
    said_errors = Markup(_n("{errors} lỗi phải sửa", "{errors} lỗi phải sửa", errors)).format(
        errors=phrases.quote(errors, "finding_count", season, "errors", "count")
    )
    said_doubts = Markup(_n("{doubts} nội dung cần xem lại", "{doubts} nội dung cần xem lại", doubts)).format(
        doubts=phrases.quote(doubts, "finding_count", season, "doubts", "count")
    )
    match errors > 0, doubts > 0:
        case True, True:
            text = _("Kiểm tra thấy {errors} và {doubts}.")
        case True, False:
            text = _("Kiểm tra thấy {errors}.")
        case False, True:
            text = _("Kiểm tra không thấy lỗi; có {doubts}.")
        case _neither:
            text = _("Kiểm tra không thấy lỗi, không có nội dung cần xem lại.")
    return Markup(text).format(errors=said_errors, doubts=said_doubts)
