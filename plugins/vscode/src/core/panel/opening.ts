import type { Hub } from "../hub/hub";

/** Open the hub's page; `failed` is called where that could not be done. */
export function openThePage(hub: Hub, report: (fault: unknown) => void, failed: () => void): void {
  hub
    .openPage()
    .catch((reason: unknown) => {
      report(reason);
      return false;
    })
    .then((opened) => {
      if (!opened) failed();
    })
    .catch(report);
}
