// One message as it is read.

import { components } from "./components.js";
import { el } from "./dom.js";
import { known, localTime } from "./live.js";
import { blocks, inline, plain } from "./markdown.js";

const PRIVATE = 64;
const THINKING = 128;

export const isPrivate = (message) => (message.flags & PRIVATE) !== 0;
export const isThinking = (message) => (message.flags & THINKING) !== 0;
export const nameOf = (person) => person.global_name ?? person.username;
const isBot = (person) => person.id === known.hello.bot.id;

/** The list item of a message. `deeds` are what can be done with it: menu(message, anchor), dismiss(message). */
export function render(message, deeds) {
  const who = nameOf(message.author);
  const id = `who-${message.id}`;
  const article = el(
    "article",
    { "aria-labelledby": id, tabindex: -1, class: isThinking(message) ? "thinking" : null },
    cause(message),
    avatar(message.author),
    el(
      "header",
      { id },
      el("span", { class: "who" }, who),
      isBot(message.author) ? el("span", { class: "tag" }, "app") : null,
      " ",
      time(message),
    ),
    el("div", { class: "body" }, ...body(message), components(message)),
    isPrivate(message) && !isThinking(message) ? privately(message, deeds) : null,
    el(
      "button",
      { type: "button", class: "plain icon more", "aria-haspopup": "menu", "aria-label": `Actions for the message of ${who}`, onclick: (event) => deeds.menu(message, event.currentTarget) },
      "⋯",
    ),
  );
  return el("li", { id: `m-${message.id}`, class: isPrivate(message) ? "message private" : "message" }, article);
}

function body(message) {
  if (isThinking(message)) {
    return [el("p", { class: "soft" }, `${nameOf(message.author)} is thinking`, el("span", { class: "dots", "aria-hidden": true }, el("i"), el("i"), el("i")))];
  }
  const edited = message.edited_timestamp && !isBot(message.author) ? el("span", { class: "edited" }, "(edited)") : null;
  const forwarded = (message.message_snapshots ?? []).flatMap((one) => blocks(one.message.content));
  return [
    message.content ? content(message.content, edited) : null,
    forwarded.length ? el("blockquote", {}, forwarded) : null,
    ...(message.embeds ?? []).map(embed),
    ...(message.attachments ?? []).map(attachment),
  ].filter(Boolean);
}

/** The text, with a note in its last line. */
function content(text, note) {
  const box = el("div", { class: "content" }, blocks(text));
  if (note) (box.lastElementChild?.localName === "p" ? box.lastElementChild : box).append(note);
  return box;
}

/** Why a bot speaks, or what a message replies to. */
function cause(message) {
  const command = message.interaction;
  if (command) {
    const by = nameOf(command.user);
    const name = message.type === 23 ? command.name : `/${command.name}`;
    return el("p", { class: "cause" }, el("b", {}, by), " used ", el("b", { class: "mention" }, name));
  }
  const target = message.referenced_message;
  if (!target || isPrivate(message)) return null;
  const said = plain(target.content) || target.embeds?.[0]?.title || "a message";
  return el("p", { class: "cause" }, "↩ ", el("b", {}, nameOf(target.author)), " ", el("span", { class: "said" }, said));
}

/** A person's initial on a colour of their own, the bot's mark for the bot. */
export function avatar(person) {
  if (isBot(person)) return el("img", { class: "avatar", src: "/page/icon.svg", alt: "", width: 40, height: 40 });
  const name = nameOf(person);
  const tint = [...name.toLowerCase()].reduce((sum, letter) => sum * 3 + letter.codePointAt(0), 0) % 5;
  return el("span", { class: `avatar tint${tint}`, "aria-hidden": true }, name[0].toUpperCase());
}

function time(message) {
  const at = localTime(message.timestamp);
  const today = at.toDateString() === new Date().toDateString();
  const style = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return el("time", { datetime: at.toISOString() }, at.toLocaleString(undefined, style));
}

function privately(message, deeds) {
  return el("p", { class: "only" }, "Only you can see this · ", el("button", { type: "button", class: "link", onclick: () => deeds.dismiss(message) }, "Dismiss"));
}

function embed(card) {
  const box = el("div", { class: "embed" });
  if (typeof card.color === "number" && card.color > 0) {
    box.style.setProperty("--edge", `#${card.color.toString(16).padStart(6, "0")}`);
  }
  const title = card.title && (card.url ? el("a", { href: safe(card.url), target: "_blank", rel: "noopener noreferrer" }, inline(card.title)) : inline(card.title));
  box.append(
    ...[
      card.author ? el("p", { class: "author" }, card.author.name) : null,
      title ? el("p", { class: "title" }, title) : null,
      card.description ? el("div", { class: "content" }, blocks(card.description)) : null,
      card.fields?.length ? el("dl", {}, card.fields.map(field)) : null,
      card.image ? picture(card.image.url, card.image.width, card.image.height, card.title ?? "Picture") : null,
      card.footer ? el("p", { class: "footer" }, card.footer.text) : null,
    ].filter(Boolean),
  );
  return box;
}

const field = (one) => el("div", { class: one.inline ? "field inline" : "field" }, el("dt", {}, inline(one.name)), el("dd", {}, blocks(one.value)));

const safe = (address) => (/^https?:\/\//.test(address) ? address : null);

/** Files are fetched from the page's own address, whatever the stand-in calls itself. */
function own(address) {
  const url = new URL(address, location.href);
  return url.pathname + url.search;
}

function picture(address, width, height, alt) {
  const image = el("img", { src: own(address), alt, width, height });
  return el("a", { class: "picture", href: own(address), target: "_blank", rel: "noopener" }, image);
}

function attachment(file) {
  const isPicture = /^image\/(png|jpeg|gif|webp)/.test(file.content_type ?? "");
  if (isPicture) return picture(file.url, file.width, file.height, file.description || file.filename);
  return el("a", { class: "file", href: own(file.url), download: file.filename }, "↓ ", el("b", {}, file.filename), " ", el("span", { class: "soft" }, size(file.size)));
}

/** Bytes as people say them. */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
