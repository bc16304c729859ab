import { HttpClient, httpResource } from '@angular/common/http';
import {
  Component,
  DOCUMENT,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { FormField, form } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { CreateLink, CreatedLink, Device, Link, LinkList } from '../api/types';
import { paths } from '../app.paths';
import { dateAndTime } from '../energy/home-clock';
import { HomeDirectory } from '../home/home-directory';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { QrCode } from '../ui/qr-code';

const day = 24 * 60 * 60 * 1000;
type Tile = Link['tiles'][number];

const tileLabels: Record<Tile, string> = {
  flow: $localize`Energy flow now`,
  today: $localize`Today so far`,
  chart: $localize`Power of the last hour, from when it is opened`,
};
const allTiles = Object.keys(tileLabels) as Tile[];

const blank = { name: '', kind: 'kiosk' as Link['kind'], days: '', maySwitch: false };

/** Links by which a wall tablet or a guest sees a part of the home: made, shown once, revoked. */
@Component({
  selector: 'ohm-link-settings',
  imports: [FormField, Icon, LoadError, QrCode],
  templateUrl: './link-settings.html',
  styleUrl: '../ui/rows.scss',
  styles: `
    fieldset {
      display: grid;
      gap: var(--space-2);
      padding: 0;
      border: 0;
    }
    legend {
      margin-bottom: var(--space-2);
    }
    li > div {
      flex: 1 1 14rem;
    }
    ul,
    .empty {
      margin-top: var(--space-6);
    }
  `,
})
export default class LinkSettings {
  private readonly http = inject(HttpClient);
  private readonly locale = inject(FormatLanguage).locale;
  private readonly document = inject(DOCUMENT);
  private readonly homes = inject(HomeDirectory);

  readonly home = input.required<string>();

  protected readonly tiles = allTiles.map((id) => ({ id, label: tileLabels[id] }));
  protected readonly list = httpResource<LinkList>(() => `api/v1/homes/${this.home()}/links`);
  private readonly known = httpResource<{ items: Device[] }>(
    () => `api/v1/homes/${this.home()}/devices`,
  );
  protected readonly devices = computed(() =>
    this.known.hasValue()
      ? [...this.known.value().items].sort((a, b) => a.name.localeCompare(b.name))
      : [],
  );
  protected readonly model = signal(blank);
  protected readonly entry = form(this.model);
  /** Tiles, and devices by their id. */
  protected readonly ticked = signal<ReadonlySet<string>>(new Set());
  protected readonly isMaking = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly made = signal<{ name: string; address: string } | null>(null);
  protected readonly failure = signal<string | null>(null);
  protected readonly loadFailure = computed(() => {
    const error = this.list.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly rows = computed(() => {
    const names = new Map(this.devices().map((device) => [device.id, device.name]));
    return (this.list.hasValue() ? this.list.value().items : []).map((link) => ({
      id: link.id,
      name: link.name,
      what: whatOf(link, names),
      times: this.timesOf(link),
      label: $localize`Revoke: ${link.name}:link:`,
    }));
  });

  constructor() {
    // A guest's link ends by itself.
    effect(() => {
      const { kind, days } = this.model();
      if (kind === 'guest' && days === '') {
        untracked(() => this.model.update((known) => ({ ...known, days: '7' })));
      }
    });
  }

  protected begin(): void {
    this.model.set(blank);
    this.ticked.set(new Set<string>(['flow', 'today']));
    this.isMaking.set(true);
  }

  protected tick(id: string): void {
    this.ticked.update((ticked) => {
      const next = new Set(ticked);
      if (!next.delete(id)) {
        next.add(id);
      }
      return next;
    });
  }

  protected make(event: Event): Promise<void> {
    event.preventDefault();
    return this.attempt(async () => {
      const { name, kind, days, maySwitch } = this.model();
      if (name.trim() === '') {
        this.failure.set($localize`Give the link a name.`);
        return;
      }
      const wish: CreateLink = {
        name: name.trim(),
        kind,
        tiles: allTiles.filter((tile) => this.ticked().has(tile)),
        devices: this.devices()
          .map((device) => device.id)
          .filter((id) => this.ticked().has(id)),
        may_switch: maySwitch,
        ...(days !== '' && {
          expires_at: new Date(Date.now() + Number(days) * day).toISOString(),
        }),
      };
      const created = await firstValueFrom(
        this.http.post<CreatedLink>(`api/v1/homes/${this.home()}/links`, wish),
      );
      this.made.set({
        name: created.link.name,
        address: new URL(`${paths.kiosk}#token=${created.token}`, this.document.baseURI).href,
      });
      this.isMaking.set(false);
    });
  }

  protected revoke(id: string): Promise<void> {
    return this.attempt(async () => {
      await firstValueFrom(this.http.delete(`api/v1/homes/${this.home()}/links/${id}`));
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await work();
      this.list.reload();
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.set(failure.fields[0]?.detail ?? failure.message);
    } finally {
      this.isBusy.set(false);
    }
  }

  private timesOf(link: Link): string {
    const made = $localize`Made by ${link.made_by}:person:`;
    const used =
      link.last_used_at === null
        ? $localize`never used`
        : $localize`last used ${this.when(link.last_used_at)}:time:`;
    const ends =
      link.expires_at === null ? [] : [$localize`ends ${this.when(link.expires_at)}:time:`];
    return [made, used, ...ends].join(', ');
  }

  private when(time: string): string {
    const zone = this.homes.find(this.home())?.time_zone ?? 'UTC';
    return dateAndTime(Date.parse(time), this.locale(), zone);
  }
}

function whatOf(link: Link, names: ReadonlyMap<string, string>): string {
  const kind = link.kind === 'kiosk' ? $localize`Screen` : $localize`Guest`;
  const shown = [
    ...link.tiles.map((tile) => tileLabels[tile]),
    ...link.devices.map((id) => names.get(id) ?? $localize`a device of before`),
  ].join(', ');
  return link.may_switch
    ? $localize`${kind}:kind:: ${shown}:tiles:. May switch.`
    : $localize`${kind}:kind:: ${shown}:tiles:`;
}
