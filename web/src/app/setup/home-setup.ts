import { httpResource } from '@angular/common/http';
import {
  Component,
  DOCUMENT,
  Injector,
  afterNextRender,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { failureFrom } from '../api/problem';
import { Connection } from '../api/types';
import { HomeDirectory } from '../home/home-directory';
import { ConnectionForm, SavedConnection } from '../home-forms/connection-form';
import { HomeDetailsForm, HomeSuggestion } from '../home-forms/home-details-form';
import { LiveHome } from '../live/live-home';
import { PlainNotice } from '../shell/plain-notice';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { Wordmark } from '../ui/wordmark';
import { ChannelStep } from './channel-step';
import { CheckStep } from './check-step';

type Step = 'connection' | 'channels' | 'home' | 'check';
const order: readonly Step[] = ['connection', 'channels', 'home', 'check'];

/** The wizard of one home. Where it stands is kept by the server, so it can be left, resumed and run again. */
@Component({
  selector: 'ohm-home-setup',
  imports: [
    ChannelStep,
    CheckStep,
    ConnectionForm,
    HomeDetailsForm,
    Icon,
    LoadError,
    PlainNotice,
    RouterLink,
    Wordmark,
  ],
  templateUrl: './home-setup.html',
  styleUrl: './home-setup.scss',
})
export default class HomeSetup {
  private readonly homes = inject(HomeDirectory);
  private readonly live = inject(LiveHome);
  private readonly router = inject(Router);
  private readonly document = inject(DOCUMENT);
  private readonly injector = inject(Injector);

  /** The home's id, from the address. */
  readonly home = input.required<string>();

  protected readonly known = computed(() => this.homes.find(this.home()) ?? null);
  protected readonly connection = httpResource<Connection>(
    () => `api/v1/homes/${this.home()}/connection`,
  );
  protected readonly connectionFailure = computed(() => {
    const error = this.connection.error();
    return error ? failureFrom(error).message : null;
  });
  private readonly begun = linkedSignal<string, string>({
    source: this.home,
    computation: (id) => untracked(() => this.homes.find(id)?.setup ?? 'connection'),
  });
  protected readonly step = linkedSignal<Step>(() => resumeAt(this.begun()));
  /** What Home Assistant says about the place, offered as long as nobody decided otherwise. */
  protected readonly suggestion = signal<HomeSuggestion>({});
  protected readonly steps = [
    { step: 'owner', label: $localize`Owner` },
    { step: 'connection', label: $localize`Connection` },
    { step: 'channels', label: $localize`Channels` },
    { step: 'home', label: $localize`Home` },
    { step: 'check', label: $localize`Check` },
  ];
  protected readonly position = computed(() => order.indexOf(this.step()) + 1);
  protected readonly continueLabel = $localize`Continue`;

  protected async afterConnection({ test }: SavedConnection): Promise<void> {
    this.connection.reload();
    if (this.isFirstRun() && test.ok) {
      this.suggestion.set({
        name: test.location_name,
        time_zone: test.time_zone,
        currency: test.currency,
        country: test.country,
      });
    }
    await this.goTo('channels', 'channels');
  }

  protected suggest(suggestion: HomeSuggestion): void {
    if (this.isFirstRun()) {
      this.suggestion.set(suggestion);
    }
  }

  protected async afterChannels(): Promise<void> {
    this.live.reloadSetup();
    await this.goTo('home', 'check');
  }

  protected async afterHome(): Promise<void> {
    await this.goTo('check');
  }

  protected async finish(): Promise<void> {
    if (this.known()?.setup !== 'done') {
      await this.homes.edit(this.home(), { setup: 'done' });
    }
    await this.router.navigate(['/homes', this.home(), 'live']);
  }

  protected goBack(step: string): void {
    void this.goTo(step as Step);
  }

  private isFirstRun(): boolean {
    return this.begun() !== 'done';
  }

  /** Shows a step; the server remembers how far a first run came. */
  private async goTo(step: Step, reached?: 'channels' | 'check'): Promise<void> {
    if (reached && this.isFirstRun()) {
      await this.homes.edit(this.home(), { setup: reached });
    }
    this.step.set(step);
    afterNextRender(
      () => {
        const heading = this.document.querySelector<HTMLElement>('h1');
        heading?.setAttribute('tabindex', '-1');
        heading?.focus();
        this.document.defaultView?.scrollTo({ top: 0 });
      },
      { injector: this.injector },
    );
  }
}

function resumeAt(setup: string): Step {
  return setup === 'channels' ? 'channels' : setup === 'check' ? 'home' : 'connection';
}
