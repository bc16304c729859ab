import { Discovery, Proposal } from '../api/types';

type DiscoveryWarning = Discovery['warnings'][number];

/** What is wrong with what Home Assistant says of the home, and with which of its entities. */
export function discoverySentence(warning: DiscoveryWarning): string {
  const sentence = warningWords[warning.code] ?? warning.message;
  return warning.sources.length > 0 ? `${warning.sources.join(', ')}: ${sentence}` : sentence;
}

/** What speaks for a proposal, and where its power is from. */
export function proposalSentence(proposal: Proposal): string {
  const reason = reasonWords[proposal.reason];
  if (!reason) {
    return proposal.why;
  }
  if (proposal.measure !== 'counter') {
    return reason;
  }
  const power = !proposal.power_source
    ? $localize`Power is the mean between its steps.`
    : proposal.power_from_preference
      ? $localize`Its power is named there too.`
      : $localize`Its power is from the same device.`;
  return `${reason} ${power}`;
}

const warningWords: Record<DiscoveryWarning['code'], string> = {
  meter_used_twice: $localize`This meter is named more than once, which counts it twice.`,
  missing_entity: $localize`Home Assistant names this source but has no such entity.`,
  unknown_unit: $localize`Its unit does not suit its role, so it is left out.`,
  too_many_candidates: $localize`Home Assistant has more suitable entities than are shown here.`,
};

const reasonWords: Record<Proposal['reason'], string> = {
  named: $localize`Home Assistant’s energy settings name it.`,
  named_as_grid: $localize`Home Assistant’s energy settings name it as grid.`,
  named_as_solar: $localize`Home Assistant’s energy settings name it as solar.`,
  named_as_battery: $localize`Home Assistant’s energy settings name it as battery.`,
  named_as_price: $localize`Home Assistant’s energy settings name it as price.`,
  named_as_device: $localize`Home Assistant’s energy settings name it as a device.`,
  same_device: $localize`It is the charge level of the same device.`,
  same_meter: $localize`It is the power of one phase of the same meter.`,
  price_unit: $localize`Its unit is that of an energy price.`,
  carbon_unit: $localize`Its unit is that of carbon intensity.`,
  outdoor_name: $localize`Its name says that it measures outdoors.`,
};
