"""The one catalogue of finding rules: what each is called, how grave it is, how it speaks and what it asks for.

Sentences are filled by :func:`cchc_analysis.intake.findings.finding`. ``docs/findings.md`` is generated from here.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "doubt"]


@dataclass(frozen=True)
class Rule:
    """A kind of fault or doubt. An error makes the run exit with 1; a doubt asks for a second look."""

    id: str
    severity: Severity
    title: str
    title_en: str
    sentence: str
    sentence_en: str
    action: str
    action_en: str


def _error(id: str, title: str, title_en: str, sentence: tuple[str, str], action: tuple[str, str]) -> Rule:
    return Rule(id, "error", title, title_en, *sentence, *action)


def _doubt(id: str, title: str, title_en: str, sentence: tuple[str, str], action: tuple[str, str]) -> Rule:
    return Rule(id, "doubt", title, title_en, *sentence, *action)


_FILES = (
    _error(
        "file_corrupt",
        "Tệp hỏng",
        "Corrupt file",
        ("Không mở được tệp: {found}.", "The file cannot be opened: {found}."),
        (
            "Mở tệp bằng Excel hoặc LibreOffice, lưu lại dạng .xlsx rồi gửi lại.",
            "Open the file in Excel or LibreOffice, save it as .xlsx and send it again.",
        ),
    ),
    _error(
        "file_empty",
        "Tệp rỗng",
        "Empty file",
        ("Tệp không có nội dung.", "The file has no content."),
        ("Gửi lại tệp đã điền.", "Send the completed file again."),
    ),
    _error(
        "file_password",
        "Tệp có mật khẩu",
        "Password-protected file",
        ("Tệp được đặt mật khẩu nên không đọc được.", "The file is protected by a password and cannot be read."),
        ("Bỏ mật khẩu mở tệp rồi gửi lại.", "Remove the opening password and send the file again."),
    ),
    _error(
        "file_type",
        "Loại tệp không đọc được",
        "Unreadable type of file",
        ("Tệp là {found}; cần {expected}.", "The file is {found}; expected {expected}."),
        (
            "Lưu lại đúng dạng bảng tính; không đổi phần đuôi của tên tệp.",
            "Save it as a real spreadsheet; do not just rename the file.",
        ),
    ),
    _error(
        "file_too_large",
        "Tệp quá lớn",
        "File too large",
        (
            "Tệp chiếm {found} khi mở ra; giới hạn là {expected}.",
            "The file takes {found} once opened; the limit is {expected}.",
        ),
        (
            "Xóa các trang, dòng, cột thừa rồi lưu và gửi lại.",
            "Delete unused sheets, rows and columns, save and send it again.",
        ),
    ),
    _error(
        "file_macros",
        "Tệp có macro",
        "File with macros",
        (
            "Tệp chứa {found} nên không được mở.",
            "The file holds a {found} and was not opened.",
        ),
        (
            "Lưu lại dạng .xlsx không có macro rồi gửi lại.",
            "Save it as .xlsx without macros and send it again.",
        ),
    ),
    _doubt(
        "external_links",
        "Công thức lấy số từ tệp khác",
        "Formulas that read other files",
        (
            "Tệp có liên kết đến tệp khác; các số lấy qua liên kết được đọc như khi lưu, không kiểm tra được.",
            "The file links to other files; numbers taken from them are read as last saved and cannot be checked.",
        ),
        (
            "Thay liên kết bằng giá trị (Data → Edit Links → Break Link) rồi gửi lại.",
            "Replace the links by values (Data → Edit Links → Break Link) and send it again.",
        ),
    ),
    _doubt(
        "hidden_sheet",
        "Trang tính ẩn không được đọc",
        "Hidden sheet that was not read",
        (
            "Trang ẩn “{found}” có bảng như một phiếu điểm; không được đọc.",
            "The hidden sheet “{found}” holds a table like a form; it was not read.",
        ),
        (
            "Nếu là phiếu cần nộp thì bỏ ẩn; nếu là bản nháp thì xóa.",
            "Unhide it if it is meant to be read; delete it if it is a draft.",
        ),
    ),
    _doubt(
        "hidden_cells",
        "Dòng hoặc cột ẩn có điểm",
        "Scores in hidden rows or columns",
        (
            "Có điểm ở dòng hoặc cột đang ẩn: {found}; vẫn được đọc.",
            "Scores stand in hidden rows or columns: {found}; they were read.",
        ),
        (
            "Bỏ ẩn để người ký nhìn thấy các điểm này, hoặc xóa chúng.",
            "Unhide them so that whoever signs sees these scores, or delete them.",
        ),
    ),
    _error(
        "file_encoding",
        "Sai bảng mã",
        "Wrong text encoding",
        ("Tệp CSV không phải mã UTF-8 ({found}).", "The CSV file is not UTF-8 ({found})."),
        ("Lưu lại dạng “CSV UTF-8”.", "Save it as “CSV UTF-8”."),
    ),
    _doubt(
        "file_not_read",
        "Tệp hoặc thư mục không được dùng",
        "File or folder that nothing reads",
        (
            "“{found}” không thuộc phần nào của mùa chấm điểm nên không được đọc.",
            "“{found}” is no part of the season and was not read.",
        ),
        (
            "Kiểm tra tên tệp, tên thư mục với các giai đoạn trong season.toml: {expected}.",
            "Check the name against the stages in season.toml: {expected}.",
        ),
    ),
    _doubt(
        "note_unknown",
        "Nhận xét không rõ về phần nào",
        "Note about nothing known",
        (
            "Tệp nhận xét “{found}” không ứng với phần nào của báo cáo hay đơn vị nào nên không được in.",
            "The note “{found}” is about no section of the report and no unit, and is not printed.",
        ),
        ("Đặt tên tệp là {expected}.", "Name the file {expected}."),
    ),
    _error(
        "note_unreadable",
        "Không đọc được tệp nhận xét",
        "Unreadable note",
        (
            "Tệp nhận xét không đọc được nên không được in; cần {expected}.",
            "The note cannot be read and is not printed; expected {expected}.",
        ),
        ("Lưu lại tệp dạng văn bản UTF-8.", "Save the file as UTF-8 text."),
    ),
)

_LAYOUT = (
    _error(
        "no_header",
        "Không thấy dòng tiêu đề",
        "No header row",
        (
            "Không trang nào có dòng tiêu đề gồm {expected}; tìm thấy: {found}.",
            "No sheet has a header row with {expected}; found: {found}.",
        ),
        (
            "Giữ nguyên dòng tiêu đề của biểu mẫu, hoặc khai báo tên cột trong [layout] của season.toml.",
            "Keep the form's header row, or declare the headings under [layout] in season.toml.",
        ),
    ),
    _error(
        "missing_column",
        "Thiếu cột",
        "Missing column",
        ("Thiếu cột {expected}; các cột có: {found}.", "Column {expected} is missing; columns there: {found}."),
        (
            "Thêm lại cột này, hoặc khai báo tên cột trong [layout] của season.toml.",
            "Put the column back, or declare its heading under [layout] in season.toml.",
        ),
    ),
    _error(
        "ambiguous_column",
        "Hai cột cùng vai trò",
        "Two columns for one thing",
        ("Nhiều cột có thể là {expected}: {found}.", "Several columns could be {expected}: {found}."),
        (
            "Chỉ để một cột như vậy, hoặc ghi rõ tên giai đoạn ở tiêu đề cột.",
            "Leave one such column, or write the stage's name in its heading.",
        ),
    ),
    _error(
        "unknown_column",
        "Cột có điểm nhưng không rõ là gì",
        "Column with scores that says nothing known",
        (
            "Cột “{found}” có điểm nhưng tiêu đề không phải tiêu chí, giai đoạn hay loại cột nào.",
            "Column “{found}” holds scores, but its heading is no criterion, stage or kind of column.",
        ),
        (
            "Sửa tiêu đề cột, hoặc khai báo ở headings (ignored nếu không cần đọc) trong [layout] của season.toml.",
            "Correct the heading, or declare it in headings ([layout] in season.toml; ignored where not to be read).",
        ),
    ),
    _doubt(
        "sheet_of_other_stage",
        "Trang của giai đoạn khác",
        "Sheet of another stage",
        (
            "Trang “{found}” mang tên giai đoạn khác nên không được đọc ở thư mục này ({expected}).",
            "Sheet “{found}” is named for another stage and was not read in this folder ({expected}).",
        ),
        (
            "Đặt trang vào thư mục của giai đoạn đó, hoặc vào scores.xlsx.",
            "Put the sheet into that stage's folder, or into scores.xlsx.",
        ),
    ),
    _error(
        "bad_table",
        "Bảng kèm theo sai",
        "Fault in an accompanying table",
        ("Tìm thấy “{found}”; cần {expected}.", "Found “{found}”; expected {expected}."),
        ("Sửa ô này.", "Correct the cell."),
    ),
)

_UNITS = (
    _error(
        "no_unit",
        "Không rõ đơn vị nào",
        "Unit not named",
        (
            "Tệp không ghi tên đơn vị ở phần đầu, và tên tệp không phải mã hay tên gọi của đơn vị nào.",
            "The file names no unit near its top, and its own name is no unit's id or alias.",
        ),
        ("Ghi dòng “Đơn vị: …” phía trên bảng.", "Write a line “Đơn vị: …” above the table."),
    ),
    _error(
        "unknown_unit",
        "Đơn vị không có trong danh sách",
        "Unknown unit",
        ("“{found}” không phải đơn vị nào trong units.csv{hint}.", "“{found}” is no unit in units.csv{hint}."),
        (
            "Sửa tên đơn vị, hoặc thêm tên gọi này vào cột aliases của units.csv nếu đúng là đơn vị đó.",
            "Correct the name, or add it to the aliases in units.csv if it is indeed that unit.",
        ),
    ),
    _error(
        "ambiguous_unit",
        "Không rõ là đơn vị nào trong nhiều đơn vị",
        "Ambiguous unit",
        ("Phần đầu tệp nêu nhiều đơn vị: {found}.", "The top of the file names several units: {found}."),
        ("Ghi một dòng “Đơn vị: …” phía trên bảng.", "Write one line “Đơn vị: …” above the table."),
    ),
    _doubt(
        "file_name_differs",
        "Tên tệp là của đơn vị khác",
        "File named for another unit",
        (
            "Tên tệp là của {found} nhưng nội dung ghi {expected}; đã theo nội dung.",
            "The file is named for {found} but its content says {expected}; the content was followed.",
        ),
        ("Kiểm tra xem có gửi nhầm phiếu không.", "Check that the right form was sent."),
    ),
    _error(
        "form_of_other_season",
        "Phiếu của mùa chấm khác",
        "Form of another season",
        (
            "Phiếu được lập cho mùa {found}, không phải mùa {expected}; không đọc phiếu này.",
            "The form was issued for season {found}, not {expected}; it was not read.",
        ),
        ("Dùng phiếu của đúng mùa chấm.", "Use the form issued for this season."),
    ),
    _error(
        "form_of_other_stage",
        "Phiếu của giai đoạn khác",
        "Form of another stage",
        (
            "Phiếu được lập cho giai đoạn “{found}” nhưng nằm trong thư mục giai đoạn “{expected}”; không được đọc.",
            "The form was issued for stage “{found}” but lies in the folder of “{expected}”; it was not read.",
        ),
        ("Chuyển tệp về thư mục của giai đoạn đó.", "Move the file to the folder of its own stage."),
    ),
    _doubt(
        "form_of_other_version",
        "Phiếu lập từ phiên bản khác của bộ tiêu chí",
        "Form of another version of the criteria set",
        (
            "Phiếu được lập từ phiên bản {found} của bộ tiêu chí; phiên bản hiện dùng là {expected}.",
            "The form was issued from version {found} of the criteria set; the one in force is {expected}.",
        ),
        (
            "Kiểm tra các tiêu chí đã đổi; cần thì gửi phiếu mới cho đơn vị.",
            "Check the criteria that changed; issue a new form where needed.",
        ),
    ),
    _error(
        "unit_line_contradicts",
        "Dòng “Đơn vị” ghi đơn vị khác",
        "Unit line names another unit",
        (
            "Phiếu được lập cho {expected} nhưng dòng “Đơn vị” ghi “{found}”; đã đọc theo đơn vị được lập phiếu.",
            "The form was issued to {expected} but its unit line says “{found}”; it was read as the former's.",
        ),
        (
            "Kiểm tra đơn vị có dùng nhầm phiếu của đơn vị khác không; mỗi đơn vị chỉ điền phiếu của mình.",
            "Check whether a unit filled in another's form; each unit fills in its own.",
        ),
    ),
    _doubt(
        "unit_line_changed",
        "Dòng “Đơn vị” đã bị sửa",
        "Unit line was changed",
        (
            "Phiếu được lập cho {expected} nhưng dòng “Đơn vị” ghi “{found}”, không phải tên của đơn vị nào.",
            "The form was issued to {expected} but its unit line says “{found}”, which is no unit's name.",
        ),
        ("Xác nhận phiếu là của đơn vị được lập phiếu.", "Confirm that the form is that unit's."),
    ),
    _error(
        "duplicate_form",
        "Nhiều tệp, không rõ tệp nào mới nhất",
        "Several files, newest not declared",
        (
            "{unit} có nhiều tệp ở giai đoạn “{stage_name}” mà không rõ tệp nào mới nhất; theo thứ tự tên đã lấy "
            "{expected}. Tệp {found} khác tệp {compared} {places}. Ghi giờ nhận vào submissions.csv để biết tệp nào "
            "mới nhất.",
            "{unit} has several files in stage “{stage_name}” and nothing says which is the newest; by name "
            "{expected} was taken. {found} differs from {compared} in {places}. Enter in submissions.csv when they "
            "came.",
        ),
        (
            "Ghi giờ nhận của các tệp vào submissions.csv, hoặc khai báo newest_by trong season.toml.",
            "Enter when the files came in submissions.csv, or declare newest_by in season.toml.",
        ),
    ),
    _doubt(
        "replaced_form",
        "Tệp đã được thay",
        "File replaced by a newer one",
        (
            "{unit} đã gửi lại ở giai đoạn “{stage_name}”: lấy {expected}. Tệp {found} khác tệp {compared} {places}.",
            "{unit} sent again in stage “{stage_name}”: {expected} stands. {found} differs from {compared} in "
            "{places}.",
        ),
        ("Xem từng chỗ khác nhau bằng cchc diff.", "See each difference with cchc diff."),
    ),
    _doubt(
        "late_submission",
        "Nộp muộn",
        "Late",
        (
            "{unit} gửi lúc {found} ({by}), sau hạn {expected}.",
            "{unit} sent it at {found} ({by}), after the deadline {expected}.",
        ),
        (
            "Xác nhận giờ nhận trong submissions.csv; xem xét theo quy định về thời hạn.",
            "Confirm the time in submissions.csv; treat it by the rules on deadlines.",
        ),
    ),
    _error(
        "missing_form",
        "Chưa nhận phiếu tự chấm",
        "Self-assessment not received",
        ("{unit} chưa gửi phiếu tự chấm.", "{unit} has sent no self-assessment."),
        (
            "Đề nghị đơn vị gửi; nếu không phải tự chấm thì khai báo ở not_expected_from.",
            "Ask the unit for it; if none is due, say so in not_expected_from.",
        ),
    ),
    _error(
        "blank_form",
        "Phiếu tự chấm bỏ trống",
        "Blank self-assessment",
        ("{unit} gửi phiếu nhưng không chấm ô nào.", "{unit} sent a form without a single score."),
        ("Đề nghị đơn vị điền và gửi lại.", "Ask the unit to complete it and send it again."),
    ),
    _doubt(
        "not_appraised",
        "Chưa thẩm định",
        "Not appraised yet",
        ("{unit} chưa có điểm thẩm định nào.", "{unit} has no appraised score yet."),
        ("Thẩm định, hoặc đặt tệp thẩm định vào thư mục.", "Appraise it, or put the appraisal into its folder."),
    ),
    _doubt(
        "partly_appraised",
        "Thẩm định chưa xong",
        "Appraisal unfinished",
        (
            "{unit} mới được thẩm định {found}/{expected} tiêu chí.",
            "{unit} is appraised on {found} of {expected} criteria so far.",
        ),
        ("Thẩm định các tiêu chí còn lại.", "Appraise the remaining criteria."),
    ),
)

_ITEMS = (
    _error(
        "unknown_stage",
        "Giai đoạn không có trong mùa",
        "Unknown stage",
        ("“{found}” không phải giai đoạn nào; cần {expected}.", "“{found}” is no stage; expected {expected}."),
        ("Sửa cột giai đoạn.", "Correct the stage column."),
    ),
    _error(
        "unknown_criterion",
        "Tiêu chí không có trong bộ tiêu chí",
        "Unknown criterion",
        (
            "“{found}” không phải tiêu chí nào trong criteria.xlsx.",
            "“{found}” is no criterion in criteria.xlsx.",
        ),
        ("Khôi phục mã in trong biểu mẫu.", "Restore the code printed in the form."),
    ),
    _error(
        "ambiguous_criterion",
        "Không rõ là tiêu chí nào trong nhiều tiêu chí",
        "Ambiguous criterion",
        ("“{found}” có thể là: {expected}.", "“{found}” could be: {expected}."),
        (
            "Ghi mã dạng chữ (Text), giữ nguyên tên tiêu chí, hoặc dùng cột mã định danh.",
            "Write the code as text, keep the criterion's name, or use the criterion_id column.",
        ),
    ),
    _error(
        "criterion_mismatch",
        "Mã và tên tiêu chí không khớp",
        "Code and name disagree",
        (
            "Mã và tên ở dòng này thuộc hai tiêu chí khác nhau: {found}; theo mã thì tên là “{expected}”.",
            "Code and name in this row belong to two criteria: {found}; by its code the name is “{expected}”.",
        ),
        ("Khôi phục mã và tên của dòng theo biểu mẫu.", "Restore the row's code and name."),
    ),
    _error(
        "not_a_leaf",
        "Điểm ghi ở tiêu chí không chấm trực tiếp",
        "Score on a criterion that is not scored itself",
        (
            "Tiêu chí {criterion} gồm các tiêu chí thành phần nên không nhận điểm {found}.",
            "Criterion {criterion} is made of others and takes no score of its own ({found}).",
        ),
        ("Ghi điểm ở từng tiêu chí thành phần.", "Score the criteria it is made of."),
    ),
    _error(
        "score_without_criterion",
        "Điểm không thuộc tiêu chí nào",
        "Score in a row without a criterion",
        (
            "Ô có điểm {found} nhưng dòng “{row}” không phải tiêu chí nào.",
            "The cell holds {found} but its row “{row}” is no criterion.",
        ),
        ("Chuyển điểm về dòng của tiêu chí.", "Move the score to the criterion's row."),
    ),
    _error(
        "missing_criterion",
        "Thiếu tiêu chí",
        "Missing criterion",
        (
            "Phiếu của {unit} không có dòng của tiêu chí {criterion}.",
            "The form of {unit} has no row for criterion {criterion}.",
        ),
        ("Thêm lại dòng này và ghi điểm.", "Put the row back and score it."),
    ),
    _error(
        "duplicate_criterion",
        "Tiêu chí ghi nhiều lần",
        "Duplicate criterion",
        (
            "{unit}: tiêu chí {criterion} có nhiều dòng; tìm thấy {found}, dòng trước ở {expected}.",
            "{unit}: criterion {criterion} has several rows; found {found}, the earlier one is {expected}.",
        ),
        (
            "Chỉ để một dòng. Khi các dòng ghi khác nhau thì không dòng nào được tính.",
            "Leave one row. Where rows differ, none of them counts.",
        ),
    ),
    _error(
        "score_not_applicable",
        "Chấm điểm tiêu chí không áp dụng",
        "Score on a criterion that does not apply",
        (
            "Tiêu chí {criterion} không áp dụng cho {unit} nhưng có điểm {found}.",
            "Criterion {criterion} does not apply to {unit} but is scored {found}.",
        ),
        (
            "Xóa điểm này, hoặc sửa applies_to trong criteria.xlsx.",
            "Delete the score, or correct applies_to in criteria.xlsx.",
        ),
    ),
    _error(
        "self_score_on_survey",
        "Tự chấm tiêu chí điều tra xã hội học",
        "Self-score on a survey criterion",
        (
            "Tiêu chí {criterion} do điều tra xã hội học xác định, đơn vị không tự chấm ({found}).",
            "Criterion {criterion} is measured by survey and takes no self-score ({found}).",
        ),
        ("Để trống ô này.", "Leave the cell blank."),
    ),
)

_SCORES = (
    _error(
        "score_unreadable",
        "Ô điểm không phải số",
        "Score is not a number",
        (
            "Điểm của tiêu chí {criterion} ghi “{found}”; cần {expected}.",
            "The score of criterion {criterion} reads “{found}”; expected {expected}.",
        ),
        (
            "Ghi một số (dấu phẩy thập phân), hoặc “KAD” nếu không áp dụng; chuyển lời giải thích sang cột ghi chú.",
            "Write a number, or “KAD” where it does not apply; move explanations to the note column.",
        ),
    ),
    _error(
        "mark_without_meaning",
        "Ô điểm chỉ đánh dấu x",
        "Score cell that is only marked",
        (
            "Tiêu chí {criterion} ghi “{found}”: không rõ là bao nhiêu điểm; cần {expected}.",
            "Criterion {criterion} is marked “{found}”, which gives no number of points; expected {expected}.",
        ),
        (
            "Ghi điểm bằng số; biểu mẫu quy định x nghĩa là gì thì khai báo x_means trong [layout] của season.toml.",
            "Write the points; where the form gives x a meaning, declare x_means under [layout] in season.toml.",
        ),
    ),
    _error(
        "formula_without_value",
        "Công thức chưa tính",
        "Formula without a value",
        (
            "Ô điểm của tiêu chí {criterion} là công thức chưa được tính: {found}.",
            "The score of criterion {criterion} is a formula that was never calculated: {found}.",
        ),
        (
            "Mở tệp bằng Excel, lưu lại để công thức có kết quả, hoặc ghi thẳng con số.",
            "Open and save the file in Excel so that it is calculated, or write the number itself.",
        ),
    ),
    _error(
        "blank_score",
        "Bỏ trống ô phải chấm",
        "Blank where a score is due",
        (
            "{unit} chưa tự chấm tiêu chí {criterion}.",
            "{unit} has not scored criterion {criterion}.",
        ),
        (
            "Ghi điểm (0 nếu không đạt), hoặc “KAD” nếu không áp dụng.",
            "Write a score (0 where nothing was achieved), or “KAD” where it does not apply.",
        ),
    ),
    _error(
        "score_negative",
        "Điểm âm",
        "Negative score",
        (
            "Điểm của tiêu chí {criterion} là {found}; cần {expected}.",
            "Criterion {criterion} is scored {found}; expected {expected}.",
        ),
        (
            "Sửa điểm. Điểm phạt cũng ghi bằng số dương.",
            "Correct the score. Penalties too are written as positive numbers.",
        ),
    ),
    _error(
        "score_above_max",
        "Điểm vượt điểm tối đa",
        "Score above the maximum",
        (
            "Điểm của tiêu chí {criterion} là {found}; cần {expected}.",
            "Criterion {criterion} is scored {found}; expected {expected}.",
        ),
        ("Sửa điểm.", "Correct the score."),
    ),
    _error(
        "stated_max_differs",
        "Điểm tối đa ghi kèm không đúng",
        "Wrong maximum beside the score",
        (
            "Tiêu chí {criterion} ghi “{found}”; điểm tối đa phải là {expected}.",
            "Criterion {criterion} reads “{found}”; its maximum is {expected}.",
        ),
        (
            "Sửa số sau dấu gạch chéo, hoặc chỉ ghi điểm.",
            "Correct the number after the slash, or write the score only.",
        ),
    ),
    _doubt(
        "printed_max_differs",
        "Điểm tối đa trên phiếu khác bộ tiêu chí",
        "Maximum on the form differs from the criteria set",
        (
            "Phiếu ghi điểm tối đa của tiêu chí {criterion} là {found}; bộ tiêu chí ghi {expected}.",
            "The form gives criterion {criterion} a maximum of {found}; the criteria set says {expected}.",
        ),
        ("Kiểm tra xem có dùng nhầm biểu mẫu cũ không.", "Check that the current form was used."),
    ),
    _doubt(
        "score_off_step",
        "Điểm không theo bước điểm",
        "Score off the scoring step",
        (
            "Điểm của tiêu chí {criterion} là {found}; cần {expected}.",
            "Criterion {criterion} is scored {found}; expected {expected}.",
        ),
        ("Kiểm tra lại điểm.", "Check the score."),
    ),
    _error(
        "subtotal_differs",
        "Cộng không khớp",
        "Parts do not add up",
        (
            "Dòng “{row}” ghi {found}; cộng các tiêu chí được {expected}.",
            "Row “{row}” says {found}; its criteria add up to {expected}.",
        ),
        ("Kiểm tra các điểm thành phần và dòng cộng.", "Check the parts and the printed sum."),
    ),
    _doubt(
        "subtotal_rounding",
        "Cộng lệch do làm tròn",
        "Sum off by rounding",
        (
            "Dòng “{row}” ghi {found}; cộng các tiêu chí được {expected}.",
            "Row “{row}” says {found}; its criteria add up to {expected}.",
        ),
        ("Không cần sửa nếu do làm tròn.", "Nothing to do where it is only rounding."),
    ),
    _error(
        "subtotal_max_differs",
        "Điểm tối đa ở dòng cộng không khớp",
        "Maximum in a sum does not add up",
        (
            "Dòng “{row}” ghi điểm tối đa {found}; cộng điểm tối đa các tiêu chí được {expected}.",
            "Row “{row}” gives a maximum of {found}; the maxima of its criteria add up to {expected}.",
        ),
        (
            "Kiểm tra số sau dấu gạch chéo và các tiêu chí không áp dụng.",
            "Check the number after the slash and the criteria that do not apply.",
        ),
    ),
    _doubt(
        "unknown_reason",
        "Lý do ngoài danh mục",
        "Reason outside the list",
        (
            "Lý do “{found}” không có trong season.toml; đã chuyển vào ghi chú.",
            "Reason “{found}” is not in season.toml; it was kept as a note.",
        ),
        ("Chọn một trong: {expected}.", "Choose one of: {expected}."),
    ),
)

_JUDGEMENTS = (
    _doubt(
        "appraised_above_self",
        "Thẩm định cao hơn tự chấm",
        "Appraised above the self-score",
        (
            "{unit}, tiêu chí {criterion}: thẩm định {found}, tự chấm {expected}.",
            "{unit}, criterion {criterion}: appraised {found}, self-scored {expected}.",
        ),
        ("Xác nhận điểm thẩm định.", "Confirm the appraised score."),
    ),
    _doubt(
        "whole_form_at_max",
        "Tự chấm tối đa toàn bộ",
        "Whole form at the maximum",
        (
            "{unit} tự chấm điểm tối đa ở tất cả {found} tiêu chí.",
            "{unit} gave itself the maximum on all {found} criteria.",
        ),
        ("Xem kỹ tài liệu kiểm chứng.", "Look closely at the evidence."),
    ),
    _doubt(
        "max_without_evidence",
        "Tự chấm tối đa không nêu tài liệu",
        "Self-scored at the maximum without evidence",
        (
            "{unit} tự chấm tối đa ({found}) ở tiêu chí {criterion} mà không nêu tài liệu kiểm chứng.",
            "{unit} gave itself the maximum ({found}) on criterion {criterion} and names no evidence.",
        ),
        ("Nêu tài liệu kiểm chứng.", "Name the evidence."),
    ),
    _doubt(
        "no_evidence_given",
        "Phiếu không nêu tài liệu nào",
        "Form without any evidence",
        (
            "Phiếu của {unit} không nêu tài liệu kiểm chứng nào; {found} tiêu chí tự chấm tối đa.",
            "The form of {unit} names no evidence at all; {found} criteria are at the maximum.",
        ),
        ("Điền cột tài liệu kiểm chứng.", "Fill in the evidence column."),
    ),
    _doubt(
        "zero_but_not_assigned",
        "Ghi 0 nhưng ghi chú nói không áp dụng",
        "Zero beside a note that says not applicable",
        (
            "{unit}, tiêu chí {criterion}: điểm 0, nhưng bên cạnh ghi “{found}”.",
            "{unit}, criterion {criterion}: the score is 0, but beside it stands “{found}”.",
        ),
        (
            "Nếu tiêu chí không áp dụng thì ghi “KAD” thay cho 0; nếu có áp dụng thì sửa ghi chú.",
            "Where the criterion does not apply, write “KAD” in place of 0; where it does, correct the note.",
        ),
    ),
    _doubt(
        "copy_of_another",
        "Giống hệt phiếu của đơn vị khác",
        "Copy of another unit's form",
        (
            "Phiếu của {unit} ghi giống hệt phiếu của {expected} ở cả {found} tiêu chí chung, kể cả phần chữ.",
            "The form of {unit} says the same as that of {expected} in all {found} shared criteria, words included.",
        ),
        ("Hỏi đơn vị có gửi nhầm phiếu không.", "Ask the unit whether the wrong form was sent."),
    ),
    _doubt(
        "deduction_without_reason",
        "Trừ điểm không nêu lý do",
        "Deduction without a reason",
        (
            "{unit}, tiêu chí {criterion}: được {found} trên {expected} mà không có ý kiến hay lý do.",
            "{unit}, criterion {criterion}: {found} out of {expected} without a note or reason.",
        ),
        ("Ghi ý kiến thẩm định.", "Add the appraiser's note."),
    ),
    _doubt(
        "no_reasons_given",
        "Thẩm định không ghi lý do nào",
        "Appraisal without any reason",
        (
            "Điểm thẩm định của cả mùa không kèm ý kiến hay lý do nào ({found} lần trừ điểm).",
            "The appraisal of the whole season carries no note or reason ({found} deductions).",
        ),
        ("Bổ sung ý kiến thẩm định nếu có.", "Add the appraisers' notes where they exist."),
    ),
    _doubt(
        "stages_disagree_na",
        "Các giai đoạn không thống nhất về “không áp dụng”",
        "Stages disagree on what applies",
        (
            "{unit}, tiêu chí {criterion}: tự chấm ghi “{expected}”, thẩm định ghi “{found}”; lấy theo thẩm định.",
            "{unit}, criterion {criterion}: the unit wrote “{expected}”, the appraisal “{found}”, which stands.",
        ),
        ("Thống nhất xem tiêu chí có áp dụng không.", "Settle whether the criterion applies."),
    ),
)

_RECORDS = (
    _error(
        "bad_corrections",
        "corrections.toml sai",
        "Fault in corrections.toml",
        ("Tìm thấy {found}; cần {expected}.", "Found {found}; expected {expected}."),
        (
            "Sửa corrections.toml; mục sai không được áp dụng.",
            "Correct corrections.toml; the faulty entry has no effect.",
        ),
    ),
    _error(
        "correction_stale",
        "Đính chính không còn khớp",
        "Correction that no longer matches",
        (
            "Đính chính chờ “{expected}” nhưng tìm thấy “{found}”; đính chính không được áp dụng.",
            "The correction expects “{expected}” but found “{found}”; it was not applied.",
        ),
        ("Xóa hoặc sửa mục này trong corrections.toml.", "Remove or amend the entry in corrections.toml."),
    ),
    _error(
        "previous_season_unreadable",
        "Không đọc được mùa trước",
        "Previous season cannot be read",
        (
            "Mùa trước không đọc được nên không có phần so sánh: tìm thấy {found}; cần {expected}.",
            "The previous season cannot be read and is left out: found {found}; expected {expected}.",
        ),
        ("Sửa tệp của mùa trước rồi chạy lại.", "Correct the previous season's file and run again."),
    ),
    _error(
        "body_unreadable",
        "Không đọc được mùa của cơ quan trong bodies.csv",
        "Season of a body in bodies.csv cannot be read",
        (
            "Mùa của {body} không đọc được, nên thiếu các đơn vị của cơ quan này: tìm thấy {found}; cần {expected}.",
            "The season of {body} cannot be read, so its units are not here: found {found}; expected {expected}.",
        ),
        ("Sửa tệp của cơ quan đó rồi chạy lại.", "Correct that body's file and run again."),
    ),
    _error(
        "body_criteria_differ",
        "Bộ tiêu chí của cơ quan khác các cơ quan trước",
        "A body's criteria contradict those before it",
        (
            "Bộ tiêu chí của {body} khác các cơ quan đứng trước ở {found}; các đơn vị của cơ quan này bị bỏ qua.",
            "The criteria of {body} contradict those of the bodies before it at {found}, so its units are not here.",
        ),
        (
            "Cùng một mã tiêu chí phải có cùng tiêu chí cha, điểm tối đa và loại dòng ở mọi cơ quan.",
            "One criterion id needs the same parent, maximum and kind of line in every body.",
        ),
    ),
    _error(
        "body_stages_differ",
        "Cơ quan có giai đoạn không khai ở đây",
        "A body has a stage not declared here",
        (
            "{body} có điểm ở giai đoạn {found}; season.toml ở đây chỉ khai {expected}, nên cơ quan này bị bỏ qua.",
            "{body} has scores of the stage {found}; season.toml here declares {expected} only, so it is left out.",
        ),
        (
            "Khai các giai đoạn đó trong [[stages]] của season.toml ở đây.",
            "Declare these stages under [[stages]] in the season.toml here.",
        ),
    ),
    _error(
        "crosswalk_unknown_criterion",
        "Bảng chuyển đổi nêu tiêu chí không có ở mùa trước",
        "Crosswalk names a criterion the previous season does not have",
        (
            "“{found}” không có trong bộ tiêu chí của mùa {expected}, nên dòng này của bảng chuyển đổi không nối được.",
            "“{found}” is not in the criteria set of season {expected}, so this entry of the crosswalk links nothing.",
        ),
        (
            "Sửa mã ở previous của mục [[crosswalk]] đó trong season.toml.",
            "Correct the id in previous of that [[crosswalk]] entry in season.toml.",
        ),
    ),
    _doubt(
        "crosswalk_unlike_nodes",
        "Hai mục được khai là một nhưng bên dưới khác nhau",
        "Criteria declared to be one differ below",
        (
            "Khai “{found}” thành “{expected}”, nhưng không ghép được từng đôi: năm trước còn {before}; năm nay còn "
            "{now}. Các tiêu chí này không được theo dõi tiếp từng tiêu chí một.",
            "“{found}” is declared to have become “{expected}”, but these do not pair one by one: {before} of last "
            "season, {now} of this one. They are not followed criterion by criterion.",
        ),
        (
            "Khai riêng từng tiêu chí đó trong [[crosswalk]]: tách, gộp, mới hay bỏ.",
            "Declare each of them in [[crosswalk]]: split, merged, new or dropped.",
        ),
    ),
    _error(
        "published_not_reproduced",
        "Số công bố không tính lại được",
        "Published figure not reproduced",
        (
            "Chỉ tiêu {metric}: công bố {expected}, tính lại được {found}.",
            "Figure {metric}: published {expected}, recomputed {found}.",
        ),
        (
            "Đối chiếu published.csv với điểm thẩm định và quy tắc của mùa.",
            "Compare published.csv with the appraised scores and the season's rules.",
        ),
    ),
    _error(
        "no_maximum_to_rank_by",
        "Thiếu điểm tối đa để xếp hạng",
        "No maximum to rank by",
        (
            "season.toml xếp hạng hoặc xếp nhóm theo chỉ số CCHC, nhưng {found} đơn vị không có điểm tối đa: {units}.",
            "season.toml ranks or grades by the PAR index, but units have no maximum ({found}): {units}.",
        ),
        (
            "Ghi điểm tối đa trong criteria.xlsx hoặc cạnh điểm, hoặc chọn total_score.",
            "State the maxima in criteria.xlsx or beside the scores, or choose total_score.",
        ),
    ),
    _error(
        "final_release_unfinished",
        "Bản chính thức khi thẩm định chưa xong",
        "Final release of an unfinished appraisal",
        (
            "Mùa ghi là bản chính thức nhưng {found} đơn vị chưa thẩm định xong: {units}; các trang vẫn là tạm tính.",
            "The season is marked final, but the appraisal of these is unfinished ({found}): {units}; "
            "pages stay provisional.",
        ),
        (
            'Hoàn thành thẩm định, hoặc ghi release = "draft" trong season.toml cho đến khi xong.',
            'Finish the appraisal, or keep release = "draft" in season.toml until it is.',
        ),
    ),
)

RULES: dict[str, Rule] = {
    rule.id: rule for rule in (*_FILES, *_LAYOUT, *_UNITS, *_ITEMS, *_SCORES, *_JUDGEMENTS, *_RECORDS)
}

WITHIN = frozenset(
    {"copy_of_another", "whole_form_at_max", "replaced_form", "late_submission", "file_name_differs", "unknown_reason"}
)
"""Findings that the working group weighs itself: they are not sent back to the unit."""

_FOR_UNITS = {
    "missing_form": ("Gửi phiếu tự chấm.", "Send the self-assessment."),
    "blank_form": ("Chấm điểm từng tiêu chí rồi gửi lại.", "Score each criterion and send the form again."),
    "duplicate_form": (
        "Cho biết tệp nào là bản cuối cùng của đơn vị.",
        "Say which file is the unit's final one.",
    ),
    "no_header": ("Giữ nguyên dòng tiêu đề của biểu mẫu.", "Keep the form's header row."),
    "missing_column": ("Thêm lại cột này theo biểu mẫu.", "Put the column back as in the form."),
    "score_not_applicable": (
        "Tiêu chí này không áp dụng cho đơn vị: xóa điểm, hoặc trao đổi lại với nơi nhận phiếu.",
        "The criterion does not apply to the unit: delete the score, or take it up with the working group.",
    ),
    "correction_stale": (
        "Xác nhận nội dung đúng của ô này.",
        "Confirm what the cell should say.",
    ),
}


def word_for_units(rule: str, lang: str) -> str:
    """What a unit is asked to do about a finding, where that differs from what the working group is asked."""
    return _FOR_UNITS.get(rule, ("", ""))[0 if lang == "vi" else 1]


_SEVERITY = {"error": "lỗi / error", "doubt": "nghi vấn / doubt"}


def describe_rules() -> str:
    """``docs/findings.md``: every rule with its severity, what it says and what it asks for, in both languages."""
    rows = [
        f'| `{rule.id}` | {_SEVERITY[rule.severity]} | {rule.title}<br><em lang="en">{rule.title_en}</em> '
        f'| {rule.sentence}<br><em lang="en">{rule.sentence_en}</em> '
        f'| {rule.action}<br><em lang="en">{rule.action_en}</em> |'
        for rule in RULES.values()
    ]
    return "\n".join([_HEAD, *rows, ""])


_HEAD = """# Lỗi và nghi vấn khi nhận tệp / What intake finds

Mỗi phát hiện nêu tệp, trang tính, ô, nội dung tìm thấy, nội dung cần có và việc cần làm. **Lỗi** làm lệnh kết thúc
với mã 1; **nghi vấn** thì không. Phần trong ngoặc nhọn được điền khi phát hiện.

*Each finding names the file, sheet, cell, what was found, what was expected and what to do. **Errors** make the
command exit with 1; **doubts** do not. Words in braces are filled in when it is found.*

Tệp này được tạo từ `src/cchc_analysis/intake/rules.py`: `python -m cchc_analysis.intake.rules > docs/findings.md`.

| Quy tắc / Rule | Mức độ / Severity | Tên / Title | Nội dung / What it says | Việc cần làm / What to do |
|---|---|---|---|---|"""


if __name__ == "__main__":
    print(describe_rules(), end="")
