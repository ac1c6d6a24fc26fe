"""What the headings of received forms say: the words of ``headings.toml``, and one heading read by them.

A heading is read from its parts, the texts over a column from above: a group's text, then the one below it. Words are
evidence; nothing here decides between columns (:mod:`cchc_analysis.intake.tables` does).
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from cchc_analysis.intake.names import name_key
from cchc_analysis.rules.season import Fault, Season, SeasonError, Stage

FILE = Path(__file__).parent / "headings.toml"
ITEM_ROLES = ("criterion_id", "code", "criterion")
TEXT_ROLES = ("note", "appraiser_note", "explanation", "evidence", "reason")
KINDS = ("self", "appraisal", "explanation")

_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "period": ("earlier", "this", "document"),
    "kinds": KINDS,
    "variants": ("holds", "before_or_after", "rounds"),
    "score": ("words", "results", "reached", "plain"),
    "sheets": ("example", "draft"),
}
_WAYS = ("whole", "begins", "holds")
_MARKS = re.compile(r"[*†‡⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_ASIDE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_LOOSE = re.compile(r"[()\[\]:;,.…“”\"'|_]+")
_FOOTNOTE = re.compile(r"[0-9*]{1,2}|[a-z]")
_DATE = re.compile(
    r"[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{4}|(?:ngày [0-9]{1,2} )?tháng [0-9]{1,2} năm [0-9]{4}"
    r"|[0-9]+/[0-9]{4}(?:/[\w\-]+)?|[0-9]{4}\s?-\s?[0-9]{4}"
)
_NUMBERED = re.compile(r"(?<!\w)(?:số|no) (?=[0-9]).*")
_YEAR = re.compile(r"(?:(?<=năm)|(?<![\w.]))(?<![0-9][/\-])((?:19|20)[0-9]{2})(?!\w|[/\-][0-9])")
_MAXIMUM = re.compile(r"(?<!\w)(?:tối đa|max|maximum)(?!\w)")
_NUMBER = re.compile(r"(?<!\w)[0-9]+(?!\w)")
_SELF_BEFORE = re.compile(r"(?<!\w)tự $")
_BEFORE = re.compile(r"(?<!\w)trước (?:khi )?")
_ROUND_NUMBERS = {"hai": 2, "ba": 3, "ii": 2, "iii": 3, "iv": 4, "i": 1, "một": 1, "nhất": 1, "đầu": 1}


@dataclass(frozen=True)
class Vocabulary:
    """The words of ``headings.toml``, each list as one pattern."""

    roles: Mapping[str, Mapping[str, Any]]
    others: Mapping[str, Mapping[str, Any]]
    titles: Mapping[str, tuple[str, str]]
    lists: Mapping[str, Mapping[str, re.Pattern[str]]]
    plain: frozenset[str]


@cache
def load_vocabulary() -> Vocabulary:
    """Read ``headings.toml``. Raises :class:`~cchc_analysis.rules.season.SeasonError` with each of its faults."""
    return read_vocabulary(FILE)


def read_vocabulary(path: Path) -> Vocabulary:
    """Read the words in *path*. Raises :class:`~cchc_analysis.rules.season.SeasonError` with each of its faults."""
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SeasonError([Fault(path.name, "", str(error), "tệp TOML mã UTF-8", "a TOML file in UTF-8")]) from error
    faults = [*_find_faults(path.name, stated)]
    if faults:
        raise SeasonError(faults)
    roles = {role: _by_way(words) for role, words in stated["roles"].items()}
    others = {kind: _by_way(words) for kind, words in stated["other"].items()}
    titles = {kind: (words["title"], words["title_en"]) for kind, words in stated["other"].items()}
    lists = {name: {key: _pattern(stated[name][key]) for key in keys} for name, keys in _SECTIONS.items()}
    plain = frozenset(word for text in stated["score"]["plain"] for word in name_key(text).split())
    return Vocabulary(roles, others, titles, lists, plain)


def _find_faults(file: str, stated: Mapping[str, Any]) -> Iterable[Fault]:
    for name in ("roles", "other", *_SECTIONS):
        if not isinstance(stated.get(name), dict):
            yield Fault(file, name, "", f"một mục [{name}]", f"a section [{name}]")
    seen: dict[str, str] = {}
    for name in ("roles", "other"):
        for role, words in stated.get(name, {}).items():
            for way, texts in words.items():
                place = f"{name}.{role}.{way}"
                if way in ("title", "title_en"):
                    continue
                if way not in _WAYS or not _are_texts(texts):
                    yield Fault(file, place, str(texts), "danh sách chữ", "a list of texts")
                elif way == "whole":
                    for text in texts:
                        other = seen.setdefault(name_key(text), place)
                        if other != place:
                            yield Fault(file, place, text, f"chỉ ở một vai trò ({other})", f"one role only ({other})")
            if name == "other" and not (words.get("title") and words.get("title_en")):
                yield Fault(file, f"other.{role}", "", "title và title_en", "title and title_en")
    for name, keys in _SECTIONS.items():
        for key in keys:
            if not _are_texts(stated.get(name, {}).get(key)):
                yield Fault(file, f"{name}.{key}", "", "danh sách chữ", "a list of texts")


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) and each for each in value)


def _by_way(words: Mapping[str, Any]) -> dict[str, Any]:
    ways: dict[str, Any] = {"whole": frozenset(heading_key(text) for text in words.get("whole", ()))}
    for way in ("begins", "holds"):
        ways[way] = _pattern(words[way]) if words.get(way) else None
    return ways


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    keys = sorted({_loosen(name_key(word)) for word in words}, key=lambda key: (-len(key), key))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, keys)) + r")(?!\w)")


def _loosen(key: str) -> str:
    return " ".join(_LOOSE.sub(" ", key).split())


@lru_cache(maxsize=1 << 14)
def heading_key(text: str) -> str:
    """A heading's name key without what it says aside, marks of footnotes and punctuation.

    >>> heading_key("ĐIỂM TỰ CHẤM* (thang điểm 100):")
    'điểm tự chấm'
    """
    return _loosen(_ASIDE.sub(" ", name_key(_MARKS.sub("", text))))


@lru_cache(maxsize=1 << 14)
def list_asides(text: str) -> tuple[str, ...]:
    """What a heading says in brackets, as name keys; a footnote's mark is nothing said."""
    found = (_loosen(inner or other) for inner, other in _ASIDE.findall(name_key(_MARKS.sub("", text))))
    return tuple(aside for aside in found if aside and not _FOOTNOTE.fullmatch(aside))


@dataclass(frozen=True)
class Words:
    """A season's own words beside the vocabulary: its year, what its stages are called, the headings it declares."""

    year: int
    stages: tuple[Stage, ...]
    declared: tuple[tuple[str, str], ...] = ()

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Every name of every stage as a key, longest first, with the stage's id."""
        named = [(_loosen(name_key(name)), stage.id) for stage in self.stages for name in (stage.name, stage.name_en)]
        bare = [(name.removeprefix("điểm "), stage) for name, stage in named if name]
        return tuple(sorted(dict.fromkeys(bare), key=lambda each: -len(each[0])))

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """Each stage's id as a key."""
        return {_loosen(name_key(stage.id)): stage.id for stage in self.stages}

    @cached_property
    def kinds(self) -> Mapping[str, frozenset[str]]:
        """The stages of each kind."""
        return {kind: frozenset(stage.id for stage in self.stages if stage.kind == kind) for kind in KINDS}


@lru_cache(maxsize=16)
def _words_of(year: int, stages: tuple[Stage, ...], declared: tuple[tuple[str, str], ...]) -> Words:
    return Words(year, stages, declared)


def list_words(season: Season) -> Words:
    """The season's own words."""
    layout = season.layout
    declared = [(key_as_shown(word), role) for role, words in layout.headings.items() for word in words]
    declared += [(key_as_shown(word), "ignored") for word in layout.ignored]
    return _words_of(season.year, season.stages, tuple(declared))


@lru_cache(maxsize=1 << 14)
def key_as_shown(text: str) -> str:
    """A heading's key with everything it says, brackets and marks too; a message's `` / `` between parts is a space."""
    return " ".join(name_key(text).replace(" / ", " ").split())


@dataclass(frozen=True)
class Says:
    """What a heading says.

    ``role`` is ``score`` (of the stages of ``stages``; of any where it names none), a role of the vocabulary, one of
    its other kinds, ``earlier`` (of another year), ``ignored`` or ``unknown``; ``words`` are the words that say so.
    ``variant`` is the word that makes it the score in another form. ``is_pointed`` is false where only numbers below
    tell it from a text.
    """

    role: str
    words: tuple[str, ...] = ()
    is_whole: bool = False
    is_declared: bool = False
    stages: frozenset[str] = frozenset()
    names_stage: bool = False
    variant: str = ""
    is_pointed: bool = True
    of_stages: frozenset[str] = frozenset()


@lru_cache(maxsize=1 << 16)
def read_heading(parts: tuple[str, ...], words: Words) -> Says:
    """What the texts over a column say, from above; ``unknown`` where no word of theirs is known."""
    vocabulary = load_vocabulary()
    if not parts:
        return Says("unknown")
    stages, named, variant, is_pointed = _find_stages(parts, words, vocabulary)
    if (declared := _find_declared(parts, words)) is not None:
        stages = stages or frozenset(words.ids.values())
        return Says(declared, parts[-1:], True, True, stages, bool(named), of_stages=stages)
    role = _find_role(parts, vocabulary)
    if role is not None and role.role in ITEM_ROLES:
        return role
    if (earlier := _find_earlier(parts, words, vocabulary)) is not None:
        return earlier
    if role is not None:
        return replace(role, of_stages=stages)
    has_score = _has_score_word(parts, vocabulary)
    other = _find_held(parts, vocabulary) or _find_other(parts, vocabulary, bool(named), has_score)
    if other is not None:
        return Says(other[0], (other[1],), of_stages=stages)
    if named:
        return Says("score", (named,), stages=stages, names_stage=True, variant=variant, is_pointed=is_pointed)
    leaf = heading_key(parts[-1])
    if leaf in words.ids:
        return Says("score", (leaf,), True, stages=frozenset((words.ids[leaf],)), names_stage=True)
    if has_score and not _says_more(parts, vocabulary, variant):
        return Says("score", (leaf,), stages=frozenset(words.ids.values()), variant=variant)
    return Says("unknown", variant=variant)


@lru_cache(maxsize=1 << 12)
def name_sheet_kind(name: str, year: int) -> str:
    """What a sheet's name makes of it: ``draft``, ``other_year``, ``example``, or ``""`` for a sheet like any other."""
    lists = load_vocabulary().lists["sheets"]
    key = _loosen(name_key(name))
    if lists["draft"].search(key):
        return "draft"
    years = _list_years(name)
    if (years and year not in years) or load_vocabulary().lists["period"]["earlier"].search(key):
        return "other_year"
    return "example" if lists["example"].search(key) else ""


def read_alone(parts: tuple[str, ...], says: Says, stage: Stage, words: Words) -> Says | None:
    """What a heading says where no column of a table says that it is the stage's score: that it is, or ``None``.

    "Reached" below a group of the stage; "result" in a form that is no self-assessment; the name of the stage's
    forerunner, which the stage's own name only goes on ("Thẩm định", "Thẩm định lần 2"); the season's year.
    """
    lists, key = load_vocabulary().lists["score"], heading_key(parts[-1])
    score = Says("score", (key,), stages=frozenset((stage.id,)), names_stage=True)
    if says.role == "unknown" and len(parts) == 1 and says_this_year(parts[0], words.year):
        return replace(score, names_stage=False)
    if len(parts) > 1 and stage.id in says.of_stages and lists["reached"].fullmatch(key):
        return score
    if stage.kind != "self" and says.role == "plan" and lists["results"].fullmatch(key):
        return replace(score, names_stage=False)
    before = {each.id: _loosen(name_key(each.name)) for each in words.stages if each.kind == stage.kind}
    own = before.pop(stage.id, "")
    bare = key.removeprefix("điểm ")
    is_forerunner = any(bare == name and own.startswith(f"{name} ") for name in before.values())
    return replace(score, names_stage=False) if says.role == "score" and is_forerunner else None


def has_score_word(part: str) -> bool:
    """Whether a text over a column speaks of points."""
    return _has_score_word((part,), load_vocabulary())


def says_this_year(part: str, year: int) -> bool:
    """Whether a text over a column says no more than that the column is of this season.

    >>> [says_this_year(text, 2027) for text in ("Năm 2027", "2027", "Kỳ này", "Điểm năm 2027", "Năm 2026")]
    [True, True, True, False, False]
    """
    key = _loosen(name_key(part))
    return key in (str(year), f"năm {year}") or load_vocabulary().lists["period"]["this"].fullmatch(key) is not None


def _find_declared(parts: tuple[str, ...], words: Words) -> str | None:
    if not words.declared:
        return None
    declared = dict(reversed(words.declared))
    for start in range(len(parts)):
        text = " ".join(parts[start:])
        for key in (key_as_shown(text), heading_key(text)):
            if key in declared:
                return declared[key]
    return None


def _texts_of(part: str) -> tuple[str, ...]:
    return heading_key(part), *list_asides(part)


def _cut_documents(text: str, vocabulary: Vocabulary) -> str:
    found = vocabulary.lists["period"]["document"].search(text)
    return _NUMBERED.sub("", text[: found.start()] if found else text)


@lru_cache(maxsize=1 << 14)
def _list_years(part: str) -> frozenset[int]:
    """The years a text names that are no part of a document's number or date."""
    vocabulary = load_vocabulary()
    raw = name_key(_MARKS.sub("", part))
    texts = [_ASIDE.sub(" ", raw), *(inner or other for inner, other in _ASIDE.findall(raw))]
    plain = (_cut_documents(_DATE.sub(" ", text), vocabulary) for text in texts)
    return frozenset(int(year) for text in plain for year in _YEAR.findall(text))


def _find_earlier(parts: tuple[str, ...], words: Words, vocabulary: Vocabulary) -> Says | None:
    """Another season's column: by words, or by the years of the lowest part that names any."""
    years: frozenset[int] = frozenset()
    for part in reversed(parts):
        for text in _texts_of(part):
            if found := vocabulary.lists["period"]["earlier"].search(text):
                return Says("earlier", (found[0],))
        years = years or _list_years(part)
    if years and words.year not in years:
        return Says("earlier", (str(min(years)),))
    return None


def _find_held(parts: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, str] | None:
    """A share, an average, a difference, one of a higher level: by a word that stands anywhere in the heading."""
    for depth, part in enumerate(reversed(parts)):
        if depth and vocabulary.lists["score"]["words"].search(heading_key(part)):
            continue
        for kind, ways in vocabulary.others.items():
            for text in _texts_of(part) if ways["holds"] is not None else ():
                if found := ways["holds"].search(text.replace("%", " % ")):
                    return kind, found[0]
    return None


def _find_role(parts: tuple[str, ...], vocabulary: Vocabulary) -> Says | None:
    """The role that the last words name, alone before with the group above them; else the one they begin with."""
    for start in reversed(range(len(parts))):
        heading = heading_key(" ".join(parts[start:]))
        for role, ways in vocabulary.roles.items():
            if heading and heading in ways["whole"]:
                return Says(role, (heading,), True)
    leaf = heading_key(parts[-1])
    begun = [
        (found[0], role)
        for role, ways in vocabulary.roles.items()
        if ways["begins"] is not None and (found := ways["begins"].match(leaf))
    ]
    if begun:
        word, role = max(begun, key=lambda each: len(each[0]))
        return Says(role, (word,))
    if found := _MAXIMUM.search(leaf.split("/")[0]):
        return Says("max_score", (found[0],))
    return None


def _find_other(
    parts: tuple[str, ...], vocabulary: Vocabulary, names_stage: bool, has_score: bool
) -> tuple[str, str] | None:
    lists, scores = vocabulary.lists["kinds"], vocabulary.lists["score"]["words"]
    for depth, part in enumerate(reversed(parts)):
        text = heading_key(part)
        if depth and names_stage:
            return None
        for kind, ways in vocabulary.others.items():
            says_stage = names_stage and any(lists[each].search(text) for each in KINDS)
            if kind in ("plan", "count") and (says_stage or (has_score if depth else scores.search(text))):
                continue
            if not depth and text in ways["whole"]:
                return kind, text
            if ways["begins"] is not None and (found := ways["begins"].match(text)):
                return kind, found[0]
    return None


def _has_score_word(parts: Iterable[str], vocabulary: Vocabulary) -> bool:
    return any(vocabulary.lists["score"]["words"].search(text) for part in parts for text in _texts_of(part))


def _find_stages(parts: tuple[str, ...], words: Words, vocabulary: Vocabulary) -> tuple[frozenset[str], str, str, bool]:
    """The stages named by the lowest part that names any, by what words, in what other form, and whether as points."""
    variant = _find_variant(parts, words, vocabulary)
    for part in reversed(parts):
        texts = _texts_of(part)
        whole = " ".join(texts)
        # a stage's name may go on in brackets: "Điểm thẩm định (lần 2)"
        spanning = [name for name, _stage in words.names if 0 <= whole.find(name) < len(texts[0])]
        for text in (whole, *texts) if spanning and not _holds(texts[0], spanning[0]) else texts:
            text = _cut_documents(text, vocabulary)
            stages, word, clash = _stages_in(text, _cut_documents(whole, vocabulary), words, vocabulary)
            if word:
                is_pointed = _has_score_word(parts, vocabulary) or _says_only_stage(text, word, vocabulary)
                return stages, word, variant or clash, is_pointed
    return frozenset(), "", variant, True


def _stages_in(text: str, whole: str, words: Words, vocabulary: Vocabulary) -> tuple[frozenset[str], str, str]:
    """The stages that one text names, by what words; and what names a stage of the other kind beside.

    A stage's own name says it before the words of its kind, which may name several stages; "tự thẩm định" is no
    appraisal. A heading that names both a self and an appraisal stage may be the score of either.
    """
    found: dict[str, tuple[frozenset[str], str]] = {}
    rest = text
    for kind in KINDS:
        stages, word = _name_in(rest, kind, whole, words, vocabulary)
        if word:
            found[kind] = stages, word
            rest = rest.replace(word, " ", 1)
            if kind == "self":
                rest = vocabulary.lists["kinds"]["self"].sub(" ", rest)
    if len(found) > 1:
        found.pop("explanation", None)
    if not found:
        return frozenset(), "", ""
    (stages, word), *others = found.values()
    for further, _word in others:
        stages |= further
    return stages, word, others[0][1] if others else ""


def _name_in(text: str, kind: str, whole: str, words: Words, vocabulary: Vocabulary) -> tuple[frozenset[str], str]:
    kinds = {stage.id: stage.kind for stage in words.stages}
    for name, stage_id in words.names:
        # bare, an explanation's name heads what the unit explained; "trước thẩm định" is not yet appraised
        is_bare = kind == "explanation" and "điểm" not in whole and "score" not in whole
        named = _named(name, kind).search(text) if kinds[stage_id] == kind and not is_bare else None
        if named and not (kind == "appraisal" and _SELF_BEFORE.search(text[: named.start()])):
            return frozenset((stage_id,)), name
    searched = _BEFORE.sub("trước_", text) if kind == "appraisal" else text
    found = vocabulary.lists["kinds"][kind].search(searched)
    if not found:
        return frozenset(), ""
    stages = words.kinds[kind]
    number = _round_in(whole, vocabulary) if len(stages) > 1 else None
    if number and _is_round_of_stage(number, kind == "self", words, vocabulary):
        stages &= {s.id for s in words.stages if _round_in(_loosen(name_key(s.name)), vocabulary) == number}
    return stages, found[0]


@lru_cache(maxsize=256)
def _named(name: str, kind: str) -> re.Pattern[str]:
    before = r"(?<!trước )(?<!trước khi )" if kind == "appraisal" else ""
    return re.compile(rf"(?<!\w){before}{re.escape(name)}(?!\w)")


def _holds(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _says_only_stage(text: str, word: str, vocabulary: Vocabulary) -> bool:
    if vocabulary.lists["score"]["results"].search(text):
        return True
    rest = text.replace(word, " ", 1)
    for kind in KINDS:
        rest = vocabulary.lists["kinds"][kind].sub(" ", rest)
    known = vocabulary.plain | {"do", "tổ", "bởi"}
    return all(each in known or each.isdigit() for each in rest.replace("/", " ").split())


def _round_in(text: str, vocabulary: Vocabulary) -> int | None:
    rounds = vocabulary.lists["variants"]["rounds"].pattern
    found = re.search(rounds + r" (?:thứ )?([0-9]{1,2}|\w+)", text)
    if not found:
        return None
    number = found[1]
    return int(number) if number.isdigit() else _ROUND_NUMBERS.get(number)


def _cut_round(text: str, vocabulary: Vocabulary) -> str:
    """A heading without the round that it names, such as "lần 1"."""
    if _round_in(text, vocabulary) is None:
        return text
    return re.sub(vocabulary.lists["variants"]["rounds"].pattern + r" (?:thứ )?(?:[0-9]{1,2}|\w+)", " ", text)


def _find_variant(parts: tuple[str, ...], words: Words, vocabulary: Vocabulary) -> str:
    """The word that makes a heading's score one in another form, or ``""``; a stage's own name is none."""
    is_self = any(vocabulary.lists["kinds"]["self"].search(heading_key(part)) for part in parts)
    for part in reversed(parts):
        for text in _texts_of(part):
            rest = _cut_documents(text, vocabulary)
            for name, _stage in words.names:
                rest = rest.replace(name, " ", 1) if _holds(rest, name) else rest
            if found := vocabulary.lists["variants"]["holds"].search(rest):
                return found[0]
            number = _round_in(rest, vocabulary)
            if number and number > 1 and not _is_round_of_stage(number, is_self, words, vocabulary):
                match = re.search(vocabulary.lists["variants"]["rounds"].pattern + r" (?:thứ )?\w+", rest)
                return match[0] if match else str(number)
            after = re.search(
                r"(?<!\w)(sau|trước)(?: khi)? (?:\w+ )?" + vocabulary.lists["variants"]["before_or_after"].pattern, rest
            )
            if after and not _is_plain_after(after[0], rest, vocabulary):
                return after[0]
    return ""


def _is_plain_after(phrase: str, text: str, vocabulary: Vocabulary) -> bool:
    """Whether "after appraisal" only says whose score it is: the appraised one, where nothing says it is the unit's."""
    is_appraisal = phrase.startswith("sau") and vocabulary.lists["kinds"]["appraisal"].search(phrase) is not None
    return is_appraisal and vocabulary.lists["kinds"]["self"].search(text) is None


def _is_round_of_stage(number: int, is_self: bool, words: Words, vocabulary: Vocabulary) -> bool:
    """Whether a stage has this number in its name: a self stage for a unit's own score, another for one appraised."""
    stages = (stage for stage in words.stages if (stage.kind == "self") == is_self)
    return any(_round_in(_loosen(name_key(stage.name)), vocabulary) == number for stage in stages)


def _says_more(parts: tuple[str, ...], vocabulary: Vocabulary, variant: str) -> bool:
    """Whether a heading that says "score" says something besides that is not known."""
    lowest = max(
        (at for at, part in enumerate(parts) if vocabulary.lists["score"]["words"].search(heading_key(part))), default=0
    )
    for part in parts[lowest:]:
        rest = _cut_documents(heading_key(part), vocabulary)
        for name in ("words", "results"):
            rest = vocabulary.lists["score"][name].sub(" ", rest)
        for key in ("holds", "before_or_after", "rounds"):
            rest = vocabulary.lists["variants"][key].sub(" ", rest) if variant else rest
        rest = _NUMBER.sub(" ", _cut_round(rest, vocabulary))
        known = vocabulary.plain | ({"thứ", "sau", "trước", "khi"} if variant else frozenset())
        if any(word not in known for word in re.findall(r"[^\W_]+", rest)):
            return True
    return False
