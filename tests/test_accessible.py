"""What a reader with a screen reader or a keyboard meets: axe-core's rules of WCAG 2.2 AA on every sample page."""

from importlib.resources import files

import pytest

from browser import Browser
from season_runs import Run

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = f"""async () => {{
  {AXE}
  const found = await axe.run(document, {{ runOnly: {RULES} }});
  return found.violations.flatMap(rule => rule.nodes.slice(0, 3).map(
    node => `${{rule.impact}} ${{rule.id}}: ${{node.target.join(' ')}} ${{node.html.slice(0, 120)}}`));
}}"""


@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
def test_no_page_breaks_a_rule_of_accessibility(width: int, browser: Browser, sample_report: Run):
    paths = sample_report.list_pages() | sample_report.list_public_pages()
    assert "public/projector" in paths
    opened = browser.open_pages(list(paths.values()), ask=ASK, width=width)
    broken = {name: page.answer for name, page in zip(paths, opened, strict=True) if page.answer}
    assert broken == {}
