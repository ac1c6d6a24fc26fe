"""How far ranks could move, and by what."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="rank_bands",
        name="Thứ hạng chắc đến đâu",
        name_en="How firm the ranks are",
        tables=("rank_bands",),
        functions=(
            "rank_bands.bound_ranks",
            "rank_bands.pending_band",
            "rank_bands.find_entrants",
            "rank_bands.dispute_band",
            "rank_bands.weight_band",
            "rank_bands.left_out_band",
            "rank_bands.not_applicable_band",
            "rank_bands.cut_tiers",
        ),
        text="Mỗi khoảng hạng mang tên nguồn của nó và chỉ nói về nguồn đó; nguồn nào không thể làm đổi hạng trong mùa "
        "này (một tiêu chí, không có điểm tranh luận, mức tối đa như nhau) thì không thử và không nói. Đơn vị chưa có "
        "kết quả: hạng khi các đơn vị còn chờ thẩm định hoặc còn bị giữ lại đạt mức thấp nhất, mức cao nhất có thể. "
        "Tranh luận: mỗi tiêu chí còn tranh luận có "
        "thể lấy điểm tự chấm, điểm thẩm định lần đầu hoặc điểm đang có; hạng cao nhất là khi đơn vị được mức cao nhất "
        "còn các đơn vị khác ở mức thấp nhất, hạng thấp nhất thì ngược lại. Trọng số: trọng số của mỗi tiêu chí thành "
        "phần được nhân với một số ngẫu nhiên trong 1 ± {weight_change}, {weight_draws} lần, số khởi "
        "tạo {seed}; điểm được quy về đúng điểm tối đa áp dụng cho đơn vị; khoảng hạng chứa {weight_band_share} số lần "
        "ở giữa, “giữ hạng” là giữ ở ít nhất {weight_band_share} số lần. Đây là phép thử do chúng tôi chọn, không phải "
        "ý kiến của ai về trọng số. Bỏ một tiêu chí, bỏ một lĩnh vực: hạng cao nhất và thấp nhất khi lần lượt bỏ từng "
        "cái, trừ cái chỉ áp "
        "dụng cho một đơn vị. Không áp dụng: hạng theo quy ước của mùa và theo quy ước kia (quy điểm về mức tối đa lớn "
        "nhất được áp dụng; xếp theo % thì chia cho mức đó). Bậc chắc chắn: thứ tự chỉ được cắt ở nơi không khoảng "
        "hạng nào chồng lên nhau.",
        text_en="Each band is named for its source and speaks of that source alone; a source that could move no rank "
        "of this season (one criterion, nothing contested, equal maxima) was not tried and says nothing. Units without "
        "a result: the rank once the units still pending or held back have theirs, at the lowest and at the highest "
        "they can reach. Disputes: each contested leaf may "
        "take the self-score, the first appraised score or the standing score; the best rank has the unit at its "
        "highest and all others at their lowest, the worst rank the reverse. Weights: the weight of each leaf is "
        "multiplied by a random number within 1 ± {weight_change}, {weight_draws} times, seed {seed}; "
        "points are scaled back to the unit's applicable maximum; the band holds the central {weight_band_share} of "
        "the draws, and a unit “keeps its rank” where it does in at least {weight_band_share} of them. The trial is "
        "our own choice, nobody's opinion of the weights. One criterion, one domain left out: best and worst rank over "
        "leaving out each in turn, but for what applies to one unit alone. Not "
        "applicable: the rank under the season's convention and under the other (points scaled to the largest "
        "applicable maximum; in per cent, divided by it). Firm tiers: the order is cut only where no bands overlap.",
        formulas=(
            (
                "weights_best_rank",
                "hạng theo Σ w·điểm × tối đa áp dụng ÷ Σ w·tối đa + thưởng − phạt, w = một số ngẫu nhiên của tiêu chí",
                "rank by Σ w·score × applicable maximum ÷ Σ w·maximum + bonus − penalty, w = the leaf's own draw",
            ),
            (
                "weights_kept_share",
                "số lần thử cho đơn vị đúng hạng đang có ÷ số lần thử",
                "trials that give the unit the rank it has ÷ trials",
            ),
            ("best_rank", "hạng cao nhất trong các nguồn", "the best rank of any source"),
            ("worst_rank", "hạng thấp nhất trong các nguồn", "the worst rank of any source"),
            (
                "tier",
                "bậc mới bắt đầu khi mọi hạng thấp nhất ở trên đều cao hơn mọi hạng cao nhất ở dưới",
                "a new tier starts where every worst rank above is better than every best rank below",
            ),
        ),
        source="In the spirit of OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7 (uncertainty "
        "and sensitivity analysis), and of Saisana, Saltelli & Tarantola, J. R. Stat. Soc. A 168 (2005) 307–323; the "
        "trials themselves are our own choice",
    ),
)
