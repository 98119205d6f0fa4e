#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension PathScalar where Self: FixedWidthInteger {
  /// The type's name in validation messages.
  public static var pathScalarName: String { "int" }

  /// Creates a number from decimal digits, without a plus sign or leading zeros, so that each number has only one path.
  public init?(pathSegment: String) {
    guard let value = Self(pathSegment), value.description == pathSegment else { return nil }
    self = value
  }
}

extension PathScalar where Self: BinaryFloatingPoint & LosslessStringConvertible {
  /// The type's name in validation messages.
  public static var pathScalarName: String { "float" }

  /// Creates a finite number from JSON's notation (RFC 8259, section 6), such as `-1.5` or `1e3`.
  public init?(pathSegment: String) {
    guard pathSegment.utf8.allSatisfy(Self.isOfNumber), JSONContent.isJSON(Array(pathSegment.utf8)),
      let value = Self(pathSegment), value.isFinite
    else { return nil }
    self = value
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}

extension Int: PathScalar {}
extension Int8: PathScalar {}
extension Int16: PathScalar {}
extension Int32: PathScalar {}
extension Int64: PathScalar {}
extension UInt: PathScalar {}
extension UInt8: PathScalar {}
extension UInt16: PathScalar {}
extension UInt32: PathScalar {}
extension UInt64: PathScalar {}
extension Double: PathScalar {}
extension Float: PathScalar {}

extension Bool: PathScalar {
  /// The type's name in validation messages.
  public static var pathScalarName: String { "bool" }
}

extension String: PathScalar {
  /// The type's name in validation messages.
  public static var pathScalarName: String { "string" }
}

extension UUID: PathScalar {
  /// The type's name in validation messages.
  public static var pathScalarName: String { "uuid" }

  /// Creates a UUID from its usual form, in upper or lower case.
  public init?(pathSegment: String) { self.init(uuidString: pathSegment) }
}

extension Date: PathScalar {
  /// The type's name in validation messages.
  public static var pathScalarName: String { "date" }

  /// Creates a date from a date and time or from a day alone (RFC 3339, section 5.6), as in queries, forms and JSON.
  ///
  /// Examples are `2026-11-23T05:00:00Z`, `2026-11-23T06:00:00.250+01:00` and `2026-11-23`. A day stands for its
  /// midnight in UTC.
  public init?(pathSegment: String) {
    guard let date = DateText.date(pathSegment) else { return nil }
    self = date
  }
}
