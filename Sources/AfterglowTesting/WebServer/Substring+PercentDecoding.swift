extension Substring {
  /// Returns the text with percent-encoded bytes decoded; a percent sign without two hexadecimal digits stays.
  func decodingPercents() -> String {
    let encoded = Array(utf8)
    var bytes: [UInt8] = []
    var index = 0
    while index < encoded.count {
      let digits = encoded[(index + 1)...].prefix(2)
      if encoded[index] == UInt8(ascii: "%"), digits.count == 2,
        digits.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
        let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        bytes.append(byte)
        index += 3
      } else {
        bytes.append(encoded[index])
        index += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
