import { HttpClient } from '@angular/common/http';
import {
  Component,
  ElementRef,
  afterNextRender,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Permission } from '../api/types';
import { Icon } from '../ui/icon';
import { ConsentDraft, detailsFrom, draftOf, isPart, partOf, termsFrom } from './consent-draft';
import { ConsentTerms } from './consent-terms';
import { Detail, SharedField, detailNames, fieldNames } from './consent-words';

/** Gives a provider what it asked for, or less; what it would see stands below while one chooses. */
@Component({
  selector: 'ohm-accept-form',
  imports: [ConsentTerms, Icon],
  templateUrl: './accept-form.html',
  styles: `
    form {
      margin-top: var(--space-6);
      padding-top: var(--space-6);
      border-top: 1px solid var(--line);
    }
    h4 {
      font-size: var(--text-m);
      font-weight: 620;
    }
    h4:focus {
      outline: none;
    }
    fieldset {
      display: grid;
      gap: var(--space-1);
      justify-items: start;
    }
    legend {
      margin-bottom: var(--space-1);
    }
    .effect {
      display: grid;
      gap: var(--space-3);
      padding: var(--space-4);
      border-radius: var(--radius-s);
      background: var(--sunken);
    }
    @media (min-width: 40rem) {
      .three {
        grid-template-columns: repeat(3, minmax(0, 1fr));
      }
    }
  `,
})
export class AcceptForm {
  private readonly http = inject(HttpClient);
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');

  readonly home = input.required<string>();
  readonly permission = input.required<Permission>();
  readonly zone = input.required<string>();

  /** What has happened, in a sentence. */
  readonly answered = output<string>();
  readonly left = output();

  private readonly asked = computed(() => this.permission().asked);
  protected readonly whole = computed(() => draftOf(this.asked(), this.zone()));
  protected readonly draft = linkedSignal<ConsentDraft>(() => this.whole());
  protected readonly result = computed(() =>
    termsFrom(this.asked(), this.draft(), this.zone(), Date.now()),
  );
  protected readonly faults = computed(() => new Set(this.result().faults));
  protected readonly choices = computed(() =>
    this.asked().fields.map((field) => ({
      field,
      label: fieldNames[field],
      isGiven: this.draft().fields.includes(field),
    })),
  );
  protected readonly detailChoices = computed(() =>
    detailsFrom(this.asked().detail).map((detail) => ({ detail, label: detailNames[detail] })),
  );
  protected readonly label = computed(
    () => $localize`What you give ${this.permission().provider.name}:company:`,
  );
  protected readonly submitLabel = computed(() =>
    isPart(this.asked(), this.result().terms)
      ? $localize`Accept this part`
      : $localize`Accept all of it`,
  );
  protected readonly isBusy = signal(false);
  protected readonly failure = signal<string | null>(null);

  constructor() {
    afterNextRender(() => this.heading().nativeElement.focus());
  }

  protected id(part: string): string {
    return `accept-${this.permission().id}-${part}`;
  }

  protected tick(field: SharedField): void {
    this.draft.update((draft) => ({
      ...draft,
      fields: draft.fields.includes(field)
        ? draft.fields.filter((other) => other !== field)
        : [...draft.fields, field],
    }));
  }

  protected chooseDetail(event: Event): void {
    const detail = (event.target as HTMLSelectElement).value as Detail;
    this.draft.update((draft) => ({ ...draft, detail }));
  }

  protected write(part: 'historyFrom' | 'firstDay' | 'lastDay', event: Event): void {
    const date = (event.target as HTMLInputElement).value;
    this.draft.update((draft) => ({ ...draft, [part]: date }));
  }

  protected async accept(event: Event): Promise<void> {
    event.preventDefault();
    const { terms, faults } = this.result();
    if (faults.length > 0) {
      return;
    }
    this.isBusy.set(true);
    this.failure.set(null);
    const provider = this.permission().provider.name;
    try {
      await firstValueFrom(
        this.http.post(
          `api/v1/homes/${this.home()}/permissions/${this.permission().id}/accept`,
          partOf(this.asked(), terms),
        ),
      );
      this.answered.emit(
        isPart(this.asked(), terms)
          ? $localize`A part of what ${provider}:company: asked for is accepted.`
          : $localize`The request of ${provider}:company: is accepted.`,
      );
    } catch (error) {
      const failure = failureFrom(error);
      if (failure.status === 409) {
        // Somebody else, or time, was faster.
        this.answered.emit(failure.message);
      } else {
        this.failure.set(
          failure.fields[0] ? `${failure.message} ${failure.fields[0].detail}` : failure.message,
        );
      }
    } finally {
      this.isBusy.set(false);
    }
  }
}
