// Runs the script of verify.html on bundles: says what it finds of each.
import { readFileSync } from "node:fs";

const [page, ...bundles] = process.argv.slice(2);
const [, script] = /<script>([^]*)<\/script>/.exec(readFileSync(page, "utf8"));
new Function(script)();
for (const bundle of bundles) {
  try {
    console.log(await globalThis.verifyBundle(new Uint8Array(readFileSync(bundle)), "", () => {}));
  } catch (error) {
    console.log(`BAD: ${error.message}`);
  }
}
