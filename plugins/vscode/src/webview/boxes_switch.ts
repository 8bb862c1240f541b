import * as l10n from "@vscode/l10n";

/** Whether boxes are drawn on pictures: turned in more than one place. */
export class BoxesSwitch {
  readonly #listeners: (() => void)[] = [];
  #isOn: boolean;

  constructor(isOn: boolean) {
    this.#isOn = isOn;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Turn it, and give the sentence that says how it stands now. */
  toggle(): string {
    this.#isOn = !this.#isOn;
    for (const listener of this.#listeners) listener();
    return this.#isOn
      ? l10n.t("The boxes on the picture are shown.")
      : l10n.t("The boxes on the picture are hidden.");
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }
}
