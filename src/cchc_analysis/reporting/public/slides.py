"""The published result on a wall: one slide per function, read from the back of a hall.

A slide that this season has nothing to show on is left out. Sizes are those of ``slides.css``: nothing is smaller than
28 px on a projector of 1280 × 720, so a slide holds few rows and a long list goes on over several.
"""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from cchc_analysis import language
from cchc_analysis.reporting import printing
from cchc_analysis.reporting import season_size as size
from cchc_analysis.reporting.printing import environment
from cchc_analysis.reporting.public import tables, text
from cchc_analysis.reporting.text import phrases
from cchc_analysis.store.public_season import PublicSeason

ROWS, COLUMNS = 10, 2
"""Units a slide holds in each of its columns."""

BARS = 7
"""Bars a slide holds."""

LONGEST = 27
"""Letters of a name that stand in half a slide; a unit with a longer one goes by its short name."""


def show_title(season: PublicSeason) -> HTML:
    """What this is: the season, whose it is, on which decision, and that it is made up where it is."""
    rules = season.rules
    return _slide(
        "title",
        season,
        title=text.pick(season, rules.title, rules.title_en),
        body=text.pick(season, rules.body, rules.body_en),
        decision=text.pick(season, rules.decision, rules.decision_en),
        is_illustrative=rules.is_illustrative,
    )


def show_overview(season: PublicSeason) -> HTML:
    """How many units have a result, how many are in each grade, the mean."""
    _ = language.words(season.lang).gettext
    return _slide(
        "overview",
        season,
        title=_("Kết quả chung"),
        cards=Markup(text.show_cards(season).data),
        grades=_count_grades(season),
        note=text.say_why_open(season) if text.is_open(season) else "",
    )


def show_ranking(season: PublicSeason) -> HTML:
    """Every unit: in order with rank and total, or grade by grade with neither; as many slides as it takes.

    Of a large season the groups of units, after the first units where the order is published.
    """
    if size.is_large(season):
        return HTML("".join([*_show_first(season), *_show_groups(season)]))
    slides = _show_in_order(season) if text.is_in_order(season) else _show_by_grade(season)
    return HTML("".join(slides))


def show_domains(season: PublicSeason) -> HTML:
    """What all units together reached in each domain."""
    _ = language.words(season.lang).gettext
    rows = season.public_domains
    rows = rows[rows["reached_pct"].notna()]
    parts = _chunk(rows, BARS)
    return HTML(
        "".join(
            _bars(
                part,
                season,
                title=_("Các lĩnh vực đạt bao nhiêu phần trăm điểm tối đa"),
                column="reached_pct",
                scale=100.0,
                part=at,
                parts=len(parts),
            )
            for at, part in enumerate(parts, start=1)
        )
    )


def show_losses(season: PublicSeason, top: int = 5) -> HTML:
    """The criteria at which all units together lost most points."""
    _ = language.words(season.lang).gettext
    rows = season.public_criteria
    rows = rows[rows["deduction"] > 0].head(min(top, BARS))
    if rows.empty:
        return HTML("")
    return HTML(
        _bars(
            rows,
            season,
            title=_("Các đơn vị mất điểm nhiều nhất ở đâu"),
            column="deduction",
            scale=float(rows["deduction"].max()),
            hits=True,
        )
    )


def show_self_scores(season: PublicSeason) -> HTML:
    """How the self-scores of all units together stand against the appraisal."""
    _ = language.words(season.lang).gettext
    facts = text.read_facts(season)
    if not phrases.is_known(facts, "compared_units"):
        return HTML("")
    over = phrases.quote_of(facts, "over_claiming_units", "compared_units", season)
    figures = [(over, _("đơn vị tự chấm cao hơn điểm thẩm định"))]
    for part, label in (("cut", _("điểm bị hạ khi thẩm định")), ("raised", _("điểm được nâng khi thẩm định"))):
        if phrases.is_known(facts, part):
            figures.append((phrases.quote_fact(facts, part, "points", season), label))
    return _slide("figures", season, title=_("Tự chấm và thẩm định"), figures=figures)


def show_change(season: PublicSeason) -> HTML:
    """What changed since last season, all units together."""
    _ = language.words(season.lang).gettext
    facts = text.read_facts(season)
    figures = []
    if phrases.is_known(facts, "mean_result_change"):
        label = (
            _("điểm bình quân một đơn vị")
            if season.rules.rank_by == "total_score"
            else _("điểm phần trăm bình quân một đơn vị")
        )
        figures.append((phrases.quote_fact(facts, "mean_result_change", "signed", season), label))
    for metric, label in (
        ("risen_grade_units", _("đơn vị lên nhóm điểm cao hơn")),
        ("same_grade_units", _("đơn vị ở nguyên nhóm điểm")),
        ("fallen_grade_units", _("đơn vị xuống nhóm điểm thấp hơn")),
    ):
        if phrases.is_known(facts, metric):
            figures.append((phrases.quote_fact(facts, metric, "count", season), label))
    if not figures:
        return HTML("")
    title = _("Thay đổi so với năm {year}").format(year=season.rules.previous_year)
    return _slide("figures", season, title=title, figures=figures)


def show_next_steps(season: PublicSeason, top: int = 3) -> HTML:
    """What comes next: as the season states it, then what the published tables and its state call for."""
    _ = language.words(season.lang).gettext
    return _slide("steps", season, title=_("Việc tiếp theo"), steps=list_next_steps(season, top))


def list_next_steps(season: PublicSeason, top: int = 3) -> list[Markup]:
    """The steps stated in ``season.toml``; units still to be published, criteria to mend, the result to be approved."""
    words = language.words(season.lang)
    _ = words.gettext
    stated = season.rules.publication
    steps = [
        Markup("{step}").format(step=step) for step in _pick_texts(season, stated.next_steps, stated.next_steps_en)
    ]
    waiting = int((season.public_ranking["public_status"] == "withheld").sum())
    if waiting:
        text = words.ngettext(
            "Hoàn thành thẩm định và công bố kết quả của {count} đơn vị còn lại.",
            "Hoàn thành thẩm định và công bố kết quả của {count} đơn vị còn lại.",
            waiting,
        )
        steps.append(Markup(text).format(count=phrases.quote(waiting, "unit_count", season, "withheld_units", "count")))
    lost = season.public_criteria
    lost = lost[lost["deduction"] > 0].head(top)
    if len(lost):
        names = "; ".join(lost["criterion"].map(phrases.lower_first))
        steps.append(
            Markup(_("Khắc phục trước ở các tiêu chí mất nhiều điểm nhất: {criteria}.")).format(criteria=names)
        )
    if season.rules.release == "draft" and not waiting:
        steps.append(Markup("{step}").format(step=_("Trình Ban Chỉ đạo xem xét, thông qua kết quả chính thức.")))
    return steps or [Markup("{step}").format(step=_("Duy trì kết quả đã đạt."))]


def _show_in_order(season: PublicSeason) -> list[str]:
    _ = language.words(season.lang).gettext
    ranking = season.public_ranking.assign(mark=tables.mark_statuses(season))
    parts = _chunk(ranking, ROWS * COLUMNS)
    return [
        _units(
            part,
            season,
            title=_("Xếp hạng các đơn vị"),
            grades=_count_grades(season),
            is_ranked=True,
            part=at,
            parts=len(parts),
        )
        for at, part in enumerate(parts, start=1)
    ]


def _show_first(season: PublicSeason) -> list[str]:
    """The first units of a published order, as many as a slide holds."""
    _ = language.words(season.lang).gettext
    ranking = season.public_ranking.assign(mark=tables.mark_statuses(season))
    first = ranking[ranking["rank"].notna()].head(ROWS * COLUMNS)
    if first.empty:
        return []
    title = _("Những đơn vị đứng đầu")
    return [_units(first, season, title=title, grades=_count_grades(season), is_ranked=True, part=1, parts=1)]


def _show_groups(season: PublicSeason) -> list[str]:
    """Groups by the median of their units where results are published, else by the share in the top grade."""
    _ = language.words(season.lang).gettext
    rows = tables.list_groups(season)
    column = "median_result" if rows["median_result"].notna().any() else "top_grade_share"
    rows = rows[rows[column].notna()].sort_values(column, ascending=False, kind="stable")
    if rows.empty:
        return []
    kind, title = (
        (printing.kind_of_result(season), _("Các nhóm đơn vị: trung vị kết quả"))
        if column == "median_result"
        else ("share", _("Các nhóm đơn vị: tỷ lệ đơn vị ở nhóm điểm cao nhất"))
    )
    largest = float(rows[column].max()) or 1.0
    parts = _chunk(rows, BARS)
    return [
        str(
            _slide(
                "bars",
                season,
                title=title,
                colour="",
                part=f"{at}/{len(parts)}" if len(parts) > 1 else "",
                bars=[
                    {
                        "name": row["group_name"],
                        "value": phrases.quote(row[column], column, season, f"{row['group']}.{column}", kind),
                        "width": f"{100 * row[column] / largest:.2f}%",
                        "beside": "",
                    }
                    for row in part.to_dict("records")
                ],
            ).data
        )
        for at, part in enumerate(parts, start=1)
    ]


def _show_by_grade(season: PublicSeason) -> list[str]:
    slides = []
    for caption, rows in tables.split_by_grade(season):
        parts = _chunk(rows, ROWS * COLUMNS)
        slides += [
            _units(part, season, title=caption, grades=[], is_ranked=False, part=at, parts=len(parts), of=len(rows))
            for at, part in enumerate(parts, start=1)
        ]
    return slides


def _units(
    rows: pd.DataFrame,
    season: PublicSeason,
    *,
    title: str,
    grades: Sequence[Mapping[str, object]],
    is_ranked: bool,
    part: int,
    parts: int,
    of: int = 0,
) -> str:
    words = language.words(season.lang)
    basis = season.rules.rank_by
    places = {grade.id: f"grade-{at}" for at, grade in enumerate(season.rules.grades, start=1)}
    columns = COLUMNS if len(rows) > ROWS else 1
    longest = LONGEST * COLUMNS // columns
    units = [
        {
            "rank": _quote(row, "rank", season) if is_ranked else "",
            "name": row["unit"] if len(row["unit"]) <= longest else row["unit_short"],
            "score": _quote(row, basis, season) if is_ranked else "",
            "mark": row["mark"],
            "grade": places.get(row["grade"], ""),
        }
        for row in rows.to_dict("records")
    ]
    return str(
        _slide(
            "units",
            season,
            title=title,
            grades=grades,
            units=units,
            rows=max(-(-len(rows) // columns), 1),
            columns=columns,
            count=words.ngettext("{count} đơn vị", "{count} đơn vị", of).format(count=of) if of else "",
            part=f"{part}/{parts}" if parts > 1 else "",
        ).data
    )


def _bars(
    rows: pd.DataFrame,
    season: PublicSeason,
    *,
    title: str,
    column: str,
    scale: float,
    hits: bool = False,
    part: int = 1,
    parts: int = 1,
) -> str:
    _ = language.words(season.lang).gettext
    is_large = size.is_large(season)  # thousands leave no room for a word that the note says anyway
    bars = [
        {
            "name": row["criterion"],
            "value": phrases.quote(row[column], column, season, f"{row['criterion_id']}.{column}"),
            "width": f"{100 * row[column] / scale:.2f}%",
            "beside": Markup("{hit}/{all}" if is_large else _("{hit}/{all} đơn vị")).format(
                hit=phrases.quote(row["hit_units"], "hit_units", season, f"{row['criterion_id']}.hit_units"),
                all=phrases.quote(
                    row["applicable_units"], "applicable_units", season, f"{row['criterion_id']}.applicable_units"
                ),
            )
            if hits
            else "",
        }
        for row in rows.to_dict("records")
    ]
    note = _("Tổng điểm bị trừ của các đơn vị; số đơn vị bị trừ trên số đơn vị áp dụng.") if hits else ""
    shown = f"{part}/{parts}" if parts > 1 else ""
    return str(
        _slide("bars", season, title=title, bars=bars, colour="lost" if hits else "", note=note, part=shown).data
    )


def _count_grades(season: PublicSeason) -> list[dict[str, object]]:
    """Each grade that a unit reached: its name, its count and what share of the bar it is."""
    facts = text.read_facts(season)
    found: list[dict[str, object]] = []
    for at, grade in enumerate(season.rules.grades, start=1):
        count = phrases.number(facts, f"grade_units.{grade.id}")
        if count:
            found.append(
                {
                    "name": text.pick(season, grade.name, grade.name_en),
                    "count": phrases.quote_fact(facts, f"grade_units.{grade.id}", "count", season),
                    "size": int(count),
                    "grade": f"grade-{at}",
                }
            )
    return found


def _quote(row: Mapping[str, object], column: str, season: PublicSeason) -> Markup:
    value = row[column]
    return (
        Markup("") if language.is_missing(value) else phrases.quote(value, column, season, f"{row['unit_id']}.{column}")
    )


def _pick_texts(season: PublicSeason, vietnamese: Sequence[str], english: Sequence[str]) -> Iterable[str]:
    return english if season.lang == "en" and english else vietnamese


def _chunk(rows: pd.DataFrame, size: int) -> list[pd.DataFrame]:
    return [rows.iloc[start : start + size] for start in range(0, len(rows), size)]


def _slide(kind: str, season: PublicSeason, **shown: object) -> HTML:
    words = language.words(season.lang)
    template = environment().get_template("slide.html.j2")
    blank = {"note": "", "part": "", "count": "", "grades": []}
    return HTML(template.render(_=words.gettext, kind=kind, lang=season.lang, **{**blank, **shown}))
