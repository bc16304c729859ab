import { Component, computed, effect, inject, signal } from '@angular/core';
import { clockTime } from '../energy/home-clock';
import { faultSentence } from '../home/connection-words';
import { HomeDirectory } from '../home/home-directory';
import { LiveFeed } from '../live/live-feed';
import { LiveHome } from '../live/live-home';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';

const patienceMs = 1000;

/** Says that values are old and why: our own line to the server, or the server's line to Home Assistant. */
@Component({
  selector: 'ohm-connection-banner',
  imports: [Icon],
  template: `
    <div role="status">
      @if (shown(); as text) {
        <p class="banner">
          <ohm-icon name="offline" /><span>{{ text }}</span>
        </p>
      }
      @if (endsAt(); as time) {
        <p class="banner banner--calm">
          <ohm-icon name="info" /><span i18n
            >Your session ends at {{ time }}. You will be asked to sign in again, and then return to
            this page.</span
          >
        </p>
      }
      @if (isBackfilling()) {
        <p class="banner banner--calm">
          <ohm-icon name="info" /><span i18n
            >Fetching today and yesterday from Home Assistant. Totals grow until it is done.</span
          >
        </p>
      }
      @if (hasNewVersion()) {
        <p class="banner banner--calm">
          <ohm-icon name="info" /><span i18n>Ohmstead was updated.</span>
          <button type="button" class="button button--small" (click)="reload()" i18n>
            Load the new version
          </button>
        </p>
      }
    </div>
  `,
  styles: `
    .banner {
      display: flex;
      gap: var(--space-3);
      align-items: center;
      padding: var(--space-3) var(--space-8);
      background: var(--danger-surface);
      color: var(--danger);
      font-size: var(--text-s);
      font-weight: 560;
    }
    .banner--calm {
      background: var(--sunken);
      color: var(--ink);
      font-weight: 400;
    }
    ohm-icon {
      flex: none;
    }
    @media (max-width: 40rem) {
      .banner {
        padding-inline: var(--space-4);
      }
    }
  `,
})
export class ConnectionBanner {
  private readonly feed = inject(LiveFeed);
  private readonly live = inject(LiveHome);
  private readonly homes = inject(HomeDirectory);
  private readonly language = inject(FormatLanguage);

  private readonly patient = signal<string | null>(null);
  private readonly trouble = computed(() => this.ownTrouble() ?? this.homeTrouble());

  protected readonly shown = this.patient.asReadonly();
  protected readonly hasNewVersion = this.feed.hasNewVersion;
  protected readonly endsAt = computed(() => {
    const end = this.feed.endsAt();
    return end === null ? null : this.timeOf(end);
  });
  protected readonly isBackfilling = computed(() => this.live.values().progress !== null);

  constructor() {
    effect((onCleanup) => {
      const trouble = this.trouble();
      if (trouble === null || this.patient() !== null) {
        this.patient.set(trouble);
        return;
      }
      const timer = setTimeout(() => this.patient.set(trouble), patienceMs);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected reload(): void {
    location.reload();
  }

  private ownTrouble(): string | null {
    switch (this.feed.state()) {
      case 'offline':
        return $localize`You are offline. The values on this page are old.`;
      case 'waiting':
        return $localize`The connection to Ohmstead is lost. Trying again; the values on this page are old.`;
      case 'connecting':
        return this.live.hasSnapshot()
          ? $localize`The connection to Ohmstead is lost. Trying again; the values on this page are old.`
          : null;
      default:
        return null;
    }
  }

  private homeTrouble(): string | null {
    const connection = this.live.values().connection;
    switch (connection?.state) {
      case undefined:
      case 'connected':
      case 'not_configured':
        return null;
      case 'connecting':
        return $localize`Connecting to Home Assistant. The values on this page are old until then.`;
      case 'home_assistant_starting':
        return $localize`Home Assistant is starting. Values return when it is ready.`;
      case 'authentication_failed':
        return this.reason();
      default:
        return this.lastSeen(this.reason());
    }
  }

  private reason(): string {
    const connection = this.live.values().connection;
    return (
      faultSentence(connection?.fault) ||
      connection?.message ||
      $localize`Home Assistant does not answer.`
    );
  }

  /** Why values stopped, and how old they are. */
  private lastSeen(reason: string): string {
    const ages = Object.values(this.live.values().age).map((age) => Date.parse(age));
    const newest = Math.max(...ages.filter((age) => Number.isFinite(age)), 0);
    if (newest === 0) {
      return $localize`${reason}:reason: Trying again.`;
    }
    const time = this.timeOf(newest);
    return $localize`${reason}:reason: Last values from ${time}:time:; the gap is filled when it is back.`;
  }

  private timeOf(instant: number): string {
    return clockTime(instant, this.language.locale(), this.homes.current()?.time_zone ?? 'UTC');
  }
}
