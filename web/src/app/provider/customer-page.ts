import { Component, computed, inject } from '@angular/core';
import { Router } from '@angular/router';
import { longDateWithYear } from '../energy/home-clock';
import { FileExport } from '../files/file-export';
import { limitsOf } from '../history-page/consent-limits';
import { HomeDirectory } from '../home/home-directory';
import { FormatLanguage } from '../ui/format-language';
import { detailWords, fieldWords } from './customer-words';
import { EndConsent } from './end-consent';

/** What a customer consented to, the figures as files, and the consent's end. */
@Component({
  selector: 'ohm-customer-page',
  imports: [EndConsent, FileExport],
  template: `
    <div class="page page--narrow">
      <header>
        <h1 i18n>Consent</h1>
        <p class="page__lead">{{ home()?.name }}</p>
      </header>
      @if (home(); as home) {
        <section class="card" aria-labelledby="consent-heading">
          <div class="card__head">
            <h2 id="consent-heading" i18n>What you see of this home</h2>
            <button type="button" class="button button--small" (click)="ask(dialog)" i18n>
              End the consent
            </button>
          </div>
          <dl>
            @for (line of lines(); track line.label) {
              <div>
                <dt class="muted">{{ line.label }}</dt>
                <dd>{{ line.text }}</dd>
              </div>
            }
          </dl>
        </section>
        @if (home.consent; as consent) {
          <ohm-file-export
            [home]="home.id"
            [finest]="consent.terms.detail"
            [earliest]="earliest()"
          />
        }
      }
    </div>
    <ohm-end-consent #dialog (over)="leave()" />
  `,
  styles: `
    dl {
      display: grid;
      gap: var(--space-3);
    }
    dl > div {
      display: grid;
      grid-template-columns: minmax(0, 10rem) minmax(0, 1fr);
      gap: var(--space-1) var(--space-4);
      overflow-wrap: anywhere;
    }
    @media (max-width: 40rem) {
      dl > div {
        grid-template-columns: minmax(0, 1fr);
      }
    }
  `,
})
export default class CustomerPage {
  private readonly router = inject(Router);
  private readonly locale = inject(FormatLanguage).locale;

  protected readonly home = inject(HomeDirectory).current;
  protected readonly lines = computed(() => {
    const home = this.home();
    if (!home?.consent) {
      return [];
    }
    const { terms, purpose } = home.consent;
    const date = (at: number): string => longDateWithYear(at, this.locale(), home.time_zone);
    const list = new Intl.ListFormat(this.locale(), { type: 'conjunction' });
    return [
      { label: $localize`What for`, text: purpose },
      { label: $localize`Figures`, text: list.format(terms.fields.map((one) => fieldWords[one])) },
      { label: $localize`Down to`, text: detailWords[terms.detail] },
      { label: $localize`Nothing before`, text: date(Date.parse(terms.history_from)) },
      { label: $localize`From`, text: date(Date.parse(terms.starts_at)) },
      { label: $localize`Until, and with it`, text: date(Date.parse(terms.ends_at) - 1) },
    ];
  });

  protected readonly earliest = computed(() => {
    const home = this.home();
    return home?.consent ? limitsOf(home.consent.terms, home.time_zone).first : null;
  });

  protected ask(dialog: EndConsent): void {
    const home = this.home();
    if (home?.consent) {
      dialog.ask({ permission: home.consent.permission, name: home.name });
    }
  }

  protected leave(): void {
    void this.router.navigateByUrl('/provider');
  }
}
