import type { Connected, Hub } from "../hub/hub";
import type { Board } from "./board";
import type { Clock } from "./clock";
import type { Using } from "./using";

/** What the parts of one panel share. */
export interface World {
  readonly hub: Hub;
  readonly using: Using;
  readonly board: Board;
  readonly clock: Clock;
  /** The language that the person reads, as "de". */
  readonly language: string;
  /** Note a fault of ours. */
  report(fault: unknown): void;
  /** Note with whom we are connected, each time that it is found. */
  connected(hub: Connected): void;
  /** Keep settings, soon. */
  save(): void;
}
