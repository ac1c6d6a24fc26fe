"""A long run says how far it is and how long it still takes, also where there is no terminal."""

import io

from rich.console import Console

from cchc_analysis.running import progress


def test_the_rest_is_said_in_both_languages_and_only_once_it_is_known():
    assert progress.say_rest("Lập trang", 120, 3321, 310.4, "vi") == "Lập trang: 120/3.321, còn khoảng 0:05:10"
    assert progress.say_rest("Pages", 120, 3321, 310.4, "en") == "Pages: 120/3,321, about 0:05:10 to go"
    assert progress.say_rest("Lập trang", 0, 27, None, "vi") == "Lập trang: 0/27"


def test_without_a_terminal_a_line_is_written_now_and_then(monkeypatch):
    written = io.StringIO()
    monkeypatch.setattr(progress, "PAUSE", 0.0)
    with progress.follow("Lập trang", Console(file=written), "vi") as tell:
        tell(1, 3, "a.html")
        tell(2, 3, "b.html")
        tell(3, 3, "c.html")
    lines = written.getvalue().splitlines()
    assert [line.partition(",")[0] for line in lines] == ["Lập trang: 1/3", "Lập trang: 2/3"]


def test_without_a_terminal_short_runs_say_nothing():
    written = io.StringIO()
    with progress.follow("Lập trang", Console(file=written), "vi") as tell:
        tell(1, 2, "a.html")
    assert not written.getvalue()
