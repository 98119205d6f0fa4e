#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A type that JSON represents by one value of another type, so that decoders must not look into it.
///
/// It offers a stand-in value with which decoding can continue when the real value is bad.
struct StandIn {
  private enum Kind {
    case known(failureType: String, message: String)
    case choices(any (CaseIterable & RawRepresentable).Type)
    case someChoices
  }

  private let type: Any.Type
  private let kind: Kind

  /// Creates a stand-in; fails if the type is none of these.
  ///
  /// - Parameters:
  ///   - type: the type.
  ///   - dates: the form of dates, for the message; ISO 8601 by default.
  init?(for type: Any.Type, dates: JSONOptions.Dates = .iso8601) {
    self.type = type
    switch type {
    case is String.Type: kind = .known(failureType: "string_type", message: "Input should be a valid string")
    case is Bool.Type: kind = .known(failureType: "bool_type", message: "Input should be a valid boolean")
    case is any (BinaryInteger & Decodable).Type:
      kind = .known(failureType: "int_type", message: "Input should be a valid integer")
    case is Double.Type, is Float.Type:
      kind = .known(failureType: "float_type", message: "Input should be a valid number")
    case is Decimal.Type:
      kind = .known(failureType: "decimal_type", message: "Input should be a valid number")
    case is Date.Type:
      kind = .known(failureType: "datetime_type", message: Self.message(of: dates))
    case is UUID.Type: kind = .known(failureType: "uuid_type", message: "Input should be a valid UUID")
    case is URL.Type: kind = .known(failureType: "url_type", message: "Input should be a valid URL")
    case is Data.Type: kind = .known(failureType: "bytes_type", message: "Input should be valid Base64")
    case let type as any (CaseIterable & RawRepresentable).Type: kind = .choices(type)
    case is any CaseIterable.Type, is any RawRepresentable.Type: kind = .someChoices
    default: return nil
    }
  }

  /// The failure's type, for programs.
  var failureType: String {
    if case .known(let failureType, _) = kind { failureType } else { "enum" }
  }

  /// The failure's message, for people.
  var message: String {
    switch kind {
    case .known(_, let message): message
    case .choices(let type): Self.choices(of: type)
    case .someChoices: "Input should be one of the allowed values"
    }
  }

  private static func message(of dates: JSONOptions.Dates) -> String {
    let form =
      switch dates {
      case .iso8601: "ISO 8601"
      case .secondsSince1970: "seconds since 1970"
      case .millisecondsSince1970: "milliseconds since 1970"
      }
    return "Input should be a valid date and time (\(form))"
  }

  private static func choices<Cases: CaseIterable & RawRepresentable>(of type: Cases.Type) -> String {
    RuleText.choices(Cases.allCases.map(\.rawValue))
  }

  // MARK: Values

  /// A value that the type's own initialisers could also create, or `nil` if none is known.
  var value: Any? {
    switch type {
    case is String.Type: ""
    case is Bool.Type: false
    case let type as any (BinaryInteger & Decodable).Type: Self.zero(type)
    case is Double.Type: Double.zero
    case is Float.Type: Float.zero
    case is Decimal.Type: Decimal.zero
    case is Date.Type: Date(timeIntervalSince1970: 0)
    case is UUID.Type: UUID()
    case is URL.Type: URL(filePath: "/")
    case is Data.Type: Data()
    case let type as any CaseIterable.Type: Self.first(type)
    case let type as any RawRepresentable.Type: Self.firstCase(type)
    default: nil
    }
  }

  private static func zero<Number: BinaryInteger>(_ type: Number.Type) -> Number { .zero }

  private static func first<Cases: CaseIterable>(_ type: Cases.Type) -> Any? { type.allCases.first }

  /// Returns the first case of an enumeration without associated values, if its initialiser creates it from its raw
  /// value.
  ///
  /// The language has no list of an enumeration's cases and raw values. In memory the first case is a zero byte. In
  /// any other type a zero byte may be an invalid value. Therefore only `Mirror`, which runs no code of the type,
  /// looks at it until the type is known to be such an enumeration.
  private static func firstCase<Value: RawRepresentable>(_ type: Value.Type) -> Value? {
    guard _isPOD(type), MemoryLayout<Value>.size <= 1, !(type is any CustomReflectable.Type) else {
      return nil
    }
    let candidate = withUnsafeBytes(of: UInt8.zero) { $0.load(as: type) }
    let mirror = Mirror(reflecting: candidate)
    guard mirror.displayStyle == .enum, mirror.children.isEmpty else { return nil }
    return Value(rawValue: candidate.rawValue)
  }
}
