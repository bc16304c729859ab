import { Component, computed, input } from '@angular/core';

/** Our own line icons on a 24 grid, stroked with the colour of the text around them. */
const shapes = {
  live: 'M3 12h4l3-7 4 14 3-7h4',
  devices: 'M8.5 3.5v4M15.5 3.5v4M6 7.5h12v3.5a6 6 0 0 1-12 0ZM12 17v3.5',
  history: 'M4 20.5h16M6.5 17v-5M12 17V6M17.5 17v-8',
  settings:
    'M4 7h10M18 7h2M4 17h2M10 17h10M14 7a2 2 0 1 0 4 0a2 2 0 1 0-4 0M6 17a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
  account: 'M12 12a4 4 0 1 0 0-8a4 4 0 0 0 0 8ZM4.5 20c1-3.5 4-5 7.5-5s6.5 1.5 7.5 5',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7a3.5 3.5 0 0 0 0 7ZM2.5 19.5c.8-3.2 3.4-4.5 6.5-4.5s5.7 1.3 6.5 4.5M15.5 4.8a3.5 3.5 0 0 1 0 6.5M17.5 15.3c2 .5 3.5 1.8 4 4.2',
  help: 'M12 21a9 9 0 1 0 0-18a9 9 0 0 0 0 18ZM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.8v.01',
  home: 'M4 11.5 12 4.5l8 7M6 10v9.5h12V10',
  grid: 'M9 3h6l3.5 18M9 3 5.5 21M7.5 8.5h9M6.5 14h11M8 8.5 17.5 14M16 8.5 6.5 14',
  solar:
    'M12 16a4 4 0 1 0 0-8a4 4 0 0 0 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  battery:
    'M8 5.5h8a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 19V7A1.5 1.5 0 0 1 8 5.5ZM10 3h4M12.5 9.5 10 13.5h4l-2.5 4',
  generator: 'M12 21a9 9 0 1 0 0-18a9 9 0 0 0 0 18ZM13 7l-3 5.5h4L11 17',
  check: 'M5 12.5 10 17.5 19.5 7',
  close: 'M6 6l12 12M18 6 6 18',
  warning: 'M12 4 2.8 19.5h18.4ZM12 10v4.5M12 17v.01',
  info: 'M12 21a9 9 0 1 0 0-18a9 9 0 0 0 0 18ZM12 11v5.5M12 7.5v.01',
  chevron: 'M8 10l4 4 4-4',
  next: 'M10 6l6 6-6 6',
  back: 'M14 6l-6 6 6 6',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  keys: 'M3.5 6.5h17v11h-17ZM7 10v.01M10.3 10v.01M13.7 10v.01M17 10v.01M8 14h8',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9.5h-13ZM12 15v2',
  unlock: 'M7 11V8a5 5 0 0 1 9.6-2M5.5 11h13v9.5h-13ZM12 15v2',
  offline:
    'M3 9.5a14 14 0 0 1 6-3.2M21 9.5a14 14 0 0 0-7-3.5M6.5 13.5a8 8 0 0 1 4-2.2M17.5 13.5a8 8 0 0 0-1.6-1.2M12 18.5v.01M4 4l16 16',
  signOut: 'M14 4.5H6v15h8M10.5 12H21M17.5 8.5 21 12l-3.5 3.5',
  sun: 'M12 16a4 4 0 1 0 0-8a4 4 0 0 0 0 8ZM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M18.4 5.6l-1.1 1.1M6.7 17.3l-1.1 1.1',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z',
  system: 'M4 5h16v11H4ZM9 20h6M12 16v4',
  table: 'M4 5h16v14H4ZM4 10h16M4 14.5h16M10 10v9',
  bolt: 'M13 3 5.5 13.5H12L11 21l7.5-10.5H12Z',
  kettle: 'M7 8h8l1.5 11h-11ZM15.5 10.5H18a2 2 0 0 1 0 4h-2M8.5 8a3 3 0 0 1 5 0M11 5V3.5',
  car: 'M5 16.5v-4l2-5.5h10l2 5.5v4ZM5 12.5h14M7.5 16.5V19M16.5 16.5V19M8 14.5h.01M16 14.5h.01',
  cloud: 'M7.5 18.5a4 4 0 0 1-.5-7.96A5.5 5.5 0 0 1 17.5 11a3.8 3.8 0 0 1-.5 7.5Z',
  cut: 'M9 3v5M15 3v5M6.5 8h11v3a5.5 5.5 0 0 1-5.5 5.5A5.5 5.5 0 0 1 6.5 11ZM12 16.5V21',
  swap: 'M4 8.5h14M14.5 5 18 8.5 14.5 12M20 15.5H6M9.5 12 6 15.5 9.5 19',
  reset: 'M5 12a7 7 0 1 0 2.5-5.4M5 4.5v4h4',
} as const;

export type IconName = keyof typeof shapes;

/** True for names that are icons; what comes from a server may name anything. */
export function isIconName(name: string): name is IconName {
  return name in shapes;
}

/** The bare drawing of an icon, for use inside another drawing. */
export function iconPath(name: IconName): string {
  return shapes[name];
}

@Component({
  selector: 'ohm-icon',
  template: `<svg viewBox="0 0 24 24" aria-hidden="true"><path [attr.d]="path()" /></svg>`,
  styles: `
    :host {
      display: inline-block;
      width: 1.25rem;
      height: 1.25rem;
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.7;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly path = computed(() => shapes[this.name()]);
}
