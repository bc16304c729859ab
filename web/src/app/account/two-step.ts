import { NgTemplateOutlet } from '@angular/common';
import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, input, output, signal } from '@angular/core';
import { FormField, form } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Enrolment, RecoveryCodes, SecondFactor } from '../api/types';
import { Icon } from '../ui/icon';
import { QrCode } from '../ui/qr-code';

type Step = 'idle' | 'password' | 'scan' | 'codes' | 'off';

/** Turns the second step of signing in on and off. */
@Component({
  selector: 'ohm-two-step',
  imports: [FormField, Icon, NgTemplateOutlet, QrCode],
  templateUrl: './two-step.html',
  styles: `
    section > .actions,
    form {
      margin-top: var(--space-4);
    }
    .enrolment {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-4);
      align-items: center;
    }
    .enrolment > p {
      flex: 1 1 14rem;
      min-width: 0;
    }
    .key {
      display: block;
      overflow-wrap: anywhere;
    }
    .codes {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr));
      gap: var(--space-2) var(--space-4);
      margin: var(--space-3) 0;
      padding: var(--space-4);
      border-radius: var(--radius-s);
      background: var(--sunken);
    }
  `,
})
export class TwoStep {
  private readonly http = inject(HttpClient);

  readonly factor = input.required<SecondFactor>();
  readonly changed = output();

  private readonly model = signal({ password: '', code: '' });
  protected readonly entry = form(this.model);
  protected readonly step = signal<Step>('idle');
  protected readonly enrolment = signal<Enrolment | null>(null);
  protected readonly spacedSecret = computed(() =>
    (this.enrolment()?.secret ?? '').replace(/(.{4})(?=.)/g, '$1 '),
  );
  protected readonly codes = signal<readonly string[]>([]);
  protected readonly isBusy = signal(false);
  protected readonly failure = signal<string | null>(null);

  /** Nothing that was shown or typed is kept from step to step. */
  protected go(step: Step): void {
    this.failure.set(null);
    this.model.set({ password: '', code: '' });
    if (step !== 'scan') {
      this.enrolment.set(null);
    }
    if (step !== 'codes') {
      this.codes.set([]);
    }
    this.step.set(step);
  }

  protected begin(event: Event): Promise<void> {
    return this.attempt(event, async () => {
      const body = { current_password: this.model().password };
      this.enrolment.set(await this.post<Enrolment>('', body));
      this.go('scan');
    });
  }

  protected confirm(event: Event): Promise<void> {
    return this.attempt(event, async () => {
      const made = await this.post<RecoveryCodes>('/confirm', { code: this.model().code });
      this.codes.set(made.codes);
      this.go('codes');
      this.changed.emit();
    });
  }

  protected turnOff(event: Event): Promise<void> {
    return this.attempt(event, async () => {
      const { password, code } = this.model();
      await this.post('/turn-off', { current_password: password, code });
      this.go('idle');
      this.changed.emit();
    });
  }

  private post<T>(rest: string, body: object): Promise<T> {
    return firstValueFrom(this.http.post<T>(`api/v1/account/second-factor${rest}`, body));
  }

  private async attempt(event: Event, work: () => Promise<void>): Promise<void> {
    event.preventDefault();
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await work();
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.set(failure.fields[0]?.detail ?? failure.message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
