#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Types that are written in JSON as one value of another type, so that no decoder may look into them; and a value of
/// theirs to go on with when the real one is no good.
struct StandIn {
  /// The failure's type, for programs.
  let failureType: String

  /// The failure's message, for people.
  let message: String

  /// The value, or `nil` if the type has none that can be had without knowing it.
  let value: Any?

  private init(_ failureType: String, _ message: String, _ value: Any?) {
    self.failureType = failureType
    self.message = message
    self.value = value
  }

  static func `for`(_ type: Any.Type) -> StandIn? {
    switch type {
    case is String.Type: StandIn("string_type", "Input should be a valid string", "")
    case is Bool.Type: StandIn("bool_type", "Input should be a valid boolean", false)
    case let type as any (BinaryInteger & Decodable).Type:
      StandIn("int_type", "Input should be a valid integer", zero(type))
    case is Double.Type: StandIn("float_type", "Input should be a valid number", Double.zero)
    case is Float.Type: StandIn("float_type", "Input should be a valid number", Float.zero)
    case is Decimal.Type: StandIn("decimal_type", "Input should be a valid number", Decimal.zero)
    case is Date.Type:
      StandIn(
        "datetime_type", "Input should be a valid date and time (ISO 8601)", Date(timeIntervalSince1970: 0))
    case is UUID.Type: StandIn("uuid_type", "Input should be a valid UUID", UUID())
    case is URL.Type: StandIn("url_type", "Input should be a valid URL", URL(filePath: "/"))
    case is Data.Type: StandIn("bytes_type", "Input should be valid Base64", Data())
    case let type as any (CaseIterable & RawRepresentable).Type:
      StandIn("enum", choices(of: type), first(type))
    case let type as any CaseIterable.Type:
      StandIn("enum", "Input should be one of the allowed values", first(type))
    case let type as any RawRepresentable.Type:
      StandIn("enum", "Input should be one of the allowed values", firstCase(type))
    default: nil
    }
  }

  private static func choices<Cases: CaseIterable & RawRepresentable>(of type: Cases.Type) -> String {
    RuleText.choices(Cases.allCases.map(\.rawValue))
  }

  private static func zero<Number: BinaryInteger>(_ type: Number.Type) -> Number { .zero }

  /// An enumeration without associated values is a number in memory, and its first case is 0.
  private static func firstCase<Value>(_ type: Value.Type) -> Any? {
    guard _isPOD(type), MemoryLayout<Value>.size <= 1 else { return nil }
    return withUnsafeBytes(of: UInt8.zero) { $0.load(as: type) }
  }

  private static func first<Cases: CaseIterable>(_ type: Cases.Type) -> Any? { type.allCases.first }
}
