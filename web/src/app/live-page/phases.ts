import { Component, computed, inject } from '@angular/core';
import { decimal, kilowatts, written } from '../energy/units';
import type { PowerNow } from '../explain/figure';
import { FigureButton } from '../explain/figure-button';
import { signedTerms } from '../explain/power-terms';
import { HomeDirectory } from '../home/home-directory';
import { ageText } from '../live/age-text';
import { freshness } from '../live/freshness';
import { LiveHome } from '../live/live-home';
import { longestMean, meanText } from '../live/mean-span';
import { FormatLanguage } from '../ui/format-language';
import { phaseLoads } from './phase-loads';

/** Each phase against the main fuse, where the home measures phases. */
@Component({
  selector: 'ohm-phases',
  imports: [FigureButton],
  templateUrl: './phases.html',
  styleUrl: './phases.scss',
})
export class Phases {
  private readonly live = inject(LiveHome);
  private readonly homes = inject(HomeDirectory);
  private readonly language = inject(FormatLanguage);

  protected readonly fuse = computed(() => this.homes.current()?.main_fuse ?? null);
  protected readonly phases = computed(() => {
    const locale = this.language.locale();
    const zone = this.homes.current()?.time_zone ?? 'UTC';
    const values = this.live.values();
    const { power, age, kind } = values;
    const now = this.live.now();
    return phaseLoads(this.live.channelList(), power, this.fuse()).map((phase) => {
      const at = phase.channels
        .map((id) => Date.parse(age[id] ?? ''))
        .filter((time) => Number.isFinite(time))
        .reduce<number | null>((latest, time) => Math.max(latest ?? 0, time), null);
      const trust = freshness(
        { watts: phase.watts, at, kind: kind[phase.channels[0] ?? ''] },
        now,
        this.live.isConnected(),
      );
      const mean = longestMean(
        values,
        this.live.channelList().filter(({ id }) => phase.channels.includes(id)),
      );
      return {
        ...phase,
        power: written(kilowatts(phase.watts === null ? null : Math.abs(phase.watts), locale)),
        mean: mean === null || phase.watts === null ? '' : meanText(mean, locale),
        current: phase.amps === null ? '' : `${decimal(Math.abs(phase.amps), locale, 1)}\u202fA`,
        age: ageText(at, trust, now, locale, zone),
        isStale: trust === 'stale' || trust === 'unknown',
        source: {
          kind: 'now',
          formula: 'phase',
          terms: signedTerms(this.live.channelList(), phase.channels),
          values,
        } satisfies PowerNow,
      };
    });
  });
}
