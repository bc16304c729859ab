import { HttpClient, HttpParams, httpResource } from '@angular/common/http';
import { DestroyRef, Service, computed, effect, inject, signal, untracked } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Channel, Device, PowerSeries } from '../api/types';
import { Session } from '../auth/session';
import { PowerRow, balanceChannels, rowsFrom } from '../energy/balance';
import { midnightBefore } from '../energy/home-clock';
import { HomeDirectory, seesLive } from '../home/home-directory';
import { LiveFeed } from './live-feed';
import { LiveValues, applyMessage, noValues } from './live-values';
import { Balance, HomeMessage } from './messages';
import { PowerHistory } from './power-history';

const hour = 3_600_000;
const healEvery = 5 * 60_000;
/** As many as a wide screen has room for; more would only be parsed and thrown together. */
const seedPoints = 720;

export type HistoryState = 'loading' | 'ready' | 'failed';

/** The current home as it is now: values from the socket, one signal write per frame, and power since midnight. */
@Service()
export class LiveHome {
  private readonly feed = inject(LiveFeed);
  private readonly homes = inject(HomeDirectory);
  private readonly session = inject(Session);
  private readonly http = inject(HttpClient);

  private readonly homeId = computed(() =>
    this.session.isSignedIn() ? (this.homes.current()?.id ?? null) : null,
  );
  private readonly zone = computed(() => this.homes.current()?.time_zone ?? 'UTC');
  private readonly isFollowed = computed(() => {
    const home = this.homes.current();
    return home !== null && seesLive(home);
  });
  /** Of a customer's home no power of the past is seen, and of today what came while the page is open. */
  readonly isCustomer = computed(() => this.homes.current()?.consent != null);

  readonly channels = httpResource<{ items: Channel[] }>(() => this.under('channels'));
  /** No consent is for devices as the home manages them. */
  readonly devices = httpResource<{ items: Device[] }>(() =>
    this.isCustomer() ? undefined : this.under('devices'),
  );

  private readonly shown = signal<LiveValues>(noValues);
  private readonly clock = signal(Date.now());
  private readonly historyRevision = signal(0);
  private readonly isHistoryShown = signal(false);
  private readonly historyPhase = signal<HistoryState>('loading');

  readonly values = this.shown.asReadonly();
  /** The server's time, ticking once a second; what ages are counted from. */
  readonly now = this.clock.asReadonly();
  readonly historyState = this.historyPhase.asReadonly();
  readonly hasSnapshot = computed(() => this.shown().balance !== null);
  readonly channelList = computed(() =>
    this.channels.hasValue() ? this.channels.value().items : [],
  );
  readonly midnight = computed(() =>
    midnightBefore(Math.floor(this.now() / 60_000) * 60_000, this.zone()),
  );
  /** True while both our socket and the home's connection stand, so that silence means "unchanged". */
  readonly isConnected = computed(
    () =>
      this.feed.state() === 'open' &&
      (this.shown().connection?.state ?? 'connected') === 'connected',
  );

  private readonly unknownChannels = computed(() => {
    const known = new Set(this.channelList().map((channel) => channel.id));
    const isLoaded = this.channels.hasValue() && !this.channels.isLoading();
    return isLoaded
      ? Object.keys(this.shown().power)
          .filter((id) => !known.has(id))
          .sort()
          .join(' ')
      : '';
  });

  private latest: LiveValues = noValues;
  private history = new PowerHistory();
  private frame = 0;
  private clockOffset = 0;
  private lastSeed = 0;
  private askedFor = '';

  constructor() {
    effect((onCleanup) => {
      const home = this.homeId();
      this.startAnew();
      if (home !== null && this.isFollowed()) {
        onCleanup(this.feed.subscribe(home, (message) => this.accept(message)));
      }
    });
    effect(() => {
      if (this.isHistoryShown() && this.channels.hasValue() && this.hasSnapshot()) {
        untracked(() => void this.seedHistory());
      }
    });
    effect(() => {
      // Values of channels that the list does not have: someone changed the set, so ask for it again.
      const unknown = this.unknownChannels();
      if (unknown !== '' && unknown !== this.askedFor) {
        this.askedFor = unknown;
        untracked(() => this.reloadSetup());
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

  /** Power of the last hour or since midnight; read again whenever a row was added. */
  columns(span: 'hour' | 'day') {
    this.historyRevision();
    return this.history.since(span, span === 'hour' ? this.now() - hour : this.midnight());
  }

  /** Pages without the chart need no day of readings. Undone by the returned function. */
  showHistory(): () => void {
    this.isHistoryShown.set(true);
    return () => this.isHistoryShown.set(false);
  }

  /** Asks again which channels and devices there are. */
  reloadSetup(): void {
    this.channels.reload();
    this.devices.reload();
  }

  /** Asks the server again for power since midnight. */
  async seedHistory(): Promise<void> {
    const home = this.homeId();
    const channels = this.channelList();
    if (home === null || channels.length === 0 || this.isCustomer()) {
      this.historyPhase.set(this.channels.hasValue() ? 'ready' : 'loading');
      return;
    }
    this.lastSeed = this.now();
    const history = this.history;
    try {
      const [day, lastHour] = await Promise.all([
        this.power(home, channels, this.midnight(), seedPoints),
        this.power(home, channels, this.now() - hour, seedPoints),
      ]);
      history.seed('day', rowsFrom(day, channels));
      history.seed('hour', rowsFrom(lastHour, channels));
      if (history === this.history) {
        this.historyPhase.set('ready');
        this.historyRevision.update((revision) => revision + 1);
      }
    } catch {
      if (history === this.history && this.historyPhase() === 'loading') {
        this.historyPhase.set('failed');
      }
    }
  }

  private under(resource: string): string | undefined {
    const home = this.homeId();
    return home === null ? undefined : `api/v1/homes/${home}/${resource}`;
  }

  private power(
    home: string,
    channels: readonly Channel[],
    from: number,
    points: number,
  ): Promise<PowerSeries> {
    const params = new HttpParams({
      fromObject: {
        from: new Date(from).toISOString(),
        to: new Date(this.now()).toISOString(),
        channels: balanceChannels(channels)
          .map((channel) => channel.id)
          .join(','),
        points,
      },
    });
    return firstValueFrom(this.http.get<PowerSeries>(`api/v1/homes/${home}/power`, { params }));
  }

  private startAnew(): void {
    this.latest = noValues;
    this.shown.set(noValues);
    this.history = new PowerHistory();
    this.historyPhase.set('loading');
    this.lastSeed = 0;
    this.askedFor = '';
  }

  private accept(message: HomeMessage): void {
    const wasBackfilling = this.latest.progress !== null;
    this.latest = applyMessage(this.latest, message);
    if (message.type === 'snapshot') {
      this.clockOffset = Date.parse(message.t) - Date.now();
    }
    if ((message.type === 'snapshot' || message.type === 'power') && this.latest.balance) {
      this.history.push(Date.parse(message.t), rowOf(this.latest.balance));
    }
    if (message.type === 'progress' && wasBackfilling && this.latest.progress === null) {
      if (this.isHistoryShown()) {
        void this.seedHistory();
      }
      this.devices.reload();
    }
    // Frames do not fire in hidden tabs: values keep arriving, the screen catches up once.
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.shown.set(this.latest);
    });
  }

  private tick(): void {
    const now = Date.now() + (Math.abs(this.clockOffset) > 2000 ? this.clockOffset : 0);
    this.clock.set(now);
    if (this.isConnected() && this.latest.balance) {
      this.history.push(now, rowOf(this.latest.balance));
      this.history.trim(this.midnight(), now - hour);
      this.historyRevision.update((revision) => revision + 1);
    }
    if (this.isHistoryShown() && this.lastSeed > 0 && now - this.lastSeed > healEvery) {
      void this.seedHistory();
    }
  }
}

function rowOf(balance: Balance): PowerRow {
  return {
    home: balance.home ?? null,
    grid: balance.grid ?? null,
    solar: balance.solar ?? null,
    battery: balance.battery ?? null,
    generator: balance.generator ?? null,
  };
}
