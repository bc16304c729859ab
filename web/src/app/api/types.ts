/* Made by `npm run api-types` from docs/openapi.json. Do not edit. */

export interface AcceptPermission {
  /** Some of those asked for */
  fields?: ('grid' | 'solar' | 'battery' | 'gas' | 'water' | 'heat' | 'devices')[] | null;
  /** No finer than asked for */
  detail?: 'live' | 'slot' | 'day' | 'month' | null;
  /** No earlier than asked for */
  history_from?: string | null;
  /** No earlier than asked for */
  starts_at?: string | null;
  /** No later than asked for */
  ends_at?: string | null;
}

export interface AccessEntry {
  /** The minute in which they looked */
  at: string;
  /** When they looked last in it */
  last_at: string;
  by: string;
  /** As the person was called then */
  by_name: string;
  /** Whose staff they are; empty for a visiting operator */
  organisation: string;
  kind: 'home' | 'channels' | 'energy' | 'live' | 'file' | 'load_profile' | 'trail' | 'change';
  /** How often they did in that minute */
  count: number;
}

export interface AccessLog {
  items: AccessEntry[];
  /** Asked for as `after`, it brings what is older; null when that is all */
  next: string | null;
}

export interface Account {
  name: string;
  email: string;
  /** Whether the name, the password and the second step are kept here, to be changed */
  has_password: boolean;
  second_factor: SecondFactor;
}

export interface Aggregate {
  area: string;
  tariff: string;
  /** In your provider's zone */
  day: string;
  /** Why it is not told: fewer than 15 homes, not everything known of all of them, or one of them more than 15 % of the sum in a slot */
  withheld: 'nothing' | 'too_few_homes' | 'members_missing' | 'one_home_too_large';
  /** Where each slot of 15 minutes begins; empty where it is withheld */
  t: string[];
  /** What all homes together used in the slot, in three significant digits */
  kwh: number[];
}

export interface AggregateList {
  /** Your provider's, in which its days begin and end */
  time_zone: string;
  items: Aggregate[];
  next: string | null;
}

export interface ApiKey {
  id: string;
  name: string;
  kind: 'ingest' | 'read';
  /** None: all homes of its owner */
  home: string | null;
  created_at: string;
  expires_at: string | null;
  /** To an hour */
  last_used_at: string | null;
}

export interface ApiKeyList {
  items: ApiKey[];
  next: string | null;
}

export interface AskingProvider {
  id: string;
  name: string;
  /** What it does with what it sees */
  policy_link: string;
  contact: string;
}

export interface AuditEntry {
  id: string;
  at: string;
  by: string;
  /** As the person was called then */
  by_name: string;
  action:
    | 'switch_on'
    | 'switch_off'
    | 'correct'
    | 'undo_correction'
    | 'replace_meter'
    | 'decide'
    | 'undo_decision'
    | 'change_role'
    | 'remove_member'
    | 'leave'
    | 'begin_visit'
    | 'end_visit'
    | 'invite'
    | 'withdraw_invitation'
    | 'join'
    | 'hand_over'
    | 'make_link'
    | 'revoke_link'
    | 'take_up_consent'
    | 'accept_consent'
    | 'reject_consent'
    | 'withdraw_consent'
    | 'end_consent'
    | 'set_supply'
    | 'remove_supply'
    | 'make_key'
    | 'revoke_key'
    | 'edit_home'
    | 'edit_channels'
    | 'set_connection'
    | 'remove_connection'
    | 'import_file'
    | 'delete_account';
  /** The id of what it was done to: of a device */
  subject: string;
  /** As it was called then */
  subject_name: string;
}

export interface AuditTrail {
  items: AuditEntry[];
  next: string | null;
}

export interface Backfill {
  running: boolean;
  done: number;
  total: number;
}

export interface BeforeAndAfter {
  before: (number | null)[];
  after: (number | null)[];
}

export interface BeginSecondFactor {
  current_password: string;
}

export interface BeginVisit {
  /** The people of the home read it */
  reason: string;
}

export interface Binding {
  /** Set by the server */
  id?: string;
  source: Source;
  measure: 'counter' | 'power' | 'state';
  /** Which part of a signed source is taken */
  sign: 'both' | 'positive' | 'negative';
  invert: boolean;
  /** Set by the server: when the binding began */
  valid_from?: string;
  /** Set by the server: when another took over */
  valid_to?: string;
  /** Set by replace-meter: what its counter showed first, kWh or m³ */
  initial?: number;
  /** Set by replace-meter: what it showed last */
  final?: number;
}

export interface BindingInput {
  /** Set by the server */
  id?: string | null;
  source: SourceInput;
  measure: 'counter' | 'power' | 'state';
  /** Which part of a signed source is taken */
  sign?: 'both' | 'positive' | 'negative';
  invert?: boolean;
  /** Set by the server: when the binding began */
  valid_from?: string | null;
  /** Set by the server: when another took over */
  valid_to?: string | null;
  /** Set by replace-meter: what its counter showed first, kWh or m³ */
  initial?: number | null;
  /** Set by replace-meter: what it showed last */
  final?: number | null;
}

export interface CalorificValue {
  /** The local date that it holds from */
  from: string;
  /** Calorific value, times the volume correction where the supplier has one */
  kwh_per_m3: number;
}

export interface CalorificValueInput {
  /** The local date that it holds from */
  from: string;
  /** Calorific value, times the volume correction where the supplier has one */
  kwh_per_m3: number;
}

export interface Candidate {
  entity_id: string;
  name: string;
  area?: string;
  device_class?: string;
  state_class?: string;
  unit: string;
  state: string;
  measure: 'counter' | 'power' | 'state';
  suggested_role?:
    | 'grid_import'
    | 'grid_export'
    | 'solar'
    | 'generator'
    | 'battery_charge'
    | 'battery_discharge'
    | 'heat'
    | 'gas'
    | 'water'
    | 'device'
    | 'battery_soc'
    | 'price_import'
    | 'price_export'
    | 'grid_carbon'
    | 'outdoor_temperature';
}

export interface ChangeCsvSettings {
  csv: CsvSettingsInput;
}

export interface ChangePassword {
  current_password: string;
  /** The new one, of 8 to 128 characters */
  password: string;
}

export interface ChangeRole {
  role: 'viewer' | 'manager' | 'admin';
}

export interface ChangeUser {
  server_role?: 'none' | 'operator' | 'provider' | null;
  /** Whoever is, is signed out at once and cannot sign in */
  disabled?: boolean | null;
}

export interface Channel {
  id: string;
  name: string;
  role:
    | 'grid_import'
    | 'grid_export'
    | 'solar'
    | 'generator'
    | 'battery_charge'
    | 'battery_discharge'
    | 'heat'
    | 'gas'
    | 'water'
    | 'device'
    | 'battery_soc'
    | 'price_import'
    | 'price_export'
    | 'grid_carbon'
    | 'outdoor_temperature';
  kind?: 'appliance' | 'vehicle' | 'heat_pump' | 'boiler' | 'other';
  included_in?: string;
  register?: string;
  phase?: string;
  area?: string;
  device?: string;
  order: number;
  adds_to_ac_balance: boolean;
  adds_to_production: boolean;
  bindings: Binding[];
  power_origin: 'source' | 'mean' | 'none';
  /** Of solar: what its panels give at most, in kW (kWp) */
  peak?: number;
}

export interface ChannelEdit {
  /** Of a channel that stays; left out for a new one */
  id?: string | null;
  /** By which other new channels name this one */
  key?: string | null;
  name: string;
  role:
    | 'grid_import'
    | 'grid_export'
    | 'solar'
    | 'generator'
    | 'battery_charge'
    | 'battery_discharge'
    | 'heat'
    | 'gas'
    | 'water'
    | 'device'
    | 'battery_soc'
    | 'price_import'
    | 'price_export'
    | 'grid_carbon'
    | 'outdoor_temperature';
  kind?: 'appliance' | 'vehicle' | 'heat_pump' | 'boiler' | 'other' | null;
  /** Id or key of the whole it is part of */
  included_in?: string | null;
  register?: string | null;
  phase?: string | null;
  area?: string | null;
  /** Entity that shows on and off */
  device?: string | null;
  adds_to_ac_balance?: boolean;
  adds_to_production?: boolean;
  bindings: BindingInput[];
  /** Of solar: what its panels give at most, in kW (kWp); more than a fifth above it is not plausible */
  peak?: number | null;
}

export interface ChannelEnergy {
  /** Of gas: by the home's calorific value of each date, to the millionth of a Wh; null, too, where a part of the gas is older than the first one. Not there without any */
  kwh?: number[];
  m3?: number[];
  /** Of a channel that others are included in: what it has beyond them, at least 0 */
  own?: number[];
  /** What they add up to beyond it */
  own_deficit?: number[];
  /** Of gas, water and heat: share of the period so far that is known, 0..1 */
  covered?: number[];
}

export interface ChannelList {
  items: Channel[];
  next: string | null;
}

export interface ChannelsEdit {
  items: ChannelEdit[];
}

export interface Check {
  balance: CheckBalance;
  sentence_values: {
    home_kw: number | null;
    /** The seconds that home_kw contains a mean of; null when all of it was measured */
    mean_s: number | null;
  };
  warnings: CheckWarning[];
}

export interface CheckBalance {
  home_w: number | null;
  /** + import, - export */
  grid_w: number | null;
  solar_w: number | null;
  /** + discharge, - charge */
  battery_w: number | null;
}

export interface CheckWarning {
  code: 'home_negative' | 'solar_at_night' | 'meter_used_twice' | 'no_grid' | 'stale';
  message: string;
  channels: string[];
  /** With `home_negative`: what the home would use */
  home_w?: number;
}

export interface Cohort {
  homes: number;
  left_out: number;
  figures: CohortFigure[];
}

export interface CohortColumn {
  /** A role, or "home": what the homes used */
  name: string;
  /** How many homes contribute */
  homes: number[];
  /** Per contributing home; 0 where there is none */
  mean_kwh: number[];
}

export interface CohortComparison {
  a: Cohort;
  b: Cohort;
}

export interface CohortFigure {
  name: string;
  /** Of how many days of homes it is the mean */
  home_days: number;
  mean_kwh_per_day: number;
}

export interface Command {
  id: string;
  home: string;
  kind: 'switch_device' | 'test' | 'discover' | 'backfill' | 'notify';
  /** open: waits for the home's engine, or is being done; sent: the agent has it; done, failed: its result is here; expired: no result came in time */
  state: 'open' | 'sent' | 'done' | 'failed' | 'expired';
  created_at: string;
  expires_at: string;
  /** Of the result, one sentence; empty until then */
  detail: string;
  /** What was to be found out; null until then */
  result: unknown;
}

export interface CommandRequest {
  /** test: try the connection to Home Assistant; discover: which entities could be which channels; backfill: fetch what is missing of the past */
  kind: 'test' | 'discover' | 'backfill';
}

export interface ConfirmSecondFactor {
  /** What the app shows */
  code: string;
}

export interface Connection {
  url: string | null;
  /** "set" or "not_set"; the token itself is never shown */
  token: string;
  state:
    | 'not_configured'
    | 'connecting'
    | 'connected'
    | 'waiting'
    | 'authentication_failed'
    | 'unreachable'
    | 'home_assistant_starting';
  /** Why no values come; null while all is well or under way */
  fault:
    | 'invalid_url'
    | 'refused_address'
    | 'unresolved'
    | 'unreachable'
    | 'tls'
    | 'unknown_certificate'
    | 'changed_certificate'
    | 'timeout'
    | 'not_home_assistant'
    | 'proxy_failing'
    | 'banned'
    | 'token_refused'
    | 'token_unreadable'
    | 'closed'
    | 'lost'
    | 'silent'
    | 'agent_silent'
    | null;
  /** One plain sentence */
  message: string;
  /** The home's agent keeps the connection, at the home: it is not set here */
  by_agent: boolean;
  /** null: it has always been so */
  since: string | null;
  home_assistant_version: string | null;
  /** When a value last came; of an agent, when it was last heard of */
  last_event_at: string | null;
  retry_at: string | null;
  /** The one certificate that is trusted, if one is pinned */
  tls_fingerprint?: string;
  backfill: Backfill;
  past: Past;
  /** What sources got wrong since the server started: the last 5, newest first */
  notices: Notice[];
}

export interface ConnectionEdit {
  url: string;
  /** Left out: the stored one, which goes only to the scheme, host and port that it was given for */
  token?: string | null;
  /** SHA-256 of the one certificate to trust, for an https address. Left out: the stored one, unless the address names another host. null: what the system trusts */
  tls_fingerprint?: string | null;
}

export interface ConnectionTest {
  ok: boolean;
  code:
    | 'ok'
    | 'starting'
    | 'invalid_url'
    | 'refused_address'
    | 'unresolved'
    | 'unreachable'
    | 'tls'
    | 'unknown_certificate'
    | 'changed_certificate'
    | 'timeout'
    | 'not_home_assistant'
    | 'proxy_failing'
    | 'banned'
    | 'token_refused'
    | 'closed';
  message: string;
  version?: string;
  location_name?: string;
  time_zone?: string;
  currency?: string;
  country?: string;
  /** SHA-256 of the certificate that was shown and is not trusted */
  tls_fingerprint?: string;
}

export interface ConsentRequest {
  id: string;
  purpose: string;
  terms: ConsentTerms;
  made_at: string;
  answer_by: string;
  /** For customers to take the request up by; told once */
  code?: string;
}

export interface ConsentRequestList {
  items: ConsentRequest[];
  next: string | null;
}

export interface ConsentTerms {
  fields: ('grid' | 'solar' | 'battery' | 'gas' | 'water' | 'heat' | 'devices')[];
  /** The finest that is seen: live, slot (15 minutes), day or month */
  detail: 'live' | 'slot' | 'day' | 'month';
  /** Nothing older is seen */
  history_from: string;
  /** Nothing is seen before this time */
  starts_at: string;
  /** Nothing is seen from this time on, nor anything of it */
  ends_at: string;
}

export interface ConsentTermsInput {
  fields: ('grid' | 'solar' | 'battery' | 'gas' | 'water' | 'heat' | 'devices')[];
  /** The finest that is seen: live, slot (15 minutes), day or month */
  detail: 'live' | 'slot' | 'day' | 'month';
  /** Nothing older is seen */
  history_from: string;
  /** Nothing is seen before this time */
  starts_at: string;
  /** Nothing is seen from this time on, nor anything of it */
  ends_at: string;
}

export interface Correction {
  id: string;
  channel: string;
  from: string;
  to: string;
  kind: 'flat' | 'proportional' | 'unknown';
  /** Of the whole span, in kWh or m³; null: nothing is known */
  amount: number | null;
  reason: string;
  made: Signature;
  /** null: it is in force */
  undone: Signature | null;
}

export interface CorrectionList {
  /** Newest first */
  items: Correction[];
  next: string | null;
}

export interface CorrectionPreview {
  time_zone: string;
  /** Where each local day that it touches starts */
  t: string[];
  t_end: string[];
  /** Of the corrected channel, in kWh or m³ */
  channel: BeforeAndAfter;
  /** kWh of the roles whose sums it changes */
  roles: Record<string, BeforeAndAfter>;
  /** kWh that the home itself used */
  home?: BeforeAndAfter;
}

export interface CorrectionRequest {
  /** One whose amounts are summed */
  channel: string;
  /** On a quarter of an hour */
  from: string;
  /** On a quarter of an hour, not included; at most 92 days later, and in the past */
  to: string;
  /** flat: the amount, spread evenly; proportional: the amount, spread as the slots stand now; unknown: nothing is known of the span */
  kind: 'flat' | 'proportional' | 'unknown';
  /** Of the whole span, in kWh or m³; not with unknown */
  amount?: number | null;
  /** Why, for those who see it later */
  reason: string;
}

export interface CreateApiKey {
  name: string;
  kind: 'ingest' | 'read';
  /** Without it a reading key is for all your homes */
  home?: string | null;
  expires_at?: string | null;
}

export interface CreateConsentRequest {
  /** What for, in words that a customer understands */
  purpose: string;
  terms: ConsentTermsInput;
  /** Until when the code is good */
  answer_by: string;
}

export interface CreateHome {
  name: string;
  /** IANA name */
  time_zone: string;
  currency: string;
  /** ISO 3166-1, or empty */
  country?: string;
}

export interface CreateLink {
  name: string;
  /** kiosk: for a screen on a wall; guest: for a while */
  kind: 'kiosk' | 'guest';
  /** flow: power between the parts of the home; today: the sums since midnight; chart: power since the page was opened */
  tiles: ('flow' | 'today' | 'chart')[];
  /** Channels of the devices that it shows */
  devices?: string[];
  /** Whether it switches those devices */
  may_switch?: boolean;
  /** Needed for a guest */
  expires_at?: string | null;
}

export interface CreateNote {
  /** A local date of the home */
  first: string;
  /** The last date that it is about; the same for a single one */
  last: string;
  text: string;
}

export interface CreatedApiKey {
  key: ApiKey;
  /** To be sent as Authorization: Bearer …; shown this once */
  token: string;
}

export interface CreatedLink {
  link: Link;
  /** The link is /kiosk#token=…; shown this once */
  token: string;
}

export interface CsvSettings {
  /** Comma, semicolon, tab or | */
  delimiter: string;
  /** What stands before the decimals */
  decimal: 'point' | 'comma';
  /** The line of the headings; 0 without any */
  header_line: number;
  time_column: string;
  clock_column: string;
  end_column: string;
  series_column: string;
  value_column: string;
  unit_column: string;
  time_form: 'iso' | 'day_first' | 'month_first' | 'unix_s' | 'unix_ms';
  /** IANA name, of times without an offset */
  zone: string;
  /** Which end of its interval a row's time is; a counter was read at the end */
  row_time: 'start' | 'end' | 'instant';
  /** Seconds; whole days are days of the calendar; 0: rows stand for no interval */
  interval_s: number;
}

export interface CsvSettingsInput {
  /** Comma, semicolon, tab or | */
  delimiter: string;
  /** What stands before the decimals */
  decimal: 'point' | 'comma';
  /** The line of the headings; 0 without any */
  header_line: number;
  time_column: string;
  clock_column?: string;
  end_column?: string;
  series_column?: string;
  value_column?: string;
  unit_column?: string;
  time_form: 'iso' | 'day_first' | 'month_first' | 'unix_s' | 'unix_ms';
  /** IANA name, of times without an offset */
  zone: string;
  /** Which end of its interval a row's time is; a counter was read at the end */
  row_time: 'start' | 'end' | 'instant';
  /** Seconds; whole days are days of the calendar; 0: rows stand for no interval */
  interval_s: number;
}

export interface Customer {
  permission: string;
  /** While it is accepted */
  home: string | null;
  home_name: string | null;
  purpose: string;
  state:
    | 'requested'
    | 'accepted'
    | 'rejected'
    | 'timed_out'
    | 'revoked'
    | 'terminated'
    | 'expired'
    | 'fulfilled';
  /** When it came into this state */
  since: string;
  asked: ConsentTerms;
  given: ConsentTerms | null;
}

export interface CustomerList {
  items: Customer[];
  next: string | null;
}

export interface DecideLevel {
  /** As the suspect says */
  at: string;
  /** booked, of what is quarantined; restarted, of a reset; or left_out */
  verdict: 'booked' | 'restarted' | 'left_out';
}

export interface DeleteAccount {
  /** Needed where there is one; all others must have signed in in the last ten minutes */
  current_password?: string | null;
}

export interface Demo {
  /** By home: what can be made to happen there */
  actions: Record<string, DemoAction[]>;
  /** By home: where its simulated Home Assistant listens */
  simulator_urls: Record<string, string>;
}

export interface DemoAction {
  id: string;
  label: string;
}

export interface DemoRequest {
  /** Where it is to happen; left out: in the first of your homes */
  home?: string | null;
}

export interface DemoResult {
  /** When the server took up the request, ms since 1970 by the one clock that it shares with its simulated homes */
  received_ms: number;
  /** When the simulated home first said something new */
  at_ms: number;
  /** When the server answered */
  answered_ms: number;
}

export interface DemoSignIn {
  role: 'viewer' | 'manager' | 'admin' | 'provider';
}

export interface Device {
  id: string;
  name: string;
  area?: string;
  channel?: string;
  kind: 'appliance' | 'vehicle' | 'heat_pump' | 'boiler' | 'other';
  /** Whether it can be switched on and off, by admins */
  switchable: boolean;
  /** Whether switching it must be confirmed: it heats or charges */
  confirm: boolean;
  power_w: number | null;
  /** Whether the power was measured or is a mean of the counter */
  power_kind: 'measured' | 'mean' | 'none';
  state: 'on' | 'off' | 'unavailable' | null;
  last_seen: string | null;
  /** The channel that counts this one's energy too */
  included_in?: string;
  today_kwh: number | null;
}

export interface DeviceAction {
  /** What the device is to be switched to */
  on: boolean;
  /** That a person has confirmed it, for a device that heats or charges */
  confirmed?: boolean;
}

export interface DeviceList {
  items: Device[];
  next: string | null;
}

export interface DirectoryWay {
  id: string;
  name: string;
}

export interface DiscoveredHome {
  location_name: string;
  time_zone: string;
  currency: string;
  country: string;
}

export interface Discovery {
  home: DiscoveredHome;
  has_energy_preferences: boolean;
  proposals: Proposal[];
  candidates: Candidate[];
  warnings: DiscoveryWarning[];
}

export interface DiscoveryWarning {
  code: 'meter_used_twice' | 'missing_entity' | 'unknown_unit' | 'too_many_candidates';
  message: string;
  sources: string[];
}

export interface EndPermission {
  state: 'terminated' | 'fulfilled';
}

export interface EndSecondFactor {
  current_password: string;
  /** Of the app, or a recovery code */
  code: string;
}

export interface EnergyCarbon {
  /** CO2 of grid_import: each slot's import times the grid's carbon intensity in it */
  kg: (number | null)[];
  /** Share of grid_import whose carbon intensity is known, 0..1 */
  covered: (number | null)[];
}

export interface EnergyCompared {
  compare: 'previous' | 'year';
  from: string;
  /** Ends where `until` stands in this span */
  to: string;
  /** Up to where the span that was asked for counts: its end, or where what is known ends */
  until: string;
  /** Local days of the span that was asked for, up to `until` */
  days: number;
  /** Local days of this span */
  compared_days: number;
  /** For each of these periods, which of the periods asked for has its place in the calendar */
  aligned: (number | null)[];
  t: string[];
  t_end: string[];
  grid_import?: number[];
  grid_export?: number[];
  solar?: number[];
  generator?: number[];
  battery_charge?: number[];
  battery_discharge?: number[];
  home?: number[];
  residual?: number[];
  channels: Record<string, ChannelEnergy>;
  flows?: EnergyFlows;
  ratios?: EnergyRatios;
  battery_origin?: EnergyOrigins;
  grid_balance?: number[];
  untracked?: UntrackedEnergy;
  carbon?: EnergyCarbon;
  quality: EnergyQuality;
}

export interface EnergyFlows {
  grid_to_home: (number | null)[];
  grid_to_battery: (number | null)[];
  grid_to_grid: (number | null)[];
  solar_to_home: (number | null)[];
  solar_to_battery: (number | null)[];
  solar_to_grid: (number | null)[];
  battery_to_home: (number | null)[];
  battery_to_grid: (number | null)[];
  battery_to_battery: (number | null)[];
}

export interface EnergyOrigins {
  /** Of battery_to_home: what had come from solar, kWh */
  home_solar: (number | null)[];
  /** What had come from the grid */
  home_grid: (number | null)[];
  /** What was in a battery before its first known charge */
  home_unknown: (number | null)[];
  /** Of battery_to_grid: what had come from solar, kWh */
  grid_solar: (number | null)[];
  /** What had come from the grid */
  grid_grid: (number | null)[];
  /** What was in a battery before its first known charge */
  grid_unknown: (number | null)[];
}

export interface EnergyQuality {
  /** Share of the period so far that is known, 0..1 */
  covered: (number | null)[];
  /** Share of what is known whose timing is assumed, 0..1 */
  estimated: (number | null)[];
  /** Share of what is known that comes from hourly data, 0..1 */
  coarse: (number | null)[];
  /** Share of what is known in which meters contradict each other, 0..1: more left the home than came in, or one counted below 0 */
  faulty: (number | null)[];
  /** Which periods, counted from 0, begin or end within an hour of hourly data: their border is assumed */
  cuts_hour: number[];
}

export interface EnergyRatios {
  /** 1 - (grid_to_home + what of battery_to_home had come from the grid) / home; null, too, while it is not known what the battery held at first */
  self_sufficiency: (number | null)[];
  /** 1 - grid_to_home / home: all that a battery gives counts as own */
  direct_self_sufficiency: (number | null)[];
  /** 1 - import / home, at least 0: charging a battery from the grid lowers it */
  grid_independence: (number | null)[];
  /** Solar that the home used, directly or out of a battery, of all that it used or exported */
  self_consumption: (number | null)[];
}

export interface EnergySeries {
  home_id: string;
  time_zone: string;
  period: 'slot' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';
  /** Where each period starts */
  t: string[];
  /** Where it ends */
  t_end: string[];
  grid_import?: number[];
  grid_export?: number[];
  solar?: number[];
  generator?: number[];
  battery_charge?: number[];
  battery_discharge?: number[];
  /** kWh that the home itself used */
  home?: number[];
  /** What home would be below zero by, kWh, at most 0: more left the home than came in, so a meter is missing or wrong */
  residual?: number[];
  /** By channel */
  channels: Record<string, ChannelEnergy>;
  /** kWh from one to another */
  flows?: EnergyFlows;
  /** Shares of 0..1, of flows that were attributed slot by slot and then summed. null where there is nothing to have a share of. Where quality.covered is below 0.9 they say little */
  ratios?: EnergyRatios;
  /** Where what the batteries gave had come from */
  battery_origin?: EnergyOrigins;
  /** grid_import - grid_export, kWh: negative when more was given */
  grid_balance?: number[];
  /** What the home used without a device telling */
  untracked?: UntrackedEnergy;
  /** What the making of the imported energy emitted */
  carbon?: EnergyCarbon;
  quality: EnergyQuality;
  /** Up to here everything that should be known is */
  complete_until: string;
  /** What it is compared with, in the same columns */
  compare?: EnergyCompared;
}

export interface Enrolment {
  /** For an authenticator app, base32; shown this once */
  secret: string;
  /** The same to be scanned: otpauth://… */
  uri: string;
}

export interface ExplainedInput {
  channel: string;
  name: string;
  role:
    | 'grid_import'
    | 'grid_export'
    | 'solar'
    | 'generator'
    | 'battery_charge'
    | 'battery_discharge'
    | 'heat'
    | 'gas'
    | 'water'
    | 'device'
    | 'battery_soc'
    | 'price_import'
    | 'price_export'
    | 'grid_carbon'
    | 'outdoor_temperature';
  /** Per row, as it counts; null: not known */
  amount: (number | null)[];
  /** Per slot; empty where rows are longer */
  quality: ('missing' | 'estimated' | 'recovered' | 'coarse' | 'measured' | 'edited')[];
  /** Per slot: the correction that decides it, or null */
  correction: (string | null)[];
  /** Per slot: what the sources gave, under a correction too */
  given: (number | null)[];
}

export interface ExplainedTerm {
  figure:
    | 'channel'
    | 'grid_import'
    | 'grid_export'
    | 'solar'
    | 'generator'
    | 'battery_charge'
    | 'battery_discharge'
    | 'home'
    | 'residual'
    | 'grid_to_home'
    | 'grid_to_battery'
    | 'grid_to_grid'
    | 'solar_to_home'
    | 'solar_to_battery'
    | 'solar_to_grid'
    | 'battery_to_home'
    | 'battery_to_grid'
    | 'battery_to_battery'
    | 'battery_home_solar'
    | 'battery_home_grid'
    | 'battery_home_unknown'
    | 'battery_grid_solar'
    | 'battery_grid_grid'
    | 'battery_grid_unknown'
    | 'used_so_far'
    | 'grid_balance'
    | 'tracked'
    | 'untracked'
    | 'own'
    | 'gas_energy'
    | 'self_sufficiency'
    | 'direct_self_sufficiency'
    | 'grid_independence'
    | 'self_consumption'
    | 'carbon';
  /** kWh: the sum of the amounts that are known; null: none is */
  amount: number | null;
  /** Per row; null: not known */
  amounts: (number | null)[];
}

export interface Explanation {
  home_id: string;
  time_zone: string;
  figure:
    | 'channel'
    | 'grid_import'
    | 'grid_export'
    | 'solar'
    | 'generator'
    | 'battery_charge'
    | 'battery_discharge'
    | 'home'
    | 'residual'
    | 'grid_to_home'
    | 'grid_to_battery'
    | 'grid_to_grid'
    | 'solar_to_home'
    | 'solar_to_battery'
    | 'solar_to_grid'
    | 'battery_to_home'
    | 'battery_to_grid'
    | 'battery_to_battery'
    | 'battery_home_solar'
    | 'battery_home_grid'
    | 'battery_home_unknown'
    | 'battery_grid_solar'
    | 'battery_grid_grid'
    | 'battery_grid_unknown'
    | 'used_so_far'
    | 'grid_balance'
    | 'tracked'
    | 'untracked'
    | 'own'
    | 'gas_energy'
    | 'self_sufficiency'
    | 'direct_self_sufficiency'
    | 'grid_independence'
    | 'self_consumption'
    | 'carbon';
  channel: string | null;
  unit: 'kwh' | 'm3' | 'kg' | 'share';
  /** How the figure comes about, for programs */
  formula:
    | 'sum_of_slots'
    | 'sum_of_channels'
    | 'use_of_the_home'
    | 'use_so_far'
    | 'residual'
    | 'flow'
    | 'origin'
    | 'grid_balance'
    | 'sum_of_devices'
    | 'rest_of_home'
    | 'rest_of_channel'
    | 'gas_energy'
    | 'share'
    | 'carbon';
  /** The same in words */
  text: string;
  /** What t, amounts and the inputs have one entry for: a slot in spans of up to 31 days, a local day in those of up to 366, otherwise a local month */
  rows: 'slot' | 'day' | 'month';
  /** The figure: the sum of the amounts that are known, or, of a share, what the formula makes of the terms; null: there is none */
  amount: number | null;
  /** What that sum is below 0 by, where the figure is 0 instead: of used_so_far, untracked and own */
  deficit: number;
  /** Of untracked: why it would be negative, as in /energy */
  reason: 'none' | 'source_missing' | 'timing_assumed' | 'meters_disagree';
  t: string[];
  t_end: string[];
  /** Of the figure, per row; null: not known. Empty for a share, which is made of the terms' sums */
  amounts: (number | null)[];
  /** The figures that this one is made of */
  terms: ExplainedTerm[];
  /** Of carbon, per row: g/kWh; null: not known */
  intensity: (number | null)[];
  /** Of gas_energy, per row: kWh per m3; null: none, or more than one */
  calorific: (number | null)[];
  /** The channels that the figure is made of */
  inputs: ExplainedInput[];
  /** Those that are over the inputs */
  corrections: Correction[];
  /** Where rows are no slots: where each is explained slot by slot */
  links: string[];
}

export interface Export {
  file_name: string;
  rows: number;
  bytes: number;
}

export interface ExportRequest {
  format: 'csv' | 'green_button';
  /** RFC 3339, or a local date of the home */
  from: string;
  /** RFC 3339, or a local date; not included */
  to: string;
  /** What a row is of, in the home's time zone; if it is not given, the finest that you may see. Green Button takes slot, hour, day and month */
  period?: 'slot' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year' | null;
  /** None named: all */
  channels?: string[];
}

export interface FileFault {
  /** From 1; 0: the file as a whole */
  line: number;
  /** From 1: of a CSV the field, of XML the character; 0: the line */
  column: number;
  /** Stable, for programs */
  code: string;
  /** What is wrong, and what would be right or counts instead */
  detail: string;
}

export interface HandOverHome {
  /** Who is to have the home */
  name: string;
  /** false: everything that was measured and written is erased */
  with_past: boolean;
}

export interface Health {
  status: 'up' | 'down';
}

export interface Home {
  id: string;
  name: string;
  /** IANA name; all periods of the home are cut in it */
  time_zone: string;
  /** ISO 4217 */
  currency: string;
  /** ISO 3166-1 alpha-2, or empty */
  country: string;
  main_fuse: MainFuse | null;
  /** What its gas holds, by date */
  calorific_values: CalorificValue[];
  /** How far the first run has come */
  setup: 'connection' | 'channels' | 'check' | 'done';
  created_at: string;
}

export interface HomeList {
  items: Home[];
  next: string | null;
}

export interface Import {
  format: 'csv' | 'green_button';
  /** How a CSV is read; may be changed until the import is started */
  csv?: CsvSettings;
  columns: string[];
  first_rows: string[][];
  series: SeriesProposal[];
  /** What a person should look at before it is started */
  problems: FileFault[];
  /** Once it is done */
  report?: ImportReport;
}

export interface ImportReport {
  rows: number;
  /** Of which nothing could be read */
  refused_rows: number;
  fault_count: number;
  /** The first hundred, by line */
  faults: FileFault[];
  channels: ImportedChannel[];
}

export interface ImportSeries {
  series: string;
  kind: 'amount' | 'counter' | 'mean_power' | 'power' | 'state';
  unit: string;
  /** Which part of signed numbers is taken */
  sign?: 'both' | 'positive' | 'negative';
  invert?: boolean;
  /** One of the home's; or else new_channel */
  channel?: string | null;
  new_channel?: NewChannel | null;
  /** Of spans that are known otherwise: known: what is known stays; file: the file's amounts are laid over it as corrections. Of amounts and mean power */
  right?: 'known' | 'file';
}

export interface ImportedChannel {
  channel: string;
  name: string;
  series: string;
  /** Values that are new */
  taken: number;
  /** Equal to what was known, or to another row */
  repeated: number;
  /** Between known readings that lie closer together */
  covered: number;
  /** Other than what is known or another row, which stays */
  contradicting: number;
  /** Laid over what is known otherwise, where the file is right */
  corrected: number;
  /** What the file says of it */
  from?: string;
  to?: string;
  /** What the channel amounts to now, from `from` to `to` */
  kwh?: number;
  /** The same of gas and water */
  m3?: number;
}

export interface IngestAnswer {
  /** The newest version that is spoken here */
  protocol: number;
  /** One for each item that was sent, in the same order */
  items: IngestResult[];
  /** When to call again, if there is no hurry */
  next_interval_ms: number;
  /** How long what has changed may be gathered before it is sent, results excepted. 0 while somebody looks at the home: then all of it is wanted with the next call */
  gather_ms: number;
  /** The address of a server that the next call may go to instead, while somebody looks */
  live_server?: string;
  /** Each is sent until its result is there */
  commands: IngestCommand[];
  /** Left out when the agent has them */
  decisions?: IngestDecisions;
  /** What the engine's epoch must be at least, for what it sends not to be stale. For an agent that knows no decisions, or whose revisions are behind those that are kept */
  least_epoch?: number;
  /** What is odd about the batch as a whole */
  remarks: IngestRemark[];
}

export interface IngestBatch {
  protocol: number;
  /** By the sender's clock */
  sent_at?: string | null;
  /** Of an agent's engine. With it the sender is an agent: it may send blocks, chunks, live and results, and is answered with commands and decisions */
  engine_epoch?: number | null;
  /** The revision of the decisions that the agent has */
  known_decisions?: string | null;
  items: (IngestReadings | IngestBlock | IngestChunk | IngestLive | IngestCommandResult)[];
}

export interface IngestBlock {
  /** The sender's own, to find the answer by */
  id: string;
  kind: 'blocks';
  channel: string;
  /** In UTC */
  day: string;
  /** The same as in the packed bytes */
  revision: IngestRevision;
  /** As docs/storage.md lays it out, in base64url without padding */
  data: string;
}

export interface IngestChunk {
  /** The sender's own, to find the answer by */
  id: string;
  kind: 'chunks';
  channel: string;
  measure: 'counter' | 'power' | 'state';
  /** Its start */
  hour: string;
  /** As docs/storage.md lays it out, in base64url without padding */
  data: string;
}

export interface IngestCommand {
  id: string;
  kind: 'switch_device' | 'test' | 'discover' | 'backfill' | 'notify';
  body: unknown;
  expires_at: string;
}

export interface IngestCommandResult {
  /** The sender's own, to find the answer by */
  id: string;
  kind: 'results';
  command: string;
  outcome: 'done' | 'failed';
  /** For people */
  detail?: string | null;
  /** What the command was to find out */
  result?: unknown;
}

export interface IngestDecisions {
  /** To be sent as known_decisions once they are taken up */
  revision: string;
  /** The key's */
  home: string;
  /** Whether an agent has sent something of this home before. One that knows nothing of it has lost its store, and does not send days of which it has the end alone */
  had_agent: boolean;
  /** All of them, in base units */
  channels: {
    id: string;
    name: string;
    role:
      | 'grid_import'
      | 'grid_export'
      | 'solar'
      | 'generator'
      | 'battery_charge'
      | 'battery_discharge'
      | 'heat'
      | 'gas'
      | 'water'
      | 'device'
      | 'battery_soc'
      | 'price_import'
      | 'price_export'
      | 'grid_carbon'
      | 'outdoor_temperature';
    kind: 'appliance' | 'vehicle' | 'heat_pump' | 'boiler' | 'other';
    included_in?: string;
    register_name: string;
    phase: string;
    area: string;
    device_entity: string;
    order: number;
    adds_to_ac_balance: boolean;
    adds_to_production: boolean;
    bindings: {
      id: string;
      source_type: 'entity' | 'statistic' | 'push';
      source_id: string;
      measure: 'counter' | 'power' | 'state';
      sign: 'both' | 'positive' | 'negative';
      invert: boolean;
      valid_from: string;
      valid_to?: string;
      initial_value?: number;
      final_value?: number;
    }[];
    decisions: {
      at: string;
      verdict: 'booked' | 'restarted' | 'left_out';
    }[];
    peak_power?: number;
  }[];
}

export interface IngestLive {
  /** The sender's own, to find the answer by */
  id: string;
  kind: 'live';
  revision: IngestRevision;
  at: string;
  /** Of channels that have amounts */
  power: IngestLiveReading[];
  /** Of channels that have none, such as a battery's charge */
  state?: IngestLiveReading[];
  /** What the channels' devices are switched to */
  devices?: IngestLiveDevice[];
}

export interface IngestLiveDevice {
  channel: string;
  /** on also of what is no switch and has a value */
  state: 'on' | 'off' | 'unavailable';
  since: string;
}

export interface IngestLiveReading {
  channel: string;
  /** When the source said so */
  at: string;
  /** In the channel's base unit. Of power: mW, or mL/h. Of state: 1/1000 % or °C, mg of CO2 per kWh, or millionths of the home's currency per kWh */
  value: number;
}

export interface IngestReadings {
  /** The sender's own, to find the answer by */
  id: string;
  kind: 'readings';
  channel: string;
  measure: 'counter' | 'power' | 'state';
  /** When: each a whole number of milliseconds since 1970, or RFC 3339 */
  t: unknown[];
  /** As many as t, in the channel's display unit */
  v: number[];
}

export interface IngestRemark {
  code: 'clock_off';
  detail: string;
}

export interface IngestResult {
  id: string;
  /** stored and stale: the sender may forget the item; stale: it brought nothing new. rejected: sent again it is rejected again, but for batch_full and future */
  status: 'stored' | 'stale' | 'rejected';
  /** Why an item was rejected */
  code?:
    | 'malformed'
    | 'unsupported'
    | 'no_engine'
    | 'engine_elsewhere'
    | 'unknown_channel'
    | 'wrong_measure'
    | 'bad_time'
    | 'future'
    | 'bad_value'
    | 'too_many'
    | 'bad_data'
    | 'bad_block'
    | 'bad_chunk'
    | 'bad_revision'
    | 'absurd_amount'
    | 'unknown_command'
    | 'batch_full';
  detail?: string;
  /** How many of the item's readings are kept now */
  stored: number;
}

export interface IngestRevision {
  /** Of the engine; grows at each of its starts */
  epoch: number;
  /** Grows with each write of an epoch */
  sequence: number;
}

export interface Invitation {
  id: string;
  role: 'viewer' | 'manager' | 'admin';
  /** Whom it is for */
  name: string;
  /** Whether whoever accepts takes the place of all others */
  hand_over: 'no' | 'with_past' | 'without_past';
  by_name: string;
  created_at: string;
  expires_at: string;
}

export interface InvitationList {
  items: Invitation[];
  next: string | null;
}

export interface InvitationOffer {
  home_name: string;
  role: 'viewer' | 'manager' | 'admin';
  name: string;
  hand_over: 'no' | 'with_past' | 'without_past';
  by_name: string;
  expires_at: string;
}

export interface InvitationToken {
  token: string;
}

export interface Invite {
  role: 'viewer' | 'manager' | 'admin';
  /** Whom it is for */
  name: string;
}

export interface Job {
  id: string;
  home: string;
  kind: 'file_import' | 'file_export';
  state: 'proposed' | 'running' | 'done' | 'failed';
  /** Of `total`, in the present step */
  done: number;
  /** 0: not known */
  total: number;
  /** read, keep, meter, or write; empty when nothing runs */
  step: string;
  /** Why it failed; empty otherwise */
  error: string;
  import?: Import;
  export?: Export;
}

export interface JoinRequest {
  token: string;
  name: string;
  email: string;
  password: string;
}

export interface JoinedHome {
  home: string;
}

export interface LevelDecision {
  channel: string;
  /** When the counter came to its new level */
  at: string;
  /** booked: it rose and all of that was used; restarted: it began again from 0 and what it says was used; left_out: nothing is booked */
  verdict: 'booked' | 'restarted' | 'left_out';
  /** When it was last heard of before; null: no reading tells of that level any more */
  since: string | null;
  /** What it is about, in kWh or m³ */
  amount: number | null;
  /** false: the home's engine has not worked it in yet */
  applied: boolean;
}

export interface LevelDecisionList {
  /** Newest level first */
  items: LevelDecision[];
  next: string | null;
}

export interface Link {
  id: string;
  name: string;
  kind: 'kiosk' | 'guest';
  tiles: ('flow' | 'today' | 'chart')[];
  /** The devices that it shows */
  devices: string[];
  /** Whether those devices can be switched by it */
  may_switch: boolean;
  /** Empty when the person is no more */
  made_by: string;
  created_at: string;
  expires_at: string | null;
  /** To an hour */
  last_used_at: string | null;
}

export interface LinkList {
  items: Link[];
  next: string | null;
}

export interface LinkPage {
  home: string;
  /** Of the home */
  name: string;
  time_zone: string;
  kind: 'kiosk' | 'guest';
  tiles: ('flow' | 'today' | 'chart')[];
  may_switch: boolean;
  /** What the tiles are of, without what feeds it; only what is listed by name has one */
  channels: Channel[];
  /** Those that were chosen for the link */
  devices: Device[];
}

export interface ListedProvider {
  id: string;
  name: string;
}

export interface LiveBalance {
  home?: number;
  grid?: number;
  solar?: number;
  generator?: number;
  battery?: number;
  untracked?: number;
  flows: Record<string, number>;
}

export interface LiveConnection {
  state: string;
  message: string;
  fault?:
    | 'invalid_url'
    | 'refused_address'
    | 'unresolved'
    | 'unreachable'
    | 'tls'
    | 'unknown_certificate'
    | 'changed_certificate'
    | 'timeout'
    | 'not_home_assistant'
    | 'proxy_failing'
    | 'banned'
    | 'token_refused'
    | 'token_unreadable'
    | 'closed'
    | 'lost'
    | 'silent'
    | 'agent_silent';
}

export interface LiveSnapshot {
  type: string;
  home: string;
  seq: number;
  t: string;
  connection: LiveConnection;
  power: Record<string, number>;
  age: Record<string, string>;
  kind: Record<string, string>;
  mean_s: Record<string, number>;
  state: Record<string, number>;
  devices: Record<string, string>;
  balance: LiveBalance;
  today?: LiveToday;
}

export interface LiveToday {
  date: string;
  from: string;
  at?: string;
  grid_import?: number;
  grid_export?: number;
  solar?: number;
  generator?: number;
  battery_charge?: number;
  battery_discharge?: number;
  home?: number;
  devices: Record<string, number>;
  volumes: Record<string, number>;
  volumes_at: Record<string, string>;
  estimated: number;
}

export interface LoadProfile {
  homes: number;
  /** Homes whose consent is for sums of longer times */
  left_out: number;
  /** Where each slot of 15 minutes begins */
  t: string[];
  columns: CohortColumn[];
}

export interface LocalSignIn {
  email: string;
  password: string;
}

export interface MainFuse {
  /** 1 or 3 */
  phases: number;
  /** Ampere per phase */
  amps: number;
}

export interface MainFuseInput {
  /** 1 or 3 */
  phases: number;
  /** Ampere per phase */
  amps: number;
}

export interface Me {
  id: string;
  name: string;
  email: string;
  server_role: 'none' | 'operator' | 'provider';
  homes: MyHome[];
  /** The rights on the server, as docs/roles-and-consent.md names them */
  can: string[];
}

export interface Member {
  user: string;
  name: string;
  /** For admins of the home alone */
  email: string | null;
  role: 'viewer' | 'manager' | 'admin';
}

export interface MemberList {
  items: Member[];
  next: string | null;
}

export interface MyHome {
  id: string;
  name: string;
  role: 'viewer' | 'manager' | 'admin';
  /** Of an operator who is no member */
  visit: MyVisit | null;
  /** The rights in it, as docs/roles-and-consent.md names them */
  can: string[];
}

export interface MyVisit {
  id: string;
  ends_at: string;
}

export interface NewChannel {
  name: string;
  role:
    | 'grid_import'
    | 'grid_export'
    | 'solar'
    | 'generator'
    | 'battery_charge'
    | 'battery_discharge'
    | 'heat'
    | 'gas'
    | 'water'
    | 'device'
    | 'battery_soc'
    | 'price_import'
    | 'price_export'
    | 'grid_carbon'
    | 'outdoor_temperature';
  kind?: 'appliance' | 'vehicle' | 'heat_pump' | 'boiler' | 'other' | null;
}

export interface NewInvitation {
  invitation: Invitation;
  /** Shown this once; the link is invitation#token=… of this server */
  token: string;
}

export interface Note {
  id: string;
  /** A local date of the home */
  first: string;
  /** The last date that it is about */
  last: string;
  text: string;
  /** Who wrote it as it stands */
  by: string;
  /** As the person was called then */
  by_name: string;
  /** When that was */
  at: string;
}

export interface NoteList {
  items: Note[];
  next: string | null;
}

export interface Notice {
  at: string;
  /** An entity's id, or "Home Assistant" */
  source: string;
  code:
    | 'unknown_unit'
    | 'wrong_quantity'
    | 'not_a_number'
    | 'out_of_range'
    | 'wrong_time'
    | 'missing'
    | 'not_json'
    | 'clock_set';
  /** One plain sentence, behind the source */
  message: string;
}

export interface OpenLink {
  /** Of the link, behind its # */
  token: string;
}

export interface OwnSession {
  id: string;
  /** What the browser calls itself; may be empty */
  device: string;
  began: string;
  last_used: string;
  /** Whether it is the one that asks */
  current: boolean;
}

export interface OwnSessionList {
  items: OwnSession[];
  next: string | null;
}

export interface Parity {
  channels: ParityChannel[];
}

export interface ParityChannel {
  channel: string;
  /** All of its past is imported and metered */
  complete: boolean;
  /** From the oldest; hours and five minutes apart */
  months: ParityMonth[];
}

export interface ParityMonth {
  /** Of the home's calendar: yyyy-mm */
  month: string;
  /** What rows of Home Assistant's statistics the sums are of */
  period: 'five_minutes' | 'hour';
  /** In kWh, or m3 for gas and water */
  ours: number;
  /** What Home Assistant has booked */
  theirs: number;
  /** Ours less theirs */
  difference: number;
  /** Why they differ; none when they do not */
  reasons: (
    | 'reset'
    | 'fell'
    | 'spike'
    | 'adjusted'
    | 'hole'
    | 'zone_cut'
    | 'hand_over'
    | 'border'
    | 'not_finished'
    | 'unexplained'
  )[];
  /** What ours is the sum over, one after another; see /explain */
  spans: ParitySpan[];
}

export interface ParitySpan {
  from: string;
  to: string;
}

export interface Past {
  /** Counters whose past is imported from Home Assistant's statistics */
  sources: number;
  /** Of these, imported to their first day */
  complete: number;
  /** How far back the others have come */
  reached: string | null;
  /** Home Assistant did not answer; it is tried again */
  stalled: boolean;
}

export interface Permission {
  id: string;
  provider: AskingProvider;
  purpose: string;
  state:
    | 'requested'
    | 'accepted'
    | 'rejected'
    | 'timed_out'
    | 'revoked'
    | 'terminated'
    | 'expired'
    | 'fulfilled';
  asked: ConsentTerms;
  /** Once it was accepted */
  given: ConsentTerms | null;
  answer_by: string;
  /** Every state that it has been in, oldest first */
  history: PermissionChange[];
}

export interface PermissionChange {
  state:
    | 'requested'
    | 'accepted'
    | 'rejected'
    | 'timed_out'
    | 'revoked'
    | 'terminated'
    | 'expired'
    | 'fulfilled';
  at: string;
  /** As the person was called then; empty where time did it */
  by_name: string;
}

export interface PermissionList {
  items: Permission[];
  next: string | null;
}

export interface PowerColumns {
  mean: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
}

export interface PowerSeries {
  /** Where the first step starts; at or before what was asked for */
  from: string;
  to: string;
  step_s: number;
  /** When each step starts */
  t: string[];
  /** By channel */
  channels: Record<string, PowerColumns>;
}

export interface PowerSource {
  id: string;
  sign: 'both' | 'positive' | 'negative';
  invert: boolean;
}

export interface Proposal {
  key: string;
  name: string;
  role:
    | 'grid_import'
    | 'grid_export'
    | 'solar'
    | 'generator'
    | 'battery_charge'
    | 'battery_discharge'
    | 'heat'
    | 'gas'
    | 'water'
    | 'device'
    | 'battery_soc'
    | 'price_import'
    | 'price_export'
    | 'grid_carbon'
    | 'outdoor_temperature';
  kind?: 'appliance' | 'vehicle' | 'heat_pump' | 'boiler' | 'other';
  source: Source;
  measure: 'counter' | 'power' | 'state';
  sign: 'both' | 'positive' | 'negative';
  invert: boolean;
  unit: string;
  included_in?: string;
  register?: string;
  phase?: string;
  area?: string;
  device_id?: string;
  device_entity?: string;
  power_source: PowerSource | null;
  /** The energy settings name the source of its power; else it is of the same device */
  power_from_preference: boolean;
  reason:
    | 'named'
    | 'named_as_grid'
    | 'named_as_solar'
    | 'named_as_battery'
    | 'named_as_price'
    | 'named_as_device'
    | 'same_device'
    | 'same_meter'
    | 'price_unit'
    | 'carbon_unit'
    | 'outdoor_name';
  /** The reason in words, and where its power is from */
  why: string;
}

export interface ProviderList {
  items: ListedProvider[];
  next: string | null;
}

export interface PutSupply {
  /** One of /providers */
  provider: string;
  /** As the provider calls it, such as a postcode; the provider reads it */
  area: string;
  /** As the provider calls it; the provider reads it */
  tariff: string;
}

export interface RecoveryCodes {
  /** Each good once in place of the app; shown this once */
  codes: string[];
}

export interface ReplaceMeter {
  /** From when the new meter counts */
  at: string;
  /** The entity of the new one; left out: the old one's shows it */
  source?: SourceInput | null;
  /** What the old one showed last, kWh or m³; left out: not known */
  final?: number | null;
  /** What the new one showed first, kWh or m³; left out: not known */
  initial?: number | null;
}

export interface ReplaceNote {
  /** A local date of the home */
  first: string;
  /** The last date that it is about; the same for a single one */
  last: string;
  text: string;
}

export interface ResetLink {
  /** Shown this once; the link is reset#token=… of this server */
  token: string;
}

export interface ResetPassword {
  /** Of the one-time link */
  token: string;
  /** The new one, of 8 to 128 characters */
  password: string;
}

export interface SecondFactor {
  on: boolean;
  recovery_codes_left: number;
}

export interface SecondStep {
  /** The second_step of the session */
  token: string;
  /** Of the app, or a recovery code */
  code: string;
}

export interface SeriesProposal {
  /** Names it within the file */
  series: string;
  name: string;
  /** Empty when the file does not tell */
  unit: string;
  /** amount: of an interval; counter: what a meter stood at; mean_power: over an interval; power: at an instant; state: until the next one */
  kind: 'amount' | 'counter' | 'mean_power' | 'power' | 'state';
  role:
    | 'grid_import'
    | 'grid_export'
    | 'solar'
    | 'generator'
    | 'battery_charge'
    | 'battery_discharge'
    | 'heat'
    | 'gas'
    | 'water'
    | 'device'
    | 'battery_soc'
    | 'price_import'
    | 'price_export'
    | 'grid_carbon'
    | 'outdoor_temperature';
  /** One of the home that seems to be meant */
  channel?: string;
  /** In the part that was looked at */
  values: number;
  examples: string[];
}

export interface Session {
  signed_in: boolean;
  user: SessionUser | null;
  /** Send it back as X-CSRF-Token */
  csrf_token: string | null;
  /** The password was right and a code is due: send this with it within five minutes */
  second_step: string | null;
  /** Nobody is signed in, but the browser holds a link to this home */
  link: SessionLink | null;
  ways: SignInWays;
  /** Whether nobody else on a network can read along */
  encrypted: boolean;
  demo: boolean;
  version: string;
}

export interface SessionLink {
  home: string;
  kind: 'kiosk' | 'guest';
}

export interface SessionUser {
  id: string;
  name: string;
  email?: string;
}

export interface SetupRequest {
  /** Of the link that the server printed */
  token: string;
  name: string;
  email: string;
  password: string;
}

export interface SignInWays {
  local: boolean;
  /** Roles that can be entered without an account; the demo alone */
  demo: ('viewer' | 'manager' | 'admin' | 'provider')[];
  /** Nobody has registered yet: open the link the server printed */
  setup: boolean;
  /** Open /api/v1/auth/oidc/{id}/start to sign in through one of them */
  directories: DirectoryWay[];
}

export interface Signature {
  user: string;
  /** As it was then */
  name: string;
  at: string;
}

export interface SignedOut {
  /** Where to sign out of the directory, too */
  continue_at: string | null;
}

export interface Source {
  type: 'entity' | 'statistic' | 'push';
  id: string;
}

export interface SourceInput {
  type: 'entity' | 'statistic' | 'push';
  id?: string;
}

export interface StartImport {
  series: ImportSeries[];
  /** By which corrections name the file */
  file_name?: string | null;
}

export interface Supply {
  /** Whose customer the home is; all is null while no admin has said it */
  provider: string | null;
  provider_name: string | null;
  area: string | null;
  tariff: string | null;
  /** Since when it is so */
  placed_at: string | null;
}

export interface Suspect {
  /** outlier: far more than the channel otherwise has in a slot; negative_balance: more left the home than came in; hole: nothing is known between slots that are; quarantined: a counter rose by more than is plausible, which is not booked; reset: it went on from a lower level, and what was used meanwhile is not known */
  code: 'outlier' | 'negative_balance' | 'hole' | 'quarantined' | 'reset';
  /** null: the balance of all */
  channel: string | null;
  from: string;
  to: string;
  /** In kWh or m³: of an outlier its amount, of a negative balance what is missing, of what a counter did what would be booked if it was used */
  amount: number;
  /** Above which a slot stands out, in kWh or m³; otherwise 0 */
  limit: number;
  /** Of what a counter did: by which it is decided; otherwise null */
  at: string | null;
}

export interface SuspectList {
  /** By time, the first 1,000 */
  items: Suspect[];
  next: string | null;
}

export interface TakeUpRequest {
  /** That the provider gave to its customer */
  code: string;
}

export interface UntrackedEnergy {
  /** home less the devices that are part of no other, in the slots that home is of; at least 0 */
  kwh: (number | null)[];
  /** What those devices add up to beyond home, kWh */
  deficit: (number | null)[];
  /** Why: a source of energy is not measured, the timing of a device is assumed, or the meters do not match */
  reason: ('none' | 'source_missing' | 'timing_assumed' | 'meters_disagree')[];
}

export interface UpdateAccount {
  name: string;
}

export interface UpdateHome {
  name?: string | null;
  time_zone?: string | null;
  currency?: string | null;
  country?: string | null;
  main_fuse?: MainFuseInput | null;
  /** All of them anew */
  calorific_values?: CalorificValueInput[] | null;
  setup?: 'connection' | 'channels' | 'check' | 'done' | null;
}

export interface User {
  id: string;
  name: string;
  email: string;
  server_role: 'none' | 'operator' | 'provider';
  disabled: boolean;
  created_at: string;
}

export interface UserList {
  items: User[];
  next: string | null;
}

export interface Version {
  version: string;
}

export interface Visit {
  id: string;
  by: string;
  /** As the operator was called then */
  by_name: string;
  reason: string;
  began_at: string;
  /** Or ended, where it was ended before its time */
  ends_at: string;
  lasts: boolean;
}

export interface VisitList {
  items: Visit[];
  next: string | null;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance: string;
  errors?: {
    pointer: string;
    code: string;
    detail: string;
  }[];
}
