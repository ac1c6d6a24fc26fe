"""A season in one line: its rules and tables, with names in the reader's language beside every id."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from cchc_analysis import schemas, storage
from cchc_analysis.season import Grade, Letter, Reason, Reward, Season, Stage, UnitGroup

DISPLAY_TITLES: Mapping[str, tuple[str, str]] = {
    "unit": ("Đơn vị", "Unit"),
    "unit_short": ("Đơn vị", "Unit"),
    "group_name": ("Nhóm đơn vị", "Unit group"),
    "criterion_code": ("Mã", "Code"),
    "criterion": ("Tiêu chí", "Criterion"),
    "other_criterion_code": ("Mã tiêu chí cùng bị trừ", "Code of the other criterion"),
    "other_criterion": ("Tiêu chí cùng bị trừ", "Other criterion"),
    "domain_code": ("Mã", "Code"),
    "domain": ("Lĩnh vực", "Domain"),
    "ranked_criterion": ("Tiêu chí", "Criterion"),
    "grade_name": ("Xếp loại", "Grade"),
    "previous_grade_name": ("Xếp loại năm trước", "Grade last year"),
    "lowest_grade_name": ("Xếp loại thấp nhất có thể", "Lowest possible grade"),
    "highest_grade_name": ("Xếp loại cao nhất có thể", "Highest possible grade"),
    "grade_without_name": ("Xếp loại nếu không công nhận", "Grade if not recognised"),
    "grade_with_name": ("Xếp loại nếu công nhận", "Grade if recognised"),
    "grade_beyond_name": ("Xếp loại nếu qua ngưỡng", "Grade past the cut-off"),
    "flipped_grade_name": ("Xếp loại khi đó", "Grade then"),
    "cut_off_grade_name": ("Nhóm điểm của ngưỡng", "Grade of the cut-off"),
    "reason_name": ("Lý do trừ điểm", "Reason"),
    "reward_name": ("Quy tắc khen thưởng", "Reward rule"),
    "letter_name": ("Thư", "Letter"),
    "stage_name": ("Giai đoạn", "Stage"),
    "moving_criterion": ("Tiêu chí làm đổi hạng nhiều nhất", "Criterion that moves it most"),
    "moving_domain": ("Lĩnh vực làm đổi hạng nhiều nhất", "Domain that moves it most"),
    "title": ("Tên sáng kiến", "Initiative"),
}
"""Titles of the columns that :class:`SeasonTables` adds for readers, in Vietnamese and English."""


@dataclass(frozen=True)
class SeasonTables:
    """A season as an analyst holds it: ``season.unit_ranking`` is the table of that name, with names for readers.

    Every table of ``schemas.TABLES`` is an attribute. Beside each id stands its name in *lang*: ``unit`` and
    ``unit_short``, ``criterion`` and ``criterion_code``, ``domain``, ``grade_name``, ``group_name``, ``reason_name``.
    """

    year: int
    data: Path
    lang: str
    rules: Season

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in schemas.TABLES:
            raise AttributeError(f"no table {name!r}; there are: {', '.join(schemas.TABLES)}")
        return self._tables(name).copy()

    def __dir__(self) -> list[str]:
        return [*schemas.TABLES, "data", "find_unit", "has_previous", "lang", "rules", "year"]

    def __repr__(self) -> str:
        body = _pick(self.lang, self.rules.body, self.rules.body_en)
        return f"<season {self.year} of {body}: {len(self.units)} units; tables: {', '.join(schemas.TABLES)}>"

    @property
    def has_previous(self) -> bool:
        """Whether the season this one names as the previous one has tables to compare with."""
        return bool(self.unit_ranking["previous_total_score"].notna().any())

    def find_unit(self, unit: str = "") -> str:
        """The id of a unit given by id, name or short name; by default the first unit of the ranking.

        Raises :class:`KeyError` listing the units there are.
        """
        ranking = self.unit_ranking
        if not unit:
            return str(ranking["unit_id"].iloc[0])
        known = ranking[(ranking[["unit_id", "unit", "unit_short"]] == unit).any(axis=1)]
        if len(known) != 1:
            raise KeyError(f"no unit {unit!r}; there are: {', '.join(sorted(ranking['unit_id']))}")
        return str(known["unit_id"].iloc[0])

    @property
    def _tables(self) -> Callable[[str], pd.DataFrame]:
        return _loader(self.year, self.data, self.lang)


def load(year: int, data: str | Path | None = None, lang: str = "vi") -> SeasonTables:
    """Load a checked season. *data* is the folder of ``raw/`` and ``processed/``, from the project's folder.

    Raises :class:`storage.MissingTablesError`, which says what to run, where the season was not checked.
    """
    folder = storage.find_data(data)
    _loader.cache_clear()
    return SeasonTables(year=year, data=folder, lang=lang, rules=storage.load_rules(year, folder))


@cache
def _loader(year: int, data: Path, lang: str) -> Callable[[str], pd.DataFrame]:
    rules = storage.load_rules(year, data)
    units = storage.load_table("units", year, data)
    criteria = storage.load_table("criteria", year, data)

    @cache
    def load_table(name: str) -> pd.DataFrame:
        return add_names(storage.load_table(name, year, data), units, criteria, rules, lang)

    return load_table


def add_names(
    rows: pd.DataFrame, units: pd.DataFrame, criteria: pd.DataFrame, rules: Season, lang: str
) -> pd.DataFrame:
    """*rows* with names in *lang* beside the ids they carry; a name missing in English is given in Vietnamese."""
    unit_names = _names(units, "unit_id", "name", lang)
    short_names = _names(units, "unit_id", "short_name", lang)
    criterion_names = _names(criteria, "criterion_id", "name", lang)
    codes = criteria.set_index("criterion_id")["code"]
    grades = pd.Series({grade.id: _pick(lang, grade.name, grade.name_en) for grade in rules.grades}, dtype=str)
    lookups: dict[str, dict[str, pd.Series]] = {
        "unit_id": {"unit": unit_names, "unit_short": short_names},
        "criterion_id": {"criterion_code": codes, "criterion": criterion_names},
        "other_criterion_id": {"other_criterion_code": codes, "other_criterion": criterion_names},
        "domain_id": {"domain_code": codes, "domain": criterion_names},
        "ranked_node_id": {"ranked_criterion": criterion_names},
        "group": {"group_name": _declared(rules.unit_groups, lang)},
        "reason": {"reason_name": _declared(rules.reasons, lang)},
        "reward_id": {"reward_name": _declared(rules.rewards, lang)},
        "letter_id": {"letter_name": _declared(rules.letters, lang)},
        "stage": {"stage_name": _declared(rules.stages, lang)},
        "grade": {"grade_name": grades},
        "previous_grade": {"previous_grade_name": grades},
        "lowest_grade": {"lowest_grade_name": grades},
        "highest_grade": {"highest_grade_name": grades},
        "grade_without": {"grade_without_name": grades},
        "criterion_left_out_id": {"moving_criterion": criterion_names},
        "domain_left_out_id": {"moving_domain": criterion_names},
        "grade_with": {"grade_with_name": grades},
        "grade_beyond": {"grade_beyond_name": grades},
        "flipped_grade": {"flipped_grade_name": grades},
        "cut_off_grade": {"cut_off_grade_name": grades},
    }
    named = {
        display: rows[column].map(names)
        for column, displays in lookups.items()
        if column in rows
        for display, names in displays.items()
        if display not in rows
    }
    if "title_en" in rows and lang != "vi":
        named["title"] = rows["title_en"].fillna(rows["title"])
    return rows.assign(**named)


def _names(table: pd.DataFrame, key: str, column: str, lang: str) -> pd.Series:
    by_id = table.set_index(key)
    if lang == "vi":
        return by_id[column]
    return by_id[f"{column}_en"].fillna(by_id["name_en"]).fillna(by_id[column])


def _declared(parts: tuple[Grade | Letter | Reason | Reward | Stage | UnitGroup, ...], lang: str) -> pd.Series:
    return pd.Series({part.id: _pick(lang, part.name, part.name_en) for part in parts}, dtype=str)


def _pick(lang: str, vietnamese: str, english: str) -> str:
    return vietnamese if lang == "vi" or not english else english
