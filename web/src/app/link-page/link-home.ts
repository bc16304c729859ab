import { HttpClient } from '@angular/common/http';
import { DestroyRef, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { LinkPage } from '../api/types';
import { LiveFeed } from '../live/live-feed';
import { LiveValues, applyMessage, noValues } from '../live/live-values';
import { HomeMessage } from '../live/messages';
import { PowerHistory } from '../live/power-history';

const hour = 3_600_000;

/**
 * The home that a link is to, as far as its tiles go: what LiveHome and HomeDirectory are to the pages of people. Of
 * the past it knows what came while the page was open.
 */
@Injectable()
export class LinkHome {
  private readonly http = inject(HttpClient);
  private readonly feed = inject(LiveFeed);

  private readonly shownPage = signal<LinkPage | null>(null);
  private readonly shown = signal<LiveValues>(noValues);
  private readonly clock = signal(Date.now());
  private readonly historyRevision = signal(0);

  readonly page = this.shownPage.asReadonly();
  readonly values = this.shown.asReadonly();
  /** The server's time, ticking once a second. */
  readonly now = this.clock.asReadonly();
  /** As in HomeDirectory. */
  readonly current = computed(() => {
    const page = this.page();
    return page && { id: page.home, name: page.name, time_zone: page.time_zone };
  });
  /** As in LiveHome: what a link shows goes by its tiles, not by a consent. */
  readonly isCustomer = (): boolean => false;
  readonly channelList = computed(() => this.page()?.channels ?? []);
  readonly hasSnapshot = computed(() => this.shown().balance !== null);
  readonly isConnected = computed(
    () =>
      this.feed.state() === 'open' &&
      (this.shown().connection?.state ?? 'connected') === 'connected',
  );
  /** The last hour, or as much of it as the page has been open. */
  readonly lastHour = computed(() => {
    this.historyRevision();
    return this.history.since('hour', this.now() - hour);
  });

  private readonly history = new PowerHistory();
  private latest: LiveValues = noValues;
  private frame = 0;
  private clockOffset = 0;

  constructor() {
    const homeId = computed(() => this.page()?.home ?? null);
    effect((onCleanup) => {
      const home = homeId();
      if (home !== null) {
        onCleanup(this.feed.subscribe(home, (message) => this.accept(message)));
      }
    });
    effect(() => {
      if (!this.isConnected()) {
        untracked(() => this.history.interrupt(this.now()));
      }
    });
    const ticking = setInterval(() => this.tick(), 1000);
    inject(DestroyRef).onDestroy(() => clearInterval(ticking));
  }

  /** Reads what the link shows; rejects when it cannot be had. */
  async open(home: string): Promise<void> {
    this.shownPage.set(await firstValueFrom(this.http.get<LinkPage>(`api/v1/homes/${home}/tiles`)));
  }

  close(): void {
    this.shownPage.set(null);
    this.latest = noValues;
    this.shown.set(noValues);
  }

  private accept(message: HomeMessage): void {
    this.latest = applyMessage(this.latest, message);
    if (message.type === 'snapshot') {
      this.clockOffset = Date.parse(message.t) - Date.now();
    }
    this.keep(this.now());
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.shown.set(this.latest);
    });
  }

  private tick(): void {
    const now = Date.now() + (Math.abs(this.clockOffset) > 2000 ? this.clockOffset : 0);
    this.clock.set(now);
    if (this.isConnected()) {
      this.keep(now);
      this.history.trim(now - hour, now - hour);
      this.historyRevision.update((revision) => revision + 1);
    }
  }

  private keep(now: number): void {
    const balance = this.latest.balance;
    if (balance) {
      this.history.push(now, {
        home: balance.home ?? null,
        grid: balance.grid ?? null,
        solar: balance.solar ?? null,
        battery: balance.battery ?? null,
        generator: balance.generator ?? null,
      });
    }
  }
}
