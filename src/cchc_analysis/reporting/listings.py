"""The house's tables: which columns of which table, in which order, under which caption."""

from pathlib import Path

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis.analysis import deductions
from cchc_analysis.loading import SeasonTables
from cchc_analysis.reporting import language, receipts, tables, wording
from cchc_analysis.reporting.tables import Column, Segment

BODY = "*"


def list_submissions(season: SeasonTables) -> HTML:
    """What each unit was due to send at each stage, and what came: one row per unit, one column per stage."""
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
    return tables.show_table(
        wide,
        [
            Column("unit", is_header=True),
            *[Column(stage, title=name, kind="text") for stage, name in stages.items()],
        ],
        season,
        caption=_("Phiếu đã nhận theo đơn vị và giai đoạn"),
        note=_("✓ đã nhận · số ô có điểm hoặc không áp dụng trên số ô phải chấm"),
    )


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
    findings = season.findings
    return _show_findings(
        findings[findings["unit_id"] == unit_id],
        season,
        caption=_("Phiếu của đơn vị: lỗi phải sửa và nội dung cần xem lại"),
        empty=_("Phiếu của đơn vị không có lỗi, không có nội dung cần xem lại."),
    )


def list_published(season: SeasonTables) -> HTML:
    """Published figures beside the recomputed ones."""
    _ = language.words(season.lang).gettext
    rows = season.published_figures
    if rows.empty:
        return tables.show_notice(_("Mùa chấm điểm này không có số liệu công bố để đối chiếu (published.csv)."))
    rows = rows.assign(
        figure=[wording.describe_figure(metric, season) for metric in rows["metric"]],
        published=[wording.name_criteria(value, season) for value in rows["published"]],
        computed=[wording.name_criteria(value, season) for value in rows["computed"]],
        agrees=rows["is_reproduced"].map({True: _("✓ khớp"), False: _("✗ không khớp")}),
    )
    return tables.show_table(
        rows,
        [
            Column("figure", title=tables.title_of("metric", season.lang), is_header=True),
            "published",
            "computed",
            Column("agrees", title=tables.title_of("is_reproduced", season.lang)),
            "source",
        ],
        season,
        caption=_("Số liệu công bố và số tính lại"),
    )


def list_sources(season: SeasonTables) -> HTML:
    """Every score file received, with its fingerprint."""
    _ = language.words(season.lang).gettext
    rows = season.submissions.dropna(subset="source_file").drop_duplicates("source_file")
    return tables.show_table(
        rows.assign(fingerprint=rows["sha256"].str[:16]),
        [
            Column("source_file", is_header=True),
            Column("stage_name"),
            Column("fingerprint", title=_("Mã băm SHA-256 (16 ký tự đầu)")),
        ],
        season,
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
    return tables.show_table(
        rows.assign(applied=applied, place=rows["source_file"] + " › " + sheet + rows["source_cell"]),
        [
            Column("unit_short", missing=""),
            Column("criterion", is_header=True, missing="–"),
            "stated",
            "corrected",
            "why",
            "decided_by",
            "document",
            Column("applied", title=tables.title_of("is_applied", season.lang)),
            Column("place", title=_("Vị trí")),
        ],
        season,
        caption=_("Ô đã đính chính"),
        empty=_("Không có đính chính nào."),
        classes="sources stacks",
    )


def list_ranking(season: SeasonTables) -> HTML:
    """The whole ranking: points, bonus and penalty, grade, rank overall and in the group; then units without a rank."""
    _ = language.words(season.lang).gettext
    ranking = season.unit_ranking
    mark = ranking["ranking_status"].map(
        {
            "ranked": "",
            "not_ranked": _("không xếp hạng"),
            "pending": _("tạm tính: chưa thẩm định xong"),
            "held_back": _("chờ đính chính"),
            "not_scored": _("chưa chấm điểm"),
        }
    )
    unclaimed = ~ranking["has_self_score"] & (ranking["ranking_status"] != "not_scored")
    if season.rules.self_stage is None:
        unclaimed &= False
    marks = mark.where(~unclaimed, (mark + " · " + _("chưa tự chấm")).str.removeprefix(" · "))
    has_groups = ranking["group"].notna().any()
    columns: list[str | Column] = [
        "rank",
        Column("unit", is_header=True, href="href"),
        *(["group_rank"] if has_groups else []),
        *(["grade_name"] if season.rules.grades else []),
        Column("appraised_score"),
        *(["bonus"] if (ranking["bonus"] > 0).any() else []),
        *(["penalty"] if (ranking["penalty"] > 0).any() else []),
        "total_score",
        *(["index_pct"] if ranking["index_pct"].notna().any() else []),
        *(["open_score"] if (ranking["open_score"] > 0).any() else []),
        *(["previous_rank", "rank_change", "score_change"] if season.has_previous else []),
        *([Column("marks", title=_("Ghi chú"))] if (marks != "").any() else []),
    ]
    return tables.show_table(
        ranking.assign(marks=marks, href=tables.link_units(ranking)),
        columns,
        season,
        caption=_("Bảng xếp hạng"),
        hide_caption=True,
        note=_say_ranking_rule(season),
        classes="wide",
        key="unit_id",
    )


def list_groups(season: SeasonTables) -> HTML:
    """The ranking inside each group of like units."""
    _ = language.words(season.lang).gettext
    ranking = season.unit_ranking
    ranked = ranking[ranking["group_rank"].notna() & ranking["group"].notna()]
    if ranked.empty:
        return tables.show_notice(_("Mùa chấm điểm này không chia nhóm đơn vị."))
    scale = (0.0, float(ranked[season.rules.rank_by].max()))
    blocks = [
        tables.show_table(
            rows.sort_values(["group_rank", "rank"], kind="stable").assign(href=tables.link_units(rows)),
            [
                "group_rank",
                Column("unit", is_header=True, href="href"),
                Column(season.rules.rank_by, bar=(Segment(season.rules.rank_by, "appraised"),), scale=scale),
                "rank",
            ],
            season,
            caption=name,
            classes="group",
            key="unit_id",
        ).data
        for name, rows in ranked.groupby("group_name", sort=False)
    ]
    return HTML('<div class="columns">' + "".join(blocks) + "</div>")


def list_deducted(season: SeasonTables, table: str = "criterion_deductions") -> HTML:
    """Every criterion (or leaf, or domain) by points lost, split by who gave them up."""
    _ = language.words(season.lang).gettext
    rows = getattr(season, table)
    if table == "leaf_deductions" and set(rows["criterion_id"]) == set(season.criterion_deductions["criterion_id"]):
        return tables.show_notice(wording.say_why_no_detail(season))
    rank = "leaf_rank" if table == "leaf_deductions" else "deduction_rank"  # a leaf that is a criterion too has both
    rows = rows.assign(
        leaf_rank=rows["deduction_rank"], scope_name=rows["scope"].map({"common": _("chung"), "specific": _("đặc thù")})
    )
    has_scopes = "domain" not in table and len(set(rows["scope"])) > 1
    has_losses = rows["deduction"].notna().any()
    captions = {
        "criterion_deductions": _("Điểm bị trừ theo tiêu chí"),
        "leaf_deductions": _("Điểm bị trừ theo tiêu chí thành phần"),
        "domain_deductions": _("Điểm bị trừ theo lĩnh vực"),
    }
    return tables.show_table(
        rows,
        [
            *[Column(name, title=tables.title_of("deduction_rank", season.lang)) for name in _known(rows, [rank])],
            "criterion_code",
            Column("criterion", is_header=True),
            *([Column("scope_name", title=tables.title_of("scope", season.lang))] if has_scopes else []),
            *([Column("deduction", bar=(Segment("deduction", "appraised"),))] if has_losses else []),
            *_present(rows, ["conceded", "cut", "raised", "unsplit", "deduction_pct", "loss_share"]),
            *_known(rows, ["hit_units"]),
            "applicable_units",
        ],
        season,
        caption=captions[table],
        note="" if has_losses else wording.say_why_no_deductions(season),
        classes="wide",
        key="criterion_id",
        fold=table == "leaf_deductions",
    )


def list_domain_comparison(season: SeasonTables) -> HTML:
    """Points conceded, cut and raised in each domain."""
    _ = language.words(season.lang).gettext
    rows = tables.in_printed_order(season.domain_deductions, season)
    return tables.show_table(
        rows,
        [
            "criterion_code",
            Column("criterion", is_header=True, title=tables.title_of("domain", season.lang)),
            *[Column(name, title=_("Điểm tối đa, mọi đơn vị")) for name in _known(rows, ["max_score"])],
            *_known(rows, ["deduction"]),
            *_present(rows, ["conceded", "cut", "raised", "unsplit", "deduction_pct"]),
        ],
        season,
        caption=_("Điểm tự nhận chưa đạt, bị hạ và được nâng theo lĩnh vực"),
        key="criterion_id",
    )


def list_cells(season: SeasonTables, kind: str, top: int | None = None) -> HTML:
    """Single scores that were ``cut``, ``raised`` or ``contested``, the largest first, each with note and source."""
    _ = language.words(season.lang).gettext
    comparison = season.comparison
    if kind != "contested" and not comparison["is_compared"].any():
        return tables.show_notice(wording.say_why_not_compared(season))
    if kind == "contested":
        rows = comparison[comparison["is_contested"]].sort_values(["unit_id", "criterion_id"])
    else:
        rows = comparison[comparison[kind] > 0].sort_values(
            [kind, "unit_id", "criterion_id"], ascending=[False, True, True]
        )
    captions = {
        "cut": _("Điểm bị hạ khi thẩm định"),
        "raised": _("Điểm được nâng khi thẩm định"),
        "contested": _("Tiêu chí còn tranh luận"),
    }
    empty = {
        "cut": _("Không có điểm nào bị hạ khi thẩm định."),
        "raised": _("Không có điểm nào được nâng khi thẩm định."),
        "contested": _("Không có tiêu chí nào còn tranh luận."),
    }
    columns: list[str | Column] = [
        "unit_short",
        "criterion_code",
        Column("criterion", is_header=True),
        "max_score",
        "self_score",
        *(["first_appraised_score"] if kind == "contested" else []),
        "appraised_score",
        *([kind] if kind != "contested" else []),
        *[
            Column(name, missing="")
            for name in _present(
                rows, ["reason_name", "explanation" if kind == "contested" else "appraiser_note", "appraised_source"]
            )
        ],
    ]
    shown = rows if top is None else rows.head(top)
    return tables.show_table(
        _key_cells(shown),
        columns,
        season,
        caption=captions[kind],
        empty=empty[kind],
        note=_say_rest(len(rows) - len(shown), season),
        classes="wide notes cells stacks",
        key="cell",
    )


def list_full_criteria(season: SeasonTables) -> HTML:
    """The criteria at which every unit reached the maximum."""
    _ = language.words(season.lang).gettext
    rows = deductions.find_full_criteria(season.criterion_deductions, season.comparison)
    rows = rows.assign(scope_name=rows["scope"].map({"common": _("chung"), "specific": _("đặc thù")}))
    return tables.show_table(
        rows.sort_values("criterion_id"),
        [
            "criterion_code",
            Column("criterion", is_header=True),
            Column("scope_name", title=tables.title_of("scope", season.lang)),
            "applicable_units",
        ],
        season,
        caption=_("Tiêu chí mà mọi đơn vị áp dụng đều đạt điểm tối đa"),
        empty=_("Không có tiêu chí nào mà mọi đơn vị áp dụng đều đạt điểm tối đa.")
        if season.criterion_deductions["deduction"].notna().any()
        else wording.say_why_no_deductions(season),
        key="criterion_id",
    )


def list_initiatives(season: SeasonTables) -> HTML:
    """Initiatives, recognised or waiting, and what their points would change."""
    _ = language.words(season.lang).gettext
    rows = season.initiative_effects.merge(
        season.initiatives[["initiative_id", "title"]], on="initiative_id", validate="one_to_one"
    )
    rows = rows.assign(
        status_name=rows["initiative_status"].map({"proposed": _("đề nghị"), "recognised": _("được công nhận")}),
        effect=rows["is_grade_changed"].map({True: _("đổi nhóm điểm"), False: ""}),
    )
    return tables.show_table(
        rows,
        [
            Column("title", is_header=True),
            "unit_short",
            Column("status_name", title=tables.title_of("initiative_status", season.lang)),
            Column("bonus_score"),
            "total_without",
            "total_with",
            Column("effect", title=_("Tác động")),
        ],
        season,
        caption=_("Sáng kiến đề nghị và được công nhận"),
        empty=_("Không có sáng kiến nào được đề nghị."),
        key="initiative_id",
    )


def list_recurring(season: SeasonTables, unit_id: str | None = None) -> HTML:
    """Losses of the same unit at the same criterion in both seasons."""
    _ = language.words(season.lang).gettext
    rows = season.recurring_losses
    if unit_id is not None:
        rows = rows[rows["unit_id"] == unit_id]
    ordered = rows.sort_values(["deduction", "unit_id", "criterion_id"], ascending=[False, True, True])
    shown = ordered if unit_id is not None else ordered.head(20)
    if not season.has_previous:
        return tables.show_notice(_("Không có số liệu năm trước để so sánh."))
    return tables.show_table(
        _key_cells(shown),
        [
            *([] if unit_id else [Column("unit_short", is_header=True)]),
            "criterion_code",
            Column("criterion", is_header=unit_id is not None),
            "previous_deduction",
            "deduction",
        ],
        season,
        caption=_("Mất điểm hai năm liền ở cùng một tiêu chí"),
        empty=_("Không có tiêu chí nào mất điểm hai năm liền."),
        note=_say_rest(len(ordered) - len(shown), season),
        key="cell",
    )


def list_unexplained(season: SeasonTables) -> HTML:
    """Deductions with a note in which no declared reason was recognised: listed, never guessed."""
    _ = language.words(season.lang).gettext
    comparison = season.comparison
    noted = comparison[(comparison["deduction"] > 0) & comparison["appraiser_note"].notna()]
    if noted.empty:
        return tables.show_notice(_("Không có điểm bị trừ nào kèm ý kiến thẩm định."))
    rows = noted[noted["reason"].isna()]
    return tables.show_table(
        _key_cells(rows.sort_values(["deduction", "unit_id", "criterion_id"], ascending=[False, True, True])),
        ["unit_short", "criterion_code", Column("deduction"), "appraiser_note", Column("appraised_source", missing="")],
        season,
        caption=_("Ý kiến thẩm định chưa xác định được lý do"),
        empty=_("Mọi ý kiến thẩm định đều đã xác định được lý do."),
        classes="notes stacks",
        key="cell",
    )


def list_unit_losses(season: SeasonTables, unit_id: str) -> HTML:
    """Each point one unit lost: how much, why, what was said, whether it was lost before, and from which cell."""
    _ = language.words(season.lang).gettext
    comparison = season.comparison
    rows = comparison[(comparison["unit_id"] == unit_id) & (comparison["deduction"] > 0)]
    before = season.recurring_losses.set_index(["unit_id", "criterion_id"])["previous_deduction"]
    rows = rows.assign(
        previous_deduction=[before.get((unit_id, criterion)) for criterion in rows["criterion_id"]]
    ).astype({"previous_deduction": float})
    rows, sources = _cite(rows, ["appraised_source"], season)
    return tables.show_table(
        rows.sort_values(["deduction", "criterion_id"], ascending=[False, True], kind="stable"),
        [
            "criterion_code",
            Column("criterion", is_header=True),
            "max_score",
            *_known(season.comparison, ["self_score"]),
            "appraised_score",
            "deduction",
            *[Column(name, missing="") for name in _present(rows, ["previous_deduction"])],
            *[Column(name, missing=_("chưa rõ")) for name in _present(season.comparison, ["reason_name"])],
            *[Column(name, missing="") for name in _present(rows, ["appraiser_note", "explanation"])],
            Column("appraised_source", missing=""),
        ],
        season,
        caption=_("Từng điểm bị trừ: lý do, ý kiến thẩm định và ô nguồn"),
        empty=wording.say_why_no_losses(season, unit_id),
        note=sources,
        classes="wide notes stacks",
        key="criterion_id",
    )


def list_unit_scores(season: SeasonTables, unit_id: str) -> HTML:
    """Every score of one unit, with the cells it was read from."""
    _ = language.words(season.lang).gettext
    comparison = season.comparison
    rows = comparison[comparison["unit_id"] == unit_id]
    words = {
        "scored": "",
        "not_applicable": _("không áp dụng"),
        "pending": _("chưa thẩm định"),
        "missing": _("bỏ trống"),
        "unreadable": _("không đọc được"),
        "invalid": _("ngoài khoảng điểm"),
    }
    rows, sources = _cite(rows, ["self_source", "appraised_source"], season)
    return tables.show_table(
        rows.assign(status_name=rows["appraised_status"].map(words)),
        [
            "criterion_code",
            Column("criterion", is_header=True),
            *_known(season.comparison, ["max_score", "self_score"]),
            "appraised_score",
            Column("status_name", title=_("Tình trạng")),
            *[Column(name, missing="") for name in _known(season.comparison, ["self_source", "appraised_source"])],
        ],
        season,
        caption=_("Toàn bộ điểm của đơn vị và ô nguồn"),
        note=sources,
        classes="wide",
        key="criterion_id",
        fold=True,
    )


def list_unit_peers(season: SeasonTables, unit_id: str) -> HTML:
    """The unit among the like units of its group."""
    _ = language.words(season.lang).gettext
    ranking = season.unit_ranking
    unit = ranking.set_index("unit_id").loc[unit_id]
    if pd.isna(unit["group"]):
        return tables.show_notice(_("Mùa chấm điểm này không chia nhóm đơn vị."))
    rows = ranking[ranking["group"] == unit["group"]]
    return tables.show_table(
        rows.assign(here=(rows["unit_id"] == unit_id).map({True: "here", False: ""})),
        [
            "group_rank",
            Column("unit", is_header=True),
            Column("total_score", bar=(Segment("total_score", "appraised"),)),
            *_present(rows, ["index_pct"]),
            *_known(rows, ["deduction"]),
        ],
        season,
        caption=_("So với các đơn vị cùng nhóm: {group}").format(group=unit["group_name"]),
        classes="stacks",
        row_class="here",
        key="unit_id",
    )


def list_rules(season: SeasonTables) -> HTML:
    """The rules in force: how totals, grades and ranks were made."""
    _ = language.words(season.lang).gettext
    rules = season.rules
    english = season.lang != "vi"
    basis = {"total_score": _("tổng điểm (thẩm định + thưởng − phạt)"), "index_pct": _("chỉ số CCHC (%)")}
    ties = {
        "competition": _("bằng điểm thì cùng hạng, hạng kế tiếp bị bỏ trống"),
        "dense": _("bằng điểm thì cùng hạng, hạng kế tiếp liền sau"),
    }
    bounds = [tables.format_value(grade.at_least, "points", season) for grade in rules.grades]
    names = [grade.name_en if english and grade.name_en else grade.name for grade in rules.grades]
    grades = "; ".join(f"{name} (≥ {bound})" for name, bound in zip(names, bounds, strict=True))
    stages = " → ".join(stage.name_en if english and stage.name_en else stage.name for stage in rules.stages)
    pairs = [
        (_("Quyết định"), rules.decision_en if english and rules.decision_en else rules.decision),
        (_("Các giai đoạn chấm"), stages),
        (_("Xếp hạng theo"), basis[rules.rank_by]),
        (_("Phân nhóm điểm theo"), basis[rules.grade_by] if rules.grades else ""),
        (_("Nhóm điểm"), grades),
        (_("Khi bằng điểm"), ties[rules.tie_rule]),
        (_("Điểm thưởng tối đa"), tables.format_value(rules.bonus_max, "points", season, missing="")),
        (_("Điểm phạt tối đa"), tables.format_value(rules.penalty_max, "points", season, missing="")),
        (_("Làm tròn"), _("sáu chữ số thập phân sau mỗi phép cộng, trừ; chỉ làm tròn khi in")),
        (_("Không áp dụng"), _("không tính vào tử số và mẫu số; không suy đoán điểm thay thế")),
    ]
    rows = pd.DataFrame([pair for pair in pairs if pair[1]], columns=["item", "rule"])
    return tables.show_table(
        rows,
        [Column("item", title=_("Nội dung"), is_header=True), Column("rule", title=_("Quy tắc"))],
        season,
        caption=_("Quy tắc đang áp dụng"),
    )


def list_unit_doors(season: SeasonTables, folder: Path) -> HTML:
    """Every unit with its rank and grade, each a link to its page where that was made in *folder*."""
    _ = language.words(season.lang).gettext
    ranking = season.unit_ranking
    links = tables.link_units(ranking)
    made = [(folder / link).exists() for link in links]
    if not any(made):
        return HTML("")
    return tables.show_table(
        ranking.assign(href=links.where(made)),
        [
            "rank",
            Column("unit", is_header=True, href="href"),
            *(["group_name"] if ranking["group"].notna().any() else []),
            season.rules.rank_by,
            *(["grade_name"] if season.rules.grades else []),
        ],
        season,
        caption=_("Các đơn vị"),
        hide_caption=True,
        classes="unit-doors" if ranking["group"].notna().any() else "",
        key="unit_id",
    )


def show_name(season: SeasonTables, unit_id: str) -> HTML:
    """A unit's full name, with its group."""
    unit = season.unit_ranking.set_index("unit_id").loc[unit_id]
    group = unit["group_name"] if pd.notna(unit["group_name"]) else ""
    return HTML(
        Markup('<p class="unit-name"><strong>{name}</strong> {group}</p>').format(name=unit["unit"], group=group)
    )


def _key_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """*rows* with ``cell``: the unit and the criterion each is about, as the key of its numbers."""
    return rows.assign(cell=rows["unit_id"] + "." + rows["criterion_id"])


def _cite(rows: pd.DataFrame, columns: list[str], season: SeasonTables) -> tuple[pd.DataFrame, str]:
    """Source cells as ``[1] D12``, and the note that says which file and sheet each number stands for."""
    _ = language.words(season.lang).gettext
    split = {
        column: rows[column].str.extract(r"^(?P<file>.*?)(?: \[(?:(?P<sheet>.*)!)?(?P<cell>[^!]*)\])?$")
        for column in columns
    }
    places = pd.concat(split.values())[["file", "sheet"]].dropna(subset="file").drop_duplicates()
    numbers = {(file, sheet): at for at, (file, sheet) in enumerate(places.fillna("").to_numpy(), start=1)}
    cited = {
        column: [
            f"[{numbers[file, sheet]}] {cell}" if file else None
            for file, sheet, cell in parts.fillna("")[["file", "sheet", "cell"]].to_numpy()
        ]
        for column, parts in split.items()
    }
    listed = "; ".join(
        f"[{number}] {file}" + (_(", trang tính {sheet}").format(sheet=sheet) if sheet else "")
        for (file, sheet), number in numbers.items()
    )
    return rows.assign(**cited), _("Ô nguồn: {files}.").format(files=listed) if listed else ""


def _show_findings(
    rows: pd.DataFrame, season: SeasonTables, *, caption: str, empty: str, fold_over: int | None = None
) -> HTML:
    _ = language.words(season.lang).gettext
    suffix = "" if season.lang == "vi" else "_en"
    place = (
        rows["source_file"].fillna("")
        + (" › " + rows["source_sheet"].astype("str")).fillna("")
        + ("!" + rows["source_cell"].astype("str")).fillna("")
    )
    return tables.show_table(
        rows.assign(place=place, rule_title=[receipts.rule_title(rule, season.lang) for rule in rows["rule"]]),
        [
            Column("finding_id", kind="count"),
            Column("unit_short", missing=""),
            Column("rule_title", title=_("Loại"), is_header=True),
            Column(f"sentence{suffix}", title=tables.title_of("sentence", season.lang)),
            Column(f"action{suffix}", title=tables.title_of("action", season.lang)),
            Column("place", title=_("Vị trí")),
        ],
        season,
        caption=caption,
        empty=empty,
        classes="findings stacks",
        key="finding_id",
        fold=fold_over is not None and len(rows) > fold_over,
        filters=("unit_short", "rule_title"),
    )


def _say_ranking_rule(season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    if season.rules.rank_by == "total_score":
        return _("Xếp hạng theo tổng điểm = điểm thẩm định + điểm thưởng − điểm phạt.")
    return _("Xếp hạng theo chỉ số CCHC = điểm thẩm định ÷ điểm tối đa được áp dụng.")


def _say_rest(count: int, season: SeasonTables) -> str:
    words = language.words(season.lang)
    text = words.ngettext("Còn {count} dòng nữa trong tệp Excel.", "Còn {count} dòng nữa trong tệp Excel.", count)
    return text.format(count=language.number(count, 0, season.lang)) if count else ""


def _known(rows: pd.DataFrame, columns: list[str]) -> list[str]:
    """Those of *columns* in which *rows* have any value."""
    return [column for column in columns if rows[column].notna().any()]


def _present(rows: pd.DataFrame, columns: list[str]) -> list[str]:
    """Those of *columns* in which this season has any value other than zero."""
    return [column for column in columns if rows[column].notna().any() and (rows[column] != 0).any()]
