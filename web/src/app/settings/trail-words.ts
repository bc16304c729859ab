import { AuditEntry } from '../api/types';

/** What somebody asked for, in words. */
export function trailText({ action, subject_name: name }: AuditEntry): string {
  const words: Record<AuditEntry['action'], string> = {
    switch_on: $localize`Switched ${name}:device: on`,
    switch_off: $localize`Switched ${name}:device: off`,
    correct: $localize`Corrected ${name}:channel:`,
    undo_correction: $localize`Undid a correction of ${name}:channel:`,
    replace_meter: $localize`Replaced the meter of ${name}:channel:`,
    decide: $localize`Decided what the counter of ${name}:channel: did`,
    undo_decision: $localize`Undid a decision about the counter of ${name}:channel:`,
    change_role: $localize`Changed a role: ${name}:role:`,
    remove_member: $localize`Removed ${name}:person: from the home`,
    leave: $localize`Left the home`,
    begin_visit: $localize`Began a visit as an operator: ${name}:reason:`,
    end_visit: $localize`Ended an operator’s visit`,
    invite: $localize`Invited ${name}:person:`,
    withdraw_invitation: $localize`Withdrew an invitation`,
    join: $localize`Joined by the invitation of ${name}:person:`,
    hand_over: $localize`Took the home over`,
    make_link: $localize`Made the link ${name}:link:`,
    revoke_link: $localize`Revoked the link ${name}:link:`,
    take_up_consent: $localize`Took up the request of ${name}:provider:`,
    accept_consent: $localize`Let ${name}:provider: see the home`,
    reject_consent: $localize`Rejected the request of ${name}:provider:`,
    withdraw_consent: $localize`Withdrew the consent given to ${name}:provider:`,
    end_consent: $localize`Gave up the consent given to ${name}:provider:`,
    set_supply: $localize`Said whose customer the home is: ${name}:supply:`,
    remove_supply: $localize`Said that the home is no customer of ${name}:provider: any more`,
    make_key: $localize`Made the key ${name}:key: for the home`,
    revoke_key: $localize`Revoked the key ${name}:key: for the home`,
    edit_home: $localize`Changed the home’s settings`,
    edit_channels: $localize`Changed the channels`,
    set_connection: $localize`Connected the home to ${name}:address:`,
    remove_connection: $localize`Disconnected the home from Home Assistant`,
    delete_account: $localize`Deleted the account of ${name}:person:`,
    import_file: $localize`Imported the file ${name}:file:`,
  };
  return words[action];
}
