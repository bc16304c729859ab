import { Component, input, resource } from '@angular/core';

/** A text to be scanned, such as a link that is shown once. Whoever cannot scan needs the text beside it. */
@Component({
  selector: 'ohm-qr-code',
  template: `
    @if (drawing.value(); as code) {
      <svg role="img" [attr.viewBox]="code.viewBox" [attr.aria-label]="label()">
        <path [attr.d]="code.path" />
      </svg>
    }
  `,
  styles: `
    :host {
      display: block;
      width: min(14rem, 100%);
      aspect-ratio: 1;
      border-radius: var(--radius-s);
      /* Scanners want dark on light, whatever the page looks like. */
      background: #fff;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      fill: #000;
      shape-rendering: crispedges;
    }
  `,
})
export class QrCode {
  readonly text = input.required<string>();
  /** What a screen reader says of it. */
  readonly label = input.required<string>();

  /** The encoder is fetched where the first code is shown. */
  protected readonly drawing = resource({
    params: () => this.text(),
    loader: async ({ params }) => {
      const { default: encode } = await import('qr');
      return drawModules(encode(params, 'raw', { ecc: 'medium', border: 4 }));
    },
  });
}

/** The dark modules as one path, a run of neighbours of a row at a time. */
export function drawModules(rows: readonly (readonly boolean[])[]): {
  viewBox: string;
  path: string;
} {
  let path = '';
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (row[x]) {
        const start = x;
        while (row[x + 1]) {
          x++;
        }
        path += `M${start} ${y}h${x + 1 - start}v1H${start}z`;
      }
    }
  });
  return { viewBox: `0 0 ${rows.length} ${rows.length}`, path };
}
