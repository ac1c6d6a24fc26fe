"""Tables of the order of appraisal."""

import pandas as pd
from pandera.typing import Series

from cchc_analysis.schemas.columns import Table, column, optional


class PlanOfAppraisal(Table):
    """One row per claimed cell that is not appraised yet, in the order in which to verify them.

    An order of work inside a complete appraisal. It holds no score of last year: who appraises sees none before
    scoring.
    """

    year: Series[int] = column("Năm", "Year")
    unit_id: Series[str] = column("Mã đơn vị", "Unit id")
    criterion_id: Series[str] = column("Mã định danh tiêu chí", "Criterion id")
    place: Series[int] = column("Thứ tự soát", "Place in the order", ge=1)
    criterion_place: Series[int] = column("Thứ tự soát của tiêu chí", "Place of the criterion in the order", ge=1)
    self_score: Series[float] = column("Điểm tự chấm", "Self-score")
    max_score: Series[float] = optional("Điểm tối đa", "Maximum score", ge=0)
    is_above_last_year: Series[pd.BooleanDtype] = optional(
        "Tự chấm cao hơn điểm thẩm định năm trước", "Claimed above last year's appraised score"
    )
    is_cut_last_year: Series[pd.BooleanDtype] = optional("Năm trước bị hạ", "Cut last year")
    is_above_register: Series[pd.BooleanDtype] = optional(
        "Tự chấm cao hơn điểm tính từ sổ", "Claimed above what a register shows"
    )
    is_full_without_evidence: Series[pd.BooleanDtype] = optional(
        "Tự chấm tối đa, không nêu tài liệu", "Claimed in full without evidence"
    )
    is_drawn: Series[bool] = column("Rút thăm ngẫu nhiên", "Drawn at random")
    is_floor: Series[bool] = column("Bảo đảm mức tối thiểu của đơn vị", "Taken for the floor of its unit")
    is_first_part: Series[bool] = column("Thuộc đợt soát đầu", "In the first part")

    class Config:
        unique = ["year", "unit_id", "criterion_id"]


class PlanTrial(Table):
    """One row per share of the claims verified first: what the order would have found of this season's cuts."""

    year: Series[int] = column("Năm", "Year")
    verified_share: Series[float] = column("Phần soát trước", "Share verified first", gt=0, le=1)
    claim_count: Series[int] = column("Số ô tự chấm đã thẩm định", "Claims appraised", ge=1)
    verified_count: Series[int] = column("Số ô soát trước", "Claims verified first", ge=0)
    cut_count: Series[int] = column("Số ô bị hạ ở lần thẩm định đầu", "Claims cut at the first appraisal", ge=0)
    cut_score: Series[float] = column("Điểm bị hạ ở lần thẩm định đầu", "Points cut at the first appraisal", ge=0)
    found_score: Series[float] = column("Điểm bị hạ nằm trong phần soát trước", "Of these, points in that share", ge=0)
    found_share: Series[float] = column("Phần điểm bị hạ tìm thấy", "Share of the points found", ge=0, le=1)
    random_share: Series[float] = column("Nếu soát ngẫu nhiên", "In a random order, on average", ge=0, le=1)
    best_share: Series[float] = column("Tốt nhất có thể", "Best possible", ge=0, le=1)
    has_history: Series[bool] = column("Có số liệu năm trước", "With an earlier season")
    ranked_units: Series[int] = column("Số đơn vị được xếp hạng", "Ranked units", ge=0)
    wrong_rank_units: Series[int] = column(
        "Số đơn vị sai hạng nếu phần còn lại giữ điểm tự chấm", "Ranks wrong if the rest had stood as claimed", ge=0
    )

    class Config:
        unique = ["year", "verified_share"]
