// Where messages are written: plain ones, replies, changes, and the way into a command.

import { Choices } from "./choices.js";
import { commandForm } from "./command.js";
import { byId, el, isNarrow } from "./dom.js";
import { act, commandsIn, currentChannel, known, upload } from "./live.js";
import { nameOf, size } from "./message.js";

const MOST = 2000;

/** What is being written, per channel kept no longer than it is open. */
let state = fresh();
let field = null;
let choices = null;

function fresh() {
  return { replyTo: null, editing: null, files: [], form: null };
}

/** Says why something could not be done; an empty text takes it away. */
export function notice(text) {
  byId("notice").replaceChildren(...(text ? [el("p", {}, text)] : []));
}

/** Begins anew, for another channel or person. */
export function resetComposer() {
  state = fresh();
  notice("");
  draw("");
}

/** Writes a reply to a message. */
export function replyTo(message) {
  state = { ...fresh(), replyTo: message, files: state.files };
  draw(field?.value ?? "");
  field?.focus();
}

/** Changes an own message. */
export function edit(message) {
  state = { ...fresh(), editing: message };
  draw(spelled(message.content));
  field?.focus();
}

/** Mentions as people type them. */
function spelled(text) {
  const name = (whole, id) => known.hello.people.find((one) => one.id === id)?.name ?? whole;
  return text.replace(/<@!?(\d+)>/g, (whole, id) => `@${name(whole, id)}`);
}

/** Opens the form of a slash command, filled in as far as `options` go. */
export async function openCommand(name, options = {}) {
  const found = (await slashCommands()).find((one) => one.path === name);
  if (!found) return false;
  const close = () => {
    state.form = null;
    draw("");
    field?.focus();
  };
  state = { ...fresh(), form: commandForm(found, options, close) };
  draw("");
  state.form.focus();
  return true;
}

/** Slash commands, each subcommand for itself. */
export async function slashCommands() {
  const all = (await commandsIn(known.current)).filter((one) => one.type === 1);
  return all.flatMap((command) => {
    const below = (command.options ?? []).filter((option) => option.type === 1);
    const one = (path, of) => ({ path, description: of.description, options: of.options ?? [] });
    return below.length ? below.map((sub) => one(`${command.name} ${sub.name}`, sub)) : [one(command.name, command)];
  });
}

/** Takes files that were dropped or chosen: into the command's form if it wants one, else to the message. */
export async function takeFiles(files) {
  for (const file of files) {
    try {
      const kept = await upload(file);
      if (state.form?.takeFile(kept, file)) continue;
      state.files.push(kept);
    } catch (trouble) {
      notice(trouble.message);
    }
  }
  if (!state.form) draw(field?.value ?? "");
}

function draw(text) {
  const channel = currentChannel();
  if (!channel) return;
  document.body.classList.toggle("commanding", state.form !== null);
  if (state.form) return byId("box").replaceChildren(state.form.element);
  if (!channel.writable) return byId("box").replaceChildren(el("p", { class: "soft closed" }, "You may read here, but not write."));
  const label = channel.dm ? "Ask Pincite" : `Message ${channel.parent ? "" : "#"}${channel.name}`;
  field = el("textarea", { id: "write", rows: 1, maxlength: MOST, "aria-label": label, placeholder: isNarrow() ? label : `${label}, or type / for commands`, autocomplete: "off", oninput: typed, onkeydown: key, onpaste: paste });
  field.value = text;
  choices = new Choices(field, "Commands and names", (item) => item.take());
  const files = el("input", { type: "file", multiple: true, hidden: true, onchange: (event) => takeFiles([...event.target.files]) });
  byId("box").replaceChildren(
    ...[
      banner(),
      state.files.length ? el("ul", { class: "files", "aria-label": "Files" }, state.files.map(fileChip)) : null,
      choices.list,
      el(
        "div",
        { class: "line" },
        el("button", { type: "button", class: "plain icon", "aria-label": "Attach a file", onclick: () => files.click() }, "+"),
        files,
        field,
        el("button", { type: "button", class: "plain icon", "aria-label": "Commands", onclick: offerCommands }, "/"),
        el("button", { type: "button", class: "button primary send", onclick: send }, state.editing ? "Save" : "Send"),
      ),
    ].filter(Boolean),
  );
  grow();
}

function banner() {
  const cancel = el("button", { type: "button", class: "link", onclick: resetComposer }, "Cancel");
  if (state.replyTo) return el("p", { class: "banner" }, "Replying to ", el("b", {}, nameOf(state.replyTo.author)), " · ", cancel);
  return state.editing ? el("p", { class: "banner" }, "Changing your message · ", cancel) : null;
}

function fileChip(file) {
  const away = () => {
    state.files = state.files.filter((one) => one !== file);
    draw(field.value);
  };
  return el("li", {}, file.filename, " ", el("span", { class: "soft" }, size(file.size)), el("button", { type: "button", class: "plain", "aria-label": `Take ${file.filename} away`, onclick: away }, "✕"));
}

function grow() {
  field.style.setProperty("height", "auto");
  field.style.setProperty("height", `${Math.min(field.scrollHeight, 180)}px`);
}

function offerCommands() {
  field.value = "/";
  field.focus();
  typed();
}

async function typed() {
  grow();
  notice("");
  const text = field.value;
  const mention = /(?:^|\s)@(\w*)$/.exec(text.slice(0, field.selectionStart));
  if (text.startsWith("/")) return offer(text);
  if (mention) return choices.show(names(mention[1]));
  choices.hide();
}

async function offer(text) {
  const all = await slashCommands().catch(() => []);
  if (field.value !== text) return;
  if (begun(text, all)) {
    choices.hide();
    openTyped(text);
    return;
  }
  const fitting = all.filter((one) => one.path.startsWith(text.slice(1).trim().toLowerCase()));
  choices.show(fitting.map((one) => ({ title: `/${one.path}`, aside: wanted(one), detail: one.description, take: () => openCommand(one.path) })));
}

/** The command whose name is complete in a text, the longest that fits. */
function begun(text, all) {
  const words = text.slice(1).toLowerCase();
  return all.filter((one) => words.startsWith(`${one.path} `)).sort((a, b) => b.path.length - a.path.length)[0];
}

/** Opens the command that was typed; what follows its name is its first option. */
async function openTyped(text) {
  const command = begun(text, await slashCommands().catch(() => []));
  if (!command) return false;
  const rest = text.slice(command.path.length + 2).replace(/^\w+: */, "").trim();
  const first = command.options[0];
  return openCommand(command.path, first && rest ? { [first.name]: rest } : {});
}

/** The options that a command requires, as a reminder. */
const wanted = (command) => command.options.filter((one) => one.required).map((one) => one.name).join(", ");

function names(begun) {
  const fits = known.hello.people.filter((one) => one.name !== "operator" && one.name.toLowerCase().startsWith(begun.toLowerCase()));
  const put = (name) => {
    const at = field.selectionStart;
    const before = field.value.slice(0, at).replace(/@\w*$/, `@${name} `);
    field.value = before + field.value.slice(at);
    field.setSelectionRange(before.length, before.length);
    field.focus();
  };
  return fits.sort((a, b) => (b.id === known.hello.bot.id) - (a.id === known.hello.bot.id)).map((one) => ({ title: `@${one.name}`, detail: one.id === known.hello.bot.id ? "the bot" : "", take: () => put(one.name) }));
}

function key(event) {
  if (choices.key(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape" && (state.replyTo || state.editing)) resetComposer();
}

function paste(event) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  takeFiles(files);
}

async function send() {
  const text = field.value.trim();
  if (!text && !state.files.length) return field.focus();
  if (text.startsWith("/")) {
    if (await openTyped(`${text} `)) return state.form?.element.requestSubmit();
    return notice("Choose a command from the list: there is none of that name here.");
  }
  const { replyTo: target, editing, files } = state;
  const deed = editing
    ? { do: "edit", message: editing.id, text }
    : { do: "say", channel: known.current, text, reply_to: target?.id ?? null, files: files.map((one) => one.id) };
  state = fresh();
  draw("");
  field.focus();
  try {
    await act(deed);
  } catch (trouble) {
    state = { ...fresh(), replyTo: target, editing, files };
    draw(text);
    notice(trouble.message);
  }
}
