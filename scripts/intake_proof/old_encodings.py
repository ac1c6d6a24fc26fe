"""Vietnamese text as fonts of the time before Unicode had it: TCVN3 (.VnTime) and VNI (VNI-Times)."""

import unicodedata

_TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ",
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ",
        strict=True,
    )
) | dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))
_VNI_BASES = {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "ô", "ư": "ö", "đ": "ñ"}
_VNI_PLAIN = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_ROOF = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_VNI_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_VNI_I = {"\u0301": "í", "\u0300": "ì", "\u0309": "æ", "\u0303": "ó", "\u0323": "ò"}
_TONES = frozenset(_VNI_PLAIN)


def to_tcvn3(text: str) -> str:
    """Text as a file typed in .VnTime shows it to a program.

    >>> to_tcvn3("Điểm tự chấm")
    '§iÓm tù chÊm'
    """
    return "".join(_tcvn3(letter) for letter in unicodedata.normalize("NFC", text))


def _tcvn3(letter: str) -> str:
    if letter in _TCVN3:
        return _TCVN3[letter]
    return _TCVN3.get(letter.lower(), letter)


def to_vni(text: str) -> str:
    """Text as a file typed in VNI-Times shows it to a program.

    >>> to_vni("Điểm tự chấm")
    'Ñieåm töï chaám'
    """
    return "".join(_vni(letter) for letter in unicodedata.normalize("NFC", text))


def _vni(letter: str) -> str:
    if letter.lower() == "đ":
        return "Ñ" if letter.isupper() else "ñ"
    parts = unicodedata.normalize("NFD", letter)
    tone = next((part for part in parts if part in _TONES), "")
    base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    low = base.lower()
    if low == "i" and tone:
        made = _VNI_I[tone]
    elif low in ("â", "ê", "ô"):
        made = _VNI_BASES[low] + _VNI_ROOF[tone]
    elif low == "ă":
        made = "a" + _VNI_BREVE[tone]
    elif low in ("ơ", "ư"):
        made = _VNI_BASES[low] + (_VNI_PLAIN[tone] if tone else "")
    elif tone:
        made = low + _VNI_PLAIN[tone]
    else:
        return letter
    return made.upper() if base.isupper() else made
