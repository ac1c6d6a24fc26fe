
(function () {
  "use strict";
  // One slide per step of the keyboard or of a presenter's remote. Without this the page still scrolls slide by slide.

  var slides = Array.from(document.querySelectorAll(".slide"));
  var forward = ["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"];
  var back = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"];

  function here() {
    var middle = window.innerHeight / 2;
    return slides.findIndex(function (slide) {
      var box = slide.getBoundingClientRect();
      return box.top <= middle && box.bottom > middle;
    });
  }

  function go(to) {
    slides[Math.max(0, Math.min(to, slides.length - 1))].scrollIntoView({ behavior: "instant", block: "start" });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("a")) { return; }
    if (event.key === "Home" || event.key === "End") {
      go(event.key === "Home" ? 0 : slides.length - 1);
    } else if (forward.includes(event.key)) {
      go(here() + 1);
    } else if (back.includes(event.key)) {
      go(here() - 1);
    } else {
      return;
    }
    event.preventDefault();
  });
}());
