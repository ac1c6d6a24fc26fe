"""Write both sample seasons: ``python -m scripts.sample_seasons [--out FOLDER]``."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from scripts.sample_seasons.calibration import check_headlines
from scripts.sample_seasons.criteria import criteria_of
from scripts.sample_seasons.facts import FACTS
from scripts.sample_seasons.folders import write_season
from scripts.sample_seasons.points import Cell, Losses, score_season

SPLIT = {"dien-tu.van-ban-dien-tu": ("dien-tu.van-ban-ky-so.van-ban", "dien-tu.van-ban-ky-so.ky-so")}


def main() -> None:
    """Write the seasons named on the command line's folder."""
    parser = argparse.ArgumentParser(prog="python -m scripts.sample_seasons", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("data/raw"), help="where the season folders go")
    out: Path = parser.parse_args().out
    previous: Losses = {}
    for year, facts in FACTS.items():
        criteria = criteria_of(year)
        cells = score_season(criteria, facts, previous)
        check_headlines(cells, facts)
        write_season(out / str(year), criteria, cells, facts)
        previous = list_losses(cells)
        print(f"{out / str(year)}: {len({cell.unit.id for cell in cells})} units, {len(cells)} cells")


def list_losses(cells: Iterable[Cell]) -> Losses:
    """What each unit lost where, by the names the next season gives its leaves."""
    return {
        (cell.unit.id, leaf): cell.lost
        for cell in cells
        if cell.lost and cell.criterion.node.line == "score"
        for leaf in SPLIT.get(cell.criterion.id, (cell.criterion.id,))
    }


if __name__ == "__main__":
    main()
