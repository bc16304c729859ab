import { HttpClient, httpResource } from '@angular/common/http';
import {
  Component,
  DOCUMENT,
  DestroyRef,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { VisitList } from '../api/types';
import { clockTime } from '../energy/home-clock';
import { HomeDirectory } from '../home/home-directory';
import { LiveFeed } from '../live/live-feed';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';

/** What a page without the live socket, or with another process of the server, goes by. */
const askEveryMs = 15_000;

/** Tells the people of a home on every page that an operator of the server looks in, and the operator that it is so. */
@Component({
  selector: 'ohm-visit-banner',
  imports: [Icon],
  template: `
    @for (visit of visits(); track visit.id) {
      <aside class="visit" i18n-aria-label aria-label="Visit" [attr.data-visit]="visit.id">
        <ohm-icon name="info" /><span>{{ visit.words }}</span>
        @if (canEnd()) {
          <button
            type="button"
            class="button button--small"
            [disabled]="busy()"
            (click)="end(visit.id)"
            i18n
          >
            End it
          </button>
        }
      </aside>
    }
  `,
  styles: `
    .visit {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
      align-items: center;
      padding: var(--space-2) var(--space-8);
      background: var(--notice-surface);
      color: var(--notice-ink);
      overflow-wrap: anywhere;
    }
    .visit > span {
      flex: 1;
    }
    ohm-icon {
      flex: none;
      width: 1rem;
      height: 1rem;
    }
    @media (max-width: 40rem) {
      .visit {
        padding-inline: var(--space-4);
      }
    }
  `,
})
export class VisitBanner {
  private readonly http = inject(HttpClient);
  private readonly homes = inject(HomeDirectory);
  private readonly router = inject(Router);
  private readonly feed = inject(LiveFeed);
  private readonly locale = inject(FormatLanguage).locale;
  private readonly document = inject(DOCUMENT);

  private readonly seen = httpResource<VisitList>(() => {
    const home = this.homes.current();
    return home && home.can.includes('people.read') ? `api/v1/homes/${home.id}/visits` : undefined;
  });

  protected readonly busy = signal(false);
  protected readonly canEnd = computed(() => this.homes.can('visits.end'));
  protected readonly visits = computed(() => {
    const home = this.homes.current();
    if (!home) {
      return [];
    }
    const until = (at: string) => clockTime(Date.parse(at), this.locale(), home.time_zone);
    if (home.visit) {
      const { id, ends_at } = home.visit;
      return [
        {
          id,
          words: $localize`You visit this home until ${until(ends_at)}:time:. Its people see that.`,
        },
      ];
    }
    const visits = this.seen.hasValue() ? this.seen.value().items : [];
    return visits
      .filter((visit) => visit.lasts)
      .map((visit) => ({
        id: visit.id,
        words: $localize`${visit.by_name}:name:, who operates this server, looks into this home until ${until(visit.ends_at)}:time:. Reason: ${visit.reason}:reason:`,
      }));
  });

  constructor() {
    effect(() => {
      const changed = this.feed.peopleChanged();
      untracked(() => {
        if (changed && changed.home === this.homes.current()?.id) {
          this.seen.reload();
        }
      });
    });
    const timer = setInterval(() => {
      if (this.homes.can('people.read') && !this.document.hidden) {
        this.seen.reload();
      }
    }, askEveryMs);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected async end(id: string): Promise<void> {
    const home = this.homes.current();
    if (!home) {
      return;
    }
    this.busy.set(true);
    try {
      await firstValueFrom(this.http.delete(`api/v1/homes/${home.id}/visits/${id}`));
    } finally {
      this.busy.set(false);
    }
    if (home.visit) {
      await this.homes.reload();
      await this.router.navigateByUrl('/homes');
    } else {
      this.seen.reload();
    }
  }
}
