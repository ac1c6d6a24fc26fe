// Draws every chart of the page from the data beside it. Until that has succeeded, and where it cannot,
// the table under the chart stands in its place.

const PAPER_WIDTH = 680; // CSS pixels between the margins of an A4 sheet
const MARGINS = 68; // above and below a chart's rows on the screen
const PAPER_MARGINS = { t: 24, b: 34 };
const PAPER_ROWS = [0.68, 0.48, 0.6]; // how much lower rows are whose labels have no, one or two lines

const SAVE = { vi: "Tải biểu đồ (PNG)", en: "Download this chart (PNG)" };
const PICTURE_WIDTH = 760; // at least: room for a title in one line
const WARN = "#8a3b00";

const figures = Array.from(document.querySelectorAll("figure.chart"));
const house = { layout: readJson("plot-house") };

function config(figure) {
  return {
    responsive: true,
    displaylogo: false,
    showSendToCloud: false,
    plotlyServerURL: "",
    showTips: false,
    scrollZoom: false,
    modeBarButtons: [[{ name: "save", title: SAVE[root.lang], icon: Plotly.Icons.camera, click: () => save(figure) }]],
    locale: root.lang,
    locales: {
      vi: {
        format: { decimal: ",", thousands: ".", grouping: [3] },
      },
    },
  };
}

// A picture leaves the page: it takes the title along, whose and of which year it is, that it is a draft or made up.
function save(figure) {
  const plot = figure.querySelector(".plot");
  const plain = (node) => node.textContent.trim().replace(/&/g, "&amp;").replace(/</g, "&lt;");
  const [name, about] = Array.from(figure.querySelector("figcaption").childNodes, plain);
  const marks = Array.from(document.querySelectorAll(".masthead .body-name, .season-title, .mark"), plain).join(" · ");
  const lines = [`<b>${name}</b>`, ...(about?.match(/.{1,110}(?:\s|$)/g) ?? []), `<span style="color:${WARN}">${marks}</span>`];
  const room = 16 + 19 * lines.length;
  const size = {
    width: Math.max(plot.clientWidth, PICTURE_WIDTH),
    height: Number(plot.dataset.height) + room,
  };
  const layout = {
    ...plot.layout,
    ...size,
    autosize: false,
    title: {
      text: lines.map((line, at) => (at ? `<sub>${line}</sub>` : line)).join("<br>"),
      font: { size: 15 },
      x: 0,
      xref: "paper",
      y: 1,
      yref: "container",
      yanchor: "top",
      pad: { t: 22 },
    },
    margin: { ...plot.layout.margin, t: plot._fullLayout._size.t + room },
  };
  return Plotly.downloadImage({ data: plot.data, layout }, { ...size, format: "png", scale: 2, filename: figure.id });
}

// plotly.js knows lines and dots; of its other traces only those that the page draws are evaluated.
const known = new Set(["scatter"]);

function register(traces) {
  const waiting = Plotly.unregistered ?? [];
  while (waiting.length && traces.some(({ type }) => !known.has(type ?? "scatter"))) {
    const part = waiting.shift()();
    Plotly.register(part);
    known.add(part.name);
  }
}

async function draw(figure) {
  const plot = figure.querySelector(".plot");
  const spec = JSON.parse(figure.querySelector("script.plot-data").textContent);
  register(spec.data);
  const layout = { autosize: true, dragmode: false, template: house, ...spec.layout };
  await Plotly.newPlot(plot, spec.data, layout, config(figure));
  const table = figure.querySelector("details.chart-data");
  if (table) { table.open = false; }
  plot.dataset.height = layout.height; // plotly forgets it when the window changes its size
  describe(plot);
  figure.classList.add("drawn");
  drawn.push(plot);
  whenDrawn.forEach((step) => step(plot));
}

// To a screen reader the drawing is one picture with its description; the button beside it stays a button.
function describe(plot) {
  plot.querySelectorAll("svg.main-svg").forEach((layer, at) => {
    if (at === 0) {
      layer.setAttribute("role", "img");
      layer.setAttribute("aria-label", plot.dataset.label);
    } else {
      layer.setAttribute("aria-hidden", "true");
    }
  });
}

function giveUp(reason) {
  const adrift = window.Plotly ? null : document.querySelector(".undrawn.adrift");
  (adrift ?? document.querySelector(".undrawn")).hidden = false;
  console.error(reason);
}

// Until the browser has shown what was drawn; a tab in the background shows nothing and does not wait.
function shown() {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 100);
  });
}

// One after another, so that the first is seen while the others are still being drawn.
async function drawAll() {
  for (const figure of figures) {
    await draw(figure).catch(giveUp);
    await shown();
  }
  root.dataset.drawn = drawn.length;
}

// The shared plotly.js is read while the page is, and run when the page is whole.
async function whenRead() {
  if (document.readyState !== "loading") { return; }
  await new Promise((done) => { document.addEventListener("DOMContentLoaded", done); });
}

function decode(base64) {
  if (Uint8Array.fromBase64) { return Uint8Array.fromBase64(base64); }
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) { bytes[at] = text.charCodeAt(at); } // Uint8Array.from is slower tenfold
  return bytes;
}

async function unpack(packed) {
  if (!("DecompressionStream" in window)) { throw new Error("no DecompressionStream"); }
  const stream = new Blob([decode(packed.textContent)]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(stream).text();
  document.head.append(script);
}

async function startDrawing() {
  try {
    const packed = document.getElementById("plotly-packed");
    await (packed ? unpack(packed) : whenRead());
    if (!window.Plotly) { throw new Error("plotly.js did not load"); }
    await drawAll();
  } catch (reason) {
    giveUp(reason);
  }
}

// How much of the page's width a chart has: one of a pair has half.
function share(plot) {
  const page = plot.closest("main");
  const style = getComputedStyle(page);
  const width = page.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return Math.min(1, plot.clientWidth / width);
}

function paperHeight(plot) {
  const { yaxis } = plot.layout;
  const labels = yaxis?.categoryarray ? yaxis.ticktext : [];
  const lines = Math.max(0, ...labels.map((label) => label.split("<br>").length));
  return Math.round(PAPER_MARGINS.t + PAPER_MARGINS.b + (plot.dataset.height - MARGINS) * PAPER_ROWS[Math.min(lines, 2)]);
}

// On paper charts are as wide as the sheet and almost half as high, with type to match.
function fitToPaper() {
  drawn.forEach((plot) => {
    Plotly.relayout(plot, {
      autosize: false,
      width: Math.floor(PAPER_WIDTH * share(plot)),
      height: paperHeight(plot),
      "margin.t": PAPER_MARGINS.t,
      "margin.b": PAPER_MARGINS.b,
      "font.size": 10,
    });
  });
}

function fitToScreen() {
  drawn.forEach((plot) => {
    Plotly.relayout(plot, {
      autosize: true,
      width: null,
      height: Number(plot.dataset.height),
      "margin.t": null,
      "margin.b": null,
      "font.size": 13,
    });
  });
}

// On a phone the table with bars in its cells is the better picture, and nothing needs unpacking.
function drawWhereThereIsRoom() {
  if (narrow.matches) {
    root.dataset.drawn = "tables";
    narrow.addEventListener("change", startDrawing, { once: true });
  } else {
    startDrawing();
  }
  window.addEventListener("beforeprint", fitToPaper);
  window.addEventListener("afterprint", fitToScreen);
}

if (figures.length) { drawWhereThereIsRoom(); }
