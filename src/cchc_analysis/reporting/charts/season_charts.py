"""The house's charts of one season, to be found by the Tab key: ``season.charts.ranking()``."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import pandas as pd
from IPython.display import HTML

from cchc_analysis import language, schemas
from cchc_analysis.analysis.domains import compare_with_body
from cchc_analysis.analyst import SeasonTables, add_names
from cchc_analysis.language import mark
from cchc_analysis.reporting import printing
from cchc_analysis.reporting.charts.agreement import draw_differences
from cchc_analysis.reporting.charts.change_parts import draw_change_parts
from cchc_analysis.reporting.charts.changes import draw_changes
from cchc_analysis.reporting.charts.comparison import draw_self_against_appraised
from cchc_analysis.reporting.charts.deductions import draw_deductions, draw_hit_pattern, draw_reasons
from cchc_analysis.reporting.charts.drawing import Chart
from cchc_analysis.reporting.charts.fragility import draw_rank_bands
from cchc_analysis.reporting.charts.groups import draw_distribution, draw_group_claims, draw_group_scores
from cchc_analysis.reporting.charts.ranking import draw_domains, draw_ranking
from cchc_analysis.reporting.charts.trends import draw_trends
from cchc_analysis.reporting.charts.units import draw_unit_domains, draw_unit_losses

Drawn: TypeAlias = Chart | HTML
Rows: TypeAlias = pd.DataFrame | None

CHARTS: Mapping[str, str] = {
    "ranking": mark("Tổng điểm và xếp hạng các đơn vị"),
    "distribution": mark("Phân bố kết quả của các đơn vị"),
    "group_scores": mark("Các nhóm đơn vị so với nhau"),
    "group_claims": mark("Điểm tự chấm so với điểm thẩm định, theo nhóm đơn vị"),
    "rank_bands": mark("Thứ hạng có thể đổi trong khoảng nào"),
    "domains": mark("Kết quả theo lĩnh vực"),
    "self_against_appraised": mark("Điểm tự chấm so với điểm thẩm định"),
    "differences": mark("Chênh lệch giữa tự chấm và thẩm định"),
    "deductions": mark("Tiêu chí bị trừ nhiều điểm nhất"),
    "hit_pattern": mark("Đơn vị nào mất điểm ở tiêu chí nào"),
    "reasons": mark("Điểm bị trừ theo lý do"),
    "changes": mark("Tổng điểm năm trước và năm nay"),
    "change_parts": mark("Thay đổi tổng điểm so với năm trước, theo nguyên nhân"),
    "trends": mark("Kết quả qua các mùa"),
    "unit_losses": mark("Đơn vị mất điểm ở đâu"),
    "unit_domains": mark("Từng lĩnh vực so với bình quân các đơn vị"),
}
"""What each chart shows, by the name of its method."""


@dataclass(frozen=True)
class HouseCharts:
    """The house's charts of a season, each drawn from the table its page draws it from, or from rows of that table.

    ``season.charts.ranking()``, or of a slice: ``season.charts.ranking(season.unit_ranking.query("group == 'vu'"))``.
    Rows keep their order; where nothing is left to draw a sentence says why.
    """

    season: SeasonTables = field(repr=False)

    def ranking(self, unit_ranking: Rows = None) -> Drawn:
        """Total score of each ranked unit, best on top, coloured by grade."""
        return draw_ranking(self._rows("unit_ranking", unit_ranking), self.season)

    def distribution(
        self, measure: Literal["total_score", "index_pct", "total_pct", "difference_pct", "result_change"] | None = None
    ) -> Drawn:
        """How many units stand where, by the result the season ranks by or another *measure*."""
        return draw_distribution(self.season.distributions, self.season, measure)

    def group_scores(self, group_scores: Rows = None) -> Drawn:
        """Each unit group's lowest, median and highest result, and its middle half."""
        return draw_group_scores(self._rows("group_scores", group_scores), self.season)

    def group_claims(self, group_scores: Rows = None) -> Drawn:
        """Each unit group's mean self-score and mean appraised score."""
        return draw_group_claims(self._rows("group_scores", group_scores), self.season)

    def rank_bands(self, rank_bands: Rows = None) -> Drawn:
        """How far each unit's rank could move: by disputes, and by weights within 10 %."""
        return draw_rank_bands(self._rows("rank_bands", rank_bands), self.season)

    def domains(self, domain_scores: Rows = None) -> Drawn:
        """Share of the applicable maximum that each unit reached in each domain."""
        return draw_domains(self._rows("domain_scores", domain_scores), self.season)

    def self_against_appraised(self, unit_ranking: Rows = None) -> Drawn:
        """Self-score and appraised score of each unit, on the leaves that have both."""
        return draw_self_against_appraised(self._rows("unit_ranking", unit_ranking), self.season)

    def differences(self, unit_differences: Rows = None) -> Drawn:
        """Each unit's self-score minus appraised score over their mean (Bland–Altman)."""
        return draw_differences(self._rows("unit_differences", unit_differences), self.season)

    def deductions(self, deductions: Rows = None, *, top: int | None = 12, title: str | None = None) -> Drawn:
        """Points lost per criterion, the *top* largest, split by who gave them up.

        Takes rows of ``criterion_deductions``, ``leaf_deductions`` or ``group_deductions``.
        """
        return draw_deductions(self._rows("criterion_deductions", deductions), self.season, top=top, title=title)

    def hit_pattern(self, hit_pattern: Rows = None) -> Drawn:
        """Points each unit lost at each criterion, units and criteria of like losses side by side."""
        return draw_hit_pattern(self._rows("hit_pattern", hit_pattern), self.season)

    def reasons(self, reason_deductions: Rows = None) -> Drawn:
        """Points lost for each reason, the largest on top."""
        return draw_reasons(self._rows("reason_deductions", reason_deductions), self.season)

    def changes(self, unit_ranking: Rows = None) -> Drawn:
        """Total score last season and this season."""
        return draw_changes(self._rows("unit_ranking", unit_ranking), self.season)

    def change_parts(self, score_changes: Rows = None) -> Drawn:
        """Each unit's change of points since last season, by what made it."""
        return draw_change_parts(self._rows("score_changes", score_changes), self.season)

    def trends(self, level: Literal["unit", "domain", "criterion"] = "unit") -> Drawn:
        """Results of each unit, domain or criterion over three seasons and more, on one basis."""
        return draw_trends(self.season, level)

    def unit_losses(self, unit: str = "") -> Drawn:
        """Where one unit lost points, given by id, name or short name; by default the first of the ranking."""
        comparison = self.season.comparison
        return draw_unit_losses(comparison[comparison["unit_id"] == self.season.find_unit(unit)], self.season)

    def unit_domains(self, unit: str = "") -> Drawn:
        """One unit's share of the maximum in each domain beside the mean of all units."""
        season = self.season.of_unit(unit)
        return draw_unit_domains(compare_with_body(season.domain_scores, season.body.domain_means), season)

    def __dir__(self) -> list[str]:
        return list(CHARTS)

    def __getattr__(self, name: str) -> None:
        near = difflib.get_close_matches(name, CHARTS, n=2)
        meant = f"did you mean {' or '.join(near)}? " if near else ""
        raise AttributeError(f"no chart {name!r}; {meant}there are: {', '.join(CHARTS)}")

    def __repr__(self) -> str:
        return "\n".join(f"season.charts.{name}()  {title}" for name, title in self._titles().items())

    def _repr_html_(self) -> str:
        listed = pd.DataFrame(
            {"call": f"season.charts.{name}()", "chart": title} for name, title in self._titles().items()
        )
        _ = language.words(self.season.lang).gettext
        columns = [printing.Column("call", title=_("Gõ"), kind="text"), printing.Column("chart", title=_("Biểu đồ"))]
        return str(printing.show_table(listed, columns, self.season, caption=_("Biểu đồ của mùa chấm điểm")).data)

    def _titles(self) -> dict[str, str]:
        translate: Callable[[str], str] = language.words(self.season.lang).gettext
        return {name: translate(title) for name, title in CHARTS.items()}

    def _rows(self, table: str, rows: Rows) -> pd.DataFrame:
        season = self.season
        if rows is None:
            return getattr(season, table)
        expected = schemas.TABLES[table].to_schema().unique or []
        lacking = [column for column in expected if not isinstance(rows, pd.DataFrame) or column not in rows]
        if lacking or not isinstance(rows, pd.DataFrame):
            raise TypeError(f"give rows of season.{table}; these lack {', '.join(lacking)}")
        return add_names(rows, season.units, season.criteria, season.rules, season.lang)
