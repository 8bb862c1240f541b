import { readableName } from "../inserting/alternatives";

/** Give the words to search for where a file is missing: what its name says, without its ending and its joints. */
export function wordsOfName(fileName: string): string {
  const stem = fileName.replace(/(?<=.)\.[a-z\d]{1,5}$/i, "");
  return readableName(fileName) ?? stem;
}
