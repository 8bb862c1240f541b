// Sets of pictures that an address names by a short key: the locked ones, and those that a search stays within.
// Hundreds of ids would make an address that nobody can send; they live in the tab's own store, as the session does.

const KEY = "bowerbird.sets";
const MOST = 24;

/** Keep a set and give its key; the same pictures in the same order have the same key. */
export function keepSet(ids) {
  const key = digest(ids.join());
  sets = [...all().filter(([other]) => other !== key), [key, ids]].slice(-MOST);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(sets));
  } catch {
    sessionStorage.setItem(KEY, JSON.stringify(sets.slice(-1))); // the store is full: the newest outlives a reload
  }
  return key;
}

/** The pictures of a set; none where the key is null, or of another tab. */
export function idsOf(key) {
  return key === null ? [] : (all().find(([other]) => other === key)?.[1] ?? []);
}

/** Whether this tab has the set. */
export const isKept = (key) => all().some(([other]) => other === key);

/** @type {Array<[string, string[]]>|null} read once: a set can hold thousands of ids */
let sets = null;

function all() {
  sets ??= read();
  return sets;
}

function read() {
  try {
    const stored = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}

/** FNV-1a of 32 bits, twice with different starts: a name, not a proof. */
function digest(text) {
  const half = (start) => {
    let hash = start;
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return (hash >>> 0).toString(36);
  };
  return half(0x811c9dc5) + half(0x01000193);
}
