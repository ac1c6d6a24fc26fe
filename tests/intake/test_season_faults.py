"""Each fault of ``season.toml`` names its key, what stands there and what is expected, in both languages."""

from pathlib import Path

import pytest

from cchc_analysis.rules.season import SeasonError, read_season

HEAD = 'year = 2020\ntitle = "Mùa thử"\nbody = "Cơ quan thử"\n'
GRADES = '[[grades]]\nid = "good"\nname = "Tốt"\nat_least = 40\n[[grades]]\nid = "fair"\nname = "Khá"\nat_least = 30\n'
REWARD, LETTER = '[[rewards]]\nid = "r"\nname = "R"\n', '[[letters]]\nid = "l"\nname = "L"\n'
AT_LEAST_ONE = ("số từ 1 trở lên", "a number of at least 1")
NUMBER = ("số (dấu thập phân là dấu chấm)", "a number")
WHOLE = ("số nguyên", "a whole number")
LIST = ("một danh sách", "a list")
ABOVE_NOTHING = ("số lớn hơn 0", "a number above 0")
SHARES = ("common_hit_share", "pareto_share", "weight_band_share")


def faults_of(folder: Path, text: str) -> list[tuple[str, str, str, str]]:
    (folder / "season.toml").write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(SeasonError) as raised:
        read_season(folder)
    return [(fault.place, fault.found, fault.expected, fault.expected_en) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("text", "place", "found", "expected"),
    [
        *((f"[analysis]\n{key} = 0", f"analysis.{key}", "0", ("số lớn hơn 0", "a number above 0")) for key in SHARES),
        *(
            (f"[analysis]\n{key} = 80", f"analysis.{key}", "80", ("số không quá 1", "a number of at most 1"))
            for key in (*SHARES, "min_matched_share")
        ),
        ("[analysis]\nmin_lost_together = 0", "analysis.min_lost_together", "0", AT_LEAST_ONE),
        ("[analysis]\nweight_draws = 0", "analysis.weight_draws", "0", AT_LEAST_ONE),
        ("[analysis]\nweight_draws = 99.5", "analysis.weight_draws", "99.5", WHOLE),
        ("[analysis]\nseed = -1", "analysis.seed", "-1", ("số từ 0 trở lên", "a number of at least 0")),
        (
            "[analysis]\nunusual_residual_pct = 101",
            "analysis.unusual_residual_pct",
            "101",
            ("số không quá 100", "a number of at most 100"),
        ),
        ('[analysis]\npareto_share = "0,8"', "analysis.pareto_share", "'0,8'", NUMBER),
        (
            "[analysis]\nplan_random_share = 0.05",
            "analysis.plan_random_share",
            "0.05",
            ("số từ 0.1 trở lên", "a number of at least 0.1"),
        ),
        ("[over_claim]\nbands = [{ at_least = 0, penalty = 1 }]", "over_claim.bands[1].at_least", "0", ABOVE_NOTHING),
        (
            "[over_claim]\nbands = [{ at_least = 5, penalty = 1 }, { at_least = 2, penalty = 2 }]",
            "over_claim.bands",
            "5; 2",
            ("at_least tăng dần từ mức đầu đến mức cuối", "at_least rising from first to last"),
        ),
        (
            "[over_claim]\nbands = [{ at_least = 5, penalty = 1, penalti = 1 }]",
            "over_claim.bands[1].penalti",
            "1",
            ("một trong các khóa: at_least, penalty (penalty?)", "one of the keys: at_least, penalty (penalty?)"),
        ),
        ("analysis = 3", "analysis", "3", ("một mục [analysis]", "a table [analysis]")),
        (f"{REWARD}top = 0", "rewards[1].top", "0", AT_LEAST_ONE),
        (f"{REWARD}top_in_group = 0", "rewards[1].top_in_group", "0", AT_LEAST_ONE),
        (f"{REWARD}min_rank_change = 1.5", "rewards[1].min_rank_change", "1.5", WHOLE),
        (f'{REWARD}min_score = "cao"', "rewards[1].min_score", "'cao'", NUMBER),
        (f'{REWARD}without_penalty = "x"', "rewards[1].without_penalty", "'x'", ("true hoặc false", "true or false")),
        (f'{REWARD}grades = "good"', "rewards[1].grades", "'good'", LIST),
        (
            f'{GRADES}{REWARD}grades = ["good", "best"]',
            "rewards[1].grades",
            "best",
            ("id của grades: good, fair", "an id of grades: good, fair"),
        ),
        (
            f'{REWARD}groups = ["x", "y"]',
            "rewards[1].groups",
            "x, y",
            ("id của unit_groups: chưa khai mã nào", "an id of unit_groups: none declared"),
        ),
        (f"{REWARD}top = 1\n{REWARD}top = 2", "rewards", "r ×2", ("mỗi id một lần", "each id once")),
        (
            f'{LETTER}criteria = ["I"]\n[[letters]]\nid = "m"\nname = "M"\nreasons = ["late"]',
            "letters[2].reasons",
            "late",
            ("id của reasons: chưa khai mã nào", "an id of reasons: none declared"),
        ),
        (
            '[[reasons]]\nid = "late"\nname = "Chậm"\npatterns = ["chậm", " "]',
            "reasons[1].patterns[2]",
            "' '",
            ("chữ trong ngoặc kép, không rỗng", "text in quotes, not empty"),
        ),
        (LETTER, "letters[1]", "", ("criteria hoặc reasons, ít nhất một mã", "criteria or reasons, at least one id")),
        (
            '[document]\ndate = "mai"',
            "document.date",
            "'mai'",
            ("ngày như 2020-12-15", "a date such as 2020-12-15"),
        ),
        ('[document]\nrecipients = "Lưu: VT"', "document.recipients", "'Lưu: VT'", LIST),
        (
            "[document]\nsymbol = 12",
            "document.symbol",
            "12",
            ("chữ trong ngoặc kép, không rỗng", "text in quotes, not empty"),
        ),
        (
            "previous_year = 2020",
            "previous_year",
            "2020",
            ("một năm trước 2020", "a year before 2020"),
        ),
        (
            'timezone = "Hà Nội"',
            "timezone",
            "Hà Nội",
            ("tên múi giờ như Asia/Ho_Chi_Minh", "the name of a time zone such as Asia/Ho_Chi_Minh"),
        ),
        (
            GRADES.replace("40", "20"),
            "grades",
            "20; 30",
            ("at_least giảm dần từ loại đầu đến loại cuối", "at_least falling from first to last"),
        ),
    ],
)
def test_a_fault_says_where_what_and_what_instead(tmp_path, text, place, found, expected):
    assert faults_of(tmp_path, text) == [(place, found, *expected)]


@pytest.mark.parametrize(
    ("text", "place", "keys"),
    [
        ("[analysis]\nhit_share = 0.5", "analysis.hit_share", ["common_hit_share", "weight_draws", "seed"]),
        (f"{REWARD}grade = 1\ntop = 1", "rewards[1].grade", ["grades", "min_score_change", "without_penalty"]),
        (f'{LETTER}criterion = "I"\ncriteria = ["I"]', "letters[1].criterion", ["criteria", "reasons"]),
        ('[document]\nsigned = "A"', "document.signed", ["signatory_name", "signing_for", "recipients"]),
    ],
)
def test_a_key_that_does_not_exist_is_answered_with_those_that_do(tmp_path, text, place, keys):
    ((where, _found, expected, expected_en),) = faults_of(tmp_path, text)
    assert where == place
    assert expected.startswith("một trong các khóa: ")
    assert expected_en.startswith("one of the keys: ")
    assert all(key in expected and key in expected_en for key in keys)


def test_a_reward_without_a_condition_is_told_all_conditions(tmp_path):
    ((place, _found, expected, expected_en),) = faults_of(tmp_path, REWARD)
    conditions = "grades, groups, min_rank_change, min_score, min_score_change, top, top_in_group, without_penalty"
    assert (place, expected) == ("rewards[1]", f"ít nhất một điều kiện: {conditions}")
    assert expected_en == f"at least one condition: {conditions}"


def test_all_faults_are_told_at_once_in_one_line_each(tmp_path):
    text = f"[analysis]\nseed = -1\nweight_draws = 0\n{REWARD}top = 0"
    (tmp_path / "season.toml").write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(SeasonError) as raised:
        read_season(tmp_path)
    file = tmp_path / "season.toml"
    assert str(raised.value).splitlines() == [
        f"{file} [rewards[1].top]: found 0; expected a number of at least 1",
        f"{file} [analysis.weight_draws]: found 0; expected a number of at least 1",
        f"{file} [analysis.seed]: found -1; expected a number of at least 0",
    ]
    assert raised.value.faults[0].sentence() == f"{file} [rewards[1].top]: tìm thấy 0; cần số từ 1 trở lên"


def texts_of(folder: Path, content: bytes) -> list[tuple[str, str, str]]:
    (folder / "season.toml").write_bytes(content)
    with pytest.raises(SeasonError) as raised:
        read_season(folder)
    for fault in raised.value.faults:
        assert fault.expected_en
        assert "tìm thấy" in fault.sentence()
        assert "dòng" not in fault.sentence("en")
    return [(fault.place, fault.found, fault.expected) for fault in raised.value.faults]


CURLY = 'ngoặc kép thẳng "…": sửa bằng Notepad, không soạn bằng Word'
TEXT_FAULTS = {
    "curly quotes": ("decision = “12/QĐ”", "ngoặc kép cong “ ”: decision = “12/QĐ”", CURLY),
    "a curly quote that closes": ('decision = "12/QĐ”', 'ngoặc kép cong “ ”: decision = "12/QĐ”', CURLY),
    "a space from a web page": (
        "printed_decimals =\u00a02",
        "dấu cách đặc biệt U+00A0: printed_decimals =\u00a02",
        "dấu cách thường: xóa dấu cách đó rồi gõ lại",
    ),
    "text without quotes": (
        "decision = Số 12",
        "chữ ngoài ngoặc kép: decision = Số 12",
        'chữ đặt trong ngoặc kép thẳng, như tên = "…"',
    ),
    "a decimal comma": ("bonus_max = 1,5", "bonus_max = 1,5", "dấu thập phân là dấu chấm, như 40.5"),
    "a quote left open": ('decision = "12', 'decision = "12', 'ngoặc kép " đóng ở cuối chữ'),
    "a key stated twice": ("year = 2021", "year = 2021", "mỗi khóa, mỗi mục [..] một lần"),
    "a folder of Windows": ('decision = "C:\\data"', 'decision = "C:\\data"', r"dấu gạch chéo ngược viết thành \\"),
    "no value": ("decision =", "decision =", 'giá trị: chữ trong ngoặc kép "…", số, true hoặc false'),
    "no key": ("theo Quyết", "chữ ngoài ngoặc kép: theo Quyết", 'chữ đặt trong ngoặc kép thẳng, như tên = "…"'),
}


@pytest.mark.parametrize(("line", "found", "expected"), TEXT_FAULTS.values(), ids=TEXT_FAULTS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_fault_of_the_text_names_its_line_and_what_to_do(tmp_path, line, found, expected, newline):
    text = f"{HEAD}{line}\ntie_rule = 'dense'\n".replace("\n", newline)
    assert texts_of(tmp_path, text.encode()) == [("dòng 4", found, expected)]


@pytest.mark.parametrize(
    "line",
    [
        'decision = "Mùa “thử” số 1,5"',
        "decision = 'Mùa “thử”'",
        'decision = """\nMùa “thử”\n1,5"""',
        "# ghi chú “thử” 1,5",
        'decision = "\\u201c \\" ”"',
        "bonus_max = 1.5",
    ],
)
def test_the_same_signs_within_texts_and_comments_are_read(tmp_path, line):
    (tmp_path / "season.toml").write_text(HEAD + line + "\n", encoding="utf-8-sig")
    assert read_season(tmp_path).year == 2020


def test_another_encoding_is_named_with_what_to_do_and_the_rest_of_its_faults(tmp_path):
    text = HEAD + "tie_rule = 'x'\n"
    (encoding, *rest) = texts_of(tmp_path, text.encode("utf-16"))
    assert encoding[1] == "UTF-16"
    assert "Notepad" in encoding[2]
    assert [place for place, *_ in rest] == ["tie_rule"]
    assert texts_of(tmp_path, text.encode("utf-16-le"))[0][1] == "UTF-16"
    assert (
        "Windows-1258" in texts_of(tmp_path, 'title = "Đánh giá cải cách hành chính"'.encode("cp1258", "ignore"))[0][1]
    )


def test_faults_of_the_text_of_single_rules_and_of_rules_together_are_told_at_once(tmp_path):
    text = f'title_en = “x”\nprevious_year = 2021\n{GRADES}{REWARD}grades = ["best"]\n[analysis]\nseed = -1\n'
    places = [place for place, *_ in texts_of(tmp_path, (HEAD + text).encode())]
    assert places == ["dòng 4", "analysis.seed", "rewards[1].grades", "previous_year"]


def test_what_rests_on_a_rule_that_cannot_be_read_is_not_told_as_well(tmp_path):
    text = f'{GRADES.replace("40", "x")}{REWARD}grades = ["best"]\n'
    places = [place for place, *_ in texts_of(tmp_path, (HEAD + text.replace("= x", "= 'x'")).encode())]
    assert places == ["grades[1].at_least"]


def test_a_line_that_is_left_out_is_not_missed_as_well(tmp_path):
    text = "year = 2020\ntitle = Mùa\nbody = 'Cơ quan'\n"
    assert [place for place, *_ in texts_of(tmp_path, text.encode())] == ["dòng 2"]


def test_a_year_of_another_folder_is_told_beside_other_faults(tmp_path):
    (tmp_path / "2019").mkdir()
    assert [place for place, *_ in texts_of(tmp_path / "2019", (HEAD + "tie_rule = 'x'\n").encode())] == [
        "tie_rule",
        "year",
    ]
