import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, signal } from '@angular/core';
import { FormField, email, form, minLength, required } from '@angular/forms/signals';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { InvitationOffer, JoinedHome } from '../api/types';
import { paths } from '../app.paths';
import { Session } from '../auth/session';
import { HomeDirectory } from '../home/home-directory';
import { roleNames, roleWords } from '../home/role-words';
import { EntryFrame } from '../shell/entry-frame';
import { Icon } from '../ui/icon';
import { InvitationToken } from './invitation-token';

const shortestPassword = 10;

/** Where an invitation's link leads: what it offers, and the two ways to accept it. */
@Component({
  selector: 'ohm-invitation-page',
  imports: [EntryFrame, FormField, Icon, RouterLink],
  templateUrl: './invitation-page.html',
})
export default class InvitationPage {
  private readonly http = inject(HttpClient);
  private readonly session = inject(Session);
  private readonly homes = inject(HomeDirectory);
  private readonly router = inject(Router);

  private readonly kept = inject(InvitationToken);
  private readonly token: string;

  protected readonly user = this.session.user;
  protected readonly offer = signal<InvitationOffer | null>(null);
  /** Why the link is good for nothing. */
  protected readonly refusal = signal<string | null>(null);
  protected readonly isBusy = signal(false);
  protected readonly hasTried = signal(false);
  protected readonly failure = signal<string | null>(null);
  protected readonly role = computed(() => {
    const role = this.offer()?.role ?? 'viewer';
    return `${roleNames[role]}: ${roleWords[role]}`;
  });
  protected readonly returnTo = `/${paths.invitation}`;

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
    const fragment = inject(ActivatedRoute).snapshot.fragment ?? '';
    const sent = new URLSearchParams(fragment).get('token') ?? '';
    this.token = sent || this.kept.read();
    this.kept.keep(this.token);
    void this.load();
  }

  protected turnDown(): void {
    this.kept.forget();
  }

  protected async accept(): Promise<void> {
    await this.attempt(async () => {
      const { home } = await firstValueFrom(
        this.http.post<JoinedHome>('api/v1/auth/invitation/accept', { token: this.token }),
      );
      await this.enter(home);
    });
  }

  protected async join(event: Event): Promise<void> {
    event.preventDefault();
    this.hasTried.set(true);
    if (this.entry().invalid()) {
      return;
    }
    await this.attempt(async () => {
      await this.session.join({ token: this.token, ...this.model() });
      await this.enter(null);
    });
  }

  private async load(): Promise<void> {
    if (this.token === '') {
      this.refusal.set($localize`This link is not complete. Copy all of it.`);
      return;
    }
    try {
      await this.session.ready();
      // Without what stood behind the '#': the token is kept, and goes into no address from here.
      await this.router.navigate([], { replaceUrl: true });
      const offer = await firstValueFrom(
        this.http.post<InvitationOffer>('api/v1/auth/invitation', { token: this.token }),
      );
      this.offer.set(offer);
      this.model.update((model) => ({ ...model, name: offer.name }));
    } catch (error) {
      const failure = failureFrom(error);
      if (failure.status === 404) {
        this.kept.forget();
      }
      this.refusal.set(
        failure.status === 404
          ? $localize`This invitation is used, withdrawn or too old. Ask for a new one.`
          : failure.message,
      );
    }
  }

  /** The home that was joined; a new account has no other. */
  private async enter(home: string | null): Promise<void> {
    this.kept.forget();
    this.homes.clear();
    await this.homes.ready();
    const joined = home === null ? this.homes.homes()[0] : this.homes.find(home);
    const page = joined?.setup === 'done' || joined?.role !== 'admin' ? 'live' : 'setup';
    await this.router.navigateByUrl(joined ? `/homes/${joined.id}/${page}` : '/homes', {
      replaceUrl: true,
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await work();
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.set(failure.fields[0]?.detail ?? failure.message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
