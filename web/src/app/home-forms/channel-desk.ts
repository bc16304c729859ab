import { HttpClient } from '@angular/common/http';
import { Injectable, computed, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Failure, failureFrom } from '../api/problem';
import { Channel, ChannelEdit, Discovery } from '../api/types';
import {
  ChannelDraft,
  draftFromChannel,
  draftFromProposal,
  editsFrom,
  errorsByKey,
  mergeProposals,
  withMeterOf,
} from './channel-drafts';
import { roleWords } from './channel-words';

/** The state of deciding about channels: what exists, what Home Assistant offers, what was changed. One per page. */
@Injectable()
export class ChannelDesk {
  private readonly http = inject(HttpClient);

  readonly drafts = signal<readonly ChannelDraft[]>([]);
  readonly discovery = signal<Discovery | null>(null);
  readonly isBusy = signal(false);
  readonly isLoaded = signal(false);
  readonly failure = signal<Failure | null>(null);
  readonly errors = computed(() => errorsByKey(this.drafts(), this.failure()?.fields ?? []));
  readonly usedCount = computed(() => this.drafts().filter((draft) => draft.isUsed).length);

  /** Loads the home's channels, keeping nothing of another home. */
  async load(home: string): Promise<void> {
    await this.attempt(async () => {
      const channels = await firstValueFrom(
        this.http.get<{ items: Channel[] }>(`api/v1/homes/${home}/channels`),
      );
      this.discovery.set(null);
      this.adopt(channels.items);
    });
  }

  /** Asks Home Assistant what there is, and adds what is not in use yet. */
  async discover(home: string): Promise<void> {
    await this.attempt(async () => {
      const found = await firstValueFrom(
        this.http.post<Discovery>(`api/v1/homes/${home}/connection/discover`, {}),
      );
      this.discovery.set(found);
      this.drafts.update((drafts) =>
        byRole(mergeProposals(drafts, found.proposals.map(draftFromProposal))),
      );
    });
  }

  /** Replaces the home's channels by what is decided; true when the server took it. */
  async save(home: string): Promise<boolean> {
    return this.attempt(async () => {
      const body: { items: ChannelEdit[] } = { items: editsFrom(this.drafts()) };
      const channels = await firstValueFrom(
        this.http.put<{ items: Channel[] }>(`api/v1/homes/${home}/channels`, body),
      );
      this.adopt(channels.items);
    });
  }

  /** Takes over the new meter of one channel; what is not saved of it and of others stays. */
  takeMeter(channel: Channel): void {
    this.drafts.update((drafts) =>
      drafts.map((draft) => (draft.id === channel.id ? withMeterOf(draft, channel) : draft)),
    );
  }

  private adopt(channels: readonly Channel[]): void {
    this.drafts.set(byRole(channels.map(draftFromChannel).filter((draft) => draft !== null)));
    this.isLoaded.set(true);
  }

  private async attempt(work: () => Promise<void>): Promise<boolean> {
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await work();
      return true;
    } catch (error) {
      this.failure.set(failureFrom(error));
      return false;
    } finally {
      this.isBusy.set(false);
    }
  }
}

/** In the order in which roles are offered; within a role as they came. */
function byRole(drafts: readonly ChannelDraft[]): ChannelDraft[] {
  const rank = (draft: ChannelDraft): number =>
    roleWords.findIndex((word) => word.role === draft.role);
  return [...drafts].sort((a, b) => rank(a) - rank(b));
}
