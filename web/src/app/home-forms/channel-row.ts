import { Component, computed, input, output } from '@angular/core';
import { Candidate } from '../api/types';
import { Icon } from '../ui/icon';
import { ChannelDraft } from './channel-drafts';
import { kindWords, meterUnit, roleWords } from './channel-words';
import { EarlierMeters } from './earlier-meters';

let count = 0;

/** One channel being decided about. */
@Component({
  selector: 'ohm-channel-row',
  imports: [EarlierMeters, Icon],
  templateUrl: './channel-row.html',
  styleUrl: './channel-row.scss',
})
export class ChannelRow {
  readonly draft = input.required<ChannelDraft>();
  readonly all = input.required<readonly ChannelDraft[]>();
  readonly powerChoices = input<readonly Candidate[]>([]);
  readonly error = input('');
  readonly zone = input('UTC');
  readonly canReplace = input(false);
  readonly changed = output<ChannelDraft>();
  readonly replacing = output<ChannelDraft>();

  protected readonly id = `channel-${(count += 1)}`;
  protected readonly roles = roleWords;
  protected readonly kinds = kindWords;
  protected readonly phases = ['L1', 'L2', 'L3'];
  /** Wholes this one may be a part of: same kind of thing, and not one of its own parts. */
  protected readonly wholes = computed(() => {
    const { key, role } = this.draft();
    return this.all().filter(
      (other) =>
        other.isUsed && other.key !== key && other.role === role && other.includedIn !== key,
    );
  });
  protected readonly powers = computed(() => {
    const power = this.draft().power;
    const choices = this.powerChoices().map((candidate) => ({
      id: candidate.entity_id,
      name: candidate.name,
    }));
    return power && !choices.some((choice) => choice.id === power.id)
      ? [{ id: power.id, name: power.id }, ...choices]
      : choices;
  });
  protected readonly isEnergy = computed(
    () => this.draft().measure === 'counter' && !['gas', 'water'].includes(this.draft().role),
  );

  protected readonly isReplaceable = computed(() => {
    const { id, isUsed, measure } = this.draft();
    return this.canReplace() && isUsed && id !== null && measure === 'counter';
  });
  protected readonly unit = computed(() => meterUnit(this.draft().role));

  protected set(changes: Partial<ChannelDraft>): void {
    this.changed.emit({ ...this.draft(), ...changes });
  }

  protected setText(
    field: 'name' | 'role' | 'kind' | 'includedIn' | 'register' | 'phase' | 'area',
    event: Event,
  ): void {
    this.set({ [field]: (event.target as HTMLInputElement | HTMLSelectElement).value });
  }

  protected setPeak(event: Event): void {
    const peak = (event.target as HTMLInputElement).valueAsNumber;
    this.set({ peak: peak > 0 ? peak : null });
  }

  protected setUsed(event: Event): void {
    this.set({ isUsed: (event.target as HTMLInputElement).checked });
  }

  protected setInverted(event: Event): void {
    const invert = (event.target as HTMLInputElement).checked;
    const power = this.draft().power;
    this.set({ invert, power: power ? { ...power, invert } : null });
  }

  protected setPower(event: Event): void {
    const id = (event.target as HTMLSelectElement).value;
    const { sign, invert } = this.draft();
    this.set({ power: id === '' ? null : { id, sign, invert } });
  }
}
