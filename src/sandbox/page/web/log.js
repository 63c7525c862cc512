// The conversation of the open channel: messages in order, each drawn anew only when it changes.

import { byId } from "./dom.js";
import { byAge, currentChannel, known } from "./live.js";
import { isPrivate, render } from "./message.js";

/** Messages of one person within this time stand together. */
const TOGETHER_MS = 5 * 60 * 1000;

const drawn = new Map();
let deeds = null;
/** Whether the end is in sight, and is to stay so. */
let atEnd = true;

/** Sets what can be done with a message. */
export function startLog(given) {
  deeds = given;
  byId("log").addEventListener("keydown", walk);
  byId("log").addEventListener("contextmenu", rightClick);
  longPress(byId("log"));
  const scroll = byId("scroll");
  scroll.addEventListener("scroll", () => (atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80));
  // What is typed below, and pictures that arrive, take room.
  const stay = new ResizeObserver(() => atEnd && toEnd());
  stay.observe(scroll);
  stay.observe(byId("log"));
}

function toEnd() {
  byId("scroll").scrollTop = byId("scroll").scrollHeight;
  atEnd = true;
}

/** Shows the open channel from scratch. */
export function redraw() {
  drawn.clear();
  byId("log").replaceChildren();
  update();
  toEnd();
}

/** Shows what changed. */
export function update() {
  const log = byId("log");
  const stays = atEnd;
  const shown = [...known.messages.values()].filter((one) => one.channel_id === known.current).sort((a, b) => byAge(a.id, b.id));
  const ids = new Set(shown.map((one) => one.id));
  for (const [id, entry] of drawn) {
    if (!ids.has(id)) {
      entry.item.remove();
      drawn.delete(id);
    }
  }
  let grew = null;
  let before = null;
  for (const message of shown) {
    const entry = drawn.get(message.id);
    const item = entry?.message === message ? entry.item : draw(message, entry);
    if (!entry) grew = message;
    item.classList.toggle("compact", goesOn(before, message));
    const place = before ? drawn.get(before.id).item.nextSibling : log.firstChild;
    if (place !== item) log.insertBefore(item, place);
    before = message;
  }
  reachable();
  const own = grew && (grew.author.id === known.hello.me || isPrivate(grew));
  if (stays || own) toEnd();
}

function draw(message, old) {
  const item = render(message, deeds);
  const focused = old?.item.contains(document.activeElement) ? document.activeElement : null;
  if (old) old.item.replaceWith(item);
  drawn.set(message.id, { message, item });
  if (focused) refocus(item, focused);
  return item;
}

/** The button that was pressed, in the message as it is now. */
function refocus(item, focused) {
  const label = focused.dataset?.label;
  const same = [...item.querySelectorAll("[data-label]")].find((one) => one.dataset.label === label && !one.disabled);
  (same ?? item.querySelector("article")).focus({ preventScroll: true });
}

function goesOn(before, message) {
  if (!before || before.author.id !== message.author.id || isPrivate(before) !== isPrivate(message)) return false;
  const apart = Date.parse(message.timestamp) - Date.parse(before.timestamp);
  return apart < TOGETHER_MS && !message.interaction && !message.referenced_message;
}

const articles = () => [...byId("log").querySelectorAll("article")];

/** One message can be reached with the tab key, the others from it with the arrows. */
function reachable() {
  const all = articles();
  if (all.length && !all.some((one) => one.tabIndex === 0)) all[all.length - 1].tabIndex = 0;
}

function walk(event) {
  const article = event.target.closest("article");
  if (!article || event.target !== article) return;
  const all = articles();
  const at = all.indexOf(article);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
  if (to !== undefined && all[to]) {
    for (const one of all) one.tabIndex = -1;
    all[to].tabIndex = 0;
    all[to].focus();
    event.preventDefault();
  } else if (event.key === "Enter" || event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
    menuFor(article, null);
    event.preventDefault();
  }
}

function menuFor(article, point) {
  const id = article.parentElement.id.slice(2);
  const message = known.messages.get(id);
  if (message) deeds.menu(message, article, point);
}

function rightClick(event) {
  const article = event.target.closest("article");
  // A link, a picture and marked text keep the browser's own menu.
  if (!article || event.target.closest("a, input, select") || String(getSelection())) return;
  event.preventDefault();
  menuFor(article, { x: event.clientX, y: event.clientY });
}

function longPress(log) {
  let timer = null;
  const stop = () => clearTimeout(timer);
  log.addEventListener("pointerdown", (event) => {
    const article = event.target.closest("article");
    if (event.pointerType !== "touch" || !article || event.target.closest("button, a, select")) return;
    const point = { x: event.clientX, y: event.clientY };
    stop();
    timer = setTimeout(() => menuFor(article, point), 500);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove"]) log.addEventListener(name, stop);
}

/** What stands above the first message: a heading and a few words. */
export function opening() {
  const channel = currentChannel();
  const bot = known.hello.bot.name;
  if (channel.dm) return [bot, "A conversation between the two of you. Every message here is a question."];
  if (channel.parent) return [channel.name, `A thread. ${bot} answers here as it does in a channel.`];
  return [`# ${channel.name}`, `This is the real ${bot}, talking to a stand-in for Discord. What you see is what your members will see, and nothing leaves this machine.`];
}

