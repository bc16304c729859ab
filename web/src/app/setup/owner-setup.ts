import { Component, computed, inject, signal } from '@angular/core';
import { FormField, email, form, minLength, required } from '@angular/forms/signals';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { failureFrom } from '../api/problem';
import { Session } from '../auth/session';
import { HomeDirectory } from '../home/home-directory';
import { EntryFrame } from '../shell/entry-frame';
import { Icon } from '../ui/icon';

const shortestPassword = 10;

/** The first step of the wizard: the owner's account, by the link the server printed. Then a home to set up. */
@Component({
  selector: 'ohm-owner-setup',
  imports: [EntryFrame, FormField, Icon, RouterLink],
  templateUrl: './owner-setup.html',
})
export default class OwnerSetup {
  private readonly session = inject(Session);
  private readonly homes = inject(HomeDirectory);
  private readonly router = inject(Router);

  private readonly token =
    new URLSearchParams(inject(ActivatedRoute).snapshot.fragment ?? '').get('token') ?? '';

  protected readonly situation = computed(() => {
    const info = this.session.info();
    if (!info) {
      return 'loading';
    }
    if (info.signed_in) {
      return 'signed-in';
    }
    if (!info.ways.setup) {
      return 'owned';
    }
    return this.token === '' ? 'no-link' : 'new';
  });
  protected readonly isBusy = signal(false);
  protected readonly hasTried = signal(false);
  protected readonly failure = signal<string | null>(null);

  private readonly model = signal({ name: '', email: '', password: '' });
  protected readonly entry = form(this.model, (path) => {
    required(path.name, { message: $localize`Enter your name.` });
    required(path.email, { message: $localize`Enter your e-mail address.` });
    email(path.email, { message: $localize`This is not an e-mail address.` });
    required(path.password, { message: $localize`Choose a password.` });
    minLength(path.password, shortestPassword, {
      message: $localize`At least ${shortestPassword}:count: characters; a short sentence is best.`,
    });
  });

  constructor() {
    this.session
      .ready()
      .catch(() => this.failure.set($localize`Ohmstead does not answer. Try again in a moment.`));
  }

  protected async createOwner(event: Event): Promise<void> {
    event.preventDefault();
    this.hasTried.set(true);
    if (this.entry().invalid()) {
      return;
    }
    await this.attempt(async () => {
      await this.session.createOwner({ token: this.token, ...this.model() });
      await this.goToHome(false);
    });
  }

  protected async createHome(): Promise<void> {
    await this.attempt(() => this.goToHome(true));
  }

  /** A server made for one household may have made the home already; an owner who wants another one gets another. */
  private async goToHome(isAnother: boolean): Promise<void> {
    this.homes.clear();
    await this.homes.ready();
    const existing = isAnother ? undefined : this.homes.preferred();
    const home =
      existing ??
      (await this.homes.create({
        name: $localize`My home`,
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        currency: 'EUR',
        country: new Intl.Locale(navigator.language).maximize().region ?? 'DE',
      }));
    await this.router.navigate(['/homes', home.id, 'setup'], { replaceUrl: true });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await work();
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.set(
        failure.fields[0]?.detail ??
          (failure.status === 401
            ? $localize`This set-up link was used already, or is not complete. The server prints a new one when it starts without an owner.`
            : failure.message),
      );
    } finally {
      this.isBusy.set(false);
    }
  }
}
