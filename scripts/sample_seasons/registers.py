"""Exports of registers for the season of 2020, made from the scores that stand, with the messes that real ones have.

Every unit's rows give its appraised score by the rules of ``registers.toml``, but for three: one unit claimed
less than its register shows, one was given more than it with a reason, and of one a ruling cures a wrong row.
"""

import csv
import datetime
import io
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from scripts.sample_seasons import forms
from scripts.sample_seasons.body import UNITS, Unit
from scripts.sample_seasons.chance import between, pick, shuffled
from scripts.sample_seasons.criteria import REPORTS_RULE, SHARE_RULE
from scripts.sample_seasons.points import SEED, Cell

TASKS, REPORTS = "chi-dao.nhiem-vu.qua-han", "chi-dao.bao-cao.dung-han"
CONCLUSIONS = "chi-dao.ket-luan"
FILES = "thu-tuc.kiem-soat.dung-han"
DOCUMENTS, SIGNED = "dien-tu.van-ban-ky-so.van-ban", "dien-tu.van-ban-ky-so.ky-so"

Content = str | int | datetime.date | datetime.datetime | None
ROWS = tuple[Content, ...]

YEAR = 2020
DAYS_OFF = (
    ("2020-01-01", "Tết Dương lịch"),
    *((f"2020-01-{day}", "Tết Nguyên đán") for day in (23, 24, 27, 28, 29)),
    ("2020-04-02", "Giỗ Tổ Hùng Vương"),
    ("2020-04-30", "Ngày Chiến thắng"),
    ("2020-05-01", "Quốc tế Lao động"),
    ("2020-09-02", "Quốc khánh"),
    ("2021-01-01", "Tết Dương lịch"),
    *((f"2021-02-{day}", "Tết Nguyên đán") for day in (10, 11, 12, 15, 16)),
)
OFF = frozenset(datetime.date.fromisoformat(day) for day, _reason in DAYS_OFF)
REPORT_DUE = {
    "quý I": datetime.date(2020, 3, 13),
    "6 tháng": datetime.date(2020, 6, 12),
    "quý III": datetime.date(2020, 9, 14),
    "năm": datetime.date(2020, 12, 14),
}
REPORT_KINDS = ("CCHC", "Kiểm soát TTHC")
TWISTS = {"under": 25, "over": -25}
"""Hundredths of a point by which one unit's tasks are better, and one's conclusions worse, than what was appraised."""
CITIZENS = ("Nguyễn Thị Minh Họa", "Trần Văn Ví Dụ", "Lê Thị Giả Định")


@dataclass(frozen=True)
class Task:
    """One task of one unit."""

    code: str
    unit: Unit
    given: datetime.date
    due: datetime.date
    done: datetime.date | None
    extended: datetime.date | None = None
    role: str = "Chủ trì"
    level: str = "Chính phủ"
    status: str = ""
    secrecy: str = "Thường"


def write_registers(folder: Path, cells: tuple[Cell, ...]) -> None:
    """Write ``registers/``, ``registers.toml``, ``calendar.csv`` and ``rulings.toml`` of the season."""
    chance = Random(f"{SEED} registers {YEAR}")
    standing = {(cell.unit.id, cell.criterion.id): cell for cell in cells}
    tasks = _make_tasks(standing, chance)
    _write_tasks(folder / "registers" / "theo-doi-nhiem-vu_20210111.xlsx", tasks, "11/01/2021 08:15")
    _write_tasks(folder / "registers" / "theo-doi-nhiem-vu_20201202.xlsx", _turn_back(tasks), "02/12/2020 16:40")
    _write_reports(folder / "registers" / "lich-bao-cao-2020.xlsx", standing, chance)
    _write_conclusions(folder / "registers" / "so-ket-luan-2020.xlsx", standing, chance)
    (folder / "registers" / "so-van-ban-di-2020.csv").write_text(
        _write_documents(standing, chance), encoding="utf-8-sig", newline="\n"
    )
    _write_files(folder / "registers" / "so-ho-so-tthc-2020.xlsx", standing, chance)
    (folder / "calendar.csv").write_text(_write_calendar(), encoding="utf-8", newline="\n")
    kinds = ", ".join(f'"{kind} {period}"' for kind in REPORT_KINDS for period in REPORT_DUE)
    stated = _REGISTERS
    for mark, text in (("{reports}", REPORTS_RULE), ("{share}", SHARE_RULE), ("{kinds}", kinds), ("{files}", FILES)):
        stated = stated.replace(mark, text)
    (folder / "registers.toml").write_text(stated, encoding="utf-8", newline="\n")
    (folder / "rulings.toml").write_text(
        _write_rulings(tasks, find_twisted(standing)["ruled"]), encoding="utf-8", newline="\n"
    )


def is_worked(day: datetime.date) -> bool:
    """Whether the sample body works on a day."""
    return day.weekday() < 5 and day not in OFF


def roll(day: datetime.date) -> datetime.date:
    """The day itself, or the next one that is worked."""
    while not is_worked(day):
        day += datetime.timedelta(days=1)
    return day


def _later(day: datetime.date, days: int) -> datetime.date:
    return day + datetime.timedelta(days=days)


def _count_late(cell: Cell, twist: int = 0) -> int:
    """How many late rows, at a quarter of a point each, give the score that stands, moved by *twist*."""
    return (cell.criterion.top - (cell.standing or 0) - twist) // 25


def find_twisted(standing: dict[tuple[str, str], Cell]) -> dict[str, str]:
    """Whose registers say otherwise: one unit claimed less, one was given more with a reason, one has a wrong row."""
    honest = [
        unit.id
        for unit in UNITS
        if (cell := standing[unit.id, TASKS]).claimed == cell.standing and cell.lost >= 50 and cell.second is None
    ]
    excused = [
        unit.id
        for unit in UNITS
        if (cell := standing[unit.id, CONCLUSIONS]).remark and 25 <= cell.lost <= 75 and cell.second is None
        if unit.id != honest[0]
    ]
    wrong = [unit.id for unit in UNITS if unit.id not in honest and standing[unit.id, TASKS].lost <= 125]
    return {"under": honest[0], "over": excused[0], "ruled": wrong[0]}


def _make_tasks(standing: dict[tuple[str, str], Cell], chance: Random) -> list[Task]:
    twisted = find_twisted(standing)
    tasks: list[Task] = []
    number = 100

    def add(unit: Unit, due: datetime.date, done: datetime.date | None, **more: Any) -> None:
        nonlocal number
        number += 1
        given = _later(due, -between(chance, 20, 90))
        tasks.append(Task(f"NV-{number:04}/2020", unit, given, due, done, **more))

    for unit in UNITS:
        cell = standing[unit.id, TASKS]
        late = _count_late(cell, TWISTS["under"] if twisted["under"] == unit.id else 0)
        late += twisted["ruled"] == unit.id
        for place in range(late):
            due = roll(_some_day(chance, 1, 11))
            is_open = place % 4 == 3
            add(unit, due, None if is_open else roll(_later(due, between(chance, 2, 30))))
        for place in range(14 + between(chance, 0, 6)):
            due = _some_day(chance, 1, 12)
            if place == 0:
                due = _next_saturday(due)
                add(unit, due, roll(due))  # due on a day off and done on the next day worked
            elif place == 1:
                extended = roll(_later(due, 20))
                add(unit, roll(due), extended, extended=extended)
            else:
                add(unit, roll(due), roll(_later(due, -between(chance, 5, 12))))
        for _place in range(3):
            due = roll(_some_day(chance, 2, 11))
            add(unit, due, _later(due, 15), role="Phối hợp")
    first, *others = UNITS
    add(first, datetime.date(2020, 5, 15), datetime.date(2020, 6, 30), level="Bộ trưởng")
    add(others[0], datetime.date(2020, 6, 15), None, secrecy="Mật")
    add(others[1], datetime.date(2020, 7, 15), None, status="Đã hủy")
    add(others[2], datetime.date(2021, 1, 29), None)
    return [replace(each, status=each.status or _say_status(each)) for each in tasks]


def _some_day(chance: Random, first: int, last: int) -> datetime.date:
    return datetime.date(YEAR, between(chance, first, last), between(chance, 1, 28))


def _next_saturday(day: datetime.date) -> datetime.date:
    found = _later(day, (5 - day.weekday()) % 7)
    return found if found.year == YEAR else _later(found, -7)


def _say_status(task: Task) -> str:
    """The state as the system writes it on the day of the export: by the first deadline, whatever was extended."""
    if task.done is None:
        return "Chưa hoàn thành quá hạn" if task.due < datetime.date(2021, 1, 11) else "Chưa hoàn thành trong hạn"
    return "Hoàn thành quá hạn" if task.done > task.due else "Hoàn thành đúng hạn"


def _turn_back(tasks: list[Task]) -> list[Task]:
    """The register as it was exported on 2 December: three deadlines that were moved since, one row that is gone."""
    then = datetime.date(2020, 12, 2)
    earlier = []
    for place, task in enumerate(tasks):
        if task.given > then:
            continue
        done = task.done if task.done and task.done <= then else None
        due = _later(task.due, -14) if place in (7, 91, 203) else task.due
        earlier.append(replace(task, due=due, done=done, status=_say_status(replace(task, done=done, due=due))))
    gone = replace(earlier[5], code="NV-0099/2020", status="Chưa hoàn thành trong hạn", done=None)
    return [*earlier, gone]


def _spell(unit: Unit, place: int) -> str:
    """The unit as registers have it: mostly by its name, else by another it goes by, here and there with a space."""
    if place % 9 == 4 and unit.aliases:
        return unit.aliases[place % len(unit.aliases)]
    if place % 13 == 6:
        return f"{unit.name} "
    return unit.short_name if place % 7 == 3 else unit.name


def _write_tasks(path: Path, tasks: list[Task], exported: str) -> None:
    rows: list[ROWS] = []
    for place, task in enumerate(tasks):
        show = _as_text if place % 7 == 6 else _as_date
        rows.append(
            (
                place + 1, task.code, f"Nội dung nhiệm vụ {task.code} (minh họa)", _spell(task.unit, place), task.role,
                task.level, show(task.given), show(task.due), show(task.extended), show(task.done), task.status,
                task.secrecy, pick(Random(place), CITIZENS),
            )
        )  # fmt: skip
    rows += [rows[17], rows[140]]  # exported twice
    rows.append((None, "Tổng số", None, f"{len(tasks)} nhiệm vụ", *[None] * 9))
    head: list[ROWS] = [
        ("CƠ QUAN MẪU", *[None] * 12),
        (None,),
        ("SỔ THEO DÕI NHIỆM VỤ CHÍNH PHỦ, THỦ TƯỚNG CHÍNH PHỦ GIAO NĂM 2020",),
        ("(Dữ liệu minh họa, không phải số liệu thật)",),
        (f"Thời gian xuất: {exported}",),
        (
            "STT", "Mã nhiệm vụ", "Nội dung", "Đơn vị thực hiện", "Vai trò", "Cấp giao", "Ngày giao", "Hạn xử lý",
            "Gia hạn đến", "Ngày hoàn thành", "Trạng thái", "Độ mật", "Chuyên viên theo dõi",
        ),
    ]  # fmt: skip
    forms.write_rows(path, "Nhiem vu", [*head, *rows], (6, 14, 40, 34, 11, 20, 12, 12, 12, 12, 26, 9, 24), header=5)


def _as_date(day: datetime.date | None) -> datetime.date | None:
    return day


def _as_text(day: datetime.date | None) -> str | None:
    return day.strftime("%d/%m/%Y") if day else None


def _write_reports(path: Path, standing: dict[tuple[str, str], Cell], chance: Random) -> None:
    """Eight reports a unit: four on the reform, four on control of procedures; late, missing, or on their last day."""
    rows: list[ROWS] = []
    place = 0
    for unit in UNITS:
        late = _count_late(standing[unit.id, REPORTS])
        kinds = [(kind, period) for kind in REPORT_KINDS for period in REPORT_DUE]
        faulty = set(shuffled(chance, range(len(kinds)))[:late])
        for number, (kind, period) in enumerate(kinds):
            place += 1
            due = REPORT_DUE[period]
            sent: datetime.date | None = _later(due, -between(chance, 0, 4))
            if number in faulty:
                sent = None if number % 3 == 1 else roll(_later(due, between(chance, 1, 9)))
            if number in faulty and number % 8 == 5:
                continue  # the row that should be there and is not
            code = f"{between(chance, 20, 400)}/BC-{unit.symbol}" if sent else None
            rows.append((f"{kind} {period}", _spell(unit, place), due, sent, code, "Trục liên thông văn bản"))
    head: list[ROWS] = [
        ("LỊCH BÁO CÁO ĐỊNH KỲ NĂM 2020 (dữ liệu minh họa)",),
        ("Ngày lập: 11/01/2021",),
        ("Kỳ báo cáo", "Đơn vị", "Hạn gửi", "Ngày gửi", "Số ký hiệu", "Gửi qua"),
    ]
    forms.write_rows(path, "Bao cao", [*head, *rows], (26, 34, 12, 12, 16, 26), header=2)


def _write_conclusions(path: Path, standing: dict[tuple[str, str], Cell], chance: Random) -> None:
    """Seven conclusions a unit, each 15 days after the report it rests on; one of them due next year."""
    twisted = find_twisted(standing)["over"]
    rows: list[ROWS] = []
    number = 0
    for unit in UNITS:
        late = _count_late(standing[unit.id, CONCLUSIONS], TWISTS["over"] if unit.id == twisted else 0)
        for place in range(max(6, late + 2)):
            number += 1
            start = _some_day(chance, 1, 11)
            due = roll(_later(start, 15))
            signed = _later(due, -between(chance, 0, 6)) if place >= late else roll(_later(due, between(chance, 1, 25)))
            rows.append((f"KL-{number:03}", _spell(unit, number), start, max(signed, start), _cell_note(place, late)))
        number += 1
        rows.append(
            (f"KL-{number:03}", _spell(unit, number), datetime.date(2020, 12, between(chance, 21, 30)), None, None)
        )
    head: list[ROWS] = [
        ("SỔ THEO DÕI KẾT LUẬN, THÔNG BÁO KẾT QUẢ KIỂM TRA NĂM 2020 (dữ liệu minh họa)",),
        ("Cập nhật đến ngày 11/01/2021",),
        ("Số", "Đơn vị chủ trì", "Ngày nhận báo cáo kết quả", "Ngày ký kết luận", "Ghi chú"),
    ]
    forms.write_rows(path, "Ket luan", [*head, *rows], (10, 34, 16, 16, 30), header=2)


def _cell_note(place: int, late: int) -> str | None:
    return "Chậm do chờ ý kiến" if place < late and place % 3 == 0 else None


def _write_documents(standing: dict[tuple[str, str], Cell], chance: Random) -> str:
    """The book of outgoing documents: three ways of sending, signed ones marked, a few secret ones."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\n")
    table.writerow(
        [
            "STT",
            "Số ký hiệu",
            "Ngày ban hành",
            "Đơn vị soạn",
            "Trích yếu",
            "Độ mật",
            "Hình thức gửi",
            "Ký số",
            "Người ký",
        ]
    )
    place = 0
    for unit in UNITS:
        whole = between(chance, 280, 330)
        electronic = _split(standing[unit.id, DOCUMENTS], whole)
        signed = _split(standing[unit.id, SIGNED], electronic)
        ways = ["Điện tử"] * electronic + ["Giấy"] * ((whole - electronic) // 2)
        ways += ["Giấy và điện tử"] * (whole - len(ways))
        marks = ["x"] * signed + [""] * (whole - signed)
        for number in shuffled(chance, range(whole)):
            place += 1
            day = _some_day(chance, 1, 12)
            code = f"{number + 1}/{unit.symbol}-{'TH' if number % 2 else 'VP'}"
            table.writerow(
                [place, code, day.strftime("%d/%m/%Y"), _spell(unit, place), f"V/v nội dung số {place} (minh họa)",
                 "Thường", ways[number], marks[number], CITIZENS[place % 3]]
            )  # fmt: skip
        if unit in UNITS[:7]:
            place += 1
            table.writerow(
                [place, f"M{place}/{unit.symbol}", "15/10/2020", unit.name, "", "Mật", "Giấy", "", CITIZENS[0]]
            )
    return written.getvalue()


def _split(cell: Cell, whole: int) -> int:
    """How many of *whole* give the score that stands by its share of the maximum, to a quarter of a point."""
    top, given = cell.criterion.top, cell.standing or 0
    low, high = max(0.0, (given - 12.5) / top), min(1.0, (given + 12.5) / top)
    aim = low + (high - low) * (0.62 if given < top else 0.55)
    return round(whole * aim)


def _write_files(path: Path, standing: dict[tuple[str, str], Cell], chance: Random) -> None:
    """One-stop files, a sheet per unit: the unit stands in the title, moments are text, some files were paused."""
    sheets: list[tuple[str, list[ROWS]]] = []
    number = 0
    for unit in UNITS:
        cell = standing.get((unit.id, FILES))
        if cell is None or cell.standing is None:
            continue
        whole = between(chance, 90, 130)
        on_time = _split(cell, whole)
        rows: list[ROWS] = [
            ("SỔ THEO DÕI HỒ SƠ THỦ TỤC HÀNH CHÍNH NĂM 2020 (dữ liệu minh họa)",),
            (f"Đơn vị: {unit.name}",),
            ("Thời gian xuất: 09:05 11/01/2021",),
            (
                "STT", "Mã hồ sơ", "Chủ hồ sơ", "Số điện thoại", "Ngày tiếp nhận", "Ngày hẹn trả", "Tạm dừng từ",
                "Tạm dừng đến", "Ngày trả", "Trạng thái",
            ),
        ]  # fmt: skip
        for place in range(whole):
            number += 1
            taken = roll(_some_day(chance, 1, 11))
            due = roll(_later(taken, between(chance, 5, 20)))
            start = end = None
            done = roll(_later(taken, 3)) if place < on_time else roll(_later(due, between(chance, 1, 12)))
            if place < on_time and place % 17 == 3:  # the clock stood still while papers were missing
                start, end = _later(taken, 2), _later(taken, 2 + 10)
                done = roll(_later(due, 6))
            rows.append(
                (place + 1, f"HS-{number:05}", CITIZENS[number % 3], f"0900 000 {number % 1000:03}",
                 _as_moment(taken, 8), _as_moment(due, 17), _as_moment(start, 9), _as_moment(end, 9),
                 _as_moment(done, 16), "Đã trả kết quả")
            )  # fmt: skip
        sheets.append((unit.symbol, rows))
    forms.write_sheets(path, sheets, (6, 12, 24, 14, 20, 20, 20, 20, 20, 16), header=3)


def _as_moment(day: datetime.date | None, hour: int) -> str | None:
    return day.strftime(f"%d/%m/%Y {hour:02}:30:00") if day else None


def _write_calendar() -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(["date", "day", "reason", "document"])
    table.writerows((day, "off", reason, f"Thông báo nghỉ lễ năm {day[:4]} (minh họa)") for day, reason in DAYS_OFF)
    return written.getvalue()


def _write_rulings(tasks: list[Task], unit_id: str) -> str:
    """The ruling that cures one wrong row: the register has the day on which a clerk entered the document."""
    wrong = next(task for task in tasks if task.unit.id == unit_id and task.done and task.done > task.due)
    return (
        "# Quyết định với từng dòng của sổ theo dõi (minh họa).\n"
        "# Dòng phải còn đúng như khi quyết định, nếu không là lỗi.\n\n"
        f'[[rulings]]\nregister = "tasks"\nkey = {{ code = "{wrong.code}", unit = "{wrong.unit.id}" }}\n'
        f'decision = "done"\nvalue = {wrong.due.isoformat()}\n'
        'reason = "Sổ ghi ngày văn thư nhập; văn bản hoàn thành đã gửi qua trục liên thông đúng hạn"\n'
        'by = "Tổ giúp việc"\ndocument = "Biên bản đối chiếu ngày 12/01/2021 (minh họa)"\n'
        f"expect = {{ due_first = {wrong.due.isoformat()}, done = {wrong.done.isoformat() if wrong.done else ''} }}\n"
    )


_REGISTERS = """# Sổ theo dõi của mùa 2020 và cách tính từ sổ (minh họa; docs/registers.md giải thích từng khóa).
# Mọi quy ước đều ghi ở đây và được in ra; đổi một dòng rồi chạy cchc measure để xem điểm đổi thế nào.
# Tệp này do scripts/sample_seasons viết ra.

period = { from = 2020-01-01, to = 2020-12-31 }
as_of = 2021-01-10T17:00:00
calendar = "calendar.csv"
weekend = ["saturday", "sunday"]

[[registers]]
id = "tasks"
name = "Sổ nhiệm vụ Chính phủ, Thủ tướng giao"
name_en = "Tasks of the Government and the Prime Minister"
files = ["registers/theo-doi-nhiem-vu_*.xlsx"]
exported_at = { cell = "Thời gian xuất:" }
snapshots = "newest"
row = "task"
key = ["code", "unit"]
same_row = "stop"
believe = "dates"
[registers.dates]
done_means = "finished"
order = "dmy"
zone = "Asia/Ho_Chi_Minh"
[registers.units]
ignore = ["Tổng số"]
[registers.headings]
code = ["Mã nhiệm vụ"]
unit = ["Đơn vị thực hiện"]
role = ["Vai trò"]
level = ["Cấp giao"]
given = ["Ngày giao"]
due_first = ["Hạn xử lý"]
due = ["Gia hạn đến"]
done = ["Ngày hoàn thành"]
status = ["Trạng thái"]
secrecy = ["Độ mật"]
[registers.values.role]
lead = ["Chủ trì"]
support = ["Phối hợp"]
[registers.values.level]
government = ["Chính phủ"]
prime_minister = ["Thủ tướng Chính phủ"]
minister = ["Bộ trưởng"]
[registers.values.status]
done_on_time = ["Hoàn thành đúng hạn"]
done_late = ["Hoàn thành quá hạn"]
open_in_time = ["Chưa hoàn thành trong hạn"]
open_late = ["Chưa hoàn thành quá hạn"]
cancelled = ["Đã hủy"]
[registers.values.secrecy]
normal = ["Thường"]
secret = ["Mật", "Tối mật", "Tuyệt mật"]

[[registers]]
id = "reports"
name = "Lịch báo cáo định kỳ"
name_en = "Calendar of periodic reports"
files = ["registers/lich-bao-cao-2020.xlsx"]
exported_at = { cell = "Ngày lập:" }
snapshots = "newest"
row = "report"
key = ["kind", "unit"]
same_row = "stop"
[registers.dates]
done_means = "sent"
zone = "Asia/Ho_Chi_Minh"
[registers.headings]
kind = ["Kỳ báo cáo"]
unit = ["Đơn vị"]
due = ["Hạn gửi"]
done = ["Ngày gửi"]
code = ["Số ký hiệu"]

[[registers]]
id = "conclusions"
name = "Sổ kết luận, thông báo kết quả kiểm tra"
name_en = "Conclusions of inspections"
files = ["registers/so-ket-luan-2020.xlsx"]
exported_at = { cell = "Cập nhật đến ngày" }
snapshots = "newest"
row = "conclusion"
key = ["code", "unit"]
same_row = "stop"
[registers.dates]
done_means = "signed"
zone = "Asia/Ho_Chi_Minh"
[registers.headings]
code = ["Số"]
unit = ["Đơn vị chủ trì"]
start = ["Ngày nhận báo cáo kết quả"]
done = ["Ngày ký kết luận"]

[[registers]]
id = "documents"
name = "Sổ văn bản đi"
name_en = "Outgoing documents"
files = ["registers/so-van-ban-di-2020*.csv"]
exported_at = 2021-01-11
snapshots = "all"
row = "document"
key = ["code", "unit"]
same_row = "stop"
[registers.headings]
code = ["Số ký hiệu"]
issued = ["Ngày ban hành"]
unit = ["Đơn vị soạn"]
secrecy = ["Độ mật"]
sent = ["Hình thức gửi"]
signed = ["Ký số"]
[registers.values.secrecy]
normal = ["Thường"]
secret = ["Mật", "Tối mật", "Tuyệt mật"]
[registers.values.sent]
electronic = ["Điện tử"]
paper = ["Giấy"]
both = ["Giấy và điện tử"]
[registers.values.signed]
yes = ["x"]

[[registers]]
id = "files"
name = "Sổ hồ sơ một cửa"
name_en = "One-stop files"
files = ["registers/so-ho-so-tthc-2020.xlsx"]
exported_at = { cell = "Thời gian xuất:" }
snapshots = "newest"
row = "file"
key = ["code"]
same_row = "stop"
believe = "dates"
[registers.dates]
done_means = "finished"
zone = "Asia/Ho_Chi_Minh"
[registers.units]
from_title = "Đơn vị:"
[registers.headings]
code = ["Mã hồ sơ"]
start = ["Ngày tiếp nhận"]
due = ["Ngày hẹn trả"]
paused_from = ["Tạm dừng từ"]
paused_to = ["Tạm dừng đến"]
done = ["Ngày trả"]
status = ["Trạng thái"]
[registers.values.status]
done = ["Đã trả kết quả"]
open = ["Đang giải quyết"]

[[measures]]
criterion = "chi-dao.nhiem-vu.qua-han"
text = "Mỗi nhiệm vụ quá hạn trừ 0,25 điểm"
register = "tasks"
where = { level = ["government", "prime_minister"], role = ["lead"] }
exclude = [{ status = ["cancelled"], reason = "cancelled" }, { secrecy = ["secret"], reason = "secret" }]
counts_in = "due"
late = { due = ["due", "due_first"], roll = "next_working_day", open_late = true, done_late = true }
if_none = "max"
covers = "all"
rule = { type = "per_item", of = "late", start = "max", each = -0.25, floor = 0 }

[[measures]]
criterion = "chi-dao.bao-cao.dung-han"
text = "{reports}"
register = "reports"
counts_in = "due"
expected = { kind = [{kinds}], units = "applicable" }
late = { due = ["due"], roll = "next_working_day", open_late = true, done_late = true }
if_none = "manual"
covers = "all"
rule = { type = "per_item", of = "late", start = "max", each = -0.25, floor = 0 }

[[measures]]
criterion = "chi-dao.ket-luan"
text = "Mỗi kết luận ban hành chậm trừ 0,25 điểm"
register = "conclusions"
counts_in = "due"
if_none = "max"
covers = "all"
rule = { type = "per_item", of = "late", start = "max", each = -0.25, floor = 0 }
[measures.late]
after = "start"
by_date = [{ from = 2011-07-01, days = 15, day = "calendar" }]
roll = "next_working_day"
open_late = true
done_late = true

[[measures]]
criterion = "dien-tu.van-ban-ky-so.van-ban"
text = "{share}"
register = "documents"
exclude = [{ secrecy = ["secret"], reason = "secret" }]
counts_in = "issued"
numerator = { sent = ["electronic"] }
if_none = "not_applicable"
covers = "all"
rule = { type = "linear", step = 0.25, round = "half_up" }

[[measures]]
criterion = "dien-tu.van-ban-ky-so.ky-so"
text = "{share}"
register = "documents"
where = { sent = ["electronic"] }
exclude = [{ secrecy = ["secret"], reason = "secret" }]
counts_in = "issued"
numerator = { signed = ["yes"] }
if_none = "not_applicable"
covers = "all"
rule = { type = "linear", step = 0.25, round = "half_up" }

[[measures]]
criterion = "{files}"
text = "{share}"
register = "files"
counts_in = "due"
numerator = "on_time"
late = { due = ["due"], roll = "next_working_day", open_late = true, done_late = true, pauses = "exclude_while_open" }
if_none = "not_applicable"
covers = "all"
rule = { type = "linear", step = 0.25, round = "half_up" }
"""
