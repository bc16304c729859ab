import { HttpClient, httpResource } from '@angular/common/http';
import { Component, DestroyRef, computed, effect, inject, input, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Connection, Past } from '../api/types';
import { dateAndTime, longDateWithYear } from '../energy/home-clock';
import { connectionSentence, noticeSentence } from '../home/connection-words';
import { HomeDirectory } from '../home/home-directory';
import { ConnectionForm } from '../home-forms/connection-form';
import { LiveHome } from '../live/live-home';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { ParityReport } from './parity-report';

const askEveryMs = 10_000;

/** The line to Home Assistant: how it is, and where it leads. */
@Component({
  selector: 'ohm-connection-settings',
  imports: [ConnectionForm, Icon, LoadError, ParityReport],
  templateUrl: './connection-settings.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-6);
    }
    .state {
      display: flex;
      gap: var(--space-3);
      align-items: baseline;
      font-weight: 620;
    }
    .state__dot {
      width: 0.625rem;
      height: 0.625rem;
      border-radius: 50%;
      background: var(--danger);
      flex: none;
    }
    .state__dot--good {
      background: var(--good);
    }
    .wait {
      height: 12rem;
    }
    .facts {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: var(--space-1) var(--space-6);
      margin-top: var(--space-4);
      font-size: var(--text-s);
    }
    .facts dt {
      color: var(--muted);
    }
    .notices {
      display: grid;
      gap: var(--space-2);
      margin-top: var(--space-4);
      overflow-wrap: anywhere;
    }
    .facts dd {
      overflow-wrap: anywhere;
    }
  `,
})
export default class ConnectionSettings {
  private readonly http = inject(HttpClient);
  private readonly homes = inject(HomeDirectory);
  private readonly live = inject(LiveHome);
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<string>();

  protected readonly connection = httpResource<Connection>(
    () => `api/v1/homes/${this.home()}/connection`,
  );
  protected readonly failure = computed(() => {
    const error = this.connection.error();
    return error ? failureFrom(error).message : null;
  });
  private readonly zone = computed(() => this.homes.find(this.home())?.time_zone ?? 'UTC');
  protected readonly canEdit = computed(() => this.homes.can('connection.edit'));
  protected readonly isAsking = signal(false);
  protected readonly importFailure = signal<string | null>(null);
  protected readonly canCompare = computed(
    () =>
      this.connection.hasValue() &&
      !this.connection.value().by_agent &&
      this.connection.value().state !== 'not_configured',
  );
  protected readonly removalFailure = signal<string | null>(null);
  protected readonly facts = computed(() => {
    if (!this.connection.hasValue()) {
      return [];
    }
    const {
      by_agent,
      url,
      home_assistant_version,
      last_event_at,
      since,
      retry_at,
      backfill,
      past,
    } = this.connection.value();
    if (by_agent) {
      return last_event_at
        ? [{ name: $localize`Last heard of`, value: this.ago(Date.parse(last_event_at)) }]
        : [];
    }
    const facts = [
      { name: $localize`Address`, value: url },
      { name: $localize`Version`, value: home_assistant_version },
      { name: $localize`Since`, value: this.time(since) },
      { name: $localize`Last event`, value: this.time(last_event_at) },
      { name: $localize`Next try`, value: this.time(retry_at) },
      {
        name: $localize`Fetching the past`,
        value: backfill.running ? `${backfill.done} / ${backfill.total}` : null,
      },
      { name: $localize`Import of the past`, value: this.imported(past) },
    ];
    return facts.filter((fact) => fact.value);
  });

  protected readonly sentence = computed(() =>
    this.connection.hasValue() ? connectionSentence(this.connection.value()) : '',
  );
  protected readonly notices = computed(() =>
    (this.connection.hasValue() ? this.connection.value().notices : []).map((notice) => ({
      at: this.time(notice.at),
      message: noticeSentence(notice),
    })),
  );

  constructor() {
    // Whatever the live feed says about the connection, the page asks for the whole picture again.
    let known = this.told();
    effect(() => {
      const told = this.told();
      if (told !== known) {
        known = told;
        this.connection.reload();
      }
    });
    // Nothing says when an agent is heard of.
    const asking = setInterval(() => {
      if (this.connection.hasValue() && this.connection.value().by_agent) {
        this.connection.reload();
      }
    }, askEveryMs);
    inject(DestroyRef).onDestroy(() => clearInterval(asking));
  }

  protected async remove(): Promise<void> {
    this.removalFailure.set(null);
    try {
      await firstValueFrom(this.http.delete(`api/v1/homes/${this.home()}/connection`));
      this.isAsking.set(false);
      this.connection.reload();
    } catch (error) {
      this.removalFailure.set(failureFrom(error).message);
    }
  }

  protected async importAgain(): Promise<void> {
    this.importFailure.set(null);
    try {
      await firstValueFrom(this.http.post(`api/v1/homes/${this.home()}/connection/import`, null));
      this.connection.reload();
    } catch (error) {
      this.importFailure.set(failureFrom(error).message);
    }
  }

  private told(): string {
    const { connection, past } = this.live.values();
    return `${connection?.state} ${past?.done}`;
  }

  /** How far the import has come: how many sources, and since when the others are known. */
  private imported(past: Past): string | null {
    if (past.sources === 0) {
      return null;
    }
    const since = past.reached
      ? longDateWithYear(Date.parse(past.reached), this.locale(), this.zone())
      : '';
    if (past.stalled) {
      return $localize`${past.complete} of ${past.sources} sources complete. Home Assistant does not answer; it is tried again.`;
    }
    return past.complete < past.sources
      ? $localize`${past.complete} of ${past.sources} sources complete, the next ones back to ${since}`
      : $localize`Complete, ${past.sources} sources`;
  }

  private time(text: string | null): string | null {
    const at = Date.parse(text ?? '');
    return Number.isFinite(at) ? dateAndTime(at, this.locale(), this.zone()) : null;
  }

  /** How long ago, in steps that do not flicker; or when, if that is more than an hour. */
  private ago(at: number): string {
    const seconds = Math.max(0, this.live.now() - at) / 1000;
    if (seconds >= 3600) {
      return dateAndTime(at, this.locale(), this.zone());
    }
    const format = new Intl.RelativeTimeFormat(this.locale(), { numeric: 'auto' });
    return seconds < 60
      ? format.format(-Math.floor(seconds / 10) * 10, 'second')
      : format.format(-Math.floor(seconds / 60), 'minute');
  }
}
