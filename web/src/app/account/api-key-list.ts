import { HttpClient, httpResource } from '@angular/common/http';
import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { FormField, form } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { ApiKey, ApiKeyList as KeyList, CreatedApiKey } from '../api/types';
import { longDateWithYear } from '../energy/home-clock';
import { HomeDirectory } from '../home/home-directory';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';

const day = 24 * 60 * 60 * 1000;

/** The person's own keys for programs: made, shown once, revoked. */
@Component({
  selector: 'ohm-api-key-list',
  imports: [FormField, Icon, LoadError],
  templateUrl: './api-key-list.html',
  styleUrl: '../ui/rows.scss',
})
export class ApiKeyList {
  private readonly http = inject(HttpClient);
  private readonly locale = inject(FormatLanguage).locale;

  readonly zone = input.required<string>();

  protected readonly homes = inject(HomeDirectory).homes;
  protected readonly ownHomes = computed(() =>
    this.homes().filter((each) => each.role === 'admin'),
  );
  protected readonly list = httpResource<KeyList>(() => 'api/v1/api-keys');
  protected readonly model = signal({ name: '', kind: 'read', home: '', days: '' });
  protected readonly entry = form(this.model);
  protected readonly isMaking = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly made = signal<string | null>(null);
  protected readonly failure = signal<string | null>(null);
  protected readonly loadFailure = computed(() => {
    const error = this.list.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly rows = computed(() => {
    const items = this.list.hasValue() ? this.list.value().items : [];
    return items.map((key) => ({
      id: key.id,
      name: key.name,
      what: this.whatOf(key),
      times: this.timesOf(key),
      label: $localize`Revoke: ${key.name}:key:`,
    }));
  });

  constructor() {
    // A key that adds readings is for one home.
    effect(() => {
      const { kind, home } = this.model();
      const first = untracked(this.ownHomes)[0];
      if (
        kind === 'ingest' &&
        first &&
        !untracked(this.ownHomes).some((each) => each.id === home)
      ) {
        this.model.update((known) => ({ ...known, home: first.id }));
      }
    });
  }

  protected make(event: Event): Promise<void> {
    event.preventDefault();
    return this.attempt(async () => {
      const { name, kind, home, days } = this.model();
      if (name.trim() === '') {
        this.failure.set($localize`Say what the key is for.`);
        return;
      }
      const created = await firstValueFrom(
        this.http.post<CreatedApiKey>('api/v1/api-keys', {
          name: name.trim(),
          kind,
          ...(home && { home }),
          ...(days && { expires_at: new Date(Date.now() + Number(days) * day).toISOString() }),
        }),
      );
      this.made.set(created.token);
      this.isMaking.set(false);
      this.model.set({ name: '', kind: 'read', home: '', days: '' });
    });
  }

  protected revoke(id: string): Promise<void> {
    return this.attempt(async () => {
      await firstValueFrom(this.http.delete(`api/v1/api-keys/${id}`));
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await work();
      this.list.reload();
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.set(failure.fields[0]?.detail ?? failure.message);
    } finally {
      this.isBusy.set(false);
    }
  }

  private whatOf(key: ApiKey): string {
    const home = this.homes().find((each) => each.id === key.home)?.name;
    if (key.kind === 'ingest') {
      return $localize`Adds readings to ${home ?? $localize`a home that is not yours any more`}:home:`;
    }
    return key.home === null
      ? $localize`Reads all your homes`
      : $localize`Reads ${home ?? $localize`a home that is not yours any more`}:home:`;
  }

  private timesOf(key: ApiKey): string {
    const used =
      key.last_used_at === null
        ? $localize`Never used`
        : $localize`Last used ${this.when(key.last_used_at)}:time:`;
    return key.expires_at === null
      ? used
      : $localize`${used}:used:, ends ${this.when(key.expires_at)}:time:`;
  }

  private when(time: string): string {
    return longDateWithYear(Date.parse(time), this.locale(), this.zone());
  }
}
