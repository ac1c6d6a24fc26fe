"""Text that is not Unicode is named by what it is; text that is Unicode is left alone, whatever signs it holds."""

import unicodedata

import pytest

from cchc_analysis import encodings
from cchc_analysis.encodings import CP1258, TCVN3, UTF16, VNI, TextEncodingError, decode_text, recognise_old_font

TEXT = (
    "Tên đơn vị: Vụ Tổ chức cán bộ. Thủ tục hành chính, chỉ đạo điều hành, xây dựng, ngoài, quốc, khuếch, hoặc, giữa, "
    "quyền, gìn, giếng, huỳnh, thuế, của, người, nghiêng, hưởng, rượu, yêu, khoẻ, quýt, hiệu quả, bằng, khẩn, kỹ, tỷ lệ"
)
TONES = "\u0300\u0309\u0303\u0301\u0323"


def in_cp1258(text: str) -> bytes:
    apart = ((unicodedata.normalize("NFD", letter)) for letter in text)
    parts = (
        unicodedata.normalize("NFC", "".join(mark for mark in letter if mark not in TONES))
        + "".join(mark for mark in letter if mark in TONES)
        for letter in apart
    )
    return "".join(parts).encode("cp1258")


def in_tcvn3(text: str) -> str:
    """The text as typed in a .Vn font, in the Latin letters that are stored."""
    table = dict(
        zip(
            "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâđêôơưĐ",
            "µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ¨©®ª«¬\u00ad§",
            strict=True,
        )
    )
    return "".join(table.get(letter, letter) for letter in text)


def in_vni(text: str) -> str:
    """The text as typed in a VNI font, in the Latin letters that are stored."""
    rows = {
        "a": ("àảãáạ", "øûõùï"),
        "aê": ("ăằẳẵắặ", "-èúüéë"),
        "aâ": ("âầẩẫấậ", "-àåãáä"),
        "e": ("èẻẽéẹ", "øûõùï"),
        "eâ": ("êềểễếệ", "-àåãáä"),
        "o": ("òỏõóọ", "øûõùï"),
        "oâ": ("ôồổỗốộ", "-àåãáä"),
        "ô": ("ờởỡớợ", "øûõùï"),
        "u": ("ùủũúụ", "øûõùï"),
        "ö": ("ừửữứự", "øûõùï"),
        "y": ("ỳỷỹý", "øûõù"),
    }
    table = {
        letter: base[0] + mark
        for base, (letters, marks) in rows.items()
        for letter, mark in zip(letters, marks, strict=True)
    }
    table |= {"ă": "aê", "â": "aâ", "ê": "eâ", "ô": "oâ", "ơ": "ô", "ư": "ö", "đ": "ñ", "Đ": "Ñ"}
    table |= {"ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}
    return "".join(table.get(letter, letter) for letter in text)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (TEXT.encode("utf-16"), UTF16),
        (TEXT.encode("utf-16-le"), UTF16),
        (TEXT.encode("utf-16-be"), UTF16),
        (in_cp1258(TEXT), CP1258),
        (in_tcvn3(TEXT).encode("latin-1"), TCVN3),
        (in_vni(TEXT).encode("latin-1"), VNI),
        ("Café Müller, naïve, Zürich, señor, façade".encode("latin-1"), ""),
        (b"\x80\x81\x82", ""),
    ],
)
def test_bytes_that_are_no_utf8_are_named(content: bytes, name: str) -> None:
    with pytest.raises(TextEncodingError) as raised:
        decode_text(content)
    assert raised.value.encoding == name
    assert str(raised.value)


def test_utf8_and_marked_utf16_are_read_as_they_are() -> None:
    assert decode_text(TEXT.encode()) == TEXT
    assert decode_text(TEXT.encode("utf-8-sig")) == TEXT
    assert decode_text(TEXT.encode("utf-16"), reads_utf16=True) == TEXT
    with pytest.raises(TextEncodingError):
        decode_text(TEXT.encode("utf-16-le"), reads_utf16=True)


def test_words_of_an_old_font_are_told_from_foreign_words_and_signs() -> None:
    assert recognise_old_font([in_tcvn3(TEXT)]) == TCVN3
    assert recognise_old_font([in_vni(TEXT)]) == VNI
    assert recognise_old_font(["CƠ QUAN MẪU", in_tcvn3("Điểm tự chấm"), "Ghi chú"]) == TCVN3
    for text in (
        TEXT,
        unicodedata.normalize("NFD", TEXT),
        TEXT.upper(),
        "§ 5, 12 m², ±1½, 20°C, µg, © ®, «về việc»",
        "Señor Müller, Åsa Ølsen",
        "§iÓm",
    ):
        assert recognise_old_font([text]) == ""


def test_no_word_of_an_old_font_passes_the_quick_look() -> None:
    for words in (in_tcvn3(TEXT), in_vni(TEXT)):
        assert encodings.has_foreign_letters(words)
    assert not encodings.has_foreign_letters(TEXT)
