"""Many units at a glance: distributions and groups of units."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="groups",
        name="Phân bố và so sánh các nhóm đơn vị",
        name_en="Distributions and groups of units",
        tables=("distributions", "group_scores", "group_domains"),
        functions=("groups.distribute", "groups.bound_bins", "groups.compare_groups", "groups.average_domains"),
        text="Phân bố đếm các đơn vị được xếp hạng theo kết quả dùng để xếp hạng, theo chênh lệch giữa tự chấm và "
        "thẩm định, theo thay đổi điểm. Khoảng chia có độ rộng tròn, tối đa 40 khoảng; ngưỡng mỗi nhóm điểm luôn là "
        "ranh giới giữa hai khoảng. Nhóm đơn vị được xếp theo trung vị của các đơn vị được xếp hạng trong nhóm; bằng "
        "nhau thì cùng hạng. Đơn vị không thuộc nhóm nào chỉ có trong dòng toàn cơ quan.",
        text_en="Distributions count the ranked units by the result the season ranks by, by how far self-scores stand "
        "from the appraisal, and by the change in points. Bins are of round width, at most 40; a grade's lower bound "
        "is a bound between two bins. Groups of units are ordered by the median of their ranked units; equal medians "
        "share a rank. Units without a group are in the row of all units only.",
        formulas=(
            (
                "bin_from",
                "bội của độ rộng; độ rộng = 2 · IQR · n^(−1/3), làm tròn xuống 1, 2 hoặc 5 × lũy thừa của 10",
                "a multiple of the width; width = 2 · IQR · n^(−1/3), lowered to 1, 2 or 5 × a power of ten",
            ),
            ("median_result", "trung vị, nội suy tuyến tính", "the median, interpolated linearly"),
            (
                "mean_index_pct",
                "bình quân của 100 × điểm ÷ điểm tối đa của từng đơn vị trong nhóm",
                "the mean of 100 × score ÷ maximum of each unit of the group",
            ),
        ),
        source="Freedman & Diaconis 1981, Zeitschrift für Wahrscheinlichkeitstheorie 57, 453–476; Hyndman & Fan 1996, "
        "The American Statistician 50, 361–365, definition 7",
    ),
)
