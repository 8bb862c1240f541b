import fc from "fast-check";
import { expect, test } from "vitest";
import { SEARCHABLE_ENDINGS } from "../../../src/core/picture_kinds";
import { draggedWith, mayBePicture, packed, unpacked } from "../../../src/webview/dragging";

test("a chosen picture takes all that are chosen along, another one goes alone", () => {
  expect(draggedWith("b", ["a", "b"])).toEqual(["a", "b"]);
  expect(draggedWith("c", ["a", "b"])).toEqual(["c"]);
});

test("what is packed is unpacked", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 })), (ids) => {
      expect(unpacked(packed(ids))).toEqual(ids);
    }),
  );
});

test("whatever else is dropped gives no ids", () => {
  for (const text of ["", "{", "null", "7", '"a"', "{}", '{"ids":7}', '{"ids":{"0":"a"}}']) {
    expect(unpacked(text)).toEqual([]);
  }
  expect(unpacked('{"ids":["a",7,"",null,"b"]}')).toEqual(["a", "b"]);
  fc.assert(
    fc.property(fc.string(), (text) => {
      unpacked(text);
    }),
  );
});

test("a picture is known by its type, or by its name where it has none", () => {
  expect(mayBePicture({ type: "image/png", name: "" })).toBe(true);
  expect(mayBePicture({ type: "", name: "sky.EXR" })).toBe(true);
  for (const ending of SEARCHABLE_ENDINGS) {
    expect(mayBePicture({ type: "", name: `photo.${ending}` }), ending).toBe(true);
  }
  expect(mayBePicture({ type: "", name: "notes" })).toBe(false);
  expect(mayBePicture({ type: "", name: "layers.psd" })).toBe(false);
  expect(mayBePicture({ type: "text/plain", name: "fake.png" })).toBe(false);
});
