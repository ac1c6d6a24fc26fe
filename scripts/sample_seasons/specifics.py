"""The seventh domain: two to four tasks of each unit's own."""

from scripts.sample_seasons.body import UNITS
from scripts.sample_seasons.tree import Node, Remark

REMARKS = (
    Remark("Hoàn thành chậm tiến độ so với chương trình công tác", "late"),
    Remark("Kết quả mới đạt {pct}% khối lượng được giao", "below-target"),
    Remark("Chưa cung cấp đủ tài liệu kiểm chứng", "no-evidence"),
    Remark("Thống nhất theo biên bản làm việc với đơn vị", None),
)

# unit: its own tasks, each with its maximum in hundredths
TASKS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "van-phong": (
        ("Chuẩn bị chương trình công tác, hội nghị của Lãnh đạo", "Leadership's programme and meetings prepared", 150),
        ("Quản lý văn thư, lưu trữ tập trung", "Central records and archives", 150),
        ("Phục vụ hậu cần, lễ tân, xe công", "Logistics and transport", 100),
    ),
    "vu-chinh-sach": (
        ("Trình đề án chính sách theo chương trình năm", "Policy papers submitted by the yearly programme", 200),
        ("Đánh giá tác động chính sách", "Policy impact assessed", 150),
        ("Lấy ý kiến đối tượng chịu tác động", "Those affected consulted", 150),
        ("Tổng kết, đánh giá thi hành chính sách", "Policies in force reviewed", 100),
    ),
    "vu-nhan-su": (
        ("Thực hiện quy hoạch, bổ nhiệm đúng quy trình", "Planning and appointments by the rules", 200),
        ("Tổ chức tuyển dụng, nâng ngạch", "Recruitment and promotion", 150),
        ("Số hóa hồ sơ công chức, viên chức", "Staff files digitised", 150),
        ("Giải quyết chế độ, chính sách kịp thời", "Entitlements settled in time", 100),
    ),
    "vu-ke-hoach-tai-chinh": (
        ("Giao kế hoạch, dự toán cho các đơn vị đúng hạn", "Plans and budgets allotted on time", 200),
        ("Thẩm định, xét duyệt quyết toán", "Accounts examined", 150),
        ("Theo dõi giải ngân đầu tư công", "Public investment followed", 150),
        ("Công tác thống kê, tổng hợp", "Statistics", 100),
    ),
    "vu-doi-ngoai": (
        ("Thực hiện kế hoạch đoàn ra, đoàn vào", "Plan of missions carried out", 200),
        ("Thực hiện thỏa thuận hợp tác đã ký", "Signed agreements carried out", 150),
        ("Báo cáo kết quả sau mỗi đoàn công tác", "Reports after missions", 150),
        ("Biên dịch, thông tin đối ngoại", "Translation and external information", 100),
    ),
    "vu-theo-doi": (
        ("Theo dõi việc thực hiện kết luận kiểm tra", "Conclusions followed up", 200),
        ("Đôn đốc đơn vị chậm thực hiện", "Late units urged", 150),
        ("Đánh giá kết quả công tác quý, năm", "Quarterly and yearly evaluation", 150),
        ("Quản lý cơ sở dữ liệu theo dõi", "Monitoring database kept", 100),
    ),
    "cuc-dia-ban-1": (
        ("Thực hiện kế hoạch kiểm tra địa bàn I", "Inspection plan for Area I", 150),
        ("Xử lý kiến nghị của địa bàn I", "Requests from Area I handled", 150),
        ("Hướng dẫn nghiệp vụ cho địa bàn I", "Guidance for Area I", 100),
    ),
    "cuc-dia-ban-2": (
        ("Thực hiện kế hoạch kiểm tra địa bàn II", "Inspection plan for Area II", 150),
        ("Xử lý kiến nghị của địa bàn II", "Requests from Area II handled", 150),
        ("Hướng dẫn nghiệp vụ cho địa bàn II", "Guidance for Area II", 100),
    ),
    "cuc-dia-ban-3": (
        ("Thực hiện kế hoạch kiểm tra địa bàn III", "Inspection plan for Area III", 150),
        ("Xử lý kiến nghị của địa bàn III", "Requests from Area III handled", 150),
        ("Hướng dẫn nghiệp vụ cho địa bàn III", "Guidance for Area III", 100),
    ),
    "cuc-tieu-chuan": (
        ("Ban hành tiêu chuẩn theo kế hoạch năm", "Standards issued by the yearly plan", 150),
        ("Đánh giá chất lượng dịch vụ công", "Quality of services assessed", 150),
        ("Cập nhật danh mục tiêu chuẩn", "Catalogue of standards kept up to date", 100),
    ),
    "cuc-phuc-vu": (
        ("Tiếp nhận, trả kết quả tại bộ phận một cửa", "One-stop desk", 200),
        ("Vận hành đường dây hướng dẫn người dân", "Citizens' helpline", 200),
    ),
    "cuc-ha-tang": (
        ("Duy tu hạ tầng dùng chung theo kế hoạch", "Shared infrastructure maintained", 150),
        ("Khắc phục sự cố trong thời hạn cam kết", "Incidents resolved in the agreed time", 150),
        ("Lập kế hoạch nâng cấp hằng năm", "Yearly upgrade plan", 100),
    ),
    "vien-nghien-cuu": (
        ("Nghiệm thu đề tài đúng hạn", "Projects accepted on time", 200),
        ("Công bố kết quả nghiên cứu", "Research published", 150),
        ("Cung cấp báo cáo dự báo định kỳ", "Periodic forecasts", 150),
    ),
    "truong-boi-duong": (
        ("Tổ chức lớp bồi dưỡng theo kế hoạch", "Courses held as planned", 200),
        ("Biên soạn, cập nhật giáo trình", "Teaching material kept up to date", 150),
        ("Đánh giá chất lượng sau bồi dưỡng", "Training evaluated", 150),
    ),
    "trung-tam-du-lieu": (
        ("Vận hành hệ thống liên tục, an toàn", "Systems run without interruption", 200),
        ("Cung cấp dữ liệu dùng chung", "Shared data supplied", 150),
        ("Hỗ trợ người dùng đúng thời gian cam kết", "Users supported in the agreed time", 150),
    ),
    "trung-tam-ky-thuat": (
        ("Hỗ trợ kỹ thuật theo yêu cầu của đơn vị", "Technical support on request", 200),
        ("Kiểm định, hiệu chuẩn thiết bị", "Equipment tested and calibrated", 150),
        ("Bảo đảm kỹ thuật cho hội nghị trực tuyến", "Online meetings supported", 150),
    ),
    "bao-nhip-song": (
        ("Duy trì chuyên mục cải cách hành chính", "Reform column kept up", 200),
        ("Phát hành đúng kỳ, đúng tôn chỉ", "Issues on time and to the charter", 150),
        ("Phản hồi ý kiến bạn đọc", "Readers answered", 150),
        ("Phát triển bản điện tử", "Online edition developed", 100),
    ),
    "tap-chi-dien-dan": (
        ("Xuất bản đủ số, đúng kỳ", "All issues on time", 200),
        ("Phản biện bài khoa học", "Articles peer-reviewed", 150),
        ("Tổ chức chuyên đề về cải cách", "Special issues on reform", 150),
        ("Số hóa kho bài", "Archive digitised", 100),
    ),
    "trung-tam-truyen-thong": (
        ("Thực hiện kế hoạch truyền thông năm", "Yearly communication plan", 200),
        ("Tổ chức sự kiện theo phân công", "Events held as assigned", 150),
        ("Sản xuất ấn phẩm truyền thông", "Publications produced", 150),
        ("Vận hành trang nội bộ", "Intranet run", 100),
    ),
}


def _list_tasks(unit_id: str) -> tuple[Node, ...]:
    return tuple(
        Node(
            str(place),
            name,
            name_en,
            most=most,
            step=25,
            tug=1.3,
            floor=most // 100 * 50,
            remarks=REMARKS,
            proof="Báo cáo kết quả số {number}/BC-{symbol} ngày {late}",
            rule="Theo mức độ hoàn thành, làm tròn đến bước 0,25 điểm",
        )
        for place, (name, name_en, most) in enumerate(TASKS[unit_id], start=1)
    )


SPECIFIC_DOMAIN = Node(
    "dac-thu",
    "Nhiệm vụ đặc thù của đơn vị",
    "The unit's own tasks",
    code="VII",
    children=tuple(
        Node(
            unit.id,
            f"Nhiệm vụ đặc thù: {unit.name}",
            f"Own tasks: {unit.name_en}",
            labels="letters",
            applies_to=unit.id,
            children=_list_tasks(unit.id),
        )
        for unit in UNITS
    ),
)
