"""Texts as people type them, made comparable: Unicode form, spaces, dashes and case never tell two names apart."""

import re
import unicodedata
from functools import lru_cache

_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_DASHES = re.compile(r"\s*[-‐‑‒–—―−]\s*")
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=1 << 14)
def tidy(text: str) -> str:
    """The text in NFC with single spaces, as it is shown and kept.

    >>> tidy("  Vụ\\u00a0 Pháp chế\\r\\n")
    'Vụ Pháp chế'
    """
    return _SPACES.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", text))).strip()


@lru_cache(maxsize=1 << 14)
def name_key(text: str) -> str:
    """What two spellings of one name have in common; different words never share a key.

    >>> name_key("VỤ KẾ HOẠCH – TỔNG HỢP") == name_key("Vụ Kế hoạch-Tổng hợp")
    True
    >>> name_key("Cục I") == name_key("Cục II")
    False
    """
    return unicodedata.normalize("NFC", _DASHES.sub("-", tidy(text)).casefold())


def plain_key(text: str) -> str:
    """A name key without diacritics, for names that a person types at a keyboard; received names are never matched so.

    >>> plain_key("Vụ Đối ngoại")
    'vu doi ngoai'
    """
    apart = unicodedata.normalize("NFD", name_key(text)).replace("đ", "d")
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def code_key(code: str) -> str:
    """A printed code without what printing adds to it; case and every digit stay, for ``1.10`` is not ``1.1``.

    >>> [code_key(code) for code in ("1.1.", " 2.a) ", "(3)", "1.10")]
    ['1.1', '2.a', '3', '1.10']
    """
    bare = tidy(code).replace(" ", "")
    return bare.lstrip("(").rstrip(".):;").strip() or bare
