/// A type whose values stand in a `{name}` segment of the path.
///
/// A type of one's own needs no members if it is `LosslessStringConvertible`, or an enumeration with raw values:
///
///     extension Slug: PathScalar {}
///     enum Colour: String, CaseIterable, PathScalar { case red, green }
///
/// The same types are the values of a ``Header``.
public protocol PathScalar: RequestExtractable {
  /// The value that a segment, percent-decoded, spells; `nil` if it spells none.
  init?(pathSegment: String)

  /// What a client is told that the segment should be: `integer`.
  ///
  /// By default the type's name in lower case, its words apart: `order_number`.
  static var pathScalarName: String { get }

  /// Every segment that spells a value, for a client that sent another; `nil`, the default, if they can't be listed.
  static var pathScalarChoices: [String]? { get }
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
      throw ValidationError([failure(at: [.key(name)], input: text)])
    }
    return value
  }
}

extension PathScalar where Self: LosslessStringConvertible {
  /// The value that the text describes.
  public init?(pathSegment: String) { self.init(pathSegment) }
}

extension PathScalar where Self: RawRepresentable, RawValue: PathScalar {
  /// The value whose raw value the segment spells.
  public init?(pathSegment: String) {
    // To find out which case a text is, Swift compares it with each.
    guard StreamSafeText.firstLongRun(in: pathSegment.utf8) == nil,
      let rawValue = RawValue(pathSegment: pathSegment)
    else { return nil }
    self.init(rawValue: rawValue)
  }
}

extension PathScalar where Self: RawRepresentable & LosslessStringConvertible, RawValue: PathScalar {
  /// The value that the text describes.
  public init?(pathSegment: String) { self.init(pathSegment) }
}

extension PathScalar where Self: RawRepresentable & CaseIterable, RawValue: PathScalar {
  /// The raw values of all cases.
  public static var pathScalarChoices: [String]? { allCases.map { "\($0.rawValue)" } }
}
