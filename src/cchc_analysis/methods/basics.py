"""Points, the comparison of scores, sums over the criteria set, totals and published figures."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="points",
        name="Điểm và làm tròn",
        name_en="Points and rounding",
        tables=(),
        functions=("points.round_points", "points.sum_points", "points.share_of"),
        text="Sau mỗi phép cộng, trừ, điểm được làm tròn đến sáu chữ số thập phân rồi mới so sánh, xếp loại, xếp hạng: "
        "800 lần 0,05 là đúng 40 và đạt mức 40. Chỉ khi in mới làm tròn theo quy định của mùa. Tổng của những ô không "
        "có giá trị là không có giá trị, không phải 0. Ô trống, 0, không áp dụng, chưa thẩm định và chữ là năm điều "
        "khác nhau.",
        text_en="Points are rounded to six decimals after every sum and difference, and compared, graded and ranked "
        "only then: 800 times 0.05 is 40 and reaches the cut-off of 40. Only print rounds further, as the season says. "
        "A sum of missing values is missing, never 0. Blank, 0, not applicable, pending and text are five different "
        "things.",
    ),
    Method(
        id="comparison",
        name="Đối chiếu tự chấm với thẩm định",
        name_en="Self-score beside appraised score",
        tables=("comparison",),
        functions=("comparison.compare_scores", "comparison.split_deduction"),
        text="Bộ tiêu chí quyết định tiêu chí nào áp dụng cho đơn vị nào, sau đó mới đến kết quả thẩm định; không áp "
        "dụng thì ra khỏi cả tử số lẫn mẫu số. Mỗi điểm bị trừ thuộc về đơn vị tự nhận, bị hạ khi thẩm định, hoặc "
        "không có điểm tự chấm; phần được nâng luôn hiện riêng: bị trừ = tự nhận + bị hạ − được nâng + không có tự "
        "chấm, đúng ở mọi cấp. Không có điểm tối đa thì chỉ biết phần bị hạ và được nâng. Ý kiến và lý do lấy ở lần "
        "thẩm định cuối cùng có ghi. Tiêu chí điều tra xã hội học, tiêu chí thiếu một trong hai điểm, dòng thưởng, "
        "dòng phạt không đối chiếu.",
        text_en="The criteria set says which leaves apply to which unit, then the appraisal; what does not apply "
        "leaves numerator and denominator. Each lost point was conceded by the unit, cut in appraisal, or lost where "
        "no self-score exists; what was raised stands apart: deduction = conceded + cut − raised + unsplit at every "
        "node. Without a maximum only cut and raised are known. Note and reason are the ones last stated in any "
        "appraisal. Survey criteria, leaves without both scores, bonus and penalty lines are not compared.",
        formulas=(
            (
                "appraised_score",
                "điểm ở giai đoạn thẩm định cuối cùng có ghi",
                "the last appraisal stage whose cell is not blank",
            ),
            ("first_appraised_score", "điểm thẩm định đầu tiên có cho", "the first appraised score given"),
            (
                "max_score",
                "của bộ tiêu chí; không có thì lấy số ghi cạnh điểm thẩm định, rồi cạnh điểm tự chấm",
                "the criteria set's; else the one stated beside the standing score, else beside the self-score",
            ),
            ("deduction", "điểm tối đa − điểm thẩm định", "max_score − appraised_score"),
            (
                "conceded",
                "điểm tối đa − điểm tự chấm, khi có cả hai điểm",
                "max_score − self_score, where both scores exist",
            ),
            ("cut", "tự chấm − thẩm định, khi dương", "self_score − appraised_score, when positive"),
            ("raised", "thẩm định − tự chấm, khi dương", "appraised_score − self_score, when positive"),
            ("unsplit", "điểm bị trừ khi không có điểm tự chấm", "deduction, where no self-score exists"),
            (
                "is_contested",
                "đơn vị có giải trình; mùa không có giai đoạn giải trình: tự chấm khác thẩm định",
                "the unit filed an explanation; in a season without that stage, self-score ≠ appraised",
            ),
        ),
    ),
    Method(
        id="sums",
        name="Cộng theo cây tiêu chí",
        name_en="Sums over the criteria set",
        tables=("node_scores", "domain_scores"),
        functions=("comparison.sum_by_node", "comparison.sum_leaves", "comparison.pick_domains"),
        text="Cộng các tiêu chí được áp dụng bên dưới mỗi nút, không kể thưởng, phạt. Một tiêu chí không có điểm tối "
        "đa làm cho điểm tối đa, điểm bị trừ và chỉ số của mọi nút phía trên không có giá trị. Khi so tự chấm với thẩm "
        "định chỉ cộng những tiêu chí có cả hai điểm.",
        text_en="Sums over the leaves that apply below each node, bonus and penalty lines left out. A leaf without a "
        "maximum leaves maximum, deduction and index of every node above it missing. Self-score against appraised sums "
        "the compared leaves only.",
        formulas=(
            (
                "index_pct",
                "100 × điểm thẩm định ÷ điểm tối đa được áp dụng, khi đã thẩm định xong",
                "100 × appraised_score ÷ max_score, only where no leaf is open",
            ),
            (
                "compared_self_score",
                "tổng điểm tự chấm của các tiêu chí có đối chiếu",
                "sum of self-scores over the compared leaves",
            ),
            (
                "compared_appraised_score",
                "tổng điểm thẩm định của các tiêu chí đó",
                "sum of appraised scores over the same leaves",
            ),
        ),
    ),
    Method(
        id="totals",
        name="Tổng điểm, nhóm điểm, thứ hạng",
        name_en="Totals, grades and ranks",
        tables=("unit_ranking", "headlines"),
        functions=("ranking.rank_units", "ranking.grade", "headlines.summarise_season"),
        text="Hạng chỉ có khi mọi tiêu chí áp dụng đã thẩm định. Khi chưa xong: điểm đến nay, điểm còn chờ, nhóm thấp "
        "nhất và cao nhất có thể. Đơn vị chưa có gì là “chưa chấm điểm”, không bao giờ đứng cuối với 0 điểm. Bằng điểm "
        "thì cùng hạng. Dòng thưởng, dòng phạt để trống là không có. Số liệu chung là bình quân, cao nhất, thấp nhất "
        "của các đơn vị đã thẩm định xong.",
        text_en="A rank needs every applicable leaf appraised. Before that: points so far, points still open, lowest "
        "and highest possible grade. A unit without anything is “not scored”, never last with 0. Equal points share a "
        "rank. A blank bonus or penalty line is none. The season's figures are mean, highest and lowest over the units "
        "whose appraisal is complete.",
        formulas=(
            (
                "bonus",
                "dòng thưởng được thẩm định + điểm của sáng kiến được công nhận, không quá mức trần",
                "appraised bonus lines + points of recognised initiatives, at most the season's ceiling",
            ),
            (
                "penalty",
                "dòng phạt được thẩm định, số dương, không quá mức trần",
                "appraised penalty lines as positive numbers, at most the season's ceiling",
            ),
            ("total_score", "thẩm định + thưởng − phạt", "appraised_score + bonus − penalty"),
            (
                "grade",
                "nhóm đầu tiên có mức dưới không quá giá trị dùng để xếp loại",
                "the first grade whose lower bound ≤ the value by which the season grades",
            ),
            (
                "rank",
                "theo giá trị dùng để xếp hạng, cao đứng trước",
                "by the value by which the season ranks, highest first; ties by the season's rule",
            ),
            (
                "open_score",
                "tổng điểm tối đa của các tiêu chí chưa thẩm định",
                "maxima of the leaves not yet appraised",
            ),
            (
                "lowest_total_score",
                "điểm đến nay, coi mọi điểm còn chờ là 0",
                "points so far with none of the open points",
            ),
            (
                "highest_total_score",
                "điểm đến nay cộng mọi điểm còn chờ",
                "points so far with all of the open points",
            ),
            (
                "rank_change",
                "hạng năm trước − hạng năm nay; số dương là tăng hạng",
                "rank last year − rank; positive is a rise",
            ),
            ("score_change", "tổng điểm năm nay − năm trước", "total score − total last year"),
            (
                "result_change",
                "kết quả (căn cứ xếp hạng) năm nay − năm trước; không có khi hai bộ tiêu chí khớp quá ít",
                "result (what the season ranks by) − last year's; missing where the two criteria sets match too little",
            ),
        ),
    ),
    Method(
        id="deducted",
        name="Bị trừ nhiều nhất",
        name_en="Most deducted",
        tables=("criterion_deductions", "leaf_deductions", "domain_deductions"),
        functions=(
            "deductions.rank_deducted_criteria",
            "deductions.rank_deducted_leaves",
            "deductions.rank_deducted_domains",
        ),
        text="Xếp theo số điểm mất ở mọi đơn vị được áp dụng, ở cấp ngay trên tiêu chí thành phần; tiêu chí thành phần "
        "không có cấp đó thì tính là tiêu chí. Mất điểm bằng nhau thì cùng hạng tốt hơn. Tiêu chí là đặc thù khi mọi "
        "tiêu chí thành phần của nó là đặc thù.",
        text_en="Ranked by points lost over the units it applies to, at the node whose children are all leaves, below "
        "the domain; a leaf without such a node stands for itself. Equal points share the better rank. A criterion is "
        "specific when all its leaves are.",
        formulas=(
            ("applicable_units", "số đơn vị có tiêu chí áp dụng", "units with an applicable leaf"),
            ("hit_units", "số đơn vị mất điểm", "units that lost points"),
            ("cut_units", "số đơn vị bị hạ khi thẩm định", "units cut in appraisal"),
            (
                "deduction_pct",
                "100 × điểm bị trừ ÷ điểm tối đa của phần đã thẩm định",
                "100 × deduction ÷ maximum of the leaves appraised",
            ),
            ("loss_share", "điểm bị trừ ÷ mọi điểm bị trừ", "deduction ÷ all points lost"),
        ),
    ),
    Method(
        id="reasons",
        name="Lý do trừ điểm",
        name_en="Reasons",
        tables=("reason_deductions",),
        functions=("reasons.propose_reasons", "reasons.sum_by_reason"),
        text="Lý do do người thẩm định ghi, nhận theo mã, tên hoặc cụm từ. Không ghi lý do mà có điểm bị trừ hoặc bị "
        "hạ thì lấy lý do đầu tiên của mùa có cụm từ đứng trọn trong ý kiến thẩm định, và ghi rõ là lấy theo cụm từ. "
        "Không có lý do thì ghi là chưa rõ lý do; không suy đoán.",
        text_en="The appraisers' reason by its id, name or words; where none is given and points were lost or cut, the "
        "first reason of the season whose pattern stands in the note as whole words, marked so. Where none is "
        "found the reason is unknown; nothing is guessed.",
    ),
    Method(
        id="recurring",
        name="Mất điểm hai năm liền",
        name_en="Losses two seasons in a row",
        tables=("recurring_losses",),
        functions=("history.find_recurring_losses",),
        text="Tiêu chí thành phần mà đơn vị mất điểm cả năm nay và năm trước; bảng chuyển đổi cho biết tiêu chí nào "
        "thành tiêu chí nào, tiêu chí không nêu thì giữ nguyên mã. Mỗi phần của tiêu chí tách đứng cạnh toàn bộ điểm "
        "mất cũ, nên không cộng các phần; tiêu chí gộp đứng cạnh tổng điểm mất cũ.",
        text_en="A leaf that lost points in this season and in the previous one. The crosswalk says which leaf became "
        "which; leaves it does not name kept their id. Each part of a split leaf stands beside the whole old loss, not "
        "to be summed over the parts; a merged leaf beside the sum of the old losses.",
    ),
    Method(
        id="initiatives",
        name="Sáng kiến",
        name_en="Initiatives",
        tables=("initiative_effects",),
        functions=("initiatives.measure_initiatives",),
        text="Tổng điểm, xếp loại, hạng của đơn vị khi có và không có một sáng kiến, các đơn vị và các sáng kiến khác "
        "giữ nguyên; mức trần của điểm thưởng áp dụng cho cả hai.",
        text_en="The unit's total, grade and rank with and without one initiative, all others as they stand, the "
        "ceiling of the bonus holding in both.",
    ),
    Method(
        id="published",
        name="Số liệu đã công bố",
        name_en="Published figures",
        tables=("published_figures",),
        functions=("published.reconcile",),
        text="Tính lại từ tổng điểm của các đơn vị đã thẩm định xong, làm tròn nửa lên theo số chữ số đã in, rồi mới "
        "so. Số đơn vị được thẩm định là số đơn vị có tổng điểm; số đơn vị tự chấm có thể kèm số đơn vị phải gửi; số "
        "đơn vị từ một mức trở lên, từ mức này đến dưới mức kia, phần trăm của chúng: trong số đơn vị có tổng điểm; "
        "chênh lệch là cao nhất trừ thấp nhất; đơn vị đứng đầu là mọi đơn vị hạng 1; tiêu chí bị trừ nhiều nhất so "
        "không kể thứ tự; phạm vi của các tiêu chí đạt tối đa chỉ có khi mọi tiêu chí không đơn vị nào mất điểm cùng "
        "một phạm vi.",
        text_en="Recomputed from the totals of complete appraisals, rounded half up to the decimals printed, and equal "
        "then. Units appraised are those with a total; units self-scored may stand over the units a form was due "
        "from; units at or above a mark, or between two marks, and their per cent are counted among units with a "
        "total; the spread is the highest less the lowest; the first place is every unit of rank 1; the criteria that "
        "lost most are compared as a set; the scope of criteria at their maximum exists only where all criteria at "
        "which nobody lost anything have the same.",
    ),
)
