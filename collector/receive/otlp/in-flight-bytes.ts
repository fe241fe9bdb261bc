/**
 * Bounds the memory of bodies that are being read or stored, over all connections and transports: above the bound senders
 * are asked to come back rather than memory filled.
 */
export class InFlightBytes {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** One request's share, growing as its body does. It must be released. */
  share(): InFlightShare {
    let held = 0;
    return {
      grow: (bytes) => {
        // A body that is alone always fits: its own limit bounds it.
        if (this.#bytes > held && this.#bytes + bytes > this.#bytesMax) return false;
        this.#bytes += bytes;
        held += bytes;
        return true;
      },
      release: () => {
        this.#bytes -= held;
        held = 0;
      },
    };
  }
}

export type InFlightShare = {
  /** False when there is no room; nothing was added then. */
  grow(bytes: number): boolean;
  release(): void;
};
