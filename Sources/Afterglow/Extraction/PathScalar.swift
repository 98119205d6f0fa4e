#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A type whose values stand in a `{name}` segment of the path.
public protocol PathScalar: RequestExtractable {
  /// The value that a segment, percent-decoded, spells; `nil` if it spells none.
  init?(pathSegment: String)

  /// What a client is told that the segment should be: `integer`.
  static var pathScalarName: String { get }
}

extension PathScalar {
  /// One segment.
  public static var extractionSource: ExtractionSource { .pathSegment }

  /// The value of the next `{name}` segment.
  ///
  /// - Throws: ``ValidationError``, which becomes a 400, if the segment is no such value.
  public static func extract(from context: inout ExtractionContext) throws -> Self {
    let (name, text) = try context.takePathSegment()
    guard let value = Self(pathSegment: text) else {
      throw ValidationError([
        ValidationFailure(
          type: "\(pathScalarName)_type", location: [.key(name)],
          message: "Input should be a valid \(longName)", input: .string(text))
      ])
    }
    return value
  }

  private static var longName: String {
    switch pathScalarName {
    case "int": "integer"
    case "bool": "boolean"
    case "float": "number"
    case "uuid": "UUID"
    default: pathScalarName
    }
  }
}

extension PathScalar where Self: LosslessStringConvertible {
  /// The value that the text describes.
  public init?(pathSegment: String) { self.init(pathSegment) }
}

extension PathScalar where Self: BinaryInteger {
  /// As validation calls it.
  public static var pathScalarName: String { "int" }
}

extension PathScalar where Self: BinaryFloatingPoint {
  /// As validation calls it.
  public static var pathScalarName: String { "float" }
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
  /// As validation calls it.
  public static var pathScalarName: String { "bool" }
}

extension String: PathScalar {
  /// As validation calls it.
  public static var pathScalarName: String { "string" }
}

extension UUID: PathScalar {
  /// As validation calls it.
  public static var pathScalarName: String { "uuid" }

  /// The UUID in its usual form, letters in either case.
  public init?(pathSegment: String) { self.init(uuidString: pathSegment) }
}
