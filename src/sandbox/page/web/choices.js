// A list of choices above a text field, walked with the arrows while typing goes on (ARIA's combobox).

import { el, freshId } from "./dom.js";

export class Choices {
  /** `pick(item)` gets what was chosen; items are {title, detail, aside, value}. */
  constructor(input, label, pick) {
    this.input = input;
    this.pick = pick;
    this.items = [];
    this.at = -1;
    this.list = el("ul", { id: freshId("choices"), role: "listbox", "aria-label": label, class: "choices", hidden: true });
    // A field of several lines is a combobox only while there is something to choose.
    this.always = input.tagName === "INPUT";
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-haspopup", "listbox");
    input.setAttribute("aria-controls", this.list.id);
    this.tell(false);
    input.addEventListener("blur", () => setTimeout(() => this.hide(), 150));
  }

  /** Shows these; with `first`, the first one is ready to be taken. */
  show(items, first = true) {
    if (!items.length) return this.hide();
    this.items = items;
    this.list.replaceChildren(...items.map((item, number) => this.option(item, number)));
    this.list.hidden = false;
    this.tell(true);
    this.mark(first ? 0 : -1);
  }

  tell(open) {
    const combobox = this.always || open;
    if (combobox) this.input.setAttribute("role", "combobox");
    else this.input.removeAttribute("role");
    if (combobox) this.input.setAttribute("aria-expanded", String(open));
    else this.input.removeAttribute("aria-expanded");
  }

  option(item, number) {
    const take = (event) => {
      event.preventDefault();
      this.take(number);
    };
    return el(
      "li",
      { id: `${this.list.id}-${number}`, role: "option", "aria-selected": "false", onpointerdown: (event) => event.preventDefault(), onclick: take },
      el("b", {}, item.title),
      item.aside ? el("span", { class: "aside" }, item.aside) : null,
      item.detail ? el("span", { class: "detail" }, item.detail) : null,
    );
  }

  mark(number) {
    this.at = number;
    [...this.list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === number)));
    if (number >= 0) {
      this.list.children[number].scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", `${this.list.id}-${number}`);
    } else this.input.removeAttribute("aria-activedescendant");
  }

  take(number) {
    const item = this.items[number];
    this.hide();
    if (item) this.pick(item);
  }

  hide() {
    this.list.hidden = true;
    this.tell(false);
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Whether a key was meant for the list. */
  key(event) {
    if (this.list.hidden) return false;
    const many = this.items.length;
    if (event.key === "ArrowDown") this.mark((this.at + 1) % many);
    else if (event.key === "ArrowUp") this.mark((this.at - 1 + many) % many);
    else if (event.key === "Escape") this.hide();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.at >= 0) this.take(this.at);
    else return false;
    event.preventDefault();
    return true;
  }
}
