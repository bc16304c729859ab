import { NgComponentOutlet } from '@angular/common';
import { Component, computed, effect, inject, untracked } from '@angular/core';
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { leaveToSignIn } from '../auth/leave-when-signed-out';
import { Session } from '../auth/session';
import { Explain } from '../explain/explain';
import { HomeDirectory, seesLive } from '../home/home-directory';
import { LiveFeed } from '../live/live-feed';
import { Icon, IconName } from '../ui/icon';
import { Wordmark } from '../ui/wordmark';
import { ConnectionBanner } from './connection-banner';
import { HomeSwitcher } from './home-switcher';
import { PlainNotice } from './plain-notice';
import { SchemeSwitch } from './scheme-switch';
import { VisitBanner } from './visit-banner';

interface Page {
  readonly icon: IconName;
  readonly label: string;
  readonly link: string;
}

/** The frame around every signed-in page: navigation, banners, the home in view. */
@Component({
  selector: 'ohm-shell',
  imports: [
    ConnectionBanner,
    HomeSwitcher,
    Icon,
    NgComponentOutlet,
    PlainNotice,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    SchemeSwitch,
    VisitBanner,
    Wordmark,
  ],
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
})
export class Shell {
  private readonly homes = inject(HomeDirectory);

  protected readonly explainPanel = inject(Explain).panel;

  protected readonly pages = computed<Page[]>(() => {
    const home = this.homes.current() ?? this.homes.preferred();
    const pages: Page[] = [];
    if (home) {
      if (seesLive(home)) {
        pages.push({ icon: 'live', label: $localize`Live`, link: `/homes/${home.id}/live` });
      }
      pages.push({
        icon: 'history',
        label: $localize`History`,
        link: `/homes/${home.id}/history`,
      });
      if (home.consent) {
        pages.push({
          icon: 'unlock',
          label: $localize`Consent`,
          link: `/homes/${home.id}/customer`,
        });
      } else {
        pages.push({
          icon: 'devices',
          label: $localize`Devices`,
          link: `/homes/${home.id}/devices`,
        });
      }
      if (home.can.includes('home.edit')) {
        pages.push({
          icon: 'settings',
          label: $localize`Settings`,
          link: `/homes/${home.id}/settings`,
        });
      } else if (home.can.includes('people.read')) {
        pages.push({
          icon: 'people',
          label: $localize`People`,
          link: `/homes/${home.id}/settings`,
        });
      }
    } else if (!this.homes.isOfProvider()) {
      pages.push({ icon: 'home', label: $localize`Homes`, link: '/homes' });
    }
    if (this.homes.isOfProvider()) {
      pages.push({ icon: 'table', label: $localize`Provider`, link: '/provider' });
    }
    if (this.homes.canOnServer('users.manage')) {
      pages.push({ icon: 'people', label: $localize`Users`, link: '/system/users' });
    }
    pages.push({ icon: 'account', label: $localize`Account`, link: '/account' });
    pages.push({ icon: 'help', label: $localize`Help`, link: '/help' });
    return pages;
  });

  /** Skips to the content without touching the address, which belongs to the router. */
  protected skipToContent(event: Event, content: HTMLElement): void {
    event.preventDefault();
    content.focus();
  }

  constructor() {
    const feed = inject(LiveFeed);
    const session = inject(Session);
    const router = inject(Router);
    // A page that only listens learns of it by its socket.
    effect(() => {
      if (feed.hasSessionEnded()) {
        untracked(() => leaveToSignIn(session, router));
      }
    });
    // Account and Help do not open a home, but the navigation and the live feed need one.
    void this.homes.ready().then(() => {
      const home = this.homes.preferred();
      if (!this.homes.current() && home) {
        this.homes.select(home.id);
      }
    });
  }
}
