// A form that the bot opens.

import { choicesOf } from "./components.js";
import { el, freshId } from "./dom.js";
import { act } from "./live.js";

const LABEL = 18;
const TEXT = 4;
const PARAGRAPH = 2;

/** Shows the form and sends what is filled in. */
export function openModal(modal) {
  const before = document.activeElement;
  const heading = freshId("modal");
  const error = el("p", { class: "error", role: "alert" });
  const fields = modal.components.map(field).filter(Boolean);
  const send = el("button", { type: "submit", class: "button primary" }, "Submit");
  const submit = async (event) => {
    event.preventDefault();
    send.setAttribute("aria-busy", "true");
    try {
      const done = await act({ do: "submit", interaction: modal.interaction, fields: Object.fromEntries(fields.map((one) => [one.id, one.read()])) });
      dialog.close();
      if (done?.modal) openModal(done.modal);
    } catch (trouble) {
      error.textContent = trouble.message;
    } finally {
      send.removeAttribute("aria-busy");
    }
  };
  const dialog = el(
    "dialog",
    { "aria-labelledby": heading, class: "modal" },
    el(
      "form",
      { onsubmit: submit },
      el("h2", { id: heading }, modal.title),
      fields.map((one) => one.element),
      error,
      el("div", { class: "foot" }, el("button", { type: "button", class: "button secondary", onclick: () => dialog.close() }, "Cancel"), send),
    ),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before?.isConnected) before.focus();
  });
  document.querySelector("main").append(dialog);
  dialog.showModal();
  fields[0]?.input.focus();
}

function field(row) {
  const one = row.type === LABEL ? row.component : row.components?.[0];
  if (!one) return row.content ? { element: el("p", {}, row.content), read: () => null } : null;
  const id = freshId("input");
  const required = one.required !== false;
  const input = one.type === TEXT ? text(one, id, required) : list(one, id, required);
  const read = () => (one.type === TEXT ? input.value : [...input.selectedOptions].map((option) => option.value));
  const label = el("label", { for: id }, row.label ?? one.label ?? one.placeholder ?? "", required ? el("span", { class: "required" }, " required") : null);
  return { id: one.custom_id, input, read, element: el("div", { class: "field" }, label, input, row.description ? el("p", { class: "hint" }, row.description) : null) };
}

function text(one, id, required) {
  const given = { id, required, minlength: one.min_length, maxlength: one.max_length ?? 4000, placeholder: one.placeholder };
  const input = one.style === PARAGRAPH ? el("textarea", { ...given, rows: 5 }) : el("input", { ...given, type: "text" });
  input.value = one.value ?? "";
  return input;
}

function list(one, id, required) {
  const options = choicesOf(one).map((choice) => el("option", { value: choice.value, selected: choice.default }, choice.label));
  return el("select", { id, required, multiple: (one.max_values ?? 1) > 1 }, options);
}
