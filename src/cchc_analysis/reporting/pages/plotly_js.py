"""plotly.js as our pages carry it: the one of plotly's wheel, arranged so that a browser reads less before it draws.

Nothing is left out and nothing is added. Two things wait that cost two thirds of the time until a first chart:

* The bundle registers some forty kinds of traces and evaluates each, maps and 3D engines included. Here they stay in
  ``Plotly.unregistered`` until a page meets a chart that needs one.
* The bundle is one function handed to another. A browser skims such a function while it reads the file and reads it
  again, whole, when it is called; within parentheses it is compiled at once, beside the page's own layout.

A bundle of another build, where either place looks different, is taken as it comes: slower, and drawing the same.
"""

import re
from functools import cache

from plotly.offline import get_plotlyjs

REGISTERED = re.compile(r"\.register\(\[((?:\w+\(\),)*\w+\(\))\]\);")
"""The call that registers every kind of trace: the last one of the bundle."""

FACTORY = re.compile(r"(\(typeof self !== \"undefined\" \? self : this, )(\(\) => \{.*\n\})(\)\);\s*)\Z", re.DOTALL)
"""The function that makes ``Plotly``, from its head to the end of the file."""


@cache
def read_plotly() -> str:
    """The text of plotly.js as pages carry it."""
    return arrange(get_plotlyjs())


def arrange(bundle: str) -> str:
    """*bundle* with its traces unregistered until they are needed, and compiled while it is read."""
    return FACTORY.sub(r"\1(\2)\3", _register_later(bundle))


def _register_later(bundle: str) -> str:
    call = REGISTERED.match(bundle, max(bundle.rfind(".register("), 0))
    if call is None:
        return bundle
    waiting = call[1].replace("()", "")
    return f"{bundle[: call.start()]}.unregistered=[{waiting}];{bundle[call.end() :]}"
