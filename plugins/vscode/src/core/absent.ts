/** What tells where a picture is that cannot be opened now. */
export interface Whereabouts {
  readonly online: boolean;
  readonly disk: string | null;
}

/** Tell whether a picture was not found: it cannot be opened now, and no disk brings it back. */
export function isLost({ online, disk }: Whereabouts): boolean {
  return !online && !disk;
}
