const root = document.documentElement;
const narrow = window.matchMedia("(max-width: 40rem)");
const drawn = []; // the charts that are drawn
const whenDrawn = []; // what else is to be done with a chart as soon as it is drawn

function readJson(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}");
}

// A table wider than its screen can be reached, and so scrolled, by keyboard.
function reachByKeyboard(frame) {
  if (frame.scrollWidth > frame.clientWidth && !frame.hasAttribute("tabindex")) {
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", frame.querySelector("caption").textContent);
  }
}

window.addEventListener("load", () => { document.querySelectorAll(".table-frame").forEach(reachByKeyboard); });
