import { HttpClient } from '@angular/common/http';
import { Component, inject, input, output, signal } from '@angular/core';
import { FormField, form } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Permission, TakeUpRequest } from '../api/types';
import { Icon } from '../ui/icon';
import { ConsentCode, codeFrom } from './consent-code';

/** Where the code that a provider gave out is entered, so that its request can be read. */
@Component({
  selector: 'ohm-code-entry',
  imports: [FormField, Icon],
  template: `
    <section class="card" aria-labelledby="code-heading">
      <h2 id="code-heading" i18n>A provider gave you a code</h2>
      <p class="small muted" i18n>
        It stands in the provider’s letter, or comes with a link or a QR code. With it you read what
        the provider asks for. Nothing is shared before an admin accepts.
      </p>
      <form class="fields" novalidate (submit)="takeUp($event)">
        @if (isFromLink() && model().code !== '') {
          <p class="note">
            <ohm-icon name="check" /><span i18n>The code of your link is filled in.</span>
          </p>
        }
        <div class="field">
          <label for="consent-code" i18n>Code, or the whole address</label>
          <input
            class="input"
            id="consent-code"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            translate="no"
            aria-describedby="consent-code-error"
            [attr.aria-invalid]="failure() !== null"
            [formField]="entry.code"
          />
          <p class="field__error" id="consent-code-error" role="status">{{ failure() }}</p>
        </div>
        <div class="actions">
          <button
            type="submit"
            class="button"
            [disabled]="isBusy() || !canGive()"
            [attr.aria-describedby]="canGive() ? null : reasonId()"
            i18n
          >
            Read the request
          </button>
        </div>
      </form>
    </section>
  `,
  styles: `
    section > p {
      margin-top: var(--space-1);
    }
  `,
})
export class CodeEntry {
  private readonly http = inject(HttpClient);

  readonly home = input.required<string>();
  readonly canGive = input.required<boolean>();
  /** The id of the text that says why not. */
  readonly reasonId = input.required<string>();

  /** What has happened, in a sentence. */
  readonly takenUp = output<string>();

  private readonly kept = inject(ConsentCode).take();
  protected readonly isFromLink = signal(this.kept !== '');
  protected readonly model = signal({ code: this.kept });
  protected readonly entry = form(this.model);
  protected readonly isBusy = signal(false);
  protected readonly failure = signal<string | null>(null);

  protected async takeUp(event: Event): Promise<void> {
    event.preventDefault();
    const code = codeFrom(this.model().code);
    if (code === '') {
      this.failure.set($localize`Enter the code that the provider gave you.`);
      return;
    }
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      const { provider } = await firstValueFrom(
        this.http.post<Permission>(`api/v1/homes/${this.home()}/permissions`, {
          code,
        } satisfies TakeUpRequest),
      );
      this.model.set({ code: '' });
      this.takenUp.emit(
        $localize`The request of ${provider.name}:company: is here. Read it, then answer.`,
      );
    } catch (error) {
      this.failure.set(failureFrom(error).message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
