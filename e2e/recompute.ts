import { expect } from "@playwright/test";

type Values = (number | null)[];

/** What the server explains of a figure. */
export interface Explanation {
  figure: string;
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
  if (explanation.rows === "slot") {
    amounts.forEach((amount, index) => {
      const again = slotOf(explanation, index);
      if (amount !== null && again !== null) {
        expect(
          toUnits(amount),
          `${explanation.figure} ${explanation.t[index]}`,
        ).toBe(again);
      }
    });
  }
  const total = sum(amounts);
  const counted =
    total === null ? null : total + Math.round(explanation.deficit * 1e6);
  expect(fromUnits(counted), explanation.figure).toBe(explanation.amount);
  return explanation.amount;
}

/** What a slot amounts to by its inputs; null where that follows from more than the slot itself. */
function slotOf(
  { formula, figure, inputs }: Explanation,
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
    case "flow":
      return flowsOf(exchange)[figure] ?? null;
    default:
      return null;
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
