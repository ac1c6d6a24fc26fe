"""Tables of the public edition: all that leaves the house, and nothing else.

They are an allow-list: a column that is not here is in no public file. ``docs/publication.md`` says why these.
"""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import SCOPES, Table, column, optional

PUBLIC_STATUSES = ("published", "not_ranked", "withheld")

WITHHELD_BECAUSE = ("few_units", "few_hits", "derivable", "unfinished")


class PublicUnits(Table):
    """One row per unit: its names and its group."""

    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    name: Series[str] = column("Tên đơn vị", "Unit (Vietnamese)")
    name_en: Series[str] = optional("Tên tiếng Anh", "Unit (English)")
    short_name: Series[str] = column("Tên gọn", "Short name")
    short_name_en: Series[str] = optional("Tên gọn tiếng Anh", "Short name (English)")
    group: Series[str] = optional("Nhóm đơn vị", "Unit group")

    class Config:
        unique = ["unit_id"]


class PublicRanking(Table):
    """One row per unit: its grade and, where the result is published in order, its rank and total; else list order."""

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    group: Series[str] = optional("Nhóm đơn vị", "Unit group")
    public_status: Series[str] = column("Tình trạng công bố", "Publication status", isin=PUBLIC_STATUSES)
    rank: Series[pd.Int64Dtype] = optional("Hạng", "Rank", ge=1)
    group_rank: Series[pd.Int64Dtype] = optional("Hạng trong nhóm", "Rank in group", ge=1)
    grade: Series[str] = optional("Xếp loại", "Grade")
    total_score: Series[float] = optional("Tổng điểm", "Total score")
    index_pct: Series[float] = optional("Chỉ số CCHC (%)", "PAR index (%)")
    total_pct: Series[float] = optional("Tổng điểm, % điểm tối đa được áp dụng", "Total, % of the applicable maximum")

    class Config:
        unique = ["year", "unit_id"]


class _PublicNodes(Table):
    year: Series[int] = column("Năm", "Year")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    code: Series[str] = column("Mã in", "Printed code")
    name: Series[str] = column("Tên tiêu chí", "Criterion (Vietnamese)")
    name_en: Series[str] = optional("Tên tiếng Anh", "Criterion (English)")
    domain_id: Series[str] = column("Lĩnh vực", "Domain")
    scope: Series[str] = column("Phạm vi", "Scope", isin=SCOPES)
    applicable_units: Series[int] = column("Số đơn vị áp dụng", "Units it applies to", ge=0)
    withheld_because: Series[str] = optional("Lý do không công bố", "Why withheld", isin=WITHHELD_BECAUSE)
    mean_appraised_score: Series[float] = optional("Trung bình các đơn vị", "Mean of the units")
    reached_pct: Series[float] = optional("Đạt được (% điểm tối đa)", "Reached (% of maximum)")
    deduction: Series[float] = optional("Điểm bị trừ", "Deduction")
    deduction_pct: Series[float] = optional("Bị trừ (% điểm tối đa)", "Deduction (% of maximum)")
    loss_share: Series[float] = optional("Tỷ trọng trong tổng điểm bị trừ", "Share of all points lost")
    hit_units: Series[pd.Int64Dtype] = optional("Số đơn vị bị trừ", "Units losing points", ge=0)


class PublicDomains(_PublicNodes):
    """One row per domain, in the order of the criteria set: what all units together reached and lost there."""

    class Config:
        unique = ["year", "criterion_id"]


class PublicCriteria(_PublicNodes):
    """One row per criterion: what all units together reached and lost, most deducted first, withheld ones last."""

    class Config:
        unique = ["year", "criterion_id"]


class PublicHeadlines(Table):
    """One row per figure that stands for the whole season and may be published."""

    year: Series[int] = column("Năm", "Year")
    metric: Series[str] = column("Chỉ tiêu", "Figure")
    value: Series[float] = optional("Giá trị", "Value")

    class Config:
        unique = ["year", "metric"]


PUBLIC_TABLES: dict[str, type[Table]] = {
    "public_units": PublicUnits,
    "public_ranking": PublicRanking,
    "public_domains": PublicDomains,
    "public_criteria": PublicCriteria,
    "public_headlines": PublicHeadlines,
}
