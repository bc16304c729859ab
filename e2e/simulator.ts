import { Page } from "@playwright/test";
import { get } from "./demo";
import { Running, demoSimulatorToken } from "./processes";

export interface Ledger {
  /** Energy per role since `from`, mWh. */
  readonly totals: Readonly<Record<string, number>>;
}

/** The simulated home behind a home of the demo. */
export class SimulatedHome {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  static async behind(
    page: Page,
    demo: Running,
    home: string,
  ): Promise<SimulatedHome> {
    const { simulator_urls } = await get<{
      simulator_urls: Record<string, string>;
    }>(page, "api/v1/demo");
    const url = simulator_urls[home];
    if (!url) {
      throw new Error(`the demo knows no simulator of ${home}`);
    }
    return new SimulatedHome(url, demoSimulatorToken(demo));
  }

  /** Makes something happen; answers when its first change left the simulator, ms since the epoch. */
  async act(name: string, parameters: object = {}): Promise<number> {
    const answer = await this.ask("POST", name, JSON.stringify(parameters));
    return ((await answer.json()) as { at_ms: number }).at_ms;
  }

  /** What really flowed between two instants. */
  async ledger(from: number, to: number): Promise<Ledger> {
    const time = (at: number): string =>
      encodeURIComponent(new Date(at).toISOString());
    const answer = await this.ask(
      "GET",
      `ledger?from=${time(from)}&to=${time(to)}`,
    );
    return (await answer.json()) as Ledger;
  }

  private async ask(
    method: string,
    path: string,
    body?: string,
  ): Promise<Response> {
    const answer = await fetch(`${this.url}/sim/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        "Content-Type": "application/json",
      },
      body,
    });
    if (!answer.ok) {
      throw new Error(
        `${method} ${path}: ${answer.status} ${await answer.text()}`,
      );
    }
    return answer;
  }
}
