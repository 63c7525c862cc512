// Channels, threads, and who is played.

import { byId, el, isNarrow } from "./dom.js";
import { currentChannel, known } from "./live.js";

const unread = new Set();

/** `go(channelId)` and `be(name)` are called for what is chosen. */
export function startSidebar(go, be) {
  byId("open-side").addEventListener("click", () => drawer(true));
  byId("close-side").addEventListener("click", () => drawer(false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && isOpen() && drawer(false));
  document.addEventListener("pointerdown", (event) => isOpen() && !byId("side").contains(event.target) && drawer(false));
  window.matchMedia("(max-width: 760px)").addEventListener("change", () => drawer(false));
  byId("channels").addEventListener("click", (event) => {
    const id = event.target.closest("[data-channel]")?.dataset.channel;
    if (!id) return;
    drawer(false);
    go(id);
  });
  byId("parts").addEventListener("change", (event) => be(event.target.value));
  drawer(false);
}

const isOpen = () => document.body.classList.contains("side-open");

function drawer(open) {
  const was = isOpen();
  document.body.classList.toggle("side-open", open);
  byId("open-side").setAttribute("aria-expanded", String(open));
  // What is out of sight is out of reach too.
  byId("side").inert = isNarrow() && !open;
  if (open) byId("close-side").focus();
  else if (was) byId("open-side").focus();
}

/** Marks channels in which something was said while another was open. */
export function noteNews(messages) {
  for (const message of messages) {
    if (message.channel_id !== known.current && message.author.id !== known.hello.me) unread.add(message.channel_id);
  }
}

export function drawChannels() {
  unread.delete(known.current);
  const tops = known.channels.filter((one) => !one.parent && !one.dm);
  const item = (one) => {
    const mark = one.dm ? "@" : one.parent ? "↳" : "#";
    const name = one.dm ? known.hello.bot.name : one.name;
    const fresh = unread.has(one.id);
    const here = one.id === known.current;
    return el(
      "button",
      { type: "button", class: fresh ? "channel unread" : "channel", "data-channel": one.id, "aria-current": here ? "page" : null },
      el("span", { class: "mark", "aria-hidden": true }, mark),
      el("span", { class: "name" }, name),
      one.private ? el("span", { class: "private" }, "private") : null,
      fresh ? el("span", { class: "hidden" }, ", new messages") : null,
    );
  };
  const threads = (id) => known.channels.filter((one) => one.parent === id);
  const below = (one) => (threads(one.id).length ? el("ul", { "aria-label": `Threads of ${one.name}` }, threads(one.id).map((thread) => el("li", {}, item(thread)))) : null);
  byId("channels").replaceChildren(
    el("h2", {}, "Channels"),
    el("ul", {}, tops.map((one) => el("li", {}, item(one), below(one)))),
    el("h2", {}, "Direct messages"),
    el("ul", {}, known.channels.filter((one) => one.dm).map((one) => el("li", {}, item(one)))),
  );
}

export function drawParts() {
  const { parts } = known.hello;
  const part = (one) => {
    const input = el("input", { type: "radio", name: "part", value: one.name, id: `part-${one.name}`, "aria-describedby": `may-${one.name}` });
    input.checked = one.name === known.as;
    return el("div", { class: "part" }, input, el("label", { for: `part-${one.name}` }, el("b", {}, one.name), " ", el("span", { class: "soft" }, one.role)), el("p", { class: "hint", id: `may-${one.name}` }, one.may));
  };
  const hadFocus = byId("parts").contains(document.activeElement);
  byId("parts").replaceChildren(el("legend", {}, "You are"), ...parts.map(part));
  if (hadFocus) byId(`part-${known.as}`).focus();
  byId("guild").textContent = known.hello.guild;
}

export function drawPlace() {
  const channel = currentChannel();
  if (!channel) return;
  const name = channel.dm ? `@ ${known.hello.bot.name}` : channel.parent ? `↳ ${channel.name}` : `# ${channel.name}`;
  byId("place").textContent = name;
  document.title = `${name} – Pincite demo`;
}
