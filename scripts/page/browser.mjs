// Chromium with its own libraries and fonts, so that a page looks the same on every machine.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const TOOLS = process.env.PAGE_TOOLS;
const UNPACKED = join(TOOLS, "unpacked");
const require = createRequire(join(TOOLS, "package.json"));

/// Starts the pinned browser, or the one that BROWSER_PATH names.
export async function launch() {
  await unpack();
  const { chromium } = require("playwright-core");
  return chromium.launch({
    executablePath: process.env.BROWSER_PATH || join(UNPACKED, "chromium"),
    // It runs as whoever runs the checks, maybe root in a container, and opens one page of this machine.
    args: ["--headless=shell", "--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"],
    env: { ...process.env, LD_LIBRARY_PATH: join(UNPACKED, "al2023", "lib"), FONTCONFIG_FILE: join(UNPACKED, "fonts.conf") },
  });
}

/// Once, and whole or not at all.
async function unpack() {
  if (existsSync(UNPACKED)) return;
  const part = `${UNPACKED}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  // The package unpacks to where temporary files go.
  const { TMPDIR } = process.env;
  process.env.TMPDIR = part;
  const { inflate } = require("@sparticuz/chromium");
  const packed = join(TOOLS, "node_modules", "@sparticuz", "chromium", "bin");
  await Promise.all(["chromium.br", "al2023.tar.br"].map((name) => inflate(join(packed, name))));
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  writeFileSync(join(part, "fonts.conf"), fontconfig());
  renameSync(part, UNPACKED);
}

function fontconfig() {
  const alias = (family, first) => `<alias binding="strong"><family>${family}</family><prefer><family>${first}</family></prefer></alias>`;
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(TOOLS, "node_modules", "@expo-google-fonts")}</dir>
  <cachedir>${join(UNPACKED, "font-cache")}</cachedir>
  ${alias("system-ui", "Inter")}${alias("sans-serif", "Inter")}${alias("ui-monospace", "JetBrains Mono")}${alias("monospace", "JetBrains Mono")}
</fontconfig>
`;
}
