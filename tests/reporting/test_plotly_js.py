"""plotly.js in our pages is plotly's own, read sooner: nothing of it is lost, and an unknown build is left alone."""

import json
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs

from browser import Browser
from cchc_analysis.reporting.pages import layout, plotly_js
from reporting.test_pages import FRAME

BUNDLE = """(
 function(root, factory) { root.moduleName = factory();
} (typeof self !== "undefined" ? self : this, () => {
"use strict";var Plotly=(()=>{var a=f(()=>{b.register([early()]);c.register([bar(),pie()]);x.exports=c});return a();})()
window.Plotly = Plotly;
return Plotly;
}));
"""
CHART = """<figure class="chart" id="kind"><div class="plot" data-label="x"></div>
<script type="application/json" class="plot-data">{spec}</script>
<details class="chart-data" open><summary>x</summary>x</details></figure>"""
KINDS = {
    "scatter": {"y": [1, 2]},
    "bar": {"y": [1, 2]},
    "heatmap": {"z": [[1, 2], [3, 4]]},
    "box": {"y": [1, 2, 3]},
    "pie": {"values": [1, 2]},
    "treemap": {"labels": ["a", "b"], "parents": ["", "a"]},
}


def test_kinds_of_traces_wait_and_the_whole_is_compiled_while_it_is_read():
    assert plotly_js.arrange(BUNDLE) == BUNDLE.replace("c.register([bar(),pie()])", "c.unregistered=[bar,pie]").replace(
        "this, () => {", "this, (() => {"
    ).replace("}));\n", "})));\n")


@pytest.mark.parametrize("other", ["", "window.Plotly = {};", "a.register([b]);c.register(d())"])
def test_a_bundle_of_another_build_is_taken_as_it_comes(other: str):
    assert plotly_js.arrange(other) == other


def test_the_plotly_in_use_has_both_places():
    arranged, bundle = plotly_js.read_plotly(), get_plotlyjs()
    assert arranged.count(".unregistered=[") == 1
    assert "this, (() => {" in arranged
    assert len(bundle) - 200 < len(arranged) < len(bundle)


@pytest.mark.parametrize("single_file", [False, True], ids=["shared", "single"])
def test_a_chart_of_any_kind_is_drawn(single_file: bool, browser: Browser, tmp_path: Path):
    content = "<h1>x</h1>" + "".join(
        CHART.format(spec=json.dumps({"data": [{"type": kind} | data], "layout": {"height": 200}})).replace(
            'id="kind"', f'id="{kind}"'
        )
        for kind, data in KINDS.items()
    )
    layout.write_plotly(tmp_path)
    page = layout.write_page(layout.lay_out(content, FRAME, single_file=single_file), tmp_path / FRAME.page)
    opened = browser.open_page(
        page, ask="Array.from(document.querySelectorAll('.plot'), plot => plot._fullData[0].type)"
    )
    assert (opened.errors, opened.drawn) == ((), len(KINDS))
    assert opened.answer == list(KINDS)  # a kind that plotly does not know would be drawn as dots
