"""What is settled in advance of chance in either season: who did not have to, who was raised, who got a bonus."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts.sample_seasons.criteria import BONUS_LINE, PENALTY_LINE

BONUS_MAX, PENALTY_MAX = 200, 200


@dataclass(frozen=True)
class Initiative:
    """An initiative a unit proposed; ``given`` are the points recognition brings, in hundredths."""

    id: str
    unit_id: str
    title: str
    title_en: str
    is_recognised: bool
    given: int
    note: str = ""


@dataclass(frozen=True)
class Facts:
    """One season's settled facts, mostly by unit and leaf.

    ``not_applicable``: the appraisal found nothing to do (true: the unit said so too). ``declined``: the unit wrote
    "not applicable", the appraisers scored it. ``extras``: bonus and penalty lines as (claimed, given). ``claims``:
    another share of over-claiming than the unit's usual one. ``unexplained``: units with one deduction without a word.
    ``off_step``: units with one claim at no step of the scale.
    ``restorations`` and ``upheld``: how many cells the second appraisal gave back, and left as they were.
    """

    year: int
    has_explanations: bool
    not_applicable: Mapping[tuple[str, str], bool]
    declined: frozenset[tuple[str, str]]
    raised: Mapping[str, tuple[str, ...]]
    unexplained: frozenset[str]
    off_step: frozenset[str]
    extras: Mapping[tuple[str, str], tuple[int, int]]
    initiatives: tuple[Initiative, ...]
    specific_at_maximum: frozenset[str]
    restorations: Mapping[str, int]
    upheld: Mapping[str, int]
    claims: Mapping[str, float] = field(default_factory=dict)

    def bonus(self, unit_id: str) -> int:
        """Bonus points of the unit: its bonus line and its recognised initiatives, up to the season's limit."""
        recognised = sum(item.given for item in self.initiatives if item.unit_id == unit_id and item.is_recognised)
        return min(BONUS_MAX, self.extras.get((unit_id, BONUS_LINE), (0, 0))[1] + recognised)

    def penalty(self, unit_id: str) -> int:
        """Penalty points of the unit."""
        return min(PENALTY_MAX, self.extras.get((unit_id, PENALTY_LINE), (0, 0))[1])

    def appraised_total(self, unit_id: str, total: int) -> int:
        """The appraised points that, with bonus and penalty, make *total*."""
        return total - self.bonus(unit_id) + self.penalty(unit_id)


FACTS_2019 = Facts(
    year=2019,
    has_explanations=False,
    not_applicable={
        ("vu-doi-ngoai", "thu-tuc.phan-anh"): True,
        ("tap-chi-dien-dan", "tai-chinh.du-toan.kien-nghi"): True,
        ("vien-nghien-cuu", "the-che.theo-doi"): True,
        ("trung-tam-ky-thuat", "the-che.van-ban.chat-luong"): False,
    },
    declined=frozenset(),
    raised={"vien-nghien-cuu": ("tai-chinh.tiet-kiem",), "cuc-tieu-chuan": ("thu-tuc.quy-trinh",)},
    unexplained=frozenset({"cuc-dia-ban-3"}),
    off_step=frozenset({"vu-nhan-su"}),
    extras={
        ("cuc-tieu-chuan", BONUS_LINE): (50, 50),
        ("vu-ke-hoach-tai-chinh", BONUS_LINE): (100, 50),
        ("van-phong", BONUS_LINE): (50, 0),
        ("cuc-dia-ban-3", PENALTY_LINE): (0, 50),
    },
    initiatives=(
        Initiative(
            "SK2019-01",
            "cuc-tieu-chuan",
            "Bộ tiêu chuẩn quy trình mẫu dùng cho các đơn vị",
            "Model process standards for all units",
            True,
            50,
        ),
        Initiative(
            "SK2019-02",
            "vu-ke-hoach-tai-chinh",
            "Bảng theo dõi giải ngân dùng chung",
            "Shared budget tracking sheet",
            True,
            50,
        ),
        Initiative(
            "SK2019-03",
            "vu-nhan-su",
            "Trợ lý tra cứu văn bản nội bộ",
            "Search assistant for internal documents",
            False,
            50,
            "Chưa áp dụng trong năm đánh giá",
        ),
    ),
    specific_at_maximum=frozenset(
        {"van-phong", "vu-ke-hoach-tai-chinh", "cuc-tieu-chuan", "truong-boi-duong", "vu-chinh-sach"}
    ),
    restorations={"van-phong": 1, "vu-doi-ngoai": 2, "cuc-dia-ban-1": 1, "cuc-ha-tang": 1, "bao-nhip-song": 1},
    upheld={"vu-theo-doi": 2, "cuc-dia-ban-3": 2, "cuc-ha-tang": 1, "vu-doi-ngoai": 1},
    claims={"trung-tam-ky-thuat": 0.7, "vu-chinh-sach": 0.4, "cuc-dia-ban-2": 0.3},
)

FACTS_2020 = Facts(
    year=2020,
    has_explanations=True,
    not_applicable={
        ("vu-doi-ngoai", "thu-tuc.phan-anh"): True,
        ("vu-chinh-sach", "thu-tuc.phan-anh"): True,
        ("tap-chi-dien-dan", "tai-chinh.du-toan.kien-nghi"): True,
        ("trung-tam-truyen-thong", "tai-chinh.du-toan.kien-nghi"): True,
        ("vien-nghien-cuu", "the-che.theo-doi"): True,
        ("trung-tam-du-lieu", "the-che.van-ban.chat-luong"): True,
        ("cuc-ha-tang", "thu-tuc.kiem-soat.don-gian"): False,
    },
    declined=frozenset({("cuc-dia-ban-1", "tai-chinh.du-toan.kien-nghi")}),
    raised={
        "vien-nghien-cuu": ("bo-may.dao-tao",),
        "vu-ke-hoach-tai-chinh": ("tai-chinh.tiet-kiem",),
        "cuc-tieu-chuan": ("dien-tu.xu-ly.ho-so",),
        "trung-tam-du-lieu": ("dien-tu.an-toan",),
    },
    unexplained=frozenset({"cuc-dia-ban-3", "bao-nhip-song"}),
    off_step=frozenset({"vu-theo-doi"}),
    extras={
        ("cuc-tieu-chuan", BONUS_LINE): (100, 50),
        ("vu-ke-hoach-tai-chinh", BONUS_LINE): (50, 50),
        ("truong-boi-duong", BONUS_LINE): (50, 50),
        ("cuc-dia-ban-3", PENALTY_LINE): (0, 50),
        ("bao-nhip-song", PENALTY_LINE): (0, 50),
        ("vu-theo-doi", PENALTY_LINE): (50, 50),
    },
    initiatives=(
        Initiative(
            "SK2020-01",
            "vu-ke-hoach-tai-chinh",
            "Giao và điều chỉnh dự toán trên một bảng dùng chung",
            "Budgets allotted and amended in one shared table",
            True,
            50,
        ),
        Initiative(
            "SK2020-02",
            "cuc-phuc-vu",
            "Trả kết quả tại nhà qua bưu chính công ích",
            "Results delivered home by public post",
            True,
            50,
        ),
        Initiative(
            "SK2020-03",
            "vu-doi-ngoai",
            "Hồ sơ đoàn ra ký số hoàn toàn",
            "Mission files signed digitally throughout",
            False,
            50,
            "Tổ giúp việc đề nghị Ban Chỉ đạo xem xét",
        ),
        Initiative(
            "SK2020-04",
            "trung-tam-du-lieu",
            "Nhắc hạn nhiệm vụ tự động qua tin nhắn",
            "Automatic reminders of deadlines",
            True,
            50,
        ),
        Initiative(
            "SK2020-05",
            "truong-boi-duong",
            "Lớp bồi dưỡng trực tuyến có đánh giá đầu ra",
            "Online courses with an exit test",
            False,
            50,
            "Chưa có số liệu về hiệu quả",
        ),
        Initiative(
            "SK2020-06",
            "cuc-dia-ban-2",
            "Nhóm trao đổi trực tuyến với địa bàn",
            "Online group with the area",
            False,
            50,
            "Phạm vi áp dụng còn hẹp",
        ),
        Initiative(
            "SK2020-07",
            "van-phong",
            "Phiếu trình điện tử thay phiếu trình giấy",
            "Electronic submission sheet",
            True,
            100,
        ),
        Initiative(
            "SK2020-08",
            "tap-chi-dien-dan",
            "Quy trình phản biện kín trực tuyến",
            "Blind review online",
            False,
            25,
            "Trùng một phần với nhiệm vụ thường xuyên",
        ),
    ),
    specific_at_maximum=frozenset(
        {
            "van-phong",
            "vu-ke-hoach-tai-chinh",
            "vu-chinh-sach",
            "cuc-tieu-chuan",
            "cuc-phuc-vu",
            "truong-boi-duong",
            "trung-tam-du-lieu",
            "vu-nhan-su",
        }
    ),
    restorations={
        "van-phong": 1,
        "vu-nhan-su": 1,
        "vu-doi-ngoai": 2,
        "vu-theo-doi": 1,
        "cuc-dia-ban-1": 2,
        "cuc-dia-ban-3": 1,
        "cuc-ha-tang": 2,
        "trung-tam-du-lieu": 1,
        "bao-nhip-song": 1,
        "trung-tam-truyen-thong": 1,
    },
    upheld={
        "vu-doi-ngoai": 1,
        "vu-theo-doi": 3,
        "cuc-dia-ban-1": 1,
        "cuc-dia-ban-3": 4,
        "cuc-ha-tang": 2,
        "trung-tam-ky-thuat": 3,
        "bao-nhip-song": 2,
        "tap-chi-dien-dan": 1,
        "trung-tam-truyen-thong": 1,
    },
)

FACTS = {2019: FACTS_2019, 2020: FACTS_2020}
