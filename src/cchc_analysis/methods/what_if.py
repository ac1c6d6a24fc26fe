"""What would change if points were given back, and the least that a unit must regain."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="what_if",
        name="Nếu trả lại điểm",
        name_en="If points were given back",
        tables=("reason_restorations",),
        functions=(
            "what_if.select_cells",
            "what_if.restore",
            "what_if.recognise",
            "what_if.compare_rankings",
            "what_if.measure_restorations",
        ),
        text="Trả lại điểm bị trừ của một lý do, một tiêu chí hoặc một ô, cho một đơn vị, một nhóm hay mọi đơn vị "
        "(bằng điểm tối đa, hoặc bằng điểm tự chấm), rồi tính lại tổng điểm, xếp loại, thứ hạng theo đúng quy tắc"
        " của mùa. Chỉ nâng, không hạ; ô chưa thẩm định, ô có lỗi, dòng thưởng, dòng phạt giữ nguyên. Bảng theo "
        "lý do tính riêng từng lý do, trên các đơn vị đã thẩm định xong. Đây là phép thử để thấy một lý do nặng "
        "đến đâu, không phải đề nghị trả điểm.",
        text_en="The points lost for a reason, at a criterion or in single cells are given back to a unit, a group or "
        "everyone (up to the maximum, or to the self-score), and totals, grades and ranks are worked out again by"
        " the season's own rules. Points only rise; pending and faulty cells, bonus and penalty lines stay as "
        "they are. The table takes each reason alone, over the units whose appraisal is complete. It tests how "
        "heavy a reason is; it does not propose to give points back.",
        formulas=(
            ("restored_score", "tổng điểm bị trừ vì lý do đó", "sum of the deductions with that reason"),
            ("restored_units", "số đơn vị bị trừ vì lý do đó", "units with such a deduction"),
            (
                "changed_grade_units",
                "số đơn vị có xếp loại khác đi khi mọi đơn vị được trả lại",
                "units whose grade differs once everyone has the points back",
            ),
            ("changed_rank_units", "số đơn vị có hạng khác đi, như trên", "units whose rank differs, likewise"),
        ),
    ),
    Method(
        id="smallest_repair",
        name="Khắc phục ít nhất",
        name_en="The smallest repair",
        tables=("smallest_repairs", "repair_leaves"),
        functions=("repairs.set_goals", "repairs.find_repairs", "repairs.sum_repairs"),
        text="Ít nhất phải lấy lại bao nhiêu điểm, ở đâu, để lên xếp loại trên hoặc hạng trên. Ít điểm nhất trước, rồi"
        " ít tiêu chí nhất, tính đúng tuyệt đối theo bước điểm. Một tiêu chí lấy lại được bội số của bước điểm, "
        "hoặc toàn bộ phần đã mất; không khai bước điểm thì lấy lại bao nhiêu cũng được. Bằng nhau thì tiêu chí "
        "mất nhiều điểm hơn đứng trước, rồi theo thứ tự in. Bộ tiêu chí có ghi công sức khắc phục thì ít công sức"
        " nhất trước, rồi ít tiêu chí, rồi ít điểm; công sức tính một lần cho mỗi tiêu chí. Không tính tiêu chí "
        "điều tra xã hội học, dòng thưởng, dòng phạt. Về hạng, các đơn vị khác giữ nguyên; bằng điểm thì cùng "
        "hạng nên chỉ cần bằng đơn vị đứng trên. Xếp theo chỉ số thì mẫu số không đổi nên số điểm cần lấy lại "
        "cũng là số đúng. Đây là cách ít nhất, không phải cách duy nhất.",
        text_en="The fewest points, and where, that take a unit to the next grade or the next rank: fewest points "
        "first, then fewest leaves, exact on the scoring steps. A leaf regains multiples of its step, or all that it "
        "lost; without a declared step, any amount. Among equals the leaf that lost most comes first, then the "
        "printed order. Where the criteria set states efforts, least effort comes first, then fewest leaves, then "
        "fewest points; a leaf counts its effort once. Survey leaves, bonus and penalty lines are left out. For a rank "
        "the others are held fixed; equal values share a rank, so the value of the unit above is enough. By index the "
        "denominator does not change, so the points needed are exact too. It is the least, not the only way.",
        formulas=(
            (
                "needed_score",
                "mức cần đạt − giá trị hiện có, tính ra điểm",
                "the value to reach − the unit's own, in points",
            ),
            ("regained_score", "tổng điểm lấy lại nhỏ nhất ≥ điểm còn thiếu", "the smallest sum ≥ needed_score"),
            ("regainable_score", "tổng điểm bị trừ có thể lấy lại", "all deductions where a repair is possible"),
            ("reachable_total_score", "tổng điểm + điểm có thể lấy lại", "total_score + regainable_score"),
            ("repaired_total_score", "tổng điểm + điểm lấy lại", "total_score + regained_score"),
            ("repaired_score", "điểm thẩm định + điểm lấy lại", "appraised_score + regained_score"),
        ),
        source="Kellerer, Pferschy, Pisinger (2004), Knapsack Problems, Springer, ch. 7 (bounded knapsack by dynamic "
        "programming); Huangfu, Hall (2018), Parallelizing the dual revised simplex method, Math. Prog. Comp. 10 "
        "(HiGHS)",
    ),
)
