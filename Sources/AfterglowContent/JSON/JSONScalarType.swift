#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The types that are a single value in JSON and that the coders handle themselves.
///
/// Comparing a type with each of them takes a tenth of the time for looking up a conformance.
enum JSONScalarType {
  case string, bool, double, float
  case int, int8, int16, int32, int64, int128
  case uint, uint8, uint16, uint32, uint64, uint128
  case date, data, url, decimal
  case any

  init?(_ type: Any.Type) {
    if type == String.self {
      self = .string
    } else if type == Int.self {
      self = .int
    } else if type == Bool.self {
      self = .bool
    } else if type == Double.self {
      self = .double
    } else if let other = Self.integer(type) ?? Self.other(type) {
      self = other
    } else {
      return nil
    }
  }

  private static func integer(_ type: Any.Type) -> JSONScalarType? {
    if type == Int64.self { return .int64 }
    if type == UInt.self { return .uint }
    if type == Int32.self { return .int32 }
    if type == UInt32.self { return .uint32 }
    if type == UInt64.self { return .uint64 }
    if type == Int16.self { return .int16 }
    if type == UInt16.self { return .uint16 }
    if type == Int8.self { return .int8 }
    if type == UInt8.self { return .uint8 }
    if type == Int128.self { return .int128 }
    if type == UInt128.self { return .uint128 }
    return nil
  }

  private static func other(_ type: Any.Type) -> JSONScalarType? {
    if type == Date.self { return .date }
    if type == JSONValue.self { return .any }
    if type == URL.self { return .url }
    if type == Float.self { return .float }
    if type == Decimal.self { return .decimal }
    if type == Data.self { return .data }
    return nil
  }
}
