"""The tables described for people: ``docs/codebook.md``."""

from typing import Any

from cchc_analysis.schemas import ALL_TABLES


def codebook() -> str:
    """Every table and column in Markdown: grain, key, title in both languages, type, what it may hold."""
    head = (
        "# Sổ tay dữ liệu / Codebook\n\n"
        "Sinh từ `src/cchc_analysis/schemas` bằng `python scripts/codebook.py`; không sửa tay. Mỗi bảng là một tệp "
        "parquet trong `data/processed/<năm>/`; bảng `public_…` của bản công khai ở thư mục con `public/`; "
        "`seasons` và `code_lists` chỉ có trong bộ bảng nhiều mùa ([scale.md](scale.md)).\n\n"
        "Generated from `src/cchc_analysis/schemas` by `python scripts/codebook.py`; not edited by hand. Each table "
        "is a parquet file in `data/processed/<year>/`; those of the public edition (`public_…`) in `public/` there; "
        "`seasons` and `code_lists` only in a dataset of many seasons ([scale.md](scale.md)).\n"
    )
    return "\n".join([head, *(_describe(name) for name in ALL_TABLES)])


def _describe(table: str) -> str:
    schema = ALL_TABLES[table].to_schema()
    grain = " ".join(str(ALL_TABLES[table].__doc__).split())
    key = ", ".join(f"`{name}`" for name in schema.unique or [])
    lines = [
        f"## {table}\n",
        f"{grain}\n",
        f"Khóa / Key: {key}\n",
        "| Cột / Column | Tiêu đề | Title | Kiểu / Type | Có thể trống / May be missing | Giá trị / Values |",
        "|---|---|---|---|---|---|",
    ]
    for name, field in schema.columns.items():
        cells = (
            f"`{name}`",
            str(field.title),
            str(field.metadata["title_en"]),
            _describe_type(str(field.dtype)),
            "có / yes" if field.nullable else "",
            _describe_values(field.checks),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _describe_type(dtype: str) -> str:
    if dtype.startswith("str"):
        return "chữ / text"
    return {"float64": "số / number", "bool": "có, không / yes, no", "boolean": "có, không / yes, no"}.get(
        dtype, "số nguyên / whole number"
    )


def _describe_values(checks: list[Any]) -> str:
    texts = {
        "greater_than_or_equal_to": "≥ {min_value}",
        "greater_than": "> {min_value}",
        "less_than_or_equal_to": "≤ {max_value}",
    }
    return "; ".join(
        ", ".join(f"`{value}`" for value in check.statistics["allowed_values"])
        if check.name == "isin"
        else texts[check.name].format(**check.statistics)
        for check in checks
    )
