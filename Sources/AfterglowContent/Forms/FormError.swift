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

  /// The name or value of a field, counted from 1, has too many combining marks in a row, from this byte on.
  case tooManyMarks(part: String, field: Int, offset: Int, source: String)

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
    case .tooManyMarks(let part, let field, let offset, let source):
      "The \(part) of field \(field) in the \(source) has more than \(StreamSafeText.markLimit) combining marks in a row, "
        + "from byte \(offset) on."
    case .contradictoryName(let name, let source):
      "The \(source) has '\(name)' both as a value and as an object."
    }
  }
}
