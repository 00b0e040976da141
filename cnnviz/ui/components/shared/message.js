// How numbers come from the server: 4 bytes with the length of a JSON header, little-endian, the
// header, then the arrays that the header names.

const TYPES = { float64: Float64Array, float32: Float32Array, int32: Int32Array, uint8: Uint8Array };

function unpack(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const header = new TextDecoder().decode(bytes.subarray(4, 4 + length));
  // An array in the header is where its numbers start, how many they are, and of which type.
  return JSON.parse(header, (_, value) => {
    if (!value || !(value.type in TYPES)) return value;
    const Type = TYPES[value.type];
    const from = 4 + length + value.at;
    return new Type(bytes.slice(from, from + value.length * Type.BYTES_PER_ELEMENT).buffer);
  });
}
