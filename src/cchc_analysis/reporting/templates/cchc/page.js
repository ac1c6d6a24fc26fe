
(function () {
  "use strict";
  // Draws every chart of the page from the data beside it. Until that has succeeded, and where it cannot,
  // the table under the chart stands in its place.

  var PAPER_WIDTH = 680; // CSS pixels between the margins of an A4 sheet
  var PAPER_SCALE = 0.68;

  var root = document.documentElement;
  var house = { layout: JSON.parse((document.getElementById("plot-house") || {}).textContent || "{}") };
  var figures = Array.from(document.querySelectorAll("figure.chart"));
  var drawn = [];

  function config(figure) {
    return {
      responsive: true,
      displaylogo: false,
      showSendToCloud: false,
      plotlyServerURL: "",
      showTips: false,
      scrollZoom: false,
      modeBarButtons: [["toImage"]],
      toImageButtonOptions: { filename: figure.id || "chart", scale: 2 },
      locale: root.lang,
      locales: {
        vi: {
          dictionary: { "Download plot as a PNG": "Tải biểu đồ (PNG)", "Download plot": "Tải biểu đồ" },
          format: { decimal: ",", thousands: ".", grouping: [3] }
        }
      }
    };
  }

  function draw(figure) {
    var plot = figure.querySelector(".plot");
    var spec = JSON.parse(figure.querySelector("script.plot-data").textContent);
    var layout = Object.assign({ autosize: true, dragmode: false, template: house }, spec.layout);
    return Plotly.newPlot(plot, spec.data, layout, config(figure)).then(function () {
      var table = figure.querySelector("details.chart-data");
      if (table) { table.open = false; }
      describe(plot);
      figure.classList.add("drawn");
      drawn.push(plot);
    });
  }

  // To a screen reader the drawing is one picture with its description; the button beside it stays a button.
  function describe(plot) {
    plot.querySelectorAll("svg.main-svg").forEach(function (layer, at) {
      if (at === 0) {
        layer.setAttribute("role", "img");
        layer.setAttribute("aria-label", plot.dataset.label);
      } else {
        layer.setAttribute("aria-hidden", "true");
      }
    });
  }

  function giveUp(reason) {
    document.querySelectorAll(".undrawn").forEach(function (note) { note.hidden = false; });
    console.error(reason);
  }

  function drawAll() {
    var work = figures.map(function (figure) {
      return new Promise(function (resolve) { resolve(draw(figure)); });
    });
    return Promise.allSettled(work).then(function (results) {
      results.forEach(function (result) { if (result.status === "rejected") { giveUp(result.reason); } });
      root.dataset.drawn = drawn.length;
    });
  }

  function unpack(packed) {
    if (!("DecompressionStream" in window)) { return Promise.reject(new Error("no DecompressionStream")); }
    var bytes = Uint8Array.from(atob(packed.textContent), function (character) { return character.charCodeAt(0); });
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text().then(function (source) {
      var script = document.createElement("script");
      script.textContent = source;
      document.head.append(script);
    });
  }

  // On paper charts are as wide as the sheet and a third lower, with type to match.
  function fitToPaper() {
    drawn.forEach(function (plot) {
      plot.dataset.height = plot.layout.height;
      Plotly.relayout(plot, {
        autosize: false,
        width: Math.min(PAPER_WIDTH, plot.clientWidth),
        height: Math.round(plot.layout.height * PAPER_SCALE),
        "font.size": 10
      });
    });
  }

  function fitToScreen() {
    drawn.forEach(function (plot) {
      Plotly.relayout(plot, { autosize: true, width: null, height: Number(plot.dataset.height), "font.size": 13 });
    });
  }

  function start() {
    var packed = document.getElementById("plotly-packed");
    var ready = packed ? unpack(packed) : Promise.resolve();
    ready.then(function () {
      if (!window.Plotly) { throw new Error("plotly.js did not load"); }
      return drawAll();
    }).catch(giveUp);
  }

  // A long table gets a row of choices above it: one for each column marked so, and a field to search in. Without
  // scripts the whole table stands.
  function filterTable(frame) {
    var table = frame.querySelector("table");
    var rows = Array.from(table.tBodies[0].rows);
    var bar = document.createElement("form");
    var chosen = [];
    bar.className = "filter";
    bar.addEventListener("submit", function (event) { event.preventDefault(); });

    function add(label, control) {
      var field = document.createElement("label");
      var name = document.createElement("span");
      name.textContent = label;
      field.append(name, control);
      bar.append(field);
      control.addEventListener("input", show);
      return control;
    }

    table.querySelectorAll("th[data-filter]").forEach(function (heading) {
      var select = document.createElement("select");
      var texts = new Set(rows.map(function (row) { return row.cells[heading.cellIndex].textContent.trim(); }));
      texts.delete("");
      select.append(new Option(frame.dataset.filterAll, ""));
      Array.from(texts).sort(function (one, other) { return one.localeCompare(other, root.lang); })
        .forEach(function (text) { select.append(new Option(text, text)); });
      chosen.push([heading.cellIndex, add(heading.textContent, select)]);
    });
    var search = document.createElement("input");
    search.type = "search";
    add(frame.dataset.filterFind, search);
    var count = document.createElement("output");
    bar.append(count);

    function show() {
      var wanted = search.value.trim().normalize("NFC").toLocaleLowerCase();
      var left = rows.filter(function (row) {
        var fits = row.textContent.normalize("NFC").toLocaleLowerCase().includes(wanted) &&
          chosen.every(function (choice) {
            return !choice[1].value || row.cells[choice[0]].textContent.trim() === choice[1].value;
          });
        row.hidden = !fits;
        return fits;
      });
      count.textContent = frame.dataset.filterCount.replace("{shown}", left.length).replace("{all}", rows.length);
    }

    frame.before(bar);
    show();
  }

  // A table wider than its screen can be reached, and so scrolled, by keyboard.
  function reachByKeyboard(frame) {
    if (frame.scrollWidth > frame.clientWidth && !frame.hasAttribute("tabindex")) {
      frame.tabIndex = 0;
      frame.setAttribute("role", "region");
      frame.setAttribute("aria-label", frame.querySelector("caption").textContent);
    }
  }

  document.querySelectorAll("[data-filter-all]").forEach(filterTable);
  document.querySelectorAll(".table-frame").forEach(reachByKeyboard);
  if (!figures.length) { return; }

  // On a phone the table with bars in its cells is the better picture, and nothing needs unpacking.
  var narrow = window.matchMedia("(max-width: 40rem)");
  if (narrow.matches) {
    root.dataset.drawn = "tables";
    narrow.addEventListener("change", start, { once: true });
  } else {
    start();
  }

  window.addEventListener("beforeprint", fitToPaper);
  window.addEventListener("afterprint", fitToScreen);
}());
