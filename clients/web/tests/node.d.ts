/** What the tests use of Node. */

declare module "node:assert/strict" {
  interface Assert {
    (value: unknown, message?: string): asserts value;
    ok(value: unknown, message?: string): asserts value;
    equal<T>(actual: unknown, expected: T, message?: string): asserts actual is T;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    match(text: string, pattern: RegExp, message?: string): void;
    doesNotMatch(text: string, pattern: RegExp, message?: string): void;
    throws(call: () => unknown, error?: unknown): void;
  }
  const assert: Assert;
  export default assert;
}

declare module "node:test" {
  export function test(name: string, run: () => void | Promise<void>): void;
  export default test;
}

declare module "node:fs" {
  export function readFileSync(file: number | string, encoding: "utf8" | "utf-8"): string;
}

declare module "node:readline" {
  export function createInterface(options: { input: unknown }): AsyncIterable<string>;
}

declare const process: { readonly stdin: unknown; readonly stdout: { write(text: string): void }; readonly env: Record<string, string | undefined> };

declare const Buffer: { byteLength(text: string): number; from(text: string): Uint8Array };
