"""Losses spread over criteria and units: concentration, pattern, common and specific problems."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="loss_concentration",
        name="Mức tập trung của điểm bị trừ",
        name_en="Concentration of losses",
        tables=("loss_concentration",),
        functions=(
            "concentration.measure_loss_concentration",
            "concentration.measure_gini",
            "concentration.count_to_share",
        ),
        text="Xếp tiêu chí (hoặc tiêu chí thành phần, đơn vị) từ mất nhiều đến mất ít, đếm số mục đầu đủ chiếm "
        "{pareto_share} tổng điểm bị trừ. Mục cuối cùng bằng điểm với mục khác thì nêu khoảng: ít nhất chỉ lấy vừa đủ, "
        "nhiều nhất lấy hết các mục bằng điểm. Hệ số Gini bằng 0 khi mọi mục mất như nhau, bằng 1 khi một mục mất tất "
        "cả. Mục chưa biết điểm bị trừ, đơn vị chưa thẩm định xong thì để ngoài và được đếm riêng.",
        text_en="Criteria (or leaves, or units) stand from most to least lost; counted is how many of the first make "
        "up {pareto_share} of all points lost. Where the last one needed is tied the count is a range: fewest takes "
        "only as many as needed, most all of the tied. The Gini coefficient is 0 when all items lose the same, 1 when "
        "one item loses everything. Items without a known deduction and units not fully appraised are left out and "
        "counted apart.",
        formulas=(
            (
                "gini",
                "n/(n − 1) × (2 Σ i·xᵢ ÷ (n Σ xᵢ) − (n + 1)/n), x xếp tăng dần",
                "n/(n − 1) × (2 Σ i·xᵢ ÷ (n Σ xᵢ) − (n + 1)/n), x in rising order",
            ),
            ("fewest_count", "số mục ít nhất đủ mức", "fewest items that reach the share"),
            ("most_count", "số mục đó, kể hết các mục bằng điểm với mục cuối", "the same with all tied with the last"),
        ),
        source="Dixon, Weiner, Mitchell-Olds & Woodley 1987, Ecology 68, 1548–1551, and 1988, Ecology 69, 1307; Deltas "
        "2003, Review of Economics and Statistics 85, 226–234",
    ),
    Method(
        id="hit_pattern",
        name="Đơn vị nào mất điểm ở tiêu chí nào",
        name_en="Which unit loses where",
        tables=("hit_pattern",),
        functions=("hit_patterns.trace_hit_pattern", "hit_patterns.order_profiles", "hit_patterns.order_leaves"),
        text="Đơn vị, tiêu chí mất điểm giống nhau được xếp cạnh nhau; đến 60 dòng thì thứ tự là ngắn nhất có "
        "thể, trên "
        "đó là gần ngắn nhất. Nên xem lại ô mất từ {unusual_residual_pct} điểm tối đa trở lên và ít nhất hai "
        "bước điểm ở "
        "tiêu chí mà phần lớn đơn vị không mất điểm. Ô không áp dụng không có; ô chưa thẩm định xong là chưa biết, "
        "không phải 0.",
        text_en="Units, and criteria, of like losses stand side by side; up to 60 rows the order is the shortest there "
        "is, above it one near the shortest. Worth a second look is a cell that lost {unusual_residual_pct} of its "
        "maximum or more, and at least two scoring steps, where most units lost nothing. What does not apply has no "
        "cell; what is open is unknown, not 0.",
        formulas=(("deduction_pct", "100 × điểm bị trừ ÷ điểm tối đa của ô", "100 × deduction ÷ the cell's maximum"),),
        source="Bar-Joseph, Gifford & Jaakkola 2001, Bioinformatics 17, S22–S29; Dixon 1979, IEEE Transactions on "
        "Systems, Man, and Cybernetics 9, 617–621",
    ),
    Method(
        id="lost_together",
        name="Tiêu chí cùng bị trừ",
        name_en="Criteria lost together",
        tables=("criteria_lost_together",),
        functions=("hit_patterns.find_lost_together",),
        text="Hai tiêu chí cùng bị trừ ở ít nhất {min_lost_together} đơn vị, nhiều hơn mức ngẫu nhiên; chỉ tính "
        "những đơn "
        "vị mà cả hai tiêu chí đều áp dụng và đã thẩm định, không tính tiêu chí chỉ đo bằng điều tra xã hội "
        "học. Khả năng "
        "ngẫu nhiên tính theo phân phối siêu bội, hiệu chỉnh Holm cho mọi cặp đã xét, mức 5%. Cùng bị trừ không "
        "có nghĩa "
        "là tiêu chí này làm mất điểm tiêu chí kia.",
        text_en="Two criteria lost in the same units, at least {min_lost_together}, more often than chance; "
        "only units at "
        "which both apply and are appraised count, and criteria measured by surveys alone do not. The chance is "
        "hypergeometric, corrected by Holm's rule for all pairs looked at, at 5%. Lost together does not mean that one "
        "causes the other.",
        formulas=(
            (
                "expected_units",
                "số đơn vị bị trừ ở tiêu chí này × ở tiêu chí kia ÷ số đơn vị áp dụng cả hai",
                "units hit at the one × at the other ÷ units both apply to",
            ),
        ),
        source="Holm 1979, Scandinavian Journal of Statistics 6, 65–70",
    ),
    Method(
        id="measured_scope",
        name="Vấn đề chung, vấn đề riêng",
        name_en="Common and specific problems",
        tables=("scope_sensitivity", "group_deductions"),
        functions=(
            "measured_scope.measure_scope",
            "measured_scope.try_thresholds",
            "measured_scope.find_body_problems",
            "measured_scope.find_unit_problems",
            "deductions.rank_deducted_by_group",
        ),
        text="Tiêu chí là vấn đề chung khi ít nhất {common_hit_share} số đơn vị áp dụng bị trừ điểm; dưới mức đó, hoặc "
        "chỉ áp dụng cho một đơn vị, là vấn đề riêng; không đơn vị nào bị trừ thì không phải vấn đề. Đây là số đo, "
        "đứng cạnh phạm vi mà bộ tiêu chí khai báo. Bảng theo mức cho biết kết quả đổi ra sao khi chọn mức khác. Bảng "
        "của một nhóm được tính như bảng chung, chỉ trên các đơn vị của nhóm.",
        text_en="A criterion is a common problem where at least {common_hit_share} of the units it applies to lost "
        "points; below that, or where it applies to one unit only, a specific one; where nobody lost points, none. It "
        "is measured, and stands beside the scope the criteria set declares. The table by threshold says what another "
        "threshold would change. A group's table is made like that of all units, of the group's units alone.",
        formulas=(
            (
                "hit_share",
                "đơn vị bị trừ ÷ đơn vị đã biết bị trừ hay không",
                "units hit ÷ units known to be hit or not",
            ),
            ("mean_hit_deduction", "điểm bị trừ ÷ số đơn vị bị trừ", "deduction ÷ hit_units"),
            (
                "cumulative_share",
                "tỷ trọng cộng dồn theo thứ tự bị trừ; bằng điểm thì lấy ở cuối nhóm bằng điểm",
                "running share in order of points lost; the tied share the one at the end of the tie",
            ),
        ),
    ),
)
