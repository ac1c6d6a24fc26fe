"""Workbooks as public bodies send them, each with the truth of its cells: what intake is proved against."""
