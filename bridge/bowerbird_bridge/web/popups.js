// Menus, panels that hang on a button, and dialogs: on the browser's own popover and dialog, which keep the focus right.

import { button, el, freshId, icon } from "./elements.js";

/** Put a popup below (or above) a point or an element, wholly inside the window. */
function settle(popup, at) {
  const box = at instanceof Element ? at.getBoundingClientRect() : new DOMRect(at.x, at.y, 0, 0);
  const { offsetWidth: width, offsetHeight: height } = popup;
  const left = Math.max(8, Math.min(box.left, innerWidth - width - 8));
  const below = box.bottom + 6;
  const top = below + height <= innerHeight - 8 ? below : Math.max(8, box.top - height - 6);
  Object.assign(popup.style, { left: `${left}px`, top: `${top}px` });
}

/**
 * Open a menu at a point or below an element.
 * @param {Element|{x: number, y: number}} at
 * @param {string} label
 * @param {Array<{text: string, icon?: any, key?: string, checked?: boolean, off?: boolean, act: () => void}|null>} items null: a line
 */
export function openMenu(at, label, items) {
  const before = document.activeElement;
  const menu = el("div", { class: "popup menu", popover: "auto", role: "menu", "aria-label": label });
  for (const item of items) menu.append(item ? menuItem(item, menu) : el("div", { class: "rule", role: "separator" }));
  const choices = [...menu.querySelectorAll(".choice")];
  const step = (by) => {
    const now = choices.indexOf(document.activeElement);
    choices.at((now + by + choices.length) % choices.length).focus();
  };
  menu.addEventListener("keydown", (event) => {
    const act = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Home: () => choices[0].focus(), End: () => choices.at(-1).focus(), Tab: () => menu.hidePopover() }[event.key];
    event.stopPropagation();
    if (!act) return;
    event.preventDefault();
    act();
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    menu.remove();
    if (document.activeElement === document.body) before?.focus?.();
  });
  (document.querySelector("main") ?? document.body).append(menu); // within a landmark
  menu.showPopover();
  settle(menu, at);
  choices[0]?.focus();
}

function menuItem({ text, icon: drawn, key, checked, off, act }, menu) {
  return el(
    "button",
    {
      type: "button",
      class: "choice",
      role: checked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": checked === undefined ? null : String(checked),
      "aria-disabled": off ? "true" : null,
      tabindex: "-1",
      onclick: () => {
        if (off) return;
        menu.hidePopover();
        act();
      },
    },
    checked === undefined ? (drawn ? icon(drawn) : null) : el("span", { class: "mark" }, checked ? icon("check") : null),
    el("span", {}, text),
    key ? el("kbd", { "aria-hidden": "true" }, key) : null,
  );
}

/**
 * Hang a panel on a button; `build` fills it each time it opens.
 * @param {HTMLElement} opener
 * @param {string} label
 * @param {(panel: HTMLElement) => void} build
 */
export function hangPanel(opener, label, build) {
  const panel = el("div", { class: "popup panel", popover: "auto", role: "dialog", "aria-label": label, id: freshId("panel") });
  opener.setAttribute("popovertarget", panel.id);
  opener.setAttribute("aria-haspopup", "dialog");
  opener.after(panel);
  panel.addEventListener("beforetoggle", (event) => {
    opener.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState === "open") build(panel);
  });
  panel.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    settle(panel, opener);
    panel.querySelector("input, select, button, [tabindex]")?.focus();
  });
  return panel;
}

/**
 * Open a dialog and wait for its answer: what `done` is called with, or null where it is closed.
 * @template T
 * @param {{title: string, wide?: boolean, build: (done: (answer: T) => void) => {body: Node|Node[], actions?: Node[]}}} options
 * @returns {Promise<T|null>}
 */
export function openDialog({ title, wide = false, build }) {
  return new Promise((resolve) => {
    const heading = freshId("dialog");
    const dialog = el("dialog", { class: `dialog${wide ? " wide" : ""}`, "aria-labelledby": heading });
    let answer = null;
    const done = (given) => {
      answer = given;
      dialog.close();
    };
    const { body, actions = [] } = build(done);
    dialog.append(
      el("header", {}, el("h2", { id: heading }, title), button({ label: "Close", icon: "close", kind: "quiet", onclick: () => dialog.close() })),
      el("div", { class: "body" }, body),
      actions.length ? el("footer", {}, actions) : "",
    );
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    (dialog.querySelector("[autofocus]") ?? dialog.querySelector(".body input, .body [tabindex='0'], footer .main") ?? dialog).focus();
  });
}

/** Ask before something that cannot be taken back. */
export function confirmation({ title, text, yes, danger = true }) {
  return openDialog({
    title,
    build: (done) => ({
      body: el("p", {}, text),
      actions: [button({ text: "Cancel", onclick: () => done(false) }), button({ text: yes, kind: danger ? "danger" : "main", onclick: () => done(true) })],
    }),
  });
}

/** Ask for one line of text. */
export function askText({ title, label, value = "", yes, hint = "" }) {
  return openDialog({
    title,
    build: (done) => {
      const input = el("input", { type: "text", id: freshId("text"), value, maxlength: "200", autocomplete: "off", autofocus: true });
      const answer = () => input.value.trim() && done(input.value.trim());
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault(); // else the same key would press the button that gets the focus back
        answer();
      });
      return {
        body: el("div", { class: "field" }, el("label", { for: input.id }, label), input, hint ? el("p", { class: "hint" }, hint) : null),
        actions: [button({ text: "Cancel", onclick: () => done(null) }), button({ text: yes, kind: "main", onclick: answer })],
      };
    },
  });
}
