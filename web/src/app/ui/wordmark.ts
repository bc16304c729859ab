import { Component } from '@angular/core';

/** The mark is an ohm sign whose arch is a roof, with the hearth lit; the word beside it is text. */
@Component({
  selector: 'ohm-wordmark',
  template: `
    <svg viewBox="3 4 26 24" aria-hidden="true">
      <path d="M6 25.5h6v-3.2L7.5 18v-4.8L16 6.5l8.5 6.7V18L20 22.3v3.2h6" />
      <circle cx="16" cy="15.5" r="2.8" />
    </svg>
    <span translate="no">{{ name }}</span>
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 0.5rem;
      font-size: var(--text-l);
      font-weight: 680;
      letter-spacing: -0.025em;
    }
    svg {
      height: 1.35em;
      fill: none;
      stroke: currentcolor;
      stroke-width: 2.5;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    circle {
      fill: var(--energy-solar);
      stroke: none;
    }
  `,
})
export class Wordmark {
  protected readonly name = 'Ohmstead';
}
