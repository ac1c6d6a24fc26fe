"""``season.toml`` of either season."""

import json

from scripts.sample_seasons import body
from scripts.sample_seasons.facts import BONUS_MAX, PENALTY_MAX
from scripts.sample_seasons.forms import points
from scripts.sample_seasons.words import REASONS

_HEADS = {
    2019: """\
# Mùa chấm điểm năm 2019 của Cơ quan Mẫu: cơ quan không có thật, dữ liệu minh họa (docs/season.md giải thích từng khóa).
# Tệp này do scripts/sample_seasons viết ra.

year = 2019
title = "Chỉ số cải cách hành chính năm 2019"
title_en = "Public administration reform index 2019"
decision = "Quyết định số 01/QĐ-CQM ngày 02/12/2019 (minh họa)"
decision_en = "Decision 01/QĐ-CQM of 2 December 2019 (made up)"
release = "final"
calibrated_to = "các số liệu tổng hợp đã công bố của một bộ chỉ số 19 đơn vị năm 2019; \
điểm của từng đơn vị là giả định"
calibrated_to_en = "the published headline figures of one index with 19 units in 2019; \
the points of each unit are made up"
""",
    2020: """\
# Mùa chấm điểm năm 2020 của Cơ quan Mẫu: cơ quan không có thật, dữ liệu minh họa (docs/season.md giải thích từng khóa).
# Tệp này do scripts/sample_seasons viết ra.

year = 2020
title = "Chỉ số cải cách hành chính năm 2020"
title_en = "Public administration reform index 2020"
decision = "Quyết định số 12/QĐ-CQM ngày 30/11/2020 (minh họa)"
decision_en = "Decision 12/QĐ-CQM of 30 November 2020 (made up)"
release = "draft"
previous_year = 2019
calibrated_to = "các số liệu tổng hợp đã công bố của một bộ chỉ số 19 đơn vị năm 2020; \
điểm của từng đơn vị là giả định"
calibrated_to_en = "the published headline figures of one index with 19 units in 2020; \
the points of each unit are made up"
""",
}

_SCORING = f"""\
body = "{body.NAME}"
body_en = "{body.NAME_EN}"
is_illustrative = true
rank_by = "total_score"
grade_by = "total_score"
tie_rule = "competition"
printed_decimals = 2
bonus_max = {points(BONUS_MAX)}
penalty_max = {points(PENALTY_MAX)}
"""

DEADLINE_2020 = "2020-12-15T17:00:00"

_STAGES = {
    # the scoring software exported both appraisals into one file, whose rows name their stage
    2019: (
        ("self", "self", "Tự chấm", "Self-score", "self"),
        ("appraisal_1", "appraisal", "Thẩm định lần 1", "Appraisal 1", "appraisal"),
        ("appraisal_2", "appraisal", "Thẩm định lần 2", "Appraisal 2", "appraisal/2"),
    ),
    2020: (
        ("self", "self", "Tự chấm", "Self-score", "self"),
        ("appraisal_1", "appraisal", "Thẩm định lần 1", "Appraisal 1", "appraisal/1"),
        ("explanation", "explanation", "Giải trình", "Explanation", "explanation"),
        ("appraisal_2", "appraisal", "Thẩm định lần 2", "Appraisal 2", "appraisal/2"),
    ),
}

_GRADES = """
[[grades]]
id = "ge-40"
name = "Từ 40 điểm trở lên"
name_en = "40 points or more"
at_least = 40

[[grades]]
id = "30-40"
name = "Từ 30 đến dưới 40 điểm"
name_en = "30 to below 40 points"
at_least = 30

[[grades]]
id = "lt-30"
name = "Dưới 30 điểm"
name_en = "Below 30 points"
at_least = 0
"""

_DOCUMENT = """
[document]
superior_body = "Cơ quan cấp trên (minh họa)"
superior_body_en = "Superior Body (made up)"
symbol = "CQM"
drafting_unit = "NSĐT"
signing_for = "TM. Ban Chỉ đạo"
signing_for_en = "For the Steering Committee"
signatory_title = "Trưởng ban"
signatory_title_en = "Head of the Committee"
recipients = ["Các đơn vị thuộc Cơ quan Mẫu", "Ban Chỉ đạo cải cách hành chính", "Lưu: VT"]
recipients_en = ["Units of the Sample Body", "Steering Committee on administrative reform", "File copy"]
"""

_PUBLICATION = """
[publication]
form = "order"
next_steps = [
    "Đơn vị dưới 40 điểm gửi kế hoạch khắc phục trong 30 ngày",
    "Tổ giúp việc theo dõi nhiệm vụ quá hạn hằng tháng",
]
next_steps_en = [
    "Units below 40 points send a plan to improve within 30 days",
    "The working group follows overdue tasks month by month",
]
"""

_REWARDS = """
[[rewards]]
id = "top-three"
name = "Ba hạng đầu toàn cơ quan, không bị phạt điểm"
name_en = "The first three ranks of the whole body, without penalty"
top = 3
without_penalty = true

[[rewards]]
id = "first-in-group"
name = "Đứng đầu nhóm đơn vị"
name_en = "First of the unit group"
top_in_group = 1
"""

_REWARD_FOR_RISE = """
[[rewards]]
id = "rise"
name = "Tiến bộ nhiều so với năm trước"
name_en = "Much better than last year"
min_score_change = 2
"""

_LETTERS = """
[[letters]]
id = "digital-signature"
name = "Văn bản điện tử và chữ ký số"
name_en = "E-documents and digital signatures"
criteria = ["{criterion}"]

[[letters]]
id = "overdue-task"
name = "Nhiệm vụ được giao quá hạn"
name_en = "Overdue assigned tasks"
reasons = ["overdue-task"]
"""

_LETTER_CRITERIA = {2019: "dien-tu.van-ban-dien-tu", 2020: "dien-tu.van-ban-ky-so"}

_CROSSWALK = """
# Bộ tiêu chí năm 2020 khác năm 2019 ở ba chỗ; tiêu chí không nêu ở đây giữ nguyên mã định danh

[[crosswalk]]
relation = "split"
previous = ["dien-tu.van-ban-dien-tu"]
current = ["dien-tu.van-ban-ky-so.van-ban", "dien-tu.van-ban-ky-so.ky-so"]

[[crosswalk]]
relation = "new"
current = ["dien-tu.bao-cao-dien-tu"]

[[crosswalk]]
relation = "reweighted"
previous = ["chi-dao.ket-luan"]
current = ["chi-dao.ket-luan"]
"""


def write_rules(year: int) -> str:
    """The text of the season's ``season.toml``."""
    stages = "".join(
        f'\n[[stages]]\nid = "{id}"\nkind = "{kind}"\nname = "{name}"\nname_en = "{name_en}"\nfolder = "{folder}"\n'
        + (f"deadline = {DEADLINE_2020}\n" if (year, id) == (2020, "self") else "")
        for id, kind, name, name_en, folder in _STAGES[year]
    )
    groups = "".join(
        f'\n[[unit_groups]]\nid = "{group.id}"\nname = "{group.name}"\nname_en = "{group.name_en}"\n'
        for group in body.GROUPS
    )
    reasons = "".join(
        f'\n[[reasons]]\nid = "{reason.id}"\nname = "{reason.name}"\nname_en = "{reason.name_en}"\n'
        f"patterns = {json.dumps(reason.patterns, ensure_ascii=False)}\n"
        for reason in REASONS
    )
    decisions = _REWARDS + (_REWARD_FOR_RISE if year == 2020 else "")
    decisions += _LETTERS.replace("{criterion}", _LETTER_CRITERIA[year])
    crosswalk = _CROSSWALK if year == 2020 else ""
    signed = _DOCUMENT + (_PUBLICATION if year == 2020 else "")
    return _HEADS[year] + _SCORING + stages + _GRADES + groups + reasons + decisions + signed + crosswalk
