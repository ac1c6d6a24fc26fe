"""What leaves the house: the tables of the public edition."""

from cchc_analysis.methods.method import Method

METHODS: tuple[Method, ...] = (
    Method(
        id="public_edition",
        name="Bản công khai",
        name_en="The public edition",
        tables=("public_units", "public_ranking", "public_domains", "public_criteria", "public_headlines"),
        functions=(
            "public_edition.publish",
            "public_edition.publish_ranking",
            "public_edition.publish_headlines",
            "withholding.withhold_figures",
        ),
        text="Bản công khai chỉ có các cột được liệt kê ở đây. Theo thứ tự: hạng và kết quả của từng đơn vị; theo "
        "nhóm: chỉ có nhóm điểm, trong nhóm đứng theo danh sách chung. Số liệu theo lĩnh vực, tiêu chí là của"
        " các đơn vị cộng lại, chỉ có khi thẩm định xong mọi đơn vị, khi có ít nhất số đơn vị tối thiểu của "
        "mùa (ít nhất 3), không phải chỉ vài đơn vị ít hơn mức đó bị trừ điểm (hay có "
        "điểm), và khi lấy các tổng đã công bố trừ đi số liệu đã công bố không ra tổng của ít đơn vị hơn mức "
        "đó; nếu ra thì tiêu chí mất ít điểm nhất của lĩnh vực cũng không công bố.",
        text_en="The public edition has the columns listed here and no others. In order: each unit's rank and result;"
        " by group: its grade alone, within which units stand in the order of the list. Figures by domain and"
        " criterion are those of all units together; they are there once every unit's appraisal is complete, "
        "of at least the season's least number of units (3 or more), where not just "
        "fewer than that lost points (or reached any), and where published totals less published figures "
        "never are a sum over fewer units than that; else the domain's criterion that lost least is withheld "
        "as well.",
        formulas=(
            (
                "mean_appraised_score",
                "tổng điểm thẩm định của các đơn vị ÷ số đơn vị có điểm",
                "appraised points of all units ÷ units with a score",
            ),
            (
                "reached_pct",
                "100 × điểm thẩm định ÷ (điểm thẩm định + điểm bị trừ), của các đơn vị cộng lại",
                "100 × appraised points ÷ (appraised points + deduction), of all units together",
            ),
        ),
        source="A. Hundepool et al., Statistical Disclosure Control, Wiley, 2012, 4.2, 4.3",
    ),
)
