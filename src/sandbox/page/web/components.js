// Buttons and selects below a message.

import { el } from "./dom.js";
import { act, known } from "./live.js";
import { openModal } from "./modal.js";
import { notice } from "./composer.js";

const BUTTON = 2;
const STRING_SELECT = 3;
const LINK = 5;
const STYLES = ["", "primary", "secondary", "success", "danger", "secondary"];

/** The rows below a message; none where it has none. */
export function components(message) {
  const rows = (message.components ?? []).filter((row) => row.components?.length);
  return rows.length ? el("div", { class: "rows" }, rows.map((row) => el("div", { class: "row" }, row.components.map((one) => part(message, one))))) : null;
}

function part(message, one) {
  return one.type === BUTTON ? button(message, one) : select(message, one);
}

function button(message, one) {
  const label = [one.emoji?.name, one.label].filter(Boolean).join(" ");
  if (one.style === LINK) {
    return el("a", { class: "button secondary", href: /^https?:/.test(one.url) ? one.url : null, target: "_blank", rel: "noopener noreferrer" }, `${label} ↗`);
  }
  const press = (event) => interact(event.currentTarget, { do: "press", message: message.id, custom_id: one.custom_id });
  return el("button", { type: "button", class: `button ${STYLES[one.style] ?? "secondary"}`, disabled: one.disabled, "data-label": one.label, onclick: press }, label);
}

function select(message, one) {
  const label = one.placeholder ?? "Choose";
  const multiple = (one.max_values ?? 1) > 1;
  const options = choicesOf(one).map((choice) => el("option", { value: choice.value, selected: choice.default }, choice.label));
  const first = multiple ? [] : [el("option", { value: "", disabled: true, selected: true }, label)];
  const list = el("select", { "aria-label": label, multiple, disabled: one.disabled, "data-label": label }, first, options);
  const choose = () => interact(list, { do: "select", message: message.id, custom_id: one.custom_id, values: [...list.selectedOptions].map((option) => option.value).filter(Boolean) });
  if (!multiple) {
    list.addEventListener("change", choose);
    return list;
  }
  return el("span", { class: "row" }, list, el("button", { type: "button", class: "button primary", onclick: choose }, "Choose"));
}

/** What can be chosen: what the bot wrote, or people, roles and channels. */
export function choicesOf(one) {
  const named = (list, mark) => list.map((thing) => ({ value: thing.id, label: mark + thing.name }));
  if (one.type === STRING_SELECT) return one.options ?? [];
  const people = named(known.hello.people, "@");
  const roles = named(known.hello.roles, "@");
  if (one.type === 5) return people;
  if (one.type === 6) return roles;
  if (one.type === 7) return [...people, ...roles];
  return named(known.channels.filter((channel) => !channel.dm), "#");
}

/** Starts an interaction with what was pressed shown as busy, and opens the form that may come back. */
export async function interact(element, deed) {
  if (element?.getAttribute("aria-busy") === "true") return;
  element?.setAttribute("aria-busy", "true");
  notice("");
  try {
    const done = await act(deed);
    if (done?.modal) openModal(done.modal);
  } catch (trouble) {
    notice(trouble.message);
  } finally {
    element?.removeAttribute("aria-busy");
  }
}
