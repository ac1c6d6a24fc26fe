"""What a reader with a screen reader or a keyboard meets: axe-core's rules of WCAG 2.2 AA, asked of an open page."""

from importlib.resources import files

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = f"""async () => {{
  {AXE}
  const found = await axe.run(document, {{ runOnly: {RULES}, resultTypes: ["violations"] }});
  return found.violations.flatMap(rule => rule.nodes.slice(0, 3).map(
    node => `${{rule.impact}} ${{rule.id}}: ${{node.target.join(' ')}} ${{node.html.slice(0, 120)}}`));
}}"""
