// biome-ignore-all lint/suspicious/noTemplateCurlyInString: names are written here that would be code.
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { destinationOf } from "../../../src/core/inserting/destinations";
import type { Wish } from "../../../src/core/inserting/forms";
import { nameByTemplate } from "../../../src/core/inserting/names";
import { writeInto } from "../../../src/core/inserting/writing";
import { iconless, unlinked } from "../../../src/core/panel/foreign";

const WISH: Wish = { markdownForm: "markdown", dimensions: false };

/** Write a picture at the `|` of a text; gives what was written alone. */
function written(languageId: string, text: string, path: string, alt = "", wish = WISH): string {
  const [before = "", after = ""] = text.split("|");
  const link = { path, alts: alt === "" ? [] : [alt], isAbsolute: false, width: 1, height: 1 };
  return writeInto({ languageId, before, after }, [link], wish, "automatic").text;
}

describe("a picture's name is never run as code", () => {
  it.each([
    ["shellscript", "cp |", "a/$(id).png", "'a/$(id).png'"],
    ["shellscript", "cp |", "a/it's `id`.png", "'a/it'\\''s `id`.png'"],
    ["shellscript", 'cp "|"', "a/$(id)`id`.png", "a/\\$(id)\\`id\\`.png"],
    ["shellscript", "cp '|'", "a/'$(id)'.png", "a/'\\''$(id)'\\''.png"],
    ["dotenv", "LOGO=|", "a/$(id).png", "'a/$(id).png'"],
    ["fish", "cp |", "a/$(id)'.png", "'a/$(id)\\'.png'"],
    ["fish", 'cp "|"', "a/$(id).png", "a/\\$(id).png"],
    ["powershell", "cp |", "a/$(calc)’.png", "'a/$(calc)’’.png'"],
    ["powershell", 'cp "|"', "a/$(calc)”.png", "a/`$(calc)`”.png"],
    ["bat", "copy |", "a/&calc&%PATH%.png", '"a/&calc&%%PATH%%.png"'],
    ["makefile", "logo = |", "a/$(shell id)#.png", "a/$$(shell id)\\#.png"],
    ["dockercompose", "logo: |", "a/${HOME}.png", '"a/$${HOME}.png"'],
    ["typescript", "a = `|`", "a/${alert(1)}.png", "./a/\\${alert(1)}.png"],
    ["typescript", "a = '|'", "a/${1}.png", "./a/${1}.png"],
    ["typescriptreact", 'a = `<img src="|', "a/'${alert(1)}.png", "./a/%27$%7Balert(1)%7D.png"],
    ["ruby", "load |", "a/#{`id`}.png", '"a/\\#{`id`}.png"'],
    ["ruby", 'load "|"', "a/#{`id`}.png", "a/\\#{`id`}.png"],
    ["ruby", "load '|'", "a/#{x}.png", "a/#{x}.png"],
    ["elixir", "load(|)", "a/#{1}.png", '"a/\\#{1}.png"'],
    ["kotlin", "load(|)", "a/${exit(1)}.png", '"a/\\${exit(1)}.png"'],
    ["dart", "load('|')", "a/${exit(1)}.png", "a/\\${exit(1)}.png"],
    ["julia", "load(|)", "a/$(exit(1)).png", '"a/\\$(exit(1)).png"'],
    ["perl", "load(|)", "a/@{[exit]}$x.png", '"a/\\@\\{[exit]}\\$x.png"'],
    ["tcl", 'load "|"', "a/[exit]$x.png", "a/\\[exit]\\$x.png"],
    ["terraform", "a = |", 'a/${file("x")}.png', '"a/$${file(\\"x\\")}.png"'],
    ["python", 'load(f"|")', "a/{exit()}.png", "a/{{exit()}}.png"],
    ["python", 'load(f"a" + "|")', "a/{exit()}.png", "a/{exit()}.png"],
    ["python", "load(if|)", "a/{b}.png", '"a/{b}.png"'],
    ["csharp", 'Load($"|")', "a/{Exit()}.png", "a/{{Exit()}}.png"],
    ["php", "<?php echo '|'", "a/'.system(id).'.png", "a/\\'.system(id).\\'.png"],
    ["php", "<?php $a = |;", "a/$x{$y}.png", '"a/\\$x{\\$y}.png"'],
    ["php", "<?php a(); ?><p>|", "a/b.png", '<img src="a/b.png" alt="">'],
    ["erb", "<%= image |", "a/#{`id`}.png", '"a/\\#{`id`}.png"'],
    ["ejs", "<% a = `|", "a/${exit()}.png", "./a/\\${exit()}.png"],
    ["razor", "<p>|", "a/@(Exit()).png", '<img src="a/%40(Exit()).png" alt="" />'],
    ["razor", '<img src="|">', "a/@(Exit()).png", "a/%40(Exit()).png"],
    ["blade", "<style>a { | }", "@php(exit()).png", 'background-image: url("%40php(exit()).png");'],
    ["blade", "<script>a = |", "a/@php(exit()){{x}}.png", '"./a/\\x40php(exit())\\x7b{x}}.png"'],
  ])("%s at %j: %s", (languageId, text, path, expected) => {
    expect(written(languageId, text, path)).toBe(expected);
  });

  it("by LaTeX, whatever stands for a backslash or ends the argument", () => {
    const path = (name: string): string => /\]\{(.*)\}$/.exec(written("latex", "|", name))?.[1] ?? "";
    expect(path("a/x}^^5cinput{b.png")).toBe("a/x\\string^\\string^5cinputb.png");
    expect(path("a/\\input{b}.png")).toBe("a/\\string\\input\\string{b\\string}.png");
    expect(written("latex", "\\includegraphics{|}", "a/^^5cend.png")).toBe("a/\\string^\\string^5cend.png");
  });

  it.skipIf(process.platform === "win32")("by a shell, whatever it is", () => {
    const name = fc
      .array(
        fc.constantFrom("$(", "`", "'", '"', "\\", "a", ")", "$", " ", "é", "!", ";", "|", "&", "\u2019"),
        {
          maxLength: 12,
        },
      )
      .map((parts) => `a${parts.join("")}`);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 50 }), (names) => {
        const plain = names.map((each) => written("shellscript", "|", each));
        const double = names.map((each) => `"${written("shellscript", 'a "|"', each)}"`);
        const single = names.map((each) => `'${written("shellscript", "a '|'", each)}'`);
        const script = `printf '%s\\0' ${[...plain, ...double, ...single].join(" ")}`;
        const read = execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
        expect(read).toEqual([...names, ...names, ...names]);
      }),
      { numRuns: 20 },
    );
  });

  it("by JavaScript, in any of its strings", () => {
    const name = fc
      .array(fc.constantFrom("${", "`", "'", '"', "\\", "a", "}", "$", " ", "é"), { maxLength: 12 })
      .map((parts) => `./a${parts.join("")}`);
    fc.assert(
      fc.property(name, fc.constantFrom("`", "'", '"'), (path, quote) => {
        const text = written("javascript", `a = ${quote}|`, path);
        expect(new Function(`return ${quote}${text}${quote}`)()).toBe(path);
      }),
    );
  });
});

describe("what is said of a picture is never run or read as marks", () => {
  it.each([
    ["html", "{{config}} {%x%}", '<img src="a.png" alt="&#123;{config}} &#123;%x%}">'],
    ["liquid", "{% include x %}", '<img src="a.png" alt="&#123;% include x %}">'],
    ["markdown", "{{ site }} {% x %}", "![{\\{ site }} {\\% x %}](a.png)"],
    ["mdx", "{{ a }}", "![\\{\\{ a \\}\\}](a.png)"],
    ["pug", 'a" onerror="b\\', 'img(src="a.png" alt="a\\" onerror=\\"b\\\\")'],
    ["org", "a :onerror alert(1)", "#+ATTR_HTML: :alt a : onerror alert(1)\n[[file:a.png]]"],
    ["asciidoc", "+++<b>+++ $$x$$", "image::a.png[&#43;&#43;&#43;<b>&#43;&#43;&#43; &#36;&#36;x&#36;&#36;]"],
  ])("%s: %s", (languageId, alt, expected) => {
    expect(written(languageId, "|", "a.png", alt)).toBe(expected);
  });

  it("nor is a name in AsciiDoc", () => {
    expect(written("asciidoc", "|", "a/+++b+++$$.png")).toBe("image::a/%2B%2B+b%2B%2B+%24$.png[]");
  });
});

describe("messages of the editor", () => {
  // The editor's own pattern for links in notifications.
  const links = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;

  it("hold no link to a command, whatever a picture is called", () => {
    const said = "Inserted [a](command:workbench.action.quit).png and [b]([c](file:x)).";
    expect(said.match(links)).toHaveLength(2);
    expect(unlinked(said).match(links)).toBeNull();
    expect(unlinked("Inserted a[1].png (twice).")).toBe("Inserted a[1].png (twice).");
  });

  it("show no icon, whatever a picture is called", () => {
    // How the editor finds icons in what its lists show.
    const icon = /\$\([A-Za-z\d-]+(?:~[A-Za-z]+)?\)/;
    expect("$(trash) can").toMatch(icon);
    expect(iconless("$(trash) can")).not.toMatch(icon);
    expect(iconless("$$($(trash)~spin)")).not.toMatch(icon);
    expect(iconless("5 $ (trash)")).toBe("5 $ (trash)");
  });
});

/** How long the processor worked for us: what else runs on the computer is no matter of these tests. */
function workedMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe("settings that come with a folder", () => {
  const document = {
    languageId: "markdown",
    path: `/w/${"a/".repeat(18)}${"a".repeat(60)}.md`,
    workspaceFolder: "/w",
    roots: ["/w"],
  };
  const never = "images/${fileName/^(a+)+$/x/}";

  it.each([
    [`${"**/".repeat(14)}*.nothing`, "a/"],
    [`/${"*a".repeat(30)}b`, "a/"],
    ["**/*", never],
  ])("cannot hold the editor: %s to %s", (glob, destination) => {
    const name = `${"a".repeat(40)}!.jpg`;
    const before = process.cpuUsage();
    const { folder } = destinationOf(
      document,
      name,
      { own: { [glob]: destination }, markdown: {} },
      new Date(0),
    );
    expect(workedMs(before)).toBeLessThan(2_000);
    expect(folder.endsWith("/images")).toBe(true);
  });

  it("cannot make a name that takes for ever to shorten", () => {
    const facts = { extension: "jpg", words: "", date: new Date(0), hash: "", width: 1, height: 1 };
    const before = process.cpuUsage();
    const name = nameByTemplate("x".repeat(200_000), { ...facts, name: "a.jpg", documentBaseName: "" });
    expect(workedMs(before)).toBeLessThan(2_000);
    expect(name).toHaveLength(204);
  });
});
