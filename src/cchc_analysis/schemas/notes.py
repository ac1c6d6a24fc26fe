"""Table of the paragraphs that people write for the report."""

from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional

SECTIONS = (
    "briefing",
    "summary",
    "situation",
    "results",
    "strengths",
    "shortcomings",
    "comparison",
    "recommendations",
)
"""What a note may be about beside a unit: the briefing, the report's opening, and the report's sections in order."""

LANGUAGES = ("vi", "en")


class Notes(Table):
    """One row per hand-written note: about a section of the report or about a unit, in one language."""

    year: Series[int] = column("Năm", "Year")
    section: Series[str] = optional("Phần của báo cáo", "Section of the report", isin=SECTIONS)
    unit_id: Series[str] = optional("Mã đơn vị", "Unit id")
    note_lang: Series[str] = column("Ngôn ngữ", "Language", isin=LANGUAGES)
    written: Series[str] = column("Đoạn văn (Markdown)", "Text (Markdown)")
    source_file: Series[str] = column("Tệp nguồn", "Source file")

    class Config:
        unique = ["year", "source_file"]
