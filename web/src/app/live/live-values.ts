import { Balance, ConnectionState, HomeMessage, Snapshot, Today } from './messages';

/** Everything known live about a home. Replaced as a whole, never changed in place. */
export interface LiveValues {
  readonly power: Readonly<Record<string, number | null>>;
  readonly age: Readonly<Record<string, string>>;
  readonly kind: Readonly<Record<string, string>>;
  /** How many seconds a mean is the mean of; only of channels whose kind is "mean". */
  readonly meanSeconds: Readonly<Record<string, number>>;
  readonly state: Readonly<Record<string, number | null>>;
  readonly balance: Balance | null;
  readonly today: Today | null;
  readonly connection: ConnectionState | null;
  readonly switches: Readonly<
    Record<string, { readonly state: string; readonly lastSeen: string | null }>
  >;
  /** Of today and yesterday, which every total waits for. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  /** Of the years before, in sources. */
  readonly past: { readonly done: number; readonly total: number } | null;
  readonly gone: string | null;
}

export const noValues: LiveValues = {
  power: {},
  age: {},
  kind: {},
  meanSeconds: {},
  state: {},
  balance: null,
  today: null,
  connection: null,
  switches: {},
  progress: null,
  past: null,
  gone: null,
};

/** The next state after a message: a snapshot starts anew, everything else adds to what is known. */
export function applyMessage(values: LiveValues, message: HomeMessage): LiveValues {
  switch (message.type) {
    case 'snapshot':
      return fromSnapshot(values, message);
    case 'power':
      return {
        ...values,
        power: { ...values.power, ...message.power },
        age: { ...values.age, ...message.age },
        kind: message.kind ? { ...values.kind, ...message.kind } : values.kind,
        meanSeconds: message.mean_s
          ? { ...values.meanSeconds, ...message.mean_s }
          : values.meanSeconds,
        state: message.state ? { ...values.state, ...message.state } : values.state,
        balance: message.balance,
      };
    case 'today':
      return { ...values, today: message.today };
    case 'device':
      return {
        ...values,
        switches: {
          ...values.switches,
          [message.device]: { state: message.state, lastSeen: message.last_seen },
        },
      };
    case 'connection':
      return { ...values, connection: message.connection };
    case 'progress': {
      const left =
        message.done < message.total ? { done: message.done, total: message.total } : null;
      return message.task === 'past' ? { ...values, past: left } : { ...values, progress: left };
    }
    case 'gone':
      return { ...noValues, gone: message.reason };
  }
}

function fromSnapshot(values: LiveValues, snapshot: Snapshot): LiveValues {
  return {
    power: snapshot.power,
    age: snapshot.age ?? {},
    kind: snapshot.kind ?? {},
    meanSeconds: snapshot.mean_s ?? {},
    state: snapshot.state ?? {},
    balance: snapshot.balance,
    today: snapshot.today ?? null,
    connection: snapshot.connection,
    switches: snapshot.devices ? statesIn(snapshot.devices) : values.switches,
    progress: values.progress,
    past: values.past,
    gone: null,
  };
}

function statesIn(devices: Readonly<Record<string, string>>): LiveValues['switches'] {
  return Object.fromEntries(
    Object.entries(devices).map(([id, state]) => [id, { state, lastSeen: null }]),
  );
}
