// Numbers, sizes, times and lists as a person reads them.

const numbers = new Intl.NumberFormat("en-GB");

export const count = (n) => numbers.format(n);

/** `1 picture`, `2 pictures`. */
export function plural(n, one, many = `${one}s`) {
  return `${count(n)} ${n === 1 ? one : many}`;
}

export function bytes(n) {
  if (n === null || n === undefined) return "size unknown";
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let step = 0;
  while (n >= 1000 && step < units.length - 1) {
    n /= 1000;
    step += 1;
  }
  return `${step === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${units[step]}`;
}

/** Seconds as a rough time: nobody plans by the second. */
export function duration(seconds) {
  if (seconds < 10) return "a few seconds";
  if (seconds < 90) return `${Math.round(seconds / 10) * 10} seconds`;
  if (seconds < 5400) return plural(Math.round(seconds / 60), "minute");
  return `${plural(Math.round(seconds / 3600), "hour")}`;
}

/** How long ago an RFC 3339 time was. */
export function ago(time) {
  if (!time) return "never used";
  const seconds = (Date.now() - Date.parse(time)) / 1000;
  if (seconds < 90) return "just now";
  if (seconds < 5400) return `${plural(Math.round(seconds / 60), "minute")} ago`;
  if (seconds < 129_600) return `${plural(Math.round(seconds / 3600), "hour")} ago`;
  if (seconds < 60 * 86_400) return `${plural(Math.round(seconds / 86_400), "day")} ago`;
  return new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}

/** `a, b and c`. */
export function list(items) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

export const mediaType = (type) => type.replace(/^image\//, "").replace("svg+xml", "svg").toUpperCase();

/** The folder of a path, in the way of whichever system wrote it. */
export function folderOf(path) {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return cut > 0 ? path.slice(0, cut) : path;
}

const PHASES = {
  scan: "Looking through the folders",
  pictures: "Learning pictures",
  features: "Looking for details",
  letters: "Reading letters",
  download: "Downloading",
  copy: "Copying",
  check: "Checking",
};

/** One line on how far something is: phase, count and time left. */
export function progressLine(progress, fallback = "Working") {
  if (!progress) return fallback;
  const phase = PHASES[progress.phase] ?? capital(progress.phase || fallback);
  const done = progress.total ? `${count(progress.done)} of ${count(progress.total)}` : progress.done ? count(progress.done) : "";
  const left = progress.seconds_left ? `${duration(progress.seconds_left)} left` : "";
  return [phase, done, left].filter(Boolean).join(" · ");
}

export const capital = (text) => (text ? text[0].toUpperCase() + text.slice(1) : text);
