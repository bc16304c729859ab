import { Component, computed, inject, input } from '@angular/core';
import { ConsentTerms as Terms } from '../api/types';
import { FormatLanguage } from '../ui/format-language';
import { termsText } from './consent-words';

/** What somebody would see of a home, as sentences under four questions. */
@Component({
  selector: 'ohm-consent-terms',
  template: `
    <dl>
      <div>
        <dt i18n>Which figures</dt>
        <dd>
          <ul>
            @for (figure of text().figures; track figure) {
              <li>{{ figure }}</li>
            }
          </ul>
          <p class="small muted">{{ text().balance }}</p>
        </dd>
      </div>
      <div>
        <dt i18n>How fine</dt>
        <dd>{{ text().detail }}</dd>
      </div>
      <div>
        <dt i18n>How far back</dt>
        <dd>{{ text().history }}</dd>
      </div>
      <div>
        <dt i18n>How long</dt>
        <dd>{{ text().span }}</dd>
      </div>
    </dl>
  `,
  styleUrl: './facts.scss',
})
export class ConsentTerms {
  private readonly locale = inject(FormatLanguage).locale;

  readonly terms = input.required<Terms>();
  readonly zone = input.required<string>();

  protected readonly text = computed(() => termsText(this.terms(), this.locale(), this.zone()));
}
