"""What changed since last season, and why."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="crosswalk",
        name="Đối chiếu hai bộ tiêu chí",
        name_en="Crosswalk of two criteria sets",
        tables=("criteria_crosswalk",),
        functions=("crosswalk.pair_criteria",),
        text="Bảng chuyển đổi cho biết tiêu chí năm trước thành tiêu chí nào; tiêu chí không nêu thì giữ nguyên mã, "
        "hoặc là mới, hoặc bị bỏ. Mã ở cấp trên thay cho các tiêu chí thành phần của nó: ghép từng đôi theo mã; không "
        "mã nào khớp thì ghép lần lượt nếu hai bên cùng cấu trúc, nếu không thì cả nhóm với cả nhóm và báo nghi vấn. "
        "Điểm tối đa khác nhau ở bất kỳ đơn vị nào thì là đổi trọng số.",
        text_en="The crosswalk says what a leaf of last season became; a leaf it does not name kept its id, or is "
        "new, or was dropped. A node stands for its leaves: paired by their ids; where no id fits, in order if both "
        "sides have one structure, else the whole group with the whole group, and a doubt says so. A maximum that "
        "differs for any unit makes a pair reweighted.",
    ),
    Method(
        id="score_changes",
        name="Vì sao kết quả thay đổi",
        name_en="Why results changed",
        tables=("score_changes", "mean_change"),
        functions=("changes.explain_score_changes", "changes.attribute_mean_change", "changes.keep_comparable"),
        text="Mỗi nhóm tiêu chí khớp nhau được tính gộp ở mỗi năm; P là điểm, M là điểm tối đa, s = P ÷ M. Các "
        "phần cộng "
        "lại đúng bằng thay đổi của tổng điểm. Nhóm chỉ áp dụng cho đơn vị ở một năm là phần phạm vi áp dụng. Không có "
        "điểm tối đa thì cả chênh lệch là kết quả của đơn vị. Chỉ số là tỷ số nên các phần của nó là giá trị "
        "Shapley. Bộ "
        "tiêu chí gồm bốn phần: điểm tối đa, tiêu chí mới, tiêu chí bị bỏ, phạm vi áp dụng. Phần khớp nhau dưới "
        "{min_matched_share} thì không phân tích và không in thay đổi so với năm trước. Kết quả (result) là căn cứ xếp "
        "hạng của mùa: tổng điểm, chỉ số, hoặc % tổng điểm (khi đó thưởng, phạt là một phần nữa).",
        text_en="Each group of matched leaves is taken together in each year; P points, M maximum, s = P ÷ M. "
        "The parts add "
        "up to the change of the total. A group that applies to the unit in one year only is applicability. Without "
        "maxima the whole difference is the unit's own. The index is a ratio, so its parts are Shapley values. The "
        "criteria set is four parts: maxima, added, dropped, applicability. Nothing is explained where less than "
        "{min_matched_share} matches, and no change since last year is printed then. The result is what the season "
        "ranks by: the total, the index, or the total in % (bonus and penalty are one more part then).",
        formulas=(
            ("own_change", "(s₁ − s₀) × (M₀ + M₁) ÷ 2", "(s₁ − s₀) × (M₀ + M₁) ÷ 2"),
            ("maxima_change", "(M₁ − M₀) × (s₀ + s₁) ÷ 2", "(M₁ − M₀) × (s₀ + s₁) ÷ 2"),
            (
                "matched_share",
                "điểm tối đa khớp nhau ÷ toàn bộ điểm tối đa, cộng cả hai năm",
                "matched maximum ÷ all maximum, both years together",
            ),
        ),
        source="Shapley 1953, A Value for n-Person Games; Sun 1998, Energy Economics 20, 85–100; Albrecht, François "
        "& Schoors 2002, Energy Policy 30, 727–736",
    ),
    Method(
        id="rank_changes",
        name="Vì sao hạng thay đổi",
        name_en="Why ranks changed",
        tables=("rank_changes",),
        functions=("changes.explain_rank_changes",),
        text="Giá trị Shapley của ba phần: bộ tiêu chí thay đổi cho mọi đơn vị cùng lúc, kết quả của chính đơn vị (gồm "
        "thưởng, phạt), và kết quả của các đơn vị khác. Với mỗi tập phần, "
        "hạng được xếp lại khi chỉ các phần đó đã xảy ra; mỗi phần nhận mức đóng góp bình quân trên mọi thứ tự. "
        "Bộ tiêu chí đổi cho tất cả nên bình quân không làm ai lên hay xuống (trừ đồng hạng, đơn vị chỉ có một năm). "
        "Số dương là lên hạng; các phần cộng lại đúng bằng thay đổi hạng.",
        text_en="Shapley values of three parts: the criteria set, which changed for all units at once, the unit's own "
        "result (bonus and penalty included), and the results of the others. For every set of parts the "
        "unit is ranked again as if only those had happened; each part gets its mean contribution over all orders. "
        "The set changed for all, so on average it moves nobody (but for ties and units of one season only). "
        "Positive is a rise; the parts add up to the change of rank.",
        source="Shapley 1953, A Value for n-Person Games",
    ),
    Method(
        id="fixed_losses",
        name="Đã khắc phục",
        name_en="Losses put right",
        tables=("fixed_losses",),
        functions=("history.find_fixed_losses",),
        text="Tiêu chí năm trước đơn vị bị trừ điểm, năm nay đã chấm và không bị trừ. Cũng theo bảng đối chiếu hai bộ "
        "tiêu chí.",
        text_en="A leaf at which the unit lost points last season, was scored in this one and lost none; by the same "
        "crosswalk.",
    ),
    Method(
        id="season_values",
        name="Kết quả so sánh được qua các mùa",
        name_en="Results comparable over the seasons",
        tables=("season_values",),
        functions=("season_values.follow_results",),
        text="Mỗi đơn vị, lĩnh vực, tiêu chí và toàn cơ quan có kết quả từng năm: % điểm tối đa được áp dụng, hoặc "
        "điểm nếu không có điểm tối đa. Tiêu chí chỉ được theo dõi tiếp khi bộ tiêu chí năm sau giữ nguyên hoặc chỉ "
        "đổi điểm tối đa; tách, gộp, mới thì bắt đầu chuỗi mới. Phần thay đổi không do kết quả mà do cơ sở tính (bộ "
        "tiêu chí, phạm vi áp dụng, đơn vị tham gia) được tách ra, và trừ khỏi kết quả các năm trước (chỉ số nối "
        "chuỗi). Kết quả đã trừ chỉ để so sánh, khác số đã công bố và không phải kết quả chấm lại. Không so "
        "sánh được khi phần khớp nhau "
        "dưới {min_matched_share}, hoặc không có điểm tối đa mà bộ tiêu chí thay đổi.",
        text_en="Each unit, domain and criterion and the whole body has a result per year: % of the applicable "
        "maximum, or points where there is no maximum. A criterion is followed only where the next set keeps it the "
        "same or changes its maxima alone; split, merged and new ones start a new series. What moved the figure other "
        "than results (the criteria set, what applies, the units taking part) is set apart and taken off "
        "earlier results "
        "(a chain index). Those serve comparison only; they differ from what was published and are not last year's "
        "scores on this year's set. Nothing is compared where less than {min_matched_share} matches, or where "
        "the criteria set "
        "changed and has no maxima.",
        formulas=(
            (
                "basis_change",
                "thay đổi kết quả − 100 × Σ (s₁ − s₀) × w ÷ Σ w; w = (M₀ + M₁) ÷ 2, trên các tiêu chí khớp nhau",
                "change of the result − 100 × Σ (s₁ − s₀) × w ÷ Σ w; w = (M₀ + M₁) ÷ 2, over what matches",
            ),
            (
                "comparable_value",
                "kết quả trong năm + các thay đổi do cơ sở tính của những năm sau",
                "result of the year + the basis changes of all later years",
            ),
        ),
        source="Bennet 1920, The Theory of Measurement of Changes in Cost of Living, Journal of the Royal Statistical "
        "Society 83(3)",
    ),
    Method(
        id="trends",
        name="Chiều hướng từ ba mùa, xu hướng từ năm mùa",
        name_en="Direction from three seasons, trend from five",
        tables=("trends",),
        functions=("trends.measure_trends",),
        text="Thay đổi mỗi năm là trung vị độ dốc giữa mọi cặp năm, tính trên kết quả so sánh được; một năm bất thường "
        "không làm đổi dấu. Cần ít nhất ba mùa. Ba, bốn mùa chỉ nói điều đã xảy ra: tăng (giảm) khi năm nào cũng cao "
        "(thấp) hơn mọi năm trước đó. Từ năm mùa trở lên, tăng (giảm) là xu hướng khi phép kiểm định "
        "Mann–Kendall chính "
        "xác cho khả năng ngẫu nhiên không quá 5%; còn lại là không rõ chiều. Với ba, bốn mùa trang nói có bao "
        "nhiêu dãy "
        "sẽ như vậy chỉ do ngẫu nhiên (2·m ÷ n!).",
        text_en="The change per year is the median slope between all pairs of years, on comparable results; one odd "
        "year does not turn it. At least three seasons are needed. Of three or four only what happened is said: rising "
        "(falling) where every year is above (below) all before it. From five on rising (falling) is a trend where the "
        "exact Mann–Kendall test puts it down to chance in 5% of cases at most; otherwise no clear direction. Of three "
        "and four seasons the page says how many rows would look so by chance alone (2·m ÷ n!).",
        formulas=(
            (
                "yearly_change",
                "trung vị của (vⱼ − vᵢ) ÷ (j − i), mọi i < j",
                "median of (vⱼ − vᵢ) ÷ (j − i), all i < j",
            ),
        ),
        source="Theil 1950, Proc. Koninklijke Nederlandse Akademie van Wetenschappen 53; Sen 1968, Journal of the "
        "American Statistical Association 63(324); Kendall 1938, Biometrika 30; Mann 1945, Econometrica 13, 245–259",
    ),
)
