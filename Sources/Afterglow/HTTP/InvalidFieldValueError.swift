import HTTPTypes

/// An error about a header field's value that would break the field or arrive changed.
///
/// It is a programming error of a handler: by default, the client gets a 500 and the error is logged.
public struct InvalidFieldValueError: Error, Hashable, CustomStringConvertible {
  /// The field.
  public let name: HTTPField.Name

  /// The refused value.
  public let value: String

  /// A description of the error, with the value and a remedy.
  public var description: String {
    """
    The header field \(name.rawName) can't have the value \(value.debugDescription): it has a control character, or \
    white space at an end. Check or encode what goes into it.
    """
  }
}

extension HTTPFields {
  /// Sets a field to a value from outside, such as a request or a database, after checking it.
  ///
  /// Values with CR, LF, NUL or anything else that RFC 9110, section 5.5, forbids are refused. The plain subscript,
  /// `headers[name] = value`, replaces each such character by a space. It does not let a value become a second field
  /// either, but sends another value than the one set.
  ///
  /// - Throws: ``InvalidFieldValueError`` if the value is invalid; the fields then remain unchanged.
  public mutating func set(_ name: HTTPField.Name, checking value: String) throws(InvalidFieldValueError) {
    guard HTTPField.isValidValue(value) else { throw InvalidFieldValueError(name: name, value: value) }
    self[name] = value
  }
}
