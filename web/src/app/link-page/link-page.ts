import {
  DOCUMENT,
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { failureFrom } from '../api/problem';
import { Session as SessionInfo } from '../api/types';
import { Session } from '../auth/session';
import { EnergyFlow } from '../chart/energy-flow';
import { Switching } from '../devices-page/switching';
import { clockTime, longDate } from '../energy/home-clock';
import { FIGURES_OPEN } from '../explain/figure-button';
import { HomeDirectory } from '../home/home-directory';
import { flowLines, flowNodes, flowSentence } from '../live-page/flow-picture';
import { TodayCard } from '../live-page/today-card';
import { ageText } from '../live/age-text';
import { LiveFeed } from '../live/live-feed';
import { LiveHome } from '../live/live-home';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { mediaQuery } from '../ui/media-query';
import { SchemeChoice } from '../ui/scheme';
import { Wordmark } from '../ui/wordmark';
import { isNight } from './is-night';
import { LinkChart } from './link-chart';
import { LinkDevices } from './link-devices';
import { LinkHome } from './link-home';
import { LinkSwitching } from './link-switching';
import { keepScreenOn } from './wake-lock';

type Phase = 'opening' | 'asking' | 'shown' | 'ended' | 'none' | 'unreachable';

const tryAgainMs = 5_000;

/**
 * What a link opens, on a wall or on a guest's phone: the tiles that an admin has ticked. Nobody is signed in; the
 * link is the browser's cookie, so the page finds its way back after a restart.
 */
@Component({
  selector: 'ohm-link-page',
  imports: [EnergyFlow, Icon, LinkChart, LinkDevices, RouterLink, TodayCard, Wordmark],
  templateUrl: './link-page.html',
  styleUrl: './link-page.scss',
  providers: [
    LinkHome,
    LinkSwitching,
    { provide: LiveHome, useExisting: LinkHome },
    { provide: HomeDirectory, useExisting: LinkHome },
    { provide: Switching, useExisting: LinkSwitching },
    { provide: FIGURES_OPEN, useValue: false },
  ],
})
export default class LinkPage {
  private readonly live = inject(LinkHome);
  private readonly session = inject(Session);
  private readonly feed = inject(LiveFeed);
  private readonly language = inject(FormatLanguage);
  private readonly document = inject(DOCUMENT);
  private readonly router = inject(Router);

  /** Behind the #, so that no server on the way writes it down. */
  private token =
    new URLSearchParams(inject(ActivatedRoute).snapshot.fragment ?? '').get('token') ?? '';
  private retry: ReturnType<typeof setTimeout> | undefined;

  protected readonly phase = signal<Phase>('opening');
  protected readonly page = computed(() => (this.phase() === 'shown' ? this.live.page() : null));
  protected readonly person = computed(() => this.session.user()?.name ?? '');
  protected readonly isNarrow = mediaQuery('(max-width: 40rem)');
  protected readonly isReady = this.live.hasSnapshot;
  protected readonly isWaiting = computed(() => ['waiting', 'offline'].includes(this.feed.state()));
  protected readonly hasFlow = computed(() => this.page()?.tiles.includes('flow') ?? false);
  protected readonly hasSide = computed(() => {
    const page = this.page();
    return page !== null && (page.tiles.includes('today') || page.devices.length > 0);
  });
  private readonly minute = computed(() => Math.floor(this.live.now() / 60_000) * 60_000);
  private readonly zone = computed(() => this.page()?.time_zone ?? 'UTC');
  protected readonly time = computed(() => {
    const locale = this.language.locale();
    return `${longDate(this.minute(), locale, this.zone())}, ${clockTime(this.minute(), locale, this.zone())}`;
  });
  protected readonly isDimmed = computed(
    () => this.page()?.kind === 'kiosk' && isNight(this.minute(), this.zone()),
  );
  protected readonly nodes = computed(() => {
    const now = this.live.now();
    const locale = this.language.locale();
    return flowNodes({
      values: this.live.values(),
      channels: this.live.channelList(),
      now,
      isConnected: this.live.isConnected(),
      locale,
      ageText: (at, trust) => ageText(at, trust, now, locale, this.zone()),
      // Nothing opens here.
    }).map((node) => ({ ...node, source: null }));
  });
  protected readonly flows = computed(() => flowLines(this.live.values(), this.nodes()));
  protected readonly sentence = computed(() =>
    flowSentence(this.live.values(), this.nodes(), this.language.locale()),
  );

  protected readonly canFillScreen = this.document.fullscreenEnabled;
  protected readonly isFull = signal(false);

  constructor() {
    const scheme = inject(SchemeChoice);
    effect((onCleanup) => {
      if (this.isDimmed()) {
        const before = untracked(scheme.scheme);
        scheme.scheme.set('dark');
        onCleanup(() => scheme.scheme.set(before));
      }
    });
    effect(() => {
      if (this.feed.hasNewVersion()) {
        this.document.location.reload();
      }
    });
    effect(() => {
      if (this.feed.hasSessionEnded()) {
        untracked(() => this.end());
      }
    });
    effect(() => {
      // A socket that is refused does not say why.
      if (this.feed.state() === 'waiting' && untracked(this.phase) === 'shown') {
        untracked(() => void this.lookWhetherItHolds());
      }
    });
    const followScreen = (): void => this.isFull.set(this.document.fullscreenElement !== null);
    this.document.addEventListener('fullscreenchange', followScreen);
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.retry);
      this.document.removeEventListener('fullscreenchange', followScreen);
    });
    keepScreenOn();
    void this.begin();
  }

  protected fillScreen(): void {
    void this.document.documentElement.requestFullscreen();
  }

  protected openAnyway(): void {
    this.phase.set('opening');
    void this.attempt(() => this.openByToken());
  }

  private begin(): Promise<void> {
    return this.attempt(async () => {
      const info = await this.session.reload();
      if (this.token === '') {
        await this.show(info);
      } else if (info.signed_in) {
        this.phase.set('asking');
      } else {
        await this.openByToken();
      }
    });
  }

  private async openByToken(): Promise<void> {
    const info = await this.session.openLink(this.token);
    this.token = '';
    // Whoever looks at the screen must not be able to copy it.
    await this.router.navigate([], { replaceUrl: true });
    await this.show(info);
  }

  private async show(info: SessionInfo): Promise<void> {
    if (!info.link) {
      this.phase.set('none');
      return;
    }
    await this.live.open(info.link.home);
    this.phase.set('shown');
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if ([401, 403, 404].includes(failureFrom(error).status)) {
        this.end();
        return;
      }
      this.phase.set('unreachable');
      this.retry = setTimeout(() => void this.begin(), tryAgainMs);
    }
  }

  private async lookWhetherItHolds(): Promise<void> {
    try {
      const info = await this.session.reload();
      if (!info.link) {
        this.end();
      }
    } catch {
      // The server is away; the feed goes on trying.
    }
  }

  private end(): void {
    this.live.close();
    this.phase.set('ended');
  }
}
