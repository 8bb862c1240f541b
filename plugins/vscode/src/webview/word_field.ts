import { el } from "./elements";

/** A field of words that shows what the extension searches with, without overwriting what is being typed. */
export class WordField {
  readonly label: HTMLLabelElement;
  readonly input: HTMLInputElement;
  readonly #posted = new Set<string>();
  #shown: string | null = null;

  constructor(id: string, label: string, placeholder: string, most: number) {
    this.label = el("label", { for: id }, label);
    this.input = el("input", {
      id,
      type: "text",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "search",
      dir: "auto",
      maxlength: most,
      placeholder,
    });
  }

  get value(): string {
    return this.input.value.trim();
  }

  /** Note that what is typed was sent: when it comes back, the person may have typed on. */
  posted(): void {
    this.#posted.add(this.value);
  }

  /** Show what is searched with. */
  show(text: string): void {
    if (text === this.#shown) return;
    const isFirst = this.#shown === null;
    this.#shown = text;
    const isEcho = this.#posted.has(text);
    if (text === this.value) this.#posted.clear();
    if (isEcho || (isFirst && text === "")) return;
    this.input.value = text;
  }
}
