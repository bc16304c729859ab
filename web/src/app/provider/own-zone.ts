/** The zone of whoever looks: customers together are in no one home's. */
export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
