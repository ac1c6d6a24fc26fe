"""How far each rank could move, as a table."""

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language
from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import season_size
from cchc_analysis.reporting.printing import Column
from cchc_analysis.reporting.tables import cells


def list_rank_bands(season: SeasonTables, *, fold: bool = False) -> HTML:
    """Every ranked unit: its rank and the span of ranks by each source of doubt, in the order of the ranking."""
    _ = language.words(season.lang).gettext
    bands = season.rank_bands
    sources = [source for source in band_titles(season) if bands[f"{source}_best_rank"].notna().any()]
    if len(bands) and not sources:
        return HTML("")  # why nothing was tried is said in words
    return cells.show_excerpt(
        season_size.take_ends(name_spans(bands, season), season),
        [
            "rank",
            Column("unit", is_header=True),
            *[
                Column(source, title=title, kind="text")
                for source, title in band_titles(season).items()
                if source in sources
            ],
            Column("moving_criterion", missing=""),
            *(["tier"] if (bands["tier"] > 1).any() else []),
        ],
        season,
        table="rank_bands",
        caption=_("Khoảng hạng theo từng nguồn"),
        empty=_("Chưa có đơn vị nào được xếp hạng."),
        classes="wide",
        key="unit_id",
        fold=fold,
        note=_say_share(season) if bands["weights_best_rank"].notna().any() else "",
    )


def _say_share(season: SeasonTables) -> str:
    _ = language.words(season.lang).gettext
    share = language.share(season.rules.analysis.weight_band_share, season.lang, 0)
    return _("Khoảng hạng theo trọng số chứa {share} số lần thử ở giữa.").format(share=share)


def band_titles(season: SeasonTables) -> dict[str, str]:
    """Each source of a band, in the reader's words."""
    _ = language.words(season.lang).gettext
    return {
        "pending": _("Đơn vị chưa có kết quả"),
        "dispute": _("Tranh luận"),
        "weights": _("Trọng số ±{change}").format(
            change=language.share(season.rules.analysis.weight_change, season.lang, 0)
        ),
        "criterion_left_out": _("Bỏ một tiêu chí"),
        "domain_left_out": _("Bỏ một lĩnh vực"),
        "not_applicable": _("Quy ước không áp dụng"),
    }


def name_spans(bands: pd.DataFrame, season: SeasonTables) -> pd.DataFrame:
    """*bands* with a text per source: “2” where nothing moves, “1–4” where ranks 1 to 4 are possible."""
    spans = {}
    for source in band_titles(season):
        best, worst = bands[f"{source}_best_rank"], bands[f"{source}_worst_rank"]
        text = best.astype("str").where(best == worst, best.astype("str") + "–" + worst.astype("str"))
        spans[source] = text.where(best.notna())
    return bands.assign(**spans)
