"""A season frozen: its pages, tables, rules and documents with the hash of every file, and whether it still is so.

The same received files, rules, versions and command give the same archive byte for byte, wherever and whenever it is
made: no path, clock or order of a run is in it. Executed notebooks, which hold times, are left out; a season whose
files are dated by nothing but the disk is refused. PDF files and pictures come from the browser of the machine: another
browser, or other fonts, make other bytes, so the manifest names the browser and the files it made.
"""

import importlib.metadata
import json
import os
import platform
import shlex
import shutil
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_analysis import language, schemas
from cchc_analysis.analyst import load
from cchc_analysis.documents import pictures, writing
from cchc_analysis.files.folder_entries import walk
from cchc_analysis.intake.notes import NOTES_FOLDER
from cchc_analysis.intake.register import REGISTER_FILE
from cchc_analysis.intake.rules import load_rules
from cchc_analysis.pipeline.check import Checked
from cchc_analysis.pipeline.report import report_season
from cchc_analysis.reporting.workbook.csv_files import write_csv
from cchc_analysis.schemas.codebook import codebook
from cchc_analysis.store import storage
from cchc_analysis.store.kept_releases import (
    CHANGES,
    MANIFEST,
    Kept,
    compare_tables,
    hash_bytes,
    hash_folder,
    hash_inputs,
    list_releases,
    name_release,
    say_differences,
)

PACKAGE = "cchc-analysis"
LIBRARIES = ("numpy", "pandas", "plotly", "pyarrow", "python-docx", "scipy", "xlsxwriter")
NOTICE = "RELEASE.txt"
UNFINISHED = ("pending", "held_back", "not_scored")
UNDATED = "undated"
RULE_FILES = (
    "season.toml",
    "criteria.xlsx",
    "units.csv",
    "units.xlsx",
    "initiatives.xlsx",
    "corrections.toml",
    "published.csv",
    REGISTER_FILE,
)
COVERED = "final_release_unfinished"
"""The finding that says of a final season what the obstacles of :data:`UNFINISHED` say by name."""

BROWSER_NOTE = (
    "Tệp do trình duyệt của máy lập; trình duyệt hoặc phông chữ khác thì byte khác. / "
    "Made by the browser of the machine; another browser or other fonts make other bytes."
)

Progress = Callable[[int, int, str], None]


class NotReleasedError(Exception):
    """Nothing was released; each line says why."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


@dataclass(frozen=True)
class Obstacle:
    """What keeps a season from being released: the name it is overridden by, and what was found.

    Its *title* says it without naming what was received, so that any page may print it.
    """

    name: str
    title: str
    sentence: str


@dataclass(frozen=True)
class Released:
    """Where a release is, as a folder and as one archive, the archive's hash, and the release before it, if any."""

    folder: Path
    archive: Path
    sha256: str
    earlier: Path | None = None


@dataclass(frozen=True)
class Verified:
    """What differs from the manifest, by path: of the release itself, of the inputs, of the installed versions.

    *inputs_seen* is false where the received files are not at hand; *versions* holds name, then made by, then here.
    A release is whole when it differs in nothing itself, whatever has become of the received files since.
    """

    differences: tuple[tuple[str, str], ...]
    inputs_seen: bool
    versions: tuple[tuple[str, str, str], ...]
    input_differences: tuple[tuple[str, str], ...] = ()


def list_obstacles(checked: Checked, lang: str = "vi") -> list[Obstacle]:
    """All that stands in the way: a draft, units without a result, times known from the disk only, rules with an error.

    A time of receipt decides what is late and what is newest; the one a disk gives a file changes with every copy.
    """
    _ = language.words(lang).gettext
    found = []
    if checked.season.release != "final":
        sentence = _("season.toml ghi release = “{release}”").format(release="draft")
        found.append(Obstacle("draft", _("mùa còn là dự thảo"), sentence))
    ranking = checked.tables["unit_ranking"]
    names = checked.tables["units"].set_index("unit_id")["name"]
    titles = {
        "pending": _("có đơn vị chưa thẩm định xong"),
        "held_back": _("có đơn vị còn để lại kết quả"),
        "not_scored": _("có đơn vị chưa có điểm"),
    }
    sentences = {
        "pending": _("chưa thẩm định xong: {units}"),
        "held_back": _("kết quả còn để lại: {units}"),
        "not_scored": _("chưa có điểm: {units}"),
    }
    for status in UNFINISHED:
        units = ranking.loc[ranking["ranking_status"] == status, "unit_id"]
        if len(units):
            named = sentences[status].format(units=", ".join(sorted(names.loc[units])))
            found.append(Obstacle(status, titles[status], named))
    received = checked.tables["received_files"]
    undated = sorted(set(received.loc[received["received_by"] == "file_time", "source_file"]))
    if undated:
        text = _("chỉ có giờ của tệp trên đĩa, hãy ghi giờ nhận vào {register}: {files}")
        named = text.format(register=REGISTER_FILE, files=", ".join(undated))
        found.append(Obstacle(UNDATED, _("có tệp chưa ghi giờ nhận"), named))
    findings = checked.tables["findings"]
    errors = findings[(findings["severity"] == "error") & (findings["rule"] != COVERED)]
    for rule, rows in errors.groupby("rule", sort=True):
        said = rows["sentence" if lang == "vi" else "sentence_en"].tolist()
        title = load_rules()[str(rule)].say("title", lang)
        found.append(Obstacle(str(rule), title, "; ".join(said)))
    return found


def require_clear(obstacles: Sequence[Obstacle], overrides: Mapping[str, str], lang: str = "vi") -> None:
    """Raise :class:`NotReleasedError` for obstacles not overridden, overrides of nothing, and missing reasons."""
    _ = language.words(lang).gettext
    standing = {obstacle.name for obstacle in obstacles}
    lines = [f"{each.name}: {each.sentence}" for each in obstacles if each.name not in overrides]
    for name, reason in overrides.items():
        if name not in standing:
            known = ", ".join(sorted(standing)) or "–"
            lines.append(_("Không có trở ngại “{name}” để bỏ qua; đang có: {known}.").format(name=name, known=known))
        elif not reason.strip():
            lines.append(_("Bỏ qua “{name}” phải nêu lý do.").format(name=name))
    if lines:
        raise NotReleasedError(lines)


def say_way_on(year: int, obstacles: Sequence[Obstacle], overrides: Mapping[str, str], lang: str = "vi") -> list[str]:
    """What can be done about the obstacles that stand: make the season final, or override each with a reason."""
    _ = language.words(lang).gettext
    standing = [each.name for each in obstacles if each.name not in overrides]
    if not standing:
        return []
    lines = []
    if "draft" in standing:
        lines.append(_("Mùa đã xong thì đặt {setting} trong season.toml.").format(setting='release = "final"'))
    command = " ".join([f"cchc release --year {year}", *(f'--override {name} --because "…"' for name in standing)])
    lines.append(_("Cần phát hành ngay thì nêu lý do: {command}").format(command=command))
    lines.append(_("Xem {document}.").format(document="docs/release.md"))
    return lines


def release_season(
    checked: Checked,
    data: Path,
    out: Path,
    overrides: Mapping[str, str],
    *,
    lang: str = "vi",
    jobs: int = 1,
    progress: Progress = lambda done, total, name: None,
) -> Released:
    """Write the release of a checked season to ``out/<year>`` and ``out/cchc_<year>.zip``.

    Where the year was released before, the release is the next in number (``<year>-2``), the earlier ones stay as they
    are, and what differs from the last of them is written into the notice and into ``differences.csv``. Without such a
    list, or where nothing differs at all, nothing is released.

    Raises :class:`NotReleasedError` where something stands in the way, or a page or document could not be made; then,
    and after an error of the disk, an earlier release stays as it was.
    """
    season = checked.season
    obstacles = list_obstacles(checked, lang)
    require_clear(obstacles, overrides, lang)
    kept = list_releases(out, season.year)
    last = kept[-1] if kept else None
    number = last.number + 1 if last else 1
    released = _read_last(last, out, lang) if last else {}
    name = name_release(season.year, number)
    inputs = hash_inputs(season.year, data)
    target, archive = out / name, out / f"cchc_{name}.zip"
    aside, packed = out / f".{name}.new", out / f".cchc_{name}.zip.new"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        _write_pages(checked, data, aside, overrides, jobs, progress)
        browser, made = _write_documents(checked, data, aside, overrides, progress)
        write_tables(checked.tables, aside / "tables")
        _copy_rules(storage.raw_folder(data, season.year), aside)
        notice = say_notice(season.year, obstacles, overrides, number)
        if last:
            if hash_folder(aside) == {
                path: entry for path, entry in released["outputs"].items() if path not in (NOTICE, CHANGES)
            }:
                text = language.words(lang).gettext("Không có gì khác bản phát hành {name}: không phát hành lại.")
                raise NotReleasedError([text.format(name=last.name)])
            found = compare_tables(last, checked.tables)
            notice = "\n".join([notice.rstrip("\n"), *say_differences(found, last), ""])
            write_csv(found.rows, aside / CHANGES)
        (aside / NOTICE).write_text(notice, encoding="utf-8")
        if hash_inputs(season.year, data) != inputs:
            raise NotReleasedError([language.words(lang).gettext("Tệp đã nhận thay đổi trong lúc lập bản phát hành.")])
        manifest = {
            "year": season.year,
            "release": number,
            "previous": {"release": last.number, "manifest": _hash_manifest(last)} if last else None,
            "command": _say_command(season.year, overrides),
            "overrides": dict(overrides),
            "rules": season.model_dump(mode="json"),
            "versions": list_versions(),
            "browser": {"name": browser, "files": made, "note": BROWSER_NOTE},
            "inputs": inputs,
            "outputs": hash_folder(aside),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (aside / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
        pack(aside, packed, season.year, name)
        digest = hash_bytes(packed.read_bytes())["sha256"]
        storage.swap_in(aside, target)
        packed.replace(archive)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        packed.unlink(missing_ok=True)
    return Released(target, archive, str(digest), last.folder if last else None)


def verify(release: Path, data: Path | None = None, lang: str = "vi") -> Verified:
    """Compare a released folder or archive, and the received files in *data* where given, with the manifest.

    Raises :class:`NotReleasedError` where it cannot be read or has no manifest, and says in words what of it is broken.
    """
    try:
        present, text, odd = _read_release(release)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise NotReleasedError([f"{release.name}: {error}"]) from error
    manifest = _read_manifest(text, lang)
    outputs, inputs, versions, year = (manifest[part] for part in ("outputs", "inputs", "versions", "year"))
    seen = data is not None and storage.raw_folder(data, year).is_dir()
    differences, input_differences = sorted({*_compare(outputs, present), *odd}), []
    if data is not None and seen:
        years = sorted({each for each in (path.split("/")[1] for path in inputs) if each.isdigit()})
        input_differences = _compare(inputs, hash_inputs(year, data, years))
    here = list_versions()
    changed = tuple((name, made, here.get(name, "–")) for name, made in versions.items() if here.get(name) != made)
    return Verified(tuple(differences), seen, changed, tuple(input_differences))


def pack(folder: Path, archive: Path, year: int, name: str = "") -> Path:
    """All files of *folder* as one archive under ``cchc_<name>/`` (by default the year).

    Sorted, with one date and one set of permissions.
    """
    top = f"cchc_{name or year}"
    moment = datetime.fromtimestamp(
        int(os.environ.get("SOURCE_DATE_EPOCH", datetime(year, 1, 1, tzinfo=UTC).timestamp())), UTC
    )
    stamp = (max(moment.year, 1980), moment.month, moment.day, moment.hour, moment.minute, moment.second)
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{top}/{path}", stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            packed.writestr(entry, (folder / path).read_bytes())
    return archive


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Every table as parquet and as CSV; ``codebook.csv`` names each column, ``codebook.md`` says what it may hold.

    CSV is UTF-8 with a byte order mark, so that Excel reads Vietnamese letters; a text that a spreadsheet would take
    for a formula has an apostrophe before it. Parquet holds texts as they are.
    """
    for kind in ("parquet", "csv"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    titles = []
    for name, rows in sorted(tables.items()):
        rows.to_parquet(folder / "parquet" / f"{name}.parquet", index=False)
        write_csv(rows, folder / "csv" / f"{name}.csv")
        vietnamese, english = schemas.titles(name, "vi"), schemas.titles(name, "en")
        titles += [(name, column, vietnamese[column], english[column]) for column in rows.columns]
    write_csv(pd.DataFrame(titles, columns=["table", "column", "title", "title_en"]), folder / "codebook.csv")
    (folder / "codebook.md").write_text(codebook(), encoding="utf-8", newline="\n")


def say_notice(year: int, obstacles: Sequence[Obstacle], overrides: Mapping[str, str], number: int = 1) -> str:
    """What a reader must know first: what was released in spite of what and why, and how to read the files."""
    name = name_release(year, number)
    counted = f", số / no. {number}" if number > 1 else ""
    lines = [f"BẢN PHÁT HÀNH / RELEASE {year}{counted}", ""]
    if overrides:
        lines.append("Phát hành dù còn các trở ngại sau / Released in spite of:")
        for each in obstacles:
            lines += [f"* {each.name}: {each.sentence}", f"  Lý do / Reason: {overrides[each.name]}"]
    else:
        lines.append("Không có trở ngại nào bị bỏ qua. / No obstacle was overridden.")
    lines += [
        "",
        "CSV: UTF-8 có BOM; chữ bắt đầu bằng = + - @ được thêm dấu ' ở đầu để bảng tính không coi là công thức.",
        "CSV: UTF-8 with BOM; a text that begins with = + - @ has ' before it, so that no spreadsheet runs it.",
        "Parquet giữ nguyên văn. / Parquet holds texts as they are.",
        f"Kiểm tra / Verify: cchc verify <{name} | cchc_{name}.zip>",
        "",
    ]
    return "\n".join(lines)


def list_versions() -> dict[str, str]:
    """Versions of this package, of Python and of the libraries that make the files."""
    versions = {name: importlib.metadata.version(name) for name in (PACKAGE, *LIBRARIES)}
    return versions | {"python": platform.python_version()}


def _name_overrides(checked: Checked, overrides: Mapping[str, str], lang: str) -> list[tuple[str, str]]:
    """What was overridden, as pages and documents in *lang* call it, each with the reason."""
    titles = {each.name: each.title for each in list_obstacles(checked, lang)}
    return [(titles[name], reason) for name, reason in overrides.items()]


def _write_pages(
    checked: Checked, data: Path, aside: Path, overrides: Mapping[str, str], jobs: int, progress: Progress
) -> None:
    """Internal and public pages in both languages, each with what was overridden and why."""
    year, staged = checked.season.year, aside / ".staged"
    withheld: dict[str, list[str]] = {}
    for lang in language.LANGUAGES:
        overridden = _name_overrides(checked, overrides, lang)
        made = report_season(year, data, staged, lang=lang, overridden=overridden, jobs=jobs, progress=progress)
        withheld |= {f"{lang}/{page}": faults for page, faults in made.withheld.items()}
    if withheld:
        raise NotReleasedError(f"{page}: {'; '.join(faults)}" for page, faults in withheld.items())
    pages = aside / "pages"
    (staged / str(year)).rename(pages)
    staged.rmdir()
    for notebooks in sorted(pages.rglob("notebooks")):
        shutil.rmtree(notebooks)


def _write_documents(
    checked: Checked, data: Path, aside: Path, overrides: Mapping[str, str], progress: Progress
) -> tuple[str | None, list[str]]:
    """Word files in both languages and prints of the pages; the browser, where there is one, and the files it made."""
    failures: list[str] = []
    for lang in language.LANGUAGES:
        own = "" if lang == language.SOURCE else lang
        folder = aside / writing.FOLDER / own
        season, printed = load(checked.season.year, data, lang), aside / "pages" / own
        overridden = _name_overrides(checked, overrides, lang)
        written = writing.write_documents(season, folder, printed, None, progress, overridden=overridden)
        failures += written.failures
    if failures:
        raise NotReleasedError(failures)
    chromium = pictures.find_chromium()
    if chromium is None:
        return None, []
    files = [path for path in (aside / writing.FOLDER).rglob("*") if _has_pictures(path)]
    return pictures.name_chromium(chromium), sorted(path.relative_to(aside).as_posix() for path in files)


def _has_pictures(path: Path) -> bool:
    if path.suffix != ".docx":
        return path.suffix == ".pdf"
    with zipfile.ZipFile(path) as packed:
        return any(name.startswith("word/media/") for name in packed.namelist())


def _copy_rules(raw: Path, aside: Path) -> None:
    """What was decided and written, as received: all but the forms."""
    rules = aside / "rules"
    rules.mkdir()
    for name in RULE_FILES:
        if (raw / name).is_file():
            shutil.copyfile(raw / name, rules / name)
    if (raw / NOTES_FOLDER).is_dir():
        shutil.copytree(raw / NOTES_FOLDER, rules / NOTES_FOLDER, copy_function=shutil.copyfile)
    if not any(rules.iterdir()):
        rules.rmdir()


def _read_last(last: Kept, out: Path, lang: str) -> dict[str, Any]:
    """The manifest of the last release, where that release is whole: what a new one differs from must be known."""
    _ = language.words(lang).gettext
    try:
        found = verify(last.folder, None, lang)
        manifest = last.read_manifest()
    except (NotReleasedError, OSError, ValueError) as error:
        text = _("Không đọc được bản phát hành {name} nên không lập được danh sách khác biệt: {reason}")
        raise NotReleasedError([text.format(name=last.name, reason=error)]) from error
    if found.differences:
        paths = ", ".join(path for path, _state in found.differences[:5])
        text = _("Bản phát hành {name} đã bị thay đổi ({paths}) nên không lập được danh sách khác biệt với nó.")
        raise NotReleasedError([text.format(name=last.name, paths=paths)])
    return manifest


def _hash_manifest(last: Kept) -> str:
    return str(hash_bytes((last.folder / MANIFEST).read_bytes())["sha256"])


def _read_manifest(text: bytes, lang: str) -> dict[str, Any]:
    """The manifest with what verifying needs; :class:`NotReleasedError` says in words what of it is broken."""
    _ = language.words(lang).gettext
    try:
        manifest = json.loads(text)
    except ValueError as error:
        said = _("{file} không đọc được như JSON: {reason}").format(file=MANIFEST, reason=error)
        raise NotReleasedError([said]) from error
    kinds = {"year": int, "outputs": dict, "inputs": dict, "versions": dict}
    if not isinstance(manifest, dict):
        raise NotReleasedError([_("{file} không phải một bản kê.").format(file=MANIFEST)])
    for part, kind in kinds.items():
        if part not in manifest:
            raise NotReleasedError([_("{file} thiếu phần “{part}”.").format(file=MANIFEST, part=part)])
        if not isinstance(manifest[part], kind):
            raise NotReleasedError([_("Phần “{part}” của {file} hỏng.").format(file=MANIFEST, part=part)])
    return manifest


Odd = list[tuple[str, str]]
"""What a release holds that no list of hashes would show: a path and ``link`` or ``added``."""


def _read_release(release: Path) -> tuple[dict[str, dict[str, str | int]], bytes, Odd]:
    """What is in a release by path, its manifest, and what is odd about it.

    Odd are links in the place of files, folders without a file, and bytes of an archive before, between or after its
    files. What an archive holds elsewhere or twice keeps its full name.
    """
    if release.is_dir():
        paths = sorted(release.rglob("*"))
        links = [path for path in paths if path.is_symlink()]
        files = {path for path in paths if path.is_file()}
        bare = [path for path in paths if path.is_dir() and not any(path in file.parents for file in files)]
        odd = [(path.relative_to(release).as_posix(), "link") for path in links]
        odd += [(f"{path.relative_to(release).as_posix()}/", "added") for path in bare if not path.is_symlink()]
        odd += [(name, "added") for name, entry in walk(release) if entry.kind in ("pipe", "socket", "device")]
        present = hash_folder(release)
        present.pop(MANIFEST, None)
        return present, (release / MANIFEST).read_bytes(), odd
    with zipfile.ZipFile(release) as packed:
        entries = packed.infolist()
        (top,) = {name.partition("/")[0] for name in packed.namelist() if name.endswith(f"/{MANIFEST}")} or {""}
        times = Counter(entry.filename for entry in entries)
        contents: dict[str, bytes] = {}
        odd = [(release.name, "added")] if _has_more_bytes(packed, release) else []
        for entry in entries:
            inside = entry.filename.startswith(f"{top}/") and times[entry.filename] == 1
            name = entry.filename.partition("/")[2] if inside else entry.filename
            contents[name] = packed.read(entry)
            if stat.S_ISLNK(entry.external_attr >> 16):
                odd.append((name, "link"))
    if MANIFEST not in contents:
        raise KeyError(MANIFEST)
    manifest = contents.pop(MANIFEST)
    return {name: hash_bytes(content) for name, content in contents.items()}, manifest, odd


def _has_more_bytes(packed: zipfile.ZipFile, archive: Path) -> bool:
    """Whether an archive holds bytes that belong to none of its files: before, between or after them."""
    content = archive.read_bytes()
    reached = 0
    for entry in sorted(packed.infolist(), key=lambda each: each.header_offset):
        if entry.header_offset != reached:
            return True
        name, extra = struct.unpack("<HH", content[reached + 26 : reached + 30])
        reached += 30 + name + extra + entry.compress_size
    ends = content.rfind(b"PK\x05\x06")
    return packed.start_dir != reached or ends + 22 != len(content) or bool(packed.comment)


def _compare(stated: Mapping[str, object], present: Mapping[str, object]) -> list[tuple[str, str]]:
    """Paths with ``changed``, ``missing`` or ``added``, by path."""
    states = {
        path: "missing" if path not in present else "added" if path not in stated else "changed"
        for path in sorted({*stated, *present})
        if stated.get(path) != present.get(path)
    }
    return list(states.items())


def _say_command(year: int, overrides: Mapping[str, str]) -> str:
    words = ["cchc", "release", "--year", str(year)]
    for name, reason in overrides.items():
        words += ["--override", name, "--because", reason]
    return shlex.join(words)
