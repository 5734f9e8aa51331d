// node validate.mjs SCHEMA FILE: exit 0 when the file obeys the schema, 1 with the complaints when it does not.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [schema, file] = process.argv.slice(2).map(path => JSON.parse(readFileSync(path, "utf8")));
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
addFormats(ajv);
const validate = ajv.compile(schema);
if (!validate(file)) {
  console.error(ajv.errorsText(validate.errors, { separator: "\n" }));
  process.exit(1);
}
