// A few things to try in the first minute. Each is shown only where its command is there and may be used.

import { openCommand, notice } from "./composer.js";
import { byId, el } from "./dom.js";
import { act, byAge, commandsIn, known } from "./live.js";
import { runApp } from "./menu.js";

const done = new Set();
let closed = false;

export async function drawGuide() {
  const guide = byId("guide");
  const commands = closed || !known.current ? [] : await commandsIn(known.current).catch(() => []);
  const can = (one) => commands.some((command) => command.name === one.command && (command.type === 1) === (one.options !== null));
  const offers = known.hello.suggestions.filter((one) => can(one) && (one.options !== null || claim()));
  guide.hidden = offers.length === 0;
  const begun = done.size > 0 || [...known.messages.values()].some((one) => one.author.id === known.hello.bot.id);
  guide.classList.toggle("small", begun);
  const close = () => {
    closed = true;
    drawGuide();
    byId("write")?.focus();
  };
  guide.replaceChildren(
    el("h2", {}, begun ? "More to try" : offers.length === 3 ? "Three things to try" : "Things to try"),
    el("ul", {}, offers.map((one) => el("li", {}, offer(one)))),
    el("button", { type: "button", class: "plain icon close", "aria-label": "Hide the things to try", onclick: close }, "✕"),
  );
}

function offer(one) {
  const use = async () => {
    done.add(one.label);
    drawGuide();
    if (one.options === null) return runApp(claim(), one.command);
    const options = { ...one.options };
    if (options.report) options.report = await named(one);
    if (!(await openCommand(one.command, options))) notice("That command is not here any more.");
  };
  return el("button", { type: "button", class: "offer", onclick: use }, el("b", {}, done.has(one.label) ? `✓ ${one.label}` : one.label), el("span", {}, one.hint));
}

/** A report that the bot knows: the one that is meant, or the first that it offers. */
async function named(one) {
  const deed = { do: "complete", channel: known.current, command: one.command, option: "report", options: { report: "" } };
  const found = await act(deed).catch(() => []);
  const meant = found.find((choice) => String(choice.value).includes(one.options.report)) ?? found[0];
  return meant?.value ?? one.options.report;
}

/** The message that holds the claim: the first one here by somebody who cannot be played. */
function claim() {
  const here = [...known.messages.values()].filter((one) => one.channel_id === known.current).sort((a, b) => byAge(a.id, b.id));
  const played = (message) => known.hello.parts.some((part) => part.name === message.author.global_name);
  return here.find((message) => !played(message) && message.author.id !== known.hello.bot.id);
}
