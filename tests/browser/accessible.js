// What keeps people out, in the page as it is now: a list of sentences, empty where all is well.
// After WCAG 2.2: 1.1.1, 1.3.1, 1.4.3, 1.4.10, 2.4.2, 2.5.8, 3.1.1, 4.1.2.
(() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !one.closest("[inert], [hidden]");
  const what = (one) => `<${one.tagName.toLowerCase()} class="${one.className}"> ${one.textContent.trim().slice(0, 40)}`;

  // The document
  if (!document.documentElement.lang) wrong.push("the page has no language");
  if (!document.title) wrong.push("the page has no title");
  for (const tag of ["main", "h1"]) if (all(tag).length !== 1) wrong.push(`there is not one ${tag}`);
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page is wider than its window");

  // Ids and what points to them
  const ids = new Map();
  for (const one of all("[id]")) {
    if (ids.has(one.id)) wrong.push(`two elements are called ${one.id}`);
    ids.set(one.id, one);
  }
  for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant", "for"]) {
    for (const one of all(`[${name}]`)) {
      for (const id of one.getAttribute(name).split(/\s+/)) if (!ids.has(id)) wrong.push(`${name} points to nothing: ${what(one)}`);
    }
  }

  // Names
  const text = (one) => (one.getAttribute("aria-label") ?? "").trim() || (one.getAttribute("aria-labelledby") ?? "").split(/\s+/).map((id) => ids.get(id)?.textContent ?? "").join("").trim();
  const labels = (one) => [...(one.labels ?? [])].map((label) => label.textContent).join("").trim();
  const acts = "button, a[href], input:not([hidden]), select, textarea, [role=menuitem], [role=option], [role=combobox], dialog[open], [role=menu], [role=listbox]";
  for (const one of all(acts).filter(shown)) {
    const field = ["INPUT", "SELECT", "TEXTAREA"].includes(one.tagName);
    const alt = one.querySelector?.("img[alt]")?.alt ?? "";
    if (!text(one) && !labels(one) && !alt && (field || !one.textContent.trim())) wrong.push(`it has no name: ${what(one)}`);
  }
  for (const one of all("img")) if (!one.hasAttribute("alt")) wrong.push(`a picture without a text: ${one.src}`);

  // Roles and their parts
  for (const one of all("[role=option]")) if (!one.closest("[role=listbox]")) wrong.push(`an option outside of a list: ${what(one)}`);
  for (const one of all("[role=menuitem]")) if (!one.closest("[role=menu]")) wrong.push(`an entry outside of a menu: ${what(one)}`);
  for (const one of all("ul > *, ol > *")) if (!["LI", "SCRIPT"].includes(one.tagName)) wrong.push(`not an item of its list: ${what(one)}`);
  for (const one of all("ul[role] > li, ol[role] > li")) if (!one.matches("[role=list] > li, [role=listbox] > [role=option]")) wrong.push(`an item of what is no list: ${what(one)}`);
  for (const one of all("[tabindex]")) if (one.tabIndex > 0) wrong.push(`a tab order of its own: ${what(one)}`);
  for (const one of all("[aria-hidden=true] :is(button, a[href], input, select, textarea)")) wrong.push(`hidden, but reachable: ${what(one)}`);
  let level = 0;
  for (const one of all("h1, h2, h3").filter(shown)) {
    const now = Number(one.tagName[1]);
    if (level && now > level + 1) wrong.push(`a heading is left out before ${what(one)}`);
    level = Math.max(level, 1) && now;
  }

  // Sizes to hit: 24 by 24, unless in a line of text
  for (const one of all("button, select, [role=menuitem], [role=option]").filter(shown)) {
    const box = one.getBoundingClientRect();
    const inText = one.matches(".link, .spoiler");
    if (!inText && box.width > 0 && (box.width < 24 || box.height < 24)) wrong.push(`too small to hit, ${box.width}x${box.height}: ${what(one)}`);
  }

  // Contrast of text
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => top.slice(0, 3).map((part, at) => part * top[3] + below[at] * (1 - top[3]));
  const behind = (one) => {
    if (!one) return [255, 255, 255];
    const own = rgba(getComputedStyle(one).backgroundColor);
    return own[3] === 1 ? own.slice(0, 3) : over(own, behind(one.parentElement));
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || seen.has(one) || !shown(one)) continue;
    seen.add(one);
    const style = getComputedStyle(one);
    if (one.closest(":disabled, [aria-disabled=true], [aria-busy=true], noscript") || style.visibility === "hidden") continue;
    const ground = behind(one);
    const ink = over(rgba(style.color), ground);
    const [high, low] = [light(ink), light(ground)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) wrong.push(`contrast ${ratio.toFixed(2)}: ${what(one)}`);
  }
  return wrong;
})();
