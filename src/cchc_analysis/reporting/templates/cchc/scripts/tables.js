// Tables that are sorted by a click on a heading, searched and filtered. Without scripts the whole table stands in
// the order in which it was written.

const FEWEST_TO_SORT = 3; // rows
const FEWEST_CARDS_TO_SORT = 6;
const FEWEST_TO_SEARCH = 20;

const words = readJson("words");
const dictionary = new Intl.Collator("vi", { numeric: true });

function rowsOf(table) {
  return Array.from(table.tBodies[0].rows).filter((row) => !row.querySelector("td.empty"));
}

// Text as someone types it in a hurry: "Báo cáo" and "bao cao" are one, and so are "Đ" and "d".
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
}

// A number as exact as it is in the data, a text as it is read, or null where the cell says nothing.
function valueOf(row, column) {
  const cell = row.cells[column];
  const number = cell.dataset.v ?? cell.querySelector("data")?.value;
  const text = cell.textContent.trim();
  if (number !== undefined) { return Number(number); }
  return text === "" || text === "–" ? null : text;
}

// Numbers before texts, texts in the order of a Vietnamese dictionary, missing values last in either direction.
function compare(one, other, direction) {
  if (one === null || other === null) { return (one === null) - (other === null); }
  if (typeof one !== typeof other) { return typeof one === "number" ? -1 : 1; }
  return direction * (typeof one === "number" ? one - other : dictionary.compare(one, other));
}

function sortRows(table, rows, column, direction) {
  const sorted = direction
    ? [...rows].sort((one, other) => compare(valueOf(one, column), valueOf(other, column), direction))
    : rows;
  table.tBodies[0].append(...sorted);
}

// A heading sorts upwards at the first press, downwards at the second, and the third gives the first order back. On a
// phone a table of cards shows no headings, and a choice above it does the same.
function makeSortable(table) {
  const rows = rowsOf(table);
  const headings = Array.from(table.querySelectorAll("thead th"));
  if (rows.length < FEWEST_TO_SORT || rows.some((row) => row.cells.length !== headings.length)) { return; }
  const isCards = table.closest(".stacks") !== null;
  const chooser = isCards && rows.length >= FEWEST_CARDS_TO_SORT ? addChooser(table, headings, sort) : null;

  function sort(column, order) {
    headings.forEach((each) => each.removeAttribute("aria-sort"));
    if (order) { headings[column].setAttribute("aria-sort", order); }
    sortRows(table, rows, column, { ascending: 1, descending: -1 }[order] ?? 0);
    chooser?.show(column, order);
  }

  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      sort(column, { ascending: "descending", descending: "" }[heading.getAttribute("aria-sort")] ?? "ascending");
    });
    const hideOnPhones = () => { button.disabled = narrow.matches && isCards; };
    narrow.addEventListener("change", hideOnPhones);
    hideOnPhones();
  });
}

// Two choices above a list of cards, by what to sort it and which way; shown only where its headings are not.
function addChooser(table, headings, sort) {
  const by = document.createElement("select");
  const way = document.createElement("select");
  by.append(new Option(words.asWritten, ""), ...headings.map((heading, column) => new Option(heading.textContent, column)));
  way.append(new Option(words.ascending, "ascending"), new Option(words.descending, "descending"));
  const bar = document.createElement("form");
  bar.className = "filter sort";
  bar.addEventListener("submit", (event) => event.preventDefault());
  bar.append(labelled(words.sortBy, by), labelled(words.way, way));
  const show = (column, order) => {
    by.value = order ? column : "";
    way.value = order || "ascending";
    way.disabled = !order;
  };
  // Figures are asked for from the highest, names from the first letter.
  by.addEventListener("input", () => {
    const isFigure = by.value && headings[by.value].classList.contains("number");
    sort(Number(by.value), by.value && (isFigure ? "descending" : "ascending"));
  });
  way.addEventListener("input", () => sort(Number(by.value), way.value));
  show(0, "");
  table.closest(".table-frame").before(bar);
  return { show };
}

// The choices a table offers: those of its marked columns, and those it names for its rows beside the columns.
function choicesOf(frame, rows) {
  const shown = Array.from(frame.querySelectorAll("th[data-filter]"), (heading) => {
    const read = (row) => row.cells[heading.cellIndex].textContent.trim();
    const texts = Array.from(new Set(rows.map(read))).filter(Boolean).sort(dictionary.compare);
    return { label: heading.textContent, options: texts.map((text) => [text, text]), read };
  });
  const named = JSON.parse(frame.dataset.choices || "[]").map(([label, texts], at) => {
    const read = (row) => row.dataset.choice.split(" ")[at];
    return { label, options: texts.map((text, number) => [text, String(number)]), read };
  });
  return shown.concat(named);
}

function labelled(label, control) {
  const field = document.createElement("label");
  const name = document.createElement("span");
  name.textContent = label;
  field.append(name, control);
  return field;
}

// A long table gets a row of choices above it and a field to search in; it says how many rows are left.
function makeSearchable(frame) {
  const rows = rowsOf(frame.querySelector("table"));
  const choices = choicesOf(frame, rows);
  const isLong = rows.length >= FEWEST_TO_SEARCH && !frame.closest("figure");
  if (!choices.length && !isLong) { return; }

  const bar = document.createElement("form");
  bar.className = "filter";
  bar.addEventListener("submit", (event) => event.preventDefault());
  choices.forEach((choice) => {
    choice.select = document.createElement("select");
    choice.select.append(new Option(words.all, ""), ...choice.options.map(([text, value]) => new Option(text, value)));
    bar.append(labelled(choice.label, choice.select));
  });
  const search = document.createElement("input");
  search.type = "search";
  const count = document.createElement("output");
  bar.append(labelled(words.find, search), count);

  const asks = frame.closest("details.asks"); // its filters stand before it, and open it
  const texts = new Map(rows.map((row) => [row, fold(row.textContent)]));
  function show() {
    const wanted = fold(search.value.trim());
    rows.forEach((row) => {
      const isChosen = choices.every(({ select, read }) => !select.value || read(row) === select.value);
      row.hidden = !(isChosen && texts.get(row).includes(wanted));
    });
    const left = rows.filter((row) => !row.hidden).length;
    if (asks && left < rows.length) { asks.open = true; }
    count.textContent = words.count.replace("{shown}", left).replace("{all}", rows.length);
  }
  bar.querySelectorAll("select, input").forEach((control) => control.addEventListener("input", show));
  (asks ?? frame).before(bar);
  show();
}

document.querySelectorAll(".table-frame").forEach(makeSearchable);
document.querySelectorAll(".table-frame table").forEach(makeSortable);
