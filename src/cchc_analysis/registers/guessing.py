"""A draft of ``[[registers]]`` from a file's header and words, for a person to look through, correct and confirm."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from cchc_analysis.intake.names import name_key, plain_key
from cchc_analysis.intake.values import Value, cell_text
from cchc_analysis.registers.dates import DateReader
from cchc_analysis.registers.exports import HEADER_WITHIN, open_sheets

KNOWN_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": (
        "mã nhiệm vụ", "mã hồ sơ", "số ký hiệu", "số, ký hiệu", "số & ký hiệu", "số và ký hiệu", "số văn bản", "mahoso",
        "docid", "notation", "sokyhieu", "số ký hiệu văn bản", "số, ký hiệu văn bản", "số",
    ),
    "unit": (
        "đơn vị", "đơn vị thực hiện", "đơn vị chủ trì", "đơn vị soạn", "đơn vị xử lý", "phòng ban", "đơn vị / phòng",
        "don_vi_thuc_hien", "donvixuly", "donviid", "unit_id", "đơn vị soạn thảo", "đơn vị giải quyết",
    ),
    "kind": ("loại văn bản", "loại vb", "kỳ báo cáo", "lĩnh vực", "loại", "loai_nhiem_vu"),
    "role": ("vai trò", "chủ trì / phối hợp"),
    "level": ("cấp giao", "cơ quan giao"),
    "priority": ("độ khẩn", "mức ưu tiên", "mức độ"),
    "status": ("trạng thái", "tình trạng", "tentrangthaihoso", "executionstatus", "tiến độ", "trang_thai"),
    "secrecy": ("độ mật", "mức độ mật"),
    "sent": ("hình thức gửi", "hình thức phát hành", "gửi qua"),
    "signed": ("ký số", "đã ký số", "is_digital_signed"),
    "recalled": ("thu hồi", "retrieved"),
    "channel": ("kênh thực hiện", "kenhthuchien"),
    "given": ("ngày giao", "ngày nhận nhiệm vụ"),
    "start": ("ngày tiếp nhận", "ngày nhận", "ngaytiepnhan", "ngày mở", "ngày nhận báo cáo kết quả", "start_date"),
    "issued": (
        "ngày ban hành", "ngày văn bản", "ngày tháng", "ngày phát hành", "publish_date", "ngày", "promulgationdate",
        "ngày tháng văn bản",
    ),
    "due_first": ("hạn xử lý", "hạn ban đầu", "thời hạn ban đầu"),
    "due": (
        "hạn", "thời hạn", "hạn giải quyết", "ngày hẹn trả", "ngayhentra", "gia hạn đến", "hạn gửi",
        "thời hạn giải quyết", "duedate", "endtime", "end_date", "hạn hoàn thành",
    ),
    "granted": ("ngày cho gia hạn", "ngày duyệt gia hạn"),
    "done": (
        "ngày hoàn thành", "ngày trả", "ngày gửi", "ngaytra", "ngayketthucxuly", "complete_date", "completiondate",
        "ngày ký kết luận", "ngày ký", "ngày xong", "ngày hoàn thành thực tế",
    ),
    "entered": ("ngày nhập", "ngày vào sổ", "ngày cập nhật"),
    "paused_from": ("tạm dừng từ", "ngày tạm dừng"),
    "paused_to": ("tạm dừng đến", "ngày tiếp tục"),
}  # fmt: skip
"""Headings as real systems print them, in small letters, by the column they most often are."""

KNOWN_WORDS: Mapping[str, str] = {
    "chủ trì": "lead",
    "phối hợp": "support",
    "hoàn thành": "done",
    "đã hoàn thành": "done",
    "đã xong": "done",
    "đã trả kết quả": "done",
    "hoàn thành đúng hạn": "done_on_time",
    "hoàn thành quá hạn": "done_late",
    "đang thực hiện": "open",
    "đang xử lý": "open",
    "đang giải quyết": "open",
    "chưa hoàn thành trong hạn": "open_in_time",
    "đang giải quyết trong hạn": "open_in_time",
    "chưa hoàn thành quá hạn": "open_late",
    "đang giải quyết quá hạn": "open_late",
    "đã hủy": "cancelled",
    "tạm dừng": "paused",
    "thường": "normal",
    "mật": "secret",
    "tối mật": "top_secret",
    "tuyệt mật": "most_secret",
    "điện tử": "electronic",
    "giấy": "paper",
    "giấy và điện tử": "both",
    "x": "yes",
    "chính phủ": "government",
    "thủ tướng chính phủ": "prime_minister",
}
"""What words of registers mean, where it is beyond doubt; a person gives the others a name."""

PERSONAL = ("chủ hồ sơ", "địa chỉ", "điện thoại", "người", "họ tên", "chuyên viên", "trích yếu", "nội dung", "email")
"""Parts of headings of columns that a register must never name."""

FEW = 12
SAMPLE = 5_000
_WORDS = ("role", "level", "priority", "status", "secrecy", "sent", "signed", "recalled", "channel")
_MARK = re.compile(r"(thời gian xuất|ngày xuất|ngày lập|cập nhật đến|xuất lúc)[^0-9]*", re.IGNORECASE)
_PER_ITEM = re.compile(r"mỗi .+ trừ ([0-9]+(?:[.,][0-9]+)?) điểm", re.IGNORECASE)
_STEP = re.compile(r"tỷ lệ .*(?:điểm tối đa).*bước ([0-9]+(?:[.,][0-9]+)?)", re.IGNORECASE)


@dataclass(frozen=True)
class Guess:
    """What a file seems to be: columns found, headings that mean nothing known, words of the columns that hold few."""

    header_row: int
    columns: Mapping[str, str]
    unmatched: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    export_mark: str
    rows: int
    dates: Mapping[str, tuple[int, int]]


def guess_register(path: Path) -> Guess | None:
    """The nearest thing to a header in the first sheet that has one, and the words below it; ``None`` for none.

    Raises :class:`~cchc_analysis.intake.workbooks.UnreadableFileError`.
    """
    with open_sheets(path, path.name) as sheets:
        for _name, rows in sheets:
            head: list[Sequence[Value]] = []
            for row, _number in zip(rows, range(HEADER_WITHIN + SAMPLE), strict=False):
                head.append(row)
            if (guess := _guess_sheet(head)) is not None:
                return guess
    return None


def draft_register(guess: Guess, path: Path) -> str:
    """``[[registers]]`` as TOML for a person to complete; what must be decided is marked."""
    name = path.stem.replace("_", " ")
    digits = re.search(r"20\d{6}", path.stem)
    exported = (
        f"exported_at = {{ cell = {_quote(guess.export_mark)} }}"
        if guess.export_mark
        else 'exported_at = "file_name"'
        if digits
        else "# exported_at = ?        # QUYẾT ĐỊNH: ngày xuất sổ, như 2021-01-11 / DECIDE: the day of the export"
    )
    lines = [
        "# Bản nháp: xem từng dòng, sửa, rồi chép vào registers.toml (docs/registers.md).",
        "# A draft: look at each line, correct it, then copy it into registers.toml.",
        "[[registers]]",
        f'id = "{re.sub(r"[^a-z0-9]+", "-", plain_key(path.stem)).strip("-") or "so"}"',
        f"name = {_quote(name)}",
        f'files = ["registers/{path.name}"]',
        exported,
        'snapshots = "newest"   # "all": các tệp là từng phần của một sổ / the files are parts of one register',
        f"key = [{', '.join(_quote(each) for each in _guess_key(guess))}]",
        'same_row = "stop"      # cùng mã, khác nội dung: stop | newest',
    ]
    if "status" in guess.words:
        lines.append('believe = "dates"      # trạng thái khác ngày tháng: dates | status | doubt')
    lines += [
        "[registers.dates]",
        'done_means = "finished" # QUYẾT ĐỊNH: signed | sent | registered | received | finished',
        'order = "dmy"',
        'zone = "Asia/Ho_Chi_Minh" # "UTC" nếu phần mềm xuất giờ UTC',
        "[registers.headings]  # chỉ các cột này được đọc / only these columns are read",
        *(f"{column} = [{_quote(heading)}]" for column, heading in guess.columns.items()),
    ]
    for column, words in guess.words.items():
        lines.append(f"[registers.values.{column}]  # đặt tên cho từng giá trị / name each word")
        lines += [f"{_name_word(word, number)} = [{_quote(word)}]" for number, word in enumerate(words, start=1)]
    if guess.unmatched:
        lines.append("# Cột không đọc / columns that are not read: " + "; ".join(guess.unmatched))
    personal = [each for each in guess.unmatched if any(part in name_key(each) for part in PERSONAL)]
    if personal:
        lines.append("# Không thêm cột cá nhân, trích yếu / never add: " + "; ".join(personal))
    missing = [name for name in ("unit", "code", "due", "done") if name not in guess.columns]
    if missing:
        lines.append("# Chưa thấy cột / not found: " + ", ".join(missing))
    return "\n".join(lines) + "\n"


def draft_measures(rules: Iterable[tuple[str, str]]) -> str:
    """``[[measures]]`` from rule texts that say how to compute; *rules* are pairs of criterion id and text."""
    drafts = []
    for criterion, text in rules:
        per_item, share = _PER_ITEM.search(text), _STEP.search(text)
        if per_item is not None:
            each = -Decimal(per_item[1].replace(",", "."))
            rule = f'{{ type = "per_item", of = "late", start = "max", each = {each}, floor = 0 }}'
        elif share is not None:
            step = Decimal(share[1].replace(",", "."))
            rule = f'{{ type = "linear", step = {step}, round = "half_up" }}'
        else:
            continue
        drafts.append(
            f'# [[measures]]\n# criterion = "{criterion}"\n# text = {_quote(text)}\n# register = ""  # sổ nào\n'
            f"# rule = {rule}\n"
        )
    return "\n".join(drafts)


def _name_word(word: str, number: int) -> str:
    return KNOWN_WORDS.get(name_key(word), f"value_{number}")


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _guess_key(guess: Guess) -> list[str]:
    return [name for name in ("code", "kind", "unit") if name in guess.columns][:2] or ["code"]


def _guess_sheet(rows: Sequence[Sequence[Value]]) -> Guess | None:
    by_key = {key: column for column, keys in KNOWN_HEADINGS.items() for key in keys}
    best: tuple[int, int, dict[str, int]] | None = None
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for place, value in enumerate(row):
            column = by_key.get(name_key(value)) if isinstance(value, str) else None
            if column is not None:
                columns.setdefault(column, place)
        if len(columns) >= 2 and (best is None or len(columns) > best[0]):
            best = len(columns), number, columns
    if best is None:
        return None
    _count, number, columns = best
    header = rows[number]
    texts = {column: cell_text(header[place]) for column, place in columns.items()}
    taken = set(columns.values())
    unmatched = [cell_text(value) for place, value in enumerate(header) if place not in taken and cell_text(value)]
    below = rows[number + 1 :]
    words: dict[str, tuple[str, ...]] = {}
    for column in _WORDS:
        if column in columns:
            texts_below = dict.fromkeys(text for row in below if (text := _text(row, columns[column])))
            if 0 < len(texts_below) <= FEW:
                words[column] = tuple(texts_below)
    reader = DateReader("dmy", None)
    dates = {}
    for column, place in columns.items():
        if column in ("given", "start", "issued", "due_first", "due", "granted", "done", "entered"):
            read = [reader.read(row[place]) for row in below if place < len(row) and row[place] is not None]
            dates[column] = sum(day is not None for day, _bad in read), sum(bool(bad) for _day, bad in read)
    mark = next(
        (found[0].rstrip() for row in rows[:number] for value in row if (found := _MARK.search(cell_text(value)))), ""
    )
    return Guess(number + 1, texts, tuple(unmatched), words, mark, len(below), dates)


def _text(row: Sequence[Value], place: int) -> str:
    return cell_text(row[place]) if place < len(row) else ""
