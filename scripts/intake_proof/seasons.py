"""Made-up seasons to receive workbooks in: criteria sets of several shapes, units with names easily confused."""

import random
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from scripts.intake_proof.grid import Grid, write_xlsx

_DOMAINS = (
    "Công tác chỉ đạo, điều hành cải cách hành chính",
    "Cải cách thể chế",
    "Cải cách thủ tục hành chính",
    "Cải cách tổ chức bộ máy",
    "Cải cách chế độ công vụ",
    "Cải cách tài chính công",
    "Xây dựng và phát triển chính phủ điện tử, chính phủ số",
)
_CRITERIA = (
    "Ban hành kế hoạch cải cách hành chính năm",
    "Mức độ thực hiện kế hoạch",
    "Báo cáo định kỳ đúng hạn",
    "Kiểm tra công tác cải cách hành chính",
    "Thông tin, tuyên truyền",
    "Sáng kiến trong cải cách hành chính",
    "Thực hiện nhiệm vụ được giao",
    "Rà soát văn bản quy phạm pháp luật",
    "Xử lý văn bản trái pháp luật",
    "Theo dõi thi hành pháp luật",
    "Công bố, công khai thủ tục hành chính",
    "Tỷ lệ hồ sơ giải quyết đúng hạn",
    "Tiếp nhận, xử lý phản ánh, kiến nghị",
    "Rà soát, đơn giản hóa thủ tục",
    "Sắp xếp tổ chức bộ máy",
    "Số lượng cấp phó theo quy định",
    "Thực hiện phân cấp quản lý",
    "Bố trí công chức theo vị trí việc làm",
    "Đánh giá, phân loại công chức",
    "Chấp hành kỷ luật, kỷ cương hành chính",
    "Đào tạo, bồi dưỡng công chức",
    "Giải ngân kế hoạch vốn đầu tư công",
    "Thực hiện quy chế chi tiêu nội bộ",
    "Thực hiện kiến nghị sau kiểm toán",
    "Văn bản điện tử có chữ ký số",
    "Dịch vụ công trực tuyến toàn trình",
    "Tổng hợp, chia sẻ dữ liệu",
    "Cập nhật cơ sở dữ liệu chuyên ngành",
    "Hệ thống quản lý chất lượng ISO 9001:2015",
    "Kết quả chấm điểm trang thông tin điện tử",
)
_KINDS = ("Vụ", "Cục", "Phòng", "Trung tâm", "Ban Quản lý", "Văn phòng", "Sở", "Thanh tra")
_SUBJECTS = (
    "Kế hoạch - Tổng hợp",
    "Kế hoạch, Tài chính",
    "Tổ chức cán bộ",
    "Pháp chế",
    "Hợp tác quốc tế",
    "Xây dựng",
    "Công nghệ thông tin",
    "Giám sát, Thẩm định và Xử lý sau thanh tra",
    "Tiếp công dân",
    "Nông nghiệp và Phát triển nông thôn",
    "Thi đua – Khen thưởng",
    "Địa bàn",
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
SHAPES = ("two_levels", "dotted", "three_levels", "deep", "letters", "no_maxima", "thousands", "flat")


@dataclass(frozen=True)
class Node:
    """A criterion of any level; *maximum* is ``None`` where the set gives none."""

    id: str
    code: str
    name: str
    maximum: float | None
    parent: str | None
    depth: int
    is_leaf: bool


@dataclass(frozen=True)
class Set:
    """A criteria set in printed order."""

    shape: str
    nodes: tuple[Node, ...]

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The criteria that are scored."""
        return tuple(node for node in self.nodes if node.is_leaf)

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """The criteria by id."""
        return {node.id: node for node in self.nodes}

    def leaves_under(self, node: Node) -> tuple[Node, ...]:
        """The scored criteria at and below one."""
        if node.is_leaf:
            return (node,)
        return tuple(leaf for each in self.nodes if each.parent == node.id for leaf in self.leaves_under(each))

    def root(self, node: Node) -> Node:
        """The domain that a criterion is in."""
        return node if node.parent is None else self.root(self.by_id[node.parent])


@dataclass(frozen=True)
class Season:
    """A season to receive workbooks in; *units* are names by id, *has_second* says whether it appraises twice."""

    year: int
    criteria: Set
    units: dict[str, str]
    has_second: bool = False
    groups: dict[str, str] = field(default_factory=dict)


def make_season(rng: random.Random, units: int, shape: str | None = None, year: int | None = None) -> Season:
    """Make up a season of so many units."""
    names = _name_units(rng, units)
    return Season(
        year=year or rng.randint(2019, 2031),
        criteria=make_set(rng, shape or rng.choice(SHAPES)),
        units={f"u{number:04d}": name for number, name in enumerate(names, start=1)},
        has_second=rng.random() < 0.3,
    )


def _name_units(rng: random.Random, count: int) -> list[str]:
    names = [f"{kind} {subject}" for kind in _KINDS for subject in _SUBJECTS]
    names += [f"Cục {number}" for number in _ROMAN] + [f"Vụ {number}" for number in _ROMAN]
    places = (
        f"{kind} {letter}{second}"
        for second in ("ình", "ơn", "ải", "ương")
        for letter in "BCĐHKLMNPQRSTVX"
        for kind in ("UBND xã", "UBND phường", "Chi cục")
    )
    names += list(places)
    numbered = (f"Đội Quản lý số {number}" for number in range(1, count + 1))
    rng.shuffle(names)
    names = [*names[: min(count, len(names))], *numbered][:count]
    return names


def make_set(rng: random.Random, shape: str) -> Set:
    """Make up a criteria set of a shape: what its codes look like, how deep it goes, whether it gives maxima."""
    names = list(_CRITERIA)
    rng.shuffle(names)
    domains = rng.sample(_DOMAINS, rng.randint(2, 4))
    scale = 1000.0 if shape == "thousands" else 1.0
    nodes: list[Node] = []
    pool = iter(names)

    def add(id: str, code: str, name: str, maximum: float, parent: str | None, depth: int, is_leaf: bool) -> None:
        stated = None if shape == "no_maxima" else maximum * scale
        nodes.append(Node(id, code, name, stated, parent, depth, is_leaf))

    def points() -> float:
        return rng.choice([1.0, 1.5, 2.0, 2.0, 3.0, 4.0])

    if shape == "flat":
        for number in range(1, rng.randint(7, 12)):
            add(f"C{number:02d}", f"{number}", next(pool), points(), None, 0, True)
        return Set(shape, tuple(nodes))
    for position, domain in enumerate(domains):
        letter = "ABCDEG"[position] if shape == "letters" else _ROMAN[position]
        top = len(nodes)
        add(letter, letter, domain, 0, None, 0, False)
        for number in range(1, rng.randint(3, 5)):
            prefix = {"letters": "", "two_levels": "", "no_maxima": "", "thousands": ""}.get(shape, f"{position + 1}.")
            code = "abcdđ"[number - 1] + ")" if shape == "letters" else f"{prefix}{number}"
            own = f"{letter}.{number}"
            if shape == "dotted" and number == 2:
                code = f"{position + 1}.10"
                own = f"{letter}.10"
            branches = shape in ("three_levels", "deep") and rng.random() < 0.5
            add(own, code, next(pool), points(), letter, 1, not branches)
            if not branches:
                continue
            for part in range(1, 3):
                below = shape == "deep" and rng.random() < 0.4
                add(
                    f"{own}.{part}", f"{code}.{part}", next(pool, f"Nội dung {own} {part}"), points(), own, 2, not below
                )
                for piece in ("a", "b") if below else ():
                    name = f"{'Kịp thời' if piece == 'a' else 'Đầy đủ'} ({own}.{part})"
                    add(f"{own}.{part}.{piece}", f"{piece})", name, points(), f"{own}.{part}", 3, True)
        assert len(nodes) > top
    made = Set(shape, tuple(nodes))
    return Set(shape, tuple(_with_sum(made, node) for node in nodes))


def _with_sum(made: Set, node: Node) -> Node:
    """A node above others with the maximum that they add up to."""
    if node.is_leaf or node.maximum is None:
        return node
    total = round(sum(leaf.maximum or 0 for leaf in made.leaves_under(node)), 6)
    return Node(node.id, node.code, node.name, total, node.parent, node.depth, node.is_leaf)


def write_season(folder: Path, season: Season) -> Path:
    """Write the season's rules, criteria set and units; give back its folder."""
    folder = folder / "raw" / str(season.year)
    folder.mkdir(parents=True)
    lines = [
        f"year = {season.year}",
        'title = "Mùa dựng để thử"',
        'body = "Cơ quan Mẫu"',
        "is_illustrative = true",
    ]
    if season.has_second:
        for id, kind, name in (
            ("self", "self", "Tự chấm"),
            ("appraisal", "appraisal", "Thẩm định"),
            ("second", "appraisal", "Thẩm định lần 2"),
        ):
            lines += ["", "[[stages]]", f'id = "{id}"', f'kind = "{kind}"', f'name = "{name}"', f'folder = "{id}"']
    (folder / "season.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    quoted = "".join(f'{id},"{name}"\n' for id, name in season.units.items())
    (folder / "units.csv").write_text("unit_id,name\n" + quoted, encoding="utf-8")
    grid = Grid("Bộ tiêu chí")
    for column, title in enumerate(("criterion_id", "code", "parent_id", "name", "max_score")):
        grid.put(0, column, title)
    for row, node in enumerate(season.criteria.nodes, start=1):
        for column, value in enumerate((node.id, node.code, node.parent, node.name, node.maximum)):
            grid.put(row, column, value)
    write_xlsx(folder / "criteria.xlsx", [grid])
    return folder
