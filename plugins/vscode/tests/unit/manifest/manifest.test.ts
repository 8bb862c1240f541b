import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SEARCHABLE_ENDINGS } from "../../../src/core/picture_kinds";
import { type Manifest, ROOT, readJson, sources } from "./manifest";

const manifest = readJson<Manifest>("package.json");
const english = readJson<Readonly<Record<string, string>>>("package.nls.json");
const german = readJson<Readonly<Record<string, string>>>("package.nls.de.json");
const { commands, configuration, keybindings, menus, views, viewsWelcome, walkthroughs } =
  manifest.contributes;
const host = [...sources("src/host").values(), readFileSync(join(ROOT, "src/extension.ts"), "utf8")].join(
  "\n",
);
const ids = new Set(commands.map(({ command }) => command));
const settings = new Map(configuration.flatMap(({ properties }) => Object.entries(properties)));

const markers = (text: string) =>
  [...text.matchAll(/\$\{\w+\}|\]\(command:[^)]*\)|`#[^`]*`|bowerbird [a-z]+(?: vscode)?'/g)]
    .map(([found]) => found)
    .sort();

describe("texts", () => {
  const used = new Set([...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));

  it("are there for each key that is used, and for no other", () => {
    expect(Object.keys(english).sort()).toEqual([...used].sort());
  });

  it("are there in German too, with the same variables, links and commands", () => {
    expect(Object.keys(german)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(english)) {
      expect(german[key]?.trim(), key).not.toBe("");
      expect(markers(german[key] ?? ""), key).toEqual(markers(text));
    }
  });

  it("lead to commands that are there", () => {
    for (const text of [...Object.values(english), ...Object.values(german)]) {
      for (const [, command] of text.matchAll(/\(command:([\w.]+)/g)) {
        if (command?.startsWith("bowerbird.")) expect(ids).toContain(command);
      }
    }
  });
});

describe("commands", () => {
  it.each([...ids])("%s has a title and is registered", (id) => {
    const [command, ...more] = commands.filter((each) => each.command === id);
    expect(more).toEqual([]);
    expect(command).toMatchObject({
      title: `%${id.replace("bowerbird.", "command.")}%`,
      category: "Bowerbird",
    });
    expect(host).toMatch(new RegExp(`\\w\\(\\s*"(?:bowerbird\\.)?${id.replace("bowerbird.", "")}"`));
  });

  it("in menus, keys and steps are ours", () => {
    for (const { command } of [...Object.values(menus).flat(), ...keybindings])
      expect(ids).toContain(command);
    const events = walkthroughs.flatMap(({ steps }) =>
      steps.flatMap(({ completionEvents }) => completionEvents),
    );
    for (const event of events.filter((each) => each.startsWith("onCommand:"))) {
      expect(ids).toContain(event.slice("onCommand:".length));
    }
  });

  it("in toolbars have an icon", () => {
    const bars = [...(menus["view/title"] ?? []), ...(menus["editor/title"] ?? [])];
    for (const { command } of bars.filter(({ group }) => group?.startsWith("navigation"))) {
      expect(commands.find((each) => each.command === command)?.icon, command).toMatch(/^\$\([a-z-]+\)$/);
    }
  });

  it("that want a chosen picture hide from the palette without one", () => {
    const onPictures = (menus["webview/context"] ?? []).filter(({ when }) =>
      when?.includes("bowerbird.search"),
    );
    expect(onPictures.length).toBeGreaterThan(5);
    for (const { command } of onPictures) {
      const item = menus.commandPalette.find((each) => each.command === command);
      expect(item?.when, command).toBe("bowerbird.hasChosen");
    }
  });

  it("for image files stand at the files that can be searched with", () => {
    const items = [...(menus["explorer/context"] ?? []), ...(menus["editor/title/context"] ?? [])];
    for (const { when } of items) {
      const endings = /\\\.\(([^)]+)\)\$\/i/.exec(when ?? "")?.[1]?.split("|");
      expect(endings).toEqual([...SEARCHABLE_ENDINGS].sort());
    }
  });
});

describe("keys", () => {
  it("are chords: what is typed with Alt Gr stays free", () => {
    expect(new Set(keybindings.map(({ key }) => key)).size).toBe(keybindings.length);
    for (const { key, mac } of keybindings) {
      expect(key).toMatch(/^ctrl\+k (?:shift\+|alt\+)?b$/);
      expect(mac).toBe(key.replace("ctrl", "cmd"));
    }
  });
});

describe("views", () => {
  it("say what is the matter in each state that has no view of its own", () => {
    const states = viewsWelcome.map(({ when }) => /bowerbird\.shows == ([\w-]+)/.exec(when)?.[1]);
    expect(states.sort()).toEqual([
      "connecting",
      "elsewhere",
      "elsewhere",
      "empty",
      "not-paired",
      "not-running",
      "trouble",
    ]);
    for (const { view } of viewsWelcome) expect(views.bowerbird.map(({ id }) => id)).toContain(view);
  });

  it("have states that the code knows", () => {
    const state = sources("src/core/panel").get("src/core/panel/state.ts") ?? "";
    for (const { when } of viewsWelcome) {
      expect(state).toContain(`"${/bowerbird\.shows == ([\w-]+)/.exec(when)?.[1]}"`);
    }
  });

  it("say something also before any code of ours runs", () => {
    expect(viewsWelcome.filter(({ when }) => when.startsWith("!bowerbird.shows ||"))).toHaveLength(1);
  });

  it("say that they are elsewhere only where that is known", () => {
    const [known, unknown] = viewsWelcome
      .filter(({ when }) => when.includes("elsewhere"))
      .map(({ when }) => when.replace("bowerbird.shows == elsewhere && ", ""));
    expect(unknown).toBe(`!(${known})`);
  });

  it("have one button each, and the log in a sentence", () => {
    for (const texts of [english, german]) {
      const welcomes = Object.entries(texts).filter(([key]) => key.startsWith("welcome."));
      expect(welcomes).toHaveLength(viewsWelcome.length);
      for (const [key, text] of welcomes) {
        for (const line of text.split("\n").filter((each) => each.includes("showLog")))
          expect(line, key).not.toMatch(/^\[/);
      }
    }
  });

  it("are not named as the editor's own, with which they stand in one list", () => {
    const named = views.bowerbird.map(({ name }) => english[name.replaceAll("%", "")]);
    expect(named).toEqual(["Connection", "Pictures"]);
  });
});

describe("pictures", () => {
  const named = [
    manifest.icon,
    ...manifest.contributes.viewsContainers.activitybar.map(({ icon }) => icon),
    ...Object.values(views).flatMap((each) => each.map(({ icon }) => icon)),
    ...walkthroughs.flatMap(({ icon, steps }) => [icon, ...steps.map(({ media }) => media.svg)]),
  ];

  it.each([...new Set(named)])("%s is there", (name) => expect(existsSync(join(ROOT, name))).toBe(true));

  it("the icon is a PNG of at least 128 pixels", () => {
    const png = readFileSync(join(ROOT, manifest.icon));
    expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
    expect(png.readUInt32BE(20)).toBe(png.readUInt32BE(16));
  });

  it("those of the walkthrough have the colours of the theme, and say what they show", () => {
    for (const { media } of walkthroughs.flatMap(({ steps }) => steps)) {
      const svg = readFileSync(join(ROOT, media.svg), "utf8");
      const colours = [...svg.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour);
      for (const colour of colours) expect(colour).toMatch(/^(?:none|var\(--vscode-.*\))$/);
      expect(media.altText).toMatch(/^%.*%$/);
    }
  });
});

describe("settings", () => {
  const DEFAULTS: Readonly<Record<string, unknown>> = {
    "insert.way": "copy",
    "insert.altText": "choose",
    "insert.markdownForm": "markdown",
    "insert.dimensions": false,
    "copy.destination": {},
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how the variables of a template are written
    "copy.nameTemplate": "${fileName}",
    "copy.format": "original",
    "copy.longSide": 0,
    "copy.quality": 82,
    "hub.command": [],
    "hub.start": true,
  };

  it("have the names and values that everything else counts on", () => {
    const found = Object.fromEntries(
      [...settings].map(([name, setting]) => [name.replace("bowerbird.", ""), setting.default]),
    );
    expect(found).toEqual(DEFAULTS);
  });

  it("that the code reads are these, each of them", () => {
    const read = [...host.matchAll(/\.get\("((?:insert|copy)\.\w+)"\)/g)].map(
      ([, name]) => `bowerbird.${name}`,
    );
    const hub = [...host.matchAll(/settings\.get\("(start|command)"\)/g)].map(
      ([, name]) => `bowerbird.hub.${name}`,
    );
    expect([...new Set([...read, ...hub])].sort()).toEqual([...settings.keys()].sort());
  });

  it("stand in an order, and each choice says what it does", () => {
    const orders = [...settings.values()].map(({ order }) => order);
    expect(new Set(orders).size).toBe(orders.length);
    for (const [name, setting] of settings) {
      expect(setting.enumDescriptions?.length, name).toBe(setting.enum?.length);
    }
  });

  it("that a workspace which is not trusted must not make exist", () => {
    for (const name of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations) {
      expect([...settings.keys()]).toContain(name);
    }
  });

  it("of a command that is run cannot come from a workspace at all", () => {
    expect(settings.get("bowerbird.hub.command")?.scope).toBe("machine");
    expect(settings.get("bowerbird.hub.start")?.scope).toBe("machine");
  });
});

describe("the extension", () => {
  it("is typed against the oldest editor that it is for", () => {
    expect(manifest.devDependencies["@types/vscode"]?.replace("~", "")).toBe(
      manifest.engines.vscode.replace("^", ""),
    );
  });

  it("runs when it is used, or to fill a tab that it has left open, and by nothing else", () => {
    expect(manifest.activationEvents).toEqual(["onFileSystem:bowerbird-preview"]);
    expect(host).toContain('PREVIEW_SCHEME = "bowerbird-preview"');
  });

  it("registers the tool that it promises to assistants", () => {
    for (const { name } of manifest.contributes.languageModelTools) expect(host).toContain(`"${name}"`);
  });

  it("ships its words and pictures", () => {
    const kept = readFileSync(join(ROOT, ".vscodeignore"), "utf8").split("\n");
    for (const part of [
      "dist/**",
      "l10n/**",
      "media/**",
      "package.json",
      "package.nls*.json",
      "README.md",
      "CHANGELOG.md",
      "LICENSE",
    ]) {
      expect(kept).toContain(`!${part}`);
    }
  });
});
