"""The blocks that only a large season's pages have: a cell that calls one shows nothing where every unit is shown."""

from IPython.display import HTML

from cchc_analysis.analyst import SeasonTables
from cchc_analysis.reporting import season_size
from cchc_analysis.reporting.charts import Chart, draw_distribution, draw_group_scores
from cchc_analysis.reporting.text import say_spread


def say_crowd(season: SeasonTables) -> HTML | None:
    """How the results of many units and of their groups are spread, in two sentences."""
    return say_spread(season) if season_size.is_large(season) else None


def show_distribution(season: SeasonTables, measure: str | None = None) -> Chart | HTML | None:
    """The distribution of the result the season ranks by, or of another *measure*, over many units."""
    return draw_distribution(season.distributions, season, measure) if season_size.is_large(season) else None


def compare_groups(season: SeasonTables) -> Chart | HTML | None:
    """How groups of many units compare."""
    return draw_group_scores(season.group_scores, season) if season_size.is_large(season) else None
