"""Files as systems write them: parts, snapshots, units in titles and headings, footers, columns nobody named."""

from pathlib import Path
from random import Random

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.registers.small_register import (
    COLUMNS,
    HEAD,
    LATE,
    TASKS,
    Body,
    day,
    make_units,
    measure,
    task,
    write_csv,
    write_sheet,
)

CANARY = "CHIM-HOANG-YEN"
ROWS = [
    task(f"NV-{number}", ("Vụ A", "Vụ B", "Cục I")[number % 3], day(f"2020-{number % 12 + 1:02}-15"), done)
    for number, done in enumerate([day("2020-12-20"), None, day("2020-01-10")] * 12)
]


def numbers(body: Body) -> list[list[object]]:
    return body.tables["measured"][["unit_id", "a", "b", "computed_score"]].to_numpy().tolist()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[list[object]]:
    folder = tmp_path_factory.mktemp("whole") / "raw"
    write_sheet(folder / "registers" / "tasks.xlsx", ROWS)
    return numbers(measure(folder, HEAD + TASKS + LATE))


def test_the_order_of_rows_does_not_matter(tmp_path: Path, whole: list[list[object]]) -> None:
    rows = list(ROWS)
    Random(5).shuffle(rows)
    write_sheet(tmp_path / "raw" / "registers" / "tasks.xlsx", rows)
    assert numbers(measure(tmp_path / "raw", HEAD + TASKS + LATE)) == whole


def test_parts_of_a_register_are_the_register_and_a_part_twice_changes_nothing(
    tmp_path: Path, whole: list[list[object]]
) -> None:
    parts = TASKS.replace('snapshots = "newest"', 'snapshots = "all"')
    folder = tmp_path / "raw" / "registers"
    write_sheet(folder / "tasks-1.xlsx", ROWS[:20])
    write_csv(folder / "tasks-2.csv", [_as_text(row) for row in ROWS[20:]], COLUMNS)
    assert numbers(measure(tmp_path / "raw", HEAD + parts + LATE)) == whole
    write_sheet(folder / "tasks-3.xlsx", ROWS[:5])
    body = measure(tmp_path / "raw", HEAD + parts + LATE)
    assert numbers(body) == whole
    assert body.rules() == ["register_same_row"]


def _as_text(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else value for value in row)


def test_a_parquet_file_is_a_register_like_any_other(tmp_path: Path, whole: list[list[object]]) -> None:
    table = pa.table({name: [row[at] for row in ROWS] for at, name in enumerate(COLUMNS)})
    path = tmp_path / "raw" / "registers" / "tasks.parquet"
    path.parent.mkdir(parents=True)
    pq.write_table(table, path)
    assert numbers(measure(tmp_path / "raw", HEAD + TASKS + LATE)) == whole


def test_an_added_late_row_never_raises_and_a_doubtful_one_widens_the_span_around_the_score(tmp_path: Path) -> None:
    folder = tmp_path / "raw"
    scores = []
    for count in range(4):
        late = [task(f"X{number}", "Vụ A", day("2020-03-02"), None) for number in range(count)]
        bad = [task(f"Y{number}", "Vụ A", day("2020-03-02"), "hôm qua") for number in range(count)]
        write_sheet(folder / "registers" / "tasks.xlsx", [*ROWS[2:6], *late, *bad])
        row = measure(folder, HEAD + TASKS + LATE).measured("vu-a")
        assert row["lowest"] <= row["computed_score"] <= row["highest"]
        assert round(row["highest"] - row["lowest"], 6) == 0.25 * count
        scores.append(row["computed_score"])
    assert scores == sorted(scores, reverse=True)


def test_an_alias_moves_its_own_rows_alone(tmp_path: Path) -> None:
    folder = tmp_path / "raw"
    write_sheet(folder / "registers" / "tasks.xlsx", [*ROWS, task("Z1", "Vụ Bê", day("2020-03-02"), None)])
    before = measure(folder, HEAD + TASKS + LATE).tables["measured"].set_index("unit_id")[["a", "b"]]
    units = make_units().assign(aliases=["Vụ Alpha", "Vụ Bê", None])
    after = measure(folder, HEAD + TASKS + LATE, units=units).tables["measured"].set_index("unit_id")[["a", "b"]]
    moved = after - before
    assert moved.loc["vu-b"].tolist() == [1, 1]
    assert moved.drop(index="vu-b").to_numpy().tolist() == [[0, 0], [0, 0]]


def test_the_newest_export_counts_and_what_moved_since_the_older_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "registers"
    older = [task("NV-1", "Vụ A", day("2020-06-15")), task("NV-2", "Vụ A", day("2020-06-15"))]
    write_sheet(folder / "tasks_20201202.xlsx", older)
    write_sheet(folder / "tasks_20210111.xlsx", [task("NV-1", "Vụ A", day("2020-07-15"), day("2020-07-15"))])
    dated = TASKS.replace("exported_at = 2021-01-11", 'exported_at = "file_name"')
    body = measure(tmp_path / "raw", HEAD + dated + LATE)
    assert body.rules() == ["register_due_moved", "register_row_gone"]
    assert body.measured("vu-a")["b"] == 1
    files = body.tables["register_files"].set_index("source_file")
    assert files["is_used"].to_dict() == {"registers/tasks_20210111.xlsx": True, "registers/tasks_20201202.xlsx": False}


def test_an_export_that_nothing_dates_is_not_used(tmp_path: Path) -> None:
    write_sheet(tmp_path / "raw" / "registers" / "tasks.xlsx", ROWS)
    undated = TASKS.replace("exported_at = 2021-01-11", 'exported_at = "file_name"')
    body = measure(tmp_path / "raw", HEAD + undated + LATE)
    assert body.rules() == ["register_export_undated"]
    assert set(body.tables["measured"]["state"]) == {"no_register"}


def test_units_stand_in_a_title_or_head_the_rows_below_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    columns = [name for name in COLUMNS if name != "Đơn vị"]
    for row in (
        ["SỔ", None],
        ["Đơn vị: Vụ A"],
        columns,
        ["NV-1", "Chủ trì", day("2020-03-02"), None, None, None, "Thường"],
        ["I", "Vụ B"],
        ["NV-2", "Chủ trì", day("2020-03-02"), None, None, None, "Thường"],
        columns,  # the header printed once more
        ["NV-3", "Chủ trì", day("2020-03-02"), None, None, None, "Thường"],
        ["Tổng số:", "3 nhiệm vụ"],
    ):
        sheet.append(row)
    path = tmp_path / "raw" / "registers" / "tasks.xlsx"
    path.parent.mkdir(parents=True)
    book.save(path)
    stated = TASKS.replace('unit = ["Đơn vị"]\n', "").replace(
        "[registers.headings]",
        '[registers.units]\nfrom_title = "Đơn vị:"\nfrom_group_row = true\nignore = ["Tổng số"]\n[registers.headings]',
    )
    body = measure(tmp_path / "raw", HEAD + stated + LATE)
    assert [body.measured(unit)["a"] for unit in ("vu-a", "vu-b")] == [1, 2]
    assert body.rules() == []


def test_several_units_in_a_cell_each_have_the_row(tmp_path: Path) -> None:
    write_sheet(tmp_path / "raw" / "registers" / "tasks.xlsx", [task("NV-1", "Vụ A; Cục I", day("2020-03-02"))])
    body = measure(tmp_path / "raw", HEAD + TASKS + LATE)
    assert body.rules() == ["register_ambiguous_unit"]
    split = TASKS.replace("[registers.headings]", '[registers.units]\nsplit = ";"\n[registers.headings]')
    body = measure(tmp_path / "raw", HEAD + split + LATE)
    assert [body.measured(unit)["a"] for unit in ("vu-a", "vu-b", "cuc-i")] == [1, 0, 1]


def test_roman_numerals_never_match_one_another(tmp_path: Path) -> None:
    write_sheet(tmp_path / "raw" / "registers" / "tasks.xlsx", [task("NV-1", "Cục II", day("2020-03-02"))])
    body = measure(tmp_path / "raw", HEAD + TASKS + LATE)
    assert body.rules() == ["register_unknown_unit"]
    assert "Cục I)" not in body.findings[0]["sentence"]


def test_a_word_that_is_not_declared_is_an_error_and_its_rows_are_in_doubt(tmp_path: Path) -> None:
    write_sheet(tmp_path / "raw" / "registers" / "tasks.xlsx", [task("1", "Vụ A", day("2020-03-02"), role="Theo dõi")])
    body = measure(tmp_path / "raw", HEAD + TASKS + LATE)
    assert "register_unknown_value" in body.rules()


def test_a_column_that_is_not_named_is_in_no_table_no_cache_and_no_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "registers"
    columns = ("Nội dung", *COLUMNS, "Người xử lý", "Điện thoại")
    rows = [(CANARY, *row, CANARY, CANARY) for row in ROWS]
    rows += [(CANARY, *task("NV-1", "Vụ Lạ", day("2020-03-02"), "không rõ ngày"), CANARY, CANARY)]
    rows += [(CANARY, *task("NV-0", "Vụ A", day("2020-02-15")), CANARY, CANARY), (CANARY,), (CANARY, CANARY)]
    write_sheet(folder / "tasks.xlsx", rows, columns)
    secret = task("SO-MAT", "Vụ A", day("2020-03-02"), secrecy="Mật")
    write_sheet(folder / "tasks.xlsx", [*rows, ("", *secret, "", "")], columns)
    body = measure(tmp_path / "raw", HEAD + TASKS + LATE)
    assert {"register_unknown_unit", "register_bad_date", "register_secret_row"} <= set(body.rules())
    assert "secret = 1" in body.measured("vu-a")["excluded"]
    text = "".join(str(row) for row in body.findings)
    text += "".join(table.to_csv() for table in body.tables.values())
    assert CANARY not in text
    assert "SO-MAT" not in text
    (cached,) = body.cache.glob("*.parquet")
    assert CANARY not in pd.read_parquet(cached).to_csv()


def test_a_file_is_read_once_for_its_content(tmp_path: Path) -> None:
    write_sheet(tmp_path / "raw" / "registers" / "tasks.xlsx", ROWS)
    body = measure(tmp_path / "raw", HEAD + TASKS + LATE)
    first = {path.name: path.stat().st_mtime_ns for path in body.cache.glob("*.parquet")}
    again = measure(tmp_path / "raw", HEAD + TASKS + LATE)
    assert {path.name: path.stat().st_mtime_ns for path in again.cache.glob("*.parquet")} == first
