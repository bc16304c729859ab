import { Locator, expect } from "@playwright/test";

type Values = (number | null)[];

/** In mg: intensities are told in whole mg per kWh. */
const carbonRounding = 100;

/** What the server explains of a figure. */
export interface Explanation {
  figure: string;
  channel: string | null;
  formula: string;
  unit: "kwh" | "m3" | "kg" | "share";
  rows: "slot" | "day" | "month";
  amount: number | null;
  deficit: number;
  t: string[];
  t_end: string[];
  amounts: Values;
  terms: { figure: string; amount: number | null; amounts: Values }[];
  inputs: {
    channel: string;
    role: string;
    amount: Values;
    quality: string[];
    correction: (string | null)[];
    given: Values;
  }[];
  corrections: { id: string; reason: string }[];
  links: string[];
  intensity: Values;
  calorific: Values;
}

/**
 * Works a figure out again from what is explained of it, and fails where that differs: every slot from what the
 * meters had in it, and the figure from its slots. In whole milliwatt-hours and millilitres.
 */
export function recompute(explanation: Explanation): number | null {
  const { formula, amounts, terms } = explanation;
  for (const term of terms) {
    expect(term.amount, term.figure).toBe(fromUnits(sum(term.amounts)));
  }
  if (formula === "share") {
    const share = shareOf(explanation);
    expect(share).toBeCloseTo(explanation.amount ?? 0, 6);
    return explanation.amount;
  }
  if (formula === "gas_energy") {
    expect(explanation.rows).toBe("slot");
    expect(amounts).toEqual(gasEnergy(explanation));
  } else if (explanation.rows === "slot") {
    amounts.forEach((amount, index) => {
      const again = slotOf(explanation, index);
      if (amount !== null && again !== null) {
        const difference = Math.abs(toUnits(amount) - again);
        expect(
          difference,
          `${explanation.figure} ${explanation.t[index]}`,
        ).toBeLessThanOrEqual(formula === "carbon" ? carbonRounding : 0);
      }
    });
  }
  const total = sum(amounts);
  const counted =
    total === null ? null : total + Math.round(explanation.deficit * 1e6);
  expect(fromUnits(counted), explanation.figure).toBe(explanation.amount);
  return explanation.amount;
}

/** What a slot amounts to by its inputs; null where that follows from all slots before. */
function slotOf(
  { formula, figure, channel, inputs, intensity }: Explanation,
  index: number,
): number | null {
  const of = (...roles: string[]): number =>
    inputs
      .filter((input) => roles.includes(input.role))
      .reduce((all, input) => all + toUnits(input.amount[index] ?? 0), 0);
  const exchange = {
    import: of("grid_import"),
    export: of("grid_export"),
    solar: of("solar", "generator"),
    charge: of("battery_charge"),
    discharge: of("battery_discharge"),
  };
  const use =
    exchange.import +
    exchange.solar +
    exchange.discharge -
    exchange.export -
    exchange.charge;
  switch (formula) {
    case "sum_of_slots":
    case "sum_of_channels":
      return inputs.reduce(
        (all, input) => all + toUnits(input.amount[index] ?? 0),
        0,
      );
    case "use_of_the_home":
      return Math.max(0, use);
    case "use_so_far":
      return use;
    case "rest_of_home":
      return Math.max(0, use) - of("device");
    case "sum_of_devices":
      return of("device");
    case "residual":
      return Math.min(0, use);
    case "grid_balance":
      return exchange.import - exchange.export;
    case "rest_of_channel":
      return inputs.reduce(
        (all, input) =>
          all +
          (input.channel === channel ? 1 : -1) *
            toUnits(input.amount[index] ?? 0),
        0,
      );
    case "carbon": {
      const gramsPerKwh = intensity[index] ?? null;
      return gramsPerKwh === null
        ? null
        : Math.round((exchange.import * gramsPerKwh) / 1000);
    }
    case "flow":
      return flowsOf(exchange)[figure] ?? null;
    case "origin":
      return null;
    default:
      throw new Error(`nothing is known of the formula ${formula}`);
  }
}

/** Who fed whom, in the order that is documented. */
function flowsOf(exchange: {
  import: number;
  export: number;
  solar: number;
  charge: number;
  discharge: number;
}): Record<string, number> {
  const left = {
    ...exchange,
    home: Math.max(
      0,
      exchange.import +
        exchange.solar +
        exchange.discharge -
        exchange.export -
        exchange.charge,
    ),
  };
  const flows: Record<string, number> = {};
  const move = (
    name: string,
    from: "import" | "solar" | "discharge",
    to: "home" | "charge" | "export",
    most = Infinity,
  ): void => {
    const moved = Math.max(0, Math.min(left[from], left[to], most));
    left[from] -= moved;
    left[to] -= moved;
    flows[name] = (flows[name] ?? 0) + moved;
  };
  move("grid_to_battery", "import", "charge", left.import - left.home);
  move("solar_to_battery", "solar", "charge");
  move("solar_to_grid", "solar", "export");
  move("battery_to_grid", "discharge", "export");
  move("grid_to_battery", "import", "charge");
  move("solar_to_home", "solar", "home");
  move("battery_to_home", "discharge", "home");
  move("grid_to_home", "import", "home");
  move("grid_to_grid", "import", "export");
  move("battery_to_battery", "discharge", "charge");
  return flows;
}

/** Volume by calorific value; what is less than a mWh is carried from slot to slot. */
function gasEnergy({ inputs, calorific }: Explanation): Values {
  let carried = 0n;
  return (inputs[0]?.amount ?? []).map((volume, index) => {
    const value = calorific[index] ?? null;
    if (volume === null || value === null) {
      return null;
    }
    carried += BigInt(toUnits(volume)) * BigInt(toUnits(value));
    const whole = carried / 1_000_000n;
    carried %= 1_000_000n;
    return fromUnits(Number(whole));
  });
}

const taken = new Set(["grid_export", "battery_charge"]);

/** The power that a panel explains, from what its sources said or from the points of a line, in watts without sign. */
export async function recomputePower(dialog: Locator): Promise<number> {
  await expect(dialog.locator("[data-formula]")).toHaveText(/\S/);
  const formula = await dialog
    .locator("[data-formula]")
    .getAttribute("data-formula");
  const told = await dialog.evaluate((element) => ({
    kind: element.dataset["kind"],
    terms: [...element.querySelectorAll<HTMLElement>("[data-channel]")].map(
      (term) => ({
        channel: term.dataset["channel"] ?? "",
        sign: Number(term.dataset["sign"]),
        sources: (term.querySelector("[data-source]")?.textContent ?? "")
          .trim()
          .split(", "),
        // Nothing where a source is silent.
        watts: Number(term.dataset["watts"] ?? 0),
      }),
    ),
    points: [...element.querySelectorAll<HTMLElement>("[data-watts]")].map(
      (row) => Number(row.dataset["watts"]),
    ),
  }));
  const channels = await dialog.page().evaluate(async () => {
    const home = /homes\/([^/]+)/.exec(location.pathname)?.[1] ?? "";
    const url = new URL(`api/v1/homes/${home}/channels`, document.baseURI);
    return (await (await fetch(url)).json()) as {
      items: {
        id: string;
        role: string;
        bindings: { source: { id: string } }[];
      }[];
    };
  });
  expect(told.terms.length, formula ?? "").toBeGreaterThan(0);
  for (const { channel, sign, sources } of told.terms) {
    const known = channels.items.find(({ id }) => id === channel);
    const isLess =
      formula !== "channel" &&
      (taken.has(known?.role ?? "") ||
        (formula === "untracked" && known?.role === "device"));
    expect(sign, known?.role).toBe(isLess ? -1 : 1);
    expect(known?.bindings.map((binding) => binding.source.id)).toEqual(
      expect.arrayContaining(sources),
    );
  }
  if (told.kind === "then") {
    const sum = told.points.reduce((all, watts) => all + watts, 0);
    return Math.abs(sum / told.points.length);
  }
  const sum = told.terms.reduce(
    (all, { sign, watts }) => all + sign * watts,
    0,
  );
  return formula === "home" || formula === "untracked"
    ? Math.max(0, sum)
    : Math.abs(sum);
}

function shareOf({ figure, terms }: Explanation): number {
  const of = (name: string): number =>
    terms.find((term) => term.figure === name)?.amount ?? 0;
  if (figure === "self_consumption") {
    const used = of("solar_to_home") + of("battery_home_solar");
    return used / (used + of("solar_to_grid") + of("battery_grid_solar"));
  }
  const grid = terms
    .filter((term) => term.figure !== "home")
    .reduce((all, term) => all + (term.amount ?? 0), 0);
  return Math.max(0, 1 - grid / of("home"));
}

function sum(values: Values): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0
    ? null
    : known.reduce((all, value) => all + toUnits(value), 0);
}

function toUnits(value: number): number {
  return Math.round(value * 1e6);
}

function fromUnits(units: number | null): number | null {
  return units === null ? null : units / 1e6;
}
