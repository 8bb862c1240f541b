import * as vscode from "vscode";
import type { Hub } from "../../core/hub/hub";
import { DRAG_TYPE } from "../../core/messages";
import type { Way } from "../../core/panel/using";
import type { Desk } from "../desk";
import { pictureCommand } from "../picture_command";
import { EDIT_KIND, PictureDrops, PicturePastes } from "./dropping";
import { EditorUsing } from "./editor_using";
import { PREVIEW_SCHEME, PreviewFiles } from "./previews";

/** Make what puts pictures to use in this window; whoever calls disposes of it. */
export function createUsing(hub: Hub, memory: vscode.Memento): EditorUsing {
  return new EditorUsing({ hub, memory });
}

/** Register all that puts pictures into texts and folders: commands, drops, pastes, and the files of previews. */
export function registerInserting(desk: () => Desk): vscode.Disposable {
  const insert = (name: string, way: Way): vscode.Disposable =>
    pictureCommand(name, desk, ({ panel }, ids) => panel.insert(ids, way));
  const everywhere: vscode.DocumentSelector = { scheme: "*" };
  return vscode.Disposable.from(
    insert("insert", "usual"),
    insert("insertCopy", "copy"),
    insert("insertLink", "link"),
    insert("insertWithOptions", "options"),
    pictureCommand("copyToWorkspace", desk, ({ panel }, ids) => panel.copyToWorkspace(ids)),
    pictureCommand("openPicture", desk, ({ panel }, [id]) => {
      if (id !== undefined) panel.open(id);
    }),
    vscode.languages.registerDocumentDropEditProvider(everywhere, new PictureDrops(desk), {
      dropMimeTypes: [DRAG_TYPE],
      providedDropEditKinds: [EDIT_KIND],
    }),
    vscode.languages.registerDocumentPasteEditProvider(everywhere, new PicturePastes(desk), {
      pasteMimeTypes: [DRAG_TYPE],
      providedPasteEditKinds: [EDIT_KIND],
    }),
    vscode.workspace.registerFileSystemProvider(PREVIEW_SCHEME, new PreviewFiles(() => desk().hub), {
      isReadonly: true,
      isCaseSensitive: true,
    }),
  );
}
