import HTTPTypes

/// A header field's value that would not be one line, or not the same at the other end.
///
/// It is a mistake of the handler's to send one, so by default it is a 500 and this stands in the log.
public struct InvalidFieldValueError: Error, Hashable, CustomStringConvertible {
  /// The field.
  public let name: HTTPField.Name

  /// The value that was refused.
  public let value: String

  /// What is wrong, with the value, and what to do.
  public var description: String {
    """
    The header field \(name.rawName) can't have the value \(value.debugDescription): it has a control character, or \
    white space at an end. Check or encode what goes into it.
    """
  }
}

extension HTTPFields {
  /// Sets a field to a value that comes from outside, from a request or a database.
  ///
  /// A value with CR, LF or NUL is refused, as is everything that RFC 9110, section 5.5, does not allow. The plain
  /// subscript, `headers[name] = value`, does not refuse: it puts a space in the place of each such character, so that
  /// there too no value becomes a second field, but what is sent is not what was set.
  ///
  /// - Throws: ``InvalidFieldValueError``; the fields are then as they were.
  public mutating func set(_ name: HTTPField.Name, checking value: String) throws(InvalidFieldValueError) {
    guard HTTPField.isValidValue(value) else { throw InvalidFieldValueError(name: name, value: value) }
    self[name] = value
  }
}
