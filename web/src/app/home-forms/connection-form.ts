import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { FormField, form, required } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Connection, ConnectionEdit, ConnectionTest } from '../api/types';
import { testSentence } from '../home/connection-words';
import { Icon } from '../ui/icon';

export interface SavedConnection {
  readonly connection: Connection;
  readonly test: ConnectionTest;
}

/** Address and token of Home Assistant: tried on the spot, saved when they work. The token is never shown again. */
@Component({
  selector: 'ohm-connection-form',
  imports: [FormField, Icon],
  templateUrl: './connection-form.html',
  styles: `
    ol {
      list-style: decimal;
      padding-left: var(--space-6);
      font-size: var(--text-s);
      display: grid;
      gap: var(--space-1);
      margin-top: var(--space-2);
    }
    summary {
      cursor: pointer;
      font-size: var(--text-s);
    }
    .certificate {
      display: grid;
      gap: var(--space-2);
      justify-items: start;
      margin-top: var(--space-3);
    }
    .fingerprint {
      font-family: ui-monospace, monospace;
      font-size: var(--text-s);
      overflow-wrap: anywhere;
    }
  `,
})
export class ConnectionForm {
  private readonly http = inject(HttpClient);

  readonly home = input.required<string>();
  readonly connection = input.required<Connection>();
  readonly saveLabel = input($localize`Save`);
  readonly saved = output<SavedConnection>();

  private readonly model = linkedSignal(() => ({
    url: this.connection().url ?? 'http://homeassistant.local:8123',
    token: '',
  }));
  protected readonly entry = form(this.model, (path) => {
    required(path.url, { message: $localize`Enter the address of Home Assistant.` });
  });
  protected readonly hasToken = computed(() => this.connection().token === 'set');
  protected readonly isBusy = signal(false);
  protected readonly test = signal<ConnectionTest | null>(null);
  protected readonly failure = signal<string | null>(null);
  /** The certificate to trust, and the address that showed it: another one starts without. */
  private readonly trusted = signal<{ url: string; fingerprint: string } | null>(null);
  protected readonly offered = computed(() => {
    const test = this.test();
    return test && !test.ok ? (test.tls_fingerprint ?? null) : null;
  });
  protected readonly sentence = computed(() => {
    const test = this.test();
    return test && testSentence(test);
  });

  protected async tryOut(): Promise<ConnectionTest | null> {
    this.failure.set(null);
    this.test.set(null);
    if (this.entry().invalid()) {
      this.failure.set(this.entry.url().errors()[0]?.message ?? '');
      return null;
    }
    this.isBusy.set(true);
    try {
      const test = await firstValueFrom(
        this.http.post<ConnectionTest>(`api/v1/homes/${this.home()}/connection/test`, this.body()),
      );
      this.test.set(test);
      return test;
    } catch (error) {
      this.show(error);
      return null;
    } finally {
      this.isBusy.set(false);
    }
  }

  protected async trust(fingerprint: string): Promise<void> {
    this.trusted.set({ url: this.address(), fingerprint });
    await this.tryOut();
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const test = await this.tryOut();
    // An address that is merely not up yet may be saved; one that can never work may not.
    if (!test || (!test.ok && test.code !== 'starting')) {
      return;
    }
    this.isBusy.set(true);
    try {
      const connection = await firstValueFrom(
        this.http.put<Connection>(`api/v1/homes/${this.home()}/connection`, this.body()),
      );
      this.model.update((model) => ({ ...model, token: '' }));
      this.saved.emit({ connection, test });
    } catch (error) {
      this.show(error);
    } finally {
      this.isBusy.set(false);
    }
  }

  private body(): ConnectionEdit {
    const url = this.address();
    const token = this.model().token.trim();
    const trusted = this.trusted();
    return {
      url,
      ...(token === '' ? {} : { token }),
      ...(trusted?.url === url ? { tls_fingerprint: trusted.fingerprint } : {}),
    };
  }

  /** As people copy it: without a scheme, a Home Assistant of one's own network is plain http. */
  private address(): string {
    const url = this.model().url.trim();
    return url.includes('://') ? url : `http://${url}`;
  }

  private show(error: unknown): void {
    const failure = failureFrom(error);
    this.failure.set(failure.fields[0]?.detail ?? failure.message);
  }
}
