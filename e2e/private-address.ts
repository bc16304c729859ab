import { networkInterfaces } from "node:os";

/** An address of this machine inside a private network, written as in a URL; null when it has none. */
export function privateAddress(): string | null {
  const found = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(
      ({ address, internal }) =>
        !internal &&
        /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/.test(address),
    );
  return found
    ? found.family === "IPv6"
      ? `[${found.address}]`
      : found.address
    : null;
}
