/** A GPON serial number (ITU-T G.984.3 §9.2.4.1): four letters of the vendor, four octets. */
const written = /^([A-Z]{4})([0-9A-F]{8})$/i;

/** As it goes over the wire. Throws a RangeError for what is no serial. */
export function serialOctets(serial: string): Buffer {
  const [, vendor, number] = written.exec(serial) ?? [];
  if (vendor === undefined || number === undefined) {
    throw new RangeError(
      `"${serial}" is no ONU serial: four letters and eight hexadecimal digits are needed`,
    );
  }
  return Buffer.concat([Buffer.from(vendor.toUpperCase(), 'latin1'), Buffer.from(number, 'hex')]);
}

/** As it stands on the label, from eight octets or from the same as text; undefined for anything else. */
export function serialText(octets: Buffer | undefined): string | undefined {
  if (octets === undefined) return undefined;
  const text =
    octets.length === 8
      ? octets.toString('latin1', 0, 4) + octets.toString('hex', 4)
      : octets.toString('latin1').replace(/\0+$/, '');
  return written.test(text) ? text.toUpperCase() : undefined;
}
