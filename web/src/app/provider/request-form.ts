import { HttpClient } from '@angular/common/http';
import { Component, inject, output, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { ConsentRequest } from '../api/types';
import { localDateAt } from '../energy/home-clock';
import { Icon } from '../ui/icon';
import { Detail, SharedField, detailWords, details, fieldWords, fields } from './customer-words';
import { ownZone } from './own-zone';
import {
  DraftFaults,
  DraftField,
  RequestDraft,
  blankDraft,
  faultsFrom,
  faultsOf,
  requestFrom,
} from './request-draft';

/** A new request for consent: what for, which figures, how fine, from when until when. */
@Component({
  selector: 'ohm-request-form',
  imports: [Icon],
  templateUrl: './request-form.html',
  styles: `
    form {
      margin-block: var(--space-4);
    }
  `,
})
export class RequestForm {
  private readonly http = inject(HttpClient);

  /** It was made; with its code, which nobody is told again. */
  readonly made = output<ConsentRequest>();
  readonly cancelled = output();

  private readonly today = localDateAt(Date.now(), ownZone);

  protected readonly fields = fields.map((field) => ({ field, label: fieldWords[field] }));
  protected readonly details = details.map((detail) => ({ detail, label: detailWords[detail] }));
  protected readonly dates = dateFields;
  protected readonly draft = signal<RequestDraft>(blankDraft(this.today));
  protected readonly faults = signal<DraftFaults>({});
  protected readonly isBusy = signal(false);
  protected readonly failure = signal<string | null>(null);

  protected write(field: DraftField, event: Event): void {
    const { value } = event.target as HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
    this.draft.update((draft) => ({ ...draft, [field]: value as Detail }));
    this.forgive(field);
  }

  protected tick(field: SharedField): void {
    this.draft.update((draft) => ({
      ...draft,
      fields: draft.fields.includes(field)
        ? draft.fields.filter((known) => known !== field)
        : [...draft.fields, field],
    }));
    this.forgive('fields');
  }

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    this.failure.set(null);
    this.faults.set(faultsOf(this.draft(), this.today));
    if (Object.keys(this.faults()).length === 0) {
      await this.ask();
    }
    if (Object.keys(this.faults()).length > 0) {
      // Once the fields are marked.
      setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
    }
  }

  private async ask(): Promise<void> {
    this.isBusy.set(true);
    try {
      this.made.emit(
        await firstValueFrom(
          this.http.post<ConsentRequest>(
            'api/v1/providers/requests',
            requestFrom(this.draft(), ownZone),
          ),
        ),
      );
    } catch (error) {
      const { message, fields } = failureFrom(error);
      const faults = faultsFrom(fields);
      if (faults) {
        this.faults.set(faults);
      } else {
        this.failure.set(message);
      }
    } finally {
      this.isBusy.set(false);
    }
  }

  private forgive(field: DraftField): void {
    const others = Object.entries(this.faults()).filter(([known]) => known !== field);
    this.faults.set(Object.fromEntries(others));
  }
}

const dateFields: readonly {
  readonly field: 'historyFrom' | 'starts' | 'ends' | 'answerBy';
  readonly label: string;
  readonly hint: string;
}[] = [
  {
    field: 'historyFrom',
    label: $localize`History from`,
    hint: $localize`Nothing older is seen.`,
  },
  { field: 'starts', label: $localize`You look from`, hint: $localize`Nothing is seen before.` },
  { field: 'ends', label: $localize`Until, and with it`, hint: $localize`The consent ends then.` },
  {
    field: 'answerBy',
    label: $localize`Answer by`,
    hint: $localize`So long the code is good.`,
  },
];
