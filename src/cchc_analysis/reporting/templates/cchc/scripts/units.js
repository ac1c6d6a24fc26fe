// One unit, chosen at the top of the page or by a click on its mark, stands out in every chart and table of the page.
// The address remembers it: ranking.html#unit=van-phong.

const VEIL = { type: "rect", xref: "paper", x0: 0, x1: 1, fillcolor: "#fff", opacity: 0.75, line: { width: 0 } };

const picker = document.querySelector(".pick-unit select");
const unitNames = new Map(Array.from(picker.options, (option) => [option.value, option.text]));
const unitRows = document.querySelectorAll("main tr[data-unit]");
let followed = "";

// Text that plotly shows as it is written: it would read "<b>" as bold.
function plain(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function follow(unit) {
  followed = unit;
  picker.value = unit;
  unitRows.forEach((row) => {
    if (row.dataset.unit === unit) { row.setAttribute("aria-current", "true"); } else { row.removeAttribute("aria-current"); }
  });
  drawn.forEach(emphasise);
  document.querySelectorAll("nav a").forEach((link) => { link.hash = unit && `unit=${unit}`; });
}

// In a chart with a row for each unit a veil lies over the other rows; of a line or dot for each unit the others fade.
function emphasise(plot) {
  const { rows, labels, shapes, owners, lines } = plot.asDrawn;
  const at = rows.indexOf(followed);
  if (rows.some((row) => unitNames.has(row))) {
    const veils = [[-0.5, at - 0.5], [at + 0.5, rows.length - 0.5]].map(([y0, y1]) => ({ ...VEIL, y0, y1 }));
    Plotly.relayout(plot, {
      shapes: at < 0 ? shapes : shapes.concat(veils),
      "yaxis.ticktext": labels.map((label, row) => (row === at ? `<b>${label}</b>` : label)),
    });
  }
  if (owners.some(Boolean)) {
    const isHere = owners.includes(followed);
    Plotly.restyle(plot, {
      opacity: owners.map((unit) => (isHere && unit !== followed ? 0.3 : 1)),
      "line.color": owners.map((unit, each) => (isHere && unit === followed ? "#1b2733" : lines[each].color)),
      "line.width": owners.map((unit, each) => (isHere && unit === followed ? 4 : lines[each].width)),
    });
  }
  plot.data.forEach((trace, number) => {
    if (!trace.ids) { return; }
    const dot = trace.ids.indexOf(followed);
    const name = `<b>${plain(unitNames.get(followed))}</b>`;
    const looks = {
      selectedpoints: [dot < 0 ? null : [dot]],
      selected: [{ marker: { size: 14 } }],
      unselected: [{ marker: { opacity: 0.2 }, textfont: { color: "#767f88" } }],
      text: [plot.asDrawn.texts[number].map((text, each) => (each === dot ? name : text))],
    };
    Plotly.restyle(plot, looks, [number]);
  });
}

function remember(unit) {
  const address = unit ? `#unit=${encodeURIComponent(unit)}` : window.location.pathname + window.location.search;
  window.history.replaceState(null, "", address);
  follow(unit);
}

function recall() {
  const named = new URLSearchParams(window.location.hash.slice(1)).get("unit");
  if (named !== null && unitNames.has(named)) { follow(named); }
}

picker.form.hidden = false;
picker.form.addEventListener("submit", (event) => event.preventDefault());
picker.addEventListener("input", () => remember(picker.value));
window.addEventListener("hashchange", recall);
recall();

whenDrawn.push((plot) => {
  const axis = plot.layout.yaxis ?? {};
  plot.asDrawn = {
    rows: axis.categoryarray ?? [],
    labels: axis.ticktext ?? [],
    shapes: plot.layout.shapes ?? [],
    texts: plot.data.map((trace) => trace.text ?? []),
    owners: plot.data.map((trace) => (unitNames.has(trace.meta) ? trace.meta : "")), // whose line it is
    lines: plot.data.map((trace) => ({ color: trace.line?.color, width: trace.line?.width })),
  };
  plot.on("plotly_click", ({ points: [point] }) => {
    const unit = [point.id, point.y, point.data?.meta].find((each) => each && unitNames.has(each));
    if (unit) { remember(unit === followed ? "" : unit); }
  });
  if (followed) { emphasise(plot); }
});
