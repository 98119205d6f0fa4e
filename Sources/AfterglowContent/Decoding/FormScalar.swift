#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The scalars that a text in a form or query can spell.
///
/// - Integers in decimal digits; numbers as in JSON, but a sign and leading zeros are allowed.
/// - Booleans as `true` or `false`, `1` or `0`, `on` or `off`, `yes` or `no`, in any case.
/// - Dates as ``DateText`` reads them.
/// - UUIDs, URLs, and data in Base64, as in JSON.
enum FormScalar {
  /// Returns the value, or `nil` if the text doesn't spell one of that type or the type is not a scalar.
  static func value<Value>(of text: String, as type: Value.Type) -> Value? {
    if let text = text as? Value { return text }
    switch type {
    case is Bool.Type: return bool(text) as? Value
    case let type as any FixedWidthInteger.Type: return integer(text, type) as? Value
    case is Double.Type: return number(text) as? Value
    case is Float.Type: return number(text).map(Float.init).flatMap { $0.isFinite ? $0 as? Value : nil }
    case is Decimal.Type: return isNumber(text) ? Decimal(string: text) as? Value : nil
    case is Date.Type: return DateText.date(text) as? Value
    case is UUID.Type: return UUID(uuidString: text) as? Value
    case is URL.Type: return URL(string: text) as? Value
    case is Data.Type: return Data(base64Encoded: text) as? Value
    default: return nil
    }
  }

  /// Returns whether only a text can spell a value of that type, so that no initialiser must be called.
  ///
  /// The initialisers of the standard library's scalars would only ask the decoder for the same type again.
  static func isSpelled(by type: Any.Type) -> Bool {
    switch type {
    case is String.Type, is Bool.Type, is any FixedWidthInteger.Type, is Double.Type, is Float.Type,
      is Decimal.Type, is Date.Type, is UUID.Type, is URL.Type, is Data.Type:
      true
    default: false
    }
  }

  private static func bool(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "1", "on", "yes": true
    case "false", "0", "off", "no": false
    default: nil
    }
  }

  private static func integer<Number: FixedWidthInteger>(_ text: String, _ type: Number.Type) -> Number? {
    Number(text)
  }

  private static func number(_ text: String) -> Double? {
    guard isNumber(text), let number = Double(text), number.isFinite else { return nil }
    return number
  }

  /// Returns whether a text is a decimal number; excludes hexadecimal numbers and infinity, which Swift reads too.
  private static func isNumber(_ text: String) -> Bool {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || "+-.eE".utf8.contains($0) }
      && Double(text) != nil
  }
}
