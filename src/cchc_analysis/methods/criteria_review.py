"""Whether the criteria still measure, and whether results heap at the cut-offs."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="criteria_review",
        name="Rà soát bộ tiêu chí",
        name_en="Review of the criteria set",
        tables=("criteria_review", "unused_steps"),
        functions=(
            "criteria_review.review_criteria",
            "criteria_review.effective_weights",
            "criteria_review.correlate_with_rest",
            "criteria_review.bound_correlation",
            "criteria_review.critical_correlation",
            "criteria_review.measure_separation",
            "criteria_review.list_unused_steps",
            "criteria_review.weigh_work",
            "criteria_review.bound_loss_rate",
        ),
        text="Trên các đơn vị đã thẩm định xong; các đơn vị là toàn bộ nên trọng số, mức đạt, tương quan là số đúng "
        "của mùa. Trọng số thực tế là phần của tiêu chí trong khác biệt tổng điểm giữa các đơn vị, cạnh trọng số "
        "theo điểm tối đa; tính trên điểm, và trên % khi điểm tối đa khác nhau giữa các đơn vị; kèm giá trị thấp "
        "nhất và cao nhất khi lần lượt bỏ một đơn vị. Bão hòa chỉ nói khi ít nhất 5 đơn vị áp dụng. Tương quan với "
        "phần còn lại tính trên các tiêu chí mà hầu hết (95%) đơn vị đều được chấm; chỉ nói là tách được các đơn vị "
        "khi |r| từ 0,456 (19 đơn vị; ít đơn vị hơn thì cao hơn) ở cả hai mùa. Mức điểm không ai nhận chỉ kể ở tiêu "
        "chí có ít nhất 5 đơn vị và không ít đơn vị hơn số mức. Một ô quyết định khi chỉ riêng ô đó giữ điểm tự "
        "chấm thì đơn vị đã có xếp loại hoặc hạng khác.",
        text_en="Over the units whose appraisal is complete; they are the whole population, so weights, difficulty and "
        "correlations are exact for the season. The effective weight is a criterion's share of how totals differ "
        "between units, beside its share of the maximum; on points, and on % where maxima differ between units; with "
        "its least and largest value over leaving out one unit in turn. Saturation is said only where at least 5 units "
        "apply. The correlation with the rest is over the leaves at which nearly all (95%) units were scored; a "
        "criterion is said to separate units only from |r| of 0.456 on (19 units; more for fewer) in both of two "
        "seasons. Values given to nobody are counted only where a leaf has at least 5 units and no fewer units than "
        "values. A cell decided where the unit's grade or rank would be another if this cell alone stood as claimed.",
        formulas=(
            ("effective_share", "Cov(điểm tiêu chí, tổng) ÷ Var(tổng)", "Cov(points of the node, sum) ÷ Var(sum)"),
            ("nominal_share", "điểm tối đa của tiêu chí ÷ mọi điểm tối đa", "maxima of the node ÷ all maxima"),
            ("mean_share", "bình quân điểm ÷ điểm tối đa", "mean of points ÷ maximum"),
            ("separation", "r(điểm, tổng các tiêu chí khác)", "r(points, sum of the other leaves)"),
            ("separation_lower", "tanh(artanh r − 1,96 ÷ √(n − 3))", "tanh(artanh r − 1.96 ÷ √(n − 3))"),
            ("separation_upper", "tanh(artanh r + 1,96 ÷ √(n − 3))", "tanh(artanh r + 1.96 ÷ √(n − 3))"),
            ("loss_rate_bound", "1 − 0,05^(1 ÷ số lượt)", "1 − 0.05^(1 ÷ cells)"),
            (
                "cells_per_deciding_point",
                "số ô đã soát ÷ điểm đã quyết định xếp loại hoặc hạng",
                "cells verified ÷ points that decided a grade or rank",
            ),
        ),
        source="Paruolo, Saisana, Saltelli (2013), Ratings and rankings, JRSS A 176, 609–634; "
        "Lord, Novick (1968), Statistical Theories of Mental Test Scores, ch. 15",
    ),
    Method(
        id="alike_criteria",
        name="Tiêu chí trùng nhau",
        name_en="Criteria that tell the same",
        tables=("alike_criteria",),
        functions=("criteria_review.find_alike",),
        text="Chỉ kể hai tiêu chí mất điểm giống hệt ở mọi đơn vị áp dụng cả hai (ít nhất 5, và ít nhất "
        "{min_lost_together} đơn vị bị trừ), hoặc có tương quan từ 0,9 trên ít nhất 10 đơn vị. Không có cặp nào thì "
        "nói không có: tương quan thấp hơn giữa hàng trăm cặp thường chỉ là ngẫu nhiên.",
        text_en="Only pairs with the same loss in every unit both apply to (at least 5, and at least "
        "{min_lost_together} of them deducted), or a correlation of 0.9 over at least 10 units. Where there is "
        "none, it says none: lower correlations among hundreds of pairs are mostly chance.",
    ),
    Method(
        id="set_precision",
        name="Bộ tiêu chí phân biệt được đến đâu",
        name_en="How finely the set tells apart",
        tables=("set_precision",),
        functions=("criteria_review.measure_precision", "criteria_review.generalize", "criteria_review.pick_core"),
        text="Nếu bộ chỉ số dùng các tiêu chí khác cùng loại, hai đơn vị phải cách nhau bao nhiêu điểm thì mới còn "
        "khác nhau. Tính trên các tiêu chí áp dụng cho hầu hết đơn vị. Đây không phải sai số của kết quả năm nay: "
        "kết quả năm nay theo đúng bộ tiêu chí năm nay.",
        text_en="Had the set had other criteria of the same kind, how many points two units must lie apart to differ "
        "still. Over the leaves common to nearly all units. It is no error of this year's result, which is exact under "
        "this year's set.",
        formulas=(
            ("unit_variance", "(MS đơn vị − MS còn lại) ÷ số tiêu chí", "(MS unit − MS rest) ÷ leaves"),
            ("leaf_variance", "(MS tiêu chí − MS còn lại) ÷ số đơn vị", "(MS leaf − MS rest) ÷ units"),
            ("relative_generality", "σ²u ÷ (σ²u + σ²e ÷ k)", "σ²u ÷ (σ²u + σ²e ÷ k)"),
            ("absolute_generality", "σ²u ÷ (σ²u + (σ²l + σ²e) ÷ k)", "σ²u ÷ (σ²u + (σ²l + σ²e) ÷ k)"),
            ("set_error_score", "√(k · MS còn lại), trên điểm", "√(k · MS rest), on points"),
            ("least_gap_score", "1,96 · √2 · sai số do chọn tiêu chí", "1.96 · √2 · set_error_score"),
        ),
        source="Cronbach, Gleser, Nanda, Rajaratnam (1972), The Dependability of Behavioral Measurements; Brennan "
        "(2001), Generalizability Theory, ch. 2",
    ),
    Method(
        id="criteria_proposals",
        name="Gợi ý cho bộ tiêu chí năm sau",
        name_en="What to look at for next year's set",
        tables=("criteria_proposals",),
        functions=("criteria_review.propose_changes",),
        text="Mỗi gợi ý rút thẳng từ một con số và không đi xa hơn: mọi đơn vị đạt tối đa từ hai mùa liền; trùng với "
        "tiêu chí khác; đi ngược phần còn lại ở cả hai mùa; ít nhất nửa số mức điểm không ai nhận. Gợi ý là để xem "
        "lại, không phải để bỏ.",
        text_en="Each proposal follows from one figure and goes no further: full in every unit for two seasons or "
        "more; alike with another; against the rest in two seasons; at least half of the values given to nobody. It "
        "asks to look again, not to delete.",
    ),
    Method(
        id="both_sets",
        name="Kết quả theo cả hai bộ tiêu chí",
        name_en="Results under both sets",
        tables=("both_sets",),
        functions=(
            "changed_set.rank_on_both_sets",
            "changed_set.drop",
            "changed_set.set_maximum",
            "changed_set.merge",
            "changed_set.split",
        ),
        text="Năm bộ tiêu chí thay đổi: điểm năm nay theo bộ năm nay và theo bộ năm trước. Theo bộ năm trước, mỗi "
        "nhóm tiêu chí nối nhau giữ phần đạt năm nay trên điểm tối đa năm trước; tiêu chí đã bỏ thì năm nay không "
        "ai chấm, nên để ngoài và nói rõ bao nhiêu điểm; xếp loại chỉ nêu khi phần đó không đổi được nó. Thử cho "
        "năm sau (đổi điểm tối đa, bỏ, gộp, tách tiêu chí) cũng giữ phần đạt của từng đơn vị: không đoán điểm chưa "
        "ai chấm.",
        text_en="In a year of change: this year's scores under this year's set and under last year's. Under last "
        "year's set each group of linked leaves keeps this year's share of last year's maxima; a dropped leaf was "
        "scored by nobody, is left out, and the points are named; the grade is stated only where they could not "
        "change it. Trials for next year (another maximum, a dropped, merged or split criterion) keep each unit's "
        "share too: no score that nobody gave is guessed.",
        formulas=(
            (
                "previous_set_score",
                "Σ (điểm ÷ điểm tối đa) × điểm tối đa năm trước + thưởng − phạt",
                "Σ (points ÷ maximum) × last year's maximum + bonus − penalty",
            ),
            ("unscored_max_score", "Σ điểm tối đa của tiêu chí đã bỏ", "Σ maxima of dropped leaves"),
        ),
    ),
    Method(
        id="cutoff_heaps",
        name="Kết quả dồn ở ngưỡng",
        name_en="Results heaped at the cut-offs",
        tables=("cutoff_heaps",),
        functions=("heaping.measure_heaps", "heaping.count_tails", "heaping.find_common_step"),
        text="Bao nhiêu kết quả ngay trên và ngay dưới mỗi ngưỡng, trong {heap_reach_score} điểm mỗi bên làm tròn theo "
        "bước điểm (hai bên có số mức bằng nhau; đúng ngưỡng là ở trên), theo điểm tự chấm, thẩm định lần đầu và điểm "
        "cuối. So với mọi cách rơi về hai bên có khả năng như nhau. Ít hơn 8 đơn vị gần ngưỡng thì không nói gì. Dồn ở "
        "đâu cũng chưa nói vì sao.",
        text_en="How many results lie just above and just below each cut-off, within {heap_reach_score} points on "
        "either side in whole scoring steps (equally many values on both; the cut-off itself is above), as claimed, "
        "as first appraised and as they stand. Compared with all equally likely ways to fall on two sides. Silent "
        "where fewer than 8 units are near. A heap does not say why.",
        formulas=(
            (
                "evenness",
                "2 × Σ C(n, i) từ i = số đơn vị bên đông hơn đến n, ÷ 2^n",
                "2 × Σ C(n, i) from i = the fuller side to n, ÷ 2^n",
            ),
        ),
    ),
)
