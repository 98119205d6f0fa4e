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
