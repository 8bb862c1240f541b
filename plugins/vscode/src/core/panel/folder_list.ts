import type { Subfolder } from "../hub/hub";
import { Trouble } from "../trouble";
import { places } from "./places";
import { Slot } from "./slot";
import type { World } from "./world";

/** The folders to search in: those of the library at once, those below them one after the other behind it. */
export class FolderList {
  readonly #world: World;
  readonly #lost: (reason: unknown) => boolean;
  readonly #listing: Slot;

  /** `lost` takes note of what went wrong, and tells whether the connection is lost with it. */
  constructor(world: World, lost: (reason: unknown) => boolean) {
    this.#world = world;
    this.#lost = lost;
    this.#listing = new Slot(world.report);
  }

  list(): void {
    this.#listing.run(
      (signal) => this.#list(signal),
      () => undefined,
      (reason) => {
        // Without folders everything else works.
        if (!this.#lost(reason)) this.#world.report(reason);
      },
    );
  }

  stop(): void {
    this.#listing.free();
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { hub, board } = this.#world;
    const folders = await hub.folders(signal);
    const below = new Map<string, readonly Subfolder[]>();
    const isFirst = board.state.folders.length === 0;
    for (const { id } of folders) {
      if (isFirst && !signal.aborted) board.put({ folders: places(folders, below) });
      below.set(id, await this.#below(id, signal));
    }
    if (!signal.aborted) board.put({ folders: places(folders, below) });
  }

  async #below(id: string, signal: AbortSignal): Promise<readonly Subfolder[]> {
    try {
      return await this.#world.hub.subfolders(id, signal);
    } catch (reason) {
      if (signal.aborted || !(reason instanceof Trouble) || this.#lost(reason)) throw reason;
      return [];
    }
  }
}
