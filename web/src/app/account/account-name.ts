import { HttpClient } from '@angular/common/http';
import { Component, inject, input, linkedSignal, output, signal } from '@angular/core';
import { FormField, form, maxLength, required } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Icon } from '../ui/icon';

/** How the person is called. */
@Component({
  selector: 'ohm-account-name',
  imports: [FormField, Icon],
  template: `
    <form class="card fields" novalidate aria-labelledby="name-heading" (submit)="save($event)">
      <h2 id="name-heading" i18n>Name</h2>
      <div class="field">
        <label for="account-name" i18n>Your name</label>
        <input
          class="input"
          id="account-name"
          autocomplete="name"
          aria-describedby="account-name-hint account-name-error"
          [attr.aria-invalid]="failure() !== null"
          [formField]="entry.name"
        />
        <p class="field__hint" id="account-name-hint" i18n>
          People of your homes see it beside what you do.
        </p>
        <p class="field__error" id="account-name-error" aria-live="polite">{{ failure() }}</p>
      </div>
      <div class="actions">
        <button type="submit" class="button" [disabled]="isBusy()" i18n>Save</button>
        <span aria-live="polite" class="small muted">
          @if (isSaved()) {
            <ohm-icon name="check" /> <ng-container i18n>Saved</ng-container>
          }
        </span>
      </div>
    </form>
  `,
})
export class AccountName {
  private readonly http = inject(HttpClient);

  readonly name = input.required<string>();
  readonly renamed = output();

  private readonly model = linkedSignal(() => ({ name: this.name() }));
  protected readonly entry = form(this.model, (path) => {
    required(path.name, { message: $localize`Enter your name.` });
    maxLength(path.name, 80, { message: $localize`At most 80 characters.` });
  });
  protected readonly isBusy = signal(false);
  protected readonly isSaved = signal(false);
  protected readonly failure = signal<string | null>(null);

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.isSaved.set(false);
    const wrong = this.entry.name().errors()[0];
    this.failure.set(wrong?.message ?? null);
    if (wrong) {
      return;
    }
    this.isBusy.set(true);
    try {
      await firstValueFrom(this.http.patch('api/v1/account', { name: this.model().name.trim() }));
      this.isSaved.set(true);
      this.renamed.emit();
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.set(failure.fields[0]?.detail ?? failure.message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
