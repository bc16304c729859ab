/** Frames of the live socket. Anything that is not one of these is ignored. */
export interface Balance {
  readonly home?: number | null;
  readonly grid?: number | null;
  readonly solar?: number | null;
  readonly generator?: number | null;
  readonly battery?: number | null;
  readonly untracked?: number | null;
  readonly flows?: Readonly<Record<string, number>>;
}

export interface Today {
  readonly date: string;
  readonly from: string;
  readonly grid_import?: number;
  readonly grid_export?: number;
  readonly solar?: number;
  readonly generator?: number;
  readonly battery_charge?: number;
  readonly battery_discharge?: number;
  readonly home?: number;
  readonly devices?: Readonly<Record<string, number>>;
  readonly volumes?: Readonly<Record<string, number>>;
  /** When the newest reading in it was true; of gas and water, by channel. */
  readonly at?: string;
  readonly volumes_at?: Readonly<Record<string, string>>;
  /** Share whose timing is assumed, 0 to 1. */
  readonly estimated?: number;
}

export interface ConnectionState {
  readonly state: string;
  readonly message: string;
  /** Why no values come, where the state is one without them. */
  readonly fault?: string;
}

interface OfHome {
  readonly home: string;
  readonly seq: number;
}

interface Values {
  readonly t: string;
  readonly power: Readonly<Record<string, number | null>>;
  readonly age?: Readonly<Record<string, string>>;
  readonly kind?: Readonly<Record<string, string>>;
  readonly mean_s?: Readonly<Record<string, number>>;
  readonly state?: Readonly<Record<string, number | null>>;
  readonly balance: Balance;
}

export interface Snapshot extends OfHome, Values {
  readonly type: 'snapshot';
  readonly connection: ConnectionState;
  /** "on", "off" or "unavailable" per device. */
  readonly devices?: Readonly<Record<string, string>>;
  readonly today?: Today;
}
export interface PowerChange extends OfHome, Values {
  readonly type: 'power';
}
export interface TodayChange extends OfHome {
  readonly type: 'today';
  readonly t: string;
  readonly today: Today;
}
export interface DeviceChange extends OfHome {
  readonly type: 'device';
  readonly device: string;
  readonly state: string;
  readonly last_seen: string;
}
export interface ConnectionChange extends OfHome {
  readonly type: 'connection';
  readonly connection: ConnectionState;
}
export interface Progress extends OfHome {
  readonly type: 'progress';
  readonly task: string;
  readonly done: number;
  readonly total: number;
}
export interface Gone {
  readonly type: 'gone';
  readonly home: string;
  readonly reason: string;
}
/** Who is in the home has changed: an operator visits it, or does so no more. */
export interface PeopleChange {
  readonly type: 'people';
  readonly home: string;
}
export interface Hello {
  readonly type: 'hello';
  readonly server: string;
  readonly version: string;
}
/** What the socket was opened with is over soon. It is closed then, unless it was used meanwhile. */
export interface Ending {
  readonly type: 'ending';
  readonly at: string;
}
export interface SocketError {
  readonly type: 'error';
  readonly code: string;
  readonly detail: string;
}

export type HomeMessage =
  Snapshot | PowerChange | TodayChange | DeviceChange | ConnectionChange | Progress | Gone;
export type Message = HomeMessage | PeopleChange | Hello | Ending | SocketError;

const types = new Set([
  'hello',
  'snapshot',
  'power',
  'today',
  'device',
  'connection',
  'progress',
  'gone',
  'people',
  'ending',
  'error',
]);

/** Reads one text frame; null for what this app does not know. */
export function readMessage(text: string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) {
    return null;
  }
  return types.has(value.type as string) ? (value as Message) : null;
}
