"""The fictitious body: its 19 units, their groups, and the total each is given in either season."""

from dataclasses import dataclass

NAME, NAME_EN = "Cơ quan Mẫu", "Sample Body"


@dataclass(frozen=True)
class Group:
    """A group of like units."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Unit:
    """One unit; ``symbol`` stands in the numbers of its documents, ``typed`` is how it writes its own name on a form.

    ``claims`` says how it scores itself: the share of its losses that it claims all the same (0 = claims exactly what
    it gets, 1 = its whole form at the maximum).
    """

    id: str
    group: str
    name: str
    name_en: str
    short_name: str
    short_name_en: str
    symbol: str
    aliases: tuple[str, ...]
    typed: str
    claims: float


GROUPS = (
    Group("tham-muu", "Khối tham mưu, tổng hợp", "Advisory and general units"),
    Group("quan-ly", "Khối cục quản lý", "Managing bureaus"),
    Group("su-nghiep", "Khối nghiên cứu, đào tạo, kỹ thuật", "Research, training and technical units"),
    Group("bao-chi", "Khối báo chí, truyền thông", "Press and communication units"),
)

UNITS = (
    Unit(
        "van-phong", "tham-muu", "Văn phòng Cơ quan", "Office of the Body", "VP Cơ quan", "Office", "VP",
        ("Văn phòng CQ", "Văn phòng Cơ quan Mẫu"), "VĂN PHÒNG CƠ QUAN", 0.45,
    ),
    Unit(
        "vu-chinh-sach", "tham-muu", "Vụ Chính sách", "Department of Policy", "Vụ Chính sách", "Policy", "CS",
        ("Vụ CS",), "Vụ Chính sách", 0.0,
    ),
    Unit(
        "vu-nhan-su", "tham-muu", "Vụ Nhân sự và Đào tạo", "Department of Personnel and Training", "Vụ NS&ĐT",
        "Personnel", "NSĐT", ("Vụ Nhân sự - Đào tạo", "Vụ Nhân sự – Đào tạo", "Vụ NSĐT"), "Vụ Nhân sự – Đào tạo", 0.35,
    ),
    Unit(
        "vu-ke-hoach-tai-chinh", "tham-muu", "Vụ Kế hoạch và Tài chính", "Department of Planning and Finance",
        "Vụ KH&TC", "Planning and Finance", "KHTC",
        ("Vụ Kế hoạch - Tài chính", "Vụ Kế hoạch – Tài chính", "Vụ KHTC"), "Vụ Kế hoạch và Tài chính", 0.2,
    ),
    Unit(
        "vu-doi-ngoai", "tham-muu", "Vụ Đối ngoại", "Department of External Relations", "Vụ Đối ngoại",
        "External Relations", "ĐN", ("Vụ ĐN",), "Vụ Đối ngoại ", 0.6,
    ),
    Unit(
        "vu-theo-doi", "tham-muu", "Vụ Theo dõi và Đánh giá", "Department of Monitoring and Evaluation", "Vụ TD&ĐG",
        "Monitoring and Evaluation", "TDĐG", ("Vụ Theo dõi, Đánh giá", "Vụ TDĐG"), "Vụ Theo dõi, Đánh giá", 0.7,
    ),
    Unit(
        "cuc-dia-ban-1", "quan-ly", "Cục Quản lý địa bàn I", "Area Management Bureau I", "Cục ĐB I", "Area Bureau I",
        "ĐB1", ("Cục Địa bàn I", "Cục QLĐB I"), "Cục Quản lý địa bàn I", 0.55,
    ),
    Unit(
        "cuc-dia-ban-2", "quan-ly", "Cục Quản lý địa bàn II", "Area Management Bureau II", "Cục ĐB II",
        "Area Bureau II", "ĐB2", ("Cục Địa bàn II", "Cục QLĐB II"), "CỤC QUẢN LÝ ĐỊA BÀN II", 0.0,
    ),
    Unit(
        "cuc-dia-ban-3", "quan-ly", "Cục Quản lý địa bàn III", "Area Management Bureau III", "Cục ĐB III",
        "Area Bureau III", "ĐB3", ("Cục Địa bàn III", "Cục QLĐB III"), "Cục Địa bàn III", 0.85,
    ),
    Unit(
        "cuc-tieu-chuan", "quan-ly", "Cục Tiêu chuẩn và Chất lượng", "Bureau of Standards and Quality", "Cục TC&CL",
        "Standards and Quality", "TCCL", ("Cục Tiêu chuẩn - Chất lượng", "Cục Tiêu chuẩn – Chất lượng", "Cục TCCL"),
        "Cục Tiêu chuẩn và Chất lượng", 0.3,
    ),
    Unit(
        "cuc-phuc-vu", "quan-ly", "Cục Phục vụ người dân", "Bureau of Citizen Services", "Cục PVND",
        "Citizen Services", "PVND", ("Cục Phục vụ nhân dân",), "Cục Phục vụ người dân", 0.4,
    ),
    Unit(
        "cuc-ha-tang", "quan-ly", "Cục Hạ tầng dùng chung", "Bureau of Shared Infrastructure", "Cục HTDC",
        "Shared Infrastructure", "HTDC", ("Cục Hạ tầng",), "Cục Hạ tầng dùng chung", 0.65,
    ),
    Unit(
        "vien-nghien-cuu", "su-nghiep", "Viện Nghiên cứu và Dự báo", "Institute for Research and Forecasting",
        "Viện NC&DB", "Research Institute", "VNC", ("Viện Nghiên cứu - Dự báo", "Viện NCDB"),
        "Viện Nghiên cứu và Dự báo", 0.25,
    ),
    Unit(
        "truong-boi-duong", "su-nghiep", "Trường Bồi dưỡng nghiệp vụ", "School for Professional Training",
        "Trường BDNV", "Training School", "TBD", ("Trường Bồi dưỡng",), "Trường BDNV", 0.0,
    ),
    Unit(
        "trung-tam-du-lieu", "su-nghiep", "Trung tâm Dữ liệu số", "Digital Data Centre", "TT Dữ liệu số",
        "Data Centre", "DLS", ("Trung tâm Tin học", "TTDLS"), "Trung tâm Dữ liệu số", 0.5,
    ),
    Unit(
        "trung-tam-ky-thuat", "su-nghiep", "Trung tâm Hỗ trợ kỹ thuật", "Technical Support Centre", "TT HTKT",
        "Technical Support", "HTKT", ("Trung tâm HTKT",), "Trung tâm Hỗ trợ kỹ thuật", 1.0,
    ),
    Unit(
        "bao-nhip-song", "bao-chi", "Báo Nhịp sống công vụ", "Public Service Life Newspaper", "Báo NSCV", "Newspaper",
        "BNS", ("Báo Nhịp sống",), "Báo Nhịp sống công vụ", 0.75,
    ),
    Unit(
        "tap-chi-dien-dan", "bao-chi", "Tạp chí Diễn đàn cải cách", "Reform Forum Review", "TC Diễn đàn cải cách",
        "Review", "TCDĐ", ("Tạp chí Diễn đàn",), "Tạp chí Diễn đàn cải cách", 0.5,
    ),
    Unit(
        "trung-tam-truyen-thong", "bao-chi", "Trung tâm Truyền thông và Sự kiện", "Communication and Events Centre",
        "TT Truyền thông", "Communication Centre", "TTSK", ("Trung tâm Truyền thông",), "TT Truyền thông", 0.6,
    ),
)  # fmt: skip

FORMER_NAMES = {2019: {"trung-tam-du-lieu": ("Trung tâm Tin học", "Informatics Centre", "TT Tin học")}}

# what each unit's total (appraised + bonus - penalty) comes to, in hundredths of a point
TOTALS = {
    2019: {
        "cuc-tieu-chuan": 4775,
        "vu-ke-hoach-tai-chinh": 4550,
        "van-phong": 4425,
        "truong-boi-duong": 4330,
        "vu-chinh-sach": 4210,
        "vien-nghien-cuu": 4200,
        "cuc-phuc-vu": 4125,
        "vu-theo-doi": 4075,
        "tap-chi-dien-dan": 4005,
        "trung-tam-du-lieu": 3975,
        "vu-nhan-su": 3850,
        "cuc-ha-tang": 3825,
        "cuc-dia-ban-2": 3750,
        "vu-doi-ngoai": 3750,
        "trung-tam-ky-thuat": 3595,
        "cuc-dia-ban-1": 3475,
        "bao-nhip-song": 3370,
        "trung-tam-truyen-thong": 3300,
        "cuc-dia-ban-3": 3250,
    },
    2020: {
        "vu-ke-hoach-tai-chinh": 4750,
        "cuc-tieu-chuan": 4680,
        "truong-boi-duong": 4525,
        "trung-tam-du-lieu": 4450,
        "van-phong": 4375,
        "vien-nghien-cuu": 4315,
        "vu-chinh-sach": 4250,
        "cuc-phuc-vu": 4250,
        "vu-nhan-su": 4175,
        "trung-tam-ky-thuat": 4105,
        "cuc-ha-tang": 4050,
        "tap-chi-dien-dan": 4000,
        "vu-doi-ngoai": 3975,
        "cuc-dia-ban-2": 3875,
        "vu-theo-doi": 3820,
        "trung-tam-truyen-thong": 3725,
        "cuc-dia-ban-1": 3650,
        "bao-nhip-song": 3560,
        "cuc-dia-ban-3": 3425,
    },
}


def name_in(unit: Unit, year: int) -> tuple[str, str, str]:
    """Name, English name and short name that *unit* bore in *year*."""
    return FORMER_NAMES.get(year, {}).get(unit.id, (unit.name, unit.name_en, unit.short_name))


def is_exact(unit: Unit) -> bool:
    """Whether the unit claims exactly what it is given."""
    return unit.claims == 0.0


def claims_everything(unit: Unit) -> bool:
    """Whether the unit's whole form stands at the maximum."""
    return unit.claims == 1.0
