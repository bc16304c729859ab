import { Component, computed, inject } from '@angular/core';
import { wholeChannels } from '../energy/balance';
import { clockTime } from '../energy/home-clock';
import { FigureButton } from '../explain/figure-button';
import { FigurePart, Told } from '../explain/figure';
import { Quantity, energy, isKnown, volume, written } from '../energy/units';
import { HomeDirectory } from '../home/home-directory';
import { ageText } from '../live/age-text';
import { LiveHome } from '../live/live-home';
import { Today } from '../live/messages';
import { FormatLanguage } from '../ui/format-language';
import { ofToday } from './of-today';

const hour = 3_600_000;

interface Part {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  readonly value: number;
  readonly text: string;
  readonly parts: readonly FigurePart[] | null;
}

/** Energy since local midnight: what came in over what went out, on one scale. */
@Component({
  selector: 'ohm-today-card',
  imports: [FigureButton],
  templateUrl: './today-card.html',
  styleUrl: './today-card.scss',
})
export class TodayCard {
  private readonly live = inject(LiveHome);
  private readonly homes = inject(HomeDirectory);
  private readonly language = inject(FormatLanguage);

  protected readonly today = computed(() => this.live.values().today);
  /** A consent that begins within the day lets nothing of its sums through. */
  protected readonly isNotSeen = computed(
    () => this.live.isCustomer() && this.live.hasSnapshot() && this.today() === null,
  );
  protected readonly incoming = $localize`Came in`;
  protected readonly outgoing = $localize`Went out`;
  protected readonly used = computed<Quantity>(() =>
    energy(this.today()?.home, this.language.locale()),
  );
  protected readonly sources = computed(() => this.parts(sourceFields));
  protected readonly uses = computed(() => this.parts(useFields));
  protected readonly scale = computed(() => Math.max(sum(this.sources()), sum(this.uses()), 0.001));
  protected readonly since = computed(() => {
    const today = this.today();
    return today ? clockTime(Date.parse(today.from), this.language.locale(), this.zone()) : '';
  });
  protected readonly estimated = computed(() => Math.round((this.today()?.estimated ?? 0) * 100));
  protected readonly volumes = computed(() => {
    const volumes = this.today()?.volumes ?? {};
    return this.live
      .channelList()
      .filter((channel) => isKnown(volumes[channel.id]))
      .map((channel) => ({
        id: channel.id,
        name: channel.name,
        text: written(volume(volumes[channel.id], this.language.locale())),
        age: this.ageOf(this.today()?.volumes_at?.[channel.id]),
        parts: ofToday(this.today(), channel.name, 'channel', channel.id),
      }));
  });
  protected readonly usedParts = computed(() =>
    isKnown(this.today()?.home) ? ofToday(this.today(), usedLabel, 'used_so_far') : null,
  );
  protected readonly estimatedSource = computed((): Told => ({
    kind: 'told',
    sentences: [estimatedText],
    parts: this.usedParts() ?? [],
  }));
  protected readonly age = computed(() => this.ageOf(this.today()?.at));

  private readonly zone = computed(() => this.homes.current()?.time_zone ?? 'UTC');

  /** How old a sum is: as old as the newest reading in it. */
  private ageOf(at: string | undefined): string {
    const time = Date.parse(at ?? '');
    if (!Number.isFinite(time)) {
      return '';
    }
    const now = this.live.now();
    const locale = this.language.locale();
    return this.live.isConnected() && now - time < hour
      ? ageText(time, 'fresh', now, locale, this.zone())
      : $localize`as of ${clockTime(time, locale, this.zone())}:time:`;
  }

  private parts(fields: readonly Field[]): Part[] {
    const today = this.today();
    const channels = this.live.channelList();
    return fields.flatMap((field) => {
      const value = today?.[field.key];
      return today && wholeChannels(channels, field.role).length > 0
        ? [
            {
              ...field,
              value: value ?? 0,
              text: written(energy(value, this.language.locale())),
              parts: isKnown(value)
                ? ofToday(today, field.label, field.key === 'home' ? 'used_so_far' : field.key)
                : null,
            },
          ]
        : [];
    });
  }
}

const estimatedText = $localize`Of today’s quarter-hours, the share in which the amount is certain, but not when it was used: it was spread over a time without readings. They are marked “estimated” below.`;
const usedLabel = $localize`Used at home today`;

interface Field {
  readonly key: keyof Today &
    (
      | 'solar'
      | 'generator'
      | 'grid_import'
      | 'grid_export'
      | 'battery_charge'
      | 'battery_discharge'
      | 'home'
    );
  readonly role: string;
  readonly label: string;
  readonly color: string;
}

const sourceFields: readonly Field[] = [
  { key: 'solar', role: 'solar', label: $localize`Solar`, color: 'var(--energy-solar)' },
  {
    key: 'generator',
    role: 'generator',
    label: $localize`Generator`,
    color: 'var(--energy-generator)',
  },
  {
    key: 'battery_discharge',
    role: 'battery_discharge',
    label: $localize`From battery`,
    color: 'var(--energy-discharge)',
  },
  {
    key: 'grid_import',
    role: 'grid_import',
    label: $localize`Imported`,
    color: 'var(--energy-import)',
  },
];
const useFields: readonly Field[] = [
  {
    key: 'home',
    role: 'grid_import',
    label: $localize`Used at home`,
    color: 'var(--energy-home)',
  },
  {
    key: 'battery_charge',
    role: 'battery_charge',
    label: $localize`Into battery`,
    color: 'var(--energy-charge)',
  },
  {
    key: 'grid_export',
    role: 'grid_export',
    label: $localize`Exported`,
    color: 'var(--energy-export)',
  },
];

function sum(parts: readonly Part[]): number {
  return parts.reduce((total, part) => total + part.value, 0);
}
