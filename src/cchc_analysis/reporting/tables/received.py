"""The blocks of the intake page: what came and when, what is wrong with it by unit and by rule, what was replaced."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.intake.rules import load_rules
from cchc_analysis.reporting import picture, printing, season_size
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.tables import cells
from cchc_analysis.reporting.tracing import PARTS, RECEIVED_BY, show_moment


def show_receipt_cards(season: SeasonTables) -> HTML:
    """The state of intake at a glance: received, late, complete, explained, appraised, at fault."""
    _ = language.words(season.lang).gettext
    first = _first_stage(season)
    due = first[first["is_expected"]]
    received = first[first["is_received"]]
    cards = [(_of(len(due[due["is_received"]]), len(due), season), _("phiếu đã nhận"))]
    if first["deadline"].notna().any():
        deadline = show_moment(first["deadline"].dropna().iloc[0], season.lang)
        cards.append(
            (_count(_is_true(received["is_late"]).sum(), season), _("nộp muộn (hạn {at})").format(at=deadline))
        )
    complete = _is_true(received["is_complete"]).sum()
    cards.append((_of(complete, len(received), season), _("phiếu đã nhận có đủ mọi ô")))
    explained = season.submissions["is_explained"].dropna()
    if len(explained):
        cards.append((_count(explained.astype(bool).sum(), season), _("đơn vị có giải trình")))
    last = _appraised(season)
    if len(last):
        done = (last["appraised_share"] * last["due_count"]).sum() / max(last["due_count"].sum(), 1)
        cards.append((language.share(done, season.lang), _("ô phải thẩm định đã có kết quả")))
    return HTML(
        Markup('<div class="cards">{cards}</div>').format(
            cards=Markup("").join(
                Markup('<div class="card"><strong>{figure}</strong><span>{label}</span></div>').format(
                    figure=figure, label=label
                )
                for figure, label in cards
            )
        )
    )


def list_receipts(season: SeasonTables) -> HTML:
    """The record of each unit: when its form came and by what, late or not, complete, explained, share appraised.

    Of a large season the record of each group of units, where it has groups.
    """
    _ = language.words(season.lang).gettext
    if season_size.is_large(season) and season.units["group"].notna().any():
        return list_group_receipts(season)
    first = _first_stage(season).set_index("unit_id")
    by = first["received_by"].map({key: _(text) for key, text in RECEIVED_BY.items()})
    moments = first["received_at"].map(lambda moment: show_moment(moment, season.lang))
    missing = first["is_expected"].map({True: _("chưa nhận"), False: "–"})
    explained = season.submissions.dropna(subset="is_explained").set_index("unit_id")["is_explained"]
    rows = pd.DataFrame(
        {
            "unit_id": first.index,
            "unit": first["unit"],
            "received": moments.where(first["is_received"], missing),
            "by": by,
            "late": _yes(first["is_late"], _("muộn"), _("đúng hạn")),
            "complete": _yes(first["is_complete"], _("đủ"), _("chưa đủ")),
            "file_count": first["file_count"],
            "explained": _yes(explained.reindex(first.index), _("có"), "–"),
            "appraised_share": _appraised(season).set_index("unit_id")["appraised_share"].reindex(first.index),
            "mark": pd.Series("late", index=first.index).where(_is_true(first["is_late"])),
        }
    ).reset_index(drop=True)
    columns: list[str | Column] = [
        Column("unit", is_header=True),
        Column("received", title=_("Nhận lúc")),
        Column("by", title=_("Giờ nhận theo"), missing=""),
        Column("late", title=_("Hạn nộp"), missing=""),
        Column("complete", title=_("Đủ ô"), missing=""),
        Column("file_count", title=_("Số tệp"), kind="count"),
        Column("explained", title=_("Giải trình"), missing=""),
        Column("appraised_share", title=_("Đã thẩm định"), kind="share"),
    ]
    if rows["late"].isna().all():
        columns = [column for column in columns if not (isinstance(column, Column) and column.name == "late")]
    if explained.empty:
        columns = [column for column in columns if not (isinstance(column, Column) and column.name == "explained")]
    return cells.show_excerpt(
        season_size.take_first(rows, season),
        columns,
        season,
        table="submissions",
        caption=_("Hồ sơ của từng đơn vị"),
        note=_(
            "Tệp không có trong sổ tiếp nhận (submissions.csv) thì lấy giờ lưu tệp: chỉ biết tệp sửa lần cuối lúc nào."
        ),
        classes="wide",
        row_class="mark",
        key="unit_id",
    )


def list_group_receipts(season: SeasonTables) -> HTML:
    """The record of each unit group: forms due, received, late and complete, units that explained, share appraised."""
    _ = language.words(season.lang).gettext
    first = _first_stage(season)
    last = _appraised(season)
    groups = season.units.set_index("unit_id")["group"]
    explained = season.submissions.dropna(subset="is_explained")
    by_group = {
        "due_units": first["is_expected"],
        "received_units": first["is_expected"] & first["is_received"],
        "late_units": _is_true(first["is_late"]),
        "complete_units": _is_true(first["is_complete"]),
        "explained_units": explained["is_explained"],
    }
    counts = {
        name: values.astype(bool).groupby(season.submissions.loc[values.index, "unit_id"].map(groups)).sum()
        for name, values in by_group.items()
    }
    done = (last["appraised_share"] * last["due_count"]).groupby(last["unit_id"].map(groups)).sum()
    due = last["due_count"].groupby(last["unit_id"].map(groups)).sum()
    names = season.units.drop_duplicates("group").dropna(subset="group")[["group", "group_name"]]
    rows = names.join(pd.DataFrame(counts), on="group").join((done / due).rename("appraised_share"), on="group")
    rows = rows.assign(missing_units=rows["due_units"] - rows["received_units"])
    has_deadline = first["deadline"].notna().any()
    return cells.show_excerpt(
        season_size.take_first(rows.sort_values("missing_units", ascending=False, kind="stable"), season, MOST_GROUPS),
        [
            Column("group_name", is_header=True),
            Column("due_units", title=_("Phiếu phải nộp")),
            Column("received_units", title=_("Đã nhận")),
            Column("missing_units", title=_("Chưa nhận")),
            *([Column("late_units", title=_("Nộp muộn"))] if has_deadline else []),
            Column("complete_units", title=_("Đủ ô")),
            *([Column("explained_units", title=_("Có giải trình"))] if len(explained) else []),
            Column("appraised_share", title=_("Đã thẩm định"), kind="share"),
        ],
        season,
        table="submissions",
        caption=_("Hồ sơ của các nhóm đơn vị"),
        note=_("Nhóm còn thiếu nhiều phiếu nhất đứng trước."),
        classes="wide",
        key="group",
    )


MOST_GROUPS, MOST_FILES = 40, 50
FOLD_SHEETS = 10
"""Unit groups, and replaced files and places, that the page of a large season lists."""


def list_faults(season: SeasonTables) -> HTML:
    """Errors and doubts counted by unit and, beside it, by rule."""
    both = [Markup(block.data) for block in (list_faults_by_unit(season), list_faults_by_rule(season))]
    return HTML(Markup('<div class="columns">{blocks}</div>').format(blocks=Markup("").join(both)))


def list_faults_by_unit(season: SeasonTables) -> HTML:
    """How many errors and doubts each unit has, the most first; files of no known unit last."""
    _ = language.words(season.lang).gettext
    counts = _count_by(season.findings.fillna({"unit_id": "*"}), "unit_id")
    names = season.units.set_index("unit_id")["unit"]
    rows = counts.assign(unit=counts["unit_id"].map(names).fillna(_("chưa rõ của đơn vị nào hoặc của cả mùa")))
    return cells.show_excerpt(
        season_size.take_first(rows, season),
        [
            Column("unit", is_header=True),
            Column("error", title=_("Lỗi"), kind="count"),
            Column("doubt", title=_("Xem lại"), kind="count"),
        ],
        season,
        table="findings",
        caption=_("Theo đơn vị"),
        empty=_("Không có lỗi, không có nội dung cần xem lại."),
        key="unit_id",
    )


def list_faults_by_rule(season: SeasonTables) -> HTML:
    """How many findings each rule made and from how many units, errors first."""
    _ = language.words(season.lang).gettext
    findings = season.findings
    rows = (
        findings.groupby(["severity", "rule"])
        .agg(finding_count=("finding_id", "size"), unit_count=("unit_id", "nunique"))
        .reset_index()
        .assign(is_doubt=lambda found: found["severity"] == "doubt")
        .sort_values(["is_doubt", "finding_count"], ascending=[True, False], kind="stable")
    )
    rows = rows.assign(
        rule_title=[rule_title(rule, season.lang) for rule in rows["rule"]],
        kind=rows["severity"].map({"error": _("lỗi"), "doubt": _("xem lại")}),
    )
    return printing.show_table(
        rows,
        [
            Column("rule_title", title=_("Loại"), is_header=True),
            Column("kind", title=printing.title_of("severity", season.lang), kind="text"),
            Column("finding_count", title=_("Số lần")),
            Column("unit_count", title=_("Số đơn vị")),
        ],
        season,
        caption=_("Theo loại"),
        empty=_("Không có lỗi, không có nội dung cần xem lại."),
        classes="counts",
        key="rule",
    )


def list_balance(season: SeasonTables) -> HTML:
    """What every number of each received sheet was taken for: rows of ``received_sheets``, those not clear first.

    Of a large season the sheets with most numbers that are named in findings or not accounted for.
    """
    _ = language.words(season.lang).gettext
    sheets = season.received_sheets
    place = sheets["source_file"] + (" › " + sheets["source_sheet"].astype("str")).fillna("")
    order = ["unaccounted_count", "named_count"]
    rows = sheets.assign(place=place).sort_values(order, ascending=False, kind="stable")
    return cells.show_excerpt(
        season_size.take_first(rows, season, MOST_FILES),
        [
            Column("place", title=_("Tệp, trang tính"), is_header=True),
            *("number_count", "read_count", "recognised_count", "outside_count", "ignored_count", "named_count"),
            "unaccounted_count",
        ],
        season,
        table="received_sheets",
        caption=_("Mọi số trên từng trang tính được hiểu là gì"),
        empty=_("Không có tệp điểm nào."),
        note=_("Số ô có số bằng tổng các cột sau nó. Nhận ra là khác: điểm tối đa, cộng, mã, giai đoạn hoặc năm khác…"),
        classes="counts",
        key="place",
        fold=len(rows) > FOLD_SHEETS,
    )


def list_columns(season: SeasonTables) -> HTML:
    """The columns that hold no score of their stage, by heading, and what each was taken for."""
    _ = language.words(season.lang).gettext
    rows = season.received_columns
    kinds = {kind: _(said) for kind, (_letter, said, _css) in picture.KINDS.items()}
    shown = rows.assign(
        said=rows["taken_for"].map(kinds),
        place=rows["source_file"] + (" › " + rows["source_sheet"].astype("str")).fillna(""),
        key=[f"column{number}" for number in range(1, len(rows) + 1)],
    )
    return cells.show_excerpt(
        season_size.take_first(shown, season, MOST_FILES),
        [
            Column("heading", is_header=True),
            "stage_name",
            Column("said", title=printing.title_of("taken_for", season.lang)),
            "file_count",
            "number_count",
            Column("place", title=_("Tệp đầu tiên có cột này")),
        ],
        season,
        table="received_columns",
        caption=_("Cột không phải điểm của giai đoạn"),
        empty=_("Không có tệp điểm nào."),
        classes="wide",
        key="key",
        fold=len(rows) > FOLD_SHEETS,
    )


def list_replaced(season: SeasonTables) -> HTML:
    """Files that a newer one replaced: the time of both, how many places differ, whether it is a copy to the byte."""
    _ = language.words(season.lang).gettext
    files = season.received_files
    standing = files[files["is_standing"]].drop_duplicates(["unit_id", "stage"], keep="last")
    keys = ["unit_id", "stage"]
    replaced = files[~files["is_standing"]].merge(
        standing[[*keys, "source_file", "received_at", "sha256"]],
        on=keys,
        how="left",
        suffixes=("", "_standing"),
        validate="many_to_one",
    )
    changes = season.submission_changes
    sizes = changes.groupby([*keys, "earlier_file"]).size()
    counts = [
        int(sizes.get((row["unit_id"], row["stage"], row["source_file"]), 0)) for row in replaced.to_dict("records")
    ]
    copies = (replaced["sha256"] == replaced["sha256_standing"]).map({True: _("giống hệt"), False: None})
    moments = {
        column: replaced[column].map(lambda moment: show_moment(moment, season.lang))
        for column in ("received_at", "received_at_standing")
    }
    return cells.show_excerpt(
        season_size.take_first(replaced.assign(**moments, change_count=counts, copy_of=copies), season, MOST_FILES),
        [
            Column("unit", is_header=True),
            "stage_name",
            Column("source_file", title=_("Tệp đã được thay")),
            "received_at",
            Column("source_file_standing", title=_("Tệp được dùng")),
            Column("received_at_standing", title=_("Nhận lúc")),
            Column("change_count", title=_("Số chỗ khác")),
            Column("copy_of", title=_("Bản sao"), missing=""),
        ],
        season,
        table="received_files",
        caption=_("Tệp đã được thay bằng tệp mới hơn"),
        empty=_("Không có tệp nào bị thay."),
        classes="sources stacks",
    )


def list_differences(season: SeasonTables) -> HTML:
    """Every place in which a later file of a unit differs from the one before it."""
    _ = language.words(season.lang).gettext
    changes = season.submission_changes
    sides = {}
    for side in ("earlier", "later"):
        cell = changes[f"{side}_cell"]
        text = changes[side].fillna(_("trống")) + " [" + cell + "]"
        sides[side] = text.where(cell.notna(), _("không có dòng"))
    parts = changes["part"].map({key: _(text) for key, text in PARTS.items()})
    return cells.show_excerpt(
        season_size.take_first(changes.assign(**sides, part_name=parts), season, MOST_FILES),
        [
            Column("unit_short"),
            "stage_name",
            "criterion_code",
            Column("criterion", is_header=True),
            Column("part_name", title=printing.title_of("part", season.lang)),
            "earlier",
            "later",
        ],
        season,
        table="submission_changes",
        caption=_("Từng chỗ khác nhau giữa hai lần gửi"),
        empty=_("Không có chỗ nào khác."),
        classes="stacks",
        fold=len(changes) > 0,
    )


def rule_title(rule: str, lang: str) -> str:
    """What a kind of finding is called."""
    stated = load_rules().get(rule)
    return rule if stated is None else stated.say("title", lang)


def _first_stage(season: SeasonTables) -> pd.DataFrame:
    """The records of the stage in which forms are due: the self-assessment, else the first appraisal."""
    stage = season.rules.self_stage or season.rules.appraisal_stages[0]
    submissions = season.submissions
    return submissions[submissions["stage"] == stage.id]


def _appraised(season: SeasonTables) -> pd.DataFrame:
    stage = season.rules.appraisal_stages[-1]
    submissions = season.submissions
    return submissions[(submissions["stage"] == stage.id) & submissions["appraised_share"].notna()]


def _count_by(findings: pd.DataFrame, column: str) -> pd.DataFrame:
    counts = findings.groupby([column, "severity"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["error", "doubt"], fill_value=0).reset_index()
    counts["is_unknown"] = counts[column] == ""
    return counts.sort_values(["is_unknown", "error", "doubt"], ascending=[True, False, False], kind="stable")


def _is_true(values: pd.Series) -> pd.Series:
    return values.fillna(False).astype(bool)


def _yes(values: pd.Series, yes: str, no: str) -> pd.Series:
    return values.map({True: yes, False: no}, na_action="ignore")


def _count(value: int, season: SeasonTables) -> str:
    return language.number(int(value), 0, season.lang)


def _of(part: int, whole: int, season: SeasonTables) -> str:
    return f"{_count(part, season)}/{_count(whole, season)}"
