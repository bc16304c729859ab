import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Channel } from '../api/types';
import { HomeDirectory } from '../home/home-directory';
import { ChannelDesk } from '../home-forms/channel-desk';
import { ChannelEditor } from '../home-forms/channel-editor';
import { discoverySentence } from '../home-forms/discovery-words';
import { LiveHome } from '../live/live-home';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { ReplaceMeterDialog } from './replace-meter';

/** The channels in use; Home Assistant can be asked for more at any time. */
@Component({
  selector: 'ohm-channel-settings',
  imports: [ChannelEditor, Icon, LoadError, ReplaceMeterDialog],
  providers: [ChannelDesk],
  template: `
    @if (!desk.isLoaded() && desk.failure(); as failure) {
      <ohm-load-error [message]="failure.message" (retry)="load()" />
    } @else if (!desk.isLoaded()) {
      <div class="card"><div class="skeleton wait"></div></div>
    } @else {
      <section class="card" aria-labelledby="channels-heading">
        <div class="card__head">
          <h2 id="channels-heading" i18n>Channels</h2>
          <button
            type="button"
            class="button button--small"
            [disabled]="desk.isBusy()"
            (click)="discover()"
            i18n
          >
            Look in Home Assistant again
          </button>
        </div>
        @for (warning of desk.discovery()?.warnings ?? []; track $index) {
          <p class="note note--warning">
            <ohm-icon name="warning" />{{ discoverySentence(warning) }}
          </p>
        }
        <ohm-channel-editor
          [(drafts)]="desk.drafts"
          [candidates]="desk.discovery()?.candidates ?? []"
          [errors]="desk.errors()"
          [zone]="zone()"
          [canReplace]="true"
          (replacing)="replacing.ask($event, live.now())"
        />
        @if (desk.drafts().length === 0) {
          <p class="muted" i18n>No channels yet. Look in Home Assistant for what it measures.</p>
        }
      </section>
      <ohm-replace-meter
        #replacing
        [home]="home()"
        [zone]="zone()"
        [drafts]="desk.drafts()"
        [candidates]="desk.discovery()?.candidates ?? []"
        (replaced)="takeMeter($event)"
      />
      <div aria-live="polite">
        @if (desk.failure(); as failure) {
          <p class="note note--error"><ohm-icon name="warning" />{{ failure.message }}</p>
        } @else if (isSaved()) {
          <p class="note"><ohm-icon name="check" /><ng-container i18n>Saved.</ng-container></p>
        }
      </div>
      <p class="small muted" i18n>
        A channel that is unticked is closed: what it recorded stays, and it counts no further.
      </p>
      <div class="actions">
        <button
          type="button"
          class="button button--primary"
          [disabled]="desk.isBusy()"
          (click)="save()"
          i18n
        >
          Save {{ desk.usedCount() }} channels
        </button>
      </div>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-4);
    }
    .wait {
      height: 20rem;
    }
    .note {
      margin-bottom: var(--space-3);
    }
  `,
})
export default class ChannelSettings {
  protected readonly desk = inject(ChannelDesk);
  protected readonly discoverySentence = discoverySentence;
  protected readonly live = inject(LiveHome);
  private readonly homes = inject(HomeDirectory);

  readonly home = input.required<string>();
  protected readonly isSaved = signal(false);
  protected readonly zone = computed(() => this.homes.find(this.home())?.time_zone ?? 'UTC');

  constructor() {
    effect(() => {
      this.home();
      untracked(() => void this.load());
    });
  }

  protected load(): Promise<void> {
    return this.desk.load(this.home());
  }

  protected async discover(): Promise<void> {
    this.isSaved.set(false);
    await this.desk.discover(this.home());
  }

  protected async save(): Promise<void> {
    this.isSaved.set(await this.desk.save(this.home()));
    if (this.isSaved()) {
      this.live.reloadSetup();
    }
  }

  protected takeMeter(channel: Channel): void {
    this.isSaved.set(false);
    this.desk.takeMeter(channel);
    this.live.reloadSetup();
  }
}
