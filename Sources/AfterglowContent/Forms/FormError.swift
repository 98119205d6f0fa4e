/// The reason why a form or query is refused before its fields are decoded.
package enum FormError: Error, Equatable, CustomStringConvertible {
  /// The body's bytes are not UTF-8.
  case notUTF8

  /// A name or value is not validly percent-encoded.
  case undecodablePair(source: String)

  /// There are more fields than allowed.
  case tooManyFields(source: String, limit: Int)

  /// The fields' names and values have more bytes than allowed.
  case tooLarge(source: String, limit: Int)

  /// A name has more brackets than allowed.
  case nestedTooDeeply(source: String, limit: Int)

  /// The name or value of a field (counted from 1) has too many combining marks in a row, from this byte on.
  case tooManyMarks(part: String, field: Int, offset: Int, source: String)

  /// A name is used both as a value and as an object.
  case contradictoryName(String, source: String)

  /// The message for the client.
  package var description: String {
    switch self {
    case .notUTF8: "The form is not valid UTF-8."
    case .undecodablePair(let source):
      "The \(source) is not valid: a percent sign needs two hexadecimal digits behind it, and "
        + "the text has to be UTF-8 without NUL."
    case .tooManyFields(let source, let limit): "The \(source) has more than \(limit) fields."
    case .tooLarge(let source, let limit): "The \(source) has more than \(limit) bytes."
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
