// A list of thousands of units, searched by name, alias or group as a table is: "ha noi" finds "Hà Nội". Without scripts
// the list stands group by group, and the browser's own search opens the group in which it finds something.

const finder = document.querySelector(".find-units");
const finderParts = Array.from(finder.querySelectorAll("details"), (part) => {
  const group = fold(part.querySelector("summary").textContent);
  const items = Array.from(part.querySelectorAll("li"), (item) => {
    const name = `${item.firstElementChild?.textContent ?? ""} ${item.textContent} ${item.dataset.also ?? ""}`;
    return { item, text: `${fold(name)} ${group}` };
  });
  return { part, items, wasOpen: part.open };
});
const finderCount = finder.querySelector("output");

function findUnits(wanted) {
  let shown = 0;
  let all = 0;
  finderParts.forEach(({ part, items, wasOpen }) => {
    const found = items.filter(({ item, text }) => {
      item.hidden = !text.includes(wanted);
      return !item.hidden;
    }).length;
    part.hidden = found === 0;
    part.open = wanted === "" ? wasOpen : found > 0;
    shown += found;
    all += items.length;
  });
  finderCount.textContent = finderCount.dataset.text
    .replace("{shown}", shown.toLocaleString(root.lang))
    .replace("{all}", all.toLocaleString(root.lang));
}

const finderForm = finder.querySelector("form");
finderForm.hidden = false;
finderForm.addEventListener("submit", (event) => event.preventDefault());
finderForm.querySelector("input").addEventListener("input", (event) => findUnits(fold(event.target.value.trim())));
findUnits("");
