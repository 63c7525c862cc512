// Discord's Markdown, to nodes. Text that is not understood stays as it was written.

import { el } from "./dom.js";
import { known } from "./live.js";

/** A whole text with its blocks. */
export function blocks(text) {
  const lines = text.split("\n");
  const nodes = [];
  let words = [];
  const flush = () => {
    if (words.length) nodes.push(el("p", {}, inline(words.join("\n"))));
    words = [];
  };
  for (let at = 0; at < lines.length; ) {
    const found = block(lines, at);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.next;
    } else {
      if (lines[at].trim() === "") flush();
      else words.push(lines[at]);
      at += 1;
    }
  }
  flush();
  return nodes;
}

function block(lines, at) {
  const line = lines[at];
  if (line.startsWith("```")) return fence(lines, at);
  if (line.startsWith(">>> ")) {
    const rest = [line.slice(4), ...lines.slice(at + 1)].join("\n");
    return { node: el("blockquote", {}, blocks(rest)), next: lines.length };
  }
  if (/^> ?/.test(line)) {
    const rest = take(lines, at, (one) => /^>( |$)/.test(one));
    if (rest.length) {
      const inner = rest.map((one) => one.replace(/^> ?/, "")).join("\n");
      return { node: el("blockquote", {}, blocks(inner)), next: at + rest.length };
    }
  }
  const heading = /^(#{1,3}) (.+)/.exec(line);
  // Below the page's own headings.
  if (heading) return { node: el("p", { class: `heading h${heading[1].length}` }, inline(heading[2])), next: at + 1 };
  if (line.startsWith("-# ")) return { node: el("p", { class: "subtext" }, inline(line.slice(3))), next: at + 1 };
  for (const [tag, pattern] of [["ul", /^\s*[-*] +/], ["ol", /^\s*\d+\. +/]]) {
    const rest = take(lines, at, (one) => pattern.test(one));
    if (rest.length) {
      const items = rest.map((one) => el("li", {}, inline(one.replace(pattern, ""))));
      const start = tag === "ol" ? Number.parseInt(line, 10) : null;
      return { node: el(tag, { start }, items), next: at + rest.length };
    }
  }
  return null;
}

function fence(lines, at) {
  const end = lines.findIndex((one, number) => number > at && one.trimEnd().endsWith("```"));
  if (end < 0) return null;
  const inner = lines.slice(at + 1, end);
  const lastLine = lines[end].trimEnd().slice(0, -3);
  if (lastLine) inner.push(lastLine);
  return { node: el("pre", { tabindex: 0 }, el("code", {}, inner.join("\n"))), next: end + 1 };
}

function take(lines, from, fits) {
  let to = from;
  while (to < lines.length && fits(lines[to])) to += 1;
  return lines.slice(from, to);
}

const PAIRS = [["***", null], ["**", "strong"], ["__", "u"], ["~~", "s"], ["||", "spoiler"], ["*", "em"], ["_", "em"]];

/** Text within a block. */
export function inline(text) {
  const nodes = [];
  let plain = "";
  const push = (node) => {
    if (plain) nodes.push(plain);
    plain = "";
    nodes.push(node);
  };
  for (let at = 0; at < text.length; ) {
    const found = token(text, at);
    if (found) {
      push(found.node);
      at = found.next;
    } else if (text[at] === "\\" && /[^A-Za-z0-9\s]/.test(text[at + 1] ?? "")) {
      plain += text[at + 1];
      at += 2;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain) nodes.push(plain);
  return nodes;
}

function token(text, at) {
  switch (text[at]) {
    case "\n":
      return { node: el("br"), next: at + 1 };
    case "`":
      return code(text, at);
    case "<":
      return angle(text, at);
    case "[":
      return link(text, at);
    case "h":
      return bare(text, at);
    case "\\":
      return null;
    default:
      return paired(text, at);
  }
}

function code(text, at) {
  const ticks = /^`+/.exec(text.slice(at))[0];
  const end = text.indexOf(ticks, at + ticks.length);
  if (end < 0) return null;
  const inner = text.slice(at + ticks.length, end);
  return { node: el("code", {}, ticks.length > 1 ? inner.trim() : inner), next: end + ticks.length };
}

function paired(text, at) {
  for (const [mark, tag] of PAIRS) {
    if (!text.startsWith(mark, at)) continue;
    const from = at + mark.length;
    if (/^\s/.test(text[from] ?? " ") && mark !== "||") continue;
    if (mark === "_" && /\w/.test(text[at - 1] ?? "")) continue;
    const end = closing(text, from, mark);
    if (end <= from) continue;
    const inner = inline(text.slice(from, end));
    const next = end + mark.length;
    if (tag === null) return { node: el("strong", {}, el("em", {}, inner)), next };
    return { node: tag === "spoiler" ? spoiler(inner) : el(tag, {}, inner), next };
  }
  return null;
}

function closing(text, from, mark) {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "`") at = Math.max(at, text.indexOf("`", at + 1));
    else if (mark.length === 1 && text.startsWith(mark + mark, at)) {
      const end = text.indexOf(mark + mark, at + 2);
      at = end < 0 ? at + 1 : end + 1;
    } else if (text.startsWith(mark, at)) {
      if (mark === "_" && /\w/.test(text[at + 1] ?? "")) continue;
      if (mark === "*" && /\s/.test(text[at - 1])) continue;
      return at;
    }
  }
  return -1;
}

function spoiler(inner) {
  const cover = el("button", { type: "button", class: "spoiler", "aria-label": "Hidden text: show it" }, el("span", { "aria-hidden": true }, inner));
  cover.addEventListener("click", () => cover.replaceWith(el("span", { class: "spoiler open" }, inner)));
  return cover;
}

function link(text, at) {
  const found = /^\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/.exec(text.slice(at));
  return found && { node: anchor(found[2], inline(found[1])), next: at + found[0].length };
}

function bare(text, at) {
  if (/\w/.test(text[at - 1] ?? "")) return null;
  const found = /^https?:\/\/[^\s<>]*[^\s<>.,:;"'\])|*_]/.exec(text.slice(at));
  return found && { node: anchor(found[0], [found[0]]), next: at + found[0].length };
}

function anchor(address, inner) {
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, inner);
}

function angle(text, at) {
  const rest = text.slice(at);
  const found = /^<(@[!&]?\d+|#\d+|t:-?\d+(?::[tTdDfFR])?|\/[^:>]+:\d+|https?:\/\/[^>\s]+)>/.exec(rest);
  return found && { node: named(found[1]), next: at + found[0].length };
}

function named(inner) {
  const mention = (name) => el("span", { class: "mention" }, name);
  const find = (list, id) => list.find((one) => one.id === id)?.name;
  if (inner.startsWith("http")) return anchor(inner, [inner]);
  if (inner.startsWith("@&")) return mention(`@${find(known.hello.roles, inner.slice(2)) ?? known.hello.bot.name}`);
  if (inner.startsWith("@")) return mention(`@${find(known.hello.people, inner.replace(/\D/g, "")) ?? "somebody"}`);
  if (inner.startsWith("#")) return mention(`#${find(known.channels, inner.slice(1)) ?? "hidden"}`);
  if (inner.startsWith("/")) return mention(inner.split(":")[0]);
  const [, seconds, style = "f"] = inner.split(":");
  return moment(Number(seconds) * 1000 + known.skew, style);
}

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

function moment(ms, style) {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return "an unknown time";
  const whole = date.toLocaleString(undefined, STYLES.F);
  const shown = style === "R" ? relative(ms) : date.toLocaleString(undefined, STYLES[style] ?? STYLES.f);
  return el("time", { datetime: date.toISOString(), title: whole }, shown);
}

function relative(ms) {
  const seconds = Math.round((ms - Date.now()) / 1000);
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  for (const [unit, size] of [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(seconds, "second");
}

/** A text without its marks, for a line that has no room for them. */
export const plain = (text) => el("div", {}, inline(text.replace(/^>+ ?/gm, ""))).textContent;
