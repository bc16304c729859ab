import { Page, expect } from "@playwright/test";

/** What may have a number with a unit and no explanation, and why. */
const allowed: Record<string, string> = {
  ".chart__summary":
    "a sentence about a chart, whose legend and table are figures",
  "[data-remark]":
    "how well the sums above it are known, which each of them tells slot by slot",
  ".reasons": "why the figure above it is as large as it is",
  ".tick, .u-axis, .u-legend": "the axis of a chart",
  "input, select, textarea, label, .field__hint": "what a person enters",
  "[data-decision] .what, [data-correction] .what":
    "what people said of a meter, who are named beside it",
  "ohm-demo-bar": "how long the demo took to show what was done in it",
  ".phase__current": "worked out of the power beside it",
  "ohm-period-bar, ohm-time-notes, [data-note]": "times, and what people wrote",
  "th, time, .pages": "names of rows and columns, and which page of them",
};

/** Texts of the page with a number and a unit that open no explanation. */
export async function unexplained(page: Page): Promise<string[]> {
  return page.evaluate((kept) => {
    const unit =
      /\d[\d.,]*[\s\u202f\u00a0]*(kWh|MWh|Wh|kW|W|m³|%|kg)(?![\p{L}])/u;
    const blocks =
      "p, li, td, dd, dt, h1, h2, h3, caption, g, text, div, strong, small, span";
    const isShown = (element: Element): boolean =>
      element.closest(".visually-hidden, [hidden], dialog") === null &&
      element.getClientRects().length > 0;
    const textOf = (element: Element): string => {
      const copy = element.cloneNode(true) as Element;
      copy
        .querySelectorAll(`[data-figure], .visually-hidden, ${kept}`)
        .forEach((part) => part.remove());
      return copy.textContent.replaceAll(/\s+/g, " ").trim();
    };
    const found: string[] = [];
    for (const element of document.querySelectorAll(blocks)) {
      if (
        element.closest(`[data-figure], ${kept}`) !== null ||
        !isShown(element)
      ) {
        continue;
      }
      // The innermost block that has it; and a number in a column of them.
      const text = textOf(element);
      const hasUnit =
        unit.test(text) &&
        ![...element.querySelectorAll(blocks)].some(
          (inner) => inner !== element && unit.test(textOf(inner)),
        );
      const isAmount =
        element.matches("td.end.number, strong.number, .flow__value") &&
        /\d/.test(text);
      if (hasUnit || isAmount) {
        found.push(
          `${element.localName}.${element.getAttribute("class")}: ${text}`,
        );
      }
    }
    return [...new Set(found)];
  }, Object.keys(allowed).join(", "));
}

/** No number of energy, power, volume or a share stands alone. */
export async function everyNumberIsExplained(page: Page): Promise<void> {
  // Live values are there a moment after the rest.
  await expect.poll(() => unexplained(page), { timeout: 15_000 }).toEqual([]);
}
