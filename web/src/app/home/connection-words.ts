import { Connection, ConnectionTest, Notice } from '../api/types';

export type ConnectionFault = NonNullable<Connection['fault']>;
type TestFailure = Exclude<ConnectionTest['code'], 'ok'>;

/** What an attempt to connect came to, for whoever has just entered address and token: what is wrong, and what helps. */
export function testSentence(test: ConnectionTest): string {
  if (test.code !== 'ok') {
    return testWords[test.code] ?? test.message;
  }
  return test.version
    ? $localize`Connected to Home Assistant ${test.version}:version:${test.location_name ? ` (${test.location_name})` : ''}:name:.`
    : $localize`Connected to Home Assistant.`;
}

/** Why a home that is set up has no values, for everybody who looks at it. Empty for a fault that this app does not know. */
export function faultSentence(fault: string | null | undefined): string {
  return fault ? ((faultWords as Record<string, string>)[fault] ?? '') : '';
}

/** How a home's connection is. */
export function connectionSentence(connection: Connection): string {
  const { state, fault, by_agent, home_assistant_version } = connection;
  switch (state) {
    case 'not_configured':
      return by_agent
        ? $localize`No agent of this home has sent anything yet.`
        : $localize`No Home Assistant is set up yet.`;
    case 'connecting':
      return $localize`Connecting to Home Assistant.`;
    case 'connected':
      return by_agent
        ? $localize`The home’s agent sends its values.`
        : $localize`Connected to Home Assistant ${home_assistant_version ?? ''}:version:.`;
    case 'home_assistant_starting':
      return $localize`Home Assistant is starting. Values return when it is ready.`;
    default:
      return faultSentence(fault) || connection.message;
  }
}

/** What a source got wrong, behind its name. */
export function noticeSentence(notice: Notice): string {
  const sentence = noticeWords[notice.code];
  return sentence ? `${notice.source}: ${sentence}` : notice.message;
}

const testWords: Record<TestFailure, string> = {
  starting: $localize`Home Assistant is still starting. Ohmstead connects as soon as it is ready.`,
  invalid_url: $localize`This is not an address. It looks like http://homeassistant.local:8123.`,
  refused_address: $localize`Ohmstead does not connect to this kind of address. Enter the one that Home Assistant has in your network.`,
  unresolved: $localize`No machine has this name. Check how it is spelled, or enter its IP address.`,
  unreachable: $localize`Nothing answers at this address. Is Home Assistant running, and is the port right? It is usually 8123.`,
  tls: $localize`An encrypted connection to this address could not be made. If your Home Assistant has no certificate, begin with http://.`,
  unknown_certificate: $localize`The certificate at this address is not trusted. Use the name it was made for, or compare its fingerprint and trust it.`,
  changed_certificate: $localize`This address shows another certificate than the one you trusted. If nobody renewed it, do not go on; if somebody did, compare its fingerprint and trust it.`,
  timeout: $localize`The address took too long to answer. Check the network between Ohmstead and Home Assistant.`,
  not_home_assistant: $localize`Something answers at this address, but it is not Home Assistant. Check the port: it is usually 8123.`,
  proxy_failing: $localize`A proxy answers at this address, but no Home Assistant behind it. Start Home Assistant, or wait until it has started.`,
  banned: $localize`Home Assistant has banned the IP address of Ohmstead. Remove it from ip_bans.yaml there and restart Home Assistant.`,
  token_refused: $localize`Home Assistant does not accept this token. Make a new one and paste all of it.`,
  closed: $localize`Home Assistant closed the connection during the test. If it is restarting, try again in a minute.`,
};

const faultWords: Record<ConnectionFault, string> = {
  invalid_url: $localize`The stored address of Home Assistant is not valid. An admin needs to correct it in the connection settings.`,
  refused_address: $localize`Ohmstead does not connect to the kind of address that is stored for Home Assistant. An admin needs to correct it in the connection settings.`,
  unresolved: $localize`The name of Home Assistant’s machine is not known in the network. Is that machine on?`,
  unreachable: $localize`Home Assistant does not answer. Is it running?`,
  tls: $localize`An encrypted connection to Home Assistant could not be made. Was its certificate removed?`,
  unknown_certificate: $localize`The certificate of Home Assistant is not trusted. An admin can compare and trust it in the connection settings.`,
  changed_certificate: $localize`Home Assistant shows another certificate than the trusted one. An admin needs to compare it in the connection settings.`,
  timeout: $localize`Home Assistant takes too long to answer. Check the network between it and Ohmstead.`,
  not_home_assistant: $localize`Something else answers in the place of Home Assistant. An admin needs to check the address in the connection settings.`,
  proxy_failing: $localize`The proxy before Home Assistant answers, Home Assistant does not. It may be restarting.`,
  banned: $localize`Home Assistant has banned the IP address of Ohmstead. Remove it from ip_bans.yaml there and restart Home Assistant.`,
  token_refused: $localize`Home Assistant refuses the token. An admin needs to enter a new one in the connection settings.`,
  token_unreadable: $localize`The stored token cannot be read any more. An admin needs to enter it again in the connection settings.`,
  closed: $localize`Home Assistant hung up during the sign-in. It may be restarting.`,
  lost: $localize`The connection to Home Assistant was lost. It may be restarting.`,
  silent: $localize`Home Assistant has stopped answering. Is its machine busy or asleep?`,
  agent_silent: $localize`Nothing has come from the home’s agent for minutes. Is its machine on, and in the network?`,
};

const noticeWords: Record<Notice['code'], string> = {
  unknown_unit: $localize`Its unit is missing or not known.`,
  wrong_quantity: $localize`Its unit measures something else than the channel.`,
  not_a_number: $localize`Its state is not a number.`,
  out_of_range: $localize`Its value is out of range.`,
  wrong_time: $localize`Its time is out of line. Check the clock of Home Assistant.`,
  missing: $localize`Home Assistant has no entity of this name.`,
  not_json: $localize`It sent something that is not JSON; it is passed over.`,
  clock_set: $localize`Its clock was put ahead or back by more than a minute. Check that it is right.`,
};
