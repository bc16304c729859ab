import { Component } from '@angular/core';

/** What every figure means. */
@Component({
  selector: 'ohm-help',
  templateUrl: './help.html',
  styles: `
    dl {
      display: grid;
      gap: var(--space-4);
    }
    dt {
      font-weight: 620;
    }
    dd {
      color: var(--muted);
      max-width: 64ch;
    }
    dt,
    dd {
      overflow-wrap: anywhere;
    }
    .card h2 {
      margin-bottom: var(--space-4);
    }
    .swatch {
      display: inline-block;
      width: 0.75rem;
      height: 0.75rem;
      border-radius: 3px;
      margin-right: var(--space-2);
    }
    .swatch--solar {
      background: var(--energy-solar);
    }
    .swatch--import {
      background: var(--energy-import);
    }
    .swatch--export {
      background: var(--energy-export);
    }
    .swatch--charge {
      background: var(--energy-charge);
    }
    .swatch--discharge {
      background: var(--energy-discharge);
    }
    .swatch--home {
      background: var(--energy-home);
    }
  `,
})
export default class Help {}
