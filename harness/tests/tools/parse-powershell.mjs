// node parse-powershell.mjs FILE: exit 0 when the file is correct PowerShell, 1 with the place of the first error when it is not.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { Parser, Language } = require("@vscode/tree-sitter-wasm");
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(require.resolve("@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm")));
const root = parser.parse(readFileSync(process.argv[2], "utf8")).rootNode;
if (root.hasError) {
  const broken = node => node.isError || node.isMissing ? node : node.children.map(broken).find(Boolean);
  const at = broken(root)?.startPosition ?? root.startPosition;
  console.error(`${process.argv[2]}:${at.row + 1}:${at.column + 1}: not PowerShell`);
  process.exit(1);
}
