"""What goes back to each unit with faults: a note it can act on, and its own workbook with the faulty cells marked."""

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.intake.balance import COUNTED
from cchc_analysis.intake.bodies import has_bodies
from cchc_analysis.intake.marking import Mark, NoCopyError, mark_copy
from cchc_analysis.intake.receiving import Reading, reread, start_reading
from cchc_analysis.intake.rules import load_rules
from cchc_analysis.language import mark
from cchc_analysis.reporting import picture, printing
from cchc_analysis.reporting.pages import layout
from cchc_analysis.reporting.printing import Column, environment
from cchc_analysis.reporting.tracing import show_moment
from cchc_analysis.store import storage

NOTE = "note.html"
FRONT = "index.html"
MARKED = ".marked.xlsx"
"""How the names of marked copies end."""
NAME_BYTES = 200
"""How much of a received file's name is kept: a name has 255 bytes at most, and a copy's says more at its end."""

WHY_NO_COPY = {
    "not_xlsx": mark("tệp không phải dạng .xlsx"),
    "too_large": mark("tệp quá lớn"),
    "unreadable": mark("tệp không mở ra được để ghi"),
    "would_lose": mark("tệp có phần sẽ bị mất nếu ghi lại (hình, biểu đồ, macro hoặc tương tự): {detail}"),
}


@dataclass(frozen=True)
class Copy:
    """One of the unit's files and its marked copy, or why there is none."""

    source_file: str
    file: str = ""
    mark_count: int = 0
    why_not: str = ""


@dataclass(frozen=True)
class Returned:
    """What was written: the front page, and the folder of each unit that gets a note."""

    front: Path
    folders: dict[str, Path]


def select_findings(season: SeasonTables, unit_id: str) -> pd.DataFrame:
    """What a unit can mend in its own files: not what concerns the appraisal, and not what the group weighs itself."""
    rules = load_rules()
    kept_within = [rule.id for rule in rules.values() if not rule.is_sent_to_unit]
    stages = [stage.id for stage in season.rules.stages if stage.kind != "appraisal"]
    findings = season.findings
    mine = (findings["unit_id"] == unit_id) & findings["stage"].isin(stages) & ~findings["rule"].isin(kept_within)
    rows = findings[mine]
    actions = [
        rules[row["rule"]].say("action_for_unit", season.lang) or row[_in("action", season)]
        for row in rows.to_dict("records")
    ]
    return rows.assign(what_to_do=pd.Series(actions, index=rows.index, dtype="str"))


def return_season(season: SeasonTables, out: Path, unit_ids: Sequence[str] = ()) -> Returned:
    """Write a folder for each unit with faults: its note, and marked copies of its workbooks; and a list of them.

    Folders of units that have nothing to mend any more are emptied of what an earlier run wrote there.
    """
    folders: dict[str, Path] = {}
    counts = []
    raw = storage.raw_folder(season.data, season.year)
    start = None if has_bodies(raw) else start_reading(raw, season.rules)
    for unit_id in unit_ids or season.units["unit_id"].tolist():
        folder = out / unit_id
        _clear(folder)
        findings = select_findings(season, unit_id)
        if findings.empty:
            continue
        copies = _write_copies(season, unit_id, findings, folder)
        pictures = _draw_files(season, unit_id, findings, folder, start)
        layout.write_page(_lay_out_note(season, unit_id, findings, copies, pictures), folder / NOTE)
        folders[unit_id] = folder
        severities = findings["severity"].value_counts()
        counts.append(
            {
                "unit_id": unit_id,
                "href": f"{unit_id}/{NOTE}",
                "error_count": int(severities.get("error", 0)),
                "doubt_count": int(severities.get("doubt", 0)),
                "copy_count": sum(bool(copy.file) for copy in copies),
            }
        )
    front = out / FRONT
    if not unit_ids:
        layout.write_page(_lay_out_front(season, counts), front)
    return Returned(front, folders)


def name_copy(source_file: str, before: str = "") -> str:
    """The file name of a marked copy; of a long one as much as a name may have, with what tells it from others."""
    stem = before + PurePosixPath(source_file).stem
    if len(stem.encode()) > NAME_BYTES:
        told_by = hashlib.sha256(source_file.encode()).hexdigest()[:8]
        stem = f"{stem.encode()[: NAME_BYTES - 9].decode(errors='ignore')}~{told_by}"
    return f"{stem}{MARKED}"


def _clear(folder: Path) -> None:
    if not folder.is_dir():
        return
    for path in [folder / NOTE, *folder.glob(f"*{MARKED}"), *folder.glob("*.picture.html")]:
        path.unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def _write_copies(season: SeasonTables, unit_id: str, findings: pd.DataFrame, folder: Path) -> list[Copy]:
    _ = language.words(season.lang).gettext
    raw = storage.raw_folder(season.data, season.year)
    placed = findings.dropna(subset=["source_file", "source_sheet", "source_cell"])
    files = season.received_files.query("unit_id == @unit_id and is_standing")
    shared = season.received_files.groupby("source_file")["unit_id"].nunique()
    body = season.rules.body if season.lang == "vi" else season.rules.body_en or season.rules.body
    copies = []
    for source_file in files["source_file"].drop_duplicates():
        here = placed[placed["source_file"] == source_file]
        if here.empty:
            continue
        if shared[source_file] > 1:
            copies.append(Copy(source_file, why_not=_("tệp có điểm của nhiều đơn vị")))
            continue
        marks = [
            Mark(row["source_sheet"], row["source_cell"], row["severity"], f"{row['sentence']}\n→ {row['what_to_do']}")
            for row in here.assign(sentence=here[_in("sentence", season)]).to_dict("records")
        ]
        name = name_copy(source_file)
        if (folder / name).exists():
            name = name_copy(source_file, f"{PurePosixPath(source_file).parent.as_posix().replace('/', '-')} ")
        try:
            copies.append(Copy(source_file, name, mark_copy(raw / source_file, folder / name, marks, body)))
        except NoCopyError as error:
            why = _(WHY_NO_COPY[error.reason]).format(detail=error.detail)
            copies.append(Copy(source_file, why_not=why))
    return copies


def _draw_files(
    season: SeasonTables, unit_id: str, findings: pd.DataFrame, folder: Path, start: Reading | None
) -> dict[str, str]:
    """Draw each of the unit's own files that stand, with what it has to mend: the picture's name by file."""
    stages = [stage.id for stage in season.rules.stages if stage.kind != "appraisal"]
    sent = season.received_files.query("unit_id == @unit_id and is_standing")
    files = sent[sent["stage"].isin(stages)]
    shared = season.received_files.groupby("source_file")["unit_id"].nunique()
    pictures: dict[str, str] = {}
    for file in files["source_file"].drop_duplicates() if start is not None else ():
        read = reread(start, file) if start is not None and shared[file] == 1 else None
        if read is None or not read.sheets:
            continue
        name = picture.name_picture(file).removesuffix(".html") + ".picture.html"
        said = findings[findings["source_file"] == file]
        said = said.assign(**{_in("action", season): said["what_to_do"]})
        picture.write_picture(read, season.rules, season.lang, folder / name, said)
        pictures[file] = name
    return pictures


def _lay_out_note(
    season: SeasonTables,
    unit_id: str,
    findings: pd.DataFrame,
    copies: Sequence[Copy],
    pictures: Mapping[str, str],
) -> str:
    words = language.words(season.lang)
    _ = words.gettext
    unit = season.units.set_index("unit_id").loc[unit_id, "unit"]
    self_stage = season.rules.self_stage
    files = season.received_files.query("unit_id == @unit_id and is_standing").to_dict("records")
    shared = season.received_files.groupby("source_file")["unit_id"].nunique()
    received = [
        {
            "stage": file["stage_name"],
            "file": PurePosixPath(file["source_file"]).name,
            "moment": show_moment(file["received_at"], season.lang),
            "picture": pictures.get(file["source_file"], ""),
            "balance": "" if shared[file["source_file"]] > 1 else _say_balance(file, season),
        }
        for file in files
        if not any(stage.id == file["stage"] and stage.kind == "appraisal" for stage in season.rules.stages)
    ]
    content = (
        environment()
        .get_template("note.html.j2")
        .render(
            _=_,
            ngettext=words.ngettext,
            unit=unit,
            received=received,
            deadline=show_moment(self_stage.deadline.isoformat(" ", "minutes"), season.lang)
            if self_stage and self_stage.deadline
            else "",
            error_count=int((findings["severity"] == "error").sum()),
            doubt_count=int((findings["severity"] == "doubt").sum()),
            errors=_show(findings[findings["severity"] == "error"], season, _("Phải sửa")),
            doubts=_show(findings[findings["severity"] == "doubt"], season, _("Đề nghị xem lại")),
            copies=copies,
        )
    )
    title = (
        _("Phiếu chấm điểm của {unit}: nội dung cần sửa")
        if (findings["severity"] == "error").any()
        else _("Phiếu chấm điểm của {unit}: nội dung đề nghị xem lại")
    )
    frame = layout.Frame(
        page=NOTE,
        title=title.format(unit=unit),
        season=season.rules,
        unit=unit_id,
    )
    return layout.lay_out(Markup(content), frame, season.lang)


def _say_balance(file: Mapping[Hashable, Any], season: SeasonTables) -> str:
    """What the numbers of one of the unit's files were taken for."""
    return picture.say_balance({name: int(file[f"{name}_count"]) for name in ("number", *COUNTED)}, season.lang)


def _lay_out_front(season: SeasonTables, counts: Sequence[dict[str, object]]) -> str:
    _ = language.words(season.lang).gettext
    columns = ["unit_id", "href", "error_count", "doubt_count", "copy_count"]
    rows = pd.DataFrame(list(counts), columns=columns).merge(season.units[["unit_id", "unit"]], on="unit_id")
    listed = printing.show_table(
        rows,
        [
            Column("unit", is_header=True, href="href"),
            Column("error_count", title=_("Lỗi phải sửa"), kind="count"),
            Column("doubt_count", title=_("Cần xem lại"), kind="count"),
            Column("copy_count", title=_("Bản phiếu có đánh dấu"), kind="count"),
        ],
        season,
        caption=_("Đơn vị có nội dung cần sửa"),
        empty=_("Không đơn vị nào phải sửa gì."),
        key="unit_id",
    )
    lead = Markup('<p class="lead">{text}</p>').format(
        text=_("Mỗi đơn vị một thư mục: gửi cả thư mục cho đơn vị. Tệp gốc để nguyên như khi nhận.")
    )
    frame = layout.Frame(page=FRONT, title=_("Phiếu gửi lại đơn vị"), season=season.rules)
    return layout.lay_out(lead + Markup(listed.data), frame, season.lang)


def _show(findings: pd.DataFrame, season: SeasonTables, caption: str) -> Markup:
    _ = language.words(season.lang).gettext
    if findings.empty:
        return Markup("")
    cell, sheet = findings["source_cell"].fillna(""), findings["source_sheet"].fillna("")
    rules = load_rules()
    titles = [rules[rule].say("title", season.lang) for rule in findings["rule"]]
    what = pd.Series(titles, index=findings.index, dtype="str")
    names = findings["source_file"].fillna("").map(lambda file: PurePosixPath(file).name)
    only_one = names[names != ""].nunique() < 2 and sheet[sheet != ""].nunique() < 2
    where = cell if only_one else (names + " › " + sheet + " › " + cell).str.strip(" ›")
    rows = findings.assign(
        where=where.mask(where == "", "–"),
        criterion=(findings["criterion_code"].fillna("") + " " + findings["criterion"].fillna("")).str.strip(),
        what=what.where(cell != "", findings[_in("sentence", season)]),
        found=findings["found"].replace("", pd.NA),
        expected=findings[_in("expected", season)],
    )
    shown = printing.show_table(
        rows,
        [
            Column("where", title=_("Ô"), is_header=True),
            Column("criterion", title=printing.title_of("criterion", season.lang), missing=""),
            Column("what", title=_("Có gì sai")),
            Column("found", title=_("Đang ghi"), missing=_("trống")),
            Column("expected", title=_("Cần ghi"), missing=""),
            Column("what_to_do", title=printing.title_of("action", season.lang)),
        ],
        season,
        caption=caption,
        classes="return-note stacks",
        hide_caption=True,
    )
    return Markup(shown.data)


def _in(column: str, season: SeasonTables) -> str:
    return column if season.lang == "vi" else f"{column}_en"
