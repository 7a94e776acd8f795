// Compiles every schema of the bundled contract in ajv (JSON Schema 2020-12).
// Usage: NODE_PATH=... node tests/ajv-compile.js openapi.json
const { readFileSync } = require("node:fs");
const Ajv = require("ajv/dist/2020");

const document = JSON.parse(readFileSync(process.argv[2], "utf8"));
const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema(document, "bundle");
const names = Object.keys(document.components.schemas);
for (const name of names) {
  if (!ajv.getSchema(`bundle#/components/schemas/${name}`)) {
    throw new Error(`${name} does not compile`);
  }
}
console.log(`ajv compiled ${names.length} schemas of the bundled contract`);
