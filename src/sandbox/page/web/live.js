// What the page knows, and its two ways to the stand-in: a websocket for news, posts for deeds.

/** Everything that is known, as it was told last. */
export const known = {
  as: "",
  hello: null,
  channels: [],
  messages: new Map(),
  online: false,
  current: null,
};

/** A thing that the stand-in or the bot would not do; its text is for people. */
export class Trouble extends Error {}

/** Ids are numbers too large for a script; longer is greater. */
export const byAge = (a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

export const channel = (id) => known.channels.find((one) => one.id === id);
export const currentChannel = () => channel(known.current);

let socket = null;
let tries = 0;

/** Shows the world as one person sees it. `listener` has hello(), news(news) and lost(). */
export function connect(name, listener) {
  if (socket) {
    socket.onclose = null;
    socket.close();
  }
  known.as = name;
  known.channels = [];
  known.messages.clear();
  const own = new WebSocket(`ws://${location.host}/page/live?as=${encodeURIComponent(name)}`);
  socket = own;
  own.onmessage = (event) => {
    const frame = JSON.parse(event.data);
    tries = 0;
    if (frame.hello) {
      known.hello = frame.hello;
      known.as = frame.hello.as;
      known.skew = Date.now() - Date.parse(frame.hello.now);
      listener.hello();
    } else if (frame.news) {
      take(frame.news);
      listener.news(frame.news);
    }
  };
  own.onclose = () => {
    listener.lost();
    tries += 1;
    setTimeout(() => socket === own && connect(name, listener), Math.min(500 * 2 ** tries, 8000));
  };
}

function take(news) {
  if (news.channels) known.channels = news.channels;
  if ("online" in news) known.online = news.online;
  for (const message of news.messages ?? []) known.messages.set(message.id, message);
  for (const id of news.gone ?? []) known.messages.delete(id);
}

/** A moment of the stand-in's clock as one of this machine's. */
export const localTime = (moment) => new Date(Date.parse(moment) + known.skew);

/** Does something as the person that is played. Throws Trouble with the reason where it cannot be. */
export async function act(deed) {
  const body = JSON.stringify({ as: known.as, ...deed });
  return told(fetch("/page/act", { method: "POST", headers: { "content-type": "application/json" }, body }));
}

/** Hands a file to the stand-in; gives Discord's attachment object. */
export async function upload(file) {
  const query = new URLSearchParams({ as: known.as, channel: known.current, file: file.name || "file" });
  return told(fetch(`/page/file?${query}`, { method: "POST", body: file }));
}

async function told(answer) {
  let said;
  try {
    const response = await answer;
    if (response.status === 413) throw new Trouble("The file is too large.");
    said = await response.json();
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble("The demo does not answer. Is it still running in the terminal?");
  }
  if (said.trouble) throw new Trouble(sentence(said.trouble));
  return said.done;
}

function sentence(text) {
  const whole = text[0].toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}

const commands = new Map();

/** The commands that this person may use in a channel, as they are registered. */
export async function commandsIn(id) {
  const key = `${known.as}/${id}`;
  if (!commands.has(key)) {
    const asked = act({ do: "commands", channel: id });
    commands.set(key, asked);
    asked.catch(() => commands.delete(key));
  }
  return commands.get(key);
}

export const forgetCommands = () => commands.clear();
