import {
  ChildProcess,
  execFileSync,
  spawn,
  spawnSync,
} from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "..");
const built = process.env["OHMSTEAD_BUILD"] ?? join(root, "build/release");

export interface Running {
  /** Where it listens, with a slash at the end. */
  readonly url: string;
  /** When it said so. */
  readonly readyAt: number;
  readonly pid: number;
  /** Everything printed so far. */
  readonly output: () => string;
  stop(): Promise<void>;
}

/**
 * Starts the real server and waits until it says where it listens: with a data folder of its own, which goes when it
 * stops, or with one that is kept for whoever starts another.
 */
export async function startServer(
  options: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  kept?: string,
): Promise<Running & { readonly data: string }> {
  const data = kept ?? (await mkdtemp(join(tmpdir(), "ohmstead-e2e-")));
  const child = spawn(
    join(built, "ohmstead"),
    [
      "serve",
      "--data",
      data,
      "--web",
      join(root, "web/dist"),
      ...withListen(options),
    ],
    { cwd: root, env: { ...process.env, ...environment } },
  );
  const server = await running(
    child,
    /^Ohmstead is ready at (\S+)/m,
    async () => {
      if (kept === undefined) {
        await rm(data, { recursive: true, force: true });
      }
    },
  );
  return { ...server, data };
}

/** What a command prints, beside a server that runs or without one. */
export function runCommand(...words: readonly string[]): string {
  return execFileSync(join(built, "ohmstead"), words, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** What a server says that refuses to start. */
export function refusedStart(...options: readonly string[]): string {
  const ended = spawnSync(
    join(built, "ohmstead"),
    ["serve", ...withListen(options)],
    { encoding: "utf8", timeout: 60_000 },
  );
  if (!ended.status) {
    throw new Error(`it started, or was ended:\n${ended.stdout}`);
  }
  return ended.stdout + ended.stderr;
}

function withListen(options: readonly string[]): string[] {
  return options.includes("--listen")
    ? [...options]
    : ["--listen", "127.0.0.1:0", ...options];
}

export const simulatorToken = "e2e-token-of-the-simulated-home";

/** Starts one simulated home on its own, as a Home Assistant that nobody has connected yet. */
export async function startSimulator(home: string): Promise<Running> {
  const child = spawn(
    join(built, "ohmstead-simulator"),
    ["--home", `${home}:0`],
    {
      cwd: root,
      env: { ...process.env, OHMSTEAD_SIMULATOR_TOKEN: simulatorToken },
    },
  );
  const ready = await running(child, /"ready"/, async () => undefined);
  const port = /"port":\s*(\d+)/.exec(ready.output())?.[1];
  return { ...ready, url: `http://127.0.0.1:${port}/` };
}

/** Starts a directory that issues what Entra ID does; see directory.mjs. */
export function startDirectory(): Promise<Running> {
  const child = spawn(
    join(root, "web/node_modules/.bin/node"),
    [join(root, "e2e/directory.mjs")],
    { cwd: root },
  );
  return running(child, /^directory at (\S+)/m, async () => undefined);
}

/** The token that the demo made for its simulated homes: only the owner of the process may read it. */
export function demoSimulatorToken(server: Running): string {
  const children = readFileSync(
    `/proc/${server.pid}/task/${server.pid}/children`,
    "utf8",
  )
    .trim()
    .split(/\s+/);
  for (const child of children.filter((pid) => pid !== "")) {
    const environment = readFileSync(`/proc/${child}/environ`, "utf8").split(
      "\0",
    );
    const found = environment.find((line) =>
      line.startsWith("OHMSTEAD_SIMULATOR_TOKEN="),
    );
    if (found) {
      return found.slice(found.indexOf("=") + 1);
    }
  }
  throw new Error("the demo has no simulator beside it");
}

function running(
  child: ChildProcess,
  ready: RegExp,
  clean: () => Promise<void>,
): Promise<Running> {
  return new Promise((resolveRunning, reject) => {
    let text = "";
    const exited = new Promise<void>((done) =>
      child.once("exit", () => done()),
    );
    const timer = setTimeout(
      () => fail("did not get ready within 60 s"),
      60_000,
    );
    const fail = (reason: string): void => {
      child.kill("SIGTERM");
      reject(new Error(`${child.spawnfile} ${reason}:\n${text}`));
    };
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`${child.spawnfile} ended with ${code}:\n${text}`));
    });
    const listen = (chunk: Buffer): void => {
      text += chunk.toString();
      const match = ready.exec(text);
      if (match) {
        clearTimeout(timer);
        resolveRunning({
          url: match[1] ?? "",
          readyAt: Date.now(),
          pid: child.pid ?? 0,
          output: () => text,
          stop: async () => {
            child.kill("SIGTERM");
            await exited;
            await clean();
          },
        });
      }
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
  });
}
