"""Where to look first, and what a rule on over-claiming would have done."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="plan_of_appraisal",
        name="Soát gì trước",
        name_en="What to verify first",
        tables=("plan_of_appraisal",),
        functions=(
            "plan_of_appraisal.plan_appraisal",
            "plan_of_appraisal.order_claims",
            "plan_of_appraisal.set_beside_registers",
        ),
        text="Các ô đã tự chấm mà chưa thẩm định, xếp theo ba khóa, hết khóa này mới đến khóa sau: tự chấm cao hơn "
        "điểm thẩm định năm trước của chính ô đó (so trên phần điểm tối đa, vì điểm tối đa có thể đã đổi); năm "
        "trước ô đó bị hạ; điểm tự chấm lớn hơn. Bằng nhau cả ba thì theo thứ tự rút thăm (số khởi tạo {seed}). "
        "Chưa có năm trước thì chỉ theo điểm tự chấm. Ít nhất {plan_random_share} số ô được rút thăm và đánh dấu, "
        "dù đứng ở đâu, để số liệu năm sau không chỉ có ở nơi đã soát kỹ. Đợt đầu gồm {plan_first_share} số ô đứng "
        "đầu, các ô rút thăm, và đủ {plan_unit_floor} ô của mỗi đơn vị. Danh sách làm việc đi từng tiêu chí qua mọi "
        "đơn vị, theo thứ tự bình quân của các ô, để cùng một thước đo. Đây là thứ tự làm việc trong một lần thẩm "
        "định đầy đủ, không phải lý do soát ít hơn: ô chưa ai soát vẫn là chưa thẩm định.",
        text_en="The claimed cells that are not appraised yet, by three keys, one after the other: claimed above what "
        "the same cell was given last year (as shares of the maximum, which may have changed); cut there last year; "
        "the larger claim. Cells alike in all three stand in the order of a draw (seed {seed}). Without a last "
        "season the claim alone decides. At least {plan_random_share} of the cells are drawn and marked wherever "
        "they stand, so that next year's history does not exist only where one looked. The first part is the first "
        "{plan_first_share} in order, the drawn cells, and {plan_unit_floor} cells of every unit. The worklist "
        "takes whole criteria through all units, by the mean place of their cells: one yardstick. It is an order of "
        "work inside a complete appraisal, no reason to verify less: a cell nobody looked at stays pending.",
        formulas=(
            ("place", "thứ tự theo ba khóa, trong các ô còn lại", "place by the three keys among the cells left"),
            (
                "criterion_place",
                "thứ tự của bình quân các thứ tự trong tiêu chí; ô bằng nhau chia nhau thứ tự",
                "order of the mean place of the criterion's cells, cells alike sharing their places",
            ),
            (
                "is_above_last_year",
                "điểm tự chấm ÷ điểm tối đa > điểm thẩm định năm trước ÷ điểm tối đa năm trước",
                "self_score ÷ max_score > last year's appraised score ÷ last year's maximum",
            ),
        ),
    ),
    Method(
        id="plan_trial",
        name="Thử thứ tự soát trên mùa này",
        name_en="The order tried on this season",
        tables=("plan_trial",),
        functions=("plan_of_appraisal.try_order",),
        text="Nếu các ô tự chấm của mùa này được soát theo thứ tự trên thì phần đầu danh sách chứa bao nhiêu điểm bị "
        "hạ ở lần thẩm định đầu, cạnh thứ tự ngẫu nhiên (bình quân) và thứ tự tốt nhất có thể (biết trước kết quả). "
        "Cạnh đó là số đơn vị sẽ sai hạng nếu các ô còn lại giữ nguyên điểm tự chấm. Chỉ nói về mùa này; trên dữ "
        "liệu minh họa con số chỉ cho thấy phép tính chạy đúng.",
        text_en="Had this season's claims been verified in that order, how many of the points cut at the first "
        "appraisal the first part of the list holds, beside a random order (on average) and the best possible one "
        "(knowing the outcome). Beside it the units whose rank would be wrong if the rest had stood as claimed. It "
        "speaks of this season alone; on made-up data it shows that the calculation works, not what it gains.",
        formulas=(
            (
                "found_share",
                "điểm bị hạ trong phần soát trước ÷ mọi điểm bị hạ",
                "points cut in the part verified first ÷ all points cut",
            ),
            ("random_share", "số ô soát trước ÷ số ô", "cells verified first ÷ cells"),
            ("best_share", "như trên, các ô bị hạ nhiều nhất đứng đầu", "the same, cells with the largest cuts first"),
        ),
    ),
    Method(
        id="over_claims",
        name="Thử quy tắc xử lý tự chấm cao",
        name_en="A rule on over-claiming, tried",
        tables=("over_claims",),
        functions=("over_claim.try_over_claim", "over_claim.find_penalties"),
        text="Mùa có quy tắc xử lý tự chấm cao thì thử quy tắc trên mùa này và các mùa trước, trước khi có ai ban "
        "hành: chênh lệch giữa điểm tự chấm và điểm thẩm định ở các tiêu chí có đối chiếu, mức trừ của bậc cao nhất mà "
        "chênh lệch đạt tới (kể cả cận dưới). Không điểm, xếp loại, thứ hạng nào của mùa chứa các mức trừ này. Xếp "
        "loại theo ngưỡng của từng mùa; hạng tính lại trong từng mùa, theo tổng điểm.",
        text_en="Where a season declares a rule on over-claiming, it is tried on this season and earlier ones before "
        "anybody decrees it: the gap between claim and appraisal at the compared leaves, the penalty of the widest "
        "band that it reaches (lower bounds included). No score, grade or rank of the season holds these penalties. "
        "Grades are by each season's own cut points; ranks are worked out again within each season, by total.",
        formulas=(
            ("gap_score", "điểm tự chấm − điểm thẩm định, phần có đối chiếu", "self − appraised, compared leaves"),
            ("gap_pct", "100 × chênh lệch ÷ điểm tối đa của phần đó", "100 × gap ÷ their maximum"),
            ("penalised_total_score", "tổng điểm − mức trừ thử", "total_score − penalty_score"),
            ("is_grade_lost", "tổng sau khi trừ < cận dưới của xếp loại", "that total < lower bound of the grade"),
        ),
    ),
)
