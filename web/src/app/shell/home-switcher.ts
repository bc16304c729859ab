import { Component, ElementRef, computed, inject, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { HomeDirectory } from '../home/home-directory';
import { Icon } from '../ui/icon';

/** The home in view, always named; opens the others, and the page where one is added. */
@Component({
  selector: 'ohm-home-switcher',
  imports: [Icon, RouterLink],
  template: `
    @if (current(); as home) {
      @if (homes().length > 1 || canAdd()) {
        <details #list class="homes">
          <summary class="switcher">
            <span class="visually-hidden" i18n>Change home, now:</span>
            <span class="switcher__name">{{ home.name }}</span>
            <ohm-icon name="chevron" />
          </summary>
          <ul class="homes__list">
            @for (other of homes(); track other.id) {
              <li>
                <a
                  class="homes__link"
                  [routerLink]="['/homes', other.id, 'live']"
                  [attr.aria-current]="other.id === home.id ? 'true' : null"
                  (click)="close()"
                  >{{ other.name }}</a
                >
              </li>
            }
            <li>
              <a class="homes__link" routerLink="/homes" (click)="close()" i18n>All homes</a>
            </li>
          </ul>
        </details>
      } @else {
        <p class="switcher switcher--only">
          <span class="switcher__name">{{ home.name }}</span>
        </p>
      }
    }
  `,
  styleUrl: './home-switcher.scss',
  host: {
    '(document:click)': 'closeUnlessInside($event)',
    '(focusout)': 'closeUnlessStays($event)',
    '(keydown.escape)': 'closeByKey()',
  },
})
export class HomeSwitcher {
  private readonly directory = inject(HomeDirectory);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly list = viewChild<ElementRef<HTMLDetailsElement>>('list');

  protected readonly homes = this.directory.homes;
  protected readonly current = this.directory.current;
  /** Whoever has one home reaches the page where a second one is made. */
  protected readonly canAdd = computed(() => this.directory.canOnServer('homes.create'));

  protected close(): void {
    const list = this.list()?.nativeElement;
    if (list) {
      list.open = false;
    }
  }

  protected closeByKey(): void {
    this.close();
    this.list()?.nativeElement.querySelector('summary')?.focus();
  }

  protected closeUnlessInside(event: Event): void {
    if (!this.holds(event.target)) {
      this.close();
    }
  }

  /** A click on a link may take the focus away without giving it to anything; it is not over yet. */
  protected closeUnlessStays(event: FocusEvent): void {
    if (event.relatedTarget && !this.holds(event.relatedTarget)) {
      this.close();
    }
  }

  private holds(target: EventTarget | null): boolean {
    return target instanceof Node && this.host.nativeElement.contains(target);
  }
}
