import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { longDateWithYear } from '../energy/home-clock';
import { HomeDirectory } from '../home/home-directory';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { lastMoment, termsWords } from './customer-words';

/** Above what a provider sees of a customer's home: how much that is. */
@Component({
  selector: 'ohm-consent-note',
  imports: [Icon, RouterLink],
  template: `
    @if (words(); as text) {
      <p class="note" data-consent>
        <ohm-icon name="info" />
        <span>
          {{ text }}
          <a [routerLink]="['/homes', home()?.id, 'customer']" i18n>The consent</a>
        </span>
      </p>
    }
  `,
})
export class ConsentNote {
  private readonly locale = inject(FormatLanguage).locale;

  protected readonly home = inject(HomeDirectory).current;
  protected readonly words = computed(() => {
    const home = this.home();
    if (!home?.consent) {
      return null;
    }
    const { terms } = home.consent;
    const date = (time: string): string =>
      longDateWithYear(Date.parse(time), this.locale(), home.time_zone);
    return $localize`A customer’s home. It lets you see ${termsWords(terms, this.locale())}:terms:, nothing before ${date(terms.history_from)}:from:, until ${date(lastMoment(terms.ends_at))}:until:.`;
  });
}
