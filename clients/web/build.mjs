// Builds the page from `src` into chatservice/web; `--check` compares instead, and `--out FOLDER` writes elsewhere.
//
// Names are the same in every build, so that the packaged files are always the same; their contents are told apart by
// the query `?v=`, with which the browser may keep them for good.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const COMMITTED = join(HERE, "../../chatservice/web");
const PACKED = /\.(js|css|html|svg|json|webmanifest)$/;
const PACKED_FROM = 1024; // bytes
const GENERATED = /-([A-Z0-9]{8})\.(js|css)$/; // esbuild's own names

const bundle = (entryPoints, more) =>
  build({
    entryPoints,
    outdir: HERE,
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022", "chrome111", "firefox114", "safari16.4"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]",
    ...more,
  });

const present = (...names) => names.map((name) => join(HERE, "src", name)).filter(existsSync);

/** What esbuild makes: name to text. */
async function bundled() {
  const outputs = [
    await bundle(present("main.ts", "main.tsx"), { splitting: true }),
    await bundle(present("style/main.css", "style/code.css", "style/admin.css"), {}),
  ];
  const worker = present("worker.ts");
  if (worker.length) outputs.push(await bundle(worker, { format: "iife" }));
  const files = new Map();
  for (const { outputFiles } of outputs)
    for (const file of outputFiles) files.set(file.path.slice(HERE.length + 1), file.text);
  return files;
}

const versionOf = (content) => createHash("sha256").update(content).digest("hex").slice(0, 12);

/** A name without its hash for each chunk; those that would be the same are numbered. */
function plainNames(files) {
  const plain = new Map();
  const taken = new Set([...files.keys()].filter((name) => !GENERATED.test(name)));
  for (const name of [...files.keys()].filter((name) => GENERATED.test(name)).sort(bySize(files))) {
    let short = name.replace(GENERATED, ".$2");
    for (let number = 2; taken.has(short); number++) short = name.replace(GENERATED, `${number}.$2`);
    taken.add(short);
    plain.set(name, short);
  }
  return plain;
}

/** The largest first: of chunks of the same name, a small change must not swap the numbers. */
const bySize = (files) => (a, b) => files.get(b).length - files.get(a).length || (a < b ? -1 : 1);

/** Replaces each chunk's name by its plain one with its version; gives the files and the version of each. What imports
 * each other in a circle has one version: under two addresses, a module would be loaded and begun twice. */
function versioned(files) {
  const plain = plainNames(files);
  const nameOf = (name) => plain.get(name) ?? name;
  const imports = new Map([...files].map(([name, text]) => [name, [...plain.keys()].filter((other) => other !== name && text.includes(other))]));
  const reached = new Map([...files.keys()].map((name) => [name, reachable(imports, name)]));
  const circleOf = (name) => [...reached.get(name)].filter((other) => reached.get(other).has(name)).sort(bySize(files));
  const versions = new Map();
  const written = (name, known) => {
    let text = files.get(name);
    for (const other of imports.get(name)) text = text.replaceAll(other, known.has(other) ? `${nameOf(other)}?v=${known.get(other)}` : nameOf(other));
    return text;
  };
  const finish = (name) => {
    if (versions.has(name)) return;
    const circle = circleOf(name);
    const outside = circle.flatMap((each) => imports.get(each)).filter((other) => !circle.includes(other));
    for (const other of outside) finish(other);
    const version = versionOf(circle.length > 1 ? circle.map((each) => written(each, versions)).join("\n") : written(name, versions));
    for (const each of circle) versions.set(each, version);
  };
  for (const name of [...files.keys()].sort()) finish(name);
  return {
    files: new Map([...files.keys()].map((name) => [nameOf(name), written(name, versions)])),
    versions: new Map([...versions].map(([name, version]) => [nameOf(name), version])),
  };
}

/** `name` and all that it imports, that these import, and so on. */
function reachable(imports, name, found = new Set()) {
  if (!found.has(name)) {
    found.add(name);
    for (const other of imports.get(name)) reachable(imports, other, found);
  }
  return found;
}

/** The files that `name` needs at once, with those that they need. */
function needed(files, name, found = new Set()) {
  for (const [, other] of files.get(name).matchAll(/(?:from|import) ?"\.\/([\w.-]+)\?v=/g)) {
    if (found.has(other)) continue;
    found.add(other);
    needed(files, other, found);
  }
  return [...found].sort();
}

/** They are named in the page, so that they come together with the script that asks for them. */
function withPage({ files, versions }) {
  const preloads = needed(files, "main.js").map((other) => `<link rel="modulepreload" href="/web/${other}">\n`);
  const page = readFileSync(join(HERE, "src/index.html"), "utf8").replace(/^.*<script/m, (line) => preloads.join("") + line);
  const named = page.replace(/\/web\/([\w.-]+)/g, (address, name) =>
    files.has(name) ? `${address}?v=${versions.get(name) ?? versionOf(files.get(name))}` : address,
  );
  return files.set("index.html", named);
}

/** Pictures and the like, as they are. */
function withAssets(files) {
  const folder = join(HERE, "src/assets");
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : [])
    files.set(name, readFileSync(join(folder, name)));
  return files;
}

function withPacked(files) {
  const all = new Map(files);
  for (const [name, text] of files) {
    const bytes = Buffer.from(text);
    if (!PACKED.test(name) || bytes.length < PACKED_FROM) continue;
    const size = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    all.set(`${name}.gz`, gzipSync(bytes, { level: 9 }));
    all.set(`${name}.br`, brotliCompressSync(bytes, { params: size }));
  }
  return all;
}

/** Compressed files are compared by what is in them: other versions of zlib write them differently. */
function sameContent(name, ours, theirs) {
  const unpack = name.endsWith(".gz") ? gunzipSync : name.endsWith(".br") ? brotliDecompressSync : (bytes) => bytes;
  return unpack(Buffer.from(ours)).equals(unpack(theirs));
}

function differences(files, folder) {
  const there = existsSync(folder) ? readdirSync(folder) : [];
  const wrong = there.filter((name) => !files.has(name));
  for (const [name, content] of files)
    if (!there.includes(name) || !sameContent(name, content, readFileSync(join(folder, name)))) wrong.push(name);
  return wrong;
}

function write(files, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
}

const files = withPacked(withPage(versioned(withAssets(await bundled()))));
if (process.argv.includes("--check")) {
  const wrong = differences(files, COMMITTED);
  if (wrong.length) {
    console.error(`chatservice/web is not what clients/web builds (make web): ${wrong.sort().join(", ")}`);
    process.exit(1);
  }
} else {
  const out = process.argv.indexOf("--out");
  write(files, out < 0 ? COMMITTED : process.argv[out + 1]);
}
