/// A type for the values of a path's `{name}` segments.
///
/// A type of your own needs no members if it is `LosslessStringConvertible`, or an enumeration with raw values:
///
///     extension Slug: PathScalar {}
///     enum Colour: String, CaseIterable, PathScalar { case red, green }
///
/// The value of a ``Header`` is of such a type too.
public protocol PathScalar: RequestExtractable {
  /// Creates a value from a percent-decoded segment; `nil` if the segment is not a valid value.
  init?(pathSegment: String)

  /// The name of the type in validation messages, such as `integer`.
  ///
  /// The default is the type's name in lower case, its words separated by underscores: `order_number`.
  static var pathScalarName: String { get }

  /// All valid segments, which a client that sent an invalid one gets; `nil`, the default, if they can't be listed.
  static var pathScalarChoices: [String]? { get }
}

extension PathScalar {
  /// One segment of the path.
  public static var extractionSource: ExtractionSource { .pathSegment }

  /// Returns the value of the next `{name}` segment.
  ///
  /// - Throws: `ValidationError` if the segment is not a valid value; the client gets a 400.
  public static func extract(from context: inout ExtractionContext) throws -> Self {
    let (name, text) = try context.takePathSegment()
    guard let value = Self(pathSegment: text) else {
      throw ValidationError([failure(at: [.key(name)], input: text)])
    }
    return value
  }
}

extension PathScalar where Self: LosslessStringConvertible {
  /// Creates the value that the text describes.
  public init?(pathSegment: String) { self.init(pathSegment) }
}

extension PathScalar where Self: RawRepresentable, RawValue: PathScalar {
  /// Creates the value whose raw value the segment contains.
  public init?(pathSegment: String) {
    // Swift compares the text with each case, which long runs of combining marks would slow down.
    guard StreamSafeText.firstLongRun(in: pathSegment.utf8) == nil,
      let rawValue = RawValue(pathSegment: pathSegment)
    else { return nil }
    self.init(rawValue: rawValue)
  }
}

extension PathScalar where Self: RawRepresentable & LosslessStringConvertible, RawValue: PathScalar {
  /// Creates the value that the text describes.
  public init?(pathSegment: String) { self.init(pathSegment) }
}

extension PathScalar where Self: RawRepresentable & CaseIterable, RawValue: PathScalar {
  /// The raw values of all cases.
  public static var pathScalarChoices: [String]? { allCases.map { "\($0.rawValue)" } }
}

extension PathScalar {
  /// The type's name in lower case, its words separated by underscores.
  public static var pathScalarName: String {
    var name = ""
    for character in "\(Self.self)".prefix(while: { $0 != "<" }) {
      if character.isUppercase, name.last?.isLowercase ?? false { name += "_" }
      name += character.lowercased()
    }
    return name
  }

  /// `nil`: the valid segments can't be listed.
  public static var pathScalarChoices: [String]? { nil }

  /// Returns the failure that a client gets for a text that is not a valid value.
  static func failure(at location: [ValidationFailure.Position], input: String) -> ValidationFailure {
    guard let choices = pathScalarChoices, !choices.isEmpty else {
      return ValidationFailure(
        type: "\(pathScalarName)_type", location: location,
        message: "Input should be a valid \(longName)", input: .string(input))
    }
    return ValidationFailure(
      type: "enum", location: location, message: RuleText.choices(choices), input: .string(input))
  }

  private static var longName: String {
    switch pathScalarName {
    case "int": "integer"
    case "bool": "boolean"
    case "float": "number"
    case "uuid": "UUID"
    default: pathScalarName.replacing("_", with: " ")
    }
  }
}
