// What a foreign page can try on the hub. Each way gives a phrase that says what it got, or null.
//
// `attack(plan)` tries every way on every address of the plan, and tells what it got, what never came to an end, and
// how many tries there were.

"use strict";

const AT_ONCE = 16;
const PATIENCE_MS = 15000;
const SETTLE_MS = 150;
// A frame that must not show what came does not always say so.
const FRAME_MS = 1500;

performance.setResourceTimingBufferSize(20000);

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const own = (url) => new URL(url).origin === self.origin;

// Pages of the hub's own name and port read the constant refusal. All else is something got, and to all other pages the
// refusal is too.
function judged(plan, url, status, text) {
  const refused = own(url) && status === 403 && (text === plan.refusal || text === "");
  return refused ? null : `${status} ${text.slice(0, 80)}`;
}

async function answer(plan, url, options) {
  try {
    const response = await fetch(url, { ...options, signal: AbortSignal.timeout(PATIENCE_MS / 2) });
    if (response.type === "opaque") return "opaque";
    const { value } = (await response.body?.getReader().read()) ?? {};
    return judged(plan, url, response.status, new TextDecoder().decode(value));
  } catch {
    return null;
  }
}

function asked(plan, url, method, body, headers = {}) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.timeout = PATIENCE_MS / 2;
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onloadend = () => resolve(request.status ? judged(plan, url, request.status, request.responseText) : null);
    request.send(body);
  });
}

function loaded(tag, attributes, got = () => "loaded", event = "load") {
  return new Promise((resolve) => {
    const element = document.createElement(tag);
    const end = (what) => {
      element.remove();
      resolve(what);
    };
    element.addEventListener(event, () => end(got(element)));
    element.addEventListener("error", () => end(tag === "audio" ? said(element.error) : null));
    if (tag === "object") setTimeout(() => end(null), FRAME_MS);
    Object.assign(element, attributes);
    document.body.append(element);
  });
}

// Whether the browser tells more than that it did not work.
const said = (error) => (/\d{3}/.test(error?.message ?? "") ? error.message : null);
const size = (element) => `${element.naturalWidth} x ${element.naturalHeight}`;

// What is to be seen of another window. Counting its frames is allowed to any page.
function seen(plan, url, other) {
  try {
    const inside = other.document;
    if (inside.URL !== "about:blank") return judged(plan, url, 403, inside.body.textContent.trim());
  } catch {
    // Of another origin.
  }
  try {
    return other.length > 0 ? `${other.length} frames` : null;
  } catch {
    return null;
  }
}

let frames = 0;

function framed(plan, url, begin) {
  return new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.name = `frame${++frames}`;
    document.body.append(frame);
    const end = () => {
      const what = frame.isConnected ? seen(plan, url, frame.contentWindow) : null;
      frame.remove();
      resolve(what);
    };
    frame.onload = end;
    setTimeout(end, FRAME_MS);
    begin(frame);
  });
}

async function opened(plan, url, other) {
  for (let waited = 0; waited < PATIENCE_MS / 2; waited += 50) {
    await wait(50);
    if (other === null || other.closed) return null;
    try {
      if (other.location.href !== "about:blank" && other.document.readyState === "complete") break;
    } catch {
      break;
    }
  }
  let what = null;
  for (let looks = 0; what === null && looks < 4; looks++) {
    await wait(SETTLE_MS);
    what = seen(plan, url, other);
  }
  other.close();
  return what;
}

function socket(url) {
  return new Promise((resolve) => {
    const opening = new WebSocket(url.replace(/^http/, "ws"));
    opening.onopen = () => resolve("open");
    opening.onclose = (event) => resolve(event.code === 1006 && event.reason === "" ? null : `closed ${event.code}`);
  });
}

function followed(url) {
  return new Promise((resolve) => {
    const source = new EventSource(url);
    const end = (what) => {
      source.close();
      resolve(what);
    };
    source.onopen = () => end("open");
    source.onerror = () => end(null);
  });
}

function fromWorker(url) {
  return new Promise((resolve) => {
    const script = `try { importScripts(${JSON.stringify(url)}); postMessage("loaded"); } catch { postMessage(null); }`;
    const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = () => resolve(null);
  });
}

// The text/plain form is the old trick: name, equals sign and value together are JSON.
function sent(url, method, enctype, body, target) {
  const form = document.createElement("form");
  Object.assign(form, { action: url, method, enctype, target });
  const middle = Math.max(0, body.length - 2);
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: body.slice(0, middle), value: body.slice(middle) });
  form.append(field);
  document.body.append(form);
  form.submit();
  form.remove();
}

async function clicked(attributes) {
  const link = document.createElement("a");
  Object.assign(link, attributes);
  document.body.append(link);
  link.click();
  link.remove();
  await wait(SETTLE_MS);
  return null;
}

const bearer = (plan) => ({ Authorization: `Bearer ${plan.token}` });
const json = (plan) => ({ ...bearer(plan), "Content-Type": "application/json", "Bowerbird-Library": plan.library });
const detour = (plan, url, status) => `${plan.detour}/redirect?status=${status}&to=${encodeURIComponent(url)}`;

const READING = {
  "fetch": (plan, url) => answer(plan, url),
  "fetch with the token": (plan, url) => answer(plan, url, { headers: bearer(plan) }),
  "fetch with credentials": (plan, url) => answer(plan, url, { credentials: "include" }),
  "fetch without CORS": (plan, url) => answer(plan, url, { mode: "no-cors", headers: bearer(plan) }),
  "fetch by way of a redirect": (plan, url) => answer(plan, detour(plan, url, 302)),
  "HEAD": (plan, url) => answer(plan, url, { method: "HEAD", headers: bearer(plan) }),
  "XMLHttpRequest": (plan, url) => asked(plan, url, "GET", null),
  "EventSource": (plan, url) => followed(url),
  "WebSocket": (plan, url) => socket(url),
  "img": (plan, url) => loaded("img", { src: url }, size),
  "img with CORS": (plan, url) => loaded("img", { crossOrigin: "anonymous", src: url }, size),
  "img by way of a redirect": (plan, url) => loaded("img", { src: detour(plan, url, 302) }, size),
  "script": (plan, url) => loaded("script", { src: url }),
  "module": (plan, url) => loaded("script", { type: "module", src: url }),
  "import()": (plan, url) => import(url).then(() => "loaded", () => null),
  "importScripts": (plan, url) => fromWorker(url),
  "stylesheet": (plan, url) => loaded("link", { rel: "stylesheet", href: url }),
  "@import": (plan, url) => loaded("style", { textContent: `@import url(${JSON.stringify(url)});` }),
  "audio": (plan, url) => loaded("audio", { src: url }, () => "loaded", "loadedmetadata"),
};

// Each of these takes a process of the browser, so there are fewer addresses for them.
const FRAMING = {
  "object": (plan, url) => loaded("object", { data: url }),
  "iframe": (plan, url) => framed(plan, url, (frame) => Object.assign(frame, { src: url })),
};

const OPENING = {
  "window.open": (plan, url) => opened(plan, url, window.open(url)),
  "location of a window": (plan, url) => {
    const other = window.open("about:blank");
    other.location = url;
    return opened(plan, url, other);
  },
  "link without referrer": (plan, url) => clicked({ href: url, target: "_blank", rel: "noreferrer" }),
};

const WRITING = {
  "fetch with JSON and the token": (plan, url, { body, type }) =>
    answer(plan, url, { method: "POST", body, headers: { ...json(plan), "Content-Type": type ?? "application/json" } }),
  "fetch of text without CORS": (plan, url, { body }) => answer(plan, url, { method: "POST", mode: "no-cors", body }),
  "XMLHttpRequest with text": (plan, url, { body }) => asked(plan, url, "POST", body),
  "XMLHttpRequest with JSON and the token": (plan, url, { body }) => asked(plan, url, "POST", body, json(plan)),
};

// Ways that never give anything back: whether they arrive is the other end's to say.
const BLIND = {
  "sendBeacon of text": async (plan, url, { body }) => void navigator.sendBeacon(url, body) ?? null,
  "sendBeacon of JSON": async (plan, url, { body }) =>
    void navigator.sendBeacon(url, new Blob([body], { type: "application/json" })) ?? null,
  "fetch that outlives the page": (plan, url, { body }) =>
    answer(plan, url, { method: "POST", mode: "no-cors", keepalive: true, body }).then(() => null),
  "ping": (plan, url) => clicked({ href: "#", ping: url }),
  "prefetch": async (plan, url) => {
    void loaded("link", { rel: "prefetch", href: url });
    await wait(SETTLE_MS);
    return null;
  },
};

const FORMS = {
  "form to a frame": (plan, url, { body }) =>
    framed(plan, url, (frame) => sent(url, "post", "text/plain", body, frame.name)),
  "form by way of a redirect": (plan, url, { body }) =>
    framed(plan, url, (frame) => sent(detour(plan, url, 307), "post", "text/plain", body, frame.name)),
  "form with GET": (plan, url, { body }) =>
    framed(plan, url, (frame) => sent(url, "get", "", body, frame.name)),
  "form urlencoded": (plan, url, { body }) =>
    framed(plan, url, (frame) => sent(url, "post", "application/x-www-form-urlencoded", body, frame.name)),
  "form multipart": (plan, url, { body }) =>
    framed(plan, url, (frame) => sent(url, "post", "multipart/form-data", body, frame.name)),
};

const CHANGING = Object.fromEntries(
  ["PATCH", "DELETE"].map((method) => [
    `${method} with the token`,
    (plan, url, { body }) => answer(plan, url, { method, body, headers: json(plan) }),
  ]),
);

// Windows come last: a page that is behind another is not laid out, and then loads less.
const stages = (plan) => [
  [FRAMING, plan.opens],
  [FORMS, plan.forms],
  [READING, plan.reads],
  [{ ...WRITING, ...BLIND }, plan.writes],
  [CHANGING, plan.changes],
  [OPENING, plan.opens],
];

function* tries(plan, [ways, targets]) {
  for (const base of plan.bases) {
    for (const [how, way] of Object.entries(ways)) {
      for (const target of targets) {
        const { path, ...rest } = typeof target === "string" ? { path: target } : target;
        const url = new URL(path, base);
        if (plan.mark) url.pathname = `/${how}`;
        yield { how, url: url.href, begin: () => way(plan, url.href, { body: "{}", ...rest }) };
      }
    }
  }
}

// Sizes, statuses and protocols of what was loaded from elsewhere.
function timed(plan) {
  return performance
    .getEntriesByType("resource")
    .filter(({ name }) => plan.bases.some((base) => name.startsWith(base)) && !name.includes("/redirect"))
    .filter((entry) =>
      own(entry.name)
        ? ![0, 403].includes(entry.responseStatus)
        : entry.responseStatus || entry.transferSize || entry.encodedBodySize || entry.nextHopProtocol,
    )
    .map(({ name, responseStatus, transferSize }) => ({ how: "timing", url: name, what: `${responseStatus} ${transferSize}` }));
}

async function attack(plan) {
  performance.clearResourceTimings();
  const told = { tried: 0, names: [], late: [], got: [] };
  const LATE = Symbol("late");
  const work = async (rest) => {
    for (const { how, url, begin } of rest) {
      const what = await Promise.race([begin().catch((error) => `${error}`), wait(PATIENCE_MS).then(() => LATE)]);
      if (what === LATE) told.late.push(`${how} ${url}`);
      else if (what !== null) told.got.push({ how, url, what });
    }
  };
  for (const stage of stages(plan)) {
    const all = [...tries(plan, stage)];
    told.tried += all.length;
    told.names.push(...new Set(all.map(({ how }) => how)));
    // One iterator that all take from.
    const rest = all.values();
    await Promise.all(Array.from({ length: AT_ONCE }, () => work(rest)));
  }
  await wait(2 * SETTLE_MS);
  told.got.push(...timed(plan));
  return told;
}
