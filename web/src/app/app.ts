import { Component, DOCUMENT, Injector, afterNextRender, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { filter, map, pairwise } from 'rxjs';
import { SchemeChoice } from './ui/scheme';

/** The root: the outlet, and focus that follows navigation for people who do not see the page change. */
@Component({
  selector: 'ohm-root',
  imports: [RouterOutlet],
  template: `
    <router-outlet (activate)="isStarting.set(false)" />
    @if (isStarting()) {
      <p class="visually-hidden" role="status" i18n>Loading</p>
    }
  `,
})
export class App {
  private readonly document = inject(DOCUMENT);
  private readonly injector = inject(Injector);

  protected readonly isStarting = signal(true);

  constructor() {
    inject(SchemeChoice);
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationEnd),
        map((event) => event.urlAfterRedirects.split(/[?#]/)[0]),
        pairwise(),
        filter(([before, after]) => before !== after),
        takeUntilDestroyed(),
      )
      .subscribe(() => afterNextRender(() => this.focusHeading(), { injector: this.injector }));
  }

  private focusHeading(): void {
    const heading = this.document.querySelector<HTMLElement>('h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
  }
}
