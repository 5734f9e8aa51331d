// node validate.mjs SCHEMA FILE...: exit 0 when every file obeys the schema, 1 with the complaints, each behind its file, when one does not.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [schema, ...files] = process.argv.slice(2);
const read = path => JSON.parse(readFileSync(path, "utf8"));
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
addFormats(ajv);
const validate = ajv.compile(read(schema));
if (files.length === 0) {
  console.error("no file to validate");
  process.exit(1);
}
for (const file of files) {
  if (!validate(read(file))) {
    console.error(`${file}: ${ajv.errorsText(validate.errors, { separator: `\n${file}: ` })}`);
    process.exitCode = 1;
  }
}
