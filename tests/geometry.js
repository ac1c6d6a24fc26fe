async () => {
  // Tells where text on this page overlaps, is cut off or leaves its place: an empty list where nothing does.
  // Everything folded is opened first.
  const SLACK = 1.5; // CSS pixels: how far fractions of pixels and the sides of italic letters may reach
  const DEEP = 4; // how deep two lines of text must lie in each other; boxes of adjoining lines touch

  document.querySelectorAll("details").forEach(fold => { fold.open = true; });
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));

  const faults = new Set();
  const tell = (fault, element, ...texts) => {
    const holder = element.closest("figure[id], .table-frame, section, nav, header, footer, main") || document.body;
    const place = holder.id || (holder.querySelector("caption") || holder).textContent.trim().slice(0, 40);
    faults.add(`${fault} [${place}]: ${texts.map(text => text.trim().slice(0, 40)).join(" | ")}`);
  };
  const isSeen = element => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const meet = (one, other) => Math.min(
    Math.min(one.right, other.right) - Math.max(one.left, other.left),
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
  );
  // Of a whole line box only the middle is ink: two fifths of the height are air above and below it.
  const inkOf = box => {
    const air = box.width > box.height ? [0, box.height / 5] : [box.width / 5, 0];
    return { left: box.left + air[0], right: box.right - air[0], top: box.top + air[1], bottom: box.bottom - air[1] };
  };
  const hides = (style, axis) => ["hidden", "clip"].includes(style[`overflow${axis}`]);
  const isAside = element => element.closest(".unseen, .skip, [hidden], .modebar-container, .hoverlayer, script, style");

  // every line of text that is seen, with the box it fills
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.textContent.trim() || isAside(element) || element.closest("svg") || !isSeen(element)) { continue; }
    if (getComputedStyle(element.closest("caption, thead, p, th, td, li") || element).clipPath !== "none") { continue; }
    if (element.closest("thead") && getComputedStyle(element.closest("thead")).clipPath !== "none") { continue; }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width > 1) { lines.push({ node, element, box, text: node.textContent }); }
    }
  }
  document.querySelectorAll("svg text").forEach(element => {
    if (!element.textContent.trim() || isAside(element) || !isSeen(element)) { return; }
    const drawn = element.querySelectorAll("tspan.line");
    (drawn.length ? drawn : [element]).forEach(line => {
      lines.push({ node: element, element, box: line.getBoundingClientRect(), text: line.textContent, isDrawn: true });
    });
  });

  // no text lies on another; what scrolls out of sight inside a frame lies on nothing
  const frameOf = line => line.element.closest(".table-frame, nav ul");
  const seenOf = line => {
    const ink = inkOf(line.box);
    const frame = frameOf(line) && frameOf(line).getBoundingClientRect();
    return frame ? { ...ink, left: Math.max(ink.left, frame.left), right: Math.min(ink.right, frame.right) } : ink;
  };
  const standing = lines.map(line => ({ ...line, ink: seenOf(line) })).filter(line => line.ink.right > line.ink.left);
  standing.sort((one, other) => one.ink.top - other.ink.top);
  standing.forEach((one, at) => {
    for (let next = at + 1; next < standing.length && standing[next].ink.top < one.ink.bottom; next += 1) {
      const other = standing[next];
      if (one.node === other.node || meet(one.ink, other.ink) <= (one.isDrawn && other.isDrawn ? 1 : DEEP)) { continue; }
      const isSticky = [one, other].some(line => getComputedStyle(line.element.closest("th, td") || line.element).position === "sticky");
      if (isSticky && frameOf(one) && frameOf(one).scrollLeft + frameOf(one).scrollTop > 0) { continue; }
      tell("texts overlap", one.element, one.text, other.text);
    }
  });

  // no text of a chart leaves its picture, and none of a block leaves its block
  lines.forEach(line => {
    const home = line.isDrawn ? line.element.ownerSVGElement.parentElement.closest(".plot, figure, body") :
      line.element.closest("th, td, caption, p, li, dt, dd, h1, h2, h3, h4, figcaption, summary, .card, .mark");
    if (!home || getComputedStyle(home).display.startsWith("inline")) { return; }
    const place = home.getBoundingClientRect();
    const { left, right, top, bottom } = line.box;
    if (left < place.left - SLACK || right > place.right + SLACK || (line.isDrawn && (top < place.top - SLACK || bottom > place.bottom + SLACK))) {
      tell("text leaves its place", line.element, line.text);
    }
  });

  // nothing that hides what reaches beyond it has text reaching beyond it
  const cutters = new Map();
  lines.filter(line => !line.isDrawn).forEach(line => {
    for (let element = line.element; element && element !== document.documentElement; element = element.parentElement) {
      if (!cutters.has(element)) {
        const style = getComputedStyle(element);
        cutters.set(element, { x: hides(style, "X"), y: hides(style, "Y"), box: element.getBoundingClientRect() });
      }
      const { x, y, box } = cutters.get(element);
      const ink = inkOf(line.box);
      if (x && (ink.right > box.right + SLACK || ink.left < box.left - SLACK) || y && (ink.bottom > box.bottom + SLACK || ink.top < box.top - SLACK)) {
        tell("text is cut off", line.element, line.text);
      }
      if (getComputedStyle(element).overflowX === "auto") { break; }
    }
  });

  // a field stays within its form
  document.querySelectorAll("form :is(input, select, button)").forEach(field => {
    const [box, form] = [field, field.form].map(each => each.getBoundingClientRect());
    if (isSeen(field) && (box.right > form.right + 1 || box.left < form.left - 1)) {
      tell("a field sticks out of its form", field, field.closest("label")?.textContent || field.textContent);
    }
  });

  // what stays in place while the rest scrolls is opaque
  document.querySelectorAll("main *, header *").forEach(element => {
    const style = getComputedStyle(element);
    if (["sticky", "fixed"].includes(style.position) && isSeen(element) && element.textContent.trim()) {
      const [, alpha] = /rgba\(.*, ([\d.]+)\)/.exec(style.backgroundColor) || [];
      if (alpha !== undefined && Number(alpha) < 1) { tell("what scrolls under it shows through", element, element.textContent); }
    }
  });

  const page = document.scrollingElement;
  if (page.scrollWidth > window.innerWidth + 1) {
    const widest = lines.filter(line => !frameOf(line)).sort((one, other) => other.box.right - one.box.right)[0];
    faults.add(`the page is ${page.scrollWidth} wide, the window ${window.innerWidth}: ${widest ? widest.text.trim().slice(0, 60) : ""}`);
  }
  return Array.from(faults).sort();
}
