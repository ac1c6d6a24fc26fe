"""What people write: reasons and their patterns, appraisers' remarks, units' explanations and evidence."""

from dataclasses import dataclass
from random import Random

from scripts.sample_seasons.body import Unit
from scripts.sample_seasons.chance import between, pick
from scripts.sample_seasons.tree import Criterion, Remark


@dataclass(frozen=True)
class Reason:
    """One reason of the curated list, with the words by which a remark is known to give it."""

    id: str
    name: str
    name_en: str
    patterns: tuple[str, ...]


REASONS = (
    Reason("overdue-task", "Nhiệm vụ quá hạn", "Overdue task", ("nhiệm vụ quá hạn", "giao quá hạn")),
    Reason("report-late", "Báo cáo thiếu hoặc chậm", "Report missing or late", ("gửi chậm", "thiếu báo cáo")),
    Reason(
        "conclusion-late",
        "Kết luận kiểm tra ban hành chậm",
        "Inspection conclusion late",
        ("kết luận ban hành chậm", "chậm ban hành kết luận"),
    ),
    Reason(
        "low-e-document",
        "Tỷ lệ văn bản điện tử, chữ ký số thấp",
        "Low share of e-documents or digital signatures",
        ("tỷ lệ văn bản điện tử", "ký số"),
    ),
    Reason("no-evidence", "Thiếu tài liệu kiểm chứng", "No evidence", ("tài liệu kiểm chứng", "minh chứng")),
    Reason("wrong-calculation", "Tính điểm sai", "Wrong calculation", ("tính sai",)),
    Reason("not-done", "Chưa thực hiện", "Not done", ("chưa thực hiện", "chưa ban hành", "chưa được cập nhật")),
    Reason(
        "not-assigned",
        "Chưa giao, phân công nhiệm vụ",
        "Not assigned",
        (
            "chưa giao nhiệm vụ", "chưa được giao", "không được giao", "không thuộc nhiệm vụ", "chưa phân công",
            "chưa được phân công",
        ),
    ),
    Reason(
        "late", "Thực hiện chậm thời hạn", "Done late", ("sau thời hạn", "chậm so với", "chậm tiến độ")
    ),
    Reason("below-target", "Kết quả dưới mức yêu cầu", "Result below target", ("mới đạt", "chưa đạt", "thấp hơn")),
    Reason("survey-result", "Kết quả điều tra xã hội học", "Survey result", ("điều tra xã hội học",)),
)  # fmt: skip
REASON_NAMES = {reason.id: reason.name for reason in REASONS}

ACCEPTED = "Chấp nhận giải trình, khôi phục điểm"
ACCEPTED_IN_PART = "Chấp nhận một phần giải trình. "
UPHELD = "Giữ nguyên điểm thẩm định lần 1. "
UPHELD_WITHOUT_EXPLANATION = "Họp thống nhất, giữ nguyên điểm. "
RESTORED_WITHOUT_EXPLANATION = "Họp thống nhất, điều chỉnh tăng điểm"
RAISED = "Đơn vị tự chấm thấp hơn kết quả đối chiếu hồ sơ; nâng điểm"
NOTHING_TO_DO = "Không phát sinh nhiệm vụ trong năm"
SURVEYED = "Lấy theo kết quả điều tra xã hội học"
AGREED = ("Thống nhất", "Đạt", "Đủ tài liệu")

_EXPLANATIONS = {
    "overdue-task": (
        "Nhiệm vụ phụ thuộc ý kiến của cơ quan phối hợp; đơn vị đã có văn bản xin gia hạn trước khi hết hạn.",
        "Nhiệm vụ đã hoàn thành, hệ thống theo dõi chưa ghi nhận; gửi kèm văn bản trình.",
    ),
    "report-late": (
        "Báo cáo đã gửi qua thư điện tử đúng hạn, bản giấy gửi sau; đề nghị tính theo ngày gửi điện tử.",
        "Đơn vị gửi báo cáo đúng hạn nhưng văn thư vào sổ ngày hôm sau.",
    ),
    "conclusion-late": (
        "Cuộc kiểm tra được gia hạn theo quyết định của Lãnh đạo nên thời hạn ban hành lùi lại.",
        "Thời gian xin ý kiến hoàn thiện dự thảo không tính vào thời hạn theo quy chế.",
    ),
    "low-e-document": (
        "Một phần văn bản thuộc diện mật không phát hành điện tử; đề nghị loại khỏi mẫu số.",
        "Chứng thư số của lãnh đạo đơn vị hết hạn trong quý III, đã đề nghị cấp lại.",
    ),
    "no-evidence": ("Đơn vị gửi bổ sung tài liệu kèm theo công văn này.",),
    "wrong-calculation": ("Đơn vị đã tính lại theo hướng dẫn, gửi kèm bảng tính.",),
    "not-done": ("Nội dung đã thực hiện, văn bản ban hành trong tháng 12.",),
    "not-assigned": ("Việc phân công đã thống nhất tại cuộc họp giao ban, gửi kèm thông báo kết luận.",),
    "late": ("Thời hạn đã được Lãnh đạo cho phép điều chỉnh, gửi kèm văn bản.",),
    "below-target": ("Chỉ tiêu được điều chỉnh giảm trong năm; đề nghị tính theo chỉ tiêu sau điều chỉnh.",),
}
_EXPLANATION = "Đơn vị đề nghị Tổ giúp việc xem xét lại trên cơ sở hồ sơ gửi kèm."

_OWN_REASONS = (
    "Đơn vị tự trừ do chưa hoàn thành đầy đủ",
    "Tự trừ theo kết quả rà soát của đơn vị",
    "Đơn vị nhận thấy còn chậm",
)


def choose_remark(criterion: Criterion, chance: Random) -> Remark:
    """A remark of the criterion's, the commoner one first, its places still open."""
    remarks = criterion.node.remarks
    return remarks[0] if chance.random() < 0.6 else pick(chance, remarks)


def fill_remark(remark: Remark, criterion: Criterion, score: int, chance: Random) -> Remark:
    """The remark as it reads for *score* hundredths at *criterion*."""
    share = 100 * score // criterion.top
    text = remark.text.format(
        steps=(criterion.top - score) // 25,
        pct=share - between(chance, 0, 3) if share > 10 else between(chance, 6, 14),
        low=between(chance, 2, 6),
        option=next((option for option, given in criterion.node.options if given == score), ""),
    )
    return Remark(text, remark.reason)


def remark_on(criterion: Criterion, score: int, chance: Random) -> Remark:
    """What an appraiser writes about *score* hundredths at *criterion*."""
    return fill_remark(choose_remark(criterion, chance), criterion, score, chance)


def explain(remark: Remark, chance: Random) -> str:
    """What a unit answers to *remark*."""
    return pick(chance, _EXPLANATIONS.get(remark.reason or "", (_EXPLANATION,)))


def own_reason(chance: Random) -> str:
    """Why a unit took points off itself."""
    return pick(chance, _OWN_REASONS)


def name_evidence(criterion: Criterion, unit: Unit, year: int, chance: Random) -> str:
    """The documents a unit names for its score."""
    return criterion.node.proof.format(
        number=between(chance, 3, 480),
        symbol=unit.symbol,
        early=f"{between(chance, 6, 28):02}/01/{year}",
        mid=f"{between(chance, 1, 28):02}/{between(chance, 4, 9):02}/{year}",
        late=f"{between(chance, 1, 20):02}/12/{year}",
    )
