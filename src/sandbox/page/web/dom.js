// Elements without markup in strings: text only ever becomes text nodes.

/** An element with attributes, listeners (`onclick: f`) and children (nodes or text; nothing for null). */
export function el(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Whether the page is as narrow as a phone. */
export const isNarrow = () => window.matchMedia("(max-width: 760px)").matches;

let last = 0;
/** An id that no other element has. */
export const freshId = (stem) => `${stem}-${(last += 1)}`;
