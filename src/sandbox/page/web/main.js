// The page from its start: what is shown where, and what happens when news comes.

import { resetComposer, takeFiles } from "./composer.js";
import { byId, el } from "./dom.js";
import { drawGuide } from "./guide.js";
import { connect, currentChannel, forgetCommands, known } from "./live.js";
import { opening, redraw, startLog, update } from "./log.js";
import { dismiss, openMenu } from "./menu.js";
import { drawChannels, drawParts, drawPlace, noteNews, startSidebar } from "./sidebar.js";

/** How long "is typing" stays without another sign. */
const TYPING_MS = 8000;

function go(id) {
  known.current = id;
  drawChannels();
  drawPlace();
  const [heading, words] = opening();
  byId("opening").replaceChildren(el("b", {}, heading), words);
  redraw();
  resetComposer();
  drawGuide();
}

function be(name) {
  forgetCommands();
  remember("part", name);
  connect(name, listener);
}

let first = true;
const listener = {
  hello() {
    drawParts();
    first = true;
  },
  news(news) {
    byId("status").textContent = known.online ? "" : "The bot is starting…";
    if (first && news.channels) {
      first = false;
      document.documentElement.dataset.as = known.as;
      const still = currentChannel();
      go((still ?? known.channels.find((one) => one.name === known.hello.home) ?? known.channels[0]).id);
      return;
    }
    noteNews(news.messages ?? []);
    if (news.channels || news.messages) drawChannels();
    if (!currentChannel()) return go(known.channels[0].id);
    update();
    typing(news);
    if ((news.messages ?? []).some((one) => one.author.id === known.hello.bot.id)) drawGuide();
  },
  lost() {
    byId("status").textContent = "The demo has ended, or is out of reach. Trying again…";
  },
};

let timer = null;
function typing(news) {
  const spoke = (news.messages ?? []).some((one) => one.channel_id === known.current && one.author.id === known.hello.bot.id);
  const begins = (news.typing ?? []).includes(known.current);
  if (!spoke && !begins) return;
  clearTimeout(timer);
  byId("typing").textContent = begins && !spoke ? `${known.hello.bot.name} is typing…` : "";
  timer = setTimeout(() => (byId("typing").textContent = ""), TYPING_MS);
}

function startTheme() {
  const button = byId("theme");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = recall("theme");
    const isDark = chosen ? chosen === "dark" : dark.matches;
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    button.setAttribute("aria-pressed", String(isDark));
  };
  button.addEventListener("click", () => {
    remember("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    show();
  });
  dark.addEventListener("change", show);
  show();
}

function startDrop() {
  let depth = 0;
  const show = (by) => {
    depth = Math.max(0, depth + by);
    byId("drop").hidden = depth === 0;
  };
  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  addEventListener("dragenter", (event) => holdsFiles(event) && show(1));
  addEventListener("dragleave", (event) => holdsFiles(event) && show(-1));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    show(-depth);
    takeFiles([...(event.dataTransfer?.files ?? [])]);
  });
}

// A browser may refuse to remember; then it is only forgotten.
function remember(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    return;
  }
}

function recall(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

startTheme();
startDrop();
startSidebar(go, be);
startLog({ menu: openMenu, dismiss });
connect(recall("part") ?? "", listener);
