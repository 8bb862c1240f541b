import type { Hub } from "../../../src/core/hub/hub";
import type { NoticeView } from "../../../src/core/messages";
import { Panel } from "../../../src/core/panel/panel";
import type { PanelState } from "../../../src/core/panel/state";
import type { Thumbnail } from "../../../src/core/panel/thumbnails";
import { Trouble } from "../../../src/core/trouble";
import { FakeHub } from "../hub/fake_hub";
import { FakeUsing } from "./fake_using";
import { ManualClock } from "./manual_clock";

/** Let everything come that has been asked for, without any time passing. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A panel between a hub and an editor that do what a test says. */
export class PanelStage {
  readonly hub: FakeHub;
  readonly using = new FakeUsing();
  readonly clock = new ManualClock();
  readonly reported: unknown[] = [];
  readonly shown: boolean[] = [];
  readonly thumbnails: Thumbnail[] = [];
  kept: unknown = undefined;
  readonly connections: string[] = [];
  openedFolders = 0;
  panel: Panel;
  readonly #seen: Hub;

  /** `seen` is what the panel asks in place of the hub, where something stands before it. */
  constructor(hub = new FakeHub(), seen: Hub = hub) {
    this.hub = hub;
    this.#seen = seen;
    this.panel = this.#make();
  }

  get state(): PanelState {
    return this.panel.state;
  }

  /** What it tells, by its code. */
  get told(): string {
    return this.state.notice?.code ?? "";
  }

  get notice(): NoticeView {
    if (this.state.notice === null) throw new Error("nothing is told");
    return this.state.notice;
  }

  /** Faults of ours. */
  get faults(): readonly unknown[] {
    return this.reported.filter((each) => !(each instanceof Trouble));
  }

  /** What was searched for. */
  get searched(): readonly unknown[] {
    return this.hub.calls.filter(({ method }) => method === "search").map(({ asked }) => asked[0]);
  }

  async connected(): Promise<this> {
    this.panel.wake();
    await settle();
    return this;
  }

  async showing(words = "red mug"): Promise<this> {
    await this.connected();
    this.panel.search(words, "");
    await settle();
    return this;
  }

  async after(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds);
    await settle();
  }

  /** Close the window, and open another one. */
  startAgain(): void {
    this.panel.dispose();
    this.panel = this.#make();
  }

  #make(): Panel {
    const panel = new Panel({
      hub: this.#seen,
      using: this.using,
      clock: this.clock,
      language: "en",
      memory: {
        read: () => this.kept,
        write: (kept) => {
          this.kept = structuredClone(kept);
        },
      },
      report: (fault) => this.reported.push(fault),
      connected: ({ version, libraryId }) => this.connections.push(`${version} ${libraryId}`),
      show: (typing) => this.shown.push(typing),
      openFolder: () => {
        this.openedFolders += 1;
      },
    });
    panel.receive((thumbnail) => this.thumbnails.push(thumbnail));
    return panel;
  }
}
