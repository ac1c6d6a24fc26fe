"""Self-scores against appraised scores: inflation, agreement, ranks claimed, explanations."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="inflation",
        name="Tự chấm cao hơn thẩm định",
        name_en="Self-score above appraised score",
        tables=("inflation",),
        functions=("inflation.measure_inflation",),
        text="Chỉ tính tiêu chí có cả hai điểm. Phần chênh bằng điểm bị hạ trừ điểm được nâng, có thể âm; hai phần "
        "luôn ghi riêng. Một lượt tự chấm là điểm tự chấm của một đơn vị ở một tiêu chí; tự chấm tối đa là đạt điểm "
        "tối đa. Thiếu điểm tối đa thì không có tỷ lệ.",
        text_en="Only leaves with both scores count. The gap is points cut minus points raised and may be negative; "
        "both stand beside it. A claim is one unit's self-score at one leaf, a full claim one at the maximum. Without "
        "maxima there are no shares.",
        formulas=(
            (
                "inflation",
                "điểm tự chấm − điểm thẩm định = bị hạ − được nâng",
                "self-score − appraised score = cut − raised",
            ),
            ("inflation_pct", "100 × phần chênh ÷ điểm tối đa", "100 × gap ÷ maximum"),
        ),
    ),
    Method(
        id="agreement",
        name="Mức thống nhất giữa tự chấm và thẩm định",
        name_en="Agreement of self-scores with appraised scores",
        tables=("agreement",),
        functions=("agreement.gwet_ac2", "agreement.icc", "agreement.measure_agreement"),
        text="AC2 dùng trọng số tuyến tính: hai điểm cách nhau một phần thang điểm thì được tính thống nhất ở phần còn "
        "lại; bằng 1 khi mọi cặp điểm trùng nhau, bằng 0 khi chỉ như ngẫu nhiên. Thang của mỗi tiêu chí là các bước "
        "điểm từ 0 đến tối đa; gộp mọi tiêu chí thì tính trên tỷ lệ so với điểm tối đa. ICC(A,1) xét điểm có bằng nhau "
        "không, ICC(C,1) chỉ xét khoảng cách giữa các đơn vị có giữ nguyên không, tính trên % điểm tối đa.",
        text_en="AC2 takes linear weights: scores a part of the scale apart agree by the rest of it; 1 when every pair "
        "is equal, 0 when as by chance. A leaf's scale is its steps from 0 to the maximum; pooled, the share of the "
        "maximum. ICC(A,1) asks whether scores are equal, ICC(C,1) only whether the distances between units stay, in "
        "% of the maximum.",
        source="K. L. Gwet, British Journal of Mathematical and Statistical Psychology 61, 2008, 29–48; Handbook of "
        "Inter-Rater Reliability, 4th ed., 2014; P. E. Shrout, J. L. Fleiss, Psychological Bulletin 86, 1979, 420–428; "
        "K. O. McGraw, S. P. Wong, Psychological Methods 1, 1996, 30–46",
    ),
    Method(
        id="unit_differences",
        name="Giới hạn khác biệt 95%",
        name_en="95% limits of agreement",
        tables=("unit_differences",),
        functions=("agreement.bland_altman", "agreement.compare_unit_totals"),
        text="Chênh lệch bình quân giữa tự chấm và thẩm định của các đơn vị, cộng trừ 1,96 lần độ lệch chuẩn (mẫu số "
        "n − 1). Giới hạn mô tả các chênh lệch đang có; đơn vị nằm ngoài là đơn vị chênh khác thường so với các đơn vị "
        "khác.",
        text_en="Mean difference of self-score and appraised score over units, plus and minus 1.96 standard deviations "
        "(n − 1 below). The limits describe the differences there are; a unit outside differs unusually from the rest.",
        source="J. M. Bland, D. G. Altman, The Lancet 327, 1986, 307–310",
    ),
    Method(
        id="claimed_ranks",
        name="Hạng theo tự chấm và theo thẩm định",
        name_en="Rank by self-score and by appraised score",
        tables=("claimed_ranks",),
        functions=("agreement.rank_claims",),
        text="Các đơn vị được xếp hạng, theo điểm của tiêu chí có đối chiếu (theo % nếu mùa xếp hạng theo chỉ số). "
        "Kendall τ-b bằng 1 khi hai thứ tự như nhau, −1 khi ngược nhau.",
        text_en="Ranked units by the points of their compared leaves (by % where the season ranks by index). Kendall's "
        "τ-b is 1 when both orders are the same, −1 when reversed.",
        source="M. G. Kendall, Biometrika 33, 1945, 239–251",
    ),
    Method(
        id="explanation_effects",
        name="Kết quả giải trình",
        name_en="What explanations changed",
        tables=("explanation_effects",),
        functions=("inflation.measure_explanations",),
        text="Điểm tranh luận là phần lần thẩm định đầu hạ so với tự chấm ở tiêu chí còn tranh luận; điểm được trả lại "
        "là phần lần thẩm định sau nâng so với lần đầu. Mùa chỉ thẩm định một lần thì không có phần này.",
        text_en="Points contested are what the first appraisal took from contested claims; points restored are what a "
        "later appraisal gave back. A season of one appraisal has none to state.",
    ),
)
