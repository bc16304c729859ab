import { httpResource } from '@angular/common/http';
import { Component, DOCUMENT, computed, inject, signal } from '@angular/core';
import { failureFrom } from '../api/problem';
import { ConsentRequest, ConsentRequestList } from '../api/types';
import { addressWithCode } from '../consent/consent-code';
import { longDateWithYear } from '../energy/home-clock';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { ShownOnce } from '../ui/shown-once';
import { termsWords } from './customer-words';
import { ownZone } from './own-zone';
import { isOpen } from './request-draft';
import { RequestForm } from './request-form';

/** What the provider asks its customers for, and new requests, whose code is shown once. */
@Component({
  selector: 'ohm-request-list',
  imports: [Icon, LoadError, RequestForm, ShownOnce],
  templateUrl: './request-list.html',
  styleUrl: '../ui/rows.scss',
  styles: `
    ul,
    .empty {
      margin-top: var(--space-6);
    }
    .wait {
      height: 8rem;
    }
    .how {
      display: grid;
      gap: var(--space-2);
      padding-left: var(--space-6);
      list-style: decimal;
    }
    .how li {
      display: list-item;
    }
    li > div {
      flex: 1 1 14rem;
      min-width: 0;
    }
  `,
})
export default class RequestList {
  private readonly locale = inject(FormatLanguage).locale;
  private readonly document = inject(DOCUMENT);

  protected readonly list = httpResource<ConsentRequestList>(() => 'api/v1/providers/requests');
  protected readonly isAsking = signal(false);
  /** Of the request that was just made. */
  protected readonly made = signal<{ purpose: string; address: string; code: string } | null>(null);
  protected readonly failure = computed(() => {
    const error = this.list.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly rows = computed(() => {
    const now = Date.now();
    return (this.list.hasValue() ? this.list.value().items : []).map((request) => {
      const last = this.date(Date.parse(request.answer_by) - 1);
      return {
        id: request.id,
        purpose: request.purpose,
        terms: termsWords(request.terms, this.locale()),
        span: this.spanOf(request),
        made: this.date(Date.parse(request.made_at)),
        isOpen: isOpen(request, now),
        answer: isOpen(request, now)
          ? $localize`The code is good until ${last}:date:`
          : $localize`The code was good until ${last}:date:`,
      };
    });
  });

  protected begin(): void {
    this.made.set(null);
    this.isAsking.set(true);
  }

  protected finish(request: ConsentRequest): void {
    const code = request.code ?? '';
    this.isAsking.set(false);
    this.made.set({
      purpose: request.purpose,
      code,
      address: addressWithCode(this.document.baseURI, code),
    });
    this.list.reload();
  }

  private spanOf({ terms }: ConsentRequest): string {
    return $localize`Figures from ${this.date(Date.parse(terms.history_from))}:history: on; you look from ${this.date(Date.parse(terms.starts_at))}:start: to ${this.date(Date.parse(terms.ends_at) - 1)}:end:`;
  }

  private date(at: number): string {
    return longDateWithYear(at, this.locale(), ownZone);
  }
}
