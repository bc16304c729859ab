import { Component, inject, signal } from '@angular/core';
import { FormField, form, minLength, required } from '@angular/forms/signals';
import { ActivatedRoute, RouterLink } from '@angular/router';
import { failureFrom } from '../api/problem';
import { Session } from '../auth/session';
import { EntryFrame } from '../shell/entry-frame';
import { Icon } from '../ui/icon';

const shortestPassword = 8;

/** A new password by a one-time link, for whoever has forgotten theirs. */
@Component({
  selector: 'ohm-reset-password',
  imports: [EntryFrame, FormField, Icon, RouterLink],
  templateUrl: './reset-password.html',
})
export default class ResetPassword {
  private readonly session = inject(Session);

  /** Behind the #, so that no server on the way writes it down. */
  protected readonly token =
    new URLSearchParams(inject(ActivatedRoute).snapshot.fragment ?? '').get('token') ?? '';

  private readonly model = signal({ password: '' });
  protected readonly entry = form(this.model, (path) => {
    required(path.password, { message: $localize`Choose a password.` });
    minLength(path.password, shortestPassword, {
      message: $localize`At least ${shortestPassword}:count: characters; a short sentence is best.`,
    });
  });
  protected readonly isBusy = signal(false);
  protected readonly isDone = signal(false);
  protected readonly hasTried = signal(false);
  protected readonly failure = signal<string | null>(null);

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.hasTried.set(true);
    if (this.entry().invalid()) {
      return;
    }
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await this.session.resetPassword(this.token, this.model().password);
      this.isDone.set(true);
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.set(failure.fields[0]?.detail ?? failure.message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
