"""What the commands of :mod:`cchc_analysis.cli.app` can be told: their options, each explained in both languages."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lang(StrEnum):
    """Languages of pages and messages."""

    vi = "vi"
    en = "en"


class Edition(StrEnum):
    """Which pages to make."""

    both = "both"
    internal = "internal"
    public = "public"


class Form(StrEnum):
    """How the result is published."""

    order = "order"
    group = "group"


Year = Annotated[int, typer.Option(help="Năm của mùa chấm. / The season's year.")]
Data = Annotated[Path, typer.Option(help="Thư mục có raw/ và processed/. / Folder of raw/ and processed/.")]
Out = Annotated[Path | None, typer.Option("--out", help="Nơi ghi các trang (mặc định: reports). / Where the pages go.")]
Language = Annotated[Lang, typer.Option(help="Ngôn ngữ. / Language.")]
Units = Annotated[list[str] | None, typer.Option("--unit", help="Chỉ trang của đơn vị này. / Only this unit's page.")]
Editions = Annotated[
    Edition, typer.Option(help="Bản nội bộ, bản công khai, hay cả hai. / Internal pages, public ones, or both.")
]
SingleFiles = Annotated[
    str,
    typer.Option(
        "--single-file",
        metavar="TRANG,…",
        help="Các trang có thêm bản một tệp để gửi thư, trong single/: tên trang, units, all hoặc none. "
        "/ Pages copied as one file each, to be mailed, into single/: their names, units, all or none.",
    ),
]
PublicForm = Annotated[
    Form | None,
    typer.Option(
        "--form",
        help="Công bố theo thứ tự hay nhóm điểm (mặc định: theo season.toml). / Publish in order or by grade.",
    ),
]
From = Annotated[int, typer.Option("--from", help="Mùa trước. / The season to start from.")]
FormsOut = Annotated[Path, typer.Option("--out", help="Thư mục đặt phiếu. / Folder for the forms.")]
FormStages = Annotated[
    list[str] | None,
    typer.Option(
        "--stage",
        help="Giai đoạn (mặc định: tự chấm và thẩm định đầu tiên). / Stage (default: self and first appraisal).",
    ),
]
FormUnits = Annotated[list[str] | None, typer.Option("--unit", help="Chỉ đơn vị này. / Only this unit.")]
ShownFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help="Tệp đã đặt trong thư mục mùa, ví dụ self/vp.xlsx. / A file in the season's folder, such as self/vp.xlsx.",
    ),
]
PictureOut = Annotated[
    Path | None,
    typer.Option("--out", help="Tệp .html để ghi (mặc định: reports/<năm>/pictures). / The .html file to write."),
]
OneUnit = Annotated[str, typer.Option("--unit", help="Đơn vị: mã, tên, tên gọi khác. / Unit: id, name, alias.")]
OneStage = Annotated[str | None, typer.Option("--stage", help="Chỉ giai đoạn này. / Only this stage.")]
OneCriterion = Annotated[
    str, typer.Option("--criterion", help="Tiêu chí: mã định danh hoặc mã in. / Criterion: id or printed code.")
]
SomeCriteria = Annotated[
    list[str] | None,
    typer.Option("--criterion", help="Chỉ tiêu chí này: mã hoặc mã in. / Only this criterion: id or printed code."),
]
SimulationOut = Annotated[
    Path, typer.Option("--out", help="Thư mục dữ liệu mới, có raw/ bên trong. / A new data folder, with raw/ inside.")
]
ReturnsOut = Annotated[
    Path | None,
    typer.Option("--out", help="Nơi ghi (mặc định: reports/<năm>/returns). / Where to write (same default)."),
]
ReturnUnits = Annotated[list[str] | None, typer.Option("--unit", help="Chỉ đơn vị này. / Only this unit.")]
Template = Annotated[
    Path | None,
    typer.Option(
        "--template",
        help="Tệp mẫu .docx, hoặc thư mục có template.docx. / A .docx of your own, or a folder with template.docx.",
    ),
]
ReleaseOut = Annotated[
    Path | None, typer.Option("--out", help="Nơi ghi (mặc định: releases). / Where to write (default: releases).")
]
Overrides = Annotated[
    list[str] | None, typer.Option("--override", help="Bỏ qua trở ngại có tên này. / Override the obstacle so named.")
]
Reasons = Annotated[
    list[str] | None, typer.Option("--because", help="Lý do bỏ qua, theo thứ tự. / The reason, in the same order.")
]
Jobs = Annotated[int, typer.Option(min=0, help="Số tiến trình; 0: mọi nhân. / Processes; 0: all cores.")]
Cluster = Annotated[
    str,
    typer.Option(
        "--cluster",
        metavar="tcp://…",
        help="Lập trang trên cụm Dask ở địa chỉ này, dùng chung thư mục. / Make the pages on this Dask cluster, "
        "which sees the same folders.",
    ),
]
Force = Annotated[
    bool,
    typer.Option("--force", help="Làm lại tất cả, kể cả phần không thay đổi. / Make all again, changed or not."),
]
