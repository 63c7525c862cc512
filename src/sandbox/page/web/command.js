// A slash command that is being filled in: a field for each option, required ones at once.

import { Choices } from "./choices.js";
import { interact } from "./components.js";
import { el, freshId } from "./dom.js";
import { act, known, upload } from "./live.js";
import { size } from "./message.js";

const STRING = 3;
const BOOLEAN = 5;
const FILE = 11;
/** After a key, the bot is asked for choices when so many milliseconds have passed without another. */
const PAUSE_MS = 120;

/** The form of one command. `close` takes it away. */
export function commandForm(command, given, close) {
  return new CommandForm(command, given, close);
}

class CommandForm {
  constructor(command, given, close) {
    this.command = command;
    this.close = close;
    this.fields = new Map();
    this.body = el("div", { class: "fields" });
    this.more = el("div", { class: "optional", role: "group", "aria-label": "Optional" });
    this.send = el("button", { type: "submit", class: "button primary send" }, "Send");
    this.element = el(
      "form",
      { class: "command", "aria-label": `Command ${command.path}`, onsubmit: (event) => this.submit(event), onkeydown: (event) => this.key(event) },
      el("p", { class: "what" }, el("b", { class: "mention" }, `/${command.path}`), " ", el("span", { class: "soft" }, command.description), el("button", { type: "button", class: "plain icon", "aria-label": "Cancel the command", onclick: close }, "✕")),
      this.body,
      el("div", { class: "foot" }, this.more, this.send),
    );
    for (const option of command.options) {
      if (option.required || option.name in given) this.add(option, given[option.name]);
    }
    this.drawMore();
  }

  focus() {
    const all = [...this.fields.values()];
    const first = all.find((one) => !one.read()) ?? null;
    (first ? first.input : this.send).focus();
  }

  drawMore() {
    const left = this.command.options.filter((option) => !this.fields.has(option.name));
    const chip = (option) =>
      el("button", { type: "button", class: "chip", title: option.description, onclick: () => this.add(option).input.focus() }, `+ ${option.name}`);
    this.more.replaceChildren(...left.map(chip));
  }

  add(option, value) {
    const field = makeField(option, value, this);
    this.fields.set(option.name, field);
    this.body.append(field.element);
    this.drawMore();
    return field;
  }

  values() {
    const entries = [...this.fields].map(([name, field]) => [name, field.read()]);
    return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== ""));
  }

  /** A file that was dropped on the page; whether the command wants one. */
  takeFile(kept, file) {
    const option = this.command.options.find((one) => one.type === FILE);
    if (!option) return false;
    (this.fields.get(option.name) ?? this.add(option)).put(kept, file);
    return true;
  }

  key(event) {
    if (event.key === "Escape" && !event.defaultPrevented) this.close();
  }

  async submit(event) {
    event.preventDefault();
    for (const field of this.fields.values()) {
      const missing = field.option.required && !field.read();
      field.complain(missing ? "This is required." : "");
      if (missing) return field.input.focus();
    }
    const channel = known.current;
    const options = this.values();
    this.close();
    // The form is away at once, as the answer comes into the conversation.
    interact(null, { do: "slash", channel, command: this.command.path, options });
  }
}

/** A labelled field: {element, input, read(), complain(text), option, put(file)}. */
function makeField(option, value, form) {
  const id = freshId("option");
  const made = control(option, id, form);
  const error = el("p", { class: "error", id: `${id}-error` });
  made.input.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  if (option.required) made.input.setAttribute("aria-required", "true");
  if (value !== undefined) made.input.value = String(value);
  const label = el("label", { for: id }, option.name, option.required ? el("span", { class: "required" }, " required") : el("span", { class: "soft" }, " optional"));
  made.input.addEventListener("input", () => complain(""));
  const complain = (text) => {
    error.textContent = text;
    made.input.setAttribute("aria-invalid", String(text !== ""));
  };
  const element = el("div", { class: "field" }, label, made.list ?? null, ...made.parts, el("p", { class: "hint", id: `${id}-hint` }, option.description), error);
  return { option, complain, read: () => made.input.value, ...made, element };
}

function control(option, id, form) {
  if (option.type === FILE) return fileControl(id);
  const fixed = fixedChoices(option);
  if (fixed) {
    const input = el("select", { id }, option.required ? null : el("option", { value: "" }, "—"), fixed.map(([name, value]) => el("option", { value }, name)));
    const read = () => (input.value === "" ? null : option.type === BOOLEAN ? input.value === "true" : input.value);
    return { input, parts: [input], read };
  }
  if (option.type === STRING) return textControl(option, id, form);
  const input = el("input", { id, type: "number", min: option.min_value, max: option.max_value });
  return { input, parts: [input], read: () => (input.value === "" ? null : Number(input.value)) };
}

function fixedChoices(option) {
  const named = (list, mark) => list.map((one) => [mark + one.name, one.id]);
  if (option.choices) return option.choices.map((one) => [one.name, one.value]);
  if (option.type === BOOLEAN) return [["yes", "true"], ["no", "false"]];
  if (option.type === 6) return named(known.hello.people, "@");
  if (option.type === 7) return named(known.channels.filter((one) => !one.dm), "#");
  return option.type === 8 ? named(known.hello.roles, "@") : null;
}

function textControl(option, id, form) {
  const input = el("input", { id, type: "text", maxlength: option.max_length, autocomplete: "off" });
  if (!option.autocomplete) return { input, parts: [input] };
  // What is shown is the name of a choice, what is sent its value.
  let chosen = null;
  const choices = new Choices(input, `Choices for ${option.name}`, (item) => {
    chosen = item;
    input.value = item.title;
  });
  let timer = null;
  const ask = async () => {
    const options = { ...form.values(), [option.name]: input.value };
    const asked = input.value;
    const deed = { do: "complete", channel: known.current, command: form.command.path, option: option.name, options };
    const found = await act(deed).catch(() => []);
    if (asked === input.value && document.activeElement === input) choices.show(found.map((one) => ({ title: one.name, value: one.value })), false);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  };
  input.addEventListener("input", () => {
    chosen = null;
    later();
  });
  input.addEventListener("focus", () => input.value || later());
  input.addEventListener("keydown", (event) => choices.key(event));
  return { input, list: choices.list, parts: [input], read: () => chosen?.value ?? input.value };
}

function fileControl(id) {
  let kept = null;
  const shown = el("span", { class: "soft" }, "or drop it anywhere on the page");
  const input = el("input", { id, type: "file" });
  const put = (attachment, file) => {
    kept = attachment;
    shown.textContent = size(attachment.size);
    if (!file) return;
    // A file that was dropped shows in the field as one that was chosen there.
    const held = new DataTransfer();
    held.items.add(file);
    input.files = held.files;
  };
  const take = async () => {
    if (!input.files.length) return;
    shown.textContent = "…";
    try {
      put(await upload(input.files[0]));
    } catch (trouble) {
      shown.textContent = trouble.message;
    }
  };
  input.addEventListener("change", take);
  return { input, parts: [el("span", { class: "filefield" }, input, shown)], read: () => kept && { attachment: kept.id }, put };
}
