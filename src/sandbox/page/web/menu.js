// The menu of a message: what a person can do with it, and what apps can.

import { interact } from "./components.js";
import { edit, notice, replyTo } from "./composer.js";
import { el } from "./dom.js";
import { act, commandsIn, currentChannel, known } from "./live.js";
import { isPrivate, nameOf } from "./message.js";

const MESSAGE_MENU = 3;

let open = null;

/** Opens it at a point, or below the element that it belongs to; focus returns there. */
export async function openMenu(message, anchor, point) {
  const apps = (await commandsIn(message.channel_id).catch(() => [])).filter((one) => one.type === MESSAGE_MENU);
  // A long press may come with a right click of the browser's own.
  closeMenu();
  const menu = el("div", { role: "menu", class: "menu", "aria-label": `Actions for the message of ${nameOf(message.author)}` }, own(message), separator(), ...appItems(message, apps));
  open = { menu, anchor };
  document.querySelector("main").append(menu);
  place(menu, point ?? below(anchor));
  items()[0]?.focus();
  document.addEventListener("pointerdown", outside, true);
  // Wherever the focus is: a finger that is lifted may take it away.
  document.addEventListener("keydown", key, true);
}

function own(message) {
  const mine = message.author.id === known.hello.me;
  const may = known.hello.parts.find((one) => one.name === known.as)?.role !== "member";
  const all = [];
  if (!isPrivate(message) && currentChannel()?.writable) all.push(item("Reply", () => replyTo(message)));
  all.push(item("Copy text", () => copy(message)), item("Mark text", () => mark(message)));
  if (mine) all.push(item("Edit", () => edit(message)));
  if (isPrivate(message)) all.push(item("Dismiss", () => dismiss(message)));
  else if (mine || may) all.push(item("Delete", () => dismiss(message)));
  return all;
}

const separator = () => el("div", { role: "separator" });

function appItems(message, apps) {
  const heading = el("p", { class: "soft", role: "presentation" }, "Apps");
  if (!apps.length) return [heading, el("div", { role: "menuitem", tabindex: -1, "aria-disabled": "true", class: "item" }, "No app offers anything here")];
  return [heading, ...apps.map((one) => item(one.name, () => runApp(message, one.name)))];
}

/** Uses a command of a message's menu. */
export function runApp(message, command) {
  return interact(null, { do: "menu", message: message.id, command });
}

function item(label, run) {
  const chosen = () => {
    closeMenu();
    run();
  };
  return el("div", { role: "menuitem", tabindex: -1, class: "item", onclick: chosen }, label);
}

const items = () => [...(open?.menu.querySelectorAll("[role=menuitem]") ?? [])];

function key(event) {
  const all = items();
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
  if (to !== undefined) all[to].focus();
  else if (event.key === "Enter" || event.key === " ") all[at]?.click();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Closes it; focus goes back to where it was opened. */
export function closeMenu() {
  if (!open) return;
  const { menu, anchor } = open;
  open = null;
  menu.remove();
  document.removeEventListener("pointerdown", outside, true);
  document.removeEventListener("keydown", key, true);
  if (anchor.isConnected) anchor.focus({ preventScroll: true });
}

function outside(event) {
  if (!open?.menu.contains(event.target)) closeMenu();
}

function below(anchor) {
  const box = anchor.getBoundingClientRect();
  return anchor.tagName === "BUTTON" ? { x: box.right - 200, y: box.bottom + 4 } : { x: box.left + 56, y: box.top + 28 };
}

function place(menu, point) {
  const box = menu.getBoundingClientRect();
  const within = (at, length, room) => `${Math.max(8, Math.min(at, room - length - 8))}px`;
  menu.style.setProperty("left", within(point.x, box.width, innerWidth));
  menu.style.setProperty("top", within(point.y, box.height, innerHeight));
}

/** Everything that can be read in a message, as text. */
function textOf(message) {
  if (message.content) return message.content;
  return (message.embeds ?? []).flatMap((one) => [one.title, one.description, one.footer?.text]).filter(Boolean).join("\n");
}

async function copy(message) {
  try {
    await navigator.clipboard.writeText(textOf(message));
  } catch {
    mark(message);
  }
}

function mark(message) {
  const body = document.querySelector(`#m-${message.id} .body`);
  if (body) getSelection().selectAllChildren(body.querySelector(".content") ?? body);
}

/** Takes a message away: an own one, or a private answer. */
export async function dismiss(message) {
  try {
    await act({ do: "delete", message: message.id });
  } catch (trouble) {
    notice(trouble.message);
  }
}
