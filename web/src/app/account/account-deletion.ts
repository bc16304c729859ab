import { HttpClient } from '@angular/common/http';
import {
  Component,
  ElementRef,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Failure, failureFrom } from '../api/problem';
import { Icon } from '../ui/icon';

/** The end of one's own account, after a question. */
@Component({
  selector: 'ohm-account-deletion',
  imports: [Icon],
  template: `
    <section class="card" aria-labelledby="account-deletion-heading">
      <h2 id="account-deletion-heading" i18n>Delete your account</h2>
      <p class="muted" i18n>
        What is yours alone goes: your sign-in, keys, links and your part in homes. What you did
        there stays in their trails under your name.
      </p>
      <div class="actions">
        <button type="button" class="button button--danger" (click)="ask()" i18n>
          Delete the account
        </button>
      </div>
    </section>
    <dialog #question aria-labelledby="account-deletion-question">
      <form class="fields" novalidate (submit)="erase($event)">
        <h2 id="account-deletion-question" i18n>Delete your account?</h2>
        <p i18n>Nobody can bring it back.</p>
        @if (hasPassword()) {
          <div class="field">
            <label for="account-deletion-password" i18n>Current password</label>
            <input
              class="input"
              id="account-deletion-password"
              type="password"
              autocomplete="current-password"
              aria-describedby="account-deletion-error"
              [attr.aria-invalid]="wrongPassword() !== undefined"
              [value]="password()"
              (input)="write($event)"
            />
            <p class="field__error" id="account-deletion-error" aria-live="polite">
              {{ wrongPassword() }}
            </p>
          </div>
        }
        <div aria-live="polite">
          @if (failure()?.fields?.length === 0) {
            <p class="note note--error"><ohm-icon name="warning" />{{ failure()?.message }}</p>
          }
        </div>
        <div class="actions">
          <button
            type="submit"
            class="button button--danger"
            [disabled]="isBusy() || (hasPassword() && password() === '')"
            i18n
          >
            Delete the account
          </button>
          <button type="button" class="button button--quiet" (click)="close()" i18n>Cancel</button>
        </div>
      </form>
    </dialog>
  `,
})
export class AccountDeletion {
  private readonly http = inject(HttpClient);
  private readonly question = viewChild.required<ElementRef<HTMLDialogElement>>('question');

  readonly hasPassword = input.required<boolean>();
  readonly deleted = output();

  protected readonly password = signal('');
  protected readonly isBusy = signal(false);
  protected readonly failure = signal<Failure | null>(null);
  protected readonly wrongPassword = computed(
    () => this.failure()?.fields.find((each) => each.pointer === '/current_password')?.detail,
  );

  protected ask(): void {
    this.password.set('');
    this.failure.set(null);
    this.question().nativeElement.showModal();
  }

  protected close(): void {
    this.question().nativeElement.close();
  }

  protected write(event: Event): void {
    this.password.set((event.target as HTMLInputElement).value);
  }

  protected async erase(event: Event): Promise<void> {
    event.preventDefault();
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      const body = this.hasPassword() ? { current_password: this.password() } : {};
      await firstValueFrom(this.http.post('api/v1/account/delete', body));
      this.close();
      this.deleted.emit();
    } catch (error) {
      this.failure.set(failureFrom(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}
