"""Two made-up seasons of a fictitious body, written as the workbooks it would receive.

``python -m scripts.sample_seasons`` writes ``data/raw/2019`` and ``data/raw/2020``, the same files every time.
``body`` holds the units and the totals they are given, ``criteria`` and ``specifics`` the criteria set, ``words`` what
people write beside a score, ``points`` the model that shares out losses, ``calibration`` the headlines the seasons are
held to, ``forms`` the workbooks and ``folders`` everything else in a season folder.

Points are whole hundredths (``150`` is 1,5 points) until they are written, so that every total is exact.
"""
