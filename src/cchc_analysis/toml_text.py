"""TOML files that people write in Notepad or copy from Word: read, with every fault by its line and what to do."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cchc_analysis.encodings import TextEncodingError, decode_text

MOST_FAULTS = 50
"""After so many faults the rest of a file is left for the next look."""

_CURLY = "“”„‟‘’‚‛«»"
_SPACES = "\u00a0\u2002\u2003\u2007\u2009\u200b\u202f\u3000\ufeff"
_OUTSIDE = re.compile(
    r'"""(?:\\.|(?!""").)*(?:"""|\Z)'
    r"|'''.*?(?:'''|\Z)"
    r'|"(?:\\.|[^"\\\n])*(?:"|(?=\n)|\Z)'
    r"|'[^'\n]*(?:'|(?=\n)|\Z)"
    r"|\#[^\n]*"
    rf'|(?P<curly>[{_CURLY}])(?P<inner>[^{_CURLY}"\n]*)[{_CURLY}"]?'
    rf"|(?P<space>[{_SPACES}]+)"
    r"|(?P<other>[^\x00-\x7f]+)",
    re.DOTALL,
)
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_KEY = re.compile(r"\s*[\w.\-]+\s*=")


@dataclass(frozen=True)
class TextFault:
    """One fault of a TOML text: its line from 1 (``None``: the whole file), what stands there, what should."""

    line: int | None
    found: str
    found_en: str
    expected: str
    expected_en: str


@dataclass(frozen=True)
class TomlReading:
    """What a TOML file says, its faults, and whether lines at fault were left out of what it says.

    ``stated`` is ``None`` where the faults leave too little to judge the rest by.
    """

    stated: dict[str, Any] | None
    faults: list[TextFault]
    is_whole: bool = True


def read_toml(content: bytes) -> TomlReading:
    """Read a TOML file as far as it can be read, with all its faults.

    What can be meant in one way only (curly quotes, special spaces, UTF-16) is a fault, and the text is read on as if
    it were mended, so that what else is wrong is told at once; the values of a text with faults are only for that.

    >>> read_toml("a = “x”\\nb = 0,5".encode()).faults[0].found
    'ngoặc kép cong “ ”: a = “x”'
    >>> [fault.line for fault in read_toml("a = “x”\\nb = 0,5".encode()).faults]
    [1, 2]
    """
    faults: list[TextFault] = []
    try:
        text = decode_text(content)
    except TextEncodingError as error:
        encoding = str(error)
        faults.append(TextFault(None, encoding, encoding, *UTF8_EXPECTED))
        try:
            text = decode_text(content, reads_utf16=True)
        except TextEncodingError:
            return TomlReading(None, faults)
    text = text.replace("\r\n", "\n")
    mended, lost = _mend(text, faults)
    lines = text.split("\n")
    values = _parse(mended, lines, faults, lost)
    faults.sort(key=lambda fault: fault.line or 0)
    judgeable = values is not None and all(_KEY.match(lines[line]) for line in lost)
    return TomlReading(values if judgeable else None, faults, is_whole=not lost)


UTF8_EXPECTED = (
    "văn bản mã UTF-8: mở bằng Notepad, chọn Save As, mục Encoding chọn UTF-8",
    "text in UTF-8: open it in Notepad, choose Save As and the encoding UTF-8",
)


def _mend(text: str, faults: list[TextFault]) -> tuple[str, set[int]]:
    """The text with straight quotes and plain spaces, and the lines (from 0) that other foreign characters spoil."""
    spoilt: set[int] = set()
    told: set[tuple[int, str]] = set()

    def tell(position: int, found: str, found_en: str, expected: str, expected_en: str) -> None:
        line = text.count("\n", 0, position)
        if (line, found) not in told:
            told.add((line, found))
            said = _shorten(text.split("\n")[line])
            faults.append(TextFault(line + 1, f"{found}: {said}", f"{found_en}: {said}", expected, expected_en))

    def mend(match: re.Match[str]) -> str:
        stated = match[0]
        if match["curly"]:
            tell(match.start(), *CURLY_FOUND, *STRAIGHT_EXPECTED)
            return '"' + match["inner"].replace("\\", "\\\\") + '"'
        if match["space"]:
            code = f"U+{ord(stated[0]):04X}"
            tell(
                match.start(),
                f"dấu cách đặc biệt {code}",
                f"special space {code}",
                "dấu cách thường: xóa dấu cách đó rồi gõ lại",
                "a plain space: delete it and type it again",
            )
            return " " * len(stated)
        if match["other"]:
            tell(
                match.start(),
                "chữ ngoài ngoặc kép",
                "text outside quotes",
                'chữ đặt trong ngoặc kép thẳng, như tên = "…"',
                'text in straight quotes, as in name = "…"',
            )
            spoilt.add(text.count("\n", 0, match.start()))
            return " " * len(stated)
        if stated[0] == '"' and stated.rstrip()[-1] in _CURLY and not stated.startswith('"""'):
            tell(match.start(), *CURLY_FOUND, *STRAIGHT_EXPECTED)
            return stated.rstrip()[:-1] + '"'
        return stated

    mended = _OUTSIDE.sub(mend, text)
    lines = mended.split("\n")
    for line in spoilt:
        lines[line] = ""
    return "\n".join(lines), spoilt


CURLY_FOUND = ("ngoặc kép cong “ ”", "curly quotes “ ”")
STRAIGHT_EXPECTED = (
    'ngoặc kép thẳng "…": sửa bằng Notepad, không soạn bằng Word',
    'straight quotes "…": edit the file in Notepad, not in Word',
)


def _parse(text: str, stated: list[str], faults: list[TextFault], lost: set[int]) -> dict[str, Any] | None:
    """What the text says; a line that cannot be parsed is left out, added to *lost*, and the rest parsed again."""
    lines = text.split("\n")
    while len(faults) < MOST_FAULTS:
        try:
            return tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            line = int(place[1]) - 1 if place and place[1] else None
            problem = _PLACE.sub("", str(error))
            said = "" if line is None else _shorten(stated[line])
            expected = next(_expect(problem, said))
            faults.append(
                TextFault(None if line is None else line + 1, said or "hết tệp", said or "the end", *expected)
            )
            if line is None or line in lost or "array" in problem or not lines[line].strip():
                return None
            lost.add(line)
            lines[line] = ""
    return None


def _expect(problem: str, said: str) -> Iterator[tuple[str, str]]:
    if re.search(r"=\s*-?\d+,\d", said):
        yield "dấu thập phân là dấu chấm, như 40.5", "a decimal point, as in 40.5"
    if problem.startswith(("Cannot overwrite", "Cannot declare", "Cannot redefine", "Cannot mutate", "Duplicate")):
        yield "mỗi khóa, mỗi mục [..] một lần", "each key and each section [..] once"
    if "Unescaped" in problem:
        yield r"dấu gạch chéo ngược viết thành \\", r"a backslash written as \\"
    if problem.startswith(("Illegal character", "Unterminated", 'Expected "\'"', "Expected '\"'")):
        yield 'ngoặc kép " đóng ở cuối chữ', 'a closing quote " at the end of the text'
    if "array" in problem or "inline table" in problem:
        yield "dấu phẩy giữa các phần và ngoặc đóng ]", "commas between the parts and a closing ]"
    if problem.startswith("Invalid value"):
        yield (
            'giá trị: chữ trong ngoặc kép "…", số, true hoặc false',
            'a value: text in quotes "…", a number, true or false',
        )
    if problem.startswith(("Invalid statement", "Expected '=' after", "Expected newline", "Invalid initial")):
        yield "một dòng khóa = giá trị, hoặc một mục [..]", "a line key = value, or a section [..]"
    yield f"cú pháp TOML đúng ({problem})", f"valid TOML ({problem})"


def _shorten(line: str) -> str:
    said = line.strip()
    return said if len(said) <= 80 else said[:79] + "…"
