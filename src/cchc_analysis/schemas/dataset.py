"""Tables of a dataset of many bodies and seasons: which seasons it holds, and what their ids mean."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional


class Seasons(Table):
    """One row per season of a body: what it is called, how it ranks and grades, whether it is final and real."""

    year: Series[int] = column("Năm", "Year")
    title: Series[str] = column("Tên mùa chấm", "Season")
    title_en: Series[str] = optional("Tên mùa chấm (tiếng Anh)", "Season (English)")
    body_name: Series[str] = column("Cơ quan", "Body")
    body_name_en: Series[str] = optional("Cơ quan (tiếng Anh)", "Body (English)")
    decision: Series[str] = optional("Văn bản ban hành", "Decision")
    release: Series[str] = column("Tình trạng phát hành", "Release", isin=("draft", "final"))
    is_illustrative: Series[bool] = column("Dữ liệu minh họa", "Made-up data")
    rank_by: Series[str] = column("Xếp hạng theo", "Ranked by")
    grade_by: Series[str] = column("Xếp loại theo", "Graded by")
    previous_year: Series[pd.Int64Dtype] = optional("Mùa trước", "Season before")

    class Config:
        unique = ["year"]


class CodeLists(Table):
    """One row per id that a season's rules declare (``code_list``: grade, group, reason …) and the name it stands for.

    ``column_name`` is the column of the other tables that holds the ids.
    """

    year: Series[int] = column("Năm", "Year")
    code_list: Series[str] = column(
        "Danh mục", "Code list", isin=("grade", "group", "letter", "reason", "reward", "stage")
    )
    column_name: Series[str] = column("Cột dùng mã này", "Column that holds the id")
    id: Series[str] = column("Mã", "Id")
    name: Series[str] = column("Tên", "Name")
    name_en: Series[str] = optional("Tên tiếng Anh", "Name (English)")
    position: Series[int] = column("Thứ tự", "Position", ge=1)

    class Config:
        unique = ["year", "code_list", "id"]
