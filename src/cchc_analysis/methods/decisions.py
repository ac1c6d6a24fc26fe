"""What the committee decides on: rewards, letters, the form of publication."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="reward_list",
        name="Danh sách khen thưởng",
        name_en="Lists of reward",
        tables=("reward_list",),
        functions=("rewards.list_rewards", "rewards.meet_rule"),
        text="Đơn vị đã xếp hạng và đạt mọi điều kiện của quy tắc thì có tên. Điều kiện về số liệu không có thì coi là "
        "chưa đạt. Đơn vị bằng nhau ở hạng cuối đều có tên, nên danh sách có thể dài hơn số hạng đã ghi.",
        text_en="Ranked units that meet every condition of the rule are listed. A condition on a missing figure is not "
        "met. Equal units at the last rank are all listed, so a list may be longer than the rule's number of ranks.",
    ),
    Method(
        id="letter_losses",
        name="Thư gửi thủ trưởng đơn vị",
        name_en="Letters to heads of units",
        tables=("letter_losses",),
        functions=("letters.list_letter_losses", "letters.find_leaves_below"),
        text="Thư gửi đến đơn vị mất điểm ở một trong các tiêu chí của thư (kể cả tiêu chí thành phần bên dưới) hoặc "
        "vì một trong các lý do của thư. Bên cạnh là trung bình và cao nhất của các đơn vị có điểm thẩm định ở đó.",
        text_en="A letter goes to units that lost points at one of its criteria (leaves below included) or for one of "
        "its reasons. Beside stand the mean and the best of all units appraised at the leaf.",
        formulas=(
            (
                "letter_rank",
                "thứ tự theo tổng điểm mất trong thư, nhiều nhất đứng đầu; bằng nhau thì cùng thứ tự",
                "rank by all points lost in the letter, most first; equals share a rank",
            ),
            ("deduction_pct", "100 × điểm bị trừ ÷ điểm tối đa", "100 × deduction ÷ max_score"),
        ),
    ),
    Method(
        id="publication_forms",
        name="Công bố theo thứ tự hay theo nhóm điểm",
        name_en="Publishing in order or by grade",
        tables=("publication_forms",),
        functions=("publication.compare_publications",),
        text="Công bố theo nhóm điểm che khoảng cách giữa đơn vị đầu và đơn vị cuối của nhóm; lại tách hai đơn vị liền "
        "nhau ở hai bên mức điểm dù hơn kém nhau chưa đến một bước điểm nhỏ nhất (0,5 nếu không có bước điểm hoặc xếp "
        "theo chỉ số).",
        text_en="Publishing grades hides the distance between a grade's first and last unit, and sets apart neighbours "
        "on both sides of a cut-off though less than the smallest scoring step lies between them (0.5 where no step is "
        "stated or the order is by index).",
        formulas=(
            ("lead", "điểm của đơn vị − điểm của đơn vị liền sau", "the unit's points − those of the next in order"),
            ("grade_spread", "cao nhất − thấp nhất trong nhóm điểm", "highest − lowest of the grade"),
        ),
    ),
)
