"""The catalogue of finding rules: what each is called, how grave it is, how it speaks and what it asks for.

The rules are data, one TOML file per subject in ``finding_rules/``, read and checked once when a rule is first
asked for. Sentences are filled by :func:`cchc_analysis.intake.findings.finding`; ``docs/findings.md`` is written from
here.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from cchc_analysis.rules.season import Fault, SeasonError

FOLDER = Path(__file__).parent / "finding_rules"
SUBJECTS = ("criteria_set", "files", "layout", "units", "items", "scores", "judgements", "records", "registers")
"""The files of the catalogue, in the order in which ``docs/findings.md`` lists their rules."""

WORDS = frozenset(
    {
        "found",
        "expected",
        "unit",
        "units",
        "body",
        "criterion",
        "row",
        "stage_name",
        "by",
        "compared",
        "places",
        "parts",
        "hint",
        "before",
        "now",
        "metric",
        "register",
        "criteria",
        "count",
        "heading",
        "column",
        "code",
        "key",
        "kind",
        "mark",
        "other",
        "later",
        "due",
        "done",
        "rule_id",
    }
)
"""What a sentence or an action may leave to be filled in, written ``{found}``."""

Severity = Literal["error", "doubt"]


@dataclass(frozen=True)
class Rule:
    """A kind of fault or doubt. An error makes the run exit with 1; a doubt asks for a second look.

    ``action_for_unit`` is what a unit is asked to do where that differs from what the working group is asked. What
    the working group weighs itself is not sent to the unit.
    """

    id: str
    severity: Severity
    title: str
    title_en: str
    sentence: str
    sentence_en: str
    action: str
    action_en: str
    action_for_unit: str = ""
    action_for_unit_en: str = ""
    is_sent_to_unit: bool = True

    def say(self, text: Literal["title", "action_for_unit"], lang: str) -> str:
        """The *text* of the rule that nothing is filled into, in *lang* (``vi`` or ``en``)."""
        return str(getattr(self, text if lang == "vi" else f"{text}_en"))


@cache
def load_rules() -> Mapping[str, Rule]:
    """Every rule by its id, in the order of ``docs/findings.md``.

    Raises :class:`~cchc_analysis.rules.season.SeasonError` with every fault of the catalogue.
    """
    return read_rules(FOLDER)


def read_rules(folder: Path) -> dict[str, Rule]:
    """Read the catalogue in *folder*: a rule is stated once, whole, and with the same words to fill in both languages.

    Raises :class:`~cchc_analysis.rules.season.SeasonError` with every fault of every file.
    """
    rules: dict[str, Rule] = {}
    faults: list[Fault] = []
    for subject in SUBJECTS:
        file = f"{folder.name}/{subject}.toml"
        try:
            stated = tomllib.loads((folder / f"{subject}.toml").read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            faults.append(Fault(file, "", str(error), "tệp TOML mã UTF-8 đúng cú pháp", "a valid TOML file in UTF-8"))
            continue
        for rule_id, parts in stated.items():
            wrong = list(_find_faults(file, rule_id, parts, rules))
            faults.extend(wrong)
            if not wrong:
                rules[rule_id] = Rule(rule_id, **parts)
    if faults:
        raise SeasonError(faults)
    return rules


def _find_faults(file: str, rule_id: str, parts: Any, earlier: Iterable[str]) -> Iterator[Fault]:
    if rule_id in earlier:
        yield Fault(file, rule_id, rule_id, "mỗi quy tắc một lần trong mọi tệp", "each rule once in all files")
    if not isinstance(parts, dict):
        yield Fault(file, rule_id, str(parts), f"một mục [{rule_id}]", f"a section [{rule_id}]")
        return
    keys = {field.name: field.default for field in fields(Rule) if field.name != "id"}
    known = ", ".join(keys)
    for key, value in parts.items():
        place = f"{rule_id}.{key}"
        if key not in keys:
            yield Fault(file, rule_id, key, f"một trong các khóa: {known}", f"one of the keys: {known}")
        elif key == "severity" and value not in ("error", "doubt"):
            yield Fault(file, place, str(value), '"error" (lỗi) hoặc "doubt" (nghi vấn)', '"error" or "doubt"')
        elif key == "is_sent_to_unit" and not isinstance(value, bool):
            yield Fault(file, place, str(value), "true hoặc false", "true or false")
        elif key != "is_sent_to_unit" and not _is_tidy(value):
            yield Fault(file, place, repr(value), "một câu, không thừa khoảng trắng", "a text without space around it")
    missing = [key for key, default in keys.items() if default is MISSING and key not in parts]
    if missing:
        yield Fault(file, rule_id, "", f"đủ các khóa, còn thiếu: {', '.join(missing)}", f"also {', '.join(missing)}")
    for key in ("title", "sentence", "action", "action_for_unit"):
        yield from _compare_languages(file, rule_id, key, parts.get(key, ""), parts.get(f"{key}_en", ""))


def _compare_languages(file: str, rule_id: str, key: str, text: Any, text_en: Any) -> Iterator[Fault]:
    words: list[set[str]] = []
    allowed = WORDS if key in ("sentence", "action") else frozenset[str]()
    for name, said in ((key, text), (f"{key}_en", text_en)):
        try:
            words.append(_words_in(said))
        except ValueError as error:
            yield Fault(file, f"{rule_id}.{name}", str(error), "cặp ngoặc { } đủ hai bên", "braces { } in pairs")
            return
        unknown = ", ".join(f"{{{word}}}" for word in sorted(words[-1] - allowed))
        if unknown:
            listed = ", ".join(f"{{{word}}}" for word in sorted(allowed))
            expected = (
                (f"chỉ các phần điền: {listed}", f"only these to fill in: {listed}")
                if listed
                else ("không có phần điền nào", "nothing to fill in")
            )
            yield Fault(file, f"{rule_id}.{name}", unknown, *expected)
    if words[0] != words[1] or bool(text) != bool(text_en):
        found = " ≠ ".join(", ".join(f"{{{word}}}" for word in sorted(each)) or "–" for each in words)
        yield Fault(
            file,
            f"{rule_id}.{key}",
            found,
            f"{key} và {key}_en có cùng các phần điền",
            f"{key} and {key}_en with the same words to fill in",
        )


def _words_in(text: Any) -> set[str]:
    if not isinstance(text, str):
        return set()
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _is_tidy(text: Any) -> bool:
    return isinstance(text, str) and bool(text) and text == text.strip() and "\n" not in text


_SEVERITY = {"error": "lỗi / error", "doubt": "nghi vấn / doubt"}


def describe_rules() -> str:
    """``docs/findings.md``: every rule with its severity, what it says and what it asks for, in both languages."""
    rows = [
        f'| `{rule.id}` | {_SEVERITY[rule.severity]} | {rule.title}<br><em lang="en">{rule.title_en}</em> '
        f'| {rule.sentence}<br><em lang="en">{rule.sentence_en}</em> '
        f'| {rule.action}<br><em lang="en">{rule.action_en}</em> |'
        for rule in load_rules().values()
    ]
    return "\n".join([_HEAD, *rows, ""])


_HEAD = """# Lỗi và nghi vấn khi nhận tệp / What intake finds

Mỗi phát hiện nêu tệp, trang tính, ô, nội dung tìm thấy, nội dung cần có và việc cần làm. **Lỗi** làm lệnh kết thúc
với mã 1; **nghi vấn** thì không. Phần trong ngoặc nhọn được điền khi phát hiện.

*Each finding names the file, sheet, cell, what was found, what was expected and what to do. **Errors** make the
command exit with 1; **doubts** do not. Words in braces are filled in when it is found.*

Tệp này được tạo từ các tệp trong `src/cchc_analysis/intake/finding_rules/`: `python -m scripts.findings`.

| Quy tắc / Rule | Mức độ / Severity | Tên / Title | Nội dung / What it says | Việc cần làm / What to do |
|---|---|---|---|---|"""
