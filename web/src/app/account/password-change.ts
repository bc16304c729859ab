import { HttpClient } from '@angular/common/http';
import { Component, inject, output, signal } from '@angular/core';
import { FormField, form, minLength, required } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { Failure, failureFrom } from '../api/problem';
import { Icon } from '../ui/icon';

const shortestPassword = 8;

/** A new password for the old one; whoever is signed in elsewhere has to sign in again. */
@Component({
  selector: 'ohm-password-change',
  imports: [FormField, Icon],
  template: `
    <form class="card fields" novalidate aria-labelledby="password-heading" (submit)="save($event)">
      <h2 id="password-heading" i18n>Password</h2>
      <div class="field">
        <label for="current-password" i18n>Current password</label>
        <input
          class="input"
          id="current-password"
          type="password"
          autocomplete="current-password"
          aria-describedby="current-password-error"
          [attr.aria-invalid]="wrong('current_password') !== undefined"
          [formField]="entry.current"
        />
        <p class="field__error" id="current-password-error" aria-live="polite">
          {{ wrong('current_password') }}
        </p>
      </div>
      <div class="field">
        <label for="new-password" i18n>New password</label>
        <input
          class="input"
          id="new-password"
          type="password"
          autocomplete="new-password"
          aria-describedby="new-password-hint new-password-error"
          [attr.aria-invalid]="wrong('password') !== undefined"
          [formField]="entry.next"
        />
        <p class="field__hint" id="new-password-hint" i18n>
          At least 8 characters; a short sentence is best. Your other sessions end.
        </p>
        <p class="field__error" id="new-password-error" aria-live="polite">
          {{ wrong('password') }}
        </p>
      </div>
      @if (failure()?.fields?.length === 0) {
        <p class="note note--error" role="alert">
          <ohm-icon name="warning" />{{ failure()?.message }}
        </p>
      }
      <div class="actions">
        <button type="submit" class="button" [disabled]="isBusy()" i18n>Change the password</button>
        <span aria-live="polite" class="small muted">
          @if (isSaved()) {
            <ohm-icon name="check" /> <ng-container i18n>Changed</ng-container>
          }
        </span>
      </div>
    </form>
  `,
})
export class PasswordChange {
  private readonly http = inject(HttpClient);

  readonly changed = output();

  private readonly model = signal({ current: '', next: '' });
  protected readonly entry = form(this.model, (path) => {
    required(path.current, { message: $localize`Enter your password.` });
    required(path.next, { message: $localize`Choose a password.` });
    minLength(path.next, shortestPassword, {
      message: $localize`At least ${shortestPassword}:count: characters; a short sentence is best.`,
    });
  });
  protected readonly isBusy = signal(false);
  protected readonly isSaved = signal(false);
  protected readonly hasTried = signal(false);
  protected readonly failure = signal<Failure | null>(null);

  /** What is wrong with a field: as this page sees it, then as the server does. */
  protected wrong(name: 'current_password' | 'password'): string | undefined {
    const field = name === 'password' ? this.entry.next() : this.entry.current();
    const here = this.hasTried() ? field.errors()[0]?.message : undefined;
    return here ?? this.failure()?.fields.find((each) => each.pointer === `/${name}`)?.detail;
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.hasTried.set(true);
    this.isSaved.set(false);
    this.failure.set(null);
    if (this.entry().invalid()) {
      return;
    }
    this.isBusy.set(true);
    try {
      const { current, next } = this.model();
      await firstValueFrom(
        this.http.post('api/v1/account/password', { current_password: current, password: next }),
      );
      this.hasTried.set(false);
      this.model.set({ current: '', next: '' });
      this.isSaved.set(true);
      this.changed.emit();
    } catch (error) {
      this.failure.set(failureFrom(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}
