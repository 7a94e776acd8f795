// Compiles every schema of the bundled contract in ajv (JSON Schema 2020-12), strictly if asked to.
// Usage: NODE_PATH=... node tests/interop/compile.js openapi.json [strict]
const { readFileSync } = require("node:fs");
const Ajv = require("ajv/dist/2020");
const addFormats = require("ajv-formats");

const [, , file, strict] = process.argv;
const document = JSON.parse(readFileSync(file, "utf8"));
const ajv = new Ajv({ strict: strict === "strict", validateFormats: strict === "strict" });
addFormats(ajv);
// What stands around the schemas are words of OpenAPI.
ajv.addVocabulary(Object.keys(document).filter((word) => !ajv.getKeyword(word)));
ajv.addSchema(document, "bundle");
const names = Object.keys(document.components.schemas);
for (const name of names) {
  if (!ajv.getSchema(`bundle#/components/schemas/${name}`)) {
    throw new Error(`${name} does not compile`);
  }
}
console.log(`ajv compiled ${names.length} schemas of the bundled contract`);
