import { Component, InjectionToken, computed, inject, input } from '@angular/core';
import { unknownValue } from '../energy/units';
import { HomeDirectory } from '../home/home-directory';
import { Explain } from './explain';
import { Figure, FigurePart, FigureSource } from './figure';

/** Whether figures open where they come from; not on pages of links, which show no past. */
export const FIGURES_OPEN = new InjectionToken<boolean>('FIGURES_OPEN', { factory: () => true });

/** A figure on a page. It reads as text, and opens where it comes from; one that is not known is text alone. */
@Component({
  selector: 'ohm-figure',
  template: `
    @if (isKnown()) {
      <button
        type="button"
        class="figure"
        [attr.aria-haspopup]="'dialog'"
        [attr.aria-label]="name()"
        [attr.data-figure]="label()"
        (click)="open($event)"
        [textContent]="text()"
      ></button>
    } @else {
      <ng-container>{{ text() }}</ng-container>
    }
  `,
})
export class FigureButton {
  private readonly explain = inject(Explain);
  private readonly canOpen = inject(FIGURES_OPEN);
  private readonly homes = inject(HomeDirectory);

  /** What it is, for those who do not see what it stands beside. */
  readonly label = input.required<string>();
  readonly text = input.required<string>();
  readonly unit = input('');
  /** What explains it: sums of the server, or another source. */
  readonly parts = input<readonly FigurePart[] | null>(null);
  readonly source = input<FigureSource | null>(null);

  private readonly explained = computed((): FigureSource | null => {
    const parts = this.parts() ?? [];
    return this.source() ?? (parts.length > 0 ? { kind: 'sums', parts } : null);
  });
  protected readonly isKnown = computed(
    () =>
      this.canOpen &&
      // What a figure is made of is finer than any consent.
      !this.homes.current()?.consent &&
      this.explained() !== null &&
      !this.text().startsWith(unknownValue),
  );
  protected readonly name = computed(
    () => $localize`${this.label()}:figure:, ${this.written()}:value:: where it comes from`,
  );
  private readonly written = computed(() =>
    this.unit() === '' ? this.text() : `${this.text()} ${this.unit()}`,
  );

  protected open(event: Event): void {
    event.stopPropagation();
    const source = this.explained();
    if (source) {
      const figure: Figure = { label: this.label(), text: this.written(), source };
      void this.explain.open(figure);
    }
  }
}
