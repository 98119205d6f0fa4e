/// Why a form or query is refused before its fields are looked at.
package enum FormError: Error, Equatable, CustomStringConvertible {
  /// The body's bytes are not UTF-8.
  case notUTF8

  /// A name or value can't be percent-decoded.
  case undecodablePair(source: String)

  /// There are more fields than are taken.
  case tooManyFields(source: String, limit: Int)

  /// A name has more brackets than are taken.
  case nestedTooDeeply(source: String, limit: Int)

  /// One name is both a value and an object.
  case contradictoryName(String, source: String)

  /// What the client is told.
  package var description: String {
    switch self {
    case .notUTF8: "The form is not valid UTF-8."
    case .undecodablePair(let source):
      "The \(source) is not valid: a percent sign needs two hexadecimal digits behind it, and "
        + "the text has to be UTF-8 without NUL."
    case .tooManyFields(let source, let limit): "The \(source) has more than \(limit) fields."
    case .nestedTooDeeply(let source, let limit):
      "A name in the \(source) is nested more than \(limit) deep."
    case .contradictoryName(let name, let source):
      "The \(source) has '\(name)' both as a value and as an object."
    }
  }
}
