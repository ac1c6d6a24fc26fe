"""Received bytes as text, and how text is stored where it is not Unicode: old code pages and old Vietnamese fonts.

Only UTF-8, and UTF-16 that says so in its first bytes, is decoded; anything else is named and never guessed at. Old
fonts (``.VnTime``, ``VNI-Times``) hide in Unicode files too: their words are Latin letters that only the font draws as
Vietnamese. A reading is named where the words it gives are Vietnamese syllables.

Source of the tables: TCVN 5712:1993 (VN3), the two-byte table of the VNI fonts, and Python's own ``cp1258``.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

UTF16, CP1258, TCVN3, VNI = "UTF-16", "Windows-1258", "TCVN3 (.VnTime)", "VNI (VNI-Times)"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SAMPLE = 20_000
"""How many bytes are enough to recognise an encoding by."""
ENOUGH = 0.8
"""The share of the words outside ASCII that must be Vietnamese syllables for a reading to be named."""

# grave, hook, tilde, acute, dot below
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_TCVN3_TONES = {
    "a": "µ¶·¸¹",
    "ă": "»¼½¾Æ",
    "â": "ÇÈÉÊË",
    "e": "ÌÎÏÐÑ",
    "ê": "ÒÓÔÕÖ",
    "i": "×ØÜÝÞ",
    "o": "ßáâãä",
    "ô": "åæçèé",
    "ơ": "êëìíî",
    "u": "ïñòóô",
    "ư": "õö÷øù",
    "y": "úûüýþ",
}
_TCVN3_LETTERS = dict(zip("¡¢£¤¥¦§¨©ª«¬\u00ad®", "ĂÂÊÔƠƯĐăâêôơưđ", strict=True))
# in VNI a mark follows its vowel: a tone alone, or the hat of â ê ô or the breve of ă with a tone
_VNI_TONES, _VNI_HATS, _VNI_BREVES = "øûõùï", "àåãáä", "èúüéë"
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ì": "ì", "í": "í"}

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(?:uyê|ươi|ươu|iêu|yêu|uôi|oai|oay|oeo|uây|uya|uyu|[aăâeêioôơuưy]{1,2})"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~]+")
_FOREIGN = re.compile("[¡-¿Ä-ÇËÎ-ÑÖ-ØÛÜÞ-ßä-çëî-ñö-øûüþÿ]")
"""Signs and letters of the first 256 characters that Vietnamese does not have."""


class TextEncodingError(ValueError):
    """Bytes that are no UTF-8 text; *encoding* names what they are, or is ``""`` where that is not known.

    *byte* counts from 0 to the first byte that is no UTF-8; ``str()`` is what to say was found.
    """

    def __init__(self, encoding: str, byte: int) -> None:
        self.encoding, self.byte = encoding, byte
        super().__init__(encoding or f"byte {byte}")


def decode_text(content: bytes, *, reads_utf16: bool = False) -> str:
    """The text of a UTF-8 file, with or without a byte order mark. Raises :class:`TextEncodingError` for any other.

    UTF-16 that begins with its mark can be read in one way only; it is read where *reads_utf16* says so.

    >>> decode_text("Vụ".encode("utf-8-sig"))
    'Vụ'
    >>> decode_text("Vụ".encode("utf-16"), reads_utf16=True)
    'Vụ'
    >>> decode_text("Vụ".encode("utf-16"))
    Traceback (most recent call last):
    ...
    cchc_analysis.encodings.TextEncodingError: UTF-16
    """
    is_utf16 = content.startswith(UTF16_MARKS)
    if is_utf16 and not reads_utf16:
        raise TextEncodingError(UTF16, 0)
    try:
        text = content.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextEncodingError(recognise_encoding(content), error.start) from error
    if "\0" in text:
        raise TextEncodingError(recognise_encoding(content) or "NUL", text.index("\0"))
    return text


def recognise_encoding(content: bytes) -> str:
    """The name of the encoding of bytes that are no UTF-8; ``""`` where no reading gives Vietnamese words.

    >>> [recognise_encoding(text) for text in (b"\\xd0\\xf5n vi\\xf2", b"\\xa7\\xacn v\\xde", b"M\\xfcller")]
    ['Windows-1258', 'TCVN3 (.VnTime)', '']
    >>> recognise_encoding("Vụ".encode("utf-16-le"))
    'UTF-16'
    """
    sample = content[:SAMPLE]
    if content.startswith(UTF16_MARKS) or _is_unmarked_utf16(sample):
        return UTF16
    words = [word for word in _WORD.findall(sample.decode("latin-1")) if not word.isascii()]
    readings = {CP1258: _read_cp1258, TCVN3: _read_tcvn3, VNI: _read_vni}
    shares = {name: _share_of_syllables(words, read) for name, read in readings.items()}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= ENOUGH else ""


def recognise_old_font(texts: Iterable[str]) -> str:
    """The old font in which words of Unicode texts were typed, or ``""``; one word or a sign such as ``§`` is none.

    >>> recognise_old_font(["§iÓm tù chÊm", "Tiªu chÝ"]), recognise_old_font(["Ñieåm töï chaám"])
    ('TCVN3 (.VnTime)', 'VNI (VNI-Times)')
    >>> [recognise_old_font([text]) for text in ("Điểm tự chấm", "§ 5, 12 m² ±1½ µg", "Señor Müller", "Bé hòa")]
    ['', '', '', '']
    """
    words = [word for text in texts for word in _WORD.findall(text) if not word.isascii() and max(word) <= "ÿ"]
    odd = [word for word in words if len(word) > 1 and not _is_vietnamese(word)]
    if len(odd) < 2:
        return ""
    for name, read in ((TCVN3, _read_tcvn3), (VNI, _read_vni)):
        if _share_of_syllables(odd, read) >= ENOUGH:
            return name
    return ""


def has_foreign_letters(text: str) -> bool:
    """Whether a text holds a Latin letter or sign that Vietnamese lacks: a quick look before an old font is sought."""
    return bool(_FOREIGN.search(text))


def _is_unmarked_utf16(sample: bytes) -> bool:
    """Whether every other byte is often 0: no other encoding has a 0 between its letters."""
    return len(sample) > 3 and max(sample[::2].count(0), sample[1::2].count(0)) * 4 >= len(sample)


def _share_of_syllables(words: list[str], read: Callable[[str], str]) -> float:
    return sum(_is_syllable(read(word)) for word in words) / len(words) if words else 0


def _is_syllable(word: str) -> bool:
    """Whether a word has the shape of a Vietnamese syllable with at most one tone."""
    apart = unicodedata.normalize("NFD", word.casefold())
    toneless = unicodedata.normalize("NFC", "".join(letter for letter in apart if letter not in _TONES))
    tones = sum(letter in _TONES for letter in apart)
    return tones <= 1 and bool(_SYLLABLE.fullmatch(toneless))


def _is_vietnamese(word: str) -> bool:
    """Whether a word may be Vietnamese as it stands: its letters, its shape, no capital in its middle."""
    is_cased = word.islower() or word.isupper() or word.istitle()
    return is_cased and not _FOREIGN.search(word) and _is_syllable(word)


def _read_cp1258(word: str) -> str:
    return unicodedata.normalize("NFC", word.encode("latin-1").decode("cp1258", errors="replace"))


def _read_tcvn3(word: str) -> str:
    return word.translate(_TCVN3)


def _read_vni(word: str) -> str:
    return _VNI_PAIR.sub(lambda found: _VNI_PAIRS[found[0]], word).translate(_VNI_ALONE)


def _join(vowel: str, tone: str) -> str:
    return unicodedata.normalize("NFC", vowel + tone)


def _list_vni_pairs() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for letter, vowel in {**dict(zip("aeouy", "aeouy", strict=True)), "ô": "ơ", "ö": "ư"}.items():
        pairs |= {letter + mark: _join(vowel, tone) for mark, tone in zip(_VNI_TONES, _TONES, strict=True)}
    for letter, vowel in {"a": "â", "e": "ê", "o": "ô"}.items():
        pairs |= {letter + mark: _join(vowel, tone) for mark, tone in zip("â" + _VNI_HATS, ["", *_TONES], strict=True)}
    pairs |= {"a" + mark: _join("ă", tone) for mark, tone in zip("ê" + _VNI_BREVES, ["", *_TONES], strict=True)}
    capitals = {pair.upper(): letter.upper() for pair, letter in pairs.items()}
    titles = {pair[0].upper() + pair[1]: letter.upper() for pair, letter in pairs.items()}
    return pairs | titles | capitals


_TCVN3 = {
    ord(code): _join(vowel, tone)
    for vowel, codes in _TCVN3_TONES.items()
    for code, tone in zip(codes, _TONES, strict=True)
} | {ord(code): letter for code, letter in _TCVN3_LETTERS.items()}
_VNI_PAIRS = _list_vni_pairs()
_VNI_PAIR = re.compile("|".join(_VNI_PAIRS))
_VNI_ALONE = {
    ord(written): letter
    for code, vowel in _VNI_LETTERS.items()
    for written, letter in ((code, vowel), (code.upper(), vowel.upper()))
}
