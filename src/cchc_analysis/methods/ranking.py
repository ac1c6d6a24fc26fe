"""The order on every basis, distances to cut-offs, leaves that alone decide a grade."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="rank_bases",
        name="Thứ hạng theo từng căn cứ",
        name_en="Ranks on every basis",
        tables=("rank_bases",),
        functions=("rank_bases.rank_on_every_basis",),
        text="Cùng những đơn vị được xếp hạng, cùng quy tắc khi bằng điểm, xếp theo bốn căn cứ: điểm hay %, có hay "
        "không có thưởng, phạt; toàn cơ quan và trong nhóm. Một đơn vị thiếu điểm tối đa thì không xếp ai theo %, vì "
        "thứ tự của một phần đơn vị dễ bị đọc thành thứ tự của tất cả. Khoảng cách đến đơn vị trên, dưới bỏ qua đơn vị "
        "bằng điểm.",
        text_en="The same ranked units and the same rule for ties, ordered on four bases: points or per cent, with or "
        "without bonus and penalty; overall and in the group. Where one unit lacks a maximum nobody is ranked by per "
        "cent: an order of some would be read as an order of all. Distances to the neighbours pass over equals.",
        formulas=(
            (
                "total_pct",
                "100 × (thẩm định + thưởng − phạt) ÷ điểm tối đa được áp dụng",
                "100 × (appraised + bonus − penalty) ÷ applicable maximum",
            ),
            (
                "to_above_score",
                "giá trị khác gần nhất ở trên − giá trị của đơn vị, theo căn cứ của mùa",
                "the next different value above − the unit's, on the season's basis",
            ),
            (
                "to_below_score",
                "giá trị của đơn vị − giá trị khác gần nhất ở dưới",
                "the unit's value − the next different value below",
            ),
        ),
        source="OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 5: normalisation",
    ),
    Method(
        id="cutoffs",
        name="Khoảng cách đến ngưỡng xếp loại",
        name_en="Distance to the cut-offs",
        tables=("cutoff_distances", "grade_flips"),
        functions=("cutoffs.measure_cutoff_distances", "cutoffs.find_grade_flips"),
        text="Mỗi đơn vị có tổng điểm và mỗi ngưỡng: còn thiếu bao nhiêu điểm (số âm là điểm còn dư), bằng bao nhiêu "
        "bước điểm nhỏ nhất trong các tiêu chí còn chỗ để tăng (hoặc để giảm). Xếp loại theo chỉ số thì ngưỡng được "
        "đổi ra điểm của điểm tối đa áp dụng. Một tiêu chí còn tranh luận được nêu tên khi chỉ riêng nó, lấy theo điểm "
        "tự chấm hoặc theo lần thẩm định đầu, làm đổi nhóm điểm; mọi điểm khác giữ nguyên. Tranh luận làm qua ngưỡng: "
        "tính mọi tiêu chí còn tranh luận của đơn vị cùng lúc.",
        text_en="For each unit with a total and each cut-off: the points it lacks (negative: to spare), and how many "
        "of the smallest steps among its leaves with room to rise (or to fall) that takes. Where grades go by index "
        "the cut-off is turned into points of the applicable maximum. A contested leaf is named where it alone, valued "
        "at the self-score or at the first appraisal, changes the grade, all else as it stands. Crossed in dispute: "
        "all contested leaves of the unit taken together.",
        formulas=(
            (
                "to_cut_off_score",
                "ngưỡng − tổng điểm; theo chỉ số: ngưỡng × điểm tối đa ÷ 100 − điểm thẩm định",
                "cut-off − total score; by index: cut-off × maximum ÷ 100 − appraised score",
            ),
            (
                "to_cut_off_step_count",
                "số bước nhỏ nhất, làm tròn lên, để đạt ngưỡng; số âm: số bước để rơi xuống dưới",
                "smallest steps, rounded up, that reach the cut-off; negative: those that fall below it",
            ),
            (
                "flipped_total_score",
                "tổng điểm − điểm thẩm định + điểm lấy theo đó",
                "total score − appraised score + score if valued so",
            ),
        ),
    ),
)
