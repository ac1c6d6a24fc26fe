"""What was received and what is wrong with it, as tables."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import printing, season_size, text
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.tables import cells, received

MOST_FINDINGS, MOST_SOURCES = 50, 50
"""Findings, corrections and files that the intake page of a large season lists; the file beside it lists all."""


def list_submissions(season: SeasonTables) -> HTML:
    """What each unit was due to send at each stage, and what came: one row per unit, one column per stage.

    Of a large season the units from which something is missing, at fault or late, those that sent least first.
    """
    _ = language.words(season.lang).gettext
    submissions = season.submissions
    texts = pd.Series(_("chưa nhận"), index=submissions.index).where(submissions["is_expected"], "–")
    scored = submissions["scored_count"] + submissions["not_applicable_count"]
    received = scored.astype(str) + "/" + submissions["due_count"].astype(str)
    faults = submissions["fault_count"].map(lambda count: _(" · {count} ô lỗi").format(count=count) if count else "")
    late = submissions["is_late"].map({True: _(" · muộn"), False: ""}).fillna("")
    counts = (" " + received).where(submissions["due_count"] > 0, "")
    texts = texts.mask(submissions["is_received"], "✓" + counts + faults + late)
    wide = (
        submissions.assign(text=texts)
        .pivot(index="unit_id", columns="stage", values="text")
        .reindex(season.units["unit_id"])
        .reset_index()
        .merge(season.units[["unit_id", "unit"]], on="unit_id", validate="one_to_one")
    )
    stages = submissions.drop_duplicates("stage").set_index("stage")["stage_name"]
    if season_size.is_large(season):
        wide = _most_amiss_first(wide, submissions)
    return cells.show_excerpt(
        season_size.take_first(wide, season),
        [
            Column("unit", is_header=True),
            *[Column(stage, title=name, kind="text") for stage, name in stages.items()],
        ],
        season,
        table="submissions",
        caption=_("Phiếu còn thiếu, có lỗi hoặc nộp muộn")
        if season_size.is_large(season)
        else _("Phiếu đã nhận theo đơn vị và giai đoạn"),
        empty=_("Mọi phiếu phải nộp đã nhận đủ, không lỗi, đúng hạn."),
        note=_("✓ đã nhận · số ô có điểm hoặc không áp dụng trên số ô phải chấm"),
    )


def _most_amiss_first(wide: pd.DataFrame, submissions: pd.DataFrame) -> pd.DataFrame:
    """Units from which something due is missing, at fault or late: by stages missing, then by cells at fault."""
    missing = submissions["is_expected"].astype(bool) & ~submissions["is_received"].astype(bool)
    late = submissions["is_late"].fillna(False).astype(bool)
    amiss = (
        submissions.assign(missing=missing, faults=submissions["fault_count"].fillna(0), late=late)
        .groupby("unit_id")[["missing", "faults", "late"]]
        .sum()
        .query("missing > 0 or faults > 0 or late > 0")
        .sort_values(["missing", "faults", "late"], ascending=False, kind="stable")
    )
    return wide.set_index("unit_id").loc[amiss.index].reset_index()


def list_findings(season: SeasonTables, severity: str) -> HTML:
    """Every finding of a severity (``error`` or ``doubt``) with its place and what to do; many doubts are folded."""
    _ = language.words(season.lang).gettext
    findings = season.findings
    return _show_findings(
        findings[findings["severity"] == severity],
        season,
        caption=_("Lỗi phải sửa") if severity == "error" else _("Nội dung cần xem lại"),
        empty=_("Không có lỗi.") if severity == "error" else _("Không có nội dung nào cần xem lại."),
        fold_over=None if severity == "error" else 50,
    )


def list_unit_findings(season: SeasonTables, unit_id: str) -> HTML:
    """What was found in one unit's own files, errors first."""
    _ = language.words(season.lang).gettext
    return _show_findings(
        season.of_unit(unit_id).findings,
        season,
        caption=_("Phiếu của đơn vị: lỗi phải sửa và nội dung cần xem lại"),
        empty=_("Phiếu của đơn vị không có lỗi, không có nội dung cần xem lại."),
        of_one=True,
    )


def list_published(season: SeasonTables) -> HTML:
    """Published figures beside the recomputed ones."""
    _ = language.words(season.lang).gettext
    rows = season.published_figures
    if rows.empty:
        return printing.show_notice(_("Mùa chấm điểm này không có số liệu công bố để đối chiếu (published.csv)."))
    rows = rows.assign(
        figure=[text.describe_figure(metric, season) for metric in rows["metric"]],
        published=[text.name_criteria(value, season) for value in rows["published"]],
        computed=[text.name_criteria(value, season) for value in rows["computed"]],
        agrees=rows["is_reproduced"].map({True: _("✓ khớp"), False: _("✗ không khớp")}),
    )
    return printing.show_table(
        rows,
        [
            Column("figure", title=printing.title_of("metric", season.lang), is_header=True),
            "published",
            "computed",
            Column("agrees", title=printing.title_of("is_reproduced", season.lang)),
            "source",
        ],
        season,
        caption=_("Số liệu công bố và số tính lại"),
    )


def list_sources(season: SeasonTables) -> HTML:
    """Every score file received, with its fingerprint."""
    _ = language.words(season.lang).gettext
    rows = season.submissions.dropna(subset="source_file").drop_duplicates("source_file")
    return cells.show_excerpt(
        season_size.take_first(rows.assign(fingerprint=rows["sha256"].str[:16]), season, MOST_SOURCES),
        [
            Column("source_file", is_header=True),
            Column("stage_name"),
            Column("fingerprint", title=_("Mã băm SHA-256 (16 ký tự đầu)")),
        ],
        season,
        table="submissions",
        caption=_("Tệp điểm đã đọc"),
        classes="sources",
        fold=True,
    )


def list_corrections(season: SeasonTables) -> HTML:
    """Every declared correction: what the file says, what it was changed to, why, by whom, and whether it applies."""
    _ = language.words(season.lang).gettext
    rows = season.corrections
    applied = rows["is_applied"].map({True: _("✓ đã áp dụng"), False: _("✗ tệp không còn ghi như vậy")})
    sheet = (rows["source_sheet"].astype("str") + "!").fillna("")
    placed = rows.assign(applied=applied, place=rows["source_file"] + " › " + sheet + rows["source_cell"])
    return cells.show_excerpt(
        season_size.take_first(placed, season, MOST_FINDINGS),
        [
            Column("unit_short", missing=""),
            Column("criterion", is_header=True, missing="–"),
            "stated",
            "corrected",
            "why",
            "decided_by",
            "document",
            Column("applied", title=printing.title_of("is_applied", season.lang)),
            Column("place", title=_("Vị trí")),
        ],
        season,
        table="corrections",
        caption=_("Ô đã đính chính"),
        empty=_("Không có đính chính nào."),
        classes="sources stacks",
    )


def _show_findings(
    rows: pd.DataFrame,
    season: SeasonTables,
    *,
    caption: str,
    empty: str,
    fold_over: int | None = None,
    of_one: bool = False,
) -> HTML:
    """Findings as they stand; those *of_one* unit without its name and without their numbers in the whole list."""
    _ = language.words(season.lang).gettext
    suffix = "" if season.lang == "vi" else "_en"
    place = (
        rows["source_file"].fillna("")
        + (" › " + rows["source_sheet"].astype("str")).fillna("")
        + ("!" + rows["source_cell"].astype("str")).fillna("")
    )
    titles = {rule: received.rule_title(rule, season.lang) for rule in rows["rule"].unique()}
    excerpt = season_size.take_first(
        rows.assign(place=place, rule_title=rows["rule"].map(titles)), season, MOST_FINDINGS
    )
    return cells.show_excerpt(
        excerpt,
        [
            *([] if of_one else [Column("finding_id", kind="count"), Column("unit_short", missing="")]),
            Column("rule_title", title=_("Loại"), is_header=True),
            Column(f"sentence{suffix}", title=printing.title_of("sentence", season.lang)),
            Column(f"action{suffix}", title=printing.title_of("action", season.lang)),
            Column("place", title=_("Vị trí")),
        ],
        season,
        table="findings",
        caption=caption,
        empty=empty,
        classes="findings stacks",
        key="finding_id",
        fold=fold_over is not None and len(rows) > fold_over,
        filters=("rule_title",) if of_one else ("unit_short", "rule_title"),
    )
